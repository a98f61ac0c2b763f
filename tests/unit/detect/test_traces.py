"""The languages that the foreign words and names of a text speak for."""

from __future__ import annotations

from corrector.config import Settings
from corrector.detect._traces import Support, Traces
from corrector.detect._words import raw_suspects, traces_of
from corrector.segment import segment
from corrector.types import Document

SETTINGS = Settings()


def told(text: str) -> Traces:
    document = segment(Document("text", text))
    return traces_of(document, list(raw_suspects(document, SETTINGS)), SETTINGS)


def test_a_word_is_no_trace_for_itself() -> None:
    assert Traces({"usine": {"fr": 0.9}}).support("usine", ["fr"]) == Support()


def test_words_and_names_speak_for_their_languages() -> None:
    traces = told("The usine closed, the Ouzbek minister said, and two bienfaiteurs paid for the agricultor.")
    french, spanish = traces.support("agricultor", ["fr"]), traces.support("agricultor", ["es"])
    assert french.share == 1.0 > spanish.share
    assert french.traces == spanish.traces > 1.5


def test_many_traces_say_no_more_than_some() -> None:
    forms = {f"word{number}": {"fr": 1.0} for number in range(9)}
    assert Traces(forms).support("other", ["fr"]) == Support(1.0, 3.0)


def test_a_text_without_unknown_words_is_not_searched_for_names() -> None:
    assert told("The Ouzbek minister left.").support("usine", ["fr"]) == Support()
