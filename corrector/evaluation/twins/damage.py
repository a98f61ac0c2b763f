"""Families of damage to names, casing, spacing and words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from corrector.evaluation import frames
from corrector.evaluation.twins.cases import BOTH, DEV, TEST, Case, Draw, Operator, Site, stands_alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.evaluation.facts import Country, ForeignNoun

# --- Names -----------------------------------------------------------------------------------------------------------


def _without_last_word(_: Draw, name: str) -> str:
    return name.rpartition(" ")[0]


def _without_middle_word(_: Draw, name: str) -> str:
    words = name.split()
    return f"{words[0]} {words[-1]}" if len(words) == 3 else name


def name_cut(draw: Draw) -> Case | None:
    """A name cut short where the document has it in full."""
    full = draw.pick(frames.LONG_NAMES)
    operator = draw.operator(
        (Operator("last word lost", BOTH, _without_last_word), Operator("middle word lost", TEST, _without_middle_word))
    )
    frame = draw.pick(frames.NAME_CUT_FRAMES)
    return Case(frame, Site(operator.apply(draw, full), full, ()), operator.name, {"full": full}, (full,))


def capitals_short_name(draw: Draw) -> Case | None:
    """A short family name in capitals, with the full name in the document."""
    full, short = draw.pick(frames.SHORT_NAMES)
    frame = draw.pick(frames.SHORT_NAME_FRAMES)
    return Case(frame, Site(short.upper(), short, ()), "capitals", {"full": full}, (full,))


def capitals_surname(draw: Draw) -> Case | None:
    """A family name in capitals after given name, office and nationality."""
    if draw.rng.random() < 0.5:
        leader = draw.leader()
        country, office, name = leader.country, leader.office, leader.name
    else:
        country, office, name = draw.country(), draw.pick(frames.MINISTRIES), draw.person()
    given, _, surname = name.rpartition(" ")
    if len(surname) < 4 or not surname.isalpha():
        return None
    frame = _in_list_or_sentence(draw, f"{country.adjectives[0]} {office} {given} {{site}}")
    return Case(frame, Site(surname.upper(), surname, ()), "capitals", {}, (given,))


def capitals_country(draw: Draw) -> Case | None:
    """A country's name in capitals inside a sentence of ordinary casing."""
    country = draw.country(stands_alone)
    name = country.names[0]
    accept = (f"{name}'s", f"{name}’s", *country.adjectives)
    return Case(draw.pick(frames.CAPITAL_COUNTRY_FRAMES), Site(name.upper(), name, accept), "capitals", {})


def small_country(draw: Draw) -> Case | None:
    """A country's name without its capital, as translation from scripts without capitals leaves it."""
    name = draw.country(stands_alone).names[0]
    return Case(draw.pick(frames.CAPITAL_COUNTRY_FRAMES), Site(name.lower(), name, ()), "capital lost", {})


def loop(draw: Draw) -> Case | None:
    """A phrase that a program wrote again and again."""
    phrase = draw.pick(frames.LOOPED_PHRASES)
    between = draw.pick((" ", ", and ", " and "))
    copies = draw.rng.randrange(3, 9)
    return Case(draw.pick(frames.LOOP_FRAMES), Site(between.join([phrase] * copies), phrase, ()), "loop", {})


def _drop_vowel(draw: Draw, word: str) -> str:
    places = [place for place in range(1, len(word)) if word[place] in "aeiou"]
    place = draw.any(places) if places else len(word) - 1
    return word[:place] + word[place + 1 :]


def _swap_vowel(draw: Draw, word: str) -> str:
    places = [place for place in range(1, len(word)) if word[place] in "aeiou"]
    if not places:
        return word
    place = draw.any(places)
    return word[:place] + draw.any([vowel for vowel in "aeiou" if vowel != word[place]]) + word[place + 1 :]


def _double(draw: Draw, word: str) -> str:
    places = [place for place in range(1, len(word)) if word[place] not in "aeiou" and word[place - 1] != word[place]]
    place = draw.any(places) if places else 1
    return word[:place] + word[place] + word[place:]


