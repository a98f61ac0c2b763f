"""Whole runs: deadly records, full disks, resuming refused with the reason, locks, shards, folders, streams, reverting."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from corrector.backends.batches import THREADS
from corrector.config import Profile, Settings
from corrector.corpus.batch import Operation
from corrector.corpus.plan import Job
from corrector.corpus.run import run
from corrector.errors import ConfigError, CorrectorError, InputError, OutputError
from tests.corpus import fakes
from tests.corpus.jobs import FOLDER, records, start, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pa = pytest.importorskip("pyarrow", reason="the extra 'corpus' is not installed")


def job(*inputs: Path | str, output: Path | str = "", **options: Any) -> Job:
    options.setdefault("pipeline", fakes.Articles)
    return Job(inputs=tuple(str(each) for each in inputs), output=str(output), **options)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_record_that_kills_workers_is_isolated(tmp_path: Path) -> None:
    made = records(600)
    for place in (17, 18, 400):
        made[place]["text"] = f"a engine that is lethal {place}"
    source = write(tmp_path / "in.jsonl", made)
    summary = run(job(source, output=tmp_path / "out.jsonl", pipeline=fakes.Dangerous, workers=2))
    out = lines(tmp_path / "out.jsonl")
    assert [record["url"] for record in out] == [record["url"] for record in made]
    assert [place for place, record in enumerate(out) if "corrector" not in record] == [17, 18, 400]
    assert out[17] == made[17]
    errors = lines(tmp_path / "out.jsonl.report" / "errors.jsonl")
    assert [error["record"] for error in errors] == [18, 19, 401]
    assert all(error["reason"] == "kills the worker: signal 9, 3 times by itself" for error in errors)
    assert summary.failed
    assert summary.tally.failed == 3


def test_a_pipeline_that_cannot_start_says_so(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(200))
    settings = Settings(detectors=("no-such-detector",))
    with pytest.raises(ConfigError, match="no-such-detector"):
        run(Job(inputs=(str(source),), output=str(tmp_path / "out.jsonl"), settings=settings))


def test_a_run_goes_on_only_as_what_it_was(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(2000))
    options: dict[str, Any] = {"inputs": [str(source)], "output": str(tmp_path / "out.jsonl"), "pipeline": "slow"}
    process = start(options)
    while not (tmp_path / "out.jsonl.part").exists() or not (tmp_path / "out.jsonl.part").stat().st_size:
        time.sleep(0.05)
    time.sleep(0.3)
    process.kill()
    process.communicate()
    slow: dict[str, Any] = {"pipeline": fakes.Slow, "output": tmp_path / "out.jsonl"}
    with pytest.raises(OutputError, match="--resume goes on with it"):
        run(job(source, **slow))
    with pytest.raises(ConfigError, match="settings changed"):
        run(job(source, **slow, resume=True, settings=Settings(profile=Profile.SAFE)))
    with pytest.raises(ConfigError, match=r"signature changed, from .* to "):
        run(job(source, output=tmp_path / "out.jsonl", resume=True, pipeline=Renamed))
    with pytest.raises(ConfigError, match="drop above changed, from null to"):
        run(job(source, **slow, resume=True, drop_above=0.5))
    os.utime(source, ns=(1, 1))
    with pytest.raises(ConfigError, match="input files changed"):
        run(job(source, **slow, resume=True))
    assert run(job(source, **slow, overwrite=True)).tally.records == 2000


class Renamed(fakes.Articles):
    @property
    def signature(self) -> str:
        return "another model"


def test_two_runs_are_kept_apart(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(2000))
    process = start({"inputs": [str(source)], "output": str(tmp_path / "out.jsonl"), "pipeline": "slow"})
    while not (tmp_path / "out.jsonl.part").exists():
        time.sleep(0.02)
    with pytest.raises(OutputError, match="another run is writing here"):
        run(job(source, output=tmp_path / "out.jsonl", resume=True))
    with pytest.raises(OutputError, match="with another --report"):
        run(job(source, output=tmp_path / "out.jsonl", report=str(tmp_path / "elsewhere")))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err


def test_a_finished_run_is_not_done_again_and_not_overwritten(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(200))
    first = run(job(source, output=tmp_path / "out.jsonl"))
    before = (tmp_path / "out.jsonl").stat().st_mtime_ns
    again = run(job(source, output=tmp_path / "out.jsonl", resume=True))
    assert (again.tally.edits, again.tally.records) == (first.tally.edits, 200)
    assert (tmp_path / "out.jsonl").stat().st_mtime_ns == before
    with pytest.raises(OutputError, match="holds an earlier run"):
        run(job(source, output=tmp_path / "out.jsonl"))
    (tmp_path / "other.jsonl").write_text("mine")
    with pytest.raises(OutputError, match="exists already"):
        run(job(source, output=tmp_path / "other.jsonl"))
    assert (tmp_path / "other.jsonl").read_text() == "mine"


class Counted(fakes.Identity):
    """Tell in its signature how many threads its process may use."""

    @property
    def signature(self) -> str:
        return f"threads {os.environ.get(THREADS)}"


@pytest.mark.parametrize(("said", "threads"), [("", "1"), ("2", "2")])
def test_a_worker_keeps_to_one_core_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, threads: str
) -> None:
    if said:
        monkeypatch.setenv(THREADS, said)
    else:
        monkeypatch.delenv(THREADS, raising=False)
    run(job(write(tmp_path / "in.jsonl", records(200)), output=tmp_path / "out.jsonl", pipeline=Counted))
    assert lines(tmp_path / "out.jsonl")[0]["corrector"]["signature"] == f"threads {threads}"
    assert os.environ.get(THREADS, "") == said


def limited(size: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_a_disk_without_room_stops_the_run_and_nothing_is_lost(tmp_path: Path, name: str) -> None:
    source = write(tmp_path / "in.jsonl", records(3000))
    options = {"inputs": [str(source)], "output": str(tmp_path / name), "pipeline": "articles"}
    command = [sys.executable, str(FOLDER / "driver.py"), json.dumps(options)]
    size = 300_000 if name == "out.jsonl" else 200_000
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, preexec_fn=limited(size), check=False)
    assert done.returncode == 3
    assert "cannot be written" in done.stderr
    assert "--resume" in done.stderr
    assert not (tmp_path / name).exists()
    assert run(job(source, output=tmp_path / name, resume=True)).tally.records == 3000
    (tmp_path / "whole").mkdir()
    run(job(source, output=tmp_path / "whole" / name))
    if name == "out.jsonl":
        assert (tmp_path / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    else:  # the driver makes smaller row groups, so the bytes differ
        import pyarrow.parquet as pq

        assert pq.read_table(tmp_path / name).equals(pq.read_table(tmp_path / "whole" / name))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB, where the tests may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_the_run_and_nothing_is_lost(tmp_path: Path, small_disk: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(3000))
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(700_000))
    with pytest.raises(OutputError, match="No space left on device"):
        run(job(source, output=small_disk / "out.jsonl.gz"))
    ballast.unlink()
    assert run(job(source, output=small_disk / "out.jsonl.gz", resume=True)).tally.records == 3000
    run(job(source, output=tmp_path / "out.jsonl.gz"))
    assert (small_disk / "out.jsonl.gz").read_bytes() == (tmp_path / "out.jsonl.gz").read_bytes()


@pytest.mark.slow
def test_very_large_records_pass(tmp_path: Path) -> None:
    large = "a engine and a long text. " * 2_000_000  # 52 MB
    source = tmp_path / "in.jsonl"
    with source.open("w") as stream:
        for number, text in enumerate(("short", large, "zzz")):
            stream.write(json.dumps({"id": number, "text": text}) + "\n")
    summary = run(job(source, output=tmp_path / "out.jsonl", workers=2, pipeline=fakes.Identity))
    with (tmp_path / "out.jsonl").open() as stream:
        for number, line in enumerate(stream):
            record = json.loads(line)
            assert record["id"] == number
            assert len(record["text"]) == len(("short", large, "zzz")[number])
    assert summary.tally.records == 3


@pytest.mark.parametrize("name", ["jsonl", "jsonl.gz", "csv", "tsv", "parquet"])
def test_revert_restores_every_text(tmp_path: Path, name: str) -> None:
    made = records(1500)
    made[700]["text"] = None if name != "csv" and name != "tsv" else ""
    source = write(tmp_path / f"in.{name}", made)
    cleaned = run(job(source, output=tmp_path / f"out.{name}", workers=2))
    assert cleaned.tally.edits > 500
    restored = run(job(tmp_path / f"out.{name}", output=tmp_path / f"back.{name}", operation=Operation.REVERT))
    assert restored.tally.records == 1500
    assert not restored.failed
    if name == "parquet":
        import pyarrow.parquet as pq

        assert pq.read_table(tmp_path / "back.parquet").equals(pq.read_table(source))
    elif name in {"csv", "tsv"}:
        import csv

        delimiter = "," if name == "csv" else "\t"
        tables = [
            list(csv.reader(path.read_text().splitlines(), delimiter=delimiter))
            for path in (source, tmp_path / f"back.{name}")
        ]
        assert tables[0] == tables[1]
    else:
        from corrector.corpus.streams import Compression, blocks, split_suffix

        packed = split_suffix(name)[1]
        contents = []
        for path in (source, tmp_path / f"back.{name}"):
            with path.open("rb") as stream:
                contents.append(b"".join(blocks(stream, packed, lambda _: None)))
        assert contents[0] == contents[1]
        assert packed in Compression


def test_shards_join_to_the_whole(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(3000))
    run(job(source, output=tmp_path / "whole.jsonl"))
    run(job(source, output=tmp_path / "part.jsonl", shard_records=700))
    shards = sorted(tmp_path.glob("part-*.jsonl"))
    assert len(shards) >= 3
    assert shards[0].name == "part-00000.jsonl"
    assert b"".join(shard.read_bytes() for shard in shards) == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize("name", ["out.ndjson", "out.csv", "out.parquet", "out.jsonl.gz"])
def test_an_empty_corpus_becomes_an_empty_output(tmp_path: Path, name: str) -> None:
    (tmp_path / "in.jsonl").write_text("")
    summary = run(job(tmp_path / "in.jsonl", output=tmp_path / name, pipeline=fakes.Identity))
    assert summary.tally.records == 0
    back = run(job(tmp_path / name, output=tmp_path / "back.jsonl", operation=Operation.REVERT))
    assert back.tally.records == 0
    assert (tmp_path / "back.jsonl").read_bytes() == b""


def test_folders_are_mirrored(tmp_path: Path) -> None:
    made = records(600)
    (tmp_path / "in" / "deep").mkdir(parents=True)
    write(tmp_path / "in" / "one.jsonl.gz", made[:300])
    write(tmp_path / "in" / "deep" / "two.jsonl.gz", made[300:])
    write(tmp_path / "in" / "deep" / "empty.jsonl.gz", [])
    (tmp_path / "in" / "notes.doc").write_text("no corpus")
    run(job(tmp_path / "in", output=f"{tmp_path}/out/", workers=2))
    found = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.gz"))
    assert found == ["deep/empty.jsonl.gz", "deep/two.jsonl.gz", "one.jsonl.gz"]
    run(job(tmp_path / "out", output=tmp_path / "back.jsonl", operation=Operation.REVERT))
    assert [record["url"] for record in lines(tmp_path / "back.jsonl")] == [
        record["url"] for record in [*made[300:], *made[:300]]
    ]


def test_attributes_mirror_the_inputs(tmp_path: Path) -> None:
    made = records(600)
    (tmp_path / "documents").mkdir()
    write(tmp_path / "documents" / "one.jsonl.gz", made)
    run(job(tmp_path / "documents", attributes=str(tmp_path / "attributes"), operation=Operation.ATTRIBUTES))
    import gzip

    rows = [
        json.loads(line)
        for line in gzip.decompress((tmp_path / "attributes" / "one.jsonl.gz").read_bytes()).splitlines()
    ]
    assert [row["id"] for row in rows] == [record["id"] for record in made]
    spans = [[match.start(), match.end()] for match in re.finditer(r"\bzzz\b", made[0]["text"])]
    assert [span[:2] for span in rows[0]["attributes"].get("corrector__garbled_word", [])] == spans


def test_standard_streams(tmp_path: Path) -> None:
    made = records(3000)
    source = write(tmp_path / "in.jsonl", made)
    options = {"inputs": ["-"], "output": "-", "pipeline": "articles"}
    with source.open("rb") as stream:
        done = subprocess.run(
            [sys.executable, str(FOLDER / "driver.py"), json.dumps(options)],
            stdin=stream,
            capture_output=True,
            check=True,
        )
    *out, summary = done.stdout.splitlines()
    assert json.loads(summary)["records"] == 3000
    run(job(source, output=tmp_path / "out.jsonl"))
    assert b"\n".join(out) + b"\n" == (tmp_path / "out.jsonl").read_bytes()


def test_remote_paths(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="the extra 'corpus' is not installed")
    made = records(3000)
    source = write(tmp_path / "in.jsonl", made)
    memory = fsspec.filesystem("memory")
    memory.pipe("/corpus/in.jsonl", source.read_bytes())
    report = str(tmp_path / "report")
    run(job("memory://corpus/*.jsonl", output="memory://clean/out.jsonl", report=report, shard_records=1500))
    run(job(source, output=tmp_path / "out.jsonl", shard_records=1500))
    assert sorted(memory.ls("/clean", detail=False)) == ["/clean/out-00000.jsonl", "/clean/out-00001.jsonl"]
    for name in ("out-00000.jsonl", "out-00001.jsonl"):
        assert memory.cat(f"/clean/{name}") == (tmp_path / name).read_bytes()
    with pytest.raises(OutputError, match="exists already"):
        run(job("memory://corpus/in.jsonl", output="memory://clean/out.jsonl", report=f"{report}2", shard_records=9))
    with pytest.raises(InputError, match="matches no file"):
        run(job("memory://corpus/*.csv", output="memory://clean/x.csv", report=f"{report}3"))


def test_output_does_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(3000))
    digests = set()
    for workers in (1, 3):
        output = tmp_path / f"out{workers}.jsonl.gz"
        run(job(source, output=output, workers=workers))
        digests.add(hashlib.sha256(output.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_damaged_source_is_named_in_the_report(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl.gz", records(9000))
    source.write_bytes(source.read_bytes()[:-500])
    summary = run(job(source, output=tmp_path / "out.jsonl"))
    assert summary.failed
    assert "cut short" in summary.notes[0]
    errors = lines(tmp_path / "out.jsonl.report" / "errors.jsonl")
    assert "incomplete" in errors[0]["reason"]
    assert "cut short" in errors[-1]["reason"]
    facts = json.loads((tmp_path / "out.jsonl.report" / "report.json").read_text())
    assert facts["notes"] == list(summary.notes)
    assert facts["records"] == facts["written"] + facts["dropped"] + facts["failed_and_kept_in_errors"]


def test_an_output_that_nothing_can_open_is_an_error(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(200))
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CorrectorError):
        run(job(source, output=tmp_path / "file" / "out.jsonl"))
