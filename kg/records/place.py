"""A place of the authority table."""

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
