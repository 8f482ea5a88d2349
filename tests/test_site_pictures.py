"""Pictures: what they draw from rows, in words too, when there is nothing, and when there is too much."""

from __future__ import annotations

import datetime
import re
from xml.etree import ElementTree

import pytest
from pyoxigraph import Store

from kg.publish.site.pictures import (
    Active,
    Event,
    LeafUse,
    Pair,
    Picture,
    Spot,
    UnitUse,
    activity,
    archive,
    network,
    places,
    timeline,
)
from kg.publish.site.pictures.axis import axis_over
from kg.site.queries import pictures

NASTY = '<script>"&\u202eאבג' + "x" * 5000


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _address(iri: str) -> str:
    return f"../{iri}.html"


def _count(picture: Picture, class_: str) -> int:
    return len(re.findall(rf'class="(?:[^"]* )?{class_}(?: [^"]*)?"', picture.svg))


@pytest.fixture(scope="module")
def drawn(store: Store) -> list[Picture]:
    return pictures(store, lambda iri: "../" + iri.partition("/stalin-kaganovich/")[2] + ".html", None)


def test_every_picture_of_the_collection_is_svg_with_words_and_a_table(drawn: list[Picture], store: Store) -> None:
    assert [picture.name for picture in drawn] == ["network", "timeline", "activity", "places", "archive"]
    for picture in drawn:
        root = ElementTree.fromstring(picture.svg)
        titles = {child.tag for child in root}
        assert {"title", "desc"} <= titles
        assert root.find("desc").text == picture.summary  # type: ignore[union-attr]
        assert re.search(r"\d", picture.summary)
        assert picture.table
        assert all(len(row) == len(picture.heads) for row in picture.table)
        assert not re.search(r'\sstyle="|\son\w+="|<script', picture.svg)
        # Not in the tab order: the table has the same links.
        assert picture.svg.count("<a ") == picture.svg.count('tabindex="-1"')
        assert re.search(r'href="\.\./(person|letter|place|archive)/', picture.svg)


def test_the_same_rows_make_the_same_bytes(store: Store, drawn: list[Picture]) -> None:
    again = pictures(store, lambda iri: "../" + iri.partition("/stalin-kaganovich/")[2] + ".html", None)
    assert again == drawn


def test_letters_down_the_list_are_on_the_right_and_as_wide_as_they_are_many() -> None:
    picture = network(
        [Pair("a", "Ann", "b", "Bo", 8), Pair("b", "Bo", "a", "Ann", 2), Pair("c", "Cy", "a", "Ann", 1)], _address
    )
    widths = re.findall(r'class="arc (down|up)" stroke-width="([\d.]+)"', picture.svg)
    assert widths == [("down", "12"), ("up", "3"), ("up", "1.5")]
    assert "Ann to Bo: 8 letters" in picture.svg
    assert picture.summary.startswith("3 correspondents in 3 pairs")
    assert "from Ann to Bo: 8; 2 went back" in picture.summary


def test_of_many_correspondents_the_busiest_are_named_and_the_others_counted() -> None:
    pairs = [Pair(f"p{n}", f"Person {n}", "hub", "Hub", 100 - n) for n in range(60)]
    picture = network(pairs, _address)
    assert "21 others" in picture.svg
    assert any("21 others are one row" in note for note in picture.notes)
    assert "Person 59" not in picture.svg


def test_an_uncertain_date_is_a_bar_and_an_exact_one_a_mark() -> None:
    events = [
        Event("letter/l1", "one", True, _day("1932-06-07"), _day("1932-06-07")),
        Event("letter/l2", "two", True, _day("1932-06-07"), _day("1932-06-11")),
        Event("decision/d1", "three", False, _day("1932-06-08"), _day("1932-06-08")),
        Event("decision/d2", "four", False, _day("1931-01-01"), _day("1931-01-01")),
    ]
    picture = timeline(events, _address)
    assert (_count(picture, "letter"), _count(picture, "span"), _count(picture, "decision")) == (1, 1, 1)
    assert "two (7 to 11 June 1932)" in picture.svg
    assert picture.notes == ("Not drawn: 1 decision from before the first letter or after the last.",)
    assert len(picture.table) == 4  # all of them, also the one that is not drawn


@pytest.mark.parametrize(
    ("last", "unit"), [("1932-08-01", "day"), ("1933-06-01", "week"), ("1938-01-01", "month"), ("1990-01-01", "year")]
)
def test_the_axis_takes_the_finest_unit_that_there_is_room_for(last: str, unit: str) -> None:
    axis = axis_over([_day("1932-06-01"), _day(last)])
    assert axis is not None
    assert axis.unit == unit
    assert axis.column(_day("1932-06-01")) == 0
    assert axis.column(_day(last)) == len(axis.starts) - 1
    assert axis.column(_day("1931-01-01")) is None


def test_the_ends_of_the_calendar_are_on_an_axis() -> None:
    axis = axis_over([datetime.date.min, datetime.date.max])
    assert axis is not None
    assert axis.unit == "year"


