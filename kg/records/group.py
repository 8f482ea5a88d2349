"""A group of the authority table: a body, an office, a plant, a newspaper, an archive."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/groups.csv`. `type` is a word of the vocabulary: body, commissariat, plant, newspaper...

    `founded` and `dissolved` are EDTF, empty when not known. A table may lack the `OPTIONAL` columns at its end.
    `slips` are spellings that the scan or the translation made; they are looked up, not published as names.
    """

    OPTIONAL: ClassVar[int] = 2

    id: str
    label: str
    label_ru: str = ""
    variants: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    type: str = ""
    note: str = ""
    founded: str = ""
    dissolved: str = ""


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/relations.csv`: what a person or a group is to another, by their identifiers.

    `subordinate`: the subject is, or was, part of the object; `successor`: it came after it; `family` and `associated`
    go both ways, and the smaller identifier is the subject. `dates` is EDTF; `source` says who says so.
    """

    subject: str
    relation: Literal["subordinate", "successor", "family", "associated"]
    object: str
    dates: str = ""
    source: str = ""
