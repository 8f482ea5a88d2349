"""An index in CMIF as CIDOC CRM with acdh-cidoc-pyutils and rdflib, as its documentation uses them: FILE OUT.ttl.

It makes much less: no identifiers that last, no places in the file, no claims, no problems. Persons and places by their
addresses, each letter with its sending, the time of that, its parties and its places.
"""

from __future__ import annotations

import sys

from acdh_cidoc_pyutils import create_e52  # type: ignore[import-not-found]
from lxml import etree  # type: ignore[import-untyped]
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef

CRM = Namespace("http://www.cidoc-crm.org/cidoc-crm/")
TEI = "{http://www.tei-c.org/ns/1.0}"
BASE = "https://example.org/"


def main(file: str, out: str) -> None:
    """Read the file, make the graph, write it."""
    graph = Graph()
    for n, described in enumerate(etree.parse(file).iter(f"{TEI}correspDesc"), 1):
        letter = URIRef(f"{BASE}letter/{n}")
        graph.add((letter, RDF.type, CRM.E33_Linguistic_Object))
        for action in described.iter(f"{TEI}correspAction"):
            event = URIRef(f"{letter}/{action.get('type')}")
            graph.add((event, RDF.type, CRM.E7_Activity))
            graph.add((event, CRM.P16_used_specific_object, letter))
            for name, type_, property_ in (
                ("persName", CRM.E21_Person, CRM.P14_carried_out_by),
                ("placeName", CRM.E53_Place, CRM.P7_took_place_at),
            ):
                for element in action.iter(f"{TEI}{name}"):
                    thing = URIRef(element.get("ref") or f"{BASE}{'-'.join(element.text.split())}")
                    graph.add((thing, RDF.type, type_))
                    graph.add((thing, RDFS.label, Literal(element.text)))
                    graph.add((event, property_, thing))
            for date in action.iter(f"{TEI}date"):
                span = URIRef(f"{event}/time-span")
                graph.add((event, CRM["P4_has_time-span"], span))
                graph += create_e52(span, begin_of_begin=date.get("when"), end_of_end=date.get("when"))
    graph.serialize(out)


if __name__ == "__main__":
    main(*sys.argv[1:3])
