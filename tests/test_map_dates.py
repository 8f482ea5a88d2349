"""Dates: bounds and words of every EDTF form that editions give, and of texts that are none."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from map_sample import about

from kg.map.dates import closed, time_span, when

WINDOW = ("1932-06-01", "1932-06-30")


@pytest.mark.parametrize(
    ("text", "first", "last", "en", "ru"),
    [
        ("1932-06-02", "1932-06-02", "1932-06-02", "2 June 1932", "2 июня 1932 г."),
        ("1932-06", "1932-06-01", "1932-06-30", "June 1932", "июнь 1932 г."),
        ("1932-02", "1932-02-01", "1932-02-29", "February 1932", "февраль 1932 г."),
        ("1932", "1932-01-01", "1932-12-31", "1932", "1932 г."),
        ("1932-06-XX", "1932-06-01", "1932-06-30", "June 1932", "июнь 1932 г."),
        ("[..1932-06-11]", None, "1932-06-11", "not after 11 June 1932", "не позднее 11 июня 1932 г."),
        ("[1932-06-22..]", "1932-06-22", None, "not before 22 June 1932", "не ранее 22 июня 1932 г."),
        (
            "[1932-06-07..1932-06-11]", "1932-06-07", "1932-06-11",
            "between 7 and 11 June 1932", "между 7 и 11 июня 1932 г.",
        ),
        ("1932-06-02/1932-06-05", "1932-06-02", "1932-06-05", "2 to 5 June 1932", "2 – 5 июня 1932 г."),
        (
            "1932-06-30/1932-07-02", "1932-06-30", "1932-07-02",
            "30 June 1932 to 2 July 1932", "30 июня 1932 г. – 2 июля 1932 г.",
        ),
        (
            "{1932-06-02,1932-06-05}", "1932-06-02", "1932-06-05",
            "2 June 1932 and 5 June 1932", "2 июня 1932 г. и 5 июня 1932 г.",
        ),
        ("1932-21", "1932-01-01", "1932-12-31", "spring 1932", "весна 1932 г."),
        ("1932-24~", "1931-12-01", "1933-03-31", "winter 1932 (?)", "зима 1932 г. (?)"),
        ("1932-06-02?", "1932-06-02", "1932-06-02", "2 June 1932 (?)", "2 июня 1932 г. (?)"),
        ("/1932-06-05", None, "1932-06-05", "not after 5 June 1932", "не позднее 5 июня 1932 г."),
        ("..", None, None, "undated", "без даты"),
        ("XXXX-XX-XX", None, None, "undated", "без даты"),
        (None, None, None, "undated", "без даты"),
        ("1932-06-31", None, None, "1932-06-31", "1932-06-31"),
        ("next Tuesday", None, None, "next Tuesday", "next Tuesday"),
    ],
)  # fmt: skip
def test_what_a_date_says(text, first, last, en, ru):
    date = when(text)
    assert (date.first, date.last, date.en, date.ru) == (first, last, en, ru)


@pytest.mark.parametrize(
    ("text", "exact"),
    [("1932-06-02", True), ("1932-06-02?", False), ("1932-06-02~", False), ("1932-06", False)],
)
def test_only_one_sure_day_is_exact(text, exact):
    assert when(text).exact is exact


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("[..1932-06-11]", ("1932-06-01", "1932-06-11")),
        ("[1932-06-22..]", ("1932-06-22", "1932-06-30")),
        (None, WINDOW),
        ("not a date", WINDOW),
        ("1932-07-04", ("1932-07-04", "1932-07-04")),
        # The window says nothing of a day that lies before it or after it.
        ("[..1932-05-20]", (None, "1932-05-20")),
        ("[1932-07-04..]", ("1932-07-04", None)),
    ],
)
def test_open_ends_are_closed_by_the_window(text, bounds):
    assert closed(when(text), WINDOW) == bounds


@given(st.one_of(st.text(max_size=12), st.from_regex(r"[0-9X]{4}(-[0-9X]{2}){0,2}[?~%/]?", fullmatch=True)))
def test_no_text_breaks_it_and_bounds_are_days_in_order(text):
    first, last = closed(when(text), WINDOW)
    for day in (first, last):
        assert day is None or datetime.date.fromisoformat(day)
    assert first is None or last is None or first <= last


@given(st.dates())
def test_a_day_is_its_own_bounds(day):
    date = when(day.isoformat())
    assert date.first == date.last == day.isoformat()
    assert date.exact
    assert date.en.startswith(str(day.day))


def test_a_time_span_keeps_open_ends_open_and_has_no_zone():
    assert about("<x:w>", time_span("<x:w>", when("[..1932-06-11]"))) == {
        "rdf:type crm:E52_Time-Span",
        'rdfs:label "not after 11 June 1932"@en',
        'rdfs:label "не позднее 11 июня 1932 г."@ru',
        'ep:edtf "[..1932-06-11]"^^edtf:EDTF',
        'crm:P82_at_some_time_within "[..1932-06-11]"^^edtf:EDTF',
        'crm:P82b_end_of_the_end "1932-06-11T23:59:59"^^xsd:dateTime',
    }


def test_a_time_narrows_an_exact_day():
    said = about("<x:w>", time_span("<x:w>", when("1932-06-11"), "21:25"))
    assert 'crm:P82a_begin_of_the_begin "1932-06-11T21:25:00"^^xsd:dateTime' in said
    assert 'crm:P82b_end_of_the_end "1932-06-11T21:25:59"^^xsd:dateTime' in said
    assert 'rdfs:label "11 June 1932, 21:25"@en' in said


@pytest.mark.parametrize(("text", "time"), [("1932-06", "21:25"), ("1932-06-11", "25:61"), ("1932-06-11", "noon!")])
def test_a_time_without_a_day_or_that_is_none_is_left_out(text, time):
    assert set(time_span("<x:w>", when(text), time)) == set(time_span("<x:w>", when(text)))
