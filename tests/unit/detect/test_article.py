from __future__ import annotations

import pytest

from corrector.config import Settings
from corrector.detect import article
from corrector.detect.article import begins_with_vowel_sound
from corrector.plugins import Ask
from corrector.segment import segment
from corrector.types import Document, Finding, Kind, Span


@pytest.mark.parametrize(
    "word",
    "hour honest honour honorary heir heiress apple egg idea orange umbrella uncle unable unimportant uninvited "
    "unidentified under usher utter Uber Uzbek Euler MP MPs FBI F.B.I. NGO SUV X-ray F-16 L-shaped EU AIDS OPEC EEC 8 "
    "80 8,000 800 11 11th 18 18,000 1848 11:30 8-year '80s A-list IMF SEC Ødegaard École".split(),
)
def test_a_vowel_is_heard_first(word: str) -> None:
    assert begins_with_vowel_sound(word.strip("'")) is True


@pytest.mark.parametrize(
    "word",
    "house university unit union unique unanimous unilateral use useful usual utility utopian ubiquitous Ukrainian "
    "Ugandan uranium European eulogy euro ewe one one-off once Oaxacan year Yemeni UN US U.S. UK UNESCO UFO NATO NASA "
    "FIFA BBC U-turn B-52 T-shirt 1-0 100 110 1,100 7 180 1980 9 UAE xylophone CIA ouija".split(),
)
def test_a_consonant_is_heard_first(word: str) -> None:
    assert begins_with_vowel_sound(word) is False


@pytest.mark.parametrize(
    "word", "historic hotel herb hallucination mph nth Hermès XIX Yttrium MoD Mbeki Uyghur URSULA FAQ".split()
)
def test_it_is_unsure(word: str) -> None:
    assert begins_with_vowel_sound(word) is None


def test_the_span_is_the_article_alone() -> None:
    text = segment(Document("d", "It took a hour to get to the city."))
    (findings,) = article.build(Settings()).detect([text])
    assert [(finding.span, finding.kind) for finding in findings] == [(Span(8, 9), Kind.ARTICLE)]
    assert findings[0].message == "'hour' begins with a vowel sound"


def test_two_articles_have_two_cures_that_share_the_score() -> None:
    text = segment(Document("d", "It was the a plan that they had made in the city."))
    detector = article.build(Settings())
    (findings,) = detector.detect([text])
    (candidates,) = detector.propose([Ask(text, findings[0])])
    assert [candidate.text for candidate in candidates] == ["the", "a"]
    assert sum(candidate.score for candidate in candidates) == pytest.approx(findings[0].score)


def test_protected_text_is_left_alone() -> None:
    body = "It took `a hour` to get to the city."
    text = segment(Document("d", body, (Span(8, 16),)))
    assert article.build(Settings()).detect([text]) == [()]


def test_another_detectors_finding_gets_no_cure() -> None:
    text = segment(Document("d", "It took a hour to get to the city."))
    foreign = Finding(Span(8, 9), Kind.ARTICLE, 0.9, "other", "")
    assert article.build(Settings()).propose([Ask(text, foreign)]) == [()]
