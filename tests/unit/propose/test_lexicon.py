"""Cures from the lexicon: translations, cognates and spellings."""

from __future__ import annotations

import pytest

import corrector
from corrector.config import Profile, Settings


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The Minstry of Defence said so.", "The Ministry of Defence said so."),
        ("The Japanese Goverment resigned.", "The Japanese Government resigned."),
        ("Then the Goverment of the United States agreed.", "Then the Government of the United States agreed."),
        ("They met the Presidant in the old town.", "They met the president in the old town."),
        ("The Goverment agreed to sign.", "The government agreed to sign."),
        ("Goverment and trade unions agreed to sign.", "Government and trade unions agreed to sign."),
    ],
)
def test_a_cure_has_a_capital_where_a_name_asks_for_it(text: str, wanted: str) -> None:
    result = corrector.fix(text, Settings(profile=Profile.THOROUGH))
    assert result.corrected == wanted
