"""A worker process as the server has it: asked and answering over one socket, its standard input.

The socket is read where it becomes readable and the frames are taken apart here: streams and pipes of a subprocess cost
more than a short query does.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.serve.worker import FRAME

_ENOUGH = 2**20  # bytes of an answer that may lie here while nobody takes them


class WorkerProcess(asyncio.Protocol):
    """A process of `kg.serve.worker`; `ended` when it is there no more. `generation` is that of the store it reads."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.generation, self.ended = "", False
        self._late = False
        self._got = bytearray()
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._transport: Any = None  # asyncio.Transport; that of uvloop is none

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep what comes until it is taken."""
        self._got += data
        if self._waiting is None and len(self._got) > _ENOUGH:
            self._transport.pause_reading()
        elif self._has_frame():
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended, or will at once."""
        self.ended = True
        self._wake()

    def ask(self, request: Mapping[str, Any], seconds: float) -> None:
        """Ask; what has not been answered, or rested, after `seconds` is stopped."""
        self._timer = self._loop.call_later(seconds, self._stop)
        self._transport.write(json.dumps(request).encode() + b"\n")

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame: kind and content. Raises TimeoutError when it was stopped, ConnectionError when it ended."""
        while True:
            if self._late:
                raise TimeoutError
            if self._has_frame():
                break
            if self.ended:
                raise ConnectionError
            self._transport.resume_reading()
            self._waiting = self._loop.create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        kind, length = FRAME.unpack_from(self._got)
        end = FRAME.size + length
        content = bytes(self._got[FRAME.size : end])
        del self._got[:end]
        return kind, content

    def rest(self) -> None:
        """It has said all that it had to say: its time does not run any more."""
        if self._timer is not None:
            self._timer.cancel()

    def end(self) -> asyncio.Future[int]:
        """Kill it at once, whatever it is doing; how it ended, as `subprocess.Popen.returncode` has it."""
        self.rest()
        self._kill()
        self._transport.abort()
        return self._loop.run_in_executor(None, self.process.wait)

    def _has_frame(self) -> bool:
        if len(self._got) < FRAME.size:
            return False
        return len(self._got) >= FRAME.size + int(FRAME.unpack_from(self._got)[1])

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _stop(self) -> None:
        self._late = True
        self._kill()
        self._wake()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()


async def started(folder: Path, memory: int) -> WorkerProcess:
    """A new process over the store in `folder`, which may use `memory` bytes; it says with a frame that it is ready."""
    ours, its = socket.socketpair()
    with its:
        # Here and not in a thread: it is killed when the thread that started it ends.
        command = [sys.executable, "-m", "kg.serve.worker", str(folder), str(memory)]
        process = subprocess.Popen(command, stdin=its.fileno(), stdout=subprocess.DEVNULL)
    _, worker = await asyncio.get_running_loop().create_unix_connection(lambda: WorkerProcess(process), sock=ours)
    return worker
