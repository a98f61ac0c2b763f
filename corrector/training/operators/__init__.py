"""Operators that damage right text as pages damage it: each a small function with a rate, a kind and an exact cure.

An operator looks at a :class:`View` of a sentence and returns one damage, or None where the sentence offers no place.
It never touches a digit. ``ALL`` is the table of operators with their rates: weights by which one is drawn for each
damage, set beside what is counted in real output (``corrector train data statistics``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corrector.training.operators import grammar, lists, names, surface, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from corrector.training.damage import Damage
    from corrector.training.operators.view import View
    from corrector.training.resources import Resources

    Function = Callable[[View, Random, Resources], Damage | None]


class Operator(NamedTuple):
    """A damaging function and how often it is drawn, relative to the others."""

    name: str
    rate: float
    apply: Function


def _operator(rate: float, function: Function) -> Operator:
    return Operator(function.__name__.replace("_", "-"), rate, function)


ALL: tuple[Operator, ...] = (
    # names: seldom wrong in engines' output, often on pages
    _operator(14, names.exonym),
    _operator(9, names.transliteration),
    _operator(9, names.name_letters),
    _operator(7, names.false_demonym),
    _operator(8, names.surname_capitals),
    _operator(20, names.title_swapped),
    _operator(8, names.name_cut_short),
    _operator(7, names.name_as_common_word),
    # words
    _operator(5, words.foreign_word),
    _operator(3.5, words.half_translated),
    _operator(1.5, words.half_translated_misspelt),
    _operator(16, words.wrong_sense),
    _operator(2.5, words.misspelling),
    _operator(2.5, words.wrong_affix),
    _operator(1.5, words.careless_form),
    _operator(3, words.piece_slip),
    # grammar
    _operator(14, grammar.article_dropped),
    _operator(8, grammar.article_inserted),
    _operator(2.5, grammar.article_form),
    _operator(16, grammar.preposition_exchanged),
    _operator(7, grammar.preposition_dropped),
    _operator(12, grammar.verb_number),
    _operator(10, grammar.noun_number),
    _operator(12, grammar.verb_form),
    _operator(7, grammar.adjective_after_noun),
    _operator(10, grammar.office_genitive),
    _operator(2.5, grammar.neighbours_exchanged),
    _operator(12, grammar.small_word_missing),
    _operator(12, lists.list_item_halved),
    # surface
    _operator(6, surface.capital_lost),
    _operator(1.5, surface.capital_gained),
    _operator(7, surface.hyphen_spaced),
    _operator(2.5, surface.mark_spaced),
    _operator(1.2, surface.space_lost),
    _operator(6, surface.quotation_mark),
    _operator(6, surface.acronym_plural),
    _operator(1.5, surface.word_doubled),
    _operator(2, surface.mojibake),
)