def _swap_letters(draw: Draw, word: str) -> str:
    places = [place for place in range(1, len(word) - 1) if word[place] != word[place + 1]]
    place = draw.any(places) if places else 0
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _other_consonant(draw: Draw, word: str) -> str:
    pairs = {"k": "c", "c": "k", "s": "z", "z": "s", "v": "b", "b": "v", "g": "j", "j": "g", "m": "n", "n": "m"}
    places = [place for place in range(1, len(word)) if word[place] in pairs]
    if not places:
        return word
    place = draw.any(places)
    return word[:place] + pairs[word[place]] + word[place + 1 :]


_SLIPS = (
    Operator("vowel lost", BOTH, _drop_vowel),
    Operator("other vowel", DEV, _swap_vowel),
    Operator("consonant doubled", DEV, _double),
    Operator("letters swapped", TEST, _swap_letters),
    Operator("other consonant", TEST, _other_consonant),
)


def near_miss_name(draw: Draw) -> Case | None:
    """A known person's family name misspelt, with office and country beside it."""
    leader = draw.leader()
    given, _, surname = leader.name.rpartition(" ")
    if len(surname) < 5 or not surname.isalpha():
        return None
    operator = draw.operator(_SLIPS)
    wrong = surname[0] + operator.apply(draw, surname[1:])
    if draw.facts.is_english(wrong) or (wrong.endswith(("i", "yy")) and not surname.endswith("i")):
        return None  # Zelenski and Zelenskyy are right
    frame = _in_list_or_sentence(draw, f"{leader.country.adjectives[0]} {leader.office} {given} {{site}}")
    return Case(frame, Site(wrong, surname, ()), operator.name, {}, (given,))


# --- Office, nationality, name -----------------------------------------------------------------------------------------


def _in_list_or_sentence(draw: Draw, item: str) -> str:
    """Return a frame with the item as one of a list of office holders, or inside a sentence."""
    if draw.rng.random() < 0.5:
        return draw.pick(frames.OFFICE_FRAMES).replace("{site}", item)
    return _list_frame(draw, item)


def _list_frame(draw: Draw, item: str) -> str:
    """Return a list with the item among three to six right items, under a heading."""
    bullet = draw.any(frames.BULLETS)
    others = [leader for leader in frames.part(draw.facts.leaders, draw.split) if leader.name not in item]
    lines = [f"{one.country.adjectives[0]} {one.office} {one.name}" for one in draw.rng.sample(others, 5)]
    lines = lines[: draw.rng.randint(3, 5)]
    lines.insert(draw.rng.randint(0, len(lines)), item)
    return "\n".join([draw.pick(frames.LIST_HEADS), *(bullet + line for line in lines)])


def _office_accept(country: Country, office: str, name: str) -> tuple[str, ...]:
    forms = []
    for title in (office, office.lower()):
        forms += [f"{adjective} {title} {name}" for adjective in country.adjectives]
        forms += [f"{place} {title} {name}" for place in country.names]
        forms += [f"{title} of {place} {name}" for place in country.names]
        forms += [f"{place}'s {title} {name}" for place in country.names]
        forms += [f"{place}’s {title} {name}" for place in country.names]
    return tuple(forms)


def _holder(draw: Draw) -> tuple[Country, str, str]:
    if draw.rng.random() < 0.6:
        leader = draw.leader()
        return leader.country, leader.office, leader.name
    return draw.country(), draw.pick(frames.MINISTRIES), draw.person()


def office_order(draw: Draw) -> Case | None:
    """Office, nationality, name: the order of Romance languages."""
    country, office, name = _holder(draw)
    adjective = country.adjectives[0]
    site = Site(f"{office} {adjective} {name}", f"{adjective} {office} {name}", _office_accept(country, office, name))
    return Case(_in_list_or_sentence(draw, "{site}"), site, "order", {}, (name,))


