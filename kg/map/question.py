"""What is still open and needs a person, for the named graphs beside the claims.

An open question, a fragment of the thing it is about, `{b}letter/l0001#question-l0001-senders`: ep:OpenQuestion,
crm:E73_Information_Object
  ep:aboutRecord thing, none for what a line says of nothing known; ep:weight; ep:questionKind; ep:firstLine;
  dcterms:identifier what `kg review` calls it; label: the question; crm:P3_has_note how it came up
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.context import Context
from kg.map.terms import Triple, integer, literal
from kg.ns import CRM, DCTERMS, EP, RDF, RDFS, bare
from kg.records.case import Case


def question(case: Case, owner: str, context: Context) -> Iterator[Triple]:
    """An open question of an edition or of the ledger; `owner` is the thing it is about, as a term, or empty."""
    about = bare(owner) if owner else context.iris.source(context.edition.name)
    term = f"<{context.iris.question(about, case.id)}>"
    for type_ in (EP.OpenQuestion, CRM.E73_Information_Object):
        yield term, RDF.type, type_
    yield term, RDFS.label, literal(case.question, "en")
    if case.why:
        yield term, CRM.P3_has_note, literal(case.why, "en")
    yield term, DCTERMS.identifier, literal(case.id)
    yield term, EP.weight, integer(case.weight)
    yield term, EP.questionKind, literal(case.kind)
    if owner:
        yield term, EP.aboutRecord, owner
    for line in case.lines[:1]:
        yield term, EP.firstLine, integer(line)
