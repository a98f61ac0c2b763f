"""What the lexicon proposes for garbled words, and what it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrector.lexicon import Lexicon
from corrector.lexicon.channel import cost
from corrector.lexicon.rank import Accents, Way

LEXICON = Lexicon.load()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("presedent", "president"),
        ("recieve", "receive"),
        ("goverment", "government"),
        ("committment", "commitment"),
        ("minsiter", "minister"),
        ("negociate", "negotiate"),
        ("seperately", "separately"),
        ("economyc", "economic"),
    ],
)
def test_near_english_finds_the_word_meant(word: str, meant: str) -> None:
    best = LEXICON.near_english(word)[0]
    assert best.text == meant
    assert best.probability > 0.5


@pytest.mark.parametrize(
    ("word", "language", "source_form", "lemma"),
    [
        ("pescadors", "gl", "pescador", "fishermen"),
        ("desarollment", "es", "desarrollo", "development"),
        ("entreprenor", "fr", "entrepreneuse", "entrepreneur"),
        ("embajadors", "es", "embajador", "ambassadors"),
        ("siguridad", "es", "seguridad", "security"),
        ("gouvernment", "fr", "gouvernement", "government"),
    ],
)
def test_near_foreign_finds_the_foreign_word(word: str, language: str, source_form: str, lemma: str) -> None:
    found = {entry[:2]: entry for entry in LEXICON.near_foreign(word)}
    assert lemma in found[language, source_form].lemmas
    assert found[language, source_form].similarity < 1.0


@pytest.mark.parametrize(
    ("word", "cognate"),
    [
        ("kooperation", "cooperation"),
        ("nationalité", "nationality"),
        ("posibilidad", "possibility"),
        ("solidarité", "solidarity"),
        ("comunismo", "communism"),
        ("geologie", "geology"),
        ("dictateur", "dictator"),
        ("famoso", "famous"),
        ("finalmente", "finally"),
        ("organización", "organization"),
        ("ministre", "minister"),
        ("étudiant", "student"),
        ("konferenz", "conference"),
    ],
)
def test_cognates(word: str, cognate: str) -> None:
    assert cognate in [found.text for found in LEXICON.cognates(word)]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("pescadors", "fishermen"),
        ("kooperation", "cooperation"),
        ("embajadors", "ambassadors"),
        ("siguridad", "security"),
        ("acuerdo", "agreement"),
        ("usines", "factories"),
        ("presedent", "president"),
        ("verhandlungen", "negotiations"),
        ("overheid", "government"),
    ],
)
def test_english_for_ranks_the_word_meant_first(word: str, meant: str) -> None:
    assert LEXICON.english_for(word)[0].text == meant


@pytest.mark.parametrize(
    ("word", "noun"),
    [("nationalidad", "nationality"), ("ovjer", "shepherd"), ("gobierment", "government"), ("carpinter", "carpenter")],
)
def test_where_a_noun_is_expected_a_noun_is_likelier(word: str, noun: str) -> None:
    anywhere, there = (
        next(found.probability for found in LEXICON.english_for(word, 20, is_noun=is_noun) if found.text == noun)
        for is_noun in (False, True)
    )
    assert there > anywhere


@pytest.mark.parametrize(
    ("word", "language", "source_form", "lemma"),
    [
        ("desarrollopment", "es", "desarrollo", "development"),
        ("gobierment", "es", "gobierno", "government"),
        ("zusammenation", "de", "zusammenarbeit", "cooperation"),
        ("agriculters", "fr", "agriculteur", "farmers"),
    ],
)
def test_the_end_of_the_translation_on_a_foreign_beginning(
    word: str, language: str, source_form: str, lemma: str
) -> None:
    found = {(entry.language, entry.source_form): entry for entry in LEXICON.near_foreign(word, 80)}
    assert lemma in found[language, source_form].lemmas


def test_a_blend_has_a_way_of_its_own() -> None:
    (best,) = LEXICON.english_for("desarrollopment", 1)
    assert (best.text, best.evidence and best.evidence.way) == ("development", Way.BLEND)
    assert all(item.way is not Way.BLEND for item in LEXICON.evidence("desarrollotion") if item.text == "development")


@pytest.mark.parametrize(
    ("word", "language", "source_form"),
    [("fàbca", "ca", "fàbrica"), ("chaue", "fr", "charrue"), ("segts", "sv", "segelbåt"), ("Kliel", "de", "klingel")],
)
def test_letters_lost_in_one_place_are_found_in_short_words(word: str, language: str, source_form: str) -> None:
    found = {(entry.language, entry.source_form): entry for entry in LEXICON.near_foreign(word, 80)}
    assert ((language, source_form) in found) is (len(source_form) - len(word) <= 2)
    assert all(entry.edits <= 2 for entry in found.values() if entry.run)


@pytest.mark.parametrize(
    ("word", "meant", "via"),
    [
        ("carpinter", "carpenter", "es carpintero"),
        ("periodist", "journalist", "ca periodista"),
        ("sindacalist", "unionist", "it sindacalista"),
        ("enfermer", "nurse", "es enfermera"),
        ("mosqé", "mosque", "sv moské"),
    ],
)
def test_an_english_ending_on_a_foreign_word_is_seen_through(word: str, meant: str, via: str) -> None:
    best = LEXICON.english_for(word)[0]
    assert (best.text, best.via) == (meant, via)


def test_evidence_tells_lost_letters_and_accents_apart() -> None:
    found = {item.text: item for item in LEXICON.evidence("carpiter")}["carpenter"]
    assert (found.way, found.edits, found.ending, found.run) == (Way.NEAR, 1, True, True)
    accents = {item.text: item.accents for item in LEXICON.evidence("mosquée")}
    assert accents["mosque"] is Accents.KEPT
    assert accents["musket"] is Accents.OTHERS


@pytest.mark.parametrize(
    "name",
    ["Mirziyoyev", "Tokayev", "Nazarbayev", "Yeutter", "Rusedski", "Khodorkovsky", "Murrumbidgee", "Almunia", "Kazaa"],
)
def test_names_get_no_strong_proposal(name: str) -> None:
    assert all(found.probability < 0.5 for found in LEXICON.english_for(name))
    assert all(found.probability < 0.5 for found in LEXICON.near_english(name))


@pytest.mark.parametrize("word", ["", "a", "xx", "1234", "???", "zzzzzzzzzzzz", "中国"])
def test_what_is_no_word_gets_no_proposal(word: str) -> None:
    assert all(found.probability < 0.5 for found in LEXICON.english_for(word))


def test_suggestions_say_where_they_come_from() -> None:
    best = LEXICON.english_for("embajadors")[0]
    assert (best.source, best.via) == ("translation", "es embajador")
    assert LEXICON.english_for("presedent")[0].source == "spelling"


@settings(max_examples=40, deadline=None)  # the first word with a new beginning reads a bucket
@given(st.text(alphabet="abcdeinorstéüñ-'", max_size=14))
def test_probabilities_are_a_distribution_best_first(word: str) -> None:
    for found in (LEXICON.english_for(word, 50), LEXICON.near_english(word, 50)):
        chances = [item.probability for item in found]
        assert sum(chances) <= 1.0 + 1e-9
        assert chances == sorted(chances, reverse=True)
        assert all(0.0 <= chance <= 1.0 for chance in chances)
        assert all(item.text.lower() != word for item in found)


@given(st.text(alphabet="abcdei", max_size=8), st.text(alphabet="abcdei", max_size=8))
def test_cost_is_zero_only_for_equal_words(typed: str, meant: str) -> None:
    assert (cost(typed, meant) == 0.0) == (typed == meant)
    assert cost(typed, meant) >= 0.0


@pytest.mark.parametrize(
    ("likelier", "rarer", "meant"),
    [
        ("recieve", "recemve", "receive"),
        ("comitee", "comqittee", "committee"),
        ("seperate", "sekarate", "separate"),
        ("kontrol", "montrol", "control"),
        ("aboslute", "wbsolute", "absolute"),
    ],
)
def test_usual_slips_cost_less_than_odd_ones(likelier: str, rarer: str, meant: str) -> None:
    assert cost(likelier, meant) < cost(rarer, meant)


def test_no_verb_form_is_taken_for_a_noun() -> None:
    assert not LEXICON.is_noun("dwarfing")
    assert LEXICON.is_noun("painting")


def test_what_a_verb_means_is_less_of_a_noun() -> None:
    found = {item.via: item.nominal for item in LEXICON.evidence("trabalhar", is_noun=True)}
    verb, noun = found["pt trabalhar"], found["pt trabalho"]
    assert verb is not None
    assert noun is not None
    assert verb.source < 0 < noun.source


@pytest.mark.parametrize(
    ("word", "via", "lost", "added"), [("boulnger", "fr boulanger", 1, 0), ("boulannger", "fr boulanger", 0, 1)]
)
def test_edits_tell_letters_lost_from_letters_added(word: str, via: str, lost: int, added: int) -> None:
    (item,) = (item for item in LEXICON.evidence(word) if item.text == "baker")
    assert (item.via, item.lost, item.added) == (via, lost, added)
