"""Spans of lines in the capture of an edition."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.context import Context
from kg.map.terms import Triple, integer, literal
from kg.ns import CRM, EP, PROV, RDF, RDFS


def span(first: int, last: int, context: Context) -> Iterator[Triple]:
    """Lines `first` to `last` (one-based, inclusive) of the edition."""
    term = f"<{context.iris.span(context.edition.name, first, last)}>"
    for type_ in (EP.SourceSpan, CRM.E73_Information_Object, PROV.Entity):
        yield term, RDF.type, type_
    lines = f"line {first}" if first == last else f"lines {first}-{last}"
    yield term, RDFS.label, literal(f"{lines} of {context.edition.title}", "en")
    yield term, EP.firstLine, integer(first)
    yield term, EP.lastLine, integer(last)
    yield term, CRM.P106i_forms_part_of, context.source
