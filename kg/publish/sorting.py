"""Sorting more lines than fit in memory: runs sorted in memory, set aside in files, then merged.

The order is that of the UTF-8 bytes, which is the order of code points and what `LC_ALL=C sort -u` makes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from kg.errors import KgError

RUN_BYTES = 24 * 2**20  # of lines held at once, with what Python needs for each
BLOCK_BYTES = 2**17  # read from each run at a time
FAN_IN = 64  # runs merged at once: bounds both the memory and the open files
_ENCODED = 4096  # lines encoded at once
_STRING_COST = 57  # bytes that Python needs for a line beside its characters


def sorted_blocks(
    batches: Iterable[list[str]],
    *,
    run_bytes: int = RUN_BYTES,
    block_bytes: int = BLOCK_BYTES,
    folder: Path | None = None,
) -> Iterator[bytes]:
    """Lines (each with its line end) sorted and without doubles, as blocks of whole lines in UTF-8.

    The lines come in `batches` of some thousands, because making a list at once is much faster than line by line.
    Memory is bounded by `run_bytes` and `block_bytes`, whatever the number of lines; what does not fit is set aside
    in a temporary folder inside `folder`, gone when the iteration ends.

    Raises KgError for a line that UTF-8 cannot hold or that has a line end inside, OSError when the disk is full.
    """
    source = iter(batches)
    run, finished = _next_run(source, run_bytes)
    if finished:
        yield from _encoded(run)
        return
    with TemporaryDirectory(prefix=".sorting-", dir=folder) as scratch:
        runs: list[Path] = []
        while run:
            runs.append(_set_aside(_encoded(run), Path(scratch), len(runs)))
            run, finished = _next_run(source, run_bytes)
        yield from _merged(runs, Path(scratch), block_bytes)


def _next_run(source: Iterator[list[str]], run_bytes: int) -> tuple[list[str], bool]:
    """The next lines of `source`, sorted and without doubles, and whether they were the last."""
    run: list[str] = []
    size = 0
    finished = True
    for batch in source:
        run += batch
        size += sum(map(len, batch)) + _STRING_COST * len(batch)
        if size >= run_bytes:
            finished = False
            break
    run.sort()
    return [line for line, before in zip(run, chain(("",), run), strict=False) if line != before], finished


def _encoded(lines: list[str]) -> Iterator[bytes]:
    for start in range(0, len(lines), _ENCODED):
        batch = lines[start : start + _ENCODED]
        text = "".join(batch)
        if text.count("\n") != len(batch):
            raise _not_one_line(next(line for line in batch if line.count("\n") != 1 or not line.endswith("\n")))
        try:
            yield text.encode()
        except UnicodeEncodeError as error:
            raise _surrogate(batch, text[error.start]) from error


def _not_one_line(line: str) -> KgError:
    return KgError("a statement does not fill exactly one line", _start(line), "write line ends in texts as \\n")


def _surrogate(batch: list[str], character: str) -> KgError:
    return KgError(
        f"a text holds U+{ord(character):04X}, half of a surrogate pair, which UTF-8 cannot hold",
        _start(next(line for line in batch if character in line)),
        "read the source file again with its true encoding",
    )


def _start(line: str) -> str:
    return line.encode(errors="replace").decode().strip().partition(" ")[0]


def _set_aside(blocks: Iterable[bytes], scratch: Path, number: int) -> Path:
    path = scratch / f"run{number:06d}"
    with path.open("xb") as file:
        file.writelines(blocks)
    return path


def _merged(runs: list[Path], scratch: Path, block_bytes: int) -> Iterator[bytes]:
    """Merge sorted files, at most FAN_IN at once, by as many passes as that takes."""
    number = len(runs)
    while len(runs) > FAN_IN:
        batch, runs = runs[:FAN_IN], runs[FAN_IN:]
        runs.append(_set_aside(_merged(batch, scratch, block_bytes), scratch, number))
        number += 1
    files = [path.open("rb") for path in runs]
    try:
        yield from _merge(files, block_bytes)
    finally:
        for file, path in zip(files, runs, strict=True):
            file.close()
            path.unlink()


class _Run:
    """One sorted file, of which a block of lines is in memory; `position` is the first line not yet taken."""

    def __init__(self, file: BinaryIO, block_bytes: int) -> None:
        self.file = file
        self.block_bytes = block_bytes
        self.lines = file.readlines(block_bytes)
        self.position = 0

    def take(self, last: bytes) -> list[bytes]:
        """The lines in memory up to and with `last`; reads on when none is left."""
        end = bisect_right(self.lines, last, self.position)
        taken = self.lines[self.position : end]
        self.position = end
        if end == len(self.lines):
            self.lines = self.file.readlines(self.block_bytes)
            self.position = 0
        return taken


def _merge(files: Sequence[BinaryIO], block_bytes: int) -> Iterator[bytes]:
    """Merge by blocks: what is in memory up to the smallest last line is complete, and is sorted at once.

    Sorting lists that are already in order is what Python's sort is best at: several times faster than `heapq.merge`.
    """
    runs = [run for file in files if (run := _Run(file, block_bytes)).lines]
    while runs:
        last = min(run.lines[-1] for run in runs)
        block = list(chain.from_iterable([run.take(last) for run in runs]))
        block.sort()
        yield b"".join([line for line, before in zip(block, chain((b"",), block), strict=False) if line != before])
        runs = [run for run in runs if run.lines]
