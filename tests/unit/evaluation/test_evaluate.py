"""The evaluation: a system that cures everything, one that does nothing, one that does harm."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from corrector.config import Settings
from corrector.errors import ConfigError, InputError
from corrector.evaluation import evaluate, systems
from corrector.evaluation.evaluate import Case, EditOutcome, MarkedSpan, edit_outcome, is_cured, read_cases
from corrector.types import Candidate, Choice, Document, Edit, Finding, Kind, Outcome, Result, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

GARBLED = Case(
    "g", "He go to home on Monday.", "He goes home on Monday.",
    (MarkedSpan(Span(3, 5), "agreement", "goes", "verb-number"), MarkedSpan(Span(6, 9), "preposition", "", "surplus")),
    "simulated", "wikinews",
)  # fmt: skip
RIGHT = Case("r", "She left the old town today.", "She left the old town today.", (), "right", "wikinews")
EDITED = [
    Case("m", "A b c d.", "A b c e.", (), "mlqe-pe", "ro-en", hter=0.25),
    Case("n", "A b c e.", "A b c e.", (), "mlqe-pe", "ro-en", hter=0.0),
]
CASES = [GARBLED, RIGHT, *EDITED]


def system(
    edits_of: Callable[[str], list[tuple[int, int, str, float]]],
) -> Callable[[Iterable[Document]], Iterator[Result]]:
    def run(documents: Iterable[Document]) -> Iterator[Result]:
        for document in documents:
            choices, edits = [], []
            for start, end, after, score in edits_of(document.text):
                span, before = Span(start, end), document.text[start:end]
                cure = Candidate(after, score, "p")
                choices.append(Choice(Finding(span, Kind.FLUENCY, score, "d", "m"), (cure,), Outcome.REPLACE, cure, ""))
                edits.append(Edit(span, before, after, Kind.FLUENCY, score, "p"))
            yield Result(document, tuple(choices), tuple(edits), 0.5 if edits else 0.0, "fake 1")

    return run


def cure_all(text: str) -> list[tuple[int, int, str, float]]:
    if text == GARBLED.text:
        return [(3, 5, "goes", 0.9), (6, 9, "", 0.9)]
    return [(6, 7, "e", 0.9)] if text == EDITED[0].text else []


def test_a_system_that_cures_everything() -> None:
    report = evaluate.evaluate("all", system(cure_all), CASES)
    group = report.groups["all garbled"]
    assert (group["precision"], group["recall"], group["mcc"], group["found"], group["cured"]) == (
        100,
        100,
        1.0,
        100,
        100,
    )
    assert (group["exact"], group["nearer"], group["farther"], group["harm"], group["deletions"]) == (1, 1, 0, 0, 1)
    assert group["ter_after"] == 0
    assert report.kinds["agreement"] == {"spans": 1, "found": 100, "cured": 100}
    assert report.operators.keys() == {"verb-number", "surplus"}
    assert report.right_text["findings_per_1000"] == 0
    assert report.rank == {"segments": 2, "spearman": 1.0}
    assert report.edits.decisions == report.edits.right == 2
    assert (report.groups["post-edited"]["ter_before"], report.groups["post-edited"]["ter_after"]) == (12.5, 0)


def test_doing_nothing_scores_nothing_and_harms_nothing() -> None:
    with systems.system("nothing", Settings()) as run:
        report = evaluate.evaluate("nothing", run, CASES)
    group = report.groups["all garbled"]
    assert (group["f0.5"], group["mcc"], group["found"], group["cured"], group["harm"]) == (0, 0, 0, 0, 0)
    assert group["ter_before"] == group["ter_after"] > 0
    assert report.findings.decisions == 0


def test_harm_and_false_alarms_are_counted() -> None:
    report = evaluate.evaluate("bad", system(lambda text: [(0, text.index(" "), "Zap", 0.7)]), CASES)
    assert report.groups["all garbled"]["harm"] == 1
    assert report.groups["all garbled"]["farther"] == 1
    assert report.right_text["edits_per_1000"] == report.right_text["harm_per_1000"] == round(1000 / 6, 3)
    assert report.findings.right == 0
    assert report.edits.right == 0


def test_every_number_stands_beside_the_signature_of_system_set_and_measures() -> None:
    one = evaluate.evaluate("all", system(cure_all), CASES)
    other = evaluate.evaluate("all", system(cure_all), CASES[:-1])
    assert one.signature.startswith("fake 1 | set ")
    assert one.signature != other.signature
    assert evaluate.SETTINGS in one.signature
    assert json.loads(json.dumps(one.to_json()))["signature"] == one.signature


def test_the_table_puts_systems_side_by_side() -> None:
    reports = [evaluate.evaluate(name, system(cure_all), CASES) for name in ("one", "two")]
    table = evaluate.markdown(reports)
    assert "| all garbled | one | 1 | 2 | 100.0 |" in table
    assert "| kind | spans | one | two |" in table
    assert "| agreement | 1 | 100.0 / 100.0 | 100.0 / 100.0 |" in table


@pytest.mark.parametrize(
    ("edits", "cured"),
    [
        ([(3, 5, "goes")], True),
        ([(3, 9, "goes ")], False),  # what stood beyond the mark was lost
        ([(0, 5, "He goes")], True),
        ([(3, 5, "went")], False),
        ([(17, 23, "Sunday")], False),
    ],
)
def test_a_span_is_cured_when_its_cure_stands_there_and_the_rest_is_as_it_was(
    edits: list[tuple[int, int, str]], cured: bool
) -> None:
    text = GARBLED.text
    made = [Edit(Span(a, b), text[a:b], after, Kind.FLUENCY, 0.9, "p") for a, b, after in edits]
    assert is_cured(text, GARBLED.marked[0], made) is cured


def row(**changes: Any) -> dict[str, Any]:
    span = {"start": 3, "end": 5, "kind": "agreement", "cure": "goes", "by": "x"}
    return {"id": "1", "text": "He go.", "spans": [span], "origin": "simulated", "source": "s"} | changes


def test_rows_are_read_from_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(row()) + "\n")
    edited = row(id="2", spans=[], right="He goes.", hter=0.5)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(json.dumps(edited).encode()))
    cases = read_cases(tmp_path)
    assert [(case.id, case.right, case.hter) for case in cases] == [("1", "He goes.", None), ("2", "He goes.", 0.5)]
    assert read_cases(tmp_path / "a.jsonl") == cases[:1]


@pytest.mark.parametrize("content", ["not json\n", '{"id": "1"}\n', "[]\n"])
def test_a_line_that_is_no_row_names_its_place(content: str, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(json.dumps(row()) + "\n" + content)
    with pytest.raises(InputError, match=r"bad\.jsonl, line 2"):
        read_cases(tmp_path)


def test_an_empty_folder_says_how_to_make_a_set(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="train data testsets"):
        read_cases(tmp_path)


def test_an_unknown_system_is_a_usage_error() -> None:
    with pytest.raises(ConfigError, match="nobody"), systems.system("nobody", Settings()):
        pass


def test_the_program_itself_runs_as_a_system() -> None:
    case = Case(
        "g",
        "She ate a apple.",
        "She ate an apple.",
        (MarkedSpan(Span(8, 9), "article", "an", "article-form"),),
        "simulated",
        "s",
    )
    settings = Settings(detectors=("article",), proposers=("lexicon",))
    with systems.system("corrector", settings) as run:
        report = evaluate.evaluate("corrector", run, [case])
    assert report.groups["all garbled"]["cured"] == 100


def test_harper_s_first_suggestions_become_edits() -> None:
    pytest.importorskip("harper", reason="harper-py is not installed")
    with systems.system("harper", Settings()) as run:
        (result,) = run([Document("d", "She ate an banana in the the park.")])
    assert result.corrected == "She ate a banana in the park."


def test_records_hold_table_numbers_and_a_curve_for_each_sort_of_score(tmp_path: Path) -> None:
    reports = [evaluate.evaluate(name, system(cure_all), CASES) for name in ("one", "two")]
    evaluate.record(reports, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "evaluate.md", "evaluate.json",
        *(f"evaluate-{name}-{what}.svg" for name in ("one", "two") for what in ("findings", "edits")),
    }  # fmt: skip
    assert [row["system"] for row in json.loads((tmp_path / "evaluate.json").read_text())] == ["one", "two"]


@pytest.mark.parametrize(
    ("start", "end", "after", "outcome"),
    [
        (3, 8, "goes", EditOutcome.EXACT),
        (3, 8, "goes to", EditOutcome.NEARER),
        (3, 8, "travels", EditOutcome.NEARER),
        (3, 5, "went", EditOutcome.EVEN),
        (9, 13, "town", EditOutcome.FARTHER),
        (5, 8, "", EditOutcome.EXACT),
        (0, 5, "He goes", EditOutcome.EXACT),
        (0, 5, "She goes", EditOutcome.EVEN),
    ],
)
def test_an_edit_is_judged_alone_by_what_is_left_to_do_where_it_wrote(
    start: int, end: int, after: str, outcome: EditOutcome
) -> None:
    made = Edit(Span(start, end), GARBLED.text[start:end], after, Kind.FLUENCY, 0.9, "p")
    assert edit_outcome(GARBLED, made) is outcome


def test_a_word_still_missing_beside_an_edit_is_none_of_its_business() -> None:
    case = Case("1", "He saw a old house.", "He once saw an old red house.", (), "made up", "made up")
    assert edit_outcome(case, Edit(Span(7, 8), "a", "an", Kind.ARTICLE, 0.9, "p")) is EditOutcome.EXACT
    inside = Edit(Span(7, 18), "a old house", "an old house", Kind.ARTICLE, 0.9, "p")
    assert edit_outcome(case, inside) is EditOutcome.NEARER
