"""Batches of sequences of like length, so that little of what a network reads is padding."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_T = TypeVar("_T")


def cut(items: Iterable[_T], length: Callable[[_T], int], *, most: int) -> Iterator[list[_T]]:
    """Yield items, which are sorted by length up or down, in batches of at most ``most`` pieces, padding included.

    An item longer than that is a batch by itself.

    >>> [len(batch) for batch in cut(["a", "bb", "ccc", "dddd"], len, most=6)]
    [2, 1, 1]
    """
    batch: list[_T] = []
    for item in items:
        if batch and (len(batch) + 1) * max(length(batch[0]), length(item)) > most:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
