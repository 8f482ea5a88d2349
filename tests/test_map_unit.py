"""Carriers, leaves and archival units: where a text is kept, in words and in two ladders."""

from __future__ import annotations

import pytest
from map_sample import AUTHORITIES, about, context, shelfmark, short
from msgspec.structs import replace

from kg.map.carrier import carrier
from kg.map.concepts import forms
from kg.map.shelf import leaves_of, shelfmarks
from kg.map.unit import described, unit
from kg.ns import VOC
from kg.records import Authorities, Shelfmark, Unit

MARK = shelfmark("3", "13v, 12", "Handwritten text with Petrov's notes")
PATH = {"fond": "7", "opis": "2", "delo": "3"}


def carried(mark=MARK, subject="carrier/l0001-1", **names) -> set[str]:
    return about(subject, carrier("l0001", 1, "<https://example.org/letters/letter/l0001>", mark, (), context(**names)))


def test_a_carrier():
    assert carried() == {
        "rdf:type ep:Carrier",
        "rdf:type crm:E22_Human-Made_Object",
        "rdf:type rico:Instantiation",
        'rdfs:label "GAX F. 7. Op. 2. D. 3. L. 13v, 12"@en',
        'rdfs:label "ГАХ. Ф. 7. Оп. 2. Д. 3. Л. 13 об., 12"@ru',
        "crm:P128_carries letter/l0001",
        "rico:isOrWasInstantiationOf letter/l0001",
        'ep:shelfmark "GAX F. 7. Op. 2. D. 3. L. 13v, 12"',
        'rico:identifier "GAX F. 7. Op. 2. D. 3. L. 13v, 12"',
        "crm:P1_is_identified_by carrier/l0001-1#shelfmark",
        "ep:documentForm voc:form-handwritten",
        "ep:documentForm voc:form-with-notes",
        "crm:P2_has_type voc:form-handwritten",
        "crm:P2_has_type voc:form-with-notes",
        "ep:heldIn archive/gax/f7/op2/d3",
        "la:member_of archive/gax/f7/op2/d3",
        "crm:P50_has_current_keeper group/g0002",
        'ep:leafFrom "12"',
        'ep:leafTo "13v"',
        'ep:leafFromOrd "648"^^xsd:integer',
        'ep:leafToOrd "703"^^xsd:integer',
        "crm:P46_is_composed_of archive/gax/f7/op2/d3/l12",
        "crm:P46_is_composed_of archive/gax/f7/op2/d3/l13v",
    }


def test_its_shelfmark_as_an_identifier_and_as_found():
    identifier = {
        "rdf:type crm:E42_Identifier",
        "rdf:type rico:Identifier",
        'rdfs:label "GAX F. 7. Op. 2. D. 3. L. 13v, 12"@en',
        'crm:P190_has_symbolic_content "GAX F. 7. Op. 2. D. 3. L. 13v, 12"',
        "crm:P2_has_type voc:idtype-shelfmark",
    }
    assert carried(subject="carrier/l0001-1#shelfmark") == identifier
    slip = replace(MARK, raw='GAX "F" 7', corrected=True)
    assert carried(slip, "carrier/l0001-1#shelfmark") == identifier | {
        'ep:asFound "GAX \\"F\\" 7"',
        'crm:P3_has_note "GAX \\"F\\" 7"',
    }


def test_every_leaf_of_a_range_in_order():
    assert [name for name, _ in leaves_of("22-29")] == [str(number) for number in range(22, 30)]
    orders = [order for _, order in leaves_of("12, 12v, 12a, 13")]
    assert orders == sorted(orders)
    assert carried(subject="archive/gax/f7/op2/d3/l13v") == {
        "rdf:type ep:Leaf",
        "rdf:type crm:E22_Human-Made_Object",
        'rdfs:label "GAX F. 7. Op. 2. D. 3. L. 13v"@en',
        'rdfs:label "ГАХ. Ф. 7. Оп. 2. Д. 3. Л. 13 об."@ru',
        'ep:leafOrd "703"^^xsd:integer',
        "crm:P46i_forms_part_of archive/gax/f7/op2/d3#volume",
        "crm:P46i_forms_part_of archive/gax/f7/op2/d3/l13",
    }
    assert 'ep:leafOrd "702"^^xsd:integer' in carried(subject="archive/gax/f7/op2/d3/l13")


@pytest.mark.parametrize("leaves", [None, "", "the last", "9-3"])
def test_leaves_that_cannot_be_read_are_left_out(leaves):
    assert not any("leaf" in line or "P46" in line for line in carried(replace(MARK, leaves=leaves)))


def test_a_shelfmark_without_an_archive_stays_as_printed():
    lines = carried(Shelfmark(archive=None, path={}, raw="D. 3"))
    assert 'ep:shelfmark "D. 3"' in lines
    assert not any("heldIn" in line or "keeper" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Autograph", [VOC.form_autograph]),
        ("Certified typewritten copy.", [VOC.form_certified_copy]),
        ("Handwritten text with Petrov's notes", [VOC.form_handwritten, VOC.form_with_notes]),
        ("The signature is an autograph", [VOC.form_signature_autograph]),
        ("Waxed paper", []),
        ("Autograph with a seal", []),
    ],
)
def test_document_forms(text, expected):
    assert list(forms(text)) == expected


