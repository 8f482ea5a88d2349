"""The embedded Oxigraph store that queries run on. It answers questions; the dumps are the record.

Oxigraph rewrites some literals to their canonical form (`"007"^^xsd:integer` to `"7"`), so nothing is ever published
from it as it is. What saved queries make of the graph comes from a store of its own, in which the datatypes of XML
Schema are `shielded`: written as datatypes that Oxigraph does not know, and put back in the answer. Such a query can
pass values on, not reckon with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import QueryTriples, RdfFormat, Store

from kg.errors import KgError
from kg.files import read_lines, write_atomic
from kg.ns import PREFIXES

_BLOCK = 2**23  # bytes loaded at once: the loader needs some ten times as much memory
_IN_MEMORY = 32 * 2**20  # bytes of N-Quads
_TOGETHER = 10_000  # statements of things that are asked at a time
_TYPED = f'"^^<{PREFIXES["xsd"]}'
_SHIELDED = '"^^<urn:letterkg:lexical:'


def write_store(folder: Path, document: BinaryIO) -> int:
    """Load an N-Quads document (N-Triples is one) into a new store in `folder`; returns how many statements it has.

    `folder` must not exist or be empty. The caller puts it in place when it is whole.

    Raises KgError when the document is not N-Quads, or when the folder cannot be written.
    """
    try:
        store = Store(str(folder))
        while block := document.read(_BLOCK) + document.readline():
            store.bulk_load(input=block, format=RdfFormat.N_QUADS)
        store.flush()
        store.optimize()
        return len(store)
    except SyntaxError as error:
        raise KgError(f"not N-Quads: {error.msg}", hint="this is a fault of the program; please report it") from error
    except (OSError, RuntimeError) as error:
        hint = "make room, or make the folder writable; what was there before is unchanged"
        raise KgError(f"the store cannot be written: {error}", folder, hint) from error


def open_store(folder: Path) -> Store:
    """The store in `folder`, read-only: several processes may have it open at once.

    Raises KgError when there is none, or when it is damaged.
    """
    if not (folder / "CURRENT").is_file():
        raise KgError("there is no store here", folder, "make it with `kg build`")
    try:
        return Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:  # RuntimeError for damaged files
        raise KgError(f"the store cannot be opened: {error}", folder, "make it anew with `kg build`") from error


def shielded_store(statements: Path, scratch: Path) -> Store:
    """A store to ask, of the N-Quads file `statements` with its lexical forms shielded.

    In memory when it is small, which is three times as fast; else in the folder `scratch`, so that memory is bounded.
    """
    lines = scratch / "shielded.nq"
    write_atomic(lines, (line.encode() for line in shielded(read_lines(statements))))
    if lines.stat().st_size > _IN_MEMORY:
        with lines.open("rb") as file:
            write_store(scratch / "shielded", file)
        return open_store(scratch / "shielded")
    store = Store()
    store.bulk_load(path=lines, format=RdfFormat.N_QUADS)
    return store


def shielded(lines: Iterable[str]) -> Iterator[str]:
    """N-Triples or N-Quads lines whose literals Oxigraph leaves as they are."""
    for line in lines:
        yield _exchanged(line, _TYPED, _SHIELDED)


def constructed(store: Store, query: str) -> Iterator[str]:
    """The N-Triples lines that a CONSTRUCT makes of a store of shielded lines, in any order, some more than once."""
    answer = store.query(query)
    assert isinstance(answer, QueryTriples)
    for triple in answer:
        yield _exchanged(f"{triple} .\n", _SHIELDED, _TYPED)


def constructed_apart(statements: Iterable[str], query: str) -> Iterator[str]:
    """As `constructed`, of sorted N-Quads lines, for a query that joins nothing across things.

    It is asked of some things at a time, each with all that is said of it in any graph. Memory does not grow with the
    graph, and small stores in memory are several times as fast as one on disk.
    """
    for lines in _of_whole_things(shielded(statements), _TOGETHER):
        store = Store()
        store.load("".join(lines).encode(), format=RdfFormat.N_QUADS)
        yield from constructed(store, query)


def _of_whole_things(lines: Iterable[str], most: int) -> Iterator[list[str]]:
    """Sorted lines in lists, each of which ends with a thing's last line as soon as it has `most` lines."""
    held: list[str] = []
    for _, said in groupby(lines, key=_subject):
        held += said
        if len(held) >= most:
            yield held
            held = []
    if held:
        yield held


def _subject(line: str) -> str:
    return line[: line.index(" ")]


def _exchanged(line: str, old: str, new: str) -> str:
    """A line with `new` for `old` after its literal, not inside it: the last quotation mark ends the literal."""
    end = line.rfind('"')
    return line[:end] + new + line[end + len(old) :] if end > 0 and line.startswith(old, end) else line
