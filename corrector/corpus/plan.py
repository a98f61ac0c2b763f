"""What a run is to do, checked before anything is written: inputs, outputs, formats, columns."""

from __future__ import annotations

import itertools
from collections.abc import Callable  # noqa: TC003  # dataclass fields
from contextlib import AbstractContextManager  # noqa: TC003
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corrector.config import Settings
from corrector.corpus import delimited, formats, jsonl, parquet
from corrector.corpus.batch import AUDIT_FIELD, START, Operation, OutputFormat, PipelineLike, Position, Work
from corrector.corpus.cleaner import default_pipeline
from corrector.corpus.sinks import Target
from corrector.corpus.sources import STDIN, Source, find, format_of
from corrector.corpus.streams import Compression, is_remote, split_suffix
from corrector.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.corpus.batch import Batch

_SAMPLED_BATCHES = 64  # read ahead to learn the columns of records that come without


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the caller asks for; the fields are the options of ``corrector clean``.

    ``pipeline`` makes the pipeline in each worker; it must pickle by name, as functions and classes of modules do.
    """

    inputs: tuple[str, ...]
    output: str = ""
    attributes: str = ""
    report: str = ""
    format: str = ""
    text_field: str = "text"
    id_field: str = "id"
    lines: bool = False
    settings: Settings = field(default_factory=Settings)
    drop_above: float | None = None
    shard_records: int = 0
    workers: int = 1
    resume: bool = False
    overwrite: bool = False
    operation: Operation = Operation.CLEAN
    engine: str = "local"
    ray_address: str = ""
    gpus: float = 0.0
    pipeline: Callable[[Settings], AbstractContextManager[PipelineLike]] = default_pipeline


@dataclass(frozen=True, slots=True)
class Feed:
    """The batches to work on: all of the sources, from a place on; ``head`` are batches that were read ahead."""

    sources: tuple[Source, ...]
    source: int = 0
    position: Position = START
    head: tuple[Batch, ...] = ()
    rest: Iterator[Batch] | None = None

    def batches(self) -> Iterator[Batch]:
        """Yield the batches in order."""
        if self.rest is not None:
            yield from self.head
            yield from self.rest
            return
        position = self.position
        for source in self.sources[self.source :]:
            yield from formats.batches(source, position)
            position = START


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked job: what to read, what the workers do, and where results go. No ``folder``: nothing beside the output."""

    job: Job
    work: Work
    sources: tuple[Source, ...]
    folder: Path | None
    by_source: bool
    suffix: str
    feed: Feed

    @property
    def destination(self) -> str:
        """What was given as the output."""
        return self.job.attributes or self.job.output

    def target(self, source: int, shard: int) -> Target:
        """Return the file of a source and shard."""
        number = f"-{shard:05d}" if self.job.shard_records else ""
        if self.by_source:
            stem = _stem(self.sources[source].name)
            final = f"{self.destination.rstrip('/')}/{stem}{number}{self.suffix}"
        else:
            stem = _stem(self.destination)
            final = f"{stem}{number}{self.destination[len(stem) :]}"
        return self._placed(final)

    def dropped(self, source: int, shard: int) -> Target:
        """Return the file of records beyond repair."""
        del source, shard
        return self._placed(str(self.beside(f"dropped{self.suffix}")))

    def errors(self, source: int, shard: int) -> Target:
        """Return the file of failures."""
        del source, shard
        return self._placed(str(self.beside("errors.jsonl")))

    def beside(self, name: str) -> Path:
        """Return a path in the report's folder."""
        if self.folder is None:
            raise ConfigError("output to standard output leaves no place for reports; give --report DIR")
        return self.folder / name

    def _placed(self, final: str) -> Target:
        if is_remote(final):
            return Target(final, self.beside("work") / f"{final.rpartition('/')[2]}.part")
        return Target(final, Path(f"{final}.part"))


