"""From findings to the passages that a rewriter reads, and from its answers back to the findings' spans."""

from __future__ import annotations

import re
from math import log
from typing import TYPE_CHECKING, NamedTuple

from corrector.backends.answers import Passage
from corrector.backends.marked import widened
from corrector.types import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.plugins import Offer
    from corrector.segment import Segmentation
    from corrector.types import Candidate

# From this calibrated score on, what rules and gazetteer propose needs no second opinion: it is what ``balanced`` applies.
SETTLED = 0.75
# Below this score of a finding nobody is asked. On held-out text a twentieth more of what is wrong lies between it and 0.1, and
# right text has about six findings in 1,000 words above it; at 0.03 it would be another tenth, and three times as many. Of gaps
# right text has four in 1,000 words above 0.005, and a third of the small words that neural translation lost are there.
ASKED, ASKED_GAP = 0.05, 0.005
_USUAL = 0.5  # wrong spans in 100 words, where nothing is known of the text
LONGEST = 1000  # code points of a sentence; what is longer is a table or a list that lost its line ends
_LINE_END = re.compile(r"[\n\r]")


class Question(NamedTuple):
    """One marked span of a passage.

    ``offers`` are the places, in the text's offers, of the findings asked about: one, or several that touch. ``span`` is
    the marked span in the document: on word boundaries, with the space before it. ``offered`` are the cures that others
    propose, as texts for that span. ``company`` tells how much else in the text is wrong, as :func:`company` has it.
    """

    offers: tuple[int, ...]
    span: Span
    offered: tuple[tuple[str, Candidate], ...]
    company: float


class Asked(NamedTuple):
    """A passage, the text that it is from, where its sentence starts there, and its questions in the order of its spans."""

    text: Segmentation
    start: int
    passage: Passage
    questions: tuple[Question, ...]


def ask(text: Segmentation, offers: Sequence[Offer]) -> Iterator[Asked]:
    """Yield a passage for each sentence with findings that need a second opinion.

    Cures that are settled stand in the passage already, so that the rest is read in the light of them.

    Args:
        text: the text.
        offers: all its findings with what is proposed for them, in order.
    """
    place = 0
    total = sum(offer.finding.score for offer in offers)
    for block in text.prose:
        for sentence in block.sentences:
            while place < len(offers) and offers[place].finding.span.start < sentence.start:
                place += 1
            inside = []
            while place < len(offers) and offers[place].finding.span.end <= sentence.end:
                inside.append(place)
                place += 1
            if (
                inside
                and sentence.width <= LONGEST
                and (one := _asked(text, sentence, offers, inside, total)) is not None
            ):
                yield one


def settled(offer: Offer) -> Candidate | None:
    """Return the cure that needs no second opinion; None where there is none."""
    best = max(offer.candidates, key=lambda candidate: candidate.score, default=None)
    return best if best is not None and best.score >= SETTLED and not best.adds_facts else None


def company(others: float, words: int) -> float:
    """Return the log of how many wrong spans 100 words of a text hold besides the one that is asked about.

    Args:
        others: the sum of their scores, which is how many of them are to be expected.
        words: of the text; in a short one little is known, and what is usual counts for more.

    >>> round(company(0.0, 0), 2), round(company(0.0, 300), 2), round(company(12.0, 300), 2)
    (-0.69, -2.08, 1.14)
    """
    return log((others + _USUAL) / (words / 100 + 1))


def _asked(
    text: Segmentation, sentence: Span, offers: Sequence[Offer], inside: Sequence[int], total: float
) -> Asked | None:
    body = text.document.text
    known = {offers[place].finding.span: cure for place in inside if (cure := settled(offers[place])) is not None}
    groups = [
        (span, members)
        for span, members in _groups(body[sentence.start : sentence.end], sentence.start, offers, inside)
        if not any(_cross(span, offers[place].finding.span) for place in inside if place not in members)
        and not text.protection.touches(span)
        and not _LINE_END.search(body, span.start, span.end)
    ]
    if not groups:
        return None
    pieces: list[str] = []
    spans: list[Span] = []
    done, length = sentence.start, 0
    for span in sorted([*known, *(span for span, _ in groups)]):
        kept = body[done : span.start]
        said = known[span].text if span in known else body[span.start : span.end]
        if span not in known:
            spans.append(Span(length + len(kept), length + len(kept) + len(said)))
        pieces += (kept, said)
        length += len(kept) + len(said)
        done = span.end
    pieces.append(body[done : sentence.end])
    questions = tuple(
        Question(
            tuple(members),
            span,
            _offered(body, span, offers, members),
            company(max(0.0, total - _touching(span, offers, inside)), text.word_count),
        )
        for span, members in groups
    )
    offered = tuple(tuple(said for said, _ in question.offered) for question in questions)
    # A hard-wrapped sentence is read as one line; offsets stay.
    return Asked(text, sentence.start, Passage(_LINE_END.sub(" ", "".join(pieces)), tuple(spans), offered), questions)


