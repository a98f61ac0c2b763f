"""Helpers for tests of single parts: the work of a run without its processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corrector.corpus import plan
from corrector.corpus.worker import Worker
from tests.corpus import fakes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corrector.corpus.batch import Cleaned


@pytest.fixture
def clean(tmp_path: Path) -> Callable[..., list[Cleaned]]:
    """Return a function that plans a job and cleans all its batches in this process."""

    def run(*inputs: Path | str, **options: Any) -> list[Cleaned]:
        if not options.keys() & {"output", "attributes"}:
            options["output"] = str(tmp_path / "out.jsonl")
        options.setdefault("pipeline", fakes.Dangerous)
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
