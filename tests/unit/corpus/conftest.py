"""Helpers for tests of single parts: work without processes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corrector.corpus import formats, plan
from corrector.corpus.batch import START
from corrector.corpus.worker import Worker

sys.path.insert(0, str(Path(__file__).parents[2] / "corpus"))

import corpus_fakes

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.corpus.batch import Cleaned


@pytest.fixture
def clean(tmp_path: Path) -> Callable[..., list[Cleaned]]:
    """Return a function that plans a job and cleans all its batches in this process."""

    def run(*inputs: Path | str, **options: Any) -> list[Cleaned]:
        options.setdefault("output", str(tmp_path / "out.jsonl"))
        options.setdefault("pipeline", corpus_fakes.Dangerous)
        made = plan.make(plan.Job(inputs=tuple(str(each) for each in inputs), **options))
        with Worker(made.work) as worker:
            return [worker(batch) for batch in made.feed.batches()]

    return run


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make batches of a few records, so that small files have many."""
    from corrector.corpus import delimited, documents, parquet, textlines

    for module in (delimited, documents, parquet, textlines):
        monkeypatch.setattr(module, "CHUNK", 200)


def boundaries(source_path: Path, **options: Any) -> list[Any]:
    """Return where the batches of a file begin, with what they hold."""
    made = plan.make(plan.Job(inputs=(str(source_path),), output="-", **options))
    return [(batch.start, batch.payload) for batch in formats.batches(made.sources[0], START)]


def resumed(source_path: Path, start: Any, **options: Any) -> list[Any]:
    """Return the batches from a place on."""
    made = plan.make(plan.Job(inputs=(str(source_path),), output="-", **options))
    return [(batch.start, batch.payload) for batch in formats.batches(replace(made.sources[0]), start)]
