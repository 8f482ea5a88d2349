"""How the parameters of constraint components are read from shapes.

Each function takes the reader, the shape's node and one value of the parameter. Raises IllFormedError for a value that
the recommendation does not allow (the shapes are wrong), UncoveredError for one that only another engine can check.
None says that there is nothing to check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from kg.ns import OWL, SH, XSD
from kg.validate.faults import IllFormedError, UncoveredError
from kg.validate.oxigraph import is_regex
from kg.validate.paths import members, path_text, read_path
from kg.validate.prebinding import Query, read_query
from kg.validate.terms import is_blank, is_iri, is_literal, literal, quoted, text_of

if TYPE_CHECKING:
    from kg.validate.shape import Shape, ShapeReader

_KINDS = {SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral}
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)


class Pattern(NamedTuple):
    """A regular expression and its flags, as terms of SPARQL."""

    regex: str
    flags: str


class Among(NamedTuple):
    """The members of sh:in."""

    terms: frozenset[str]


class Closed(NamedTuple):
    """The properties that a closed shape allows."""

    properties: frozenset[str]


class Qualified(NamedTuple):
    """How many values conform to `shape` and to none of its `siblings`."""

    number: int
    shape: Shape
    siblings: tuple[Shape, ...]


def iri(_: ShapeReader, __: str, value: str) -> str:
    """An IRI, as a term."""
    if not is_iri(value):
        raise IllFormedError(f"an IRI is needed instead of {value}")
    return value


def term(_: ShapeReader, __: str, value: str) -> str:
    """An IRI or a literal."""
    if is_blank(value):  # it is never the same as one of the data, unless they share their names
        raise UncoveredError("a blank node as a value")
    return value


def whole(_: ShapeReader, __: str, value: str) -> int:
    """A number of xsd:integer."""
    if not is_literal(value) or literal(value).datatype != XSD.integer or not _INTEGER.fullmatch(text_of(value)):
        raise IllFormedError(f"a whole number (xsd:integer) is needed instead of {value}")
    return int(text_of(value))


def bound(_: ShapeReader, __: str, value: str) -> str:
    """A literal to compare with."""
    if not is_literal(value):
        raise IllFormedError(f"a literal is needed instead of {value}")
    return value


def true(_: ShapeReader, __: str, value: str) -> bool | None:
    """True; None for false."""
    if not is_literal(value) or literal(value).datatype != XSD.boolean:
        raise IllFormedError(f"true or false is needed instead of {value}")
    return text_of(value) == "true" or None  # SPARQL compares with the term, and "1" is another one


def node_kind(_: ShapeReader, __: str, value: str) -> str:
    """One of the six kinds of nodes."""
    if value not in _KINDS:
        raise IllFormedError(f"{text_of(value)} is no kind of nodes")
    return value


def texts(reader: ShapeReader, _: str, value: str) -> tuple[str, ...]:
    """A list of strings."""
    found = members(reader.graph, value)
    if not all(is_literal(member) for member in found):
        raise IllFormedError("a list of texts is needed")
    return tuple(text_of(member) for member in found)


def among(reader: ShapeReader, node: str, value: str) -> Among:
    """A list of IRIs and literals."""
    return Among(frozenset(term(reader, node, member) for member in members(reader.graph, value)))


def pattern(reader: ShapeReader, node: str, value: str) -> Pattern:
    """A regular expression, with `sh:flags`; it must be one for SPARQL's REGEX."""
    flags = reader.one(node, SH.flags)
    if not is_literal(value) or (flags is not None and not is_literal(flags)):
        raise IllFormedError("a regular expression and its flags are texts")
    found = Pattern(quoted(text_of(value)), quoted(text_of(flags) if flags else ""))
    if not is_regex(found.regex, found.flags):
        try:
            re.compile(text_of(value))
        except re.error as error:
            raise IllFormedError(f"this is no regular expression: {text_of(value)} ({error})") from error
        raise UncoveredError(f"a regular expression that is none of SPARQL: {text_of(value)}")
    return found


