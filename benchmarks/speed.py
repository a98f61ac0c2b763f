"""Speed: words a second on one core beside Harper's, start-up, and growth with the length of one line."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import harper
from benchmarks.common import Report, Table, document, pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.common import Context

MEGABYTE = 1_000_000
STARTS = 10
SAMPLE = "The minister said that the 12 -year plan was a old idea.\n\nMr. Larsen Has agreed to it.\n"


def run(context: Context) -> Report:
    """Measure all three on one core."""
    news = _news(context)
    with _one_core():
        rates = (*_rates(news), *_command(news))
        starts = _starts()
        growth = _growth(news)
    with pipeline() as made:
        signature = made.signature
    note = "One core. CPU seconds tell more than wall-clock seconds where the machine is shared."
    columns = ("program", "words", "wall s", "CPU s", "words a CPU second")
    start = Table(
        "Start-up to the first output",
        ("command", "runs", "median s", "least s", "greatest s"),
        (("corrector check SAMPLE", STARTS, *(round(one, 3) for one in starts)),),
    )
    return Report("speed", signature, (Table("1 MB of news", columns, rates, note), start, growth))


def _news(context: Context) -> list[str]:
    """Take a megabyte of paragraphs of news, half British, half American."""
    lines: list[str] = []
    for source in ("bbc", "reuters"):
        size = 0
        for _, text in context.lines("clean-eval", f"{source}.txt.gz"):
            lines.append(text)
            size += len(text.encode()) + 1
            if size >= MEGABYTE // 2:
                break
    return lines


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep the process, and what it starts, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return round(time.perf_counter() - wall, 2), round(time.process_time() - cpu, 2)


def _rates(news: Sequence[str]) -> list[tuple[str | int | float, ...]]:
    words = sum(len(text.split()) for text in news)
    text = "\n".join(news)
    linter = harper.linter()
    with pipeline() as made:
        made.check(SAMPLE)
        ours = _timed(lambda: made.check(text, protected=document("news", text).protected))
        single = _timed(lambda: list(made.run(document(str(number), one) for number, one in enumerate(news))))
    theirs = _timed(lambda: linter.lint(text, language="plaintext"))
    return [
        ("corrector, one document", words, *ours, round(words / ours[1])),
        ("corrector, a document a paragraph", words, *single, round(words / single[1])),
        ("Harper, one document", words, *theirs, round(words / theirs[1])),
    ]


def _command(news: Sequence[str]) -> list[tuple[str | int | float, ...]]:
    """Time the whole command on a file, start-up included."""
    words = sum(len(text.split()) for text in news)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.txt"
        path.write_text("\n".join(news) + "\n", encoding="utf-8")
        before, wall = os.times(), time.perf_counter()
        subprocess.run([*_CHECK, "--format", "jsonl", str(path)], stdout=subprocess.DEVNULL, check=False)
        after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    took = round(time.perf_counter() - wall, 2)
    return [("corrector check FILE, start-up included", words, took, round(cpu, 2), round(words / cpu))]


_CHECK = (sys.executable, "-m", "corrector", "check", "--fail-on", "never")


def _starts() -> tuple[float, float, float]:
    """Return median, least and greatest time from the start of the command to its first byte."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.txt"
        path.write_text(SAMPLE, encoding="utf-8")
        for _ in range(STARTS):
            start = time.perf_counter()
            with subprocess.Popen([*_CHECK, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
                assert process.stdout is not None
                if not process.stdout.read(1):
                    raise RuntimeError("'corrector check' wrote nothing for the sample")
                times.append(time.perf_counter() - start)
                process.stdout.read()
    return statistics.median(times), min(times), max(times)


def _growth(news: Sequence[str]) -> Table:
    """Time one line of growing length."""
    line = " ".join(news)
    while len(line) < 5 * MEGABYTE:
        line += " " + line
    rows: list[tuple[str | int | float, ...]] = []
    with pipeline() as made:
        made.check(SAMPLE)
        for size in (MEGABYTE // 2, MEGABYTE, 2 * MEGABYTE, 5 * MEGABYTE):
            text = line[:size]
            wall, cpu = _timed(lambda text=text: made.check(text, protected=document("line", text).protected))  # type: ignore[misc]
            rows.append((size / MEGABYTE, wall, cpu, round(cpu / (size / MEGABYTE), 2)))
    columns = ("MB in one line", "wall s", "CPU s", "CPU s a MB")
    return Table("Growth with the length of one line", columns, tuple(rows))
