"""What ``corrector evaluate`` can run: the program itself, doing nothing, and Harper; each turns documents into results."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corrector import protect
from corrector.errors import ConfigError
from corrector.pipeline import Pipeline
from corrector.types import Candidate, Choice, Document, Edit, Finding, Kind, Outcome, Result, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.config import Settings
    from corrector.evaluation.evaluate import Run

NAMES = ("corrector", "nothing", "harper")


@contextmanager
def system(name: str, settings: Settings) -> Iterator[Run]:
    """Open a system by name.

    Raises:
        ConfigError: there is no such system, or what it needs is not installed.
    """
    if name == "nothing":
        yield _nothing
    elif name == "harper":
        yield _Harper().run
    elif name == "corrector":
        with Pipeline(settings) as pipeline:
            yield lambda documents: pipeline.run(
                Document(document.id, document.text, protect.spans(document.text)) for document in documents
            )
    else:
        raise ConfigError(f"no system {name!r}; choose from {', '.join(NAMES)}")


def _nothing(documents: Iterable[Document]) -> Iterator[Result]:
    for document in documents:
        yield Result(document, (), (), 0.0, "nothing")


class _Harper:
    """Harper's findings, each with its first suggestion applied; its lints bring no score, so each counts as certain."""

    def __init__(self) -> None:
        self._linter = harper_linter()

    def run(self, documents: Iterable[Document]) -> Iterator[Result]:
        """Yield one result per document."""
        for document in documents:
            choices, edits = self._choices(document.text)
            words = max(1, len(document.text.split()))
            flagged = sum(len(edit.finding.message.split()) for edit in choices)
            yield Result(document, tuple(choices), tuple(edits), min(1.0, flagged / words), "harper | first suggestion")

    def _choices(self, text: str) -> tuple[list[Choice], list[Edit]]:
        choices: list[Choice] = []
        edits: list[Edit] = []
        lints = sorted(self._linter.lint(text, language="plaintext"), key=lambda lint: (lint.span.start, lint.span.end))
        for lint in lints:
            span, before = Span(lint.span.start, lint.span.end), lint.problem_text
            if edits and span.start < edits[-1].span.end:
                continue
            finding = Finding(span, Kind.FLUENCY, 1.0, "harper", before)
            cure = _first_cure(before, lint.suggestions)
            if cure is None or cure == before or text[span.start : span.end] != before:
                choices.append(Choice(finding, (), Outcome.FLAG, None, lint.message))
                continue
            candidate = Candidate(cure, 1.0, "harper")
            choices.append(Choice(finding, (candidate,), Outcome.REPLACE, candidate, lint.message))
            edits.append(Edit(span, before, cure, Kind.FLUENCY, 1.0, "harper"))
        return choices, edits


def _first_cure(before: str, suggestions: list[Any]) -> str | None:
    return harper_cure(before, suggestions[0]) if suggestions else None


def harper_linter(dialect: str = "AMERICAN") -> Any:
    """Return Harper's linter for a dialect, by the name that its binding gives it.

    Raises:
        ConfigError: the binding is not installed.
    """
    try:
        import harper
    except ImportError as error:
        raise ConfigError("Harper is measured through its binding; install it: pip install harper-py") from error
    return harper.Linter(getattr(harper.Dialect, dialect))


def harper_cure(before: str, suggestion: Any) -> str:
    """Return what one of Harper's suggestions puts in place of a lint's text."""
    name = suggestion.kind.name
    if name == "REMOVE":
        return ""
    return before + suggestion.replacement_text if name == "INSERT_AFTER" else str(suggestion.replacement_text)
