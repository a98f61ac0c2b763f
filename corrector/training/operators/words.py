"""Damage to common words: left in another language, half translated, of another sense, misspelt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein

from corrector.lexicon.closed_classes import CLOSED
from corrector.training.operators.names import misspelt
from corrector.training.operators.view import View, like, shuffled
from corrector.training.recoverable import is_spelling_variant
from corrector.training.resources import PIVOTS, without_accents
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from corrector.training.damage import Damage
    from corrector.training.resources import Resources

# Endings of other languages and what half a translation makes of them.
_STEM_ENDINGS = tuple(
    sorted(
        (
            "eur eurs euse ique ier iere aire ement er ir re cion cao zione dad dade ita keit ung heit ismo ista oso osa "
            "ado ada ar en o a e"
        ).split(),
        key=len,
        reverse=True,
    )
)
# Affixes that engines take for one another, a line of like ones each.
_ENDINGS = tuple(
    tuple(line.split())
    for line in (
        "istical istic ist", "ical ic", "ity ness", "ization ation ition tion", "ify ize ate", "ancy ance ant", "ency ence ent",
        "er or", "ment ation", "ous ose", "ive ory", "able ible uble", "arian ary", "ship dom hood", "eous ious", "ally ly",
        "inal ineal inear", "ful some", "ing ment", "ion ing", "al ous", "ied ificated",
    )
)  # fmt: skip
_PREFIXES = (
    ("un", "in", "im", "non", "dis", "de", "ir", "il"), ("under", "sub", "infra"), ("over", "super"), ("counter", "contra"),
    ("fore", "ante", "pre"), ("inter", "entre"), ("en", "in"), ("ex", "es"), ("mis", "mal"), ("out", "ex"), ("auto", "self"),
)  # fmt: skip
_VOWELS = tuple("aeiou")
_SYLLABLE = re.compile(r"[^aeiouy]*[aeiouy]+(?:[^aeiouy]+$)?")
_PIECES = tuple("ar an en in er re de al ti on il ur co ma no to ra un os qu sh tu pe ri st le mo li ca ve".split())
_NOUN_ENDINGS = ("er", "or", "ment", "ation", "ness", "ity", "ing", "age")


def foreign_word(view: View, rng: Random, r: Resources) -> Damage | None:
    """Leave a word in another language."""
    for place in shuffled(view.plain, rng):
        word = view.tokens[place].text
        if word not in CLOSED and (found := _foreign(word, rng, r)):
            return view.replace(place, place + 1, found, Kind.FOREIGN_WORD, "foreign-word")
    return None


def _foreign(word: str, rng: Random, r: Resources) -> str:
    """Return a foreign word for an English one, plural for plural; empty if there is none."""
    lemma = r.inflection.singular_of.get(word, word)
    forms = r.meanings.foreign.get(lemma)
    if not forms:
        return ""
    language, form = forms[min(int(rng.expovariate(0.4)), len(forms) - 1)]
    if without_accents(form) == lemma:
        return ""
    if lemma != word:
        if language not in ("fra", "spa", "por", "glg"):
            return ""
        form += "es" if form[-1] not in "aeioué" and language != "fra" else "" if form[-1] in "sx" else "s"
    return form


class _Half(NamedTuple):
    """A half-translated word, and whether the English one can still be known from it."""

    text: str
    recoverable: bool


def _half(word: str, rng: Random, r: Resources) -> _Half | None:
    """Return a foreign stem with an English ending for an English word; None if there is none."""
    lemma = r.inflection.lemma(word)
    forms = r.meanings.foreign.get(lemma)
    if not forms or word in CLOSED or len(word) < 4:
        return None
    language, form = forms[min(int(rng.expovariate(0.5)), len(forms) - 1)]
    form = without_accents(form)
    ending = next((e for e in _STEM_ENDINGS if form.endswith(e)), "")
    stem = form.removesuffix(ending)
    half = stem + _inflection_of(word, lemma, rng, r)
    if len(stem) < 4 or half == word or r.is_english(half):
        return None
    near = Levenshtein.normalized_similarity(half, word) >= 0.5
    return _Half(half, recoverable=near or language in PIVOTS[:5])


def _inflection_of(word: str, lemma: str, rng: Random, r: Resources) -> str:
    """Return the English ending that makes a foreign stem look like the word it stands for."""
    verb = r.inflection.verb_of.get(word)
    if verb is not None and word not in r.inflection.plural_of:
        return {verb.gerund: "ing", verb.past: "ed", verb.participle: "ed", verb.third: "es"}.get(word, "e")
    ending = next(
        (e for e in ("er", "or", "tion", "ment", "ity", "ness", "al", "ic", "ous", "ly", "y") if lemma.endswith(e)), ""
    )
    ending = ending or rng.choice(_NOUN_ENDINGS)
    return ending + ("s" if word != lemma and word.endswith("s") else "")


def half_translated(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put an English ending on a foreign stem."""
    for place in shuffled(view.plain, rng):
        if half := _half(view.tokens[place].text, rng, r):
            damage = view.replace(place, place + 1, half.text, Kind.GARBLED_WORD, "half-translated")
            return damage._replace(recoverable=half.recoverable)
    return None


