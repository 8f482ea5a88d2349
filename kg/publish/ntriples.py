"""Sorted N-Triples, made from the mapping's stream in bounded memory.

The lines stand in the order of their UTF-8 bytes, as `LC_ALL=C sort -u` puts them, and no line stands twice; so the
same statements give the same bytes, whatever order they came in. RDF 1.1 N-Triples, one space between terms,
characters beyond ASCII as themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from kg.publish.sorting import RUN_BYTES, sorted_blocks

_BATCH = 2048  # triples made into lines at once
Triple = tuple[str, str, str]  # subject, predicate, object as N-Triples terms


def ntriples(triples: Iterable[Triple], *, run_bytes: int = RUN_BYTES, folder: Path | None = None) -> Iterator[bytes]:
    """Triples of N-Triples terms as a sorted N-Triples document, in blocks of whole lines.

    `run_bytes` bounds the memory; `folder` is where lines that do not fit are set aside meanwhile.

    Raises KgError for a text that UTF-8 cannot hold, OSError when the disk is full.
    """
    return sorted_blocks(_lines(iter(triples)), run_bytes=run_bytes, folder=folder)


def _lines(triples: Iterator[Triple]) -> Iterator[list[str]]:
    while batch := [f"{s} {p} {o} .\n" for s, p, o in islice(triples, _BATCH)]:
        yield batch
