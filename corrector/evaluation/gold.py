"""The one scorer of gold marks: what was cured, found, edited unasked and damaged.

A gold text comes with marks of what is wrong in it and with names that are right. Marks may nest, and an edit may
cover more or less than a mark, so a mark is judged by the whole stretch that edits touched:

- *cured*: after all edits the marked span equals an accepted form, and what the same edits touched beside it is as it
  was or is itself cured; a mark inside a cured mark is cured with it;
- *found*: a reported finding covers at least half of the mark's words and is at most twice as long;
- *unasked*: an edit that touches no mark, or leaves a mark neither accepted nor as it was;
- *damaged*: a name to keep that occurs fewer times than before.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.errors import InputError
from corrector.types import Document, Outcome, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corrector.types import Edit, Finding, Result

TIERS = ("must_fix", "must_flag", "optional")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that is wrong, with the cures that count as right (an empty string: delete it)."""

    span: Span
    original: str
    accept: tuple[str, ...]
    category: str
    tier: str

    def __post_init__(self) -> None:
        if self.span.width != len(self.original) or self.span.start < 0:
            raise ValueError(f"mark at {self.span.start}: 'original' must fill the span")
        if self.tier not in TIERS:
            raise ValueError(f"mark at {self.span.start}: unknown tier {self.tier!r}; one of {', '.join(TIERS)}")
        if self.tier == "must_fix" and not self.accept:
            raise ValueError(f"mark at {self.span.start}: a must_fix mark needs an accepted form")


@dataclass(frozen=True, slots=True)
class Gold:
    """A text, its marks and the names in it that are right."""

    document: Document
    marks: tuple[Mark, ...]
    keep: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for mark in self.marks:
            if self.document.text[mark.span.start : mark.span.end] != mark.original:
                raise ValueError(f"{self.document.id}: mark at {mark.span.start} does not match the text")


@dataclass(frozen=True, slots=True)
class MarkScore:
    """What became of one mark; ``changed``: it is neither cured nor as it was."""

    mark: Mark
    cured: bool
    found: bool
    changed: bool


class Tally(NamedTuple):
    """Marks of one group: how many there are, and how many were cured, found (or cured), and changed for the worse."""

    marks: int
    cured: int
    found: int
    changed: int


@dataclass(frozen=True, slots=True)
class GoldScore:
    """The scores of one gold text.

    ``unasked`` holds edits, ``stray`` the reported findings that touch no mark, ``damaged`` the names lost.
    """

    marks: tuple[MarkScore, ...]
    unasked: tuple[Edit, ...]
    stray: tuple[Finding, ...]
    damaged: tuple[str, ...]

    def tally(self, tier: str | None = None) -> Tally:
        """Count the marks of one tier, or of all."""
        chosen = [score for score in self.marks if tier in (None, score.mark.tier)]
        return Tally(
            len(chosen),
            sum(score.cured for score in chosen),
            sum(score.found for score in chosen),
            sum(score.changed for score in chosen),
        )


