"""What a rewriter is asked, and where its answers go."""

from __future__ import annotations

import pytest

from corrector.plugins import Offer
from corrector.propose._passages import ASKED, ask, company, fitted
from corrector.segment import Segmentation, segment
from corrector.types import Candidate, Document, Finding, Kind, Span


def offer(text: str, words: str, *cures: tuple[str, float], score: float = 0.9, kind: Kind = Kind.WORD_CHOICE) -> Offer:
    start = text.index(words)
    finding = Finding(Span(start, start + len(words)), kind, score, "neural", "wrong")
    return Offer(finding, tuple(Candidate(cure, sure, "lexicon") for cure, sure in cures))


def gap(at: int) -> Offer:
    return Offer(Finding(Span(at, at), Kind.MISSING_WORDS, 0.9, "neural", "missing"), ())


def read(text: str, protected: tuple[Span, ...] = ()) -> Segmentation:
    return segment(Document("d", text, protected))


def test_a_passage_is_a_sentence_with_spans_on_word_boundaries() -> None:
    text = "It rained all the day. The tall bakers was glad of it, and went home."
    (one,) = ask(read(text), [offer(text, "aker"), offer(text, "of")])
    assert one.passage.text == "The tall bakers was glad of it, and went home."
    assert [one.passage.text[a:b] for a, b in one.passage.spans] == [" bakers", " of"]
    assert [text[q.span.start : q.span.end] for q in one.questions] == [" bakers", " of"]


def test_what_others_are_sure_of_stands_there_already() -> None:
    text = "The bakre and his sons was glad of rain in the summer."
    (one,) = ask(read(text), [offer(text, "bakre", ("baker", 0.9)), offer(text, "was", ("were", 0.4))])
    assert one.passage.text.startswith("The baker and his sons was glad")
    assert [one.passage.text[a:b] for a, b in one.passage.spans] == [" was"]
    assert one.passage.offered == ((" were",),)
    assert text[slice(*one.questions[0].span)] == " was"


def test_what_is_settled_by_a_cure_that_adds_facts_is_not_settled() -> None:
    text = "The minster spoke of the long war in the north."
    offers = [offer(text, "minster")]
    fact = Candidate("Prime Minister of Peru", 0.99, "gazetteer", adds_facts=True)
    (one,) = ask(read(text), [Offer(offers[0].finding, (fact,))])
    assert len(one.questions) == 1


def test_findings_that_touch_are_asked_about_as_one() -> None:
    text = "They live in a house old big near the river and the mill."
    (one,) = ask(read(text), [offer(text, "house", ("home", 0.3)), offer(text, "old big")])
    assert [one.passage.text[a:b] for a, b in one.passage.spans] == [" house old big"]
    assert one.questions[0].offers == (0, 1)
    assert one.passage.offered == ((" home old big",),)


def test_a_question_knows_what_else_is_wrong_in_the_text() -> None:
    text = "It rained. The tall bakers was glad of it, and went home.\n\nHe go to the river."
    offers = [offer(text, "bakers", score=0.4), offer(text, "was glad", score=0.6), offer(text, "go", score=0.8)]
    words = read(text).word_count
    both, other = (one.questions[0] for one in ask(read(text), offers))
    assert both.company == pytest.approx(company(0.8, words)), "those that touch are asked about together"
    assert other.company == pytest.approx(company(1.0, words))
    (alone,) = ask(read(text), offers[:1])
    assert alone.questions[0].company == pytest.approx(company(0.0, words))


def test_a_gap_comes_before_the_space_and_takes_the_first_word_along() -> None:
    text = "Waiter came Monday with the bill and left again."
    (one,) = ask(read(text), [gap(0), gap(text.index("Monday"))])
    assert one.passage.spans == (Span(0, 6), Span(11, 11))


def test_a_cure_for_a_gap_keeps_its_meaning_when_the_gap_moves() -> None:
    text = "The waiter came Monday with the bill and left again."
    place = text.index("Monday")
    cure = Offer(gap(place).finding, (Candidate("on ", 0.4, "prepositions"),))
    (one,) = ask(read(text), [cure])
    assert one.passage.offered == ((" on",),)
    assert one.passage.spans == (Span(place - 1, place - 1),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": ASKED - 0.01},
        {"kind": Kind.ENCODING},
    ],
)
def test_some_are_not_asked_about(wrong: dict[str, float | Kind]) -> None:
    text = "The baker was glad of the rain in the summer."
    assert not list(ask(read(text), [offer(text, "glad", **wrong)]))  # type: ignore[arg-type]


def test_protected_text_and_line_ends_are_not_asked_about() -> None:
    text = (
        "The baker was very glad of the rain that fell in the long\nsummer, after so dry a spring in all the country."
    )
    wrapped = offer(text, "long\nsummer")
    assert not list(ask(read(text), [wrapped]))
    assert not list(ask(read(text, (Span(10, 19),)), [offer(text, "very")]))
    (one,) = ask(read(text), [offer(text, "dry")])
    assert "\n" not in one.passage.text
    assert [one.passage.text[a:b] for a, b in one.passage.spans] == [" dry"]


@pytest.mark.parametrize(
    ("words", "cures", "left", "texts"),
    [
        ("green", (" red",), "green", ("red",)),
        ("green", ("",), " green", ("",)),
        ("ree", (" great",), "green", ("great",)),
        ("ree", (" greet",), "green", ("greet",)),
        ("ree", (" groan",), "ree", ("roa",)),
        ("en", (" greet",), "en", ("et",)),
        ("een", (" grin",), "een", ("in",)),
    ],
)
def test_the_narrowest_span_that_holds_all_cures(
    words: str, cures: tuple[str, ...], left: str, texts: tuple[str, ...]
) -> None:
    body = "The old green door."
    start = body.index(words)
    span, found = fitted(body, Span(start, start + len(words)), Span(7, 13), cures)
    assert (body[span.start : span.end], found) == (left, texts)


def test_fitted_cures_say_what_the_marked_span_would() -> None:
    body = "He came Monday, and left."
    for own, span, cures in (
        (Span(8, 8), Span(7, 7), (" on", " last")),
        (Span(8, 8), Span(7, 7), (",",)),
        (Span(8, 14), Span(7, 14), (" on Monday", "")),
        (Span(0, 0), Span(0, 2), ("So he",)),
    ):
        place, texts = fitted(body, own, span, cures)
        wanted = [body[: span.start] + cure + body[span.end :] for cure in cures]
        assert [body[: place.start] + text + body[place.end :] for text in texts] == wanted
