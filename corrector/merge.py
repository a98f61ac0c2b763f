"""Settle overlaps between findings, once for all detectors."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from corrector.config import THRESHOLDS
from corrector.types import Finding, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corrector.config import Settings
    from corrector.segment import Segmentation

_LEVELS = sorted(thresholds.report for thresholds in THRESHOLDS.values())
# A network knows neither names nor word lists, and no cure; where anything else has a finding to report, that one stands.
YIELDING = frozenset({"neural"})


def merge(text: Segmentation, findings: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    """Return disjoint findings in text order: those that are asked for, touch no protected text, and win their overlaps.

    A finding beats another that it overlaps if it would be reported by a stricter profile; among equals the wider one wins,
    as the fuller account of the same trouble, then the higher score, the earlier start and the detector's name, so that
    the order in which detectors ran never matters. The neural detector's findings come after all others that the profile
    reports. Of a finding that is beaten, those of its parts remain that hold a word and overlap nothing, neighbours as one.
    """
    ignored = frozenset(word.casefold() for word in settings.ignore)
    wanted = [finding for finding in findings if _is_wanted(text, finding, settings, ignored)]
    kept: list[Finding] = []
    report = settings.thresholds.report
    for finding in sorted(wanted, key=lambda finding: _rank(finding, report)):
        if _is_free(finding.span, kept):
            _keep(replace(finding, parts=()) if finding.parts else finding, kept)
            continue
        for left in list(_left(finding, kept)):
            if _holds_word(text, left.span) and _is_wanted(text, left, settings, ignored):
                _keep(left, kept)
    return tuple(kept)


def _is_free(span: Span, kept: Sequence[Finding]) -> bool:
    place = bisect_right(kept, span.start, key=_start)
    return not any(span.overlaps(other.span) for other in kept[max(place - 1, 0) : place + 1])


def _keep(finding: Finding, kept: list[Finding]) -> None:
    kept.insert(bisect_right(kept, finding.span.start, key=_start), finding)


def _start(finding: Finding) -> int:
    return finding.span.start


def _left(finding: Finding, kept: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what others leave of a finding: runs of its parts, each as sure as the surest part in it and of its kind."""
    run: Finding | None = None
    for part in finding.parts:
        if not _is_free(part.span, kept):
            continue
        joined = Span(part.span.start if run is None else run.span.start, part.span.end)
        if run is not None and _is_free(joined, kept):
            run = replace(max(run, part, key=lambda one: one.score), span=joined)
            continue
        if run is not None:
            yield run
        run = part
    if run is not None:
        yield run


def _holds_word(text: Segmentation, span: Span) -> bool:
    return any(char.isalnum() for char in text.document.text[span.start : span.end])


def _rank(finding: Finding, report: float) -> tuple[bool, bool, int, int, float, int, str]:
    level = bisect_right(_LEVELS, finding.score)
    yields = finding.detector in YIELDING
    return (
        finding.score < report,
        yields,
        -level,
        -finding.span.width,
        -finding.score,
        finding.span.start,
        finding.detector,
    )


def _is_wanted(text: Segmentation, finding: Finding, settings: Settings, ignored: frozenset[str]) -> bool:
    if not settings.wants(finding.kind) or text.protection.touches(finding.span):
        return False
    # Mojibake is one encoding gone wrong and no word at all; a user's word list has no say in it.
    words = text.document.text[finding.span.start : finding.span.end].casefold()
    return finding.kind is Kind.ENCODING or words not in ignored
