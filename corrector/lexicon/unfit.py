"""Words that are never proposed as a cure, vulgar words and slurs: a wrong guess of one does more harm than none.

The list is kept as digests, so that nobody has to read it. A text that holds such a word keeps it.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from corrector.lexicon.inflect import bases

_LIST = Path(__file__).with_name("unfit.txt")
_SIZE = 4  # bytes a digest


def digest(word: str) -> str:
    """Return the digest of a word, in lower case, as the list has it."""
    return blake2b(word.lower().encode(), digest_size=_SIZE).hexdigest()


def is_unfit(text: str) -> bool:
    """Tell whether a word of a cure, or a base that it may be a form of, is on the list.

    >>> is_unfit("county"), is_unfit("dusk")
    (False, False)
    """
    listed = _listed()
    return any(digest(form) in listed for word in text.lower().split() for form in (word, *bases(word)))


@cache
def _listed() -> frozenset[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(digest for line in lines if not line.startswith("#") for digest in line.split())
