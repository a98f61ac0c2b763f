"""Edits drawn for checking by hand, and what the checks say.

A sample is a TSV: origin, source, kind, operator, the damage in its context (``[garbled -> right]``), a verdict (``right``:
a real error with a right cure; ``wrong``: the text was as good before; ``doubt``: counted as wrong) and a reason. Verdicts
given before are kept when the same edit is drawn again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from corrector.errors import InputError
from corrector.evaluation.measures import wilson
from corrector.training.simulate import seeded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from corrector.training.damage import GarbledSpan, Row

HEADER = ("origin", "source", "kind", "by", "edit", "verdict", "reason")
VERDICTS = ("right", "wrong", "doubt")
_AROUND = 90
_KEPT = 40
"""How many edits of a stratum are kept while the rows stream by."""


class Sampled(NamedTuple):
    """One edit to judge."""

    origin: str
    source: str
    kind: str
    by: str
    edit: str
    verdict: str = ""
    reason: str = ""


def shown(row: Row, span: GarbledSpan) -> str:
    """Return a span in the right text around it, so that nothing else is garbled: ``went [in -> on] Monday``."""
    before, after = _right_around(row, span)
    text = f"{before[-_AROUND:]}[{row.text[span.start : span.end]} -> {span.cure}]{after[:_AROUND]}"
    return text.replace("\t", " ").replace("\n", " | ")


def _right_around(row: Row, span: GarbledSpan) -> tuple[str, str]:
    pieces: list[str] = []
    done, before = 0, ""
    for other in row.spans:
        pieces.append(row.text[done : other.start])
        if other is span:
            before = "".join(pieces)
            pieces = []
        else:
            pieces.append(other.cure)
        done = other.end
    pieces.append(row.text[done:])
    return before, "".join(pieces)


def draw(rows: Iterable[Row], *, origins: Sequence[str], count: int, seed: int) -> list[Sampled]:
    """Draw ``count`` edits, as many of each origin, spread evenly over the strata of operator or engine and kind."""
    rng = seeded(seed, "samples", *origins)
    strata: dict[str, dict[tuple[str, str], list[Sampled]]] = {origin: defaultdict(list) for origin in origins}
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.origin not in origins:
            continue
        for span in row.spans:
            key = (span.by, span.kind.value)
            seen[key] += 1
            place = rng.randrange(seen[key])
            if place < _KEPT:
                item = Sampled(row.origin, row.source, span.kind.value, span.by, shown(row, span))
                kept = strata[row.origin][key]
                if len(kept) < _KEPT:
                    kept.append(item)
                else:
                    kept[place] = item
    share, rest = divmod(count, len(origins))
    return sorted(item for n, origin in enumerate(origins) for item in _spread(strata[origin], share + (n < rest)))


def _spread(strata: dict[tuple[str, str], list[Sampled]], count: int) -> Iterator[Sampled]:
    """Yield one of each stratum in turn until there are enough."""
    turn, given = 0, 0
    while given < count and any(turn < len(items) for items in strata.values()):
        for key in sorted(strata):
            if turn < len(strata[key]) and given < count:
                given += 1
                yield strata[key][turn]
        turn += 1


def read(path: Path) -> list[Sampled]:
    """Read a sample.

    Raises:
        InputError: the file is no sample, or a verdict is none of the known ones.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != HEADER:
        raise InputError(f"{path}, line 1: not a sample; the header must be {' '.join(HEADER)}")
    found = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(HEADER) or cells[5] not in ("", *VERDICTS):
            raise InputError(
                f"{path}, line {number}: {len(HEADER)} cells and a verdict of {', '.join(VERDICTS)} are asked for"
            )
        found.append(Sampled(*cells))
    return found


def write(path: Path, sampled: Sequence[Sampled]) -> None:
    """Write a sample; verdicts that stand in the file already are kept for the edits that are drawn again."""
    known = {item.edit: item for item in read(path)} if path.exists() else {}
    rows = [item if item.verdict else known.get(item.edit, item) for item in sampled]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join("\t".join(cells) for cells in (HEADER, *rows)) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def summary(path: Path) -> str:
    """Return what the verdicts of a sample say: the share of right ones with its 95 % Wilson interval."""
    verdicts = Counter(item.verdict for item in read(path))
    judged = sum(verdicts[verdict] for verdict in VERDICTS)
    if not judged:
        return f"{verdicts.total()} edits, none judged yet"
    low, high = wilson(verdicts["right"], judged)
    share = 100 * verdicts["right"] / judged
    return f"{verdicts['right']} of {judged} right, {share:.1f} % (95 % interval {100 * low:.1f}-{100 * high:.1f} %)"
