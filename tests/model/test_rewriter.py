"""The shipped rewriter: whole, small enough, and right more often than not on sentences of these tests' own."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("onnxruntime", reason="needs ONNX Runtime: pip install 'corrector[neural]'")
pytest.importorskip("tokenizers", reason="needs tokenizers: pip install 'corrector[neural]'")

from corrector import models
from corrector.backends.answers import Passage
from corrector.backends.decoder import Decoder
from corrector.backends.marked import widened
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT, FILE_LIMIT = 125_000_000, 95_000_000  # bytes
GARBLED = (
    ("The bakers of the village bakes bread before sunrise.", "bakes", " bake"),
    ("The mayor opened a bridge new over the canal.", "bridge new", " new bridge"),
    ("She has lived in the valley since nine year.", "year", " years"),
    ("The ferry arrived to the island late at night.", "to", " at"),
    ("He gave an useful answer to the students.", "an", " a"),
    ("They waited for the train in the Monday.", "in the Monday", " on Monday"),
    ("The orchestra have played whole the evening.", "whole the", " all"),
    ("The farmers has sold all of their apples.", "has", " have"),
)
RIGHT = (
    ("The bakers of the village bake bread before sunrise.", "bake"),
    ("The mayor opened a new bridge over the canal.", "new bridge"),
    ("The ferry arrived at the island late at night.", "at"),
    ("The farmers have sold all of their apples.", "have"),
)

pytestmark = pytest.mark.skipif(models.find("rewriter") is None, reason="no weights here: see models/README.md")


def passage(text: str, words: str, *offered: str) -> Passage:
    start = text.index(f" {words}") + 1
    return Passage(text, (widened(text, Span(start, start + len(words))),), (offered,))


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder(models.folder() / "rewriter") as opened:
        yield opened


def test_files_are_whole_and_small() -> None:
    (model,) = (one for one in models.manifest() if one.name == "rewriter")
    assert models.problems(model) == ()
    assert model.size <= LIMIT
    assert max(file.size for file in model.files) <= FILE_LIMIT


def test_most_cures_are_found(decoder: Decoder) -> None:
    """Among the four kept; the likeliest of all answers may still be to leave the words alone."""
    answers = decoder.answer([passage(text, words) for text, words, _ in GARBLED])
    found = [
        cure in {one.text for one in answer.cures} for (answer,), (_, _, cure) in zip(answers, GARBLED, strict=True)
    ]
    assert sum(found) >= 5


def test_what_is_offered_right_beats_what_is_offered_wrong(decoder: Decoder) -> None:
    answers = decoder.answer([passage(text, words, cure, " purple") for text, words, cure in GARBLED])
    assert all(answer.offered[0] > answer.offered[1] + 2 for (answer,) in answers)


def test_right_words_are_left_alone(decoder: Decoder) -> None:
    for (answer,) in decoder.answer([passage(text, words) for text, words in RIGHT]):
        assert exp(answer.keep) > max((exp(cure.log_probability) for cure in answer.cures), default=0)


def test_a_sentence_is_answered_the_same_in_any_company(decoder: Decoder) -> None:
    passages = [passage(text, words, cure) for text, words, cure in GARBLED]
    together = decoder.answer(passages)
    for one, (expected,) in zip(passages[:3], together[:3], strict=True):
        ((answer,),) = decoder.answer([one])
        assert answer.keep == pytest.approx(expected.keep, abs=1e-2)
        assert answer.offered == pytest.approx(expected.offered, abs=1e-2)
