"""Turn raw scores into probabilities that can be trusted.

A curve is fitted on held-out decisions by isotonic regression (pool adjacent violators; Zadrozny and Elkan 2002,
"Transforming classifier scores into accurate multiclass probability estimates"), which assumes only that a higher score
is not worse. Fitted curves ship with the package as ``calibration.json``; a part without a curve keeps its raw scores,
which are then measured precisions that stand in its code.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import exp, log
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


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

    def rounded(self, digits: int = 3) -> Curve:
        """Return the curve with its scores rounded, and its probabilities to three digits; of knots that meet, the last stays.

        >>> Curve((0.1, 0.1001), (0.2, 0.3)).rounded()
        Curve(scores=(0.1,), probabilities=(0.3,))
        """
        knots: dict[float, float] = {}
        for score, probability in zip(self.scores, self.probabilities, strict=True):
            knots[round(score, digits)] = round(probability, 3)
        return Curve(tuple(knots), tuple(knots.values()))

    def to_json(self) -> dict[str, list[float]]:
        """Return the curve as a JSON object."""
        return {"scores": list(self.scores), "probabilities": list(self.probabilities)}

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> Curve:
        """Read a curve as :meth:`to_json` writes it.

        Raises:
            KeyError, TypeError, ValueError: the object is something else.
        """
        return cls(tuple(table["scores"]), tuple(table["probabilities"]))


AS_IT_IS = Curve((0.0, 1.0), (0.0, 1.0))
"""Takes a raw score for a probability."""


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
    # Decisions with the same score are one from the start: they must share a pool.
    counts: dict[float, tuple[int, int]] = {}
    for score, outcome in zip(scores, outcomes, strict=True):
        r, n = counts.get(score, (0, 0))
        counts[score] = (r + outcome, n + 1)
    # A pool: sum of scores, right decisions, all decisions.
    pools: list[tuple[float, int, int]] = []
    for score, (right, count) in sorted(counts.items()):
        pools.append((score * count, right, count))
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            s, r, n = pools.pop()
            pools[-1] = (pools[-1][0] + s, pools[-1][1] + r, pools[-1][2] + n)
    # The prior can break monotony between a small and a large pool: they become one. (The higher of both would raise the
    # large one, and with a small pool below all others the whole curve.)
    kept: list[tuple[float, int, int]] = []
    for pool in pools:
        kept.append(pool)
        while len(kept) > 1 and _smoothed(kept[-2], prior) > _smoothed(kept[-1], prior):
            s, r, n = kept.pop()
            kept[-1] = (kept[-1][0] + s, kept[-1][1] + r, kept[-1][2] + n)
    return Curve(tuple(s / n for s, _, n in kept), tuple(_smoothed(pool, prior) for pool in kept))


def _smoothed(pool: tuple[float, int, int], prior: float) -> float:
    _, right, count = pool
    return (right + prior) / (count + 2 * prior)


class Node(NamedTuple):
    """A decision: ``low`` where the feature at ``place`` is at most the threshold, ``high`` where it is above."""

    place: int
    threshold: float
    low: Node | float
    high: Node | float


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted regression trees over several features, and the curve that turns their sum into a probability.

    Friedman 2001, "Greedy function approximation: a gradient boosting machine", with the loss of logistic regression: ``bias``
    and the leaves that the features reach add up to log-odds. The curve is fitted on other decisions than the trees, since
    those look better on their own than they are (Platt 1999, "Probabilistic outputs for support vector machines", section 2).
    """

    features: tuple[str, ...]
    trees: tuple[Node | float, ...]
    bias: float
    curve: Curve

    def __post_init__(self) -> None:
        if any(not 0 <= place < len(self.features) for tree in self.trees for place in _places(tree)):
            raise ValueError("a tree asks for a feature that there is none of")

    def value(self, features: Sequence[float]) -> float:
        """Return the logistic function of the sum, in (0, 1).

        Raises:
            ValueError: there are more or fewer features than the trees know.
        """
        if len(features) != len(self.features):
            raise ValueError(f"{len(features)} features where the trees know {len(self.features)}")
        total = self.bias
        for tree in self.trees:
            while isinstance(tree, Node):
                tree = tree.low if features[tree.place] <= tree.threshold else tree.high
            total += tree
        return _logistic(total)

    def __call__(self, features: Sequence[float]) -> float:
        """Return the calibrated probability.

        >>> trees = Trees(("margin",), (Node(0, 1.5, -2.0, 2.0),), 0.0, Curve((0.0, 1.0), (0.0, 1.0)))
        >>> round(trees([1.0]), 2), round(trees([2.0]), 2)
        (0.12, 0.88)
        """
        return self.curve(self.value(features))

    def to_json(self) -> dict[str, Any]:
        """Return the model as a JSON object."""
        return {
            "features": list(self.features),
            "bias": round(self.bias, 5),
            "curve": self.curve.to_json(),
            "trees": [_rounded(tree) for tree in self.trees],
        }

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> Trees:
        """Read a model as :meth:`to_json` writes it.

        Raises:
            KeyError, TypeError, ValueError: the object is something else.
        """
        curve = Curve.from_json(table["curve"])
        return cls(tuple(table["features"]), tuple(map(_tree, table["trees"])), float(table["bias"]), curve)


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


def _places(tree: Node | float) -> Iterator[int]:
    if isinstance(tree, Node):
        yield tree.place
        yield from _places(tree.low)
        yield from _places(tree.high)


