"""Run one corpus job in a process of its own, so that a test can kill it: the job's options come as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from corrector.corpus import delimited, documents, parquet, rowgroups, run, textlines
from corrector.corpus.batch import Operation
from corrector.corpus.plan import Job
from corrector.errors import CorrectorError
from tests.corpus import fakes


def main(options: dict[str, Any]) -> int:
    run._COMMIT_SECONDS = 0.05  # many commits, so that kills fall between and into them
    for module in (delimited, documents, parquet, textlines):
        vars(module)["CHUNK"] = 1 << 13  # and many batches
    rowgroups.ROW_GROUP_BYTES = 1 << 17
    pipeline = fakes.PIPELINES[options.pop("pipeline")]
    operation = Operation(options.pop("operation", "clean"))
    inputs = tuple(options.pop("inputs"))
    try:
        summary = run.run(Job(inputs=inputs, pipeline=pipeline, operation=operation, **options))
    except CorrectorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    print(json.dumps({"records": summary.tally.records, "failed": summary.tally.failed}))
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
