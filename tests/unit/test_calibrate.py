import json
import random
from math import exp

import pytest

from corrector import calibrate
from corrector.calibrate import Counted, Curve, Growth, Node, Trees, fit, fit_held_out, fit_trees, repeated
from corrector.detect._words import CURE_FEATURES


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
    assert fit([0.8004] * 200, [place % 5 != 0 for place in range(200)], prior=0)(0.8004) == pytest.approx(0.8)


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


def test_shipped_models_load_and_have_the_features_that_the_code_gives() -> None:
    for part in ("cures", "cures, noun"):
        assert calibrate.models()[part].features == CURE_FEATURES


def test_shipped_curves_load_and_an_unknown_part_keeps_its_score() -> None:
    assert isinstance(calibrate.curves(), dict)
    assert calibrate.calibrated("proposer nobody", 0.42) == 0.42


def drawn(count: int, seed: int) -> tuple[list[tuple[float, float]], list[bool]]:
    """Return features and outcomes of a logistic model with weights 2 and -1 and bias 0.5."""
    rng = random.Random(seed)
    rows = [(rng.gauss(0, 1), rng.gauss(3, 2)) for _ in range(count)]
    return rows, [rng.random() < 1 / (1 + exp(-(2 * x - y + 0.5))) for x, y in rows]


def test_trees_say_what_they_were_fitted_to_say() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble", reason="needs scikit-learn: pip install 'corrector[train]'")
    rows, outcomes = drawn(600, seed=4)
    weights = [1.0 + (number % 3) for number in range(len(rows))]
    trees, bias = fit_trees(rows, outcomes, weights=weights, growth=Growth(trees=30))
    made = Trees(("a", "b"), trees, bias, Curve((0.0, 1.0), (0.0, 1.0)))
    peer = ensemble.GradientBoostingClassifier(
        n_estimators=30, max_depth=3, learning_rate=0.05, min_samples_leaf=40, subsample=0.7, random_state=0
    ).fit(rows, outcomes, sample_weight=weights)
    wanted = peer.predict_proba(rows)[:, 1]
    assert max(abs(made(row) - other) for row, other in zip(rows, wanted, strict=True)) < 1e-5
    read = Trees.from_json(json.loads(json.dumps(made.to_json())))
    assert max(abs(made(row) - read(row)) for row in rows) < 1e-3


def test_a_curve_is_fitted_to_what_is_held_out_and_weights_count() -> None:
    pytest.importorskip("sklearn", reason="needs scikit-learn: pip install 'corrector[train]'")
    rows, _ = drawn(1200, seed=6)
    chance = random.Random(7)
    decided = [
        Counted(tuple(row), chance.random() < (0.8 if row[0] > 0 else 0.1), 1.0 + (row[0] <= 0), number % 4)
        for number, row in enumerate(rows)
    ]
    made = fit_held_out(("a", "b"), decided, growth=Growth())
    for above, share in ((True, 0.8), (False, 0.1)):
        said = [made(one.features) for one in decided if (one.features[0] > 0) is above]
        assert sum(said) / len(said) == pytest.approx(share, abs=0.05)
    assert max(p for _, p in repeated(lambda _: 1.0, decided)) == 1
    assert len(repeated(lambda _: 1.0, decided, units=3)) == sum(round(3 * one.weight) for one in decided)


def test_where_all_are_right_there_is_nothing_to_learn_from() -> None:
    trees, bias = fit_trees([[0.0], [1.0]], [True, True], weights=[1.0, 1.0], growth=Growth())
    assert trees == ()
    assert bias > 0


def test_trees_know_their_features() -> None:
    line = Curve((0.0, 1.0), (0.0, 1.0))
    with pytest.raises(ValueError, match="there is none of"):
        Trees(("a",), (Node(1, 0.0, 0.0, 1.0),), 0.0, line)
    with pytest.raises(ValueError, match="2 features where the trees know 1"):
        Trees(("a",), (Node(0, 0.0, 0.0, 1.0),), 0.0, line)([1.0, 2.0])


def test_a_small_pool_below_all_others_does_not_raise_them() -> None:
    scores = [0.0, 0.05, *(0.1 for _ in range(98)), 0.9, 0.95]
    outcomes = [False, True, *(False for _ in range(98)), True, True]
    curve = calibrate.fit(scores, outcomes)
    assert curve(0.0) < 0.05
    assert curve(0.1) < 0.05
    assert list(curve.probabilities) == sorted(curve.probabilities)
    lone = calibrate.fit([0.0, *(0.1 for _ in range(50)), 0.2], [False, True, *(False for _ in range(49)), True])
    assert lone(0.0) < 0.1
