"""A place of the authority table."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/places.csv`. `type` is a word of the vocabulary: city, region, state..."""

    id: str
    label: str
    label_ru: str = ""
    variants: tuple[str, ...] = ()
    type: str = ""
    note: str = ""
