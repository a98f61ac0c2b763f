"""Unknown words: where they stand, what their cures are worth, and how the confidence is put together."""

from __future__ import annotations

import pytest

from corrector.config import Settings
from corrector.detect._traces import Traces
from corrector.detect._words import (
    CURE_FEATURES,
    Suspect,
    cure_features,
    raw_suspects,
    reweighed,
    suspects,
    with_synonyms,
)
from corrector.lexicon import Suggestion
from corrector.segment import segment
from corrector.types import Document, Span

SETTINGS = Settings()
NOTHING = Traces({})


def only(text: str) -> Suspect:
    """Return the one suspect of a text, before calibration."""
    (suspect,) = raw_suspects(segment(Document("text", text)), SETTINGS)
    return suspect


def feature(suspect: Suspect, name: str) -> float:
    """Return one named feature of the first cure."""
    return dict(zip(CURE_FEATURES, cure_features(suspect, NOTHING)[0], strict=True))[name]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("They kept the non-carpinter members out of it.", "carpinter"),
        ("It ranged from master-planening to the choice of a team.", "planening"),
        ("They wrote a goverment-funded report on it.", "goverment"),
    ],
)
def test_the_unknown_half_of_a_compound_is_suspect_by_itself(text: str, form: str) -> None:
    suspect = only(text)
    assert suspect.form == form == text[suspect.span.start : suspect.span.end]


@pytest.mark.parametrize(
    "text",
    [
        "They read the uswds-theme-styles of the site.",
        "They met Yiu-cheung in the house.",
        "They keep a sec-cert file in the house.",
    ],
)
def test_handles_names_and_abbreviations_with_hyphens_are_left_alone(text: str) -> None:
    assert not list(raw_suspects(segment(Document("text", text)), SETTINGS))


def test_a_capital_in_mid_sentence_hides_no_slip_in_a_long_word() -> None:
    suspect = only("They wrote to the Consumer Financal Protection Bureau.")
    assert suspect.cures[0][:3] == ("Financial", 0.72, "near word")


@pytest.mark.parametrize(
    "text",
    [
        "They wrote to Michael Financal in the house.",  # behind a given name stands a surname
        "They wrote to Peter G. Financal in the house.",
        "They wrote to Financal, and Financal wrote to them.",
        "They heard that Chaikovsky was played there.",
        "They read the Piglit reports in the house.",
    ],
)
def test_what_may_be_a_name_is_left_alone(text: str) -> None:
    assert not [
        suspect for suspect in raw_suspects(segment(Document("text", text)), SETTINGS) if suspect.source == "near word"
    ]


def test_a_careless_form_has_one_cure_and_a_score_of_its_own() -> None:
    assert only("The cost of equiping the farms rose.").cures[0][:3] == ("equipping", 0.95, "form")
    assert only("The plane was unmobile for a day.").cures[0][:3] == ("immobile", 0.73, "form")


@pytest.mark.parametrize(
    ("text", "determined", "noun"),
    [
        ("They said that the carpinter was in the house.", True, True),
        ("They said that the carpinter, who was old, had left.", True, True),
        ("They said that the carpinter family had left.", True, False),
        ("They wrote to carpinter families in the house.", False, False),
    ],
)
def test_the_words_around_tell_where_a_noun_must_stand(text: str, *, determined: bool, noun: bool) -> None:
    assert only(text).place[:3] == (determined, noun, False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("They said that the carpinter was in the house.", False),
        ("They said that the carpinters were in the house.", True),
        ("They said that these carpinters left the house.", True),
        ("They said that a carpinter left the house.", False),
        ("They saw the carpinters in the house.", None),
    ],
)
def test_the_words_around_tell_whether_a_plural_must_stand(text: str, *, number: bool | None) -> None:
    assert only(text).place.number is number


def test_a_cure_in_the_wrong_number_is_known_by_it() -> None:
    assert feature(only("They said that the carpinter was in the house."), "number at odds") == 0.0
    assert feature(only("They said that the carpinter were in the house."), "number at odds") == 1.0


def test_features_say_how_a_half_translated_word_came_about() -> None:
    whole, lost = only("They saw the carpinter in the house."), only("They saw the carpiter in the house.")
    assert [one.cures[0].text for one in (whole, lost)] == ["carpenter"] * 2
    assert feature(whole, "ending") == 1.0
    assert feature(whole, "edits") == 0.0
    assert feature(lost, "lost run") == 1.0
    assert feature(lost, "log-odds") < feature(whole, "log-odds")


