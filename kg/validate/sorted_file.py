"""A sorted N-Triples or N-Quads file as a graph: found in it by bisection, read from it a piece at a time.

The lines stand in the order of their bytes, as `kg.publish` writes them, so all that is said of a subject stands
together. A file of N-Quads (`.nq`) is taken as one graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import chain, groupby
from pathlib import Path
from types import TracebackType

from kg.validate.graph import Graph
from kg.validate.terms import Triple, statements

PIECE = 2**16  # bytes read at a time: few enough to stay in the processor's cache
_SEARCHED = 2**20


class SortedFile:
    """The statements of `path`; a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.quads = path.suffix == ".nq"
        self._file = path.open("rb")
        self.bytes = path.stat().st_size
        self._lines: int | None = None  # known when all of them have been read
        self._inverse: dict[str, Graph] = {}
        self._about = lru_cache(maxsize=4096)(self._find)

    def __enter__(self) -> SortedFile:
        return self

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def pieces(self, size: int = PIECE) -> Iterator[list[str]]:
        """All lines without their ends, in lists of some `size` bytes; what is said of one subject is never divided."""
        left: list[str] = []
        count = 0
        for block in self._blocks(size):
            lines = left + block.decode().removesuffix("\n").split("\n")
            end = _last_subject(lines)
            left = lines[end:]
            count += end
            if end:
                yield lines[:end]
        self._lines = count + len(left)
        if left:
            yield left

    def size(self) -> int:
        """The number of statements; one that stands in several graphs counts once."""
        if self._lines is None:
            deque(self.pieces(), maxlen=0)
        assert self._lines is not None
        if not self.quads:
            return self._lines
        return sum(1 for _ in groupby(statements(chain.from_iterable(self.pieces()), quads=True)))

    def lines_with(self, text: str) -> Iterator[str]:
        """The lines that have `text`, at the speed of a search for it."""
        needle = text.encode()
        for block in self._blocks(_SEARCHED):
            found = block.find(needle)
            while found >= 0:
                end = block.find(b"\n", found) + 1 or len(block)
                yield block[block.rfind(b"\n", 0, found) + 1 : end].decode().removesuffix("\n")
                found = block.find(needle, end)

    def with_property(self, property_: str) -> Iterator[Triple]:
        """The statements with one property, found as `lines_with` does."""
        for statement in statements(self.lines_with(f" {property_} "), quads=self.quads):
            if statement[1] == property_:
                yield statement

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The objects of the statements with `subject` and `predicate`."""
        return list(self._about(subject).objects(subject, predicate))

    def subjects(self, predicate: str, object_: str) -> list[str]:
        """The subjects of the statements with `predicate` and `object_`; the first call reads all of `predicate`."""
        if predicate not in self._inverse:
            self._inverse[predicate] = Graph(self.with_property(predicate))
        return list(self._inverse[predicate].subjects(predicate, object_))

    def _blocks(self, size: int) -> Iterator[bytes]:
        """Whole lines."""
        with self.path.open("rb") as file:
            for block in iter(partial(file.read, size), b""):
                yield block + file.readline()

    def _find(self, subject: str) -> Graph:
        """What is said of one subject."""
        start = f"{subject} ".encode()
        low, high = 0, self.bytes
        while low < high:  # the first line that begins at low or behind, and is not before `start`, begins before high
            middle = (low + high) // 2
            if (line := self._line_at(middle)) and line[: len(start)] < start:
                low = middle + 1
            else:
                high = middle
        lines = []
        line = self._line_at(low)
        while line.startswith(start):
            lines.append(line.decode().removesuffix("\n"))
            line = self._file.readline()
        return Graph(statements(lines, quads=self.quads))

    def _line_at(self, position: int) -> bytes:
        """The first line that begins at `position` or behind; nothing at the end."""
        self._file.seek(max(0, position - 1))
        if position:
            self._file.readline()
        return self._file.readline()


def _last_subject(lines: list[str]) -> int:
    """Where the lines about the last subject begin."""
    subject = lines[-1][: lines[-1].index(" ") + 1]
    end = len(lines)
    while end and lines[end - 1].startswith(subject):
        end -= 1
    return end
