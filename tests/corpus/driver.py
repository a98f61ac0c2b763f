"""Run one corpus job in a process of its own, so that a test can kill it: the job's options come as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus_fakes

from corrector.corpus import rowgroups, run
from corrector.corpus.batch import Operation
from corrector.corpus.plan import Job
from corrector.errors import CorrectorError


def main(options: dict[str, object]) -> int:
    run._COMMIT_SECONDS = 0.05  # many commits, so that kills fall between and into them
    rowgroups.ROW_GROUP_BYTES = 1 << 19
    pipeline = corpus_fakes.PIPELINES[str(options.pop("pipeline"))]
    inputs = tuple(options.pop("inputs"))  # type: ignore[call-overload]
    operation = Operation(str(options.pop("operation", "clean")))
    try:
        summary = run.run(Job(inputs=inputs, pipeline=pipeline, operation=operation, **options))  # type: ignore[arg-type]
    except CorrectorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    print(json.dumps({"records": summary.tally.records, "failed": summary.tally.failed}))
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
