"""Answers as bytes: SPARQL 1.1 results in CSV and TSV, JSON, XML; graphs in Turtle and N-Triples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, serialize

from kg.errors import UsageError
from kg.formats import CSV, JSON, N_TRIPLES, TSV, TURTLE, XML
from kg.queries.run import Answer, Graph

# Name -> what writes it. CSV and TSV are defined for solutions alone (SPARQL 1.1 Query Results CSV and TSV, section 1).
SOLUTIONS = {format_.name: QueryResultsFormat.from_media_type(format_.media_type) for format_ in (CSV, TSV, JSON, XML)}
GRAPHS = {format_.name: RdfFormat.from_media_type(format_.media_type) for format_ in (TURTLE, N_TRIPLES)}
TABLE = "table"
NAMES = (TABLE, *SOLUTIONS, *GRAPHS)
# Form of the query -> what it answers with, and the formats that can hold it, the usual one first.
_GRAPH = ("a graph", tuple(GRAPHS))
_FITTING = {
    "SELECT": ("solutions", (TABLE, *SOLUTIONS)),
    "ASK": ("yes or no", (TABLE, "json", "xml")),
    "CONSTRUCT": _GRAPH,
    "DESCRIBE": _GRAPH,
}


def check(form: str | None, name: str | None) -> str:
    """The format to write: `name`, or the usual one for a query of this form.

    Raises UsageError when it cannot hold the answer.
    """
    what, fitting = _FITTING.get(form or "", _FITTING["SELECT"])
    if name is not None and name not in fitting:
        hint = f"its formats are: {', '.join(fitting)}"
        raise UsageError(f"this query answers with {what}, which {name} cannot hold", hint=hint)
    return name or fitting[0]


def write(answer: Answer, name: str, out: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """Write `answer` in the format `name`, not a table, to `out`. `prefixes` shorten the IRIs of Turtle."""
    if isinstance(answer, Graph):
        used = _used(answer, prefixes) if name == TURTLE.name else None
        serialize(answer.triples, out, format=GRAPHS[name], prefixes=used)
        if name == TURTLE.name:
            out.write(b"\n")
    elif isinstance(answer, QuerySolutions | QueryBoolean):
        answer.serialize(out, format=SOLUTIONS[name])
        if name in ("json", "xml"):
            out.write(b"\n")


def _used(graph: Graph, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that the graph has use for."""
    text = "\n".join(map(str, graph.triples))
    return {prefix: namespace for prefix, namespace in sorted(prefixes.items()) if f"<{namespace}" in text}
