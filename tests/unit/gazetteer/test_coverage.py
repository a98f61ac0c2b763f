"""How many foreign forms give the right English: territories, languages, demonyms, cities.

A form that English shares is no foreign form, and one on the published list of collisions is cured only in context; both
are left out here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corrector.gazetteer.inflect import demonym_forms
from corrector.gazetteer.sources import SOURCES, Row, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corrector.gazetteer import Gazetteer

LOCALES = ("fr", "es", "de", "it", "pt", "nl", "pl", "tr")


def share(gazetteer: Gazetteer, cases: Iterable[tuple[str, set[str]]]) -> tuple[float, int]:
    """Return the share of foreign forms whose first reading is one of the English forms, and how many forms counted."""
    cured = counted = 0
    for form, english in cases:
        readings = gazetteer.lookup(form)
        if gazetteer.is_name(form) or (readings and readings[0].collides):
            continue
        counted += 1
        cured += bool(readings) and readings[0].english in english
    return cured / max(counted, 1), counted


@pytest.mark.parametrize("language", LOCALES)
def test_territories(gazetteer: Gazetteer, language: str) -> None:
    babel = pytest.importorskip("babel", reason="the names to try come from Babel")
    names = {country.code: country.name for country in gazetteer.countries}
    territories = babel.Locale.parse(language).territories
    cases = [(form, {names[code]}) for code, form in territories.items() if code in names]
    found, counted = share(gazetteer, cases)
    assert counted > 100
    assert found >= 0.99


@pytest.mark.parametrize("language", LOCALES)
def test_languages(gazetteer: Gazetteer, language: str) -> None:
    babel = pytest.importorskip("babel", reason="the names to try come from Babel")
    english = babel.Locale.parse("en").languages
    cases = [
        (form, {english[code]})
        for code, form in babel.Locale.parse(language).languages.items()
        if re.fullmatch("[a-z]{2}", code) and code in english
    ]
    found, counted = share(gazetteer, cases)
    assert counted > 80
    assert found >= 0.92


@pytest.mark.parametrize("language", ["fr", "es", "de", "it", "pt"])
def test_demonyms(gazetteer: Gazetteer, language: str) -> None:
    rows = read_source(SOURCES / "demonyms_foreign.tsv").rows
    assert len(rows) >= 180
    cases = []
    for row in rows:
        country = gazetteer.country(row.one("code"))
        english = {*country.adjectives, *country.nouns, *country.plurals, country.name}
        for cell in row.many(language):
            cases += [(form, english) for form, _ in demonym_forms(cell, language)]
    found, counted = share(gazetteer, cases)
    assert counted > 1000
    assert found >= 0.97


def _city_cases(rows: Iterable[Row]) -> dict[str, set[str]]:
    cases: dict[str, set[str]] = {}
    for row in rows:
        for language in LOCALES:
            for form in row.many(language):
                cases.setdefault(form, set()).add(row.one("name"))
    return cases


def test_cities(gazetteer: Gazetteer) -> None:
    cases = _city_cases(read_source(SOURCES / "exonyms_cities.tsv").rows)
    found, counted = share(gazetteer, cases.items())
    assert counted >= 400
    assert found >= 0.95
