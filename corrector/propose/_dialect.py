"""Spell what cures bring in like the text: British or American, and as the words in question have it already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from corrector.config import Dialect
from corrector.lexicon import Lexicon
from corrector.lexicon.dialect import is_british, respelled

if TYPE_CHECKING:
    from corrector.config import Settings
    from corrector.segment import Segmentation

_WORD = re.compile(r"[^\W\d_]+")


class Spelling:
    """Knows the dialect of each text, or that of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._dialects: WeakKeyDictionary[Segmentation, bool | None] = WeakKeyDictionary()

    def word(self, word: str, text: Segmentation) -> str:
        """Return a word in the dialect of a text."""
        british = self._is_british(text)
        return word if british is None else respelled(word, british=british, lexicon=Lexicon.load())

    def cure(self, said: str, before: str, text: Segmentation) -> str:
        """Return what is said in place of ``before`` with its new words spelled as ``before``, or else the text, has them.

        Words with capitals may be names, whose spelling is their own.
        """
        known = set(_WORD.findall(before))

        def spelled(match: re.Match[str]) -> str:
            word = match[0]
            if word in known or not word.islower():
                return word
            both = (respelled(word, british=british, lexicon=Lexicon.load()) for british in (True, False))
            return next((other for other in both if other in known), None) or self.word(word, text)

        return _WORD.sub(spelled, said)

    def _is_british(self, text: Segmentation) -> bool | None:
        if text not in self._dialects:
            known = {Dialect.GB: True, Dialect.US: False}.get(self._settings.dialect)
            self._dialects[text] = is_british(text.counts, Lexicon.load()) if known is None else known
        return self._dialects[text]
