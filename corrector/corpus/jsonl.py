"""JSON Lines: one object a line. What is not cleaned keeps its bytes: number formats, escapes, spacing, doubled keys."""

from __future__ import annotations

import json
import json.scanner
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.corpus.batch import AUDIT_FIELD, Batch, Change, Encoded, Failure, Operation, Position
from corrector.corpus.streams import compress
from corrector.corpus.textlines import chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corrector.corpus.batch import Records, Work
    from corrector.corpus.sources import Source

_DECODER = json.JSONDecoder()
_SCAN = json.scanner.make_scanner(_DECODER)  # type: ignore[arg-type]
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_SPACE = re.compile(r"[ \t\r\n]*")
# A key without escapes and its colon; and what ends a member. One match each is most of what a line costs.
_KEY = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\r\n]*:[ \t\r\n]*')
_END = re.compile(r"[ \t\r\n]*([,}])[ \t\r\n]*")
CLEANED_BEFORE = f"has a field {AUDIT_FIELD!r} already; was it cleaned before? Revert it, or rename the field"


def batches(source: Source, start: Position) -> Iterator[Batch]:
    """Yield a source's batches of whole lines."""
    return chunks(source, start)


class Member(NamedTuple):
    """A member of a JSON object: its key, its value, and where the key and the value stand in the line."""

    key: str
    value: Any
    start: int
    value_start: int
    end: int


def members(line: str) -> list[Member]:
    """Return the members of the object in a line, in order, doubled keys included.

    Raises:
        ValueError: if the line is not one JSON value, with what is wrong and the column.
        TypeError: if the value is not an object.
    """
    start = _skip(line, 0)
    if line[start : start + 1] != "{":
        value = _DECODER.decode(line)
        raise TypeError(f"holds {type(value).__name__}, not an object")
    found: list[Member] = []
    place = _skip(line, start + 1)
    closed = line[place : place + 1] == "}"
    end = place + 1
    while not closed:
        key, value_start = _key(line, place)
        try:
            value, value_end = _SCAN(line, value_start)
        except StopIteration:
            raise json.JSONDecodeError("Expecting value", line, value_start) from None
        found.append(Member(key, value, place, value_start, value_end))
        after = _END.match(line, value_end)
        if after is None:
            raise json.JSONDecodeError("Expecting ',' delimiter", line, _skip(line, value_end))
        closed, place, end = after[1] == "}", after.end(), after.start(1) + 1
    if _skip(line, end) != len(line):
        raise json.JSONDecodeError("Extra data", line, end)
    return found


def _key(line: str, place: int) -> tuple[str, int]:
    """Return the key at a place, and where its value starts."""
    if match := _KEY.match(line, place):
        return match[1], match.end()
    if line[place : place + 1] != '"':
        raise json.JSONDecodeError("Expecting property name enclosed in double quotes", line, place)
    key, after = json.decoder.scanstring(line, place + 1, True)  # type: ignore[attr-defined]
    colon = _skip(line, after)
    if line[colon : colon + 1] != ":":
        raise json.JSONDecodeError("Expecting ':' delimiter", line, colon)
    return key, _skip(line, colon + 1)


def _skip(line: str, place: int) -> int:
    """Return the place of the next character that is no white space of JSON."""
    match = _SPACE.match(line, place)
    return place if match is None else match.end()


def dumps(value: Any) -> str:
    """Return a value as JSON on one line; characters stay as they are, unless they are lone surrogates."""
    text = _ENCODE(value)
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return json.dumps(value)
    return text


class _Line(NamedTuple):
    number: int
    raw: bytes
    line: str
    members: tuple[Member, ...]
    problem: str
    broken: bool
    by_key: dict[str, Member]  # of a doubled key the last member: the one that JSON readers take

    def get(self, key: str) -> Member | None:
        """Return the member of that key."""
        return self.by_key.get(key)


