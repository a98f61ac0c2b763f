"""The gazetteer and lexicon as the settings want them, shared by the detectors."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from corrector.config import read_names
from corrector.gazetteer import Gazetteer

if TYPE_CHECKING:
    from pathlib import Path

    from corrector.config import Settings


def gazetteer(settings: Settings) -> Gazetteer:
    """Return the gazetteer with the user's own names in it."""
    return _with_names(settings.names)


@cache
def _with_names(paths: tuple[Path, ...]) -> Gazetteer:
    return Gazetteer.load().with_names(read_names(paths))
