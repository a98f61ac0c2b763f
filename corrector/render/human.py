"""For people: each line with its edits marked word by word, and below it what and why.

In colour, what goes is red and struck through, what comes is green, what is in doubt is yellow and underlined; without
colour they stand as ``[-old-]{+new+}`` and ``[?doubtful?]``, as word diffs have it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TextIO

from corrector.text import Lines
from corrector.types import Outcome, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corrector.render import Options
    from corrector.types import Choice, Result

CONTEXT = 40  # characters of unchanged text shown on each side of a mark
_SUGGESTED = 3
_EDGE_SPACES = re.compile(r"\A +| +\Z")

# Control characters of a document must not reach a terminal; each is shown by its Unicode picture.
_VISIBLE = {code: chr(0x2400 + code) for code in range(32)} | {127: "␡", 9: " ", 10: " ", 13: " "}
_VISIBLE |= dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")


class _Style(NamedTuple):
    """What stands before and after each sort of text."""

    path: tuple[str, str]
    old: tuple[str, str]
    new: tuple[str, str]
    doubt: tuple[str, str]
    faint: tuple[str, str]


_PLAIN = _Style(("", ""), ("[-", "-]"), ("{+", "+}"), ("[?", "?]"), ("", ""))
_RESET = "\x1b[0m"
_COLOUR = _Style(
    ("\x1b[1m", _RESET), ("\x1b[9;31m", _RESET), ("\x1b[32m", _RESET), ("\x1b[4;33m", _RESET), ("\x1b[2m", _RESET)
)


class _Mark(NamedTuple):
    """A place to mark in an excerpt; ``after`` is None where the text is in doubt and stays."""

    span: Span
    after: str | None


class Human:
    """Writes what was found, document by document; a document with nothing to report is left out."""

    name = "human"

    def __init__(self, *, colour: bool) -> None:
        self._style = _COLOUR if colour else _PLAIN

    def render(self, results: Iterable[Result], stream: TextIO) -> None:
        """Write each result as soon as it comes."""
        separator = ""
        for result in results:
            lines = list(_document(result, self._style))
            if lines:
                stream.write(separator + "\n".join(lines) + "\n")
                stream.flush()
                separator = "\n"


def build(options: Options) -> Human:
    """Return the renderer."""
    return Human(colour=options.colour)


def _document(result: Result, style: _Style) -> Iterator[str]:
    document = result.document
    reported = [choice for choice in result.choices if choice.outcome is not Outcome.KEEP]
    if not reported and not result.skipped:
        return
    lines = Lines(document.text)
    marks = _marks_by_line(result, reported, lines)
    gutter = len(str(lines.place(len(document.text)).line))
    yield _paint(document.origin or document.id, style.path)
    for number, choices in groupby(reported, key=lambda choice: lines.place(choice.finding.span.start).line):
        group = list(choices)
        excerpt = _excerpt(document.text, marks[number], style)
        yield f"{_paint(f'{number:>{gutter}} │', style.faint)} {excerpt}"
        for choice in group:
            column = lines.place(choice.finding.span.start).column
            yield f"{' ' * gutter} {_paint('│', style.faint)}   {_note(choice, document.text, column, style)}"
    for skip in result.skipped:
        number = lines.place(skip.span.start).line
        yield _paint(f"{number:>{gutter}} │ left alone: {skip.reason}", style.faint)


def _marks_by_line(result: Result, reported: Sequence[Choice], lines: Lines) -> dict[int, list[_Mark]]:
    """Return what to mark, by the line in which the finding begins that it belongs to."""
    marks = [_Mark(edit.span, edit.after) for edit in result.edits]
    marks += [_Mark(choice.finding.span, None) for choice in reported if choice.outcome is Outcome.FLAG]
    ends = [choice.finding.span.end for choice in reported]
    by_line: defaultdict[int, list[_Mark]] = defaultdict(list)
    for mark in sorted(marks, key=lambda mark: mark.span):
        # The first finding that ends after the mark begins: an edit may take in the article before its finding.
        place = (bisect_right if mark.span.width else bisect_left)(ends, mark.span.start)
        finding = reported[min(place, len(reported) - 1)].finding
        by_line[lines.place(finding.span.start).line].append(mark)
    return by_line


def _note(choice: Choice, text: str, column: int, style: _Style) -> str:
    """Return one line on a choice: column, what becomes of the text, kind, probability, and why."""
    finding = choice.finding
    before = _edged(text[finding.span.start : finding.span.end])
    # Where a detector brings its own cure, its message often is the reason too.
    why = f"{finding.message}; {choice.reason}" if choice.reason not in {"", finding.message} else finding.message
    if choice.picked is not None:
        change = f"{before or '(gap)'} → {_edged(choice.picked.text) or '(nothing)'}"
        return f"{column}: {change}  {_paint(f'{finding.kind} {choice.picked.score:.2f}', style.faint)}  {why}"
    offers = ", ".join(f"{_edged(c.text)} {c.score:.2f}" for c in choice.candidates[:_SUGGESTED])
    perhaps = f"; perhaps {offers}" if offers else ""
    return (
        f"{column}: {before or '(gap)'} ?  {_paint(f'{finding.kind} {finding.score:.2f}', style.faint)}  {why}{perhaps}"
    )


def _excerpt(text: str, marks: Sequence[_Mark], style: _Style) -> str:
    """Return the marked places of one line with some text around them, and dots for what is left out."""
    if not marks:
        return ""
    line = _line_around(text, Span(marks[0].span.start, max(mark.span.end for mark in marks)))
    pieces: list[str] = []
    done = line.start
    for place, mark in enumerate(marks):
        following = marks[place + 1].span.start if place + 1 < len(marks) else line.end
        start = _context_start(text, done, mark.span.start)
        if start > done:
            pieces.append("… " if not pieces else " … ")
        pieces.append(_visible(text[start : mark.span.start]))
        pieces.append(_marked(text, mark, style))
        done = _context_end(text, mark.span.end, following)
        pieces.append(_visible(text[mark.span.end : done]))
    return "".join(pieces) + (" …" if done < line.end else "")


def _marked(text: str, mark: _Mark, style: _Style) -> str:
    before = _visible(text[mark.span.start : mark.span.end])
    if mark.after is None:
        return _paint(before or "‸", style.doubt)
    new = _paint(_visible(mark.after), style.new) if mark.after else ""
    return (_paint(before, style.old) if before else "") + new


def _line_around(text: str, span: Span) -> Span:
    """Return the span widened to whole lines, the white space at their ends left out."""
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    ends = [place for place in (text.find("\n", span.end), text.find("\r", span.end)) if place >= 0]
    end = min(ends, default=len(text))
    while start < span.start and text[start].isspace():
        start += 1
    return Span(start, end)


def _context_start(text: str, earliest: int, place: int) -> int:
    """Return where the context before ``place`` begins: at ``earliest`` if near, else at the start of a word."""
    if place - earliest <= CONTEXT + CONTEXT // 2:
        return earliest
    cut = text.find(" ", place - CONTEXT, place)
    return place - CONTEXT if cut < 0 else cut + 1


def _context_end(text: str, place: int, latest: int) -> int:
    if latest - place <= CONTEXT + CONTEXT // 2:
        return latest
    cut = text.rfind(" ", place, place + CONTEXT)
    return place + CONTEXT if cut < 0 else cut


def _visible(text: str) -> str:
    return text.translate(_VISIBLE)


def _edged(text: str) -> str:
    """Return the text with the spaces at its ends made visible, for they would be lost beside an arrow."""
    return _EDGE_SPACES.sub(lambda match: "␣" * len(match[0]), _visible(text))


def _paint(text: str, ends: tuple[str, str]) -> str:
    return f"{ends[0]}{text}{ends[1]}"
