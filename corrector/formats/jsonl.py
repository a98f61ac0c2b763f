"""JSON Lines: one JSON object a line, one field of which holds the text."""

from __future__ import annotations

import json
import re
from json.decoder import JSONDecodeError, JSONDecoder
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from corrector import files, protect
from corrector.errors import InputError
from corrector.formats.plain import with_mark
from corrector.types import Document, Edit, Result, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.formats import Options

SUFFIXES = (".jsonl", ".ndjson")

# What stands for one code point inside a JSON string: a surrogate pair, another escape, or the character itself.
_UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[\s\S]")
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = JSONDecoder()


class _Record(NamedTuple):
    """One line of a file: its text as it stands, and the object; ``body`` is where the text field's string stands."""

    number: int
    line: str
    value: dict[str, Any]
    body: Span


class JsonLines:
    """Reads each line's text field as a document; writing changes only the characters that edits change."""

    name = "jsonl"
    suffixes = SUFFIXES

    def __init__(self, encoding: str | None, text_field: str) -> None:
        self._encoding = encoding
        self._field = text_field

    def read(self, source: BinaryIO, *, origin: str) -> Iterator[Document]:
        """Yield one document a line. Raises ``InputError`` naming the line that is no object with a string in the field."""
        text = files.decode(source.read(), origin=origin, encoding=self._encoding).text
        for number, line in _lines(text):
            record = _parse(line, number, field=self._field, origin=origin)
            body = record.value[self._field]
            place = f"{origin}:{number}"
            yield Document(place, body, protect.spans(body), place)

    def write(self, source: BinaryIO, results: Iterable[Result], sink: BinaryIO) -> None:
        """Write the file with the results' edits applied inside the records' text fields."""
        data = source.read()
        results = tuple(results)
        origin = results[0].document.origin.rpartition(":")[0] if results else ""
        decoded = files.decode(data, origin=origin, encoding=self._encoding)
        whole = self._in_text(decoded.text, results, origin)
        sink.write(decoded.encode(whole.corrected, origin=origin) if whole.edits else data)

    def in_file(self, data: bytes, results: Iterable[Result], *, origin: str) -> Result:
        """Return one result for the file as a whole, its edits in the file's own text, JSON escapes included."""
        decoded = files.decode(data, origin=origin, encoding=self._encoding)
        return with_mark(self._in_text(decoded.text, results, origin), decoded)

    def _in_text(self, text: str, results: Iterable[Result], origin: str) -> Result:
        edits: list[Edit] = []
        start, signature = 0, ""
        for (number, line), result in zip(_lines(text), results, strict=True):
            signature = result.signature
            start = text.index(line, start)
            if result.edits:
                record = _parse(line, number, field=self._field, origin=origin)
                edits += _in_line(record, result.edits, start)
            start += len(line)
        return Result(Document(origin, text, (), origin), (), tuple(edits), 0.0, signature)


def build(options: Options) -> JsonLines:
    """Return the format."""
    return JsonLines(options.encoding, options.text_field)


def _parse(line: str, number: int, *, field: str, origin: str) -> _Record:
    """Read one line.

    Raises:
        InputError: if it is no JSON object with a string in the field; it names the line and the column.
    """
    where = f"{origin}, line {number}"
    try:
        value = json.loads(line)
    except JSONDecodeError as error:
        raise InputError(
            f"{where}, column {error.colno}: not valid JSON: {error.msg}; each line must be one object"
        ) from None
    except RecursionError:
        raise InputError(f"{where}: nested too deeply") from None
    if not isinstance(value, dict):
        raise InputError(f"{where}: not a JSON object; each line must be one")
    if field not in value:
        raise InputError(f"{where}: no field {field!r}; name the field that holds the text with --text-field")
    if not isinstance(value[field], str):
        raise InputError(
            f"{where}: field {field!r} holds no string; name the field that holds the text with --text-field"
        )
    return _Record(number, line, value, _body(line, field))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, numbered from 1; only LF ends a line (a CR before it is white space)."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _body(line: str, field: str) -> Span:
    """Return where the contents of the field's string stand, between the quotation marks; the last one counts, as in JSON."""
    body = Span(0, 0)
    place = _skip(line, line.index("{") + 1)
    while line[place] == '"':
        key, place = _DECODER.raw_decode(line, place)
        place = _skip(line, _skip(line, place) + 1)  # over the colon
        start = place
        _, place = _DECODER.raw_decode(line, place)
        if key == field:
            body = Span(start + 1, place - 1)
        place = _skip(line, place)
        if line[place] == "}":
            break
        place = _skip(line, place + 1)  # over the comma
    return body


def _skip(line: str, place: int) -> int:
    match = _SPACE.match(line, place)
    return match.end() if match else place


def _in_line(record: _Record, edits: Iterable[Edit], offset: int) -> Iterator[Edit]:
    """Yield edits of a record's text as edits of the file's text."""
    raw = record.line[record.body.start : record.body.end]
    starts = [match.start() for match in _UNIT.finditer(raw)]
    starts.append(len(raw))
    # A writer that escapes keeps doing so; one that does not keeps its letters readable.
    ascii_only = raw.isascii() and "\\u" in raw
    base = offset + record.body.start
    for edit in edits:
        start, end = starts[edit.span.start], starts[edit.span.end]
        after = json.dumps(edit.after, ensure_ascii=ascii_only)[1:-1]
        yield Edit(Span(base + start, base + end), raw[start:end], after, edit.kind, edit.confidence, edit.proposer)
