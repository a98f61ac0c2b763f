"""Counts of a run: its summary line and its exit code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from corrector.types import Outcome

if TYPE_CHECKING:
    from corrector.types import Result


class ExitCode(IntEnum):
    """What the command line returns; a failed input outranks findings."""

    DONE = 0
    FOUND = 1
    USAGE = 2
    FAILED = 3


@dataclass(slots=True)
class Report:
    """Counts results and failures as they come.

    ``fail_on`` is the score from which a reported finding makes ``exit_code`` 1, as ``config.parse_fail_on`` returns it:
    None for never, infinity for findings that would be replaced.
    """

    fail_on: float | None = None
    documents: int = 0
    changed: int = 0
    edits: int = 0
    flagged: int = 0
    left_alone: int = 0
    failed: int = 0
    found: bool = False

    def add(self, result: Result) -> None:
        """Count one result."""
        self.documents += 1
        self.changed += bool(result.edits)
        self.edits += len(result.edits)
        self.left_alone += len(result.skipped)
        for choice in result.choices:
            self.flagged += choice.outcome is Outcome.FLAG
            if choice.outcome is not Outcome.KEEP and self.fail_on is not None:
                replaced = choice.outcome is Outcome.REPLACE
                self.found |= choice.finding.score >= self.fail_on or (replaced and self.fail_on == float("inf"))

    def fail(self) -> None:
        """Count an input, a record or an output that failed."""
        self.failed += 1

    @property
    def summary(self) -> str:
        """One line for people.

        >>> Report(documents=2, changed=1, edits=3, flagged=1).summary
        '2 documents: 3 edits in 1 of them, 1 finding without a safe cure'
        """
        parts = []
        if self.edits:
            parts.append(_count(self.edits, "edit") + (f" in {self.changed:,} of them" if self.documents > 1 else ""))
        if self.flagged:
            parts.append(f"{_count(self.flagged, 'finding')} without a safe cure")
        if not parts:
            parts.append("nothing to report")
        if self.left_alone:
            parts.append(f"{_count(self.left_alone, 'passage')} left alone")
        if self.failed:
            parts.append(f"{self.failed} failed")
        return f"{_count(self.documents, 'document')}: {', '.join(parts)}"

    @property
    def exit_code(self) -> ExitCode:
        """The process's exit code."""
        if self.failed:
            return ExitCode.FAILED
        return ExitCode.FOUND if self.found else ExitCode.DONE


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
