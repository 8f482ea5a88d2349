"""A small store of invented things to reconcile with, and who asks."""

from __future__ import annotations

import json
from typing import Any

import httpx
from conftest import shared_file
from jsonschema import Draft7Validator
from pyoxigraph import RdfFormat, parse, serialize
from referencing import Registry
from referencing.jsonschema import DRAFT7
from serving import BASE

from kg.ns import PREFIXES

ADA, BO, ADAM = (f"<{BASE}person/p000{n}>" for n in (1, 2, 3))
HERRING, BOARD = f"<{BASE}place/pl0001>", f"<{BASE}group/g0001>"
DECISION, LETTER = f"<{BASE}decision/d0001>", f"<{BASE}letter/l0001>"
FOND, FILE, OTHER = (f"<{BASE}archive/nra/{path}>" for path in ("f5", "f5/d77", "f5/d78"))
DATE, EDTF = f"^^<{PREFIXES['xsd']}date>", "^^<http://id.loc.gov/datatypes/edtf/EDTF>"
SAID = f"""
{ADA} a crm:E21_Person ; rdfs:label "Ada Ruus"@en , "Ада Руус"@ru ; skos:altLabel "A. Ruus"@en ;
  rico:birthDate "1890"{EDTF} ; rico:deathDate "1951"{EDTF} ; crm:P3_has_note "Keeper of herrings"@en ;
  la:equivalent <http://www.wikidata.org/entity/Q900001> .
{BO} a crm:E21_Person ; rdfs:label "Bo Lindqvist"@en ; skos:altLabel "<b>Bo</b>"@en .
{ADAM} a crm:E21_Person ; rdfs:label "Adam Ruus"@en ; rico:birthDate "1921"{EDTF} .
{HERRING} a crm:E53_Place ; rdfs:label "Herringhaven"@en ; schema:latitude 59.5 ; schema:longitude 18.25 .
{BOARD} a crm:E74_Group ; rdfs:label "Board of Herrings"@en ; crm:P2_has_type voc:group-body .
voc:group-body rdfs:label "body"@en .
{DECISION} a ep:Resolution ; rdfs:label "Board of Herrings, decision, 7 June 1932"@en ; ep:decidedBy {BOARD} ;
  ep:decidedOn "1932-06-07"{DATE} ; schema:mentions {ADA} ; rico:isDirectlyIncludedIn {FILE} .
{FOND} a ep:ArchivalUnit ; rdfs:label "NRA F. 5"@en ; rico:identifier "F. 5" .
{FILE} a ep:ArchivalUnit ; rdfs:label "NRA F. 5. D. 77"@en , "НРА. Ф. 5. Д. 77"@ru ; rico:identifier "D. 77" ;
  rico:isDirectlyIncludedIn {FOND} .
{OTHER} a ep:ArchivalUnit ; rdfs:label "NRA F. 5. D. 78"@en ; rico:identifier "D. 78" ;
  rico:isDirectlyIncludedIn {FOND} .
{LETTER} a ep:Letter ; ep:author {ADA} ; ep:addressee {BO} ; schema:mentions {HERRING} ; ep:sentFrom {HERRING} ;
  ep:earliestDate "1932-06-01"{DATE} ; ep:latestDate "1932-06-03"{DATE} .
<{BASE}letter/l0001#carrier> crm:P128_carries {LETTER} ; ep:heldIn {FILE} .
"""


def said() -> str:
    """The things as N-Quads."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return serialize(parse(prefixes + SAID, RdfFormat.TURTLE), format=RdfFormat.N_QUADS).decode()  # type: ignore[union-attr]


def fits(name: str, document: Any, version: str = "0.2") -> None:
    """Check a document by the schema that the specification has for it; skips the test where that is not at hand."""
    folder = shared_file(f"suites/reconciliation/{version}/schemas")
    read = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    known = [(schema["$id"], DRAFT7.create_resource(schema)) for schema in read.values()]
    schema = {**read[name], "$schema": "http://json-schema.org/draft-07/schema#"}
    Draft7Validator(schema, registry=Registry().with_resources(known)).validate(document)


def asked(client: httpx.Client, queries: dict[str, Any]) -> Any:
    """The results of a batch."""
    response = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    return response.json()


def first(client: httpx.Client, query: str, **more: Any) -> Any:
    """The best candidate for a text, None when there is none."""
    found = asked(client, {"q": {"query": query, **more}})["q"]["result"]
    return found[0] if found else None
