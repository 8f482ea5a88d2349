"""Literals: whether they are of their type, how they compare, whether a store keeps them; against Oxigraph."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ns import XSD
from kg.validate.compare import failing_pairs
from kg.validate.datatypes import well_formed
from kg.validate.oxigraph import failing_rows, keeps
from kg.validate.terms import Literal, literal, object_of, quoted, statements, text_of

XS = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("date", "1932-06-30 -0044-03-15 12000-01-01 2000-02-29 1600-02-29Z 1932-06-30+14:00 0000-02-29",
         "1932-06-31 18??-03-01 1900-02-29 32-06-30 1932-6-30 1932-00-01 1932-06-30+15:00 012000-01-01"),
        ("dateTime", "1932-06-30T23:59:59 1932-06-30T24:00:00 1932-06-30T00:00:00.5Z",
         "1932-06-30 1932-06-30T24:00:01 1932-06-30T12:60:00 1932-06-31T00:00:00"),
        ("time", "12:00:00 12:00:00-05:00", "12:00 25:00:00"),
        ("gYear", "1932 -0001", "32 1932-06"),
        ("gYearMonth", "1932-06", "1932-13"),
        ("gMonthDay", "--02-29", "--02-30 02-29"),
        ("integer", "007 -1 +1 99999999999999999999999", "1.0 1e3 one ١"),
        ("byte", "127 -128 -000", "128 300 c"),
        ("unsignedLong", "18446744073709551615 0", "18446744073709551616 -1"),
        ("positiveInteger", "1", "0"),
        ("nonPositiveInteger", "0 -1", "1"),
        ("decimal", "1.50 .5 5.", "1e3 ."),
        ("double", "1e3 INF -INF NaN .5", "inf e3"),
        ("boolean", "true false 1 0", "TRUE yes"),
        ("duration", "P1Y P1DT2H PT0.5S -P1M", "P PT P1DT 1Y"),
        ("hexBinary", "0aFF", "0aF"),
        ("anyURI", "whatever", ""),
    ],
)  # fmt: skip
def test_what_is_of_its_type(datatype: str, good: str, bad: str) -> None:
    assert all(well_formed(f'"{text}"^^<{XS}{datatype}>') for text in good.split())
    assert not any(well_formed(f'"{text}"^^<{XS}{datatype}>') for text in bad.split())


def test_very_long_numbers() -> None:
    for sign, datatype, fits in (("", "integer", True), ("", "byte", False), ("-", "nonNegativeInteger", False)):
        assert well_formed(f'"{sign}{"9" * 9000}"^^<{XS}{datatype}>') is fits


digits = st.integers(0, 99).map(lambda number: f"{number:02}")
days = st.builds("{}-{}-{}".format, st.integers(0, 9999).map(lambda year: f"{year:04}"), digits, digits)


@given(days)
def test_oxigraph_knows_the_same_days(text: str) -> None:
    assert well_formed(f'"{text}"^^{XSD.date}') is _casts(text, "date")


@given(st.text("0123456789-+.", max_size=15), st.sampled_from(["integer", "decimal"]))
def test_oxigraph_knows_the_same_numbers(text: str, datatype: str) -> None:
    assert well_formed(f'"{text}"^^<{XS}{datatype}>') is _casts(text, datatype)


def _casts(text: str, datatype: str) -> bool:
    query = f'SELECT ?x {{ BIND(xsd:{datatype}("{text}") AS ?x) FILTER(BOUND(?x)) }}'
    return any(True for _ in ox.Store().query(query, prefixes={"xsd": XS}))  # type: ignore[union-attr]


TERMS = st.one_of(
    st.integers(-(10**6), 10**6).map(lambda n: f'"{n}"^^{XSD.integer}'),
    st.sampled_from(["007", "-0", "1000000000000000000", "x", "1.5"]).map(lambda t: f'"{t}"^^{XSD.integer}'),
    st.dates().map(lambda day: f'"{day}"^^{XSD.date}'),
    st.sampled_from(["1932-06-07Z", "1932-06-31", "18??-03-01", "12000-01-01"]).map(lambda t: f'"{t}"^^{XSD.date}'),
    st.datetimes().map(lambda time: f'"{time.replace(microsecond=0).isoformat()}"^^{XSD.dateTime}'),
    st.sampled_from(["1932-06-07T24:00:00", "1932-06-07T00:00:00+05:00"]).map(lambda t: f'"{t}"^^{XSD.dateTime}'),
    st.sampled_from(['"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"a"', '"a"@en', "<x:x>"]),
)


@given(st.lists(st.tuples(TERMS, TERMS), min_size=1, max_size=20), st.sampled_from(["<", "<=", ">", ">="]))
def test_comparing_is_what_sparql_does(pairs: list[tuple[str, str]], comparison: str) -> None:
    assert failing_pairs(comparison, pairs) == set(failing_rows(f"?a {comparison} ?b", sorted(set(pairs))))


def test_a_blank_node_compares_with_nothing() -> None:
    assert failing_pairs("<", [("_:a", f'"1"^^{XSD.integer}')])


@pytest.mark.parametrize(
    ("term", "kept"),
    [
        (f'"7"^^{XSD.integer}', True),
        (f'"007"^^{XSD.integer}', False),
        (f'"1932-06-07"^^{XSD.date}', True),
        (f'"18??-03-01"^^{XSD.date}', True),
        (f'"1.50"^^{XSD.decimal}', False),
        (f'"1"^^<{XS}byte>', False),
        ('"x"@en', True),
        ("<x:x>", True),
    ],
)
def test_what_a_store_keeps(term: str, kept: bool) -> None:
    assert keeps(term) is kept


@pytest.mark.parametrize("text", ["", 'a "b" \\ c', "a\nb\rc\td", "\\u0041", "ü𝔘", "x> .", "a@en", "^^<x>"])
def test_the_parts_of_a_literal(text: str) -> None:
    for suffix, language, datatype in (("", "", XSD.string), (f"^^{XSD.date}", "", XSD.date)):
        term = quoted(text) + suffix
        assert literal(term) == Literal(text, language, datatype)
        assert text_of(term) == text
        for graph, quads in (("", False), ("", True), (" <x:g>", True), (" _:g", True)):
            line = f"<x:s> <x:p> {term}{graph} ."
            assert list(statements([line], quads=quads)) == [("<x:s>", "<x:p>", term)]
    assert literal('"a"@en-GB').language == "en-GB"


def test_an_object_that_is_no_literal() -> None:
    assert object_of("<x:o> .") == object_of("<x:o> .", quads=True) == object_of("<x:o> <x:g> .", quads=True) == "<x:o>"
    assert object_of("_:o _:g .", quads=True) == "_:o"
