"""Flag words that are no English word, no name and near none, such as "the prokhlities of the region"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.detect._words import suspects
from corrector.lexicon import Lexicon
from corrector.types import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.config import Settings
    from corrector.segment import Segmentation

# Rare terms and new words look no different by their letters alone: an unknown word without a good cure is worth a
# reader's look, and no more, unless its letters are most un-English.
_LOW, _HIGH = 0.35, 0.6
_STRANGE, _STRANGER = 2.6, 3.6


class Garbled:
    """Detector of unknown words that no cure explains."""

    name = "garbled"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text."""
        return [
            tuple(
                Finding(suspect.span, Kind.GARBLED_WORD, _score(suspect.form), self.name, _MESSAGE)
                for suspect in suspects(text, self._settings).values()
                if suspect.form.islower() and (not suspect.cures or suspect.score < _LOW)
            )
            for text in texts
        ]


_MESSAGE = "no English word and no known name"


def _score(form: str) -> float:
    strangeness = Lexicon.load().strangeness(form)
    share = min(1.0, max(0.0, (strangeness - _STRANGE) / (_STRANGER - _STRANGE)))
    return _LOW + share * (_HIGH - _LOW)


def build(settings: Settings) -> Garbled:
    """Make the detector."""
    return Garbled(settings)
