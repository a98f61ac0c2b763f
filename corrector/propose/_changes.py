"""What sort of change a cure makes: to words whose classes are closed, to endings, to order, or to what is said."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from corrector.lexicon.closed_classes import CLOSED

_WORD = re.compile(r"[\w'’]+")
_STEM, _STEM_SHARE = 2, 0.6  # letters that two forms of a word begin with at least, and the share of the shorter one


class Change(NamedTuple):
    """The words that a cure takes away and brings in, folded, in order; what stays is in neither."""

    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def closed(self) -> bool:
        """Whether all of them are of closed classes."""
        return CLOSED.issuperset(self.gone + self.new)

    @property
    def reordered(self) -> bool:
        """Whether the same words come in another order."""
        return bool(self.gone) and sorted(self.gone) == sorted(self.new)

    @property
    def inflected(self) -> bool:
        """Whether words became other forms of themselves; words of closed classes may stand for each other."""
        return (
            len(self.gone) == len(self.new)
            and not self.closed
            and not self.reordered
            and all(
                _one_stem(old, new) or CLOSED.issuperset((old, new))
                for old, new in zip(self.gone, self.new, strict=True)
            )
        )

    @property
    def lost(self) -> int:
        """How many words that say something are gone for good."""
        return sum(word not in CLOSED and word not in self.new for word in self.gone)

    @property
    def brought(self) -> int:
        """How many words that say something are brought in."""
        return sum(word not in CLOSED and word not in self.gone for word in self.new)


def change(before: str, after: str) -> Change:
    """Return what a cure changes.

    >>> change("the impacts huge of", "the huge impacts of").reordered
    True
    >>> change(" were seen to", " was seen at").closed, change(" he go home", " he goes home").inflected
    (True, True)
    """
    old, said = ([word.casefold() for word in _WORD.findall(text)] for text in (before, after))
    gone: list[str] = []
    new: list[str] = []
    for code in Levenshtein.opcodes(old, said):
        if code.tag != "equal":
            gone += old[code.src_start : code.src_end]
            new += said[code.dest_start : code.dest_end]
    return Change(tuple(gone), tuple(new))


def _one_stem(one: str, other: str) -> bool:
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return same >= max(_STEM, _STEM_SHARE * min(len(one), len(other)))
