"""Undo careless spelling where an ending meets its word: "equiping", "misjudgeing", "holyness", "floodes", "scenicly".

Writers and engines that put words together from pieces know the ending and not what it does to the word: a final consonant
doubles or does not, a silent "e" goes or stays, "y" turns into "i" (Carney 1994, "A Survey of English Spelling"). An ending or
prefix of the wrong kind is as careless: "constructer", "unmobile".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDINGS = tuple(
    sorted(
        "ing ings ed er ers est able ably ability abilities ation ations s es ly ness ment ments ful full less".split(),
        key=len,
        reverse=True,
    )
)
_ABLE = frozenset("able ably ability abilities".split())
_DOUBLING = frozenset("ing ings ed er ers est able ability".split())
_FROM_VOWEL = frozenset("ing ings ed er ers est able ably ability abilities ation ations".split())
_WITH_I = frozenset("ed er ers est able ness ly ful full less ment ments".split())
# Before these "y" may stay in a word of one syllable: "dryness", "flyer".
_OF_SYLLABLES = frozenset("er ers est ness ly".split())
_SILENT = re.compile(r"[^eoy]e$")
_SINGLE = re.compile(r"(?:^|[^aeiou]|qu)[aeiou][bdfgkmnprtz]$")  # not "l", "s": British and American differ
_PAIR = re.compile(r"([bdfgkmnprt])\1$|[aeo][aeiou]ll$")
_SIBILANT = re.compile(r"(?:x|z|ss|sh|ch)$")
_PLAIN = re.compile(r"[bcdfgklmnprtvw]$")  # takes a bare "s"
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_SYLLABLE = re.compile(r"[aeiouy]+")
_NEGATIVE = frozenset({"un", "in"})


def repairs(word: str) -> Iterator[tuple[str, str]]:
    """Yield the words that a form may be carelessly made of, and the form as it is spelled rightly; they need not exist.

    >>> list(repairs("equiping"))
    [('equip', 'equipping')]
    >>> list(repairs("unmobile"))
    [('mobile', 'immobile')]
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            yield from _respelled(word[: -len(ending)], ending)
    prefix, base = word[:2], word[2:]
    if prefix in _NEGATIVE and len(base) > 3:
        yield from ((base, other + base) for other in (_latin(base), "un") if other != prefix)


def _respelled(stem: str, ending: str) -> Iterator[tuple[str, str]]:
    if ending in _FROM_VOWEL:
        yield from _before_vowel(stem, ending)
    if _CONSONANT_Y.search(stem) and not (ending in _OF_SYLLABLES and len(_SYLLABLE.findall(stem)) < 2):
        if ending in _WITH_I:
            yield stem, f"{stem[:-1]}i{ending.removesuffix('l') if ending == 'full' else ending}"
        elif ending in {"s", "es"}:
            yield stem, f"{stem[:-1]}ies"
    match ending:
        case "s" if _SIBILANT.search(stem):
            yield stem, f"{stem}es"
        case "es" if _PLAIN.search(stem):
            yield stem, f"{stem}s"
        case "es" if stem.endswith("i"):
            yield f"{stem[:-1]}ey", f"{stem[:-1]}eys"
        case "ed" if stem[-2:-1] in set("aeo") and stem.endswith("i"):
            yield f"{stem[:-1]}y", f"{stem[:-1]}yed"
        case "ly":
            yield from _adverbs(stem)
        case "ness":
            yield f"{stem}n", f"{stem}nness"
        case "full":
            yield stem, f"{stem}ful"
    if ending in {"ly", "ness", "ment", "ments", "ful", "less"}:
        yield f"{stem}e", f"{stem}e{ending}"


def _before_vowel(stem: str, ending: str) -> Iterator[tuple[str, str]]:
    if _SILENT.search(stem) and not (ending in _ABLE and stem.endswith(("ce", "ge"))):
        yield stem, f"{stem[:-1]}{ending.removeprefix('e')}" if ending.startswith("e") else stem[:-1] + ending
    if stem.endswith("ie") and ending == "ing":
        yield stem, f"{stem[:-2]}ying"
    if ending in _ABLE and stem.endswith(("c", "g")):
        yield f"{stem}e", f"{stem}e{ending}"
    if ending in _DOUBLING:
        if _SINGLE.search(stem):
            yield stem, stem + stem[-1] + ending
        if _PAIR.search(stem) and not (_SINGLE.search(stem[:-1]) and len(_SYLLABLE.findall(stem)) < 2):
            yield stem[:-1], stem[:-1] + ending
        if stem.endswith("ic"):
            yield stem, f"{stem}k{ending}"
    if ending in {"er", "ers"}:
        yield stem, f"{stem}or{ending[2:]}"
        yield f"{stem}e", f"{stem}or{ending[2:]}"


def _adverbs(stem: str) -> Iterator[tuple[str, str]]:
    if stem.endswith("le"):
        yield stem, f"{stem[:-1]}y"
    if stem.endswith("ue"):
        yield stem, f"{stem[:-1]}ly"
    if stem.endswith("ic"):
        yield stem, f"{stem}ally"
    if stem.endswith(("a", "fu")):
        yield f"{stem}l", f"{stem}lly"
    if stem.endswith("ll"):
        yield stem, f"{stem}y"


def _latin(base: str) -> str:
    """Return the prefix "in-" as it is before a word."""
    return "im" if base[0] in "bmp" else f"i{base[0]}" if base[0] in "lr" else "in"
