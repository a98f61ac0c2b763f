"""What a rewriter may not do: lose a right name, or say what neither the text nor the damaged words hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.backends.features import Evidences, tokens
from corrector.detect._patterns import POSSESSIVE
from corrector.gazetteer.keys import fold
from corrector.gazetteer.match import similarity
from corrector.gazetteer.model import Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.gazetteer import Gazetteer
    from corrector.lexicon import Lexicon
    from corrector.segment import Segmentation

ALIKE = 0.6  # similarity from which one form may be a damaged form of the other, as for near misses of the gazetteer
_SAME_NUMBER = 0.8  # the same for numbers, which are short and alike
_SEEN, _SMALL = 5, 0.04  # how often a common word is seen written small, and the least share of such among all
_MOST_FREQUENT = 8.0
_LISTED = frozenset({Type.COUNTRY, Type.PEOPLE, Type.LANGUAGE, Type.CALENDAR})
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen half first "
    "second third fourth fifth sixth seventh eighth ninth tenth once twice thrice".split()
)


class Facts:
    """Names and numbers of texts and cures, by gazetteer and lexicon."""

    def __init__(self, names: Gazetteer, words: Lexicon) -> None:
        self._names = names
        self._words = words
        self.evidence = Evidences(words, names)

    def frequency(self, words: Iterable[str]) -> float:
        """Return the Zipf frequency of the rarest of some words; where there are none, more than any word has.

        >>> from corrector.gazetteer import Gazetteer
        >>> from corrector.lexicon import Lexicon
        >>> facts = Facts(Gazetteer.load(), Lexicon.load())
        >>> facts.frequency(()) > facts.frequency(("the",)) > facts.frequency(("the", "dog")) > facts.frequency(("xyzzyx",))
        True
        """
        return min(map(self._words.zipf, words), default=_MOST_FREQUENT)

    def loses_name(self, before: str, after: str) -> bool:
        """Tell whether a right name of ``before`` is gone; a country may become its adjective and the other way round.

        >>> from corrector.gazetteer import Gazetteer
        >>> from corrector.lexicon import Lexicon
        >>> facts = Facts(Gazetteer.load(), Lexicon.load())
        >>> facts.loses_name("the Peru president", "the Chilean president")
        True
        >>> facts.loses_name("the Peru president", "the Peruvian president")
        False
        """
        kept = after.casefold()
        for name in self._right_names(before):
            if name.casefold() in kept:
                continue
            country = self._names.country_of(name)
            if country is None or all(self._names.country_of(form) != country for form in _capitalised(after)):
                return True
        return False

    def adds(self, before: str, after: str, text: Segmentation, *, at_start: bool) -> bool:
        """Tell whether a cure brings a name or number that neither the text nor the damaged words resemble.

        A name of a person or town must stand elsewhere in the text: one that only resembles the damaged word may as well be
        another right name that nobody listed.

        Args:
            before: the damaged words.
            after: the cure.
            text: the text around them.
            at_start: whether they begin a sentence, where a capital tells no name.
        """
        old = [token.text for token in tokens(before, 0, len(before))]
        known = {form.casefold() for form in old}
        for place, token in enumerate(tokens(after, 0, len(after))):
            form = POSSESSIVE.sub("", token.text)
            plain = form.casefold()
            if plain in known or not plain:
                continue
            if form[0].isupper() and not (at_start and place == 0 and self._is_common(form)):
                if text.counts[token.text] == 0 and text.counts[form] == 0 and not self._is_told(form, old):
                    return True
            elif plain in _NUMBERS and not _is_like(plain, old, _SAME_NUMBER):
                return True
        return False

    def _is_told(self, form: str, old: list[str]) -> bool:
        """Tell whether the damaged words show a capitalised word: a common one, or a name of a set that is known whole."""
        listed = any(r.entry.type in _LISTED for r in self._names.lookup(form, folded=False) if r.relation.accepted)
        return (listed or self._is_common(form)) and _is_like(form, old, ALIKE)

    def _is_common(self, form: str) -> bool:
        """Tell whether a capitalised word is also written small, as offices are and names are not."""
        casing = self._words.casing(form.lower())
        return casing.lower >= _SEEN and casing.lower >= _SMALL * casing.total

    def _right_names(self, text: str) -> Iterator[str]:
        done = 0
        for token in tokens(text, 0, len(text)):
            if token.start < done or not token.text[0].isupper():
                continue
            match = self._names.longest(text, token.start)
            if match is not None:
                name = text[token.start : match.end]
                done = match.end
                # A lone word that English writes small as well ("Will", "Has") may be no name here.
                if " " in name or not self._is_common(name):
                    yield name


def _capitalised(text: str) -> Iterator[str]:
    return (POSSESSIVE.sub("", t.text) for t in tokens(text, 0, len(text)) if t.text[0].isupper())


def _is_like(form: str, old: list[str], least: float) -> bool:
    folded = fold(form)
    return any(similarity(folded, fold(other))[0] >= least for other in old if other[0].isalnum())
