"""A Parquet file written row group by row group, which can be cut back after any of them and written on.

Arrow's writer keeps a file's metadata in memory until it closes, so a file that a killed process leaves cannot be gone on
with. Here each row group is encoded by Arrow as a file of its own; its bytes are appended to the output, and its metadata,
with the offsets moved to where the bytes now stand, to a file beside it. The footer that joins them is written at the end.

The metadata is a struct of Thrift's compact protocol (``parquet.thrift`` of parquet-format; ``thrift-compact-protocol.md``
of Thrift), which this module reads and writes without regard to most of its meaning, so that fields it does not know are
kept.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

from corrector.corpus.extras import need
from corrector.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROW_GROUP_BYTES = 16 << 20  # of Arrow data, from which a row group is written
_MAGIC = b"PAR1"

# A value with its compact-protocol type. Structs are dicts from field id to such a pair; lists are (item type, values).
Value = tuple[int, Any]
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_INTEGERS = (_I16, _I32, _I64)

# Field ids of parquet.thrift: FileMetaData, RowGroup, ColumnChunk, ColumnMetaData.
_NUM_ROWS, _ROW_GROUPS = 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_OFFSETS, _META_DATA = (2, 4, 6), 3
_META_OFFSETS = (9, 10, 11, 14)
_MOST_ORDINALS = 1 << 15


class _Reader:
    """Reads compact-protocol values from bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def _byte(self) -> int:
        self._place += 1
        return self._data[self._place - 1]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _take(self, size: int) -> bytes:
        self._place += size
        return self._data[self._place - size : self._place]

    def value(self, kind: int) -> Any:
        """Return a value of a type; booleans in fields carry it in the type itself."""
        if kind in (_TRUE, _FALSE):
            return None
        if kind in _INTEGERS:
            return self._zigzag()
        if kind == _BYTE:
            return self._byte()
        if kind == _DOUBLE:
            return self._take(8)
        if kind == _BINARY:
            return self._take(self._varint())
        if kind in (_LIST, _SET):
            return self._list()
        if kind == _STRUCT:
            return self.struct()
        raise OutputError(f"the Parquet metadata holds a type that is not known here ({kind})")

    def _list(self) -> tuple[int, list[Any]]:
        head = self._byte()
        size = head >> 4
        if size == 15:
            size = self._varint()
        kind = head & 0x0F
        # In a list, unlike in a field, a boolean is a byte of its own.
        return kind, [self._byte() if kind in (_TRUE, _FALSE) else self.value(kind) for _ in range(size)]

    def struct(self) -> dict[int, Value]:
        """Return a struct's fields by their ids, in order."""
        found: dict[int, Value] = {}
        field = 0
        while head := self._byte():
            delta, kind = head >> 4, head & 0x0F
            field = field + delta if delta else self._zigzag()
            found[field] = (kind, self.value(kind))
        return found


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _zigzag(value: int) -> bytes:
    return _varint(value << 1 if value >= 0 else (-value << 1) - 1)


def _encode(kind: int, value: Any) -> bytes:
    if kind in (_TRUE, _FALSE):
        return b""
    if kind in _INTEGERS:
        return _zigzag(value)
    if kind == _BYTE:
        return bytes((value,))
    if kind == _DOUBLE:
        return bytes(value)
    if kind == _BINARY:
        return _varint(len(value)) + bytes(value)
    if kind in (_LIST, _SET):
        return _encode_list(*value)
    return _encode_struct(value)


def _encode_list(kind: int, values: Sequence[Any]) -> bytes:
    size = len(values)
    head = bytes((size << 4 | kind,)) if size < 15 else bytes((0xF0 | kind,)) + _varint(size)
    if kind in (_TRUE, _FALSE):
        return head + bytes(values)
    return head + b"".join(_encode(kind, value) for value in values)


def _encode_struct(fields: dict[int, Value]) -> bytes:
    out: list[bytes] = []
    previous = 0
    for field, (kind, value) in sorted(fields.items()):
        delta = field - previous
        out.append(bytes((delta << 4 | kind,)) if 0 < delta < 16 else bytes((kind,)) + _zigzag(field))
        out.append(_encode(kind, value))
        previous = field
    out.append(b"\0")
    return b"".join(out)


def moved(group: dict[int, Value], shift: int, ordinal: int) -> dict[int, Value]:
    """Return a row group's metadata with all its offsets moved; an offset of 0 or less means none."""
    group = _moved_fields(group, (_GROUP_OFFSET,), shift)
    group.pop(_ORDINAL, None)
    if ordinal < _MOST_ORDINALS:
        group[_ORDINAL] = (_I16, ordinal)
    kind, (item, chunks) = group[_COLUMNS]
    chunks = [_moved_fields(chunk, _CHUNK_OFFSETS, shift) for chunk in chunks]
    for chunk in chunks:
        chunk[_META_DATA] = (_STRUCT, _moved_fields(chunk[_META_DATA][1], _META_OFFSETS, shift))
    group[_COLUMNS] = (kind, (item, chunks))
    return group


