"""Measures of detection, repair, harm, calibration and ranking; plain Python, so they run wherever the package does.

Spans are code points of the garbled text, half-open; a zero-width span is a gap where something is missing. Every function
is pure. Intervals: Wilson 1927, Efron 1979; MCC: Matthews 1975; Brier 1950; expected calibration error with equally filled
bins: Nixon et al. 2019; TER: Snover et al. 2006.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import sqrt
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WORD = re.compile(r"\S+")
"""What counts as a word in all measures: characters without white space."""


class Overlap(NamedTuple):
    """Span counts with partial credit, summed over texts: credits are what fractions of spans are covered."""

    reported: int = 0
    reported_credit: float = 0.0
    marked: int = 0
    marked_credit: float = 0.0

    def __add__(self, other: object) -> Overlap:
        """Add the counts of two texts."""
        assert isinstance(other, Overlap)
        return Overlap(
            self.reported + other.reported,
            self.reported_credit + other.reported_credit,
            self.marked + other.marked,
            self.marked_credit + other.marked_credit,
        )

    @property
    def precision(self) -> float:
        """Share of what was reported that is marked; 0 where nothing was reported."""
        return self.reported_credit / self.reported if self.reported else 0.0

    @property
    def recall(self) -> float:
        """Share of what is marked that was reported; 0 where nothing is marked."""
        return self.marked_credit / self.marked if self.marked else 0.0

    def f(self, beta: float = 0.5) -> float:
        """Return the weighted harmonic mean of precision and recall; 0.5 weighs precision twice."""
        below = beta * beta * self.precision + self.recall
        return (1 + beta * beta) * self.precision * self.recall / below if below else 0.0


def overlap(text: str, reported: Sequence[Span], marked: Sequence[Span]) -> Overlap:
    """Compare reported with marked spans of one text, word by word.

    A span earns the share of its words that the other side touches; a gap earns all or nothing, by a span within one
    character of it.

    >>> overlap("a bad bad word", [Span(2, 9)], [Span(2, 5)])
    Overlap(reported=1, reported_credit=0.5, marked=1, marked_credit=1.0)
    """
    words = [Span(*match.span()) for match in WORD.finditer(text)]
    return Overlap(
        len(reported),
        sum(_covered(span, marked, words) for span in reported),
        len(marked),
        sum(_covered(span, reported, words) for span in marked),
    )


def _covered(span: Span, others: Sequence[Span], words: Sequence[Span]) -> float:
    inside = [word for word in words if word.start < span.end and span.start < word.end]
    if span.start == span.end or not inside:
        return float(any(other.start <= span.end + 1 and span.start <= other.end + 1 for other in others))
    touched = sum(any(_touches(word, other) for other in others) for word in inside)
    return touched / len(inside)


def _touches(word: Span, other: Span) -> bool:
    if other.start == other.end:
        return word.start <= other.start + 1 and other.start - 1 <= word.end
    return word.start < other.end and other.start < word.end


def flags(text: str, spans: Sequence[Span]) -> list[bool]:
    """Return for each word of the text whether a span with width touches it.

    >>> flags("he go home", [Span(3, 5)])
    [False, True, False]
    """
    wide = [span for span in spans if span.end > span.start]
    return [
        any(match.start() < span.end and span.start < match.end() for span in wide) for match in WORD.finditer(text)
    ]


class Confusion(NamedTuple):
    """Words by flag and label, summed over texts."""

    hit: int = 0
    false_alarm: int = 0
    miss: int = 0
    quiet: int = 0

    def __add__(self, other: object) -> Confusion:
        """Add the counts of two texts."""
        assert isinstance(other, Confusion)
        return Confusion(*(a + b for a, b in zip(self, other, strict=True)))

    def mcc(self) -> float:
        """Return Matthews' correlation, -1 to 1; 0 where a row or column is empty.

        >>> Confusion(hit=5, quiet=5).mcc(), Confusion(hit=5, false_alarm=5).mcc()
        (1.0, 0.0)
        """
        a, b, c, d = self
        below = (a + b) * (a + c) * (d + b) * (d + c)
        return (a * d - b * c) / sqrt(below) if below else 0.0


def confusion(flagged: Sequence[bool], wrong: Sequence[bool]) -> Confusion:
    """Count flags against labels. Raises ``ValueError`` if they differ in length."""
    pairs = list(zip(flagged, wrong, strict=True))
    return Confusion(
        pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)), pairs.count((False, False))
    )


class Repair(NamedTuple):
    """What a correction did, summed over texts; counts of texts, but ``harm``, ``before``, ``after``, ``words`` of words.

    ``exact``: equal to the reference; ``nearer``, ``equal``, ``farther``: fewer, as many, more word edits away than
    before; ``harm``: words that matched the reference before and do not after; ``before`` and ``after``: TER edits;
    ``words``: of the reference.
    """

    exact: int = 0
    nearer: int = 0
    equal: int = 0
    farther: int = 0
    harm: int = 0
    before: int = 0
    after: int = 0
    words: int = 0

    def __add__(self, other: object) -> Repair:
        """Add the counts of two texts."""
        assert isinstance(other, Repair)
        return Repair(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def ter_before(self) -> float:
        """Translation edit rate of the garbled texts, per cent."""
        return 100 * self.before / self.words if self.words else 0.0

    @property
    def ter_after(self) -> float:
        """Translation edit rate of the corrected texts, per cent."""
        return 100 * self.after / self.words if self.words else 0.0

    @property
    def removed(self) -> float:
        """Share of the TER edits that the correction made unnecessary, per cent; below 0 where it did harm."""
        return 100 * (self.before - self.after) / self.before if self.before else 0.0


def repair(garbled: str, corrected: str, right: str) -> Repair:
    """Compare a correction with the reference and with what it started from.

    ``exact`` counts apart from ``nearer``: a text that was right and stayed so is ``equal`` and exact.

    >>> repair("He go to home.", "He goes to home.", "He goes home.")[:5]
    (0, 1, 0, 0, 0)
    """
    one, two, reference = WORD.findall(garbled), WORD.findall(corrected), WORD.findall(right)
    before = ter_edits(one, reference)
    after = before if one == two else ter_edits(two, reference)
    near, far = Levenshtein.distance(one, reference), Levenshtein.distance(two, reference)
    return Repair(
        exact=int(corrected == right),
        nearer=int(far < near),
        equal=int(far == near),
        farther=int(far > near),
        harm=len(_matched(one, reference) - _matched(two, reference)),
        before=before,
        after=after,
        words=len(reference),
    )


def _matched(words: Sequence[str], reference: Sequence[str]) -> set[int]:
    """Return which words of the reference the longest common subsequence holds."""
    blocks = Indel.opcodes(words, reference)
    return {place for b in blocks if b.tag == "equal" for place in range(b.dest_start, b.dest_end)}


_LONGEST_SHIFT = 10
_FARTHEST_SHIFT = 50


def ter_edits(words: Sequence[str], reference: Sequence[str]) -> int:
    """Return the edits of TER: insertions, deletions, substitutions, and shifts of runs of words, each one.

    Shifts are searched greedily: the one that saves most is made until none saves more than it costs.

    >>> ter_edits("b c a".split(), "a b c".split())
    1
    """
    current, shifts = list(words), 0
    distance = Levenshtein.distance(current, reference)
    while distance > 1:
        best, moved = distance - 1, None
        for candidate in _shifts(current, reference):
            if best == 0:
                break
            length = Levenshtein.distance(candidate, reference, score_cutoff=best - 1)
            if length < best:
                best, moved = length, candidate
        if moved is None:
            break
        current, distance, shifts = moved, best, shifts + 1
    return distance + shifts


def _shifts(words: list[str], reference: Sequence[str]) -> Iterable[list[str]]:
    """Yield the word lists after moving a run that stands elsewhere in the reference to where it stands there."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(reference):
        places.setdefault(word, []).append(place)
    for start, word in enumerate(words):
        for target in places.get(word, ()):
            if target == start or abs(target - start) > _FARTHEST_SHIFT:
                continue
            length = 1
            while (
                length < _LONGEST_SHIFT
                and start + length < len(words)
                and target + length < len(reference)
                and words[start + length] == reference[target + length]
            ):
                length += 1
            rest = words[:start] + words[start + length :]
            at = min(target, len(rest))
            yield rest[:at] + words[start : start + length] + rest[at:]