def _foreign_adjective(draw: Draw, country: Country) -> str | None:
    """Return the country's adjective in a language of the split, as it would be left over; None if it looks English."""
    languages = {"dev": ("fr", "es", "de"), "test": ("fr", "it", "pt", "de")}[draw.split]
    language = draw.any(languages)
    form = draw.any(country.foreign[language])
    if language == "de" and form.endswith("sch"):
        form += draw.any(("e", "er"))
    english = {adjective.casefold() for one in draw.facts.countries for adjective in (*one.adjectives, *one.names)}
    if form.casefold() in english or form.casefold().rstrip("s") in english or draw.facts.frequency(form, "en") >= 2.5:
        return None
    return form


def _capital(form: str) -> str:
    return form[0].upper() + form[1:]


def office_order_foreign(draw: Draw) -> Case | None:
    """Office, nationality in a foreign form, name."""
    country, office, name = _holder(draw)
    form = _foreign_adjective(draw, country)
    if form is None:
        return None
    site = Site(
        f"{office} {_capital(form)} {name}",
        f"{country.adjectives[0]} {office} {name}",
        _office_accept(country, office, name),
    )
    return Case(_in_list_or_sentence(draw, "{site}"), site, "order and foreign form", {}, (name,))


def exonym_nationality(draw: Draw) -> Case | None:
    """A nationality in a foreign form before its noun."""
    if draw.rng.random() < 0.5:
        leader = draw.leader()
        country, noun = leader.country, leader.office.lower()
        frame = _in_list_or_sentence(draw, f"{{site}} {leader.name}")
        is_capital = True
    else:
        country, noun = draw.country(), draw.pick(frames.NATIONAL_NOUNS)
        frame = draw.pick(frames.NATIONAL_FRAMES)
        is_capital = draw.rng.random() < 0.7
    form = _foreign_adjective(draw, country)
    if form is None:
        return None
    form = _capital(form) if is_capital else form
    accept = tuple(
        f"{word} {title}" for title in (noun, noun.title()) for word in (*country.adjectives, *country.names)
    )
    return Case(frame, Site(f"{form} {noun}", f"{country.adjectives[0]} {noun}", accept), "foreign form", {})


def _add_h(draw: Draw, stem: str) -> str:
    places = [place for place in range(1, len(stem)) if stem[place] in "gkctrz"]
    place = draw.any(places) if places else 1
    return stem[: place + 1] + "h" + stem[place + 1 :]


_TAILS = {
    "dev": ("etics", "istics", "anos", "iques", "ianes", "escos"),
    "test": ("ietes", "ensis", "eanics", "oisos", "atians", "eskos"),
}

_STEM_SLIPS = (
    Operator("tail", BOTH, lambda _, stem: stem),
    Operator("tail and h", DEV, _add_h),
    Operator("tail and vowel", TEST, _swap_vowel),
)


def garbled_country_item(draw: Draw) -> Case | None:
    """An item of a list of office holders reduced to one garbled form of a country's name."""
    country = draw.country(lambda one: len(one.names[0]) > 5)
    basis = draw.any((country.names[0], country.adjectives[0]))
    if not basis.isalpha():
        return None
    operator = draw.operator(_STEM_SLIPS)
    shortest = max(4 if operator.name == "tail" else 5, round(0.6 * len(basis)))
    stem = basis[: draw.rng.randint(shortest, max(shortest, len(basis) - 1))]
    others = (name for one in draw.facts.countries if one is not country for name in (*one.names, *one.adjectives))
    if any(name.casefold().startswith(stem[:4].casefold()) for name in others):
        return None
    wrong = operator.apply(draw, stem) + draw.any(_TAILS[draw.split])
    holders = [one for one in draw.facts.leaders if one.country is country]
    accept = [
        *country.adjectives,
        *country.names,
        *(f"{one}s" for one in country.adjectives if not one.endswith(("se", "sh", "ch"))),
    ]
    accept += [form for one in holders for form in _office_accept(country, one.office, one.name)]
    if draw.facts.is_english(wrong) or wrong in accept:
        return None
    return Case(_list_frame(draw, "{site}"), Site(wrong, country.adjectives[0], tuple(accept)), operator.name, {})


