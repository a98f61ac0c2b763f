"""English inflection, foreign endings, and folding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrector.lexicon.endings import dictionary_forms, english_shapes
from corrector.lexicon.fold import fold, normalise
from corrector.lexicon.inflect import Feature, bases, feature_of, inflect


@pytest.mark.parametrize(
    ("lemma", "feature", "form"),
    [
        ("city", Feature.S, "cities"), ("day", Feature.S, "days"), ("church", Feature.S, "churches"), ("man", Feature.S, "men"),
        ("policeman", Feature.S, "policemen"), ("human", Feature.S, "humans"), ("crisis", Feature.S, "crises"),
        ("Kennedy", Feature.S, "Kennedys"), ("prime minister", Feature.S, "prime ministers"),
        ("stop", Feature.PAST, "stopped"), ("visit", Feature.PAST, "visited"), ("occur", Feature.PAST, "occurred"),
        ("try", Feature.PAST, "tried"), ("take", Feature.PAST, "took"), ("agree", Feature.PAST, "agreed"),
        ("lie", Feature.ING, "lying"), ("see", Feature.ING, "seeing"), ("run", Feature.ING, "running"),
        ("economic", Feature.LY, "economically"), ("happy", Feature.LY, "happily"), ("possible", Feature.LY, "possibly"),
        ("benefactor", Feature.BASE, "benefactor"),
    ],
)  # fmt: skip
def test_inflect(lemma: str, feature: Feature, form: str) -> None:
    assert inflect(lemma, feature) == form


@pytest.mark.parametrize("word", ["city", "stop", "try", "agree", "benefactor", "take", "crisis", "policeman", "write"])
@pytest.mark.parametrize("feature", [Feature.S, Feature.PAST, Feature.ING])
def test_bases_undo_inflect(word: str, feature: Feature) -> None:
    assert word in bases(inflect(word, feature))


@pytest.mark.parametrize(
    ("word", "feature"),
    [
        ("ministers", "s"),
        ("crisis", ""),
        ("virus", ""),
        ("press", ""),
        ("agreed", "past"),
        ("going", "ing"),
        ("red", ""),
    ],
)
def test_feature_of(word: str, feature: str) -> None:
    assert feature_of(word) == feature


@given(st.text(max_size=12), st.sampled_from(Feature))
def test_inflect_takes_any_text(word: str, feature: Feature) -> None:
    assert isinstance(inflect(word, feature), str)
    assert word in list(bases(word)) or all(isinstance(base, str) for base in bases(word))


@given(st.text(max_size=12))
def test_folding_is_stable(word: str) -> None:
    assert normalise(normalise(word)) == normalise(word)
    assert fold(normalise(word)) == fold(word)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("journaux", "fr", ("journal", Feature.S)),
        ("directrices", "fr", ("directeur", Feature.S)),
        ("naciones", "es", ("nacion", Feature.S)),
        ("cidadaos", "pt", ("cidadao", Feature.S)),
        ("parlando", "it", ("parlare", Feature.ING)),
        ("regierungen", "de", ("regierung", Feature.S)),
    ],
)
def test_dictionary_forms(word: str, language: str, expected: tuple[str, Feature]) -> None:
    assert expected in list(dictionary_forms(word, language))


def test_a_word_is_its_own_first_dictionary_form_and_unknown_languages_have_no_rules() -> None:
    assert list(dictionary_forms("pays", "xx")) == [("pays", Feature.BASE)]


@pytest.mark.parametrize(("word", "shape"), [("realidad", "reality"), ("scolarite", "scolarity"), ("estado", "state")])
def test_english_shapes(word: str, shape: str) -> None:
    assert shape in [found for found, _ in english_shapes(word)]
