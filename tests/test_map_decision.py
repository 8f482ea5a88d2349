"""Decisions and citations of the notes."""

from __future__ import annotations

import dataclasses

import pytest
from map_sample import CITED, DECISIONS, PRINTED, SUBJECTS, TELEGRAM, about, context, found, short
from msgspec.structs import replace

from kg.map import edition
from kg.map.citation import citation
from kg.map.dates import when
from kg.map.decision import Written, decision, led_to
from kg.records import Citation

FIRST, AGAIN, OTHER = DECISIONS
WRITTEN = {
    "l0001": Written("1931-05-05", frozenset({"p0001"}), ("l0002",)),
    "l0002": Written("1931-05-06", frozenset({"p0002"})),
}


def test_the_resolution():
    assert about("decision/d0001", decision((FIRST, AGAIN), context(), WRITTEN)) == {
        "rdf:type ep:Resolution",
        "rdf:type crm:E33_Linguistic_Object",
        "rdf:type rico:Record",
        'rdfs:label "Council, decision, 7 May 1931 (approved), GAX F. 7. Op. 5. D. 1. L. 8"@en',
        'rdfs:label "Совет, решение, 7 мая 1931 г., ГАХ. Ф. 7. Оп. 5. Д. 1. Л. 8"@ru',
        "ep:decidedBy group/g0001",
        "rico:hasAuthor group/g0001",
        'ep:decidedOn "1931-05-07"^^xsd:date',
        'ep:action "approved"@en',
        'ep:action "decided"@en',
        "crm:P67_refers_to person/p0001",
        "schema:mentions person/p0001",
        'ep:nameAsPrinted "Nobody"@en',
        'ep:citedWork "Annals, Vol. 2, p. 5"@en',
        "rico:isDirectlyIncludedIn archive/gax/f7/op5/d1",
        "ep:recordedInNoteTo letter/l0001",
        "ep:recordedInNoteTo letter/l0002",
    }


def test_the_act():
    triples = list(decision((FIRST, AGAIN), context(), WRITTEN))
    assert about("decision/d0001#act", triples) == {
        "rdf:type ep:DecisionAct",
        "rdf:type crm:E65_Creation",
        "rdf:type rico:Activity",
        'rdfs:label "making of: Council, decision, 7 May 1931 (approved), GAX F. 7. Op. 5. D. 1. L. 8"@en',
        'rdfs:label "принятие: Совет, решение, 7 мая 1931 г., ГАХ. Ф. 7. Оп. 5. Д. 1. Л. 8"@ru',
        "crm:P94_has_created decision/d0001",
        "crm:P14_carried_out_by group/g0001",
        "crm:P4_has_time-span decision/d0001#decided",
        "crm:P15_was_influenced_by letter/l0001",
    }
    assert 'ep:edtf "1931-05-07"^^edtf:EDTF' in about("decision/d0001#decided", triples)


def test_what_is_said_of_any_of_its_records_is_said_of_the_decision():
    triples = list(edition(context(), found()))
    assert about("decision/d0001", triples) >= {
        'rdfs:label "Council, decision, 7 May 1931: price of rye"@en',
        'rdfs:label "Совет, решение, 7 мая 1931 г.: цена ржи"@ru',
        "dcterms:subject topic/trade",
        'dcterms:abstract "price of rye"@en',
        'rico:scopeAndContent "цена ржи"@ru',
    }
    assert "crm:P129_is_about topic/trade" in about("source/invented-1931#line=45,46", triples)
    assert not about("decision/d0002", triples)
    assert not about("letter/d0002", triples)


def test_a_subject_in_one_language_leaves_the_other_label_as_it_was():
    rows = (replace(SUBJECTS[1], subject_ru=""),)
    assert about("decision/d0001", decision((FIRST,), context(), subjects=rows)) >= {
        'rdfs:label "Council, decision, 7 May 1931: price of rye"@en',
        'rdfs:label "Совет, решение, 7 мая 1931 г., ГАХ. Ф. 7. Оп. 5. Д. 1. Л. 8"@ru',
    }


def test_a_place_cited_twice_is_one_carrier():
    carriers = {
        line.partition(" ")[0] for line in short(decision((FIRST, AGAIN), context())) if line.startswith("carrier/")
    }
    assert carriers == {"carrier/d0001-1", "carrier/d0001-1#shelfmark"}
    assert "ep:documentForm voc:form-decision-record" in about("carrier/d0001-1", decision((FIRST,), context()))


