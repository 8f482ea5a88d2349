"""Sorted N-Triples of several streams, each made in a process of its own.

A dump is a sorted set of statements, so it does not matter which process made which of them, nor in what order: the
bytes are the same as those of one process.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from kg.errors import KgError
from kg.publish.ntriples import END, Triple, ntriples, statement_batches
from kg.publish.sorting import RUN_BYTES, merged, set_aside

# Streams are handed over by copying the process. Elsewhere than on Linux that is missing or not safe.
CAN_FORK = sys.platform == "linux"


def ntriples_of(
    parts: Sequence[Iterable[Triple]], processes: int, folder: Path, *, run_bytes: int = RUN_BYTES
) -> Iterator[bytes]:
    """The statements of all `parts` as `ntriples` gives them, made by up to `processes` processes.

    None of the parts may have been begun. Each process needs the memory of `run_bytes` and a half.

    Raises KgError and OSError as `ntriples` does, and KgError when a process is killed.
    """
    processes = min(processes, len(parts))
    if processes < 2 or not CAN_FORK:
        yield from ntriples(chain.from_iterable(parts), run_bytes=run_bytes, folder=folder)
        return
    with TemporaryDirectory(prefix=".parts-", dir=folder) as scratch:
        shares = [chain.from_iterable(parts[n::processes]) for n in range(processes)]
        runs = _all_runs(shares, Path(scratch), run_bytes)
        yield from merged(runs, folder=Path(scratch), remove=True)


def _all_runs(shares: Sequence[Iterable[Triple]], scratch: Path, run_bytes: int) -> list[Path]:
    context = multiprocessing.get_context("fork")
    workers = []
    try:
        for number, share in enumerate(shares):
            folder = scratch / str(number)
            folder.mkdir()
            ours, theirs = context.Pipe(duplex=False)
            worker = context.Process(target=_work, args=(share, folder, run_bytes, theirs), daemon=True)
            worker.start()
            theirs.close()
            workers.append((worker, ours))
        return [path for _, ours in workers for path in _result(ours)]
    finally:
        for worker, ours in workers:
            worker.terminate()
            worker.join()
            ours.close()


def _work(share: Iterable[Triple], folder: Path, run_bytes: int, result: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted and ends this one
    gc.disable()  # looking for cycles touches every record, which copies the memory shared with the first process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        result.send(set_aside(_while_wanted(statement_batches(share)), folder, END, run_bytes=run_bytes))
    except Exception as error:
        result.send(error)


def _while_wanted(batches: Iterable[list[bytes]]) -> Iterator[list[bytes]]:
    """`batches`, until the first process is no more: killed, it could not end this one."""
    first = os.getppid()
    for batch in batches:
        if os.getppid() != first:
            raise SystemExit(1)
        yield batch


def _result(ours: Connection) -> list[Path]:
    try:
        result = ours.recv()
    except EOFError:
        _killed()
    if isinstance(result, Exception):
        raise result
    return list(result)


def _killed() -> NoReturn:
    raise KgError(
        "a process that maps records was killed", hint="it may have run out of memory: give it more"
    ) from None
