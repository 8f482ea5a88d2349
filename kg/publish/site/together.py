"""Making a site in several processes: each has work of its own, and opens the store by itself.

A process is made as soon as there is work for it, and waits for its turn: what it shares with this one is what this one
has by then, which is less than later.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import count, takewhile
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, NamedTuple, NoReturn

from kg.errors import KgError
from kg.publish.parts import CAN_FORK
from kg.publish.site.pages import Entry

_PATIENCE = 1.0  # seconds after which who waits looks whether this process still lives
_STRETCH = 200  # documents after each other that one process makes: claims on one record are made together


class Crew:
    """Processes that work beside this one; a context manager that ends them.

    So many work at a time, this one among them; with one there are no others, and `begin` does the work at once.
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes if CAN_FORK else 1
        self._process = os.getpid()
        self._taken: Any = None
        if self.processes > 1:
            self._context = multiprocessing.get_context("fork")
            self._taken = self._context.Value("q", 0)
        self._waiting: deque[_Worker] = deque()
        self._running: list[_Worker] = []
        self._results: list[Any] = []

    def __enter__(self) -> Crew:
        return self

    def begin(self, work: Callable[[], Any]) -> None:
        """Let a process of its own do `work`, as soon as there is a place for it: when another one has ended."""
        if self.processes == 1:
            self._results.append(work())
            return
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(work, theirs, os.getpid()), daemon=True)
        process.start()
        theirs.close()
        self._waiting.append(_Worker(process, ours))
        self.tend()

    def tend(self) -> None:
        """Take what has come of work that is done, and let those begin whose turn it is."""
        for worker in [each for each in self._running if each.pipe.poll()]:
            self._end(worker)
        while self._waiting and len(self._running) < self.processes - 1:
            worker = self._waiting.popleft()
            worker.pipe.send(None)
            self._running.append(worker)

    def _end(self, worker: _Worker) -> None:
        self._results.append(_result(worker.pipe))
        worker.process.join()
        worker.pipe.close()
        self._running.remove(worker)

    def stretches(self, entries: Sequence[Entry]) -> Iterator[list[Entry]]:
        """The documents in stretches, of which each process takes the next that no other one has taken."""
        for start in takewhile(lambda start: start < len(entries), self._starts()):
            yield list(entries[start : start + _STRETCH])
            if os.getpid() == self._process:
                self.tend()

    def _starts(self) -> Iterator[int]:
        if self._taken is None:
            yield from count(0, _STRETCH)
            return
        while True:
            with self._taken.get_lock():
                start = self._taken.value
                self._taken.value += _STRETCH
            yield start

    def results(self) -> list[Any]:
        """What the work has come to, when all of it is done. Raises what it raised, KgError for a killed process."""
        while self._running:
            self._end(self._running[0])
            self.tend()
        return self._results

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in (*self._running, *self._waiting):
            worker.process.terminate()
            worker.process.join()
            worker.pipe.close()


class _Worker(NamedTuple):
    process: Any
    pipe: Connection  # to it goes that it is its turn, from it comes the result


def _work(work: Callable[[], Any], pipe: Connection, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted and ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # what the first process has made is shared while nobody touches it
    while not pipe.poll(_PATIENCE):
        if os.getppid() != parent:
            return
    pipe.recv()
    try:
        pipe.send(work())
    except Exception as error:
        pipe.send(error)


def _result(pipe: Connection) -> Any:
    try:
        result = pipe.recv()
    except EOFError:
        _killed()
    if isinstance(result, Exception):
        raise result
    return result


def _killed() -> NoReturn:
    raise KgError("a process that makes pages was killed", hint="it may have run out of memory: give it more") from None
