"""Names: foreign forms in English carriers, English forms left alone, foreign forms left where they belong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.common import FACTS, Report, Table, document, frequency, pipeline
from corrector.evaluation.facts import read_rows
from corrector.evaluation.gold import Gold, score
from corrector.evaluation.names import (
    Form,
    belonging,
    carry,
    cities,
    demonyms,
    distinct,
    english_carriers,
    is_collision,
    languages,
    territories,
)
from corrector.types import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.common import Context
    from corrector.evaluation.facts import Facts
    from corrector.pipeline import Pipeline

KINDS = ("territory", "language", "demonym", "city")
LIMIT = 3.3
"""Zipf frequency in English text from which a form counts as a collision: one occurrence in 500,000 words."""

COLLISIONS = FACTS / "collisions.tsv"
DISPLAY_STRINGS = frozenset({"HK", "MO"})
"""Territories that CLDR calls by an administrative description, which no prose uses."""

SHOWN = 40


def run(context: Context) -> Report:
    """Run every carrier."""
    facts = context.facts()
    every = _forms(facts)
    reasons = {form: reason for form in every if (reason := _reason(form, every))}
    _write_collisions(reasons)
    forms = [form for form in every if form not in reasons]
    details: dict[str, Any] = {}
    with pipeline() as made:
        tables = (
            _cured(made, forms, reasons, details),
            _unchanged(made, forms, facts, details),
        )
        if context.scratch is not None:
            context.scratch.mkdir(parents=True, exist_ok=True)
            whole = json.dumps(details, ensure_ascii=False, indent=1)
            (context.scratch / "names.json").write_text(whole, encoding="utf-8")
        return Report("names", made.signature, tables, {name: rows[:SHOWN] for name, rows in details.items()})


def _forms(facts: Facts) -> list[Form]:
    import pycountry

    places = {
        one.alpha_2: tuple(
            dict.fromkeys(name for key in ("name", "common_name", "official_name") if (name := getattr(one, key, "")))
        )
        for one in pycountry.countries
        if one.alpha_2 not in DISPLAY_STRINGS
    }
    spoken = {
        one.alpha_2: tuple(part.strip() for part in one.name.split(";"))
        for one in pycountry.languages
        if hasattr(one, "alpha_2")
    }
    return distinct(
        (
            *territories(facts.countries, places),
            *languages(sorted(spoken), spoken),
            *demonyms(facts.countries),
            *cities(read_rows(FACTS / "cities.tsv")),
        )
    )


def _reason(form: Form, every: Sequence[Form]) -> str:
    return _by_hand().get(form.text.casefold(), "") or is_collision(
        form, frequency=frequency, english=_english(every) - {one.casefold() for one in form.accept}, limit=LIMIT
    )


_ENGLISH: set[str] = set()


def _english(every: Sequence[Form]) -> set[str]:
    if not _ENGLISH:
        _ENGLISH.update(name.casefold() for form in every for name in form.accept)
    return _ENGLISH


def _by_hand() -> dict[str, str]:
    """Return forms that a reader put on the list: English names of the past, English words and names that are rare."""
    return {row["form"].casefold(): row["reason"] for row in read_rows(FACTS / "collisions-by-hand.tsv")}


def _write_collisions(reasons: dict[Form, str]) -> None:
    lines = [
        "# Foreign forms left out of the benchmark of names, and why. Written by the benchmark from",
        f"# collisions-by-hand.tsv, the English names in its own lists, and Zipf frequencies of {LIMIT} or more.",
        "kind\tlanguage\tform\treason",
    ]
    lines += sorted(f"{form.kind}\t{form.language}\t{form.text}\t{reason}" for form, reason in reasons.items())
    COLLISIONS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cured(made: Pipeline, forms: Sequence[Form], reasons: dict[Form, str], details: dict[str, Any]) -> Table:
    carriers = [carry(form) for form in forms]
    results = made.run(document(one.gold.document.id, one.gold.document.text) for one in carriers)
    rows = {kind: [0, 0, 0, 0] for kind in KINDS}
    for (form, gold), result in zip(carriers, results, strict=True):
        (mark,) = score(Gold(result.document, gold.marks), result).marks
        is_flagged = mark.found and not mark.cured and not mark.changed
        rows[form.kind] = [
            old + new for old, new in zip(rows[form.kind], (1, mark.cured, is_flagged, mark.changed), strict=True)
        ]
        if not mark.cured:
            changed = f" -> {result.corrected}" if mark.changed else ""
            details.setdefault(f"{form.kind} not cured", []).append(f"{form.language}: {result.document.text}{changed}")
    left_out = [sum(form.kind == kind for form in reasons) for kind in KINDS]
    body: tuple[tuple[str | int | float, ...], ...] = tuple(
        (kind, *counts, round(100 * counts[1] / counts[0], 1), left)
        for (kind, counts), left in zip(rows.items(), left_out, strict=True)
    )
    columns = ("kind", "forms", "cured", "flagged, not cured", "wrongly changed", "cured %", "collisions left out")
    note = "Each distinct foreign form once. Collisions are listed in benchmarks/data/collisions.tsv."
    return Table("Foreign forms in English sentences", columns, body, note)


def _unchanged(made: Pipeline, forms: Sequence[Form], facts: Facts, details: dict[str, Any]) -> Table:
    listed = (FACTS / "foreign_belongs.txt").read_text(encoding="utf-8").splitlines()
    groups = {
        "English names": english_carriers(forms),
        "office holders and organizations": list(_known(facts)),
        "foreign form belongs, made": belonging(forms),
        "foreign form belongs, listed": [
            Document(f"line {number}", line) for number, line in enumerate(listed) if not line.startswith("#")
        ],
    }
    rows = []
    for name, documents in groups.items():
        changed = _changed(made, documents)
        details[f"{name}: changed"] = changed
        rows.append((name, len(documents), len(changed), round(100 * (1 - len(changed) / len(documents)), 2)))
    return Table("Names that must stay", ("carriers", "documents", "changed", "unchanged %"), tuple(rows))


def _known(facts: Facts) -> Iterable[Document]:
    for one in facts.leaders:
        yield Document(one.name, f"{one.country.adjectives[0]} {one.office} {one.name} spoke first.")
        yield Document(f"{one.name} alone", f"The letter from {one.name} was read aloud.")
    for names in facts.organizations:
        for name in names:
            yield Document(name, f"The head of the {name} called for calm.")


def _changed(made: Pipeline, documents: Sequence[Document]) -> list[str]:
    results = made.run(document(one.id, one.text) for one in documents)
    return [f"{result.document.text} -> {result.corrected}" for result in results if result.edits]
