"""What the lexicon says about single words: English or not, how written, what foreign words mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrector.lexicon import Lexicon

LEXICON = Lexicon.load()

ENGLISH = """
    the government organise organize organisation colour color analyse analyze travelled traveling centre theatre
    café résumé blitzkrieg coup détente siesta kindergarten façade naïve fiancée entrepreneur embargo junta tsunami
    microplastics denuclearisation cybersecurity photosynthesis hypertension thermodynamics mitochondria
    state-owned well-known anti-government mid-2000s 20th 1990s 3rd e-mail vice-president
    don't they'd who've governments' minister's refugees' criteria phenomena halved vied lice coarse quickest
""".split()
NOT_ENGLISH = """
    recieve goverment definately untill wich seperate
    gouvernement desarrollo avec zusammenarbeit bienfaiteur overheid ministerio
    gouvernmental presedent entreprenor kontriburion libgwx france nato
""".split()


@pytest.mark.parametrize("word", ENGLISH)
def test_english_words_are_english(word: str) -> None:
    assert LEXICON.is_english(word)


@pytest.mark.parametrize("word", NOT_ENGLISH)
def test_slips_foreign_words_and_names_in_lower_case_are_not(word: str) -> None:
    assert not LEXICON.is_english(word)


@pytest.mark.parametrize(
    "word", "constructer instructers prisonner factorys ballader tailler souler gister boucler".split()
)
def test_an_english_ending_makes_no_english_word_of_anything(word: str) -> None:
    assert not LEXICON.is_english(word)


@pytest.mark.parametrize(
    "word",
    "kidnapper worshippers conveyers expeditioners unparallelled demanders Berliner refactored photobombing footballers".split(),
)
def test_rare_derivations_are_english(word: str) -> None:
    assert LEXICON.is_english(word)


@pytest.mark.parametrize(
    ("text", "is_noun"),
    [
        ("gardener", True),
        ("translators", True),
        ("police officer", True),
        ("prove", False),
        ("slowly", False),
        ("over", False),
    ],
)
def test_nouns_are_told_from_verbs_and_others(text: str, *, is_noun: bool) -> None:
    assert LEXICON.is_noun(text) is is_noun


@pytest.mark.parametrize("word", ["magazine", "magazines", "project", "camp", "crisis", "mountains"])
def test_some_words_are_nouns_and_hardly_anything_else(word: str) -> None:
    assert LEXICON.is_noun_only(word)


@pytest.mark.parametrize(
    "word", ["was", "hangs", "hung", "left", "told", "green", "home", "behind", "who", "quickly", "every"]
)
def test_function_words_adverbs_adjectives_and_forms_of_verbs_are_no_nouns_alone(word: str) -> None:
    assert not LEXICON.is_noun_only(word)


def test_some_adjectives_are_nothing_else() -> None:
    assert LEXICON.is_adjective_only("literary")
    assert not any(map(LEXICON.is_adjective_only, ("green", "last", "left", "magazine", "contained")))


@pytest.mark.parametrize("word", ["France", "NATO", "ICBM", "Kazakhstan", "McDonald's", "iPhone", "XVI", "Macron"])
def test_a_name_is_english_when_written_with_a_capital(word: str) -> None:
    assert LEXICON.is_english(word)


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("negotiation", "negotiation"), ("paris", "Paris"), ("nato", "NATO"), ("ICBM", "ICBM"), ("Iphone", "iPhone"),
        ("MCDONALD", "McDonald"), ("march", None), ("qwxzzt", None),
    ],
)  # fmt: skip
def test_usual_form(word: str, written: str | None) -> None:
    assert LEXICON.usual_form(word) == written


def test_casing_counts_grow_with_use_and_are_zero_for_the_unknown() -> None:
    assert LEXICON.casing("government").lower > LEXICON.casing("kindergarten").lower > 0
    assert LEXICON.casing("qwxzzt").total == 0


@pytest.mark.parametrize(
    ("word", "language", "source_form", "lemma"),
    [
        ("bienfaiteur", "fr", "bienfaiteur", "benefactor"),
        ("bienfaiteurs", "fr", "bienfaiteur", "benefactors"),
        ("usines", "fr", "usine", "factories"),
        ("negociaciones", "es", "negociación", "negotiations"),
        ("jornalistas", "pt", "jornalista", "journalists"),
        ("Verhandlungen", "de", "verhandlung", "negotiations"),
        ("overheid", "nl", "overheid", "government"),
        ("rencontré", "fr", "rencontrer", "met"),
        ("ministres", "fr", "ministre", "ministers"),
    ],
)
def test_translations(word: str, language: str, source_form: str, lemma: str) -> None:
    found = [entry for entry in LEXICON.translations(word) if entry[:2] == (language, source_form)]
    assert found
    assert lemma in found[0].lemmas


@pytest.mark.parametrize("word", ["xqzzt", "Mirziyoyev", "Tokayev", ""])
def test_what_is_in_no_dictionary_has_no_translation(word: str) -> None:
    assert LEXICON.translations(word) == ()


def test_accents_do_not_matter_for_translations() -> None:
    assert LEXICON.translations("économique") == LEXICON.translations("economique")


def test_foreign_names_the_language_and_leaves_out_english() -> None:
    assert LEXICON.foreign("gouvernement")[0][0] == "fr"
    assert LEXICON.foreign("government") == ()
    assert LEXICON.foreign("qwxzzt") == ()


def test_letters_of_english_are_less_strange() -> None:
    assert LEXICON.strangeness("remarkable") < LEXICON.strangeness("przedsięwzięcie")
    assert LEXICON.foreignness("remarkable") < 0 < LEXICON.foreignness("przedsięwzięcie")
    assert LEXICON.strangeness("") == 0.0


@settings(deadline=None)
@given(st.text(max_size=30))
def test_laws_hold_for_any_text(word: str) -> None:
    assert 0.0 <= LEXICON.zipf(word) < 9.0
    assert LEXICON.strangeness(word) >= 0.0
    assert min(LEXICON.casing(word)[:4]) >= 0
    assert all(zipf > 0 for _, zipf in LEXICON.foreign(word))
    assert all(entry.lemmas and 0 < entry.similarity <= 1 for entry in LEXICON.translations(word))


@settings(deadline=None)
@given(st.sampled_from(ENGLISH))
def test_zipf_and_casing_ignore_case_and_english_in_lower_case_stays_english(word: str) -> None:
    for other in (word.upper(), word.capitalize()):
        assert LEXICON.zipf(other) == LEXICON.zipf(word)
        assert LEXICON.casing(other) == LEXICON.casing(word)
        assert LEXICON.is_english(other)


@pytest.mark.parametrize("word", ["İzmir's", "ﬁancé’s"])
def test_a_word_that_folding_makes_longer_is_looked_up_once(word: str) -> None:
    assert LEXICON.is_english(word) is LEXICON.is_english(word[:-2])
