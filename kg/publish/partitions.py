"""The VoID of a dataset: counts by class and by property, links to authority files, vocabularies, examples.

VoID: https://www.w3.org/TR/void/ (W3C Interest Group Note of 3 March 2011).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from kg.ns import AUTHORITY_FILES, DCTERMS, RDF, RDFS, VOID, bare
from kg.publish.described import Described
from kg.publish.formats import Holds
from kg.publish.statistics import Statistics, namespace, short
from kg.terms import Triple, integer, literal


def void(of: Described) -> Iterator[Triple]:
    """What VoID says of the default graph, of each named graph, and of the links."""
    this = of.this
    yield this, RDF.type, VOID.Dataset
    yield this, VOID.uriSpace, literal(of.settings.base)
    yield this, VOID.uriRegexPattern, literal(f"^{re.escape(of.settings.base)}[^#]*$")
    yield from _counts(this, f"{this[:-1]}#", of.counts.adopted)
    for space in sorted({namespace(term) for term in (*of.counts.adopted.classes, *of.counts.adopted.properties)}):
        yield this, VOID.vocabulary, f"<{space}>"
    for example in sorted({_example(of.counts.adopted, class_) for class_ in of.counts.adopted.classes} - {""}):
        yield this, VOID.exampleResource, example
    for file in of.files:
        if file.dump is not None and file.dump.holds in (Holds.ADOPTED, Holds.EVERYTHING) and file.dump.format.iri:
            yield this, VOID.dataDump, f"<{of.settings.base}{file.path}>"
            yield this, VOID.feature, file.dump.format.iri
    if of.settings.endpoint:
        yield this, VOID.sparqlEndpoint, f"<{of.settings.endpoint}>"
    for graph, counted in of.counts.named.items():
        yield this, VOID.subset, f"<{graph}>"
        yield f"<{graph}>", RDF.type, VOID.Dataset
        yield f"<{graph}>", DCTERMS.title, literal(f"the named graph {graph.removeprefix(of.settings.base)}", "en")
        yield from _counts(f"<{graph}>", f"<{graph}#", counted)
    yield from _linksets(of)


def _example(counted: Statistics, class_: str) -> str:
    """The first member of a class that has a page, or nothing; there are further ones of its kind beside it."""
    subject = counted.examples[class_][0]
    return subject if subject.startswith(f"<{counted.base}") and "#" not in subject else ""


def _counts(term: str, start: str, counted: Statistics) -> Iterator[Triple]:
    """The numbers of one graph, with a partition for each class and each property."""
    yield term, VOID.triples, integer(counted.triples)
    yield term, VOID.entities, integer(counted.entities)
    yield term, VOID.distinctSubjects, integer(counted.subjects)
    yield term, VOID.classes, integer(len(counted.classes))
    yield term, VOID.properties, integer(len(counted.properties))
    for class_, number in counted.classes.items():
        node = f"{start}class-{_slug(class_)}>"
        yield term, VOID.classPartition, node
        yield node, RDF.type, VOID.Dataset
        yield node, VOID["class"], class_
        yield node, VOID.entities, integer(number)
    for property_, number in counted.properties.items():
        node = f"{start}property-{_slug(property_)}>"
        yield term, VOID.propertyPartition, node
        yield node, RDF.type, VOID.Dataset
        yield node, VOID.property, property_
        yield node, VOID.triples, integer(number)


def _slug(term: str) -> str:
    """A name for a partition: `ep-Letter`; for a term of an unknown vocabulary a part of its SHA-256."""
    known = short(term)
    return known.replace(":", "-") if known else sha256(term.encode()).hexdigest()[:12]


def _linksets(of: Described) -> Iterator[Triple]:
    """One linkset for each authority file and property that links to it."""
    for (prefix, property_), number in sorted(of.counts.adopted.links.items()):
        name, space = AUTHORITY_FILES[prefix]
        node, target = of.part(f"links-{prefix}-{_slug(property_)}"), of.shared(f"authority-{prefix}")
        yield of.this, VOID.subset, node
        yield node, RDF.type, VOID.Linkset
        yield node, DCTERMS.title, literal(f"links to {name}, {short(property_) or bare(property_)}", "en")
        yield node, VOID.subjectsTarget, of.this
        yield node, VOID.objectsTarget, target
        yield node, VOID.linkPredicate, property_
        yield node, VOID.triples, integer(number)
        yield target, RDF.type, VOID.Dataset
        yield target, RDFS.label, literal(name, "en")
        yield target, VOID.uriSpace, literal(space)
