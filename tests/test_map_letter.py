"""Letters: every triple of small invented ones, and what must not be said of them."""

from __future__ import annotations

import pytest
from map_sample import EMPTY_HEADING, MISJUDGED, TELEGRAM, about, context, shelfmark, short
from msgspec.structs import replace

from kg.map.letter import letter, mode
from kg.map.number import leading
from kg.map.reply import reply
from kg.ns import VOC
from kg.records import Heading, Mention, Reply, Sent, SettledMention
from kg.records.number import numbers

LABEL = "Orlova to Petrov and Council members, cipher telegram No. 4/501/sh, 5 May 1931"
LABEL_RU = "Орлова — Петров, Совет, шифротелеграмма № 4/501/ш, 5 мая 1931 г."


def said(subject: str, record=TELEGRAM, **names: object) -> set[str]:
    return about(subject, letter(record, context(**names)))


def test_the_letter_itself():
    assert said("letter/l0001") == {
        "rdf:type ep:Letter",
        "rdf:type crm:E33_Linguistic_Object",
        "rdf:type rico:Record",
        "rdf:type schema:Message",
        f'rdfs:label "{LABEL}"@en',
        f'rdfs:label "{LABEL_RU}"@ru',
        "crm:P2_has_type voc:mode-cipher",
        "crm:P72_has_language <http://id.loc.gov/vocabulary/iso639-1/ru>",
        "crm:P73_has_translation letter/l0001#text-en",
        # who, to whom
        "ep:author person/p0001",
        "rico:hasAuthor person/p0001",
        "dcterms:creator person/p0001",
        "schema:author person/p0001",
        "ep:addressee person/p0002",
        "rico:hasAddressee person/p0002",
        "schema:toRecipient person/p0002",
        "ep:addressee group/g0001",
        "rico:hasAddressee group/g0001",
        "schema:toRecipient group/g0001",
        "ep:transmittedBy letter/l0001#transmission",
        "crm:P16i_was_used_for letter/l0001#transmission",
        "ep:sender person/p0001",
        "rico:hasSender person/p0001",
        "schema:sender person/p0001",
        "ep:sentFrom place/pl0001",
        "ep:sentTo place/pl0001",
        # when
        "ep:writtenOn letter/l0001#written",
        'ep:earliestDate "1931-05-05"^^xsd:date',
        'ep:latestDate "1931-05-05"^^xsd:date',
        'ep:date "1931-05-05"^^xsd:date',
        'schema:dateCreated "1931-05-05"^^xsd:date',
        'dcterms:created "1931-05-05"^^xsd:date',
        # what it bears
        "ep:documentLabel voc:label-cipher",
        "crm:P2_has_type voc:label-cipher",
        "ep:documentLabel voc:top-secret",
        "ep:secrecyLabel voc:top-secret",
        "crm:P2_has_type voc:top-secret",
        "crm:P1_is_identified_by letter/l0001#no-1",
        "crm:P1_is_identified_by letter/l0001#no-2",
        "crm:P1_is_identified_by letter/l0001#no-3",
        # whom it names
        "crm:P67_refers_to person/p0002",
        "schema:mentions person/p0002",
        # where it is kept and printed
        "rico:isDirectlyIncludedIn archive/gax/f7/op2/d3",
        "rico:isDirectlyIncludedIn archive/gax/f7/op2/d4",
        'ep:firstLine "10"^^xsd:integer',
        'ep:lastLine "20"^^xsd:integer',
        'ep:windowStart "1931-05-01"^^xsd:date',
        'ep:windowEnd "1931-05-31"^^xsd:date',
        "dcterms:source source/invented-1931#line=9,20",
    }


def test_its_writing_and_sending():
    assert said("letter/l0001#creation") == {
        "rdf:type crm:E65_Creation",
        f'rdfs:label "writing of: {LABEL}"@en',
        f'rdfs:label "написание: {LABEL_RU}"@ru',
        "crm:P94_has_created letter/l0001",
        "crm:P14_carried_out_by person/p0001",
        "crm:P4_has_time-span letter/l0001#written",
    }
    assert said("letter/l0001#transmission") == {
        "rdf:type ep:Transmission",
        "rdf:type crm:E7_Activity",
        f'rdfs:label "sending of: {LABEL}"@en',
        f'rdfs:label "отправка: {LABEL_RU}"@ru',
        "crm:P2_has_type voc:mode-cipher",
        "crm:P16_used_specific_object letter/l0001",
        "crm:P14_carried_out_by person/p0001",
        "crm:P7_took_place_at place/pl0001",
        "crm:P4_has_time-span letter/l0001#sent",
    }
    assert 'crm:P82a_begin_of_the_begin "1931-05-05T09:15:00"^^xsd:dateTime' in said("letter/l0001#written")
    assert 'crm:P82b_end_of_the_end "1931-05-05T11:40:59"^^xsd:dateTime' in said("letter/l0001#sent")


