"""Right text that the corpora lack: headlines, list items, captions and news sentences, rich in foreign names.

Every text is put together from a frame of the project's own wording and names of the Factbook and the gazetteer. Persons
are real office holders in their office, or invented ones made of a country's given names and surnames. Every eighth frame
of each sort is kept for held-out sets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

    from corrector.training.resources import Country, World

_HEADLINES = """{country} signs gas deal with {country2}
{adj} leader meets {adj2} counterpart in {capital2}
{adj} court frees {num} protesters after appeal
{adj} opposition rejects vote result
{adj} shares fall as {country2} raises tariffs
{capital} bridge collapse: {num} still missing
{title} {surname} vows new talks with {country2}
{country}'s {surname} sworn in for second term
{person} wins {adj} presidential race
{country}, {country2} to reopen border in {month}
Floods leave thousands homeless in {city}
{adj} navy rescues {num} fishermen off {country2}
Who is {person}? {country}'s quiet reformer
{city} prepares for {adj2} trade mission
Analysis: Why {country} needs {country2}
{surname}: 'We will not bow to threats'
{adj} farmers' strike enters {ordinal} week
{num} injured as ferry runs aground near {city}
{country} bans {adj2} poultry over bird flu
{adj} striker joins {adj2} club on loan
Power cuts hit {capital} for third night
{adj} parliament approves budget after {num}-hour debate
{surname} to visit {capital2} next week
Inside {country}'s fight against malaria
{country} recalls envoy from {capital2}
{adj} scientists name new frog species after {surname}
Timeline: {country} and {country2} since {year}
Curfew lifted in {city} as calm returns
{country} marks {num} years of independence
World Bank lends {country} ${num} million for roads
{adj} minister quits over housing scandal
From {city} to {city2}: a journey by night train"""

_ITEMS = """{title} {person} of {country}
{title} {person}, {country}
{person}, {adj} foreign minister
{country}: {title} {person}
{adj} Defence Minister {person3}
Former {adj} {title} {person3}
{person3}, head of the {adj} central bank
{person3} ({country})
{capital}, {country}
The {adj} delegation, led by {title} {surname}
Ambassador {person3} of {country}
{num} observers from {country}
Trade between {country} and {country2}
{adj} and {adj2} fishing rights
A {num}-year loan for the port of {city}
Talks in {capital} on {month} {day}
Deputy Prime Minister {person3} of {country}
Professor {person3}, University of {city}"""

_CAPTIONS = """{title} {person} of {country} speaks in {capital2} on {month} {day}, {year}. Photo: {person3}
{adj} troops on patrol near {city}. [File photo]
{person3} waves to supporters in {city}, {country}. (Reuters)
A market in {capital}, {country}, in {year}. Picture: {adj2} Red Cross
The {adj} and {adj2} flags outside the summit hall in {capital2}
Left to right: {person}, {person2} and {person3}. Image: AFP
{title} {person}, left, with {title2} {person2} in {capital2}
People queue for water in {city} after the storm. Photograph: {person3}/AP
{adj} nurse {person3} at a clinic in {city}. Courtesy of the family
File: {person} at the United Nations in {month} {year}
{person3} in {year}. Handout
Supporters of {surname} in {city}, {month} {year}"""

_SENTENCES = """{title} {person} of {country} arrived in {capital2} on {weekday} for talks with {title2} {person2}.
{adj} {title} {person} said on {weekday} that the {num}-year agreement with {country2} would be signed in {month}.
"We have nothing to hide," {surname} told reporters in {capital}, adding that {country2} had been informed.
The {adj} foreign ministry denied that any of its diplomats had been expelled from {country2}.
{person3}, a {adj}-born economist, has lived in {city2} since {year}.
Mr. {surname} has led {country} since {year} and is expected to run again.
Ms. {surname3} was arrested at {city} airport in {month} and is being held without charge.
About {num} people were evacuated from villages near {city}, the {adj} interior ministry said.
The two leaders last met in {capital} in {month} {year}.
{country2} and {country} share a {num}-kilometre border and a long history of mistrust.
According to the {adj} newspaper, {person3} had been offered a post in the {adj2} embassy.
The ship, flying the {adj} flag, was on its way from {city} to {city2} with {num} containers on board.
Mrs. {surname3}, {age}, is survived by her husband and three daughters, who live in {country2}.
{adj} officials say the dam will bring electricity to {num} villages by {year}.
In {capital}, shops were closed and soldiers stood guard outside the {adj2} embassy.
{surname} and {surname2} agreed to resume direct flights between {capital} and {capital2}.
The trial of {person3}, a former {adj} army officer, opened in {city} on {weekday}.
Dr. {surname3} leads a team of {adj} and {adj2} researchers at the University of {city}.
{country} became independent in {year} and joined the United Nations two years later.
The {adj} team beat {country2} {score} in front of {num}00 spectators in {city}.
"{country2} is our neighbour and our friend," said {title} {surname} after the meeting.
Human rights groups have urged {country} to release {person3}, who has been in prison for {small} years.
The {title_lower} of {country}, {person}, will travel to {city2} with a delegation of {num} business leaders.
{adj} exports to {country2} rose by {small} per cent in {year}, the central bank in {capital} said.
Among those present were {title} {person}, {title2} {person2} and {adj} entrepreneur {person3}.
Born in {city} in {birth}, {person3} studied law before joining the {adj} civil service.
The {adj2} ambassador to {country}, {person3}, called the decision "deeply regrettable".
Rebels have controlled the road between {city} and {capital} since {month}.
{surname}'s spokesman said the {title_lower} had no plans to meet {surname2} during the summit in {capital2}.
A {adj} court sentenced {person3} to {small} years in prison for spying for {country2}."""

_MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_BARE = re.compile(r"(^|\b(?:of|to|from|between|and|with|for|led|urged|beat|off|that) |\")\{country(2?)\}(?!:)")
"""Where a frame asks for a country's article: after these words and at the start of a sentence."""
_SLOT = re.compile(r"\{(\w+)\}")
_SMALL_WORDS = frozenset("a an the and or of in on at to for from by with as over near off after".split())
_HELD_OUT = 8


