"""Threads that work on batches: their number, the order of what they make, and what goes wrong in one."""

from __future__ import annotations

import os
from threading import Barrier, BrokenBarrierError

import pytest

from corrector.backends import batches


def meet(count: int) -> bool:
    """Tell whether so many are worked on at a time."""
    barrier = Barrier(count)

    def wait(_: int) -> bool:
        try:
            barrier.wait(timeout=0.5)
        except BrokenBarrierError:
            return False
        return True

    return all(batches.side_by_side(wait, range(count)))


@pytest.fixture(autouse=True)
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(batches.THREADS, raising=False)


def test_what_is_made_keeps_its_order() -> None:
    assert batches.side_by_side(str, range(100)) == [str(number) for number in range(100)]
    assert batches.side_by_side(str, []) == []


def test_what_goes_wrong_in_one_is_raised() -> None:
    for numbers in ([0, 1], [1, 0], [2, 1, 0, 1]):
        with pytest.raises(ZeroDivisionError):
            batches.side_by_side(lambda number: 1 // number, numbers)
    with pytest.raises(IndexError):
        batches.side_by_side([].__getitem__, [1, 2])


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="needs processor affinity")
def test_there_is_a_thread_for_each_core_up_to_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores in (1, 2, 3):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cores=cores: set(range(cores)))
        assert meet(2) is (cores > 1)
        assert not meet(3)


@pytest.mark.parametrize(("said", "threads"), [("1", 1), ("3", 3), ("0", 1)])
def test_the_environment_says_how_many(monkeypatch: pytest.MonkeyPatch, said: str, threads: int) -> None:
    monkeypatch.setenv(batches.THREADS, said)
    assert meet(threads)
    assert not meet(threads + 1)