class Bin(NamedTuple):
    """One bin of a reliability curve: mean score, share that was right, how many."""

    score: float
    share: float
    size: int


def reliability(scores: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10) -> tuple[Bin, ...]:
    """Return the reliability curve in bins filled equally, by rising score. Raises ``ValueError`` on unequal lengths."""
    ranked = sorted(zip(scores, outcomes, strict=True))
    bins = min(bins, len(ranked))
    edges = [len(ranked) * number // bins for number in range(bins + 1)] if bins else []
    parts = [ranked[a:b] for a, b in pairwise(edges)]
    return tuple(
        Bin(sum(s for s, _ in part) / len(part), sum(o for _, o in part) / len(part), len(part)) for part in parts
    )


def expected_calibration_error(scores: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10) -> float:
    """Return the mean gap between score and share of right ones over the bins, weighted by their size; 0 is perfect.

    >>> expected_calibration_error([0.5, 0.5], [True, False], bins=1)
    0.0
    """
    curve = reliability(scores, outcomes, bins=bins)
    return sum(b.size * abs(b.score - b.share) for b in curve) / len(scores) if curve else 0.0


def brier_skill(scores: Sequence[float], outcomes: Sequence[bool]) -> float:
    """Return by what share the Brier score beats always saying the base rate: 1 perfect, 0 no better, below 0 worse.

    >>> brier_skill([1.0, 0.0], [True, False])
    1.0
    """
    if not scores:
        return 0.0
    base = sum(outcomes) / len(outcomes)
    reference = base * (1 - base)
    score = sum((s - o) ** 2 for s, o in zip(scores, outcomes, strict=True)) / len(scores)
    return 1 - score / reference if reference else 0.0


def auroc(scores: Sequence[float], outcomes: Sequence[bool]) -> float:
    """Return the chance that a right one scores above a wrong one, ties half; 0.5 where one side is empty.

    >>> auroc([0.1, 0.4, 0.4, 0.8], [False, False, True, True])
    0.875
    """
    positives = sum(outcomes)
    negatives = len(outcomes) - positives
    if not positives or not negatives:
        return 0.5
    total = sum(rank for rank, outcome in zip(ranks(scores), outcomes, strict=True) if outcome)
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def ranks(values: Sequence[float]) -> list[float]:
    """Return the ranks of the values from 1 up, ties sharing their mean.

    >>> ranks([3.0, 1.0, 3.0])
    [2.5, 1.0, 2.5]
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            result[place] = (start + end + 1) / 2
        start = end
    return result


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the rank correlation of two lists, -1 to 1; 0 where one of them is constant. Unequal lengths raise ``ValueError``.

    >>> spearman([1, 2, 3], [10, 20, 30])
    1.0
    """
    pairs = list(zip(ranks(one), ranks(other), strict=True))
    mean = (len(pairs) + 1) / 2
    above = sum((a - mean) * (b - mean) for a, b in pairs)
    below = sqrt(sum((a - mean) ** 2 for a, _ in pairs) * sum((b - mean) ** 2 for _, b in pairs))
    return above / below if below else 0.0


class Interval(NamedTuple):
    """Lower and upper end of a confidence interval of a share."""

    low: float
    high: float


def wilson(right: int, total: int, *, z: float = 1.96) -> Interval:
    """Return the Wilson score interval of a share, 95 % by default; the whole range for no trials.

    >>> tuple(round(end, 3) for end in wilson(9, 10))
    (0.596, 0.982)
    """
    if not total:
        return Interval(0.0, 1.0)
    share = right / total
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    below = 1 + z * z / total
    return Interval(max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below))


