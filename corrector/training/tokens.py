"""Words and marks of a sentence with their places, as the training data counts them."""

from __future__ import annotations

import re
from typing import NamedTuple

# Initials, words (an apostrophe inside belongs to the word, the genitive 's does not), the genitive, numbers, any mark.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:['’](?![sS]\b)[^\W\d_]+)*"
    r"|['’][sS]\b"
    r"|\d+(?:[.,]\d+)*"
    r"|[^\s]"
)


class Token(NamedTuple):
    """One word, number or mark: ``text[start:end]``."""

    start: int
    end: int
    text: str

    @property
    def is_word(self) -> bool:
        """Whether the token is made of letters."""
        return self.text[0].isalpha()


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text in order.

    >>> [token.text for token in tokenize("Ghana's 12-year plan, isn't it?")]
    ['Ghana', "'s", '12', '-', 'year', 'plan', ',', "isn't", 'it', '?']
    """
    return [Token(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text)]


def folded(token: str) -> str:
    """Return the form under which a token is counted: lower case, straight apostrophe, every number alike.

    >>> folded("Monday"), folded("1,200"), folded("don’t")
    ('monday', '0', "don't")
    """
    return "0" if token[0].isdigit() else token.lower().replace("’", "'")
