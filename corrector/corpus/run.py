"""Runs a job: reads batches, has an engine work on them, and writes the results so that the run can stop at any moment."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from corrector.corpus import plan as planning
from corrector.corpus import report
from corrector.corpus.batch import START
from corrector.corpus.delimited import DELIMITERS, encode_row
from corrector.corpus.journal import Journal, State, locked
from corrector.corpus.jsonl import dumps
from corrector.corpus.pool import Pool
from corrector.corpus.progress import Progress
from corrector.corpus.sinks import BytesAppender, FileSink, ParquetAppender, Sink, StdoutSink, failed
from corrector.corpus.sources import STDIN, fingerprint
from corrector.corpus.streams import compress, is_remote
from corrector.errors import CorrectorError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from corrector.corpus.batch import Cleaned
    from corrector.corpus.plan import Feed, Job, Plan
    from corrector.corpus.sinks import Appender
    from corrector.corpus.tally import Tally

_COMMIT_SECONDS = 1.0  # between two commits: what a kill can cost


class Engine(Protocol):
    """Where the work is done."""

    signature: str

    def run(self, feed: Feed) -> Iterator[Cleaned]:
        """Yield the results of all batches, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did."""

    tally: Tally
    seconds: float
    notes: tuple[str, ...]
    output: str
    folder: Path | None

    @property
    def failed(self) -> bool:
        """Whether some record or source could not be read or cleaned."""
        return bool(self.tally.failed or self.notes)


def run(job: Job, *, progress: TextIO | None = None, complain: TextIO | None = None) -> Summary:
    """Run a job to its end.

    Args:
        job: what to do.
        progress: a terminal on which to show how far the run is; None for none.
        complain: where failures are listed if the output leaves no folder for ``errors.jsonl``; None: standard error.

    Raises:
        ConfigError: if the job contradicts itself, the inputs, or the run that it is to go on with.
        InputError: if an input is missing or unreadable.
        OutputError: if an output exists already, is in use, or cannot be written.
    """
    plan = planning.make(job)
    with ExitStack() as stack:
        if plan.folder is not None:
            try:
                plan.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise OutputError(f"{plan.folder}: cannot be made: {error.strerror or error}") from None
            stack.enter_context(locked(plan.folder / "lock"))
        journal = _journal(plan)
        if journal is not None:
            stack.callback(journal.close)
        engine = stack.enter_context(_engine(plan))
        state = _begin(plan, journal, engine)
        if state.finished:
            return _summary(plan, state)
        return _Run(plan, journal, engine, state, complain or sys.stderr).finish(progress)


def _journal(plan: Plan) -> Journal | None:
    """Return the run's journal, after seeing to what an earlier run left. None if nothing can be resumed."""
    if plan.folder is None:
        return None
    journal = Journal(plan.folder / "journal")
    if plan.job.overwrite:
        _remove_earlier(plan)
    elif journal.exists() and not plan.job.resume:
        raise OutputError(f"{plan.folder}: holds an earlier run; --resume goes on with it, --overwrite starts again")
    if not journal.exists():
        _refuse_existing(plan)
    return None if STDIN in (*plan.job.inputs, plan.destination) else journal


def _remove_earlier(plan: Plan) -> None:
    for path in (plan.folder or Path()).iterdir():
        if path.name != "lock":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _refuse_existing(plan: Plan) -> None:
    if plan.job.overwrite or plan.destination == STDIN:
        return
    for index in range(len(plan.sources) if plan.by_source else 1):
        final, part = plan.target(index, 0)
        if part.exists():
            raise OutputError(
                f"{part}: another run, with another --report, writes here or was stopped; --overwrite replaces it"
            )
        if is_remote(final):
            from corrector.corpus.extras import need

            system, path = need("fsspec", purpose=f"writing {final}").core.url_to_fs(final)
            exists = system.exists(path)
        else:
            exists = Path(final).exists()
        if exists:
            raise OutputError(f"{final}: exists already; --overwrite replaces it")


@contextmanager
def _engine(plan: Plan) -> Iterator[Engine]:
    made: AbstractContextManager[Engine]
    if plan.job.engine == "ray":
        from corrector.corpus.rayengine import RayEngine

        made = RayEngine(plan.work, workers=plan.job.workers, address=plan.job.ray_address, gpus=plan.job.gpus)
    else:
        made = Pool(plan.work, workers=plan.job.workers)
    with made as engine:
        yield engine


def _begin(plan: Plan, journal: Journal | None, engine: Engine) -> State:
    if journal is None:
        return State()
    header = _header(plan, engine.signature)
    return journal.resume(header) if journal.exists() else journal.begin(header)


def _header(plan: Plan, signature: str) -> dict[str, Any]:
    """Return everything that the output depends on, as the journal keeps it."""
    job, work = plan.job, plan.work
    names = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in job.settings.names}
    return {
        "version": 1,
        "operation": str(job.operation),
        "input paths": hashlib.sha256(repr([source.paths for source in plan.sources]).encode()).hexdigest(),
        "input files": {source.label: fingerprint(source) for source in plan.sources},
        "output": plan.destination,
        "output format": [work.output.name, str(work.output.compression), list(work.output.columns)],
        "output schema": hashlib.sha256(work.output.schema).hexdigest() if work.output.schema else "",
        "text field": job.text_field,
        "id field": job.id_field,
        "lines": job.lines,
        "drop above": job.drop_above,
        "shard records": job.shard_records,
        "settings": job.settings.describe(),
        "names files": names,
        "signature": signature,
    }


