"""Fold words to the forms that tables are keyed by.

>>> fold("Étudiants"), normalise("ﬁancé’s")
('etudiants', "fiancé's")
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and a mark.
_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
)
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "‑": "-", "‐": "-"})


@lru_cache(maxsize=1 << 16)
def normalise(word: str) -> str:
    """Return the word in lower case, NFKC, with straight apostrophes and plain hyphens; accents stay.

    Text in ASCII is only lower-cased.
    """
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).translate(_APOSTROPHES).lower())


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return the normalised word with accents taken off and ligatures spelled out."""
    word = normalise(word)
    if word.isascii():
        return word
    bare = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    return bare.translate(_UNDECOMPOSED)
