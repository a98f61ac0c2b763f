"""Optional packages, imported where they are used, with the command that installs what is missing."""

from __future__ import annotations

import importlib
from typing import Any

from corrector.errors import ConfigError

_EXTRA = {"ray": "ray", "ray.data": "ray"}


def need(module: str, *, purpose: str) -> Any:
    """Return an optional module. Raises ``ConfigError`` with the install command if it is missing.

    >>> need("no_such_module", purpose="reading tablets")
    Traceback (most recent call last):
        ...
    corrector.errors.ConfigError: reading tablets needs no_such_module: pip install 'corrector[corpus]'
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        extra = _EXTRA.get(module, "corpus")
        name = module.partition(".")[0]
        raise ConfigError(f"{purpose} needs {name}: pip install 'corrector[{extra}]'") from None
