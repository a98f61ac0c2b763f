from collections.abc import Callable, Iterator

import pytest

from corrector.evaluation import not_prose


@pytest.mark.parametrize("make", [not_prose.cldr_strings, not_prose.code, not_prose.logs, not_prose.chat])
def test_texts_are_repeatable_and_vary(make: Callable[..., Iterator[str]]) -> None:
    texts = list(make(12))
    assert texts == list(make(12))
    assert len(set(texts)) == 12
    assert texts != list(make(12, seed=1))
    assert all("{" not in text for text in texts) or make is not_prose.chat or make is not_prose.code


def test_chat_is_in_lower_case() -> None:
    assert all(text == text.lower() for text in not_prose.chat(30))
