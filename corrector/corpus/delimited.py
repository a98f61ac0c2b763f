"""CSV and TSV with a header line, quoted as RFC 4180 says; values are kept, the audit is a column of JSON."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.corpus.batch import AUDIT_FIELD, Batch, Change, Encoded, Failure, Position
from corrector.corpus.jsonl import changed, dumps
from corrector.corpus.streams import compress
from corrector.corpus.textlines import CHUNK, Stream, lines
from corrector.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corrector.corpus.batch import Records, Work
    from corrector.corpus.sources import Source

DELIMITERS = {"csv": ",", "tsv": "\t"}
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the module's own limit is 128 KiB a field; scraped pages are longer


class Rows(NamedTuple):
    """A batch's payload: the columns, the delimiter, and raw rows."""

    columns: tuple[str, ...]
    delimiter: str
    rows: tuple[bytes, ...]


def columns(source: Source) -> tuple[str, ...]:
    """Return the columns that a source's header names. Raises ``InputError`` if it has none or is not UTF-8."""
    return _header(source)[0]


def batches(source: Source, start: Position) -> Iterator[Batch]:
    """Yield a source's batches of whole rows; a quoted field may hold line ends."""
    names, width = _header(source)
    delimiter = DELIMITERS[source.format]
    start = start if start.offset else Position(width, 0)
    stream = Stream(source, start.offset)
    rows: list[bytes] = []
    size = count = 0
    for row in _rows(lines(stream), delimiter):
        rows.append(row)
        size += len(row)
        count += bool(row.strip(b"\r\n"))
        if size >= CHUNK:
            end = Position(start.offset + size, start.record + count)
            yield Batch(source.index, start, end, Rows(names, delimiter, tuple(rows)), size, stream.meter.read)
            start, rows, size, count = end, [], 0, 0
    end = Position(start.offset + size, start.record + count)
    payload = Rows(names, delimiter, tuple(rows))
    yield Batch(source.index, start, end, payload, size, stream.meter.read, stream.note, last=True)


def _header(source: Source) -> tuple[tuple[str, ...], int]:
    """Return the columns and the number of decoded bytes of the header."""
    raw = next(_rows(lines(Stream(source, 0)), DELIMITERS[source.format]), b"")
    try:
        names = _cells(raw.decode("utf-8-sig"), DELIMITERS[source.format])
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{source.label}: the header line cannot be read: {error}") from None
    if not names:
        raise InputError(f"{source.label}: no header line; the first line must name the columns")
    return tuple(names), len(raw)


def _rows(source: Iterator[bytes], delimiter: str) -> Iterator[bytes]:
    """Group lines to rows; only a quotation mark can make a row longer than its line."""
    for line in source:
        if b'"' not in line:
            yield line
            continue
        taken: list[bytes] = []

        def feed(first: bytes = line, taken: list[bytes] = taken) -> Iterator[str]:
            for each in chain((first,), source):
                taken.append(each)
                yield each.decode("latin-1")  # one byte, one character: only ASCII marks matter here

        with suppress(csv.Error):  # the worker parses the row again and says what is wrong
            next(csv.reader(feed(), delimiter=delimiter), None)
        yield b"".join(taken)


def _cells(row: str, delimiter: str) -> list[str]:
    return next(csv.reader((row,), delimiter=delimiter), [])


