"""Where results go: files that grow by appending, can be cut back to where they were safe, and appear when complete.

A file is written under the name of its ``.part`` and takes its own name once it is complete. A remote file is written
locally first and copied when complete, because object stores know no appending.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol

from corrector.corpus import rowgroups
from corrector.corpus.extras import need
from corrector.corpus.journal import sync_folder
from corrector.corpus.streams import is_remote
from corrector.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable


class Target(NamedTuple):
    """A file to write: its own name, and the local one under which it grows."""

    final: str
    part: Path


class Sink(Protocol):
    """Takes results in order. A state that it gave is valid once ``sync`` has returned since.

    ``records`` counts what it took, the part before a resume included.
    """

    records: int

    def write(self, source: int, data: bytes, records: int) -> None:
        """Append the results of a batch of a source."""
        ...

    def sync(self) -> dict[str, Any]:
        """Bring everything written to the disk, and return the state to come back to."""
        ...

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a state; what was written since is cut off."""
        ...

    def finish(self) -> None:
        """Complete the last file."""
        ...

    def abandon(self) -> None:
        """Close the open file as it is, for a later run to go on with."""
        ...

    def clear(self) -> None:
        """Remove what only a run that goes on would need."""
        ...


class Appender(Protocol):
    """One file that grows; made for a file format."""

    def open(self, part: Path, state: dict[str, Any] | None) -> None:
        """Start a file, or go on with one at a state."""
        ...

    def append(self, data: bytes) -> None:
        """Add the results of a batch."""
        ...

    def sync(self) -> dict[str, Any]:
        """Bring the file to the disk and return its state."""
        ...

    def close(self) -> None:
        """Complete the file and bring it to the disk."""
        ...

    def abandon(self) -> None:
        """Close the file as it is."""
        ...

    def clear(self) -> None:
        """Remove what only a run that goes on would need."""
        ...


