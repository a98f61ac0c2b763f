"""What the rule detectors share: a rule finds slips, and a slip holds its cures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._foreign_text import in_foreign_quotation
from corrector.types import Candidate, Finding, Kind, Span

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corrector.plugins import Ask
    from corrector.segment import Block, Segmentation


class Slip(NamedTuple):
    """A wrong span with its cures, which share ``score`` (the probability that the span is wrong) evenly.

    Where the cures are not equally likely, or say where they come from, ``offers`` holds them instead. ``kind`` is the
    detector's name unless it is given.
    """

    span: Span
    cures: tuple[str, ...]
    score: float
    message: str
    kind: Kind | None = None
    offers: tuple[Candidate, ...] = ()


class Rule(NamedTuple):
    """A pattern whose every match is a slip, unless ``unless`` says otherwise; ``cure`` is a template for the match."""

    pattern: re.Pattern[str]
    cure: str
    score: float
    message: str
    unless: Callable[[re.Match[str]], bool] | None = None

    def apply(self, block: Block) -> Iterator[Slip]:
        """Yield the slips in a block."""
        base = block.span.start
        for match in self.pattern.finditer(block.text):
            if self.unless is None or not self.unless(match):
                yield Slip(
                    Span(base + match.start(), base + match.end()), (match.expand(self.cure),), self.score, self.message
                )


@dataclass(frozen=True, slots=True)
class RuleDetector:
    """Detector of slips that knows their cures.

    ``scan`` yields the slips of the given blocks of a text, in any order. What it yields for a block must not depend on
    which other blocks it is given, since the cures are found by scanning the block of a finding again.
    """

    name: str
    scan: Callable[[Segmentation, Iterable[Block]], Iterable[Slip]]

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text."""
        return [
            tuple(
                Finding(slip.span, slip.kind or Kind(self.name), slip.score, self.name, slip.message)
                for slip in self._slips(text, text.prose)
            )
            for text in texts
        ]

    def propose(self, asks: Sequence[Ask]) -> list[tuple[Candidate, ...]]:
        """Return the cures of this detector's own findings; nothing for another's."""
        blocks: dict[Segmentation, dict[Block, None]] = {}
        for text, finding in asks:
            if finding.detector == self.name:
                blocks.setdefault(text, {})[text.block_at(finding.span.start)] = None
        slips = {(text, slip.span): slip for text, wanted in blocks.items() for slip in self._slips(text, wanted)}
        return [self._candidates(slips.get((ask.text, ask.finding.span)), ask) for ask in asks]

    def _slips(self, text: Segmentation, blocks: Iterable[Block]) -> list[Slip]:
        """Return the slips outside protected text and foreign quotations, in order, the likelier of two with the same span."""
        touches = text.protection.touches
        best: dict[Span, Slip] = {}
        for slip in self.scan(text, blocks):
            known = best.get(slip.span)
            if touches(slip.span) or in_foreign_quotation(text.block_at(slip.span.start), slip.span):
                continue
            if known is None or known.score < slip.score:
                best[slip.span] = slip
        return sorted(best.values(), key=lambda slip: slip.span)

    def _candidates(self, slip: Slip | None, ask: Ask) -> tuple[Candidate, ...]:
        if slip is None or ask.finding.detector != self.name:
            return ()
        if slip.offers:
            return slip.offers
        score = slip.score / max(1, len(slip.cures))
        return tuple(Candidate(cure, score, self.name, slip.message) for cure in slip.cures)
