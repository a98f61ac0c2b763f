"""The language of the rewriter: a sentence with marked spans, and after it an answer for each span.

Detect spans, correct spans (Chen et al. 2020, "Improving the Efficiency of Grammatical Error Correction with Erroneous
Span Detection and Correction"): the model reads the sentence once and writes nothing but what stands in place of the
marked spans. An answer is the new text of a span, or one of two marks: it is right as it stands, or it is wrong and the
sentence does not tell what was meant. So leaving a span alone has a probability like every cure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.errors import DataError
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_INSIDE = re.compile(r"[\w'’\-]")
_FIRST_WORD = re.compile(r"\S+")


class Marks(NamedTuple):
    """The vocabulary's numbers of the marks.

    ``start`` opens the sequence, ``opens`` and ``closes`` enclose a span, ``answers`` ends the sentence, ``ends`` an answer.
    """

    start: int
    opens: int
    closes: int
    answers: int
    ends: int
    keep: int
    unknown: int


class Marker:
    """Turns sentences with spans into numbers, and answers into numbers and back.

    Args:
        tokenizer: of the ``tokenizers`` library; what looks like a mark in a text is text to it.
        marks: the numbers of the marks.
    """

    def __init__(self, tokenizer: Any, marks: Marks) -> None:
        tokenizer.encode_special_tokens = True
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self.marks = marks

    @classmethod
    def read(cls, path: Path, marks: Marks) -> Marker:
        """Read a ``tokenizer.json``.

        Raises:
            DataError: the file is missing or damaged, or its library is missing.
        """
        try:
            from tokenizers import Tokenizer
        except ImportError:
            raise DataError("'tokenizers' is not installed; install 'corrector[neural]'") from None
        try:
            return cls(Tokenizer.from_file(str(path)), marks)
        except Exception as error:  # the library's exceptions share no base but this
            raise DataError(f"{path}: not a vocabulary that can be read ({error})") from None

    def pieces(self, text: str) -> list[int]:
        """Return the numbers of a text."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def prompt(self, text: str, spans: Iterable[Span]) -> list[int]:
        """Return a sentence with its spans marked, up to where the answers begin; spans are sorted and disjoint."""
        marks = self.marks
        ids = [marks.start]
        done = 0
        for start, end in spans:
            ids += (*self.pieces(text[done:start]), marks.opens, *self.pieces(text[start:end]), marks.closes)
            done = end
        return [*ids, *self.pieces(text[done:]), marks.answers]

    def answer(self, text: str) -> list[int]:
        """Return the numbers of one written answer with its end."""
        return [*self.pieces(text), self.marks.ends]

    def text(self, ids: Sequence[int]) -> str:
        """Return what an answer says, without its end."""
        said: str = self._tokenizer.decode([number for number in ids if number != self.marks.ends])
        return said


def widened(text: str, span: Span) -> Span:
    """Return the span with the words that it cuts through, and the space before it, which belongs to its first piece.

    Nothing can be written before a first word without changing its capital, so a gap there takes the word.

    >>> widened("his armoured train green of", Span(19, 22)), widened("He came Monday.", Span(8, 8))
    (Span(start=18, end=24), Span(start=7, end=7))
    """
    start, end = span
    if start == end == 0:
        first = _FIRST_WORD.search(text)
        return Span(0, first.end() if first else 0)
    if start == end:
        # What is missing comes with a space before it, as words in the middle of a sentence do.
        return Span(start - 1, start - 1) if text[start - 1 : start] == " " else span
    while start > 0 and _INSIDE.match(text[start]) and _INSIDE.match(text[start - 1]):
        start -= 1
    while end < len(text) and _INSIDE.match(text[end - 1]) and _INSIDE.match(text[end]):
        end += 1
    return Span(start - (text[start - 1 : start] == " "), end)
