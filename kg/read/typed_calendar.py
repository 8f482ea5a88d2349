"""Days of the Julian and the Gregorian calendar, and the feasts that move."""

from __future__ import annotations

import datetime as dt

from dateutil.easter import EASTER_JULIAN, EASTER_WESTERN, easter

RUSSIAN_REFORM = dt.date(1918, 2, 14)  # the first day that Russia dated by the Gregorian calendar
_GREGORIAN_REFORM = 1583  # the first whole year of the Gregorian calendar
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ORDINAL_0 = 1721425  # the Julian day number of the day before 1 January of the year 1 (proleptic Gregorian)


def from_julian(year: int, month: int, day: int) -> dt.date:
    """A date of the Julian calendar in the Gregorian one: 12 March 1871 -> 1871-03-24.

    Raises ValueError for a day that the Julian calendar does not have.
    """
    if not 1 <= day <= month_length(year, month, julian=True):
        raise ValueError(f"the Julian calendar has no {year:04d}-{month:02d}-{day:02d}")
    before = (14 - month) // 12  # January and February belong to the year before, which begins in March
    y, m = year + 4800 - before, month + 12 * before - 3
    return dt.date.fromordinal(day + (153 * m + 2) // 5 + 365 * y + y // 4 - 32083 - _ORDINAL_0)


def month_length(year: int, month: int, *, julian: bool) -> int:
    """How many days a month has; 0 when there is no such month."""
    if not 1 <= month <= 12:
        return 0
    leap = year % 4 == 0 and (julian or year % 100 != 0 or year % 400 == 0)
    return _LENGTHS[month - 1] + (month == 2 and leap)


def day_of(year: int, month: int, day: int, *, julian: bool) -> dt.date:
    """A date of either calendar in the Gregorian one. Raises ValueError for a day that the calendar does not have."""
    return from_julian(year, month, day) if julian else dt.date(year, month, day)


def easter_sunday(year: int, *, eastern: bool) -> dt.date:
    """Easter Sunday of the Western or the Eastern churches, in the Gregorian calendar; the year is from 326 to 4099.

    Before 1583 all churches kept it by the Julian reckoning.
    """
    if eastern or year < _GREGORIAN_REFORM:
        julian = easter(year, EASTER_JULIAN)
        return from_julian(julian.year, julian.month, julian.day)
    western: dt.date = easter(year, EASTER_WESTERN)
    return western


# The first day of each year of the French Republic, 1 to 14, as its decrees had it.
_REPUBLICAN = (
    (1792, 22), (1793, 22), (1794, 22), (1795, 23), (1796, 22), (1797, 22), (1798, 22), (1799, 23), (1800, 23),
    (1801, 23), (1802, 23), (1803, 24), (1804, 23), (1805, 23),
)  # fmt: skip
_COMPLEMENTARY = 12  # the place of the days after the last month


def from_republican(year: int, month: int, day: int) -> dt.date:
    """A date of the French Republican calendar in the Gregorian one: 25 Ventôse (6) IX -> 1801-03-16.

    `month` counts from 1; 13 are the days at the end of the year. Raises ValueError for a day that there never was.
    """
    if not 1 <= year <= len(_REPUBLICAN) or not 1 <= month <= _COMPLEMENTARY + 1:
        raise ValueError(f"the Republican calendar has no year {year}")
    leap = year in (3, 7, 11)
    if not 1 <= day <= (30 if month <= _COMPLEMENTARY else 5 + leap):
        raise ValueError("the Republican calendar has no such day")
    begin, first = _REPUBLICAN[year - 1]
    return dt.date(begin, 9, first) + dt.timedelta(days=30 * (month - 1) + day - 1)
