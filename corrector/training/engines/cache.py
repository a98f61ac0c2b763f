"""What the engines said, kept by sentence in shards: stopped at any moment, it goes on where it stopped.

A shard ``<engine>/<number>.jsonl.gz`` holds rows ``{"text": ..., "garbled": ...}``. It is written beside and renamed,
so a shard that exists is whole. Which sentences are done is read from the shards themselves.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corrector.training.shards import read_rows, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from corrector.training.engines import Engine


def shard_paths(folder: Path) -> list[Path]:
    """Return the shards of one engine's folder, in order of writing."""
    return sorted(folder.glob("[0-9]*.jsonl.gz"))


def read_cache(cache: Path, engine: str) -> Iterator[tuple[str, str]]:
    """Yield (right sentence, garbled sentence) of one engine, in order of writing."""
    for path in shard_paths(cache / engine):
        for row in read_rows(path):
            yield str(row["text"]), str(row["garbled"])


def fill(
    cache: Path,
    *,
    engine: Engine,
    sentences: Sequence[str],
    shard_size: int = 2000,
    seconds: float | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Send the sentences not yet in the cache through the engine, a shard at a time.

    Args:
        cache: folder of all engines' shards.
        engine: the round trip to make.
        sentences: what to send, most wanted first.
        shard_size: sentences a shard; what is lost at most when stopped.
        seconds: stop after the first shard that ends beyond this time.
        progress: receives one line a shard.

    Returns:
        How many sentences were added.
    """
    folder = cache / engine.name
    folder.mkdir(parents=True, exist_ok=True)
    done = {text for text, _ in read_cache(cache, engine.name)}
    todo = [text for text in dict.fromkeys(sentences) if text not in done]
    number = len(shard_paths(folder))
    started = time.monotonic()
    added = 0
    for start in range(0, len(todo), shard_size):
        batch = todo[start : start + shard_size]
        rows = [
            {"text": text, "garbled": garbled} for text, garbled in zip(batch, engine.round_trip(batch), strict=True)
        ]
        write_rows(folder / f"{number:05d}.jsonl.gz", rows)
        number += 1
        added += len(batch)
        spent = time.monotonic() - started
        progress(f"{engine.name}: {added}/{len(todo)} sentences in {spent:.0f} s")
        if seconds is not None and spent > seconds:
            break
    return added
