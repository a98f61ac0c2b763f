from collections import Counter

import pytest

from corrector.lexicon import Lexicon
from corrector.lexicon.dialect import is_british, respelled

LEXICON = Lexicon.load()


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colour", "color"),
        ("organise", "organize"),
        ("theatre", "theater"),
        ("defence", "defense"),
        ("travelled", "traveled"),
    ],
)
def test_the_two_spellings_lead_to_each_other(british: str, american: str) -> None:
    assert respelled(american, british=True, lexicon=LEXICON) == british
    assert respelled(british, british=False, lexicon=LEXICON) == american
    assert respelled(british, british=True, lexicon=LEXICON) == british


@pytest.mark.parametrize("word", ["president", "enter", "force", "doctor", "error", "water", "exercise", "sense"])
def test_words_of_one_spelling_stay(word: str) -> None:
    assert respelled(word, british=True, lexicon=LEXICON) == respelled(word, british=False, lexicon=LEXICON) == word


def test_a_text_tells_its_dialect() -> None:
    assert is_british(Counter({"colour": 2, "organized": 1, "house": 9}), LEXICON) is True
    assert is_british(Counter({"color": 1, "house": 9}), LEXICON) is False
    assert is_british(Counter({"house": 9}), LEXICON) is None
