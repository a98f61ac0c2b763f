"""Flag foreign and half-translated words, such as "the usine was closed" or "a desarrollment plan"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.detect._left_over import FUNCTION_WORD
from corrector.detect._words import suspects
from corrector.types import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.config import Settings
    from corrector.detect._words import Suspect
    from corrector.segment import Segmentation


class Foreign:
    """Detector of words left in the source language or carried over half; the lexicon proposes their cures."""

    name = "foreign"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text."""
        return [
            tuple(
                Finding(suspect.span, Kind.FOREIGN_WORD, suspect.score, self.name, _message(suspect))
                for suspect in suspects(text, self._settings).values()
                if suspect.source in {"translation", "cognate", FUNCTION_WORD}
            )
            for text in texts
        ]


def _message(suspect: Suspect) -> str:
    via = suspect.cures[0].via
    if suspect.source == FUNCTION_WORD:
        return f"no English word; the foreign word {via!r}"
    return (
        f"no English word; near the foreign word {via!r}" if via else "no English word; the form of a foreign cognate"
    )


def build(settings: Settings) -> Foreign:
    """Make the detector."""
    return Foreign(settings)
