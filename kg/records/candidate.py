"""What is known of somebody or something, ours or an authority's, and how well two of them agree."""

from __future__ import annotations

import msgspec


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one person, group, place, decision or unit.

    `kind` is one of those five words. `names` have the label first; `born` and `died` are EDTF, or empty; `others` are
    its IRIs elsewhere; `active` the first and the last day on which it is seen; `companions` names of those who
    exchange letters with it or are named with it; `seen` is a line of a file, or an address.
    """

    iri: str
    kind: str
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
    """What spoke for two being one (`score` 0.5 to 1) or against it (below 0.5), its weight, and that in words."""

    name: str
    score: float
    weight: float
    words: str


class Match(msgspec.Struct, frozen=True):
    """How well a candidate is what is sought: `score` is from 0 to 1."""

    sought: Profile
    candidate: Profile
    score: float
    features: tuple[Feature, ...]
