"""A layer of the gazetteer in the making."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from corrector.gazetteer.layer import Record, mask
from corrector.gazetteer.model import Part, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corrector.gazetteer.model import Entry

_UNACCENTED: Final = str.maketrans(
    {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ə": "a", "Ə": "A"}
)


def unaccented(form: str) -> str:
    """Return a form without accents, its case kept: the spelling that much English prose prefers.

    >>> unaccented("Vučić"), unaccented("Łódź")
    ('Vucic', 'Lodz')
    """
    spread = unicodedata.normalize("NFKD", form.translate(_UNACCENTED))
    return "".join(c for c in spread if not unicodedata.combining(c))


class Ref(NamedTuple):
    """An entry's place: its layer and its number there."""

    layer: str
    number: int


class Draft:
    """A layer in the making."""

    def __init__(self, name: str, *, licence: str, source: str = "", as_of: str = "") -> None:
        self.name = name
        self.licence = licence
        self.source = source
        self.as_of = as_of
        self.entries: list[Entry] = []
        self.forms: dict[str, list[Record]] = {}
        self.plurals: set[str] = set()
        self.near: set[str] = set()
        self.tables: dict[str, str] = {}
        self.folded = True

    def add_entry(self, entry: Entry) -> Ref:
        """Append an entry."""
        self.entries.append(entry)
        return Ref(self.name, len(self.entries) - 1)

    def add_form(
        self,
        form: str,
        ref: Ref,
        relation: Relation,
        part: Part = Part.NAME,
        *,
        languages: Iterable[str] = (),
        english: str = "",
    ) -> None:
        """Record that ``form`` can name the entry; languages of the same reading are united."""
        if not form:
            return
        english = "" if english == form else english
        known = self.forms.setdefault(form, [])
        bits = mask(languages)
        for place, record in enumerate(known):
            if (record.layer, record.entry, record.part) == (*ref, part) and record.english == english:
                known[place] = record._replace(
                    relation=min(record.relation, relation), languages=record.languages | bits
                )
                return
        known.append(Record(*ref, relation, part, bits, english))

    def add_right(self, form: str, ref: Ref, relation: Relation, part: Part = Part.NAME, *, near: bool = True) -> None:
        """Record an accepted form, and the same without accents."""
        for spelling in dict.fromkeys((form, unaccented(form))):
            self.add_form(spelling, ref, relation if spelling == form else max(relation, Relation.VARIANT), part)
            if near:
                self.near.add(spelling)
