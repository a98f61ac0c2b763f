"""Segmentation of a document into blocks (paragraphs, headings, list items), sentences and words.

Blocks are disjoint and in order; what lies between them is white space, bullets and markup. The rules follow how news
pages and hand-written files look: a line break ends a block, unless the lines are hard-wrapped prose.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from corrector import prose
from corrector.text import NEWLINE
from corrector.types import Document, Skip, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class BlockKind(StrEnum):
    """What a block is on the page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"


class Word(NamedTuple):
    """One word of running text: letters and digits with inner apostrophes and hyphens, or initials such as ``U.S.``."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """The word's place in the document."""
        return Span(self.start, self.end)


class Run(NamedTuple):
    """A half-open range of places in a block's ``words``."""

    start: int
    end: int


# What may stand between two words of one name: a space, or the period of an initial or title and a space.
_RUN_GAPS = frozenset({" ", "\u00a0", ". ", ".\u00a0"})
# Initials first, so that "U.S." is one word; then letters and digits joined by apostrophes, hyphens, or by a period or
# comma between digits ("1,200.5"). Combining marks belong to the letter before them.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|(?:[^\W_]|[\u0300-\u036f])+(?:(?:['’‘ʼ`&\-‐‑]|(?<=\d)[.,](?=\d))(?:[^\W_]|[\u0300-\u036f])+)*"
)
_BULLET = re.compile(r"[ \t]*(?:[-*+•◦▪‣·–—](?=[ \t])|\(?\d{1,3}[.)](?=[ \t])|\(?[a-z][.)](?=[ \t]))[ \t]*")
_HASHES = re.compile(r"[ \t]*#{1,6}[ \t]+")
# Where a sentence may end: its mark, closing quotation marks and brackets, white space, and what may begin the next.
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-Z0-9À-ÖØ-Þ])")
_TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*\s*$")
_ABBREVIATIONS = frozenset(
    "mr mrs ms messrs mx dr prof st sr jr hon rev fr gen col lt maj capt cmdr adm sgt cpl pvt gov sen rep pres amb supt "
    "det insp vs etc e.g i.e cf ca approx no nos vol pp fig figs eq ch sec art inc ltd co corp bros dept univ assn ave "
    "blvd rd mt ft jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun a.m p.m".split()
)


