"""Local worker processes: ordered results, back-pressure, and no record that can stop the run.

Each worker holds at most two batches, the one it works on and the next. A worker that dies is started again and its
batch done again. A batch that kills twice is searched: its records run one by one, each announced before it runs, so that
the last one announced is the suspect. A record that kills by itself three times is left out, with the reason.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, Self

from corrector.backends.batches import THREADS
from corrector.corpus import formats
from corrector.corpus.worker import Worker
from corrector.errors import CorrectorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from corrector.corpus.batch import Batch, Cleaned, Work
    from corrector.corpus.plan import Feed

_HELD = 2  # batches a worker holds
_DEATHS = 2  # of a batch, before its records are searched; random deaths hardly ever hit one batch twice
_ALONE = 3  # deaths of a record by itself, before it is left out
_DEATHS_AFTER = 5  # of a batch once its deadly records are left out, before all of it is
_START_DEATHS = 10  # in a row of workers that never were ready, before the run stops
_PATIENCE = 5.0  # seconds that a worker gets to close its back ends
_IN_FLIGHT_BYTES = 64 << 20  # of batches read and not written; one batch may be larger


class WorkerError(CorrectorError):
    """A worker cannot start, or fails in a way that no batch explains."""


@dataclass(slots=True)
class _Task:
    """A batch on its way; once it has killed, ``searching`` from the place ``start`` on, with ``suspect`` announced last."""

    number: int
    batch: Batch
    deaths: int = 0
    searching: bool = False
    searched: bool = False
    start: int = 0
    suspect: int = -1
    alone: dict[int, int] = field(default_factory=dict)
    deadly: dict[int, str] = field(default_factory=dict)

    @property
    def message(self) -> tuple[Any, ...]:
        """What a worker is sent: the batch to search from a place on, or to clean."""
        if self.searching:
            return ("search", self.batch, self.start)
        return ("clean", self.batch, self.deadly)


@dataclass(slots=True)
class _Process:
    process: Any
    pipe: Connection
    tasks: deque[_Task] = field(default_factory=deque)
    ready: bool = False


class Pool:
    """Runs batches through worker processes. A context manager; leaving it ends the processes."""

    def __init__(self, work: Work, *, workers: int) -> None:
        self._work = work
        self._count = workers
        self._context = multiprocessing.get_context("spawn")
        self._processes: list[_Process] = []
        self._start_deaths = 0
        self._again: deque[_Task] = deque()
        self._done: dict[int, Cleaned] = {}
        self._ready = False
        self.signature = ""

    def __enter__(self) -> Self:
        self._processes = [self._start() for _ in range(self._count)]
        try:
            while not self._ready:
                self._receive()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes: idle ones close their back ends first; what others work on is lost."""
        for each in self._processes:
            if each.tasks or not each.ready:
                each.process.terminate()
            else:
                with suppress(OSError):
                    each.pipe.send(None)
        for each in self._processes:
            each.process.join(_PATIENCE)
            if each.process.is_alive():
                each.process.kill()
                each.process.join()
            each.pipe.close()
            each.process.close()
        self._processes = []

    def run(self, feed: Feed) -> Iterator[Cleaned]:
        """Yield each batch's results, in order; no more is read than workers and order call for."""
        batches = feed.batches()
        sizes: deque[int] = deque()  # of the batches read and not yet handed on
        window = (_HELD + 2) * self._count
        following = 0
        numbers = itertools.count()
        more = True
        while True:
            while more and self._has_room() and len(sizes) < window and sum(sizes) < _IN_FLIGHT_BYTES:
                batch = next(batches, None)
                more = batch is not None
                if batch is not None:
                    sizes.append(batch.size)
                    self._assign(_Task(next(numbers), batch))
            if not sizes:
                return
            if following in self._done:
                sizes.popleft()
                yield self._done.pop(following)
                following += 1
            else:
                self._receive()

    def _has_room(self) -> bool:
        return not self._again and any(len(each.tasks) < _HELD for each in self._processes)

    def _assign(self, task: _Task) -> None:
        """Give a task to the worker with the fewest, or let it wait until one has room."""
        free = min(self._processes, key=lambda each: len(each.tasks))
        if len(free.tasks) >= _HELD:
            self._again.append(task)
            return
        free.tasks.append(task)
        with suppress(OSError):  # it died: reading from it will tell, and the task is in its list
            free.pipe.send(task.message)

    def _receive(self) -> None:
        """Take what workers say, and see to those that died."""
        pipes = {each.pipe: each for each in self._processes}
        for pipe in connection.wait(list(pipes)):
            each = pipes[pipe]  # type: ignore[index]
            try:
                message = each.pipe.recv()
            except (EOFError, OSError):
                self._bury(each)
            else:
                self._take(each, message)
        while self._again and any(len(each.tasks) < _HELD for each in self._processes):
            self._assign(self._again.popleft())

    def _take(self, each: _Process, message: tuple[str, Any]) -> None:
        kind, value = message
        if kind == "ready":
            each.ready = self._ready = True
            self._start_deaths = 0
            self.signature = value
        elif kind == "error":
            raise value
        elif kind == "at":
            each.tasks[0].suspect = value
        else:
            task = each.tasks.popleft()
            if kind == "clean":
                self._done[task.number] = value
            else:  # the search came to the batch's end
                task.searching = False
                self._again.append(task)

    def _bury(self, dead: _Process) -> None:
        """Start a worker in place of one that died, and see what the batch that it worked on has to do with it."""
        dead.process.join()
        code = dead.process.exitcode
        dead.pipe.close()
        dead.process.close()
        tasks, dead.tasks = list(dead.tasks), deque()
        if not dead.ready:
            self._start_deaths += 1
            if self._start_deaths >= _START_DEATHS:
                raise WorkerError(
                    f"workers die when they start ({_cause(code)}); is there memory enough for --workers {self._count}?"
                )
        elif tasks:
            _blame(tasks[0], _cause(code), self._work)
        self._processes[self._processes.index(dead)] = self._start()
        self._again.extend(tasks)

    def _start(self) -> _Process:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_main, args=(self._work, theirs), daemon=True)
        process.start()
        theirs.close()
        return _Process(process, ours)


