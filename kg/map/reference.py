"""References: which letter a passage of another letter means, where that is known."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.context import Context
from kg.map.terms import Triple
from kg.ns import CRM, DCTERMS, EP
from kg.records.reference import Reference


def reference(record: Reference, context: Context) -> Iterator[Triple]:
    """A reference that is resolved, not only possibly; candidates stand in claims alone."""
    if record.status != "resolved" or record.certainty == "possible":
        return
    term = f"<{context.iris.letter(record.letter)}>"
    for meant in record.means:
        for property_ in (EP.refersToLetter, CRM.P67_refers_to, DCTERMS.references):
            yield term, property_, f"<{context.iris.letter(meant)}>"
