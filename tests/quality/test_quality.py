"""The small test set: its rows keep their laws, and the program does what it did when the floors were set.

Rules and gazetteer alone are run, so that the floors do not move with a model. A floor may be raised, never lowered without
a reason in the commit that does it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corrector import plugins
from corrector.config import Settings
from corrector.evaluation import evaluate, systems
from corrector.training import samples
from corrector.types import Kind

ROWS = Path(__file__).parent / "rows.jsonl"
LICENCES = {"CC0-1.0", "public-domain", "CC-BY-2.5", "CC-BY-4.0"}


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def report() -> evaluate.Report:
    parts = tuple(name for name in plugins.names("corrector.detect") if name != "neural")
    with systems.system("corrector", Settings(detectors=parts)) as run:
        return evaluate.evaluate("rules and gazetteer", run, evaluate.read_cases(ROWS))


def test_rows_are_short_licensed_and_from_held_out_documents() -> None:
    found = rows()
    assert len(found) >= 200
    assert len({row["id"] for row in found}) == len(found)
    attributed = (ROWS.parent / "README.md").read_text(encoding="utf-8")
    for row in found:
        assert row["licence"] in LICENCES
        assert row["split"] == "test"
        assert len(row["text"]) <= 200
        name = "template-..." if row["source"].startswith("template-") else row["source"]
        assert f"`{name}`" in attributed


def test_spans_are_sorted_disjoint_of_known_kinds_and_keep_every_digit() -> None:
    for row, case in zip(rows(), evaluate.read_cases(ROWS), strict=True):
        end = 0
        for span in row["spans"]:
            assert end <= span["start"] <= span["end"] <= len(row["text"])
            end = span["end"]
            Kind(span["kind"])
        assert [c for c in case.text if c.isdigit()] == [c for c in case.right if c.isdigit()]
        assert (case.text != case.right) == bool(case.marked)


def test_every_engine_kind_and_sort_of_right_text_is_there() -> None:
    origins = Counter(row["origin"] for row in rows())
    assert origins.keys() == {"round-trip", "simulated", "right", "right names"}
    assert min(origins.values()) >= 20
    kinds = {span["kind"] for row in rows() for span in row["spans"]}
    assert kinds >= set(Kind) - {Kind.FLUENCY, Kind.REPETITION, Kind.ENCODING, Kind.PUNCTUATION}


@pytest.mark.parametrize(("name", "count", "least"), [("made", 200, 0.90), ("post-edits", 100, 0.80)])
def test_the_checked_samples_bear_out_what_the_data_claim(name: str, count: int, least: float) -> None:
    found = samples.read(ROWS.parent / "samples" / f"{name}.tsv")
    assert len(found) == count
    assert all(item.verdict in samples.VERDICTS and item.reason for item in found)
    right = sum(item.verdict == "right" for item in found)
    assert right / count >= least
    assert f"{right} of {count}" in (ROWS.parent / "README.md").read_text(encoding="utf-8")
    strata = Counter((item.by, item.kind) for item in found)
    assert max(strata.values()) <= 25
    assert len({item.kind for item in found}) >= 8
