"""Measures against values worked out by hand or by the definition."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from corrector.evaluation import measures
from corrector.evaluation.measures import Confusion, Overlap, Repair
from corrector.types import Span

WORDS = st.lists(st.sampled_from("a b c d".split()), max_size=7)


def test_overlap_gives_partial_credit_both_ways() -> None:
    text = "one two three four"
    found = measures.overlap(text, [Span(4, 13), Span(14, 18)], [Span(0, 7)])
    assert found == Overlap(2, 0.5, 1, 0.5)
    assert found.precision == 0.25
    assert found.recall == 0.5
    assert found.f() == pytest.approx(1.25 * 0.25 * 0.5 / (0.25 * 0.25 + 0.5))


def test_a_gap_is_found_by_its_neighbour_and_by_nothing_farther() -> None:
    text = "he went school today"
    assert measures.overlap(text, [Span(8, 14)], [Span(8, 8)]).recall == 1.0
    assert measures.overlap(text, [Span(15, 20)], [Span(8, 8)]).recall == 0.0
    assert measures.overlap(text, [Span(8, 8)], [Span(8, 14)]).precision == 1.0


def test_overlaps_add_up_and_empty_ones_have_no_rates() -> None:
    total = sum([Overlap(1, 1.0, 2, 1.0), Overlap(1, 0.0, 0, 0.0)], Overlap())
    assert (total.precision, total.recall) == (0.5, 0.5)
    assert (Overlap().precision, Overlap().recall, Overlap().f()) == (0.0, 0.0, 0.0)


def test_mcc_of_a_known_table() -> None:
    table = measures.confusion([True, True, False, False, True], [True, False, True, False, True])
    assert table == Confusion(2, 1, 1, 1)
    assert table.mcc() == pytest.approx((2 * 1 - 1 * 1) / (3 * 3 * 2 * 2) ** 0.5)
    with pytest.raises(ValueError, match="zip"):
        measures.confusion([True], [])


def test_repair_tells_nearer_from_farther_and_counts_harm() -> None:
    right = "The old bridge fell on Monday."
    assert measures.repair("The old brige fell on Monday.", right, right)[:5] == (1, 1, 0, 0, 0)
    worse = measures.repair("The old brige fell on Monday.", "The new brige fell in Monday.", right)
    assert (worse.nearer, worse.farther, worse.harm) == (0, 1, 2)
    untouched = measures.repair(right, right, right)
    assert (untouched.exact, untouched.equal, untouched.before, untouched.after) == (1, 1, 0, 0)
    assert (Repair(before=1, after=0, words=4).ter_before, Repair().ter_after) == (25.0, 0.0)


@pytest.mark.parametrize(
    ("words", "reference", "edits"),
    [
        ("a b c", "a b c", 0),
        ("b c a", "a b c", 1),
        ("a x c", "a b c", 1),
        ("", "a b", 2),
        ("d e f a b c", "a b c d e f", 1),
    ],
)
def test_ter_counts_a_shift_once(words: str, reference: str, edits: int) -> None:
    assert measures.ter_edits(words.split(), reference.split()) == edits


@given(WORDS, WORDS)
def test_ter_never_exceeds_plain_edit_distance_and_is_zero_only_for_equal(one: list[str], other: list[str]) -> None:
    edits = measures.ter_edits(one, other)
    plain = Levenshtein.distance(one, other)
    assert abs(len(one) - len(other)) <= edits <= plain
    assert (edits == 0) == (one == other)


def test_calibration_measures() -> None:
    scores = [0.1, 0.1, 0.9, 0.9]
    outcomes = [False, False, True, False]
    curve = measures.reliability(scores, outcomes, bins=2)
    assert [(round(b.score, 6), b.share, b.size) for b in curve] == [(0.1, 0.0, 2), (0.9, 0.5, 2)]
    assert measures.expected_calibration_error(scores, outcomes, bins=2) == pytest.approx(0.25)
    brier = (0.01 + 0.01 + 0.01 + 0.81) / 4
    assert measures.brier_skill(scores, outcomes) == pytest.approx(1 - brier / (0.25 * 0.75))
    assert measures.expected_calibration_error([], []) == 0.0
    assert measures.reliability([], []) == ()


def test_ranking_measures() -> None:
    assert measures.auroc([0.9, 0.8, 0.7], [True, False, True]) == 0.5
    assert measures.auroc([0.9], [True]) == 0.5
    assert measures.spearman([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    assert measures.spearman([1, 1, 1], [1, 2, 3]) == 0.0
    assert measures.spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(0.9486833)


def test_wilson_interval_of_no_and_all() -> None:
    assert measures.wilson(0, 0) == (0.0, 1.0)
    low, high = measures.wilson(100, 100)
    assert (round(low, 4), round(high, 4)) == (0.963, 1.0)


def test_the_picture_is_well_formed_and_escapes_its_title() -> None:
    curve = measures.reliability([0.2, 0.8], [False, True], bins=2)
    root = ElementTree.fromstring(measures.reliability_picture(curve, title="a < b & c"))
    assert root.tag.endswith("svg")
    assert len([e for e in root.iter() if e.tag.endswith("circle")]) == 2
    assert "a < b & c" in [e.text for e in root.iter()]


def test_removed_is_the_share_of_edits_that_are_needed_no_more() -> None:
    assert [Repair(before=4, after=after, words=9).removed for after in (3, 4, 6)] == [25.0, 0.0, -50.0]
    assert Repair().removed == 0.0


def test_a_bootstrap_interval_holds_the_ratio_and_narrows_with_more_texts() -> None:
    few = measures.bootstrap([(1, 2), (0, 1), (2, 2)] * 5)
    many = measures.bootstrap([(1, 2), (0, 1), (2, 2)] * 80)
    assert few.low < many.low < 0.6 < many.high < few.high
    assert measures.bootstrap([(1, 2), (0, 1)] * 9, seed=3) == measures.bootstrap([(1, 2), (0, 1)] * 9, seed=3)
    assert measures.bootstrap([]) == measures.bootstrap([(0, 0)]) == (0.0, 1.0)
    assert measures.bootstrap([(-1, 2)] * 4) == (-0.5, -0.5)


def test_a_bootstrap_interval_of_a_share_is_near_the_exact_one() -> None:
    drawn = measures.bootstrap([(float(number < 80), 1.0) for number in range(100)])
    exact = measures.wilson(80, 100)
    assert drawn.low == pytest.approx(exact.low, abs=0.02)
    assert drawn.high == pytest.approx(exact.high, abs=0.02)
