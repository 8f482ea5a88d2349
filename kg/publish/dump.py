"""The dumps of a workspace from the mapping's sorted lines; profiles and tables from what queries make of them.

`kg.publish.formats` lists the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from kg.files import gzip_deterministic, read_lines, write_atomic, zstd_deterministic
from kg.iris import Iris
from kg.ns import PREFIXES
from kg.publish import tables
from kg.publish.context import Context
from kg.publish.formats import CONTEXT, FRAMES, MAPPINGS, PROFILES, TABLES_METADATA
from kg.publish.frames import frame
from kg.publish.jsonld import document, jsonld
from kg.publish.mappings import mapping_set
from kg.publish.sorting import encoded, sorted_blocks
from kg.publish.turtle import turtle
from kg.records import Link, Settings

_BLOCK = 2**18


class Sorted(NamedTuple):
    """What a workspace maps to, as sorted files: the adopted view (N-Triples), the named graphs, both (N-Quads)."""

    adopted: Path
    named: Path
    everything: Path


def write_dump(files: Sorted, folder: Path, settings: Settings, context: Context) -> None:
    """Write the adopted view and everything, in every format, into `folder`."""
    path = folder / settings.name

    def called(suffix: str) -> Path:
        return path.with_name(path.name + suffix)

    for pack, suffix in ((gzip_deterministic, ".gz"), (zstd_deterministic, ".zst")):
        pack(called(f".nt{suffix}"), blocks(files.adopted))
        pack(called(f".nq{suffix}"), blocks(files.everything))
    scratch = files.adopted.parent
    write = partial(turtle, prefixes=PREFIXES, base=settings.base, folder=scratch)
    heading = _heading(settings, "The adopted view, without claims.")
    write_atomic(called(".ttl"), write(read_lines(files.adopted), heading=heading))
    heading = _heading(settings, "The adopted view, then the named graphs.")
    trig = write(read_lines(files.adopted), heading=heading, named=_by_graph(files.named))
    gzip_deterministic(called(".trig.gz"), trig)
    write_atomic(called(".jsonld"), jsonld(read_lines(files.adopted), context, folder=scratch))


def write_profile(
    name: str, lines: Iterable[str], folder: Path, scratch: Path, settings: Settings, context: Context | None = None
) -> None:
    """Write the N-Triples `lines` of a profile, in any order, as Turtle, and with a `context` as JSON-LD too."""
    if context is not None:
        whole = scratch / f"{name}.nt"
        batches = (encoded([line.removesuffix(" .\n")]) for line in lines)
        write_atomic(whole, sorted_blocks(batches, b" .\n", folder=scratch))
        write_atomic(folder / f"{name}.jsonld", jsonld(read_lines(whole), context, folder=scratch))
        lines = read_lines(whole)
    holds = PROFILES[name].value
    heading = _heading(settings, f"{holds[0].upper()}{holds[1:]}.")
    document_ = turtle(lines, prefixes=PREFIXES, base=settings.base, heading=heading, folder=scratch)
    write_atomic(folder / f"{name}.ttl", document_)


def write_mappings(links: Iterable[Link], iris: Iris, folder: Path, settings: Settings) -> None:
    """Write the link ledger as RDF, whose rows assert nothing."""
    lines = (f"{' '.join(triple)} .\n" for triple in mapping_set(links, iris, settings))
    heading = _heading(settings, "The link ledger: accepted, rejected and open links (SSSOM).")
    write_atomic(folder / MAPPINGS, turtle(lines, prefixes=PREFIXES, base=settings.base, heading=heading))


def write_tables(solutions: Mapping[str, Iterable[tables.Solution]], folder: Path, settings: Settings) -> None:
    """Write each table from the solutions of its query, by the table's name, and what describes them all."""
    for table in tables.TABLES:
        write_atomic(folder / table.file, tables.table(table, solutions[table.name]))
    write_atomic(folder / TABLES_METADATA, tables.metadata(settings))


def write_context(folder: Path, context: Context) -> None:
    """Write the JSON-LD context and the frames."""
    write_atomic(folder / CONTEXT, document(context.document))
    for name in FRAMES:
        framed = msgspec.json.format(msgspec.json.encode(frame(name, context)), indent=2)
        write_atomic(folder / f"{name}.frame.jsonld", framed + b"\n")


def _heading(settings: Settings, what: str) -> str:
    return f"{settings.title}\n{what} Licence: {settings.licence}"


def _by_graph(named: Path) -> dict[str, Iterator[str]]:
    """The triples of each named graph of a file of N-Quads, as lines."""
    graphs = {line[line.rindex(" <") + 2 : -4] for line in read_lines(named)}
    return {graph: _triples_in(named, f" <{graph}> .\n") for graph in graphs}


def _triples_in(named: Path, end: str) -> Iterator[str]:
    return (line.removesuffix(end) + " .\n" for line in read_lines(named) if line.endswith(end))


def blocks(path: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