class JsonLines:
    """The records of a batch of lines."""

    def __init__(self, batch: Batch, work: Work) -> None:
        self._work = work
        self._lines = [
            _parsed(number, raw)
            for number, raw in enumerate(batch.payload.split(b"\n"), batch.start.record + 1)
            if raw.strip()
        ]
        if batch.note and self._lines and not batch.payload.endswith(b"\n"):
            # The last line of a stream that was cut short is not all of it, even where it happens to parse.
            last = self._lines[-1]
            self._lines[-1] = _broken(last.number, last.raw, f"the line is incomplete: {batch.note}")

    def __len__(self) -> int:
        return len(self._lines)

    def number(self, place: int) -> int:
        """Return the line's number."""
        return self._lines[place].number

    def id(self, place: int) -> str:
        """Return the id field's value, as text."""
        member = self._lines[place].get(self._work.id_field)
        return "" if member is None or member.value is None else str(member.value)

    def failure(self, place: int) -> Failure | None:
        """Return what keeps the line from being worked on."""
        line = self._lines[place]
        if line.problem:
            return Failure(line.number, "", line.problem, line.raw if line.broken else None)
        problem = self._text_problem(line)
        if problem is None:
            return None
        return Failure(line.number, self.id(place), problem, line.raw if line.get(AUDIT_FIELD) else None)

    def _text_problem(self, line: _Line) -> str | None:
        field = self._work.text_field
        reverts = self._work.operation == Operation.REVERT
        if line.get(AUDIT_FIELD) is not None and not reverts:
            return CLEANED_BEFORE
        if line.get(AUDIT_FIELD) is None and reverts:
            return None
        member = line.get(field)
        if member is None:
            return f"no field {field!r} (there are {', '.join(m.key for m in line.members) or 'none'})"
        if not isinstance(member.value, str):
            return f"field {field!r} holds {_type_name(member.value)}, not text"
        return None

    def text(self, place: int) -> str:
        """Return the text field."""
        member = self._lines[place].get(self._work.text_field)
        return member.value if member and isinstance(member.value, str) else ""

    def audit(self, place: int) -> Mapping[str, Any] | None:
        """Return the audit object."""
        member = self._lines[place].get(AUDIT_FIELD)
        return member.value if member and isinstance(member.value, dict) else None

    def fields(self, place: int) -> dict[str, Any] | None:
        """Return the fields but for the audit; of a doubled key the last value. None if there is no object."""
        line = self._lines[place]
        if line.problem:
            return None
        return {member.key: member.value for member in line.members if member.key != AUDIT_FIELD}

    def raw(self, place: int) -> bytes:
        """Return the line as it was read."""
        return self._lines[place].raw

    def spliced(self, place: int, change: Change | None) -> bytes:
        """Return the line with the text replaced and the audit added or taken away; all else keeps its bytes."""
        line = self._lines[place]
        if change is None:
            return line.raw.removesuffix(b"\r") + b"\n"
        text = line.get(self._work.text_field)
        out = line.line.rstrip()
        if change.audit is not None:
            close = len(out) - 1
            comma = ", " if line.members else ""
            out = f"{out[:close].rstrip()}{comma}{dumps(AUDIT_FIELD)}: {dumps(change.audit)}}}"
        elif audit := line.get(AUDIT_FIELD):
            out = _without(out, line.members, audit)
            if text is not None and text.start > audit.start:  # moved by the cut; find it again
                text = next(m for m in reversed(members(out)) if m.key == self._work.text_field)
        if text is not None and change.text != text.value:
            out = f"{out[: text.value_start]}{dumps(change.text)}{out[text.end :]}"
        return out.encode("utf-8") + b"\n"


def _parsed(number: int, raw: bytes) -> _Line:
    try:
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        found = tuple(members(line))
        return _Line(number, raw, line, found, "", broken=False, by_key={member.key: member for member in found})
    except UnicodeDecodeError as error:
        return _broken(number, raw, f"not UTF-8: {error.reason} at byte {error.start + 1}")
    except json.JSONDecodeError as error:
        return _broken(number, raw, f"not JSON: {error.msg} at column {error.colno}")
    except RecursionError:
        return _broken(number, raw, "not JSON that can be read: nested too deep")
    except ValueError as error:  # an integer with more digits than Python converts
        return _broken(number, raw, f"not JSON that can be read: {error}")
    except TypeError as error:
        return _Line(number, raw, line, (), str(error), broken=False, by_key={})


def _broken(number: int, raw: bytes, problem: str) -> _Line:
    return _Line(number, raw, "", (), problem, broken=True, by_key={})


def _type_name(value: object) -> str:
    return "null" if value is None else type(value).__name__


def _without(line: str, all_members: Sequence[Member], gone: Member) -> str:
    """Cut a member and the comma that joined it to its neighbour."""
    place = all_members.index(gone)
    if place > 0:
        return line[: all_members[place - 1].end] + line[gone.end :]
    if len(all_members) > 1:
        return line[: gone.start] + line[all_members[1].start :]
    return line[: gone.start] + line[gone.end :].lstrip()


class JsonEncoder:
    """Writes records as JSON lines, compressed as one member or frame a batch."""

    def __init__(self, work: Work) -> None:
        self._text_field = work.text_field
        self._compression = work.output.compression

    def __call__(self, records: Records, places: Sequence[int], changes: Sequence[Change | None]) -> Encoded:
        """Encode the records; of JSON lines everything but the text keeps its bytes."""
        lines: list[bytes] = []
        refused: list[tuple[int, str]] = []
        for place, change in zip(places, changes, strict=True):
            try:
                lines.append(self._line(records, place, change))
            except TypeError as error:
                refused.append((place, f"JSON cannot hold it: {error}"))
        return Encoded(compress(b"".join(lines), self._compression) if lines else b"", tuple(refused))

    def _line(self, records: Records, place: int, change: Change | None) -> bytes:
        if isinstance(records, JsonLines):
            return records.spliced(place, change)
        return dumps(changed(records.fields(place) or {}, self._text_field, change)).encode("utf-8") + b"\n"


def changed(fields: dict[str, Any], text_field: str, change: Change | None) -> dict[str, Any]:
    """Return a record's fields with its change: the text in its place, the audit at the end."""
    if change is None:
        return fields
    audit = {} if change.audit is None else {AUDIT_FIELD: change.audit}
    return {**fields, text_field: change.text, **audit}
