from pathlib import Path

import pytest

from corrector.backends.wordpiece import MOST_PIECES, WordPiece
from corrector.errors import DataError

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
PIECES = WordPiece([*SPECIAL, "ser", "##b", "##ia", "cafe", "-", "a", "##a", "serb"])


def test_longest_piece_comes_first() -> None:
    assert PIECES.pieces("serbia") == (11, 6)


def test_case_and_accents_do_not_count() -> None:
    assert PIECES.pieces("Café") == PIECES.pieces("CAFE") == PIECES.pieces("cafe\u0301") == (7,)


def test_case_and_accents_count_where_the_vocabulary_is_cased() -> None:
    cased = WordPiece([*SPECIAL, "caf", "##\u00e9", "##e", "Caf", "-"], is_cased=True)
    assert cased.pieces("Café-cafe") == (7, 5, 8, 4, 6)
    assert cased.pieces("Cafe\u0301") == (7, 5)
    assert cased.pieces("CAFE") == (cased.unknown,)


def test_punctuation_stands_alone() -> None:
    assert PIECES.pieces("cafe-serbia") == (7, 8, 11, 6)


@pytest.mark.parametrize("word", ["zzz", "\u200b", "漢", "a" * 101])
def test_what_has_no_pieces_is_unknown(word: str) -> None:
    assert PIECES.pieces(word) == (PIECES.unknown,)


def test_a_word_takes_a_bounded_number_of_pieces() -> None:
    assert len(PIECES.pieces("a" * 60)) == MOST_PIECES


def test_a_file_that_is_no_vocabulary_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="lacks"):
        WordPiece(["a", "b"])
    with pytest.raises(DataError, match=r"gone\.txt"):
        WordPiece.read(tmp_path / "gone.txt")
