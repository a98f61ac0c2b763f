"""Harper, the grammar checker measured beside the program, through its Python binding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corrector.evaluation.right_text import WORD_LIMIT, Alarm, Place
from corrector.evaluation.systems import harper_cure, harper_linter

if TYPE_CHECKING:
    from collections.abc import Sequence

# The dialect each source is written in; American otherwise.
DIALECTS = {"bbc": "BRITISH", "abc": "AUSTRALIAN"}


def linter(source: str = "") -> Any:
    """Return a linter for the dialect of a source.

    Raises:
        ConfigError: the binding is not installed.
    """
    return harper_linter(DIALECTS.get(source, "AMERICAN"))


def alarms(lines: Sequence[tuple[int, str]], source: str) -> tuple[list[Alarm], list[Alarm]]:
    """Return the first suggestion of every finding as an edit, and every finding."""
    made = linter(source)
    edits, findings = [], []
    for number, text in lines:
        for lint in made.lint(text, language="plaintext"):
            start, end, word = lint.span.start, lint.span.end, lint.problem_text[:WORD_LIMIT]
            findings.append(Alarm(Place(number, start, end, word, None), lint.lint_kind, "harper"))
            if lint.suggestions:
                cure = harper_cure(lint.problem_text, lint.suggestions[0])[:WORD_LIMIT]
                edits.append(Alarm(Place(number, start, end, word, cure), lint.lint_kind, "harper"))
    return edits, findings
