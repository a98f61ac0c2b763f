"""What the operators and the filter know: counts, inflection, foreign words and their meanings, names of the world.

Loaded once from the folder of development data, the package's own name tables, ``wordfreq`` and CLDR (by Babel); the
same folder gives the same resources. Only training text is counted, so nothing is learned from held-out documents.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corrector.errors import ConfigError, DataError, InputError
from corrector.training.counts import Counts
from corrector.training.inflection import Inflection
from corrector.training.sources import read_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PIVOTS = ("fra", "spa", "por", "ita", "deu", "nld", "glg", "ron", "swe", "dan", "hrv", "pol", "ind", "fin")
"""Languages whose words are left untranslated, commonest first. Catalan is left out: it stays unseen for judging."""

_FREQUENCY_LISTS = {
    "fra": "fr", "spa": "es", "por": "pt", "ita": "it", "deu": "de", "nld": "nl", "ron": "ro", "swe": "sv", "dan": "da",
    "hrv": "sh", "pol": "pl", "ind": "id", "fin": "fi",
}  # fmt: skip
_LOCALES = ("fr", "es", "pt", "it", "de", "nl", "gl", "ro", "pl", "hr", "sv", "id", "tr", "sq", "hu", "cs")
TABLES = Path(__file__).parent.parent / "gazetteer" / "sources"
_SURNAME = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’-]+(?: [A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’-]+)*")


class Person(NamedTuple):
    """An office holder: ``Prime Minister``, ``Narendra``, ``Modi``."""

    title: str
    given: str
    surname: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country's names as English prose writes them, and the wrong ones other languages use."""

    name: str
    adjective: str
    capital: str
    takes_article: bool
    people: tuple[Person, ...]
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Names: countries with their office holders, forms in other languages, all English forms."""

    countries: tuple[Country, ...]
    exonyms: Mapping[str, tuple[str, ...]]
    english: frozenset[str]
    """Every accepted form, in lower case; no damage may produce one."""
    first_words: Mapping[str, tuple[str, ...]]
    """First word of a name → the names of several words that begin with it."""
    single: frozenset[str]
    """Names of one word that a reader may be expected to know."""
    lookalikes: Mapping[str, tuple[str, ...]]
    """Name of one word → common words that a speller would make of it."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The multilingual wordnet, both ways."""

    foreign: Mapping[str, tuple[tuple[str, str], ...]]
    """English word → (language, word) that mean it first and are no English word."""
    english: Mapping[str, tuple[str, ...]]
    """Foreign word without accents → English lemmas, all languages together."""
    senses: Mapping[str, tuple[str, ...]]
    """English word → words that share a foreign translation with it in few languages: other senses, not synonyms."""
    related: Mapping[str, frozenset[str]]
    """English word → words that share any foreign translation with it."""


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything the operators read."""

    counts: Counts
    inflection: Inflection
    meanings: Meanings
    world: World
    zipf: Mapping[str, float]
    foreign_zipf: Mapping[str, float]
    """Word → its Zipf frequency in the language that uses it most, the pivot languages alone."""

    def is_english(self, word: str) -> bool:
        """Tell whether a word in lower case is an English one: in general use, or seen twice in right text."""
        return self.zipf.get(word, 0.0) >= 2.4 or self.counts.single.get(word, 0) >= 3

    def is_foreign(self, word: str) -> bool:
        """Tell whether a word in lower case is no English word: unheard-of, or far commoner in another language."""
        if word in self.counts.single:
            return False
        zipf = self.zipf.get(word, 0.0)
        return zipf < 1.5 or self.foreign_zipf.get(word, 0.0) >= zipf + 1.0


def without_accents(word: str) -> str:
    """Return a word without diacritics: ``édifice`` to ``edifice``."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def load(data: Path) -> Resources:
    """Load everything; about half a minute.

    Raises:
        InputError: a file is missing in the data folder.
        ConfigError: the ``build`` extra (wordfreq, Babel) is not installed.
    """
    zipf = _zipf()
    foreign_zipf = _foreign_zipf()
    counts = Counts(sentence.text for sentence in read_sentences(data) if sentence.split == "train")
    counts.prune()
    pair = counts.pair
    inflection = Inflection(counts.single, lambda word: sum(pair.get(f"{a} {word}", 0) for a in ("the", "a", "an")))
    meanings = _meanings(data, counts, zipf, foreign_zipf)
    return Resources(counts, inflection, meanings, _world(data, counts), zipf, foreign_zipf)