def make(job: Job) -> Plan:
    """Check a job and return its plan. Nothing is written.

    Raises:
        ConfigError: if options contradict each other, or the columns of the inputs do not fit the output.
        InputError: if an input is missing or unreadable, or was cleaned before.
    """
    _check(job)
    _check_apart(job)
    sources = find(job.inputs, lines=job.lines)
    by_source = bool(job.attributes) or _is_folder(job.output)
    name, compression = _output_format(job, sources, by_source=by_source)
    if by_source:
        _check_names(sources)
    feed = _peeked(sources, _SAMPLED_BATCHES if name != "jsonl" else 1)
    work = Work(
        settings=job.settings,
        pipeline=job.pipeline,
        sources=sources,
        output=OutputFormat(name, compression),
        operation=job.operation,
        text_field=job.text_field,
        id_field=job.id_field,
        drop_above=job.drop_above,
    )
    samples = _samples(feed, work)
    work = _with_columns(work, sources, samples)
    return Plan(job, work, sources, _folder(job), by_source, f".{name}{compression.value}", feed)


def _check(job: Job) -> None:
    if not job.inputs:
        raise ConfigError("no input; give files, folders, patterns, or - for standard input")
    if bool(job.output) == bool(job.attributes):
        raise ConfigError("give either --output PATH or --attributes DIR")
    if job.attributes and job.drop_above is not None:
        raise ConfigError("--drop-above needs --output: with --attributes no text is moved")
    if job.resume and job.overwrite:
        raise ConfigError("--resume goes on with an earlier run, --overwrite throws it away; give one of them")
    if job.resume and STDIN in (*job.inputs, job.output):
        raise ConfigError("--resume needs files: standard input and output cannot be read or cut again")
    if job.workers < 1:
        raise ConfigError("--workers must be 1 or more, or 'auto'")
    if job.output == STDIN and (job.shard_records or (job.drop_above is not None and not job.report)):
        raise ConfigError(
            "with standard output there is one file only; --drop-above needs --report DIR, shards a file name"
        )


def _check_apart(job: Job) -> None:
    """Refuse an output that is an input or lies in a folder of inputs: a run that goes on would read what it wrote."""
    place = job.attributes or job.output
    if place == STDIN or is_remote(place):
        return
    output = Path(place).absolute()
    for given in job.inputs:
        if given == STDIN or is_remote(given):
            continue
        path = Path(given).absolute()
        if output == path or (path.is_dir() and output.is_relative_to(path)):
            raise ConfigError(f"{place}: is among the inputs; write it elsewhere")


def _is_folder(output: str) -> bool:
    if output == STDIN:
        return False
    return output.endswith("/") or (not is_remote(output) and Path(output).is_dir()) or not Path(output).suffix


def _output_format(job: Job, sources: Sequence[Source], *, by_source: bool) -> tuple[str, Compression]:
    """Return the output's format: by ``--format``, by the output's suffix, or that of the inputs."""
    if job.attributes:
        packed = {source.compression for source in sources}
        return "jsonl", packed.pop() if len(packed) == 1 else Compression.NONE
    if job.output == STDIN:
        return "jsonl", Compression.NONE
    if job.format:
        name, compression = format_of(f"x.{job.format.lstrip('.')}")
    elif not by_source:
        name, compression = format_of(job.output)
    else:
        kinds = {(source.format, source.compression) for source in sources}
        name, compression = kinds.pop() if len(kinds) == 1 else ("jsonl", Compression.NONE)
        if name not in formats.WRITABLE:
            name = "jsonl"
    if name not in formats.WRITABLE:
        raise ConfigError(f"{job.output}: this format is not written; write {', '.join(formats.WRITABLE)}")
    return name, compression


def _check_names(sources: Sequence[Source]) -> None:
    seen: dict[str, str] = {}
    for source in sources:
        stem = _stem(source.name)
        if stem in seen:
            raise ConfigError(
                f"{source.label} and {seen[stem]} would both become {stem!r} in the output folder; run them apart"
            )
        seen[stem] = source.label


def _stem(path: str) -> str:
    name, _ = split_suffix(path)
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{last.rpartition('.')[0] or last}"


def _folder(job: Job) -> Path | None:
    if job.report:
        return Path(job.report)
    place = (job.attributes or job.output).rstrip("/")
    if place == STDIN:
        return None
    return Path(f"{place.rpartition('/')[2]}.report") if is_remote(place) else Path(f"{place}.report")


def _peeked(sources: tuple[Source, ...], count: int) -> Feed:
    """Return the feed of a run from its start; of standard input, which comes only once, with what was read ahead."""
    if sources[0].paths != (STDIN,):
        return Feed(sources)
    batches = formats.batches(sources[0], START)
    head = tuple(itertools.islice(batches, count))
    return Feed(sources, head=head, rest=batches)


