"""Markdown: prose and link texts are read; front matter, code, targets of links and markup stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.formats.plain import PlainText
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.formats import Options

SUFFIXES: tuple[str, ...] = (".md", ".markdown", ".mdown", ".mkd")

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})([^\r\n]*)")
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)[ \t]*\S")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_DEFINITION = re.compile(r"[ \t>]{0,6}\[([^\]\r\n]{1,200})\]:")
_FOOTNOTE = re.compile(r"[ \t>]{0,6}\[\^[^\]\r\n]{1,200}\]:")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*(?:\r?\n|\r|\Z)")
_FRONT_MATTER = {"---": ("---", "..."), "+++": ("+++",)}

_INLINE = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`++)"
    r"|(?P<target>\]\((?:<[^<>\r\n]*+>|[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+)(?:\s++(?:\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?\s*+\))"
    r"|(?P<reference>\]\[[^\[\]\r\n]{0,200}\])"
    r"|(?P<note>\[\^[^\[\]\r\n]{1,200}\])"
    r"|(?P<wiki>\[\[[^\[\]\r\n]{1,200}\]\])"
    r"|(?P<label>\[(?P<name>[^\[\]\r\n]{1,200})\](?:\[\])?(?![\[(:]))"
    r"|(?P<autolink><[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*+>)"
    r"|(?P<attributes>\{[:#.][^{}\r\n]*+\})"
    r"|(?P<math>\$\$[^$]++\$\$)"
    r"|(?P<marks>\*++|_++(?=\w)|(?<=\w)_++(?!\w)|~~)"
    r"|(?P<quote>^[ \t]{0,3}>[> \t]*+)"
    r"|(?P<break>[ ]{2,}(?=\r?\n|\r))",
    re.MULTILINE,
)


class _Line(NamedTuple):
    start: int
    end: int
    text: str


class Markdown(PlainText):
    """Reads a Markdown file (CommonMark, with front matter, tables, footnotes and strikethrough) as one document."""

    name = "markdown"
    suffixes = SUFFIXES

    def markup(self, text: str) -> Iterable[Span]:
        """Return code, front matter, definitions, targets and marks of emphasis."""
        blocks = [*_block_spans(text)]
        labels = {_label(match[1]) for line in _lines(text) if (match := _DEFINITION.match(line.text))}
        return (*blocks, *_inline_spans(text, blocks, labels))


def build(options: Options) -> Markdown:
    """Return the format."""
    return Markdown(options.encoding)


def _lines(text: str, start: int = 0) -> Iterator[_Line]:
    for match in _LINE.finditer(text, start):
        if match[0]:
            yield _Line(match.start(), match.end(), match[0])


def _label(name: str) -> str:
    """Fold a link label as CommonMark compares them: case and inner white space do not count."""
    return " ".join(name.split()).casefold()


def _block_spans(text: str) -> Iterator[Span]:
    """Yield front matter, fenced and indented code, link definitions and table rules, in order and disjoint."""
    body = _front_matter_end(text)
    if body:
        yield Span(0, body)
    fence: tuple[int, str] | None = None  # where a code block began, and its fence
    after_blank, in_list = True, False
    for line in _lines(text, body):
        if fence is not None:
            if _closes(line.text, fence[1]):
                yield Span(fence[0], line.end)
                fence, after_blank = None, True
            continue
        blank = not line.text.strip()
        if match := _FENCE.match(line.text):
            if match[1][0] == "~" or "`" not in match[2]:
                fence = (line.start, match[1])
        elif _INDENTED.match(line.text) and after_blank and not in_list:
            yield Span(line.start, line.end)
            continue  # the next indented line goes on with this code
        elif match := _FOOTNOTE.match(line.text):
            yield Span(line.start, line.start + match.end())
        elif _DEFINITION.match(line.text) or _TABLE_RULE.match(line.text):
            yield Span(line.start, line.end)
        # What is indented below a list item belongs to it; the list ends at the first text at the margin.
        in_list = bool(_LIST_ITEM.match(line.text)) or (in_list and (blank or line.text[0] in " \t"))
        after_blank = blank
    if fence is not None:
        yield Span(fence[0], len(text))


def _front_matter_end(text: str) -> int:
    """Return where front matter ends: 0 if the file has none, or never closes it."""
    lines = _lines(text)
    first = next(lines, None)
    closing = _FRONT_MATTER.get(first.text.rstrip()) if first else None
    if closing is None:
        return 0
    return next((line.end for line in lines if line.text.rstrip() in closing), 0)


def _closes(line: str, fence: str) -> bool:
    mark = line.lstrip(" \t>").rstrip()
    return len(mark) >= len(fence) and not mark.strip(fence[0])


def _inline_spans(text: str, blocks: list[Span], labels: set[str]) -> Iterator[Span]:
    start = 0
    for block in (*blocks, Span(len(text), len(text))):
        yield from _stretch_spans(text, Span(start, block.start), labels)
        start = block.end


def _stretch_spans(text: str, stretch: Span, labels: set[str]) -> Iterator[Span]:
    """Yield the markup between two blocks of code."""
    unclosed: set[int] = set()  # lengths of backtick runs known to have no partner, so that each is sought once
    place = stretch.start
    while match := _INLINE.search(text, place, stretch.end):
        place = max(match.end(), place + 1)
        match match.lastgroup:
            case "ticks":
                width = len(match[0])
                end = -1 if width in unclosed else _code_end(text, match.end(), stretch.end, width)
                if end < 0:
                    unclosed.add(width)
                    continue
                yield Span(match.start(), end)
                place = end
            case "label" if _label(match["name"]) not in labels:
                place = match.start() + 1  # plain brackets; there may be markup inside
            case _:
                yield Span(*match.span())


def _code_end(text: str, start: int, stop: int, width: int) -> int:
    """Return where a code span that was opened by ``width`` backticks ends; -1 if it does not, before the paragraph ends."""
    ticks = "`" * width
    place = text.find(ticks, start, stop)
    while place >= 0:
        end = place + width
        if (place == 0 or text[place - 1] != "`") and text[end : end + 1] != "`":
            return -1 if re.search(r"\n[ \t]*\r?\n", text[start:place]) else end
        while end < stop and text[end] == "`":
            end += 1
        place = text.find(ticks, end, stop)
    return -1
