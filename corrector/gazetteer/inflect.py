"""Inflection of foreign demonyms by rule: from the masculine singular to every form that a text may hold."""

from __future__ import annotations

from typing import NamedTuple

from corrector.gazetteer.model import Part


class Forms(NamedTuple):
    """Masculine and feminine, singular and plural."""

    masculine: str
    feminine: str
    plural: str
    feminine_plural: str


Word = tuple[str, Part]


def _french(word: str) -> Forms:
    if word.endswith("e"):
        feminine = word
    elif word.endswith(("ien", "éen")):
        feminine = word + "ne"
    elif word.endswith(("è", "bé")):
        return Forms(word, word, word + "s", word + "s")
    else:
        feminine = word + "e"
    return Forms(word, feminine, word if word.endswith(("s", "x")) else word + "s", feminine + "s")


_PLAIN = str.maketrans("áéíóúâêô", "aeiouaeo")


def _spanish(word: str) -> Forms:
    if word.endswith("o"):
        return Forms(word, word[:-1] + "a", word + "s", word[:-1] + "as")
    if word.endswith(("és", "án", "ón", "ín")):
        stem = word[:-2] + word[-2:].translate(_PLAIN)
        return Forms(word, stem + "a", stem + "es", stem + "as")
    if word.endswith(("í", "ú")):
        return Forms(word, word, word + "es", word + "s")
    if word.endswith(("l", "n", "r")):
        return Forms(word, word + "a", word + "es", word + "as")
    return Forms(word, word, word + "s", word + "s")


def _italian(word: str) -> Forms:
    stem = word[:-1]
    if word.endswith("o"):
        hard = word.endswith(("co", "go")) and not word.endswith(("iaco", "ico"))
        return Forms(
            word, stem + "a", stem + ("hi" if hard else "i"), stem + ("he" if word.endswith(("co", "go")) else "e")
        )
    if word.endswith("a"):
        return Forms(word, word, stem + "i", stem + "e")
    if word.endswith("e"):
        return Forms(word, word, stem + "i", stem + "i")
    return Forms(word, word, word, word)


def _portuguese(word: str) -> Forms:
    if word.endswith("eu"):
        return Forms(word, word[:-1] + "ia", word + "s", word[:-1] + "ias")
    if word.endswith("o") and not word.endswith("ão"):
        return Forms(word, word[:-1] + "a", word + "s", word[:-1] + "as")
    if word.endswith("ês"):
        stem = word[:-2] + "es"
        return Forms(word, stem + "a", stem + "es", stem + "as")
    if word.endswith("z"):
        return Forms(word, word, word + "es", word + "es")
    return Forms(word, word, word + "s", word + "s")


_ROMANCE = {"fr": _french, "es": _spanish, "it": _italian, "pt": _portuguese}


def _romance(cell: str, language: str) -> tuple[Word, ...]:
    """Inflect ``masculine`` or ``masculine,feminine,plural,feminine plural`` (any tail of these may be left out)."""
    base, *given = cell.split(",")
    forms = _ROMANCE[language](base)
    if language == "it" and len(given) == 1:
        forms = forms._replace(plural=given[0], feminine_plural=given[0][:-1] + "e")
    elif len(given) == 1:
        forms = Forms(base, given[0], base + "s", given[0] + "s")
    elif given:
        forms = Forms(base, *given)
    singular = [(form, part) for form in dict.fromkeys(forms[:2]) for part in (Part.ADJECTIVE, Part.NOUN)]
    plural = [(form, part) for form in dict.fromkeys(forms[2:]) for part in (Part.PLURAL, Part.ADJECTIVE)]
    return (*singular, *plural)


def _german(cell: str) -> tuple[Word, ...]:
    """Inflect ``adjective/noun`` or ``adjective/noun,feminine noun``."""
    adjective, _, nouns = cell.partition("/")
    words: list[Word] = [(adjective + ending, Part.ADJECTIVE) for ending in ("", "e", "er", "en", "em", "es")]
    if not nouns:
        return tuple(words)
    noun, _, feminine = nouns.partition(",")
    if noun.lower() == adjective + "er":  # a noun made of the adjective: ein Deutscher, die Deutschen
        stem = noun[:-2]
        words += [(noun, Part.NOUN), (stem + "e", Part.NOUN), (stem + "en", Part.PLURAL)]
        return tuple(words)
    stem = noun[:-1] if noun.endswith("e") else noun
    feminine = feminine or stem + "in"
    plural = (
        noun + "n" if noun.endswith("e") else noun if noun.endswith("er") else noun + ("s" if noun[-1] in "iu" else "n")
    )
    words += [(noun, Part.NOUN), (feminine, Part.NOUN), (plural, Part.PLURAL), (feminine + "nen", Part.PLURAL)]
    if noun.endswith("er"):
        words += [(noun + "n", Part.PLURAL), (noun + "s", Part.NOUN)]
    return tuple(words)


def demonym_forms(cell: str, language: str) -> tuple[Word, ...]:
    """List every inflected form of one cell of ``demonyms_foreign.tsv`` with its grammatical role.

    Args:
        cell: masculine singular and what no rule gives, as the head of the file describes.
        language: ``fr``, ``es``, ``de``, ``it`` or ``pt``.

    >>> [form for form, part in demonym_forms("letton,lettonne", "fr") if part is Part.ADJECTIVE]
    ['letton', 'lettonne', 'lettons', 'lettonnes']
    """
    return _german(cell) if language == "de" else _romance(cell, language)
