"""A link of the ledger: what an entity of this workspace is, or is not, in another authority."""

from __future__ import annotations

from typing import Literal

import msgspec

LEDGER = "authorities/links.sssom.tsv"  # in the folder of a workspace
Status = Literal["accepted", "asserted", "rejected", "open"]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/links.sssom.tsv` (SSSOM 1.0), its CURIEs expanded.

    `kind` and `subject` name an entity of the workspace (`person`, `p0001`); `predicate` and `object` are IRIs. Only an
    `accepted` row becomes triples, and one that is `asserted`: the editors of an imported source say so, and nobody has
    looked it up. A `rejected` one says that the two are not the same, an `open` one waits for a
    person. `justification` is a SEMAPV CURIE; `confidence` runs from 0 to 1 and stays in the ledger; `seen_in` says
    where the identifier was seen tied to the entity.
    """

    kind: str
    subject: str
    subject_label: str = ""
    predicate: str
    object: str
    object_label: str = ""
    justification: str
    author: str = ""
    date: str = ""
    confidence: float | None = None
    status: Status
    seen_in: tuple[str, ...] = ()
    tool: str = ""
    features_for: tuple[str, ...] = ()
    features_against: tuple[str, ...] = ()
    comment: str = ""
    line: int = 0
