"""Measure corpus runs: every format at a million records, memory at two sizes, throughput, reverting.

    python benchmarks/corpus.py formats --records 1000000 --folder DIR
    python benchmarks/corpus.py throughput --records 20000 --folder DIR

The records are made up on the spot. Memory is the proportional set size of the run's processes together, sampled ten times
a second: what they share counts once.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import random
import shutil
import threading
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corrector import clean, plugins
from corrector.config import Settings
from corrector.corpus.batch import Operation
from corrector.corpus.cleaner import default_pipeline
from corrector.corpus.plan import Job
from corrector.corpus.run import run
from corrector.types import Document, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "csv", "tsv", "parquet", "txt", "wet.gz")
RULES = tuple(name for name in plugins.names("corrector.detect") if name != "neural")

_PEOPLE = "the minister,a engineer,our reporter,the mayor of Tallinn,President Kazakh Tokayev,she,an old farmer".split(
    ","
)
_DOINGS = "visited,closed,opened,described,left for,came back from,wrote about,bought".split(",")
_THINGS = (
    "the bridge,a old market,the Ouzbek embassy,a 12 -year plan,the city of Porto,its ports,a umbrella shop".split(",")
)
_WHENS = "on Monday,in the rain,for a hour,after the vote,because trains were late,with his two sons".split(",")

_CURES = (
    ("a engineer", "an engineer"),
    ("President Kazakh", "Kazakh President"),
    ("a old", "an old"),
    ("Ouzbek", "Uzbek"),
    ("12 -year", "12-year"),
    ("a umbrella", "an umbrella"),
    ("a hour", "an hour"),
)


class Identity:
    """A pipeline that finds nothing, so that only reading, moving and writing are measured."""

    signature = "identity"

    def __init__(self, settings: Settings) -> None:
        del settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def run(self, documents: Sequence[Document]) -> Iterator[Result]:
        """Yield a result without findings for each document."""
        for document in documents:
            yield Result(document, (), (), 0.0, self.signature)


def records(count: int) -> Iterator[dict[str, Any]]:
    """Yield records of about 20 words, one in ten of them garbled."""
    draw = random.Random(11)
    garbled = [" ".join(draw.choice(each) for each in (_PEOPLE, _DOINGS, _THINGS, _WHENS)) for _ in range(2000)]
    right = [_righted(part) for part in garbled]
    for number in range(count):
        parts = garbled if number % 10 == 0 else right
        first, second = draw.choice(parts), draw.choice(parts)
        text = f"{first[0].upper()}{first[1:]}, and {second}."
        yield {"id": f"doc-{number}", "text": text, "url": f"https://example.org/{number}", "weight": number / 8}


def _righted(part: str) -> str:
    for wrong, right in _CURES:
        part = part.replace(wrong, right)
    return part


def write(path: Path, count: int) -> None:
    """Write the records in the format of a path's suffix."""
    kind = path.name.split(".")[1]
    if kind == "parquet":
        _write_parquet(path, count)
        return
    lines = {"jsonl": _json_lines, "csv": _csv_lines, "tsv": _csv_lines, "txt": _text_lines, "wet": _warc}[kind]
    with _opened(path, "wb") as sink:
        for line in lines(count, kind):
            sink.write(line)


def _opened(path: Path, mode: str) -> Any:
    if path.suffix == ".gz":
        return gzip.open(path, mode, compresslevel=1)
    if path.suffix == ".zst":
        import zstandard

        return zstandard.open(path, mode)
    return path.open(mode)


def _json_lines(count: int, _: str) -> Iterator[bytes]:
    return (json.dumps(record).encode() + b"\n" for record in records(count))


def _csv_lines(count: int, kind: str) -> Iterator[bytes]:
    for place, record in enumerate(records(count)):
        sink = io.StringIO()
        writer = csv.writer(sink, delimiter="\t" if kind == "tsv" else ",", lineterminator="\n")
        if place == 0:
            writer.writerow(record)
        writer.writerow(record.values())
        yield sink.getvalue().encode()


def _text_lines(count: int, _: str) -> Iterator[bytes]:
    return (record["text"].encode() + b"\n" for record in records(count))


def _warc(count: int, _: str) -> Iterator[bytes]:
    for number, record in enumerate(records(count)):
        body = record["text"].encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {record['url']}\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body + b"\r\n\r\n"


def _write_parquet(path: Path, count: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = records(count)
    writer = None
    while rows := list(islice(source, 50_000)):
        table = pa.Table.from_pylist(rows)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


class Memory:
    """Samples the memory of this process and its children together."""

    def __enter__(self) -> Self:
        self.peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.peak = max(self.peak, sum(_pss(pid) for pid in _tree("self")))


def _tree(pid: str) -> list[str]:
    found = [pid]
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [each for child in tasks.read_text().split() for each in _tree(child)]
        except OSError:
            continue
    return found


def _pss(pid: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)


def measure(job: Job) -> dict[str, Any]:
    """Run a job in a process of its own, so that nothing of this one counts, and return what it took."""
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measured, args=(job, theirs))
    process.start()
    facts: dict[str, Any] = ours.recv()
    process.join()
    return facts


