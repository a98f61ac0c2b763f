"""The journal of a run: what was done to the last batch whose results are safe on disk, so that a run can go on there.

A file of JSON lines. The first says what the run is: its inputs, settings and model. Each further line commits batches:
where reading goes on, how long each output is, and the batches' counts. A line counts once its checksum is right, and is
written only after everything that it tells of has reached the disk, so a kill at any moment leaves a journal that is true;
what the outputs hold beyond it is cut off when the run goes on.
"""

from __future__ import annotations

import json
import os
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corrector.corpus.batch import START, Position
from corrector.corpus.tally import Tally
from corrector.errors import ConfigError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_COMPACT_AFTER = 4 << 20  # bytes of commits, after which the journal is rewritten as one checkpoint


@dataclass(slots=True)
class State:
    """How far a run has come: the source and place where reading goes on, the outputs' states, and the counts."""

    source: int = 0
    position: Position = START
    sinks: dict[str, Any] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    finished: bool = False


class Journal:
    """Appends commits, and reads them back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._header: dict[str, Any] = {}
        self._appended = 0
        self._stream: Any = None

    def exists(self) -> bool:
        """Tell whether there is a run to go on with."""
        return self._path.exists()

    def begin(self, header: dict[str, Any]) -> State:
        """Start a new journal."""
        self._header = header
        self._rewrite(State())
        return State()

    def resume(self, header: dict[str, Any]) -> State:
        """Return the state of the run that the journal tells of, and go on with it.

        Raises:
            ConfigError: if that run had other inputs, settings or models; it names what changed.
        """
        lines = list(self._lines())
        if not lines:
            return self.begin(header)
        changed = [key for key in sorted({*lines[0], *header}) if lines[0].get(key) != header.get(key)]
        if changed:
            was, now = _shortened(lines[0].get(changed[0])), _shortened(header.get(changed[0]))
            raise ConfigError(
                f"the run cannot go on: {changed[0]} changed, from {was} to {now}; restore it, or start again with --overwrite"
            )
        state = State()
        for line in lines[1:]:
            _apply(state, line)
        self._header = header
        self._rewrite(state)
        return state

    def commit(self, state: State, tallies: Sequence[Tally], notes: Sequence[str]) -> None:
        """Note that everything up to ``state`` is on disk; ``tallies`` and ``notes`` are new since the last commit."""
        if self._appended >= _COMPACT_AFTER:
            self._rewrite(state)
            return
        line = _dump(state) | {"tallies": [tally.dump() for tally in tallies], "notes": list(notes)}
        sealed = _sealed(line)
        self._appended += len(sealed)
        self._stream.write(sealed)
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file. A line that :meth:`commit` failed to write is tried once more; that it fails again is no news."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
            self._stream = None

    def _rewrite(self, state: State) -> None:
        """Replace the journal by its header and one checkpoint, in one step."""
        self.close()
        fresh = self._path.with_suffix(".new")
        checkpoint = _dump(state) | {"checkpoint": state.tally.dump(), "notes": state.notes}
        with fresh.open("wb") as stream:
            stream.write(_sealed(self._header))
            stream.write(_sealed(checkpoint))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self._path)
        sync_folder(self._path.parent)
        self._appended = 0
        self._stream = self._path.open("ab")

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines up to the first that was not written to its end."""
        with self._path.open("rb") as stream:
            for raw in stream:
                seal, _, body = raw.rstrip(b"\n").partition(b" ")
                if not raw.endswith(b"\n") or seal != _seal(body):
                    return
                line: dict[str, Any] = json.loads(body)
                yield line


def _seal(body: bytes) -> bytes:
    return f"{zlib.crc32(body):08x}".encode()


def _sealed(values: dict[str, Any]) -> bytes:
    body = json.dumps(values).encode()
    return _seal(body) + b" " + body + b"\n"


def _dump(state: State) -> dict[str, Any]:
    return {
        "source": state.source,
        "position": state.position,
        "sinks": state.sinks,
        "seconds": round(state.seconds, 3),
        "finished": state.finished,
    }


def _apply(state: State, line: dict[str, Any]) -> None:
    state.source = line["source"]
    state.position = Position(*line["position"])
    state.sinks = line["sinks"]
    state.seconds = line["seconds"]
    state.finished = line["finished"]
    if "checkpoint" in line:
        state.tally, state.notes = Tally.load(line["checkpoint"]), line["notes"]
        return
    for values in line["tallies"]:
        state.tally.merge(Tally.load(values))
    state.notes += line["notes"]


def _shortened(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:199]}…"


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file, which the system frees when the process ends, however it ends.

    Raises:
        OutputError: if another run holds it.
    """
    with path.open("a+b") as stream:
        try:
            _lock(stream.fileno())
        except OSError:
            raise OutputError(
                f"{path.parent}: another run is writing here; wait for it, or give another --output"
            ) from None
        yield


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
