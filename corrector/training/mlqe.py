"""MLQE-PE: real machine translation with post-edits, mined for damage whose cure the English alone gives.

Most of what the editors changed they could change because they saw the source. Kept is what the filter of round trips
calls wrong, put into the post-edit; the word tags of the whole translation go along as auxiliary labels in rows of
their own. Fomicheva et al. 2022, "MLQE-PE: A multilingual quality estimation and post-editing dataset".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corrector.lexicon.closed_classes import CLOSED
from corrector.training.damage import Damage, Row, garble
from corrector.training.recoverable import is_told_by
from corrector.training.roundtrip import damages
from corrector.training.shards import read_rows
from corrector.training.sources import digest
from corrector.training.tokens import folded, tokenize
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corrector.training.resources import Resources

LICENCE = "CC0-1.0"
_NEEDS_SOURCE = frozenset((Kind.FLUENCY, Kind.WORD_CHOICE, Kind.MISSING_WORDS, Kind.TENSE, Kind.PREPOSITION))
_ODD_WORDS = frozenset((Kind.GARBLED_WORD, Kind.FOREIGN_WORD, Kind.SPELLING, Kind.NAME))
_SENTENCE_ENDS = (".", "!", "?", '"')
_MARKUP = re.compile(r"thumb|\[\[|\dpx|[{}|=]")
_HTER_LIMIT = 0.6
"""Above this, alignment finds little that belongs together."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One translated segment: machine translation, post-edit, word and gap tags of its tokens, HTER."""

    id: str
    pair: str
    mt: str
    pe: str
    tokens: tuple[str, ...]
    tags: tuple[int, ...]
    gap_tags: tuple[int, ...]
    hter: float


def read_segments(data: Path, split: str) -> Iterator[Segment]:
    """Yield the segments of ``train``, ``dev`` or ``test20``; train leaves out what a held-out split repeats."""
    held_out: set[str] = set()
    if split == "train":
        for other in ("dev", "test20"):
            for row in read_rows(_path(data, other)):
                held_out |= {digest(row["mt"]), digest(row["pe"])}
    for row in read_rows(_path(data, split)):
        if not {digest(row["mt"]), digest(row["pe"])} & held_out:
            yield _segment(row)


def _path(data: Path, split: str) -> Path:
    return data / "mlqe-pe" / f"{split}.jsonl.gz"


def _segment(row: dict[str, Any]) -> Segment:
    return Segment(
        id=row["id"],
        pair=row["pair"],
        mt=row["mt"],
        pe=row["pe"],
        tokens=tuple(row["mt_tokens"]),
        tags=tuple(row["tags"]),
        gap_tags=tuple(row["gap_tags"]),
        hter=float(row["hter"]),
    )


def mined_row(segment: Segment, resources: Resources, *, split: str) -> Row | None:
    """Return the post-edit with the recoverable edits undone, or None where there are none."""
    if segment.hter > _HTER_LIMIT or segment.mt == segment.pe or _MARKUP.search(segment.pe):
        return None
    wrong = list(damages(segment.mt, segment.pe, f"mlqe-{segment.pair}", resources))
    is_title = sum(damage.kind is Kind.CASING for damage in wrong) > 1 or segment.pe.rstrip()[-1:] not in _SENTENCE_ENDS
    found = [damage for damage in wrong if _is_recoverable(damage, segment.pe, resources, is_title=is_title)]
    if not found:
        return None
    text, spans = garble(segment.pe, found)
    return Row(segment.id, text, spans, "mlqe-pe", "mlqe-pe", LICENCE, segment.id, split)


def _is_recoverable(damage: Damage, right: str, resources: Resources, *, is_title: bool) -> bool:
    """Tell whether a reader who never saw the source could make the editor's change."""
    if not damage.recoverable or damage.kind in _NEEDS_SOURCE:
        return False
    cure = right[damage.start : damage.end]
    if damage.kind is Kind.ARTICLE:
        return cure.strip().lower() in ("a", "an") and damage.text.lower() in ("", "a", "an")
    if damage.kind is Kind.CASING:
        return not is_title and (cure[0].isupper() or cure in CLOSED)
    if damage.kind in _ODD_WORDS:
        words = [folded(token.text) for token in tokenize(damage.text)]
        return is_told_by(words, [folded(token.text) for token in tokenize(cure)], resources)
    return True


def tag_rows(data: Path, split: str) -> Iterator[dict[str, Any]]:
    """Yield the auxiliary rows: the translation, its tokens, word and gap tags (1 for bad), HTER."""
    for segment in read_segments(data, split):
        yield {
            "id": segment.id,
            "text": segment.mt,
            "tokens": list(segment.tokens),
            "tags": list(segment.tags),
            "gap_tags": list(segment.gap_tags),
            "hter": segment.hter,
            "origin": "mlqe-pe-tags",
            "licence": LICENCE,
        }