@dataclass(frozen=True, eq=False)
class Block:
    """A paragraph, heading or list item, without its bullet or markup; ``skip`` says why it is not English prose."""

    kind: BlockKind
    span: Span
    document: Document
    skip: str = ""

    @cached_property
    def text(self) -> str:
        """The block's text."""
        return self.document.text[self.span.start : self.span.end]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the block outside protected spans, with offsets into the document."""
        base = self.span.start
        found = (Word(m.start() + base, m.end() + base, m[0]) for m in _WORD.finditer(self.text))
        if not self.document.protected:
            return tuple(found)
        inside = Protection(self.document.protected)
        return tuple(word for word in found if not inside.touches(word.span))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Spans that tile the block's text but for the white space between sentences."""
        return tuple(_sentences(self.text, self.span.start))

    def sentence_at(self, offset: int) -> Span:
        """Return the span of the sentence that holds an offset into the document."""
        place = bisect_right([sentence.start for sentence in self.sentences], offset) - 1
        return self.sentences[max(place, 0)]

    @cached_property
    def sentence_starts(self) -> frozenset[int]:
        """Offsets of the first word of each sentence."""
        starts, position = [], 0
        for sentence in self.sentences:
            while position < len(self.words) and self.words[position].start < sentence.start:
                position += 1
            if position < len(self.words):
                starts.append(self.words[position].start)
        return frozenset(starts)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Runs of capitalised words that only a space parts, as names are written; none reaches into the next sentence."""
        runs: list[Run] = []
        current: list[int] = []
        for place, word in enumerate(self.words):
            if not word.text[0].isupper():
                current = []
                continue
            gap = self.document.text[self.words[current[-1]].end : word.start] if current else ""
            if current and gap in _RUN_GAPS and word.start not in self.sentence_starts:
                current.append(place)
                runs[-1] = Run(current[0], place + 1)
            else:
                current = [place]
                runs.append(Run(place, place + 1))
        return tuple(runs)

    @cached_property
    def is_title_case(self) -> bool:
        """Whether the block is written like a headline: most words of four letters or more begin with a capital."""
        long = [word.text for word in self.words if len(word.text) >= 4 and word.text[0].isalpha()]
        capitals = sum(word[0].isupper() for word in long)
        return self.kind is not BlockKind.PARAGRAPH and len(long) >= 3 and capitals >= 0.85 * len(long)


class Protection:
    """Answers whether a span touches protected text, in O(log n)."""

    def __init__(self, protected: Sequence[Span]) -> None:
        self._spans = protected
        self._starts = [span.start for span in protected]

    def touches(self, span: Span) -> bool:
        """Tell whether the span shares a character with a protected one, or is a gap inside one."""
        place = bisect_right(self._starts, max(span.end - 1, span.start))
        return any(span.overlaps(self._spans[k]) and span.start != self._spans[k].end for k in (place - 1,) if k >= 0)


@dataclass(frozen=True, eq=False)
class Segmentation:
    """A document with its blocks; detectors and proposers read this.

    Where only part of a document is looked at, ``rest`` holds its other blocks: no finding is sought in them, but they count
    wherever the whole document tells what is right in it. Their offsets may be those of an earlier state of the text.
    """

    document: Document
    blocks: tuple[Block, ...]
    rest: tuple[Block, ...] = ()

    @property
    def prose(self) -> Iterator[Block]:
        """The blocks that are English prose, in which findings are sought."""
        return (block for block in self.blocks if not block.skip)

    @property
    def whole(self) -> Iterator[Block]:
        """The blocks of the whole document that are English prose, also those in which nothing is sought."""
        return (block for block in chain(self.blocks, self.rest) if not block.skip)

    @cached_property
    def skipped(self) -> tuple[Skip, ...]:
        """The blocks left alone though they hold words, with the reason, neighbours of one reason joined."""
        joined: list[Skip] = []
        previous: Block | None = None
        for block in self.blocks:
            if block.skip == prose.NO_WORDS:
                continue
            if block.skip and previous is not None and previous.skip == block.skip:
                joined[-1] = Skip(Span(joined[-1].span.start, block.span.end), block.skip)
            elif block.skip:
                joined.append(Skip(block.span, block.skip))
            previous = block
        return tuple(joined)

    @cached_property
    def word_count(self) -> int:
        """Words in all prose blocks."""
        return sum(len(block.words) for block in self.whole)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in the prose blocks, as written."""
        return Counter(word.text for block in self.whole for word in block.words)

    @cached_property
    def protection(self) -> Protection:
        """The document's protected spans, ready for questions."""
        return Protection(self.document.protected)

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]

    def block_at(self, offset: int) -> Block:
        """Return the block that holds an offset. Raises ``LookupError`` for an offset between blocks."""
        place = bisect_right(self._block_starts, offset) - 1
        if place < 0 or offset > self.blocks[place].span.end:
            raise LookupError(f"no block at offset {offset}")
        return self.blocks[place]

    def sentence_at(self, offset: int) -> Span:
        """Return the span of the sentence that holds an offset."""
        return self.block_at(offset).sentence_at(offset)


def segment(document: Document) -> Segmentation:
    r"""Split a document into blocks and tell which of them are English prose.

    >>> [(b.kind.value, b.text) for b in segment(Document("d", "News\n\n- One item\nIt rained. It stopped.")).blocks]
    [('heading', 'News'), ('list-item', 'One item'), ('paragraph', 'It rained. It stopped.')]
    """
    blocks = [Block(kind, span, document) for kind, span in _blocks(document.text)]
    readable = _readable(document)
    reasons = prose.judge([(readable[b.span.start : b.span.end], b.kind is BlockKind.PARAGRAPH) for b in blocks])
    return Segmentation(
        document,
        tuple(Block(b.kind, b.span, document, reason) for b, reason in zip(blocks, reasons, strict=True)),
    )


