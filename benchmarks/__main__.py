"""Run the benchmarks and record what they say."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.common import Context, record
from corrector.errors import CorrectorError

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS = ("gold", "twins", "garbled", "right_text", "names", "non_english", "speed")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of development data")
    parser.add_argument("--only", action="append", choices=PARTS, help="run this part (may be repeated)")
    parser.add_argument("--split", choices=("dev", "test"), default="test", help="twins of which split")
    parser.add_argument("--scratch", type=Path, help="folder for lists with text that may not be committed")
    parser.add_argument("--no-record", action="store_true", help="print only")
    chosen = parser.parse_args(arguments)
    context = Context(chosen.data, chosen.scratch)
    status = 0
    for part in chosen.only or PARTS:
        started = time.perf_counter()
        module = importlib.import_module(f"benchmarks.{part}")
        try:
            report = module.run(context, split=chosen.split) if part == "twins" else module.run(context)
        except CorrectorError as error:
            print(f"{part}: {error}", file=sys.stderr)
            status = 3
            continue
        if not chosen.no_record:
            record(report)
        print(report.markdown(f"in {time.perf_counter() - started:.0f} s"))
    return status


if __name__ == "__main__":
    sys.exit(main())
