"""Calibration of the detector's findings on held-out text in a stated mix.

How often a finding is right depends on how much of the text is garbled. The curve holds for text of which one word in
``GARBLED_SHARE`` ** -1 stands in a garbled sentence; in text that is worse, findings are right more often than they say.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from corrector import calibrate as curves
from corrector.backends.onnx import OnnxModel
from corrector.detect._suspects import Network
from corrector.gazetteer import Gazetteer
from corrector.lexicon import Lexicon
from corrector.segment import segment
from corrector.training.mix import read_mix
from corrector.types import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from corrector.segment import Segmentation
    from corrector.training.damage import Row

GARBLED_SHARE = 0.1
CURVE = "detector neural"
_BATCH = 256
_GARBLED = frozenset({"simulated", "round-trip"})
_RIGHT = frozenset({"right", "template"})


class Decision(NamedTuple):
    """One suspect span: its raw score, whether it touches something wrong, and how much it counts."""

    raw: float
    right: bool
    weight: int


def calibrate(folder: Path, mix: Path, curves_file: Path) -> int:
    """Fit the curve of an exported network on the split ``dev``, store it, and return the number of findings it rests on."""
    with OnnxModel(folder / "model.onnx") as model:
        network = Network.read(folder, model, words=Lexicon.load(), names=Gazetteer.load())
        found = decisions(network, rows(mix, "dev"))
    store(fit(found), curves_file)
    return len(found)


def rows(mix: Path, split: str) -> Iterator[Row]:
    """Yield the rows of a split that calibration looks at: right text, templates, simulated damage and round trips."""
    return (row for row in read_mix(mix, split) if row.origin in _GARBLED | _RIGHT)


def decisions(network: Network, material: Iterable[Row]) -> list[Decision]:
    """Return the suspects of rows with their outcomes, weighted so that the garbled rows hold ``GARBLED_SHARE`` of the words."""
    texts: list[tuple[Row, Segmentation]] = [(row, segment(Document(row.id, row.text))) for row in material]
    words = {True: 0, False: 0}
    for row, text in texts:
        words[row.origin in _GARBLED] += text.word_count
    heavy = GARBLED_SHARE / (1 - GARBLED_SHARE) * words[False] / max(1, words[True])
    weights = {True: max(1, round(heavy)), False: max(1, round(1 / heavy) if heavy else 1)}
    found = []
    for start in range(0, len(texts), _BATCH):
        part = texts[start : start + _BATCH]
        for (row, _), suspects in zip(part, network.suspects([text for _, text in part]), strict=True):
            spans = [Span(span.start, span.end) for span in row.spans]
            weight = weights[row.origin in _GARBLED]
            found += [Decision(suspect.raw, touches(suspect.span, spans), weight) for suspect in suspects]
    return found


def touches(span: Span, wrong: Sequence[Span]) -> bool:
    """Tell whether a span touches something wrong; a gap does so within one character."""
    return any(
        other.start <= span.end + 1 and span.start <= other.end + 1
        if 0 in (span.width, other.width)
        else span.overlaps(other)
        for other in wrong
    )


def fit(found: Sequence[Decision]) -> curves.Curve:
    """Return the curve, thinned to knots of three decimals."""
    scores = [one.raw for one in found for _ in range(one.weight)]
    outcomes = [one.right for one in found for _ in range(one.weight)]
    curve = curves.fit(scores, outcomes)
    knots: dict[float, float] = {}
    for score, probability in zip(curve.scores, curve.probabilities, strict=True):
        knots[round(score, 3)] = round(probability, 3)
    return curves.Curve(tuple(knots), tuple(knots.values()))


def store(curve: curves.Curve, path: Path) -> None:
    """Put the curve into a file of curves, beside those of other parts."""
    table = json.loads(path.read_text(encoding="utf-8"))
    table["curves"][CURVE] = {"scores": list(curve.scores), "probabilities": list(curve.probabilities)}
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
