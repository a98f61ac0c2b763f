"""The lexicon proposes no vulgar word and no slur; the words of the test are turned by thirteen letters."""

from __future__ import annotations

import codecs

import pytest

from corrector.lexicon import Lexicon
from corrector.lexicon.unfit import is_unfit


def turned(word: str) -> str:
    return codecs.decode(word, "rot13")


@pytest.mark.parametrize("word", ["fuvg", "shpxvat", "avttre", "snttbg", "juber", "jnaxref", "phagf", "Chffl"])
def test_a_vulgar_word_and_its_forms_are_unfit(word: str) -> None:
    assert is_unfit(turned(word))
    assert is_unfit(f"old {turned(word)}")


@pytest.mark.parametrize(
    "word", ["county", "duck", "shift", "class", "assess", "cocktail", "Dickens", "Scunthorpe", "grape"]
)
def test_a_word_that_looks_like_one_is_fit(word: str) -> None:
    assert not is_unfit(word)


# A letter is doubled or left out, as slips do; all of these lie one edit from a listed word that English prose knows.
@pytest.mark.parametrize("slip", ["shpxxvat", "ohyyyfuvg", "juberr", "nffubyyr", "cbeab", "ovgpuu"])
def test_no_slip_is_cured_to_a_listed_word(slip: str) -> None:
    lexicon = Lexicon.load()
    offers = (*lexicon.near_english(turned(slip), 20), *lexicon.english_for(turned(slip), 20))
    assert not [offer.text for offer in offers if is_unfit(offer.text)]


def test_a_word_beside_a_listed_one_keeps_its_other_cures() -> None:
    assert "duck" in {offer.text for offer in Lexicon.load().near_english("duckk", 20)}
