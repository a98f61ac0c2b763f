"""Settle overlaps between findings, once for all detectors."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from corrector.config import THRESHOLDS
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corrector.config import Settings
    from corrector.segment import Segmentation
    from corrector.types import Finding

_LEVELS = sorted(thresholds.report for thresholds in THRESHOLDS.values())
# A network knows neither names nor word lists, and no cure; where anything else has a finding to report, that one stands.
YIELDING = frozenset({"neural"})


def merge(text: Segmentation, findings: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    """Return disjoint findings in text order: those that are asked for, touch no protected text, and win their overlaps.

    A finding beats another that it overlaps if it would be reported by a stricter profile; among equals the wider one wins,
    as the fuller account of the same trouble, then the higher score, the earlier start and the detector's name, so that
    the order in which detectors ran never matters. The neural detector's findings come after all others that the profile
    reports.
    """
    ignored = frozenset(word.casefold() for word in settings.ignore)
    wanted = [finding for finding in findings if _is_wanted(text, finding, settings, ignored)]
    kept: list[Finding] = []
    starts: list[int] = []
    report = settings.thresholds.report
    for finding in sorted(wanted, key=lambda finding: _rank(finding, report)):
        place = bisect_right(starts, finding.span.start)
        neighbours = kept[max(place - 1, 0) : place + 1]
        if not any(finding.span.overlaps(other.span) for other in neighbours):
            kept.insert(place, finding)
            starts.insert(place, finding.span.start)
    return tuple(kept)


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
