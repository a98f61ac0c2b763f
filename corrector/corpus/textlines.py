"""Reads streams in chunks of whole lines, from any place between two lines."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from corrector.corpus.batch import Batch, Position
from corrector.corpus.streams import Compression, DamageError, blocks, open_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.corpus.sources import Source

CHUNK = 1 << 17  # decoded bytes of a batch, at least; a batch ends with a whole record


class Meter:
    """Counts the bytes read of a source's file."""

    def __init__(self) -> None:
        self.read = 0

    def __call__(self, read: int) -> None:
        """Add bytes."""
        self.read += read


class Stream:
    """The decoded blocks of a source's only file, from an offset on; ``note`` says why it ended early, if it did."""

    def __init__(self, source: Source, offset: int) -> None:
        self.meter = Meter()
        self.note = ""
        self._source = source
        self._offset = offset

    def __iter__(self) -> Iterator[bytes]:
        source = self._source
        with open_input(source.paths[0]) as stream:
            skip = self._offset
            if source.compression is Compression.NONE and skip and stream.seekable():
                stream.seek(skip)
                self.meter(skip)
                skip = 0
            try:
                for block in blocks(stream, source.compression, self.meter):
                    if skip < len(block):
                        yield block[skip:] if skip else block
                    skip = max(0, skip - len(block))
            except DamageError as error:
                self.note = str(error)


def chunks(source: Source, start: Position) -> Iterator[Batch]:
    """Yield batches whose payload is raw bytes of whole lines; the last may lack its final newline.

    A batch ends with the first line that ends at ``CHUNK`` bytes or later from its start: where it ends depends on
    nothing but where it starts, so that a run resumed between two batches makes the same batches.
    """
    stream = Stream(source, start.offset)
    buffer = bytearray()
    searched = CHUNK - 1
    for block in stream:
        buffer += block
        while (cut := buffer.find(b"\n", searched) + 1) > 0:
            batch = _batch(source, start, bytes(buffer[:cut]), stream, last=False)
            yield batch
            start, searched = batch.end, CHUNK - 1
            del buffer[:cut]
        searched = max(searched, len(buffer))
    yield _batch(source, start, bytes(buffer), stream, last=True)


def lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a stream of blocks, each with its newline but perhaps the last."""
    rest: list[bytes] = []
    for block in stream:
        cut = block.rfind(b"\n") + 1
        if not cut:
            rest.append(block)
            continue
        yield from io.BytesIO(b"".join((*rest, block[:cut])))
        rest = [block[cut:]]
    if tail := b"".join(rest):
        yield tail


def _batch(source: Source, start: Position, payload: bytes, stream: Stream, *, last: bool) -> Batch:
    count = payload.count(b"\n") + (not payload.endswith(b"\n") and bool(payload))
    end = Position(start.offset + len(payload), start.record + count)
    return Batch(source.index, start, end, payload, len(payload), stream.meter.read, stream.note if last else "", last)
