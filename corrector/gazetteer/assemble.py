"""Assemble the layers of the gazetteer from source files, CLDR names and GeoNames cities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from corrector.gazetteer import harvest
from corrector.gazetteer.collide import english_word, frequency, frequent_words
from corrector.gazetteer.draft import Draft, Ref, unaccented
from corrector.gazetteer.inflect import demonym_forms
from corrector.gazetteer.keys import fold
from corrector.gazetteer.layer import unmask
from corrector.gazetteer.model import LANGUAGES, Entry, Part, Relation, Type

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from corrector.gazetteer.layer import Record
    from corrector.gazetteer.sources import Row, SourceFile

_GEONAMES_AS_OF: Final = "2026-07-01"
_CLDR_AS_OF: Final = "2025-03-13"
_NEAR_POPULATION: Final = 100_000
_SMALL_CITY: Final = 50_000
_FREQUENT_WORDS: Final = 400
_COLLIDING_NAME: Final = 2.8
_NAME_TYPES: Final = frozenset({Type.GIVEN_NAME, Type.SURNAME})
_NEAR_TYPES: Final = frozenset(Type) - _NAME_TYPES - {Type.ACRONYM, Type.USER}
_PROSE: Final = {"Bangla": "Bengali", "Hindi (Latin)": "Hindi"}
"""CLDR's English display names of languages that English prose words otherwise."""

_TYPE_ORDER: Final = tuple(Type)


