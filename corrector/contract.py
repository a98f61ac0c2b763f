"""The JSON objects of version 1: the same in the command line, batch records and HTTP.

Offsets are code points into the original text; ``line`` and ``column`` count from 1. The JSON Schema that ships with the
package describes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corrector.text import Lines
from corrector.types import Outcome

if TYPE_CHECKING:
    from corrector.types import Candidate, Choice, Edit, Result

VERSION = 1
_DECIMALS = 4  # probabilities are estimates; more digits would only make outputs differ for nothing


def document(result: Result) -> dict[str, Any]:
    """Return the object of one document."""
    return {
        "path": result.document.origin or result.document.id,
        **_judgement(result),
        "corrected": result.corrected,
    }


def audit(result: Result) -> dict[str, Any]:
    """Return the ``corrector`` object of a batch record; the text itself stands in the record's text field."""
    return {**_judgement(result), "signature": result.signature}


def _judgement(result: Result) -> dict[str, Any]:
    lines = Lines(result.document.text)
    reported = [choice for choice in result.choices if choice.outcome is not Outcome.KEEP]
    return {
        "score": round(result.score, _DECIMALS),
        "skipped": [{"start": skip.span.start, "end": skip.span.end, "reason": skip.reason} for skip in result.skipped],
        "findings": [_finding(choice, result.document.text, lines) for choice in reported],
        "edits": [_edit(edit) for edit in result.edits],
    }


def _finding(choice: Choice, text: str, lines: Lines) -> dict[str, Any]:
    finding = choice.finding
    place = lines.place(finding.span.start)
    return {
        "start": finding.span.start,
        "end": finding.span.end,
        "line": place.line,
        "column": place.column,
        "text": text[finding.span.start : finding.span.end],
        "kind": finding.kind.value,
        "score": round(finding.score, _DECIMALS),
        "detector": finding.detector,
        "message": finding.message,
        "outcome": choice.outcome.value,
        "reason": choice.reason,
        "suggestions": [_suggestion(candidate) for candidate in choice.candidates],
    }


def _suggestion(candidate: Candidate) -> dict[str, Any]:
    return {
        "text": candidate.text,
        "confidence": round(candidate.score, _DECIMALS),
        "proposer": candidate.proposer,
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "start": edit.span.start,
        "end": edit.span.end,
        "before": edit.before,
        "after": edit.after,
        "kind": edit.kind.value,
        "confidence": round(edit.confidence, _DECIMALS),
        "proposer": edit.proposer,
    }
