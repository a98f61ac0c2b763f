from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corrector.config import parse_fail_on
from corrector.report import ExitCode, Report
from corrector.types import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.types import Result


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        ("all right", "flag", ExitCode.DONE),
        ("blarg", "flag", ExitCode.FOUND),
        ("teh", "flag", ExitCode.FOUND),
        ("blarg", "replace", ExitCode.DONE),
        ("teh", "replace", ExitCode.FOUND),
        ("blarg", "0.99", ExitCode.DONE),
        ("blarg", "0.98", ExitCode.FOUND),
        ("blarg teh", "never", ExitCode.DONE),
    ],
)
def test_exit_code_follows_fail_on(
    fake_judge: Callable[[Document], Result], text: str, fail_on: str, code: ExitCode
) -> None:
    report = Report(parse_fail_on(fail_on))
    report.add(fake_judge(Document("d", text)))
    assert report.exit_code is code


def test_failure_outranks_findings(fake_judge: Callable[[Document], Result]) -> None:
    report = Report(parse_fail_on("flag"))
    report.add(fake_judge(Document("d", "teh")))
    report.fail()
    assert report.exit_code is ExitCode.FAILED


def test_summary_counts(fake_judge: Callable[[Document], Result]) -> None:
    report = Report()
    for text in ("teh recieve blarg", "fine\n!!loud", "blarg"):
        report.add(fake_judge(Document("d", text)))
    report.fail()
    assert (
        report.summary
        == "3 documents: 2 edits in 1 of them, 2 findings without a safe cure, 1 passage left alone, 1 failed"
    )
    assert Report().summary == "0 documents: nothing to report"
