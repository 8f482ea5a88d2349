"""The worker processes: as many as there are processors, one query each at a time, killed when it takes too long.

A worker that was killed, has died or reads an older store is replaced; others go on meanwhile. When a new build has
been put in place, new workers read it, and those that are still answering from the old one finish first.
"""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.serve.process import WorkerProcess, started
from kg.serve.worker import DATA, END, FAILED, WHOLE, generation

_STARTING = 60.0  # seconds until a worker must be ready
_TRIES = 5  # to start a worker, while builds follow each other
_LOST = "the query needed more memory than it may use, or its worker ended"
_HELD = 256 * 1024  # bytes of an answer held back, so that what fails early is an error and no broken answer

Request = Mapping[str, Any]  # what kg.serve.worker.answer takes


class RefusedError(Exception):
    """Why there is no answer: an HTTP status, words, and for how many seconds it is of no use to ask again."""

    def __init__(self, status: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.retry_after = status, message, retry_after


class CutError(Exception):
    """An answer that broke off after it had begun: the transfer must break off, too."""


@dataclass(frozen=True)
class Limits:
    """What a query may use: `seconds` in all, `memory` in bytes beyond that of an idle worker (0: no limit); how many
    queries may wait for a worker, and for how many seconds.
    """

    seconds: float = 30.0
    memory: int = 2**30
    waiting: int = 64
    wait_seconds: float = 10.0


@dataclass
class Answer:
    """An answer: its kind (solutions, boolean, graph), its media type, its first bytes, and whether they are all.

    One that is not whole must be closed, read or not: it holds a worker.
    """

    kind: str
    media_type: str
    generation: str
    first: bytes
    whole: bool
    deadline: float = 0.0
    rows: int | None = None  # solutions or triples, once all is said
    _rest: Callable[[], AsyncGenerator[bytes, None]] | None = None
    _end: Callable[[], None] | None = None

    def left(self) -> float:
        """How many seconds are left for it."""
        return max(0.001, self.deadline - time.monotonic())

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """All bytes. Raises CutError when the worker dies or the time is over in the middle."""
        yield self.first
        if self._rest is not None:
            async for chunk in self._rest():
                yield chunk

    def close(self) -> None:
        """Let the worker go: to the next query when it has said everything, else for good."""
        if self._end is not None:
            self._end()
            self._end = None


@dataclass
class Pool:
    """Workers for the store in `folder`; `size` processes at most answer at a time."""

    folder: Path
    size: int
    limits: Limits = field(default_factory=Limits)
    _idle: list[WorkerProcess] = field(default_factory=list)
    _busy: set[WorkerProcess] = field(default_factory=set)
    _ending: set[asyncio.Future[object]] = field(default_factory=set)
    _waiting: int = 0
    _free: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.size)

    def generation(self) -> str:
        """Which store is in place: another one after each build."""
        return generation(self.folder)

    async def start(self) -> None:
        """Start all workers. Raises RefusedError when the store cannot be read."""
        self._idle += await asyncio.gather(*(self._begin() for _ in range(self.size)))

    async def stop(self) -> None:
        """End all workers, whatever they are doing."""
        for ending in self._ending:
            ending.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in [*self._idle, *self._busy]))

    async def answer(self, request: Request) -> Answer:
        """Answer a request.

        Raises RefusedError with 400 for what is not SPARQL, 406 for a form that the client does not take, 429 when too
        many wait, 503 when the query takes longer than it may.
        """
        await self._turn()
        try:
            worker = await self._take()
        except BaseException:
            self._free.release()
            raise
        deadline = time.monotonic() + self.limits.seconds
        try:
            try:
                answer = await self._begun(worker, request, deadline)
            except ConnectionError:
                worker = await self._another(worker)
                answer = await self._begun(worker, request, deadline)
        except BaseException as error:
            self._give_back(worker, whole=isinstance(error, RefusedError) and not worker.ended)
            if isinstance(error, TimeoutError):
                why = f"the query took longer than {self.limits.seconds:g} seconds, and was stopped"
                raise RefusedError(503, why) from None
            if isinstance(error, ConnectionError):
                raise RefusedError(503, _LOST, 1) from None
            raise
        if answer.whole:
            self._give_back(worker, whole=True)
        return answer

    async def _another(self, lost: WorkerProcess) -> WorkerProcess:
        """A new worker in the place of one that was killed from outside before it answered: others may be killed, too.

        Raises ConnectionError when it ended for another reason, which may well be the query: it is not asked again.
        """
        if await lost.end() != -signal.SIGKILL:
            raise ConnectionError
        worker = await self._begin()
        self._busy.discard(lost)
        self._busy.add(worker)
        return worker

    async def _turn(self) -> None:
        """Wait for a free worker, if not too many wait already."""
        if not self._free.locked():
            await self._free.acquire()  # at once
            return
        if self._waiting >= self.limits.waiting:
            raise RefusedError(429, "too many queries are waiting", int(self.limits.wait_seconds))
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.wait_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise RefusedError(429, "every worker is busy", int(self.limits.wait_seconds)) from None
        finally:
            self._waiting -= 1

    async def _take(self) -> WorkerProcess:
        """An idle worker of the store that is in place, or a new one."""
        now = self.generation()
        while self._idle:
            worker = self._idle.pop()
            # Without a store, between two builds, those who have the old one open go on.
            if not worker.ended and now in (worker.generation, ""):
                break
            self._soon(worker.end())
        else:
            worker = await self._begin()
        self._busy.add(worker)
        return worker

    async def _begin(self) -> WorkerProcess:
        """A new worker; tried again when the store that it began to read was taken away."""
        for _ in range(_TRIES):
            before = self.generation()
            worker = await self._started()
            if worker is not None:
                return worker
            if self.generation() == before:
                break
        raise RefusedError(503, "the store cannot be read just now", 5)

    async def _started(self) -> WorkerProcess | None:
        """A worker that is ready; None when it cannot read the store."""
        worker = await started(self.folder, self.limits.memory)
        try:
            _, content = await asyncio.wait_for(worker.frame(), _STARTING)
        except BaseException as error:
            await worker.end()
            if not isinstance(error, TimeoutError | ConnectionError):
                raise
            return None
        worker.generation = content.decode()
        return worker

    async def _begun(self, worker: WorkerProcess, request: Request, deadline: float) -> Answer:
        """The beginning of an answer: all of it, when it is short."""
        worker.ask(request, max(0.001, deadline - time.monotonic()))
        kind, content = await worker.frame()
        if kind == FAILED:
            raise _refused(content)
        if kind == WHOLE:
            said, _, body = content.partition(b"\n")
            head = json.loads(said)
            return Answer(head["kind"], head["type"], worker.generation, body, whole=True, rows=head["rows"])
        head = json.loads(content)
        first = bytearray()
        while len(first) < _HELD:
            kind, content = await worker.frame()
            if kind == FAILED:
                raise _refused(content)
            if kind == END:
                told = (head["kind"], head["type"], worker.generation, bytes(first))
                return Answer(*told, whole=True, rows=json.loads(content)["rows"])
            first += content
        return self._long(worker, head, bytes(first), deadline)

    def _long(self, worker: WorkerProcess, head: Mapping[str, str], first: bytes, deadline: float) -> Answer:
        """An answer whose rest is read as it is sent."""
        whole = False

        async def rest() -> AsyncGenerator[bytes, None]:
            nonlocal whole
            try:
                while True:
                    kind, content = await worker.frame()
                    if kind == END:
                        worker.rest()
                        whole, answer.rows = True, json.loads(content)["rows"]
                        return
                    if kind != DATA:
                        raise CutError(_refused(content).message)
                    yield content
            except (TimeoutError, ConnectionError) as error:
                raise CutError("the query took too long, or its worker ended") from error

        def end() -> None:
            self._give_back(worker, whole=whole)

        answer = Answer(head["kind"], head["type"], worker.generation, first, False, deadline, None, rest, end)
        return answer

    def _give_back(self, worker: WorkerProcess, *, whole: bool) -> None:
        """A worker that has said all that it had to say serves again; for another one comes a new one."""
        worker.rest()
        self._busy.discard(worker)
        if whole:
            self._idle.append(worker)
            self._free.release()
        else:
            self._soon(self._replace(worker.end()))

    def _soon(self, work: Awaitable[object]) -> None:
        self._ending.add(ending := asyncio.ensure_future(work))
        ending.add_done_callback(self._ending.discard)

    async def _replace(self, ending: Awaitable[int]) -> None:
        """Start a worker before somebody waits for it, in the place of one that is ending."""
        try:
            await ending
            with suppress(RefusedError):  # whoever asks next is told why
                self._idle.append(await self._begin())
        finally:
            self._free.release()


def _refused(content: bytes) -> RefusedError:
    told = json.loads(content)
    return RefusedError(told["status"], told["message"])
