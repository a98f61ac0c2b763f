"""The reranker with a writer that says what a test wants: what becomes of its answers."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from corrector import models
from corrector.backends.answers import Answer, Change, Cure
from corrector.calibrate import Curve, Node, Trees
from corrector.config import Dialect, Profile, Settings
from corrector.errors import ConfigError, DataError
from corrector.pipeline import Pipeline
from corrector.plugins import Offer
from corrector.propose import _weights, _writers, rewriter
from corrector.propose._weights import UNREAD
from corrector.segment import segment
from corrector.types import Candidate, Document, Finding, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corrector.backends.answers import Passage

SAID = Settings(rewriter="on")


class FakeWriter:
    """Says for each marked text what a table holds; keeps what it does not hold."""

    def __init__(self, table: dict[str, Answer]) -> None:
        self.table = table
        self.calls: list[tuple[Passage, ...]] = []
        self.read: list[tuple[tuple[str, tuple[Change, ...]], ...]] = []
        self.closed = 0

    def answer(self, passages: Sequence[Passage]) -> list[tuple[Answer, ...]]:
        self.calls.append(tuple(passages))
        return [
            tuple(self._one(p.text[a:b], p.offered[place]) for place, (a, b) in enumerate(p.spans)) for p in passages
        ]

    def gains(self, sentences: Sequence[tuple[str, Sequence[Change]]]) -> list[tuple[float, ...]]:
        self.read.append(tuple((text, tuple(changes)) for text, changes in sentences))
        return [tuple(float(len(one.text)) for one in changes) for _, changes in sentences]

    def _one(self, marked: str, offered: Sequence[str]) -> Answer:
        said = self.table.get(marked, Answer(-0.01, -5.0, (), ()))
        return said._replace(offered=tuple(-3.0 for _ in offered) if not said.offered else said.offered)

    def close(self) -> None:
        self.closed += 1


def cures(*said: tuple[str, float], keep: float = -5.0) -> Answer:
    return Answer(keep, -5.0, tuple(Cure(*one) for one in said), ())


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Answer]], FakeWriter]:
    def put(table: dict[str, Answer]) -> FakeWriter:
        writer = FakeWriter(table)
        monkeypatch.setattr(_writers, "find", lambda _: _writers.Source("fake1", None, lambda: writer))
        return writer

    return put


def finding(text: str, words: str, *, score: float = 0.9, detector: str = "neural") -> Finding:
    start = text.index(words)
    return Finding(Span(start, start + len(words)), Kind.WORD_CHOICE, score, detector, "wrong")


def reranked(text: str, *offers: Offer, settings: Settings = SAID) -> tuple[Offer, ...]:
    with rewriter.build(settings) as part:
        (found,) = part.rerank([segment(Document("d", text))], [offers])
    return found


def test_its_cures_become_candidates_for_the_finding_s_own_span(
    install: Callable[[dict[str, Answer]], FakeWriter],
) -> None:
    text = "The old baker were glad of the rain."
    install({" were": cures((" was", -0.05), (" is", -4.0))})
    (offer,) = reranked(text, Offer(finding(text, "were"), ()))
    assert offer.finding.span == finding(text, "were").span
    assert [candidate.text for candidate in offer.candidates] == ["was", "is"]
    assert {candidate.proposer for candidate in offer.candidates} == {"rewriter"}
    assert offer.finding.score >= offer.candidates[0].score > 0.9


def test_its_likelier_cures_are_read_in_their_sentence(install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
    text = "The old baker were glad. The miller go home."
    writer = install({" were": cures((" was", -0.05), (" is", -9.0)), " go": cures((" goes", -0.5))})
    read = segment(Document("d", text))
    offers = [Offer(finding(text, "were"), ()), Offer(finding(text, "go"), ())]
    with rewriter.build(SAID) as part:
        (opinions,) = part.opinions([read], [offers])
    ((one, other),) = writer.read
    assert one == ("The old baker were glad.", (Change(Span(13, 18), " was"),)), "the other cure is too unlikely"
    assert other == ("The miller go home.", (Change(Span(10, 13), " goes"),))
    assert [[w.cure.gain for w in opinion.weighed] for _, _, opinion in opinions] == [[4.0, UNREAD], [5.0]]
    assert [opinion.gain for _, _, opinion in opinions] == [4.0, 5.0]
    assert [w.cure.rival_gain for w in opinions[0][2].weighed] == [UNREAD, UNREAD]


def test_the_best_that_others_propose_is_read_however_unlikely(
    install: Callable[[dict[str, Answer]], FakeWriter],
) -> None:
    text = "There was a meeting of annual shareholders in the town."
    wrong = "a meeting of annual shareholders"
    proposed = (("an annual meeting of shareholders", 0.7), ("annual meeting", 0.1), ("a yearly meeting", 0.2))
    likely = tuple((f" a meeting of {word} shareholders", -0.5 - n) for n, word in enumerate(("some", "many", "few")))
    writer = install({f" {wrong}": cures(*likely, ("a meeting", -2.0))._replace(offered=(-9.0, -2.5, -8.0))})
    offer = Offer(
        finding(text, wrong, detector="modifiers"), tuple(Candidate(said, sure, "modifiers") for said, sure in proposed)
    )
    with rewriter.build(SAID) as part:
        ((_, _, opinion),) = part.opinions([segment(Document("d", text))], [[offer]])[0]
    (((_, changes),),) = writer.read
    best = [" an annual meeting of shareholders", " a yearly meeting"]
    assert [change.text for change in changes] == [*(said for said, _ in likely), best[1], best[0]]
    gains = {w.text: (w.cure.gain, w.cure.rival_gain) for w in opinion.weighed}
    assert gains[best[0]] == (len(best[0]), len(likely[0][0]))
    assert gains[" annual meeting"] == (UNREAD, UNREAD), "others propose better ones"


def test_its_cures_are_spelled_like_the_text(install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
    text = "He came in his train armoured. It was of favour to the neighbour."
    install({
        " train armoured": cures((" armored train", -0.9), (" armoured train", -1.2)),
        " of favour": cures((" an honor", -0.4)),
    })  # fmt: skip
    one, other = reranked(text, Offer(finding(text, "train armoured"), ()), Offer(finding(text, "of favour"), ()))
    assert [(c.text, round(c.score, 2)) for c in one.candidates] == [("armoured train", 0.71)], "it is one cure"
    assert [c.text for c in other.candidates] == ["an honour"]
    american = Settings(rewriter="on", dialect=Dialect.US)
    install({" very": cures((" a colour", -0.4))})
    (offer,) = reranked("It was very.", Offer(finding("It was very.", "very"), ()), settings=american)
    assert [c.text for c in offer.candidates] == ["a color"]


def test_a_finding_grows_to_its_words_where_the_best_cure_needs_it(
    install: Callable[[dict[str, Answer]], FakeWriter],
) -> None:
    text = "The old bakers was very glad of of the rain."
    install({" bakers": cures((" miller", -0.1), ("", -4.0)), " very": cures(("", -0.1), (" so", -3.0))})
    one, other = reranked(text, Offer(finding(text, "aker"), ()), Offer(finding(text, "very"), ()))
    assert (text[slice(*one.finding.span)], one.candidates[0].text) == ("bakers", "miller")
    assert (text[slice(*other.finding.span)], other.candidates[0].text) == (" very", "")


@pytest.fixture
def sceptic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Install a writer that holds 'baker' right, and weights by which a finding is wrong unless it does."""
    untouched = Curve((0.0, 1.0), (0.0, 1.0))
    weights = {
        "finding": Trees(
            _weights.FINDING_FEATURES, (Node(_weights.FINDING_FEATURES.index("keep"), -1.0, 2.0, -2.0),), 0.0, untouched
        ),
        "cure": Trees(_weights.CURE_FEATURES, (), -9.0, untouched),
        "offered": Trees(_weights.OFFERED_FEATURES, (), -9.0, untouched),
    }
    table = {"models": {name: model.to_json() for name, model in weights.items()}}
    (tmp_path / "calibration.json").write_text(json.dumps(table), encoding="utf-8")
    writer = FakeWriter({" were": cures(), " very glad": cures(), " baker": cures(keep=-0.01)})
    monkeypatch.setattr(_writers, "find", lambda _: _writers.Source("fake1", tmp_path, lambda: writer))


