from __future__ import annotations

import pytest

from corrector.config import Settings
from corrector.detect import punctuation
from corrector.segment import segment
from corrector.types import Document, Finding


def found(body: str) -> list[tuple[str, float]]:
    (findings,) = punctuation.build(Settings()).detect([segment(Document("d", body))])
    return [(_text(body, finding), finding.score) for finding in findings]


def _text(body: str, finding: Finding) -> str:
    return body[finding.span.start : finding.span.end]


@pytest.mark.parametrize("marks", [",,", ", ,", ";;", ";,", ",;", ",.", "::"])
def test_marks_that_clash(marks: str) -> None:
    assert [text for text, _ in found(f"When it was over{marks} they all left the city of the men")] == [marks]


def test_two_periods_before_a_small_letter_may_be_an_ellipsis() -> None:
    ((_, stop),) = found("It was over.. They all left the city of the men")
    ((_, pause),) = found("It was over.. and they all left the city of the men")
    assert pause < 0.5 < stop


@pytest.mark.parametrize("marks", ["...", "....", "…", "?!", "!!", "?)", ".)", ".,"])
def test_marks_that_may_stand_together(marks: str) -> None:
    assert found(f"When it was over{marks} they all left the city of the men") == []


@pytest.mark.parametrize("quotation", ['"so it was"', "“so it was”", "„so it was“", "‘so it was’", "'so it was'"])
def test_quotation_marks_of_one_style_stay(quotation: str) -> None:
    assert found(f"When it was over they said {quotation} to the men of the city") == []