def shape(reader: ShapeReader, _: str, value: str) -> tuple[Shape, ...]:
    """One shape."""
    return (_covered(reader.shape(value)),)


def shapes(reader: ShapeReader, _: str, value: str) -> tuple[Shape, ...]:
    """A list of shapes."""
    return tuple(_covered(reader.shape(member)) for member in members(reader.graph, value))


def property_shape(reader: ShapeReader, _: str, value: str) -> tuple[Shape, ...]:
    """One property shape."""
    if any(reader.graph.about(value)) and not reader.graph.objects(value, SH.path):
        raise IllFormedError("what stands at sh:property has no path")
    return (_covered(reader.shape(value)),)


def qualified(reader: ShapeReader, node: str, value: str) -> Qualified | None:
    """`sh:qualifiedValueShape` with its siblings, and the count that `value` is."""
    inner = reader.one(node, SH.qualifiedValueShape)
    if inner is None:
        return None
    siblings = _siblings(reader, node, inner) if reader.boolean(node, SH.qualifiedValueShapesDisjoint) else ()
    found = tuple(_covered(reader.shape(sibling)) for sibling in siblings)
    return Qualified(whole(reader, node, value), _covered(reader.shape(inner)), found)


def _siblings(reader: ShapeReader, node: str, inner: str) -> list[str]:
    """The qualified value shapes of the properties of all shapes that this one is a property of (section 4.7.3)."""
    graph = reader.graph
    properties = {p for parent in graph.subjects(SH.property, node) for p in graph.objects(parent, SH.property)}
    return sorted({s for p in properties for s in graph.objects(p, SH.qualifiedValueShape)} - {inner})


def closed(reader: ShapeReader, node: str, value: str) -> Closed | None:
    """The properties that the shape names, and `sh:ignoredProperties`."""
    if true(reader, node, value) is None:
        return None
    graph = reader.graph
    ignored = reader.one(node, SH.ignoredProperties)
    named = (path for p in graph.objects(node, SH.property) for path in graph.objects(p, SH.path))
    return Closed(frozenset(filter(is_iri, named)) | frozenset(members(graph, ignored) if ignored else ()))


def query(reader: ShapeReader, node: str, value: str) -> Query | None:
    """A SPARQL-based constraint (section 5.2). None when it is deactivated."""
    select = reader.one(value, SH.select)
    if select is None or not is_literal(select):
        raise IllFormedError("a SPARQL constraint needs one text at sh:select")
    if reader.boolean(value, SH.deactivated):
        return None
    path = reader.one(node, SH.path)
    return read_query(
        node=value,
        text=text_of(select),
        prefixes=_prefixes(reader, value),
        messages=tuple(reader.graph.objects(value, SH.message)),
        path=path_text(read_path(reader.graph, path), lambda iri: iri) if path else None,
    )


def _prefixes(reader: ShapeReader, node: str) -> Mapping[str, str]:
    """The prefixes that `sh:prefixes` leads to (section 5.2.1)."""
    graph = reader.graph
    found: dict[str, str] = {}
    ontologies = list(graph.objects(node, SH.prefixes))
    for ontology in ontologies:
        ontologies += [other for other in graph.objects(ontology, OWL.imports) if other not in ontologies]
        for declaration in graph.objects(ontology, SH.declare):
            prefix, namespace = reader.one(declaration, SH.prefix), reader.one(declaration, SH.namespace)
            if prefix is None or namespace is None:
                raise IllFormedError("a declaration of a prefix needs sh:prefix and sh:namespace")
            if found.setdefault(text_of(prefix), text_of(namespace)) != text_of(namespace):
                raise IllFormedError(f"the prefix {text_of(prefix)} is declared twice")
    return found


def _covered(found: Shape) -> Shape:
    if found.uncovered:
        raise UncoveredError(found.uncovered)
    return found
