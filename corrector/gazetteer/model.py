"""The values that the gazetteer hands out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple


class Relation(IntEnum):
    """How a form relates to the entry that it names; the order is the order of readings."""

    CANONICAL = 0
    VARIANT = 1
    ACRONYM = 2
    LOCAL = 3
    FORMER = 4
    EXONYM = 5

    @property
    def accepted(self) -> bool:
        """Tell whether English prose may use the form: all relations but the exonym (a foreign form)."""
        return self is not Relation.EXONYM


class Part(IntEnum):
    """The grammatical role that a form plays for its entry."""

    NAME = 0
    ADJECTIVE = 1
    NOUN = 2
    PLURAL = 3
    SURNAME = 4
    FORMAL = 5


class Type(StrEnum):
    """What an entry is; spelled here once, used in the ``type`` column of every source file; the order is that of readings."""

    COUNTRY = "country"
    PEOPLE = "people"
    LANGUAGE = "language"
    PLACE = "place"
    PERSON = "person"
    ORGANIZATION = "organization"
    AGENCY = "agency"
    CITY = "city"
    MEDIA = "media"
    PARTY = "party"
    EVENT = "event"
    COMPANY = "company"
    CALENDAR = "calendar"
    ACRONYM = "acronym"
    GIVEN_NAME = "given-name"
    SURNAME = "surname"
    USER = "user"


LANGUAGES: Final = (
    *("ca", "cs", "da", "de", "es", "eu", "fi", "fr", "gl", "hr", "hu", "id"),
    *("it", "nl", "no", "pl", "pt", "ro", "ru", "sv", "tr", "vi", "la", "sr"),
)
"""Languages whose forms the gazetteer knows (ISO 639-1); the place in this tuple is the bit in the compiled masks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that has a name.

    ``name`` is the form that English prose uses; ``country`` an ISO 3166-1 code or ``""``; ``role`` a person's office,
    or ``capital`` of a city, or what kind of place it is; ``since`` and ``until`` bound an office (ISO dates or years,
    ``""`` when not known); ``short`` is a person's surname; ``as_of`` the ISO date at which ``source`` said so.
    """

    name: str
    type: Type
    country: str
    role: str
    source: str
    as_of: str
    since: str = ""
    until: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """The English words for a country or territory.

    ``article`` is ``"the"`` where running prose needs it ("the Netherlands"), else ``""``. The tuples hold all accepted
    forms, the one to write first; a territory without demonyms has empty tuples.
    """

    code: str
    name: str
    article: str
    formal: str
    adjectives: tuple[str, ...]
    nouns: tuple[str, ...]
    plurals: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def adjective(self) -> str:
        """The adjective to write, or the name where there is none."""
        return self.adjectives[0] if self.adjectives else self.name

    @property
    def noun(self) -> str:
        """The word for one inhabitant, or ``""``."""
        return self.nouns[0] if self.nouns else ""

    @property
    def plural(self) -> str:
        """The word for several inhabitants, or ``""``."""
        return self.plurals[0] if self.plurals else ""


class Match(NamedTuple):
    """A right name found in a text: it ends before code point ``end``."""

    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a form can be.

    ``surface`` is the form as the gazetteer has it, ``english`` the form that English prose uses in the same
    grammatical role. ``collides`` marks a foreign form that is also an English word or another right name: it must
    never be cured without context.
    """

    entry: Entry
    relation: Relation
    part: Part
    languages: tuple[str, ...]
    surface: str
    english: str
    collides: bool


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A right name that a wrong form may have meant.

    ``similarity`` lies in [0, 1], ``how`` names the best evidence (``edits``, ``sound`` or ``stem``), ``relation`` tells
    whether ``form`` is the one to write or another accepted one.
    """

    form: str
    entry: Entry
    part: Part
    similarity: float
    how: str
    relation: Relation
