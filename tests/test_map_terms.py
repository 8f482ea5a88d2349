"""Terms: what is written is N-Triples, whatever stands in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.errors import KgError
from kg.map.terms import date, datetime, edtf, integer, iri, literal
from kg.ns import RDFS, XSD

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def read(term: str) -> Literal | NamedNode:
    """`term` as an independent parser understands it."""
    line = f"<http://example.org/s> {RDFS.label} {term} .\n"
    (quad,) = parse(input=line.encode(), format=RdfFormat.N_TRIPLES)
    return quad.object


@given(TEXT)
def test_any_text_comes_back_from_a_plain_literal(text):
    assert read(literal(text)) == Literal(text)


@given(TEXT)
def test_any_text_comes_back_with_language_and_datatype(text):
    assert read(literal(text, "ru")) == Literal(text, language="ru")
    assert read(literal(text, datatype=XSD.anyURI)) == Literal(text, datatype=NamedNode(XSD.anyURI[1:-1]))


def test_only_what_must_be_escaped_is():
    assert literal('a "b" \\ c\r\nё\tÅ') == '"a \\"b\\" \\\\ c\\r\\nё\tÅ"'


@given(TEXT)
def test_a_text_is_an_iri_or_an_error(text):
    try:
        term = iri(f"http://example.org/{text}")
    except KgError:
        return
    assert read(term) == NamedNode(f"http://example.org/{text}")


@pytest.mark.parametrize(
    "text",
    [
        "http://x/ y",
        "http://x/<y>",
        'http://x/"',
        "http://x/\n",
        "http://x/{y}",
        "http://x/\\",
        "http://x/%zz",
        "http://x/#a#b",
        "x/y",
        "",
    ],
)
def test_what_no_iri_may_hold_is_refused(text):
    with pytest.raises(KgError, match="not an IRI"):
        iri(text)


def test_lexical_forms_are_kept():
    assert integer(7) == f'"7"^^{XSD.integer}'
    assert date("1931-05-05") == f'"1931-05-05"^^{XSD.date}'
    assert datetime("1931-05-05T09:15:00") == f'"1931-05-05T09:15:00"^^{XSD.dateTime}'
    assert edtf("[..1931-05-05]") == '"[..1931-05-05]"^^<http://id.loc.gov/datatypes/edtf/EDTF>'
