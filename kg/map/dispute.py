"""How a claim, or a mention of a person, can be disputed: a row of a table that people keep, ready but for the reason.

Every claim on an edition has one: what it says is overruled by a row of `curated/adjudications.csv` on its record and
field (`kg.records.settled`). Whom a name in a text means is settled line by line in `curated/mentions.csv`. What the
ledger says of authority files is judged in its own rows, which already are what a reader would write.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from kg.map.context import Context
from kg.map.terms import Triple, literal
from kg.ns import EP
from kg.records.claim import Claim
from kg.records.link import LEDGER
from kg.records.settled import MENTIONS, NONE, TABLE, YES, field_of, is_weighed, settled_by

_BY_LEDGER = (
    "What is said of authority files stands in their ledger: change the status of its row (accepted, rejected with "
    "predicate_modifier Not, open), and say who, when and why."
)
_UNKNOWN = "This version knows no table for what the claim says: write to the publisher."


def claim_dispute(term: str, claim: Claim, together: Sequence[Claim], context: Context) -> Iterator[Triple]:
    """The row for a claim, and its table; `together` are all claims on the same field of the same thing."""
    if field_of(*settled_by(claim)) is None:
        yield term, EP.disputeNote, literal(_UNKNOWN, "en")
        return
    yield term, EP.disputeRow, literal(dispute_row(claim, together, context))
    yield term, EP.disputeTable, literal(TABLE)


def mention_dispute(term: str, name: str, line: int, context: Context) -> Iterator[Triple]:
    """The row for a mention: whom the name on that line means, or `none`."""
    yield term, EP.disputeRow, literal(_csv([context.edition.name, str(line), name, "PERSON", "REASON"]))
    yield term, EP.disputeTable, literal(MENTIONS)


def link_dispute(term: str) -> Iterator[Triple]:
    """Where a row of the ledger of links is disputed: in itself."""
    yield term, EP.disputeTable, literal(LEDGER)
    yield term, EP.disputeNote, literal(_BY_LEDGER, "en")


def dispute_row(claim: Claim, together: Sequence[Claim], context: Context) -> str:
    """A row of `adjudications.csv` that demands a claim which is not believed, or denies one that is.

    Of one value out of several that hold together, all others stay. Where something else must stand in place of a value
    that is believed (who wrote, and when), the cell is left to whoever fills the row in. The claims of curators are not
    weighed: their own rows give way to this one. Nor is what the program concludes of a lost letter.
    """
    found = field_of(*settled_by(claim))
    name = found[0] if found is not None else claim.field
    weighed = "|".join(dict.fromkeys(other.id for other in together if is_weighed(other)))
    value = "|".join(_demanded(claim, together, context))
    return _csv([settled_by(claim)[0], name, value, weighed, "REASON", "YOUR NAME", "YYYY-MM-DD", ""])


def _demanded(claim: Claim, together: Sequence[Claim], context: Context) -> tuple[str, ...]:
    found = field_of(*settled_by(claim))
    believed, own = claim.status == "adopted", context.written(claim)
    if found is None:
        return ()
    field = found[1]
    if field.kind == "whether":
        return (NONE if believed else YES,)
    if field.several and field.kind != "actor":
        others = [context.written(other) for other in together if other.status == "adopted"]
        kept = [value for value in dict.fromkeys((*others, own)) if not (believed and value == own)]
        return tuple(kept) or (NONE,)
    if believed:
        return (NONE,) if field.kind in ("letter", "decision") else ()
    return (own,)


def _csv(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