class DelimitedRecords:
    """The records of a batch of rows."""

    def __init__(self, batch: Batch, work: Work) -> None:
        payload: Rows = batch.payload
        self.columns = payload.columns
        self._work = work
        self._first = batch.start.record + 1
        self._raw = [row for row in payload.rows if row.strip(b"\r\n")]
        self._text = _index(payload.columns, work.text_field)
        self._id = _index(payload.columns, work.id_field)
        self._audit = _index(payload.columns, AUDIT_FIELD)
        self.cells: list[list[str]] = []
        self._problems: dict[int, str] = {}
        for place, raw in enumerate(self._raw):
            cells, problem = self._parsed(raw, payload.delimiter)
            self.cells.append(cells)
            if problem:
                self._problems[place] = problem
        if batch.note and self._raw and not self._raw[-1].endswith(b"\n"):
            self._problems[len(self._raw) - 1] = f"the row is incomplete: {batch.note}"

    def _parsed(self, raw: bytes, delimiter: str) -> tuple[list[str], str]:
        try:
            row = raw.decode("utf-8")
            cells = _cells(row, delimiter)
            if row.count('"') % 2:
                next(csv.reader((row,), delimiter=delimiter, strict=True), None)
        except UnicodeDecodeError as error:
            return [], f"not UTF-8: {error.reason} at byte {error.start + 1}"
        except csv.Error as error:
            if "unexpected end" in str(error):
                return [], "a quotation mark is opened and never closed"
            return [], f"not CSV: {error}"
        if len(cells) != len(self.columns):
            return [], f"has {len(cells)} cells where the header has {len(self.columns)}"
        return cells, ""

    def __len__(self) -> int:
        return len(self._raw)

    def number(self, place: int) -> int:
        """Return the row's number; the header does not count."""
        return self._first + place

    def id(self, place: int) -> str:
        """Return the id column's value."""
        cells = self.cells[place]
        return cells[self._id] if cells and self._id is not None else ""

    def failure(self, place: int) -> Failure | None:
        """Return why the row cannot be parsed, if it cannot."""
        if place in self._problems:
            return Failure(self.number(place), "", self._problems[place], self._raw[place])
        return None

    def text(self, place: int) -> str:
        """Return the text column's value."""
        return self.cells[place][self._text] if self._text is not None else ""

    def audit(self, place: int) -> Mapping[str, Any] | None:
        """Return the audit column's object."""
        if self._audit is None or not self.cells[place][self._audit]:
            return None
        try:
            audit = json.loads(self.cells[place][self._audit])
        except ValueError:
            return None
        return audit if isinstance(audit, dict) else None

    def fields(self, place: int) -> dict[str, Any] | None:
        """Return the columns' values."""
        if place in self._problems:
            return None
        return {name: cell for name, cell in zip(self.columns, self.cells[place], strict=True) if name != AUDIT_FIELD}

    def raw(self, place: int) -> bytes:
        """Return the row as it was read."""
        return self._raw[place]

    def row(self, place: int, change: Change | None) -> list[str]:
        """Return the cells with the change made; the audit is the last column, or gone."""
        cells = [cell for index, cell in enumerate(self.cells[place]) if index != self._audit]
        if change is not None and self._text is not None:
            shift = self._audit is not None and self._audit < self._text
            cells[self._text - shift] = change.text
        return cells


def _index(names: Sequence[str], name: str) -> int | None:
    return names.index(name) if name in names else None


class DelimitedEncoder:
    """Writes records as rows, compressed as one member or frame a batch."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._delimiter = DELIMITERS[work.output.name]
        self._columns = work.output.columns
        self._audited = AUDIT_FIELD in self._columns

    def __call__(self, records: Records, places: Sequence[int], changes: Sequence[Change | None]) -> Encoded:
        """Encode the records; of CSV and TSV all values but the text stay as they are."""
        out: list[bytes] = []
        refused: list[tuple[int, str]] = []
        for place, change in zip(places, changes, strict=True):
            try:
                out.append(encode_row(self._cells(records, place, change), self._delimiter))
            except UnicodeEncodeError:
                refused.append((place, "a lone surrogate, which CSV cannot hold"))
            except ValueError as error:
                refused.append((place, str(error)))
        return Encoded(compress(b"".join(out), self._work.output.compression) if out else b"", tuple(refused))

    def _cells(self, records: Records, place: int, change: Change | None) -> list[str]:
        audit = change.audit if change is not None else None
        tail = [dumps(audit) if audit is not None else ""] if self._audited else []
        if isinstance(records, DelimitedRecords):
            return records.row(place, change) + tail
        fields = changed(records.fields(place) or {}, self._work.text_field, change)
        fields.pop(AUDIT_FIELD, None)
        if unknown := [name for name in fields if name not in self._columns]:
            raise ValueError(f"field {unknown[0]!r} is no column of the output")
        return [_cell(fields.get(name)) for name in self._columns if name != AUDIT_FIELD] + tail


def encode_row(cells: Sequence[str], delimiter: str) -> bytes:
    """Return a row as UTF-8 with its line end."""
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return sink.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return dumps(value)
    except TypeError:  # dates and the like, from Parquet
        return str(value)
