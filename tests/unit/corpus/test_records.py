"""Cleaning in memory, and restoring what was cleaned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrector import contract
from corrector.config import Settings
from corrector.corpus.records import original
from corrector.errors import InputError
from corrector.types import Document
from tests.corpus import fakes


@given(
    st.lists(st.sampled_from(["a ", "engine ", "apple ", "zzz ", "é", "\ud800", "😀 ", "\n"]), max_size=30).map("".join)
)
def test_the_text_comes_back(text: str) -> None:
    [result] = fakes.Articles(Settings()).run([Document("d", text)])
    assert original(result.corrected, contract.audit(result)) == text


def test_a_text_that_was_edited_since_is_refused() -> None:
    [result] = fakes.Articles(Settings()).run([Document("d", "a engine")])
    with pytest.raises(InputError, match="cannot be restored"):
        original("some text", contract.audit(result))
    with pytest.raises(InputError, match="cannot be restored"):
        original("x", {"score": 1})