# --- Spacing, casing, articles -----------------------------------------------------------------------------------------

_SPACES = (
    Operator("space before hyphen", BOTH, lambda _, form: form.replace("-", " -", 1)),
    Operator("space after hyphen", TEST, lambda _, form: form.replace("-", "- ", 1)),
)


def spaced_number(draw: Draw) -> Case | None:
    """A space inside a compound of number and unit."""
    unit, nouns = draw.pick(frames.COUNTED_UNITS)
    right = f"{draw.rng.randint(2, 99)}-{unit}"
    operator = draw.operator(_SPACES)
    frame = draw.pick(frames.COUNTED_FRAMES).replace("{site}", f"{{site}} {draw.any(nouns)}")
    return Case(frame, Site(operator.apply(draw, right), right, ()), operator.name, {})


def spaced_compound(draw: Draw) -> Case | None:
    """A space inside a hyphenated compound."""
    right, nouns = draw.pick(frames.COMPOUNDS)
    operator = draw.operator(_SPACES)
    frame = draw.pick(frames.COMPOUND_FRAMES).replace("{site}", f"{{site}} {draw.any(nouns)}")
    return Case(frame, Site(operator.apply(draw, right), right, ()), operator.name, {})


def _titled(draw: Draw) -> str:
    """Return a person as news prose names one: honorific and family name, or the full name in the test split."""
    if draw.split == "test" and draw.rng.random() < 0.3:
        return draw.person()
    return f"{draw.pick(frames.HONORIFICS)} {draw.pick(frames.SURNAMES)}"


def capital_verb(draw: Draw) -> Case | None:
    """A verb capitalized after a person's name."""
    verb = draw.pick(frames.VERBS)
    tail = draw.any(frames.VERB_TAILS[verb])
    frame = draw.pick(frames.CAPITAL_VERB_FRAMES).replace("{who}", _titled(draw)).replace("{tail}", tail)
    return Case(frame, Site(verb.title(), verb, ()), "capital", {})


def capital_conjunction(draw: Draw) -> Case | None:
    """A conjunction capitalized between two persons."""
    word = draw.any({"dev": ("and",), "test": ("and", "and", "or")}[draw.split])
    frame = draw.pick(frames.CAPITAL_CONJUNCTION_FRAMES).replace("{who}", _titled(draw))
    return Case(frame, Site(word.title(), word, ()), "capital", {})


def acronym_plural(draw: Draw) -> Case | None:
    """The plural ending of an acronym in capitals."""
    word = f"{draw.pick(frames.ACRONYMS)}s"
    return Case(draw.pick(frames.ACRONYM_FRAMES), Site(word.upper(), word, ()), "capital ending", {})


def article_quoted(draw: Draw) -> Case | None:
    """The wrong form of the indefinite article before a quoted word."""
    is_vowel = draw.split == "dev" or draw.rng.random() < 0.7
    phrase = draw.pick(frames.VOWEL_PHRASES if is_vowel else frames.CONSONANT_PHRASES)
    right, wrong = ("an", "a") if is_vowel else ("a", "an")
    opening, closing = draw.any(frames.QUOTES)
    quoted = f"{opening}{phrase}{closing}"
    site = Site(f"{wrong} {quoted}", f"{right} {quoted}", ())
    frame = draw.pick(frames.QUOTED_FRAMES)
    return Case(frame, site, f"{wrong} for {right}", {})


def _lower_all(_: Draw, name: str) -> str:
    head, *rest = name.split(" ")
    return " ".join([head, *(word.lower() for word in rest)])


def _lower_last(_: Draw, name: str) -> str:
    head, _space, last = name.rpartition(" ")
    return f"{head} {last.lower()}"


def organization_casing(draw: Draw) -> Case | None:
    """The name of an organization in the casing of an ordinary phrase."""
    names = draw.pick(draw.facts.organizations)
    operator = draw.operator(
        (Operator("all but the first word", BOTH, _lower_all), Operator("the last word", TEST, _lower_last))
    )
    site = Site(operator.apply(draw, names[0]), names[0], names[1:])
    return Case(draw.pick(frames.ORGANIZATION_FRAMES), site, operator.name, {})


