"""A reply: one letter answers another, with the evidence for saying so."""

from __future__ import annotations

import msgspec

DESCRIBED = "described"  # evidence: a description of either letter says so


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """`letter` answers `answered` (identifiers of documents); `evidence` names what says so.

    Words for evidence: `shared-leaf` (the answer stands on the leaf of what it answers), `number` (the body names the
    telegram's number), `date` (the body names the letter's date), `described` (a description of either letter says so).
    """

    letter: str
    answered: str
    evidence: tuple[str, ...]
    line: int
