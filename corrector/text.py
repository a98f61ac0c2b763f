"""Places in a text: line and column of a code point, and UTF-16 offsets for editors and web clients."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

# The line ends that editors count: CRLF, LF, CR.
NEWLINE = re.compile(r"\r\n|\n|\r")


class Place(NamedTuple):
    """Line and column, both counted from 1, the column in code points."""

    line: int
    column: int


class Lines:
    r"""Finds line and column of offsets into one text, in O(log lines) each.

    >>> Lines("one\r\ntwo").place(6)
    Place(line=2, column=2)
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in NEWLINE.finditer(text))]

    def place(self, offset: int) -> Place:
        """Return the place of a code-point offset."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)


def to_utf16(text: str, offset: int) -> int:
    """Return the offset in UTF-16 code units of a code-point offset.

    >>> to_utf16("a😀b", 2)
    3
    """
    return offset + sum(1 for char in text[:offset] if ord(char) > 0xFFFF)


def from_utf16(text: str, units: int) -> int:
    """Return the code-point offset of a UTF-16 offset; one inside a surrogate pair counts as the pair's start.

    >>> from_utf16("a😀b", 3), from_utf16("a😀b", 2)
    (2, 1)
    """
    seen = 0
    for offset, char in enumerate(text):
        seen += 2 if ord(char) > 0xFFFF else 1
        if seen > units:
            return offset
    return len(text)
