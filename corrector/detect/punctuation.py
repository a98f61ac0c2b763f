"""Flag doubled and clashing punctuation marks, such as ",," or a curly quotation closed by a straight mark.

Ellipses, "?!", "!!" and the period of an abbreviation before a comma are right; marks are never restyled.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from corrector.detect._rules import Rule, RuleDetector, Slip
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.config import Settings
    from corrector.segment import Block, Segmentation

_AFTER = r"(?=\s|$|[\"”’)\]])"
_RULES = (
    Rule(re.compile(r"(?<=[\w\"”’)\]%])\s?,(?:\s?,)+" + _AFTER), ",", 0.95, "the comma is doubled"),
    Rule(
        re.compile(r"(?<=[\w\"”’)\]%]);(?:\s?[;,])+" + _AFTER), ";", 0.9, "a semicolon and another mark stand together"
    ),
    Rule(re.compile(r"(?<=[\w\"”’)\]%]),;" + _AFTER), ";", 0.85, "a comma and a semicolon stand together"),
    Rule(re.compile(r"(?<=[\w\"”’)\]%]),\." + _AFTER), ".", 0.85, "a comma and a period stand together"),
    # At the end of a block two colons open what is quoted below in reStructuredText, and forums leave them behind titles.
    Rule(re.compile(r"(?<=[\w\"”’)\]%])::(?!\s*$)" + _AFTER), ":", 0.8, "the colon is doubled"),
    # Before a small letter two periods are more likely an ellipsis in a hurry.
    Rule(
        re.compile(r"(?<=[\w\"”’)\]%])\.\.(?=\s+[\"“‘(]?[A-Z]|\s*$|[\"”])"),
        ".",
        0.85,
        "the period is doubled",
        lambda match: "..." in match.string,  # beside an ellipsis two are one in a hurry: "oh.. Then..."
    ),
    Rule(re.compile(r"(?<=[\w\"”’)\]%])\.\.(?=\s+[a-z])"), ".", 0.4, "two periods are neither a stop nor an ellipsis"),
    Rule(re.compile(r"(?<=[A-Za-z])(['’])['’](?=s\b)"), r"\1", 0.85, "the apostrophe is doubled"),
)
# Two marks together, or parted by a space: most texts have none, and need no further look.
_TOGETHER = re.compile(r"[,;:.'’]\s?[,;:.'’]")
_MARK = re.compile(r"[\"“”]")
_MIXED_QUOTES, _TURNED_QUOTES = 0.9, 0.85


def build(settings: Settings) -> RuleDetector:  # noqa: ARG001  # no setting bears on it
    """Make the detector."""
    return RuleDetector("punctuation", slips)


def slips(text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:  # noqa: ARG001
    """Yield the slips of the blocks."""
    for block in blocks:
        if _TOGETHER.search(block.text):
            for rule in _RULES:
                yield from rule.apply(block)
        if '"' in block.text and ("“" in block.text or "”" in block.text):
            yield from _mixed_quotes(block)
        if " ”" in block.text:
            yield from _turned_quotes(block)


def _turned_quotes(block: Block) -> Iterator[Slip]:
    """Yield closing marks that open a quotation: ``he said ”it is late” and``."""
    text, base = block.text, block.span.start
    marks = [match.start() for match in _MARK.finditer(text)]
    for first, second in pairwise(marks):
        opens = text[first] == "”" and (first == 0 or text[first - 1] in " (") and text[first + 1].isalnum()
        if opens and text[second] == "”" and not text[second - 1].isspace():
            yield Slip(
                Span(base + first, base + first + 1), ("“",), _TURNED_QUOTES, "a closing mark opens the quotation"
            )


def _mixed_quotes(block: Block) -> Iterator[Slip]:
    """Yield straight marks that open or close a quotation whose other end is curly."""
    text, base = block.text, block.span.start
    marks = [match.start() for match in _MARK.finditer(text)]
    for first, second in pairwise(marks):
        pair = text[first] + text[second]
        if pair == '“"' and not text[second - 1].isspace() and not text[second - 1].isdigit():
            yield Slip(
                Span(base + second, base + second + 1), ("”",), _MIXED_QUOTES, "a curly quotation is closed straight"
            )
        elif pair == '"”' and not text[first + 1].isspace() and (first == 0 or text[first - 1] in " \n\t("):
            yield Slip(
                Span(base + first, base + first + 1), ("“",), _MIXED_QUOTES, "a curly quotation is opened straight"
            )
