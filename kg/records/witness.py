"""A witness: one passage of the source that says one thing about a letter."""

from __future__ import annotations

import msgspec


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`type` at `line`:`column` (one-based) says that `field` has `value`; `raw` are its words.

    `raw` holds names, numbers, dates and labels only, never prose of the edition.
    """

    field: str
    value: str
    type: str
    raw: str
    line: int
    column: int = 1
