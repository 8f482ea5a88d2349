"""A sorted N-Triples or N-Quads file as a graph: found in it by bisection, read from it a piece at a time.

The lines stand in the order of their bytes, as `kg.publish` writes them, so all that is said of a subject stands
together. A file of N-Quads (`.nq`) is taken as one graph.
"""

from __future__ import annotations

import mmap
from collections import deque
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import chain, groupby
from pathlib import Path
from types import TracebackType

from kg.validate.graph import Graph
from kg.validate.terms import Triple, statements

PIECE = 2**16  # bytes read at a time: few enough to stay in the processor's cache


class SortedFile:
    """The statements of `path`; a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.quads = path.suffix == ".nq"
        self._file = path.open("rb")
        self.bytes = path.stat().st_size
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if self.bytes else None
        self._lines: int | None = None  # known when all of them have been read
        self._inverse: dict[str, Graph] = {}
        self._about = lru_cache(maxsize=4096)(self._find)

    def __enter__(self) -> SortedFile:
        return self

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._map is not None:
            self._map.close()
        self._file.close()

    def pieces(self, size: int = PIECE) -> Iterator[list[str]]:
        """All lines without their ends, in lists of some `size` bytes; what is said of one subject is never divided."""
        left: list[str] = []
        count = 0
        with self.path.open("rb") as file:
            for block in iter(partial(file.read, size), b""):
                block += file.readline()
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
        """The lines that have `text`, found without reading the others."""
        needle = text.encode()
        found = -1 if self._map is None else self._map.find(needle)
        while found >= 0:
            assert self._map is not None
            yield self._line(found)
            found = self._map.find(needle, self._end(found))

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

    def _find(self, subject: str) -> Graph:
        """What is said of one subject."""
        if self._map is None:
            return Graph()
        start = f"{subject} ".encode()
        low, high = 0, len(self._map)
        while low < high:  # the first line that is not before `start` begins at low or behind, and not behind high
            middle = self._begin((low + high) // 2)
            if self._map[middle : middle + len(start)] < start:
                low = self._end(middle)
            else:
                high = middle
        lines = []
        while self._map[low : low + len(start)] == start:
            lines.append(self._line(low))
            low = self._end(low)
        return Graph(statements(lines, quads=self.quads))

    def _begin(self, position: int) -> int:
        assert self._map is not None
        return self._map.rfind(b"\n", 0, position) + 1

    def _end(self, position: int) -> int:
        assert self._map is not None
        found = self._map.find(b"\n", position)
        return len(self._map) if found < 0 else found + 1

    def _line(self, position: int) -> str:
        assert self._map is not None
        return self._map[self._begin(position) : self._end(position)].decode().removesuffix("\n")


def _last_subject(lines: list[str]) -> int:
    """Where the lines about the last subject begin."""
    subject = lines[-1][: lines[-1].index(" ") + 1]
    end = len(lines)
    while end and lines[end - 1].startswith(subject):
        end -= 1
    return end
