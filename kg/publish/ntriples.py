"""Sorted N-Triples or N-Quads, made from the mapping's stream in bounded memory.

The lines stand in the order of their UTF-8 bytes, as `LC_ALL=C sort -u` puts them, and no line stands twice; so the
same statements give the same bytes, whatever order they came in. RDF 1.1 N-Triples, one space between terms,
characters beyond ASCII as themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from kg.publish.sorting import RUN_BYTES, encoded, sorted_blocks

END = b" .\n"
_BATCH = 2048  # triples made into lines at once
Triple = tuple[str, ...]  # subject, predicate, object as N-Triples terms, and a graph for N-Quads


def ntriples(triples: Iterable[Triple], *, run_bytes: int = RUN_BYTES, folder: Path | None = None) -> Iterator[bytes]:
    """Triples of N-Triples terms as a sorted N-Triples document, in blocks of whole lines; quads as N-Quads.

    `run_bytes` bounds the memory; `folder` is where lines that do not fit are set aside meanwhile.

    Raises KgError for a text that UTF-8 cannot hold, OSError when the disk is full.
    """
    return sorted_blocks(statement_batches(triples), END, run_bytes=run_bytes, folder=folder)


def statement_batches(triples: Iterable[Triple]) -> Iterator[list[bytes]]:
    """Statements without their END; the blank there sorts before whatever a longer term could go on with."""
    source = iter(triples)
    while batch := encoded(map(" ".join, islice(source, _BATCH))):
        yield batch
