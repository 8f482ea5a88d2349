"""Turtle and TriG for reading: one block a subject, each thing followed by its own parts.

Written from N-Triples lines subject by subject, never from a store, so that literals keep their lexical form
(`"007"^^xsd:integer` stays as it is). Turtle 1.1; same statements, same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from kg.errors import KgError
from kg.ns import RDF, RDFS, SKOS, XSD
from kg.publish.names import Names
from kg.publish.rows import Row, by_subject
from kg.publish.sorting import RUN_BYTES

WIDTH = 120
_IN_MEMORY = 4 * 2**20  # of the document, before it goes to a temporary file
_COPY = 2**18
_INTEGER = re.compile("0|-?[1-9][0-9]*")  # canonical, so that any reader gives the same lexical form back


class _Terms(NamedTuple):
    """Predicates and datatypes that Turtle treats apart, as N-Triples terms."""

    type: str
    first: tuple[str, ...]
    integer: str
    boolean: str


_T = _Terms(RDF.type, (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.altLabel), XSD.integer, XSD.boolean)


def turtle(
    lines: Iterable[str],
    *,
    prefixes: Mapping[str, str],
    base: str | None = None,
    heading: str = "",
    named: Mapping[str, Iterable[str]] | None = None,
    run_bytes: int = RUN_BYTES,
    folder: Path | None = None,
) -> Iterator[bytes]:
    """N-Triples lines, in any order, as a Turtle document in blocks.

    Only the `prefixes` that are used are declared; IRIs under `base` are written relative to it when it ends in `/`.
    `heading` becomes comment lines. With `named` graphs, IRI -> lines, the document is TriG 1.1.
    Memory is bounded by `run_bytes`; `folder` holds what does not fit meanwhile.

    Raises KgError for a blank node: what is published has none.
    """
    names = Names(prefixes, base)
    with SpooledTemporaryFile(_IN_MEMORY, dir=str(folder) if folder else None) as body:
        for subject, rows in by_subject(lines, run_bytes=run_bytes, folder=folder):
            body.write(_block(subject, rows, names).encode())
        for graph, inside in sorted((named or {}).items()):
            body.write(f"{names.short(graph)} {{\n\n".encode())
            for subject, rows in by_subject(inside, run_bytes=run_bytes, folder=folder):
                body.write(_indented(_block(subject, rows, names)).encode())
            body.write(b"}\n\n")
        yield _header(names, heading).encode()
        body.seek(0)
        while part := body.read(_COPY):
            yield part


def page(rows: Iterable[Row], names: Names) -> bytes:
    """Rows, in any order and each once, as a small Turtle document; `names` are kept from page to page."""
    names.begin()
    subjects = groupby(sorted(rows), key=itemgetter(0))
    body = "".join([_block(subject, about, names) for subject, about in subjects])
    return (_header(names, "") + body).encode()


def _header(names: Names, heading: str) -> str:
    comment = "".join(f"# {line}".rstrip() + "\n" for line in heading.splitlines())
    base = f"@base <{names.base}> .\n" if names.base else ""
    return comment + base + "".join(f"@prefix {prefix}: <{ns}> .\n" for prefix, ns in names.used.items()) + "\n"


def _block(subject: str, rows: Iterable[Row], names: Names) -> str:
    """All statements about one subject, its types and names first."""
    objects: dict[str, list[str]] = {}
    for _, predicate, object_ in rows:
        objects.setdefault(predicate, []).append(_object(object_, names))
    order = [p for p in _T.first if p in objects] + [p for p in objects if p not in _T.first]
    parts = [_statement("a" if p == _T.type else names.short(p[1:-1]), objects[p]) for p in order]
    return f"{names.short(subject)} " + " ;\n    ".join(parts) + " .\n\n"


def _indented(block: str) -> str:
    """A block inside a graph; no literal has a line end that is not escaped."""
    return "".join(f"    {line}\n" if line else "\n" for line in block.split("\n")[:-1])


def _statement(predicate: str, objects: list[str]) -> str:
    on_one_line = f"{predicate} {', '.join(objects)}"
    if len(objects) == 1 or len(on_one_line) < WIDTH - 8:
        return on_one_line
    return f"{predicate}\n        " + ",\n        ".join(objects)


def _object(term: str, names: Names) -> str:
    if term.startswith("<"):
        return names.short(term[1:-1])
    if not term.startswith('"'):
        raise KgError("a blank node cannot be published", term, "give the thing an IRI")
    end = term.rfind('"') + 1
    if not term.startswith("^^", end):
        return term
    datatype = term[end + 2 :]
    lexical = term[1 : end - 1]
    if (datatype == _T.integer and _INTEGER.fullmatch(lexical)) or (
        datatype == _T.boolean and lexical in ("true", "false")
    ):
        return lexical
    return term[:end] + "^^" + names.short(datatype[1:-1])
