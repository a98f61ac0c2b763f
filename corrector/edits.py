"""Edits: make them minimal, apply them, invert them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corrector.detect.article import begins_with_vowel_sound
from corrector.types import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corrector.types import Candidate, Kind


def minimal(text: str, span: Span, candidate: Candidate, kind: Kind) -> Edit | None:
    """Return the edit that turns ``span`` into the candidate's text, trimmed to whole words that differ.

    None if the candidate leaves the text as it is.
    """
    before, after = text[span.start : span.end], candidate.text
    if before == after:
        return None
    left = _shared_words(before, after)
    right = _shared_words(before[left:][::-1], after[left:][::-1])
    stop = len(before) - right
    return Edit(
        span=Span(span.start + left, span.start + stop),
        before=before[left:stop],
        after=after[left : len(after) - right],
        kind=kind,
        confidence=candidate.score,
        proposer=candidate.proposer,
    )


_ARTICLE_BEFORE = re.compile(r"\b([Aa]n?)(\s)\Z")
_FIRST_WORD = re.compile(r"[\w'’.&-]*\w")


def with_article(text: str, edit: Edit) -> Edit:
    """Return the edit, widened by the indefinite article before it where its first word's sound has changed.

    >>> from corrector.types import Kind
    >>> with_article("an usine", Edit(Span(3, 8), "usine", "factory", Kind.FOREIGN_WORD, 0.9, "lexicon")).after
    'a factory'
    """
    before = _ARTICLE_BEFORE.search(text, max(0, edit.span.start - 4), edit.span.start)
    word = _FIRST_WORD.match(edit.after)
    if before is None or word is None:
        return edit
    vowel = begins_with_vowel_sound(word[0])
    article = before[1][0] + ("n" if vowel else "")
    if vowel is None or article == before[1]:
        return edit
    return replace(
        edit,
        span=Span(before.start(), edit.span.end),
        before=before[0] + edit.before,
        after=article + before[2] + edit.after,
    )


def _shared_words(one: str, other: str) -> int:
    """Return the length of the longest common prefix that ends between words in both."""
    limit = 0
    while limit < min(len(one), len(other)) and one[limit] == other[limit]:
        limit += 1
    while limit > 0 and not (_between_words(one, limit) and _between_words(other, limit)):
        limit -= 1
    return limit


def _between_words(text: str, place: int) -> bool:
    return place in (0, len(text)) or not (text[place - 1].isalnum() and text[place].isalnum())


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with sorted, disjoint edits applied.

    Raises:
        ValueError: if an edit does not fit the text.
    """
    pieces: list[str] = []
    done = 0
    for edit in edits:
        if edit.span.start < done or text[edit.span.start : edit.span.end] != edit.before:
            raise ValueError(f"edit at {edit.span.start} does not fit the text")
        pieces += (text[done : edit.span.start], edit.after)
        done = edit.span.end
    pieces.append(text[done:])
    return "".join(pieces)


def invert(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits that turn the corrected text back into the original."""
    inverse: list[Edit] = []
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        span = Span(start, start + len(edit.after))
        inverse.append(Edit(span, edit.after, edit.before, edit.kind, edit.confidence, edit.proposer))
        shift += len(edit.after) - len(edit.before)
    return tuple(inverse)
