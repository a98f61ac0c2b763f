"""The benchmark of the rewriter on made-up results: no model, no data."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("benchmarks", reason="the benchmarks are not beside the tests")
pytest.importorskip("rapidfuzz")

from hypothesis import given
from hypothesis import strategies as st

from benchmarks import rewriter
from benchmarks.baselines import Kept, rewritten, word_edits
from benchmarks.common import Context
from benchmarks.judge import take_over
from benchmarks.rewriter import Options, effect, first_of_each
from corrector.config import OFF, Profile
from corrector.evaluation.evaluate import Case, EditOutcome, MarkedSpan
from corrector.types import Document, Edit, Kind, Result, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = "She read an book in Chile on the the train."
RIGHT = "She read a book in Chile on the train."
OFF_OPTIONS = Options(Context(Path("nowhere")), OFF)
WORDS = st.lists(st.sampled_from("a b c d".split()), max_size=6).map(" ".join)


def case(text: str = TEXT, right: str = RIGHT, source: str = "apertium-spa") -> Case:
    return Case("1", text, right, (), "whole round-trip", source)


def edit(start: int, end: int, after: str, text: str = TEXT) -> Edit:
    return Edit(Span(start, end), text[start:end], after, Kind.ARTICLE, 0.9, "rewriter")


@given(WORDS, WORDS)
def test_word_edits_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    result = rewritten(Document("1", before), after, "made up")
    assert result.corrected.split() == after.split()
    assert (not result.edits) == (before.split() == after.split())


def test_word_edits_keep_what_is_equal() -> None:
    edits = list(word_edits("The red hens sat down.", "The hens all sat."))
    assert [(before, after) for _, before, after in edits] == [(" red", ""), ("sat down.", "all sat.")]


def test_an_effect_counts_texts_word_edits_and_what_each_edit_did() -> None:
    half = Result(Document("1", TEXT), (), (edit(9, 11, "a"),), 0.0, "s")
    worse = Result(Document("2", TEXT), (), (edit(20, 25, "Peru"), edit(29, 36, "the"), edit(37, 43, "bus.")), 0.0, "s")
    found = effect([case(), case()], [half, worse])
    assert (found.repair.before, found.repair.after, found.repair.nearer, found.repair.farther) == (4, 4, 1, 1)
    assert found.parts == [(1, 2), (-1, 2)]
    assert found.edits == Counter({EditOutcome.EXACT: 2, EditOutcome.FARTHER: 2})
    assert found.columns()[:4] == (2, 22.22, 22.22, 0.0)


def test_every_program_runs_at_its_profiles() -> None:
    found = rewriter.run_all([case()], rewriter.programs(OFF_OPTIONS))
    assert [(*setting,) for setting in found] == [
        *(("rules alone", profile) for profile in Profile),
        ("with the detector", Profile.BALANCED),
        *(("with the rewriter", profile) for profile in Profile),
    ]
    assert [one.name for one in rewriter.editing(OFF_OPTIONS)] == ["rules alone", "with the rewriter"]
    assert found[rewriter.Setting("rules alone", Profile.BALANCED)][0].corrected == RIGHT


def test_the_first_of_each_engine_are_taken_in_order() -> None:
    cases = [case(source=source) for source in ("apertium-spa", "nmt-por", "apertium-spa", "apertium-spa", "nmt-por")]
    chosen = first_of_each(cases, 2, rewriter.engine_of)
    assert [one.source for one in chosen] == ["apertium-spa", "nmt-por", "apertium-spa", "nmt-por"]
    assert [rewriter.family(name) for name in ("apertium-cat", "apertium-epo", "nmt-por")] == [
        "Apertium, unseen pair",
        "Apertium, pairs seen",
        "NMT",
    ]


def test_the_engine_of_a_row_with_surely_wrong_edits_stands_in_its_marks() -> None:
    marked = (MarkedSpan(Span(9, 11), "article", "a", "apertium-glg"),)
    assert rewriter.engine_of(Case("1", TEXT, RIGHT, marked, "round-trip", "wikinews")) == "apertium-glg"


def test_a_slow_system_is_asked_once(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def shout(texts: Sequence[str]) -> list[str]:
        asked.append(texts)
        return [text.upper() for text in texts]

    Kept(tmp_path / "kept", "shouting").ask(["one", "two"], shout)
    again = Kept(tmp_path / "kept", "shouting")
    assert again.missing(["one", "three", "three"]) == ["three"]
    assert Kept(tmp_path / "kept", "whispering").missing(["one"]) == ["one"]
    assert [one.corrected for one in again.run([Document("1", "one"), Document("2", "two")])] == ["ONE", "TWO"]
    assert asked == [["one", "two"]]


def test_trust_counts_right_rows_as_often_as_they_stand_for() -> None:
    made = [[(0.9, EditOutcome.EXACT), (0.9, EditOutcome.NEARER)], [(0.8, EditOutcome.FARTHER)], []]
    edits, bad, there, right, _, exact, *_ = rewriter._trust(made, [1, 2, 2])
    assert (edits, bad, there, right, exact) == (3, 2, 100.0, 50.0, 25.0)
    assert rewriter._trust([[], []], [1, 2])[0] == 0


def test_round_trips_are_measured_by_engine_kind_and_beside_the_baselines(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"{source}-{number}",
            "text": TEXT,
            "right": RIGHT,
            "spans": [
                {"start": 9, "end": 11, "kind": "article", "cure": "a", "by": "recoverable"},
                {"start": 32, "end": 36, "kind": "repetition", "cure": "", "by": "recoverable"},
            ],
            "origin": "whole round-trip",
            "source": source,
        }
        for number, source in enumerate(("apertium-spa", "apertium-cat", "nmt-por"))
    ]
    path = tmp_path / "trips.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for name in rewriter.BASELINES:
        Kept(tmp_path, name).ask([TEXT], lambda texts: [RIGHT for _ in texts])
    options = replace(OFF_OPTIONS, round_trips=path, kept=tmp_path)
    whole, kinds, beside, told = rewriter.round_trips(options)
    of_spanish = next(row for row in whole.rows if row[:3] == ("rules alone", "balanced", "apertium-spa"))
    assert (of_spanish[3], of_spanish[6], of_spanish[8:10]) == (1, 100.0, (1, 0))
    assert ("NMT, recoverable", "article", 1, 100.0) in [row[:4] for row in kinds.rows]
    removed = {(row[0], row[1]): row[6] for row in beside.rows if row[2] == "NMT"}
    assert (removed["nothing", "-"], removed[rewriter.BASELINES[0], "-"]) == (0.0, 100.0)
    assert [row[2:5] for row in told.rows if row[:2] == ("rules alone", "balanced")] == [(2, 2, 100.0)]


def test_an_edit_of_a_right_row_counts_as_its_reader_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slip = "He bought a umbrella in the city of Porto."
    damaged = {"start": 9, "end": 11, "kind": "article", "cure": "a", "by": "article-form"}
    rows: dict[str, list[dict[str, Any]]] = {
        "engines": [{"id": "e", "text": TEXT, "spans": [damaged], "origin": "round-trip", "source": "wikinews"}],
        "operators": [{"id": "o", "text": TEXT, "spans": [damaged], "origin": "simulated", "source": "wikinews"}],
        "right": [{"id": "r", "text": slip, "spans": [], "origin": "right", "source": "wikinews"}],
        "names": [{"id": "n", "text": "They met in Porto.", "spans": [], "origin": "right", "source": "wikinews"}],
    }
    for name, of_name in rows.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in of_name)
    (tmp_path / "verdicts").mkdir()
    monkeypatch.setattr(rewriter, "VERDICTS", tmp_path / "verdicts")
    options = replace(OFF_OPTIONS, sets=tmp_path, scratch=tmp_path)
    before = {tuple(row[:3]): row for row in rewriter.confidence(options)[0].rows}
    assert before["rules alone", "balanced", "all"][3:8] == (5, 4, 50.0, 11.1, 0.0)
    pending = tmp_path / "pending-confidence.tsv"
    assert pending.read_text(encoding="utf-8").count("\n?") == 1
    pending.write_text(pending.read_text(encoding="utf-8").replace("\n?", "\nright"), encoding="utf-8")
    assert take_over(pending, tmp_path / "verdicts") == Counter({"test-set-right": 1})
    after = {tuple(row[:3]): row for row in rewriter.confidence(options)[0].rows}
    assert after["rules alone", "balanced", "all"][3:8] == (5, 4, 50.0, 88.9, 50.0)