# --- Words -------------------------------------------------------------------------------------------------------------


def misspelt_title(draw: Draw) -> Case | None:
    """A title misspelt before a name."""
    title = draw.pick(frames.TITLES)
    word = title.split()[-1]
    operator = draw.operator(_SLIPS)
    wrong = word[0] + operator.apply(draw, word[1:])
    if draw.facts.is_english(wrong):
        return None
    site = Site(title.replace(word, wrong), title, ())
    nationality = draw.country().adjectives[0]
    return Case(_in_list_or_sentence(draw, f"{nationality} {{site}} {draw.person()}"), site, operator.name, {})


def lost_preposition(draw: Draw) -> Case | None:
    """The preposition lost between what a country does and where."""
    noun, prepositions = draw.pick(frames.RELATIONS)

    actor, place = draw.country(stands_alone), draw.country(stands_alone)
    if actor is place:
        return None
    where = place.names[0]
    accept = []
    for preposition in prepositions:
        accept += [f"{adjective} {noun} {preposition} {where}" for adjective in actor.adjectives]
        accept += [f"{actor.names[0]}{mark}s {noun} {preposition} {where}" for mark in "'’"]
    is_capital = draw.rng.random() < 0.5
    adjective = actor.adjectives[0]
    site = Site(f"{adjective} {noun.title() if is_capital else noun} {where}", accept[0], tuple(accept[1:]))
    frame = draw.pick(frames.RELATION_FRAMES)
    if noun.endswith("s") and _SINGULAR_FRAME.search(frame):
        return None
    return Case(frame, site, "lost, capital noun" if is_capital else "lost", {})


def plural(noun: str) -> str:
    """Return the regular plural of an English noun, and of compounds in -man.

    >>> plural("butchery"), plural("witch"), plural("fisherman"), plural("lighthouse")
    ('butcheries', 'witches', 'fishermen', 'lighthouses')
    """
    if noun.endswith("man") and noun not in {"human", "woman"}:
        return noun[:-2] + "en"
    if noun == "woman" or noun.endswith("woman"):
        return noun[:-2] + "en"
    if noun in {"knife", "thief"}:
        return noun.rstrip("e")[:-1] + "ves"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _noun(draw: Draw) -> tuple[ForeignNoun, str, tuple[str, ...]] | None:
    """Pick an English noun of the word lists and a foreign noun whose foremost lemmas hold it; also its frames."""
    wanted, noun_frames = draw.any(
        ((frames.PERSON_NOUNS, frames.PERSON_FRAMES), (frames.THING_NOUNS, frames.THING_FRAMES))
    )
    english = draw.pick(wanted)
    languages = {"dev": ("fr", "es", "de", "ca", "nl", "sv"), "test": ("fr", "es", "it", "pt", "ro", "pl", "id", "fi")}
    foreign = [
        noun for noun in draw.facts.nouns if noun.language in languages[draw.split] and english in noun.lemmas[:3]
    ]
    return (draw.any(foreign), english, noun_frames) if foreign else None


_SINGULAR_FRAME = re.compile(r"\{site\} (?:is|was|returns|has)\b|was the \{site\}")


def _noun_case(draw: Draw, *, damage: Callable[[Draw, ForeignNoun, str], str], name: str) -> Case | None:
    picked = _noun(draw)
    if picked is None:
        return None
    noun, english, noun_frames = picked
    lemmas = [lemma for lemma in noun.lemmas if lemma.islower()]
    wrong = damage(draw, noun, english)
    is_plural = noun.language in {"fr", "es", "pt", "ca"} and noun.word[-1] in "aeiouér" and draw.rng.random() < 0.3
    if is_plural:
        wrong += "es" if noun.word[-1] == "r" and noun.language in {"es", "pt"} else "s"
        english, lemmas = plural(english), [plural(lemma) for lemma in lemmas]
    if draw.facts.is_english(wrong) or wrong in lemmas:
        return None
    frame = draw.pick(noun_frames)
    if is_plural and _SINGULAR_FRAME.search(frame):
        return None
    if draw.rng.random() < 0.25:
        wrong = _capital(wrong)
    return Case(frame, Site(wrong, english, tuple(lemmas)), f"{name}, {noun.language}", {})


