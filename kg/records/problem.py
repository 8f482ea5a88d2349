"""A problem: something in the data that a person should look at. It never stops a run."""

from __future__ import annotations

import msgspec

NOT_UNDERSTOOD = "not-understood"  # the kind of what stands in a file and no reader knows


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the extraction could not settle, where, and what a person can do about it."""

    line: int
    column: int
    kind: str
    raw: str
    message: str
    hint: str
