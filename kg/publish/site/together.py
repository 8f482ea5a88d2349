"""Making a site in several processes: each has work of its own, and opens the store by itself."""

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
from typing import Any, NoReturn

from kg.errors import KgError
from kg.publish.parts import CAN_FORK
from kg.publish.site.pages import Entry

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
        self._waiting: deque[Callable[[], Any]] = deque()
        self._running: list[tuple[Any, Connection]] = []
        self._results: list[Any] = []

    def __enter__(self) -> Crew:
        return self

    def begin(self, work: Callable[[], Any]) -> None:
        """Let a process of its own do `work`, as soon as there is a place for it: when another one has ended."""
        if self.processes == 1:
            self._results.append(work())
            return
        self._waiting.append(work)
        self.tend()

    def tend(self) -> None:
        """Take what has come of work that is done, and begin what waits. A process copies what this one has by then."""
        for worker, ours in [each for each in self._running if each[1].poll()]:
            self._end(worker, ours)
        while self._waiting and len(self._running) < self.processes - 1:
            ours, theirs = self._context.Pipe(duplex=False)
            worker = self._context.Process(target=_work, args=(self._waiting.popleft(), theirs), daemon=True)
            worker.start()
            theirs.close()
            self._running.append((worker, ours))

    def _end(self, worker: Any, ours: Connection) -> None:
        self._results.append(_result(ours))
        worker.join()
        ours.close()
        self._running.remove((worker, ours))

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
            self._end(*self._running[0])
            self.tend()
        return self._results

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker, ours in self._running:
            worker.terminate()
            worker.join()
            ours.close()


def _work(work: Callable[[], Any], result: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted and ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # what the first process has made is shared while nobody touches it
    try:
        result.send(work())
    except Exception as error:
        result.send(error)


def _result(ours: Connection) -> Any:
    try:
        result = ours.recv()
    except EOFError:
        _killed()
    if isinstance(result, Exception):
        raise result
    return result


def _killed() -> NoReturn:
    raise KgError("a process that makes pages was killed", hint="it may have run out of memory: give it more") from None
