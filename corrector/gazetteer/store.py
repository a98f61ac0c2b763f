"""The gazetteer at run time: is this a right name, what can this form be, which name was meant."""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import marisa_trie

from corrector.errors import DataError
from corrector.gazetteer.keys import fold
from corrector.gazetteer.layer import COMPILED, LAYERS, PLURALS, RIGHT, Layer, Record, open_layer, unmask
from corrector.gazetteer.match import Stem, country_stems, near_keys, similarity, stem_match
from corrector.gazetteer.model import Country, Entry, Match, NearMiss, Part, Reading, Relation, Type

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

_LONGEST: Final = 80
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-"})
_ACRONYM: Final = 4
_WORDS: Final = re.compile(r"[^\W\d_]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WORD: Final = re.compile(r"\w")


class Gazetteer:
    """Right names and foreign forms; open it with :meth:`load`.

    >>> gazetteer = Gazetteer.load()
    >>> gazetteer.is_name("Uzbek"), gazetteer.is_name("Ouzbek")
    (True, False)
    >>> gazetteer.lookup("Ouzbek")[0].english
    'Uzbek'
    """

    def __init__(self, layers: tuple[Layer, ...], collisions: Any, extra: frozenset[str] = frozenset()) -> None:
        self._layers = layers
        self._named = {layer.name: layer for layer in layers}
        self._probes = tuple((layer.trie.get, layer.flags) for layer in layers)
        self._collisions = collisions
        self._extra = extra
        self._extra_firsts: dict[str, tuple[str, ...]] = {}
        for name in sorted(extra, key=len, reverse=True):
            first = name.split(" ")[0]
            self._extra_firsts[first] = (*self._extra_firsts.get(first, ()), name)

    @classmethod
    def load(cls, folder: Path = COMPILED) -> Gazetteer:
        """Open the compiled gazetteer; the same folder is opened once in a process.

        Raises:
            DataError: a compiled file is missing or damaged.
        """
        return _load(folder)

    def with_names(self, extra: Iterable[str]) -> Gazetteer:
        """Return a gazetteer in which these names of the user are right names too."""
        names = frozenset(name.translate(_PLAIN).strip() for name in extra) - {""}
        return Gazetteer(self._layers, self._collisions, self._extra | names)

    def is_name(self, form: str) -> bool:
        """Tell whether ``form``, as written, is a right name or the plural of one (``MPs``, ``Obamas``).

        Case counts. A possessive ending is the caller's to take off.
        """
        if not form.isascii():
            form = form.translate(_PLAIN)
        for get, flags in self._probes:
            key = get(form)
            if key is not None and flags[key] & RIGHT:
                return True
        if form in self._extra:
            return True
        if form.endswith("s"):
            stem = form[:-1]
            for get, flags in self._probes:
                key = get(stem)
                if key is not None and flags[key] & PLURALS:
                    return True
        return False

    def longest(self, text: str, start: int) -> Match | None:
        """Find the longest right name that begins at ``start`` and ends where a word ends.

        Args:
            text: the text.
            start: code point where the name begins.
        """
        piece = _piece(text, start)
        best, found, entry = 0, None, None
        for layer in self._layers:
            flags = layer.flags
            for prefix, key in layer.trie.iter_prefixes_with_ids(piece):
                length = len(prefix)
                if length > best and flags[key] & RIGHT and not _WORD.match(piece, length):
                    best, found = length, (layer, key)
        if found is not None:
            entry = self._first_right(*found)
        for name in self._extra_firsts.get(re.split(r"[^\w'\-]", piece, maxsplit=1)[0], ()) if self._extra else ():
            if len(name) > best and piece.startswith(name) and not _WORD.match(piece, len(name)):
                best, entry = len(name), _user_entry(name)
                break
        return Match(start + best, entry) if entry is not None else None

    def longest_foreign(self, text: str, start: int) -> int | None:
        """Find the longest foreign name of two words or more that begins at ``start``, and return where it ends.

        None if there is none, or if English uses the longest form, too.
        """
        piece = _piece(text, start)
        best = 0
        for layer in self._layers:
            for prefix in reversed(layer.trie.prefixes(piece)):
                length = len(prefix)
                if length <= best or " " not in prefix:
                    break
                key = layer.trie.get(prefix)
                at_word_end = length == len(piece) or not _WORD.match(piece, length)
                if at_word_end and not layer.flags[key] & RIGHT and layer.records(key)[0]:
                    best = length
                    break
        return start + best if best and not self.is_name(piece[:best]) else None

    def _first_right(self, layer: Layer, key: int) -> Entry:
        records, _ = layer.records(key)
        return self._entry(next(record for record in records if record.relation.accepted))

    def _entry(self, record: Record) -> Entry:
        return self._named[record.layer].entry(record.entry)

    def _reading(self, record: Record, surface: str, form: str) -> Reading:
        return Reading(
            entry=self._entry(record),
            relation=record.relation,
            part=record.part,
            languages=unmask(record.languages),
            surface=surface,
            english=record.english or surface,
            collides=record.relation is Relation.EXONYM and self._collides(surface, form),
        )

    def _collides(self, surface: str, form: str) -> bool:
        return any(spelling in self._collisions for spelling in (surface, form, form.lower(), form.capitalize()))

    def lookup(self, form: str, *, folded: bool = True) -> tuple[Reading, ...]:
        """List all that a form can be, the likeliest first.

        The form as written comes before its like in other case, and that before its like with other accents; among
        those, right readings come before foreign ones, countries before languages before cities.

        Args:
            form: the form as written.
            folded: also find forms that differ from it in case and accents.
        """
        return self._lookup(form.translate(_PLAIN), folded)

    def types(self, form: str, *, folded: bool = True) -> frozenset[Type]:
        """Return the types of all that a form can be; ``folded`` as for :meth:`lookup`."""
        return frozenset(reading.entry.type for reading in self.lookup(form, folded=folded))

    @lru_cache(maxsize=8192)  # noqa: B019  a loaded gazetteer lives as long as the process
    def _lookup(self, form: str, folded: bool) -> tuple[Reading, ...]:
        found: list[Reading] = []
        if form in self._extra:
            found.append(Reading(_user_entry(form), Relation.CANONICAL, Part.NAME, (), form, form, False))
        for layer in self._layers:
            for surface, key in self._surfaces(layer, form) if folded else ((form, layer.trie.get(form)),):
                if key is not None:
                    found += (self._reading(record, surface, form) for record in layer.records(key)[0])
        found.sort(key=lambda reading: _rank(reading, form))
        return tuple(dict.fromkeys(found))

    @staticmethod
    def _surfaces(layer: Layer, form: str) -> Iterator[tuple[str, int | None]]:
        """Yield the form and its like in a layer.

        A form that is not in capitals is no acronym's like, a short one in capitals only an acronym's, and one with
        capitals inside (``ReVal``) nothing's.
        """
        yield form, layer.trie.get(form)
        flat = fold(form)
        key = layer.trie.get(flat)
        if key is None or not _plainly_cased(form):
            return
        capitals = form.isupper()
        for surface, place in ((flat, key), *((layer.trie.restore_key(k), k) for k in layer.records(key)[1])):
            acronym = surface.isupper()
            if surface != form and (acronym <= capitals) and (acronym or not capitals or len(form) > _ACRONYM):
                yield surface, place

    @cached_property
    def _countries(self) -> dict[str, Country]:
        countries = {}
        for line in self._named["core"].table("countries").split("\n"):
            code, name, article, formal, adjectives, nouns, plurals, languages, _ = line.split("\t")
            lists = (tuple(cell.split("|")) if cell else () for cell in (adjectives, nouns, plurals, languages))
            countries[code] = Country(code, name, article, formal.split("|")[0], *lists)
        return countries

    @cached_property
    def _stems(self) -> tuple[Stem, ...]:
        return country_stems(
            {code: (c.adjective, c.name, c.noun) for code, c in self._countries.items() if c.adjectives}
        )

    @property
    def countries(self) -> tuple[Country, ...]:
        """All countries and territories, by code."""
        return tuple(self._countries[code] for code in sorted(self._countries))

    def country(self, code: str) -> Country:
        """Return the words for a country.

        Raises:
            KeyError: no country has this code.
        """
        return self._countries[code]

    def country_of(self, form: str) -> Country | None:
        """Return the country that a name, demonym or foreign form means, ``None`` where it means none or several."""
        codes = dict.fromkeys(r.entry.country for r in self.lookup(form) if r.entry.type is Type.COUNTRY)
        return self._countries[next(iter(codes))] if len(codes) == 1 else None

    @cached_property
    def _holders(self) -> dict[str, tuple[int, ...]]:
        lines = (line.partition("\t") for line in self._named["core"].table("holders").split("\n"))
        return {country: tuple(map(int, numbers.split())) for country, _, numbers in lines}

    def holders(self, country: str, office: str | None = None, *, former: bool = False) -> tuple[Entry, ...]:
        """List the persons of a country, with one office or any, who hold it as of their source.

        Args:
            country: ISO code.
            office: such as ``"president"``; an interim holder holds it too, and a premier is a prime minister.
            former: also those whose time in office has ended.
        """
        core = self._named["core"]
        entries = (core.entry(number) for number in self._holders.get(country, ()))
        return tuple(
            entry
            for entry in entries
            if (office is None or _office(entry.role) == _office(office)) and (former or not entry.until)
        )

    def persons(self, surname: str) -> tuple[Entry, ...]:
        """List the persons who go by a surname, accents and case aside."""
        found = (
            reading.entry
            for reading in self.lookup(surname)
            if reading.entry.type is Type.PERSON and reading.relation.accepted
        )
        return tuple(dict.fromkeys(found))

    def near(
        self, form: str, *, types: Collection[str] | None = None, country: str | None = None, limit: int = 5
    ) -> tuple[NearMiss, ...]:
        """List the right names that a wrong form may have meant, the most similar first.

        Args:
            form: one or several words, as written.
            types: only entries of these types.
            country: only entries of this country.
            limit: how many at most.
        """
        plain = form.translate(_PLAIN)
        folded = fold(plain)
        if not folded:
            return ()
        wanted = [
            miss
            for miss in (*self._near_forms(plain, folded), *self._near_stem(plain))
            if (types is None or miss.entry.type in types) and (country is None or miss.entry.country == country)
        ]
        wanted.sort(key=lambda miss: _distance(miss, plain))
        best: dict[tuple[str, Entry], NearMiss] = {}
        for miss in wanted:
            best.setdefault((fold(miss.form), miss.entry), miss)
        return tuple(best.values())[:limit]

    def _near_forms(self, form: str, folded: str) -> Iterator[NearMiss]:
        for layer in self._layers:
            for layer_of, key, score, how in near_keys(layer, folded):
                surface = layer_of.trie.restore_key(key)
                if surface != form:
                    for record in layer_of.records(key)[0]:
                        if record.relation.accepted:
                            yield NearMiss(surface, self._entry(record), record.part, score, how, record.relation)

    def _near_stem(self, form: str) -> Iterator[NearMiss]:
        match = stem_match(form, self._stems) if " " not in form else None
        if match is not None:
            code, score = match
            country = self._countries[code]
            for word, part in (
                (country.adjective, Part.ADJECTIVE),
                (country.name, Part.NAME),
                (country.plural, Part.PLURAL),
            ):
                if word and word != form:
                    key = self._named["core"].trie.get(word)
                    entry = next(
                        self._entry(r)
                        for r in self._named["core"].records(key)[0]
                        if self._entry(r).country == country.code
                    )
                    own, _ = similarity(fold(form), fold(word))
                    yield NearMiss(word, entry, part, max(score, own), "stem", Relation.CANONICAL)

    def english_form(self, reading: Reading, like: str) -> str:
        """Return the English for a reading, in capitals where ``like`` is in capitals (and no acronym is meant).

        >>> gazetteer = Gazetteer.load()
        >>> gazetteer.english_form(gazetteer.lookup("ALLEMAGNE")[0], "ALLEMAGNE")
        'GERMANY'
        """
        return reading.english.upper() if like.isupper() and len(like) > 1 else reading.english

    def explain(self, form: str) -> list[str]:
        """Return lines that say whether a form is right or wrong, what it can be, and which names are near."""
        lines = [f"{form}: {'a right name' if self.is_name(form) else 'no right name'}"]
        lines += [f"  {_describe(reading)}" for reading in self.lookup(form)[:20]]
        if not self.is_name(form):
            for miss in self.near(form):
                entry = miss.entry
                lines.append(
                    f"  near {miss.form} ({_kind(entry)}, {miss.part.name.lower()}): {miss.similarity:.2f} by {miss.how}"
                    f" [{entry.source}, {entry.as_of}]"
                )
        if len(lines) == 1:
            lines.append("  nothing is known of it, and nothing is near")
        return lines


def _piece(text: str, start: int) -> str:
    """Return the text from ``start`` on, as long as a name may be, with plain apostrophes, and up to any lone surrogate."""
    piece = text[start : start + _LONGEST]
    return piece if piece.isascii() else _SURROGATE.split(piece.translate(_PLAIN), maxsplit=1)[0]


def _plainly_cased(form: str) -> bool:
    """Tell whether each word is in lower case, in capitals, or has a capital at its head alone."""
    return all(word.islower() or word.isupper() or word[1:].islower() for word in _WORDS.findall(form))


def _office(role: str) -> str:
    """Return the office that a role is, whoever holds it for how long and whatever a country calls it."""
    return {"premier": "prime minister"}.get(plain := role.removeprefix("interim ").removeprefix("acting "), plain)


_ORDER: Final = {kind: place for place, kind in enumerate((Type.USER, *Type))}


def _rank(reading: Reading, form: str) -> tuple[int, bool, int, int, int]:
    likeness = 0 if reading.surface == form else 1 if reading.surface.lower() == form.lower() else 2
    foreign = reading.relation is Relation.EXONYM
    return likeness, foreign, _ORDER[reading.entry.type], reading.part, reading.relation


_TOWN: Final = 0.08
_LANGUAGE: Final = 0.04
_VARIANT: Final = 0.08


def _distance(miss: NearMiss, form: str) -> tuple[float, bool, int, int, str]:
    """Order near misses: the most similar first, news names before any town; accents as the form has them."""
    rarer = _TOWN if miss.entry.source == "GeoNames" else _LANGUAGE if miss.entry.type is Type.LANGUAGE else 0.0
    if miss.entry.type is Type.COUNTRY and miss.relation is not Relation.CANONICAL:
        rarer = _VARIANT
    far = 1 - miss.similarity + rarer
    return round(far, 6), miss.form.isascii() != form.isascii(), _ORDER[miss.entry.type], miss.part, miss.form


def _kind(entry: Entry) -> str:
    role = f", {entry.role}" if entry.role else ""
    time = f" {entry.since}–{entry.until}" if entry.since or entry.until else ""
    return f"{entry.type.value}{role}{time}{' of ' + entry.country if entry.country else ''}"


_WORDING: Final = {
    Relation.CANONICAL: "is the form to write",
    Relation.VARIANT: "is an accepted variant, never exchanged",
    Relation.ACRONYM: "is an acronym",
    Relation.LOCAL: "is the local form, accepted",
    Relation.FORMER: "is a former name, accepted",
    Relation.EXONYM: "is a foreign form",
}


def _describe(reading: Reading) -> str:
    entry = reading.entry
    foreign = f" ({', '.join(reading.languages)}); English: {reading.english}" if reading.languages else ""
    collides = "; also an English word or another right name, never cured without context" if reading.collides else ""
    return (
        f"{reading.surface} {_WORDING[reading.relation]}{foreign}: {reading.part.name.lower()}"
        f" for {entry.name} ({_kind(entry)}){collides} [{entry.source}, {entry.as_of}]"
    )


@lru_cache(maxsize=1024)
def _user_entry(name: str) -> Entry:
    return Entry(name, Type.USER, "", "", "user's names", "")


@cache
def _load(folder: Path) -> Gazetteer:
    path = folder / "collisions.trie"
    try:
        collisions = marisa_trie.Trie().mmap(str(path))
    except (OSError, RuntimeError) as error:
        raise DataError(f"{path}: cannot open ({error}); run 'corrector gazetteer build'") from error
    return Gazetteer(tuple(open_layer(folder, name) for name in LAYERS), collisions)
