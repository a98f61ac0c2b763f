"""Families of foreign syntax: plain English words in the order and with the links of another language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.evaluation.twins.cases import BOTH, DEV, TEST, Case, Draw, Operator, Site, stands_alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.evaluation.facts import Country

# --- Countries -----------------------------------------------------------------------------------------------------------

_BETWEEN = (
    "border",
    "war",
    "trade dispute",
    "talks",
    "friendship treaty",
    "railway",
    "peace agreement",
    "gas pipeline",
    "conflict",
    "relations",
    "alliance",
    "summit",
    "trade deal",
    "border crossing",
    "partnership",
    "peace process",
    "rivalry",
    "crisis",
)
_COMBINING = (
    ("Franco", "French"),
    ("Sino", "Chinese"),
    ("Anglo", "British"),
    ("Russo", "Russian"),
    ("Italo", "Italian"),
    ("Greco", "Greek"),
)
_BETWEEN_FRAMES = (
    "Little was said about the {site} in {city}.",
    "{given} {surname} has written a book on the {site}.",
    "The report on the {site} will be published on {weekday}.",
    "For years the {site} was of no interest to anybody in {city}.",
    "The two ministers spoke about the {site} for an hour.",
    "On {weekday} the newspapers wrote of nothing but the {site}.",
    "The history of the {site} is taught at the university of {city}.",
    "Experts fear that the {site} will be discussed again.",
    "A film about the {site} was shown in {city}.",
)


def _pair(draw: Draw) -> tuple[Country, Country] | None:
    """Pick two countries of one word whose adjective is not their name."""
    one, other = (draw.country(lambda c: stands_alone(c) and c.names[0] not in c.adjectives) for _ in range(2))
    return None if one is other else (one, other)


def mixed_compound(draw: Draw) -> Case | None:
    """A nationality joined to a country."""
    pair = _pair(draw)
    if pair is None:
        return None
    left, right = pair
    mark = draw.any({"dev": ("-",), "test": ("-", "–")}[draw.split])
    noun = draw.pick(_BETWEEN)
    countries = f"{left.names[0]}{mark}{right.names[0]}"
    accept = tuple(f"{a}{mark}{b}" for a in left.adjectives for b in right.adjectives)
    if draw.rng.random() < 0.2:
        form, adjective = draw.pick(_COMBINING)
        if adjective in right.adjectives:
            return None
        site = Site(f"{form}{mark}{right.names[0]}", f"{form}{mark}{right.adjectives[0]}", ())
        name = "combining form"
    elif draw.rng.random() < 0.5:
        site, name = Site(f"{left.adjectives[0]}{mark}{right.names[0]}", countries, accept), "nationality first"
    else:
        site, name = Site(f"{left.names[0]}{mark}{right.adjectives[0]}", countries, accept), "country first"
    frame = draw.pick(_BETWEEN_FRAMES).replace("{site}", f"{{site}} {noun}")
    return Case(frame, site, name, {})


_ACTIONS = (
    ("dependence", "on"),
    ("war", "against"),
    ("relations", "with"),
    ("support", "for"),
    ("contribution", "to"),
    ("participation", "in"),
    ("trade", "with"),
    ("policy", "towards"),
    ("sanctions", "against"),
    ("withdrawal", "from"),
    ("ties", "with"),
    ("claim", "to"),
    ("struggle", "against"),
    ("role", "in"),
    ("response", "to"),
    ("dispute", "with"),
    ("commitment", "to"),
    ("involvement", "in"),
    ("negotiations", "with"),
    ("campaign", "against"),
    ("exports", "to"),
    ("accession", "to"),
    ("attack", "on"),
    ("interest", "in"),
    ("cooperation", "with"),
    ("attitude", "towards"),
    ("opposition", "to"),
    ("fight", "against"),
    ("alliance", "with"),
    ("reliance", "on"),
)
_QUALITIES = (
    "growing",
    "long",
    "recent",
    "bitter",
    "economic",
    "military",
    "open",
    "quiet",
    "new",
    "costly",
    "old",
    "close",
)
_ACTION_FRAMES = (
    "The newspaper described {site} {country} in three long articles.",
    "Nobody in {city} had foreseen {site} {country} after the vote.",
    "{given} {surname} spoke about {site} {country} on {weekday}.",
    "The book tells how {site} {country} began.",
    "Much has been written about {site} {country} since the spring.",
    "The minister defended {site} {country} in parliament.",
    "Critics of {site} {country} met in {city}.",
    "According to the agency, {site} {country} will be on the agenda.",
    "The bank studied {site} {country} and its price.",
)


def genitive_relation(draw: Draw) -> Case | None:
    """The country that acts behind the noun of action instead of before it."""
    country = draw.country(stands_alone)
    noun, preposition = draw.pick(_ACTIONS)
    quality = f"{draw.pick(_QUALITIES)} " if draw.rng.random() < 0.4 else ""
    name = country.names[0]
    endings = ("'", "'s", "’", "’s") if name.endswith("s") else ("'s", "’s")
    accept = tuple(f"{name}{ending} {quality}{noun} {preposition}" for ending in endings)
    wrong = f"the {quality}{noun} of {name} {preposition}"
    return Case(draw.pick(_ACTION_FRAMES), Site(wrong, accept[0], accept[1:]), "genitive", {})


_SUPERLATIVES = (
    "largest",
    "biggest",
    "main",
    "closest",
    "most important",
    "leading",
    "top",
    "second largest",
    "oldest",
)
_PARTNERS = (
    "trading partner",
    "ally",
    "trade partner",
    "gas supplier",
    "customer",
    "economic partner",
    "neighbour",
    "rival",
)
_LINKS = ("is", "was", "remains", "has become", "became", "is now")
_PARTNER_FRAMES = (
    "{other} {link} {site}, according to the ministry in {city}.",
    "The ministry says that {other} {link} {site}.",
    "For many years {other} {link} {site} and will be so for long.",
    "On {weekday} {given} {surname} wrote that {other} {link} {site}.",
    "While {other} {link} {site}, the two have quarrelled about the border.",
    "They forget that {other} {link} {site}.",
)


def partner_genitive(draw: Draw) -> Case | None:
    """The country that a superlative belongs to, behind "in"."""
    pair = _pair(draw)
    if pair is None:
        return None
    other, country = pair
    phrase = f"{draw.pick(_SUPERLATIVES)} {draw.pick(_PARTNERS)}"
    name = country.names[0]
    accept = (*(f"{name}{ending} {phrase}" for ending in ("'s", "’s", "'", "’")), f"the {phrase} of {name}")
    frame = draw.pick(_PARTNER_FRAMES).replace("{other}", other.names[0]).replace("{link}", draw.pick(_LINKS))
    return Case(frame, Site(f"the {phrase} in {name}", accept[0], accept[1:]), "in for of", {})


# --- Offices -------------------------------------------------------------------------------------------------------------

_OFFICES = (
    "president",
    "prime minister",
    "ambassador",
    "foreign minister",
    "spokesman",
    "vice president",
    "finance minister",
    "leader",
    "king",
    "defence minister",
    "chancellor",
    "envoy",
)
_INSTITUTIONS = (
    ("embassy", "ambassador"),
    ("presidency", "president"),
    ("ministry", "minister"),
    ("secretariat", "secretary"),
    ("consulate", "consul"),
    ("leadership", "leader"),
    ("chancellery", "chancellor"),
    ("assistance", "assistant"),
    ("diplomacy", "diplomat"),
    ("directorate", "director"),
    ("governorship", "governor"),
    ("advice", "adviser"),
)
_HOLDER_FRAMES = (
    "On {weekday} {site} {name} told reporters in {city} that the talks would go on.",
    "In {city} {site} {name} said that nothing had been decided.",
    "A letter was handed to {site} {name} on {weekday}.",
    "The agency reports that {site} {name} has left {city}.",
    "There was a meeting with {site} {name} in {city}.",
    "It was said that {site} {name} would sign the treaty.",
    "Reporters asked {site} {name} about the road to {city}.",
    "According to the paper, {site} {name} refused to come.",
    "The prize was given to {site} {name} in the autumn.",
)


def _office(draw: Draw, wrong: str, right: str, operator: str) -> Case:
    country = draw.country(stands_alone)
    name = country.names[0]
    accept = []
    for title in (right, right.title()):
        for place in (*country.adjectives, name, f"{name}'s", f"{name}’s"):
            accept += [f"{place} {title}", f"the {place} {title}"]
    site = Site(f"the {wrong} of {name}", accept[0], tuple(accept[1:]))
    person = draw.person()
    return Case(draw.pick(_HOLDER_FRAMES).replace("{name}", person), site, operator, {}, (person,))


def office_genitive(draw: Draw) -> Case | None:
    """An office with its country behind it, before its holder's name."""
    office = draw.pick(_OFFICES)
    return _office(draw, office, office, "office")


