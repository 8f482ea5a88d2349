"""The service description: SPARQL 1.1 Service Description, for the address at which clients reach the endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import RdfFormat, Triple, parse, serialize

from kg.formats import CSV, JSON, JSON_LD, N_TRIPLES, RDF_XML, TSV, TURTLE, XML
from kg.iris import Iris
from kg.ns import PREFIXES, RDF, SD, VOID

SOLUTIONS = (JSON, XML, CSV, TSV)
BOOLEANS = (JSON, XML)
GRAPHS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)


def service(endpoint: str, base: str, media_type: str, *, federates: bool = False) -> bytes:
    """The description of the service at `endpoint`, whose dataset has the IRIs under `base`, in an RDF format.

    `federates` says that queries may name other services.
    """
    this, dataset = f"<{endpoint}>", f"<{Iris(base).dataset()}>"
    default = f"<{endpoint}#default-dataset>"
    statements = [
        (this, RDF.type, SD.Service),
        (this, SD.endpoint, this),
        (this, SD.supportedLanguage, SD.SPARQL11Query),
        (this, SD.feature, SD.UnionDefaultGraph),
        *([(this, SD.feature, SD.BasicFederatedQuery)] if federates else ()),
        (this, SD.defaultDataset, default),
        (default, RDF.type, SD.Dataset),
        (default, SD.defaultGraph, f"<{endpoint}#default-graph>"),
        (f"<{endpoint}#default-graph>", RDF.type, SD.Graph),
        (f"<{endpoint}#default-graph>", VOID.inDataset, dataset),
        *((this, SD.resultFormat, str(format_.iri)) for format_ in (*SOLUTIONS, *GRAPHS)),
    ]
    lines = "".join(f"{subject} {predicate} {object_} .\n" for subject, predicate, object_ in statements)
    triples = parse(lines, RdfFormat.N_TRIPLES)
    used = {name: iri for name, iri in PREFIXES.items() if name in ("sd", "void")}
    return written((quad.triple for quad in triples), media_type, used)


def written(triples: Iterable[Triple], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Triples in an RDF format."""
    document = serialize(triples, format=RdfFormat.from_media_type(media_type), prefixes=dict(prefixes))
    assert document is not None  # there is one when it goes nowhere else
    return document
