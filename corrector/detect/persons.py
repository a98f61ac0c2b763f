"""Flag a damaged name of a person that office and country, or the document itself, make plain.

Three kinds of evidence, each enough alone: an office and a country before a name that is almost their holder's
("Peruvian President Dina Boluarde"); a full name elsewhere in the document of which this one lacks the end; a name that
the document spells otherwise several times. A spelling that differs only as transliterations do is right as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from corrector.detect._knowledge import gazetteer
from corrector.detect._offices import COURTESY, OFFICE_WORDS, STATE_OFFICE
from corrector.detect.titles import nationality
from corrector.gazetteer import Type
from corrector.gazetteer.keys import fold, sound
from corrector.segment import BlockKind
from corrector.types import Candidate, Finding, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corrector.config import Settings
    from corrector.gazetteer import Entry, Gazetteer
    from corrector.plugins import Ask
    from corrector.segment import Block, Segmentation, Word

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČĆĐİŞ]"
_NAME_WORD = rf"{_CAPITAL}[\w'’-]+"
_NATION = rf"{_CAPITAL}[\w-]+(?:\s{_CAPITAL}[\w-]+)?"
_HOLDER = re.compile(
    rf"(?:(?P<nation>{_NATION})(?:['’]s?)?\s)?\b(?P<office>{STATE_OFFICE})"
    rf"(?:\sof\s(?:the\s)?(?P<country>{_NATION}))?,?\s(?P<name>{_NAME_WORD}(?:\s{_NAME_WORD})*)"
)
_INTRODUCED = re.compile(rf"(?:{COURTESY}|{STATE_OFFICE})\s\Z")
_MIN_SIMILARITY = 0.7
_MIN_LENGTH = 4  # shorter names ("Kim", "Li") have too many right neighbours
# Held-out damage to holders' names: nearly all near misses under an office and its country are damage.
_HOLDER_SCORE, _SURNAME_SCORE = 0.95, 0.85
_CUT_SCORE, _CUT_GIVEN_SCORE = 0.9, 0.5
_REPEATED_SCORE = 0.8
_MOST_SHARING = 16


class _Damage(NamedTuple):
    span: Span
    cure: str
    score: float
    message: str
    reason: str


class Persons:
    """Detector of damaged names of persons; knows its cures."""

    name = "persons"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text."""
        return [
            tuple(
                Finding(damage.span, Kind.NAME, damage.score, self.name, damage.message)
                for damage in self._damages(text)
            )
            for text in texts
        ]

    def propose(self, asks: Sequence[Ask]) -> list[tuple[Candidate, ...]]:
        """Return the name that was meant."""
        damages: dict[int, dict[Span, list[_Damage]]] = {}
        offers: list[tuple[Candidate, ...]] = []
        for text, finding in asks:
            if id(text) not in damages:
                by_span = damages[id(text)] = {}
                for damage in self._damages(text):
                    by_span.setdefault(damage.span, []).append(damage)
            found = damages[id(text)].get(finding.span, [])
            offers.append(tuple(Candidate(d.cure, d.score, self.name, d.reason) for d in found))
        return offers

    def _damages(self, text: Segmentation) -> Iterator[_Damage]:
        names = gazetteer(self._settings)
        for block in text.prose:
            yield from _holders(block, names)
        own = _OwnNames(text, names)
        for block in text.prose:
            if not _is_headline(block):
                yield from _cut_short(block, own, names)
                yield from _misspelt(block, own, names)


def build(settings: Settings) -> Persons:
    """Make the detector."""
    return Persons(settings)


def _holders(block: Block, names: Gazetteer) -> Iterator[_Damage]:
    """Yield names that are almost those of the holders of the office before them."""
    for match in _HOLDER.finditer(block.text):
        code = _country_code(match["nation"], match["country"], names)
        tokens = match["name"].split()
        if not code or names.is_name(match["name"]):
            continue
        best = max(_near_holders(tokens, names.holders(code), names), default=None, key=lambda near: near[0])
        if best is None:
            continue
        similarity, wrong, cure, entry = best
        start = block.span.start + match.start("name") + len(" ".join(tokens[:wrong])) + (wrong > 0)
        score = (_HOLDER_SCORE if len(tokens) > 1 else _SURNAME_SCORE) * (0.9 + 0.1 * similarity)
        yield _Damage(
            Span(start, start + len(tokens[wrong])),
            cure,
            score,
            f"near the name of {entry.name}, {entry.role}",
            f"office and country leave one name ({entry.source}, {entry.as_of})",
        )


def _country_code(nation: str | None, country: str | None, names: Gazetteer) -> str:
    for form in filter(None, (country, nation, (nation or "").rpartition(" ")[2])):
        if (reading := nationality(form, names)) is not None:
            return reading.entry.country
        for other in names.lookup(form):
            if other.entry.type is Type.COUNTRY:
                return other.entry.country
    return ""


