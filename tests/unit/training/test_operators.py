"""Operators: each does what its name says, keeps every digit, and is undone by its cure."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from corrector.training.damage import garble
from corrector.training.operators import ALL
from corrector.training.operators.view import View, like
from corrector.training.simulate import MOST, seeded, simulate
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.training.operators import Operator
    from corrector.training.resources import Resources

BY_NAME = {operator.name: operator for operator in ALL}

# Operator, a right sentence that offers one place, all results that are fine (as garbled sentences), and the kind.
CASES: tuple[tuple[str, str, set[str], Kind], ...] = (
    ("surname-capitals", "Then President William Ruto left.", {"Then President William RUTO left."}, Kind.CASING),
    (
        "title-swapped",
        "Then Kenyan President William Ruto left.",
        {"Then President Kenyan William Ruto left."},
        Kind.WORD_ORDER,
    ),
    ("title-swapped", "The Kenyan prime minister left.", {"The prime minister Kenyan left."}, Kind.WORD_ORDER),
    ("name-cut-short", "A trip to Costa Rica.", {"A trip to Costa.", "A trip to Rica."}, Kind.NAME),
    ("foreign-word", "The benefactor left.", {"The bienfaiteur left."}, Kind.FOREIGN_WORD),
    ("wrong-affix", "The benefactor left.", {"The benefacter left."}, Kind.GARBLED_WORD),
    ("careless-form", "She held it.", {"She holded it."}, Kind.SPELLING),
    ("careless-form", "Before leaving it.", {"Before leaveing it."}, Kind.SPELLING),
    ("article-form", "An old house.", {"A old house."}, Kind.ARTICLE),
    ("article-inserted", "They met on Monday.", {"They met on the Monday."}, Kind.ARTICLE),
    ("verb-number", "They are ready.", {"They is ready."}, Kind.AGREEMENT),
    ("noun-number", "He saw two houses.", {"He saw two house."}, Kind.AGREEMENT),
    ("adjective-after-noun", "It was a northern harbour.", set(), Kind.WORD_ORDER),
    (
        "office-genitive",
        "Kremlin spokesman Ivan Petrov left.",
        {"The spokesman of the Kremlin Ivan Petrov left."},
        Kind.WORD_ORDER,
    ),
    ("capital-lost", "It rained in Norway all day.", {"It rained in norway all day."}, Kind.CASING),
    ("hyphen-spaced", "A 12-year plan.", {"A 12 -year plan.", "A 12- year plan.", "A 12 - year plan."}, Kind.SPACING),
    ("acronym-plural", "The NGOs left.", {"The NGOS left.", "The NGO's left."}, Kind.CASING),
    ("mojibake", "A naïve plan.", {"A naÃ¯ve plan."}, Kind.ENCODING),
)


@pytest.mark.parametrize(
    ("name", "right", "fine", "kind"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_an_operator_does_what_it_says(name: str, right: str, fine: set[str], kind: Kind, resources: Resources) -> None:
    results = set()
    for seed in range(12):
        damage = BY_NAME[name].apply(View(right), Random(seed), resources)
        if damage is not None:
            assert damage.kind is kind or name == "acronym-plural"
            results.add(garble(right, [damage])[0])
    assert results <= fine
    assert results or not fine


def test_a_piece_of_a_long_word_is_lost_or_another(resources: Resources) -> None:
    right = "The benefactor left."
    for seed in range(12):
        damage = BY_NAME["piece-slip"].apply(View(right), Random(seed), resources)
        assert damage is not None
        assert (damage.start, damage.end) == (4, 14)
        assert not resources.is_english(damage.text)
        assert damage.text[:2] == "be" or damage.text.endswith("tor")


def test_exonyms_come_from_other_languages(resources: Resources) -> None:
    found = {BY_NAME["exonym"].apply(View("A trip to Norway."), Random(seed), resources) for seed in range(40)}
    texts = {damage.text for damage in found if damage}
    assert {"Norvège", "Noruega", "Norwegen"} <= texts
    assert "Norway" not in texts


def test_no_accepted_form_is_made_of_a_name(resources: Resources) -> None:
    names = ("exonym", "transliteration", "name-letters", "false-demonym", "name-as-common-word")
    for country in resources.world.countries:
        for name in names:
            damage = BY_NAME[name].apply(View(f"They left {country.name} by sea."), Random(1), resources)
            assert damage is None or damage.text.lower() not in resources.world.english


SENTENCES = (
    'On Monday, 12 of the NGOs\' experts said: "We have to leave Oslo by 7.30, with our 3-year-old boats."',
    "Kenyan President William Ruto met the benefactor of 1,200 schools in Costa Rica on 5 March 2019.",
    "They are ready to visit these old houses, and she was arrested in the naïve city’s harbour.",
)


@pytest.mark.parametrize("operator", ALL, ids=lambda operator: operator.name)
def test_digits_and_cures_survive_every_operator(operator: Operator, resources: Resources) -> None:
    for sentence in SENTENCES:
        for seed in range(15):
            damage = operator.apply(View(sentence), Random(seed), resources)
            if damage is None:
                continue
            text, (span,) = garble(sentence, [damage])
            assert text != sentence
            assert damage.by == operator.name
            assert _digits(text) == _digits(sentence)
            assert text[: span.start] + span.cure + text[span.end :] == sentence


def _digits(text: str) -> Sequence[str]:
    return [character for character in text if character.isdigit()]


def test_operators_offer_nothing_where_there_is_no_place(resources: Resources) -> None:
    assert all(operator.apply(View("1 2 3 4 5"), Random(1), resources) is None for operator in ALL)


def test_a_list_item_loses_person_or_country(resources: Resources) -> None:
    right = "Present:\n- President Ana Lund of Norway\n- Eight others"
    found = {BY_NAME["list-item-halved"].apply(View(right), Random(seed), resources) for seed in range(10)}
    texts = {garble(right, [damage])[0] for damage in found if damage}
    assert texts == {
        "Present:\n- President of Norway\n- Eight others",
        "Present:\n- President Ana Lund of\n- Eight others",
    }
    assert not any(damage.recoverable for damage in found if damage)


def test_simulation_depends_on_its_seed_alone_and_stays_within_bounds(resources: Resources) -> None:
    for sentence in SENTENCES:
        one = simulate(sentence, resources, seeded(3, sentence))
        assert one == simulate(sentence, resources, seeded(3, sentence))
        assert 1 <= len(one) <= MOST
    many = {simulate(SENTENCES[0], resources, seeded(seed, "x")) for seed in range(20)}
    assert len(many) > 10


def test_too_short_a_text_is_left_alone(resources: Resources) -> None:
    assert simulate("Oslo.", resources, seeded(1)) == ()


@pytest.mark.parametrize(
    ("text", "model", "result"),
    [("boat", "Ship", "Boat"), ("boat", "NGO", "BOAT"), ("boat", "ship", "boat"), ("a", "I", "A")],
)
def test_capitals_are_carried_over(text: str, model: str, result: str) -> None:
    assert like(text, model) == result
