"""Corpora in every input format, and jobs run in processes of their own."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
_WORDS = (
    "the river town and its old bridge were closed for a afternoon while a engineer looked at every arch under rain "
    "zzz market people waited with umbrellas until it opened again"
).split()


def records(count: int) -> list[dict[str, Any]]:
    """Return records with other fields of many kinds; some ids are there twice."""
    draw = random.Random(7)
    return [
        {
            "id": f"doc-{number % (count - 100)}",
            "text": " ".join(draw.choices(_WORDS, k=20)),
            "url": f"https://example.org/{number}",
            "meta": {"lang": "en", "scores": [draw.random(), number]},
            "weight": number * 0.1,
            "none": None,
        }
        for number in range(count)
    ]


def write(path: Path, made: list[dict[str, Any]]) -> Path:
    """Write records in the format of a path's suffix."""
    kind = path.name.split(".")[1]
    if kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(made), path, row_group_size=700)
        return path
    data = {"jsonl": _jsonl, "csv": _csv, "tsv": _csv, "txt": _lines, "wet": _wet}[kind](made, kind)
    if path.suffix == ".gz":
        data = gzip.compress(data)
    elif path.suffix == ".zst":
        import zstandard

        data = zstandard.compress(data)
    path.write_bytes(data)
    return path


def _jsonl(made: list[dict[str, Any]], _: str) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in made).encode()


def _csv(made: list[dict[str, Any]], kind: str) -> bytes:
    sink = io.StringIO()
    writer = csv.DictWriter(sink, list(made[0]), delimiter="\t" if kind == "tsv" else ",")
    writer.writeheader()
    writer.writerows(made)
    return sink.getvalue().encode()


def _lines(made: list[dict[str, Any]], _: str) -> bytes:
    return "".join(record["text"] + "\n" for record in made).encode()


def _wet(made: list[dict[str, Any]], _: str) -> bytes:
    parts = [_warc_record("warcinfo", 0, b"isPartOf: TEST\r\n", "application/warc-fields")]
    parts += [
        _warc_record("conversion", number, record["text"].encode(), "text/plain")
        for number, record in enumerate(made, 1)
    ]
    return b"".join(parts)


def _warc_record(kind: str, number: int, body: bytes, content: str) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{number}\r\n"
        f"WARC-Date: 2024-05-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
        f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def start(options: dict[str, Any]) -> subprocess.Popen[str]:
    """Start a job in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(FOLDER / "driver.py"), json.dumps(options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def children(pid: int) -> list[int]:
    """Return the worker processes of a process."""
    try:
        pids = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return [child for child in pids if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    except OSError:
        return []
