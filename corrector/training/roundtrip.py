"""Rows from what engines said: the original with those of the engine's edits put in that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.training.align import Alignment, TokenEdit, align
from corrector.training.classify import classify
from corrector.training.counts import EDGE
from corrector.training.damage import Damage
from corrector.training.recoverable import Setting, judge
from corrector.training.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.training.resources import Resources
    from corrector.types import Kind


def damages(garbled: str, right: str, by: str, resources: Resources) -> Iterator[Damage]:
    """Yield the edits between the two sentences that are wrong, as damage to ``right``.

    ``by`` names the engine or the source of the garbled sentence.
    """
    alignment = align(garbled, right)
    for edit in alignment.edits:
        kind = kind_of(edit, alignment, resources)
        verdict = judge(kind, Setting(alignment, edit, resources))
        if verdict.wrong:
            start, end, text = _place(edit, alignment, garbled, right)
            yield Damage(start, end, text, kind, by, verdict.recoverable)


def kind_of(edit: TokenEdit, alignment: Alignment, resources: Resources) -> Kind:
    """Return the kind of one edit of an alignment."""
    one = alignment.garbled[edit.garbled_start : edit.garbled_end]
    other = alignment.right[edit.start : edit.end]
    before = folded(alignment.garbled[edit.garbled_start - 1].text) if edit.garbled_start else EDGE
    return classify(one, other, before, resources)


def _place(edit: TokenEdit, alignment: Alignment, garbled: str, right: str) -> tuple[int, int, str]:
    """Return the characters of the original that change and what takes their place, spaces set right.

    Words that are missing take the space after them along; words too many bring theirs.
    """
    one, other = alignment.garbled, alignment.right
    text = (
        garbled[one[edit.garbled_start].start : one[edit.garbled_end - 1].end]
        if edit.garbled_end > edit.garbled_start
        else ""
    )
    if edit.end > edit.start:
        start, end = other[edit.start].start, other[edit.end - 1].end
        if text:
            return start, end, text
        if right[end : end + 1] == " ":
            return start, end + 1, ""
        return (start - 1, end, "") if right[max(0, start - 1) : start] == " " else (start, end, "")
    place = other[edit.start].start if edit.start < len(other) else len(right)
    if one[edit.garbled_start].is_word:
        return (place, place, text + " ") if edit.start < len(other) else (place, place, " " + text)
    return place, place, text
