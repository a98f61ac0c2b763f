from pathlib import Path

import pytest

from corrector.evaluation.facts import Country, read_countries, read_rows
from corrector.evaluation.names import (
    BELONGS,
    LANGUAGES,
    Form,
    belonging,
    carry,
    cities,
    demonyms,
    distinct,
    english_carriers,
    english_forms,
    is_collision,
    languages,
    territories,
)

DATA = Path(__file__).parents[3] / "benchmarks" / "data"
NORWAY = Country("no", ("Norway",), ("Norwegian",), {"fr": ("norvégien",), "de": ("norwegisch",)})
FORM = Form("territory", "fr", "Norvège", ("Norway",))


def test_display_names_become_the_names_of_prose() -> None:
    assert english_forms("Trinidad & Tobago")[0] == "Trinidad and Tobago"
    assert set(english_forms("Myanmar (Burma)")) >= {"Myanmar", "Burma", "the Myanmar"}
    assert "Saint Lucia" in english_forms("St. Lucia")


def test_territories_and_languages_come_from_cldr() -> None:
    names = list(territories([NORWAY], {"NO": (), "PE": ()}))
    assert {form.language for form in names} == set(LANGUAGES)
    assert ("fr", "Norvège") in {(form.language, form.text) for form in names}
    spoken = list(languages(["nb", "uz"], {"uz": ("Uzbek",)}))
    assert ("fr", "ouzbek") in {(form.language, form.text) for form in spoken}


def test_german_adjectives_carry_an_ending() -> None:
    assert [form.text for form in demonyms([NORWAY])] == ["norvégien", "norwegische"]


def test_a_form_is_kept_once_and_never_if_it_is_english() -> None:
    forms = [FORM, FORM._replace(language="x", accept=("Norroway",)), FORM._replace(text="norway")]
    assert distinct(forms) == [FORM._replace(accept=("Norway", "Norroway"))]


def test_collisions_are_english_names_or_common_words() -> None:
    def frequency(word: str, language: str) -> float:
        return {"island": 5.0}.get(word.lower(), 0.0)

    def reason(text: str) -> str:
        return is_collision(FORM._replace(text=text), frequency=frequency, english={"turkey"}, limit=3.0)

    assert "common" in reason("Island")
    assert "something else" in reason("Turkey")
    assert reason("Norvège") == ""


@pytest.mark.parametrize("kind", ["territory", "city", "language", "demonym"])
def test_a_carrier_marks_its_form_and_is_repeatable(kind: str) -> None:
    carrier = carry(FORM._replace(kind=kind))
    assert carrier == carry(FORM._replace(kind=kind))
    (mark,) = carrier.gold.marks
    assert mark.original.casefold() == "norvège"
    assert mark.accept == ("Norway",)
    assert "{" not in carrier.gold.document.text


def test_english_and_belonging_carriers_hold_the_right_form() -> None:
    assert all("Norway" in document.text for document in english_carriers([FORM]))
    (document,) = belonging([FORM])
    assert "Norvège" in document.text
    assert belonging([FORM._replace(kind="language")]) == []


def test_every_language_has_sentences_in_which_its_forms_belong() -> None:
    assert set(BELONGS) == set(LANGUAGES)
    assert all(frame.count("{site}") == 1 for frames in BELONGS.values() for frame in frames)


def test_the_lists_of_the_benchmark_are_as_large_as_promised() -> None:
    exonyms = distinct(cities(read_rows(DATA / "cities.tsv")))
    assert len(exonyms) >= 300
    assert all(form.accept for form in exonyms)
    countries = read_countries(DATA / "countries.tsv")
    assert len(countries) >= 150
    assert all(row["reason"] for row in read_rows(DATA / "collisions-by-hand.tsv"))
