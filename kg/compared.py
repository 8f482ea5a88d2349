"""Two datasets laid beside each other: what changed, and how many rows saved queries have in both."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse

from kg.errors import KgError
from kg.files import read_lines, write_atomic
from kg.iris import Iris
from kg.ns import DCAT, RDF, RDFS, bare
from kg.publish.changes import Changes, compare
from kg.publish.changes.render import Rows
from kg.publish.sorting import sorted_blocks
from kg.publish.store import open_store, write_store
from kg.queries import Identifiers, SavedQuery, ask, bind, catalogue
from kg.queries.catalogue import without_header
from kg.queries.run import Graph, failures, identifiers
from kg.resources import resource_files

_BATCH = 4096
_BLOCK = 2**18


@dataclass(frozen=True)
class Source:
    """One of two datasets: a file of sorted N-Quads, and what it is called."""

    file: Path
    name: str

    def lines(self) -> Iterable[str]:
        """The statements, one a line."""
        return read_lines(self.file)


def compared(old: Source, new: Source, base: str | None = None) -> Changes:
    """What changed from `old` to `new`; a base that is not given is found in the newer one. Raises as `compare`."""
    return compare(old.lines, new.lines, base if base is not None else base_of(new), _labels())


def base_of(source: Source) -> str:
    """The base of the IRIs of a dataset: that of the dataset it describes itself as, or nothing."""
    end = f" {RDF.type} {DCAT.Dataset} .\n"
    dataset = next((line.partition(" ")[0] for line in source.lines() if line.endswith(end)), "")
    return bare(dataset).removesuffix(Iris("").dataset()) if dataset else ""


def unpacked(dump: Path, file: Path) -> Path:
    """Unpack a dump (`.gz`) into `file`, which is returned. Raises KgError when the dump is missing or damaged."""
    try:
        with gzip.open(dump, "rb") as packed:
            write_atomic(file, iter(lambda: packed.read(_BLOCK), b""))
    except FileNotFoundError:
        raise KgError("the dump is missing", dump, "get the release anew") from None
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise KgError(f"damaged: {error}", dump, "get the release anew") from error
    return file


def ordered(given: Path, file: Path) -> Path:
    """Put the statements of N-Quads (`.nq`, `.nt`, `.gz` after it or not) in order into `file`, which is returned.

    Raises KgError for a missing or damaged file.
    """
    raw = unpacked(given, file.with_suffix(".raw")) if given.suffix == ".gz" else given
    if not raw.is_file():
        raise KgError("there is no such file", given, "name a release, its folder, or a file of N-Quads")
    try:
        write_atomic(file, sorted_blocks(_batches(raw), folder=file.parent))
    except UnicodeDecodeError as error:
        raise KgError(f"not N-Quads: {error.reason}", given, "name a file of N-Quads, in UTF-8") from error
    return file


def _batches(file: Path) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in read_lines(file):
        text = line.strip()
        if text and not text.startswith("#"):
            batch.append(text.encode())
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def rows_of(old: Path, store: Path, scratch: Path) -> tuple[list[Rows], list[str]]:
    """How many rows each saved query has in the N-Quads `old` and in the newer `store`, and the queries not asked.

    Those are not asked that need a parameter, or another endpoint. The older store is made in `scratch`.
    """
    with old.open("rb") as document:
        write_store(scratch / "old-store", document)
    before, after = open_store(scratch / "old-store"), open_store(store)
    known = identifiers(before), identifiers(after)
    rows: list[Rows] = []
    skipped: list[str] = []
    for query in catalogue():
        if _needs_more(query):
            skipped.append(query.name)
            continue
        counts = [_count(query, *asked) for asked in ((before, known[0]), (after, known[1]))]
        rows.append(Rows(query.name, query.header.title, *counts))
    return rows, skipped


def _needs_more(query: SavedQuery) -> bool:
    required = any(parameter.required for parameter in query.header.parameters.values())
    return required or "SERVICE" in without_header(query.text)


def _count(query: SavedQuery, store: Store, known: Identifiers) -> int | None:
    """The rows of an answer, the statements of a graph, 1 or 0 for yes or no; None when the query fails."""
    try:
        answer = ask(store, query, bind(query, {}, known))
        if isinstance(answer, QuerySolutions):
            with failures(query.file):
                return sum(1 for _ in answer)
        return len(answer.triples) if isinstance(answer, Graph) else int(bool(answer))
    except KgError:
        return None


def _labels() -> dict[str, str]:
    """The English labels of the terms of the vocabulary."""
    label = NamedNode(bare(RDFS.label))
    return {
        str(quad.subject): quad.object.value
        for file in resource_files("ontology")
        for quad in parse(path=str(file), format=RdfFormat.TURTLE)
        if quad.predicate == label and isinstance(quad.object, Literal) and quad.object.language == "en"
    }
