"""A decision of a body as a footnote or an introduction records it."""

from __future__ import annotations

import msgspec

from kg.records.citation import Citation


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One decision in one note. `same_as` names the record of the same decision noted earlier.

    `heading` is the identifier of the heading whose note this is, `letter` that of the document; both are null in an
    introduction. `date` is EDTF, or several, or null. `prompted_by` are those whose letter, telegram or proposal moved
    the body to decide, as the note says.
    """

    id: str
    line: int
    heading: str | None = None
    letter: str | None = None
    body: str
    date: str | tuple[str, ...] | None = None
    action: str | None = None
    citations: tuple[Citation, ...] = ()
    persons: tuple[str, ...] = ()
    prompted_by: tuple[str, ...] = ()
    same_as: str | None = None
