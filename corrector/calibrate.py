"""Turn raw scores into probabilities that can be trusted.

A curve is fitted on held-out decisions by isotonic regression (pool adjacent violators; Zadrozny and Elkan 2002,
"Transforming classifier scores into accurate multiclass probability estimates"), which assumes only that a higher score
is not worse. Fitted curves ship with the package as ``calibration.json``; a part without a curve keeps its raw scores,
which are then measured precisions that stand in its code.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from corrector.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Curve:
    """A monotone map from raw scores to probabilities: linear between its knots, flat outside them."""

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.scores, self.scores[1:], strict=False))
        monotone = all(a <= b for a, b in zip(self.probabilities, self.probabilities[1:], strict=False))
        if not self.scores or len(self.scores) != len(self.probabilities) or not rising or not monotone:
            raise ValueError("a curve needs rising scores with as many probabilities that never fall")

    def __call__(self, score: float) -> float:
        """Return the calibrated probability of a raw score.

        >>> Curve((0.0, 1.0), (0.25, 0.75))(0.5)
        0.5
        """
        place = bisect_right(self.scores, score)
        if place == 0:
            return self.probabilities[0]
        if place == len(self.scores):
            return self.probabilities[-1]
        x0, x1 = self.scores[place - 1 : place + 1]
        y0, y1 = self.probabilities[place - 1 : place + 1]
        return y0 + (y1 - y0) * (score - x0) / (x1 - x0)


def fit(scores: Sequence[float], outcomes: Sequence[bool], *, prior: float = 1.0) -> Curve:
    """Fit a curve to held-out decisions.

    Args:
        scores: raw scores, one a decision.
        outcomes: whether each decision was right.
        prior: pseudo-counts of one right and one wrong decision in each pool (Laplace), so that a pool with few decisions
            never claims certainty.

    Raises:
        ValueError: if there are no decisions or the lengths differ.

    >>> fit([0.1, 0.2, 0.8, 0.9], [False, True, True, True], prior=0)(0.85)
    1.0
    """
    if not scores or len(scores) != len(outcomes):
        raise ValueError("calibration needs as many outcomes as scores, and at least one")
    # A pool: sum of scores, right decisions, all decisions.
    pools: list[tuple[float, int, int]] = []
    for score, right in sorted(zip(scores, outcomes, strict=True)):
        pools.append((score, int(right), 1))
        while len(pools) > 1 and (
            pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2] or pools[-2][0] / pools[-2][2] == score
        ):
            s, r, n = pools.pop()
            pools[-1] = (pools[-1][0] + s, pools[-1][1] + r, pools[-1][2] + n)
    means = tuple(s / n for s, _, n in pools)
    # The prior can break monotony between a small and a large pool; the running maximum restores it.
    probabilities: list[float] = []
    for _, r, n in pools:
        value = (r + prior) / (n + 2 * prior)
        probabilities.append(max(value, probabilities[-1]) if probabilities else value)
    return Curve(means, tuple(probabilities))


@cache
def curves() -> dict[str, Curve]:
    """Return the curves that ship with the package, by part (``detector spelling``, ``proposer lexicon``).

    Raises:
        DataError: if the file is damaged.
    """
    source = resources.files("corrector") / "calibration.json"
    try:
        table = json.loads(source.read_text(encoding="utf-8"))["curves"]
        return {part: Curve(tuple(curve["scores"]), tuple(curve["probabilities"])) for part, curve in table.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{source}: the calibration cannot be read ({error}); reinstall the package") from None


def calibrated(part: str, score: float) -> float:
    """Return the probability for a part's raw score."""
    curve = curves().get(part)
    return score if curve is None else curve(score)
