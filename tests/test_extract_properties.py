"""Properties: what is printed is read back, and no text makes a reader raise anything but its own error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import PAGE

from kg.errors import KgError
from kg.extract import extract
from kg.extract.dates import DateReader, bound, roman_month
from kg.extract.shelfmarks import ShelfmarkReader, canonical_leaves
from kg.read.plaintext import read
from kg.read.profile import load
from kg.records import Authorities, Citation, Letter, Mention, Problem, Shelfmark, Witness
from kg.records.codec import decode_lines, encode_lines
from kg.records.letter import Body, Sent
from kg.records.shelfmark import Leaf, all_leaves, format_leaves, parse_leaf, parse_leaves
from kg.source import Source

PROFILE = load("rosspen-web")
DATES = DateReader(PROFILE.dates)
MARKS = ShelfmarkReader(PROFILE.shelfmarks)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

days = st.dates(date(1900, 1, 1), date(1999, 12, 31))
leaves = st.builds(Leaf, st.integers(1, 999), st.sampled_from(["", "", "", "a", "b"]), st.booleans())
ranges = st.tuples(leaves, leaves).filter(lambda pair: pair[0] <= pair[1])
lists = st.lists(ranges, min_size=1, max_size=5)
codes = st.integers(1, 9999).map(str)


# --- dates ----------------------------------------------------------------------------------------------------------


@given(
    days,
    st.sampled_from(["{d}/{r} {y}", "{d}/{r}. {y}", "{d}.{r}.{y}", "{d}/{r} - {y}", "{d}.{r}-{Y}", "{d}/{r}.{y} 2"]),
)
def test_datelines_are_read_back(day: date, form: str) -> None:
    text = form.format(d=day.day, r=ROMAN[day.month - 1], y=f"{day.year % 100:02d}", Y=day.year)
    assert [found.value for found in DATES.find_datelines(text, 1932)] == [day.isoformat()]


@given(days, st.sampled_from(["{m} {d}, {y}", "{m} {d} {y}", "{m} {d} [{y}]", "[{m} {d}, {y}]", "{d} {m} {y}"]))
def test_dates_in_words_are_read_back(day: date, form: str) -> None:
    text = form.format(m=PROFILE.dates.months[day.month - 1][0], d=day.day, y=day.year)
    (found,) = DATES.find_worded(text)
    assert (found.value, found.bracketed) == (day.isoformat(), "[" in form)


@given(days)
def test_a_day_lies_within_its_bounds(day: date) -> None:
    assert bound(day.isoformat(), "not_after") == f"[..{day}]"
    assert bound(day.isoformat(), "before") < bound(day.isoformat(), "not_after")
    assert bound(day.isoformat(), "after") > bound(day.isoformat(), "not_before")


@given(st.sampled_from(ROMAN))
def test_roman_months_forgive_the_scan(numeral: str) -> None:
    assert roman_month(numeral.replace("I", "1")) == roman_month(numeral.lower()) == ROMAN.index(numeral) + 1


# --- shelfmarks -----------------------------------------------------------------------------------------------------


@given(leaves)
def test_a_leaf_is_read_back(leaf: Leaf) -> None:
    assert parse_leaf(str(leaf)) == leaf


@given(lists)
def test_leaves_are_read_back(written: list[tuple[Leaf, Leaf]]) -> None:
    text = format_leaves(written)
    assert list(parse_leaves(text)) == written
    assert canonical_leaves(text.replace("-", " – ")) == text


@given(lists)
def test_every_leaf_of_a_range_comes_once_and_in_order(written: list[tuple[Leaf, Leaf]]) -> None:
    found = all_leaves(format_leaves(written))
    assert len(set(found)) == len(found)
    assert [leaf.sort_key for leaf in found] == sorted(leaf.sort_key for leaf in found)
    assert {end for pair in written for end in pair} <= set(found)


@given(codes, codes, codes, lists, st.sampled_from([". ", " ", ".", " . "]), st.sampled_from(["", ".", ",", " -"]))
def test_shelfmarks_are_read_back(
    fond: str, opis: str, delo: str, of: list[tuple[Leaf, Leaf]], gap: str, odd: str
) -> None:
    written = format_leaves(of)
    text = f"RGASPI{odd} F. {fond}{gap}Op. {opis}{gap}D. {delo}{gap}L. {written}"
    (mark,) = MARKS.find(f"See ({text}) and the rest.")
    assert (mark.archive, mark.path) == ("RGASPI", {"fond": fond, "opis": opis, "delo": delo})
    assert mark.leaves == written
    assert text.startswith(mark.raw)


@given(st.text(max_size=80))
def test_leaves_of_any_text_are_none_or_canonical(text: str) -> None:
    found = canonical_leaves(text)
    if found is not None:
        assert format_leaves(parse_leaves(found)) == found


# --- records --------------------------------------------------------------------------------------------------------

words = st.text(max_size=20)
numbers = st.integers(1, 10_000)
spans = st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))
minutes = st.datetimes().map(lambda moment: moment.isoformat()[:16])
marks = st.builds(
    Shelfmark,
    archive=st.none() | words,
    path=st.dictionaries(words, words, max_size=3),
    leaves=st.none() | leaves.map(str),
    forms=st.lists(words, max_size=2).map(tuple),
    raw=words,
    line=st.none() | numbers,
    corrected=st.booleans(),
)
letters = st.builds(
    Letter,
    line=numbers,
    source=st.builds(Source, file=words, sha256=words, lines=st.tuples(numbers, numbers)),
    heading=st.none(),
    letter=st.none() | words,
    body=st.none() | st.builds(Body, lines=spans, senders=st.none() | st.tuples(words)),
    senders=st.lists(words, max_size=3).map(tuple),
    shelfmarks=st.lists(marks, max_size=2).map(tuple),
    sent=st.none() | st.builds(Sent, at=minutes, from_=st.none() | words, shelfmark=st.none() | marks),
    mentions=st.lists(st.builds(Mention, text=words, line=numbers), max_size=2).map(tuple),
    witnesses=st.lists(
        st.builds(Witness, field=words, value=words, type=words, raw=words, line=numbers), max_size=2
    ).map(tuple),
)


@given(st.lists(letters, max_size=3))
def test_letters_are_read_back_from_json_lines(written: list[Letter]) -> None:
    assert list(decode_lines(Letter, encode_lines(written), "x")) == written


@given(st.binary(max_size=60))
def test_json_lines_of_any_bytes_are_records_or_an_error_with_its_line(data: bytes) -> None:
    for type_ in (Letter, Citation, Problem):
        try:
            list(decode_lines(type_, data, "x.jsonl"))
        except KgError as error:
            assert str(error).startswith("x.jsonl:")


# --- whole pages ----------------------------------------------------------------------------------------------------

pieces = st.sampled_from(
    [*PAGE.split("\n"), *PAGE.split(), "\n", "\n\n", "_____", "Archive:", "(", ")", "“", "№", "31/II 99"]
)


@settings(max_examples=150)
@given(st.lists(pieces | st.text(max_size=12), max_size=60), st.sampled_from([" ", "\n", ""]))
def test_no_page_makes_the_extraction_fail(parts: list[str], glue: str) -> None:
    data = glue.join(parts).encode("utf-8", errors="ignore")
    try:
        found = extract(read(data, "page.txt"), PROFILE, Authorities())
    except KgError:
        return  # an empty page, a control character
    lines = data.decode().replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for letter in found.letters:
        assert 1 <= letter.source.lines[0] <= letter.source.lines[1] <= lines
        assert letter.body is None or letter.body.lines[0] <= letter.body.lines[1]
    encode_lines((*found.letters, *found.citations, *found.decisions, *found.problems))


@pytest.mark.parametrize(
    "piece", ["Archive: RGASPI F. 1. ", "(Ibid. L. 1; ", "1, 2, ", "[", "Stalin, ", "a. ", "((", "10. "]
)
def test_long_lines_are_read_in_linear_time(piece: str) -> None:
    """Twice the text takes about twice the steps: a pattern that backtracks would not come back at all."""
    page = (
        "Stalin to Kaganovich June 5, 1932\n\nArchive: RGASPI F. 1. Op. 1. D. 1. L. 1.\n" + piece * 1500 + "\nStalin.\n"
    )
    extract(read(page.encode(), "page.txt"), PROFILE, Authorities())
