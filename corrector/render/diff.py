"""A unified diff, for patch and git apply."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple, TextIO

from corrector.edits import apply
from corrector.types import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corrector.render import Options
    from corrector.types import Result

CONTEXT = 3  # unchanged lines shown around a change, as diff has it
_NO_NEWLINE = "\n\\ No newline at end of file\n"
_NEEDS_QUOTES = re.compile(r"[\s\"\\\x00-\x1f]")


class UnifiedDiff:
    """Writes the changes of each document as a file's patch; documents without edits are left out."""

    name = "diff"

    def render(self, results: Iterable[Result], stream: TextIO) -> None:
        """Write one patch per result that has edits."""
        for result in results:
            stream.writelines(diff(result))


def build(options: Options) -> UnifiedDiff:
    """Return the renderer; it has no options."""
    del options
    return UnifiedDiff()


class _Change(NamedTuple):
    """Lines ``first`` to before ``last`` of the old text, and the text that takes their place."""

    first: int
    last: int
    after: str


def diff(result: Result) -> Iterator[str]:
    """Yield the lines of a result's patch, from its edits alone, in time linear in the text.

    Only LF ends a line, as ``patch`` has it: a CR before it is part of the line and survives.
    """
    text = result.document.text
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    if starts[-1] == len(text):
        starts.pop()
    starts.append(len(text))
    changes = list(_changes(text, result.edits, starts))
    if not changes:
        return
    path = result.document.origin or result.document.id
    yield f"--- {_named('a', path)}\n+++ {_named('b', path)}\n"
    shift = 0
    for hunk in _hunks(changes):
        lines, grown = _hunk_lines(text, starts, hunk, shift)
        yield from lines
        shift += grown


def _changes(text: str, edits: Sequence[Edit], starts: Sequence[int]) -> Iterator[_Change]:
    """Yield the changed runs of whole lines; edits whose lines touch share one."""
    group: list[Edit] = []
    first = last = 0
    for edit in edits:
        above = bisect_right(starts, edit.span.start, hi=len(starts) - 1) - 1
        below = bisect_right(starts, max(edit.span.end - 1, edit.span.start), hi=len(starts) - 1)
        if edit.before.endswith("\n"):
            below = min(below + 1, len(starts) - 1)  # the line that loses its end joins the next one
        if group and above >= last:
            yield _change(text, group, first, last, starts)
            group = []
        if not group:
            first = max(above, 0)
        group.append(edit)
        last = max(last, below)
    if group:
        yield _change(text, group, first, last, starts)


def _change(text: str, edits: Sequence[Edit], first: int, last: int, starts: Sequence[int]) -> _Change:
    base = starts[first]
    moved = [
        Edit(Span(e.span.start - base, e.span.end - base), e.before, e.after, e.kind, e.confidence, e.proposer)
        for e in edits
    ]
    return _Change(first, last, apply(text[base : starts[last]], moved))


def _hunks(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.first - hunk[-1].last > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    yield hunk


def _hunk_lines(text: str, starts: Sequence[int], hunk: Sequence[_Change], shift: int) -> tuple[list[str], int]:
    """Return the lines of a hunk with its header, and by how many lines the text grows in it."""

    def old(first: int, last: int, mark: str) -> list[str]:
        return [_marked(mark, text[starts[k] : starts[k + 1]]) for k in range(first, last)]

    first = max(hunk[0].first - CONTEXT, 0)
    last = min(hunk[-1].last + CONTEXT, len(starts) - 1)
    body: list[str] = []
    done, grown = first, 0
    for change in hunk:
        new = [_marked("+", line) for line in re.findall(r"[^\n]*\n|[^\n]+", change.after)]
        body += old(done, change.first, " ") + old(change.first, change.last, "-") + new
        grown += len(new) - (change.last - change.first)
        done = change.last
    body += old(done, last, " ")
    count = last - first
    header = f"@@ -{_range(first, count)} +{_range(first + shift, count + grown)} @@\n"
    return [header, *body], grown


def _range(first: int, count: int) -> str:
    """Return a range as diff writes it: an empty one names the line before it, a single line goes without its count."""
    if count == 1:
        return str(first + 1)
    return f"{first + 1 if count else first},{count}"


def _marked(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}{_NO_NEWLINE}"


def _named(side: str, path: str) -> str:
    """Return a path as git names the two sides, quoted where white space would cut it short; absolute ones stay as they are."""
    name = path if path.startswith("/") else f"{side}/{path}"
    if not _NEEDS_QUOTES.search(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n") + '"'
