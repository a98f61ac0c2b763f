"""Pipelines for tests of the corpus runs: quick, deterministic, and as dangerous as a test needs."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corrector.types import Candidate, Choice, Document, Edit, Finding, Kind, Outcome, Result, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.config import Settings


class Identity:
    """Find nothing."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def signature(self) -> str:
        return f"identity | profile {self.settings.profile}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def run(self, documents: Sequence[Document]) -> Iterator[Result]:
        for document in documents:
            yield Result(document, (), (), 0.0, self.signature)


class Articles(Identity):
    """Turn "a" before a vowel into "an", and flag "zzz"."""

    def run(self, documents: Sequence[Document]) -> Iterator[Result]:
        for document in documents:
            yield self.judge(document)

    def judge(self, document: Document) -> Result:
        choices: list[Choice] = []
        edits: list[Edit] = []
        for match in re.finditer(r"\ba(?= [aeio])|\bzzz\b", document.text):
            span = Span(match.start(), match.end())
            if match[0] == "zzz":
                finding = Finding(span, Kind.GARBLED_WORD, 0.9, "fake", "no word")
                choices.append(Choice(finding, (), Outcome.FLAG, None, "no safe cure"))
                continue
            finding = Finding(span, Kind.ARTICLE, 0.99, "fake", "a before a vowel")
            candidate = Candidate("an", 0.98, "fake")
            choices.append(Choice(finding, (candidate,), Outcome.REPLACE, candidate, "rule"))
            edits.append(Edit(span, "a", "an", Kind.ARTICLE, 0.98, "fake"))
        words = max(1, len(document.text.split()))
        score = min(1.0, sum(choice.finding.score for choice in choices) / words)
        return Result(document, tuple(choices), tuple(edits), score, self.signature)


class Dangerous(Articles):
    """Raise at "boom", kill the process at "lethal"."""

    def judge(self, document: Document) -> Result:
        if "boom" in document.text:
            raise RuntimeError("boom was said")
        if "lethal" in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().judge(document)


class Slow(Articles):
    """Take some time for each document, so that a run can be killed in the middle."""

    def judge(self, document: Document) -> Result:
        time.sleep(0.004)
        return super().judge(document)


class Located(Slow):
    """Leave a file named after the Ray node it runs on in the folder that CORRECTOR_TEST_NODES names."""

    def run(self, documents: Sequence[Document]) -> Iterator[Result]:
        import ray

        node = ray.get_runtime_context().get_node_id()
        Path(os.environ["CORRECTOR_TEST_NODES"], node).touch()
        return super().run(documents)


PIPELINES: dict[str, Any] = {each.__name__.lower(): each for each in (Identity, Articles, Dangerous, Slow)}
