"""Kill runs and workers at random moments, break inputs and disks: nothing is lost, doubled or reordered."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.jobs import children, records, start, write

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds workers through /proc")

KILLS = 10  # for each pair of formats, at most
FEWEST_KILLS = 3
RECORDS = 3000
PAIRS = (
    ("in.jsonl", "out.jsonl"),
    ("in.jsonl.gz", "out.jsonl.gz"),
    ("in.csv", "out.jsonl.zst"),
    ("in.tsv", "out.csv"),
    ("in.parquet", "out.parquet"),
    ("in.wet.gz", "out.parquet"),
    ("in.txt", "out.csv.gz"),
)


@pytest.fixture
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A corpus in the format that the test asks for; in JSON Lines some lines are no records."""
    path = write(tmp_path / str(request.param), records(RECORDS))
    if path.suffix == ".jsonl":
        lines = path.read_text().split("\n")
        for place, bad in (
            (100, '{"text": "cut'),
            (900, '{"id": "n", "text": 5}'),
            (901, '{"id": "m"}'),
            (2000, "[1, 2]"),
        ):
            lines[place] = bad
        path.write_text("\n".join(lines))
    return path


def digest(output: Path) -> dict[str, str]:
    """Return the digests of what a run wrote."""
    beside = output.parent / f"{output.name}.report"
    stem = output.name.split(".")[0]
    files = [*output.parent.glob(f"{stem}*"), *beside.glob("*.jsonl*"), *beside.glob("dropped*")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()}


def options_for(source: Path, output: Path) -> dict[str, Any]:
    output.parent.mkdir()
    return {
        "inputs": [str(source)],
        "output": str(output),
        "pipeline": "slow",
        "workers": 2,
        "drop_above": 0.17,
        "lines": True,
        "shard_records": 1100 if output.suffix == ".gz" else 0,
    }


def kill_until_done(options: dict[str, Any], draw: random.Random) -> list[tuple[str, int]]:
    """Start a run again and again, killing it or a worker at random moments; let it end after enough kills.

    Return what was killed, and how many bytes of the outputs had been written by then.
    """
    kills: list[tuple[str, int]] = []
    while True:
        process = start({**options, "resume": True})
        while len(kills) < KILLS and process.poll() is None:
            before = written(Path(options["output"]))
            at_start = draw.random() < 0.15
            while not at_start and written(Path(options["output"])) <= before and process.poll() is None:
                time.sleep(0.005)
            time.sleep(draw.uniform(0.0, 0.4))
            if process.poll() is not None:
                break
            workers = children(process.pid)
            kills.append(("worker" if workers and draw.random() < 0.5 else "run", written(Path(options["output"]))))
            with suppress(ProcessLookupError):
                os.kill(draw.choice(workers) if kills[-1][0] == "worker" else process.pid, signal.SIGKILL)
        out, err = process.communicate(timeout=300)
        if process.returncode == 0:
            assert json.loads(out)["records"] == RECORDS
            return kills
        assert process.returncode == -signal.SIGKILL, err


def written(output: Path) -> int:
    """Return the bytes written so far, of all shards, and what waits to become a row group."""
    files = [*output.parent.glob("out*"), *output.parent.glob("*.report/work/*")]
    total = 0
    for path in files:
        with suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total


@pytest.mark.slow
@pytest.mark.parametrize(("source", "output"), PAIRS, indirect=["source"])
def test_a_run_killed_at_any_moment_goes_on_to_the_same_output(source: Path, output: str, tmp_path: Path) -> None:
    process = start(options_for(source, tmp_path / "whole" / output))
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    kills = kill_until_done(options_for(source, tmp_path / "killed" / output), random.Random(output))
    runs = sum(what == "run" for what, _ in kills)
    moments = sorted({size for _, size in kills})
    print(f"{source.name} to {output}: killed {runs} runs and {len(kills) - runs} workers, at {moments} bytes")
    # How many kills find the run at work depends on the machine; a run that was hardly killed shows nothing.
    assert len(kills) >= FEWEST_KILLS, "the run ended before it was killed often enough"
    assert len(moments) > 1, "the kills did not fall into the work"
    expected = digest(tmp_path / "whole" / output)
    assert digest(tmp_path / "killed" / output) == expected
    assert len(expected) >= 3
    one, other = (
        json.loads((tmp_path / folder / f"{output}.report/report.json").read_text()) for folder in ("whole", "killed")
    )
    for timed in ("seconds", "records_per_second", "words_per_second", "edits_per_second", "slowest", "output"):
        del one[timed], other[timed]
    assert one == other
    left = [path for path in (tmp_path / "killed").rglob("*") if path.suffix in {".part", ".spool", ".groups", ".new"}]
    assert left == []