def half_translated_misspelt(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put an English ending on a foreign stem, and get a letter wrong."""
    for place in shuffled(view.plain, rng):
        if half := _half(view.tokens[place].text, rng, r):
            text = misspelt(half.text, rng)
            if not r.is_english(text):
                damage = view.replace(place, place + 1, text, Kind.GARBLED_WORD, "half-translated-misspelt")
                return damage._replace(recoverable=half.recoverable)
    return None


def _strange(form: str, word: str, r: Resources) -> bool:
    """Tell whether a form is no English word, seldom seen, and not a spelling of the word on another side of the sea."""
    return (
        form != word and not r.is_english(form) and r.zipf.get(form, 0.0) < 1.5 and not is_spelling_variant(form, word)
    )


def wrong_affix(view: View, rng: Random, r: Resources) -> Damage | None:
    """Derive a word with another prefix or ending of like meaning: ``subpayment``, ``insurgeries``."""
    for place in shuffled(view.plain, rng):
        word = view.tokens[place].text
        forms = [form for form in _rederived(word, r) if _strange(form, word, r)] if len(word) >= 6 else []
        if forms:
            return view.replace(place, place + 1, rng.choice(forms), Kind.GARBLED_WORD, "wrong-affix")
    return None


def _rederived(word: str, r: Resources) -> Iterator[str]:
    """Yield the word with every affix exchanged for its siblings; a prefix only before a word."""
    for group in _ENDINGS:
        for one in group:
            plural = word.endswith(one + "s")
            stem = word.removesuffix("s" if plural else "").removesuffix(one)
            if (word.endswith(one) or plural) and len(stem) >= 3:
                yield from (stem + other + ("s" if plural else "") for other in group if other != one)
                break
    for prefixes in _PREFIXES:
        for one in prefixes:
            if word.startswith(one) and len(word) - len(one) >= 4 and r.is_english(word.removeprefix(one)):
                yield from (other + word.removeprefix(one) for other in prefixes if other != one)
                break


def careless_form(view: View, rng: Random, r: Resources) -> Damage | None:
    """Inflect a word by the plain rule where spelling has another: ``equiping``, ``shareing``, ``thinked``."""
    for place in shuffled(view.plain, rng):
        word = view.tokens[place].text
        forms = [form for form in _careless(word, r) if _strange(form, word, r)]
        if forms:
            return view.replace(place, place + 1, rng.choice(forms), Kind.SPELLING, "careless-form")
    return None


def _careless(word: str, r: Resources) -> Iterator[str]:
    """Yield forms made by adding an ending to the base as it is, or with its last letter doubled."""
    verb = r.inflection.verb_of.get(word)
    if verb is not None and word != verb.base:
        ending = {verb.gerund: "ing", verb.third: "s", verb.past: "ed", verb.participle: "ed"}.get(word, "")
        yield (verb.base.removesuffix("e") if ending == "ed" else verb.base) + ending
        if ending != "s" and verb.base[-2:-1] in _VOWELS and verb.base[-1] not in "aeiouwxy":
            yield verb.base + verb.base[-1] + ending
    singular = r.inflection.singular_of.get(word)
    if singular is not None:
        yield singular + "s"


def piece_slip(view: View, rng: Random, r: Resources) -> Damage | None:
    """Lose or exchange a piece of a long word, as networks do that write words in pieces: ``macadizing``, ``dubable``."""
    for place in shuffled(view.plain, rng):
        word = view.tokens[place].text
        pieces = _SYLLABLE.findall(word)
        if len(word) < 6 or len(pieces) < 2 or "".join(pieces) != word or word in CLOSED:
            continue
        for _ in range(4):
            form = _slipped(pieces, view, rng)
            if len(form) >= 4 and _strange(form, word, r):
                near = Levenshtein.normalized_similarity(form, word) >= 0.5
                damage = view.replace(place, place + 1, form, Kind.GARBLED_WORD, "piece-slip")
                return damage._replace(recoverable=near)
    return None


def _slipped(pieces: Sequence[str], view: View, rng: Random) -> str:
    """Return the word that the pieces make when one is lost, doubled, or comes from another word of the sentence."""
    at = rng.randrange(len(pieces))
    before, after = "".join(pieces[:at]), "".join(pieces[at + 1 :])
    turn = rng.random()
    if turn < 0.35:
        return before + after
    if turn < 0.45:
        return before + pieces[at] + pieces[at] + after
    if turn < 0.6:
        return before + rng.choice(_PIECES) + after
    others: list[str] = _SYLLABLE.findall(view.tokens[rng.choice(view.plain)].text) or [""]
    return before + rng.choice(others) + after


def wrong_sense(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put in a word of another sense, reached through a foreign word that means both.

    Only where the right word is usual among its neighbours and the wrong one is never seen there, though common.
    """
    counts = r.counts
    for place in shuffled(view.plain, rng):
        word = view.tokens[place].text
        before, after = view.word(place - 1), view.word(place + 1)
        if word in CLOSED or not after.isalpha() or not before.isalpha():
            continue
        senses = r.meanings.senses.get(word, ())
        usual = counts.pair.get(f"{before} {word}", 0) >= 5 and counts.pair.get(f"{word} {after}", 0) >= 2
        if not senses or not usual or counts.triple.get(f"{before} {word} {after}", 0) < 2:
            continue
        for _ in range(3):
            other = rng.choice(senses)
            unheard = counts.pair.get(f"{before} {other}", 0) + counts.pair.get(f"{other} {after}", 0) == 0
            if unheard and counts.single.get(other, 0) >= 80 and not r.inflection.same_lemma(word, other):
                return view.replace(place, place + 1, other, Kind.WORD_CHOICE, "wrong-sense")
    return None


def misspelling(view: View, rng: Random, r: Resources) -> Damage | None:
    """Get a letter of a common word wrong."""
    for place in shuffled(view.plain, rng):
        word = view.tokens[place].text
        if len(word) >= 5:
            form = misspelt(word, rng) if rng.random() < 0.6 else _vowel_exchanged(word, rng)
            if form != word and not r.is_english(form) and r.zipf.get(form, 0.0) < 1.5:
                return view.replace(place, place + 1, like(form, word), Kind.SPELLING, "misspelling")
    return None


def _vowel_exchanged(word: str, rng: Random) -> str:
    places = [n for n in range(1, len(word)) if word[n] in "aeiou"]
    if not places:
        return word
    at = rng.choice(places)
    return word[:at] + rng.choice([v for v in "aeiou" if v != word[at]]) + word[at + 1 :]
