"""SHACL property paths and IRIs as people write them: `^crm:P94_has_created/crm:P14_carried_out_by`."""

from __future__ import annotations

import re
from collections.abc import Callable

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.ns import PREFIXES, RDF, SH, bare

_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_FIRST = URIRef(bare(RDF.first))
_INVERSE, _ALTERNATIVE = URIRef(bare(SH.inversePath)), URIRef(bare(SH.alternativePath))
_REPEATED = {
    URIRef(bare(SH.zeroOrMorePath)): "*",
    URIRef(bare(SH.oneOrMorePath)): "+",
    URIRef(bare(SH.zeroOrOnePath)): "?",
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_PREFIXED = re.compile(r"(?<![\w<:])([A-Za-z][\w-]*):([\w-]+)")
_REPEATS = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}
_TERM = re.compile(r"<[^<>]*>|[A-Za-z][\w-]*:[\w-]+")


def short(iri: str) -> str:
    """An IRI with its prefix, when there is one for its namespace."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def value_text(node: Node) -> str:
    """A value as a term: an IRI in full, a literal as N-Triples writes it."""
    return str(node) if isinstance(node, URIRef) else node.n3() if isinstance(node, Literal) else f"_:{node}"


def literal(text: str) -> str:
    """A text as a literal of N-Triples and Turtle, in quotes."""
    return f'"{text.translate(_ESCAPES)}"'


def prefixed(path: str) -> list[tuple[str, str]]:
    """Prefix and name of each property in the text of a path, as far as the prefix is one of ours."""
    return [(prefix, name) for prefix, name in _PREFIXED.findall(path) if prefix in PREFIXES]


def path_text(path: Node, graph: Graph) -> str:
    """The path that `path` (an IRI or the node of a SHACL path in `graph`) stands for, in SPARQL 1.1 form."""
    if isinstance(path, URIRef):
        return short(str(path))
    if (path, _FIRST, None) in graph:
        return "/".join(path_text(step, graph) for step in Collection(graph, path))
    inverse = graph.value(path, _INVERSE)
    if inverse is not None:
        return f"^{path_text(inverse, graph)}"
    choice = graph.value(path, _ALTERNATIVE)
    if choice is not None:
        return "(" + "|".join(path_text(step, graph) for step in Collection(graph, choice)) + ")"
    for predicate, mark in _REPEATED.items():
        step = graph.value(path, predicate)
        if step is not None:
            return f"({path_text(step, graph)}){mark}"
    return str(path)


def turtle_path(text: str) -> str:
    """A path as `path_text` writes it, as Turtle that stands for the same SHACL path (section 2.3.1)."""
    term, rest = _choice(text)
    if rest:
        raise ValueError(f"not a property path: {text!r}")
    return term


def _choice(text: str) -> tuple[str, str]:
    return _listed(text, "|", _sequence, "[ sh:alternativePath ( {} ) ]")


def _sequence(text: str) -> tuple[str, str]:
    return _listed(text, "/", _step, "( {} )")


def _listed(text: str, mark: str, part: Callable[[str], tuple[str, str]], form: str) -> tuple[str, str]:
    """One part, or several with `mark` between them in `form`; and the text after them."""
    first, rest = part(text)
    parts = [first]
    while rest.startswith(mark):
        found, rest = part(rest[1:])
        parts.append(found)
    return (form.format(" ".join(parts)) if len(parts) > 1 else first), rest


def _step(text: str) -> tuple[str, str]:
    if text.startswith("^"):
        term, rest = _step(text[1:])
        return f"[ sh:inversePath {term} ]", rest
    if text.startswith("("):
        term, rest = _choice(text[1:])
        if not rest.startswith(")"):
            raise ValueError(f"not a property path: {text!r}")
        rest = rest[1:]
    else:
        match = _TERM.match(text)
        if match is None:
            raise ValueError(f"not a property path: {text!r}")
        term, rest = match[0], text[match.end() :]
    if word := _REPEATS.get(rest[:1]):
        return f"[ sh:{word} {term} ]", rest[1:]
    return term, rest