class _Run:
    """A run under way: the sinks, and what was written since the last commit."""

    def __init__(self, plan: Plan, journal: Journal | None, engine: Engine, state: State, complain: TextIO) -> None:
        self._plan = plan
        self._journal = journal
        self._engine = engine
        self._state = state
        self._complain = complain
        self._sinks = _sinks(plan)
        self._tallies: list[Tally] = []
        self._notes: list[str] = []
        self._started = time.monotonic() - state.seconds
        for name, sink in self._sinks.items():
            if name in state.sinks:
                sink.restore(state.sinks[name])

    def finish(self, stream: TextIO | None) -> Summary:
        """Work through what is left, and close everything."""
        state = self._state
        feed = replace(self._plan.feed, source=state.source, position=state.position)
        progress = Progress(self._plan.sources, stream)
        committed = time.monotonic()
        try:
            for cleaned in self._engine.run(feed):
                self._take(cleaned)
                progress.update(cleaned, state.tally)
                if time.monotonic() - committed >= _COMMIT_SECONDS:
                    self._commit()
                    committed = time.monotonic()
            return self._finish()
        except BaseException as error:
            for sink in self._sinks.values():
                with suppress(OSError, RuntimeError):
                    sink.abandon()
            if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                raise failed(error.filename or "the output", error) from None
            raise
        finally:
            progress.close()

    def _take(self, cleaned: Cleaned) -> None:
        """Write a batch's results."""
        state = self._state
        self._sinks["output"].write(cleaned.source, cleaned.output, cleaned.kept)
        if "dropped" in self._sinks:
            self._sinks["dropped"].write(cleaned.source, cleaned.dropped, cleaned.routed)
        errors = cleaned.errors
        if cleaned.note:
            label = self._plan.sources[cleaned.source].label
            entry = {"source": label, "after_record": cleaned.end.record, "reason": cleaned.note}
            errors += dumps(entry).encode() + b"\n"
            note = f"{label}: after record {cleaned.end.record}: {cleaned.note}"
            self._notes.append(note)
            state.notes.append(note)
        if "errors" in self._sinks:
            self._sinks["errors"].write(cleaned.source, errors, cleaned.failed)
        elif errors:
            self._complain.write(errors.decode("utf-8", "replace"))
        self._tallies.append(cleaned.tally)
        state.tally.merge(cleaned.tally)
        state.source = cleaned.source + 1 if cleaned.last else cleaned.source
        state.position = START if cleaned.last else cleaned.end

    def _commit(self) -> None:
        """Bring everything to the disk, then say so in the journal."""
        state = self._state
        state.seconds = time.monotonic() - self._started
        if self._journal is not None:
            state.sinks = {name: sink.sync() for name, sink in self._sinks.items()}
            self._journal.commit(state, self._tallies, self._notes)
        self._tallies, self._notes = [], []

    def _finish(self) -> Summary:
        state = self._state
        for sink in self._sinks.values():
            sink.finish()
        written = sum(sink.records for name, sink in self._sinks.items() if name != "errors")
        if written + state.tally.unheld != state.tally.records:
            raise CorrectorError(
                f"internal error: {state.tally.records} records came in, but {written} went out and "
                f"{state.tally.unheld} were listed as failures"
            )
        state.seconds = time.monotonic() - self._started
        summary = _summary(self._plan, state)
        if self._plan.folder is not None:
            report.write(self._plan, summary)
        state.finished = True
        self._commit()
        for sink in self._sinks.values():
            sink.clear()
        if self._plan.folder is not None:
            shutil.rmtree(self._plan.beside("work"), ignore_errors=True)
        return summary


def _sinks(plan: Plan) -> dict[str, Sink]:
    """Return the run's sinks by name: the output, and what stands beside it."""
    if plan.folder is not None:
        plan.beside("work").mkdir(exist_ok=True)
    sinks: dict[str, Sink] = {}
    if plan.destination == STDIN:
        sinks["output"] = StdoutSink(sys.stdout.buffer)
    else:
        sinks["output"] = FileSink(
            plan.target, _appender(plan), by_source=plan.by_source, shard_records=plan.job.shard_records
        )
    if plan.job.drop_above is not None:
        sinks["dropped"] = FileSink(plan.dropped, _appender(plan))
    if plan.folder is not None:
        sinks["errors"] = FileSink(plan.errors, BytesAppender())
    return sinks


def _appender(plan: Plan) -> Appender:
    output = plan.work.output
    if output.name == "parquet":
        return ParquetAppender(output.schema, plan.beside("work"))
    header = encode_row(output.columns, DELIMITERS[output.name]) if output.name in DELIMITERS else b""
    prologue = compress(header, output.compression) if header else b""
    return BytesAppender(prologue, compress(b"", output.compression))


def _summary(plan: Plan, state: State) -> Summary:
    return Summary(state.tally, state.seconds, tuple(state.notes), plan.destination, plan.folder)
