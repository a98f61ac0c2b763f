from corrector.lexicon import Lexicon
from corrector.lexicon.misspellings import common_misspellings


def test_cures_are_english_and_no_misspellings_themselves() -> None:
    lexicon, table = Lexicon.load(), common_misspellings()
    assert len(table) > 300
    for wrong, meant in table.items():
        assert wrong == wrong.lower() != meant
        assert all(lexicon.is_english(word) and word not in table for word in meant.split())


def test_a_misspelling_is_far_rarer_than_what_is_meant() -> None:
    lexicon = Lexicon.load()
    unlikely = [
        w for w, meant in common_misspellings().items() if lexicon.zipf(w) > lexicon.zipf(meant.split()[-1]) - 0.7
    ]
    assert unlikely == []
