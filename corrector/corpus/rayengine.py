"""The same work on Ray: batches flow through a Ray Data pipeline of actors, on this machine or on a cluster.

Sources are read where Ray runs its tasks, so on a cluster their paths must mean the same on every node (a shared file
system, or object storage). Results come back in order to the process that started the run, which writes them as a local
run does; hence the output, the reports and the resuming are the same.
"""

from __future__ import annotations

import logging
import os
import pickle
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corrector.corpus import formats
from corrector.corpus.batch import START, Position
from corrector.corpus.extras import need
from corrector.corpus.pool import WorkerError
from corrector.corpus.sources import STDIN
from corrector.corpus.streams import is_remote
from corrector.corpus.worker import Worker
from corrector.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.corpus.batch import Cleaned, Work
    from corrector.corpus.plan import Feed
    from corrector.corpus.sources import Source

# Blocks of this size leave the readers, a few batches each; Ray's own target of 128 MiB would make one block of a corpus
# that many actors could share.
_BLOCK_BYTES = 1 << 19
_READERS = 4  # sources read at a time


class BatchCleaner:
    """The callable of ``map_batches``: a table with a column of pickled batches in, one of their results out."""

    def __init__(self, work: Work) -> None:
        self._worker = Worker(work).__enter__()

    def __call__(self, table: Any) -> Any:
        """Clean the batches of a table."""
        arrow = need("pyarrow", purpose="Ray")
        done = [pickle.dumps(self._worker(pickle.loads(data))) for data in table.column("batch").to_pylist()]  # noqa: S301
        return arrow.table({"cleaned": arrow.array(done, arrow.large_binary())})


@dataclass(frozen=True, slots=True)
class BatchReader:
    """The callable that reads sources: rows of source number and position in, one row a batch out."""

    sources: tuple[Source, ...]

    def __call__(self, table: Any) -> Iterator[Any]:
        """Yield the batches of the sources that a table names."""
        arrow = need("pyarrow", purpose="Ray")
        for row in table.to_pylist():
            position = Position(row["offset"], row["record"])
            for batch in formats.batches(self.sources[row["source"]], position):
                yield arrow.table({"batch": arrow.array([pickle.dumps(batch)], arrow.large_binary())})


class RayEngine:
    """Runs batches through Ray Data. A context manager: it joins the cluster, and leaves it."""

    def __init__(self, work: Work, *, workers: int, address: str = "", gpus: float = 0.0) -> None:
        if any(STDIN in source.paths for source in work.sources):
            raise ConfigError("--engine ray needs files: standard input cannot be read on another machine")
        self._work = replace(work, sources=tuple(_absolute(source) for source in work.sources))
        self._labels = work
        self._workers = workers
        self._address = address
        self._gpus = gpus
        self._started = False
        self.signature = ""

    def __enter__(self) -> Self:
        ray = need("ray", purpose="--engine ray")
        need("ray.data", purpose="--engine ray")
        if not ray.is_initialized():
            ray.init(
                address=self._address or "local",
                num_cpus=None if self._address else max(self._workers, os.cpu_count() or 1),
                include_dashboard=False if not self._address else None,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
            self._started = True
        self.signature = self._guarded(lambda: ray.get(ray.remote(_signature).remote(self._labels)))
        return self

    def __exit__(self, *_: object) -> None:
        if self._started:
            need("ray", purpose="--engine ray").shutdown()

    def run(self, feed: Feed) -> Iterator[Cleaned]:
        """Yield the results of all batches, in order."""
        rows = [
            {"source": source.index, **(feed.position if source.index == feed.source else START)._asdict()}
            for source in feed.sources[feed.source :]
        ]
        if not rows:
            return
        blocks = iter(self._pipeline(rows).iter_batches(batch_size=None, batch_format="pyarrow"))
        while (table := self._guarded(lambda: next(blocks, None))) is not None:
            for packed in table.column("cleaned").to_pylist():
                yield pickle.loads(packed)  # noqa: S301

    def _pipeline(self, rows: list[dict[str, int]]) -> Any:
        """Return the data set of results: sources are read to batches, and batches are cleaned by actors."""
        data = need("ray.data", purpose="--engine ray")
        context = data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.target_max_block_size = _BLOCK_BYTES
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        # Readers ask for no CPU, so that actors that take all of them cannot starve them, and so that Ray does not run
        # both as one.
        batches = data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            BatchReader(self._work.sources),
            batch_size=1,
            batch_format="pyarrow",
            num_cpus=0,
            compute=data.TaskPoolStrategy(size=min(_READERS, len(rows))),
        )
        return batches.map_batches(
            BatchCleaner,
            fn_constructor_args=(self._labels,),
            batch_size=1,
            batch_format="pyarrow",
            compute=data.ActorPoolStrategy(size=self._workers),
            num_cpus=0.9,
            num_gpus=self._gpus or None,
        )

    def _guarded(self, call: Any) -> Any:
        ray = need("ray", purpose="--engine ray")
        try:
            return call()
        except ray.exceptions.RayError as error:
            raise WorkerError(f"Ray: {_cause(error)}") from None


def _signature(work: Work) -> str:
    with Worker(work) as worker:
        return worker.signature


def _cause(error: Any) -> str:
    cause = getattr(error, "cause", None) or error
    return f"{type(cause).__name__}: {str(cause).strip().splitlines()[-1] if str(cause).strip() else ''}"


def _absolute(source: Source) -> Source:
    return replace(
        source, paths=tuple(path if is_remote(path) else str(Path(path).absolute()) for path in source.paths)
    )
