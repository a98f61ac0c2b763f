"""Compiled tables: damage is reported, writing is deterministic, the committed files are what the sources give."""

from __future__ import annotations

import filecmp
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corrector.errors import DataError
from corrector.lexicon import build, records, store
from corrector.lexicon.ngrams import CharacterModel, train

MADE_ELSEWHERE = "selection-"  # by lexicon/build_selection.py


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    store.write_table("words", {"été": b"abc", "a": b"", "zz": b"\x00" * 300}, folder=tmp_path)
    table = store.open_table("words", folder=tmp_path)
    assert [table.get(key) for key in ("été", "a", "zz", "b")] == [b"abc", b"", b"\x00" * 300, None]


def test_the_order_of_entries_does_not_matter(tmp_path: Path) -> None:
    for name, keys in (("one", "abc"), ("two", "cba")):
        store.write_table(name, {key: key.encode() for key in keys}, width=1, folder=tmp_path)
    for suffix in (".trie", ".bin"):
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_an_open_table_outlives_a_new_build(tmp_path: Path) -> None:
    store.write_table("words", {"été": b"old" * 5_000, "a": b"x" * 9_000}, folder=tmp_path)
    table = store.open_table("words", folder=tmp_path)
    store.write_table("words", {"b": b""}, folder=tmp_path)
    assert (table.get("été"), table.get("a"), table.get("b")) == (b"old" * 5_000, b"x" * 9_000, None)
    assert store.open_table("words", folder=tmp_path).get("b") == b""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["words.bin", "words.trie"]


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.trie.*reinstall or rebuild"):
        store.open_table("none", folder=tmp_path)


def test_files_that_do_not_belong_together_are_a_clear_error(tmp_path: Path) -> None:
    store.write_table("words", {"a": b"1", "b": b"2"}, width=1, folder=tmp_path)
    (tmp_path / "words.bin").write_bytes(b"1")
    with pytest.raises(DataError, match="rebuild the lexicon"):
        store.open_table("words", width=1, folder=tmp_path)


def test_records_survive_packing() -> None:
    entries = [records.Entry("fr", "été", (1, 65_535)), records.Entry("es", "ete", (7,))]
    assert records.unpack_entries(records.pack_entries(entries, "ete"), "ete") == tuple(entries)
    counts = records.Counts(5, 0, 70_000, 2, "iPhone")
    assert records.unpack_counts(records.pack_counts(counts)) == counts._replace(upper=0xFFFF)


def test_a_model_prefers_what_it_was_trained_on() -> None:
    model = CharacterModel(train([("banana", 2.0), ("bandana", 1.0)]))
    assert model.surprise("banana") < model.surprise("qwerty")


def test_casing_leaves_out_sentence_starts() -> None:
    counts = build.count_casing(["The mayor met NATO. The mayor left NATO’s iPhone with the iPhone maker."])
    assert "the" not in counts or counts["the"].title == 0
    assert counts["mayor"].lower == 2
    assert counts["nato"].upper == 2
    assert counts["iphone"].form == "iPhone"


@pytest.mark.parametrize(("word", "is_slip"), [("recieve", True), ("wich", True), ("dont", True), ("quotas", False)])
def test_is_slip(word: str, is_slip: bool) -> None:
    zipfs = {"receive": 4.7, "which": 6.3, "don't": 6.2, "quota": 3.4}
    assert build.is_slip(word, 2.5, zipfs, set(zipfs)) is is_slip


def test_missing_data_is_an_error_with_exit_code_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if importlib.util.find_spec("wordfreq") is None:
        pytest.skip("wordfreq is not installed (extra 'build')")
    assert build.main(["--data", str(tmp_path), "--output", str(tmp_path / "out")]) == 3
    assert "give its folder with --data" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.data
def test_the_committed_files_are_rebuilt_identically(tmp_path: Path) -> None:
    data = os.environ.get("CORRECTOR_DATA")
    if not data:
        pytest.skip("CORRECTOR_DATA does not name the development data")
    for package in ("wordfreq", "lemminflect"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed (extra 'build')")
    build.build(Path(data), tmp_path)
    made = (path for path in store.COMPILED.iterdir() if path.suffix in {".trie", ".bin"})
    names = sorted(path.name for path in made if not path.name.startswith(MADE_ELSEWHERE))
    assert filecmp.cmpfiles(store.COMPILED, tmp_path, names, shallow=False)[0] == names


def test_the_compiled_lexicon_is_small() -> None:
    assert sum(path.stat().st_size for path in store.COMPILED.iterdir()) < 13e6


def test_loading_imports_no_heavy_package() -> None:
    program = (
        "import sys; from corrector.lexicon import Lexicon; Lexicon.load().english_for('presedent');"
        "sys.exit(bool({'wordfreq', 'numpy', 'torch', 'click', 'lemminflect'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
