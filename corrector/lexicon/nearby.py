"""Find listed words that are nearly the same as a given one.

Words share a bucket by their first two letters; a bucket is read from the trie when first asked for, and kept.
"""

from __future__ import annotations

from collections import defaultdict
from string import ascii_lowercase
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_VOWELS = "aeiou"


class Buckets:
    """Words by their first two letters."""

    def __init__(self, read: Callable[[str], list[str]]) -> None:
        """Take a function that returns the words with a prefix."""
        self._read = read
        self._kept: dict[str, list[str]] = {}
        self._by_length: dict[str, dict[int, list[str]]] = {}

    def near(self, word: str, *, distance: int, limit: int = 40) -> list[tuple[str, int]]:
        """Return words at most ``distance`` edits away (letters next to each other transposed: one), nearest first.

        The first two letters may be transposed or the second be lost; where nothing is one edit away, it may be another vowel.
        """
        found = self._search({word[:2], word[0] + word[2:3], word[1::-1]}, word, distance, limit)
        if word[1:2] in _VOWELS and min(found.values(), default=2) > 1:
            found |= self._search({word[0] + vowel for vowel in _VOWELS} - {word[:2]}, word, distance, limit)
        return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))[:limit]

    def longer(self, word: str, *, most: int) -> list[str]:
        """Return words that are this one with up to ``most`` letters more, side by side and behind the first two letters."""
        prefix = word[:2]
        if prefix not in self._by_length:
            lengths = self._by_length[prefix] = defaultdict(list)
            for other in self._bucket(prefix):
                lengths[len(other)].append(other)
        found = []
        for more in range(1, most + 1):
            for other in self._by_length[prefix].get(len(word) + more, ()):
                start = Prefix.similarity(word, other)
                if other[start + more :] == word[start:]:
                    found.append(other)
        return found

    def _bucket(self, prefix: str) -> list[str]:
        bucket = self._kept.get(prefix)
        if bucket is None:
            bucket = self._kept[prefix] = self._read(prefix)
        return bucket

    def _search(self, prefixes: set[str], word: str, distance: int, limit: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for prefix in sorted(prefixes):
            hits = process.extract(word, self._bucket(prefix), scorer=OSA.distance, score_cutoff=distance, limit=limit)
            found.update((hit, int(score)) for hit, score, _ in hits)
        return found


def one_edit(word: str) -> Iterator[str]:
    """Yield every string one edit away from the word."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        for char in ascii_lowercase:
            yield head + char + tail
            if tail and char != tail[0]:
                yield head + char + tail[1:]
