"""The dumps of a workspace: the adopted view as N-Triples and Turtle, everything as N-Quads and TriG."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kg.files import gzip_deterministic, read_lines, write_atomic
from kg.ns import PREFIXES
from kg.publish.turtle import turtle
from kg.records import Settings

_BLOCK = 2**18


def write_dump(adopted: Path, named: Path, everything: Path, folder: Path, settings: Settings) -> None:
    """Write the dumps into `folder`.

    `adopted` is the default graph as sorted N-Triples, `named` the named graphs as N-Quads, `everything` both as sorted
    N-Quads.
    """
    path = folder / settings.name
    gzip_deterministic(path.with_name(f"{path.name}.nt.gz"), _blocks(adopted))
    gzip_deterministic(path.with_name(f"{path.name}.nq.gz"), _blocks(everything))
    write = partial(turtle, prefixes=PREFIXES, base=settings.base, folder=adopted.parent)
    heading = f"{settings.title}\nThe adopted view, without claims. Licence: {settings.licence}"
    write_atomic(path.with_name(f"{path.name}.ttl"), write(read_lines(adopted), heading=heading))
    heading = f"{settings.title}\nThe adopted view, then the named graphs. Licence: {settings.licence}"
    document = write(read_lines(adopted), heading=heading, named=_by_graph(named))
    gzip_deterministic(path.with_name(f"{path.name}.trig.gz"), document)


def _by_graph(named: Path) -> dict[str, Iterator[str]]:
    """The triples of each named graph of a file of N-Quads, as lines."""
    graphs = {line[line.rindex(" <") + 2 : -4] for line in read_lines(named)}
    return {graph: _triples_in(named, f" <{graph}> .\n") for graph in graphs}


def _triples_in(named: Path, end: str) -> Iterator[str]:
    return (line.removesuffix(end) + " .\n" for line in read_lines(named) if line.endswith(end))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