def institution_for_person(draw: Draw) -> Case | None:
    """An institution or abstract noun in the place of the person who holds the office."""
    return _office(draw, *draw.pick(_INSTITUTIONS), "institution")


# --- Acronyms --------------------------------------------------------------------------------------------------------------

_HEADS = (
    "Agency",
    "Office",
    "Institute",
    "Commission",
    "Council",
    "Authority",
    "Fund",
    "Board",
    "Centre",
    "Service",
    "Bureau",
    "Union",
)
_TASKS = (
    "Safety",
    "Quality",
    "Research",
    "Control",
    "Protection",
    "Planning",
    "Development",
    "Management",
    "Training",
    "Security",
    "Inspection",
    "Education",
)
_FIELDS = (
    "Rail",
    "Water",
    "Food",
    "Road",
    "Air",
    "Forest",
    "Energy",
    "Health",
    "Language",
    "Harbour",
    "Youth",
    "Mountain",
    "Land",
    "River",
    "Village",
    "Museum",
    "Labour",
    "Waste",
)
_ACRONYM_FRAMES = (
    "The {site} published its report on {weekday}.",
    "{given} {surname} has worked for the {site} since the spring.",
    "A letter from the {site} was read in parliament.",
    "The {site} has moved to {city}, the mayor said.",
    "Farmers near {city} complained to the {site} in vain.",
    "In a statement, the {site} denied the report.",
    "The budget of the {site} was cut by half.",
    "It was the {site} that closed the bridge.",
    "They asked the {site} for a permit and got none.",
)
# What acronyms stand for.
_EXPANSIONS = (
    ("unmanned aerial vehicle", "UAV"),
    ("gross domestic product", "GDP"),
    ("free trade agreement", "FTA"),
    ("improvised explosive device", "IED"),
    ("light-emitting diode", "LED"),
    ("value-added tax", "VAT"),
    ("intensive care unit", "ICU"),
    ("initial public offering", "IPO"),
    ("automated teller machine", "ATM"),
    ("foreign direct investment", "FDI"),
    ("personal protective equipment", "PPE"),
    ("magnetic resonance imaging", "MRI"),
    ("non-governmental organization", "NGO"),
    ("chief executive officer", "CEO"),
    ("armoured personnel carrier", "APC"),
    ("rocket-propelled grenade", "RPG"),
    ("large language model", "LLM"),
    ("closed-circuit television", "CCTV"),
)
_EXPANSION_FRAMES = (
    "The report says little about the {site} and its cost.",
    "On {weekday} the {site} was on the front page.",
    "{given} {surname} explained what the {site} meant for {city}.",
    "Nobody had expected the {site} to matter so much.",
    "A long article on the {site} came out in {city}.",
    "The discussion about the {site} went on until {weekday}.",
    "The minister spoke of the {site} for an hour.",
    "In {city} the {site} is a matter of debate.",
    "They wrote that the {site} was new to them.",
)


