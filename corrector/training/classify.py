"""The kind of an edit, told from the words on its two sides; the same for engines, post-edits and simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from corrector.lexicon.closed_classes import ARTICLES, PREPOSITIONS
from corrector.training.resources import without_accents
from corrector.training.tokens import Token, folded
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrector.training.resources import Resources

_NUMBER_FORMS = (frozenset(("is", "are", "am")), frozenset(("was", "were")), frozenset(("has", "have")),
                 frozenset(("does", "do")), frozenset(("this", "these")), frozenset(("that", "those")))  # fmt: skip


def classify(garbled: Sequence[Token], right: Sequence[Token], before: str, resources: Resources) -> Kind:
    """Return the kind of the edit that turns ``garbled`` into ``right``; ``before`` is the token in front, folded."""
    one, other = [folded(t.text) for t in garbled], [folded(t.text) for t in right]
    if one == other:
        return Kind.CASING
    if not any(t.is_word or t.text[0].isdigit() for t in (*garbled, *right)):
        return Kind.PUNCTUATION
    if "".join(one) == "".join(other):
        return Kind.SPACING
    if len(one) > 1 and sorted(one) == sorted(other):
        return Kind.WORD_ORDER
    if ARTICLES.issuperset(one + other):
        return Kind.ARTICLE
    if (ARTICLES | PREPOSITIONS).issuperset(one + other):
        return Kind.PREPOSITION
    if not one:
        return Kind.MISSING_WORDS
    if not other:
        return _surplus(garbled, before, resources)
    if len(one) == len(other) == 1:
        return _one_word(garbled[0], right[0], resources)
    return _several_words(garbled, right, resources)


def _surplus(garbled: Sequence[Token], before: str, resources: Resources) -> Kind:
    words = [folded(t.text) for t in garbled]
    if set(words) == {before}:
        return Kind.REPETITION
    return Kind.FLUENCY if all(resources.is_english(word) for word in words if word.isalpha()) else Kind.GARBLED_WORD


def _one_word(garbled: Token, right: Token, resources: Resources) -> Kind:
    one, other = folded(garbled.text), folded(right.text)
    if any(one in forms and other in forms for forms in _NUMBER_FORMS):
        return Kind.AGREEMENT
    inflection = resources.inflection
    if inflection.same_lemma(one, other):
        if inflection.plural_of.get(one) == other or inflection.singular_of.get(one) == other:
            return Kind.AGREEMENT
        return Kind.TENSE
    if is_name(right, resources) and garbled.text[0].isupper():
        return Kind.NAME
    if resources.is_english(one) or not garbled.is_word:
        return Kind.WORD_CHOICE
    if without_accents(one) in resources.meanings.english:
        return Kind.FOREIGN_WORD
    if one[0] == other[0] and Levenshtein.distance(one, other) <= 2:
        return Kind.SPELLING
    return Kind.GARBLED_WORD


def _several_words(garbled: Sequence[Token], right: Sequence[Token], resources: Resources) -> Kind:
    unknown = [t for t in garbled if t.is_word and not resources.is_english(folded(t.text))]
    if any(is_name(t, resources) for t in right) and any(t.text[0].isupper() for t in garbled):
        return Kind.NAME
    if unknown:
        foreign = all(without_accents(folded(t.text)) in resources.meanings.english for t in unknown)
        return Kind.FOREIGN_WORD if foreign else Kind.GARBLED_WORD
    one, other = {folded(t.text) for t in garbled}, {folded(t.text) for t in right}
    if one < other:
        return Kind.MISSING_WORDS
    if max(len(garbled), len(right)) <= 2:
        return Kind.WORD_CHOICE
    return Kind.FLUENCY


def is_name(token: Token, resources: Resources) -> bool:
    """Tell whether a token is a proper name: written with a capital, and mostly so wherever it stands."""
    text = token.text
    return (
        text[0].isupper()
        and len(text) > 1
        and (resources.counts.capital_share(text.lower()) > 0.9 or not resources.is_english(text.lower()))
    )
