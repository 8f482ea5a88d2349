"""Citations: which leaves, units and printed works a line of the edition cites."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.carrier import leaf
from kg.map.context import Context
from kg.map.decision import printed
from kg.map.shelf import leaves_of
from kg.map.span import span
from kg.map.terms import Triple, literal
from kg.ns import DCTERMS, EP
from kg.records import Citation


def citation(record: Citation, context: Context) -> Iterator[Triple]:
    """One citation: from its line to each leaf it cites, or to the unit when it names none."""
    line = f"<{context.iris.span(context.edition.name, record.line, record.line)}>"
    yield from span(record.line, record.line, context)
    if record.kind != "archival":
        yield line, EP.citedWork, literal(printed(record), context.edition.language)
        return
    if not record.archive or not record.path:
        return
    shelf = context.shelf(record.archive, record.path)
    leaves = leaves_of(record.leaves)
    for name, order in leaves:
        term = f"<{context.iris.leaf(record.archive, record.path, name)}>"
        yield from leaf(term, name, order, shelf)
        yield line, EP.cites, term
        yield line, DCTERMS.references, term
    if not leaves:
        yield line, EP.cites, shelf.term
        yield line, DCTERMS.references, shelf.term
