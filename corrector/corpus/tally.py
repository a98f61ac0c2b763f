"""Counts of a run that add up: each batch has its own, and their sum is the report's.

Everything here is bounded, whatever the corpus, and adds up to the same whatever the number of workers; only the times
differ from run to run.
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from corrector.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corrector.types import Edit, Result

BINS = 50  # of the histogram of scores, each 0.02 wide; a score of exactly 0 is counted apart
SHOWN = 20  # documents in each list of the worst and the slowest
SAMPLED = 60  # edits kept to look at
REPAIRS = 5_000  # different repairs counted; beyond that the rarest are forgotten
CONTEXT = 60  # characters shown on each side of a sampled edit


class Judged(NamedTuple):
    """A document in a list: a figure (score or seconds), its source, number and id, and how it begins."""

    figure: float
    source: str
    record: int
    id: str
    text: str


class Sample(NamedTuple):
    """An edit to look at, with its context; ``key`` orders samples at random but alike in every run."""

    key: str
    source: str
    record: int
    left: str
    before: str
    after: str
    right: str
    kind: str
    confidence: float


@dataclass(slots=True)
class Tally:
    """What happened to the records: counts, distributions, and examples to look at."""

    records: int = 0
    words: int = 0
    characters: int = 0
    changed: int = 0
    edits: int = 0
    findings: int = 0
    dropped: int = 0
    failed: int = 0
    unheld: int = 0
    seconds: float = 0.0
    perfect: int = 0
    scores: list[int] = field(default_factory=lambda: [0] * BINS)
    kinds: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    worst: list[Judged] = field(default_factory=list)
    slowest: list[Judged] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    # From these on an example may still be among the best; they only save work.
    _worst_bar: float = 0.0
    _sample_bar: str = "~"

    def add(self, result: Result, *, source: str, record: int) -> None:
        """Count a result."""
        document = result.document
        self.words += len(document.text.split())
        self.characters += len(document.text)
        self.edits += len(result.edits)
        self.changed += bool(result.edits)
        if result.score <= 0:
            self.perfect += 1
        else:
            self.scores[min(BINS - 1, int(result.score * BINS))] += 1
            if result.score >= self._worst_bar:
                self.worst.append(Judged(round(result.score, 4), source, record, document.id, _opening(document.text)))
        for choice in result.choices:
            if choice.outcome is not Outcome.KEEP:
                self.findings += 1
                if choice.outcome is Outcome.FLAG:
                    self.flagged[choice.finding.kind.value] += 1
        for edit in result.edits:
            self.kinds[edit.kind.value] += 1
            self.repairs[f"{edit.kind.value}\t{_short(edit.before)}\t{_short(edit.after)}"] += 1
            key = f"{zlib.crc32(f'{source}|{record}|{edit.span.start}'.encode('utf-8', 'replace')):08x}"
            if key <= self._sample_bar:
                self.samples.append(_sample(key, result, edit, source, record))
        for skip in result.skipped:
            self.skipped[skip.reason] += 1
        if len(self.worst) > 4 * SHOWN or len(self.samples) > 4 * SAMPLED:
            self.trim()

    def fail(self, reason: str) -> None:
        """Count a record that was not cleaned; the reason's details do not count."""
        self.failed += 1
        self.reasons[reason.partition(":")[0][:80]] += 1

    def trim(self) -> Self:
        """Cut every list and counter to its bound, and return the tally."""
        self.worst = _top(self.worst, SHOWN, lambda each: (-each.figure, each.source, each.record))
        if len(self.worst) == SHOWN:
            self._worst_bar = self.worst[-1].figure - 0.0001  # figures are rounded
        self.slowest = _top(self.slowest, SHOWN, lambda each: (-each.figure, each.source, each.record))
        self.samples = _top(self.samples, SAMPLED, lambda each: (each.key, each.source, each.record))
        if len(self.samples) == SAMPLED:
            self._sample_bar = self.samples[-1].key
        if len(self.repairs) > 2 * REPAIRS:
            kept = sorted(self.repairs.items(), key=lambda item: (-item[1], item[0]))[:REPAIRS]
            self.repairs = Counter(dict(kept))
        return self

    def merge(self, other: Tally) -> None:
        """Add another tally."""
        for each in _public():
            mine, others = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, Counter):
                mine.update(others)
            elif each.name == "scores":
                self.scores = [a + b for a, b in zip(mine, others, strict=True)]
            else:
                setattr(self, each.name, mine + others)
        self.trim()

    def dump(self) -> dict[str, Any]:
        """Return the tally as JSON values; empty ones are left out."""
        values = {each.name: getattr(self, each.name) for each in _public()}
        if not any(self.scores):
            values["scores"] = []
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in values.items() if value}

    @classmethod
    def load(cls, values: dict[str, Any]) -> Tally:
        """Return the tally that :meth:`dump` wrote."""
        made = cls()
        for name, value in values.items():
            if isinstance(getattr(made, name), Counter):
                setattr(made, name, Counter(value))
            elif name in {"worst", "slowest"}:
                setattr(made, name, [Judged(*each) for each in value])
            elif name == "samples":
                made.samples = [Sample(*each) for each in value]
            else:
                setattr(made, name, value)
        return made


@cache
def _public() -> tuple[Field[Any], ...]:
    return tuple(each for each in fields(Tally) if not each.name.startswith("_"))


def _top(values: Iterable[Any], count: int, key: Callable[[Any], Any]) -> list[Any]:
    return sorted(values, key=key)[:count]


def _opening(text: str) -> str:
    return " ".join(text[:240].split())[:160]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _sample(key: str, result: Result, edit: Edit, source: str, record: int) -> Sample:
    text = result.document.text
    return Sample(
        key,
        source,
        record,
        text[max(0, edit.span.start - CONTEXT) : edit.span.start],
        _short(edit.before),
        _short(edit.after),
        text[edit.span.end : edit.span.end + CONTEXT],
        edit.kind.value,
        round(edit.confidence, 4),
    )
