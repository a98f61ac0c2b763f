"""False alarms on right text: samples, verdicts that outlive a rerun, and rates per thousand words.

Edited text holds real slips, so a raw count of edits is no error rate. Every edit and a seeded sample of the findings
get a verdict: *right* (the text was wrong; for an edit, the cure is right too), *neutral* (an acceptable change, or a
matter of style), *wrong*. A verdict is kept by source, line, place, the word and the cure, without context, so it can
be published where the text cannot; it holds as long as the program says the same about the same place.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from corrector.errors import InputError
from corrector.evaluation.facts import read_rows
from corrector.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from corrector.types import Result

WORD_LIMIT = 30
"""How much of a span a verdict keeps, in characters: enough to tell whether it is still the same."""

HEADER = "line\tstart\tend\tword\tcure\tverdict"


class Verdict(StrEnum):
    """What a reader said about an edit or a finding."""

    RIGHT = "right"
    NEUTRAL = "neutral"
    WRONG = "wrong"


class Place(NamedTuple):
    """Where and what: an edit has a cure, a finding has None. Lines count from 1, offsets from the line's start."""

    line: int
    start: int
    end: int
    word: str
    cure: str | None

    def digest(self) -> str:
        """Return a hash to draw samples by: whether an item is drawn does not depend on the other items."""
        key = f"{self.line}/{self.start}/{self.end}/{self.word}"
        return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()


class Alarm(NamedTuple):
    """An edit or a finding with what a breakdown needs."""

    place: Place
    kind: str
    detector: str


class Rate(NamedTuple):
    """Alarms on a number of words: all, judged by verdict, unjudged, and wrong ones per thousand words.

    Where only a sample was judged, ``wrong_rate`` is the sample's share of wrong ones times the rate of all.
    """

    words: int
    raw: int
    right: int
    neutral: int
    wrong: int
    unjudged: int
    raw_rate: float
    wrong_rate: float


def sample_lines(lines: Sequence[tuple[int, str]], *, words: int | None, seed: str) -> list[tuple[int, str]]:
    """Draw lines by the hash of their number until they hold that many words (None: all), in the text's order.

    >>> sample_lines([(1, "a b"), (2, "c d"), (3, "e f")], words=None, seed="")
    [(1, 'a b'), (2, 'c d'), (3, 'e f')]
    """
    if words is None:
        return list(lines)
    drawn = []
    left = words
    for line in sorted(lines, key=lambda one: hashlib.blake2b(f"{seed}/{one[0]}".encode(), digest_size=8).digest()):
        if left <= 0:
            break
        drawn.append(line)
        left -= len(line[1].split())
    return sorted(drawn)


def count_words(lines: Iterable[tuple[int, str]]) -> int:
    """Count words by spaces."""
    return sum(len(text.split()) for _, text in lines)


def edits_of(result: Result, line: int) -> list[Alarm]:
    """Return the edits of a result as alarms."""
    detectors = {
        choice.finding.span: choice.finding.detector for choice in result.choices if choice.outcome is Outcome.REPLACE
    }

    def detector(start: int, end: int) -> str:
        return next((name for span, name in detectors.items() if span.start <= end and start <= span.end), "")

    return [
        Alarm(
            Place(line, *edit.span, edit.before[:WORD_LIMIT], edit.after[:WORD_LIMIT]),
            edit.kind,
            detector(*edit.span),
        )
        for edit in result.edits
    ]


def findings_of(result: Result, line: int) -> list[Alarm]:
    """Return the reported findings of a result as alarms."""
    text = result.document.text
    return [
        Alarm(Place(line, *one.span, text[one.span.start : one.span.end][:WORD_LIMIT], None), one.kind, one.detector)
        for one in (choice.finding for choice in result.choices if choice.outcome is not Outcome.KEEP)
    ]


def draw(alarms: Iterable[Alarm], count: int) -> list[Alarm]:
    """Draw a sample that changes as little as possible when the alarms change."""
    return sorted(alarms, key=lambda alarm: (alarm.place.digest(), alarm.place[:3]))[:count]


def escaped(text: str) -> str:
    """Write a text so that it fits a field of a tab-separated line."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def unescaped(text: str) -> str:
    r"""Undo :func:`escaped`.

    >>> unescaped(escaped("a\tb")) == "a\tb"
    True
    """
    pieces = text.split("\\\\")
    return "\\".join(piece.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r") for piece in pieces)


def read_place(row: Mapping[str, str]) -> Place:
    """Return the place that a row of verdicts, or of what awaits one, is about.

    Raises:
        ValueError: a number is none.
    """
    cure = None if row["cure"] == "-" else unescaped(row["cure"].removeprefix("="))
    return Place(int(row["line"]), int(row["start"]), int(row["end"]), unescaped(row["word"]), cure)


def read_verdicts(path: Path) -> dict[Place, Verdict]:
    """Read the verdicts on one source; a missing file holds none. ``-`` as the cure marks a finding.

    Raises:
        InputError: a row is malformed.
    """
    if not path.exists():
        return {}
    verdicts = {}
    for row in read_rows(path):
        try:
            verdicts[read_place(row)] = Verdict(row["verdict"])
        except ValueError as error:
            raise InputError(f"{path}: not a verdict: {row}: {error}") from None
    return verdicts


def write_verdicts(path: Path, verdicts: Mapping[Place, Verdict], *, comment: str) -> None:
    """Write verdicts, sorted by place."""
    rows = [f"# {comment}", HEADER]
    for place, verdict in sorted(verdicts.items(), key=lambda item: (*item[0][:4], item[0].cure or "")):
        cure = "-" if place.cure is None else "=" + escaped(place.cure)
        rows.append("\t".join((*map(str, place[:3]), escaped(place.word), cure, verdict)))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def rate(alarms: Sequence[Alarm], verdicts: Mapping[Place, Verdict], *, words: int, sample: int | None = None) -> Rate:
    """Count the verdicts on alarms, or on a sample of them, and reckon the wrong ones per thousand words.

    Unjudged alarms count neither for nor against; they are stated beside the rate.
    """
    looked_at = list(alarms) if sample is None else draw(alarms, sample)
    given = [verdicts.get(alarm.place) for alarm in looked_at]
    right, neutral, wrong, unjudged = (given.count(one) for one in (*Verdict, None))
    raw_rate = 1000 * len(alarms) / words if words else 0.0
    judged = len(given) - unjudged
    return Rate(
        words, len(alarms), right, neutral, wrong, unjudged, raw_rate, raw_rate * wrong / judged if judged else 0.0
    )
