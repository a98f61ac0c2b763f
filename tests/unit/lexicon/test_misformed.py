"""Forms that careless spelling makes of common words, and right ones that look the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrector.lexicon import Lexicon
from corrector.lexicon.misformed import repairs


@pytest.mark.parametrize(
    ("form", "right"),
    [
        ("equiping", "equipping"), ("acquited", "acquitted"), ("scrubers", "scrubbers"), ("mimicing", "mimicking"),
        ("prisonner", "prisoner"), ("summonning", "summoning"), ("appealled", "appealed"), ("misjudgeing", "misjudging"),
        ("reuseability", "reusability"), ("changable", "changeable"), ("carryers", "carriers"), ("holyness", "holiness"),
        ("easyly", "easily"), ("friendlyness", "friendliness"), ("attornies", "attorneys"), ("floodes", "floods"),
        ("ostrichs", "ostriches"), ("irresponsiblely", "irresponsibly"), ("completly", "completely"), ("formaly", "formally"),
        ("suddeness", "suddenness"), ("fruitfull", "fruitful"), ("fitest", "fittest"), ("constructer", "constructor"),
        ("unmobile", "immobile"), ("injustified", "unjustified"),
    ],
)  # fmt: skip
def test_careless_forms(form: str, right: str) -> None:
    assert Lexicon.load().well_formed(form) == right
    assert not Lexicon.load().is_english(form)


@pytest.mark.parametrize(
    "word",
    "ageing aging travelled traveled focussed benefitted likeable likable driveable judgement judgment dryness shyly flyers"
    " kidnapped worshiped mosquitos stomachs unplant canales recurring canoeing seeing noticeable shareability".split(),
)
def test_what_is_spelled_so_in_earnest(word: str) -> None:
    assert Lexicon.load().well_formed(word) == ""


@given(st.text(max_size=14))
def test_repairs_take_any_text(word: str) -> None:
    assert all(isinstance(part, str) for pair in repairs(word) for part in pair)
