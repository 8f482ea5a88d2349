"""The W3C test suite of SHACL: its cases, and reports as graphs that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH, Namespace
from rdflib.term import Node

from kg.validate import graph as kg_graph
from kg.validate.fast import Found
from kg.validate.load import parse_file
from kg.validate.rdflib_graph import fill

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
_SAID = (
    SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceConstraint, SH.sourceConstraintComponent,
    SH.sourceShape,
)  # fmt: skip
_STEPS = (
    RDF.first, RDF.rest, SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A test: the files with its data and its shapes, and the graph that says what a report must be."""

    name: str
    data: Path
    shapes: Path
    manifest: Graph
    result: Node

    @property
    def fails(self) -> bool:
        """Whether the shapes must be refused."""
        return self.result == SHT.Failure


def cases(folder: Path) -> Iterator[Case]:
    """The cases of a folder of the suite, by the manifests in it."""
    for file in sorted(folder.rglob("*.ttl")):
        manifest = Graph()
        fill(manifest, parse_file(file))
        for entries in manifest.objects(None, MF.entries):
            for entry in Collection(manifest, entries):
                action = manifest.value(entry, MF.action)
                data, shapes = (_file(manifest.value(action, what)) for what in (SHT.dataGraph, SHT.shapesGraph))
                name = f"{file.parent.name}/{str(entry).rpartition('/')[2]}"
                yield Case(name, data, shapes, manifest, manifest.value(entry, MF.result))


def _file(iri: Node | None) -> Path:
    return Path(unquote(urlparse(str(iri)).path))


def load(file: Path) -> kg_graph.Graph:
    """A file of the suite; blank nodes keep their names."""
    statements = {(str(q.subject), str(q.predicate), str(q.object)) for q in parse_file(file)}
    return kg_graph.Graph(sorted(statements))


def expected(case: Case) -> Graph:
    """What a report must say, without messages."""
    report = Graph()
    for result in case.manifest.objects(case.result, SH.result):
        node = BNode()
        for said in _SAID:
            for value in case.manifest.objects(result, said):
                report.add((node, said, _copy(case.manifest, value, report)))
    return report


def report(found: Iterator[Found], shapes: kg_graph.Graph) -> Graph:
    """Results as the suite writes them."""
    graph = Graph()
    source = Graph()
    for statement in shapes.statements():
        source.add(tuple(map(_term, statement)))
    for result in found:
        node = BNode()
        path = _term(result.path) if result.path else source.value(_term(result.shape), SH.path)
        values = {
            SH.focusNode: result.focus, SH.value: result.value, SH.resultSeverity: result.severity,
            SH.sourceConstraint: result.constraint, SH.sourceConstraintComponent: result.component,
            SH.sourceShape: result.shape,
        }  # fmt: skip
        for said, value in values.items():
            if value is not None:
                graph.add((node, said, _term(value)))
        if path is not None:
            graph.add((node, SH.resultPath, _copy(source, path, graph)))
    return graph


def _term(term: str) -> Node:
    found = next(iter(ox.parse(f"<x:x> <x:x> {term} .", format=ox.RdfFormat.N_TRIPLES))).object
    if isinstance(found, ox.NamedNode):
        return URIRef(found.value)
    if isinstance(found, ox.BlankNode):
        return BNode(found.value)
    plain = found.language or found.datatype.value.endswith("#string")
    return Literal(found.value, lang=found.language, datatype=None if plain else found.datatype.value, normalize=False)


def _copy(source: Graph, path: Node, target: Graph) -> Node:
    """`path` with new blank nodes, as results must not share theirs; another blank node is left alone."""
    used = [step for step in _STEPS if (path, step, None) in source] if isinstance(path, BNode) else []
    if not used:
        return path
    copy = BNode()
    for step in used[:2] if RDF.first in used else used:
        for value in source.objects(path, step):
            target.add((copy, step, _copy(source, value, target)))
    return copy


def same(left: Graph, right: Graph) -> bool:
    """Whether two reports say the same."""
    return len(left) == len(right) and isomorphic(left, right)