class FileSink:
    """Writes one file, one a source, or shards of them.

    ``target`` names the file of a source and shard. A shard is closed with the batch that fills it: shards hold
    ``shard_records`` records or slightly more.
    """

    def __init__(
        self,
        target: Callable[[int, int], Target],
        appender: Appender,
        *,
        by_source: bool = False,
        shard_records: int = 0,
    ) -> None:
        self._target = target
        self._appender = appender
        self._by_source = by_source
        self._limit = shard_records
        self._source = -1
        self._shard = 0
        self._in_shard = 0
        self._open = False
        self.records = 0
        self._retired = Retired()

    def write(self, source: int, data: bytes, records: int) -> None:
        """Append the results of a batch; the first of another source or a full shard opens the next file."""
        try:
            self._turn(source if self._by_source else 0)
            if data:
                self._appender.append(data)
        except OSError as error:
            raise failed(self._target(max(self._source, 0), self._shard).final, error) from None
        self._in_shard += records
        self.records += records

    def _turn(self, source: int) -> None:
        if self._open and source == self._source and not (self._limit and self._in_shard >= self._limit):
            return
        if self._open:
            self._complete()
            self._shard = self._shard + 1 if source == self._source else 0
        self._source, self._in_shard = source, 0
        part = self._target(source, self._shard).part
        part.parent.mkdir(parents=True, exist_ok=True)
        self._appender.open(part, None)
        sync_folder(part.parent)
        self._open = True

    def sync(self) -> dict[str, Any]:
        """Bring the open file to the disk; closed ones are there already."""
        inner = None
        if self._open:
            try:
                inner = self._appender.sync()
            except OSError as error:
                raise failed(self._target(self._source, self._shard).final, error) from None
        self._retired.sweep()
        return {
            "source": self._source,
            "shard": self._shard,
            "in_shard": self._in_shard,
            "records": self.records,
            "open": self._open,
            "inner": inner,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to the file and length of a state."""
        self._source, self._shard, self._in_shard = state["source"], state["shard"], state["in_shard"]
        self.records = state["records"]
        self._open = state["open"]
        if not self._open:
            return
        target = self._target(self._source, self._shard)
        if not target.part.exists() and not is_remote(target.final) and Path(target.final).exists():
            Path(target.final).rename(target.part)  # completed after the state was noted: open it again
        if not target.part.exists():
            raise OutputError(f"{target.part}: is gone, so the run cannot go on; start again with --overwrite")
        self._appender.open(target.part, state["inner"])

    def finish(self) -> None:
        """Complete the open file; with nothing written, a single output is still made, empty."""
        try:
            if not self._open and self._source < 0 and not self._by_source:
                self._turn(0)
            if self._open:
                self._complete()
        except OSError as error:
            raise failed(self._target(max(self._source, 0), self._shard).final, error) from None

    def abandon(self) -> None:
        """Close the open file as it is, for a later run to go on with."""
        if self._open:
            self._appender.abandon()

    def clear(self) -> None:
        """Remove what only a run that goes on would need."""
        self._appender.clear()
        self._retired.clear()

    def _complete(self) -> None:
        self._appender.close()
        target = self._target(self._source, self._shard)
        if is_remote(target.final):
            system, path = need("fsspec", purpose=f"writing {target.final}").core.url_to_fs(target.final)
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            system.put_file(str(target.part), path)
            self._retired.add(target.part)
        else:
            target.part.replace(target.final)
            sync_folder(target.part.parent)
        self._open = False


def failed(what: object, error: OSError) -> OutputError:
    """Return the error of an output that cannot be written."""
    return OutputError(
        f"{what}: cannot be written: {error.strerror or error}; what is done is safe: make room, and run the same "
        "command with --resume"
    )


class BytesAppender:
    """A file of lines; ``prologue`` begins each (a table's header), ``empty`` stands in a file without records."""

    def __init__(self, prologue: bytes = b"", empty: bytes = b"") -> None:
        self._prologue = prologue
        self._empty = empty
        self._stream: BinaryIO | None = None
        self._size = 0

    def open(self, part: Path, state: dict[str, Any] | None) -> None:
        """Start a file with its prologue, or cut one back to a state."""
        if state is None:
            self._stream = part.open("wb")
            self._size = 0
            self.append(self._prologue)
            return
        self._size = state["bytes"]
        if part.stat().st_size < self._size:
            raise OutputError(f"{part}: is shorter than it was, so the run cannot go on; start again with --overwrite")
        os.truncate(part, self._size)
        self._stream = part.open("ab")

    def clear(self) -> None:
        """Do nothing: a file of lines needs nothing beside it."""

    @property
    def _file(self) -> BinaryIO:
        if self._stream is None:
            raise RuntimeError("no file is open")
        return self._stream

    def append(self, data: bytes) -> None:
        """Write bytes to the end."""
        self._file.write(data)
        self._size += len(data)

    def sync(self) -> dict[str, Any]:
        """Flush to the disk and return the length."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return {"bytes": self._size}

    def close(self) -> None:
        """Bring the file to the disk and close it."""
        if not self._size and self._empty:
            self.append(self._empty)
        self.sync()
        self.abandon()

    def abandon(self) -> None:
        """Close the file as it is."""
        stream, self._stream = self._file, None
        stream.close()


class ParquetAppender:
    """A Parquet file that grows by row groups; what does not fill one yet waits in a spool in the ``work`` folder.

    Each row group has a spool of its own, and a spool is removed only when no state that may be restored needs it.
    """

    def __init__(self, schema: bytes, work: Path) -> None:
        self._writer = rowgroups.Writer(schema)
        self._spool = BytesAppender()
        self._work = work
        self._beside = work
        self._group = 0
        self._pending: list[int] = []
        self._retired = Retired()

    def open(self, part: Path, state: dict[str, Any] | None) -> None:
        """Start a file, or go on after its last row group that was safe."""
        key = hashlib.sha256(str(part).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._beside = self._work / key
        self._writer.open(part, self._beside.with_suffix(".groups"), state["groups"] if state else None)
        self._group = state["group"] if state else 0
        self._pending = list(state["pending"]) if state else []
        self._spool.open(self._spool_path, state["spool"] if state else None)

    @property
    def _spool_path(self) -> Path:
        return self._beside.with_suffix(f".{self._group}.spool")

    def append(self, data: bytes) -> None:
        """Spool a batch; a full spool becomes a row group."""
        self._spool.append(data)
        self._pending.append(len(data))
        if sum(self._pending) >= rowgroups.ROW_GROUP_BYTES:
            self._write_group()
            self._spool.open(self._spool_path, None)

    def _write_group(self) -> None:
        self._spool.close()
        if self._pending:
            self._writer.append(self._spool_path, self._pending)
        self._retired.add(self._spool_path)
        self._pending = []
        self._group += 1

    def sync(self) -> dict[str, Any]:
        """Bring row groups and spool to the disk."""
        state = {
            "spool": self._spool.sync(),
            "pending": list(self._pending),
            "group": self._group,
            "groups": self._writer.sync(),
        }
        self._retired.sweep()
        return state

    def close(self) -> None:
        """Write the last row group and the footer."""
        self._write_group()
        self._retired.add(self._writer.close())

    def abandon(self) -> None:
        """Close the files as they are."""
        self._writer.abandon()
        self._spool.abandon()

    def clear(self) -> None:
        """Remove what only a run that goes on would need."""
        self._retired.clear()


class Retired:
    """Files that only earlier states need: removed one state after the last that does."""

    def __init__(self) -> None:
        self._now: list[Path] = []
        self._before: list[Path] = []

    def add(self, path: Path) -> None:
        """Take note of a file that later states do not need."""
        self._now.append(path)

    def sweep(self) -> None:
        """Remove what the state before this one, which is safe by now, does not need; call once a state."""
        for path in self._before:
            path.unlink(missing_ok=True)
        self._before, self._now = self._now, []

    def clear(self) -> None:
        """Remove all: no state will be restored any more."""
        self.sweep()
        self.sweep()


class StdoutSink:
    """Writes to standard output; nothing can be resumed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.records = 0

    def write(self, source: int, data: bytes, records: int) -> None:
        """Write the results of a batch."""
        del source
        self.records += records
        self._stream.write(data)
        self._stream.flush()

    def sync(self) -> dict[str, Any]:
        """Return an empty state."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Do nothing."""
        del state

    def finish(self) -> None:
        """Flush."""
        self._stream.flush()

    def abandon(self) -> None:
        """Do nothing."""

    def clear(self) -> None:
        """Do nothing."""
