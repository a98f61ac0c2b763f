"""The facts that generated test material is built from: countries, office holders, organizations, foreign nouns.

They are read from plain files that the caller names, kept apart from the gazetteer of the package, so that a gap there
shows.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corrector.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LANGUAGES = ("fr", "es", "de", "it", "pt")


@dataclass(frozen=True, slots=True)
class Country:
    """A country: the names and adjectives that English prose uses, and its adjective in other languages."""

    code: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    foreign: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Leader:
    """A head of state or government, present or former."""

    country: Country
    office: str
    name: str


@dataclass(frozen=True, slots=True)
class ForeignNoun:
    """A foreign noun and every English lemma that translates it."""

    word: str
    language: str
    lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts; ``frequency(word, language)`` is a word's Zipf frequency (0: unknown)."""

    countries: tuple[Country, ...]
    leaders: tuple[Leader, ...]
    organizations: tuple[tuple[str, ...], ...]
    nouns: tuple[ForeignNoun, ...]
    frequency: Callable[[str, str], float]

    def is_english(self, word: str) -> bool:
        """Tell whether readers of English could take the word for an English one."""
        return self.frequency(word, "en") >= 1.5


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a tab-separated file with a header; lines that start with ``#`` are comments.

    Raises:
        InputError: the file cannot be read, or a row has another number of fields than the header.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    header: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if not header:
            header = fields
        elif len(fields) != len(header):
            raise InputError(f"{path}:{number}: {len(fields)} fields, the header has {len(header)}")
        else:
            yield dict(zip(header, fields, strict=True))


def read_countries(path: Path) -> tuple[Country, ...]:
    """Read countries.tsv; ``a|b`` in a field means either form."""
    return tuple(
        Country(
            row["code"],
            tuple(row["names"].split("|")),
            tuple(row["adjectives"].split("|")),
            {language: tuple(row[language].split("|")) for language in LANGUAGES},
        )
        for row in read_rows(path)
    )


def read_facts(folder: Path, *, lexicon: Path | None, frequency: Callable[[str, str], float]) -> Facts:
    """Read the facts of a folder, and foreign nouns from a lexicon (language, word, lemmas) if there is one.

    Raises:
        InputError: a file is missing or malformed.
    """
    countries = read_countries(folder / "countries.tsv")
    by_code = {country.code: country for country in countries}
    return Facts(
        countries,
        tuple(Leader(by_code[row["code"]], row["office"], row["name"]) for row in read_rows(folder / "leaders.tsv")),
        tuple(tuple(row["names"].split("|")) for row in read_rows(folder / "organizations.tsv")),
        tuple(read_nouns(lexicon, frequency=frequency)) if lexicon else (),
        frequency,
    )


# Languages of the lexicon that have frequency lists too; the second code is that of the lists.
LEXICON_LANGUAGES = {
    "fra": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "deu": "de",
    "cat": "ca",
    "nld": "nl",
    "pol": "pl",
    "ron": "ro",
    "swe": "sv",
    "ind": "id",
    "fin": "fi",
}


# Endings of infinitives; the lexicon does not tell parts of speech apart.
_NO_VERB = re.compile(r"(?!)")
_VERB = dict.fromkeys(LEXICON_LANGUAGES.values(), _NO_VERB) | {
    "fr": re.compile(r"(?:[^i]er|ir|dre)$"),
    "es": re.compile(r"[aei]r(?:se)?$"),
    "pt": re.compile(r"[aei]r$"),
    "ca": re.compile(r"[aei]r$"),
    "it": re.compile(r"(?:[aei]re|rsi)$"),
    "de": re.compile(r"^[^A-ZÄÖÜ]"),
    "nl": re.compile(r"en$"),
    "sv": re.compile(r"[^aeiouy]a$"),
    "ro": re.compile(r"^a "),
    "fi": re.compile(r"(?:[aä]{2}|d[aä])$"),
    "pl": re.compile(r"ć$"),
}


def read_nouns(path: Path, *, frequency: Callable[[str, str], float]) -> Iterator[ForeignNoun]:
    """Yield foreign words in common use that are no English word, with their lemmas.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                language, word, lemmas = line.rstrip("\n").split("\t")
                code = LEXICON_LANGUAGES.get(language)
                if code is None or not word.isalpha() or len(word) < 5 or _VERB[code].search(word):
                    continue
                if not word.islower() and code != "de":
                    continue
                if frequency(word, code) >= 2.3 and frequency(word, "en") < 1.5:
                    yield ForeignNoun(word, code, tuple(lemmas.split("|")))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as a lexicon: {error}") from None
