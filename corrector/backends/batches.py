"""Batches of sequences of like length, so that little of what a network reads is padding, and threads that work on them.

ONNX Runtime computes without holding the interpreter. Two cores that work on a batch each do almost twice as much as one;
two that share the products of one batch wait for each other most of the time, and do a fifth more.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_T = TypeVar("_T")
_Made = TypeVar("_Made")
MOST = 2  # threads: each needs memory of its own
THREADS = "OMP_NUM_THREADS"  # the variable that numeric libraries heed; Ray sets it for its workers


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


def deal(items: Sequence[_T], hands: int) -> list[list[_T]]:
    """Return items, which are sorted, in sorted hands of like sizes, dealt forth and back; none is empty.

    >>> deal([6, 5, 4, 3, 2, 1], 2), deal([6], 2)
    ([[6, 3, 2], [5, 4, 1]], [[6]])
    """
    dealt: list[list[_T]] = [[] for _ in range(hands)]
    for place, item in enumerate(items):
        turn, hand = divmod(place, hands)
        dealt[hands - 1 - hand if turn % 2 else hand].append(item)
    return [hand for hand in dealt if hand]


def side_by_side(work: Callable[[_T], _Made], items: Iterable[_T]) -> list[_Made]:
    """Return what is made of each item, in order; as many are worked on at a time as there are cores for, ``MOST`` at most.

    The environment's ``OMP_NUM_THREADS`` says otherwise. The caller's own thread is one of them: memory that others have
    used is not soon given back.
    """
    todo = deque(enumerate(items))
    made: dict[int, _Made] = {}

    def go_on() -> None:
        while True:
            try:
                place, item = todo.popleft()
            except IndexError:
                return
            made[place] = work(item)

    helpers = min(_threads(), len(todo)) - 1
    with ThreadPoolExecutor(max(1, helpers)) as pool:
        try:
            running = [pool.submit(go_on) for _ in range(helpers)]
            go_on()
            for helper in running:
                helper.result()
        finally:
            todo.clear()
    return [made[place] for place in range(len(made))]


def _threads() -> int:
    said = os.environ.get(THREADS, "")
    if said.isdecimal():
        return max(1, int(said))
    return min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