def acronym_turned(draw: Draw) -> Case | None:
    """A name with its head first and "of" behind it, beside the acronym of the name in its right order."""
    head, task, field = draw.pick(_HEADS), draw.pick(_TASKS), draw.pick(_FIELDS)
    letters = "".join(word[0] for word in (field, task, head))
    operator = draw.operator(
        (
            Operator("head first", BOTH, lambda *_: f"{head} of {field} {task} ({letters})"),
            Operator("all turned", BOTH, lambda *_: f"{head} of {task} of {field} ({letters})"),
            Operator("all turned, articles", TEST, lambda *_: f"{head} of {task} of the {field} ({letters})"),
        )
    )
    right = f"{field} {task} {head} ({letters})"
    wrong = operator.apply(draw, right)
    if len({head[0], task[0], field[0]}) < 3:
        return None
    return Case(draw.pick(_ACRONYM_FRAMES), Site(wrong, right, ()), operator.name, {})


def acronym_parted(draw: Draw) -> Case | None:
    """An acronym between the words that it stands for."""
    full, letters = draw.pick(_EXPANSIONS)
    words = full.split()
    if len(words) < 2:
        return None
    operator = draw.operator(
        (
            Operator("before the last word", BOTH, lambda *_: f"{' '.join(words[:-1])} ({letters}) {words[-1]}"),
            Operator("a word lost", TEST, lambda *_: f"{words[0]} ({letters}) {words[-1]}"),
            Operator("first word quoted", DEV, lambda *_: f"“{words[0]}” ({letters}) {' '.join(words[1:])}"),
        )
    )
    right = f"{full} ({letters})"
    return Case(draw.pick(_EXPANSION_FRAMES), Site(operator.apply(draw, right), right, ()), operator.name, {})


# --- Modifiers, clauses, phrases -------------------------------------------------------------------------------------------

