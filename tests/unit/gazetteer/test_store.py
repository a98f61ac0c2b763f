"""What the gazetteer answers: right names, foreign forms, near misses, holders of offices."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest

from corrector.errors import DataError
from corrector.gazetteer import Gazetteer, Part, Relation, Type

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "form",
    [
        *("Kyiv", "Kiev", "Türkiye", "Turkiye", "Turkey", "Myanmar", "Burma", "Czechia", "Czech Republic"),
        *("Laotian", "Lao", "Kazakh", "Kazakhstani", "Azeri", "Uzbeks", "Swiss", "Frenchmen", "Nepali", "Nepalese"),
        *("Vučić", "Vucic", "Erdoğan", "Erdogan", "Zelenskyy", "Zelensky", "Berdimuhamedow", "Berdimuhamedov"),
        *("Angela Merkel", "Merkel", "Lula", "Ramaphosa", "Ngozi Okonjo-Iweala"),
        *("Shanghai Cooperation Organisation", "Shanghai Cooperation Organization", "NATO", "Nato", "UNESCO"),
        *("Tass", "TASS", "Xinhua", "Yonhap", "Anadolu", "El País", "Côte d'Azur", "São Paulo", "Sao Paulo"),
        *("Deutsche Bank", "Leningrad", "Ceylon", "MPs", "ICBMs", "NGO", "Obamas", "Thursday", "Firenze", "Wien"),
        *("Côte d’Ivoire", "Nuku’alofa", "Catherine", "Johansson", "Portuguese", "Swahili"),
    ],
)
def test_right_names_are_right(gazetteer: Gazetteer, form: str) -> None:
    assert gazetteer.is_name(form)


@pytest.mark.parametrize(
    "form",
    [
        *("Ouzbek", "Tadjik", "Allemagne", "Varsovie", "Poutine", "Loukachenko", "OTAN", "Pékin", "Mailand"),
        *("Kirghizistan", "usbekisch", "tedesco", "Türkei", "Mongolietics", "Zimbabwen", "kyiv", "MERKEL", "ICBMS"),
        *("Polen", "Dinamarca", "México", "the", "house", "Has", "And", "qwerty", ""),
    ],
)
def test_what_is_no_right_name_is_not(gazetteer: Gazetteer, form: str) -> None:
    assert not gazetteer.is_name(form)


@pytest.mark.parametrize(
    ("form", "english"),
    [
        *(("Ouzbek", "Uzbek"), ("Tadjik", "Tajik"), ("Allemagne", "Germany"), ("allemandes", "German")),
        *(("Varsovie", "Warsaw"), ("Londra", "London"), ("Florenz", "Florence"), ("Le Caire", "Cairo")),
        *(("Myanmar (Birmanie)", "Myanmar"), ("Stany Zjednoczone", "United States"), ("UE", "EU")),
        *(("Poutine", "Putin"), ("Loukachenko", "Lukashenko"), ("Netanyahou", "Netanyahu"), ("OTAN", "NATO")),
        *(("tedeschi", "German"), ("españolas", "Spanish"), ("türkischen", "Turkish"), ("suédois", "Swedish")),
        *(("Özbekistan", "Uzbekistan"), ("Wielka Brytania", "United Kingdom"), ("México", "Mexico")),
        *(("OUZBÉKISTAN", "Uzbekistan"), ("ouzbékistan", "Uzbekistan"), ("Ouzbekistan", "Uzbekistan")),
    ],
)
def test_the_first_reading_gives_the_english(gazetteer: Gazetteer, form: str, english: str) -> None:
    assert gazetteer.lookup(form)[0].english == english


def test_bracketed_and_hyphened_display_forms_give_prose(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Kongo-Kinshasa")[0].english == "Democratic Republic of the Congo"
    assert gazetteer.lookup("Congo-Brazzaville")[0].english == "Congo-Brazzaville"


def test_a_reading_says_what_it_is(gazetteer: Gazetteer) -> None:
    reading = gazetteer.lookup("Varsovie", folded=False)[0]
    assert (reading.relation, reading.part, reading.entry.type) == (Relation.EXONYM, Part.NAME, Type.CITY)
    assert (reading.entry.name, reading.entry.country, reading.entry.role) == ("Warsaw", "PL", "capital")
    assert "fr" in reading.languages
    assert reading.entry.source
    assert len(reading.entry.as_of) == len("2025-06-01")


def test_plural_readings_are_adjective_and_noun(gazetteer: Gazetteer) -> None:
    english = {reading.part: reading.english for reading in gazetteer.lookup("turcs")}
    assert english == {Part.ADJECTIVE: "Turkish", Part.PLURAL: "Turks"}


@pytest.mark.parametrize("form", ["Islander", "Genes", "More", "MORE", "CAD", "ReVal", "CORs"])
def test_english_words_are_no_curable_form(gazetteer: Gazetteer, form: str) -> None:
    """Accents and case aside, these are spelled as foreign names are (``Isländer``, ``Gênes``, ``moré``, ``Čad``)."""
    readings = gazetteer.lookup(form)
    assert all(reading.collides for reading in readings if reading.relation is Relation.EXONYM)


@pytest.mark.parametrize("form", ["Island", "Chili", "Maurice"])
def test_english_words_and_names_collide(gazetteer: Gazetteer, form: str) -> None:
    assert all(reading.collides for reading in gazetteer.lookup(form) if reading.relation is Relation.EXONYM)


def test_an_unfolded_lookup_takes_the_form_as_written(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("ALLEMAGNE")
    assert gazetteer.lookup("ALLEMAGNE", folded=False) == ()


def test_capitals_do_not_become_acronyms(gazetteer: Gazetteer) -> None:
    assert "UNITA" not in {reading.surface for reading in gazetteer.lookup("unitá")}


def test_casing_follows_the_text(gazetteer: Gazetteer) -> None:
    reading = gazetteer.lookup("Pologne")[0]
    assert gazetteer.english_form(reading, "POLOGNE") == "POLAND"
    assert gazetteer.english_form(reading, "Pologne") == "Poland"
    assert gazetteer.english_form(reading, "pologne") == "Poland"


@pytest.mark.parametrize(
    ("text", "start", "name"),
    [
        ("He met Ursula von der Leyen today", 7, "Ursula von der Leyen"),
        ("the Republic of Korea and others", 4, "Republic of Korea"),
        ("in New York, where", 3, "New York"),
        ("Côte d’Ivoire won", 0, "Côte d’Ivoire"),
        ("Maliana", 0, "Maliana"),
    ],
)
def test_longest_takes_the_whole_name(gazetteer: Gazetteer, text: str, start: int, name: str) -> None:
    match = gazetteer.longest(text, start)
    assert match is not None
    assert text[start : match.end] == name


@pytest.mark.parametrize("text", ["Malinovskyesque", "Ouzbek", "xyzzy", ""])
def test_longest_needs_a_word_boundary_and_a_right_name(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.longest(text, 0) is None


def test_names_of_the_user_are_right_names(gazetteer: Gazetteer) -> None:
    mine = gazetteer.with_names(["Ouzbek", "Zorblat Fooware GmbH", " "])
    assert mine.is_name("Ouzbek")
    assert mine.lookup("Ouzbek")[0].entry.type is Type.USER
    match = mine.longest("Zorblat Fooware GmbH said", 0)
    assert match is not None
    assert match.end == len("Zorblat Fooware GmbH")
    assert not gazetteer.is_name("Ouzbek")


@pytest.mark.parametrize(
    ("form", "meant"),
    [
        *(("Mirzioyev", "Shavkat Mirziyoyev"), ("Lucashenko", "Alexander Lukashenko"), ("Kazakhtan", "Kazakhstan")),
        *(("Zimbabwen", "Zimbabwe"), ("Phillipines", "Philippines"), ("Europaen Comission", "European Commission")),
        *(("Mongolietics", "Mongolia"), ("Uzbekski", "Uzbekistan"), ("Turkmenien", "Turkmenistan")),
        *(("Pezeshkain", "Masoud Pezeshkian"), ("Ramaposa", "Cyril Ramaphosa"), ("Erdogean", "Recep Tayyip Erdogan")),
    ],
)
def test_near_misses_find_what_was_meant(gazetteer: Gazetteer, form: str, meant: str) -> None:
    miss = gazetteer.near(form)[0]
    assert miss.entry.name == meant
    assert 0.5 < miss.similarity < 1


def test_near_misses_keep_to_types_and_country(gazetteer: Gazetteer) -> None:
    misses = gazetteer.near("Muizu", types={Type.PERSON}, country="MV")
    assert {miss.entry.name for miss in misses} == {"Mohamed Muizzu"}
    assert gazetteer.near("Muizu", types={Type.COUNTRY}, country="MV") == ()


@pytest.mark.parametrize("form", ["table", "xqzzvw", "", "whereupon"])
def test_other_words_have_no_near_country(gazetteer: Gazetteer, form: str) -> None:
    assert gazetteer.near(form, types={Type.COUNTRY}) == ()


def test_countries_have_their_words(gazetteer: Gazetteer) -> None:
    turkey = gazetteer.country("TR")
    assert (turkey.name, turkey.adjective, turkey.noun, turkey.plural) == ("Turkey", "Turkish", "Turk", "Turks")
    assert gazetteer.country("NL").article == "the"
    assert gazetteer.country("BV").adjective == "Bouvet Island"
    with pytest.raises(KeyError):
        gazetteer.country("QQ")


@pytest.mark.parametrize(
    ("form", "code"),
    [("Tajik", "TJ"), ("Tadjik", "TJ"), ("Laotian", "LA"), ("Turks", "TR"), ("Deutschland", "DE"), ("Burma", "MM")],
)
def test_the_country_of_a_form(gazetteer: Gazetteer, form: str, code: str) -> None:
    country = gazetteer.country_of(form)
    assert country is not None
    assert country.code == code


@pytest.mark.parametrize("form", ["Dominican", "Guterres", "table"])
def test_a_form_of_no_or_two_countries_has_none(gazetteer: Gazetteer, form: str) -> None:
    assert gazetteer.country_of(form) is None


def test_office_holders(gazetteer: Gazetteer) -> None:
    assert [entry.short for entry in gazetteer.holders("KG", "president")] == ["Japarov"]
    assert [entry.name for entry in gazetteer.holders("CN", "prime minister")] == ["Li Qiang"]
    assert [entry.name for entry in gazetteer.holders("MM", "president")] == ["Min Aung Hlaing"]
    former = gazetteer.holders("DE", "chancellor", former=True)
    assert "Angela Merkel" in {entry.name for entry in former}
    assert "Angela Merkel" not in {entry.name for entry in gazetteer.holders("DE", "chancellor")}
    assert gazetteer.holders("QQ") == ()


def test_every_present_president_is_one_person(gazetteer: Gazetteer) -> None:
    presidents = {country.code: gazetteer.holders(country.code, "president") for country in gazetteer.countries}
    several = {code: [entry.name for entry in found] for code, found in presidents.items() if len(found) > 1}
    assert several == {}
    assert sum(1 for found in presidents.values() if found) > 120


def test_persons_by_surname(gazetteer: Gazetteer) -> None:
    assert {entry.country for entry in gazetteer.persons("vucic")} == {"RS"}
    assert gazetteer.persons("Qwertyson") == ()


def test_explain_names_meaning_and_source(gazetteer: Gazetteer) -> None:
    text = "\n".join(gazetteer.explain("Varsovie"))
    assert "no right name" in text
    assert "Warsaw" in text
    assert "2025-06-01" in text
    assert "accepted variant" in "\n".join(gazetteer.explain("Kiev"))
    assert "nothing is known" in gazetteer.explain("xqzzvw")[-1]


def test_a_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gazetteer build"):
        Gazetteer.load(tmp_path)


def test_a_damaged_file_is_a_clear_error(tmp_path: Path) -> None:
    from corrector.gazetteer.layer import COMPILED

    for path in COMPILED.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "core.data").write_bytes(b"not this")
    with pytest.raises(DataError, match="core"):
        Gazetteer.load(tmp_path)


def test_lookups_stay_fast(gazetteer: Gazetteer) -> None:
    start = process_time()
    for number in range(20_000):
        gazetteer.is_name(f"Nowhere{number}")
    assert (process_time() - start) / 20_000 < 20e-6
    gazetteer.near("Warmup")
    start = process_time()
    for number in range(100):
        gazetteer.near(f"Ouzbekistano{number}")
    assert (process_time() - start) / 100 < 10e-3
