"""Persons, groups, places, links and topics."""

from __future__ import annotations

import pytest
from map_sample import AUTHORITIES, BASE, LINKS, SUBJECTS, TOPICS, about, context, short
from msgspec.structs import replace

from kg.map.appellation import script_language
from kg.map.group import group
from kg.map.link import link
from kg.map.person import person
from kg.map.place import place
from kg.map.topic import subject, topic
from kg.records import Subject

ORLOVA, PETROV, NAMESAKE = AUTHORITIES.persons


def test_a_person():
    assert about("person/p0001", person(ORLOVA, context())) == {
        "rdf:type crm:E21_Person",
        "rdf:type rico:Person",
        "rdf:type schema:Person",
        'rdfs:label "Anna Orlova"@en',
        'rdfs:label "Анна Орлова"@ru',
        'skos:altLabel "Orlova"@en',
        'skos:altLabel "A. Orlova"@en',
        'skos:altLabel "Орлова"@ru',
        'skos:hiddenLabel "Orlovo"@en',
        *(f"crm:P1_is_identified_by person/p0001#name-{n}" for n in range(1, 7)),
        'rico:birthDate "1890-02-03"^^edtf:EDTF',
        'rico:deathDate "1951"^^edtf:EDTF',
        'crm:P3_has_note "secretary"@en',
    }


def test_names_are_nodes_of_their_kind():
    triples = list(person(ORLOVA, context()))
    assert about("person/p0001#name-1", triples) == {
        "rdf:type crm:E33_E41_Linguistic_Appellation",
        'rdfs:label "Anna Orlova"@en',
        'crm:P190_has_symbolic_content "Anna Orlova"',
        "crm:P72_has_language <http://id.loc.gov/vocabulary/iso639-1/en>",
        "crm:P2_has_type aat:300404670",
        *(f"crm:P139_has_alternative_form person/p0001#name-{n}" for n in range(3, 7)),
    }
    kinds = {
        line.partition(" crm:P2_has_type ")[0][-1]: line.rpartition(" ")[2]
        for line in short(triples)
        if "#name-" in line and " crm:P2_has_type " in line
    }
    assert kinds == {
        "1": "aat:300404670",
        "2": "aat:300404670",
        "3": "voc:name-variant",
        "4": "voc:name-variant",
        "5": "voc:name-variant",
        "6": "voc:ocr-slip",
    }


def test_the_bare_surname_is_a_name_of_the_one_whom_it_means():
    assert 'skos:altLabel "Petrov"@en' in about("person/p0002", person(PETROV, context()))
    assert 'skos:altLabel "Petrov"@en' not in about("person/p0003", person(NAMESAKE, context()))


@pytest.mark.parametrize(("text", "tag"), [("Orlova", "en"), ("Müller", "en"), ("Орлова", "ru"), ("Ёлкин", "ru")])
def test_a_name_is_tagged_by_its_script(text, tag):
    assert script_language(text) == tag


def test_a_group_and_its_type():
    lines = about("group/g0001", group(AUTHORITIES.groups[0], context()))
    assert lines >= {
        "rdf:type crm:E74_Group",
        "rdf:type rico:CorporateBody",
        "rdf:type schema:Organization",
        'rdfs:label "Совет"@ru',
        'skos:altLabel "The Council"@en',
        "crm:P2_has_type voc:group-body",
    }
    unknown = replace(AUTHORITIES.groups[0], type="choir", slips=("Councel",))
    lines = about("group/g0001", group(unknown, context()))
    assert 'crm:P3_has_note "choir"@en' in lines
    assert not any("Councel" in line for line in lines)


def test_a_place():
    assert about("place/pl0001", place(AUTHORITIES.places[0], context())) >= {
        "rdf:type crm:E53_Place",
        "rdf:type rico:Place",
        "rdf:type schema:Place",
        'rdfs:label "Yalta"@en',
        'rdfs:label "Ялта"@ru',
        "crm:P2_has_type voc:place-city",
        "crm:P1_is_identified_by place/pl0001#name-1",
    }


def test_only_accepted_links_are_stated_and_never_as_owl_same_as():
    accepted, open_ = LINKS
    assert short(link(accepted, context())) == {
        "person/p0001 la:equivalent wd:Q0",
        "person/p0001 schema:sameAs wd:Q0",
        'wd:Q0 rdfs:label "Wikidata Q0"@en',
    }
    assert list(link(open_, context())) == []
    assert list(link(replace(accepted, status="rejected"), context())) == []


def test_a_link_that_does_not_mean_identity_is_a_place_to_look():
    near = replace(LINKS[0], predicate="http://www.w3.org/2004/02/skos/core#closeMatch", object="https://example.com/1")
    assert short(link(near, context())) == {
        "person/p0001 rdfs:seeAlso <https://example.com/1>",
        '<https://example.com/1> rdfs:label "https://example.com/1"@en',
    }


def test_a_topic():
    assert about("topic/grain", topic(TOPICS[1], context())) == {
        "rdf:type crm:E55_Type",
        "rdf:type skos:Concept",
        "rdf:type rico:Concept",
        'rdfs:label "grain"@en',
        'skos:prefLabel "grain"@en',
        "skos:inScheme voc:topics",
        "skos:broader topic/trade",
        "crm:P127_has_broader_term topic/trade",
        'skos:scopeNote "Rye and oats."@en',
    }
    assert "skos:topConceptOf voc:topics" in about("topic/trade", topic(TOPICS[0], context()))


ABOUT = ("crm:P129_is_about", "dcterms:subject", "rico:hasOrHadSubject", "schema:about")
IN_WORDS = ("dcterms:abstract", "rico:scopeAndContent", "schema:abstract")


def test_what_a_letter_is_about():
    triples = list(subject(SUBJECTS[0], f"<{BASE}letter/l0001>", context()))
    assert about("letter/l0001", triples) == {
        *(f"{term} topic/{topic_}" for term in ABOUT for topic_ in ("grain", "trade")),
        *(f'{term} "rye for Yalta"@en' for term in IN_WORDS),
    }
    for line, topic_ in ((14, "grain"), (16, "trade")):
        assert about(f"source/invented-1931#line={line - 1},{line}", triples) >= {
            "rdf:type ep:SourceSpan",
            f"crm:P129_is_about topic/{topic_}",
        }


def test_one_line_can_serve_for_all_topics():
    assert Subject(record="l0001", topics=("a", "b"), lines=(7,)).read == (("a", 7), ("b", 7))


def test_everything_is_under_the_base_of_the_workspace():
    own = {triple[0] for triple in person(ORLOVA, context())}
    assert all(term.startswith(f"<{BASE}person/p0001") for term in own)