_ROUNDS = 1000


def bootstrap(parts: Sequence[tuple[float, float]], *, seed: int = 0) -> Interval:
    """Return the 95 % percentile bootstrap interval of a ratio of sums, drawing whole texts anew.

    Args:
        parts: for each text, what it adds above and below the line; a text stays whole because its parts are alike.
        seed: of the draws.

    Efron 1979. The whole range from 0 to 1 where there is nothing to draw from.

    >>> bootstrap([(1, 1), (1, 1)])
    Interval(low=1.0, high=1.0)
    """
    rng = Random(seed)  # noqa: S311 - reproducible draws, no secret
    ratios = []
    for _ in range(_ROUNDS if parts else 0):
        drawn = rng.choices(parts, k=len(parts))
        if below := sum(part for _, part in drawn):
            ratios.append(sum(part for part, _ in drawn) / below)
    ratios.sort()
    return Interval(ratios[len(ratios) // 40], ratios[-1 - len(ratios) // 40]) if ratios else Interval(0.0, 1.0)


def reliability_picture(curve: Sequence[Bin], *, title: str) -> str:
    """Return a reliability curve as an SVG picture: points sized by count, the diagonal for perfect calibration."""
    side, margin = 320, 48
    most = max((b.size for b in curve), default=1)

    def x(value: float) -> float:
        return margin + value * side

    def y(value: float) -> float:
        return margin + (1 - value) * side

    points = " ".join(f"{x(b.score):.1f},{y(b.share):.1f}" for b in curve)
    dots = "".join(
        f'<circle cx="{x(b.score):.1f}" cy="{y(b.share):.1f}" r="{2 + 5 * sqrt(b.size / most):.1f}" fill="#1f6feb"/>'
        for b in curve
    )
    ticks = "".join(
        f'<text x="{x(t):.0f}" y="{y(0) + 16:.0f}" text-anchor="middle">{t:g}</text>'
        f'<text x="{x(0) - 6:.0f}" y="{y(t) + 4:.0f}" text-anchor="end">{t:g}</text>'
        for t in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side + 2 * margin}" height="{side + 2 * margin}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>'
        f'<text x="{x(0.5):.0f}" y="24" text-anchor="middle" font-size="14">{escaped}</text>'
        f'<rect x="{margin}" y="{margin}" width="{side}" height="{side}" fill="none" stroke="#888"/>'
        f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}" stroke="#888" stroke-dasharray="4 4"/>'
        f'<polyline points="{points}" fill="none" stroke="#1f6feb"/>{dots}{ticks}'
        f'<text x="{x(0.5):.0f}" y="{y(0) + 36:.0f}" text-anchor="middle">score</text>'
        f'<text x="14" y="{y(0.5):.0f}" text-anchor="middle" transform="rotate(-90 14 {y(0.5):.0f})">share right</text></svg>\n'
    )
