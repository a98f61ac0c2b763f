"""How likely a slip is: the cost of each kind of edit in a noisy-channel model of spelling.

After Kernighan, Church and Gale (1990) and Brill and Moore (2000): a cost is a negative log-probability in nats. The classes
are those that studies of slips agree on (Pollock and Zamora 1984): doubling, transposition, vowels and sounds confused,
letters left out, keys beside each other; a wrong first letter is rare.

>>> cost("recieve", "receive") < cost("recexve", "receive")
True
>>> cost("same", "same")
0.0
"""

from __future__ import annotations

VOWELS = frozenset("aeiouy")
_TRANSPOSED, _DOUBLED = 2.6, 2.2
_VOWEL_FOR_VOWEL, _SAME_SOUND, _KEYBOARD, _OTHER = 2.8, 3.4, 4.4, 6.2
_EXTRA_VOWEL, _EXTRA_CONSONANT = 3.6, 4.8
_LOST_VOWEL, _LOST_SILENT, _LOST_CONSONANT = 3.2, 3.4, 4.2
_FIRST_LETTER = 2.0
_SOUNDS = frozenset(
    pair
    for group in ("ckqsx", "ct", "sz", "fv", "vwu", "dt", "gj", "jy", "bp", "bv", "mn", "lr", "iy", "ou", "gc", "gk")
    for first in group
    for second in group
    if first != second
    for pair in (first + second,)
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = frozenset(
    pair
    for row, shift in zip(_ROWS, ("asdfghjkl", "zxcvbnm", ""), strict=True)
    for at, char in enumerate(row)
    for other in (row[at + 1 : at + 2] + shift[max(0, at - 1) : at + 1])
    for pair in (char + other, other + char)
)


def cost(typed: str, meant: str) -> float:
    """Return the cost of writing ``typed`` for ``meant``: the cheapest alignment by the edits above (nats)."""
    start = _shared(typed, meant)
    end = _shared(typed[start:][::-1], meant[start:][::-1])
    left, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    if not left and not right:
        return 0.0
    before = meant[start - 1 : start]
    after = meant[len(meant) - end : len(meant) - end + 1]
    return _align(left, right, before, after) + (_FIRST_LETTER if start == 0 else 0.0)


def _shared(left: str, right: str) -> int:
    """Return the length of the beginning that two strings share."""
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return at
    return min(len(left), len(right))


def _align(typed: str, meant: str, before: str, after: str) -> float:
    """Align two strings that differ at both ends; ``before`` and ``after`` are the letters around them, or empty."""
    rows: list[list[float]] = []
    left, right = before + typed + after, before + meant + after
    shift = len(before)
    for i in range(len(typed) + 1):
        row: list[float] = []
        for j in range(len(meant) + 1):
            best = 0.0 if i == j == 0 else 1e9
            if i:
                best = min(best, rows[i - 1][j] + _extra(left, i - 1 + shift))
            if j:
                best = min(best, row[j - 1] + _lost(right, j - 1 + shift))
            if i and j:
                best = min(best, rows[i - 1][j - 1] + _substituted(typed[i - 1], meant[j - 1]))
            if i > 1 and j > 1 and typed[i - 1] == meant[j - 2] and typed[i - 2] == meant[j - 1]:
                best = min(best, rows[i - 2][j - 2] + _TRANSPOSED)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _doubles(word: str, at: int) -> bool:
    return word[at] in (word[at - 1 : at], word[at + 1 : at + 2])


def _extra(typed: str, at: int) -> float:
    if _doubles(typed, at):
        return _DOUBLED
    return _EXTRA_VOWEL if typed[at] in VOWELS else _EXTRA_CONSONANT


def _lost(meant: str, at: int) -> float:
    if _doubles(meant, at):
        return _DOUBLED
    if meant[at] in VOWELS:
        return _LOST_VOWEL
    return _LOST_SILENT if meant[at] in "hn" else _LOST_CONSONANT


def _substituted(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if typed in VOWELS and meant in VOWELS:
        return _VOWEL_FOR_VOWEL
    pair = typed + meant
    if pair in _SOUNDS:
        return _SAME_SOUND
    return _KEYBOARD if pair in _NEIGHBOURS else _OTHER
