"""A case: something that needs a person, with what there is to judge it by."""

from __future__ import annotations

from typing import Literal

import msgspec

from kg.records.claim import Claim

Kind = Literal[
    "stale",
    "disputed",
    "conflict",
    "clash",
    "unknown-name",
    "problem",
    "undated",
    "heading",
    "same-decision",
    "same-letter",
    "leaf-order",
    "reference",
    "lost-letter",
    "link",
    "possible-name",
]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is what `kg review accept` takes; it stays the same as long as the case does.

    `weight` says how much hangs on it, from 100 down: a date of a letter more than a name in passing. `about` is the
    identifier of the thing; `question` asks in a line (200 characters at most), `why` says how it came up. `lines` are
    where the edition speaks of it (one-based); `claims` are those to judge, `values` what can be chosen, the one that
    counts now first. `accepts` and `rejects` are what a row of a table says when the case is accepted or rejected,
    empty where only a person can name the value; `hint` says what to do.
    """

    id: str
    kind: Kind
    weight: int
    about: str
    question: str
    why: str = ""
    field: str = ""
    values: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    claims: tuple[Claim, ...] = ()
    accepts: str = ""
    rejects: str = ""
    hint: str = ""
