"""Damage to grammar: articles, prepositions, number, tense, order, small words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.lexicon.closed_classes import ARTICLES, CLOSED, PREPOSITIONS
from corrector.training.operators.names import TITLES
from corrector.training.operators.view import View, like, shuffled
from corrector.types import Kind

if TYPE_CHECKING:
    from random import Random

    from corrector.training.damage import Damage
    from corrector.training.resources import Resources

_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_NUMBER = {
    "is": "are",
    "are": "is",
    "was": "were",
    "were": "was",
    "has": "have",
    "have": "has",
    "does": "do",
    "do": "does",
}
_EXCHANGES = {
    "on": ("in", "at", "of"), "in": ("on", "at", "to", "of"), "at": ("in", "on", "to"), "to": ("at", "in", "for", "on"),
    "of": ("from", "in", "to", "by"), "for": ("to", "by", "of"), "by": ("of", "for", "from"), "from": ("of", "by", "to"),
    "with": ("by", "of", "to"), "about": ("of", "over"), "into": ("in", "to"), "during": ("in", "at"), "since": ("from", "of"),
    "against": ("to", "of"), "between": ("of", "in"), "under": ("in", "down"), "over": ("on", "of"), "through": ("for", "of"),
    "after": ("behind",), "before": ("in",), "as": ("like",), "until": ("to",),
}  # fmt: skip
_ADJECTIVE_ENDINGS = ("al", "ic", "ous", "ive", "ary", "able", "ible", "ful", "less", "ent", "ant", "ish", "ese")
_ADJECTIVES = frozenset(
    "new old big large small great high low long short strong weak early late young good bad major minor main public private "
    "foreign military recent former current different important special deep wide rich poor white black red green blue free "
    "full clear common general human local modern open ready real right safe serious severe simple true united whole".split()
)
_MISSING = frozenset("is are was were be been has have had will would it he they we to not".split())
_PLURAL_SIGNS = frozenset(
    "these those many several few two three four five six seven eight nine ten both various all other".split()
)
_ASKED = {
    "base": "to will would can could should must may might did",
    "participle": "has have had was were been",
    "gerund": "by of without for",
}
_AUXILIARY_NEXT = {word: form for form, words in _ASKED.items() for word in words.split()}


def article_dropped(view: View, rng: Random, r: Resources) -> Damage | None:
    """Leave out an article where the word after it hardly ever goes without."""
    counts = r.counts
    for place in shuffled(range(1, len(view.tokens) - 1), rng):
        word = view.folded[place]
        if word in ARTICLES and view.spaced(place) and view.tokens[place].text.islower():
            before, after = view.word(place - 1), view.word(place + 1)
            bare = counts.pair.get(f"{before} {after}", 0)
            if after.isalpha() and bare == 0 and (word != "the" or counts.pair.get(f"the {after}", 0) >= 20):
                if word == "the" and _goes_bare(after, r):
                    continue
                return view.drop(place, Kind.ARTICLE, "article-dropped")
    return None


def _goes_bare(noun: str, r: Resources) -> bool:
    """Tell whether a word often stands right after a preposition or a verb, without any article."""
    pair = r.counts.pair
    bare = sum(pair.get(f"{word} {noun}", 0) for word in ("of", "in", "and", "to", "for", "with", "on"))
    return bare * 8 > pair.get(f"the {noun}", 0)


def article_inserted(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put an article where none can stand: before weekdays, months, countries, persons, possessives."""
    for place in shuffled(range(1, len(view.tokens)), rng):
        word, before = view.folded[place], view.folded[place - 1]
        if not view.spaced(place - 1) or before in ARTICLES or not view.tokens[place].is_word:
            continue
        if not (before.isalpha() and before.islower()) or view.tokens[place - 1].text[0].isupper():
            continue
        in_date = (word in _WEEKDAYS and before == "on") or (word in _MONTHS and before in ("in", "of", "since"))
        if in_date or _needs_none(view, place, r):
            return view.insert(place, "the", Kind.ARTICLE, "article-inserted")
    return None


def _needs_none(view: View, place: int, r: Resources) -> bool:
    """Tell whether the word takes no article: a possessive, or a proper name attested bare and never with one."""
    word = view.folded[place]
    if word in ("our", "their", "his", "its", "my", "your", "this", "these"):
        return True
    token, after = view.tokens[place].text, view.word(place + 1)
    is_bare = token[0].isupper() and token[1:].islower() and r.counts.pair.get(f"the {word}", 0) == 0
    ends = not after or not after[0].isalpha() or after in CLOSED
    return is_bare and ends and r.counts.single.get(word, 0) >= 10 and r.counts.capital_share(word) > 0.95


