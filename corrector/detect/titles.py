"""Flag an office, a nationality and a name in foreign order, such as "President Peruvian Dina Boluarte".

Romance languages put the nationality behind the office ("le président péruvien"), and machine translation often leaves
it there. The cure moves it: "Peruvian President Dina Boluarte".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.detect._knowledge import gazetteer
from corrector.detect._offices import STATE_OFFICE
from corrector.detect._patterns import CAPITAL
from corrector.detect._rules import RuleDetector, Slip
from corrector.gazetteer import Part, Type
from corrector.types import Candidate, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer, Reading
    from corrector.segment import Block

_NAME_WORD = rf"(?:{CAPITAL}[\w'’.-]*|(?:al|el|bin|ben|de|da|di|van|von|der)(?=\s{CAPITAL}))"
_ORDER = re.compile(
    rf"\b(?P<office>{STATE_OFFICE})(?P<gap>\s)"
    rf"(?P<rest>{_NAME_WORD}(?:\s{_NAME_WORD})+)"
)
# What goes before the nationality, too: "former Maltese president".
_FORMER = re.compile(r"(?:former|interim|acting|then)[ -]", re.IGNORECASE)
_LAST_WORD = re.compile(r"([\w-]+)\s\Z")
_ACRONYM = re.compile(r"\s[A-Z]{2,4}\s")
_LOOK_BACK = 40  # characters before the office, which hold its last word
_OF_PEOPLE = re.compile(
    rf"\b(?P<article>[Tt]he\s)(?P<office>(?i:president|prime minister|premier|chancellor|head of state))\sof\sthe\s"
    rf"(?P<nation>{CAPITAL}[\w'’-]+)(?=\s{CAPITAL})"
)
# Measured on right text that may train (news, speeches, encyclopedic prose): every match with a full name after the
# nationality was damage; a nationality that is also a given name ("President German Busch") is right as it stands.
_SURE, _ONE_NAME, _GIVEN_NAME, _PEOPLE, _PEOPLE_CURE = 0.97, 0.85, 0.4, 0.8, 0.6


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names = gazetteer(settings)
    return RuleDetector("titles", lambda _, blocks: (slip for block in blocks for slip in _slips(block, names)))


def _slips(block: Block, names: Gazetteer) -> Iterator[Slip]:
    base = block.span.start
    for match in _ORDER.finditer(block.text):
        nation, reading = _leading_nationality(match["rest"], names)
        if reading is None or _follows_nationality(block.text[: match.start()], names):
            continue
        if _ACRONYM.match(match["rest"], len(nation)):
            continue  # "Deputy U.S. CTO": the nationality belongs to the office behind it
        score = _order_score(nation, match["rest"][len(nation) :], names)
        former = _FORMER.match(match["office"])
        time = former[0] if former else ""
        start, adjective = match.start("office"), reading.english
        before = _LAST_WORD.search(block.text, max(0, start - _LOOK_BACK), start)
        if before and not time and nationality(f"{nation} {before[1]}", names):
            # "Polynesian President French": only half of the nationality is behind the office.
            start, adjective = before.start(1), f"{nation} {before[1]}"
        cure = f"{time}{adjective}{match['gap']}{match['office'][len(time) :]}"
        yield Slip(
            Span(base + start, base + match.start("rest") + len(nation)),
            (),
            score,
            f"nationality {nation!r} after the office",
            Kind.WORD_ORDER,
            (Candidate(cure, score, "titles", "nationality goes before the office"),),
        )
    for match in _OF_PEOPLE.finditer(block.text):
        if country := _people(match["nation"], names):
            office = match["office"]
            cure = f"{country} {office.title() if office.islower() else office}"
            yield Slip(
                Span(base + match.start(), base + match.end("nation")),
                (),
                _PEOPLE,
                f"an office of a people ({match['nation']!r}) instead of a country",
                Kind.WORD_ORDER,
                (Candidate(cure, _PEOPLE_CURE, "titles", "the country's adjective goes before the office"),),
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
    word = _LAST_WORD.search(before[-_LOOK_BACK:])
    return word is not None and word[1][0].isupper() and nationality(word[1], names) is not None


def _people(form: str, names: Gazetteer) -> str:
    for reading in names.lookup(form):
        if reading.entry.type is Type.COUNTRY and reading.part is Part.PLURAL:
            return names.country(reading.entry.country).adjective
    return ""


def _order_score(nation: str, name: str, names: Gazetteer) -> float:
    """Judge by the name behind the nationality: of two words or more it is whole without it ("German Busch" is not)."""
    if len(name.split()) > 1:
        return _SURE
    return _GIVEN_NAME if Type.GIVEN_NAME in names.types(nation) else _ONE_NAME
