"""Renderers: one file each, found by name; see :mod:`corrector.plugins`. Each shows results and decides nothing.

A renderer's module defines ``build(options)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from json import JSONEncoder
from typing import TYPE_CHECKING, cast

from corrector import plugins

if TYPE_CHECKING:
    from corrector.plugins import Renderer

PACKAGE = "corrector.render"
_ENCODER = JSONEncoder(ensure_ascii=False)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Options:
    """How to show results; ``colour`` asks for ANSI colours where a renderer has any."""

    colour: bool = False


def build(name: str, options: Options | None = None) -> Renderer:
    """Return a renderer by name. Raises ``KeyError`` if there is none of this name."""
    return cast("Renderer", plugins.load(PACKAGE, name).build(options or Options()))


def dumps(value: object) -> str:
    r"""Return JSON on one line, readable, with lone surrogates escaped, so that the line can be written as UTF-8.

    >>> dumps({"a": "é\ud800"})
    '{"a": "é\\ud800"}'
    """
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", _ENCODER.encode(value))
