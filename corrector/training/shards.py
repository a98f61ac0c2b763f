"""Rows on disk: gzip JSON Lines, written beside and renamed, the same bytes for the same rows."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING, Any

from corrector.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as gzip JSON Lines without name or time in the header, so equal rows make equal files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    with (
        partial.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=5, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as out,
    ):
        out.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    partial.replace(path)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a gzip JSON Lines file.

    Raises:
        InputError: the file is missing, damaged or holds a line that is not JSON.
    """
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):  # noqa: B007 - named in the error below
                yield json.loads(line)
    except (OSError, EOFError, ValueError) as error:
        raise InputError(f"{path}, line {number}: not a shard of rows ({error}); make it again") from error
