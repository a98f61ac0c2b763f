"""What the calibration of unknown words makes of its sources."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.calibration import (
    FROM_TWINS,
    OTHER_WORDS,
    SETTINGS,
    UNITS,
    WORDS,
    Cure,
    Decision,
    balanced,
    holds,
    picked,
    repeated,
    singular,
    without,
)
from corrector.calibrate import Curve, Node, Trees
from corrector.detect._words import raw_suspects
from corrector.segment import segment
from corrector.types import Document


@pytest.mark.parametrize(
    ("word", "bare"),
    [("houses", "house"), ("cities", "city"), ("fishermen", "fisherman"), ("crisis", "crisis"), ("mouse", "")],
)
def test_a_word_is_a_noun_or_its_plural(word: str, bare: str) -> None:
    assert singular(word, {"house", "city", "fisherman", "crisis"}) == bare


def test_every_source_has_its_share() -> None:
    cures = (Cure((0.0,), right=True),)
    words = [Decision("words wrong", 0.5, right=True, source=FROM_TWINS, fold=0)] * 1000
    cured = [Decision("cures", 0.5, right=True, source=FROM_TWINS, fold=0, cures=cures)] * 1000
    many = [Decision("words wrong", 0.5, right=True, source="edited text", fold=0)] * 5000
    found = balanced([*words, *cured, *many])
    weights: Counter[tuple[str, str]] = Counter()
    for decision in found:
        weights[decision.source, decision.part] += decision.weight  # type: ignore[assignment]
    assert weights[FROM_TWINS, "cures"] == pytest.approx(WORDS[FROM_TWINS])
    assert weights[FROM_TWINS, "words wrong"] == pytest.approx(OTHER_WORDS)
    assert weights["edited text", "words wrong"] == pytest.approx(OTHER_WORDS)
    counts = Counter((decision.source, decision.part) for decision in repeated(found))
    assert counts[FROM_TWINS, "cures"] == pytest.approx(UNITS * WORDS[FROM_TWINS], rel=0.01)


def test_what_a_dictionary_lacks_leaves_the_readings_in_other_languages() -> None:
    (suspect,) = raw_suspects(segment(Document("text", "They met on the rostre in the house.")), SETTINGS)
    assert suspect.cures[0].via == "ca rostre"
    left = without(suspect, "ca")
    assert left.cures
    assert not any(cure.via.startswith("ca ") for cure in left.cures)
    assert all("ca" not in cure.evidence.languages for cure in left.cures if cure.evidence)
    assert without(suspect, "") == suspect


def test_a_model_picks_the_cure_of_most_value() -> None:
    model = Trees(("size",), (Node(0, 0.5, -1.0, 1.0),), 0.0, Curve((0.0, 1.0), (0.0, 1.0)))
    decision = Decision("cures", 0.0, False, "x", 0, (Cure((0.0,), right=False), Cure((1.0,), right=True)))
    found = picked(decision, model)
    assert found.right
    assert found.score == model.value((1.0,))


def test_a_text_holds_whole_words_only() -> None:
    assert holds("The Machine guns fell silent.", "machine guns")
    assert not holds("The machine gunners fell silent.", "machine gun")
