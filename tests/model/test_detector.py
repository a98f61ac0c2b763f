"""The shipped network: whole, small enough, and better than chance on sentences of these tests' own."""

from __future__ import annotations

import pytest

pytest.importorskip("onnxruntime", reason="needs ONNX Runtime: pip install 'corrector[neural]'")

from corrector import models
from corrector.config import Settings
from corrector.pipeline import Pipeline
from corrector.types import Document

LIMIT = 30_000_000  # bytes of the models' folder
PAIRS = (
    (
        "The delegation of the harbour arrived to the island in the Tuesday.",
        "The harbour delegation arrived on the island on Tuesday.",
    ),
    (
        "The prices of the rice and of the oil has risen since two years.",
        "The prices of rice and oil have risen for two years.",
    ),
    (
        "She took his bicycle old of the garage and went to the market.",
        "She took his old bicycle from the garage and went to the market.",
    ),
    (
        "The factory were closed since of ten years for lack of the money.",
        "The factory was closed ten years ago for lack of money.",
    ),
    (
        "The players has celebrated the victory whole the night in the city.",
        "The players celebrated the victory all night in the city.",
    ),
    (
        "The bridge of the Saturday it was cross by thousands of the persons.",
        "On Saturday the bridge was crossed by thousands of people.",
    ),
)

pytestmark = pytest.mark.skipif(models.find("detector") is None, reason="no weights here: see models/README.md")


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    texts = [text for pair in PAIRS for text in pair]
    with Pipeline(Settings(detectors=("neural",))) as pipeline:
        return {
            text: result.score for text, result in zip(texts, pipeline.run(Document(t, t) for t in texts), strict=True)
        }


def test_files_are_whole_and_small() -> None:
    (model,) = (one for one in models.manifest() if one.name == "detector")
    assert models.problems(model) == ()
    assert model.size <= LIMIT


def test_garbled_sentences_score_above_right_ones(scores: dict[str, float]) -> None:
    """Five of six: the network is no oracle, but no coin either."""
    assert sum(scores[garbled] > scores[right] for garbled, right in PAIRS) >= len(PAIRS) - 1


def test_a_text_says_the_same_alone_and_in_a_batch(scores: dict[str, float]) -> None:
    with Pipeline(Settings(detectors=("neural",))) as pipeline:
        for text, score in scores.items():
            assert pipeline.check(text).score == pytest.approx(score, abs=1e-4)


def test_long_text_is_read_to_its_end() -> None:
    """A sentence far too long for one window, garbled at its end."""
    long = (
        "The committee met "
        + "and its members spoke of the budget " * 40
        + "and then thay buyed tres bienvenidas breads of the bakker."
    )
    with Pipeline(Settings(detectors=("neural",))) as pipeline:
        result = pipeline.check(long)
    assert any(choice.finding.span.start > len(long) - 50 for choice in result.choices)