def test_translations_of_one_foreign_word_are_no_rivals() -> None:
    texts = [cure.text for cure in only("They asked the escritors in the house.").cures]
    assert len({"authors", "writers"} & set(texts)) == 1


def test_the_likeliest_foreign_word_comes_before_the_likeliest_translation() -> None:
    cures = [
        Suggestion("treatment", 0.3, "translation", "de behandlung"),
        Suggestion("bookshop", 0.2, "translation", "de buchhandlung"),
        Suggestion("bookstore", 0.2, "translation", "sv buchhandlung"),
        Suggestion("handling", 0.1, "spelling", ""),
    ]
    best, *others = with_synonyms(cures)
    assert best.text == "bookshop"
    assert best.probability == pytest.approx(0.4)
    assert [cure.text for cure in others] == ["treatment", "handling"]
    assert with_synonyms([]) == ()


def test_of_several_names_of_one_place_the_nearest_in_form_is_taken() -> None:
    assert only("They met in the Konstantinoopol of old.").cures[0].text == "Constantinople"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They heard the sånare in the house.", ["sånare"]),
        ("They heard the Gärner in the house.", ["Gärner"]),
        ("They met in the Sanare of old.", []),
        ("They met in the Düsseldorf of old.", []),
        ("They met in the Bogota of old.", []),
        ("They met in the Chișinău of old.", []),
    ],
)
def test_a_name_loses_accents_and_gains_none(text: str, found: list[str]) -> None:
    assert [suspect.form for suspect in raw_suspects(segment(Document("text", text)), SETTINGS)] == found


def test_a_cure_from_a_table_has_no_evidence_to_weigh() -> None:
    suspect = Suspect(Span(0, 4), "Word", 0.9, (Suggestion("World", 0.9, "title", ""),))
    with pytest.raises(ValueError, match="comes from a table"):
        cure_features(suspect, NOTHING)


@pytest.mark.parametrize(
    "text",
    [
        "They saw the carpinter in the house.",
        "The sindicatos of the region met in the house.",
        "They asked for a prxkhlitier in the house.",
        "The goverment met in the house.",
    ],
)
def test_no_cure_is_surer_than_that_the_word_is_wrong(text: str) -> None:
    for suspect in suspects(segment(Document("text", text)), SETTINGS).values():
        chances = [cure.probability for cure in suspect.cures]
        assert sum(chances) <= suspect.score + 1e-9
        assert all(0.0 <= chance <= chances[0] for chance in chances)


def test_a_reading_in_another_language_than_the_text_was_written_in_counts_less() -> None:
    suspect = only("They met on the rostre in the house.")
    french = Traces({"usine": {"fr": 0.9}, "ouzbek": {"fr": 0.99}})
    alone, beside = (reweighed(suspect, told) for told in (NOTHING, french))
    assert alone.cures == suspect.cures
    assert alone.cures[0].via == "ca rostre"
    assert {cure.text: cure.probability for cure in beside.cures}[alone.cures[0].text] < 0.2
    assert beside.score == suspect.score


def test_a_place_prefers_some_kinds_of_nouns() -> None:
    person = feature(only("It was the carpinter who found the money."), "selection")
    assert person > 1.0 > feature(only("They looked for the carpinter of the country."), "selection")


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("They joined the Carpinter project in June.", True),
        ("They joined the Carpinter literary magazine in June.", True),
        ("They stayed in the Carpinter camp in June.", True),
        ("The Carpinter was in the house.", False),
        ("The Carpinter hangs in the town hall.", False),
        ("They painted the Carpinter green and white.", False),
        ("They bought the Carpinter last week.", False),
        ("They left the Carpinter behind the house.", False),
        ("They met the Carpinter, magazine in hand.", False),
        ("They met the Carpinter.", False),
    ],
)
def test_a_word_before_a_noun_is_its_attribute(text: str, *, attribute: bool) -> None:
    assert only(text).place.is_attribute is attribute


def test_a_capital_before_a_noun_makes_a_word_rather_a_name() -> None:
    def cured(text: str) -> Suspect:
        return next(iter(suspects(segment(Document("text", text)), SETTINGS).values()))

    name, word = (
        cured("They joined the Carpinter project in June."),
        cured("They joined the carpinter project in June."),
    )
    alone = cured("They joined the Carpinter in June.")
    assert name.cures[0].probability < 0.2 < word.cures[0].probability
    assert name.cures[0].probability < alone.cures[0].probability
    assert name.score > 0.5
