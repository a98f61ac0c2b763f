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
from corrector.detect._rules import RuleDetector, Slip
from corrector.detect.titles import nationality
from corrector.gazetteer import Type
from corrector.lexicon import Lexicon
from corrector.segment import BlockKind
from corrector.types import Candidate, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer
    from corrector.segment import Block, Segmentation

_OFFICE = re.compile(rf"\b(?P<office>{STATE_OFFICE})\b")
_FEWEST = 2  # office holders that make a list of them, beside the garbled item
_LONGEST = 2  # words of an item that lost its contents
_SCORE = 0.92
_MIN_SIMILARITY = 0.45
_LISTED = 0.5


class _Item(NamedTuple):
    country: str
    office: str


class _Roster(NamedTuple):
    """A list of office holders: what its good items say, and the items that say nothing."""

    items: tuple[_Item, ...]
    garbled: tuple[Block, ...]


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names = gazetteer(settings)
    return RuleDetector("rosters", lambda text, blocks: _slips(text, frozenset(blocks), names))


def _slips(text: Segmentation, blocks: frozenset[Block], names: Gazetteer) -> Iterator[Slip]:
    message = "no name of a country in a list of office holders"
    for roster in _rosters(text, names):
        for block in roster.garbled:
            if block in blocks:
                yield Slip(block.span, (), _SCORE, message, Kind.NAME, tuple(_cures(block.text, roster, names)))


def _cures(form: str, roster: _Roster, names: Gazetteer) -> Iterator[Candidate]:
    """Yield the countries that may have been meant, and the holder of the list's usual office there."""
    listed = {item.country for item in roster.items}
    offices = [item.office for item in roster.items]
    usual = max(sorted(set(offices)), key=offices.count)
    misses = [
        miss
        for miss in names.near(form, types=frozenset({Type.COUNTRY}), limit=8)
        if miss.similarity >= _MIN_SIMILARITY
    ]
    # A country's stem under a foreign ending says more than as many letters somewhere in the word.
    misses = [miss for miss in misses if miss.how == "stem"] or misses
    near: dict[str, float] = {}
    for miss in misses:
        # A list of leaders seldom has a country twice.
        weight = miss.similarity * (_LISTED if miss.entry.country in listed else 1.0)
        near[miss.entry.country] = max(near.get(miss.entry.country, 0.0), weight)
    total = sum(weight**4 for weight in near.values())
    for code, weight in near.items():
        country = names.country(code)
        share = weight**4 / total
        yield Candidate(country.name, 0.9 * share, "rosters", "the country nearest in form")
        for holder in names.holders(code, usual.lower())[:1]:
            text = f"{country.adjective} {usual} {holder.name}"
            reason = f"holder of the office ({holder.source}, {holder.as_of})"
            yield Candidate(text, 0.1 * share, "rosters", reason, adds_facts=True)


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
