"""The values that flow through the pipeline, with the laws they keep.

Offsets are Unicode code points into ``Document.text``, half-open. Every type is immutable and checks its invariants
when it is made, so a stage can trust what it is handed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What is wrong with a span; spelled here once, used in every view."""

    GARBLED_WORD = "garbled-word"
    FOREIGN_WORD = "foreign-word"
    NAME = "name"
    SPELLING = "spelling"
    CASING = "casing"
    SPACING = "spacing"
    PUNCTUATION = "punctuation"
    ARTICLE = "article"
    PREPOSITION = "preposition"
    AGREEMENT = "agreement"
    TENSE = "tense"
    WORD_ORDER = "word-order"
    WORD_CHOICE = "word-choice"
    MISSING_WORDS = "missing-words"
    REPETITION = "repetition"
    FLUENCY = "fluency"
    ENCODING = "encoding"


class Outcome(StrEnum):
    """What the chooser decided about a finding."""

    KEEP = "keep"
    FLAG = "flag"
    REPLACE = "replace"


class Span(NamedTuple):
    """A half-open range of code points; zero width marks a gap between two characters.

    A named tuple, because detectors make one for every word of a corpus; :class:`Finding`, :class:`Edit` and
    :class:`Document` check the ranges that they are given.
    """

    start: int
    end: int

    @property
    def width(self) -> int:
        """Length in code points."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a character, or one is a gap inside or at the edge of the other.

        >>> Span(0, 3).overlaps(Span(2, 5)), Span(0, 3).overlaps(Span(3, 5)), Span(2, 2).overlaps(Span(0, 3))
        (True, False, True)
        """
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


def _check_span(span: Span, what: str) -> None:
    if not 0 <= span.start <= span.end:
        raise ValueError(f"{what}: a span needs 0 <= start <= end, not {span.start}..{span.end}")


def _check_probability(value: float, what: str) -> None:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{what} must lie in [0, 1], not {value}")


@dataclass(frozen=True, slots=True)
class Document:
    """One text to look at.

    ``protected`` spans (URLs, e-mail, handles, code, markup, front matter) are sorted and disjoint and are never edited;
    ``origin`` tells where the text came from (a path, ``-`` for standard input, a record's place).
    """

    id: str
    text: str
    protected: tuple[Span, ...] = ()
    origin: str = ""

    def __post_init__(self) -> None:
        end = 0
        for span in self.protected:
            _check_span(span, f"document {self.id!r}, protected")
            if span.start < end or span.end > len(self.text):
                raise ValueError(f"document {self.id!r}: protected spans must be sorted, disjoint and inside the text")
            end = span.end


@dataclass(frozen=True, slots=True)
class Finding:
    """A span that a detector believes to be wrong.

    ``score`` is the probability that the span is wrong; ``message`` says in one sentence why. ``parts`` are findings inside the
    span, in order and disjoint, each with evidence of its own: they stand where another finding takes some of the span.
    """

    span: Span
    kind: Kind
    score: float
    detector: str
    message: str
    parts: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        _check_span(self.span, f"finding of {self.detector}")
        _check_probability(self.score, "a finding's score")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that could stand in place of a finding's span.

    ``score`` is the probability that this cure is right. ``reason`` says where it comes from, for the reader of a
    report. ``adds_facts`` marks a cure that states something the text does not hold (a person, an office, a place): such a
    cure is suggested, and applied by no profile but ``thorough``.
    """

    text: str
    score: float
    proposer: str
    reason: str = ""
    adds_facts: bool = False

    def __post_init__(self) -> None:
        _check_probability(self.score, "a candidate's score")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided about one finding: leave it, report it, or replace it by ``picked``."""

    finding: Finding
    candidates: tuple[Candidate, ...]
    outcome: Outcome
    picked: Candidate | None
    reason: str

    def __post_init__(self) -> None:
        if (self.picked is not None) != (self.outcome is Outcome.REPLACE):
            raise ValueError("a choice picks a candidate exactly when its outcome is REPLACE")
        if self.picked is not None and self.picked not in self.candidates:
            raise ValueError("a choice picks one of its own candidates")


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement, minimal on both sides: ``document.text[span] == before != after``."""

    span: Span
    before: str
    after: str
    kind: Kind
    confidence: float
    proposer: str

    def __post_init__(self) -> None:
        _check_span(self.span, "edit")
        _check_probability(self.confidence, "an edit's confidence")
        if self.span.width != len(self.before) or self.before == self.after:
            raise ValueError(f"edit at {self.span.start}: 'before' must fill the span and differ from 'after'")


@dataclass(frozen=True, slots=True)
class Skip:
    """A stretch of text that was left alone because it is not English prose, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything known about one document after the pipeline ran; every view reads this and nothing else.

    ``score`` is the expected share of words inside wrong spans: the sum over merged findings of score times words, over
    the words of the document. ``signature`` names the version, the models and the settings that produced it.
    """

    document: Document
    choices: tuple[Choice, ...]
    edits: tuple[Edit, ...]
    score: float
    signature: str
    skipped: tuple[Skip, ...] = field(default=())

    def __post_init__(self) -> None:
        end = -1
        for edit in self.edits:
            if edit.span.start < end or self.document.text[edit.span.start : edit.span.end] != edit.before:
                raise ValueError(f"document {self.document.id!r}: edits must be sorted, disjoint and match the text")
            end = max(edit.span.end, edit.span.start)

    @property
    def corrected(self) -> str:
        """The text with the edits applied."""
        from corrector.edits import apply

        return apply(self.document.text, self.edits)