class Builder:
    """Reads everything once and fills the layers in a fixed order."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self.files = files
        self.core = Draft("core", licence="Apache-2.0")
        self.cldr = Draft("cldr", licence="Unicode-3.0", source="Unicode CLDR 47", as_of=_CLDR_AS_OF)
        self.geonames = Draft("geonames", licence="CC-BY-4.0", source="GeoNames", as_of=_GEONAMES_AS_OF)
        self.people = Draft("people", licence="MIT")
        self.people.folded = False
        self.countries: dict[str, Row] = {}
        self.by_name: dict[tuple[str, str, str], Ref] = {}
        self.frequent = frequent_words(_FREQUENT_WORDS)
        self.english_names: set[str] = set()

    def drafts(self) -> tuple[Draft, ...]:
        """The layers, in the order in which they are read."""
        return (self.core, self.cldr, self.geonames, self.people)

    def _rows(self, schema: str) -> Iterator[Row]:
        for file in self.files:
            if file.schema == schema:
                yield from file.rows

    def _register(self, draft: Draft, entry: Entry) -> Ref:
        ref = draft.add_entry(entry)
        self.by_name.setdefault((fold(entry.name), entry.type, entry.country), ref)
        return ref

    def _entry(self, ref: Ref) -> Entry:
        return next(d for d in self.drafts() if d.name == ref.layer).entries[ref.number]

    def run(self) -> None:
        """Fill the layers: right names first, then foreign forms, which need to know them."""
        self._add_countries()
        self._add_names()
        self._add_cities()
        self._add_languages()
        self._add_exonyms()
        self._add_demonyms()
        self._add_territories()
        self._add_zone_cities()
        self._drop_weak()
        for draft in self.drafts():
            for records in draft.forms.values():
                records.sort(key=lambda record: self._order(record))

    def _drop_weak(self) -> None:
        """Drop small cities and rare personal names that are spelled as another language's name of a country.

        ``Polen``, ``Dinamarca``, ``Kuba`` name the country far more often than the homonym. What English itself uses
        often enough (``Norfolk``) stays, and so do all cities that are not small; capitals outweigh rare personal names.
        """
        large = frozenset((c.name, c.country) for c in harvest.cities() if c.population >= _SMALL_CITY)
        for form, languages, country in self._foreign_names():
            if " " in form or english_word(form, languages):
                continue
            if form not in self.english_names or frequency(form) < _COLLIDING_NAME:
                self._drop(self.people, form, frozenset())
            if country:
                self._drop(self.geonames, form, large)

    def _foreign_names(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        """Yield foreign names of countries (true) and capitals (false) with their languages."""
        for draft in self.drafts():
            for form, records in sorted(draft.forms.items()):
                for record in records:
                    entry = self._entry(Ref(record.layer, record.entry))
                    country = entry.type is Type.COUNTRY and record.part is Part.NAME
                    if record.relation is Relation.EXONYM and (country or entry.role == "capital"):
                        yield form, unmask(record.languages), country

    def _drop(self, draft: Draft, form: str, keep: Collection[tuple[str, str]]) -> None:
        """Drop what a form rightly names in a layer, but the entries of that very name and a country in ``keep``."""
        records = draft.forms.get(form, [])
        entries = [self._entry(Ref(record.layer, record.entry)) for record in records]
        kept = [
            record
            for record, entry in zip(records, entries, strict=True)
            if not record.relation.accepted or (entry.name == form and (entry.name, entry.country) in keep)
        ]
        if kept:
            draft.forms[form] = kept
        elif records:
            del draft.forms[form]
            draft.near.discard(form)

    def _order(self, record: Record) -> tuple[int, int, int, int, int]:
        entry = self._entry(Ref(record.layer, record.entry))
        foreign = record.relation is Relation.EXONYM
        return (foreign, _TYPE_ORDER.index(entry.type), record.part, record.relation, record.entry)

    def _add_countries(self) -> None:
        lines = []
        for row in self._rows("countries"):
            code, source, as_of = row.one("code"), row.one("source"), row.one("as_of")
            self.countries[code] = row
            ref = self._register(self.core, Entry(row.one("name"), Type.COUNTRY, code, "", source, as_of))
            self.core.add_right(row.one("name"), ref, Relation.CANONICAL)
            for column, relation, part in (
                ("variants", Relation.VARIANT, Part.NAME),
                ("formal", Relation.VARIANT, Part.FORMAL),
                ("former", Relation.FORMER, Part.NAME),
            ):
                for form in row.many(column):
                    self.core.add_right(form, ref, relation, part)
            for column, part in (("adjectives", Part.ADJECTIVE), ("nouns", Part.NOUN), ("plurals", Part.PLURAL)):
                for place, form in enumerate(row.many(column)):
                    self.core.add_right(form, ref, Relation.VARIANT if place else Relation.CANONICAL, part)
            for capital in row.many("capital"):
                city = self._register(self.core, Entry(capital, Type.CITY, code, "capital", source, as_of))
                self.core.add_right(capital, city, Relation.CANONICAL)
            cells = [row.one(c) for c in ("code", "name", "article", "formal", "adjectives", "nouns", "plurals")]
            lines.append("\t".join([*cells, "|".join(harvest.official_in(code)), str(ref.number)]))
        self.core.tables["countries"] = "\n".join(lines)

    def _merged_names(self) -> Iterator[Row]:
        """Yield the rows of names; a leader also listed among persons keeps that row's spelling and the newer office."""
        rows = list(self._rows("names"))
        persons: dict[tuple[str, str], Row] = {}
        for row in rows:
            if row.one("type") == Type.PERSON and row.path.name != "leaders.tsv":
                for form in (row.one("name"), row.one("short"), *row.many("variants")):
                    persons.setdefault((row.one("country"), fold(form)), row)
        taken: dict[int, Row] = {}
        for row in rows:
            if row.path.name != "leaders.tsv":
                continue
            keys = (row.one("name"), *row.many("variants"), row.one("short"))
            twin = next((persons[k] for f in keys if (k := (row.one("country"), fold(f))) in persons), None)
            if twin is None or id(twin) in taken:
                yield row
                continue
            variants = dict.fromkeys((*twin.many("variants"), row.one("name"), *row.many("variants")))
            variants.pop(twin.one("name"), None)
            cells = twin.cells | {column: row.one(column) for column in ("role", "since", "source", "as_of")}
            taken[id(twin)] = replace(row, cells=cells | {"until": "", "variants": "|".join(variants)})
        for row in rows:
            if row.path.name != "leaders.tsv":
                yield taken.get(id(row), row)

    def _add_names(self) -> None:
        holders: dict[str, list[int]] = {}
        for row in self._merged_names():
            if row.one("type") in _NAME_TYPES:
                self._add_person_name(row)
                continue
            ref = self._add_name(row)
            entry = self._entry(ref)
            if entry.type is Type.PERSON:
                holders.setdefault(entry.country, []).append(ref.number)
                if entry.short and entry.short != entry.name:
                    self.core.add_right(entry.short, ref, Relation.CANONICAL, Part.SURNAME)
                    self.core.plurals.add(entry.short)
        self.core.tables["holders"] = "\n".join(
            f"{country}\t{' '.join(map(str, numbers))}" for country, numbers in sorted(holders.items())
        )

    def _add_name(self, row: Row) -> Ref:
        """Add one row of names with all its forms; a city that a country's row made already is the same entry."""
        kind = Type(row.one("type"))
        key = (fold(row.one("name")), kind, row.one("country"))
        if kind is Type.CITY and key in self.by_name:
            ref = self.by_name[key]
        else:
            columns = ("country", "role", "source", "as_of", "since", "until", "short")
            ref = self._register(self.core, Entry(row.one("name"), kind, *(row.one(column) for column in columns)))
        near = kind in _NEAR_TYPES
        self.core.add_right(row.one("name"), ref, Relation.CANONICAL, near=near)
        for column, relation in (
            ("variants", Relation.VARIANT),
            ("acronyms", Relation.ACRONYM),
            ("local", Relation.LOCAL),
            ("former", Relation.FORMER),
        ):
            for form in row.many(column):
                self.core.add_right(form, ref, relation, near=near and relation is not Relation.ACRONYM)
                self.by_name.setdefault((fold(form), kind, row.one("country")), ref)
        for form in row.many("plural"):
            self.core.add_right(form, ref, Relation.CANONICAL, Part.PLURAL, near=near)
        self.core.plurals.update(row.many("acronyms"))
        return ref

    def _add_person_name(self, row: Row) -> None:
        """Add a given name or surname; all of one kind and source share an entry, for nothing more is known of them."""
        if row.one("name").lower() in self.frequent:
            return
        kind, source = row.one("type"), row.one("source")
        key = (source, kind, "")
        if key not in self.by_name:
            words = kind.replace("-", " ")
            self.by_name[key] = self.people.add_entry(Entry(words, Type(kind), "", "", source, row.one("as_of")))
        self.people.add_right(row.one("name"), self.by_name[key], Relation.CANONICAL, near=False)
        if row.path.name == "names_us.tsv":
            self.english_names.add(row.one("name"))

    def _add_cities(self) -> None:
        for city in harvest.cities():
            key = (fold(city.name), Type.CITY, city.country)
            if key in self.by_name or fold(city.name) in self.frequent:
                continue
            ref = self._register(self.geonames, Entry(city.name, Type.CITY, city.country, "", "", ""))
            near = city.population >= _NEAR_POPULATION
            self.geonames.add_right(city.name, ref, Relation.CANONICAL, near=near)

    def _add_languages(self) -> None:
        english, foreign = harvest.languages()
        refs: dict[str, Ref] = {}
        for code, display in sorted(english.items()):
            name = _PROSE.get(display, display)
            if (fold(name), Type.LANGUAGE, "") not in self.by_name:
                self._register(self.cldr, Entry(name, Type.LANGUAGE, "", "", "", ""))
            refs[code] = self.by_name[fold(name), Type.LANGUAGE, ""]
            self.cldr.add_right(name, refs[code], Relation.CANONICAL)
            if display != name:
                self.cldr.add_right(display, refs[code], Relation.VARIANT)
        for code, form, language in foreign:
            name = self._entry(refs[code]).name
            if form.lower() != name.lower():
                self.cldr.add_form(form, refs[code], Relation.EXONYM, languages=(language,), english=name)

    def _accepted(self) -> dict[Ref, set[str]]:
        """Return the forms (in lower case) that prose writes for each entry so far; former names are for older text."""
        accepted: dict[Ref, set[str]] = {}
        for draft in self.drafts():
            for form, records in draft.forms.items():
                for record in records:
                    if record.relation < Relation.FORMER:
                        accepted.setdefault(Ref(record.layer, record.entry), set()).add(form.lower())
        return accepted

    def _english(self, entry: Entry, form: str, name: str) -> str:
        """Return what English prose writes where a foreign text has ``form``: an acronym for one, a surname for one."""
        if entry.type is Type.PERSON:
            return entry.short if entry.short and len(form.split()) <= len(entry.short.split()) else entry.name
        if form.replace(".", "").replace(" ", "").isupper() and len(form) > 1:
            ref = self.by_name[fold(entry.name), entry.type, entry.country]
            return self._acronym(ref) or name
        return name

    def _acronym(self, ref: Ref) -> str:
        found = (
            f for f, rs in self.core.forms.items() for r in rs if Ref(r.layer, r.entry) == ref and r.relation.accepted
        )
        return next((form for form in found if form.isupper()), "")

    def _find(self, row: Row) -> Ref:
        """Return the entry of an exonym's row, made anew where nothing else has it."""
        key = (fold(row.one("name")), row.one("type"), row.one("country"))
        if key not in self.by_name and row.one("type") == Type.COUNTRY:
            return self.by_name[fold(self.countries[row.one("country")].one("name")), Type.COUNTRY, row.one("country")]
        if key not in self.by_name:
            columns = ("source", "as_of")
            entry = Entry(row.one("name"), Type(row.one("type")), row.one("country"), "", *map(row.one, columns))
            self.core.add_right(entry.name, self._register(self.core, entry), Relation.CANONICAL)
        return self.by_name[key]

    def _add_exonyms(self) -> None:
        rows = [(row, self._find(row)) for row in self._rows("exonyms")]
        accepted = self._accepted()
        for row, ref in rows:
            entry = self._entry(ref)
            own = harvest.official_in(entry.country) if entry.type is Type.CITY else ()
            for language in LANGUAGES:
                for form in row.many(language):
                    if language in own:
                        self.core.add_right(form, ref, Relation.LOCAL, near=False)
                        accepted.setdefault(ref, set()).update((form.lower(), unaccented(form).lower()))
            for language in LANGUAGES:
                for form in row.many(language):
                    if form.lower() not in accepted.get(ref, ()):
                        english = self._english(entry, form, row.one("name"))
                        self.core.add_form(form, ref, Relation.EXONYM, languages=(language,), english=english)

    def _add_demonyms(self) -> None:
        for row in self._rows("demonyms"):
            country = self.countries[row.one("code")]
            ref = self.by_name[fold(country.one("name")), Type.COUNTRY, row.one("code")]
            english = {
                part: (country.many(column) or (country.one("name"),))[0]
                for column, part in (("adjectives", Part.ADJECTIVE), ("nouns", Part.NOUN), ("plurals", Part.PLURAL))
            }
            right = {form.lower() for column in ("adjectives", "nouns", "plurals") for form in country.many(column)}
            right |= {unaccented(form) for form in right}
            for language in ("fr", "es", "de", "it", "pt"):
                for cell in row.many(language):
                    for form, part in demonym_forms(cell, language):
                        if form.lower() not in right:
                            self.core.add_form(
                                form, ref, Relation.EXONYM, part, languages=(language,), english=english[part]
                            )

    def _add_territories(self) -> None:
        english = harvest.english_territories()
        accepted = self._accepted()
        for code, form, language in harvest.territories():
            if code in self.countries:
                name = self.countries[code].one("name")
                ref = self.by_name[fold(name), Type.COUNTRY, code]
            elif code.isdigit() and code != "001":
                name = english[code]
                if (fold(name), Type.PLACE, "") not in self.by_name:
                    made = self._register(self.cldr, Entry(name, Type.PLACE, "", "region", "", ""))
                    self.cldr.add_right(name, made, Relation.CANONICAL)
                ref = self.by_name[fold(name), Type.PLACE, ""]
            else:
                continue
            if form.lower() not in accepted.get(ref, ()):
                self.cldr.add_form(form, ref, Relation.EXONYM, languages=(language,), english=name)

    def _add_zone_cities(self) -> None:
        accepted = self._accepted()
        for name, country, form, language in harvest.zone_cities():
            ref = self.by_name.get((fold(name), Type.CITY, country))
            if ref is None or form.lower() in accepted.get(ref, ()):
                continue
            if language in harvest.official_in(country):
                self.cldr.add_right(form, ref, Relation.LOCAL, near=False)
            else:
                english = self._entry(ref).name
                self.cldr.add_form(form, ref, Relation.EXONYM, languages=(language,), english=english)
