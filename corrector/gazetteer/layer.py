"""The compiled form of one licence's share of the gazetteer: a trie of forms beside a block of flat arrays.

``NAME.trie`` is a MARISA trie of every form and every folded form. ``NAME.data`` holds, by the trie's key numbers, one flag
byte and one record (readings, and which forms share a fold); then the entries; then the forms that may be near misses, in
buckets. Both files are mapped, not read: opening costs next to nothing and processes share the pages.
"""

from __future__ import annotations

import json
import mmap
import struct
from array import array
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import marisa_trie

from corrector.errors import DataError
from corrector.gazetteer.keys import bucket_initial, fold
from corrector.gazetteer.model import LANGUAGES, Entry, Part, Relation, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COMPILED: Final = Path(__file__).parent / "compiled"
LAYERS: Final = ("core", "cldr", "geonames", "people")

RIGHT: Final = 1
PLURALS: Final = 2
MAGIC: Final = b"GAZ1"


class Record(NamedTuple):
    """A reading as it is stored: which layer's entry, and in which relation and role the form stands to it.

    ``english`` is ``""`` where the form itself is what English prose writes.
    """

    layer: str
    entry: int
    relation: Relation
    part: Part
    languages: int
    english: str

    def encode(self) -> str:
        """Return the record as one line of text."""
        return f"{self.layer}\t{self.entry}\t{self.relation:d}\t{self.part:d}\t{self.languages:x}\t{self.english}"


def decode(line: str) -> Record:
    """Read a record that :meth:`Record.encode` wrote."""
    layer, entry, relation, part, mask, english = line.split("\t")
    return Record(layer, int(entry), Relation(int(relation)), Part(int(part)), int(mask, 16), english)


def mask(languages: Iterable[str]) -> int:
    """Return the bit mask of some languages."""
    return sum(1 << LANGUAGES.index(language) for language in set(languages))


@lru_cache(maxsize=4096)
def unmask(bits: int) -> tuple[str, ...]:
    """Return the languages of a bit mask."""
    return tuple(language for place, language in enumerate(LANGUAGES) if bits >> place & 1)


@dataclass(frozen=True, slots=True)
class Contents:
    """What one layer holds before it is packed.

    ``entries`` lists entries whose ``source`` and ``as_of`` may be ``""``: then those of the layer count. ``tables`` are
    further named texts, kept as they are. Only a ``folded`` layer finds forms by their fold.
    """

    name: str
    licence: str
    source: str
    as_of: str
    entries: Sequence[Entry]
    forms: Mapping[str, Sequence[Record]]
    right: frozenset[str]
    plurals: frozenset[str]
    near: frozenset[str]
    tables: Mapping[str, str]
    folded: bool


def _offsets(texts: Iterable[str]) -> tuple[bytes, bytes]:
    """Return the end offsets (unsigned 32-bit, with a leading zero) and the joined UTF-8 of some texts."""
    ends = array("I", [0])
    parts = []
    for text in texts:
        parts.append(text.encode())
        ends.append(ends[-1] + len(parts[-1]))
    return ends.tobytes(), b"".join(parts)


def _near_sections(contents: Contents, trie: Any) -> dict[str, bytes]:
    buckets: dict[str, list[tuple[str, int]]] = {}
    for form in sorted(contents.near):
        folded = fold(form)
        buckets.setdefault(f"{bucket_initial(folded)}{len(folded)}", []).append((folded, trie.key_id(form)))
    keys, ends = array("I"), {}
    texts: list[bytes] = []
    size = 0
    for bucket in sorted(buckets):
        text = "\n".join(folded for folded, _ in buckets[bucket]).encode()
        ends[bucket] = (len(keys), len(buckets[bucket]), size, len(text))
        keys.extend(key for _, key in buckets[bucket])
        texts.append(text)
        size += len(text)
    return {"near_keys": keys.tobytes(), "near_text": b"".join(texts), "near": json.dumps(ends).encode()}