def test_its_numbers():
    assert said("letter/l0001#no-1") == {
        "rdf:type crm:E42_Identifier",
        "rdf:type rico:Identifier",
        'rdfs:label "No. 4/501/sh."@en',
        'crm:P190_has_symbolic_content "No. 4/501/sh."',
        "crm:P2_has_type voc:idtype-cipher-no",
        "crm:P2_has_type series/telegrams-to-p0002-1931",
        "ep:numberSeries series/telegrams-to-p0002-1931",
        'ep:sequenceNo "4"^^xsd:integer',
        'ep:registerNo "501"^^xsd:integer',
    }
    assert {'ep:sequenceNo "28"^^xsd:integer', "ep:numberSeries series/telegrams-of-p0001-1931"} <= said(
        "letter/l0001#no-3"
    )
    assert 'rdfs:label "telegrams of Anna Orlova, 1931"@en' in said("series/telegrams-of-p0001-1931")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. 3/949/sh.", [("cipher", 3, 949)]),
        ("No. 7/s - 977/sh.", [("cipher", 7, 977)]),
        ("Nr 29/sh.", [("cipher", 29, None)]),
        ("No. 27, 28", [("telegram", 27, None), ("telegram", 28, None)]),
        ("#15", [("telegram", 15, None)]),
        ("№ 6", [("telegram", 6, None)]),
        ("HP 14", [("hp", 14, None)]),
        ("Нр 14", [("hp", 14, None)]),
        ("In. No. 9", [("incoming", 9, None)]),
        ("Series G", [("other", None, None)]),
        ("No. " + "9" * 5000, [("telegram", None, None)]),
    ],
)
def test_numbers_are_told_apart_by_their_mark(text, expected):
    assert [(number.kind, number.sequence, number.register) for number in numbers(text)] == expected


def test_a_letter_is_called_by_its_own_number_before_that_of_the_office():
    assert leading(("In. No. 9", "No. 29")) == "No. 29"
    assert leading(()) == ""


def test_mentions_keep_their_lines_and_an_unsettled_one_its_name():
    assert said("letter/l0001#mention-1") == {
        "rdf:type oa:Annotation",
        f'rdfs:label "mention of Boris Petrov in: {LABEL}"@en',
        "oa:motivatedBy oa:identifying",
        "oa:hasBody person/p0002",
        "oa:hasTarget source/invented-1931#line=13,14",
        'ep:surfaceForm "Petrov"@en',
        "ep:occursIn letter/l0001",
        "dcterms:isPartOf letter/l0001#text-en",
    }
    assert "oa:hasTarget source/invented-1931#line=15,16" in said("letter/l0001#mention-2")
    unsettled = said("letter/l0001#mention-3")
    assert 'ep:nameAsPrinted "Nobody"@en' in unsettled
    assert not any(line.startswith("oa:hasBody") for line in unsettled)


def test_a_curator_settles_namesakes_line_by_line():
    settled = (SettledMention(edition="invented-1931", line=16, name="Petrov", person="p0003"),)
    assert "oa:hasTarget source/invented-1931#line=13,14" in said("letter/l0001#mention-1", settled=settled)
    assert {"oa:hasBody person/p0003", "oa:hasTarget source/invented-1931#line=15,16"} <= said(
        "letter/l0001#mention-2", settled=settled
    )
    elsewhere = (SettledMention(edition="another", line=16, name="Petrov", person="p0003"),)
    assert "crm:P67_refers_to person/p0003" not in said("letter/l0001", settled=elsewhere)


def test_a_person_that_the_extraction_settled_needs_no_look_up():
    record = replace(TELEGRAM, mentions=(Mention(text="P.", line=14, person="p0003"),))
    assert "schema:mentions person/p0003" in said("letter/l0001", record)


def test_a_rejected_value_is_nowhere():
    lines = short(letter(MISJUDGED, context()))
    assert not any("person/p0001" in line or "group/g0001" in line or "1931-05-09" in line for line in lines)
    assert not any("Orlova" in line or "9 May" in line for line in lines)


def test_an_open_date_is_closed_by_the_window_only_on_the_letter():
    dates = {line for line in said("letter/l0002", MISJUDGED) if "Date" in line or line.startswith("ep:date")}
    assert dates == {'ep:earliestDate "1931-05-20"^^xsd:date', 'ep:latestDate "1931-05-31"^^xsd:date'}
    assert not any("P82b" in line for line in said("letter/l0002#written", MISJUDGED))


def test_names_and_labels_that_nobody_knows_stay_as_printed():
    lines = said("letter/l0002", MISJUDGED)
    assert {
        'ep:addresseeAsPrinted "Stranger"@en',
        'ep:nameAsPrinted "Stranger"@en',
        'ep:labelAsPrinted "burn this"@en',
    } <= lines
    assert 'rdfs:label "Petrov to Stranger, letter, not before 20 May 1931"@en' in lines
    assert not any(line.endswith("@ru") for line in lines)