_EVENTS = ("meeting", "summit", "conference", "session", "gathering", "forum", "dialogue", "congress", "discussion")
_EVENT_ADJECTIVES = (
    "bilateral",
    "annual",
    "trilateral",
    "monthly",
    "weekly",
    "multilateral",
    "two-day",
    "three-hour",
    "quarterly",
    "tripartite",
    "plenary",
    "four-day",
)
_GATHERED = (
    "leaders",
    "ministers",
    "shareholders",
    "experts",
    "ambassadors",
    "bishops",
    "delegates",
    "mayors",
    "bankers",
    "envoys",
)
_EVENT_FRAMES = (
    "There will be {site} in {city} on {weekday}.",
    "The plan was made at {site} in {city}.",
    "Nobody had asked for {site} before the spring.",
    "{given} {surname} was invited to {site} in {city}.",
    "The hotel is closed for {site} until {weekday}.",
    "Police guarded {site} in the old town.",
    "The costs of {site} were higher than planned.",
    "They agreed on {site} after the vote.",
    "After {site} the guests went home.",
)


def event_modifier(draw: Draw) -> Case | None:
    """An adjective of the event that stands with those who meet."""
    event, adjective, gathered = draw.pick(_EVENTS), draw.pick(_EVENT_ADJECTIVES), draw.pick(_GATHERED)
    article = "an" if adjective[0] in "aeiou" else "a"
    right = f"{article} {adjective} {event} of {gathered}"
    accept = tuple(f"{article} {adjective} {gathered}{mark} {event}" for mark in "'’")
    return Case(draw.pick(_EVENT_FRAMES), Site(f"a {event} of {adjective} {gathered}", right, accept), "moved", {})


# Wrong, right, other cures, and what follows.
_CALQUES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("said me", "told me", ("said to me",), ("that the shop was closed", "where the key was", "how it had begun")),
    (
        "says him",
        "tells him",
        ("says to him",),
        ("that the road is long", "what she has seen", "why the train is late"),
    ),
    (
        "has the possibility to leave",
        "has the possibility of leaving",
        ("can leave",),
        ("the country", "the town", "the party"),
    ),
    ("is responsible of", "is responsible for", (), ("the garden", "the accounts", "two schools")),
    ("assisted to", "attended", (), ("the opening ceremony", "the conference", "the funeral")),
    ("depends of", "depends on", (), ("the weather", "the price of oil", "the court")),
    ("takes part to", "takes part in", (), ("the race", "the talks", "the show")),
    ("has explained us", "has explained to us", (), ("how it works", "that it is late", "why they left")),
    (
        "is not capable to swim",
        "is not capable of swimming",
        ("is not able to swim", "cannot swim"),
        ("in the sea", "in winter", "very far"),
    ),
    (
        "has lived there since three years",
        "has lived there for three years",
        (),
        (", as we know", ", it seems", ", he says"),
    ),
    ("has discussed about", "has discussed", (), ("the budget", "the new road", "the school")),
    ("has told the last news from", "has told the latest news from", (), ("the village", "the port", "the north")),
    (
        "was waiting since two hours",
        "was waiting for two hours",
        ("had been waiting for two hours",),
        (", it seems", " and left"),
    ),
)
_CALQUE_FRAMES = (
    "{given} {surname} {site}{tail}.",
    "It is true that {given} {surname} {site}{tail}.",
    "On {weekday} the paper wrote that {given} {surname} {site}{tail}.",
    "The neighbours in {city} say that {given} {surname} {site}{tail}.",
    "A friend of mine from {city} {site}{tail}.",
    "The old teacher {site}{tail}, people in {city} say.",
    "As everybody knows, {given} {surname} {site}{tail}.",
    "The agency in {city} reports that {given} {surname} {site}{tail}.",
    "My cousin {site}{tail}, and nobody minds.",
)


def calque(draw: Draw) -> Case | None:
    """A phrase rendered word by word."""
    wrong, right, accept, tails = draw.pick(_CALQUES)
    tail = draw.any(tails)
    frame = draw.pick(_CALQUE_FRAMES).replace("{tail}", tail if tail[0] in ", " else f" {tail}")
    return Case(frame, Site(wrong, right, accept), wrong, {})


