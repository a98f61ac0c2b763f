"""Laws of two looks told as one, on texts and decisions put together at random: gaps, deletions and neighbours among them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from corrector import edits, looks
from corrector.segment import segment
from corrector.types import Candidate, Choice, Document, Finding, Kind, Outcome, Span

if TYPE_CHECKING:
    from corrector.looks import Decision

TEXTS = st.lists(st.sampled_from(["a", "b", "an", "the", "oak", " ", " ", ",", "."]), min_size=1, max_size=14).map(
    "".join
)


@st.composite
def decided(draw: st.DrawFn, body: str) -> list[Decision]:
    """Draw choices with disjoint findings in order, most with a cure that may write the same, more, or nothing."""
    choices: list[Choice] = []
    at = 0
    while at <= len(body) and draw(st.booleans()):
        start = draw(st.integers(at, min(len(body), at + 3)))
        end = draw(st.integers(start, min(len(body), start + 4)))
        finding = Finding(Span(start, end), Kind.SPELLING, 0.9, "a", "wrong")
        if any(one.finding.span.overlaps(finding.span) for one in choices):
            at = end + 1
            continue
        cure = Candidate(draw(TEXTS | st.just("")), draw(st.sampled_from([0.8, 0.9])), "a", "so")
        if cure.text == body[start:end]:
            choices.append(Choice(finding, (), Outcome.FLAG, None, "no safe cure"))
        else:
            choices.append(Choice(finding, (cure,), Outcome.REPLACE, cure, "so"))
        at = end
    return list(looks.decisions(body, choices))


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.data())
def test_three_looks_are_told_as_one(body: str, data: st.DataObject) -> None:
    told = data.draw(decided(body))
    text = edits.apply(body, looks.edits_of(told))
    for _ in range(2):
        later = data.draw(decided(text))
        told = list(looks.compose(body, told, later))
        text = edits.apply(text, looks.edits_of(later))
        assert edits.apply(body, looks.edits_of(told)) == text
        spans = [decision.choice.finding.span for decision in told]
        assert spans == sorted(spans)
        assert not any(one.overlaps(other) for one, other in pairwise(spans))
        for choice, edit in told:
            assert (choice.picked is None) == (edit is None)
            assert edit is None or edit.confidence == choice.picked.score  # type: ignore[union-attr]


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4).map("\n".join), st.data())
def test_blocks_go_where_their_text_went(body: str, data: st.DataObject) -> None:
    text = segment(Document("d", body))
    inside = [
        decision
        for decision in data.draw(decided(body))
        if any(block.span.contains(decision.span) for block in text.blocks)
    ]
    made = looks.edits_of(inside)
    again = looks.revised(text, made)
    assert again.document.text == edits.apply(body, made)
    changed = {block.span for block in text.blocks if any(block.span.contains(edit.span) for edit in made)}
    assert len(again.blocks) + len(again.rest) == len(text.blocks)
    assert changed.isdisjoint(block.span for block in again.rest)
    lines = again.document.text.split("\n")
    assert all(any(block.text in line for line in lines) for block in again.blocks)
