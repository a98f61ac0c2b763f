"""Alignment, kinds, and the filter: what is wrong is kept, what is merely different is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrector.training.align import align
from corrector.training.damage import garble
from corrector.training.inflection import add_ed, add_ing, add_s
from corrector.training.mlqe import mined_row, read_segments, tag_rows
from corrector.training.recoverable import is_spelling_variant, is_told_by
from corrector.training.roundtrip import damages, kind_of
from corrector.types import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from corrector.training.resources import Resources

WORDS = st.lists(st.sampled_from(["the", "old", "Boat", "boat", "sank", ",", "12"]), max_size=9).map(" ".join)


@given(WORDS, WORDS)
def test_the_edits_turn_the_garbled_tokens_into_the_right_ones(garbled: str, right: str) -> None:
    found = align(garbled, right)
    tokens, done = [], 0
    for edit in found.edits:
        tokens += found.garbled[done : edit.garbled_start]
        tokens += found.right[edit.start : edit.end]
        done = edit.garbled_end
    tokens += found.garbled[done:]
    assert [t.text for t in tokens] == [t.text for t in found.right]


def test_words_that_changed_places_are_one_edit() -> None:
    (edit,) = align("He saw the boat old there", "He saw the old boat there").edits
    assert (edit.garbled_start, edit.garbled_end) == (3, 5)


@pytest.mark.parametrize(
    ("garbled", "right", "kind"),
    [
        ("He saw houses old here", "He saw old houses here", Kind.WORD_ORDER),
        ("We met in Oslo", "We met In Oslo", Kind.CASING),
        ("He saw a boat", "He saw the boat", Kind.ARTICLE),
        ("He met in Monday", "He met on Monday", Kind.PREPOSITION),
        ("They is here", "They are here", Kind.AGREEMENT),
        ("two house fell", "two houses fell", Kind.AGREEMENT),
        ("She was visit it", "She was visited it", Kind.TENSE),
        ("the bienfaiteur paid", "the benefactor paid", Kind.FOREIGN_WORD),
        ("the qxzvbn paid", "the council paid", Kind.GARBLED_WORD),
        ("the benefactr paid", "the benefactor paid", Kind.SPELLING),
        ("the boat boat sank", "the boat sank", Kind.REPETITION),
        ("they ready", "they are ready", Kind.MISSING_WORDS),
        ("the school paid", "the council paid", Kind.WORD_CHOICE),
        ("home page here", "homepage here", Kind.SPACING),
        ("he left ; then", "he left , then", Kind.PUNCTUATION),
        ("He saw Norvège there", "He saw Norway there", Kind.NAME),
    ],
)
def test_kinds_are_told_from_the_words(garbled: str, right: str, kind: Kind, resources: Resources) -> None:
    alignment = align(garbled, right)
    assert {kind_of(edit, alignment, resources) for edit in alignment.edits} == {kind}


RIGHT = "They are ready to leave the old house with 55 boxes."


@pytest.mark.parametrize(
    ("garbled", "right"),
    [
        (
            "The bienfaiteur paid for 7 new schools in Kenya and Norway.",
            "The benefactor paid for 7 new schools in Kenya and Norway.",
        ),
        (
            "A small boat were found near the coast with 7 people on board.",
            "A small boat was found near the coast with 7 people on board.",
        ),
        (
            "She was arrested on Oslo after the 7 meetings of the party.",
            "She was arrested in Oslo after the 7 meetings of the party.",
        ),
        ("They are ready leave the old house with 55 boxes.", RIGHT),
        ("They are ready to leave the house old with 55 boxes.", RIGHT),
        ("They are ready to Leave the old house with 55 boxes.", RIGHT),
    ],
)
def test_what_is_wrong_is_kept_and_can_be_undone(garbled: str, right: str, resources: Resources) -> None:
    found = list(damages(garbled, right, "engine", resources))
    assert garble(right, found)[0] == garbled


@pytest.mark.parametrize(
    ("garbled", "right"),
    [
        (RIGHT, RIGHT),
        ("They are ready to quit the old house with 55 boxes.", RIGHT),  # another word, as good
        ("They are ready to leave the old house with 57 boxes.", RIGHT),  # another number: no cure may change one
        ("They organise the old house.", "They organize the old house."),
        ("The city sent experts, doctors and boats.", "The city sent experts, doctors, and boats."),
        ('"They are ready", he said.', "They are ready, he said."),
    ],
)
def test_what_is_merely_different_is_not_kept(garbled: str, right: str, resources: Resources) -> None:
    assert list(damages(garbled, right, "engine", resources)) == []


def test_a_word_carried_to_another_place_is_not_one_too_many(resources: Resources) -> None:
    right = "They were found near the coast with 7 people on board."
    assert [d.text for d in damages(right.replace("the coast", "the boat coast"), right, "e", resources)] == ["boat "]
    moved = "The coast of the boat was found near the coast with 7 people on board."
    garbled = "The boat coast was found near the coast with 7 people on board."
    assert list(damages(garbled, moved, "e", resources)) == []


def test_a_strange_word_without_a_hint_of_its_cure_is_marked_so(resources: Resources) -> None:
    (damage,) = damages("The qxzvbn paid for 7 new schools.", "The benefactor paid for 7 new schools.", "e", resources)
    assert not damage.recoverable


@pytest.mark.parametrize(
    ("one", "other", "same"), [("colour", "color", True), ("centre", "center", True), ("boat", "goat", False)]
)
def test_spellings_of_both_sides_of_the_atlantic(one: str, other: str, same: bool) -> None:
    assert is_spelling_variant(one, other) is same


def test_an_editor_who_saw_the_source_is_not_followed(resources: Resources) -> None:
    assert is_told_by(["bienfaiteur"], ["the", "benefactor"], resources)
    assert not is_told_by(["qxzvbn"], ["benefactor"], resources)
    assert not is_told_by(["bienfaiteur"], ["benefactor", "council"], resources)


def test_post_edits_are_mined_for_what_the_english_tells(data: Path, resources: Resources) -> None:
    segments = list(read_segments(data, "train"))
    assert [segment.id for segment in segments] == ["xx-en-1", "xx-en-2"]  # the third stands in a held-out split
    row = mined_row(segments[0], resources, split="train")
    assert row is not None
    assert (row.text, row.right) == (segments[0].mt, segments[0].pe)
    assert mined_row(segments[1], resources, split="train") is None
    assert [r["tokens"] for r in tag_rows(data, "train")] == [list(s.tokens) for s in segments]


@pytest.mark.parametrize(
    ("word", "s", "ed", "ing"),
    [("carry", "carries", "carried", "carrying"), ("stop", "stops", "stopped", "stopping"), ("make", "makes", "maked", "making"),
     ("watch", "watches", "watched", "watching"), ("die", "dies", "died", "dying"), ("see", "sees", "seed", "seeing")],
)  # fmt: skip
def test_regular_forms(word: str, s: str, ed: str, ing: str) -> None:
    assert (add_s(word), add_ed(word), add_ing(word)) == (s, ed, ing)


def test_forms_find_their_lemma(resources: Resources) -> None:
    inflection = resources.inflection
    assert inflection.same_lemma("was", "were")
    assert inflection.same_lemma("houses", "house")
    assert not inflection.same_lemma("house", "horse")
    assert (inflection.lemma("houses"), inflection.lemma("went"), inflection.lemma("oslo")) == ("house", "go", "oslo")
