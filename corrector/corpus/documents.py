"""Plain text and web archives: documents without fields of their own, which get an id, and where they came from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector import files
from corrector.corpus.batch import Batch, Failure, Position
from corrector.corpus.extras import need
from corrector.corpus.streams import DamageError, blocks, open_input
from corrector.corpus.textlines import CHUNK, Meter, Stream, chunks
from corrector.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corrector.corpus.batch import Work
    from corrector.corpus.sources import Source


class Item(NamedTuple):
    """One document as it was read; ``problem`` says why its bytes are not all there."""

    number: int
    id: str
    data: bytes
    fields: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def batches(source: Source, start: Position) -> Iterator[Batch]:
    """Yield a source's batches of documents."""
    if source.format == "text" and source.lines:
        yield from chunks(source, start)
        return
    meter = Meter()
    stream = Stream(source, 0) if source.format == "warc" else None
    items = _warc_items(source, stream) if stream else _file_items(source, start.record, meter)
    taken: list[Item] = []
    size = 0
    for item in items:
        if item.number <= start.record:
            continue
        taken.append(item)
        size += len(item.data)
        if size >= CHUNK:
            end = Position(0, item.number)
            read = stream.meter.read if stream else meter.read
            yield Batch(source.index, start, end, tuple(taken), size, read)
            start, taken, size = end, [], 0
    end = Position(0, taken[-1].number if taken else start.record)
    read, note = (stream.meter.read, stream.note) if stream else (meter.read, "")
    yield Batch(source.index, start, end, tuple(taken), size, read, note, last=True)


def _file_items(source: Source, done: int, meter: Meter) -> Iterator[Item]:
    for number, path in enumerate(source.paths[done:], done + 1):
        parts: list[bytes] = []
        problem = ""
        try:
            with open_input(path) as stream:
                parts.extend(blocks(stream, source.compression, meter))
        except (DamageError, InputError) as error:
            problem = str(error)
        yield Item(number, path, b"".join(parts), problem=problem)


class _Readable(io.RawIOBase):
    """A stream of blocks as a file object."""

    def __init__(self, stream: Stream) -> None:
        self._blocks = iter(stream)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._blocks, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _warc_items(source: Source, stream: Stream) -> Iterator[Item]:
    """Yield the text records: WET's conversions, and resources and responses that are plain text."""
    iterator = need("warcio.archiveiterator", purpose=f"reading {source.label}")
    reader = io.BufferedReader(_Readable(stream), buffer_size=1 << 16)
    number = 0
    try:
        for record in iterator.ArchiveIterator(reader):
            if not _is_text(record):
                continue
            number += 1
            data = record.content_stream().read()
            headers = record.rec_headers
            whole = headers.get_header("Content-Length") and not record.raw_stream.limit
            problem = "" if whole else f"the record is incomplete: {stream.note or 'the file ends within it'}"
            names = (("url", "WARC-Target-URI"), ("date", "WARC-Date"))
            fields = tuple((name, headers.get_header(header) or "") for name, header in names)
            yield Item(number, headers.get_header("WARC-Record-ID") or "", data, fields, problem)
    except iterator.ArchiveLoadFailed as error:
        stream.note = stream.note or f"not a web archive that can be read on: {error}"


def _is_text(record: Any) -> bool:
    if record.rec_type == "conversion":
        return True
    kind = record.http_headers.get_header("Content-Type") if record.http_headers else record.content_type
    return record.rec_type in {"resource", "response"} and (kind or "").partition(";")[0].strip() == "text/plain"


class TextDocuments:
    """The records of a batch of documents."""

    def __init__(self, batch: Batch, work: Work) -> None:
        self._work = work
        source: Source = work.sources[batch.source]
        self._items = tuple(_lines(batch, source)) if isinstance(batch.payload, bytes) else batch.payload
        self._texts: list[str] = []
        self._problems: dict[int, str] = {}
        for place, item in enumerate(self._items):
            text, problem = _decoded(item.data, item.id)
            self._texts.append(text)
            if item.problem or problem:
                self._problems[place] = item.problem or problem

    def __len__(self) -> int:
        return len(self._items)

    def number(self, place: int) -> int:
        """Return the document's number in its source: of lines the line number."""
        number: int = self._items[place].number
        return number

    def id(self, place: int) -> str:
        """Return the path, the path and line number, or the archive's record id."""
        id_: str = self._items[place].id
        return id_

    def failure(self, place: int) -> Failure | None:
        """Return why the document cannot be decoded, if it cannot."""
        if place in self._problems:
            return Failure(self.number(place), self.id(place), self._problems[place], self.raw(place))
        return None

    def text(self, place: int) -> str:
        """Return the document's text."""
        return self._texts[place]

    def audit(self, place: int) -> Mapping[str, Any] | None:
        """Return None: plain text and archives carry no audit."""
        del place
        return None

    def fields(self, place: int) -> dict[str, Any] | None:
        """Return the id, what the archive says of the document, and the text."""
        if place in self._problems:
            return None
        item = self._items[place]
        return {self._work.id_field: item.id, **dict(item.fields), self._work.text_field: self._texts[place]}

    def raw(self, place: int) -> bytes:
        """Return the document's bytes."""
        data: bytes = self._items[place].data
        return data


def _lines(batch: Batch, source: Source) -> Iterator[Item]:
    raw_lines = batch.payload.split(b"\n")
    for number, raw in enumerate(raw_lines, batch.start.record + 1):
        if not raw.strip():
            continue
        cut = batch.note and number == batch.start.record + len(raw_lines)
        problem = f"the line is incomplete: {batch.note}" if cut else ""
        yield Item(number, f"{source.label}:{number}", raw.removesuffix(b"\r"), problem=problem)


def _decoded(data: bytes, origin: str) -> tuple[str, str]:
    try:
        return files.decode(data, origin=origin).text, ""
    except InputError as error:
        return "", str(error).partition(";")[0]
