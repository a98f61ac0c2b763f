"""A second look at what the first one has changed: the blocks to look at again, and the decisions of both as one.

A cure may bring to light what the damage beside it hid: a doubled word that was misspelt, a capital behind mojibake. What
comes of it is told of the original text, as if it had been seen at once.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corrector import edits as editing
from corrector.edits import Offsets
from corrector.segment import Block, BlockKind, Segmentation
from corrector.types import Candidate, Choice, Document, Edit, Outcome, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Decision(NamedTuple):
    """What was chosen about one finding, and the edit that comes of it where something does."""

    choice: Choice
    edit: Edit | None

    @property
    def span(self) -> Span:
        """The place of finding and edit; the edit may be wider by an article."""
        span = self.choice.finding.span
        return span if self.edit is None else _hull(span, self.edit.span)


def decisions(body: str, choices: Iterable[Choice]) -> tuple[Decision, ...]:
    """Return choices, which are sorted and disjoint, with their minimal edits; these are sorted and disjoint too."""
    made: list[Decision] = []
    end = 0
    for choice in choices:
        edit = None
        if choice.picked is not None:
            edit = editing.minimal(body, choice.finding.span, choice.picked, choice.finding.kind)
        if edit is not None:
            widened = editing.with_article(body, edit)
            edit = widened if end <= widened.span.start else edit
            end = edit.span.end
        made.append(Decision(choice, edit))
    return tuple(made)


def edits_of(decisions: Iterable[Decision]) -> tuple[Edit, ...]:
    """Return the edits of decisions in text order, sorted and disjoint as these are."""
    return tuple(decision.edit for decision in decisions if decision.edit is not None)


def revised(text: Segmentation, edits: Sequence[Edit]) -> Segmentation:
    """Return the text with edits applied, in which only the blocks that they changed are looked at.

    A list is one thing: where one of its items has changed, all are looked at. The other blocks are what the text was before.
    Kinds of block, and what is English prose, stay as they were.
    """
    offsets = Offsets(edits)
    before = text.document
    document = Document(
        before.id,
        editing.apply(before.text, edits),
        tuple(offsets.after(span) for span in before.protected),
        before.origin,
    )
    changed = _changed(text.blocks, edits)
    return Segmentation(
        document,
        tuple(
            Block(block.kind, offsets.after(block.span, with_gaps=True), document, block.skip)
            for block, is_changed in zip(text.blocks, changed, strict=True)
            if is_changed
        ),
        (
            *text.rest,
            *(block for block, is_changed in zip(text.blocks, changed, strict=True) if not is_changed),
        ),
    )


def _changed(blocks: Sequence[Block], edits: Sequence[Edit]) -> list[bool]:
    """Tell of each block whether an edit stands in it, or in its list."""
    changed: list[bool] = []
    place = 0
    for block in blocks:
        while place < len(edits) and edits[place].span.end < block.span.start:
            place += 1
        changed.append(place < len(edits) and edits[place].span.overlaps(block.span))
    start = 0
    for stop in range(1, len(blocks) + 1):
        if stop == len(blocks) or blocks[stop].kind is BlockKind.PARAGRAPH or blocks[start].kind is BlockKind.PARAGRAPH:
            changed[start:stop] = [any(changed[start:stop])] * (stop - start)
            start = stop
    return changed


def compose(body: str, first: Sequence[Decision], second: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return two looks' decisions as one look's at the original text.

    Where an edit of the second look meets edits of the first, they become one: its place and kind are those of what was first
    found there, its confidence is that of the less sure one, and its proposer is the one that wrote the last word. If together
    they change nothing, nothing was wrong there. What the second look finds without a cure is left out.

    Args:
        body: the original text.
        first: decisions about it, in text order.
        second: decisions about the text with the edits of ``first`` applied, in text order.
    """
    offsets = Offsets(edits_of(first))
    made: list[Decision] = []
    kept = [decision for decision in first if decision.edit is None]
    for group in _groups(sorted(_parts(first, second, offsets), key=lambda part: part.span)):
        if all(part.place is not None for part in group):
            kept += (part.decision for part in group)
        elif all(part.place is None for part in group):
            made += (_moved(part.decision, part.span.start - part.decision.span.start) for part in group)
        elif (decision := _together(body, group, offsets)) is not None:
            made.append(decision)
    made.sort(key=_place)
    return tuple(sorted((*_without_cured(kept, made), *made), key=_place))


