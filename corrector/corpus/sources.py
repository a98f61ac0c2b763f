"""Which files a run reads: paths, folders, patterns, remote paths and standard input, in a fixed order."""

from __future__ import annotations

import glob
import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from corrector.corpus.extras import need
from corrector.corpus.streams import Compression, is_remote, open_input, split_suffix
from corrector.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STDIN = "-"
FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".warc": "warc",
    ".wet": "warc",
}
_SAMPLE = 1 << 16  # bytes hashed at each end of a file


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or a run of plain text files that are one document each.

    ``index`` counts the run's sources from 0. ``name`` is the path below the folder or pattern that was given, for
    outputs that mirror the inputs. ``size`` is in bytes, 0 where it is not known. ``lines`` makes each line of a plain
    text file a record.
    """

    index: int
    paths: tuple[str, ...]
    name: str
    format: str
    compression: Compression
    size: int
    lines: bool = False

    @property
    def label(self) -> str:
        """The path as reports and errors show it."""
        return self.paths[0] if len(self.paths) == 1 else f"{self.paths[0]} and {len(self.paths) - 1} more"


def format_of(path: str) -> tuple[str, Compression]:
    """Return a path's format and compression by its suffix.

    Raises:
        ConfigError: for a suffix that stands for no corpus format; it names those that do.

    >>> format_of("crawl/part-0.jsonl.gz")
    ('jsonl', <Compression.GZIP: '.gz'>)
    """
    name, compression = split_suffix(path.rstrip("/").rpartition("/")[2])
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in FORMATS:
        raise ConfigError(
            f"{path}: the suffix tells no corpus format; there are {', '.join(FORMATS)}, also with .gz or .zst"
        )
    if FORMATS[suffix] == "parquet" and compression is not Compression.NONE:
        raise ConfigError(f"{path}: Parquet compresses within; unpack the file first")
    return FORMATS[suffix], compression


def find(inputs: Sequence[str], *, lines: bool = False) -> tuple[Source, ...]:
    """Return the sources that the inputs name, each input's in sorted order.

    Neighbouring plain text files become one source of many documents, unless ``lines`` makes each line a record.

    Raises:
        InputError: for an input that does not exist or a pattern that matches nothing.
        ConfigError: for a file whose suffix tells no format.
    """
    sources: list[Source] = []
    for path, name in _files(inputs):
        kind, compression = ("jsonl", Compression.NONE) if path == STDIN else format_of(path)
        single = Source(0, (path,), name, kind, compression, _size(path), lines=lines)
        previous = sources[-1] if sources else None
        if kind == "text" and not lines and previous and previous.format == "text":
            sources[-1] = _joined(previous, single)
        else:
            sources.append(single)
    if len(sources) > 1 and any(STDIN in source.paths for source in sources):
        raise ConfigError("standard input ('-') cannot be mixed with other inputs")
    return tuple(_grouped(sources))


def _grouped(sources: Iterable[Source]) -> Iterator[Source]:
    """Turn the growing lists of paths into tuples: a run of a million files is built in linear time."""
    for index, source in enumerate(sources):
        yield replace(source, index=index, paths=tuple(source.paths))


def _joined(run: Source, more: Source) -> Source:
    paths: Any = run.paths
    if isinstance(paths, tuple):
        paths = list(paths)
    paths.extend(more.paths)
    return Source(0, paths, "documents.txt", "text", Compression.NONE, run.size + more.size)


def _files(inputs: Sequence[str]) -> Iterator[tuple[str, str]]:
    for given in inputs:
        if given == STDIN:
            yield STDIN, "stdin.jsonl"
        elif is_remote(given):
            yield from _remote_files(given)
        elif Path(given).is_dir():
            yield from _folder_files(Path(given))
        elif Path(given).is_file():
            yield given, Path(given).name
        elif found := _matches(given):
            yield from ((path, Path(path).name) for path in found)
        else:
            raise InputError(f"{given}: no such file, folder or pattern with a match")


def _matches(pattern: str) -> list[str]:
    # Path.glob takes no absolute patterns.
    return sorted(path for path in glob.glob(pattern, recursive=True) if Path(path).is_file())  # noqa: PTH207


def _folder_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the files below a folder that have a corpus format; names that start with ``.`` or ``_`` are not data."""
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "_")) and not name.endswith(".report")]
        found += [
            Path(parent, name).relative_to(folder).as_posix()
            for name in names
            if not name.startswith((".", "_")) and PurePosixPath(split_suffix(name)[0]).suffix.lower() in FORMATS
        ]
    if not found:
        raise InputError(f"{folder}: holds no file of a corpus format ({', '.join(FORMATS)})")
    yield from ((str(folder / name), name) for name in sorted(found))


def _remote_files(given: str) -> Iterator[tuple[str, str]]:
    fsspec = need("fsspec", purpose=f"reading {given}")
    try:
        system, path = fsspec.core.url_to_fs(given)
        pattern = any(mark in path for mark in "*?[")
        found = sorted(system.glob(path)) if pattern else sorted(system.find(path)) if system.isdir(path) else [path]
        base = path if not pattern and system.isdir(path) else ""
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{given}: cannot be listed: {error}") from None
    if not found:
        raise InputError(f"{given}: matches no file")
    for each in found:
        name = each[len(base) :].lstrip("/") if base else each.rpartition("/")[2]
        if not base or PurePosixPath(split_suffix(name)[0]).suffix.lower() in FORMATS:
            yield system.unstrip_protocol(each), name


def _size(path: str) -> int:
    if path == STDIN:
        return 0
    if is_remote(path):
        system, inner = need("fsspec", purpose=f"reading {path}").core.url_to_fs(path)
        try:
            return int(system.size(inner) or 0)
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error}") from None
    return Path(path).stat().st_size


def fingerprint(source: Source) -> str:
    """Return a digest that changes when a source's files change: paths, sizes, times, and both ends of a single file.

    The ends of files that are one document each are not read: opening a million of them would cost more than it tells.
    """
    digest = hashlib.sha256()
    for path in source.paths:
        digest.update(path.encode("utf-8", "surrogateescape"))
        if path == STDIN:
            continue
        if not is_remote(path):
            status = Path(path).stat()
            digest.update(f"|{status.st_size}|{status.st_mtime_ns}|".encode())
    if len(source.paths) == 1 and source.paths[0] != STDIN:
        digest.update(f"|{source.size}|".encode())
        with open_input(source.paths[0]) as stream:
            digest.update(stream.read(_SAMPLE))
            if source.size > 2 * _SAMPLE and stream.seekable():
                stream.seek(-_SAMPLE, os.SEEK_END)
                digest.update(stream.read(_SAMPLE))
    return digest.hexdigest()
