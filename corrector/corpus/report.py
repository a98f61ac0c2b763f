"""What a run did, for programs (``report.json``) and for people (``report.html``, one page that needs nothing else)."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from corrector.corpus import page
from corrector.corpus.tally import BINS

if TYPE_CHECKING:
    from pathlib import Path

    from corrector.corpus.plan import Plan
    from corrector.corpus.run import Summary

_REPAIRS_SHOWN = 100


def write(plan: Plan, summary: Summary) -> None:
    """Write both reports into the run's folder."""
    facts = describe(plan, summary)
    text = json.dumps(facts, indent=2)
    _replace(plan.beside("report.json"), text.encode() + b"\n")
    _replace(plan.beside("report.html"), page.render(facts).encode("utf-8", "replace"))


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def describe(plan: Plan, summary: Summary) -> dict[str, Any]:
    """Return the report's facts as JSON values; all but ``seconds``, the rates and ``slowest`` are alike in every run."""
    tally = summary.tally
    seconds = max(summary.seconds, 1e-9)
    return {
        "version": 1,
        "operation": str(plan.job.operation),
        "inputs": list(plan.job.inputs),
        "sources": len(plan.sources),
        "bytes_read": sum(source.size for source in plan.sources),
        "output": plan.destination,
        "settings": plan.job.settings.describe(),
        "records": tally.records,
        "written": tally.records - tally.dropped - tally.unheld,
        "dropped": tally.dropped,
        "failed": tally.failed,
        "failed_and_kept_in_errors": tally.unheld,
        "words": tally.words,
        "characters": tally.characters,
        "changed": tally.changed,
        "edits": tally.edits,
        "findings": tally.findings,
        "seconds": round(summary.seconds, 2),
        "records_per_second": round(tally.records / seconds, 1),
        "words_per_second": round(tally.words / seconds, 1),
        "edits_per_second": round(tally.edits / seconds, 2),
        "notes": list(summary.notes),
        "scores": {"zero": tally.perfect, "bin_width": 1 / BINS, "bins": tally.scores},
        "edits_by_kind": _ranked(tally.kinds),
        "flagged_by_kind": _ranked(tally.flagged),
        "skipped_blocks": _ranked(tally.skipped),
        "failures": _ranked(tally.reasons),
        "repairs": [_repair(key, count) for key, count in list(_ranked(tally.repairs).items())[:_REPAIRS_SHOWN]],
        "worst": [each._asdict() for each in tally.worst],
        "slowest": [each._asdict() for each in tally.slowest],
        "samples": [each._asdict() for each in tally.samples],
    }


def _ranked(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _repair(key: str, count: int) -> dict[str, Any]:
    kind, before, after = key.split("\t", 2)
    return {"kind": kind, "before": before, "after": after, "count": count}
