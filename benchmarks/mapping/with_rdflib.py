"""The same triples added to an rdflib graph and serialised: IN.jsonl OUT.nt."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

from rdflib import Graph, Literal, URIRef

from benchmarks.letters import graph
from benchmarks.mapping.ours import records

_ESCAPE = re.compile(r"\\(.)")


@cache  # as a mapping by hand keeps its properties and classes at hand
def resource(term: str) -> URIRef:
    """An IRI as rdflib's."""
    return URIRef(term[1:-1])


def value(term: str) -> URIRef | Literal:
    """A term as rdflib's."""
    if term[0] == "<":
        return resource(term)
    text, _, suffix = term[1:].rpartition('"')
    if "\\" in text:
        text = _ESCAPE.sub(lambda escape: {"n": "\n", "r": "\r"}.get(escape[1], escape[1]), text)
    if suffix.startswith("@"):
        return Literal(text, lang=suffix[1:])
    return Literal(text, datatype=resource(suffix[2:])) if suffix else Literal(text)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    found = Graph()
    for subject, predicate, object_ in graph(records(source)):
        found.add((resource(subject), resource(predicate), value(object_)))
    found.serialize(target, format="nt", encoding="utf-8")
