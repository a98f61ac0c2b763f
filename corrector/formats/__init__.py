"""File formats: one file each, found by name; see :mod:`corrector.plugins`.

A format's module defines ``SUFFIXES`` and ``build(options)``. The format of a file is the one with its suffix;
``--format-in`` overrides that, and ``--stdin-filename`` gives standard input a suffix. What has no known suffix is plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from corrector import plugins
from corrector.errors import ConfigError
from corrector.plugins import Format

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corrector.types import Result

PACKAGE = "corrector.formats"
DEFAULT = "plain"


@dataclass(frozen=True, slots=True)
class Options:
    """How to read files: ``encoding`` (None: byte order mark, else UTF-8) and the field that holds a record's text."""

    encoding: str | None = None
    text_field: str = "text"


@runtime_checkable
class TextFormat(Format, Protocol):
    """A format whose files are text, so that a patch can be made for them."""

    def in_file(self, data: bytes, results: Iterable[Result], *, origin: str) -> Result:
        """Return one result for the file as a whole, its edits in the file's own text."""
        ...


def suffixes() -> dict[str, str]:
    """Return every known suffix, in lower case with its dot, with the name of its format.

    >>> suffixes()[".md"]
    'markdown'
    """
    return {suffix: name for name in plugins.names(PACKAGE) for suffix in plugins.load(PACKAGE, name).SUFFIXES}


def name_for(path: str) -> str:
    """Return the name of the format that a path's suffix stands for.

    >>> name_for("notes/README.MD"), name_for("letter")
    ('markdown', 'plain')
    """
    return suffixes().get(PurePath(path).suffix.lower(), DEFAULT)


def build(name: str, options: Options) -> Format:
    """Return a format by name.

    Raises:
        ConfigError: if there is none of this name.
    """
    try:
        module = plugins.load(PACKAGE, name)
    except KeyError:
        known = ", ".join(plugins.names(PACKAGE))
        raise ConfigError(f"no format is named {name!r}; there are {known}") from None
    return cast("Format", module.build(options))
