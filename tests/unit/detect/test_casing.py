from __future__ import annotations

import pytest

from corrector.config import Settings
from corrector.detect import casing
from corrector.detect._capitals import capitalised
from corrector.plugins import Ask
from corrector.segment import segment
from corrector.types import Document


def cures(body: str, *, least: float = 0.75) -> dict[str, str]:
    """What the detector would write for what, where it is at least this sure."""
    detector = casing.build(Settings())
    text = segment(Document("d", body))
    (findings,) = detector.detect([text])
    offered = detector.propose([Ask(text, finding) for finding in findings])
    return {
        body[finding.span.start : finding.span.end]: candidates[0].text
        for finding, candidates in zip(findings, offered, strict=True)
        if finding.score >= least
    }


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("ÇELİK", "Çelik"),
        ("MacDONALD", "MacDonald"),
        ("D'ANGELO", "D'Angelo"),
        ("O’NEILL", "O’Neill"),
        ("BEN-GURION", "Ben-Gurion"),
    ],
)
def test_surnames_are_written_in_mixed_case(word: str, cure: str) -> None:
    assert capitalised(word).replace("i̇", "i") == cure


@pytest.mark.parametrize("word", ["Has", "Had", "Is", "Was", "Would", "Could", "Did"])
def test_auxiliaries_behind_a_name(word: str) -> None:
    assert cures(f"It is known that Mr. Tanaka {word} gone to the city with his wife.") == {word: word.lower()}


@pytest.mark.parametrize(
    "verb",
    [
        "arrived",
        "insists",
        "knew",
        "wrote",
        "denied",
        "hopes",
        "reiterated",
        "apologised",
        "seldom",
        "reportedly",
        "met",
    ],
)
@pytest.mark.parametrize("subject", ["Mrs. Lindqvist", "Ambassador Achebe", "she", "Captain Rafael Dominguez"])
def test_any_verb_or_adverb_behind_a_person(verb: str, subject: str) -> None:
    body = f"The people of the town recall that {subject} {verb.title()} that it was over on the day."
    assert cures(body) == {verb.title(): verb}


@pytest.mark.parametrize("modal", ["Can", "Will", "May", "Must", "Should", "Might"])
def test_modals_before_a_bare_verb(modal: str) -> None:
    assert cures(f"The radio said that Dr. Lindqvist {modal} stay in the city.") == {modal: modal.lower()}


@pytest.mark.parametrize(
    "body",
    [
        "It was said that Mr. Will Harper stayed in the city.",
        "The lectures of Professor Edward Said of the college were long.",
        "The band played a song by Robert Burns on the day.",
        "The bank of Miss Rosa Parks was near the station on the hill.",
        "The mine is run by Harwood Limited in the north of the land.",
        "We read how General Long left the fort on the day.",
    ],
)
def test_names_that_are_verbs_keep_their_capital(body: str) -> None:
    assert cures(body, least=0.5) == {}


@pytest.mark.parametrize("name", ["Moon Jae In", "Song Min Soon", "Han Duck Soo", "Nguyen Van On", "Chung Hee Do"])
def test_names_of_three_syllables_keep_the_last(name: str) -> None:
    assert cures(f"The visit of {name} was over at the end of the day.", least=0.5) == {}


@pytest.mark.parametrize("word", ["And", "Or"])
@pytest.mark.parametrize(
    ("first", "second"),
    [("Ms. Achebe", "Mr. Lindqvist"), ("Rosa Lindqvist", "Peter Achebe"), ("Achebe", "Professor Sorensen")],
)
def test_conjunctions_between_persons(word: str, first: str, second: str) -> None:
    assert cures(f"The jury has seen {first} {word} {second} at the end of the day.") == {word: word.lower()}


@pytest.mark.parametrize("acronym", ["NGO", "MP", "SUV", "CEO", "UAV", "DVD", "ATM"])
@pytest.mark.parametrize(
    "frame", ["The number of {} has grown.", "He has seen 14 {} since the spring.", "Several {} were shown."]
)
def test_acronym_plurals_in_context(acronym: str, frame: str) -> None:
    assert cures(f"The day was long. {frame.format(acronym + 'S')}") == {f"{acronym}S": f"{acronym}s"}


@pytest.mark.parametrize(
    "acronym", ["SMS", "GPS", "CMS", "AIDS", "SARS", "IRS", "UPS", "CAS", "DOS", "ISIS", "USS", "SAS"]
)
@pytest.mark.parametrize(
    "frame", ["The {} was there.", "He wrote of the {} in the spring.", "The head of {} has left."]
)
def test_acronyms_in_s_are_no_plurals(acronym: str, frame: str) -> None:
    assert cures(f"The day was long. {frame.format(acronym)}", least=0.5) == {}


@pytest.mark.parametrize("country", ["KENYA", "PERU", "SRI LANKA", "JAPAN", "ESTONIA"])
def test_countries_in_capitals(country: str) -> None:
    body = f"The talks were led by the {country} foreign minister, who left the city after that."
    assert cures(body) == {country: country.title()}


@pytest.mark.parametrize(
    "acronym", ["NATO", "UN", "OPEC", "ASEAN", "FIFA", "IMF", "USA", "UAE", "BBC", "AIDS", "GPS", "HIV"]
)
def test_acronyms_stay(acronym: str) -> None:
    assert cures(f"The talks were led by the {acronym} minister, who left the city after that.", least=0.5) == {}
    assert (
        cures(f"President Marie {acronym} and the rest of them left the city after that.", least=0.5).get("NATO")
        is None
    )


def test_the_texts_own_form_decides() -> None:
    lone = "They had met with Merkel and XU on the day that followed."
    assert cures(lone) == {}
    assert cures(f"{lone}\n\nThe minister Xu Kai said that it was late in the day.") == {"XU": "Xu"}


def test_roman_numerals_stay_beside_a_name_that_looks_like_them() -> None:
    body = "The talks of Li Qiang were held in the hall of King Louis LI and of Pope Pius XI in the city."
    assert cures(body, least=0.5) == {}


def test_acronym_plurals_follow_the_text() -> None:
    base = "The army has a new QRF in the city."
    assert cures("The army has the QRFS in the city and on the hill.") == {}
    assert cures(f"{base}\n\nThe army has the QRFS in the city and on the hill.") == {"QRFS": "QRFs"}


def test_what_a_text_writes_in_capitals_often_is_its_habit() -> None:
    once = "The people of LIMA were at the talks that were held in the city."
    assert cures(" ".join([once] * 4)) == {}


def test_a_block_that_shouts_is_left_alone() -> None:
    body = "The PRESIDENT of KENYA and the KING of NORWAY met the LEADER of JAPAN in the end."
    assert cures(body, least=0.5) == {}


def test_headlines_in_title_case_keep_function_words() -> None:
    headline = "# The Leaders Of Kenya And Peru Have Met For The Talks\n\n"
    assert cures(headline + "The leaders of the two countries have met for the talks in the city.") == {}


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("The law was passed in may 2015 by the house.", "may"),
        ("They left on tuesday for the city in the north.", "tuesday"),
        ("The talks with the japanese side were held in the city.", "japanese"),
        ("The talks were held near london in the end of the year.", "london"),
    ],
)
def test_names_are_written_with_a_capital(text: str, small: str) -> None:
    assert cures(text) == {small: small.capitalize()}


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the city, and the august house will not see the china again.",
        "The turkey was served to the poles of the house on a rich mahogany table.",
        "She wrote a frank letter to the jersey maker and the bill was paid.",
    ],
)
def test_words_that_are_names_too_stay_small(text: str) -> None:
    assert cures(text, least=0.5) == {}
