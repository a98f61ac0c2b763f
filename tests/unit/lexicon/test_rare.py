"""Rare English words are known, and garble is none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corrector.errors import DataError
from corrector.lexicon import rare
from corrector.lexicon.rare import is_rare_english

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("word", ["tumuli", "zamindars", "mamluks", "presbyterial", "cosmogonic", "Hurrian"])
def test_a_word_of_large_dictionaries_is_known(word: str) -> None:
    assert is_rare_english(word)


@pytest.mark.parametrize(
    "word",
    ["bienfaiters", "agricultores", "portret", "plantage", "goverment", "hurrian", "Matelot", "the", "Vatra", ""],
)
def test_garble_foreign_and_common_words_are_none(word: str) -> None:
    assert not is_rare_english(word)


def test_the_list_is_made_of_the_sizes_up_to_eighty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "scowl"
    folder.mkdir()
    for name, words in {
        "english-words.80": "qzumbles\nhouse\nqzumble's\n",
        "english-words.95": "qzarfles\n",
        "british_z-upper.70": "Qzérbian\n",
        "variant_3-words.70": "qzimbles\n",
        "english-abbreviations.70": "QZUM\n",
    }.items():
        (folder / name).write_text(words, encoding="iso-8859-1")
    assert rare.main(["--scowl", str(folder), "--output", str(tmp_path / "rare.trie")]) == 0
    monkeypatch.setattr(rare, "LIST", tmp_path / "rare.trie")
    rare.rare_words.cache_clear()
    try:
        assert sorted(rare.rare_words()) == ["Qzérbian", "qzumbles"]
    finally:
        rare.rare_words.cache_clear()


def test_a_folder_without_lists_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no word lists"):
        rare.build(tmp_path, tmp_path / "rare.trie")
