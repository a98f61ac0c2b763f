"""Read and check the hand-readable source files of the gazetteer.

A source file is UTF-8, tab-separated, with a head of comments (``# licence: ...`` and ``# schema: ...`` are required), a
header line and one entry a line. Cells with several values separate them by ``|``. Every row names its ``source`` and the
ISO date ``as_of`` at which that source said so: no source, no entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corrector.errors import DataError
from corrector.gazetteer.model import LANGUAGES, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SOURCES: Final = Path(__file__).parent / "sources"

_REQUIRED: Final = {
    "countries": ("code", "name", "source", "as_of"),
    "demonyms": ("code", "fr", "es", "de", "it", "pt", "source", "as_of"),
    "names": ("name", "type", "source", "as_of"),
    "exonyms": ("name", "type", "source", "as_of"),
}
_ALLOWED: Final = {
    "countries": ("article", "formal", "adjectives", "nouns", "plurals", "variants", "former", "capital"),
    "demonyms": (),
    "names": ("country", "role", "since", "until", "short", "variants", "former", "acronyms", "local", "plural"),
    "exonyms": ("country", *LANGUAGES),
}
_ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_TYPES = frozenset(Type)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a source file; ``line`` counts from 1, ``cells`` maps column to text."""

    path: Path
    line: int
    cells: dict[str, str]

    def one(self, column: str) -> str:
        """Return the cell, ``""`` where the file has no such column."""
        return self.cells.get(column, "")

    def many(self, column: str) -> tuple[str, ...]:
        """Return the values of a cell that separates them by ``|``."""
        return tuple(part for part in self.one(column).split("|") if part)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file that was read: its licence, its schema, its rows and what is wrong with it (``path:line: ...``)."""

    path: Path
    licence: str
    schema: str
    rows: tuple[Row, ...]
    problems: tuple[str, ...]


def _row_problems(row: Row, schema: str) -> Iterator[str]:
    for column in _REQUIRED[schema]:
        if not row.one(column) and column not in LANGUAGES:
            reason = ": no source, no entry" if column == "source" else ""
            yield f"column {column!r} is empty{reason}"
    for column in ("as_of", "since", "until"):
        value = row.one(column)
        if value and not _ISO_DATE.fullmatch(value):
            yield f"column {column!r} must be an ISO date (2025-06-30, 2025-06 or 2025), not {value!r}"
    if len(row.one("as_of")) not in (0, 10):
        yield f"column 'as_of' must name a day (2025-06-30), not {row.one('as_of')!r}"
    if row.one("type") and row.one("type") not in _TYPES:
        yield f"unknown type {row.one('type')!r}; known: {', '.join(sorted(_TYPES))}"
    for column in ("code", "country"):
        if row.one(column) and not re.fullmatch("[A-Z]{2}", row.one(column)):
            yield f"column {column!r} must be a two-letter country code, not {row.one(column)!r}"
    for column, value in row.cells.items():
        if value != value.strip() or "  " in value:
            yield f"column {column!r} has needless spaces"
        if any(not part for part in value.split("|")) and value:
            yield f"column {column!r} has an empty value between '|'"


def _header_problems(columns: list[str], schema: str) -> Iterator[str]:
    for column in _REQUIRED[schema]:
        if column not in columns:
            yield f"header lacks column {column!r}"
    for column in columns:
        if column not in _REQUIRED[schema] + _ALLOWED[schema]:
            yield f"header has unknown column {column!r}"
    if len(set(columns)) != len(columns):
        yield "header names a column twice"


def read_source(path: Path) -> SourceFile:
    """Read one source file and say everything that is wrong with it.

    Raises:
        DataError: the file cannot be read or is not UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot read this gazetteer source ({error}); it must be UTF-8 text") from error
    head = {"licence": "", "schema": ""}
    problems: list[str] = []
    rows: list[Row] = []
    columns: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            head |= {key.strip(): value.strip()} if key.strip() in head else {}
        elif not columns and line:
            columns = line.split("\t")
            if head["schema"] not in _REQUIRED:
                problems.append(f"{path}:{number}: '# schema:' must be one of {', '.join(_REQUIRED)} above the header")
                break
            problems += [f"{path}:{number}: {problem}" for problem in _header_problems(columns, head["schema"])]
        elif line:
            cells = line.split("\t")
            if len(cells) != len(columns):
                problems.append(f"{path}:{number}: {len(cells)} cells where the header has {len(columns)}")
                continue
            row = Row(path, number, dict(zip(columns, cells, strict=True)))
            problems += [f"{path}:{number}: {problem}" for problem in _row_problems(row, head["schema"])]
            identity = tuple(row.one(column) for column in ("code", "name", "type", "country", "role", "since"))
            if identity in seen:
                problems.append(f"{path}:{number}: the same entry stands in line {seen[identity]}")
            seen.setdefault(identity, number)
            rows.append(row)
    if not head["licence"]:
        problems.append(f"{path}:1: the head must name a '# licence:'")
    if not columns:
        problems.append(f"{path}:1: there is no header line")
    return SourceFile(path, head["licence"], head["schema"], tuple(rows), tuple(problems))


def read_sources(paths: Iterable[Path]) -> tuple[SourceFile, ...]:
    """Read source files that must be right.

    Raises:
        DataError: some file is unreadable or has a problem; the message lists every one as ``path:line: what``.
    """
    files = tuple(read_source(path) for path in paths)
    problems = [problem for file in files for problem in file.problems]
    codes = {row.one("code") for file in files if file.schema == "countries" for row in file.rows}
    codes = codes or {row.one("code") for row in read_source(SOURCES / "countries.tsv").rows}
    problems += [
        f"{row.path}:{row.line}: country {row.one(column)!r} is not in the countries file"
        for file in files
        for row in file.rows
        for column in ("country", "code")
        if row.one(column) and row.one(column) not in codes
    ]
    if problems:
        raise DataError("\n".join(problems))
    return files


def source_paths(folder: Path = SOURCES) -> tuple[Path, ...]:
    """List the source files of a folder in the order in which they are read."""
    return tuple(sorted(folder.glob("*.tsv")))


def validate(paths: Iterable[Path] = ()) -> None:
    """Check source files, by default those of the package.

    Raises:
        DataError: something is wrong; the message lists every problem as ``path:line: what``.
    """
    read_sources(tuple(paths) or source_paths())
