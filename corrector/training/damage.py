"""Damage done to a right text, and the garbled text with exact spans and cures that comes of it.

The law of every row: the cures applied to the garbled text give the right text, character for character.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable


class Damage(NamedTuple):
    """``right[start:end]`` becomes ``text``; ``by`` names the operator or engine.

    ``recoverable`` is false where the damage shows but a reader of English alone could not know the cure.
    """

    start: int
    end: int
    text: str
    kind: Kind
    by: str
    recoverable: bool = True


class GarbledSpan(NamedTuple):
    """A wrong span of the garbled text and its cure; zero width where something is missing."""

    start: int
    end: int
    kind: Kind
    cure: str
    by: str
    recoverable: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One training text: right as it stands (no spans) or garbled (spans sorted and disjoint).

    ``origin`` is ``right``, ``template``, ``simulated``, ``round-trip`` or ``mlqe-pe``; ``document`` decides the split.
    """

    id: str
    text: str
    spans: tuple[GarbledSpan, ...]
    origin: str
    source: str
    licence: str
    document: str
    split: str

    @property
    def right(self) -> str:
        """The text with every cure applied."""
        pieces: list[str] = []
        done = 0
        for span in self.spans:
            pieces += (self.text[done : span.start], span.cure)
            done = span.end
        return "".join((*pieces, self.text[done:]))

    def to_json(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        return {
            "id": self.id,
            "text": self.text,
            "spans": [
                {"start": s.start, "end": s.end, "kind": s.kind.value, "cure": s.cure, "by": s.by}
                | ({} if s.recoverable else {"recoverable": False})
                for s in self.spans
            ],
            "origin": self.origin,
            "source": self.source,
            "licence": self.licence,
            "document": self.document,
            "split": self.split,
        }

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Row:
        """Read a row as :meth:`to_json` writes it."""
        spans = tuple(
            GarbledSpan(s["start"], s["end"], Kind(s["kind"]), s["cure"], s["by"], s.get("recoverable", True))
            for s in row["spans"]
        )
        fields = {name: row[name] for name in ("id", "text", "origin", "source", "licence", "document", "split")}
        return cls(spans=spans, **fields)


def disjoint(damages: Iterable[Damage]) -> list[Damage]:
    """Return the damages in order of place, dropping each that touches one before it."""
    kept: list[Damage] = []
    for damage in sorted(damages, key=lambda d: (d.start, d.end)):
        if not kept or damage.start > kept[-1].end:
            kept.append(damage)
    return kept


def garble(right: str, damages: Iterable[Damage]) -> tuple[str, tuple[GarbledSpan, ...]]:
    """Apply damages (any order; those that touch an earlier one are dropped) and return text and spans.

    >>> garble("He came on Monday.", [Damage(8, 10, "in", Kind.PREPOSITION, "preposition")])[0]
    'He came in Monday.'
    """
    pieces: list[str] = []
    spans: list[GarbledSpan] = []
    done = length = 0
    for damage in disjoint(damages):
        kept = right[done : damage.start]
        start = length + len(kept)
        cure = right[damage.start : damage.end]
        spans.append(GarbledSpan(start, start + len(damage.text), damage.kind, cure, damage.by, damage.recoverable))
        pieces += (kept, damage.text)
        length = start + len(damage.text)
        done = damage.end
    pieces.append(right[done:])
    return "".join(pieces), tuple(spans)
