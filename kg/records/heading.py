"""A printed heading: a witness of who wrote to whom and when, not a key of the letter under it."""

from __future__ import annotations

import msgspec


class Heading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One heading as printed.

    `date` is EDTF; `bracketed` says that a day or a year stands in the editor's brackets.
    `senders` and `recipients` are surnames of the authority table where it knows the spelling.
    """

    id: str
    text: str
    line: int
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    date: str | None = None
    bracketed: bool = False
