"""Word knowledge at run time: English and foreign words, casing, translations, spelling (see :class:`Lexicon`)."""

from corrector.lexicon.lexicon import Casing, Cognate, Lexicon, Translation
from corrector.lexicon.rank import Suggestion

__all__ = ["Casing", "Cognate", "Lexicon", "Suggestion", "Translation"]
