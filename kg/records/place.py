"""Places of the authority tables, and where they are."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/places.csv`. `type` is a word of the vocabulary: city, region, state, building.

    `slips` are spellings that the scan or the translation made; they are looked up, not published as names.
    """

    id: str
    label: str
    label_ru: str = ""
    variants: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    type: str = ""
    note: str = ""


class Coordinates(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/coordinates.csv`: where a place is, in degrees (WGS 84), and who says so.

    For maps: a point in a town, not the town. A place of some extent, a region or a state, needs no row.
    """

    place: str
    latitude: float
    longitude: float
    source: str
