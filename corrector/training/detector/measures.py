"""How well scores tell wrong tokens from right ones; plain NumPy, shared by training and reporting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


_Floats = TypeVar("_Floats", "NDArray[np.float32]", "NDArray[np.float64]")


class Best(NamedTuple):
    """The threshold (flag at or above it) with the highest MCC."""

    threshold: float
    mcc: float


def mcc(scores: NDArray[np.floating[Any]], wrong: NDArray[np.bool_], threshold: float) -> float:
    """Return Matthews' correlation of flags and labels; 0 where one side has but one value.

    >>> mcc(np.array([0.1, 0.9, 0.8]), np.array([False, True, True]), 0.5)
    1.0
    """
    flagged = scores >= threshold
    counts = [float(np.sum(flagged & wrong)), float(np.sum(flagged & ~wrong)), float(np.sum(~flagged & wrong))]
    tp, fp, fn = counts
    tn = len(scores) - tp - fp - fn
    denominator = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return float((tp * tn - fp * fn) / denominator) if denominator else 0.0


def best_mcc(scores: NDArray[np.float32], wrong: NDArray[np.bool_]) -> Best:
    """Return the threshold of highest MCC among all scores seen."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last_of_ties = np.append(ranked[1:] != ranked[:-1], True)
    tp = np.cumsum(wrong[order])[last_of_ties].astype(float)
    flagged = (np.flatnonzero(last_of_ties) + 1).astype(float)
    positives, total = float(wrong.sum()), float(len(scores))
    fp, fn = flagged - tp, positives - tp
    tn = total - flagged - fn
    denominator = np.sqrt(flagged * positives * (tn + fp) * (total - flagged))
    values = np.divide(tp * tn - fp * fn, denominator, out=np.zeros_like(tp), where=denominator > 0)
    place = int(values.argmax())
    return Best(float(ranked[last_of_ties][place]), float(values[place]))


def logits(probabilities: _Floats) -> _Floats:
    """Return the log-odds of probabilities, those nearer to 0 or 1 than .0001 taken for such."""
    clipped = probabilities.clip(1e-4, 1 - 1e-4)
    odds: _Floats = np.log(clipped / (1 - clipped))
    return odds


def flat_threshold(scores: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float:
    """Return where the MCC is about highest: the mean of 97 quantiles of the scores, each e times less for .004 of MCC.

    The highest itself jumps about on a flat top.
    """
    candidates = _candidates(scores)
    values = np.array([mcc(scores, wrong, at) for at in candidates])
    return float(np.average(candidates, weights=np.exp((values - values.max()) / 0.004)))


def shared_threshold(groups: Sequence[tuple[NDArray[np.float32], NDArray[np.bool_]]]) -> Best:
    """Return the one threshold of highest mean MCC over groups of scores and labels, among 97 quantiles of all scores."""
    candidates = _candidates(np.concatenate([scores for scores, _ in groups]))
    means = [float(np.mean([mcc(scores, wrong, at) for scores, wrong in groups])) for at in candidates]
    best = int(np.argmax(means))
    return Best(float(candidates[best]), means[best])


def _candidates(scores: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Return 97 quantiles of scores, which thresholds are chosen among."""
    found: NDArray[np.floating[Any]] = np.quantile(scores, np.linspace(0.02, 0.98, 97))
    return found


def average_precision(scores: NDArray[np.float32], wrong: NDArray[np.bool_]) -> float:
    """Return the area under precision over recall (step-wise, as is usual for average precision).

    >>> average_precision(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])).__round__(3)
    0.833
    """
    if not wrong.any():
        return 0.0
    hits = wrong[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def recall_at_false_alarms(
    scores: NDArray[np.float32], wrong: NDArray[np.bool_], right_scores: NDArray[np.float32], *, per_thousand: float
) -> float:
    """Return the share of wrong tokens above the threshold that flags so many of 1,000 tokens of right text."""
    if not len(right_scores) or not wrong.any():
        return 0.0
    threshold = float(np.quantile(right_scores, 1 - per_thousand / 1000))
    return float(np.mean(scores[wrong] > threshold))
