"""A character model of order four: how likely each letter is after the three before it.

Witten-Bell interpolation (Bell, Cleary and Witten 1990), trained on words weighted by the logarithm of their frequency.
Stored densely: one byte for each of 28^4 sequences, in steps of 1/16 nat, so a lookup is four multiplications.
"""

from __future__ import annotations

from collections import Counter
from math import log
from typing import TYPE_CHECKING

from corrector.lexicon.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from mmap import mmap

ALPHABET = "\0abcdefghijklmnopqrstuvwxyz'"  # \0: the edge of a word, hyphens included; ': every other character
_SIZE = len(ALPHABET)
_STEP = 16.0
_CONTEXT = _SIZE**3
_CODES = {char: code for code, char in enumerate(ALPHABET)} | {"-": 0}


class CharacterModel:
    """Rates how usual the letters of a word are."""

    def __init__(self, table: bytes | mmap) -> None:
        """Wrap a table of 28^4 bytes as :func:`train` makes it."""
        self._table = table

    def surprise(self, word: str) -> float:
        """Return the mean negative log-probability of a letter (nats), the end of the word counted as one.

        An empty word has no surprise.
        """
        context, total, count = 0, 0, 0
        table, codes = self._table, _CODES
        for char in fold(word) + "\0":
            sequence = context * _SIZE + codes.get(char, _SIZE - 1)
            total += table[sequence]
            count += 1
            context = sequence % _CONTEXT
        return total / (_STEP * count) if count > 1 else 0.0


def train(words: Iterable[tuple[str, float]]) -> bytes:
    """Train the table of a :class:`CharacterModel` on (word, weight) pairs."""
    counts = [Counter[int]() for _ in range(4)]
    for word, weight in words:
        codes = [0, 0, 0, *(_CODES.get(char, _SIZE - 1) for char in fold(word)), 0]
        for end in range(3, len(codes)):
            sequence = 0
            for order in range(4):
                sequence += codes[end - order] * _SIZE**order
                counts[order][sequence] += weight  # type: ignore[assignment]  # weights are fractional
    probabilities = [1.0 / _SIZE] * _SIZE
    for order in range(4):
        probabilities = _interpolate(counts[order], probabilities, order)
    return bytes(min(255, round(-log(probability) * _STEP)) for probability in probabilities)


def _interpolate(counts: Counter[int], lower: list[float], order: int) -> list[float]:
    """Mix one order's counts with the next lower order's probabilities; index: the sequence as a number in base 28."""
    result: list[float] = []
    suffixes = _SIZE ** max(order, 1)
    for context in range(_SIZE**order):
        row = [counts[context * _SIZE + code] for code in range(_SIZE)]
        total, kinds = sum(row), sum(1 for count in row if count)
        base = (context * _SIZE) % suffixes
        mass = total + kinds
        for code, count in enumerate(row):
            below = lower[(base + code) % suffixes]
            result.append((count + kinds * below) / mass if mass else below)
    return result
