"""Compiled tables: a marisa trie that numbers the keys, and a payload file indexed by that number.

Two files a table, both memory-mapped: ``NAME.trie`` (as marisa writes it) and ``NAME.bin``. A table of fixed width keeps
``width`` bytes a key; one of free width keeps offsets in front: 3 bytes a key and one more, little-endian, then the payloads.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import TYPE_CHECKING

import marisa_trie

from corrector.errors import DataError
from corrector.files import write

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPILED = Path(__file__).with_name("compiled")


class Table:
    """A read-only map from words to bytes."""

    def __init__(self, trie: marisa_trie.Trie, payload: bytes | mmap.mmap, *, width: int) -> None:
        """Wrap an open trie and its payload; ``width`` in bytes, 0 for payloads of free width."""
        self.trie = trie
        self._payload = payload
        self._width = width
        self._base = 3 * (len(trie) + 1)

    def get(self, key: str) -> bytes | None:
        """Return the payload of a key, or None where the key is not in the table."""
        number = self.trie.get(key)
        return None if number is None else self.at(number)

    def at(self, number: int) -> bytes:
        """Return the payload of the key with this number."""
        if self._width:
            return self._payload[number * self._width : (number + 1) * self._width]
        pair = self._payload[3 * number : 3 * number + 6]
        start, end = int.from_bytes(pair[:3], "little"), int.from_bytes(pair[3:], "little")
        return self._payload[self._base + start : self._base + end]


def map_bytes(path: Path) -> mmap.mmap:
    """Map a file into memory for reading.

    Raises:
        DataError: the file is missing or cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot read this lexicon file ({error}); reinstall or rebuild the lexicon") from error


def map_trie(path: Path) -> marisa_trie.Trie:
    """Map a trie into memory for reading.

    Raises:
        DataError: the file is missing, damaged or cannot be read.
    """
    try:
        return marisa_trie.Trie().mmap(str(path))
    except (OSError, RuntimeError, ValueError) as error:
        raise DataError(f"{path}: cannot read this lexicon file ({error}); reinstall or rebuild the lexicon") from error


def open_table(name: str, *, width: int = 0, folder: Path = COMPILED) -> Table:
    """Open the table ``name`` of a folder.

    Raises:
        DataError: a file is missing, damaged, or the two files do not belong together.
    """
    trie = map_trie(folder / f"{name}.trie")
    payload = map_bytes(folder / f"{name}.bin")
    if width and len(payload) != width * len(trie):
        raise DataError(f"{folder / name}.bin: {len(payload)} bytes for {len(trie)} words; rebuild the lexicon")
    return Table(trie, payload, width=width)


def write_table(name: str, entries: Mapping[str, bytes], *, width: int = 0, folder: Path = COMPILED) -> None:
    """Write a table; the same entries always give the same bytes.

    Files of an older build are replaced, not overwritten: a process that has them mapped keeps what it mapped.

    Raises:
        OutputError: a file cannot be written.
        ValueError: a payload is not ``width`` bytes long.
        OverflowError: payloads of free width come to 16 MiB or more.
    """
    trie = marisa_trie.Trie(sorted(entries))
    payloads = [b""] * len(entries)
    for key, payload in entries.items():
        if width and len(payload) != width:
            raise ValueError(f"payload of {key!r} has {len(payload)} bytes, not {width}")
        payloads[trie[key]] = payload
    write(folder / f"{name}.trie", trie.tobytes())
    offsets = b"" if width else _offsets(payloads)
    write(folder / f"{name}.bin", offsets + b"".join(payloads))


def _offsets(payloads: list[bytes]) -> bytes:
    position, parts = 0, [bytes(3)]
    for payload in payloads:
        position += len(payload)
        parts.append(position.to_bytes(3, "little"))
    return b"".join(parts)