def _readable(document: Document) -> str:
    """Return the text with protected spans blanked: code and addresses in a sentence make it no less English."""
    pieces: list[str] = []
    done = 0
    for span in document.protected:
        pieces += (document.text[done : span.start], " " * span.width)
        done = span.end
    return "".join((*pieces, document.text[done:]))


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for match in NEWLINE.finditer(text):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, len(text))


def _blocks(text: str) -> Iterator[tuple[BlockKind, Span]]:
    run: list[Span] = []
    for line in _lines(text):
        if text[line.start : line.end].isspace() or line.start == line.end:
            yield from _run_blocks(text, run)
            run = []
        else:
            run.append(line)
    yield from _run_blocks(text, run)


def _run_blocks(text: str, run: Sequence[Span]) -> Iterator[tuple[BlockKind, Span]]:
    """Yield the blocks of consecutive lines without an empty line between them."""
    joined: list[Span] = []
    for line in run:
        if joined and _continues(text, joined[-1], line):
            joined.append(line)
            continue
        if joined:
            yield _block(text, joined)
        joined = [line]
    if joined:
        yield _block(text, joined)


def _continues(text: str, before: Span, line: Span) -> bool:
    """Tell whether a line goes on with the sentence of the line before: hard-wrapped prose, not a new block."""
    above, here = text[before.start : before.end], text[line.start : line.end]
    if _BULLET.match(here) or _HASHES.match(here) or _HASHES.match(above) or not 45 <= len(above) <= 110:
        return False
    if here.lstrip()[:1].islower():
        return not _TERMINAL.search(above) or above.rstrip().endswith((",", ";", ":"))
    # A capital may still continue a wrapped sentence ("... the city of\nParis"), if the line above is as long as wrapped
    # lines are and stops in mid-sentence.
    return 60 <= len(above) <= 90 and not _TERMINAL.search(above) and len(here) <= 90 and above.rstrip()[-1:].islower()


def _block(text: str, lines: Sequence[Span]) -> tuple[BlockKind, Span]:
    start, end = lines[0].start, lines[-1].end
    kind = BlockKind.PARAGRAPH
    line = text[start:end]
    if match := _BULLET.match(line):
        kind = BlockKind.LIST_ITEM
        start += match.end()
    elif match := _HASHES.match(line):
        kind = BlockKind.HEADING
        start += match.end()
    elif len(line) <= 160 and not _TERMINAL.search(line):
        kind = BlockKind.HEADING
    body = text[start:end]
    start += len(body) - len(body.lstrip())
    return kind, Span(start, max(start, start + len(body.strip())))


def _sentences(text: str, base: int) -> Iterable[Span]:
    start = 0
    for match in _STOP.finditer(text):
        if text[match.start()] == "." and match[0] == "." and _is_abbreviation(text, match.start()):
            continue
        yield Span(base + start, base + match.end())
        start = match.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if start < len(text):
        yield Span(base + start, base + len(text))


def _is_abbreviation(text: str, stop: int) -> bool:
    """Tell whether the period at ``stop`` ends an abbreviation or an initial rather than a sentence."""
    start = stop
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "."):
        start -= 1
    word = text[start:stop]
    if len(word) == 1 and word.isalpha():
        return word != "I"
    if "." in word:  # initials: "U.S. Senate" goes on, "in the U.S. The" begins anew
        return not re.match(
            r"\s+(?:The|A|An|It|He|She|They|We|But|And|In|On|This|That|There)\b", text[stop + 1 : stop + 12]
        )
    return word.lower() in _ABBREVIATIONS
