"""Flag a compound of a nationality and a country, such as "the Iraq-Iranian border" or "Franco-Germany relations".

English joins two countries ("the Iraq-Iran border") or two nationalities ("the Iraqi-Iranian border"). Machine translation
that renders the parts one by one mixes them. Names that serve as adjectives too ("US", "UK", "Hong Kong") go with either.

Measured: 2 in 4.1 million words of edited English, beside 75 compounds of one kind; 9 in 3 million words of the same
through Esperanto and back (Apertium). Journalists mix some pairs themselves ("the Israel-Palestinian conflict").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._knowledge import gazetteer
from corrector.detect._patterns import CAPITAL
from corrector.detect._rules import RuleDetector, Slip
from corrector.gazetteer import Part, Type
from corrector.types import Candidate, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Country, Gazetteer
    from corrector.segment import Block

_WORD = rf"{CAPITAL}[\w’']*[\w]"
_PAIR = re.compile(
    rf"(?<![\w’'/–.-])(?P<left>(?:{_WORD}\s){{0,2}}{_WORD})(?P<mark>[-–/])(?P<right>{_WORD}(?:\s{_WORD}){{0,2}})(?![\w’'–/-])"
)
_QUICK = re.compile(rf"[-–/]{CAPITAL}")  # a text without it, as most are, is done
# Combining forms of nationalities: they stand before a nationality, never before a country. "Indo-China" and
# "Austro-Hungary" are names.
_COMBINING = frozenset("Anglo Franco Germano Greco Hispano Italo Luso Russo Serbo Sino Turko".split())
_NEXT = re.compile(r"(?:\s[a-z]+){1,2}")
# What is between two countries, as opposed to a person or thing of two nationalities.
_BETWEEN = frozenset(
    "agreement alliance axis border cooperation conflict crisis deal dialogue dispute exchange exchanges friendship frontier "
    "negotiations pact partnership peace pipeline railway relations relationship rivalry summit talks tensions ties trade treaty "
    "war wars".split()
)
_SCORE, _USUAL = 0.85, 0.55
# Pairs that right text mixes: country codes.
_MIXED = frozenset({frozenset({"IL", "PS"})})
_CURE, _OTHER_CURE = 0.85, 0.1


class _Side(NamedTuple):
    """One side of a compound: where its form begins and ends, its country, and whether it is the country's name."""

    start: int
    end: int
    country: Country | None
    is_name: bool


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names = gazetteer(settings)
    return RuleDetector("compounds", lambda _, blocks: (slip for block in blocks for slip in _slips(block, names)))


def _slips(block: Block, names: Gazetteer) -> Iterator[Slip]:
    for match in _PAIR.finditer(block.text) if _QUICK.search(block.text) else ():
        left = _side(match, "left", names)
        right = _side(match, "right", names)
        if left is None or right is None or left.is_name == right.is_name or left.country is right.country:
            continue
        if right.country is None or (
            left.country is None and right.country.code == "US"
        ):  # "Anglo-America" is a region
            continue
        base = block.span.start
        codes = frozenset(side.country.code for side in (left, right) if side.country is not None)
        is_mixed = codes in _MIXED
        yield Slip(
            Span(base + left.start, base + right.end),
            (),
            _USUAL if is_mixed else _SCORE,
            "a nationality joined to a country",
            Kind.NAME,
            tuple(_cures(block.text, left, right, match["mark"], is_mixed=is_mixed)),
        )


def _side(match: re.Match[str], group: str, names: Gazetteer) -> _Side | None:
    """Read the longest form beside the mark as the name of a country or as a nationality; None if it is neither or both."""
    words = list(re.finditer(r"\S+", match[group]))
    for count in range(len(words), 0, -1):
        chosen = words[-count:] if group == "left" else words[:count]
        start, end = match.start(group) + chosen[0].start(), match.start(group) + chosen[-1].end()
        form = match.string[start:end]
        if form.isupper():
            return None
        if group == "left" and form in _COMBINING:
            return _Side(start, end, None, is_name=False)
        found = [
            reading
            for reading in names.lookup(form, folded=False)
            if reading.entry.type is Type.COUNTRY and reading.relation.accepted
        ]
        roles = {reading.part for reading in found}
        is_name = bool(roles & {Part.NAME, Part.FORMAL})
        if found and is_name == (Part.ADJECTIVE in roles):
            return None
        if found and len({reading.entry.country for reading in found}) == 1:
            return _Side(start, end, names.country(found[0].entry.country), is_name)
    return None


def _cures(text: str, left: _Side, right: _Side, mark: str, *, is_mixed: bool) -> Iterator[Candidate]:
    """Yield the compound of two countries and that of two nationalities, the likelier first."""
    nationalities = mark.join(
        side.country.adjective if side.is_name and side.country else text[side.start : side.end]
        for side in (left, right)
    )
    reason = "two countries or two nationalities"
    if left.country is None or right.country is None:
        yield Candidate(nationalities, _CURE, "compounds", "a nationality after the combining form")
        return
    countries = mark.join(
        text[side.start : side.end] if side.is_name else side.country.name
        for side in (left, right)
        if side.country is not None
    )
    following = _NEXT.match(text, right.end)
    is_between = following is not None and not _BETWEEN.isdisjoint(following[0].split()) and not is_mixed
    scores = (_CURE, _OTHER_CURE) if is_between else (0.5, 0.5)
    yield Candidate(countries, scores[0], "compounds", reason)
    yield Candidate(nationalities, scores[1], "compounds", reason)