def test_a_letter_that_nothing_says_was_sent_has_no_sender():
    lines = short(letter(MISJUDGED, context()))
    assert not any("transmi" in line or "sender" in line.lower() for line in lines)


@pytest.mark.parametrize(("senders", "recipients"), [(("Petrov",), ("Stranger",)), (("Stranger",), ("Petrov",))])
def test_a_heading_that_names_the_two_says_so_in_either_direction(senders, recipients):
    heading = Heading(id="h0002", text="x", line=30, senders=senders, recipients=recipients)
    assert "ep:sender person/p0002" in said("letter/l0002", replace(MISJUDGED, heading=heading))


@pytest.mark.parametrize(
    ("labels", "numbers_", "sent", "expected"),
    [
        ((), (), None, VOC.mode_letter),
        (("copy",), (), None, VOC.mode_letter),
        (("telegram",), (), None, VOC.mode_telegram),
        ((), ("No. 18",), None, VOC.mode_telegram),
        (("cipher",), (), None, VOC.mode_cipher),
        ((), ("No. 3/949/sh.",), None, VOC.mode_cipher),
        ((), (), Sent(at="1931-05-05T11:40"), VOC.mode_cipher),
    ],
)
def test_how_it_went(labels, numbers_, sent, expected):
    assert mode(replace(MISJUDGED, labels=labels, numbers=numbers_, sent=sent)) == expected


def test_a_heading_without_a_document():
    assert short(letter(EMPTY_HEADING, context())) >= {
        "heading/h0003 rdf:type ep:Heading",
        "heading/h0003 rdf:type crm:E33_Linguistic_Object",
        'heading/h0003 rdfs:label "heading at line 50 of Invented letters, May 1931"@en',
        "heading/h0003 crm:P106i_forms_part_of source/invented-1931#line=49,50",
    }
    assert not any(
        line.startswith("letter/") or "printedAbove" in line for line in short(letter(EMPTY_HEADING, context()))
    )


def test_a_document_without_a_heading():
    lines = short(letter(replace(TELEGRAM, heading=None), context()))
    assert "letter/l0001 rdf:type ep:Letter" in lines
    assert not any("heading" in line for line in lines)


def test_an_undated_letter_belongs_to_no_series_and_lies_in_the_window():
    record = replace(TELEGRAM, date=None, body=None)
    assert 'ep:edtf "XXXX-XX-XX"^^edtf:EDTF' in said("letter/l0001#written", record)
    assert {'ep:earliestDate "1931-05-01"^^xsd:date', 'ep:latestDate "1931-05-31"^^xsd:date'} <= said(
        "letter/l0001", record
    )
    assert not any("numberSeries" in line for line in said("letter/l0001#no-1", record))


def test_an_edition_in_the_language_of_the_letters_is_no_translation():
    edition = replace(context().edition, language="ru")
    lines = short(letter(TELEGRAM, context(edition)))
    assert "letter/l0001#text-ru crm:P130_shows_features_of letter/l0001" in lines
    assert not any("P73" in line for line in lines)


def test_the_enciphered_text_is_a_carrier_of_its_own():
    assert said("carrier/l0001-2") >= {
        "crm:P128_carries letter/l0001",
        "ep:documentForm voc:form-enciphered",
        "crm:P46_is_composed_of archive/gax/f7/op2/d4/l1",
    }
    plain = replace(TELEGRAM, sent=replace(TELEGRAM.sent, shelfmark=None))
    assert said("carrier/l0001-2", plain) == set()
    assert said("carrier/l0001-2", replace(plain, shelfmarks=(shelfmark("3"), shelfmark("5"))))


def test_a_reply_and_what_follows_from_it():
    record = Reply(letter="l0002", answered="l0001", evidence=("shared-leaf",), line=30)
    assert short(reply(record, context())) == {
        "letter/l0002 ep:replyTo letter/l0001",
        "letter/l0002 rico:isReplyTo letter/l0001",
        "letter/l0002 ep:refersToLetter letter/l0001",
        "letter/l0002 crm:P67_refers_to letter/l0001",
        "letter/l0002 dcterms:references letter/l0001",
    }


def test_russian_labels_use_the_surname_where_it_stands_last():
    ctx = context()
    orlova, council = ctx.actor("Orlova"), ctx.actor("Council")
    assert (orlova.short_ru, council.short_ru) == ("Орлова", "Совет")
    reversed_ = replace(ctx.names.person("p0001"), id="p0009", label="Orlova Anna", label_ru="Орлова Анна")
    assert ctx.known(reversed_).short_ru == "Орлова Анна"
