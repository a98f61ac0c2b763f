"""The gold article: marks cured and found by tier, names kept, findings and edits on right text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.common import Report, Table, document, pipeline
from corrector.config import Profile
from corrector.evaluation.gold import TIERS, Gold, GoldScore, read_gold, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.common import Context
    from corrector.pipeline import Pipeline


def run(context: Context, *, make: Callable[[Profile], Pipeline] = pipeline) -> Report:
    """Score the article at every profile; ``make`` says with what."""
    base = context.path("gold", "seed-article.txt")
    read = read_gold(
        base, marks=base.with_name("seed-article.gold.jsonl"), keep=base.with_name("seed-article.keep.txt")
    )
    gold = Gold(document(read.document.id, read.document.text), read.marks, read.keep)
    rows = []
    signature = ""
    missed: list[int] = []
    for profile in Profile:
        with make(profile) as made:
            result = next(made.run([gold.document]))
        scored = score(gold, result)
        rows += _rows(profile, scored)
        if profile is Profile.BALANCED:
            signature = result.signature
            missed = [one.mark.span.start for one in scored.marks if one.mark.tier == "must_fix" and not one.cured]
    columns = ("profile", "tier", "marks", "cured", "found", "changed", "unasked", "stray findings", "names damaged")
    note = "Unasked edits, stray findings and damaged names are counted for the whole text."
    return Report(
        "gold", signature, (Table("Gold article", columns, tuple(rows), note),), {"must_fix not cured": missed}
    )


def _rows(profile: Profile, scored: GoldScore) -> list[tuple[str | int, ...]]:
    whole = (len(scored.unasked), len(scored.stray), len(scored.damaged))
    return [(profile, tier, *scored.tally(tier), *(whole if tier == TIERS[0] else ("", "", ""))) for tier in TIERS]
