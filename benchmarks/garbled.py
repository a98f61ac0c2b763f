"""Garbled articles that nobody looked at while developing: real machine translation and damage of the project's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.common import GARBLED, Report, Table, document, pipeline
from corrector.config import Profile
from corrector.evaluation.gold import TIERS, Gold, read_gold, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.common import Context
    from corrector.pipeline import Pipeline


def run(_: Context, *, make: Callable[[Profile], Pipeline] = pipeline) -> Report:
    """Score every article at every profile; ``make`` says with what."""
    rows: list[tuple[str | int | float, ...]] = []
    signature = ""
    for profile in Profile:
        with make(profile) as made:
            signature = made.signature if profile is Profile.BALANCED else signature
            for path in sorted(GARBLED.glob("article-*[0-9].txt")):
                marks, keep = path.with_suffix(".gold.jsonl"), path.with_suffix(".keep.txt")
                read = read_gold(path, marks=marks, keep=keep)
                gold = Gold(document(path.stem, read.document.text), read.marks, read.keep)
                scored = score(gold, next(made.run([gold.document])))
                counts = [f"{one.cured}/{one.found}/{one.marks}" for one in map(scored.tally, TIERS)]
                whole = (scored.tally().changed, len(scored.unasked), len(scored.stray), len(scored.damaged))
                rows.append((profile, path.stem, *counts, *whole))
    columns = ("profile", "article", *TIERS, "changed", "unasked", "stray findings", "names damaged")
    note = "Each tier: marks cured / found / all. Half of the sentences went through Apertium English-Spanish-English."
    return Report("garbled", signature, (Table("Garbled articles", columns, tuple(rows), note),))
