"""What changed between two datasets: every statement is told once, and in the words of a reader."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from conftest import EDITION, WORKSPACE
from hypothesis import given
from hypothesis import strategies as st
from released import weighing
from told import (
    ADA,
    BASE,
    BO,
    COPY,
    GRAPH,
    LETTER,
    OTHER,
    STONE,
    Triple,
    assert_each_is_told_once,
    authored,
    claim,
    dated,
    edtf,
    lines,
    only,
    part,
    person,
    texts,
    thing,
    told,
)

from kg.compared import Source as File
from kg.compared import base_of, compared, ordered, unpacked
from kg.errors import KgError
from kg.files import read_lines
from kg.ns import CRM, DCTERMS, EP, LA, OWL, RDF, RDFS, SCHEMA, SKOS, VOC, XSD
from kg.pipeline import Built, build
from kg.publish.changes import REMOVED, changed, compare
from kg.publish.changes.patch import rdf_patch, release_uuid
from kg.publish.changes.render import SHOWN, Rows, as_lines, as_markdown, plain, summary
from kg.publish.changes.statements import Statement, parsed

# ---- nothing is lost ----

NODES = [
    LETTER,
    OTHER,
    COPY,
    ADA,
    STONE,
    *(part(LETTER, name) for name in ("written", "creation", "mention-1", "no-1")),
]
NODES += [
    thing(path) for path in ("claim/c1", "adjudication/j1", "archive/kb/f1", "archive/kb/f1/l2", "source/s#line=1,2")
]
NODES += ["<http://www.wikidata.org/entity/Q1>", VOC.adopted, "<urn:x>"]
PREDICATES = [
    RDF.type, RDFS.label, EP.author, DCTERMS.creator, EP.edtf, EP.earliestDate, EP.replyTo, CRM.P67_refers_to,
    SCHEMA.mentions, EP.aboutRecord, EP.status, EP.adopts, CRM.P128_carries, CRM.P46i_forms_part_of, LA.equivalent,
    DCTERMS.isReplacedBy, CRM.P177_assigned_property_of_type, EP.shelfmark, SKOS.altLabel, CRM.P1_is_identified_by,
]  # fmt: skip
OBJECTS = [
    *NODES,
    EP.Tombstone,
    EP.Leaf,
    EP.Adjudication,
    EP.Claim,
    EP.author,
    EP.writtenOn,
    edtf("1900-03"),
    '"a \\"b\\" ."@en',
]
OBJECTS += [edtf("[1900-03-01..]"), '"no \\u0007 date"', '"x > y <z> ."', f'"1"^^{XSD.integer}']
STATEMENTS = st.tuples(
    *(st.sampled_from(terms) for terms in (NODES, PREDICATES, OBJECTS)), st.sampled_from(["", GRAPH])
)
DATASETS = st.sets(STATEMENTS, max_size=40)


@given(DATASETS, DATASETS)
def test_each_statement_that_changed_is_told_by_one_sentence_of_one_entity(old: set[Triple], new: set[Triple]) -> None:
    before, after = (lines(*(tuple(filter(None, statement)) for statement in side)) for side in (old, new))
    changes = compare(lambda: before, lambda: after, BASE)
    assert_each_is_told_once(before, after, changes)
    assert as_markdown(changes, "1", "2")
    for line in as_lines(changes):
        json.loads(line)


@pytest.mark.parametrize("seed", range(5))
def test_each_statement_is_told_once_when_the_collection_changes_at_random(
    built: Built, seed: int, tmp_path: Path
) -> None:
    before = list(read_lines(unpacked(next((built.out / "dump").glob("*.nq.gz")), tmp_path / "all.nq")))
    chance = random.Random(seed)
    after = {line for line in before if chance.random() > 0.02}
    for line in chance.sample(before, 300):
        subject, predicate, rest = line.split(" ", 2)
        after.add(f"{chance.choice(before).split(' ', 1)[0]} {predicate} {rest}")
        after.add(f"{subject} {predicate} {chance.choice(before).split(' ', 2)[2]}")
    assert_each_is_told_once(before, (new := sorted(after)), compare(lambda: before, lambda: new, built.base))


@given(DATASETS, DATASETS)
def test_the_patch_makes_the_newer_from_the_older(old: set[Triple], new: set[Triple]) -> None:
    before, after = (lines(*(tuple(filter(None, statement)) for statement in side)) for side in (old, new))
    patch = b"".join(rdf_patch(changed(before, after), "a", "b")).decode().splitlines(keepends=True)
    assert patch[:3] == ["H id <uuid:a> .\n", "H prev <uuid:b> .\n", "TX .\n"]
    assert patch[-1] == "TC .\n"
    there = set(before)
    for row in patch[3:-1]:
        code, _, statement = row.partition(" ")
        assert (statement in there) is (code == REMOVED)
        (there.remove if code == REMOVED else there.add)(statement)
    assert sorted(there) == after


@given(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(OBJECTS), st.sampled_from(["", GRAPH]))
def test_a_statement_is_read_as_it_is_written(subject: str, predicate: str, object_: str, graph: str) -> None:
    statement = Statement(subject, predicate, object_, graph)
    assert parsed(f"{statement}\n") == statement


def test_what_is_not_sorted_is_refused() -> None:
    with pytest.raises(KgError, match="not sorted"):
        list(changed(["b\n", "a\n"], []))
    with pytest.raises(KgError, match="the new statements"):
        list(changed([], ["a\n", "a\n"]))


def test_the_same_is_no_change() -> None:
    changes = told(authored(ADA), authored(ADA))
    assert changes.entries == ()
    assert "Nothing changed" in as_markdown(changes, "1", "2")
    assert summary(changes) == "no record changed"


def test_one_judgement_on_the_collection_is_one_change_and_what_rests_on_it(built: Built, tmp_path: Path) -> None:
    workspace = Path(shutil.copytree(WORKSPACE, tmp_path / "data"))
    with (workspace / "editions" / EDITION / "curated" / "adjudications.csv").open("a", encoding="utf-8") as file:
        file.write(weighing(WORKSPACE, "l0014,date,1932-06-09,,stamp of the day,B. Reader,2026-01-03,\n"))
    dumps = (built.out / "dump", build(workspace, tmp_path / "out").out / "dump")
    old, new = (File(unpacked(next(dump.glob("*.nq.gz")), tmp_path / str(n)), str(n)) for n, dump in enumerate(dumps))
    changes = compared(old, new)
    assert_each_is_told_once(old.lines(), new.lines(), changes)
    records = {entry.id: entry for entry in changes.entries if entry.kind.record}
    assert [id_ for id_, entry in records.items() if entry.judged] == ["l0014"]
    assert (
        texts(records["l0014"])[0] == "date moved from 7 June 1932 to 9 June 1932 (curator B. Reader: stamp of the day)"
    )
    others = {id_: entry.follows for id_, entry in records.items() if id_ != "l0014" and id_.startswith("l")}
    assert others
    assert all("l0014" in follows for follows in others.values())


# ---- identifiers ----


def test_merged_withdrawn_and_gone() -> None:
    stone = [
        (STONE, RDF.type, EP.Tombstone),
        (STONE, CRM.P2_has_type, VOC.id_merged),
        (STONE, DCTERMS.isReplacedBy, ADA),
        (STONE, OWL.sameAs, ADA),
    ]
    merged = only(told(person(STONE, "A. Ruus"), stone))
    assert (merged.change, merged.label, texts(merged)) == ("merged", "A. Ruus", ["merged into Ada Ruus (p0001)"])
    note = '"nothing in the editions attests it any more"@en'
    withdrawn = [
        (STONE, RDF.type, EP.Tombstone),
        (STONE, CRM.P2_has_type, VOC.id_withdrawn),
        (STONE, CRM.P3_has_note, note),
    ]
    entry = only(told(person(STONE, "A. Ruus"), withdrawn))
    assert (entry.change, texts(entry)) == ("withdrawn", ["withdrawn: nothing in the editions attests it any more"])
    changes = told([*person(STONE, "A. Ruus"), *authored(STONE)], [*stone, *authored(ADA)])
    assert texts(changes.entries[0]) == [
        "author changed from A. Ruus (p0003) to Ada Ruus (p0001) (p0003 is no longer used)"
    ]
    lost = told(person(STONE, "A. Ruus"), [])
    assert [entry.id for entry in lost.gone] == ["p0003"]
    assert texts(only(told(withdrawn, person(STONE, "A. Ruus")))) == ["in use again (5 statements)"]


def test_added_with_all_that_depends_on_it() -> None:
    new = thing("letter/l0009")
    node = part(new, "written")
    entry = only(
        told(
            [],
            [
                (new, RDF.type, EP.Letter),
                (node, EP.edtf, edtf("1900")),
                *claim("c1", EP.author, ADA, VOC.adopted, about=new),
            ],
        )
    )
    assert (entry.change, entry.id, texts(entry)) == ("added", "l0009", ["added, with 10 statements"])


# ---- for people and for programs ----


def test_the_markdown_shows_what_is_there_and_nothing_else() -> None:
    rows = [Rows("a", "A | B", 3, 4), Rows("b", "B", 1, 1), Rows("c", "C", None, 2)]
    text = as_markdown(told(authored(ADA), authored(BO)), "1.0", "1.1", rows, ["wrote-to"])
    assert text.startswith("# Changes from 1.0 to 1.1\n\n|  | changed |\n| --- | --- |\n| letters | 1 |\n")
    assert "| `a` | A \\| B | 3 | 4 |" in text
    assert "| `c` | C | fails | 2 |" in text
    assert "1 query has as many rows as before." in text
    assert "wrote-to" in text


def test_words_of_the_data_stay_words() -> None:
    evil = "<script>alert(1)</script> [x](http://a) *b* \u202e end\n# head"
    assert plain(evil) == "\\<script\\>alert(1)\\</script\\> \\[x\\](http://a) \\*b\\* end \\# head"
    text = as_markdown(told([], person(STONE, "<b>|x|</b>")), "1", "2")
    assert "<b>" not in text


def test_many_changes_are_summarised_and_all_are_in_the_lines() -> None:
    count = SHOWN + 10
    old, new = (
        [t for n in range(count) for t in dated(f"1900-03-0{day}", f"{day} March 1900", thing(f"letter/l1{n:03}"))]
        for day in (1, 2)
    )
    changes = told(old, new)
    text = as_markdown(changes, "1", "2")
    assert text.count("\n### ") == SHOWN
    assert "And 10 more letters: changes.jsonl." in text
    assert f"| letters | {count} |" in text
    found = [json.loads(line) for line in as_lines(changes)]
    assert len(found) == count
    assert found[0]["changes"][0]["text"] == "date moved from 1 March 1900 to 2 March 1900"
    assert found[0]["added"] == sum(one["added"] for one in found[0]["changes"])


def test_identifiers_of_patches_are_made_from_what_they_name() -> None:
    one, other = release_uuid(BASE, "a"), release_uuid(BASE, "b")
    assert one == release_uuid(BASE, "a") != other
    assert one[14] == "8"
    assert one[19] in "89ab"


def test_files_of_n_quads_in_any_order_can_be_compared(tmp_path: Path) -> None:
    dataset = (thing("dataset"), RDF.type, "<http://www.w3.org/ns/dcat#Dataset>")
    sides = []
    for name, who in (("old", ADA), ("new", BO)):
        given = tmp_path / f"{name}.nq"
        given.write_text("# a comment\n\n" + "".join(reversed(lines(dataset, *authored(who)))), encoding="utf-8")
        sides.append(File(ordered(given, tmp_path / f"{name}.sorted"), name))
    assert base_of(sides[0]) == BASE
    assert [entry.id for entry in compared(*sides).entries] == ["l0001"]
