"""Examples: sentences with marked spans and what should be answered for each.

Spans are marked as detectors would mark them: not all of the damage, some of it with the words around, and besides what
is right but looks odd, where the answer is to leave it alone. A cure that a reader of the English alone could not know
is answered by the mark that says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.backends.features import tokens
from corrector.backends.marked import widened
from corrector.segment import Block, BlockKind
from corrector.training.align import align, garbled_span, right_text
from corrector.types import Document, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from corrector.backends.marked import Marker
    from corrector.training.damage import Row

MARKED = 0.92  # of the damage; the rest stays in the sentence unmarked, as detectors miss some
_BEFORE = _AFTER = (0.72, 0.2, 0.08)  # how often a span takes 0, 1, 2 words along on each side
_WHOLE = 0.02  # of the damaged sentences are marked as one span
_WHOLE_LIMIT = 160  # code points that a sentence so marked has at most
_FAKE = 0.35  # a damaged sentence also has something right marked
_FAKE_PLACES = 2  # right spans marked in a right sentence, at most
_ODD = 0.7  # of the right spans marked are such as the detector distrusts, where there are any
SURFACE = frozenset({Kind.SPACING, Kind.CASING, Kind.PUNCTUATION, Kind.ENCODING})
_MOST_CHANGED, _LONGEST = 0.4, 5  # of a whole round trip: share of its words, words of one edit
_WORD = re.compile(r"\S+")


class Damage(NamedTuple):
    """A wrong span of a sentence and its cure; None where the sentence does not tell what was meant."""

    span: Span
    cure: str | None


class Sentence(NamedTuple):
    """A sentence with all its damage, in order and disjoint."""

    text: str
    damages: tuple[Damage, ...]
    origin: str


class Marked(NamedTuple):
    """A sentence with marked spans and their answers: the text of the cure, or one of the marks ``keep``, ``unknown``."""

    text: str
    spans: tuple[Span, ...]
    answers: tuple[str | int, ...]
    origin: str


class Example(NamedTuple):
    """What the network reads: ``ids``, of which those from ``answers`` on are to be learned."""

    ids: list[int]
    answers: int
    origin: str


def sentences(row: Row) -> Iterator[Sentence]:
    """Yield the sentences of a row with their damage; one whose damage reaches over its end is left out."""
    block = Block(BlockKind.PARAGRAPH, Span(0, len(row.text)), Document(row.id, row.text))
    for place in block.sentences:
        text = row.text[place.start : place.end]
        inside = [s for s in row.spans if place.start <= s.end and s.start <= place.end]
        if all(place.start <= s.start and s.end <= place.end for s in inside):
            damages = tuple(
                damage(text, Span(s.start - place.start, s.end - place.start), s.cure if s.recoverable else None)
                for s in inside
            )
            yield Sentence(text, damages, row.origin)


def whole_round_trip(garbled: str, right: str) -> Sentence | None:
    """Return what an engine gave back with all that differs from the original; None where that is most of it."""
    found = align(garbled, right)
    damages = []
    changed = 0
    for one in found.edits:
        length, other = one.garbled_end - one.garbled_start, one.end - one.start
        changed += max(length, other)
        if max(length, other) > _LONGEST:
            return None
        damages.append(damage(garbled, garbled_span(found, one, garbled), right_text(found, one, right)))
    if not damages or changed > _MOST_CHANGED * len(found.garbled):
        return None
    return Sentence(garbled, tuple(damages), "engine")


def damage(text: str, span: Span, cure: str | None) -> Damage:
    """Return a damage whose span has its spaces in front, as the rewriter's spans have."""
    start, end = span
    while end > start and text[end - 1] == " " and (cure is None or cure.endswith(" ")):
        end, cure = end - 1, None if cure is None else cure[:-1]
    if cure == "" and text[end - 1 : end] == " " and text[start - 1 : start] == " ":
        start, end = start - 1, end - 1
    elif cure == "" and end < len(text) and text[start - 1 : start] == " ":
        start -= 1
    elif start == end and cure is not None:
        # Something is missing: what comes in brings its space along.
        at = start - 1 if text[start - 1 : start] == " " else start
        return Damage(Span(at, at), f" {cure.strip()}" if at < start else cure)
    return Damage(Span(start, end), cure)


