"""What is known of a person, a group, a place, and how well two such descriptions fit each other."""

from __future__ import annotations

import msgspec


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a workspace or an authority file says of one person, group, place, decision or archival unit.

    `iri` identifies it; `kind` is `person`, `group`, `place`, `decision` or `unit`, empty where a source does not say.
    `names` begin with the label, in any script and order (`Curie, Marie`). `born` and `died` are EDTF. `others` are
    identifiers elsewhere (IRIs); `active` the first and the last day (ISO 8601) on which it writes or receives, which
    only the living do; who is merely named may be long dead.
    `companions` are names of those it is seen with; `seen` says where this stands (`file:line`, or an address);
    `replaced_by` is the IRI that took the place of a merged one.
    """

    iri: str
    kind: str = ""
    names: tuple[str, ...]
    born: str = ""
    died: str = ""
    roles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    active: tuple[str, str] | None = None
    companions: tuple[str, ...] = ()
    description: str = ""
    seen: str = ""
    replaced_by: str = ""


class Feature(msgspec.Struct, frozen=True):
    """One thing that was compared: `score` from 0 (it contradicts) to 1 (it agrees), its weight, and both in words."""

    name: str
    score: float
    weight: float
    words: str

    @property
    def against(self) -> bool:
        """Whether it speaks against the two being one."""
        return self.score < 0.5


class Match(msgspec.Struct, frozen=True):
    """A candidate for what was sought: a score from 0 to 1, and the features that it comes from, heaviest first."""

    sought: Profile
    candidate: Profile
    score: float
    features: tuple[Feature, ...]
