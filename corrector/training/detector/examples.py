"""Examples of right and wrong text as labels of tokens and gaps.

Two sorts of material meet here. Rows of the training mix know exactly what is wrong and of which kind. The word tags of
post-edited machine translation (MLQE-PE) only know what an editor changed, and round trips as the engines gave them only
what differs from the original; both include what is merely put otherwise. These teach the separate output "would an
editor change it", and, with a small weight, that something is wrong.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from corrector.backends.features import tokens
from corrector.errors import InputError
from corrector.segment import Block, BlockKind
from corrector.training import mix, mlqe
from corrector.training.align import align, garbled_span
from corrector.training.engines.cache import read_cache
from corrector.training.sources import texts_of
from corrector.types import Document, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corrector.backends.features import Token
    from corrector.training.damage import Row

KINDS = tuple(Kind)
RIGHT, UNKNOWN, WRONG = 0, -1, -2
"""Labels beside 1 + the place of a kind in :data:`KINDS`: right; not known; wrong, of a kind not known."""


class Group(StrEnum):
    """Where an example comes from; how often examples are drawn is said by group.

    All but the last two are a row's origin; the examples of those two know what was changed, not what was wrong.
    """

    RIGHT = "right"
    TEMPLATE = "template"
    SIMULATED = "simulated"
    ROUND_TRIP = "round-trip"
    MINED = "mlqe-pe"
    POST_EDIT = "post-edit"
    ENGINE = "engine"


CHANGED = frozenset({Group.POST_EDIT, Group.ENGINE})


class Example(NamedTuple):
    """One sentence with the labels of its tokens, of its gaps (one more), and what an editor did to each token.

    ``source`` is the corpus, engine or language pair that it comes from. ``edit`` holds 0 or 1, or :data:`UNKNOWN`; where
    ``is_taught``, probabilities of others instead (:mod:`corrector.training.detector.teachers`).
    """

    group: Group
    source: str
    tokens: tuple[Token, ...]
    word: tuple[int, ...]
    gap: tuple[int, ...]
    edit: tuple[float, ...]
    is_taught: bool = False


def read_mix(folder: Path, *, split: str) -> Iterator[Example]:
    """Yield the examples of one split of a training mix.

    Raises:
        InputError: the folder has no part of that split, or one is damaged.
    """
    found = False
    for row in mix.read_mix(folder, split):
        found = True
        yield from from_row(row)
    if not found:
        raise InputError(f"{folder}: no part of the split {split!r}; make it with 'corrector train data'")


def from_row(row: Row) -> Iterator[Example]:
    """Yield the sentences of a row; spans that reach over the end of a sentence label the part inside."""
    block = Block(BlockKind.PARAGRAPH, Span(0, len(row.text)), Document(row.id, row.text))
    for sentence in block.sentences:
        found = tuple(tokens(row.text, sentence.start, sentence.end))
        word, gap = [RIGHT] * len(found), [RIGHT] * (len(found) + 1)
        for span in row.spans:
            if found and span.start <= sentence.end and span.end >= sentence.start:
                _mark(found, word, gap, Span(span.start, span.end), 1 + KINDS.index(span.kind))
        yield Example(Group(row.origin), row.source, found, tuple(word), tuple(gap), (UNKNOWN,) * len(found))


def _mark(found: Sequence[Token], word: list[int], gap: list[int], span: Span, label: int) -> None:
    """Label the tokens that a wrong span touches, or the gap where something is missing."""
    first, last = touched(found, span)
    if first < last:
        word[first:last] = [label] * (last - first)
    elif span.width == 0 and found[0].start <= span.start <= found[-1].end:
        gap[first] = label


def touched(found: Sequence[Token], span: Span) -> tuple[int, int]:
    """Return the half-open range of tokens that share a character with a span; empty before a gap's next token."""
    starts, ends = [token.start for token in found], [token.end for token in found]
    if span.width == 0:
        # A gap inside a token (a lost apostrophe) is that token's fault.
        place = bisect_right(ends, span.start)
        inside = place < len(found) and starts[place] < span.start
        return place, place + inside
    return bisect_right(ends, span.start), max(bisect_left(starts, span.end), bisect_right(ends, span.start))


def read_post_edits(data: Path, *, split: str) -> Iterator[Example]:
    """Yield the sentences of one split of MLQE-PE; no sentence of a held-out split is in ``train``."""
    yield from map(from_post_edit, mlqe.read_segments(data, split))


def from_post_edit(segment: mlqe.Segment) -> Example:
    """Return the example of one post-edited translation."""
    found = tuple(tokens(segment.mt, 0, len(segment.mt)))
    edit, gap = [RIGHT] * len(found), [RIGHT] * (len(found) + 1)
    for (first, last), bad, missing in zip(
        token_places(found, segment), segment.tags, segment.gap_tags[:-1], strict=True
    ):
        if bad:
            edit[first:last] = [1] * (last - first)
        if missing:
            gap[first] = WRONG
    if segment.gap_tags[-1]:
        gap[-1] = WRONG
    return _changed(Group.POST_EDIT, segment.pair, found, edit, gap)


def _changed(group: Group, source: str, found: tuple[Token, ...], edit: list[int], gap: list[int]) -> Example:
    word = tuple(WRONG if label else RIGHT for label in edit)
    return Example(group, source, found, word, tuple(gap), tuple(edit))


def read_round_trips(data: Path, cache: Path, *, split: str, most: int) -> Iterator[Example]:
    """Yield what the engines made of the right sentences of a split, whole, at most ``most`` sentences an engine."""
    held = texts_of(data, split)
    for engine in mix.ROUND_TRIP_ENGINES:
        pairs = ((right, garbled) for right, garbled in read_cache(cache, engine) if right in held)
        for right, garbled in islice(pairs, most):
            if garbled and garbled != right:
                yield from_round_trip(garbled, right, engine)


def from_round_trip(garbled: str, right: str, engine: str) -> Example:
    """Return the example of a sentence that an engine gave back: what differs from the original is changed."""
    found = tuple(tokens(garbled, 0, len(garbled)))
    edit, gap = [RIGHT] * len(found), [RIGHT] * (len(found) + 1)
    alignment = align(garbled, right)
    for one in alignment.edits:
        span = garbled_span(alignment, one, garbled)
        first, last = touched(found, span)
        if span.width:
            edit[first:last] = [1] * (last - first)
        else:
            gap[first] = WRONG
    return _changed(Group.ENGINE, engine, found, edit, gap)


def token_places(found: Sequence[Token], segment: mlqe.Segment) -> list[tuple[int, int]]:
    """Return which of our tokens each token of a segment touches: half-open ranges, in order.

    A token that cannot be found in the text (an escaped mark) touches the one that comes next.
    """
    places = []
    at = 0
    for token in segment.tokens:
        place = segment.mt.find(token, at)
        is_near = 0 <= place < at + 40
        start, end = (place, place + len(token)) if is_near else (at, at + 1)
        at = end if is_near else at
        first, last = touched(found, Span(start, end))
        first = min(first, len(found) - 1)
        places.append((first, max(last, first + 1)))
    return places