def _rounded(tree: Node | float) -> float | list[Any]:
    if not isinstance(tree, Node):
        return round(tree, 5)
    return [tree.place, round(tree.threshold, 5), _rounded(tree.low), _rounded(tree.high)]


def _tree(table: Any) -> Node | float:
    if not isinstance(table, list):
        return float(table)
    place, threshold, low, high = table
    return Node(int(place), float(threshold), _tree(low), _tree(high))


class Growth(NamedTuple):
    """How trees are grown.

    Args:
        trees: how many.
        depth: decisions from root to leaf: 1 for features that add up, 2 for pairs of them, and so on.
        rate: by which each tree is shrunk.
        least: decisions a leaf, at least.
        columns: share of the features that each decision of a tree is chosen from (Breiman 2001, "Random forests").
    """

    trees: int = 200
    depth: int = 3
    rate: float = 0.05
    least: int = 40
    columns: float = 1.0


def fit_trees(
    rows: Sequence[Sequence[float]],
    outcomes: Sequence[bool],
    *,
    weights: Sequence[float],
    growth: Growth,
    seed: int = 0,
) -> tuple[tuple[Node | float, ...], float]:
    """Fit boosted trees with scikit-learn, and return them with the bias; no trees where all outcomes are the same.

    Args:
        rows: features, one row a decision.
        outcomes: whether each decision was right.
        weights: how often each decision counts.
        growth: see :class:`Growth`.
        seed: of the seven tenths of all decisions that each tree sees.
    """
    import numpy as np
    from sklearn.ensemble import GradientBoostingClassifier

    if len(set(outcomes)) < 2:
        right = sum(outcomes)
        return (), log((right + 1) / (len(outcomes) - right + 1))
    x = np.asarray(rows, np.float32)
    model = GradientBoostingClassifier(
        n_estimators=growth.trees,
        max_depth=growth.depth,
        learning_rate=growth.rate,
        min_samples_leaf=growth.least,
        max_features=growth.columns,
        subsample=0.7,
        random_state=seed,
    ).fit(x, outcomes, sample_weight=weights)
    trees = tuple(_grown(one.tree_, 0, growth.rate) for one in model.estimators_[:, 0])
    start = float(model.decision_function(x[:1])[0]) - growth.rate * sum(
        float(one.predict(x[:1])[0]) for (one,) in model.estimators_
    )
    return trees, start


class Counted(NamedTuple):
    """A decision: its features, whether it was right, how often it counts, and which fold of the data it is in."""

    features: tuple[float, ...]
    right: bool
    weight: float
    fold: int


def fit_held_out(features: tuple[str, ...], decisions: Sequence[Counted], *, growth: Growth, units: int = 1) -> Trees:
    """Fit trees to all decisions, and their curve to what trees fitted on the other folds say of each.

    Args:
        features: their names.
        decisions: of two folds at least; decisions that are alike, such as those of a document, belong in one.
        growth: of the trees.
        units: of what a decision of weight 1 counts for the curve; times it, weights are taken as whole numbers.
    """

    def fitted(chosen: Sequence[Counted]) -> Trees:
        trees, bias = fit_trees(
            [one.features for one in chosen],
            [one.right for one in chosen],
            weights=[one.weight for one in chosen],
            growth=growth,
        )
        return Trees(features, trees, bias, AS_IT_IS)

    said: list[tuple[float, bool]] = []
    for held in sorted({one.fold for one in decisions}):
        value = fitted([one for one in decisions if one.fold != held]).value
        said += repeated(value, [one for one in decisions if one.fold == held], units=units)
    curve = fit([score for score, _ in said], [right for _, right in said], prior=units)
    return replace(fitted(decisions), curve=curve.rounded())


def repeated(
    score: Callable[[Sequence[float]], float], decisions: Iterable[Counted], *, units: int = 1
) -> list[tuple[float, bool]]:
    """Return scores and outcomes of decisions, each so often as it counts."""
    return [pair for one in decisions for pair in [(score(one.features), one.right)] * round(units * one.weight)]


def _grown(tree: Any, node: int, rate: float) -> Node | float:
    """Return a tree of scikit-learn's, from a node on."""
    low, high = int(tree.children_left[node]), int(tree.children_right[node])
    if low == high:
        return rate * float(tree.value[node].item())
    low_tree, high_tree = _grown(tree, low, rate), _grown(tree, high, rate)
    return Node(int(tree.feature[node]), float(tree.threshold[node]), low_tree, high_tree)


@cache
def _shipped() -> tuple[dict[str, Curve], dict[str, Trees]]:
    source = resources.files("corrector") / "calibration.json"
    try:
        table = json.loads(source.read_text(encoding="utf-8"))
        curves = {part: Curve.from_json(curve) for part, curve in table["curves"].items()}
        return curves, {part: Trees.from_json(model) for part, model in table["models"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{source}: the calibration cannot be read ({error}); reinstall the package") from None


def curves() -> dict[str, Curve]:
    """Return the curves that ship with the package, by part (``detector spelling``, ``proposer lexicon``).

    Raises:
        DataError: if the file is damaged.
    """
    return _shipped()[0]


def models() -> dict[str, Trees]:
    """Return the models that ship with the package, by part (``words foreign``).

    Raises:
        DataError: if the file is damaged.
    """
    return _shipped()[1]


def calibrated(part: str, score: float) -> float:
    """Return the probability for a part's raw score."""
    curve = curves().get(part)
    return score if curve is None else curve(score)
