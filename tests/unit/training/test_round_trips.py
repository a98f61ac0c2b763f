"""The benchmark's whole round trips: every difference marked, said of each whether it is surely wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("benchmarks", reason="the benchmarks are not beside the tests")

from benchmarks import round_trips
from corrector.evaluation.evaluate import MarkedSpan, cured
from corrector.training.shards import write_rows
from corrector.training.testsets import Held
from corrector.types import Span

if TYPE_CHECKING:
    from pathlib import Path

    from corrector.training.resources import Resources

RIGHT = "The old minister opened the market in the city on Monday."
GARBLED = "The minister old opened market in the the ciudad the Monday."


def test_curing_all_that_is_marked_gives_the_original(resources: Resources) -> None:
    row = round_trips.row(GARBLED, RIGHT, "apertium-cat", resources)
    marked = [MarkedSpan(Span(s["start"], s["end"]), s["kind"], s["cure"], s["by"]) for s in row["spans"]]
    assert cured(row["text"], marked) == row["right"] == RIGHT
    assert [mark.span.start for mark in marked] == sorted(mark.span.start for mark in marked)
    assert {mark.by for mark in marked} <= {"recoverable", "unrecoverable", "different"}
    assert (row["origin"], row["source"]) == ("whole round-trip", "apertium-cat")


def test_only_held_out_sentences_that_an_engine_changed_are_taken(
    data: Path, resources: Resources, tmp_path: Path
) -> None:
    held = Held(data)
    texts = [sentence.text for sentence in held.sentences]
    pairs = [(text, f"{text} Indeed.") for text in texts[:3]]
    pairs += [(texts[3], texts[3]), (texts[4], ""), ("A sentence that no document holds.", "Another.")]
    rows = [{"text": text, "garbled": garbled} for text, garbled in pairs]
    for engine in ("apertium-spa", "nmt-por"):
        (tmp_path / engine).mkdir()
        write_rows(tmp_path / engine / "00000.jsonl.gz", rows)
    made = list(round_trips.rows(held, [tmp_path], resources, each=2, each_neural=9))
    assert [row["source"] for row in made] == ["apertium-spa"] * 2 + ["nmt-por"] * 3
    assert {row["right"] for row in made} == set(texts[:3])
