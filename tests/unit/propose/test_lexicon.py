"""Cures from the lexicon in the sentence that they are for."""

from __future__ import annotations

import pytest

from corrector.propose.lexicon import _may_be_name


@pytest.mark.parametrize(
    ("form", "cure", "is_name"),
    [
        ("Focolare", "hearth", True),
        ("Vatra", "fire", True),
        ("Debat", "debate", False),  # looks like its English
        ("focolare", "hearth", False),  # no capital
        ("Antiohia", "Antioch", False),  # the English is a name, too
    ],
)
def test_a_capital_word_unlike_its_english_is_rather_a_name(form: str, cure: str, is_name: bool) -> None:
    assert _may_be_name(form, cure) is is_name
