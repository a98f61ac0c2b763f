"""Function words left in another language: what is replaced, by what, and where they are left alone."""

from __future__ import annotations

import pytest

from corrector.config import Settings
from corrector.detect._left_over import FUNCTION_WORD
from corrector.detect._words import Suspect, raw_suspects
from corrector.segment import segment
from corrector.types import Document

SETTINGS = Settings()


def found(text: str) -> list[Suspect]:
    """Return the function words left over in a text."""
    suspects = raw_suspects(segment(Document("text", text)), SETTINGS)
    return [suspect for suspect in suspects if suspect.source == FUNCTION_WORD]


@pytest.mark.parametrize(
    ("text", "form", "best"),
    [
        ("He worked there tokom the war.", "tokom", "during"),
        ("The report does not say zasto the plan failed.", "zasto", "why"),
        ("Nažalost, the report does not say it.", "Nažalost", "unfortunately"),
        ("The company ankaŭ said that it would close the plant.", "ankaŭ", "also"),
        ("This is how the voso agency works.", "the voso", "your"),
        ("Durante the war, the people had no water.", "Durante", "during"),
        ("The agency ima a plan for the years to come.", "ima", "has"),
        ("He was no soldier sino a teacher of the school.", "sino", "but"),
    ],
)
def test_is_found_with_its_english(text: str, form: str, best: str) -> None:
    (suspect,) = found(text)
    assert (suspect.form, suspect.cures[0].text) == (form, best)


@pytest.mark.parametrize(
    "text",
    [
        "Durante sang for the people of the city.",  # a surname
        "Ima is the name of the agency.",
        "Tada! The people of the city sang.",
        "The plan was made by Mr. Tokom in the war.",
        "The word aunque is heard in the south.",
        "They say that aunque means although.",
        "He said hasta la bye bye to his friends.",  # more than one word of another language
        "He said “aunque no quiero” to his friends.",
        "See the handle @tokom for more of this.",
    ],
)
def test_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_word_without_its_accents_is_sure_only_beside_another_of_its_language() -> None:
    (lone,) = found("The report does not say zasto the plan failed.")
    beside = found("The report does not say zasto the plan failed tokom the war.")
    assert lone.cures[0].probability < 0.5
    assert [suspect.cures[0].probability > 0.75 for suspect in beside] == [True, True]


def test_one_meaning_is_surer_than_several() -> None:
    (one,) = found("He worked there tokom the war.")
    (several,) = found("He did not come, naime he was ill.")
    assert one.cures[0].probability > 0.75 > several.cures[0].probability
    assert [cure.text for cure in several.cures] == ["namely", "because"]
    assert sum(cure.probability for cure in several.cures) < 1.0
