"""Decide on each finding: leave it, report it, or replace it by one candidate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.types import Candidate, Choice, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corrector.config import Settings
    from corrector.types import Finding

_DIGITS = re.compile(r"\d")
LISTED = 5  # candidates that a choice keeps, for reports


def choose(finding: Finding, before: str, candidates: Iterable[Candidate], settings: Settings) -> Choice:
    """Let the candidates compete with each other and with leaving the text alone.

    Args:
        finding: the merged finding.
        before: the text of its span.
        candidates: what all proposers offer, with calibrated scores.
        settings: gives the thresholds and the words that must survive.

    Candidates that change digits, drop a word the user protects, or leave the text as it is are vetoed. Candidates with
    the same text count once, with the best score; if the scores together exceed certainty they are scaled down to it,
    since only one cure can be right.
    """
    thresholds = settings.thresholds
    ranked = _ranked(before, candidates, settings)
    if finding.score < thresholds.report:
        return Choice(finding, ranked, Outcome.KEEP, None, f"score below {thresholds.report:.2f}")
    allowed = [candidate for candidate in ranked if thresholds.adds_facts or not candidate.adds_facts]
    if allowed and allowed[0].score >= thresholds.apply:
        reason = allowed[0].reason or "the only good cure"
        return Choice(finding, ranked, Outcome.REPLACE, allowed[0], reason)
    return Choice(finding, ranked, Outcome.FLAG, None, _abstention(ranked, allowed, thresholds.apply))


def _abstention(ranked: Sequence[Candidate], allowed: Sequence[Candidate], bar: float) -> str:
    if not ranked:
        return "no safe cure"
    if ranked[0].score >= bar and ranked[0] not in allowed:
        return "the cure adds what the text does not say"
    if len(ranked) > 1 and ranked[0].score < 2 * ranked[1].score:
        return "several cures are likely"
    return f"no cure above {bar:.2f}"


def _ranked(before: str, candidates: Iterable[Candidate], settings: Settings) -> tuple[Candidate, ...]:
    kept_words = [word for word in settings.ignore if word in before]
    digits = _DIGITS.findall(before)
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        text = candidate.text
        if text == before or _DIGITS.findall(text) != digits or any(word not in text for word in kept_words):
            continue
        if text not in best or candidate.score > best[text].score:
            best[text] = candidate
    total = sum(candidate.score for candidate in best.values())
    ranked = sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.text))[:LISTED]
    return tuple(ranked) if total <= 1.0 else tuple(_scaled(candidate, total) for candidate in ranked)


def _scaled(candidate: Candidate, total: float) -> Candidate:
    score = candidate.score / total
    return Candidate(candidate.text, score, candidate.proposer, candidate.reason, candidate.adds_facts)