def read_gold(text: Path, *, marks: Path, keep: Path | None = None) -> Gold:
    """Read a gold text, its marks (JSON lines) and its names to keep (one a line).

    Raises:
        InputError: a file cannot be read, or a mark does not fit the text; it names the file and the line.
    """
    document = Document(id=text.name, text=_read(text), origin=str(text))
    parsed = []
    for number, line in enumerate(_read(marks).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            mark = _parse(json.loads(line))
            Gold(document, (mark,))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{marks}:{number}: not a mark of {text.name}: {error}") from None
        parsed.append(mark)
    names = tuple(name for line in _read(keep).splitlines() if (name := line.strip())) if keep else ()
    return Gold(document, tuple(parsed), names)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None


def _parse(row: dict[str, Any]) -> Mark:
    return Mark(
        span=Span(row["start"], row["end"]),
        original=row["original"],
        accept=tuple(row["accept"]),
        category=row["category"],
        tier=row["tier"],
    )


def as_row(mark: Mark) -> dict[str, Any]:
    """Return the mark as the JSON object that :func:`read_gold` reads."""
    return {
        "start": mark.span.start,
        "end": mark.span.end,
        "original": mark.original,
        "accept": list(mark.accept),
        "category": mark.category,
        "tier": mark.tier,
    }


def score(gold: Gold, result: Result) -> GoldScore:
    """Score a pipeline's result on a gold text.

    Raises:
        ValueError: if the result is of another text.
    """
    if result.document.text != gold.document.text:
        raise ValueError(f"the result is not of {gold.document.id}")
    findings = [choice.finding for choice in result.choices if choice.outcome is not Outcome.KEEP]
    cured = _cured(gold, result.edits)
    marks = tuple(
        MarkScore(
            mark,
            cured=mark in cured,
            found=mark in cured or any(covers(gold.document.text, finding.span, mark.span) for finding in findings),
            changed=mark not in cured and _is_changed(mark, gold.marks, cured, result.edits),
        )
        for mark in gold.marks
    )
    stray = tuple(finding for finding in findings if not any(finding.span.overlaps(m.span) for m in gold.marks))
    damaged = lost_names(gold.document.text, result.corrected, gold.keep)
    return GoldScore(marks, _unasked(marks, result.edits), stray, damaged)


def covers(text: str, finding: Span, mark: Span) -> bool:
    """Tell whether a finding covers at least half of a mark's words and is at most twice as long, in words.

    >>> covers("in the big old house", Span(7, 14), Span(3, 10))
    True
    """
    words = [Span(match.start(), match.end()) for match in _WORD.finditer(text, mark.start, mark.end)]
    if not words or finding.width == 0:
        return False
    covered = sum(finding.overlaps(word) for word in words)
    length = sum(1 for _ in _WORD.finditer(text, finding.start, finding.end))
    return 2 * covered >= len(words) and length <= 2 * len(words)


def lost_names(before: str, after: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that stand fewer times in ``after`` than in ``before``, as whole words.

    >>> lost_names("Lima and Quito", "Lima and Quinto", ["Lima", "Quito"])
    ('Quito',)
    """

    def count(name: str, text: str) -> int:
        return len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text))

    return tuple(name for name in names if count(name, after) < count(name, before))


def _touching(span: Span, edits: Sequence[Edit]) -> list[Edit]:
    return [edit for edit in edits if edit.span.overlaps(span)]


def _cured(gold: Gold, edits: Sequence[Edit]) -> set[Mark]:
    """Return the marks whose stretch reads as accepted, and the marks inside them."""
    direct = {mark for mark in gold.marks if _reads_accepted(mark, gold, edits)}
    return {mark for mark in gold.marks if mark in direct or any(other.span.contains(mark.span) for other in direct)}


def _reads_accepted(mark: Mark, gold: Gold, edits: Sequence[Edit]) -> bool:
    """Compare the stretch that edits of this mark touched with every accepted reading of it.

    The stretch grows until no edit and no edited mark straddles its ends; marks beside this one may read as they were
    or as accepted, everything else must read as it was.
    """
    stretch = mark.span
    while True:
        touched = _touching(stretch, edits)
        beside = [m for m in gold.marks if m is not mark and any(edit.span.overlaps(m.span) for edit in touched)]
        spans = [stretch, *(edit.span for edit in touched), *(m.span for m in beside if m.span.overlaps(stretch))]
        grown = Span(min(span.start for span in spans), max(span.end for span in spans))
        if grown == stretch:
            break
        stretch = grown
    if not touched:
        return False
    text = gold.document.text
    reading = _replaced(text, stretch, [(edit.span, edit.after) for edit in touched])
    inside = [m for m in beside if stretch.contains(m.span) and not m.span.overlaps(mark.span)]
    for form in mark.accept:
        for others in _readings(inside):
            wanted = _replaced(text, stretch, sorted([(mark.span, form), *others]))
            if reading == wanted or (not form and reading.split() == wanted.split()):
                return True
    return False


def _readings(marks: Sequence[Mark]) -> Iterator[list[tuple[Span, str]]]:
    """Yield every way to read some of the marks as accepted, the rest as they were; chosen marks never overlap."""
    options: list[list[tuple[Span, str] | None]] = [[None, *((m.span, form) for form in m.accept)] for m in marks]
    for combination in product(*options):
        chosen = sorted(choice for choice in combination if choice is not None)
        if all(not left[0].overlaps(right[0]) for left, right in pairwise(chosen)):
            yield chosen


def _replaced(text: str, stretch: Span, replacements: Sequence[tuple[Span, str]]) -> str:
    pieces: list[str] = []
    done = stretch.start
    for span, form in replacements:
        pieces += (text[done : span.start], form)
        done = span.end
    return "".join((*pieces, text[done : stretch.end]))


def _is_changed(mark: Mark, marks: Sequence[Mark], cured: set[Mark], edits: Sequence[Edit]) -> bool:
    """Tell whether edits touch the mark other than by curing marks nested in it."""
    nested = [other for other in marks if other in cured and mark.span.contains(other.span)]
    return any(
        not any(other.span.contains(edit.span) for other in nested) for edit in edits if edit.span.overlaps(mark.span)
    )


def _unasked(marks: Sequence[MarkScore], edits: Sequence[Edit]) -> tuple[Edit, ...]:
    def is_unasked(edit: Edit) -> bool:
        touched = [score for score in marks if edit.span.overlaps(score.mark.span)]
        return not touched or any(score.changed for score in touched)

    return tuple(edit for edit in edits if is_unasked(edit))


def by_category(scores: Sequence[GoldScore]) -> dict[str, Tally]:
    """Return the tally of each category over several gold texts."""
    totals: dict[str, Counter[str]] = {}
    for one in (mark for gold_score in scores for mark in gold_score.marks):
        counts = totals.setdefault(one.mark.category, Counter())
        counts.update(marks=1, cured=one.cured, found=one.found, changed=one.changed)
    return {name: Tally(c["marks"], c["cured"], c["found"], c["changed"]) for name, c in sorted(totals.items())}
