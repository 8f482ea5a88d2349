"""A decision of a body as a footnote or an introduction records it."""

from __future__ import annotations

import msgspec

from kg.records.citation import Citation
from kg.records.witness import Witness


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One decision in one note. `same_as` names the record of the same decision noted earlier.

    `heading` is the identifier of the heading whose note this is, `letter` that of the document; both are null in an
    introduction. `date` is EDTF, or several, or null. `prompted_by` are those whose letter, telegram or proposal moved
    the body to decide, as the note says. `witnesses` have the words that name the body and the day, where this sentence
    of the note has them (fields `body` and `date`).
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
    witnesses: tuple[Witness, ...] = ()