def test_a_form_that_nobody_knows_stays_as_printed():
    assert 'ep:formAsPrinted "Waxed paper"@en' in carried(replace(MARK, forms=("Waxed paper",)))


def test_the_units_up_the_hierarchy():
    triples = list(unit("GAX", PATH, context()))
    assert about("archive/gax/f7/op2/d3", triples) == {
        "rdf:type ep:ArchivalUnit",
        "rdf:type rico:RecordSet",
        "rdf:type la:Set",
        'rdfs:label "GAX F. 7. Op. 2. D. 3"@en',
        'rdfs:label "ГАХ. Ф. 7. Оп. 2. Д. 3"@ru',
        'rico:identifier "D. 3"',
        'ep:codeOrd "3"^^xsd:integer',
        "rico:hasRecordSetType voc:delo",
        "rico:isDirectlyIncludedIn archive/gax/f7/op2",
        "la:member_of archive/gax/f7/op2",
    }
    assert "rico:hasRecordSetType voc:opis" in about("archive/gax/f7/op2", triples)
    assert about("archive/gax/f7", triples) >= {
        "rico:hasRecordSetType voc:fond",
        "rico:hasOrHadHolder group/g0002",
        'rico:title "Papers of the Council"@en',
        'rico:title "Бумаги Совета"@ru',
        'rico:identifier "F. 70"',
    }


def test_the_things_on_the_shelf():
    triples = list(unit("GAX", PATH, context()))
    assert about("archive/gax/f7/op2/d3#volume", triples) == {
        "rdf:type crm:E22_Human-Made_Object",
        "rdf:type rico:Instantiation",
        'rdfs:label "physical file: GAX F. 7. Op. 2. D. 3"@en',
        'rdfs:label "физическое дело: ГАХ. Ф. 7. Оп. 2. Д. 3"@ru',
        "crm:P46i_forms_part_of archive/gax/f7#holding",
        "rico:isOrWasInstantiationOf archive/gax/f7/op2/d3",
        "crm:P50_has_current_keeper group/g0002",
    }
    assert about("archive/gax/f7#holding", triples) >= {
        "rdf:type crm:E78_Curated_Holding",
        "rico:isOrWasInstantiationOf archive/gax/f7",
        "crm:P50_has_current_keeper group/g0002",
    }
    assert not any("op2#" in line for line in short(triples))


def test_an_archive_that_no_table_knows_is_a_node_of_its_own():
    triples = list(unit("ZZZ", {"box": "4", "folder": "2"}, context()))
    assert about("archive/zzz", triples) == {
        "rdf:type crm:E74_Group",
        "rdf:type rico:CorporateBody",
        "rdf:type schema:ArchiveOrganization",
        "crm:P2_has_type voc:group-archive",
        'rico:identifier "ZZZ"',
        'rdfs:label "ZZZ"@en',
    }
    assert 'rdfs:label "ZZZ Box 4. Folder 2"@en' in about("archive/zzz/b4/folder-2", triples)


def test_a_level_that_the_vocabulary_lacks_brings_its_own_concept():
    triples = list(unit("ZZZ", {"kiste": "4"}, context()))
    assert "rico:hasRecordSetType level/kiste" in about("archive/zzz/kiste-4", triples)
    assert about("level/kiste", triples) >= {
        'rdfs:label "kiste"@en',
        "rdf:type rico:RecordSetType",
        "skos:inScheme voc:levels",
    }


def test_a_personal_archive_has_no_levels():
    name = "Personal archive of A. Orlova"
    triples = list(unit("GAX", {"collection": name}, context()))
    assert f'rdfs:label "GAX {name}"@en' in {line.partition(" ")[2] for line in short(triples)}
    assert shelfmarks(context().shelf("GAX", {"collection": name}), None) == (f"GAX {name}", "")


def test_rows_of_the_table_are_published_when_their_levels_are_known():
    rows = {
        row.code: row
        for row in (
            Unit(code="GAX", level="archive", title="General Archive"),
            Unit(code="GAX/7", level="fond"),
            Unit(code="GAX/7/2", level="opis", catalogue="https://example.org/op2"),
            Unit(code="GAX/9/1", level="opis"),
        )
    }
    ctx = context(authorities=Authorities(groups=AUTHORITIES.groups, units=tuple(rows.values())))
    assert 'rico:name "General Archive"@en' in about("group/g0002", described(rows["GAX"], rows, ctx))
    lines = short(described(rows["GAX/7/2"], rows, ctx))
    assert "archive/gax/f7/op2 rdfs:seeAlso <https://example.org/op2>" in lines
    assert not any("#volume" in line for line in lines)
    assert list(described(rows["GAX/9/1"], rows, ctx)) == []
