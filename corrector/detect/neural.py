"""Flag garbled spans that a small neural network finds: order, sense, agreement, lost words.

The network reads a sentence at a time and gives every word and every gap a probability of each kind of wrong. Word
lists overrule it: a right name is never garbled, foreign or misspelt to it, however strange it looks. Without the model's
files or ONNX Runtime the detector finds nothing, and says so once. It runs where the settings name it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector import models
from corrector.closing import Closing
from corrector.config import ALL
from corrector.detect._knowledge import gazetteer
from corrector.errors import DataError
from corrector.types import Finding, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.backends.onnx import OnnxModel
    from corrector.config import Settings
    from corrector.detect._suspects import Curves, Network, Suspect
    from corrector.segment import Segmentation

MODEL = "detector"
ON_BY_DEFAULT = False
# Calibrated score below which a finding adds nothing to the document's score. Gaps above theirs are few (four in 1,000 words of
# right text), and what may be missing in one is soon told.
LEAST, LEAST_GAP = 0.05, 0.005
_MESSAGES = {
    Kind.GARBLED_WORD: "no English word, nor a name that fits here",
    Kind.FOREIGN_WORD: "looks like a word of another language",
    Kind.NAME: "the name looks damaged or in a foreign form",
    Kind.SPELLING: "the spelling looks wrong",
    Kind.CASING: "capitals look wrong here",
    Kind.SPACING: "a space or hyphen looks wrong here",
    Kind.PUNCTUATION: "punctuation looks wrong here",
    Kind.ARTICLE: "the article looks wrong or missing here",
    Kind.PREPOSITION: "the preposition does not fit",
    Kind.AGREEMENT: "does not agree with the words it belongs to",
    Kind.TENSE: "the form of the verb does not fit",
    Kind.WORD_ORDER: "the words seem to be in the wrong order",
    Kind.WORD_CHOICE: "the word does not fit the sentence",
    Kind.MISSING_WORDS: "words seem to be missing here",
    Kind.REPETITION: "looks like a repetition",
    Kind.FLUENCY: "does not read like English",
    Kind.ENCODING: "characters look damaged",
}


class Neural(Closing):
    """Detector over the model ``detector``; loads it on first use and lets it go when closed."""

    name = "neural"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._network: Network | None = None
        self._model: OnnxModel | None = None

    def close(self) -> None:
        """Let the model go."""
        if self._model is not None:
            self._model.close()

    @property
    def is_on(self) -> bool:
        """Whether the settings ask for it."""
        return ON_BY_DEFAULT or not {self.name, ALL}.isdisjoint(self._settings.detectors)

    @property
    def revision(self) -> str:
        """The model's revision, or why it is not used; nothing is loaded to tell."""
        if not self.is_on:
            return "off"
        from corrector.backends import onnx

        model = models.find(MODEL)
        return model.revision if model and onnx.is_installed() else "unavailable"

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text; none where the model cannot be used."""
        if not self.is_on:
            return [() for _ in texts]
        try:
            network = self._loaded()
            found = network.suspects(texts)
        except DataError as error:
            models.say_once(f"the neural detector is not used: {error}")
            return [() for _ in texts]
        scored = ((_finding(suspect, network.curves) for suspect in suspects) for suspects in found)
        return [tuple(one for one in findings if one.score >= _least(one.span)) for findings in scored]

    def _loaded(self) -> Network:
        if self._network is None:
            folder = models.folder() / MODEL
            if models.find(MODEL) is None:
                raise DataError(f"{folder}: the model is not installed; go on with rules and gazetteer")
            try:
                from corrector.detect._suspects import Network, model_in
            except ImportError as error:
                raise DataError(f"{error}; install 'corrector[neural]' or go on with rules and gazetteer") from None
            from corrector.lexicon import Lexicon

            self._model = model_in(folder)
            names = gazetteer(self._settings)
            self._network = Network.read(folder, self._model, words=Lexicon.load(), names=names)
        return self._network


def _least(span: Span) -> float:
    return LEAST if span.width else LEAST_GAP


def build(settings: Settings) -> Neural:
    """Make the detector."""
    return Neural(settings)


def _finding(suspect: Suspect, curves: Curves) -> Finding:
    parts = tuple(_finding(part, curves) for part in suspect.parts)
    return Finding(suspect.span, suspect.kind, curves(suspect), Neural.name, _MESSAGES[suspect.kind], parts)