class Template(NamedTuple):
    """A text made from a frame and what sort it is: ``headline``, ``list``, ``caption`` or ``sentence``."""

    text: str
    sort: str


_FRAMES = {"headline": _HEADLINES, "list": _ITEMS, "caption": _CAPTIONS, "sentence": _SENTENCES}
_SHARES = {"headline": 0.3, "list": 0.2, "caption": 0.15, "sentence": 0.35}


def frames(sort: str, *, held_out: bool) -> list[str]:
    """Return the frames of a sort, either those for training or those kept for held-out sets."""
    lines = _FRAMES[sort].splitlines()
    return [line for number, line in enumerate(lines) if (number % _HELD_OUT == 5) == held_out]


def make(world: World, rng: Random, *, held_out: bool = False) -> Template:
    """Make one text."""
    sort = rng.choices(list(_SHARES), weights=list(_SHARES.values()))[0]
    usable = [country for country in _usable(world) if country.people] if rng.random() < 0.8 else _usable(world)
    if sort == "list":
        return Template(_list(usable, rng, held_out=held_out), sort)
    text = _fill(rng.choice(frames(sort, held_out=held_out)), sort, usable, rng)
    if sort == "headline" and rng.random() < 0.35:
        text = _title_case(text)
    return Template(text, sort)


def _usable(world: World) -> list[Country]:
    return [c for c in world.countries if c.adjective and c.capital and "(" not in c.name]


def _list(countries: list[Country], rng: Random, *, held_out: bool) -> str:
    """Return a list of three to seven items of one or two frames, with or without a line that introduces it."""
    chosen = rng.sample(frames("list", held_out=held_out), 2)
    bullet = rng.choice(("- ", "- ", "• ", "* ", "– "))
    items = [bullet + _fill(rng.choice(chosen), "list", countries, rng) for _ in range(rng.randint(3, 7))]
    head = rng.choice(("Taking part:", "On the agenda:", "Also present were:", "Guests at the summit:", "Those named:"))
    return "\n".join([head, *items] if rng.random() < 0.4 else items)


def _title_case(text: str) -> str:
    words = text.split(" ")
    return " ".join(w if n and w in _SMALL_WORDS else w[:1].upper() + w[1:] for n, w in enumerate(words))


def _fill(frame: str, sort: str, countries: list[Country], rng: Random) -> str:
    one, two = rng.sample(countries, 2)
    values = _values(one, "", rng) | _values(two, "2", rng)
    given, surname = _invented(rng.choice((one, two)), countries, rng)
    values |= {
        "person3": f"{given} {surname}",
        "surname3": surname,
        "num": str(rng.choice((rng.randint(3, 19), 10 * rng.randint(2, 90)))),
        "small": rng.choice(("two", "three", "four", "five", "six", "eight", "ten", "12", "15")),
        "age": str(rng.randint(24, 93)),
        "ordinal": rng.choice(("second", "third", "fourth", "fifth", "sixth")),
        "score": f"{rng.randint(1, 4)}-{rng.randint(0, 1)}",
        "month": rng.choice(_MONTHS),
        "weekday": rng.choice(_WEEKDAYS),
        "day": str(rng.randint(1, 28)),
        "year": str(rng.randint(1991, 2026)),
        "birth": str(rng.randint(1931, 1990)),
    }
    frame = _BARE.sub(lambda match: f"{match[1]}{{the{match[2]}}}", frame) if sort != "headline" else frame
    text = _SLOT.sub(lambda match: values[match[1]], frame)
    text = text[:1].upper() + text[1:].replace("s's ", "s' ")
    text = re.sub(r"\b([Aa]) (?=[AEIO]\w)", r"\1n ", text)
    return re.sub(r"\bA (?=[AEIO])", "An ", re.sub(r"(?<![\w.])(a) (?=(?:8|11|18)\b|80)", r"\1n ", text))


def _values(country: Country, mark: str, rng: Random) -> dict[str, str]:
    """Return what fills the slots of one country; ``mark`` tells the second country's slots from the first's."""
    if country.people:
        person = rng.choice(country.people)
        title, given, surname = person
    else:
        title, (given, surname) = "President", _invented(country, [country], rng)
    return {
        f"country{mark}": country.name,
        f"the{mark}": f"the {country.name}" if country.takes_article else country.name,
        f"adj{mark}": country.adjective,
        f"capital{mark}": country.capital,
        f"city{mark}": rng.choice((country.capital, *country.cities)),
        f"title{mark}": title,
        f"title_lower{mark}": title.lower(),
        f"surname{mark}": surname,
        f"person{mark}": f"{given} {surname}",
    }


def _invented(country: Country, countries: list[Country], rng: Random) -> tuple[str, str]:
    """Return a given name and a surname that need not belong together, of one country where it has several persons."""
    people = (
        country.people
        if len(country.people) >= 2
        else tuple(p for c in rng.sample(countries, min(6, len(countries))) for p in c.people)
    )
    if len(people) < 2:
        return rng.choice(("Maria", "Josef", "Amina", "Tariq", "Ingrid")), rng.choice(
            ("Lindqvist", "Okafor", "Haddad", "Petrov")
        )
    one, two = rng.sample(people, 2)
    return one.given, two.surname
