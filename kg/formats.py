"""The formats that the program writes, each described once: what a user calls it, its media type, its suffix, its IRI.

Dumps, answers to queries, content negotiation and the description of the dataset all take it from here.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from kg.ns import FORMATS


class Kind(Enum):
    """What a format can hold."""

    GRAPH = "a graph"
    GRAPHS = "a graph and named graphs"
    SOLUTIONS = "solutions"  # of a SELECT, or a table
    METADATA = "a description of tables"
    LINKS = "links to one authority file"


class Format(NamedTuple):
    """One serialisation.

    `name` is what a user types, `label` what a reader sees; `media_type` is the one registered with IANA, without
    parameters; `suffix` begins with a point; `iri` is the term of W3C's registry of formats, where it has one.
    """

    name: str
    label: str
    media_type: str
    suffix: str
    kind: Kind
    iri: str | None = None

    @property
    def named_graphs(self) -> bool:
        """Whether it holds named graphs."""
        return self.kind is Kind.GRAPHS


class Packing(NamedTuple):
    """A compression: its suffix stands after that of the format."""

    name: str
    label: str
    media_type: str
    suffix: str


TURTLE = Format("turtle", "Turtle 1.1", "text/turtle", ".ttl", Kind.GRAPH, FORMATS.Turtle)
N_TRIPLES = Format("ntriples", "N-Triples 1.1", "application/n-triples", ".nt", Kind.GRAPH, FORMATS.N_Triples)
N_QUADS = Format("nquads", "N-Quads 1.1", "application/n-quads", ".nq", Kind.GRAPHS, FORMATS.N_Quads)
TRIG = Format("trig", "TriG 1.1", "application/trig", ".trig", Kind.GRAPHS, FORMATS.TriG)
JSON_LD = Format("jsonld", "JSON-LD 1.1", "application/ld+json", ".jsonld", Kind.GRAPHS, FORMATS.JSON_LD)
RDF_XML = Format("rdfxml", "RDF/XML 1.1", "application/rdf+xml", ".rdf", Kind.GRAPH, FORMATS.RDF_XML)
CSV = Format("csv", "CSV", "text/csv", ".csv", Kind.SOLUTIONS, FORMATS.SPARQL_Results_CSV)
TSV = Format("tsv", "TSV", "text/tab-separated-values", ".tsv", Kind.SOLUTIONS, FORMATS.SPARQL_Results_TSV)
JSON = Format("json", "JSON", "application/sparql-results+json", ".json", Kind.SOLUTIONS, FORMATS.SPARQL_Results_JSON)
XML = Format("xml", "XML", "application/sparql-results+xml", ".xml", Kind.SOLUTIONS, FORMATS.SPARQL_Results_XML)

CSVW = Format("csvw", "CSV on the Web", "application/csvm+json", "-metadata.json", Kind.METADATA)
BEACON = Format("beacon", "BEACON link dump", "text/plain", ".txt", Kind.LINKS)
SSSOM = Format("sssom", "SSSOM 1.0", "text/tab-separated-values", ".sssom.tsv", Kind.LINKS)

GZIP = Packing("gzip", "gzip (RFC 1952)", "application/gzip", ".gz")
ZSTD = Packing("zstd", "Zstandard (RFC 8878)", "application/zstd", ".zst")

ALL = (TURTLE, N_TRIPLES, N_QUADS, TRIG, JSON_LD, RDF_XML, CSV, TSV, JSON, XML, CSVW, BEACON)
OF_TABLES = (SSSOM,)  # that are of another media type, too
PACKINGS = (GZIP, ZSTD)


def of_file(name: str) -> tuple[Format, Packing | None] | None:
    """The format and the compression that a file's name tells: `x.nt.gz`; nothing for a name that tells none."""
    packing = next((packing for packing in PACKINGS if name.endswith(packing.suffix)), None)
    if packing is not None:
        name = name.removesuffix(packing.suffix)
    fitting = [format_ for format_ in (*ALL, *OF_TABLES) if name.endswith(format_.suffix)]
    return (max(fitting, key=lambda format_: len(format_.suffix)), packing) if fitting else None