def _untranslated(_draw: Draw, noun: ForeignNoun, _english: str) -> str:
    return noun.word


def untranslated_noun(draw: Draw) -> Case | None:
    """A noun left in the source language."""
    return _noun_case(draw, damage=_untranslated, name="untranslated")


_ENDINGS = (
    ("eur", "er"),
    ("teur", "ter"),
    ("ier", "er"),
    ("aire", "ary"),
    ("ien", "ian"),
    ("ique", "ic"),
    ("dor", "der"),
    ("tor", "ter"),
    ("tore", "ter"),
    ("ero", "er"),
    ("ista", "ist"),
    ("iste", "ist"),
    ("ción", "tion"),
    ("ía", "y"),
    ("ie", "y"),
    ("dad", "ty"),
    ("ario", "ary"),
    ("ança", "ance"),
    ("aio", "er"),
    ("eiro", "er"),
)


def _english_ending(_draw: Draw, noun: ForeignNoun, _english: str) -> str:
    for foreign, ending in sorted(_ENDINGS, key=lambda pair: -len(pair[0])):
        if noun.word.endswith(foreign):
            return noun.word[: -len(foreign)] + ending
    return noun.word


def _inner_loss(draw: Draw, noun: ForeignNoun, english: str) -> str:
    word = _english_ending(draw, noun, english)
    place = draw.rng.randint(2, max(2, len(word) - 4))
    return word[:place] + word[place + draw.rng.choice((1, 1, 2)) :]


def _blend(_draw: Draw, noun: ForeignNoun, english: str) -> str:
    return noun.word[: max(4, round(len(noun.word) * 0.6))] + english[-max(3, len(english) // 3) :]


def _recoverable(damage: Callable[[Draw, ForeignNoun, str], str]) -> Callable[[Draw, ForeignNoun, str], str]:
    """Keep damage that a reader of the source language could undo: four fifths of the letters stand, in order."""

    def apply(draw: Draw, noun: ForeignNoun, english: str) -> str:
        wrong = damage(draw, noun, english)
        ratio = SequenceMatcher(None, wrong, noun.word, autojunk=False).ratio()
        return wrong if 0.8 <= ratio < 1.0 and len(noun.word) >= 7 else english

    return apply


def half_translated_noun(draw: Draw) -> Case | None:
    """A noun with a foreign stem and an English ending."""
    name, damage = draw.any(
        {
            "dev": (("English ending", _english_ending), ("English ending, letters lost", _inner_loss)),
            "test": (("English ending, letters lost", _inner_loss), ("blend", _blend)),
        }[draw.split]
    )
    return _noun_case(draw, damage=_recoverable(damage), name=name)


# Each function's docstring says what the family stands for.
FAMILIES: dict[str, Callable[[Draw], Case | None]] = {
    "name-cut": name_cut,
    "capitals-short-name": capitals_short_name,
    "capitals-surname": capitals_surname,
    "capitals-country": capitals_country,
    "small-country": small_country,
    "loop": loop,
    "near-miss-name": near_miss_name,
    "office-order": office_order,
    "office-order-foreign": office_order_foreign,
    "exonym-nationality": exonym_nationality,
    "garbled-country-item": garbled_country_item,
    "spaced-number": spaced_number,
    "spaced-compound": spaced_compound,
    "capital-verb": capital_verb,
    "capital-conjunction": capital_conjunction,
    "acronym-plural": acronym_plural,
    "article-quoted": article_quoted,
    "organization-casing": organization_casing,
    "misspelt-title": misspelt_title,
    "lost-preposition": lost_preposition,
    "untranslated-noun": untranslated_noun,
    "half-translated-noun": half_translated_noun,
}
