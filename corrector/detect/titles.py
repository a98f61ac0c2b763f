"""Flag an office, a nationality and a name in foreign order, such as "President Peruvian Dina Boluarte".

Romance languages put the nationality behind the office ("le président péruvien"), and machine translation often leaves
it there. The cure moves it: "Peruvian President Dina Boluarte".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._knowledge import gazetteer
from corrector.detect._offices import STATE_OFFICE
from corrector.gazetteer import Part, Type
from corrector.types import Candidate, Finding, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer, Reading
    from corrector.plugins import Ask
    from corrector.segment import Block, Segmentation

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČĆĐİŞ]"
_NAME_WORD = rf"(?:{_CAPITAL}[\w'’.-]*|(?:al|el|bin|ben|de|da|di|van|von|der)(?=\s{_CAPITAL}))"
_ORDER = re.compile(
    rf"\b(?P<office>{STATE_OFFICE})(?P<gap>\s)"
    rf"(?P<rest>{_NAME_WORD}(?:\s{_NAME_WORD})+)"
)
_LAST_WORD = re.compile(r"([\w-]+)\s\Z")
_OF_PEOPLE = re.compile(
    rf"\b(?P<article>[Tt]he\s)(?P<office>(?i:president|prime minister|premier|chancellor|head of state))\sof\sthe\s"
    rf"(?P<nation>{_CAPITAL}[\w'’-]+)(?=\s{_CAPITAL})"
)
# Measured on right text that may train (news, speeches, encyclopedic prose): every match with a full name after the
# nationality was damage; a nationality that is also a given name ("President German Busch") is right as it stands.
_SURE, _ONE_NAME, _GIVEN_NAME, _PEOPLE = 0.97, 0.85, 0.4, 0.8


class _Disorder(NamedTuple):
    span: Span
    cure: str
    score: float
    confidence: float
    message: str


class Titles:
    """Detector of office, nationality and name in foreign order; knows its cure."""

    name = "titles"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text."""
        names = gazetteer(self._settings)
        return [
            tuple(
                Finding(found.span, Kind.WORD_ORDER, found.score, self.name, found.message)
                for block in text.prose
                for found in _disorders(block, names)
            )
            for text in texts
        ]

    def propose(self, asks: Sequence[Ask]) -> list[tuple[Candidate, ...]]:
        """Return the phrase in English order."""
        names = gazetteer(self._settings)
        return [
            tuple(
                Candidate(found.cure, found.confidence, self.name, "nationality goes before the office")
                for found in _disorders(text.block_at(finding.span.start), names)
                if found.span == finding.span
            )
            for text, finding in asks
        ]


def build(settings: Settings) -> Titles:
    """Make the detector."""
    return Titles(settings)


def _disorders(block: Block, names: Gazetteer) -> Iterator[_Disorder]:
    base = block.span.start
    for match in _ORDER.finditer(block.text):
        nation, reading = _leading_nationality(match["rest"], names)
        if reading is None or _follows_nationality(block.text[: match.start()], names):
            continue
        score = _order_score(nation, match["rest"][len(nation) :], names)
        yield _Disorder(
            Span(base + match.start("office"), base + match.start("rest") + len(nation)),
            f"{reading.english}{match['gap']}{match['office']}",
            score,
            score,
            f"nationality {nation!r} after the office",
        )
    for match in _OF_PEOPLE.finditer(block.text):
        if country := _people(match["nation"], names):
            office = match["office"]
            yield _Disorder(
                Span(base + match.start(), base + match.end("nation")),
                f"{country} {office.title() if office.islower() else office}",
                _PEOPLE,
                0.6,
                f"an office of a people ({match['nation']!r}) instead of a country",
            )


def _leading_nationality(rest: str, names: Gazetteer) -> tuple[str, Reading | None]:
    """Return the nationality of two words or one that a run of capitalised words begins with, before a name."""
    words = rest.split()
    for count in (2, 1):
        form = rest if count >= len(words) else rest[: rest.index(words[count], len(" ".join(words[:count])))].rstrip()
        reading = nationality(form, names) if count < len(words) else None
        if reading is not None:
            return form, reading
    return "", None


def nationality(form: str, names: Gazetteer) -> Reading | None:
    """Return the reading of a form as an adjective of nationality, right or in a foreign form."""
    for reading in names.lookup(form):
        if reading.entry.type is Type.COUNTRY and reading.part is Part.ADJECTIVE:
            return reading
    return None


def _follows_nationality(before: str, names: Gazetteer) -> bool:
    """Tell whether the office has its nationality already: "Kazakh President German Gref"."""
    word = _LAST_WORD.search(before[-40:])
    return word is not None and word[1][0].isupper() and nationality(word[1], names) is not None


def _people(form: str, names: Gazetteer) -> str:
    for reading in names.lookup(form):
        if reading.entry.type is Type.COUNTRY and reading.part is Part.PLURAL:
            return names.country(reading.entry.country).adjective
    return ""


def _order_score(nation: str, name: str, names: Gazetteer) -> float:
    if any(reading.entry.type is Type.GIVEN_NAME for reading in names.lookup(nation)):
        return _GIVEN_NAME
    return _SURE if len(name.split()) > 1 else _ONE_NAME