def _measured(job: Job, pipe: Any) -> None:
    with Memory() as memory:
        started = time.monotonic()
        summary = run(job)
        seconds = time.monotonic() - started
    tally = summary.tally
    pipe.send(
        {
            "records": tally.records,
            "edits": tally.edits,
            "failed": tally.failed,
            "seconds": round(seconds, 1),
            "run_seconds": round(summary.seconds, 2),
            "records_per_second": round(tally.records / seconds),
            "peak_mib": round(memory.peak / 2**20, 1),
        }
    )


def same(one: Path, other: Path) -> bool:
    """Tell whether two files hold the same records: of Parquet the same columns and rows, else the same decoded bytes."""
    if one.suffix == ".parquet":
        import pyarrow.parquet as pq

        left, right = pq.ParquetFile(one), pq.ParquetFile(other)
        batches = zip(left.iter_batches(10_000), right.iter_batches(10_000), strict=True)
        return left.schema_arrow.equals(right.schema_arrow) and all(a.equals(b) for a, b in batches)
    with _opened(one, "rb") as left, _opened(other, "rb") as right:
        while block := left.read(1 << 20):
            if block != right.read(len(block)):
                return False
        return not right.read(1)


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a JSON Lines file."""
    with path.open("rb") as stream:
        for line in stream:
            yield json.loads(line)["text"]


def formats(options: argparse.Namespace) -> None:
    """Put records through every format, forth and back, at two sizes."""
    pipeline: Any = default_pipeline if options.rules else Identity
    settings = Settings(detectors=RULES) if options.rules else Settings()
    for kind in options.formats:
        peaks = []
        for count in (options.records // 100, options.records):
            folder = options.folder / f"{kind}-{count}"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            source, output = folder / f"in.{kind}", folder / f"out.{kind}"
            if kind in {"txt", "wet.gz"}:
                output = folder / "out.jsonl"
            write(source, count)
            job = Job(
                inputs=(str(source),),
                output=str(output),
                pipeline=pipeline,
                settings=settings,
                workers=options.workers,
                lines=True,
            )
            facts = measure(job)
            peaks.append(facts["peak_mib"])
            facts |= {"format": kind, "in_bytes": source.stat().st_size, "out_bytes": output.stat().st_size}
            if count == options.records and kind not in {"txt", "wet.gz"}:
                back = folder / f"back.{kind}"
                measure(
                    Job(inputs=(str(output),), output=str(back), operation=Operation.REVERT, workers=options.workers)
                )
                facts["restored"] = same(back, source)
            elif count == options.records:
                pairs = zip(texts(output), records(count), strict=True)
                facts["same_texts"] = options.rules or all(text == record["text"] for text, record in pairs)
            print(json.dumps(facts), flush=True)
            shutil.rmtree(folder)
        print(json.dumps({"format": kind, "memory_ratio": round(peaks[1] / peaks[0], 3)}), flush=True)


def throughput(options: argparse.Namespace) -> None:
    """Compare the library call on one thread with runs of one and two workers, in turns."""
    settings = Settings()
    options.folder.mkdir(parents=True, exist_ok=True)
    source = options.folder / "in.jsonl"
    write(source, options.records)
    for turn in range(options.turns):
        made = list(records(options.records))
        next(iter(clean(made[:1], settings)))
        started, cpu = time.monotonic(), time.process_time()
        words = sum(len(record["text"].split()) for record in clean(made, settings))
        library, cpu = time.monotonic() - started, time.process_time() - cpu
        speeds = {"library": round(words / library), "library_cpu": round(words / cpu)}
        for workers in (1, 2):
            output = options.folder / f"out{workers}.jsonl"
            facts = measure(
                Job(inputs=(str(source),), output=str(output), settings=settings, workers=workers, overwrite=True)
            )
            speeds[f"workers_{workers}"] = round(words / facts["run_seconds"])
        one, two, base = speeds["workers_1"], speeds["workers_2"], speeds["library"]
        ratios = {"one_to_library": round(one / base, 3), "two_to_one": round(two / one, 3)}
        print(json.dumps({"turn": turn, **speeds, **ratios}), flush=True)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("formats", "throughput"))
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True, help="scratch folder")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--formats", nargs="*", default=FORMATS)
    parser.add_argument("--rules", action="store_true", help="with rules and gazetteer instead of the identity")
    options = parser.parse_args()
    {"formats": formats, "throughput": throughput}[options.what](options)


if __name__ == "__main__":
    main()
