from __future__ import annotations

import pytest

from corrector.config import Settings
from corrector.detect import repetition
from corrector.segment import segment
from corrector.types import Document


def scores(body: str) -> dict[str, float]:
    (findings,) = repetition.build(Settings()).detect([segment(Document("d", body))])
    return {body[finding.span.start : finding.span.end]: finding.score for finding in findings}


@pytest.mark.parametrize("word", ["the", "a", "with", "their", "are", "has"])
def test_words_that_grammar_never_doubles(word: str) -> None:
    assert scores(f"It was said that {word} {word} men had left the city.") == {f"{word} {word}": 0.95}


@pytest.mark.parametrize("word", ["had", "that", "very", "so", "no", "many", "bye", "ha"])
def test_words_that_are_doubled_on_purpose(word: str) -> None:
    assert scores(f"It was said by the men that {word} {word} they had left the city.") == {}


def test_what_is_doubled_now_and_then_is_less_sure() -> None:
    assert scores("The men had moved on on the day of the vote.")["on on"] < 0.9


@pytest.mark.parametrize("name", ["Duran Duran", "Bora Bora", "Sirhan Sirhan", "New York New York"])
def test_names_are_doubled(name: str) -> None:
    assert scores(f"The men of the city had come to see {name} on that day.") == {}


def test_a_capital_at_the_start_is_no_other_word() -> None:
    assert list(scores("The the men had come to the city on that day.")) == ["The the"]


def test_blocks_are_not_joined() -> None:
    assert scores("It was the end of the\n\nthe men had come to the city on that day.") == {}
