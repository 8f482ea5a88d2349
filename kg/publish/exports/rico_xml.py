"""RiC-O 1.1 as RDF/XML: the view for archives that a build makes, a `rdf:Description` a thing, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.ns import PREFIXES, XSD, bare
from kg.publish.exports._export import About, Export
from kg.publish.exports._records import Records
from kg.publish.exports._xml import document, element, holds, text
from kg.publish.exports.rico import CARRIES, view

# A property is an element: its IRI ends in a name of XML (Namespaces in XML 1.0).
_LOCAL = re.compile(r"[A-Za-z_][\w.-]*$")
_STRING = bare(XSD.string)


def write(_: Records, about: About) -> Iterator[bytes]:
    """The view, thing by thing in its order."""
    return document(_parts(about))


def _parts(about: About) -> Iterator[str]:
    used = {prefix: iri for prefix, iri in sorted(PREFIXES.items()) if iri.endswith(("#", "/"))}
    names = "".join(f'\n  xmlns:{prefix}="{iri}"' for prefix, iri in used.items())
    yield f"<rdf:RDF{names}>\n"
    prefixes = {iri: prefix for prefix, iri in used.items()}
    statements = parse(path=str(view(about)), format=RdfFormat.TURTLE)
    for subject, said in groupby(statements, key=lambda quad: quad.subject):
        yield f"<rdf:Description{_about(subject)}>\n"
        for quad in said:
            yield _property(quad.predicate.value, quad.object, prefixes) + "\n"
        yield "</rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _about(subject: NamedNode | BlankNode | Triple) -> str:
    assert isinstance(subject, NamedNode)  # what is published has no blank nodes
    said = element("x", about=subject.value)
    return said[2:-2].replace(" about=", " rdf:about=", 1)


def _property(iri: str, value: object, prefixes: dict[str, str]) -> str:
    match = _LOCAL.search(iri)
    assert match is not None, iri
    local = match[0]
    beginning = iri[: -len(local)]
    prefix = prefixes.get(beginning)
    name, declared = (f"{prefix}:{local}", {}) if prefix else (f"p:{local}", {"xmlns:p": beginning})
    if isinstance(value, Literal):
        if value.language:
            return element(name, text(value.value), **declared, **{"xml:lang": value.language})
        kind = value.datatype.value
        return element(name, text(value.value), **declared, **({} if kind == _STRING else {"rdf:datatype": kind}))
    assert isinstance(value, NamedNode)
    return element(name, **declared, **{"rdf:resource": value.value})


EXPORT = Export(
    name="ric-o-xml",
    title="RiC-O",
    suffix=".ric-o.rdf",
    media_type="application/rdf+xml",
    carries=CARRIES,
    write=write,
    holds=holds,
    whole=True,
)
