"""The neural detector around a network that distrusts the words it is told to distrust."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy")

from corrector import models  # noqa: E402
from corrector.backends.features import Evidences, Token, tokens  # noqa: E402
from corrector.backends.tagger import Tags  # noqa: E402
from corrector.config import Settings  # noqa: E402
from corrector.detect import neural  # noqa: E402
from corrector.detect._suspects import FLOOR, GAP_FLOOR, Network, Suspect, in_context, spans  # noqa: E402
from corrector.gazetteer import Gazetteer  # noqa: E402
from corrector.lexicon import Lexicon  # noqa: E402
from corrector.pipeline import Pipeline  # noqa: E402
from corrector.segment import segment  # noqa: E402
from corrector.types import Document, Kind, Span  # noqa: E402

KINDS = (Kind.GARBLED_WORD, Kind.WORD_ORDER, Kind.MISSING_WORDS)
TRUSTED = 0.01
Table = dict[str, tuple[Kind, float]]


def rows(names: list[str], distrusted: Table) -> Any:
    """One distribution over right and the kinds for each name."""
    table = np.full((len(names), 1 + len(KINDS)), TRUSTED / len(KINDS), np.float32)
    table[:, 0] = 1 - TRUSTED
    for place, name in enumerate(names):
        if name in distrusted:
            kind, wrong = distrusted[name]
            table[place] = 0
            table[place, 0], table[place, 1 + KINDS.index(kind)] = 1 - wrong, wrong
    return table


class Fake:
    """A tagger that distrusts some words, and the gaps before some."""

    def __init__(self, words: Table, gaps: Table) -> None:
        self._words, self._gaps = words, gaps

    def tag(self, sentences: Sequence[Sequence[Token]]) -> list[Tags]:
        return [
            Tags(
                rows([token.text for token in one], self._words),
                rows([*(token.text for token in one), "END"], self._gaps),
                np.zeros(len(one), np.float32),
            )
            for one in sentences
        ]


def suspects(text: str, words: Table | None = None, gaps: Table | None = None, protected: tuple[Span, ...] = ()) -> Any:
    names = Gazetteer.load()
    evidence = Evidences(Lexicon.load(), names)
    network = Network(Fake(words or {}, gaps or {}), kinds=KINDS, evidence=evidence, names=names)
    (found,) = network.suspects([segment(Document("d", text, protected))])
    return [(text[one.span.start : one.span.end], one.kind) for one in found]


ORDER = (Kind.WORD_ORDER, 0.9)


def test_neighbours_of_like_suspicion_make_one_span() -> None:
    words: Table = {
        "armoured": ORDER,
        "train": (Kind.WORD_ORDER, 0.6),
        "green": (Kind.WORD_ORDER, 0.5),
        "left": (Kind.WORD_ORDER, 0.3),
    }
    found = suspects("🙂 The old armoured train green left the station on time.", words)
    assert found == [("armoured train green", Kind.WORD_ORDER), ("left", Kind.WORD_ORDER)]


def test_a_right_name_is_cleared_of_being_garbled_but_not_of_its_place() -> None:
    text = "They flew to Ouagadougou with the minister on the next day."
    assert suspects(text, {"Ouagadougou": (Kind.GARBLED_WORD, 0.9)}) == []
    assert suspects(text, {"Ouagadougou": ORDER}) == [("Ouagadougou", Kind.WORD_ORDER)]
    assert suspects(text, {"minister": (Kind.GARBLED_WORD, 0.9)}) == [("minister", Kind.GARBLED_WORD)]


def test_a_name_of_several_words_is_cleared_as_a_whole() -> None:
    text = "The talks were held in Burkina Faso and in the United Arab Emirates."
    distrusted: Table = dict.fromkeys(("Faso", "United", "Arab", "Emirates"), (Kind.GARBLED_WORD, 0.8))
    assert suspects(text, distrusted) == []


def test_a_gap_is_reported_between_trusted_words_only() -> None:
    text = "The minister said that was late for the talks."
    gaps: Table = {"was": (Kind.MISSING_WORDS, 0.7)}
    assert suspects(text, gaps=gaps) == [("", Kind.MISSING_WORDS)]
    assert suspects(text, {"that": ORDER}, gaps) == [("that", Kind.WORD_ORDER)]
    assert suspects(text, gaps={"END": (Kind.MISSING_WORDS, 0.7)}) == [("", Kind.MISSING_WORDS)]


def test_protected_text_is_no_suspect() -> None:
    text = "The minister wrote qwxzt in the report of the year."
    words: Table = {"qwxzt": (Kind.GARBLED_WORD, 0.9)}
    start = text.index("qwxzt")
    assert len(suspects(text, words)) == 1
    assert suspects(text, words, protected=(Span(start, start + 5),)) == []


def test_text_that_is_not_prose_is_not_read() -> None:
    assert suspects("El ministro dijo que era tarde para todos los demás.", {"ministro": ORDER}) == []


def test_spans_are_sorted_and_disjoint() -> None:
    found = tuple(tokens("a b c d e f", 0, 11))
    kinds = rows(list("abcdef"), {"b": ORDER, "c": (Kind.WORD_ORDER, 0.5), "e": (Kind.GARBLED_WORD, FLOOR + 0.01)})
    made = list(spans(found, kinds, rows(list("abcdef_"), {}), KINDS))
    assert [tuple(one.span) for one in made] == [(2, 5), (8, 9)]
    assert 0.9 < made[0].raw < 0.95, "the second word adds to the first, but not like an independent one"
    assert made[1].raw == pytest.approx(FLOOR + 0.01)


def test_a_gap_needs_less_suspicion_than_a_word() -> None:
    found = tuple(tokens("a b c", 0, 5))
    little = (FLOOR + GAP_FLOOR) / 2
    words = rows(list("abc"), {"a": (Kind.WORD_ORDER, little)})
    gaps = rows(list("abc_"), {"b": (Kind.MISSING_WORDS, GAP_FLOOR - 0.01), "c": (Kind.MISSING_WORDS, little)})
    assert [tuple(one.span) for one in spans(found, words, gaps, KINDS)] == [(4, 4)]


def test_suspects_count_for_more_in_suspect_company_and_for_less_alone() -> None:
    one = Suspect(Span(0, 3), Kind.WORD_ORDER, 0.5)
    many = [Suspect(Span(start, start + 3), Kind.WORD_ORDER, 0.5) for start in range(0, 200, 4)]
    (alone,) = in_context([one], 1000)
    (short,) = in_context([one], 20)
    assert alone.raw < short.raw < 0.5 < in_context(many, 500)[0].raw
    assert in_context([one], 20, weight=0)[0].raw == pytest.approx(0.5)


def test_the_words_of_a_span_keep_what_speaks_against_each() -> None:
    found = tuple(tokens("a b c d e f", 0, 11))
    kinds = rows(list("abcdef"), {"b": ORDER, "c": (Kind.GARBLED_WORD, 0.5), "e": (Kind.GARBLED_WORD, 0.3)})
    wide, single = spans(found, kinds, rows(list("abcdef_"), {}), KINDS)
    assert single.parts == ()
    assert [(tuple(part.span), part.kind) for part in wide.parts] == [
        ((2, 3), Kind.WORD_ORDER),
        ((4, 5), Kind.GARBLED_WORD),
    ]
    assert wide.parts[1].raw == pytest.approx(0.5)
    judged, _ = in_context([wide, single], 0)
    raised = [odds(after.raw) / odds(before.raw) for after, before in zip(judged.parts, wide.parts, strict=True)]
    assert raised == pytest.approx([odds(judged.raw) / odds(wide.raw)] * 2)


def odds(raw: float) -> float:
    return raw / (1 - raw)


def test_it_runs_only_where_it_is_asked_for() -> None:
    detector = neural.build(Settings())
    text = segment(Document("d", "The minister said that it was late."))
    assert detector.detect([text, text]) == [(), ()]
    assert detector.revision == "off"
    assert neural.build(Settings(detectors=("all",))).is_on
    assert neural.build(Settings(detectors=("neural",))).is_on
    with Pipeline(Settings(detectors=("all",))) as everything, Pipeline() as default:
        assert {part.partition("@")[0] for part in everything.signature.split(" | ")[1].split()} == {
            part.partition("@")[0] for part in default.signature.split(" | ")[1].split()
        }


def test_without_the_model_it_finds_nothing_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(models, "folder", lambda: tmp_path)
    models.manifest.cache_clear()
    models.say_once.cache_clear()
    with caplog.at_level(logging.WARNING, "corrector"), Pipeline(Settings(detectors=("neural",))) as pipeline:
        assert "neural@unavailable" in pipeline.signature
        for _ in range(3):
            assert pipeline.check("The minister said that it was late.").choices == ()
    models.manifest.cache_clear()
    assert [record.message for record in caplog.records if "not installed" in record.message] == [
        record.message for record in caplog.records
    ]
    assert len(caplog.records) == 1
