"""Counts of words, pairs and triples in right English, and how likely a stretch of text is under them.

Interpolated maximum likelihood with fixed weights (Jelinek and Mercer 1980): cheap enough to ask for every edit of
millions of sentences, sharp enough to tell attested from unheard-of.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from corrector.training.tokens import folded, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EDGE = "<s>"
_UNSEEN = 1e-7
_WEIGHTS = (0.55, 0.33, 0.12)
"""Weights of the triple, pair and single estimate."""


class Counts:
    """Counts by folded token (:func:`corrector.training.tokens.folded`)."""

    def __init__(self, sentences: Iterable[str]) -> None:
        """Count all sentences; each is padded by one edge mark at its end and two in front."""
        self.single: Counter[str] = Counter()
        self.pair: Counter[str] = Counter()
        self.triple: Counter[str] = Counter()
        self.capital: Counter[str] = Counter()
        for sentence in sentences:
            self._add([token.text for token in tokenize(sentence)])
        self.total = sum(self.single.values())

    def _add(self, tokens: list[str]) -> None:
        words = [EDGE, EDGE, *map(folded, tokens), EDGE]
        self.single.update(words[1:])
        self.pair.update([f"{a} {b}" for a, b in pairwise(words[1:])])
        self.triple.update([f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)])
        self.capital.update(token.lower() for token in tokens[1:] if token[0].isupper())

    def prune(self) -> None:
        """Forget triples seen once that hold a word seen once: they say nothing and are most of the memory."""
        rare = {word for word, seen in self.single.items() if seen == 1}
        self.triple = Counter(
            {key: seen for key, seen in self.triple.items() if seen > 1 or rare.isdisjoint(key.split(" "))}
        )

    def log_probability(self, word: str, before: str, before_that: str) -> float:
        """Return the natural logarithm of the probability of a folded word after two others."""
        three, two, one = _WEIGHTS
        pair = f"{before} {word}"
        history = self.pair.get(f"{before_that} {before}", 0)
        estimate = one * self.single.get(word, 0) / self.total + _UNSEEN
        if before_count := self.single.get(before, 0):
            estimate += two * self.pair.get(pair, 0) / before_count
        if history:
            estimate += three * self.triple.get(f"{before_that} {pair}", 0) / history
        return log(estimate)

    def score(self, words: Sequence[str], *, context: int = 2) -> float:
        """Return the log-probability of folded words, the first ``context`` of them only read."""
        return sum(
            self.log_probability(words[place], words[place - 1], words[place - 2])
            for place in range(max(2, context), len(words))
        )

    def capital_share(self, word: str) -> float:
        """Return how often a word in lower case is written with a capital inside a sentence, 0 to 1."""
        seen = self.single.get(word, 0)
        return self.capital[word] / seen if seen else 0.0
