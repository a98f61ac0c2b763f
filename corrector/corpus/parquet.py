"""Parquet, streamed by row groups: every column keeps its type and values, the audit is a string column of JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corrector.corpus.batch import AUDIT_FIELD, Batch, Change, Encoded, Failure, Operation, Position
from corrector.corpus.extras import need
from corrector.corpus.jsonl import changed, dumps
from corrector.corpus.streams import is_remote, open_input
from corrector.corpus.textlines import CHUNK
from corrector.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corrector.corpus.batch import Records, Work
    from corrector.corpus.sources import Source

_PURPOSE = "Parquet"


def batches(source: Source, start: Position) -> Iterator[Batch]:
    """Yield a source's batches, each a slice of one row group as an Arrow stream."""
    file = _open(source)
    done = 0  # rows of the row groups before
    for group in range(file.metadata.num_row_groups):
        facts = file.metadata.row_group(group)
        if done + facts.num_rows <= start.record:
            done += facts.num_rows
            continue
        rows = max(1, min(facts.num_rows, CHUNK * facts.num_rows // max(1, facts.total_byte_size)))
        for batch in file.iter_batches(batch_size=rows, row_groups=[group]):
            if done + batch.num_rows <= start.record:
                done += batch.num_rows
                continue
            end = Position(0, done + batch.num_rows)
            data = to_stream(batch)
            read = source.size * end.record // max(1, file.metadata.num_rows)
            yield Batch(source.index, start, end, data, len(data), read)
            start, done = end, end.record
    yield Batch(source.index, start, start, b"", 0, source.size, last=True)


def _open(source: Source) -> Any:
    parquet = need("pyarrow.parquet", purpose=_PURPOSE)
    arrow = need("pyarrow", purpose=_PURPOSE)
    path = source.paths[0]
    try:
        return parquet.ParquetFile(open_input(path) if is_remote(path) else path)
    except (OSError, arrow.ArrowInvalid) as error:
        raise InputError(f"{source.label}: not a Parquet file that can be read: {error}") from None


def schema_of(source: Source) -> Any:
    """Return a source's Arrow schema. Raises ``InputError`` if the file cannot be read."""
    return _open(source).schema_arrow


def to_stream(batch: Any) -> bytes:
    """Return a record batch or table as an Arrow IPC stream."""
    arrow = need("pyarrow", purpose=_PURPOSE)
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, batch.schema) as writer:
        writer.write(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def from_stream(data: bytes) -> Any:
    """Return the table of an Arrow IPC stream."""
    arrow = need("pyarrow", purpose=_PURPOSE)
    return arrow.ipc.open_stream(data).read_all()


def output_schema(schema: Any, work_text_field: str, *, audited: bool) -> Any:
    """Return an input's schema with the audit column added or taken away.

    Raises:
        ConfigError: if the text column is missing or holds no text.
    """
    arrow = need("pyarrow", purpose=_PURPOSE)
    place = schema.get_field_index(work_text_field)
    if place < 0:
        raise ConfigError(
            f"no column {work_text_field!r} (there are {', '.join(schema.names)}); name it with --text-field"
        )
    kind = schema.field(place).type
    value = kind.value_type if arrow.types.is_dictionary(kind) else kind
    if not (arrow.types.is_string(value) or arrow.types.is_large_string(value) or arrow.types.is_string_view(value)):
        raise ConfigError(f"column {work_text_field!r} holds {kind}, not text; cast it to string first")
    index = schema.get_field_index(AUDIT_FIELD)
    if index >= 0:
        schema = schema.remove(index)
    return schema.append(arrow.field(AUDIT_FIELD, arrow.string())) if audited else schema


def inferred_schema(samples: Sequence[Mapping[str, Any]], text_field: str, *, audited: bool) -> Any:
    """Return a schema for records without one, from a sample of them; a field that is always null becomes text.

    Raises:
        ConfigError: if a field holds values of several types, which a column cannot.
    """
    arrow = need("pyarrow", purpose=_PURPOSE)
    names = list(dict.fromkeys(name for sample in samples for name in sample))
    fields = []
    for name in names:
        try:
            kind = arrow.string() if name == text_field else arrow.array([sample.get(name) for sample in samples]).type
        except (arrow.ArrowInvalid, arrow.ArrowTypeError, OverflowError) as error:
            raise ConfigError(
                f"field {name!r} holds values that one Parquet column cannot ({error}); write JSON Lines instead"
            ) from None
        fields.append(arrow.field(name, arrow.string() if arrow.types.is_null(kind) else kind))
    if text_field not in names:
        fields.append(arrow.field(text_field, arrow.string()))
    if audited:
        fields.append(arrow.field(AUDIT_FIELD, arrow.string()))
    return arrow.schema(fields)


def dump_schema(schema: Any) -> bytes:
    """Return a schema as bytes."""
    data: bytes = schema.serialize().to_pybytes()
    return data


def load_schema(data: bytes) -> Any:
    """Return the schema that :func:`dump_schema` wrote."""
    arrow = need("pyarrow", purpose=_PURPOSE)
    return arrow.ipc.read_schema(arrow.py_buffer(data))


class ArrowRecords:
    """The records of a slice of a row group."""

    def __init__(self, batch: Batch, work: Work) -> None:
        self._work = work
        self._first = batch.start.record + 1
        self.table: Any = from_stream(batch.payload) if batch.payload else None
        self._texts = self._column(work.text_field)
        self._ids = self._column(work.id_field)
        self._audits = self._column(AUDIT_FIELD)

    def _column(self, name: str) -> list[Any]:
        if self.table is None or name not in self.table.column_names:
            return []
        values: list[Any] = self.table.column(name).to_pylist()
        return values

    def __len__(self) -> int:
        return 0 if self.table is None else int(self.table.num_rows)

    def number(self, place: int) -> int:
        """Return the row's number in the file."""
        return self._first + place

    def id(self, place: int) -> str:
        """Return the id column's value, as text."""
        return "" if not self._ids or self._ids[place] is None else str(self._ids[place])

    def failure(self, place: int) -> Failure | None:
        """Return why the row has no text, if it has none."""
        if self._texts[place] is None and (self._work.operation != Operation.REVERT or self.audit(place)):
            return Failure(self.number(place), self.id(place), f"field {self._work.text_field!r} holds null, not text")
        return None

    def text(self, place: int) -> str:
        """Return the text column's value."""
        text: str = self._texts[place]
        return text

    def audit(self, place: int) -> Mapping[str, Any] | None:
        """Return the audit column's object."""
        if not self._audits or not self._audits[place]:
            return None
        try:
            audit = json.loads(self._audits[place])
        except ValueError:
            return None
        return audit if isinstance(audit, dict) else None

    def fields(self, place: int) -> dict[str, Any] | None:
        """Return the row as Python values."""
        row: dict[str, Any] = self.table.slice(place, 1).to_pylist()[0]
        row.pop(AUDIT_FIELD, None)
        return row

    def raw(self, place: int) -> bytes:
        """Return the row as JSON; what JSON lacks is written as text."""
        return json.dumps(self.fields(place), default=str).encode()


class ParquetEncoder:
    """Turns records into Arrow streams; the sink gathers them to row groups."""

    def __init__(self, work: Work) -> None:
        self._arrow = need("pyarrow", purpose=_PURPOSE)
        self._schema = load_schema(work.output.schema)
        self._text_field = work.text_field
        self._audited = AUDIT_FIELD in self._schema.names

    def __call__(self, records: Records, places: Sequence[int], changes: Sequence[Change | None]) -> Encoded:
        """Encode the records; Arrow columns but the text are passed on as they are."""
        if not places:
            return Encoded(b"")
        if isinstance(records, ArrowRecords):
            return Encoded(to_stream(self._columns(records, places, changes)))
        rows: list[dict[str, Any]] = []
        refused: list[tuple[int, str]] = []
        for place, change in zip(places, changes, strict=True):
            row = changed(records.fields(place) or {}, self._text_field, change)
            if self._audited:
                row[AUDIT_FIELD] = _audit(change)
            if problem := self._misfit(row):
                refused.append((place, problem))
            else:
                rows.append(row)
        data = to_stream(self._arrow.Table.from_pylist(rows, schema=self._schema)) if rows else b""
        return Encoded(data, tuple(refused))

    def _columns(self, records: ArrowRecords, places: Sequence[int], changes: Sequence[Change | None]) -> Any:
        table = records.table if len(places) == len(records) else records.table.take(list(places))
        columns = {name: table.column(name) for name in table.column_names}
        texts = columns[self._text_field].to_pylist()
        edited = [change.text if change else text for text, change in zip(texts, changes, strict=True)]
        if edited != texts:
            columns[self._text_field] = self._arrow.array(edited, self._arrow.string()).cast(
                self._schema.field(self._text_field).type
            )
        if self._audited:
            columns[AUDIT_FIELD] = self._arrow.array([_audit(change) for change in changes], self._arrow.string())
        return self._arrow.Table.from_arrays([columns[name] for name in self._schema.names], schema=self._schema)

    def _misfit(self, row: dict[str, Any]) -> str:
        """Return why the output's columns cannot hold a row, or an empty string."""
        for name, value in row.items():
            place = self._schema.get_field_index(name)
            if place < 0:
                return f"field {name!r} is no column of the output, whose columns come from the first records"
            try:
                back = self._arrow.array([value], self._schema.field(place).type)[0].as_py()
            except (self._arrow.ArrowException, TypeError, ValueError, OverflowError) as error:
                return f"field {name!r} does not fit the output's column: {error}"
            if isinstance(value, (str, int, float)) and (
                back != value or isinstance(back, bool) != isinstance(value, bool)
            ):
                return f"field {name!r} would change its value in the output's column"
        return ""


def _audit(change: Change | None) -> str | None:
    return None if change is None or change.audit is None else dumps(change.audit)
