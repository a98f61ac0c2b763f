"""Misspellings so common that frequency lists hold them as words: a table, since no frequency tells them from words."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from corrector.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def common_misspellings() -> Mapping[str, str]:
    """Return what each common misspelling means, in lower case.

    Raises:
        DataError: the table is missing or damaged.

    >>> common_misspellings()["recieved"]
    'received'
    """
    source = resources.files("corrector.lexicon") / "misspellings.tsv"
    try:
        return dict(line.split("\t") for line in source.read_text(encoding="utf-8").splitlines()[2:])
    except (OSError, ValueError) as error:
        raise DataError(f"{source}: cannot be read ({error}); reinstall the package") from None
