"""Word alignment of a garbled sentence with its original, and the minimal edits between them.

The alignment is the longest common subsequence of case-folded tokens (as in Felice, Bryant and Briscoe 2016, without
the linguistic costs); neighbouring edits that only carry words past others are joined into one edit of word order.
"""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import Indel

from corrector.training.tokens import Token, folded, tokenize
from corrector.types import Span


class TokenEdit(NamedTuple):
    """Tokens ``[garbled_start:garbled_end]`` stand where the original has ``[start:end]``."""

    garbled_start: int
    garbled_end: int
    start: int
    end: int


class Alignment(NamedTuple):
    """Two token lists and the edits between them, in order."""

    garbled: list[Token]
    right: list[Token]
    edits: list[TokenEdit]


MAX_CARRIED = 4


def align(garbled: str, right: str) -> Alignment:
    """Align two sentences.

    >>> found = align("The parade of nations big began", "The parade of big nations began.")
    >>> [(e.garbled_start, e.garbled_end, e.start, e.end) for e in found.edits]
    [(3, 5, 3, 5), (6, 6, 6, 7)]
    """
    one, other = tokenize(garbled), tokenize(right)
    one_words, other_words = [folded_word(t) for t in one], [folded_word(t) for t in other]
    edits: list[TokenEdit] = []
    matched: list[tuple[int, int]] = []
    for code in Indel.opcodes(one_words, other_words):
        if code.tag == "equal":
            matched += zip(range(code.src_start, code.src_end), range(code.dest_start, code.dest_end), strict=True)
        elif edits and edits[-1].garbled_end == code.src_start and edits[-1].end == code.dest_start:
            edits[-1] = TokenEdit(edits[-1].garbled_start, code.src_end, edits[-1].start, code.dest_end)
        else:
            edits.append(TokenEdit(code.src_start, code.src_end, code.dest_start, code.dest_end))
    edits = _join_moves(edits, one_words, other_words)
    edits += [
        TokenEdit(i, i + 1, j, j + 1)
        for i, j in matched
        if one[i].text != other[j].text and not any(e.garbled_start <= i < e.garbled_end for e in edits)
    ]
    return Alignment(one, other, sorted(edits))


def garbled_span(found: Alignment, edit: TokenEdit, garbled: str) -> Span:
    """Return where an edit stands in the garbled sentence; zero width before the next token where something is missing."""
    start = found.garbled[edit.garbled_start].start if edit.garbled_start < len(found.garbled) else len(garbled)
    return Span(start, found.garbled[edit.garbled_end - 1].end if edit.garbled_end > edit.garbled_start else start)


def right_text(found: Alignment, edit: TokenEdit, right: str) -> str:
    """Return what the original has in an edit's place."""
    return right[found.right[edit.start].start : found.right[edit.end - 1].end] if edit.end > edit.start else ""


def folded_word(token: Token) -> str:
    """Return the form under which tokens match: numbers as written, words in lower case."""
    return token.text if token.text[0].isdigit() else folded(token.text)


def _join_moves(edits: list[TokenEdit], one: list[str], other: list[str]) -> list[TokenEdit]:
    """Join runs of edits that together hold the same words on both sides."""
    joined: list[TokenEdit] = []
    place = 0
    while place < len(edits):
        best = place
        for last in range(place + 1, min(place + 4, len(edits))):
            first, end = edits[place], edits[last]
            if end.garbled_end - first.garbled_start > 2 * MAX_CARRIED:
                break
            if sorted(one[first.garbled_start : end.garbled_end]) == sorted(other[first.start : end.end]):
                best = last
        first, end = edits[place], edits[best]
        joined.append(TokenEdit(first.garbled_start, end.garbled_end, first.start, end.end))
        place = best + 1
    return joined
