"""Which kinds of noun stand in a place: selectional preferences (Resnik 1993, "Selection and Information").

"the X who" is a person, "bought the X" rather a thing. The kinds are WordNet's lexicographer files of nouns (person, artifact,
act, ...). What speaks for a kind are the words beside the noun, each by itself: how much more often edited text has the kind
beside that word than elsewhere.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, log
from typing import TYPE_CHECKING

from corrector.lexicon import store
from corrector.lexicon.closed_classes import DETERMINERS
from corrector.lexicon.fold import normalise
from corrector.lexicon.inflect import singulars

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from corrector.segment import Block

KINDS = (
    "Tops", "act", "animal", "artifact", "attribute", "body", "cognition", "communication", "event", "feeling", "food",
    "group", "location", "motive", "object", "person", "phenomenon", "plant", "possession", "process", "quantity",
    "relation", "shape", "state", "substance", "time",
)  # fmt: skip
STEP = 20  # lifts are kept as round(STEP * log) + 128 in a byte
SHARES = 15  # shares of a word's kinds are kept in 1/15
PLACES, NOUNS = "selection-places", "selection-nouns"


class Selection:
    """The compiled tables; :meth:`load` opens those of the package.

    >>> selection = Selection.load()
    >>> around = (">who", "-the")
    >>> selection.lift("tailor", around) > 0 > selection.lift("hammer", around)
    True
    """

    def __init__(self, places: store.Table, nouns: store.Table) -> None:
        self._places = places
        self._nouns = nouns

    @staticmethod
    def load() -> Selection:
        """Return the package's tables, opened on the first call.

        Raises:
            DataError: a compiled file is missing or damaged.
        """
        return _load(store.COMPILED)

    def lift(self, text: str, around: Sequence[str]) -> float:
        """Return how much likelier a noun of a text's kinds is in a place than anywhere, as a logarithm; 0 if unknown.

        Args:
            text: an English noun, singular or plural; of several words the last counts.
            around: what stands beside the place, as :func:`beside` tells it.
        """
        shares = self.kinds(text)
        lifts = [payload for key in around if (payload := self._places.get(key)) is not None]
        if not shares or not lifts:
            return 0.0
        total = sum(share * exp(sum(payload[kind] - 128 for payload in lifts) / STEP) for kind, share in shares.items())
        return log(total)

    def kinds(self, text: str) -> Mapping[int, float]:
        """Return the shares of a noun's kinds, by their places in :data:`KINDS`; empty for what is no noun."""
        return _kinds(self._nouns, normalise(text.rpartition(" ")[2]))


@lru_cache(maxsize=1 << 14)
def _kinds(nouns: store.Table, word: str) -> dict[int, float]:
    for form in (word, *singulars(word)):
        payload = nouns.get(form)
        if payload:
            total = sum(payload[1::2])
            return {kind: share / total for kind, share in zip(payload[::2], payload[1::2], strict=True)}
    return {}


def beside(block: Block, place: int) -> tuple[str, ...]:
    """Return what stands beside a word: before it or before its determiner, the determiner, and behind it.

    A word before it is told as ``<old``, one before its determiner as ``<<helped``, the determiner as ``-the``, one behind it as
    ``>who``; punctuation and the ends of the text as they are.
    """
    return tuple(_beside(block, place))


def _beside(block: Block, place: int) -> Iterator[str]:
    before = _neighbour(block, place, -1)
    if before in DETERMINERS:
        yield f"-{before}"
        yield f"<<{_neighbour(block, place - 1, -1)}"
    else:
        yield f"<{before}"
    yield f">{_neighbour(block, place, 1)}"


def _neighbour(block: Block, place: int, step: int) -> str:
    """Return the word beside another, in lower case, or the mark between them."""
    words, text = block.words, block.document.text
    other = place + step
    word = words[place]
    if 0 <= other < len(words):
        first, second = (words[other], word) if step < 0 else (word, words[other])
        gap = text[first.end : second.start]
        if gap.isspace() and "\n" not in gap:
            return words[other].text.lower()
        mark = gap.strip()
    else:
        mark = text[word.end : word.end + 1].strip() if step > 0 else ""
    return mark[-1:] if step < 0 else mark[:1]


@lru_cache(maxsize=1)
def _load(folder: Path) -> Selection:
    return Selection(store.open_table(PLACES, width=len(KINDS), folder=folder), store.open_table(NOUNS, folder=folder))
