"""Word knowledge at run time: English and foreign words, casing, translations, spelling (see :class:`Lexicon`)."""

from corrector.lexicon.lexicon import Casing, Lexicon, Translation

__all__ = ["Casing", "Lexicon", "Translation"]