def _groups(sentence: str, start: int, offers: Sequence[Offer], inside: Sequence[int]) -> list[tuple[Span, list[int]]]:
    """Return the marked spans of a sentence, in document offsets, each with the findings that it holds."""
    groups: list[tuple[Span, list[int]]] = []
    for place in inside:
        finding = offers[place].finding
        least = ASKED if finding.span.width else ASKED_GAP
        if finding.score < least or finding.kind is Kind.ENCODING or settled(offers[place]) is not None:
            continue
        first, last = widened(sentence, Span(finding.span.start - start, finding.span.end - start))
        span, members = Span(start + first, start + last), [place]
        while groups and span.start <= groups[-1][0].end:
            other, others = groups.pop()
            span = Span(min(span.start, other.start), max(span.end, other.end))
            members = others + members
        groups.append((span, members))
    return groups


def _touching(span: Span, offers: Sequence[Offer], inside: Sequence[int]) -> float:
    """Return the sum of the scores of the sentence's findings that share a boundary or more with a span."""
    findings = (offers[place].finding for place in inside)
    return sum(f.score for f in findings if f.span.start <= span.end and span.start <= f.span.end)


def _cross(one: Span, other: Span) -> bool:
    """Tell whether two spans share a character, one is a gap strictly inside the other, or both are the same gap."""
    if one == other:
        return True
    return one.start < other.end and other.start < one.end


def _offered(
    body: str, span: Span, offers: Sequence[Offer], members: Sequence[int]
) -> tuple[tuple[str, Candidate], ...]:
    """Return what others propose as texts for the marked span, the best of each text."""
    found: dict[str, Candidate] = {}
    for place in members:
        finding, candidates = offers[place]
        for candidate in sorted(candidates, key=lambda candidate: -candidate.score):
            said = _moved(body, finding.span, span, candidate.text)
            if said is not None and said != body[span.start : span.end]:
                found.setdefault(said, candidate)
    return tuple(found.items())


def _moved(body: str, own: Span, span: Span, text: str) -> str | None:
    """Return a finding's cure as a text for the marked span; None where the two spans do not fit each other."""
    if span.contains(own):
        return body[span.start : own.start] + text + body[own.end : span.end]
    if own.width == 0 and span == Span(own.start - 1, own.start - 1) and text.endswith(" "):
        return f" {text[:-1]}"
    return None


def fitted(body: str, own: Span, span: Span, cures: Sequence[str]) -> tuple[Span, tuple[str, ...]]:
    """Return the narrowest span in which all cures can be written, and the cures as texts for it.

    Args:
        body: the document's text.
        own: the finding's span.
        span: the marked span, which holds it, or is the same gap one space earlier.
        cures: texts for the marked span.

    >>> fitted("his armoured train green of", Span(19, 22), Span(18, 24), (" grand", " great"))
    (Span(start=19, end=24), ('grand', 'great'))
    >>> fitted("He came Monday.", Span(8, 8), Span(7, 7), (" on",))
    (Span(start=8, end=8), ('on ',))
    """
    if span.contains(own):
        head, tail = body[span.start : own.start], body[own.end : span.end]
        least = len(head) + len(tail)
        if all(len(cure) >= least and cure.startswith(head) and cure.endswith(tail) for cure in cures):
            return own, tuple(cure[len(head) : len(cure) - len(tail)] for cure in cures)
    spaced = all(len(cure) > 1 and cure[0] == " " for cure in cures)
    if spaced and span.width == 0 and own == Span(span.start + 1, span.start + 1):
        return own, tuple(f"{cure[1:]} " for cure in cures)
    if spaced and span.width > 1 and body[span.start] == " ":
        return Span(span.start + 1, span.end), tuple(cure[1:] for cure in cures)
    return span, tuple(cures)
