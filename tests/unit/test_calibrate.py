import random

import pytest

from corrector import calibrate
from corrector.calibrate import Curve, fit


def test_fit_is_monotone_and_close_to_the_truth() -> None:
    rng = random.Random(7)
    scores = [rng.random() for _ in range(5000)]
    outcomes = [rng.random() < score**2 for score in scores]
    curve = fit(scores, outcomes)
    grid = [place / 50 for place in range(51)]
    values = [curve(x) for x in grid]
    assert values == sorted(values)
    assert max(abs(curve(x) - x**2) for x in grid) < 0.12


def test_fit_never_claims_certainty_from_few_decisions() -> None:
    curve = fit([0.9] * 3, [True] * 3)
    assert curve(0.9) == pytest.approx(4 / 5)


def test_equal_scores_share_one_pool() -> None:
    assert fit([0.5, 0.5, 0.5, 0.5], [True, False, True, True], prior=0)(0.5) == pytest.approx(0.75)


@pytest.mark.parametrize(("scores", "outcomes"), [([], []), ([0.1], [True, False])])
def test_fit_rejects_missing_decisions(scores: list[float], outcomes: list[bool]) -> None:
    with pytest.raises(ValueError, match="calibration needs"):
        fit(scores, outcomes)


@pytest.mark.parametrize(
    ("scores", "probabilities"),
    [((0.2, 0.1), (0.1, 0.2)), ((0.1, 0.2), (0.2, 0.1)), ((0.1,), (0.1, 0.2)), ((), ())],
)
def test_a_curve_must_rise(scores: tuple[float, ...], probabilities: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="rising"):
        Curve(scores, probabilities)


def test_shipped_curves_load_and_an_unknown_part_keeps_its_score() -> None:
    assert isinstance(calibrate.curves(), dict)
    assert calibrate.calibrated("proposer nobody", 0.42) == 0.42
