"""Letters whose day disagrees with the place of their leaves in a file."""

from __future__ import annotations

import msgspec

from kg.records.shelfmark import Path


class Misfiled(msgspec.Struct, frozen=True, kw_only=True):
    """A letter (printed at `line`) of the day `date` on `leaves` of a file that is otherwise laid by day.

    It lies there behind the later letter `other`, or, when it is not `behind`, before the earlier one. One of the two
    was filed late, or its date is wrong.
    """

    letter: str
    line: int
    date: str
    archive: str
    path: Path
    leaves: str
    other: str
    other_date: str
    behind: bool
