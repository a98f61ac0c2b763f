"""Names written small: days, months, countries, peoples, cities, and other names that edited English writes with a capital only.

Machine translation from scripts without capitals leaves many names small ("the coast of the joseon kingdom").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corrector.detect._rules import Slip
from corrector.gazetteer import Type
from corrector.types import Span

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from corrector.gazetteer import Gazetteer
    from corrector.lexicon import Lexicon
    from corrector.segment import Block

_SMALL_WORD = re.compile(r"(?<![\w.@/'’&#-])(?<!/ )[a-z]{4,}(?![\w@/&]|\.\w| /)")
_MONTH_DATE = re.compile(
    r"\b(?:(?:in|since|until|till|by|from|of|early|late|mid) (march|may|august)(?= (?:19|20)\d\d\b)"
    r"|(?:on|by|until|since|from) (march|may|august)(?= \d{1,2}\b)"
    r"|\d{1,2}(?:st|nd|rd|th)? (march|may|august)(?= (?:19|20)\d\d\b))"
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july september october november "
    "december".split()
)
_PLACES = frozenset({Type.CITY, Type.PLACE})
_PERSONAL = frozenset({Type.PERSON, Type.GIVEN_NAME, Type.SURNAME})
# Things named after nations, often written small: "french fries".
_THINGS = re.compile(
    r"[ -](?:fry|fries|toast|horns?|doors?|windows?|kiss(?:es)?|press|dressing|measles|roulette|baths?|delight|bread|rolls?|"
    r"chard|muffins?|coffee|pastry|pastries|numerals?|blinds?|cuffs?|knots?|braids?|twists?|oven|weed|clover|thistle|ink|steel)\b"
)
_ALSO_WORDS = frozenset("august china turkey jordan japan chile jersey guinea lima yin yang".split())
# Nouns that no unknown common noun or adjective goes before, and those whose "of" a name follows.
_NAMED = re.compile(r" (?:dynasty|dynasties|district|kingdom|empire|province|river|rivers|valley|palace|monastery)\b")
_NAME_OF = re.compile(
    r"\b(?:king|queen|emperor|kingdom|kingdoms|state|village|villages|town|city|district|province|capital) of \Z",
    re.IGNORECASE,
)
_OF_WIDTH = 14
# Ending of adjectives, participles and plurals, which may go before such a noun and be in no dictionary ("glaciofluvial").
_DERIVED = re.compile(r"(?:al|ic|ous|ed|ing|ar|ary|ory|ive|less|able|ible|ful|ly|ish|ant|ent|ine|ese|ean|ist|ian|s)\Z")
_HANDLE = re.compile(r"[\"“‘'(<\[`]\Z")
_CALENDAR_SCORE, _DATE_SCORE, _PROPER_SCORE, _HABIT_SCORE = 0.95, 0.95, 0.9, 0.6
# Of 1,145 cures of casing in the machine translations of MLQE-PE, nearly all of them these, 529 brought the text nearer to its
# post-edit, and 29 farther, mostly where the editor left the name small; the others stood in what was written anew. Casing was
# counted in part on the same post-edits; on the part that was not 41 came nearer and 1 farther.
_SELDOM_SCORE, _SLOT_SCORE, _ALONE_SCORE = 0.82, 0.82, 0.4
_OFTEN, _VERY_OFTEN = 5, 20
_LONG = 6  # letters from which the name of a country or people is hardly a word that no dictionary knows
_HABIT = 3  # what a text writes small so often is its way of writing it
_SLIPS = 0.05  # how often a name that is no other word may be small by mistake
_SHARED = 0.25  # how often, beside its capital, the name of a language, people or city may be small by mistake


class SmallNames:
    """Judges the small words of one text that may be names."""

    def __init__(self, counts: Counter[str], gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._counts = counts
        self._gazetteer = gazetteer
        self._lexicon = lexicon

    def slips(self, block: Block) -> Iterator[Slip]:
        """Yield the names written small."""
        body, base = block.text, block.span.start
        for match in _MONTH_DATE.finditer(body):
            group = match.lastindex or 0
            span = Span(base + match.start(group), base + match.end(group))
            yield Slip(span, (match[group].capitalize(),), _DATE_SCORE, "a month is written with a capital")
        matches = list(_SMALL_WORD.finditer(body))
        scores = {
            word: name_certainty(word, self._gazetteer, self._lexicon) for word in {match[0] for match in matches}
        }
        words, suspects = set(scores), {word for word, score in scores.items() if score}
        for match in matches:
            word = match[0]
            if word in suspects:
                score = self._in_context(body, match, words, suspects, scores[word])
            else:
                score = self._in_slot(body, match)
            if score:
                span = Span(base + match.start(), base + match.end())
                yield Slip(span, (word.capitalize(),), score, "a name is written with a capital")

    def _in_context(self, body: str, match: re.Match[str], words: set[str], suspects: set[str], score: float) -> float:
        """Return how sure it is that a name is meant here; 0 in a foreign phrase, a Latin name or a handle."""
        word = match[0]
        if word in _CALENDAR:
            return score
        before, after = _neighbour_before(body, match.start()), _neighbour_after(body, match.end())
        foreign = any(self._is_foreign(near, suspects) for near in (before, after))
        if foreign or _THINGS.match(body, match.end()) or self._is_epithet(before) or _is_mention(body, match):
            return 0.0
        # A text that writes one name small each time may mean to. One that so writes several names, or has words beside it that
        # are in no dictionary, has lost its capitals.
        if any(other != word and not _is_person(other, self._gazetteer) for other in suspects):
            return score
        if score == _SELDOM_SCORE and not any(self._is_unknown(other) for other in words - suspects):
            return _SLOT_SCORE if _stands_in_slot(body, match) else _ALONE_SCORE
        habit = self._counts[word] >= _HABIT and not self._counts[word.capitalize()]
        return _HABIT_SCORE if habit else score

    def _in_slot(self, body: str, match: re.Match[str]) -> float:
        """Judge a word that is in no dictionary by a noun that only names go with: "the doti kingdom", "king of doti"."""
        word = match[0]
        if not _stands_in_slot(body, match) or not self._is_unknown(word) or _is_mention(body, match):
            return 0.0
        before = _neighbour_before(body, match.start())
        return 0.0 if self._is_foreign(before, set()) or self._is_epithet(before) else _SLOT_SCORE

    def _is_foreign(self, near: str, suspects: set[str]) -> bool:
        """Tell whether a small neighbour is a foreign word, as in a quotation in another language."""
        if not near[:1].islower() or near in suspects or self._lexicon.is_english(near):
            return False
        return not near.isascii() or bool(self._lexicon.foreign(near))

    def _is_unknown(self, word: str) -> bool:
        """Tell whether a small word is in no dictionary, English or foreign."""
        lexicon = self._lexicon
        return not (lexicon.is_english(word) or lexicon.casing(word).lower or lexicon.foreign(word))

    def _is_epithet(self, before: str) -> bool:
        """Tell whether the word before makes a Latin name with a small word: "Clelia clelia"."""
        return before[:1].isupper() and not self._lexicon.is_english(before) and not self._gazetteer.is_name(before)


def _stands_in_slot(body: str, match: re.Match[str]) -> bool:
    """Tell whether a word stands where only a name does: "the doti kingdom", "the king of doti"."""
    if _NAME_OF.search(body, max(0, match.start() - _OF_WIDTH), match.start()):
        return True
    return bool(_NAMED.match(body, match.end())) and not _DERIVED.search(match[0])


def _is_mention(body: str, match: re.Match[str]) -> bool:
    """Tell whether a word opens a quotation or bracket: then it is a title, a handle or a word of another language."""
    return _HANDLE.search(body, max(0, match.start() - 1), match.start()) is not None


def _neighbour_before(body: str, place: int) -> str:
    found = re.search(r"([^\W\d_]+)\W+\Z", body[max(0, place - 30) : place])
    return found[1] if found else ""


def _neighbour_after(body: str, place: int) -> str:
    found = re.match(r"\W+([^\W\d_]+)", body[place : place + 30])
    return found[1] if found else ""


def _is_person(word: str, names: Gazetteer) -> bool:
    """Tell whether a word is the name of persons, so that a thing may be named after one."""
    return not _PERSONAL.isdisjoint(names.types(word.capitalize()))


@lru_cache(maxsize=1 << 16)
def name_certainty(word: str, names: Gazetteer, lexicon: Lexicon) -> float:
    """Return how sure it is that the word is a name, since edited English writes it with a capital only; 0 if it does not."""
    if word in _CALENDAR:
        return _CALENDAR_SCORE
    casing = lexicon.casing(word)
    if word in _ALSO_WORDS:
        return 0.0
    types = {(r.entry.type, r.entry.role) for r in names.lookup(word.capitalize()) if r.relation.accepted}
    kinds = {kind for kind, _ in types}
    if Type.COUNTRY in kinds and not casing.lower and len(word) >= _LONG:
        return _PROPER_SCORE
    if Type.COUNTRY in kinds and casing.title >= 2 * _OFTEN:
        # WordNet's own small form counts once ("danish", the pastry).
        return _PROPER_SCORE if casing.lower <= max(1, 0.02 * casing.title) else 0.0
    if lexicon.is_english(word):  # persons and small towns give their names to things, and are words too ("creek")
        return 0.0
    if (Type.CITY, "capital") in types and casing.title and not casing.lower:
        return _PROPER_SCORE
    if Type.LANGUAGE in kinds and casing.title >= _OFTEN and casing.lower <= _SHARED * casing.title:
        return _PROPER_SCORE
    if lexicon.foreign(word) and casing.title < _OFTEN:
        return 0.0
    # Persons, peoples and towns give their names to things ("williams pears", "a byzantine process").
    mostly = not casing.lower or (casing.title >= _VERY_OFTEN and casing.lower <= _SLIPS * casing.title)
    if mostly and casing.title >= _VERY_OFTEN and not kinds:
        return _PROPER_SCORE
    some = kinds & {Type.PEOPLE, *_PLACES} and casing.title >= _OFTEN and casing.lower <= _SHARED * casing.title
    seldom = casing.lower <= (casing.title >= _VERY_OFTEN) and casing.title > 1
    return _SELDOM_SCORE if some or seldom else 0.0
