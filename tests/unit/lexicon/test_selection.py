"""Selectional preferences: what is counted, what is kept of it, and what it says of a noun in a place."""

from __future__ import annotations

import filecmp
import os
from pathlib import Path

import pytest

from corrector.errors import DataError
from corrector.lexicon import build_selection
from corrector.lexicon.selection import KINDS, NOUNS, PLACES, Selection, beside
from corrector.lexicon.store import COMPILED
from corrector.segment import segment
from corrector.types import Document

ACT, PERSON = KINDS.index("act"), KINDS.index("person")


def places(text: str) -> dict[str, tuple[str, ...]]:
    (block,) = segment(Document("text", text)).prose
    return {word.text: beside(block, place) for place, word in enumerate(block.words)}


def test_a_place_is_told_by_the_words_beside_it() -> None:
    found = places("They helped the baker who slept, and old painters (two) left.")
    assert found["baker"] == ("-the", "<<helped", ">who")
    assert found["painters"] == ("<old", ">(")
    assert found["slept"] == ("<who", ">,")
    assert found["They"] == ("<", ">helped")
    assert found["left"] == ("<)", ">.")


def test_places_prefer_the_kinds_that_stand_there() -> None:
    selection = Selection.load()
    for word in ("tailor", "lawyers", "chief plumber"):
        assert selection.lift(word, ("-the", ">who")) > 1.0
    assert selection.lift("insurance", ("-the", ">who")) < -1.0
    assert selection.lift("treaty", ("-the", "<<signed")) > 1.0 > selection.lift("tailor", ("-the", "<<signed"))


def test_what_is_unknown_says_nothing() -> None:
    selection = Selection.load()
    assert selection.lift("xyzzy", (">who",)) == 0.0
    assert selection.lift("tailor", ("<<xyzzy",)) == 0.0


def write_wordnet(folder: Path) -> None:
    """Write a database of three nouns: one of two kinds, one a person."""
    (folder / "data.noun").write_text(
        "  1 licence\n00000001 04 n 01 tower 0\n00000002 06 n 01 tower 0\n00000003 18 n 01 baker 0\n", encoding="utf-8"
    )
    (folder / "index.noun").write_text(
        "  1 licence\ntower n 2 0 2 1 00000001 00000002  \nbaker n 1 0 1 0 00000003  \nbaker_street n 1 0 1 0 00000003  \n",
        encoding="utf-8",
    )


def test_the_senses_of_a_noun_count_less_and_less(tmp_path: Path) -> None:
    write_wordnet(tmp_path)
    nouns = build_selection.read_nouns(tmp_path)
    assert set(nouns) == {"tower", "baker"}
    assert nouns["baker"] == {PERSON: 1.0}
    assert nouns["tower"][ACT] == pytest.approx(0.739, abs=0.001)


def test_places_are_kept_where_they_were_seen_often(tmp_path: Path) -> None:
    write_wordnet(tmp_path)
    nouns = build_selection.read_nouns(tmp_path)
    lines = ["The baker who slept saw the tower."] * build_selection.LEAST + ["The baker left."]
    packed = build_selection.pack_places(build_selection.count_places(lines, nouns))
    assert set(packed) == {"-the", "<<", ">who", "<<saw", ">."}
    assert packed[">who"][PERSON] > 128 > packed[">who"][ACT]


def test_a_missing_wordnet_is_a_clear_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DataError, match="--wordnet"):
        build_selection.read_nouns(tmp_path)
    assert build_selection.main(["--wordnet", str(tmp_path), "--data", str(tmp_path), "--output", str(tmp_path)]) == 3
    assert "cannot read the WordNet database" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.data
def test_the_committed_tables_are_rebuilt_identically(tmp_path: Path) -> None:
    data, wordnet = os.environ.get("CORRECTOR_DATA"), os.environ.get("CORRECTOR_WORDNET")
    if not data or not wordnet:
        pytest.skip("CORRECTOR_DATA and CORRECTOR_WORDNET do not name the development data and WordNet's database")
    build_selection.build(Path(wordnet), Path(data), tmp_path)
    names = [f"{table}.{suffix}" for table in (PLACES, NOUNS) for suffix in ("trie", "bin")]
    assert filecmp.cmpfiles(COMPILED, tmp_path, names, shallow=False)[0] == names
