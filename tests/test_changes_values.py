"""How changed dates, values and claims are told."""

from __future__ import annotations

import pytest
from told import (
    ADA,
    BO,
    COPY,
    LETTER,
    OTHER,
    STONE,
    Triple,
    authored,
    claim,
    dated,
    edtf,
    judgement,
    only,
    part,
    person,
    texts,
    thing,
    told,
)

from kg.ns import CRM, DCTERMS, EP, LA, RICO, SCHEMA, VOC
from kg.publish.changes import ADDED, REMOVED
from kg.publish.changes.render import as_markdown

# ---- dates ----


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (("1900-03-01", "1 March 1900"), ("[1900-03-01..1900-03-04]", "between 1 and 4 March 1900"),
         "date widened from 1 March 1900 to 1–4 March 1900"),
        (("[..1900-03-04]", "not after 4 March 1900"), ("1900-03-01", "1 March 1900"),
         "date narrowed from not after 4 March 1900 to 1 March 1900"),
        (("1900-03-01", "1 March 1900"), ("1900-03-02", "2 March 1900"),
         "date moved from 1 March 1900 to 2 March 1900"),
        (("XXXX-XX-XX", "undated"), ("1900-03-02", "2 March 1900"), "date set to 2 March 1900"),
        (("1900-03-02", "2 March 1900"), ("1900-03-02?", "2 March 1900 (?)"),
         "date changed from 2 March 1900 to 2 March 1900 (?)"),
    ],
)  # fmt: skip
def test_a_date(old: tuple[str, str], new: tuple[str, str], text: str) -> None:
    entry = only(told(dated(*old), dated(*new)))
    assert texts(entry) == [text]
    assert entry.label == f"Ada to Bo, letter, {new[1]}"


def test_a_date_has_the_reason_of_the_curator_and_what_it_rests_on_by_rule() -> None:
    day = edtf("1900-03-01")
    by_rule = claim(
        "c2", EP.writtenOn, day, VOC.adopted, VOC.rule_constraints, voice=VOC.voice_program, note="reply: l0002"
    )
    undated, exact = (
        dated("[1900-03-01..1900-03-04]", "between 1 and 4 March 1900"),
        dated("1900-03-01", "1 March 1900"),
    )
    entry = only(told(undated, [*exact, *by_rule]))
    assert entry.said[0].reason == "rule: narrowed by other letters: reply: l0002"
    changes = told(
        undated, [*exact, *claim("c2", EP.writtenOn, day, VOC.adopted, VOC.rule_curator), *judgement("j1", "c2")]
    )
    entry = changes.entries[0]
    assert entry.said[0].reason == "curator Eva Lund: seen in the archive"
    assert entry.judged == (("date", "curator Eva Lund: seen in the archive"),)
    assert "- letter l0001, date: curator Eva Lund: seen in the archive" in as_markdown(changes, "1", "2")


def test_what_rests_on_another_change_says_so() -> None:
    moved = [*dated("1900-03-01", "1 March 1900"), (OTHER, EP.replyTo, LETTER)]
    note = claim("c9", EP.replyTo, LETTER, VOC.adopted, about=OTHER, witness="reference to l0001")
    changes = told([*moved, *note], dated("1900-03-02", "2 March 1900"))
    assert [(entry.id, entry.follows) for entry in changes.entries] == [("l0001", ()), ("l0002", ("l0001",))]
    assert "- rests on l0001, changed too" in as_markdown(changes, "1", "2")


# ---- fields ----


def test_an_author_is_told_once_however_many_vocabularies_name_him() -> None:
    entry = only(told(authored(ADA), authored(BO)))
    assert texts(entry) == ["author changed from Ada Ruus (p0001) to Bo Lind (p0002)"]
    assert (entry.said[0].old, entry.said[0].new) == ((ADA,), (BO,))
    assert (entry.count(ADDED), entry.count(REMOVED)) == (5, 5)


