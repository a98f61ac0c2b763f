"""Twins: seeded instances of every family of damage, and their undamaged twins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.common import Report, Table, document, pipeline
from corrector.evaluation.gold import Gold, score
from corrector.evaluation.twins import FAMILIES, FamilyScore, make_twins, tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.common import Context
    from corrector.evaluation.facts import Facts
    from corrector.evaluation.twins.cases import Twin
    from corrector.pipeline import Pipeline

COUNT = 50
SHOWN = 4  # failures recorded a family; all of them go to the scratch folder


def run(context: Context, *, split: str = "test", seed: int = 0, make: Callable[[], Pipeline] = pipeline) -> Report:
    """Score every family of one split; ``make`` says with what."""
    facts = context.facts()
    details: dict[str, Any] = {}
    with make() as made:
        scores = [_family(family, facts, split, seed, made, details) for family in FAMILIES]
        signature = made.signature
    total = FamilyScore("all", *(sum(column) for column in zip(*(one[1:] for one in scores), strict=True)))
    rows = tuple((*one, _percent(one.cured, one.twins)) for one in (*scores, total))
    columns = ("family", "twins", "cured", "flagged, not cured", "wrongly changed", "right twin changed", "cured %")
    note = f"Split `{split}`, seed {seed}. {'For development.' if split == 'dev' else 'For reporting only.'}"
    part = "twins" if split == "test" else f"twins-{split}"
    if context.scratch is not None:
        context.scratch.mkdir(parents=True, exist_ok=True)
        whole = json.dumps(details, ensure_ascii=False, indent=1)
        (context.scratch / f"{part}.json").write_text(whole, encoding="utf-8")
    shown = {family: failures[:SHOWN] for family, failures in details.items()}
    return Report(part, signature, (Table(f"Twins, {split} split", columns, rows, note),), shown)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _family(family: str, facts: Facts, split: str, seed: int, made: Pipeline, details: dict[str, Any]) -> FamilyScore:
    twins = make_twins(family, facts=facts, split=split, count=COUNT, seed=seed)
    damaged = made.run(document(twin.damaged.document.id, twin.damaged.document.text) for twin in twins)
    right = list(made.run(document(twin.right.id, twin.right.text) for twin in twins))
    rows = []
    for twin, result, untouched in zip(twins, damaged, right, strict=True):
        gold = Gold(result.document, twin.damaged.marks, twin.damaged.keep)
        (mark,) = (scored := score(gold, result)).marks
        is_wrong = mark.changed or bool(scored.unasked) or bool(scored.damaged)
        rows.append((mark.cured, mark.found, is_wrong, bool(untouched.edits)))
        if not mark.cured or untouched.edits:
            details.setdefault(family, []).append(_failure(twin, result.corrected, rows[-1], untouched.corrected))
    return tally(family, rows)


def _failure(twin: Twin, corrected: str, row: tuple[bool, bool, bool, bool], right: str) -> dict[str, Any]:
    (mark,) = twin.damaged.marks
    failure: dict[str, Any] = {"operator": twin.operator, "wrong": mark.original, "accept": mark.accept[0]}
    failure["outcome"] = "cured" if row[0] else "wrong" if row[2] else "flagged" if row[1] else "missed"
    failure["text"] = twin.damaged.document.text
    if corrected != failure["text"]:
        failure["corrected"] = corrected
    if row[3]:
        failure["right twin changed to"] = right
    return failure
