"""Sorting more lines than fit in memory: runs sorted in memory, set aside in files, then merged.

The order is that of the UTF-8 bytes, which is the order of code points and what `LC_ALL=C sort -u` makes. The work is
done by C code on lists of lines (`sort`, `map`, `join`), never line by line in Python.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO
from itertools import chain, compress
from operator import ne
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from kg.errors import KgError

RUN_BYTES = 24 * 2**20  # of lines held at once, with what Python needs for each
BLOCK_BYTES = 2**16  # read from each run at a time
FAN_IN = 64  # runs merged at once: bounds both the memory and the open files
_BLOCK = 4096  # lines put together at once
_LINE_COST = 41  # bytes that Python needs for a line beside its own: an object and a place in a list


def sorted_blocks(
    batches: Iterable[list[bytes]],
    end: bytes = b"\n",
    *,
    run_bytes: int = RUN_BYTES,
    block_bytes: int = BLOCK_BYTES,
    folder: Path | None = None,
) -> Iterator[bytes]:
    """Lines of UTF-8 sorted and without doubles, as blocks of whole lines.

    The lines come in `batches` of some thousands and without what ends each, `end`; a blank or a line end must come
    first in it, so that it does not change the order. Memory is bounded by `run_bytes` and `block_bytes`, whatever the
    number of lines; what does not fit is set aside in a temporary folder inside `folder`, gone when the iteration ends.

    Raises KgError for a line that has a line end inside, OSError when the disk is full.
    """
    source = iter(batches)
    run, finished = _next_run(source, run_bytes)
    if finished:
        yield from _joined(run, end)
        return
    with TemporaryDirectory(prefix=".sorting-", dir=folder) as scratch:
        begun = [run]
        del run  # held by nobody else, so that it goes when it is written
        runs = set_aside(_resumed(begun, source), Path(scratch), end, run_bytes=run_bytes)
        yield from merged(runs, block_bytes=block_bytes, folder=Path(scratch), remove=True)


def set_aside(
    batches: Iterable[list[bytes]], folder: Path, end: bytes = b"\n", *, run_bytes: int = RUN_BYTES
) -> list[Path]:
    """Lines as `sorted_blocks` takes them in sorted files in `folder`, ready to be `merged`. Raises as that does."""
    source = iter(batches)
    runs: list[Path] = []
    finished = False
    while not finished:
        run, finished = _next_run(source, run_bytes)
        if run:
            runs.append(_write(_joined(run, end), folder / f"run{len(runs):06d}"))
    return runs


def _resumed(begun: list[list[bytes]], source: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
    yield begun.pop()
    yield from source


def encoded(lines: Iterable[str]) -> list[bytes]:
    """A batch of lines in UTF-8. Raises KgError for one that UTF-8 cannot hold: it has half of a surrogate pair."""
    try:
        return list(map(str.encode, lines))
    except UnicodeEncodeError as error:
        raise KgError(
            f"a text holds U+{ord(error.object[error.start]):04X}, half of a surrogate pair, which UTF-8 cannot hold",
            error.object.partition(" ")[0],
            "read the source file again with its true encoding",
        ) from error


def merged(
    files: Iterable[Path], *, block_bytes: int = BLOCK_BYTES, folder: Path | None = None, remove: bool = False
) -> Iterator[bytes]:
    """The lines of sorted `files` in one order and without doubles.

    Any number of files, in as many passes as that takes; with `remove`, the files of a pass make room for the next one.
    """
    runs = list(files)
    with ExitStack() as stack:
        if len(runs) > FAN_IN:
            scratch = Path(stack.enter_context(TemporaryDirectory(prefix=".merging-", dir=folder)))
            for number in range(-(-(len(runs) - FAN_IN) // (FAN_IN - 1))):
                batch, runs = runs[:FAN_IN], runs[FAN_IN:]
                runs.append(_write(merged(batch, block_bytes=block_bytes), scratch / f"merged{number:06d}"))
                for path in batch if remove else ():
                    path.unlink()
        yield from _merge([stack.enter_context(path.open("rb")) for path in runs], block_bytes)


def _next_run(source: Iterator[list[bytes]], run_bytes: int) -> tuple[list[bytes], bool]:
    """The next lines of `source`, sorted and without doubles, and whether they were the last."""
    run: list[bytes] = []
    size = 0
    finished = True
    for batch in source:
        run += batch
        size += sum(map(len, batch)) + _LINE_COST * len(batch)
        if size >= run_bytes:
            finished = False
            break
    run.sort()
    return _unique(run), finished


def _unique(lines: list[bytes]) -> list[bytes]:
    """Sorted lines without doubles."""
    return list(compress(lines, map(ne, lines, chain((b"",), lines))))


def _joined(lines: list[bytes], end: bytes) -> Iterator[bytes]:
    for start in range(0, len(lines), _BLOCK):
        batch = lines[start : start + _BLOCK]
        block = end.join((*batch, b""))
        if block.count(b"\n") != len(batch):
            raise KgError(
                "a statement does not fill exactly one line",
                next(line for line in batch if b"\n" in line).decode().partition(" ")[0],
                "write line ends in texts as \\n",
            )
        yield block


def _write(blocks: Iterable[bytes], path: Path) -> Path:
    with path.open("xb") as file:
        file.writelines(blocks)
    return path


class _Run:
    """One sorted file without doubles, of which a block of whole lines is in memory.

    The block stays one piece, `raw`, for as long as its lines need not be told apart.
    """

    def __init__(self, file: BinaryIO, block_bytes: int) -> None:
        self._file = file
        self._block_bytes = block_bytes
        self._lines: list[bytes] = []
        self._read()

    def _read(self) -> None:
        self.raw = self._file.read(self._block_bytes) + self._file.readline()
        self._lines = []
        self.first = self.raw[: self.raw.find(b"\n") + 1]
        self.last = self.raw[self.raw.rfind(b"\n", 0, -1) + 1 :]

    def all(self) -> bytes:
        """Everything in memory; reads on."""
        raw = self.raw
        self._read()
        return raw

    def upto(self, last: bytes) -> list[bytes]:
        """The lines in memory up to and with `last`; reads on when none is left."""
        lines = self._lines or BytesIO(self.raw).readlines()
        end = bisect_right(lines, last)
        if end == len(lines):
            self._read()
            return lines
        self._lines = lines[end:]
        self.raw = b"".join(self._lines)
        self.first = self._lines[0]
        return lines[:end]


def _merge(files: Sequence[BinaryIO], block_bytes: int) -> Iterator[bytes]:
    """Merge by blocks.

    A block that ends before all others begin goes through as it is; as records come in the order of their
    identifiers, most do. Otherwise what is in memory up to the smallest last line is complete, and is sorted
    at once: lists that are already in order are what Python's sort is best at, several times faster than `heapq.merge`.
    """
    runs = [run for file in files if (run := _Run(file, block_bytes)).raw]
    while runs:
        runs.sort(key=_first)
        if len(runs) == 1 or runs[0].last < runs[1].first:
            yield runs[0].all()
        else:
            last = min(run.last for run in runs)
            block = list(chain.from_iterable([run.upto(last) for run in runs if run.first <= last]))
            block.sort()
            yield b"".join(_unique(block))
        runs = [run for run in runs if run.raw]


def _first(run: _Run) -> bytes:
    return run.first
