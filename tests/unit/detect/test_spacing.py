from __future__ import annotations

import pytest

from corrector.config import Settings
from corrector.detect import spacing
from corrector.edits import apply, minimal
from corrector.plugins import Ask
from corrector.segment import segment
from corrector.types import Document, Edit


def cured(body: str, *, least: float = 0.75) -> str:
    """The text with the cures applied of which the detector is at least this sure."""
    detector = spacing.build(Settings())
    text = segment(Document("d", body))
    (findings,) = detector.detect([text])
    edits: list[Edit] = []
    for finding, candidates in zip(findings, detector.propose([Ask(text, f) for f in findings]), strict=True):
        edit = minimal(body, finding.span, candidates[0], finding.kind)
        if edit is not None and finding.score >= least and (not edits or edit.span.start >= edits[-1].span.end):
            edits.append(edit)
    return apply(body, edits)


@pytest.mark.parametrize(
    "unit", ["year", "month", "day", "mile", "kilometre", "seat", "page", "point", "member", "hour"]
)
@pytest.mark.parametrize("number", ["7", "25", "1,500", "three", "twenty", "2.5"])
def test_units_join_their_number(number: str, unit: str) -> None:
    assert cured(f"It was the {number} -{unit} plan of the house.") == f"It was the {number}-{unit} plan of the house."


@pytest.mark.parametrize(
    "compound", ["short -term", "oil -rich", "high -speed", "Berlin -based", "state -owned", "English -speaking"]
)
def test_compounds_are_joined(compound: str) -> None:
    body = f"It was a {compound} plan of the house, and so it was made."
    assert cured(body) == body.replace(" -", "-")


@pytest.mark.parametrize(
    "text",
    [
        "It was a three- or four-year plan, with mid- to long-term aims, for the pre- and post-war world.",
        "It was cold -the coldest day of them all- in the city of the men.",
        "The suffix -ness and the prefix un- are found in the words of the language.",
        "It was -20 degrees, and in the hills it was 5 - 10 degrees less than that.",
        "He said - and he was right - that it was the end of the day.",
    ],
)
def test_hyphens_that_are_right_or_dashes_stay(text: str) -> None:
    assert cured(text) == text


@pytest.mark.parametrize("mark", [",", ".", ";", "?", "!", ":"])
def test_no_space_before_a_mark(mark: str) -> None:
    assert cured(f"When it was over {mark} they all left the city") == f"When it was over{mark} they all left the city"


def test_a_no_break_space_before_a_mark_goes_too() -> None:
    assert cured("Who was it in the end\u00a0?") == "Who was it in the end?"


@pytest.mark.parametrize("clitic", ["'s", "’s", "'ll", "’re", "'ve", "'d"])
def test_clitics_join_their_word(clitic: str) -> None:
    assert cured(f"They {clitic} been in the city of the men.") == f"They{clitic} been in the city of the men."


def test_quotation_marks_in_odd_number_say_nothing() -> None:
    text = 'He called it " a great day " and "so it was for all of the people.'
    assert cured(text) == text


def test_two_spaces_are_reported_below_what_profiles_apply() -> None:
    body = "It was the  end of the day for all of them."
    (findings,) = spacing.build(Settings()).detect([segment(Document("d", body))])
    assert [round(finding.score, 2) for finding in findings] == [0.35]


def test_many_wide_gaps_are_a_layout() -> None:
    body = "It was  the end  of the  day for  all of them  in the city."
    assert spacing.build(Settings()).detect([segment(Document("d", body))]) == [()]


def test_digits_and_letters_survive() -> None:
    body = "The 12 -year plan ,said Kenya 's man ( of 3 ) , cost $ 5 million.It was n't “ much ” at all ?"
    squeezed = "".join(cured(body).split())
    assert squeezed == "".join(body.split())
