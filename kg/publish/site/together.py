"""Making pages in several processes: each has a share of the documents, and a store that it opens itself."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Sequence
from itertools import chain
from multiprocessing.connection import Connection
from typing import NoReturn

from kg.errors import KgError
from kg.publish.parts import CAN_FORK
from kg.publish.site.pages import Entry, in_turn

_STRETCH = 200  # documents after each other in one share: claims on one record are made together
Made = list[tuple[str, int]]  # paths of files, with their sizes


def shares(entries: Sequence[Entry], processes: int) -> list[list[Entry]]:
    """The documents in shares of about the same work."""
    ordered = in_turn(entries)
    stretches = [ordered[start : start + _STRETCH] for start in range(0, len(ordered), _STRETCH)]
    return [list(chain.from_iterable(stretches[n::processes])) for n in range(processes)]


def in_processes(work: Callable[[list[Entry]], Made], entries: Sequence[Entry], processes: int) -> Made:
    """Let `work` make the pages of all documents, in up to `processes` processes; returns what they have made.

    Raises what `work` raises, and KgError when a process is killed.
    """
    if processes < 2 or not CAN_FORK:
        return work(list(entries))
    context = multiprocessing.get_context("fork")
    workers = []
    try:
        for share in shares(entries, processes):
            ours, theirs = context.Pipe(duplex=False)
            worker = context.Process(target=_work, args=(work, share, theirs), daemon=True)
            worker.start()
            theirs.close()
            workers.append((worker, ours))
        return [file for _, ours in workers for file in _result(ours)]
    finally:
        for worker, ours in workers:
            worker.terminate()
            worker.join()
            ours.close()


def _work(work: Callable[[list[Entry]], Made], share: list[Entry], result: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted and ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # what the first process has made is shared while nobody touches it
    try:
        result.send(work(share))
    except Exception as error:
        result.send(error)


def _result(ours: Connection) -> Made:
    try:
        result = ours.recv()
    except EOFError:
        _killed()
    if isinstance(result, Exception):
        raise result
    return list(result)


def _killed() -> NoReturn:
    raise KgError("a process that makes pages was killed", hint="it may have run out of memory: give it more") from None
