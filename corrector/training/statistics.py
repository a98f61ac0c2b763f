"""What goes wrong in real machine translation, counted by kind, beside what the training rows hold.

Real output: the systems of WMT21 against their references and MLQE-PE against its post-edits. An edit counts once as
``different`` (all edits) and once as ``wrong`` if the filter of round trips calls it so; the second is what damage made
for training should look like. ``wmt21`` is only counted, never learned from.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from corrector.training.align import align
from corrector.training.mlqe import read_segments
from corrector.training.recoverable import Setting, judge
from corrector.training.roundtrip import kind_of
from corrector.training.shards import read_rows
from corrector.training.simulate import seeded
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from corrector.training.damage import Row
    from corrector.training.resources import Resources


class KindCounts(NamedTuple):
    """Edits by kind, all and wrong, and the words of the garbled side they were found in."""

    different: Counter[Kind]
    wrong: Counter[Kind]
    words: int


def count_pairs(pairs: Iterable[tuple[str, str]], resources: Resources) -> KindCounts:
    """Count the edits between garbled and right sentences."""
    different: Counter[Kind] = Counter()
    wrong: Counter[Kind] = Counter()
    words = 0
    for garbled, right in pairs:
        alignment = align(garbled, right)
        words += len(garbled.split())
        for edit in alignment.edits:
            kind = kind_of(edit, alignment, resources)
            different[kind] += 1
            wrong[kind] += judge(kind, Setting(alignment, edit, resources)).wrong
    return KindCounts(different, wrong, words)


def wmt21_pairs(data: Path, *, share: float = 0.1) -> Iterator[tuple[str, str]]:
    """Yield (system output, first reference) of a fixed sample of the WMT21 news systems."""
    for path in sorted((data / "wmt21").glob("*.jsonl.gz")):
        for row in read_rows(path):
            for name, text in sorted(row["systems"].items()):
                if seeded(0, path.name, str(row["i"]), name).random() < share:
                    yield text, next(iter(row["ref"].values()))


def mlqe_pairs(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (translation, post-edit) of the MLQE-PE training segments."""
    return ((segment.mt, segment.pe) for segment in read_segments(data, "train"))


def count_rows(rows: Iterable[Row]) -> dict[str, KindCounts]:
    """Count the spans of training rows by origin."""
    kinds: dict[str, Counter[Kind]] = {}
    words: Counter[str] = Counter()
    for row in rows:
        kinds.setdefault(row.origin, Counter()).update(span.kind for span in row.spans)
        words[row.origin] += len(row.text.split())
    return {origin: KindCounts(found, found, words[origin]) for origin, found in kinds.items()}


def table(columns: dict[str, Counter[Kind]]) -> str:
    """Return a Markdown table of shares in per cent, a row a kind, a column a source."""
    lines = ["| kind | " + " | ".join(columns) + " |", "| --- |" + " --: |" * len(columns)]
    for kind in Kind:
        shares = [100 * counts[kind] / max(1, counts.total()) for counts in columns.values()]
        lines.append(f"| {kind.value} | " + " | ".join(f"{share:.1f}" for share in shares) + " |")
    lines.append("| edits | " + " | ".join(str(counts.total()) for counts in columns.values()) + " |")
    return "\n".join(lines)


def report(data: Path, rows: Iterable[Row], resources: Resources) -> str:
    """Return the comparison of real output with training rows as Markdown: shares by kind, edits per 1,000 words."""
    real = {"WMT21": count_pairs(wmt21_pairs(data), resources), "MLQE-PE": count_pairs(mlqe_pairs(data), resources)}
    made = {origin: counts for origin, counts in count_rows(rows).items() if counts.wrong}
    columns = {f"{name}, all edits": counts.different for name, counts in real.items()}
    columns |= {f"{name}, wrong": counts.wrong for name, counts in real.items()}
    columns |= {origin: counts.wrong for origin, counts in made.items()}
    rates = {f"{name}, all edits": _per_thousand(c.different, c.words) for name, c in real.items()}
    rates |= {f"{name}, wrong": _per_thousand(c.wrong, c.words) for name, c in real.items()}
    rates |= {origin: _per_thousand(c.wrong, c.words) for origin, c in made.items()}
    return table(columns) + "\n| per 1,000 words | " + " | ".join(f"{rates[name]:.1f}" for name in columns) + " |"


def _per_thousand(edits: Counter[Kind], words: int) -> float:
    return 1000 * edits.total() / max(1, words)
