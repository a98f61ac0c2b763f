"""Calibration of the detector's findings on held-out text in a stated mix.

How often a finding is right depends on how much of the text is garbled. Rows of the mix are put together to documents; one
word in ten stands in a document with garble in it, of whose rows a quarter, half or all are garbled. In a collection that is
worse findings are right more often than they say. A right sentence counts once, however many rows of the mix have it. Some of
the right text is of a sort that no network learned from: there false alarms are three times as many as in held-out sentences of
what it learned from.
"""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from corrector import calibrate as curves
from corrector.calibrate import AS_IT_IS, Curve
from corrector.detect._suspects import CALIBRATION, Curves, Network, model_in
from corrector.gazetteer import Gazetteer
from corrector.lexicon import Lexicon
from corrector.segment import segment
from corrector.training.mix import read_mix
from corrector.training.sources import distinct, keys, read_untrained, wrong_as_published
from corrector.types import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from corrector.training.damage import Row

GARBLED_SHARE = 0.1
"""Share of the words that stand in documents with garble in them."""
_BATCH = 64
_ROWS = 12
"""Rows of a document."""
_GARBLED_ROWS = (12, 6, 3)
"""Of these garbled, in turn."""
_MOST_GARBLED, _MOST_RIGHT = 3000, 18_000
_RIGHT = ("right", "template")


class Decision(NamedTuple):
    """One suspect: its raw score, whether it touches something wrong, how often it counts, and whether it is a gap."""

    raw: float
    right: bool
    weight: int
    is_gap: bool


class Composed(NamedTuple):
    """Rows put together: the text, what is wrong in it, and how often it counts."""

    text: str
    wrong: tuple[Span, ...]
    weight: int


def calibrate(folder: Path, mix: Path, data: Path) -> int:
    """Fit the curves of an exported network, store them beside it, and return the number of findings.

    Args:
        folder: of the network.
        mix: folder of a training mix, whose split ``dev`` is read.
        data: folder of development data, for right text that no network learned from.
    """
    with model_in(folder) as model:
        network = Network.read(folder, model, words=Lexicon.load(), names=Gazetteer.load())
        found = decisions(network, documents(read_mix(mix, "dev"), untrained=list(read_untrained(data))))
    store(fit(found), folder)
    return len(found)


def documents(material: Iterable[Row], *, untrained: Sequence[str] = (), seed: int = 1) -> list[Composed]:
    """Put rows together to documents, right ones and garbled ones, in the mix of :data:`GARBLED_SHARE`.

    Of the garbled rows at most half, if there are enough others, are simulated. At least half of the right rows, but for a
    document's worth, stand in documents that are right throughout. ``untrained`` are paragraphs of right text of a sort that no
    network learned from; each counts as much as a right row. What was wrong as published is left out of all.
    """
    rows: dict[str, list[Row]] = {}
    for row in material:
        if wrong_as_published().isdisjoint(keys(row.right)):
            rows.setdefault(row.origin, []).append(row)
    rng = Random(seed)  # noqa: S311 - reproducible choice, no secret
    for of_origin in rows.values():
        rng.shuffle(of_origin)
    real = rows.get("round-trip", [])[: _MOST_GARBLED // 2]
    garbled = [*real, *rows.get("simulated", [])[: _MOST_GARBLED - len(real)]]
    right = [row for origin in _RIGHT for row in rows.get(origin, [])]
    rng.shuffle(garbled)
    rng.shuffle(right)
    right = list(distinct(right, lambda row: row.text))
    del right[_MOST_RIGHT:]
    made: list[list[Row]] = []
    spare = len(right) // 2
    while garbled and len(right) >= spare:
        count = _GARBLED_ROWS[len(made) % len(_GARBLED_ROWS)]
        chosen = [garbled.pop() for _ in range(min(count, len(garbled)))]
        chosen += [right.pop() for _ in range(min(_ROWS - count, len(right)))]
        rng.shuffle(chosen)
        made.append(chosen)
    whole = [right[start : start + _ROWS] for start in range(0, len(right), _ROWS)]
    unlike = list(distinct(untrained, str))
    strange = ["\n\n".join(unlike[start : start + _ROWS]) for start in range(0, len(unlike), _ROWS)]
    beside = _words(whole) + sum(len(text.split()) for text in strange)
    heavy = GARBLED_SHARE / (1 - GARBLED_SHARE) * beside / max(1, _words(made))
    light = max(1, round(1 / heavy)) if heavy else 1
    return [
        *(_composed(chosen, max(1, round(heavy))) for chosen in made),
        *(_composed(chosen, light) for chosen in whole),
        *(Composed(text, (), light) for text in strange),
    ]


def _words(of: Sequence[Sequence[Row]]) -> int:
    return sum(len(row.text.split()) for rows in of for row in rows)


def _composed(rows: Sequence[Row], weight: int) -> Composed:
    text, wrong = "", []
    for row in rows:
        base = len(text)
        wrong += [Span(base + span.start, base + span.end) for span in row.spans]
        text += row.text + "\n\n"
    return Composed(text, tuple(wrong), weight)


def decisions(network: Network, composed: Sequence[Composed]) -> list[Decision]:
    """Return the suspects of documents with their outcomes."""
    found = []
    for start in range(0, len(composed), _BATCH):
        part = composed[start : start + _BATCH]
        texts = [segment(Document(str(place), one.text)) for place, one in enumerate(part)]
        for one, suspects in zip(part, network.suspects(texts), strict=True):
            found += [
                Decision(suspect.raw, touches(suspect.span, one.wrong), one.weight, suspect.span.width == 0)
                for suspect in suspects
            ]
    return found


def touches(span: Span, wrong: Sequence[Span]) -> bool:
    """Tell whether a span touches something wrong; a gap does so within one character."""
    return any(
        other.start <= span.end + 1 and span.start <= other.end + 1
        if 0 in (span.width, other.width)
        else span.overlaps(other)
        for other in wrong
    )


def fit(found: Sequence[Decision]) -> Curves:
    """Return the curves of words and of gaps."""
    return Curves(*(_fitted([one for one in found if one.is_gap is is_gap]) for is_gap in (False, True)))


def _fitted(found: Sequence[Decision]) -> Curve:
    """Return a curve with scores of five decimals: most that is surely wrong has raw scores above 0.99.

    Where there are no decisions, what is raw is taken as it is.
    """
    if not found:
        return AS_IT_IS
    scores = [one.raw for one in found for _ in range(one.weight)]
    outcomes = [one.right for one in found for _ in range(one.weight)]
    return curves.fit(scores, outcomes).rounded(5)


def store(fitted: Curves, folder: Path) -> None:
    """Write the curves of the network in ``folder``."""
    table = {name: curve.to_json() for name, curve in fitted._asdict().items()}
    (folder / CALIBRATION).write_text(json.dumps(table) + "\n", encoding="utf-8")