def pack(contents: Contents) -> tuple[bytes, bytes]:
    """Return the two files of a layer, the same bytes for the same contents."""
    folds: dict[str, list[str]] = {}
    for form in sorted(contents.forms) if contents.folded else ():
        if fold(form) != form:
            folds.setdefault(fold(form), []).append(form)
    trie = marisa_trie.Trie(sorted({*contents.forms, *folds}))
    keys = [trie.restore_key(number) for number in range(len(trie))]
    flags = bytes((RIGHT if key in contents.right else 0) | (PLURALS if key in contents.plurals else 0) for key in keys)
    records = (
        "\n".join(record.encode() for record in contents.forms.get(key, ()))
        + "\x1d"
        + ",".join(str(trie.key_id(form)) for form in folds.get(key, ()))
        for key in keys
    )
    entries = (
        "\t".join((e.name, e.type, e.country, e.role, e.since, e.until, e.short, e.source, e.as_of))
        for e in contents.entries
    )
    sections: dict[str, bytes] = {"flags": flags}
    sections["records_at"], sections["records"] = _offsets(records)
    sections["entries_at"], sections["entries"] = _offsets(entries)
    sections |= _near_sections(contents, trie)
    sections |= {name: text.encode() for name, text in contents.tables.items()}
    places: dict[str, tuple[int, int]] = {}
    body = b""
    for name, section in sections.items():
        places[name] = (len(body), len(section))
        body += section + b"\0" * (-len(section) % 4)
    header = {"licence": contents.licence, "source": contents.source, "as_of": contents.as_of, "sections": places}
    encoded = json.dumps(header, sort_keys=True).encode()
    encoded += b" " * (-len(encoded) % 4)
    return trie.tobytes(), MAGIC + struct.pack("<I", len(encoded)) + encoded + body


class Layer:
    """One compiled layer, mapped into memory."""

    def __init__(self, name: str, trie: Any, data: memoryview) -> None:
        self.name = name
        self.trie = trie
        if bytes(data[:4]) != MAGIC:
            raise DataError(f"gazetteer layer {name!r}: not a compiled gazetteer file; run 'corrector gazetteer build'")
        (length,) = struct.unpack("<I", data[4:8])
        header = json.loads(bytes(data[8 : 8 + length]))
        self.licence: str = header["licence"]
        self.source: str = header["source"]
        self.as_of: str = header["as_of"]
        self._data = data[8 + length :]
        self._sections: dict[str, list[int]] = header["sections"]
        self.flags = self._section("flags")
        self._records_at = self._section("records_at").cast("I")
        self._records = self._section("records")
        self._entries_at = self._section("entries_at").cast("I")
        self._entries = self._section("entries")
        self._near_keys = self._section("near_keys").cast("I")
        self._buckets: dict[str, list[int]] = {}
        self._cache: dict[int, Entry] = {}

    def _section(self, name: str) -> memoryview:
        start, length = self._sections[name]
        return self._data[start : start + length]

    def table(self, name: str) -> str:
        """Return a named text, ``""`` where the layer has none."""
        return str(self._section(name), "utf-8") if name in self._sections else ""

    def entry(self, number: int) -> Entry:
        """Return the entry of a number."""
        if number not in self._cache:
            text = str(self._entries[self._entries_at[number] : self._entries_at[number + 1]], "utf-8")
            name, kind, country, role, since, until, short, source, as_of = text.split("\t")
            self._cache[number] = Entry(
                name, Type(kind), country, role, source or self.source, as_of or self.as_of, since, until, short
            )
        return self._cache[number]

    def records(self, key: int) -> tuple[list[Record], list[int]]:
        """Return the readings of a trie key, and the keys of the forms that fold to it."""
        text = str(self._records[self._records_at[key] : self._records_at[key + 1]], "utf-8")
        readings, _, folds = text.partition("\x1d")
        return [decode(line) for line in readings.split("\n") if line], [int(n) for n in folds.split(",") if n]

    @property
    def size(self) -> int:
        """Number of entries."""
        return len(self._entries_at) - 1

    def bucket(self, name: str) -> tuple[list[str], memoryview]:
        """Return the folded forms of a bucket of near-miss candidates with their trie keys."""
        if not self._buckets:
            self._buckets = json.loads(bytes(self._section("near")))
        if name not in self._buckets:
            return [], self._near_keys[:0]
        first, count, start, length = self._buckets[name]
        text = str(self._section("near_text")[start : start + length], "utf-8")
        return text.split("\n"), self._near_keys[first : first + count]


def open_layer(folder: Path, name: str) -> Layer:
    """Map a compiled layer.

    Raises:
        DataError: a file is missing or damaged.
    """
    try:
        trie = marisa_trie.Trie().mmap(str(folder / f"{name}.trie"))
        with (folder / f"{name}.data").open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, RuntimeError, ValueError) as error:
        raise DataError(
            f"{folder / name}: cannot open this part of the gazetteer ({error}); run 'corrector gazetteer build'"
        ) from error
    return Layer(name, trie, data)
