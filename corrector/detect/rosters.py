"""Flag a garbled item in a list of office holders: its neighbours tell what it should hold.

In a list such as "Peruvian President ...", "Chilean President ...", an item that is a single unknown word is a country
whose name was damaged beyond spelling. The country nearest to it, which the list does not have yet, is proposed. Who
holds the office there is offered too, as a cure that adds facts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._knowledge import gazetteer
from corrector.detect._offices import STATE_OFFICE
from corrector.detect.titles import nationality
from corrector.gazetteer import Type
from corrector.lexicon import Lexicon
from corrector.segment import BlockKind
from corrector.types import Candidate, Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer
    from corrector.plugins import Ask
    from corrector.segment import Block, Segmentation

_OFFICE = re.compile(rf"\b(?P<office>{STATE_OFFICE})\b")
_FEWEST = 2  # office holders that make a list of them, beside the garbled item
_LONGEST = 2  # words of an item that lost its contents
_SCORE = 0.92
_MIN_SIMILARITY = 0.45


class _Item(NamedTuple):
    country: str
    office: str


class _Roster(NamedTuple):
    """A list of office holders: what its good items say, and the items that say nothing."""

    items: tuple[_Item, ...]
    garbled: tuple[Block, ...]


class Rosters:
    """Detector of garbled items in lists of office holders; knows their cures."""

    name = "rosters"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text."""
        names = gazetteer(self._settings)
        message = "no name of a country in a list of office holders"
        return [
            tuple(
                Finding(block.span, Kind.GARBLED_WORD, _SCORE, self.name, message)
                for roster in _rosters(text, names)
                for block in roster.garbled
            )
            for text in texts
        ]

    def propose(self, asks: Sequence[Ask]) -> list[tuple[Candidate, ...]]:
        """Return the countries that may have been meant, and the holder of the list's usual office there."""
        names = gazetteer(self._settings)
        return [
            tuple(
                candidate
                for roster in _rosters(text, names)
                for block in roster.garbled
                if block.span == finding.span
                for candidate in self._candidates(block.text, roster, names)
            )
            for text, finding in asks
        ]

    def _candidates(self, form: str, roster: _Roster, names: Gazetteer) -> Iterator[Candidate]:
        listed = {item.country for item in roster.items}
        offices = [item.office for item in roster.items]
        usual = max(sorted(set(offices)), key=offices.count)
        near: dict[str, float] = {}
        for miss in names.near(form, types=frozenset({Type.COUNTRY}), limit=8):
            code = miss.entry.country
            if code not in listed and miss.similarity >= _MIN_SIMILARITY:
                # A whole stem under a foreign ending says more than as many letters somewhere in the word.
                weight = miss.similarity if miss.how == "stem" else 0.8 * miss.similarity
                near[code] = max(near.get(code, 0.0), weight)
        total = sum(similarity**4 for similarity in near.values())
        for code, similarity in near.items():
            country = names.country(code)
            share = similarity**4 / total
            yield Candidate(country.name, 0.9 * share, self.name, "nearest country that the list lacks")
            for holder in names.holders(code, usual)[:1]:
                text = f"{country.adjective} {usual} {holder.name}"
                reason = f"holder of the office ({holder.source}, {holder.as_of})"
                yield Candidate(text, 0.1 * share, self.name, reason, adds_facts=True)


def build(settings: Settings) -> Rosters:
    """Make the detector."""
    return Rosters(settings)


def _rosters(text: Segmentation, names: Gazetteer) -> Iterator[_Roster]:
    for blocks in _lists(text):
        read = [_item(block, names) for block in blocks]
        items = tuple(item for item in read if item is not None)
        if len(items) < max(_FEWEST, 0.6 * len(blocks)):
            continue
        garbled = tuple(b for b, item in zip(blocks, read, strict=True) if item is None and _says_nothing(b, names))
        if garbled:
            yield _Roster(items, garbled)


def _lists(text: Segmentation) -> Iterator[list[Block]]:
    """Yield runs of list items, and of short lines that look like one."""
    run: list[Block] = []
    for block in text.blocks:
        if block.kind is not BlockKind.PARAGRAPH and not block.skip:
            run.append(block)
            continue
        if len(run) > _FEWEST:
            yield run
        run = []
    if len(run) > _FEWEST:
        yield run


def _item(block: Block, names: Gazetteer) -> _Item | None:
    """Read an item as country and office; the nationality may stand on either side of the office, in any form."""
    match = _OFFICE.search(block.text)
    if match is None:
        return None
    for word in block.words:
        reading = nationality(word.text, names)
        if reading is not None:
            return _Item(reading.entry.country, match["office"])
        country = next((r.entry.country for r in names.lookup(word.text) if r.entry.type is Type.COUNTRY), None)
        if country:
            return _Item(country, match["office"])
    return None


def _says_nothing(block: Block, names: Gazetteer) -> bool:
    lexicon = Lexicon.load()
    return 0 < len(block.words) <= _LONGEST and all(
        not names.is_name(word.text) and not names.lookup(word.text) and not lexicon.is_english(word.text)
        for word in block.words
    )
