"""What bounds the day on which a letter was written."""

from __future__ import annotations

from typing import Literal

import msgspec

from kg.records.interval import Interval


class Constraint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, order=True):
    """The document `letter` was written not before `first` and not after `last` (`YYYY-MM-DD`; null: no bound).

    `kind` says why, `source` names the record that it comes from (a letter, a decision, a heading; the letter itself
    for what it says of itself), `line` is where that is printed. `certainty` is `certain` or `probable`. Kinds:

    - `heading`: the date of the heading that counts for the letter, with the editor's bounds (certain);
    - `answers`: it says that it has a letter of that day, or answers it (certain);
    - `reply`: it answers `source`; `answered`: `source` answers it (certain);
    - `sent`: a note says when it was sent; `received`: when it had come (certain);
    - `number`: its number stands after or before that of `source` in a series that runs with time (probable);
    - `decision`: a decision that it led to was taken (probable).
    """

    kind: str
    letter: str
    first: str | None = None
    last: str | None = None
    certainty: Literal["certain", "probable"]
    source: str
    line: int

    @property
    def days(self) -> Interval:
        """The days that it allows."""
        return Interval(self.first, self.last)
