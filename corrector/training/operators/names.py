"""Damage to names: of countries, peoples, places and persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.training.operators.view import View, shuffled
from corrector.training.tokens import folded
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from corrector.training.damage import Damage
    from corrector.training.resources import Resources

TITLES = frozenset(
    "president minister chancellor premier senator governor king queen prince princess judge general ambassador secretary "
    "director chairman spokesman spokeswoman congressman congresswoman representative mayor justice commissioner".split()
)

# How other languages write the sounds of names; applied to one place of the name.
_TRANSLITERATIONS = (
    ("sh", "ch"), ("sh", "sch"), ("kh", "ch"), ("kh", "h"), ("ch", "tsch"), ("ch", "tch"), ("zh", "j"), ("zh", "sch"),
    ("y", "j"), ("w", "v"), ("v", "w"), ("ev", "ew"), ("ov", "of"), ("ou", "u"), ("u", "ou"), ("oo", "u"), ("j", "dj"),
    ("j", "dsch"), ("k", "c"), ("c", "k"), ("q", "k"), ("x", "ks"), ("ph", "f"), ("th", "t"), ("gh", "g"), ("ts", "z"),
    ("z", "s"), ("i", "y"), ("ai", "aï"), ("ia", "ja"), ("g", "gu"),
)  # fmt: skip

_ENDINGS = ("ese", "ian", "an", "i", "ish", "ic", "er", "ean", "n")
_FALSE_ENDINGS = ("ense", "ois", "esian", "etic", "ical", "anish", "iot", "ite", "ien", "ano", "aise", "isch", "ics")


def _single_names(view: View, rng: Random, r: Resources) -> Iterator[int]:
    single = r.world.single
    return (place for place in shuffled(view.capitals, rng) if view.tokens[place].text in single)


def _is_free(text: str, r: Resources) -> bool:
    """Tell whether a form is no accepted one, so that it is wrong wherever it stands."""
    lower = text.lower()
    return lower not in r.world.english and r.counts.single.get(lower, 0) < 3


def exonym(view: View, rng: Random, r: Resources) -> Damage | None:
    """Write a country or people as another language does: ``Norway`` as ``Norvège``."""
    exonyms = r.world.exonyms
    for place in shuffled(range(len(view.tokens)), rng):
        text = view.tokens[place].text
        if forms := exonyms.get(text) if text[0].isupper() else None:
            form = rng.choice(forms)
            if _is_free(form, r):
                return view.replace(place, place + 1, form, Kind.NAME, "exonym")
    return None


def transliteration(view: View, rng: Random, r: Resources) -> Damage | None:
    """Write a sound of a known name as another language would."""
    for place in _single_names(view, rng, r):
        name = view.tokens[place].text
        for sound, other in rng.sample(_TRANSLITERATIONS, 12):
            at = name.lower().find(sound)
            if at >= 0 and not (at == 0 and len(sound) == 1):
                form = name[:at] + (other.capitalize() if at == 0 else other) + name[at + len(sound) :]
                if _is_free(form, r):
                    return view.replace(place, place + 1, form, Kind.NAME, "transliteration")
    return None


def name_letters(view: View, rng: Random, r: Resources) -> Damage | None:
    """Drop, double or exchange a letter of a known name, or end it in a vowel of another language."""
    for place in _single_names(view, rng, r):
        name = view.tokens[place].text
        form = misspelt(name, rng)
        if _is_free(form, r):
            return view.replace(place, place + 1, form, Kind.NAME, "name-letters")
    return None


def misspelt(word: str, rng: Random) -> str:
    """Return a word with one letter dropped, doubled or exchanged with its neighbour; the first letter stays."""
    at = rng.randrange(1, len(word))
    way = rng.random()
    if way < 0.4:
        return word[:at] + word[at + 1 :]
    if way < 0.7:
        return word[: at + 1] + word[at] + word[at + 1 :]
    if at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice("aeio") + word[at:]


def false_demonym(view: View, rng: Random, r: Resources) -> Damage | None:
    """Give the name of a people an ending that English does not: ``Peruvian`` as ``Peruvense``."""
    for place in shuffled(view.capitals, rng):
        name = view.tokens[place].text
        if name in r.world.exonyms and name in r.world.single:
            stem = next((name[: -len(e)] for e in _ENDINGS if name.endswith(e) and len(name) - len(e) >= 3), None)
            if stem is not None:
                form = stem.rstrip("aeiou") + rng.choice(_FALSE_ENDINGS)
                if _is_free(form, r):
                    return view.replace(place, place + 1, form, Kind.NAME, "false-demonym")
    return None


def surname_capitals(view: View, rng: Random, r: Resources) -> Damage | None:
    """Set a surname in capitals, as lists of office holders do."""
    for place in shuffled(view.capitals, rng):
        if place + 1 < len(view.tokens) and view.spaced(place):
            first, last = view.tokens[place].text, view.tokens[place + 1].text
            is_person = last[:1].isupper() and last[1:].islower() and len(last) >= 4 and not first.isupper()
            if is_person and view.word(place - 1) in TITLES and last.lower() not in TITLES and _is_rare(last, r):
                return view.replace(place + 1, place + 2, last.upper(), Kind.CASING, "surname-capitals")
    return None


def _is_rare(name: str, r: Resources) -> bool:
    lower = name.lower()
    return r.counts.capital_share(lower) > 0.95 or r.counts.single.get(lower, 0) == 0


def title_swapped(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put nationality and title the wrong way round: ``Finnish President X`` as ``President Finnish X``."""
    for place in shuffled(range(len(view.tokens) - 2), rng):
        if view.tokens[place].text not in r.world.exonyms or not view.spaced(place):
            continue
        end = place + 2 if view.word(place + 1) in TITLES else place + 3
        if view.word(end - 1) not in TITLES or end >= len(view.tokens) or not view.tokens[end].is_word:
            continue
        if not all(view.spaced(n) for n in range(place, end - 1)):
            continue
        people = view.tokens[place].text
        title = view.text[view.tokens[place + 1].start : view.tokens[end - 1].end]
        return view.replace(place, end, f"{title} {people}", Kind.WORD_ORDER, "title-swapped")
    return None


def name_cut_short(view: View, rng: Random, r: Resources) -> Damage | None:
    """Leave a word of a name of several words out: ``Costa Rica`` as ``Costa``."""
    for place in shuffled(range(len(view.tokens)), rng):
        for name in r.world.first_words.get(view.tokens[place].text, ()):
            words = name.split()
            end = place + len(words)
            if [t.text for t in view.tokens[place:end]] != words:
                continue
            kept = words[:-1] if rng.random() < 0.7 else words[1:]
            if _is_free(" ".join(kept), r) or len(words) > 2:
                return view.replace(place, end, " ".join(kept), Kind.NAME, "name-cut-short")
            left = " ".join(kept).lower()
            if left not in r.world.english:
                return view.replace(place, end, " ".join(kept), Kind.NAME, "name-cut-short")
    return None


def name_as_common_word(view: View, rng: Random, r: Resources) -> Damage | None:
    """Turn a name into a common word: what a speller makes of it, or what it means in another language."""
    for place in _single_names(view, rng, r):
        name = view.tokens[place].text
        lower = folded(name)
        meanings = [w for w in r.meanings.english.get(lower, ()) if w.isalpha() and w.islower() and w != lower]
        forms = [*r.world.lookalikes.get(name, ()), *(w.capitalize() for w in meanings[:2])]
        forms = [form for form in forms if form.lower() not in r.world.english]
        if forms:
            return view.replace(place, place + 1, rng.choice(forms), Kind.NAME, "name-as-common-word")
    return None
