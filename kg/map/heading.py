"""Printed headings. A heading is a witness: what it says of sender, addressee and date is never a plain statement.

So its words stand beside the claims that are read from it, and the adopted view knows only where it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.context import Context
from kg.map.span import span
from kg.map.terms import Triple, integer, literal
from kg.ns import CRM, EP, RDF, RDFS
from kg.records import Heading
from kg.records.alignment import Alignment


def heading(record: Heading, letter: str | None, context: Context) -> Iterator[Triple]:
    """A heading, where it is printed, and the document under it, if there is one."""
    term = f"<{context.iris.heading(record.id)}>"
    yield term, RDF.type, EP.Heading
    yield term, RDF.type, CRM.E33_Linguistic_Object
    yield term, RDFS.label, literal(f"heading at line {record.line} of {context.edition.title}", "en")
    yield term, CRM.P72_has_language, context.language
    yield term, EP.firstLine, integer(record.line)
    yield term, EP.lastLine, integer(record.line)
    yield term, CRM.P106i_forms_part_of, f"<{context.iris.span(context.edition.name, record.line, record.line)}>"
    yield from span(record.line, record.line, context)
    if letter is not None:
        yield term, EP.printedAbove, f"<{context.iris.letter(letter)}>"


def aligned(record: Alignment, context: Context) -> Iterator[Triple]:
    """The letter that a heading belongs to, when that is adopted."""
    if record.adopted and record.letter is not None:
        heading_ = f"<{context.iris.heading(record.heading)}>"
        yield heading_, EP.alignedTo, f"<{context.iris.letter(record.letter)}>"


def heading_words(record: Heading, context: Context) -> Iterator[Triple]:
    """The words of a heading, for the graph of claims."""
    words = literal(record.text, context.edition.language)
    yield f"<{context.iris.heading(record.id)}>", CRM.P190_has_symbolic_content, words