@pytest.mark.usefixtures("sceptic")
def test_the_second_opinion_lowers_and_raises_what_the_detector_suspects() -> None:
    text = "The old baker were glad of the rain."
    one, other = reranked(
        text, Offer(finding(text, "baker", score=0.6), ()), Offer(finding(text, "glad", score=0.3), ())
    )
    assert one.finding.score < 0.2
    assert other.finding.score < 0.2, "kept, as the writer says of what it does not know"
    (raised,) = reranked(text, Offer(finding(text, "were", score=0.3), ()))
    assert raised.finding.score > 0.8
    (rule,) = reranked(text, Offer(finding(text, "were", score=0.3, detector="article"), ()))
    assert rule.finding.score == 0.3


@pytest.mark.usefixtures("sceptic")
def test_of_findings_that_touch_only_the_most_suspect_may_rise() -> None:
    text = "The old baker was very glad of the rain."
    weak, strong = reranked(
        text, Offer(finding(text, "very", score=0.2), ()), Offer(finding(text, "glad", score=0.4), ())
    )
    assert weak.finding.score == 0.2
    assert strong.finding.score > 0.8


def test_all_texts_are_asked_about_at_once(install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
    texts = ["The baker were glad of rain.", "The children was glad of rain."]
    writer = install({})
    with rewriter.build(SAID) as part:
        part.rerank(
            [segment(Document(t, t)) for t in texts],
            [[Offer(finding(texts[0], "were"), ())], [Offer(finding(texts[1], "was"), ())]],
        )
    assert [[p.text for p in call] for call in writer.calls] == [texts]
    assert writer.closed == 1


def test_a_second_look_asks_what_is_new(install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
    text, said = "The baker were glad. The cook was glads.", cures((" was", -0.3))
    old, new = Offer(finding(text, "were"), ()), Offer(finding(text, "glads"), ())
    writer = install({" were": said, " glads": said})
    with rewriter.build(SAID) as part:
        first, again, anew = (part.rerank([segment(Document("d", text))], [of]) for of in ([old], [old, new], [new]))
        assert again[0][:1] == first[0]
        assert again[0][1:] == anew[0]
        assert [[p.text for p in call] for call in writer.calls] == [["The baker were glad."], ["The cook was glads."]]
        assert [len(sentences) for sentences in writer.read] == [1, 1]
        part.rerank([segment(Document("d", text))], [[old]])
        assert len(writer.calls) == 3, "it recalls what was asked in the last call, no more"
        part.rerank([segment(Document("d", text))] * 2, [[new], [new]])
        assert len(writer.calls[-1]) == 1, "what is asked twice it asks once"


def test_what_others_are_sure_of_stays_as_it_is(install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
    text = "The bakre were glad of the rain."
    writer = install({})
    sure = Offer(finding(text, "bakre", detector="spelling"), (Candidate("baker", 0.8, "lexicon"),))
    assert reranked(text, sure, Offer(finding(text, "were"), ()))[0] == sure
    assert writer.calls[0][0].text.startswith("The baker were")


def test_nothing_is_asked_where_nothing_is_open(install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
    text = "The bakre was glad of the rain."
    writer = install({})
    reranked(text, Offer(finding(text, "bakre"), (Candidate("baker", 0.8, "lexicon"),)))
    assert writer.calls == []


@pytest.mark.parametrize(
    ("text", "marked", "said"),
    [
        ("They met in the 14 year of the war.", "14", " 15"),  # digits
        ("They went to Kenya in the summer.", "to Kenya", " to Ghana"),  # a right name for another
        ("Glad they went home in the summer.", "Glad", ""),  # the first word
        ("They went home in the summer.", "home", "s"),  # glued to the word before
        ("They went home in the summer.", "home", " home "),  # the same but for a space
        ("They went home in the summer.", "home", "  house"),  # two spaces
        ("They say the grain will be moved by rail.", "say the grain will be moved", ""),  # most of the sentence gone
    ],
)
def test_some_cures_are_never_taken(
    install: Callable[[dict[str, Answer]], FakeWriter], text: str, marked: str, said: str
) -> None:
    start = text.index(marked)
    install({text[max(0, start - 1) : start + len(marked)] if start else marked: cures((said, -0.01))})
    (offer,) = reranked(text, Offer(finding(text, marked), ()))
    assert offer.candidates == ()


def test_the_first_word_keeps_its_capital(install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
    text = "Gladness they went home in the summer."
    install({"Gladness": cures(("gladly", -0.01))})
    (offer,) = reranked(text, Offer(finding(text, "Gladness"), ()))
    assert offer.candidates[0].text == "Gladly"


@pytest.mark.parametrize(
    ("text", "marked", "said", "adds"),
    [
        ("They met the presidant in the north.", "the presidant", " the President", False),
        ("They met the Peruvain minister in the north.", "Peruvain", " Peruvian", False),
        ("They met the minister in the north.", "the minister", " Minister Aldous", True),
        ("They met the minister in the north.", "the minister", " three ministers", True),
        ("They met Okafo in the north.", "Okafo", " Okafor", True),
        ("Okafor spoke. They met Okafo in the north.", "Okafo in", " Okafor in", False),
    ],
)
def test_what_adds_facts_is_marked(
    install: Callable[[dict[str, Answer]], FakeWriter], text: str, marked: str, said: str, adds: bool
) -> None:
    install({f" {marked}": cures((said, -0.01))})
    (offer,) = reranked(text, Offer(finding(text, marked), ()))
    assert (offer.candidates[0].text, offer.candidates[0].adds_facts) == (said[1:], adds)


def test_that_another_cure_would_do_as_well_makes_the_best_no_less_sure(
    install: Callable[[dict[str, Answer]], FakeWriter], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The old baker were glad of the rain."
    sure = {" was": 0.8, " is": 0.6, " had been": 0.2, " became": 0.1}
    weights = _weights.Weights()
    monkeypatch.setattr(_weights.Weights, "of_cure", lambda _, known, cure: sure[cure.text])
    monkeypatch.setattr(_weights, "read", lambda _: weights)
    for given, scores in ((tuple(sure), [0.8, 0.133, 0.044, 0.022]), (tuple(sure)[2:], [0.2, 0.1])):
        install({" were": cures(*((said, -1.0) for said in given))})
        (offer,) = reranked(text, Offer(finding(text, "were"), ()))
        assert [candidate.score for candidate in offer.candidates] == pytest.approx(scores, abs=0.001)


def test_an_offered_cure_keeps_its_proposer(install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
    text = "The usine were closed in the summer."
    install({" usine": cures((" factory", -0.2), (" plant", -2.0))._replace(offered=(-0.2,))})
    (offer,) = reranked(text, Offer(finding(text, "usine"), (Candidate("factory", 0.6, "lexicon", "translation"),)))
    by_text = {candidate.text: candidate for candidate in offer.candidates}
    assert (by_text["factory"].proposer, by_text["factory"].reason) == ("lexicon", "translation")
    assert by_text["plant"].proposer == "rewriter"


class TestTouching:
    text = "They live in a house old big near the river and the mill."

    def offers(self) -> tuple[Offer, ...]:
        spelled = Offer(finding(self.text, "house", detector="spelling"), (Candidate("home", 0.3, "lexicon"),))
        return spelled, Offer(finding(self.text, "old big", score=0.95), ())

    def test_become_one_where_a_cure_takes_both(self, install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
        install({" house old big": cures((" big old house", -0.05))})
        (offer,) = reranked(self.text, *self.offers())
        assert self.text[slice(*offer.finding.span)] == "house old big"
        assert offer.finding.score >= 0.95
        assert offer.candidates[0].text == "big old house"

    def test_stay_two_where_the_cure_is_of_one(self, install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
        install({" house old big": cures((" house big old", -0.05))})
        one, other = reranked(self.text, *self.offers())
        assert one == self.offers()[0]
        assert other.finding.span == self.offers()[1].finding.span
        assert other.candidates[0].text == "big old"

    def test_stay_two_where_nothing_is_sure(self, install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
        install({" house old big": cures((" big old house", -2.0))})
        assert [offer.finding.span for offer in reranked(self.text, *self.offers())] == [
            offer.finding.span for offer in self.offers()
        ]


class TestSettings:
    TEXT = "The old baker were glad of the rain."

    def test_off_by_default(self) -> None:
        offer = Offer(finding(self.TEXT, "were"), ())
        assert reranked(self.TEXT, offer, settings=Settings()) == (offer,)
        with Pipeline(Settings()) as pipeline:
            assert "rewriter@off" in pipeline.signature

    def test_without_the_model_it_says_so_once(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def missing(_: Settings) -> None:
            raise DataError("/somewhere/rewriter: the model is not installed")

        monkeypatch.setattr(_writers, "find", missing)
        models.say_once.cache_clear()
        offer = Offer(finding(self.TEXT, "were"), ())
        with caplog.at_level(logging.WARNING, "corrector"):
            assert reranked(self.TEXT, offer) == reranked(self.TEXT, offer) == (offer,)
        assert len(caplog.records) == 1
        assert "the model is not installed; go on with rules and gazetteer" in caplog.text
        assert rewriter.build(SAID).revision == "unavailable"

    def test_a_model_asked_for_by_path_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="holds no model"), Pipeline(Settings(rewriter=str(tmp_path))) as pipeline:
            pipeline.check(self.TEXT)

    def test_the_signature_names_the_revision(self, install: Callable[[dict[str, Answer]], FakeWriter]) -> None:
        install({})
        with Pipeline(SAID) as pipeline:
            assert "rewriter@fake1" in pipeline.signature
            assert pipeline.signature.endswith("rewriter on")


def test_the_whole_pipeline_edits_flagged_words_alone(
    install: Callable[[dict[str, Answer]], FakeWriter], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The teh baker bought a umbrella."
    install({" teh": cures((" tall", -0.02))})
    with Pipeline(Settings(detectors=("spelling", "article"), rewriter="on", profile=Profile.THOROUGH)) as pipeline:
        result = pipeline.check(text)
    assert result.corrected.endswith("baker bought an umbrella.")
    assert [edit.before for edit in result.edits][-1] == "a"
