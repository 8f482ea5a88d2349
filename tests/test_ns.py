"""Namespaces are closed: what is not listed cannot be written."""

from __future__ import annotations

import pytest

from kg import ns
from kg.ns import CRM, EP, PREFIXES, RDFS, Namespace


def test_a_term_is_a_string_in_ntriples_form():
    assert RDFS.label == "<http://www.w3.org/2000/01/rdf-schema#label>"


def test_hyphens_are_underscores_in_python_and_hyphens_in_the_iri():
    assert CRM.E52_Time_Span == CRM["E52_Time-Span"] == "<http://www.cidoc-crm.org/cidoc-crm/E52_Time-Span>"


def test_a_misspelt_term_fails_and_near_names_are_named():
    with pytest.raises(AttributeError, match=r"no term 'P14_caried_out_by' in crm:.*P14_carried_out_by"):
        _ = CRM.P14_caried_out_by


def test_a_misspelt_term_fails_when_it_is_taken_by_name():
    with pytest.raises(AttributeError, match=r"no term 'Leter'.*Letter"):
        _ = EP["Leter"]


def test_nothing_can_be_added():
    with pytest.raises(AttributeError, match="closed"):
        EP.Parcel = "<x>"
    assert "Parcel" not in EP


def test_terms_are_listed_once_and_have_no_characters_that_iris_lack():
    for namespace in ns.namespaces():
        terms = list(namespace)
        assert len(terms) == len(set(terms))
        assert all(term.isprintable() and " " not in term for term in terms)


def test_every_namespace_has_a_prefix_of_its_own():
    assert len(PREFIXES) == len(set(PREFIXES.values())) == len(ns.namespaces()) + len(ns.AUTHORITY_FILES)
    assert all(ns.bare(term).startswith(tuple(PREFIXES.values())) for n in ns.namespaces() for term in n)


def test_two_names_that_python_would_confuse_are_not_in_one_namespace():
    with pytest.raises(ValueError, match="a_b"):
        Namespace("x", "http://example.org/", "a-b a_b")


@pytest.mark.parametrize(("tag", "code"), [("en", "en"), ("en-GB", "en"), ("RU", "ru")])
def test_languages_are_iso_639_1(tag, code):
    assert ns.language(tag) == f"<http://id.loc.gov/vocabulary/iso639-1/{code}>"
