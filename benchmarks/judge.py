"""Take over a reader's verdicts: ``python -m benchmarks.judge SCRATCH/pending.tsv``.

The benchmark of right text writes ``pending.tsv`` with ``?`` in its first column; the reader puts ``right``, ``neutral`` or
``wrong`` there. Rows still at ``?`` stay unjudged.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from benchmarks.common import VERDICTS
from corrector.evaluation.facts import read_rows
from corrector.evaluation.right_text import Place, Verdict, read_place, read_verdicts, write_verdicts


def take_over(pending: Path, folder: Path = VERDICTS) -> Counter[str]:
    """Add the verdicts of a list to the files of their sources; return how many each got.

    Raises:
        ValueError: a verdict is none of the three.
    """
    given: dict[str, dict[Place, Verdict]] = {}
    for row in read_rows(pending):
        if row["verdict"] != "?":
            given.setdefault(row["source"], {})[read_place(row)] = Verdict(row["verdict"])
    for source, verdicts in given.items():
        path = folder / f"{source}.tsv"
        comment = (
            f"Verdicts on {source}: right, neutral or wrong. A cure of - marks a finding; offsets count from the"
            " start of the line."
        )
        write_verdicts(path, read_verdicts(path) | verdicts, comment=comment)
    return Counter({source: len(verdicts) for source, verdicts in given.items()})


def main() -> None:
    """Read the list named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pending", type=Path)
    for source, count in sorted(take_over(parser.parse_args().pending).items()):
        print(f"{source}: {count} verdicts")


if __name__ == "__main__":
    main()
