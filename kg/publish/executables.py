"""Saved queries as data: SHACL's executables, as the collections of the Swiss Institute of Bioinformatics write them.

Whoever lists example queries of many endpoints reads `sh:select` (`sh:ask`, `sh:construct`), `rdfs:comment`,
`schema:keywords` and, where there is a public endpoint, `schema:target`; `spex:federatesWith` names the service that a
query asks. Each stands alone: its text has its prefixes; `sh:prefixes` repeats them for those who read them there.
Prefix declarations have IRIs, no blank nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.ns import DCTERMS, RDF, RDFS, SDO, SH, SPEX, XSD
from kg.publish.described import Described, Query
from kg.terms import Triple, literal

_PREFIX = re.compile(r"^\s*PREFIX\s+([A-Za-z][\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_FORMS = {
    "select": (SH.SPARQLSelectExecutable, SH.select),
    "ask": (SH.SPARQLAskExecutable, SH.ask),
    "construct": (SH.SPARQLConstructExecutable, SH.construct),
}


def executables(of: Described) -> Iterator[Triple]:
    """The saved queries and the prefixes that they use."""
    if not of.queries:
        return
    declared = of.shared("prefixes")
    yield declared, RDFS.label, literal("prefixes of the saved queries", "en")
    for prefix, space in sorted({found for query in of.queries for found in _PREFIX.findall(query.text)}):
        node = of.shared(f"prefix-{prefix}")
        yield declared, SH.declare, node
        yield node, RDF.type, SH.PrefixDeclaration
        yield node, SH.prefix, literal(prefix)
        yield node, SH.namespace, literal(space, datatype=XSD.anyURI)
    for query in of.queries:
        yield from _query(query, of, declared)


def _query(query: Query, of: Described, declared: str) -> Iterator[Triple]:
    term = f"<{of.iris.query(query.name)}>"
    type_, text = _FORMS[query.form]
    yield term, RDF.type, SH.SPARQLExecutable
    yield term, RDF.type, type_
    yield term, RDFS.label, literal(query.title, "en")
    # Without a value a parameter is an unbound variable, so the text runs as it stands.
    means = "".join(f"\n?{name}: {meaning}." for name, meaning in query.parameters)
    yield term, RDFS.comment, literal(query.description.strip() + means, "en")
    yield term, SH.prefixes, declared
    yield term, text, literal(query.text)
    for keyword in query.keywords:
        yield term, SDO.keywords, literal(keyword)
    for service in query.services:
        yield term, SPEX.federatesWith, f"<{service}>"
    if of.settings.endpoint:
        yield term, SDO.target, f"<{of.settings.endpoint}>"
    yield of.dataset, DCTERMS.isReferencedBy, term
