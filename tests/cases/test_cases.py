"""Cases of each detector: ``tests/cases/<detector>.jsonl``, one case a line.

A case has ``label``, ``text``, ``fixed``, ``kind`` and ``group``. The detector runs alone, with all proposers, in the
profile ``balanced``. Groups:

- ``in_the_wild`` (seen in published text that may be quoted) and ``synthetic``: what comes out is ``fixed``; null means
  that something of the kind is reported and nothing is changed;
- ``negative``: nothing is reported; ``fixed`` is null;
- ``known_failure``: as a positive case, but not yet so; a cure is noticed, because the case then fails.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from corrector import plugins
from corrector.config import Settings
from corrector.pipeline import Pipeline
from corrector.types import Kind, Outcome, Result

FOLDER = Path(__file__).parent
DETECTORS = plugins.names("corrector.detect")
POSITIVE, NEGATIVE, KNOWN_FAILURE = frozenset({"in_the_wild", "synthetic"}), "negative", "known_failure"


class Case(NamedTuple):
    detector: str
    label: str
    text: str
    fixed: str | None
    kind: Kind
    group: str


def read(detector: str) -> list[Case]:
    path = FOLDER / f"{detector}.jsonl"
    if not path.exists():
        return []
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Case(detector, row["label"], row["text"], row["fixed"], Kind(row["kind"]), row["group"]) for row in rows]


CASES = [case for path in sorted(FOLDER.glob("*.jsonl")) for case in read(path.stem)]


@cache
def pipeline(detector: str) -> Pipeline:
    return Pipeline(Settings(detectors=(detector,)))


def run(case: Case, text: str) -> Result:
    return pipeline(case.detector).check(text)


def reported(result: Result) -> list[str]:
    """What the result reports, as words a failing test can show."""
    body = result.document.text
    return [
        f"{choice.finding.kind}: {body[choice.finding.span.start : choice.finding.span.end]!r}"
        for choice in result.choices
        if choice.outcome is not Outcome.KEEP
    ]


def parameters() -> list[pytest.param]:  # type: ignore[valid-type]
    marks = {KNOWN_FAILURE: [pytest.mark.xfail(strict=True, reason="known failure")]}
    return [
        pytest.param(case, id=f"{case.detector}: {case.label}", marks=marks.get(case.group, []))
        for case in CASES
        if case.group != NEGATIVE
    ]


@pytest.mark.parametrize("case", parameters())
def test_is_cured(case: Case) -> None:
    result = run(case, case.text)
    assert result.skipped == ()
    if case.fixed is None:
        assert result.corrected == case.text
        assert any(item.startswith(f"{case.kind}:") for item in reported(result))
    else:
        assert result.corrected == case.fixed
        assert {edit.kind for edit in result.edits} == {case.kind}
        assert run(case, case.fixed).corrected == case.fixed, "a second run changes what the first made"


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.detector}: {c.label}") for c in CASES if c.group == NEGATIVE])
def test_is_left_alone(case: Case) -> None:
    result = run(case, case.text)
    assert result.skipped == (), "a case that is skipped shows nothing"
    assert reported(result) == []


@pytest.mark.parametrize("detector", DETECTORS)
def test_every_detector_has_positive_and_negative_cases(detector: str) -> None:
    part = plugins.load("corrector.detect", detector).build(Settings())
    if getattr(part, "revision", "") == "off":
        pytest.skip("runs only where the settings ask for it; tests/model has what it must find")
    groups = {case.group for case in read(detector)}
    assert groups & POSITIVE, f"tests/cases/{detector}.jsonl has no positive case"
    assert NEGATIVE in groups, f"tests/cases/{detector}.jsonl has no negative case"


def test_cases_are_well_formed() -> None:
    assert {case.detector for case in CASES} <= set(DETECTORS), "a case file without its detector"
    assert {case.group for case in CASES} <= POSITIVE | {NEGATIVE, KNOWN_FAILURE}
    labels = [(case.detector, case.label) for case in CASES]
    assert len(labels) == len(set(labels)), "two cases of a detector share a label"
    assert [case for case in CASES if case.group == NEGATIVE and case.fixed is not None] == []
