"""SHACL validation by pySHACL: the other engine, for shapes that the fast one does not cover, and to compare with it.

SHACL core and SHACL-SPARQL (W3C Recommendation of 20 July 2017), and of the advanced features (W3C Working Group Note
of 8 June 2017) targets that queries select and node expressions; no inference.
"""

from __future__ import annotations

from collections.abc import Collection

import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.errors import KgError
from kg.ns import RDF, SH, bare
from kg.validate.fast import Found
from kg.validate.oxigraph import quads
from kg.validate.paths import Predicate
from kg.validate.rdflib_graph import fill, load_graph
from kg.validate.shape import ADVANCED, TARGETS
from kg.validate.shapes import Shapes
from kg.validate.sorted_file import SortedFile
from kg.validate.terms import is_iri, quoted


def _uri(term: str) -> URIRef:
    return URIRef(bare(term))


def check(data: SortedFile, shapes: Shapes, only: Collection[str]) -> list[Found]:
    """What the shapes with the nodes `only` find at their targets. Raises KgError when the shapes are wrong."""
    with data.path.open("rb") as file:
        graph = load_graph(file, quads=data.quads)
    advanced = any(shapes.graph.pairs(term) for term in ADVANCED)
    try:
        _, found, text = pyshacl.validate(graph, shacl_graph=_graph(shapes, only), inference="none", advanced=advanced)
    except Exception as error:  # pySHACL has no common ancestor for what it raises
        raise _wrong(str(error), shapes, only) from error
    if not isinstance(found, Graph):
        raise _wrong(str(text), shapes, only)
    return [_found(node, found, shapes) for node in found.objects(None, _uri(SH.result))]


def _wrong(what: str, shapes: Shapes, only: Collection[str]) -> KgError:
    """pySHACL does not say which shape it means: the place is that of the first that it was given."""
    named = next(filter(is_iri, sorted(only)), None)
    return KgError(f"the shapes cannot be used: {what}", shapes.place(named) if named else None, "mend the shapes")


def _graph(shapes: Shapes, only: Collection[str]) -> Graph:
    """The shapes for rdflib, without the targets of the others: they are checked only where they are referred to."""
    others = {shape.node for shape in shapes.reader.roots()} - set(only)
    graph = Graph()
    fill(graph, quads(s for s in shapes.graph.statements() if not (s[0] in others and _is_target(*s[1:]))))
    return graph


def _is_target(predicate: str, object_: str) -> bool:
    return (
        predicate in TARGETS
        or predicate == SH.target
        or (predicate == RDF.type and object_ not in (SH.NodeShape, SH.PropertyShape))
    )


def _found(node: Node, found: Graph, shapes: Shapes) -> Found:
    focus, shape, severity, component, value, path, constraint = (
        None if (said := found.value(node, _uri(term))) is None else _term(said)
        for term in (
            SH.focusNode, SH.sourceShape, SH.resultSeverity, SH.sourceConstraintComponent, SH.value, SH.resultPath,
            SH.sourceConstraint,
        )
    )  # fmt: skip
    if focus is None or shape is None or severity is None or component is None:
        raise KgError("pySHACL gave a result without focus node, shape, severity or component", hint="please report it")
    named = path is not None and path[0] == "<" and shapes.path(shape) != Predicate(path)
    messages = sorted(map(_term, found.objects(node, _uri(SH.resultMessage))))
    return Found(
        focus=focus,
        value=value,
        path=path if named else None,
        shape=shape,
        severity=severity,
        component=component,
        constraint=constraint,
        messages=tuple(messages),
    )


def _term(node: Node) -> str:
    if isinstance(node, Literal):
        suffix = f"@{node.language}" if node.language else f"^^<{node.datatype}>" if node.datatype else ""
        return quoted(str(node)) + suffix
    return f"_:{node}" if isinstance(node, BNode) else f"<{node}>"
