"""The link ledger as a mapping set of SSSOM 1.0 in RDF.

Each row is an `owl:Axiom` that speaks of a statement without making it: rejected and open rows are here, too. What our
own columns say has the properties that the ledger's `extension_definitions` give them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.iris import Iris
from kg.ns import DCTERMS, EP, LINK_STATUSES, OWL, PREFIXES, RDF, RDFS, SSSOM, XSD
from kg.records import Link, Settings
from kg.records.claim import link_id
from kg.terms import Triple, iri, literal


def mapping_set(links: Iterable[Link], iris: Iris, settings: Settings) -> Iterator[Triple]:
    """The set, and each of its mappings under an IRI of its own, a fragment of the set's.

    Raises KgError for a row whose object is no IRI.
    """
    whole = f"<{iris.ledger()}>"
    yield whole, RDF.type, SSSOM.MappingSet
    yield whole, DCTERMS.title, literal(f"Links to authority files: {settings.title}")
    if settings.licence:
        yield whole, DCTERMS.license, iri(settings.licence)
    for link in links:
        mapping = f"<{iris.ledger()}#{link_id(link)}>"
        yield whole, SSSOM.mappings, mapping
        for property_, value in _mapping(link, iris):
            yield mapping, property_, value


def _mapping(link: Link, iris: Iris) -> Iterator[tuple[str, str]]:
    """What a row says: property, value."""
    yield RDF.type, OWL.Axiom
    yield OWL.annotatedSource, f"<{iris.issued(link.kind, link.subject)}>"
    yield OWL.annotatedProperty, iri(link.predicate)
    yield OWL.annotatedTarget, iri(link.object)
    prefix, _, term = link.justification.partition(":")
    yield SSSOM.mapping_justification, iri(PREFIXES[prefix] + term)
    yield EP.status, LINK_STATUSES[link.status]
    if link.status == "rejected":
        yield SSSOM.predicate_modifier, SSSOM.NegatedPredicate
    if link.confidence is not None:
        yield SSSOM.confidence, literal(str(link.confidence), datatype=XSD.double)
    if link.date:
        yield DCTERMS.created, literal(link.date, datatype=XSD.date)
    texts = {
        SSSOM.subject_label: link.subject_label,
        SSSOM.object_label: link.object_label,
        SSSOM.author_label: link.author,
        SSSOM.mapping_tool: link.tool,
        RDFS.comment: link.comment,
    }
    yield from ((property_, literal(text)) for property_, text in texts.items() if text)
    yield from ((DCTERMS.source, literal(seen)) for seen in link.seen_in)
    yield from ((EP.speaksFor, literal(words)) for words in link.features_for)
    yield from ((EP.speaksAgainst, literal(words)) for words in link.features_against)
