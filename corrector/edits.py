"""Edits: make them minimal, apply them, invert them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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


class Offsets:
    """Carries places from a text to the same text with edits applied, and back.

    Args:
        edits: sorted and disjoint, as :func:`apply` takes them.

    >>> from corrector.types import Kind
    >>> offsets = Offsets([Edit(Span(3, 8), "usine", "factory", Kind.FOREIGN_WORD, 0.9, "lexicon")])
    >>> offsets.before(Span(5, 12)), offsets.after(Span(8, 12))
    (Span(start=3, end=10), Span(start=10, end=14))
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._old: list[Span] = []
        self._new: list[Span] = []
        shift = 0
        for edit in edits:
            start = edit.span.start + shift
            self._old.append(edit.span)
            self._new.append(Span(start, start + len(edit.after)))
            shift += len(edit.after) - edit.span.width

    def touched(self, span: Span) -> range:
        """Return the places, among the edits, of those whose outcome a span of the edited text overlaps."""
        first = bisect_left(self._new, span.start, key=lambda new: new.end)
        while first < len(self._new) and self._new[first].end == span.start and not self._new[first].overlaps(span):
            first += 1
        stop = bisect_right(self._new, span.end, key=lambda new: new.start)
        while stop > 0 and self._new[stop - 1].start == span.end and not self._new[stop - 1].overlaps(span):
            stop -= 1
        return range(first, max(first, stop))

    def before(self, span: Span) -> Span:
        """Return the least span of the original text that holds all that became ``span``, each edit that it overlaps whole."""
        touched = self.touched(span)
        start, end = span.start - self.shift(touched.start), span.end - self.shift(touched.stop)
        if touched and self._new[touched[0]].start <= span.start:
            start = self._old[touched[0]].start
        if touched and self._new[touched[-1]].end >= span.end:
            end = self._old[touched[-1]].end
        return Span(start, end)

    def after(self, span: Span, *, with_gaps: bool = False) -> Span:
        """Return where a span of the original text went that no edit cuts.

        What edits put in at its very ends belongs to it only with ``with_gaps``.
        """
        first = bisect_left(self._old, span.start, key=lambda old: old.end)
        stop = bisect_right(self._old, span.end, key=lambda old: old.end)
        while first < stop and self._old[first].end == span.start and not (with_gaps and not self._old[first].width):
            first += 1
        while stop > first and self._old[stop - 1].start == span.end and not with_gaps:
            stop -= 1
        return Span(span.start + self.shift(first), span.end + self.shift(stop))

    def shift(self, place: int) -> int:
        """Return how far the text between the edit at a place and the one before it has moved."""
        return self._new[place - 1].end - self._old[place - 1].end if place else 0


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
