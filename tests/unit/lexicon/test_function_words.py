from corrector.gazetteer import Gazetteer
from corrector.lexicon import Lexicon
from corrector.lexicon.fold import fold, normalise
from corrector.lexicon.function_words import function_words, table

ENTRIES = [found for entries in table().values() for found in entries]


def test_words_stand_once_a_language_and_have_english_meanings() -> None:
    lexicon = Lexicon.load()
    assert len(ENTRIES) > 1900
    assert len({(found.language, found.form) for found in ENTRIES}) == len(ENTRIES)
    for found in ENTRIES:
        assert len(found.language) == 2
        assert found.form == normalise(found.form)
        assert len(fold(found.form)) > 2
        texts = [text for meaning in found.meanings for text in meaning]
        assert texts
        assert len(set(texts)) == len(texts)
        assert all(lexicon.is_english(word) for text in texts for word in text.split())


def test_no_word_is_english_or_a_name_in_small_letters() -> None:
    lexicon, names = Lexicon.load(), Gazetteer.load()
    forms = {form for found in ENTRIES for form in (found.form, fold(found.form))}
    assert [form for form in sorted(forms) if lexicon.is_english(form) or names.is_name(form)] == []


def test_languages_that_share_a_word_share_a_meaning() -> None:
    for entries in table().values():
        shared = set.intersection(*({text for meaning in found.meanings for text in meaning} for found in entries))
        assert shared, entries


def test_words_are_found_with_their_accents_or_without_any() -> None:
    assert [found.language for found in function_words("Također")] == ["hr"]
    assert function_words("zasto") == function_words("zašto")
    assert not function_words("zásto")
    assert not function_words("house")
    assert function_words("już")
    assert not function_words("juz")