def article_form(view: View, rng: Random, r: Resources) -> Damage | None:
    """Exchange ``a`` and ``an``."""
    del r
    for place in shuffled(range(len(view.tokens)), rng):
        token = view.tokens[place].text
        if token.lower() in ("a", "an"):
            return view.replace(
                place, place + 1, like("an" if token.lower() == "a" else "a", token[0]), Kind.ARTICLE, "article-form"
            )
    return None


def preposition_exchanged(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put another preposition where the right one is usual and the other unheard-of."""
    counts = r.counts
    for place in shuffled(range(1, len(view.tokens) - 1), rng):
        word = view.tokens[place].text
        others = _EXCHANGES.get(word)
        if others is None:
            continue
        before, after = view.word(place - 1), view.word(place + 1)
        other = rng.choice(others)
        usual = counts.triple.get(f"{before} {word} {after}", 0) >= 2
        unheard = counts.triple.get(f"{before} {other} {after}", 0) == 0
        tight = counts.pair.get(f"{before} {other}", 0) == 0 or counts.pair.get(f"{other} {after}", 0) == 0
        if usual and unheard and tight and before.isalpha() and after[:1].isalnum():
            return view.replace(place, place + 1, other, Kind.PREPOSITION, "preposition-exchanged")
    return None


def preposition_dropped(view: View, rng: Random, r: Resources) -> Damage | None:
    """Leave out a preposition between two words that never meet."""
    counts = r.counts
    for place in shuffled(range(1, len(view.tokens) - 1), rng):
        if view.tokens[place].text in PREPOSITIONS and view.spaced(place):
            before, after = view.word(place - 1), view.word(place + 1)
            usual = counts.triple.get(f"{before} {view.folded[place]} {after}", 0) >= 3
            if usual and before.isalpha() and after.isalpha() and counts.pair.get(f"{before} {after}", 0) == 0:
                return view.drop(place, Kind.PREPOSITION, "preposition-dropped")
    return None


def verb_number(view: View, rng: Random, r: Resources) -> Damage | None:
    """Let the verb disagree with the subject right in front of it."""
    inflection = r.inflection
    for place in shuffled(range(1, len(view.tokens)), rng):
        word, before = view.tokens[place].text, view.word(place - 1)
        singular, plural = before in ("he", "she", "it", "this"), before in ("they", "we", "these", "those", "people")
        plural = plural or (before in inflection.singular_of and before not in inflection.verb_of)
        other = _NUMBER.get(word)
        judged = plural or (singular and view.word(place - 2) not in ("and", "or"))
        if other and judged and (word in ("are", "were", "have")) == plural:
            return view.replace(place, place + 1, other, Kind.AGREEMENT, "verb-number")
        verb = inflection.verb_of.get(word)
        if verb is None or other is not None or verb.base == "be":
            continue
        if singular and before != "this" and word == verb.third and word != verb.base:
            return view.replace(place, place + 1, verb.base, Kind.AGREEMENT, "verb-number")
        if before in ("they", "we") and word == verb.base and word not in (verb.past, "has"):
            return view.replace(place, place + 1, verb.third, Kind.AGREEMENT, "verb-number")
    return None


def noun_number(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put a singular after a word that asks for the plural, or a plural after one that asks for the singular."""
    inflection = r.inflection
    for place in shuffled(range(1, len(view.tokens)), rng):
        word, before = view.tokens[place].text, view.folded[place - 1]
        if not view.spaced(place - 1):
            continue
        number = before in _PLURAL_SIGNS or (before == "0" and view.tokens[place - 1].text not in ("1", "0"))
        if number and (singular := inflection.singular_of.get(word)):
            return view.replace(place, place + 1, singular, Kind.AGREEMENT, "noun-number")
        if before in ("this", "that", "a", "an", "every", "each") and (plural := inflection.plural_of.get(word)):
            ends = view.word(place + 1) in CLOSED or not view.word(place + 1)[:1].isalpha()
            if ends and word not in inflection.verb_of and r.counts.pair.get(f"{before} {plural}", 0) == 0:
                return view.replace(place, place + 1, plural, Kind.AGREEMENT, "noun-number")
    return None


def verb_form(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put the wrong form of a verb after a word that asks for one: ``was arrest``, ``to went``, ``has say``."""
    for place in shuffled(range(1, len(view.tokens)), rng):
        word, before = view.tokens[place].text, view.folded[place - 1]
        verb, asked = r.inflection.verb_of.get(word), _AUXILIARY_NEXT.get(before)
        if verb is None or asked is None or word != getattr(verb, asked) or word in ("be", "been", "have", "had"):
            continue
        is_noun_too = word in r.inflection.plural_of and before == "to"
        if word in CLOSED or is_noun_too:
            continue
        wrong = [form for form in dict.fromkeys(verb) if form != word and not _fits(form, asked, verb)]
        wrong = [form for form in wrong if r.counts.pair.get(f"{before} {form}", 0) == 0]
        if wrong:
            return view.replace(place, place + 1, rng.choice(wrong), Kind.TENSE, "verb-form")
    return None


def _fits(form: str, asked: str, verb: tuple[str, ...]) -> bool:
    """Tell whether another form would do as well: ``was going`` beside ``was gone``, the past that is the participle."""
    base, _, past, participle, gerund = verb
    return (asked == "participle" and form in (past, participle, gerund)) or (asked == "base" and form == base)


def _is_adjective(word: str, r: Resources) -> bool:
    if word in _ADJECTIVES:
        return True
    ends = word.endswith(_ADJECTIVE_ENDINGS) and len(word) >= 5
    return ends and word not in r.inflection.plural_of and word not in r.inflection.verb_of


def adjective_after_noun(view: View, rng: Random, r: Resources) -> Damage | None:
    """Put an adjective after its noun: ``measures urgent``."""
    counts = r.counts
    for place in shuffled(view.plain[:-1], rng):
        if place + 2 > len(view.tokens) - 1 or not view.spaced(place):
            continue
        adjective, noun = view.tokens[place].text, view.tokens[place + 1].text
        after = view.word(place + 2)
        is_noun = noun.islower() and (noun in r.inflection.plural_of or noun in r.inflection.singular_of)
        ends = (after in CLOSED or not after[:1].isalpha()) and after != "-" and view.word(place - 1) not in ("-", "'s")
        unheard = counts.pair.get(f"{noun} {adjective}", 0) == 0
        if is_noun and ends and unheard and _is_adjective(adjective, r):
            return view.replace(place, place + 2, f"{noun} {adjective}", Kind.WORD_ORDER, "adjective-after-noun")
    return None


def office_genitive(view: View, rng: Random, r: Resources) -> Damage | None:
    """Turn ``Treasury spokesman Jo Ray`` into ``the spokesman of the Treasury Jo Ray``."""
    for place in shuffled(range(len(view.tokens) - 2), rng):
        head, title, person = (view.tokens[place + n].text for n in range(3))
        if title not in TITLES or not (head[0].isupper() and head.isalpha() and person[0].isupper()):
            continue
        alone = view.spaced(place) and view.spaced(place + 1) and not view.word(place - 1)[:1].isalpha()
        if alone and head not in r.world.exonyms and r.counts.capital_share(head.lower()) > 0.8:
            opening = "The" if place == 0 else "the"
            return view.replace(
                place, place + 2, f"{opening} {title} of the {head}", Kind.WORD_ORDER, "office-genitive"
            )
    return None


def neighbours_exchanged(view: View, rng: Random, r: Resources) -> Damage | None:
    """Exchange two neighbours that never stand the other way round."""
    counts = r.counts
    for place in shuffled(view.plain[:-1], rng):
        if place + 2 >= len(view.tokens) or not view.spaced(place) or not view.tokens[place + 1].text.islower():
            continue
        one, other = view.folded[place], view.folded[place + 1]
        before, after = view.word(place - 1), view.word(place + 2)
        unheard = counts.pair.get(f"{other} {one}", 0) + counts.pair.get(f"{one} {after}", 0) == 0
        usual = counts.pair.get(f"{one} {other}", 0) >= 3
        if (
            usual
            and unheard
            and before.isalpha()
            and not one.endswith("ly")
            and not other.endswith("ly")
            and other.isalpha()
        ):
            return view.replace(place, place + 2, f"{other} {one}", Kind.WORD_ORDER, "neighbours-exchanged")
    return None


def small_word_missing(view: View, rng: Random, r: Resources) -> Damage | None:
    """Leave out a small word between two that never meet without it."""
    counts = r.counts
    for place in shuffled(range(1, len(view.tokens) - 1), rng):
        if view.tokens[place].text in _MISSING and view.spaced(place):
            before, after = view.word(place - 1), view.word(place + 1)
            usual = counts.triple.get(f"{before} {view.folded[place]} {after}", 0) >= 2
            if usual and before.isalpha() and after.isalpha() and counts.pair.get(f"{before} {after}", 0) == 0:
                return view.drop(place, Kind.MISSING_WORDS, "small-word-missing")
    return None
