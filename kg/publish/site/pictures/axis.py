"""A time axis in columns: days, weeks, months or years, the finest of them that there is room for."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator

import msgspec

from kg.publish.site.pictures.rows import day
from kg.publish.site.pictures.svg import element, text

UNITS = ("day", "week", "month", "year")
COLUMNS = 84


class Axis(msgspec.Struct, frozen=True):
    """The first day of each column; `unit` is one of UNITS. Weeks begin on Mondays (ISO 8601)."""

    unit: str
    starts: tuple[datetime.date, ...]

    def column(self, date: datetime.date) -> int | None:
        """Which column a day is in; None outside the axis."""
        at = bisect_right(self.starts, date) - 1
        return at if at >= 0 and date < _next(self.starts[-1], self.unit) else None

    def words(self, column: int) -> str:
        """`7 June 1932`, `week of 6 June 1932`, `June 1932`, `1932`."""
        start = self.starts[column]
        said = {"day": day(start), "week": f"week of {day(start)}", "month": f"{start:%B} {start.year}"}
        return said.get(self.unit, str(start.year))


def axis_over(dates: Iterable[datetime.date], most: int = COLUMNS) -> Axis | None:
    """The axis from the first to the last of `dates`; None when there are none."""
    listed = sorted(dates)
    if not listed:
        return None
    for unit in UNITS:
        starts: list[datetime.date] = []
        for start in _from(_begin(listed[0], unit), unit):
            if start > listed[-1] or len(starts) > most:
                break
            starts.append(start)
        if len(starts) <= most:
            break
    return Axis(unit, tuple(starts))


def ticks(axis: Axis, left: float, y: float, step: float) -> str:
    """The names of the columns below `y`, and of the months or years that they are in below these."""
    small, large = [], []
    shown = max(1, -(-18 // int(step)))  # every column has a name where there is room
    before = ""
    for n, start in enumerate(axis.starts):
        x = left + n * step
        name = {"day": str(start.day), "week": str(start.day), "month": f"{start:%b}"[0]}.get(
            axis.unit, str(start.year)
        )
        if (axis.unit == "year" and start.year % _every(len(axis.starts)) == 0) or (
            axis.unit != "year" and n % shown == 0
        ):
            small.append(text(name, x + step / 2, y + 14, "axis", "middle"))
        over = f"{start:%B} {start.year}" if axis.unit in ("day", "week") else str(start.year)
        if over != before and axis.unit != "year":
            large.append(element("line", x1=x, x2=x, y1=y, y2=y + 34, class_="grid"))
            large.append(text(over, x + 4, y + 32, "axis month"))
        before = over
    return "".join([*large, *small])


def _every(years: int) -> int:
    return 1 if years <= 16 else 5 if years <= 80 else 25


def _begin(date: datetime.date, unit: str) -> datetime.date:
    if unit == "week":
        return date - datetime.timedelta(days=min(date.weekday(), date.toordinal() - 1))
    return date if unit == "day" else date.replace(day=1) if unit == "month" else date.replace(month=1, day=1)


def _next(date: datetime.date, unit: str) -> datetime.date:
    """The first day of the next column; the last day that there is, at the end of the calendar."""
    try:
        if unit in ("day", "week"):
            return date + datetime.timedelta(days=1 if unit == "day" else 7)
        if unit == "year":
            return date.replace(year=date.year + 1)
        return date.replace(year=date.year + date.month // 12, month=date.month % 12 + 1)
    except (OverflowError, ValueError):
        return datetime.date.max


def _from(date: datetime.date, unit: str) -> Iterator[datetime.date]:
    while True:
        yield date
        after = _next(date, unit)
        if after <= date:
            return
        date = after
