from __future__ import annotations

import time

import pytest

from corrector import protect
from corrector.types import Span


def protected(text: str) -> list[str]:
    return [text[span.start : span.end] for span in protect.spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://example.org/a_(b)?q=1#top, then go.", ["https://example.org/a_(b)?q=1#top"]),
        ("(http://example.org/x)", ["http://example.org/x"]),
        ("Visit www.example.co.uk.", ["www.example.co.uk"]),
        ("Bought at example.com/shop today; e.g.in vain.", ["example.com/shop"]),
        ("Write to first.last+tag@mail.example.org.", ["first.last+tag@mail.example.org"]),
        (
            "Said @nadia_k and @user@example.social of #Votacion2031 and #1.",
            ["@nadia_k", "@user@example.social", "#Votacion2031"],
        ),
        ("In /etc/hosts and ~/notes/a.txt, and/or 1/2 km/h.", ["/etc/hosts", "~/notes/a.txt"]),
        (
            "Open C:\\Users\\ana\\x.doc or report-final.pdf or a.tar.gz now.",
            ["C:\\Users\\ana\\x.doc", "report-final.pdf", "a.tar.gz"],
        ),
        ("Run `teh_command --x` here.", ["`teh_command --x`"]),
        ("``Quoted,'' he said. ``Again.''", []),
        (
            "A <b class='x'>bold</b> <!-- teh --> &amp; &#8217; 3 < 4 and 5 > 4",
            ["<b class='x'>", "</b>", "<!-- teh -->", "&amp;", "&#8217;"],
        ),
        ("<code>recieve()</code><script>var teh</script>", ["<code>recieve()</code><script>var teh</script>"]),
        (
            "Dear {name}, {{ user.city }}, ${TOTAL}, $HOME, %s, %(count)d, %1$s",
            ["{name}", "{{ user.city }}", "${TOTAL}", "$HOME", "%s", "%(count)d", "%1$s"],
        ),
        ("About 50% said so; a 5%share of $30.", []),
        ("A lone \ud800surrogate word", ["\ud800surrogate"]),
        ("Nothing here. The end.The start. U.S. Mr. 3.5 a.m.", []),
    ],
)
def test_spans(text: str, expected: list[str]) -> None:
    assert protected(text) == expected


def test_extra_spans_are_merged() -> None:
    text = "abc {x} def"
    assert protect.spans(text, [Span(8, 11), Span(0, 2), Span(2, 5)]) == (Span(0, 7), Span(8, 11))


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a.",
        "a@",
        "a.b-",
        "/a",
        "/",
        "<a ",
        "<!--",
        "{",
        "`a",
        "%",
        "http://",
        "#a",
        "\\",
        "((",
        "@a",
        "www.",
        "&a",
        "$",
        "<code>",
    ],
)
def test_time_is_linear_in_any_text(unit: str) -> None:
    """A pattern that backtracks would take minutes on one long token."""
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    protect.spans(text)
    assert time.process_time() - started < 2.0
