"""A person of the authority table."""

from __future__ import annotations

import msgspec


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/persons.csv`. `surname` is the base form that records use.

    `variants` are spellings that mean this person (in any language or script); `slips` are spellings that the scan or
    the translation made. Where several persons share a spelling, the one with `bare` set is meant by the bare
    surname, and the others need their initials or first name. Years are EDTF, empty when not verified.
    """

    id: str
    label: str
    label_ru: str = ""
    surname: str
    given: str = ""
    variants: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    bare: bool = True
    born: str = ""
    died: str = ""
    role: str = ""
    note: str = ""