def test_many_letters_are_columns_and_it_says_so() -> None:
    first = _day("1900-01-01")
    events = [
        Event(f"letter/l{n}", str(n), True, day, day)
        for n in range(3000)
        if (day := first + datetime.timedelta(days=n % 900))
    ]
    picture = timeline(events, _address)
    assert _count(picture, "letter") == 30
    assert picture.notes == ("There are too many to draw each: a column counts those of one month.",)
    assert sum(int(row[1].text.replace(",", "")) for row in picture.table) == 3000


def test_a_cell_says_who_wrote_and_received_how_many_and_when() -> None:
    rows = [
        Active("p1", "Ann", _day("1932-06-07"), _day("1932-06-07"), written=2),
        Active("p1", "Ann", _day("1932-06-07"), _day("1932-06-07"), received=1),
        Active("p1", "Ann", _day("1932-06-07"), _day("1932-06-09"), written=1),
    ]
    picture = activity(rows, _address)
    assert "Ann, 7 June 1932: 2 written, 1 received" in picture.svg
    assert "Ann, day not known: 1 written, 0 received" in picture.svg
    assert [cell.text for cell in picture.table[0]] == ["Ann", "3", "1", "7 June 1932 (3)"]


def test_a_map_leaves_out_what_is_far_off_and_names_it() -> None:
    near = [Spot(f"place/{n}", f"Town {n}", 50 + n, 30 + n, n, 0) for n in range(5)]
    square = [2000, 4000, 6000, 4000, 6000, 7000, 2000, 7000]
    picture = places([*near, Spot("place/far", "New York", 40.7, -74.0)], [square], _address)
    assert _count(picture, "land") == 1
    assert "Beyond the map: New York." in picture.notes
    assert len(picture.table) == 6
    plain = places(near, None, _address)
    assert _count(plain, "land") == 0
    assert _count(plain, "grid") > 4
    assert any("Coasts are missing" in note for note in plain.notes)


def test_coasts_across_the_date_line_do_not_cross_the_map() -> None:
    """Land from 170 degrees east to 170 west is 20 degrees wide, and is nowhere near Greenwich."""
    ring = [17000, 6000, -17000, 6000, -17000, 7000, 17000, 7000]
    near = [Spot("place/1", "Here", 60, 0, 1, 0), Spot("place/2", "There", 65, 20, 1, 0)]
    assert _count(places(near, [ring], _address), "land") == 0
    far = [Spot("place/1", "Here", 65, 175, 1, 0)]
    assert _count(places(far, [ring], _address), "land") == 1


def test_a_strip_tells_leaves_apart_by_what_is_known() -> None:
    units = [UnitUse("archive/f1", "", "X F. 1", 0, 0), UnitUse("archive/f1/d2", "archive/f1", "X F. 1. D. 2", 3, 1)]
    leaves = [
        LeafUse("archive/f1/d2", 10, 1, 0, 0),
        LeafUse("archive/f1/d2", 10, 0, 0, 4),  # the verso of a published leaf
        LeafUse("archive/f1/d2", 12, 0, 1, 0),
        LeafUse("archive/f1/d2", 15, 0, 0, 1),
    ]
    picture = archive(units, leaves, _address)
    assert (_count(picture, "published"), _count(picture, "record"), _count(picture, "cited")) == (1, 1, 1)
    assert ">D. 2<" in picture.svg
    assert [cell.text for cell in picture.table[0][:3]] == ["X F. 1", "3", "1"]  # what is below counts too
    assert picture.table[1][-1].text == "10–15"


def test_units_that_hold_each_other_in_a_circle_are_drawn_all_the_same() -> None:
    units = [UnitUse("a", "b", "A", 1, 0), UnitUse("b", "a", "B", 1, 0), UnitUse("c", "", "C", 1, 0)]
    assert [row[0].text for row in archive(units, [], _address).table] == ["C", "A", "B"]


def test_nothing_makes_a_picture_that_says_so() -> None:
    empty = (
        network([], _address),
        timeline([], _address),
        activity([], _address),
        places([], None, _address),
        archive([], [], _address),
    )
    for picture in empty:
        ElementTree.fromstring(picture.svg)
        assert picture.summary
        assert not picture.table


def test_any_label_stays_text_and_inside_the_picture() -> None:
    day = _day("1932-06-07")
    made = (
        network([Pair("a", NASTY, "b", "", 1)], _address),
        timeline([Event("a", NASTY, True, day, day)], _address),
        activity([Active("a", NASTY, day, day, written=1)], _address),
        places([Spot("a", NASTY, 50, 30, 1, 1)], None, _address),
        archive([UnitUse("a", "", NASTY, 1, 0)], [], _address),
    )
    for picture in made:
        root = ElementTree.fromstring(picture.svg)
        assert "<script" not in picture.svg
        shown = [text.text or "" for text in root.iter("text")]
        assert max(map(len, shown)) < 200
