"""A pipeline that knows three words, for tests of what stands around the pipeline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

import pytest

from corrector.config import Settings
from corrector.edits import minimal
from corrector.segment import Protection
from corrector.types import Candidate, Choice, Document, Finding, Kind, Outcome, Result, Skip, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SIGNATURE = "corrector 0.0.0 | fake | profile balanced"
CURES = {"teh": "the", "recieve": "receive", "naïf": "naïve"}
_WORD = re.compile(r"\b(?:teh|recieve|naïf|blarg)\b")
_SKIPPED = re.compile(r"^!!.*", re.MULTILINE)


def judge(document: Document) -> Result:
    """Cure the words of ``CURES``, flag ``blarg``, and leave lines alone that begin with two exclamation marks."""
    skipped = tuple(Skip(Span(*match.span()), "shouting") for match in _SKIPPED.finditer(document.text))
    protection = Protection(document.protected)
    choices, edits = [], []
    for match in _WORD.finditer(document.text):
        span = Span(*match.span())
        if protection.touches(span) or any(skip.span.contains(span) for skip in skipped):
            continue
        finding = Finding(span, Kind.SPELLING, 0.98, "fake", "no English word")
        if match[0] in CURES:
            cure = Candidate(CURES[match[0]], 0.97, "fake", "one meaning")
            choices.append(Choice(finding, (cure,), Outcome.REPLACE, cure, cure.reason))
            edit = minimal(document.text, span, cure, Kind.SPELLING)
            assert edit is not None
            edits.append(edit)
        else:
            guess = Candidate("blurb", 0.4, "fake")
            choices.append(Choice(finding, (guess,), Outcome.FLAG, None, "no cure above 0.75"))
    return Result(document, tuple(choices), tuple(edits), 0.1 if choices else 0.0, SIGNATURE, skipped)


def run(documents: Iterable[Document]) -> Iterator[Result]:
    """Judge documents one by one."""
    return map(judge, documents)


class FakePipeline:
    """Stands in for the pipeline where its parts do not matter."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.signature = SIGNATURE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def run(self, documents: Iterable[Document]) -> Iterator[Result]:
        """Judge documents one by one."""
        return run(documents)


@pytest.fixture
def fake_judge() -> Callable[[Document], Result]:
    return judge


@pytest.fixture
def fake_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    import corrector.pipeline

    monkeypatch.setattr(corrector.pipeline, "Pipeline", FakePipeline)
