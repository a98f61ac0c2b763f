"""Counts add up to the same whatever the batches, stay bounded, and survive the journal."""

from __future__ import annotations

import io
import json
from collections import Counter

from corrector.config import Settings
from corrector.corpus import page, tally, worker
from corrector.corpus.batch import Cleaned, Position
from corrector.corpus.progress import Progress
from corrector.corpus.sources import Source
from corrector.corpus.streams import Compression
from corrector.corpus.tally import Tally
from corrector.types import Document
from tests.corpus import fakes

TEXTS = [f"a engine and a apple zzz {number} " * (number % 4) for number in range(400)]


def counted(texts: list[str], first: int) -> Tally:
    made = Tally(records=len(texts))
    documents = [Document(str(first + place), text) for place, text in enumerate(texts)]
    for place, result in enumerate(fakes.Articles(Settings()).run(documents)):
        made.add(result, source="s", record=first + place)
    return made.trim()


def test_batches_add_up_to_the_whole() -> None:
    whole = counted(TEXTS, 1)
    sums = []
    for size in (7, 100):
        total = Tally()
        for start in range(0, len(TEXTS), size):
            batch = counted(TEXTS[start : start + size], start + 1)
            total.merge(Tally.load(json.loads(json.dumps(batch.dump()))))
        sums.append(total.dump())
    assert sums[0] == sums[1] == whole.dump()
    assert len(whole.samples) == tally.SAMPLED
    assert len(whole.worst) == tally.SHOWN
    assert whole.edits == sum(text.count("a engine") + text.count("a apple") for text in TEXTS)


def test_repairs_are_bounded() -> None:
    total = Tally()
    for number in range(4 * tally.REPAIRS):
        total.merge(Tally(repairs=Counter({f"kind\tword{number}\tcure": 1, "kind\tcommon\tcure": 1})))
    assert len(total.repairs) <= 2 * tally.REPAIRS
    assert total.repairs["kind\tcommon\tcure"] == 4 * tally.REPAIRS


def test_the_line_of_progress_tells_speed_and_time_left() -> None:
    source = Source(0, ("in.jsonl",), "in.jsonl", "jsonl", Compression.NONE, 1000)
    stream = io.StringIO()
    progress = Progress([source], stream)
    progress._shown = -10.0
    progress.update(_cleaned(400), Tally(records=4000, words=80_000, edits=40))
    progress._shown = -10.0
    progress.update(_cleaned(500), Tally(records=5000, words=100_000, edits=50))
    line = stream.getvalue().rpartition("\r")[2]
    assert "50%" in line
    assert "5,000 records" in line
    assert "words/s" in line
    assert "edits/s" in line
    assert line.rstrip().endswith("left")


def _cleaned(read: int) -> Cleaned:
    return Cleaned(0, Position(), Position(), read, last=False, note="", tally=Tally())


def test_the_page_escapes_what_it_shows() -> None:
    assert page._change({"before": "<b>", "after": "&"}) == "<del>&lt;b&gt;</del><ins>&amp;</ins>"
    assert page._change({"before": " ", "after": ""}) == "<del>␣</del>"


def test_only_what_is_slow_beyond_doubt_is_always_timed_again() -> None:
    clock = worker._Clock()
    assert not any(clock.stands_out(1.0, 1000) for _ in range(100))
    assert not clock.stands_out(3.5, 1000)  # more than the budget of 3 %
    assert clock.stands_out(0.5, 100)
    assert clock.stands_out(60.0, 1000)
