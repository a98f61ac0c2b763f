"""Flag misspelt English words, such as "goverment" or "Presidant"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.detect._left_over import FUNCTION_WORD
from corrector.detect._words import TABLES, suspects
from corrector.types import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.config import Settings
    from corrector.segment import Segmentation


class Spelling:
    """Detector of misspelt words; the lexicon proposes their cures."""

    name = "spelling"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text."""
        return [
            tuple(
                Finding(suspect.span, Kind.SPELLING, suspect.score, self.name, _MESSAGE)
                for suspect in suspects(text, self._settings).values()
                if suspect.source in {"spelling", *TABLES - {FUNCTION_WORD}}
            )
            for text in texts
        ]


_MESSAGE = "no English word and no known name, but near an English word"


def build(settings: Settings) -> Spelling:
    """Make the detector."""
    return Spelling(settings)
