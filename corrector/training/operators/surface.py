"""Damage to the surface: capitals, hyphens, spaces, quotation marks, doubled words, encoding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.training.damage import Damage
from corrector.training.operators.view import View, shuffled
from corrector.types import Kind

if TYPE_CHECKING:
    from random import Random

    from corrector.training.resources import Resources

_HYPHEN = re.compile(r"(?<=[A-Za-z0-9])-(?=[a-z])")
_MARK = re.compile(r"(?<=[a-z])[,;:?!](?= )")
_QUOTED = re.compile(r"(?<!\S)(\"[^\"]{3,60}\"|“[^”]{3,60}”)(?=[\s.,])")
_ACRONYM = re.compile(r"\b[A-Z]{2,5}s\b")
_BROKEN = re.compile(r"[^\x00-\x7f]")
_NOT_DOUBLED = frozenset(("had", "that", "very", "so", "no", "much", "many", "far", "long", "years", "again"))


def capital_lost(view: View, rng: Random, r: Resources) -> Damage | None:
    """Write a proper name, weekday or demonym in lower case."""
    for place in shuffled(view.capitals, rng):
        word = view.tokens[place].text
        lower = word.lower()
        if word[1:].islower() and r.counts.capital_share(lower) > 0.97 and r.counts.single.get(lower, 0) >= 10:
            return view.replace(place, place + 1, lower, Kind.CASING, "capital-lost")
    return None


def capital_gained(view: View, rng: Random, r: Resources) -> Damage | None:
    """Write a verb or small word in mid-sentence with a capital."""
    for place in shuffled(view.plain, rng):
        word = view.tokens[place].text
        follows = place and view.tokens[place - 1].is_word and view.spaced(place - 1)
        if follows and r.counts.capital_share(word) < 0.05 and (word in r.inflection.verb_of or len(word) <= 4):
            return view.replace(place, place + 1, word.capitalize(), Kind.CASING, "capital-gained")
    return None


def hyphen_spaced(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put a space before a hyphen, after it, or both: ``12 -year``."""
    del r
    if places := [match.start() for match in _HYPHEN.finditer(view.text)]:
        at = rng.choice(places)
        return Damage(at, at + 1, rng.choice((" -", " -", "- ", " - ")), Kind.SPACING, "hyphen-spaced")
    return None


def mark_spaced(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put a space before a comma or the like, or lose the one after it."""
    del r
    if places := [match.start() for match in _MARK.finditer(view.text)]:
        at = rng.choice(places)
        if rng.random() < 0.6:
            return Damage(at, at, " ", Kind.SPACING, "mark-spaced")
        return Damage(at, at + 2, view.text[at], Kind.SPACING, "mark-spaced")
    return None


def space_lost(view: View, rng: Random, r: Resources) -> Damage | None:
    """Run two words together."""
    for place in shuffled(view.plain[:-1], rng):
        if view.spaced(place) and view.tokens[place + 1].is_word and view.tokens[place + 1].text.islower():
            joined = view.tokens[place].text + view.tokens[place + 1].text
            if not r.is_english(joined):
                return view.replace(place, place + 2, joined, Kind.SPACING, "space-lost")
    return None


def quotation_mark(view: View, rng: Random, r: Resources) -> Damage | None:
    """Lose a closing quotation mark, double one, put a space inside, or take another language's."""
    del r
    found = list(_QUOTED.finditer(view.text))
    if not found:
        return None
    match = rng.choice(found)
    start, end = match.start(), match.end()
    way = rng.randrange(4)
    if way == 0:
        return Damage(end - 1, end, "", Kind.PUNCTUATION, "quotation-mark")
    if way == 1:
        return Damage(end, end, view.text[end - 1], Kind.PUNCTUATION, "quotation-mark")
    if way == 2:
        return Damage(start + 1, start + 1, " ", Kind.SPACING, "quotation-mark")
    return Damage(start, start + 1, rng.choice("«„"), Kind.PUNCTUATION, "quotation-mark")


def acronym_plural(view: View, rng: Random, r: Resources) -> Damage | None:
    """Set the plural of an acronym in capitals, or give it an apostrophe."""
    del r
    if found := list(_ACRONYM.finditer(view.text)):
        match = rng.choice(found)
        at = match.end() - 1
        capital = rng.random() < 0.6
        kind = Kind.CASING if capital else Kind.PUNCTUATION
        return Damage(
            match.start(),
            match.end(),
            match[0].upper() if capital else view.text[match.start() : at] + "'s",
            kind,
            "acronym-plural",
        )
    return None


def word_doubled(view: View, rng: Random, r: Resources) -> Damage | None:
    """Write a word, or two, twice."""
    del r
    for place in shuffled(view.plain[:-1], rng):
        word = view.tokens[place].text
        if word in _NOT_DOUBLED or not view.spaced(place):
            continue
        if rng.random() < 0.25 and view.tokens[place + 1].text.islower():
            word = view.text[view.tokens[place].start : view.tokens[place + 1].end]
        return view.insert(place, word, Kind.REPETITION, "word-doubled")
    return None


def mojibake(view: View, rng: Random, r: Resources) -> Damage | None:
    """Read the UTF-8 bytes of a character as Windows-1252."""
    del r
    if found := list(_BROKEN.finditer(view.text)):
        match = rng.choice(found)
        try:
            broken = match[0].encode("utf-8").decode("cp1252")
        except UnicodeDecodeError:
            return None
        return Damage(match.start(), match.end(), broken, Kind.ENCODING, "mojibake")
    return None