def _near_holders(
    tokens: Sequence[str], holders: Iterable[Entry], names: Gazetteer
) -> Iterator[tuple[float, int, str, Entry]]:
    """Yield similarity, place of the wrong word, its cure and the holder, where just one word is almost right."""
    for entry in holders:
        right = entry.name.split()
        meant = right if len(tokens) == len(right) else entry.short.split() if len(tokens) == 1 else []
        if len(meant) != len(tokens):
            continue
        differing = [place for place in range(len(tokens)) if not same_name(tokens[place], meant[place])]
        if len(differing) != 1:
            continue
        wrong = differing[0]
        similarity = OSA.normalized_similarity(fold(tokens[wrong]), fold(meant[wrong]))
        known = len(tokens) == 1 and names.is_name(tokens[wrong])
        if similarity >= _MIN_SIMILARITY and len(meant[wrong]) >= _MIN_LENGTH and not known:
            yield similarity, wrong, _cased(meant[wrong], tokens[wrong]), entry


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings differ at most as transliterations of one name do.

    >>> same_name("Mirziyoev", "Mirziyoyev"), same_name("Boluarde", "Boluarte")
    (True, False)
    """
    return _skeleton(one) == _skeleton(other)


def _skeleton(name: str) -> str:
    return sound(fold(name).replace("y", "").replace("j", "").replace("h", ""))


def _cased(name: str, like: str) -> str:
    return name.upper() if like.isupper() and len(like) > 1 else name


class _OwnNames:
    """The full names of persons in one document: known ones, and those that an office or courtesy title precedes."""

    def __init__(self, text: Segmentation, names: Gazetteer) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()
        for block in text.prose:
            if not _is_headline(block):
                self.counts.update(_persons(block, names))
        self.beginnings: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        self._sharing: dict[tuple[int, int, str], list[tuple[str, ...]]] = {}
        for full in self.counts:
            if len(full) >= 3:
                self.beginnings.setdefault(full[:-1], set()).add(full)
            for place, token in enumerate(full):
                self._sharing.setdefault((len(full), place, token), []).append(full)

    def sharing(self, tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield names that share a word with this one in the same place; of a very common word the first few only."""
        for place, token in enumerate(tokens):
            yield from self._sharing.get((len(tokens), place, token), ())[:_MOST_SHARING]


def _persons(block: Block, names: Gazetteer) -> Iterator[tuple[str, ...]]:
    for run in block.runs:
        words = _without_offices(block.words[run.start : run.end], names)
        if 2 <= len(words) <= 5 and _is_person(block, words, names):
            yield tuple(word.text for word in words)


def _without_offices(words: Sequence[Word], names: Gazetteer) -> Sequence[Word]:
    """Drop what stands before the name itself: nationality, office, courtesy title."""
    start = 0
    for place, word in enumerate(words[:-1]):
        low = word.text.lower()
        if (
            low in OFFICE_WORDS
            or re.fullmatch(COURTESY, word.text)
            or (place == start and nationality(word.text, names))
        ):
            start = place + 1
    return words[start:]


def _is_person(block: Block, words: Sequence[Word], names: Gazetteer) -> bool:
    name = " ".join(word.text for word in words)
    if any(reading.entry.type is Type.PERSON for reading in names.lookup(name)):
        return True
    before = block.text[: words[0].start - block.span.start]
    return _INTRODUCED.search(before[-40:]) is not None


def _cut_short(block: Block, own: _OwnNames, names: Gazetteer) -> Iterator[_Damage]:
    """Yield runs that are a full name of three words or more without its last."""
    for run in block.runs if own.beginnings else ():
        words = _without_offices(block.words[run.start : run.end], names)
        tokens = tuple(word.text for word in words)
        meant = own.beginnings.get(tokens, set())
        if len(meant) != 1:
            continue
        [whole] = meant
        full = " ".join(whole)
        if own.counts[tokens] > own.counts[whole] or _is_another(" ".join(tokens), full, names):
            continue
        given = all(any(r.entry.type is Type.GIVEN_NAME for r in names.lookup(token)) for token in tokens)
        yield _Damage(
            Span(words[0].start, words[-1].end),
            full,
            _CUT_GIVEN_SCORE if given else _CUT_SCORE,
            f"the document has the full name {full!r}",
            "completed from the document's own full name",
        )


def _is_headline(block: Block) -> bool:
    """Tell whether names and other capitalised words cannot be told apart by their capitals."""
    return block.kind is BlockKind.HEADING and block.is_title_case


def _is_another(short: str, full: str, names: Gazetteer) -> bool:
    """Tell whether a name is also the name of something else than the full name's bearer (another person, a place)."""
    bearers = {reading.entry for reading in names.lookup(full)}
    return any(reading.relation.accepted and reading.entry not in bearers for reading in names.lookup(short))


def _misspelt(block: Block, own: _OwnNames, names: Gazetteer) -> Iterator[_Damage]:
    """Yield a full name seen once that differs in one word from a full name seen more often, or known."""
    for run in block.runs if own.counts else ():
        words = _without_offices(block.words[run.start : run.end], names)
        tokens = tuple(word.text for word in words)
        if not 2 <= len(tokens) <= 4 or own.counts[tokens] > 1 or names.is_name(" ".join(tokens)):
            continue
        for full in own.sharing(tokens):
            wrong = _one_near_word(tokens, full)
            if wrong is None or names.is_name(tokens[wrong]):
                continue
            if own.counts[full] >= 2 or names.is_name(" ".join(full)):
                yield _Damage(
                    words[wrong].span,
                    full[wrong],
                    _REPEATED_SCORE,
                    f"the document spells this name {' '.join(full)!r} elsewhere",
                    "the document's own spelling",
                )
                break


def _one_near_word(tokens: Sequence[str], full: Sequence[str]) -> int | None:
    if len(tokens) != len(full):
        return None
    differing = [place for place, (a, b) in enumerate(zip(tokens, full, strict=True)) if a != b]
    if len(differing) != 1:
        return None
    one, other = tokens[differing[0]], full[differing[0]]
    near = len(other) > _MIN_LENGTH and OSA.distance(fold(one), fold(other)) == 1
    return differing[0] if near and not same_name(one, other) else None