class _Part(NamedTuple):
    """A decision with an edit: where it stands in the original text, and its place among the first look's edits if it is one."""

    span: Span
    decision: Decision
    place: int | None = None


def _parts(first: Iterable[Decision], second: Iterable[Decision], offsets: Offsets) -> list[_Part]:
    """Return the decisions with edits; one of the second look takes in all of the first whose edits it touches."""
    with_edits = (decision for decision in first if decision.edit is not None)
    parts = [_Part(decision.span, decision, place) for place, decision in enumerate(with_edits)]
    later = []
    for decision in second:
        if decision.edit is not None:
            span = offsets.before(decision.span)
            for place in offsets.touched(decision.span):
                span = _hull(span, parts[place].span)
            later.append(_Part(span, decision))
    return parts + later


def _place(decision: Decision) -> Span:
    return decision.choice.finding.span


def _hull(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def _groups(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Yield the parts, which are sorted, in groups that overlap nothing outside themselves."""
    group: list[_Part] = []
    reach, gap = Span(0, 0), -1
    for part in parts:
        # A gap at the end of the group overlaps what begins there.
        if group and not part.span.overlaps(reach) and not part.span.start == gap == reach.end:
            yield group
            group = []
        reach = _hull(reach, part.span) if group else part.span
        gap = part.span.end if part.span.width == 0 else gap
        group.append(part)
    if group:
        yield group


def _moved(decision: Decision, shift: int) -> Decision:
    choice, edit = decision
    assert edit is not None
    finding = replace(choice.finding, span=_shifted(choice.finding.span, shift))
    return Decision(replace(choice, finding=finding), replace(edit, span=_shifted(edit.span, shift)))


def _shifted(span: Span, shift: int) -> Span:
    return Span(span.start + shift, span.end + shift)


def _together(body: str, group: Sequence[_Part], offsets: Offsets) -> Decision | None:
    """Return the decisions of a group as one about the original text; None where their edits cancel out."""
    span = group[0].span
    for part in group:
        span = _hull(span, part.span)
    ours = sorted((part.decision for part in group if part.place is not None), key=_place)
    theirs = sorted((part.decision for part in group if part.place is None), key=_place)
    start = span.start + offsets.shift(min(part.place for part in group if part.place is not None))
    before = body[span.start : span.end]
    after = _applied(_applied(before, ours, span.start), theirs, start)
    if after == before:
        return None
    picked = [one.choice.picked for one in (*ours, *theirs) if one.choice.picked is not None]
    reasons = dict.fromkeys(one.choice.reason for one in (*ours, *theirs))
    cure = Candidate(
        after,
        min(candidate.score for candidate in picked),
        picked[-1].proposer,
        "; then ".join(reasons),
        any(candidate.adds_facts for candidate in picked),
    )
    found = ours[0].choice.finding
    finding = replace(found, span=span, score=max(one.choice.finding.score for one in (*ours, *theirs)))
    choice = Choice(finding, (cure,), Outcome.REPLACE, cure, cure.reason)
    return Decision(choice, editing.minimal(body, span, cure, finding.kind))


def _applied(text: str, decisions: Iterable[Decision], start: int) -> str:
    """Return a piece of text, which begins at ``start``, with the decisions' edits applied."""
    return editing.apply(text, (replace(edit, span=_shifted(edit.span, -start)) for edit in edits_of(decisions)))


def _without_cured(kept: Iterable[Decision], made: Sequence[Decision]) -> Iterator[Decision]:
    """Yield the decisions but for those without an edit where the second look has found one."""
    starts = [_place(decision).start for decision in made]
    for decision in kept:
        place = bisect_right(starts, _place(decision).start)
        neighbours = made[max(place - 1, 0) : place + 1]
        if decision.edit is not None or not any(_place(decision).overlaps(_place(other)) for other in neighbours):
            yield decision