def _moved_fields(fields: dict[int, Value], offsets: Sequence[int], shift: int) -> dict[int, Value]:
    return {
        field: (kind, value + shift) if field in offsets and value > 0 else (kind, value)
        for field, (kind, value) in fields.items()
    }


class Writer:
    """Writes a Parquet file by row groups, with a file of their metadata beside it until it is complete."""

    def __init__(self, schema: bytes) -> None:
        self._schema_bytes = schema
        self._meta_path: Path | None = None
        self._body: BinaryIO | None = None
        self._meta: BinaryIO | None = None
        self._size = 0
        self._meta_size = 0
        self._groups = 0

    def open(self, part: Path, beside: Path, state: dict[str, Any] | None) -> None:
        """Start a file, with its metadata ``beside`` it, or cut both back to a state."""
        self._meta_path = beside
        if state is None:
            self._body, self._meta = part.open("wb"), beside.open("wb")
            self._body.write(_MAGIC)
            self._size, self._meta_size, self._groups = len(_MAGIC), 0, 0
            return
        self._size, self._meta_size, self._groups = state["bytes"], state["meta"], state["count"]
        for path, size in ((part, self._size), (beside, self._meta_size)):
            if not path.exists() or path.stat().st_size < size:
                raise OutputError(f"{path}: is not what it was, so the run cannot go on; start again with --overwrite")
            os.truncate(path, size)
        self._body, self._meta = part.open("ab"), beside.open("ab")

    def append(self, spool: Path, sizes: Sequence[int]) -> None:
        """Write the Arrow streams of a spool, whose lengths are given, as one row group."""
        arrow = need("pyarrow", purpose="Parquet")
        parquet = need("pyarrow.parquet", purpose="Parquet")
        with arrow.memory_map(str(spool)) as mapped:
            tables = [arrow.ipc.open_stream(mapped.read_buffer(size)).read_all() for size in sizes]
            table = arrow.concat_tables(tables).unify_dictionaries().combine_chunks()
            sink = arrow.BufferOutputStream()
            parquet.write_table(table, sink, compression="zstd", row_group_size=max(1, table.num_rows))
            data = memoryview(sink.getvalue())
            del tables, table
        self._add(data)

    def _add(self, data: memoryview) -> None:
        """Append the row group of a whole Parquet file."""
        body, metadata = _split(data)
        for group in metadata[_ROW_GROUPS][1][1]:
            shifted = _encode_struct(moved(group, self._size - len(_MAGIC), self._groups))
            entry = struct.pack("<I", len(shifted)) + shifted
            self._file.write(body)
            self._side.write(entry)
            self._size += len(body)
            self._meta_size += len(entry)
            self._groups += 1

    @property
    def _file(self) -> BinaryIO:
        if self._body is None:
            raise RuntimeError("no file is open")
        return self._body

    @property
    def _side(self) -> BinaryIO:
        if self._meta is None:
            raise RuntimeError("no file is open")
        return self._meta

    def sync(self) -> dict[str, Any]:
        """Bring both files to the disk and return their state."""
        for stream in (self._file, self._side):
            stream.flush()
            os.fsync(stream.fileno())
        return {"bytes": self._size, "meta": self._meta_size, "count": self._groups}

    def close(self) -> Path:
        """Write the footer, and return the file beside the output, which is not needed any more."""
        if self._meta_path is None:
            raise RuntimeError("no file is open")
        self._side.flush()
        footer = self._footer(self._meta_path.read_bytes())
        self._file.write(footer + struct.pack("<I", len(footer)) + _MAGIC)
        self.sync()
        self.abandon()
        return self._meta_path

    def abandon(self) -> None:
        """Close both files as they are."""
        self._file.close()
        self._side.close()
        self._body = self._meta = None

    def _footer(self, entries: bytes) -> bytes:
        """Return the metadata of the whole file: an empty file's of the same schema, with the row groups put in."""
        arrow = need("pyarrow", purpose="Parquet")
        parquet = need("pyarrow.parquet", purpose="Parquet")
        sink = arrow.BufferOutputStream()
        schema = arrow.ipc.read_schema(arrow.py_buffer(self._schema_bytes))
        parquet.write_table(schema.empty_table(), sink, compression="zstd")
        _, metadata = _split(memoryview(sink.getvalue()))
        groups: list[dict[int, Value]] = []
        place = 0
        while place < len(entries):
            size = struct.unpack_from("<I", entries, place)[0]
            groups.append(_Reader(entries[place + 4 : place + 4 + size]).struct())
            place += 4 + size
        rows = sum(group[3][1] for group in groups)  # RowGroup.num_rows
        metadata[_NUM_ROWS] = (_I64, rows)
        metadata[_ROW_GROUPS] = (_LIST, (_STRUCT, groups))
        return _encode_struct(metadata)


def _split(data: memoryview) -> tuple[memoryview, dict[int, Value]]:
    """Return the body and the metadata of a whole Parquet file."""
    size = struct.unpack("<I", data[-8:-4])[0]
    return data[len(_MAGIC) : -8 - size], _Reader(bytes(data[-8 - size : -8])).struct()
