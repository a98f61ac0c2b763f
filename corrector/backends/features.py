"""What a token looks like and what the word lists know of it: the inputs beside the pieces.

The encoder's vocabulary has neither case nor spaces ("Kim Has", "14 -year"), and has never seen most names. So each
token carries its shape and the evidence of lexicon and gazetteer, as small numbers that the network embeds.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Token(NamedTuple):
    """A word, number or mark: ``text`` is what stands from ``start`` to ``end`` in the document."""

    start: int
    end: int
    text: str


class Shape(IntEnum):
    """How a token is written; 0 is no token (padding and the marks at the ends of a sentence)."""

    NONE = 0
    MARK = 1
    NUMBER = 2
    LOWER = 3
    TITLE = 4
    UPPER = 5
    INITIAL = 6
    MIXED = 7
    WITH_DIGITS = 8


class Evidence(IntEnum):
    """What the word lists know of a token; 0 is no word."""

    NONE = 0
    ENGLISH = 1
    ENGLISH_NAME = 2
    NAME = 3
    FOREIGN = 4
    UNKNOWN = 5


SHAPES = 2 * len(Shape)  # every shape with and without white space before it
EVIDENCES = len(Evidence)

# Words as the rest of the program counts them (initials; inner apostrophes and hyphens; numbers), else a single mark.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|(?:[^\W_]|[\u0300-\u036f])+(?:(?:['’‘ʼ`&\-‐‑]|(?<=\d)[.,](?=\d))(?:[^\W_]|[\u0300-\u036f])+)*"
    r"|\S"
)
_POSSESSIVE = re.compile(r"['’][sS]?\Z")


class Words(Protocol):
    """The lexicon, as far as it is asked."""

    def is_english(self, word: str) -> bool:
        """Tell whether English prose uses the word."""
        ...

    def foreign(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the languages that use the word much more than English."""
        ...


class Names(Protocol):
    """The gazetteer, as far as it is asked."""

    def is_name(self, form: str) -> bool:
        """Tell whether the form is a right name."""
        ...


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words and marks of a stretch of text.

    >>> [token.text for token in tokens("His 14 -year rule (U.S.-backed)", 0, 31)]
    ['His', '14', '-', 'year', 'rule', '(', 'U.S.', '-', 'backed', ')']
    """
    for match in _TOKEN.finditer(text, start, end):
        yield Token(match.start(), match.end(), match[0])


def shape(token: str) -> Shape:
    """Tell how a token is written.

    >>> [shape(token).name for token in ("the", "Has", "XI", "McCain", "14", "G7", "A", "-")]
    ['LOWER', 'TITLE', 'UPPER', 'MIXED', 'NUMBER', 'WITH_DIGITS', 'INITIAL', 'MARK']
    """
    letters = [character for character in token if character.isalpha()]
    if not letters:
        return Shape.NUMBER if any(map(str.isdigit, token)) else Shape.MARK
    if any(map(str.isdigit, token)):
        return Shape.WITH_DIGITS
    capitals = sum(map(str.isupper, letters))
    if capitals == 0:
        return Shape.LOWER
    if len(letters) == 1:
        return Shape.INITIAL
    if capitals == len(letters):
        return Shape.UPPER
    parts = [part for part in re.split(r"[\W_]+", token) if part]
    return Shape.TITLE if all(part[1:] == part[1:].lower() for part in parts) else Shape.MIXED


class Evidences:
    """The evidence of lexicon and gazetteer for single tokens, remembered."""

    def __init__(self, words: Words, names: Names) -> None:
        self._words = words
        self._names = names
        self._known: dict[str, Evidence] = {}

    def __call__(self, token: str) -> Evidence:
        """Return what is known of a token."""
        known = self._known.get(token)
        if known is None:
            if len(self._known) > 1 << 17:
                self._known.clear()
            known = self._known[token] = self._judge(token)
        return known

    def _judge(self, token: str) -> Evidence:
        if not any(map(str.isalpha, token)):
            return Evidence.NONE
        bare = _POSSESSIVE.sub("", token) or token
        if self._words.is_english(bare.lower()):
            return Evidence.ENGLISH
        if self._names.is_name(bare):
            return Evidence.NAME
        if bare != bare.lower() and self._words.is_english(bare):
            return Evidence.ENGLISH_NAME
        return Evidence.FOREIGN if self._words.foreign(bare) else Evidence.UNKNOWN
