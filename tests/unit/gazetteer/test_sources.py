"""Source files are checked line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corrector.errors import DataError
from corrector.gazetteer.sources import read_source, source_paths, validate

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "# licence: CC0-1.0\n# schema: names\nname\ttype\tcountry\tsource\tas_of\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_sources_of_the_package_are_right() -> None:
    validate()


@pytest.mark.parametrize("path", source_paths(), ids=lambda path: path.name)
def test_every_source_names_its_licence(path: Path) -> None:
    assert read_source(path).licence


def test_one_more_line_is_a_valid_entry(tmp_path: Path) -> None:
    validate([written(tmp_path, HEAD + "Jane Roe\tperson\tCA\town knowledge\t2025-01-31\n")])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Jane Roe\tperson\tCA\t\t2025-01-31", "no source, no entry"),
        ("Jane Roe\tperson\tCA\tbook\t31.1.2025", "'as_of' must be an ISO date"),
        ("Jane Roe\tperson\tCA\tbook\t2025", "'as_of' must name a day"),
        ("Jane Roe\tperson\tCA\tbook\t", "'as_of' is empty"),
        ("Jane Roe\tperson\tCA\tbook", "4 cells where the header has 5"),
        ("Jane Roe\tpersona\tCA\tbook\t2025-01-31", "unknown type 'persona'"),
        ("Jane Roe\tperson\tCanada\tbook\t2025-01-31", "two-letter country code"),
        ("Jane Roe\tperson\tQQ\tbook\t2025-01-31", "'QQ' is not in the countries file"),
        (" Jane Roe\tperson\tCA\tbook\t2025-01-31", "needless spaces"),
        ("\tperson\tCA\tbook\t2025-01-31", "'name' is empty"),
        ("A|\tperson\tCA\tbook\t2025-01-31", "empty value"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(tmp_path: Path, line: str, problem: str) -> None:
    path = written(tmp_path, HEAD + line + "\n")
    with pytest.raises(DataError) as caught:
        validate([path])
    assert f"{path}:4: " in str(caught.value)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# schema: names\nname\ttype\tsource\tas_of\n", "licence"),
        ("# licence: CC0-1.0\nname\ttype\tsource\tas_of\n", "schema"),
        ("# licence: CC0-1.0\n# schema: names\nname\ttype\tsource\n", "lacks column 'as_of'"),
        ("# licence: CC0-1.0\n# schema: names\nname\ttype\tcolour\tsource\tas_of\n", "unknown column 'colour'"),
        ("# licence: CC0-1.0\n# schema: names\n", "no header"),
        (HEAD + "A\tcity\tCA\tx\t2025-01-31\nA\tcity\tCA\tx\t2025-01-31\n", "the same entry stands in line 4"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        validate([written(tmp_path, text)])


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "A\tcity\tCA\t\t2025-01-31\nB\tcity\tCA\tx\tnever\n")
    with pytest.raises(DataError) as caught:
        validate([path])
    assert len(str(caught.value).splitlines()) >= 2


def test_an_unreadable_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "latin.tsv").write_bytes(b"\xe9\n")
    with pytest.raises(DataError, match="UTF-8"):
        validate([tmp_path / "latin.tsv"])
    with pytest.raises(DataError, match="cannot read"):
        validate([tmp_path / "none.tsv"])
