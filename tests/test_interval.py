"""The first and the last day that an EDTF date allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.map.dates import when
from kg.records import Interval, interval


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1932-06-07", "1932-06-07", "1932-06-07"),
        ("1932-02", "1932-02-01", "1932-02-29"),
        ("1932", "1932-01-01", "1932-12-31"),
        ("[1932-06-07..1932-06-11]", "1932-06-07", "1932-06-11"),
        ("[..1932-06-11]", None, "1932-06-11"),
        ("[1932-06-22..]", "1932-06-22", None),
        ("[1932-06..1932-07]", "1932-06-01", "1932-07-31"),
        ("{1932-06-07,1932-06-11}", "1932-06-07", "1932-06-11"),
        ("1932-06-07/1932-06-11", "1932-06-07", "1932-06-11"),
        ("1932-06-07/", "1932-06-07", None),
        ("/1932-06-07", None, "1932-06-07"),
        ("1932-06-12?", "1932-06-12", "1932-06-12"),
        ("1932-02-30", None, None),
        ("1932-13", None, None),
        ("in June", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_the_days_that_a_date_allows(text: str | None, first: str | None, last: str | None) -> None:
    assert interval(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["1932-06-07", "1932-06", "1932", "[..1932-06-11]", "[1932-06-22..]", "[1932-06-07,1932-06-11]", "1932-06/.."],
)
def test_the_graph_gives_a_date_the_same_bounds(text: str) -> None:
    assert interval(text) == (when(text).first, when(text).last)


DAYS = st.none() | st.dates().map(str)


@given(DAYS, DAYS)
def test_what_is_written_is_read_again(first: str | None, last: str | None) -> None:
    days = Interval(first, last)
    if not days.empty:
        assert interval(str(days)) == days


@given(DAYS, DAYS, DAYS, DAYS, st.dates().map(str))
def test_the_days_of_both_are_in_both(a: str | None, b: str | None, c: str | None, d: str | None, day: str) -> None:
    def holds(days: Interval) -> bool:
        return not days.meet(Interval(day, day)).empty

    one, other = Interval(a, b), Interval(c, d)
    assert holds(one.meet(other)) == (holds(one) and holds(other))
    assert one.meet(other) == other.meet(one)


def test_words_for_no_bounds_at_all() -> None:
    assert str(Interval()) == "XXXX-XX-XX"
    assert Interval("1932-06-07", "1932-06-07").day == "1932-06-07"
    assert Interval().day is None


@pytest.mark.parametrize(
    ("season", "first", "last"),
    [
        ("1932-21", "1932-01-01", "1932-12-31"),
        ("1932-24", "1931-12-01", "1933-03-31"),
        ("1932-22?", "1932-01-01", "1932-12-31"),
    ],
)
def test_a_season_lies_in_its_year(season: str, first: str, last: str) -> None:
    assert interval(season) == Interval(first, last)