def test_values_that_come_and_go() -> None:
    def about(*topics: str) -> list[Triple]:
        return [
            (LETTER, property_, thing(f"topic/{t}")) for t in topics for property_ in (DCTERMS.subject, SCHEMA.about)
        ]

    assert texts(only(told(about(), about("fish", "salt", "tar")))) == ["3 topics added: fish; salt; tar"]
    assert texts(only(told(about("fish"), about()))) == ["topic removed: fish"]
    assert texts(only(told([(LETTER, EP.replyTo, OTHER)], []))) == [
        "no longer answers Bo to Ada, letter, 4 March 1900 (l0002)"
    ]
    assert texts(only(told([], [(ADA, LA.equivalent, "<http://www.wikidata.org/entity/Q1>")]))) == ["link added: wd:Q1"]


def test_two_languages_change_side_by_side() -> None:
    def said(en: str, sv: str) -> list[Triple]:
        return [(LETTER, DCTERMS.abstract, f'"{en}"@en'), (LETTER, DCTERMS.abstract, f'"{sv}"@sv')]

    changes = told(said("price of herring", "pris"), said("price of salt", "saltpris"))
    assert texts(only(changes)) == [
        "what it is about changed from price of herring to price of salt; from pris to saltpris"
    ]


def test_a_copy_belongs_to_its_letter() -> None:
    def shelf(mark: str) -> list[Triple]:
        return [
            (COPY, EP.shelfmark, f'"{mark}"'),
            (COPY, RICO.identifier, f'"{mark}"'),
            (part(COPY, "shelfmark"), CRM.P190_has_symbolic_content, f'"{mark}"'),
        ]

    entry = only(told(shelf("KB 3"), shelf("KB 4")))
    assert entry.id == "l0001"
    assert texts(entry) == ["copy l0001-1: shelfmark changed from KB 3 to KB 4"]


def test_a_property_that_nobody_foresaw_is_told_by_its_name() -> None:
    entry = only(told([], [(LETTER, "<https://other.invalid/ns#sealColour>", '"red"')]))
    assert texts(entry) == ["seal colour: nothing → red"]


def test_labels_of_parts_go_without_saying() -> None:
    entry = only(told(dated("1900-03-01", "1 March 1900"), dated("1900-03-02", "2 March 1900")))
    assert {one.what for one in entry.said if one.follows} == {"label", "labels of parts"}
    assert "writing of" not in as_markdown(
        told(dated("1900-03-01", "1 March 1900"), dated("1900-03-02", "2")), "1", "2"
    )
    assert texts(only(told(person(STONE, "C. Moe"), person(STONE, "Cai Moe")))) == [
        "label changed from C. Moe to Cai Moe"
    ]


# ---- claims ----


def test_a_claim_that_is_adopted_anew() -> None:
    def signed(status: str) -> list[Triple]:
        return [*authored(ADA), *claim("c1", EP.author, ADA, status)]

    assert texts(only(told(signed(VOC.rejected), signed(VOC.adopted)))) == [
        "adopted now: the signature at line 25 names it"
    ]


def test_a_curator_who_confirms_changes_no_value_and_is_heard() -> None:
    signed = [*authored(ADA), *claim("c1", EP.author, ADA, VOC.adopted)]
    entry = told(signed, [*signed, *judgement("j1", "c1")]).entries[0]
    assert texts(entry) == ["author confirmed (curator Eva Lund: seen in the archive)"]
    entry = told([*signed, *judgement("j1", "c1")], signed).entries[0]
    assert texts(entry) == ["the judgement of curator Eva Lund: seen in the archive no longer counts"]


def test_undecided_claims_are_counted() -> None:
    many = [triple for n in range(12) for triple in claim(f"u{n}", EP.refersToLetter, OTHER, VOC.candidate)]
    assert texts(only(told([], many))) == ["12 undecided claims made now"]