def _samples(feed: Feed, work: Work) -> list[dict[str, Any]]:
    """Return the fields of the first records, as far as they can be parsed.

    Raises:
        InputError: if the first record has the audit field already.
        ConfigError: if none of the first records has the text field.
    """
    source = feed.sources[0]
    if source.format not in {"jsonl", "text", "warc"}:
        return []
    tabular = work.output.name != "jsonl"
    batches = iter(feed.head) if feed.rest is not None else formats.batches(source, START)
    samples: list[dict[str, Any]] = []
    for batch in itertools.islice(batches, _SAMPLED_BATCHES if tabular else 1):
        records = formats.decode(batch, work)
        if not samples and len(records) and work.operation != Operation.REVERT:
            _check_first(records.failure(0), source)
        samples += [fields for place in range(len(records)) if (fields := records.fields(place)) is not None]
    if samples and not any(work.text_field in sample for sample in samples):
        names = ", ".join(dict.fromkeys(name for sample in samples[:100] for name in sample))
        raise ConfigError(
            f"{source.label}: no field {work.text_field!r} (there are {names}); name it with --text-field"
        )
    return samples


def _check_first(failure: Any, source: Source) -> None:
    if failure is not None and failure.reason == jsonl.CLEANED_BEFORE:
        raise InputError(f"{source.label}, record {failure.record}: {failure.reason}")


def _with_columns(work: Work, sources: Sequence[Source], samples: list[dict[str, Any]]) -> Work:
    """Return the work with the output's columns, after checking that the tables among the inputs fit it."""
    from dataclasses import replace

    audited = work.operation == Operation.CLEAN
    tables = [source for source in sources if source.format in {"csv", "tsv", "parquet"}]
    for source in tables:
        names = parquet.schema_of(source).names if source.format == "parquet" else delimited.columns(source)
        _check_columns(source, names, work)
    if work.output.name == "parquet":
        schema = _schema(work, sources, samples, audited=audited)
        return replace(work, output=replace(work.output, schema=parquet.dump_schema(schema)))
    if work.output.name in {"csv", "tsv"}:
        columns = _columns(work, sources, samples)
        return replace(work, output=replace(work.output, columns=(*columns, *((AUDIT_FIELD,) if audited else ()))))
    return work


def _check_columns(source: Source, names: Sequence[str], work: Work) -> None:
    if work.text_field not in names:
        raise ConfigError(
            f"{source.label}: no column {work.text_field!r} (there are {', '.join(names)}); name it with --text-field"
        )
    if AUDIT_FIELD in names and work.operation != Operation.REVERT:
        raise InputError(
            f"{source.label}: has a column {AUDIT_FIELD!r} already; was it cleaned before? Revert it, or rename the column"
        )
    if source.format == "parquet":
        parquet.output_schema(parquet.schema_of(source), work.text_field, audited=True)


def _schema(work: Work, sources: Sequence[Source], samples: list[dict[str, Any]], *, audited: bool) -> Any:
    if sources[0].format != "parquet":
        if not samples and sources[0].format in {"csv", "tsv"}:
            samples = [dict.fromkeys(name for name in delimited.columns(sources[0]) if name != AUDIT_FIELD)]
        return parquet.inferred_schema(samples, work.text_field, audited=audited)
    first = parquet.schema_of(sources[0])
    for source in sources[1:]:
        if source.format != "parquet" or not parquet.schema_of(source).equals(first):
            raise ConfigError(
                f"{source.label}: its columns are not those of {sources[0].label}; clean them apart, or write JSON Lines"
            )
    return parquet.output_schema(first, work.text_field, audited=audited)


def _columns(work: Work, sources: Sequence[Source], samples: list[dict[str, Any]]) -> tuple[str, ...]:
    if sources[0].format not in {"csv", "tsv", "parquet"}:
        names = [name for sample in samples for name in sample]
        return tuple(dict.fromkeys([*names, *([work.text_field] if not names else [])]))
    listed: list[tuple[str, ...]] = [
        tuple(parquet.schema_of(source).names) if source.format == "parquet" else delimited.columns(source)
        for source in sources
        if source.format in {"csv", "tsv", "parquet"}
    ]
    for source, columns in zip(sources, listed, strict=False):
        if columns != listed[0]:
            raise ConfigError(
                f"{source.label}: its columns are not those of {sources[0].label}; clean them apart, or write JSON Lines"
            )
    return tuple(name for name in listed[0] if name != AUDIT_FIELD)
