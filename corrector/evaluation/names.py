"""Names in English carrier sentences: foreign forms to cure, English forms to leave, foreign forms that belong.

Forms come from CLDR (territories, languages) and from lists kept apart from the gazetteer (demonyms, cities). A form that
is also an English word or name is a collision: it is left out, and the list of those left out is published.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from corrector.evaluation.frames import WEEKDAYS
from corrector.evaluation.gold import Gold, Mark
from corrector.types import Document, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from corrector.evaluation.facts import Country

LANGUAGES = ("fr", "es", "de", "it", "pt", "nl", "pl", "tr")


class Form(NamedTuple):
    """A foreign form, its language, and the forms English prose uses instead."""

    kind: str
    language: str
    text: str
    accept: tuple[str, ...]


class Carrier(NamedTuple):
    """An English sentence or two with a name in it."""

    form: Form
    gold: Gold


PLACE_FRAMES = (
    "The company opened an office in {site} last spring.",
    "She grew up in {site} and studied in Boston.",
    "Heavy rain fell across {site} on {weekday}.",
    "Few tourists travel to {site} in winter.",
    "He flew to {site} for the funeral of an old friend.",
    "A team of doctors from {site} arrived on {weekday}.",
    "The minister returned from {site} on {weekday}.",
    "Prices in {site} have risen faster than wages.",
    "The orchestra will play in {site} in the autumn.",
    "They spent the summer near {site} with their children.",
)

LANGUAGE_FRAMES = (
    "The book was translated into {site} last year.",
    "She speaks {site} and English.",
    "Lessons in {site} begin in September.",
    "Most people in the valley speak {site} at home.",
    "The radio station broadcasts in {site} and English.",
    "The poem was first written in {site}.",
    "He learned {site} as a child.",
    "The letter was in {site}, so nobody could read it.",
)

PEOPLE_FRAMES = (
    "The {site} government has not yet replied.",
    "She married the {site} painter in the spring.",
    "Exports of {site} coffee rose by {number} percent.",
    "The {site} embassy will stay closed until {weekday}.",
    "He wrote a book about {site} history.",
    "Two {site} soldiers were hurt on {weekday}.",
    "The {site} team won the match in the last minute.",
    "Critics praised the {site} film.",
)

FRAMES = {"territory": PLACE_FRAMES, "city": PLACE_FRAMES, "language": LANGUAGE_FRAMES, "demonym": PEOPLE_FRAMES}

# Where a foreign form belongs, by language: names of companies, titles, quotations, streets, clubs. {site} is a place.
BELONGS: dict[str, tuple[str, ...]] = {
    "fr": (
        "She worked for Radio {site} for ten years.",
        "The film “{site}, mon amour” opens on {weekday}.",
        "“Vive {site} !” the crowd shouted.",
        "The office is at 14 rue de {site} in Lyon.",
        "The Hôtel {site} will close for the winter.",
        "Compagnie Générale {site} S.A. reported a loss.",
    ),
    "es": (
        "She worked for Banco {site} for ten years.",
        "The novel “Adiós, {site}” won the prize.",
        "“¡Viva {site}!” the crowd shouted.",
        "The office is at 14 Calle {site} in Madrid.",
        "Deportivo {site} won the match on {weekday}.",
        "The newspaper La Voz de {site} first told the story.",
    ),
    "de": (
        "She worked for {site} Versicherung AG for ten years.",
        "The song “Lieder aus {site}” was played on {weekday}.",
        "“Ich liebe {site}”, he said in German.",
        "They stayed at the Gasthof {site} near the lake.",
        "SV {site} won the match on {weekday}.",
    ),
    "it": (
        "She worked for Assicurazioni {site} S.p.A. for ten years.",
        "The opera “Addio, {site}” was sung on {weekday}.",
        "“Viva {site}!” the crowd shouted.",
        "The office is at 14 Via {site} in Bari.",
        "They met at the Caffè {site} in the old town.",
    ),
    "pt": (
        "She worked for Rádio {site} for ten years.",
        "The song “Saudades de {site}” was played on {weekday}.",
        "“Viva {site}!” the crowd shouted.",
        "The office is at 14 Rua {site} in Porto.",
        "Sporting Clube {site} won the match on {weekday}.",
    ),
    "nl": (
        "The song “Groeten uit {site}” was played on {weekday}.",
        "“Ik hou van {site}”, she said in Dutch.",
        "They met at Grand Café {site} in the old town.",
        "The firm {site} Verzekeringen N.V. reported a loss.",
    ),
    "pl": (
        "“Kocham {site}”, she said in Polish.",
        "The film “Moja {site}” opens on {weekday}.",
        "The firm {site} Sp. z o.o. reported a loss.",
    ),
    "tr": (
        "The office is on {site} Caddesi in Izmir.",
        "The film “Elveda {site}” opens on {weekday}.",
        "“Yaşasın {site}!” the crowd shouted.",
        "The firm {site} Holding A.Ş. reported a loss.",
    ),
}


def _english(name: str) -> Iterator[str]:
    """Yield the ways prose writes a display name: ``Myanmar (Burma)``, ``Congo - Kinshasa``, ``St. Lucia``."""
    plain = name.replace(" & ", " and ")
    yield plain
    if "(" in plain:
        head, _, inside = plain.partition(" (")
        yield from (head, inside.rstrip(")"))
    if plain.startswith("St. "):
        yield from ("Saint " + plain[4:], "St " + plain[4:])
    if " - " in plain:
        head, _, tail = plain.partition(" - ")
        yield from (head, f"{head}-{tail}", f"{tail} {head}")


def _prose(name: str) -> tuple[str, ...]:
    """Return the names in a display name such as ``Myanmar (Birmanie)``."""
    head, _, inside = name.partition(" (")
    return (head, inside.rstrip(")")) if inside else (name,)


def english_forms(name: str, others: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the forms of a place's name that count as English, each also with an article.

    >>> english_forms("Congo - Kinshasa", ["DR Congo"])[:4]
    ('Congo - Kinshasa', 'Congo', 'Congo-Kinshasa', 'Kinshasa Congo')
    """
    forms = dict.fromkeys(form for one in (name, *others) for form in _english(one))
    return tuple(dict.fromkeys((*forms, *(f"the {form}" for form in forms if not form.startswith("the ")))))


