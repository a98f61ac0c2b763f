"""Tables that lie beside the detectors, in lines of which those that begin with ``#`` say something about the table."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

from corrector.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


def read_table(name: str, read: Callable[[list[str]], _T]) -> _T:
    """Return what ``read`` makes of a table's lines, those without text and those about the table left out.

    Args:
        name: of the file.
        read: raises ValueError, KeyError, TypeError or ``re.error`` where the lines are not as they should be.

    Raises:
        DataError: the table is missing or damaged.
    """
    source = resources.files("corrector.detect") / name
    try:
        return read([line for line in source.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"])
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        raise DataError(f"{source}: cannot be read ({error}); reinstall the package") from None
