"""What bounds the day on which a letter was written, and what came of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from kg.records.interval import Interval

Sureness = Literal["certain", "probable"]


class Constraint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The document `letter` was written not before `first` and not after `last` (`YYYY-MM-DD`; null: no bound).

    `kind` says why, `source` names the record that it comes from (a letter, a decision, a heading; the letter itself
    for what it says of itself), `line` is where that is printed. Kinds, and how sure they are:

    - `dateline`: the date that the author wrote (certain); `date`: one adopted from elsewhere (certain);
    - `heading`: the date of the heading that counts for the letter (as certain as that is);
    - `answers`: it says that it has a letter of that day, or answers it (certain);
    - `reply`: it answers `source`; `answered`: `source` answers it (as certain as the date of `source`);
    - `sent`: a note says when it was sent; `received`: when it had come (certain);
    - `number`: its number stands after or before that of `source` in a series that runs with time (probable);
    - `decision`: the decision `source`, which it led to, was taken (probable).
    """

    kind: str
    letter: str
    first: str | None = None
    last: str | None = None
    certainty: Sureness
    source: str
    line: int

    @property
    def days(self) -> Interval:
        """The days that it allows."""
        return Interval(self.first, self.last)


class Dating(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The date of a letter, narrowed: `before` and `after` are EDTF, `before` null when the letter had none.

    `after` is a day, or one unknown day of several, `[1932-06-07..1932-06-11]`. `constraints` are those that set its
    bounds; `certainty` is that of the weaker bound.
    """

    letter: str
    before: str | None
    after: str
    certainty: Sureness
    constraints: tuple[Constraint, ...]


class Clash(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Constraints on the date of a letter that cannot all hold: a person must look. The date stays `date`."""

    letter: str
    line: int
    date: str | None
    constraints: tuple[Constraint, ...]
    message: str
