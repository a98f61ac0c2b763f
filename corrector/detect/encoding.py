"""Flag text decoded with the wrong character set, such as "cafÃ©" or "itâ€™s", and give the characters back.

Also what a translation program's own coding has left in the text: "< unk >" for a word outside its vocabulary, which says
nothing and goes, and " @-@ " for a hyphen.

Curly quotation marks, dashes and other right characters are never exchanged for plainer ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.detect._rules import RuleDetector, Slip
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.config import Settings
    from corrector.segment import Block, Segmentation

# The bytes 80-9F as Windows-1252 shows them, and A0-BF: what continues a character in UTF-8.
_CONTINUATION = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# A lead byte of UTF-8 as Windows-1252 or Latin-1 shows it, then as many continuations as it asks for (text mangled twice
# begins with such a pair as well), a control character, or the mark of a lost character.
_MOJIBAKE = rf"(?:[Â-ß][{_CONTINUATION}]|[à-ï][{_CONTINUATION}]{{2}}|[ð-ô][{_CONTINUATION}]{{3}}|[\x80-\x9f])"
# A no-break space may be the second half of a character, so words are told apart by plain white space and ASCII marks.
_WORD = re.compile(rf"[^\t\n\r !-&(-,.-/:-@\[-`{{-~]{{0,60}}?{_MOJIBAKE}[^\t\n\r !-&(-,.-/:-@\[-`{{-~]{{0,60}}")
_STILL_BAD = re.compile(r"[\x80-\x9f\ufffd]|[ÂÃ](?![a-zA-Z])")
_LOST = re.compile(r"\ufffd+")
_SUSPECT = re.compile(r"[\x80-\x9f\xc2-\xf4\ufffd]")
_LOST_APOSTROPHE = re.compile(r"(?<=[A-Za-z])\ufffd(?=(?:s|t|re|ve|ll|d|m)\b)")
_MARKS = ("< unk >", "\u2047", " @-@ ", " @,@ ", " @.@ ", " @:@ ")
_UNKNOWN = re.compile(r"(?:< unk >|\u2047)(?: ?(?:< unk >|\u2047))*")
# What follows the mark in a text about such programs.
_NAMED = re.compile(r" (?:tokens?|symbols?|tags?|marks?|characters?|entry|entries)\b")
_JOINER = re.compile(r"(?<=\w) @([-,.:])@ (?=\w)")
# ftfy judges a repair by how much likelier its characters are; where it makes one it is right but for rare coincidences.
# A lost character (U+FFFD) is wrong for sure; only between a word and its clitic is it known what it was.
_REPAIRED_SCORE, _LOST_SCORE = 0.97, 0.95
_UNKNOWN_SCORE, _JOINER_SCORE = 0.9, 0.97


def build(settings: Settings) -> RuleDetector:  # noqa: ARG001  # no setting bears on it
    """Make the detector."""
    return RuleDetector("encoding", slips)


def slips(text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:
    """Yield words that hold wrongly decoded or lost characters, and what a program's own coding left."""
    whole = text.document.text
    marks, characters = any(mark in whole for mark in _MARKS), not whole.isascii() and _SUSPECT.search(whole)
    if not (marks or characters):
        return
    for block in blocks:
        if marks:
            yield from _program_marks(block)
        if not characters:
            continue
        base = block.span.start
        for match in _WORD.finditer(block.text):
            if (cure := _repaired(match[0])) != match[0]:
                span = Span(base + match.start(), base + match.end())
                cures = () if _STILL_BAD.search(cure) else (cure,)
                yield Slip(span, cures, _REPAIRED_SCORE, "decoded with the wrong character set")
        for match in _LOST.finditer(block.text):
            cures = ("’",) if _LOST_APOSTROPHE.match(block.text, match.start()) else ()
            span = Span(base + match.start(), base + match.end())
            yield Slip(span, cures, _LOST_SCORE, "a character was lost in decoding")


def _program_marks(block: Block) -> Iterator[Slip]:
    body, base = block.text, block.span.start
    for match in _UNKNOWN.finditer(body):
        start, end = match.span()
        if _NAMED.match(body, end):
            continue
        # One space goes with the mark: that before it, or behind it where it opens the block.
        if body[start - 1 : start] == " ":
            start -= 1
        elif start == 0 and body[end : end + 1] == " ":
            end += 1
        yield Slip(Span(base + start, base + end), ("",), _UNKNOWN_SCORE, "a translation program had no word for this")
    for match in _JOINER.finditer(body):
        span = Span(base + match.start(), base + match.end())
        yield Slip(span, (match[1],), _JOINER_SCORE, "a translation program's mark for a joined word")


def _repaired(word: str) -> str:
    from ftfy import fix_encoding  # takes longer to import than a clean text takes to check
    from ftfy.fixes import fix_c1_controls

    return fix_c1_controls(fix_encoding(word))