# Compounds of news and everyday prose, from general knowledge.
_COMPOUNDS = (
    ("health", "insurance"),
    ("death", "penalty"),
    ("tax", "reform"),
    ("climate", "policy"),
    ("source", "code"),
    ("interest", "rates"),
    ("trade", "agreement"),
    ("news", "agency"),
    ("police", "officers"),
    ("oil", "prices"),
    ("peace", "agreement"),
    ("energy", "costs"),
    ("data", "center"),
    ("security", "forces"),
    ("food", "prices"),
    ("phone", "number"),
    ("credit", "card"),
    ("school", "year"),
    ("labor", "market"),
    ("search", "engine"),
    ("press", "conference"),
    ("power", "plant"),
    ("budget", "deficit"),
    ("community", "leaders"),
    ("income", "tax"),
    ("truck", "driver"),
    ("election", "campaign"),
    ("user", "needs"),
    ("water", "supply"),
    ("minority", "groups"),
)
_COMPOUND_FRAMES = (
    "The paper wrote about the {site} on {weekday}.",
    "{given} {surname} was asked about the {site} in {city}.",
    "Nobody had expected the {site} to be mentioned.",
    "Little is known about the {site} in the north.",
    "There was a debate on the {site} in parliament.",
    "The report calls the {site} a matter of chance.",
    "In {city} the {site} caused much talk.",
    "They spoke of the {site} for an hour.",
    "A film about the {site} was shown on {weekday}.",
)


def turned_compound(draw: Draw) -> Case | None:
    """A noun compound turned round with "of"."""
    modifier, head = draw.pick(_COMPOUNDS)
    site = Site(f"{head} of {modifier}", f"{modifier} {head}", ())
    return Case(draw.pick(_COMPOUND_FRAMES), site, "turned", {})


_SUBJECTS = (
    "The minister of trade",
    "The mayor",
    "The general",
    "The company",
    "The old bridge",
    "The ambassador",
    "The bank",
    "The airline",
    "The army",
    "The law",
    "The museum",
    "The director",
)
_PARTICIPLES = (
    "dismissed",
    "attacked",
    "weakened",
    "sold",
    "threatened",
    "closed",
    "damaged",
    "changed",
    "visited",
    "questioned",
)
_RECENT = (
    "in recent weeks",
    "in recent years",
    "in recent months",
    "in the last few days",
    "in the past two years",
    "in recent days",
)


def hearsay_conditional(draw: Draw) -> Case | None:
    """A conditional that in the source says that something is reported, beside a time in the past."""
    subject, participle = draw.pick(_SUBJECTS), draw.pick(_PARTICIPLES)
    tail = draw.any((", the agency reports", ", a newspaper in {city} writes", " according to reports from {city}", ""))
    frame = f"{{site}} {draw.pick(_RECENT)}{tail}."
    accept = (f"{subject} has reportedly been {participle}", f"{subject} has been {participle}")
    site = Site(f"{subject} would have been {participle}", f"{subject} is said to have been {participle}", accept)
    return Case(frame, site, "conditional", {})


_SPEAKERS = (
    "analysts",
    "experts",
    "commentators",
    "officials",
    "critics",
    "diplomats",
    "residents",
    "economists",
    "observers",
)
_SAYINGS = ("saying", "claiming", "warning", "arguing", "noting", "insisting", "believing", "suggesting", "stating")
_MAIN = (
    "The visit lasted three days",
    "Prices rose again on {weekday}",
    "The talks in {city} ended late",
    "The bridge stayed closed",
    "The vote was put off until {weekday}",
    "The road to {city} is open again",
    "The party lost two seats",
    "The ship left {city} on {weekday}",
    "The new law was signed",
)
_SAID = (
    "that it came too late",
    "that nothing would change",
    "that more was to come",
    "that it had been planned for months",
    "that the cost was too high",
    "that it was a good sign",
    "that the government knew of it",
    "that it would help the poor",
    "that few had noticed",
)


def absolute_saying(draw: Draw) -> Case | None:
    """A clause of saying with its own subject and no link to the main clause."""
    speakers, saying = draw.pick(_SPEAKERS), draw.pick(_SAYINGS)
    finite = {"saying": "say", "believing": "believe", "noting": "note", "arguing": "argue", "stating": "state"}.get(
        saying, re.sub(r"ing\Z", "", saying)
    )
    site = Site(
        f"{speakers} {saying}", f"with {speakers} {saying}", (f"and {speakers} {finite}", f"while {speakers} {finite}")
    )
    return Case(f"{draw.pick(_MAIN)}, {{site}} {draw.pick(_SAID)}.", site, "no link", {})


# Each function's docstring says what the family stands for.
FAMILIES: dict[str, Callable[[Draw], Case | None]] = {
    "mixed-compound": mixed_compound,
    "genitive-relation": genitive_relation,
    "partner-genitive": partner_genitive,
    "office-genitive": office_genitive,
    "institution-for-person": institution_for_person,
    "acronym-turned": acronym_turned,
    "acronym-parted": acronym_parted,
    "turned-compound": turned_compound,
    "event-modifier": event_modifier,
    "calque": calque,
    "hearsay-conditional": hearsay_conditional,
    "absolute-saying": absolute_saying,
}