def _zipf() -> dict[str, float]:
    try:
        from wordfreq import get_frequency_dict
    except ImportError as error:
        raise ConfigError("training data needs: pip install 'corrector[build]'") from error
    return {word: log10(share) + 9 for word, share in get_frequency_dict("en", wordlist="large").items()}


def _foreign_zipf() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    highest: dict[str, float] = {}
    for code in _FREQUENCY_LISTS.values():
        for word, share in get_frequency_dict(code).items():
            highest[word] = max(highest.get(word, 0.0), log10(share) + 9)
    return highest


def _lexicon_rows(data: Path) -> Iterator[tuple[str, str, list[str]]]:
    path = data / "lexicon" / "omw.tsv.gz"
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                language, word, lemmas = line.rstrip("\n").split("\t")
                yield language, word, lemmas.split("|")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot read the multilingual wordnet ({error})") from error


def _meanings(data: Path, counts: Counts, zipf: Mapping[str, float], foreign_zipf: Mapping[str, float]) -> Meanings:
    foreign: dict[str, list[tuple[str, str]]] = defaultdict(list)
    english: dict[str, list[str]] = defaultdict(list)
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    common = {word for word, seen in counts.single.items() if seen >= 20 and word.isalpha() and len(word) >= 3}
    for language, word, lemmas in _lexicon_rows(data):
        if language == "cat" or not word.isalpha():
            continue
        lower = word.lower()
        english[without_accents(lower)] += lemmas[:6]
        known = [lemma for lemma in lemmas if lemma in common]
        for one in known:
            shared[one].update(other for other in known if other != one)
        is_foreign = len(word) >= 4 and word == lower and zipf.get(lower, 0) < 1.8 and lower not in counts.single
        if (
            language in PIVOTS
            and is_foreign
            and lemmas[0] in common
            and (language not in _FREQUENCY_LISTS or foreign_zipf.get(lower, 0) >= 2.5)
        ):
            foreign[lemmas[0]].append((language, word))
    return Meanings(
        foreign={word: tuple(sorted(found, key=lambda f: PIVOTS.index(f[0]))) for word, found in foreign.items()},
        english={word: tuple(dict.fromkeys(lemmas)) for word, lemmas in english.items()},
        senses={word: _other_senses(found) for word, found in shared.items()},
        related={word: frozenset(found) for word, found in shared.items()},
    )


def _other_senses(found: Counter[str]) -> tuple[str, ...]:
    """Return the words that share only few translations: one or two, and few beside the closest synonym's."""
    most = max(found.values(), default=0)
    return tuple(sorted(word for word, n in found.items() if n <= 2 and n * 6 <= most))


def _table(name: str) -> list[dict[str, str]]:
    path = TABLES / name
    try:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    except OSError as error:
        raise DataError(f"{path}: cannot read the table of names ({error})") from error
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=False)) for line in lines[1:]]


def _people(office: str) -> Iterator[Person]:
    """Yield the persons of a Factbook office entry, such as ``President William RUTO (since 13 September 2022)``."""
    for part in re.split(r"; |\(since[^)]*\)|represented by", html.unescape(office)):
        words = [w for w in re.sub(r"\([^)]*\)", "", part).strip(" ;,").split() if w not in _RANKS]
        capital = [place for place, word in enumerate(words) if _SURNAME.fullmatch(word) and len(word) >= 2]
        title = [word for word in words if word in _TITLE_WORDS]
        given = words[len(title) : capital[0]] if capital else []
        if title and given and len(given) <= 2 and words[: len(title)] == title:
            surname = " ".join(word.title() if word.isupper() else word for word in words[capital[0] :])
            yield Person(" ".join(title), " ".join(given), surname)