def mark(sentence: Sentence, marker: Marker, rng: Random, odd: Sequence[Span] = ()) -> Marked | None:
    """Choose spans to mark and answer them; None where nothing was chosen.

    Args:
        sentence: with its damage.
        marker: gives the marks.
        rng: decides.
        odd: spans that a detector distrusts, damage or not.
    """
    text = sentence.text
    chosen = [_stretched(text, one.span, rng) for one in sentence.damages if rng.random() < MARKED]
    if sentence.damages and len(text) <= _WHOLE_LIMIT and rng.random() < _WHOLE:
        chosen = [Span(0, len(text))]
    fakes = int(rng.random() < _FAKE) if sentence.damages else rng.randint(1, _FAKE_PLACES)
    chosen += [_stretched(text, span, rng) for span in _fakes(text, odd, fakes, rng)]
    spans = _disjoint(text, chosen, sentence.damages)
    if not spans:
        return None
    answers = tuple(_answer(text, span, sentence.damages, marker) for span in spans)
    return Marked(text, spans, answers, sentence.origin)


def encode(marked: Marked, marker: Marker) -> Example:
    """Return the numbers of a marked sentence and its answers."""
    prompt = marker.prompt(marked.text, marked.spans)
    ids = list(prompt)
    for answer in marked.answers:
        ids += [answer, marker.marks.ends] if isinstance(answer, int) else marker.answer(answer)
    return Example(ids, len(prompt), marked.origin)


def _stretched(text: str, span: Span, rng: Random) -> Span:
    """Return the span with some of the words around it."""
    before, after = (rng.choices(range(len(odds)), odds)[0] for odds in (_BEFORE, _AFTER))
    words = [Span(match.start(), match.end()) for match in _WORD.finditer(text)]
    earlier = [word.start for word in words if word.end <= span.start][-before:] if before else []
    later = [word.end for word in words if word.start >= span.end][:after]
    return Span(min([span.start, *earlier]), max([span.end, *later]))


def _fakes(text: str, odd: Sequence[Span], count: int, rng: Random) -> Iterator[Span]:
    found = list(tokens(text, 0, len(text)))
    for _ in range(count if found else 0):
        if odd and rng.random() < _ODD:
            yield rng.choice(odd)
        else:
            first = rng.randrange(len(found))
            last = min(len(found), first + rng.choice((0, 1, 1, 1, 2)))
            yield Span(found[first].start, found[last - 1].end if last > first else found[first].start)


def _disjoint(text: str, chosen: Sequence[Span], damages: Sequence[Damage]) -> tuple[Span, ...]:
    """Return the spans on word boundaries, joined where they touch each other, none cutting through a damage."""
    done: list[Span] = []
    for start, end in sorted(widened(text, span) for span in chosen):
        for one in damages:
            if one.span.overlaps(Span(start, end)) and not Span(start, end).contains(one.span):
                start, end = widened(text, Span(min(start, one.span.start), max(end, one.span.end)))
        while done and start <= done[-1].end:
            last = done.pop()
            start, end = min(start, last.start), max(end, last.end)
        done.append(Span(start, end))
    return tuple(done)


def _answer(text: str, span: Span, damages: Sequence[Damage], marker: Marker) -> str | int:
    inside = [one for one in damages if span.contains(one.span)]
    if any(one.cure is None for one in inside):
        return marker.marks.unknown
    pieces = []
    done = span.start
    for one in inside:
        pieces += [text[done : one.span.start], one.cure or ""]
        done = one.span.end
    said = "".join((*pieces, text[done : span.end]))
    return marker.marks.keep if said == text[span.start : span.end] else said
