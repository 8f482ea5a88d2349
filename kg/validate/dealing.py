"""A graph dealt out to heaps on disk, for queries that need statements about several things together (routes.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from zlib import crc32

from kg.files import read_lines, scratch_files
from kg.validate.graph import Graph
from kg.validate.routes import Route, Routes
from kg.validate.terms import object_of, statements

_Told = tuple[str, str, Route | None, bytes]  # property, object, route, the whole statement


class Heaps:
    """The heaps for the routes of one set of queries: files in a folder of their own in `folder`; a context manager."""

    def __init__(self, routes: Routes, number: int, folder: Path) -> None:
        self._routes = routes
        self._first = set(routes.first)
        self._scratch = scratch_files(folder, number)
        self._files: list[BinaryIO] = []

    def __enter__(self) -> Heaps:
        self._files = self._scratch.__enter__()
        return self

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scratch.__exit__(type_, error, trace)

    def take(self, lines: Iterable[str], *, quads: bool) -> None:
        """Deal out sorted lines of N-Triples or N-Quads; what is said of one subject must come in one call."""
        table = self._routes.table
        wanted = frozenset((*table, *(property_ for property_, _ in self._first)))
        told: list[_Told] = []
        subject = ""
        for line in lines:
            found, property_, rest = line.split(" ", 2)
            if property_ not in wanted:
                continue
            if found != subject:
                self._deal(subject, told)
                subject, told = found, []
            object_ = object_of(rest, quads=quads)
            routes = table.get(property_, {})
            route = routes.get(object_) or routes.get(None)
            if route is not None or self._first:
                told.append((property_, object_, route, f"{found} {property_} {object_} .\n".encode()))
        self._deal(subject, told)

    def graphs(self, classes: Graph) -> Iterator[Graph]:
        """The graph of each heap; `classes` says which classes are below which."""
        for file in self._files:
            file.close()
            path = Path(file.name)
            yield Graph(statements(read_lines(path)), classes)
            path.unlink()

    def _deal(self, subject: str, told: list[_Told]) -> None:
        links: dict[str, set[int]] = {}
        for property_, object_, route, _ in told:
            if route is not None and route.by == "object":
                links.setdefault(property_, set()).add(self._heap(object_))
        for property_, object_, route, statement in told:
            for heap in self._goes(subject, property_, object_, route, links):
                self._files[heap].write(statement)

    def _goes(
        self, subject: str, property_: str, object_: str, route: Route | None, links: dict[str, set[int]]
    ) -> Iterable[int]:
        for key in ((property_, object_), (property_, None)) if self._first else ():
            if key in self._first:
                self._first.discard(key)
                return range(len(self._files))
        if route is None:
            return ()
        if route.by == "all":
            return range(len(self._files))
        if route.by == "link":
            return sorted(links.get(route.link, ()))
        return (self._heap(subject if route.by == "subject" else object_),)

    def _heap(self, term: str) -> int:
        return crc32(term.encode()) % len(self._files)