def territories(countries: Sequence[Country], extra: Mapping[str, Sequence[str]]) -> Iterator[Form]:
    """Yield CLDR's names of ISO 3166 territories; ``extra`` holds further English names by code."""
    from babel import Locale

    known = {country.code.upper(): country.names for country in countries}
    english = Locale("en").territories
    for language in LANGUAGES:
        names = Locale(language).territories
        for code in sorted(extra):
            if code in names and code in english:
                accept = english_forms(english[code], (*known.get(code, ()), *extra[code]))
                for text in _prose(names[code]):
                    yield Form("territory", language, text, accept)


def languages(codes: Sequence[str], extra: Mapping[str, Sequence[str]]) -> Iterator[Form]:
    """Yield CLDR's names of languages; ``extra`` holds further English names by code."""
    from babel import Locale

    english = Locale("en").languages
    for language in LANGUAGES:
        names = Locale(language).languages
        for code in codes:
            if code in names and code in english:
                forms = tuple(
                    dict.fromkeys(form for name in (english[code], *extra.get(code, ())) for form in _english(name))
                )
                yield Form("language", language, names[code], forms)


def demonyms(countries: Sequence[Country]) -> Iterator[Form]:
    """Yield the adjectives of countries; German ones with the ending they have before a noun."""
    for country in countries:
        for language, forms in country.foreign.items():
            for form in forms:
                text = f"{form}e" if language == "de" and form.endswith("sch") else form
                yield Form("demonym", language, text, country.adjectives)


def cities(rows: Iterable[Mapping[str, str]]) -> Iterator[Form]:
    """Yield the exonyms of a table with the columns ``names`` and ``forms`` (language=form, joined by ``|``)."""
    for row in rows:
        accept = tuple(row["names"].split("|"))
        for pair in row["forms"].split("|"):
            language, _, text = pair.partition("=")
            yield Form("city", language, text, accept)


def distinct(forms: Iterable[Form]) -> list[Form]:
    """Keep each form of a kind once, joining what counts as English, and drop forms that are English already.

    One form in two languages is one form; ``congolais`` for two countries may become either.
    """
    joined: dict[tuple[str, str], Form] = {}
    for form in forms:
        before = joined.get((form.kind, form.text))
        accept = (*before.accept, *form.accept) if before else form.accept
        joined[form.kind, form.text] = (before or form)._replace(accept=tuple(dict.fromkeys(accept)))
    return [form for form in joined.values() if form.text.casefold() not in {one.casefold() for one in form.accept}]


def is_collision(form: Form, *, frequency: Callable[[str, str], float], english: set[str], limit: float) -> str:
    """Say why a form is left out: it is an English name for something else, or common in English text; or ''."""
    if form.text.casefold() in english:
        return "an English name of something else"
    if " " not in form.text and frequency(form.text, "en") >= limit:
        return f"common in English text (Zipf frequency {frequency(form.text, 'en')})"
    return ""


def carry(form: Form, *, seed: int = 0) -> Carrier:
    """Put a form into a carrier sentence of its kind; the same form gets the same sentence."""
    rng = random.Random(f"{form.kind}/{form.text}/{seed}")  # noqa: S311 - a reproducible sequence, no secret
    text = form.text
    if form.kind in {"language", "demonym"} and rng.random() < 0.5:
        text = text[0].upper() + text[1:]
    frame = rng.choice(FRAMES[form.kind])
    before, after = (_filled(piece, rng) for piece in frame.split("{site}"))
    mark = Mark(Span(len(before), len(before) + len(text)), text, form.accept, form.kind, "must_fix")
    return Carrier(form, Gold(Document(f"{form.kind}/{form.language}/{form.text}", before + text + after), (mark,)))


def _filled(piece: str, rng: random.Random) -> str:
    return piece.replace("{weekday}", rng.choice(WEEKDAYS)).replace("{number}", str(rng.randint(2, 40)))


def english_carriers(forms: Iterable[Form], *, seed: int = 0) -> list[Document]:
    """Return one document for each English form, in the same sentences."""
    documents: dict[str, Document] = {}
    for form in forms:
        for name in form.accept[:2]:
            if "(" in name or " - " in name:
                continue
            carried = carry(form._replace(text=name), seed=seed)
            before, after = carried.gold.document.text.split(carried.gold.marks[0].original, 1)
            documents.setdefault(before + name + after, Document(f"{form.kind}/{name}", before + name + after))
    return list(documents.values())


def belonging(forms: Iterable[Form], *, seed: int = 0) -> list[Document]:
    """Return documents in which a foreign form is where it belongs."""
    documents = []
    for form in forms:
        if form.kind in {"territory", "city"} and form.language in BELONGS:
            rng = random.Random(f"belongs/{form.text}/{seed}")  # noqa: S311 - a reproducible sequence, no secret
            text = _filled(rng.choice(BELONGS[form.language]), rng).replace("{site}", form.text)
            documents.append(Document(f"belongs/{form.language}/{form.text}", text))
    return documents
