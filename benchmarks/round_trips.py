"""Make the test set of whole round trips: what engines made of unseen documents, with the original as the reference.

    python -m benchmarks.round_trips --data DIR --cache DIR [--cache DIR] --out FILE

Unlike the test sets of ``corrector train data``, nothing an engine did is put back: all that differs from the original is
marked, the greater part of it not wrong or not to be known from the English. ``by`` of a span says which: ``recoverable``
and ``unrecoverable`` are surely wrong by the filter that makes training material, ``different`` need not be wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corrector.training import resources
from corrector.training.align import align, garbled_span, right_text
from corrector.training.engines.cache import read_cache
from corrector.training.mix import ROUND_TRIP_ENGINES, UNSEEN_ENGINES
from corrector.training.recoverable import Setting, judge
from corrector.training.rewriter.examples import damage
from corrector.training.roundtrip import kind_of
from corrector.training.shards import write_rows
from corrector.training.sources import digest
from corrector.training.testsets import Held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.training.align import Alignment, TokenEdit
    from corrector.training.recoverable import Verdict
    from corrector.training.resources import Resources

ENGINES = (*ROUND_TRIP_ENGINES, *UNSEEN_ENGINES)
NEURAL = frozenset({"nmt-por"})


def rows(
    held: Held, caches: Sequence[Path], known: Resources, *, each: int, each_neural: int
) -> Iterator[dict[str, Any]]:
    """Yield up to so many round trips of every engine, drawn by the hash of the original.

    Of the neural engine more are asked for: little of what it does is surely wrong.
    """
    for engine in ENGINES:
        pairs = {right: garbled for cache in caches for right, garbled in read_cache(cache, engine)}
        chosen = sorted((text for text in pairs if text in held.by_text), key=lambda text: digest(f"order {text}"))
        for right in [text for text in chosen if pairs[text] and pairs[text] != text][
            : each_neural if engine in NEURAL else each
        ]:
            yield row(pairs[right], right, engine, known)


def row(garbled: str, right: str, engine: str, known: Resources) -> dict[str, Any]:
    """Return one round trip as a row of a test set."""
    found = align(garbled, right)
    return {
        "id": f"{engine}-{digest(right)}",
        "text": garbled,
        "right": right,
        "spans": [_span(garbled, right, found, edit, known) for edit in found.edits],
        "origin": "whole round-trip",
        "source": engine,
    }


def _span(garbled: str, right: str, found: Alignment, edit: TokenEdit, known: Resources) -> dict[str, Any]:
    kind = kind_of(edit, found, known)
    placed = damage(garbled, garbled_span(found, edit, garbled), right_text(found, edit, right))
    by = _name(judge(kind, Setting(found, edit, known)))
    return {"start": placed.span.start, "end": placed.span.end, "kind": kind, "cure": placed.cure, "by": by}


def _name(verdict: Verdict) -> str:
    if not verdict.wrong:
        return "different"
    return "recoverable" if verdict.recoverable else "unrecoverable"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the set; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.round_trips", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of development data")
    parser.add_argument("--cache", type=Path, action="append", required=True, help="folder of engines' round trips")
    parser.add_argument("--out", type=Path, required=True, help="the file, ending in .jsonl.gz")
    parser.add_argument("--each", type=int, default=400, help="round trips of each engine")
    parser.add_argument("--each-neural", type=int, default=3000, help="round trips of the neural engine")
    chosen = parser.parse_args(arguments)
    made = list(
        rows(
            Held(chosen.data),
            chosen.cache,
            resources.load(chosen.data),
            each=chosen.each,
            each_neural=chosen.each_neural,
        )
    )
    write_rows(chosen.out, made)
    print(f"{len(made)} round trips")
    return 0


if __name__ == "__main__":
    sys.exit(main())