def test_a_note_is_about_its_decision_and_its_letter():
    note = about("source/invented-1931#line=21,22", decision((FIRST,), context()))
    assert note >= {"rdf:type ep:Footnote", "crm:P67_refers_to decision/d0001", "crm:P67_refers_to letter/l0001"}
    introduction = about("source/invented-1931#line=46,47", decision((OTHER,), context()))
    assert "crm:P67_refers_to decision/d0003" in introduction
    assert "rdf:type ep:Footnote" not in introduction


@pytest.mark.parametrize(
    ("record", "decided", "letters"),
    [
        (FIRST, "1931-05-07", ["l0001"]),
        (FIRST, "1931-05-05", ["l0001"]),
        (FIRST, "[1931-05-05..1931-05-09]", ["l0001"]),
        (FIRST, "1931-05-04", []),  # older than the letter
        (FIRST, "1931-06-20", []),  # of another season
        (FIRST, None, []),  # undated
        (replace(FIRST, prompted_by=("Petrov",)), "1931-05-07", ["l0002"]),  # by him who answered
        (replace(FIRST, prompted_by=()), "1931-05-07", []),  # the author is named, but nothing moved the body
        (replace(FIRST, letter=None), "1931-05-07", []),
    ],
)
def test_a_letter_led_to_a_decision_only_with_evidence(record, decided, letters):
    assert led_to(record, when(decided), WRITTEN, context()) == letters
    assert led_to(record, when(decided), {}, context()) == []


def test_several_dates_are_a_set_and_no_single_day():
    triples = list(decision((OTHER,), context()))
    assert 'ep:edtf "{1931-04-01,1931-04-03}"^^edtf:EDTF' in about("decision/d0003#decided", triples)
    lines = about("decision/d0003", triples)
    assert not any("decidedOn" in line for line in lines)
    assert {'ep:decidedByAsPrinted "Some committee"@en', 'ep:nameAsPrinted "Some committee"@en'} <= lines


def test_a_decision_without_an_archival_place_has_a_plain_label():
    assert 'rdfs:label "Some committee, decision, 1 April 1931 and 3 April 1931"@en' in about(
        "decision/d0003", decision((OTHER,), context())
    )
    unknown_archive = replace(FIRST, citations=(replace(CITED, archive=None),))
    assert 'rdfs:label "Council, decision, 7 May 1931 (approved)"@en' in about(
        "decision/d0001", decision((unknown_archive,), context())
    )


def test_one_date_in_a_list_is_that_date():
    assert 'ep:decidedOn "1931-04-01"^^xsd:date' in about(
        "decision/d0003", decision((replace(OTHER, date=("1931-04-01",)),), context())
    )


def test_records_of_one_decision_are_one_even_along_a_chain():
    chain = (FIRST, AGAIN, replace(OTHER, same_as="d0002"))
    lines = short(edition(context(), replace_found(decisions=chain)))
    resolutions = {line.partition(" ")[0] for line in lines if line.endswith(" ep:Resolution")}
    assert resolutions == {"decision/d0001"}
    assert "decision/d0001#act crm:P15_was_influenced_by letter/l0001" in lines


def replace_found(**changes):
    return dataclasses.replace(found(), **changes)


def test_a_citation_cites_each_leaf():
    cited = replace(CITED, leaves="8-9", line=23)
    assert about("source/invented-1931#line=22,23", citation(cited, context())) >= {
        "ep:cites archive/gax/f7/op5/d1/l8",
        "ep:cites archive/gax/f7/op5/d1/l9",
        "dcterms:references archive/gax/f7/op5/d1/l9",
        'ep:firstLine "23"^^xsd:integer',
    }


def test_a_citation_without_leaves_cites_the_unit_and_without_an_archive_nothing():
    assert "ep:cites archive/gax/f7/op5/d1" in about(
        "source/invented-1931#line=21,22", citation(replace(CITED, leaves=None), context())
    )
    assert not any("cites" in line for line in short(citation(replace(CITED, archive=None), context())))


def test_a_printed_work_is_named():
    assert 'ep:citedWork "Annals, Vol. 2, p. 5"@en' in about(
        "source/invented-1931#line=21,22", citation(PRINTED, context())
    )
    raw = Citation(line=1, column=1, raw="Annals, 5", kind="printed")
    assert 'ep:citedWork "Annals, 5"@en' in about("source/invented-1931#line=0,1", citation(raw, context()))


def test_units_that_only_a_note_names_are_written():
    lines = short(edition(context(), replace_found(letters=(TELEGRAM,), citations=())))
    assert "archive/gax/f7/op5/d1 rdf:type ep:ArchivalUnit" in lines
    assert "archive/gax/f7/op2/d4 rdf:type ep:ArchivalUnit" in lines
