"""What an operator sees of a sentence."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from corrector.training.damage import Damage
from corrector.training.tokens import folded, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from corrector.types import Kind


class View:
    """A sentence with its tokens; places are token numbers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)

    @cached_property
    def folded(self) -> list[str]:
        """The tokens as they are counted."""
        return [folded(token.text) for token in self.tokens]

    @cached_property
    def plain(self) -> list[int]:
        """Places of words of three letters and more in lower case: the text's common words."""
        return [n for n, t in enumerate(self.tokens) if len(t.text) >= 3 and t.text.islower() and t.text.isalpha()]

    @cached_property
    def capitals(self) -> list[int]:
        """Places of words with a capital, the first word left out."""
        return [
            n for n, t in enumerate(self.tokens) if n and len(t.text) >= 2 and t.text[0].isupper() and t.text.isalpha()
        ]

    def spaced(self, place: int) -> bool:
        """Tell whether one space, and nothing else, stands between a token and the one after it."""
        return self.text[self.tokens[place].end : self.tokens[place + 1].start] == " "

    def word(self, place: int) -> str:
        """Return a token as counted; an empty string outside the sentence."""
        return self.folded[place] if 0 <= place < len(self.tokens) else ""

    def replace(self, start: int, end: int, text: str, kind: Kind, by: str) -> Damage:
        """Return the damage that puts ``text`` in place of tokens ``start`` to ``end`` (not included)."""
        return Damage(self.tokens[start].start, self.tokens[end - 1].end, text, kind, by)

    def drop(self, place: int, kind: Kind, by: str) -> Damage:
        """Return the damage that leaves out a token and the space after it."""
        token = self.tokens[place]
        return Damage(token.start, token.end + (self.text[token.end : token.end + 1] == " "), "", kind, by)

    def insert(self, place: int, text: str, kind: Kind, by: str) -> Damage:
        """Return the damage that puts words in front of a token."""
        start = self.tokens[place].start
        return Damage(start, start, text + " ", kind, by)


def shuffled(places: Sequence[int], rng: Random) -> Iterator[int]:
    """Yield places in random order, cheaply: all of them, from a random one on, wrapping round."""
    if places:
        start = rng.randrange(len(places))
        yield from places[start:]
        yield from places[:start]


def like(text: str, model: str) -> str:
    """Return ``text`` with the capitals of ``model``: none, the first, or all."""
    if len(model) > 1 and model.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if model[:1].isupper() else text
