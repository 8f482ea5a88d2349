"""Candidates for a link: what is known of two things, how alike they are, and what says so."""

from __future__ import annotations

from typing import Literal

import msgspec

ProfileKind = Literal["person", "group", "place", "decision", "unit", "other", ""]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a person, a group, a place, a decision or an archival unit, ours or an authority's.

    `kind` is empty where nobody says what it is, `other` where all that is said is that it is no person. `names` has
    the label first, then variants in any language and script, as they are written or inverted (`Freud, Sigmund`).
    `born` and `died` are EDTF, empty when not known. `others` are identifiers elsewhere as the ledger writes them.
    `active` are a day by which ours has begun to write or receive letters and the last on which it certainly still
    does, `named` the day by which a letter names it first (who is named may be dead, not unborn), `companions` the
    names of those it corresponds with or is mentioned with. `seen` says where the profile was found: file and line, or
    an address. `replaced_by` is the identifier that took the place of this one, `-` where it was deleted.
    """

    iri: str
    kind: ProfileKind = ""
    names: tuple[str, ...] = ()
    born: str = ""
    died: str = ""
    roles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    active: tuple[str, str] | None = None
    named: str = ""
    companions: tuple[str, ...] = ()
    description: str = ""
    seen: str = ""
    replaced_by: str = ""

    def may_be(self, other: Profile) -> bool:
        """Whether two can be one as to what they are."""
        kinds = {self.kind, other.kind}
        return "" in kinds or len(kinds) == 1 or ("other" in kinds and "person" not in kinds)

    @property
    def label(self) -> str:
        """What it is called: its first name, else its identifier."""
        return self.names[0] if self.names else self.iri


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for or against two things being one.

    `score` runs from 0 (against) over 0.5 (says nothing) to 1 (for), `weight` says how much hangs on it (log odds),
    `words` are for people. `evidence` groups features that rest on the same evidence; empty for one that is too weak to
    count as evidence of its own. `against` features stand in the way of any acceptance by machine.
    """

    name: str
    score: float
    weight: float
    words: str
    evidence: str = ""
    against: bool = False


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate for what is sought, with the probability-like score (0 to 1) that its features make together."""

    sought: Profile
    candidate: Profile
    score: float
    features: tuple[Feature, ...] = ()

    @property
    def for_(self) -> tuple[Feature, ...]:
        """What speaks for the match."""
        return tuple(feature for feature in self.features if not feature.against)

    @property
    def against(self) -> tuple[Feature, ...]:
        """What speaks against it."""
        return tuple(feature for feature in self.features if feature.against)
