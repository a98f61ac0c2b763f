from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

from corrector import render
from corrector.types import Candidate, Choice, Document, Edit, Finding, Kind, Outcome, Result, Span

if TYPE_CHECKING:
    from collections.abc import Callable

FILLER = "words that nobody needs to read again "


def rendered(*results: Result, colour: bool = False) -> str:
    stream = io.StringIO()
    render.build("human", render.Options(colour=colour)).render(results, stream)
    return stream.getvalue()


def test_marks_and_notes(fake_judge: Callable[[Document], Result]) -> None:
    text = "First line.\nHere is teh cure and a blarg.\n!!LOUD\n"
    assert rendered(fake_judge(Document("a.txt", text))) == (
        "a.txt\n"
        "2 │ Here is [-teh-]{+the+} cure and a [?blarg?].\n"
        "  │   9: teh → the  spelling 0.97  no English word; one meaning\n"
        "  │   24: blarg ?  spelling 0.98  no English word; no cure above 0.75; perhaps blurb 0.40\n"
        "3 │ left alone: shouting\n"
    )


def test_colour_replaces_marks(fake_judge: Callable[[Document], Result]) -> None:
    shown = rendered(fake_judge(Document("a.txt", "teh blarg")), colour=True)
    assert "\x1b[9;31mteh\x1b[0m\x1b[32mthe\x1b[0m" in shown
    assert "\x1b[4;33mblarg\x1b[0m" in shown
    assert "[-" not in shown


def test_far_context_is_left_out(fake_judge: Callable[[Document], Result]) -> None:
    text = FILLER * 5 + "teh " + FILLER * 5 + "teh " + FILLER * 5
    line = rendered(fake_judge(Document("a.txt", text))).splitlines()[1]
    assert line.startswith("1 │ … ")
    assert line.endswith(" …")
    assert line.count(" … ") == 2
    assert line.count("[-teh-]{+the+}") == 2
    assert len(line) < 250


def test_one_line_of_megabytes_is_quick_to_show(fake_judge: Callable[[Document], Result]) -> None:
    shown = rendered(fake_judge(Document("a.txt", FILLER * 100_000 + "teh" + "x " * 1_000_000)))
    assert len(shown) < 400


def test_nothing_to_report_shows_nothing(fake_judge: Callable[[Document], Result]) -> None:
    assert rendered(fake_judge(Document("a.txt", "all right"))) == ""


def test_control_characters_do_not_reach_the_terminal(fake_judge: Callable[[Document], Result]) -> None:
    shown = rendered(fake_judge(Document("a.txt", "\x1b[31mteh\x07 \u202e end\x9b")))
    assert not set(shown) & set("\x1b\x07\x9b\u202e")


def test_gap() -> None:
    finding = Finding(Span(5, 5), Kind.MISSING_WORDS, 0.9, "fake", "a word is missing")
    made = Result(Document("a", "going home"), (Choice(finding, (), Outcome.FLAG, None, "no safe cure"),), (), 0.1, "")
    assert "going[?‸?] home" in rendered(made)


def test_kept_findings_are_not_shown() -> None:
    finding = Finding(Span(0, 5), Kind.NAME, 0.2, "fake", "unlikely")
    made = Result(Document("a", "going"), (Choice(finding, (), Outcome.KEEP, None, ""),), (), 0.1, "")
    assert rendered(made) == ""


def test_an_edit_that_begins_a_line_below_its_finding_is_shown() -> None:
    text = "one two\nthree four"
    cure = Candidate("two\n3", 0.9, "fake", "shorter")
    finding = Finding(Span(4, 13), Kind.WORD_CHOICE, 0.9, "fake", "a number")
    choice = Choice(finding, (cure,), Outcome.REPLACE, cure, cure.reason)
    edit = Edit(Span(8, 13), "three", "3", Kind.WORD_CHOICE, 0.9, "fake")
    assert "[-three-]{+3+} four" in rendered(Result(Document("a", text), (choice,), (edit,), 0.1, ""))


def test_time_is_linear_in_the_number_of_findings(fake_judge: Callable[[Document], Result]) -> None:
    started = time.process_time()
    rendered(fake_judge(Document("a", "teh blarg\n" * 20_000)))
    assert time.process_time() - started < 10