_RANKS = frozenset("Col. Gen. Lt. Maj. Capt. Sir Dame Dr. Sheikh".split())
_TITLE_WORDS = frozenset("President Prime Minister Chancellor Premier King Queen Sultan Governor General Emir".split())


def _exonyms(code: str, name: str, adjective: str, demonyms: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (English form, form of another language) for a country."""
    from babel import Locale

    for locale in _LOCALES:
        if form := Locale(locale).territories.get(code):
            yield name, form
    for language in ("fr", "es", "de", "it", "pt"):
        for form in re.split(r"[|/,]", demonyms.get(language, "")):
            if form.isalpha() and adjective:
                yield adjective, form[0].upper() + form[1:]


def _world(data: Path, counts: Counts) -> World:
    path = data / "gazetteer" / "factbook.jsonl"
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot read the Factbook ({error})") from error
    by_name = {row["names"].get("conventional short form", ""): row for row in rows}
    demonyms = {row["code"]: row for row in _table("demonyms_foreign.tsv")}
    countries, english = [], set[str]()
    exonyms: dict[str, list[str]] = defaultdict(list)
    for entry in _table("countries.tsv"):
        name, adjective = entry["name"].split("|")[0], entry["adjectives"].split("|")[0]
        for field in ("name", "adjectives", "nouns", "plurals", "variants", "former", "capital", "formal"):
            english.update(form.lower() for form in entry.get(field, "").split("|") if form)
        row = by_name.get(name, {})
        people = dict.fromkeys((*_people(row.get("chief_of_state", "")), *_people(row.get("head_of_government", ""))))
        cities = tuple(re.findall(r"[\d,.]+ (?:million )?([A-Z][a-z]+(?: [A-Z][a-z]+)*)", row.get("cities", "")))
        countries.append(
            Country(name, adjective, entry["capital"].split("|")[0], entry["article"] == "the", tuple(people), cities)
        )
        for form, other in _exonyms(entry["code"], name, adjective, demonyms.get(entry["code"], {})):
            exonyms[form].append(other)
    return _index(countries, exonyms, english, counts)


def _index(countries: list[Country], exonyms: Mapping[str, list[str]], english: set[str], counts: Counts) -> World:
    names = {n for c in countries for n in (c.name, c.adjective, c.capital, *c.cities) if n}
    english |= {name.lower() for name in names}
    surnames = {person.surname for country in countries for person in country.people}
    first_words: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        if " " in name and name.replace(" ", "").isalpha():
            first_words[name.split()[0]].append(name)
    single = {name for name in names | surnames if name.isalpha() and len(name) >= 4}
    return World(
        countries=tuple(countries),
        exonyms={
            form: tuple(dict.fromkeys(o for o in others if o.lower() not in english and o.replace(" ", "").isalpha()))
            for form, others in exonyms.items()
        },
        english=frozenset(english),
        first_words={word: tuple(found) for word, found in first_words.items()},
        single=frozenset(single),
        lookalikes=_lookalikes(single, counts),
    )


def _lookalikes(names: set[str], counts: Counts) -> dict[str, tuple[str, ...]]:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    common = sorted(w for w, n in counts.single.items() if n >= 40 and len(w) >= 4 and counts.capital_share(w) < 0.1)
    found = {}
    for name in sorted(names):
        close = process.extract(
            name.lower(), common, scorer=Levenshtein.distance, score_cutoff=2 if len(name) >= 6 else 1, limit=3
        )
        if words := tuple(word.capitalize() for word, distance, _ in close if distance):
            found[name] = words
    return found
