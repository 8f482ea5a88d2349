"""A witness: one passage of the source that says one thing about a letter."""

from __future__ import annotations

import msgspec

from kg.records.described import Certainty, Evidence


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`type` at `line`:`column` (one-based) says that `field` has `value`; `raw` are its words.

    `raw` holds names, numbers, dates and labels only, never prose of the edition. `certainty` and `evidence` are what
    the source itself says of it, in the words of TEI's `@cert` and `@evidence`; absent where it says nothing.
    """

    field: str
    value: str
    type: str
    raw: str
    line: int
    column: int = 1
    certainty: Certainty | msgspec.UnsetType = msgspec.UNSET
    evidence: Evidence | msgspec.UnsetType = msgspec.UNSET