def _blame(task: _Task, cause: str, work: Work) -> None:
    """Note that a worker died at a task, and decide what to try next."""
    task.deaths += 1
    if task.searching and task.suspect >= 0:
        _suspect(task, cause)
    elif not task.searched and task.deaths >= _DEATHS:
        task.searching = task.searched = True
        task.deaths = 0
    elif task.searched and not task.searching and task.deaths == _DEATHS_AFTER:
        everything = range(len(formats.decode(task.batch, work)))
        task.deadly = dict.fromkeys(everything, f"kills the worker: {cause}, in its batch") | task.deadly
    elif task.deaths > 2 * _DEATHS_AFTER:
        raise WorkerError(
            f"workers die ({cause}) at records that are not even touched: the program or machine is at fault"
        )


def _suspect(task: _Task, cause: str) -> None:
    """Try the record that was announced last again, or find it guilty and search on behind it."""
    place = task.suspect
    task.alone[place] = task.alone.get(place, 0) + 1
    guilty = task.alone[place] >= _ALONE
    if guilty:
        task.deadly[place] = f"kills the worker: {cause}, {_ALONE} times by itself"
    task.deaths = 0
    task.start, task.suspect = place + guilty, -1


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {-code}"
    return f"exit code {code}"


def _main(work: Work, pipe: Connection) -> None:
    """Run a worker: the body of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the parent decides
    os.environ.setdefault(THREADS, "1")  # the other cores have workers of their own
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, inbox), daemon=True).start()
    batch: Batch | None = None
    try:
        with Worker(work) as worker:
            pipe.send(("ready", worker.signature))
            while (task := inbox.get()) is not None:
                kind, batch, argument = task
                if kind == "search":
                    worker.search(batch, argument, lambda place: pipe.send(("at", place)))
                    pipe.send(("search", None))
                else:
                    pipe.send(("clean", worker(batch, argument)))
    except CorrectorError as error:
        pipe.send(("error", error))
    except BrokenPipeError:
        return  # the parent is gone
    except Exception as error:
        place = f"{work.sources[batch.source].label}, after record {batch.start.record}: " if batch else ""
        pipe.send(("error", WorkerError(f"{place}internal error ({type(error).__name__}: {error})")))


def _listen(pipe: Connection, inbox: queue.SimpleQueue[Any]) -> None:
    """Take tasks while others are worked on, so that neither side ever waits for the other to read."""
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)  # the parent is gone, perhaps killed: so is any use of going on
        inbox.put(task)
        if task is None:
            return
