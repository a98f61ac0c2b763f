"""Function words of other languages and their English, which wordnets leave out: prepositions, conjunctions, pronouns, adverbs.

No word of the table is English without its accents, and none means different things in two of its languages.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from corrector.errors import DataError
from corrector.lexicon.fold import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORT = 3  # letters; without its accents so short a word may be anything


class FunctionWord(NamedTuple):
    """A function word as it is written, its language (ISO 639-1), and its meanings with their English, best first."""

    language: str
    form: str
    meanings: tuple[tuple[str, ...], ...]


def function_words(word: str) -> tuple[FunctionWord, ...]:
    """Return the function words that a word is, with its accents or, if it is long, without any; one for each language.

    Raises:
        DataError: the table is missing or damaged.

    >>> [found.meanings for found in function_words("Pourtant")]
    [(('however', 'yet'),)]
    """
    key = normalise(word)
    bare = key.isascii() and len(key) > _SHORT
    return tuple(found for found in table().get(fold(key), ()) if bare or key == found.form)


@cache
def table() -> Mapping[str, tuple[FunctionWord, ...]]:
    """Return all function words by their forms without accents.

    Raises:
        DataError: the table is missing or damaged.
    """
    source = resources.files("corrector.lexicon") / "function_words.tsv"
    found: dict[str, tuple[FunctionWord, ...]] = {}
    try:
        for line in source.read_text(encoding="utf-8").splitlines()[2:]:
            language, form, english = line.split("\t")
            meanings = tuple(tuple(meaning.split(", ")) for meaning in english.split("; "))
            found[fold(form)] = (*found.get(fold(form), ()), FunctionWord(language, form, meanings))
    except (OSError, ValueError) as error:
        raise DataError(f"{source}: cannot be read ({error}); reinstall the package") from None
    return found
