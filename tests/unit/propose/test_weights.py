"""Features of cures and findings, and the weights that lie beside a model."""

from __future__ import annotations

import json
from math import exp, inf
from typing import TYPE_CHECKING

import pytest

from corrector.calibrate import Curve, Node, Trees
from corrector.errors import DataError
from corrector.propose import _weights
from corrector.propose._weights import Cure, Situation, Weights
from corrector.types import Kind

if TYPE_CHECKING:
    from pathlib import Path

LINE = Curve((0.0, 1.0), (0.0, 1.0))
KNOWN = Situation(
    0.6, Kind.AGREEMENT, by_rule=False, keep=-3.0, unknown=-6.0, before=" green of", odd=0.0, company=-0.7
)
CURE = Cure(" great", -0.1, -4.0, strange=False, adds=False, gain=3.0)


def model(features: tuple[str, ...], **steps: tuple[float, float]) -> Trees:
    """Return a model in which a feature above a threshold (first of the two) adds so much (second)."""
    return Trees(
        features, tuple(Node(features.index(name), at, 0.0, value) for name, (at, value) in steps.items()), 0.0, LINE
    )


def test_every_feature_has_its_value() -> None:
    assert len(_weights.finding_features(KNOWN, -0.1, 2.0)) == len(_weights.FINDING_FEATURES)
    assert len(_weights.cure_features(KNOWN, CURE)) == len(_weights.CURE_FEATURES)
    assert len(_weights.offered_features(KNOWN, CURE)) == len(_weights.OFFERED_FEATURES)


def test_features_say_what_they_are_called() -> None:
    found = dict(zip(_weights.CURE_FEATURES, _weights.cure_features(KNOWN, CURE), strict=True))
    assert found["over rival"] == pytest.approx(2.9), "its best rival is leaving the words alone"
    assert found["own"] == -0.1
    assert found["gain"] == 3.0
    assert found["gain over rival"] == 8.0, "no rival was read"
    rivalled = dict(
        zip(_weights.CURE_FEATURES, _weights.cure_features(KNOWN, CURE._replace(rival_gain=4.0)), strict=True)
    )
    assert rivalled["gain over rival"] == -1.0
    assert found["company"] == -0.7
    assert found["insertion"] == found["deletion"] == found["strange"] == found["adds"] == found["rule"] == 0.0
    gap = KNOWN._replace(before="", by_rule=True)
    deleted = dict(zip(_weights.CURE_FEATURES, _weights.cure_features(gap, CURE._replace(text=" ")), strict=True))
    assert deleted["insertion"] == deleted["deletion"] == deleted["rule"] == 1.0
    assert found["grammar"] == 1.0, "the finding's kind"
    assert found["order"] == found["closed"] == 0.0
    assert found["lost"] == found["brought"] == 1.0, "green and great say something, of does not"
    assert (found["words gone"], found["words new"]) == (2.0, 1.0)
    assert (found["same head"], found["same tail"]) == (1.0, 0.0), "greenof and great"
    assert (found["letters"], found["is own"], found["prior lead"]) == (8.0, 1.0, 0.0)


def test_a_cure_is_set_beside_its_best_rival_and_what_it_replaces() -> None:
    """The more alike, the likelier a slip of the pen, and the more the cure says about what was meant."""
    known = KNOWN._replace(before="stiflate", cures=2, told=0.9)
    alike, other = (
        dict(
            zip(
                _weights.CURE_FEATURES,
                _weights.cure_features(known, CURE._replace(text=text, rival_likeness=rival, prior=prior)),
                strict=True,
            )
        )
        for text, rival, prior in (("stifle", 0.4, 0.5), ("silence", 0.75, 0.0))
    )
    assert alike["likeness lead"] > 0.3 > 0 > other["likeness lead"]
    assert 0 < alike["slip"] < other["slip"] <= 12
    assert alike["slip a letter"] < other["slip a letter"]
    assert alike["prior lead"] > 5 > other["prior lead"] == 0.0


def test_features_are_finite_whatever_is_said() -> None:
    known = KNOWN._replace(keep=-inf, unknown=-inf, score=1.0)
    cure = CURE._replace(log_probability=-inf, rival=-inf, gain=-inf)
    assert all(abs(x) < 100 for x in _weights.offered_features(known, cure._replace(rank=99)))
    assert Weights().of_cure(known, cure) == 0.0


def test_without_a_calibration_all_is_taken_at_its_word(tmp_path: Path) -> None:
    weights = _weights.read(tmp_path)
    assert weights == _weights.read(None) == Weights()
    assert weights.of_finding(KNOWN, -0.1, 2.0) == KNOWN.score
    assert weights.of_cure(KNOWN, CURE) == pytest.approx(exp(-0.1))
    assert weights.of_offered(KNOWN, CURE._replace(prior=0.4)) == 0.4


def test_a_calibration_is_read_and_used(tmp_path: Path) -> None:
    table = {
        "finding": model(_weights.FINDING_FEATURES, keep=(-1.0, -1.0)).to_json(),
        "cure": model(_weights.CURE_FEATURES, own=(-2.0, 1.0)).to_json(),
        "offered": model(_weights.OFFERED_FEATURES, prior=(0.0, 1.0)).to_json(),
    }
    (tmp_path / "calibration.json").write_text(json.dumps({"models": table}))
    weights = _weights.read(tmp_path)
    sure, unsure = KNOWN._replace(keep=-0.01), KNOWN
    assert weights.of_finding(sure, -5.0, 0.0) < weights.of_finding(unsure, -5.0, 0.0)
    assert weights.of_cure(KNOWN, CURE) > weights.of_cure(KNOWN, CURE._replace(log_probability=-4.0))
    less, more = CURE._replace(prior=0.4), CURE._replace(prior=0.6)
    assert weights.of_offered(KNOWN, more) > weights.of_offered(KNOWN, less) == 0.5


@pytest.mark.parametrize("content", ["{", "{}", '{"models": {"finding": {}}}'])
def test_a_damaged_calibration_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "calibration.json").write_text(content)
    with pytest.raises(DataError, match=r"calibration\.json"):
        _weights.read(tmp_path)


def test_a_calibration_with_other_features_is_said(tmp_path: Path) -> None:
    table = dict.fromkeys(("finding", "cure", "offered"), model(("keep",), keep=(0.0, 1.0)).to_json())
    (tmp_path / "calibration.json").write_text(json.dumps({"models": table}))
    with pytest.raises(DataError, match="other features"):
        _weights.read(tmp_path)
