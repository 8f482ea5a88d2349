"""A group of the authority table: a body, an office, a plant, a newspaper, an archive."""

from __future__ import annotations

import msgspec


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/groups.csv`. `type` is a word of the vocabulary: body, commissariat, plant, newspaper...

    `slips` are spellings that the scan or the translation made; they are looked up, not published as names.
    """

    id: str
    label: str
    label_ru: str = ""
    variants: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    type: str = ""
    note: str = ""
