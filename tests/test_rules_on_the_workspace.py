"""Every rule fires on the checkout's workspace: one statement or one record is broken for each, and the report points
at the row or the line that says it.

Statements are broken in one copy of the graph, where no change hides another; what a table or a record of the
workspace breaks is broken in a copy of that.
"""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import EDITION, WORKSPACE

from kg.ns import PREFIXES
from kg.pipeline import Built, build, check
from kg.resources import resource_files
from kg.validate.results import Result
from kg.validate.shapes import load_shapes, rules
from kg.workspace import Workspace, load_workspace

TEXT, PERSONS, GROUPS, PLACES, UNITS = f"{EDITION}.txt", "persons.csv", "groups.csv", "places.csv", "units.csv"


def lines(table: str) -> int:
    """How many lines a table of the workspace has."""
    return len((WORKSPACE / table).read_text(encoding="utf-8").splitlines())


def swap(what: str, value: str) -> str:
    """An update that gives `what` (a subject and a property) another value."""
    return f"DELETE WHERE {{{what} ?old}}; INSERT DATA {{{what} {value}}}"


# The update, the shape that it breaks, the thing that is reported, the file that the report names, and the line.
BROKEN: list[tuple[str, str, str, str | None, int | None]] = [
    ("DELETE WHERE {<letter/l0011> rdfs:label ?l}", "S01-label", "letter/l0011", TEXT, 257),
    (swap("<letter/l0015> ep:latestDate", '"1932-06-01"^^xsd:date'), "S02-order", "letter/l0015", TEXT, 422),
    (
        "INSERT {<letter/l0012> ep:addressee ?a} WHERE {<letter/l0012> ep:author ?a}",
        "S03-parties",
        "letter/l0012",
        TEXT,
        311,
    ),
    (
        swap("<letter/l0015#sent> crm:P82b_end_of_the_end", '"1932-05-01T00:00:00"^^xsd:dateTime'),
        "S04-written",
        "letter/l0015#sent",
        TEXT,
        426,
    ),
    (
        swap("<letter/l0023#received> crm:P82b_end_of_the_end", '"1932-05-01T00:00:00"^^xsd:dateTime'),
        "S05-written",
        "letter/l0023#received",
        TEXT,
        654,
    ),
    (swap("<letter/l0031> ep:windowStart", '"1932-07-01"^^xsd:date'), "S06-before", "letter/l0031", TEXT, 841),
    (
        swap("<letter/l0025> ep:latestDate", '"1932-05-01"^^xsd:date')
        + "; "
        + swap("<letter/l0025> ep:earliestDate", '"1932-05-01"^^xsd:date'),
        "S07-order",
        "letter/l0025",
        TEXT,
        679,
    ),
    ("INSERT DATA {<letter/l0022> ep:replyTo <letter/l0030>}", "S08", "letter/l0022", TEXT, 589),
    ("DELETE WHERE {<carrier/l0017-1> ep:heldIn ?u}", "S09-heldIn", "carrier/l0017-1", TEXT, 458),
    (swap("<archive/rgaspi/f81/op3/d101> rico:identifier", '"D. 7"'), "S10", "carrier/l0069-2", TEXT, 1889),
    ("DELETE WHERE {<archive/rgaspi/f74/op2> rdfs:label ?l}", "S11-label", "archive/rgaspi/f74/op2", UNITS, 12),
    ("DELETE WHERE {<person/p0030> rdfs:label ?l}", "S12-label", "person/p0030", PERSONS, 31),
    (
        "DELETE {GRAPH ?g {?c ep:status voc:adopted}} WHERE {<letter/l0018> ep:author ?a . GRAPH ?g"
        " {?c crm:P140_assigned_attribute_to <letter/l0018> ; crm:P141_assigned ?a ; ep:status "
        "voc:adopted}}",
        "S13",
        "letter/l0018",
        TEXT,
        490,
    ),
    (
        "DELETE WHERE {GRAPH <graph/claims/stalin-kaganovich-1932-06> {?c ep:aboutRecord "
        "<letter/l0016> ; ep:certainty ?x}}",
        "S14-certainty",
        "claim/c066c7b9264a7ca8b",
        TEXT,
        428,
    ),
    (
        "INSERT {<letter/l0066> ep:author ?a} WHERE {GRAPH ?g {?c crm:P140_assigned_attribute_to "
        "<letter/l0066> ; crm:P177_assigned_property_of_type ep:author ; ep:status voc:rejected ; "
        "crm:P141_assigned ?a}}",
        "S15",
        "claim/cbaa050e1118a6120",
        TEXT,
        1835,
    ),
    (
        "DELETE {GRAPH ?g {?j ep:rejects ?c}} WHERE {GRAPH ?g {?j ep:rejects ?c . ?c ep:aboutRecord <letter/l0014>}}",
        "S16",
        "claim/c14f6f7cfd7d4c7d8",
        TEXT,
        369,
    ),
    (
        "DELETE WHERE {<source/stalin-kaganovich-1932-06#line=432,433> ep:firstLine ?n}",
        "S17-first",
        "source/stalin-kaganovich-1932-06#line=432,433",
        TEXT,
        433,
    ),
    ("DELETE WHERE {<decision/d0005> ep:decidedBy ?b}", "S18-decidedBy", "decision/d0005", TEXT, 315),
    (swap("<decision/d0007> ep:decidedOn", '"1931-01-01"^^xsd:date'), "S19", "decision/d0007", TEXT, 325),
    (swap("<decision/d0003> ep:decidedOn", '"1932-05-01"^^xsd:date'), "S20", "decision/d0003#act", TEXT, 186),
    (swap("<letter/l0002#no-1> ep:sequenceNo", "1"), "S21", "letter/l0006", TEXT, 147),
    (swap("<letter/l0013#no-2> ep:sequenceNo", "999"), "S22", "letter/l0013", TEXT, 331),
    ("DELETE WHERE {<heading/h0007> ep:alignedTo ?l}", "S23", "heading/h0007", TEXT, 191),
    ("DELETE WHERE {<letter/l0019#written> ep:edtf ?d}", "S24-edtf", "letter/l0019#written", TEXT, 529),
    ("DELETE WHERE {<letter/l0027> ep:replyTo ?r}", "S25", "archive/rgaspi/f558/op11/d77/l54", TEXT, 699),
    ("INSERT DATA {<person/p0031> owl:sameAs wd:Q855}", "S26-merged", "person/p0031", PERSONS, 32),
    (swap("<letter/l0020#written> ep:edtf", '"1932-06-31"^^edtf:EDTF'), "S27", "letter/l0020#written", TEXT, 551),
    ("INSERT DATA {<heading/h0020> ep:alignedTo <letter/l0070>}", "S28-once", "heading/h0020", TEXT, 490),
    ("DELETE WHERE {?k crm:P128_carries <letter/l0032>}", "S29-carrier", "letter/l0032", TEXT, 864),
    (
        "INSERT {<letter/l0035> crm:P1_is_identified_by ?n ; ep:author ?a ; ep:date ?d} WHERE "
        "{<letter/l0002> crm:P1_is_identified_by ?n ; ep:author ?a ; ep:date ?d}",
        "S30",
        "letter/l0002",
        TEXT,
        30,
    ),
    (swap("<person/p0001> rico:deathDate", '"1932-05"^^edtf:EDTF'), "S31", "letter/l0001", TEXT, 14),
    ("DELETE WHERE {<letter/l0033#creation> crm:P14_carried_out_by ?p}", "S32-author", "letter/l0033", TEXT, 884),
    ("INSERT DATA {<person/p0032> la:equivalent wd:Q1}", "S33", "person/p0032", PERSONS, 33),
    (f'INSERT DATA {{<place/pl0002> rdfs:label "{"a" * 201}"@en}}', "S34-length", "place/pl0002", PLACES, 3),
    ("INSERT DATA {_:x a crm:E53_Place}", "S35", "_:", None, None),
    ("DELETE WHERE {<group/g0003> rdfs:label ?l}", "S36-label", "group/g0003", GROUPS, 4),
    ("DELETE WHERE {<place/pl0003> rdfs:label ?l}", "S37-label", "place/pl0003", PLACES, 4),
    ("DELETE WHERE {<decision/d0006> dcterms:subject ?t}", "S38-topic", "decision/d0006", TEXT, 317),
    ("INSERT DATA {<letter/l0034> dcterms:subject <person/p0001>}", "S39-concept", "person/p0001", PERSONS, 2),
    ("INSERT DATA {<letter/l0014> ep:replyTo <letter/l0025>}", "S41", "letter/l0014", TEXT, 369),
    ("DELETE WHERE {<letter/l0033> crm:P73_has_translation ?t}", "S46-letter", "letter/l0033#text-en", TEXT, 887),
    (
        "DELETE WHERE {<person/p0999> owl:deprecated ?d}",
        "S44-deprecated",
        "person/p0999",
        "ids.csv",
        lines("ids.csv") + 2,
    ),
]

# What is not understood or heeded is not in the graph: the shape, the file and the line.
IN_RECORDS = [
    ("S40-restored-shelfmark", TEXT, 555),
    ("S42-stale-judgement", "adjudications.csv", 2),
    ("S43-clashing-dates", TEXT, None),
    ("S45-edited-record", "letters.jsonl", 1),
    ("S45-orphaned-unit", UNITS, lines("authorities/units.csv") + 1),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Built]:
    """A copy of the workspace with broken tables and records, and what was built from it."""
    folder = tmp_path_factory.mktemp("broken")
    data = folder / "data"
    shutil.copytree(WORKSPACE, data)
    with (data / "ids.csv").open("a", encoding="utf-8") as ids:
        ids.write("person,p0999,label=Nobody,active,\nperson,p0999,label=Nobody,withdrawn,\n")
    with (data / "authorities/units.csv").open("a", encoding="utf-8") as units:
        units.write("RGASPI/99/1,opis,,,,,,,,\n")
    edition = data / "editions" / EDITION
    with (edition / "curated/adjudications.csv").open("a", encoding="utf-8") as rows:
        rows.write("l0022,date,1932-06-10,c0000000000000000,no claim says so,nobody,2020-01-01,\n")
    letters = edition / "found/letters.jsonl"
    first, rest = letters.read_text(encoding="utf-8").split("\n", 1)
    record = json.loads(first)
    record["recipients"] = record["senders"]
    letters.write_text(json.dumps(record, ensure_ascii=False) + "\n" + rest, encoding="utf-8")
    return load_workspace(data), build(data, folder / "out", despite_violations=True)


@pytest.fixture(scope="module")
def found(broken: tuple[Workspace, Built], tmp_path_factory: pytest.TempPathFactory) -> set[tuple[object, ...]]:
    """What the rules find in the graph of that copy when each statement is broken: shape, thing, file, line."""
    workspace, built = broken
    dump = next(file for file in built.files if file.name.endswith(".nq.gz"))
    base = workspace.settings.base
    prefixes = f"BASE <{base}>\n" + "".join(f"PREFIX {prefix}: <{ns}>\n" for prefix, ns in PREFIXES.items())
    store = ox.Store()
    store.bulk_load(gzip.decompress(dump.read_bytes()), format=ox.RdfFormat.N_QUADS)
    for update, *_ in BROKEN:
        store.update(prefixes + update)
    graph = tmp_path_factory.mktemp("graph") / "everything.nq"
    graph.write_bytes(b"".join(sorted(f"{quad} .\n".encode() for quad in store)))
    return {
        (result.shape.rpartition("#")[2], _thing(result, base), *_place(result))
        for result in check(graph, "broken", workspace).results
    }


def _thing(result: Result, base: str) -> str:
    return "_:" if result.focus.startswith("_:") else result.focus.removeprefix(base)


def _place(result: Result) -> tuple[str | None, int | None]:
    return Path(result.file).name if result.file else None, result.lines[0] if result.lines else None


@pytest.mark.parametrize(("shape", "thing", "file", "line"), [case[1:] for case in BROKEN])
def test_a_broken_statement(
    shape: str, thing: str, file: str | None, line: int | None, found: set[tuple[object, ...]]
) -> None:
    assert (shape, thing, file, line) in found


@pytest.mark.parametrize(("shape", "file", "line"), IN_RECORDS)
def test_a_broken_record(shape: str, file: str, line: int | None, broken: tuple[Workspace, Built]) -> None:
    results = [result for result in broken[1].report.results if result.shape.endswith(f"#{shape}")]
    places = [_place(result) for result in results]
    assert (file, line) in places if line else file in [name for name, _ in places]


def test_the_sound_workspace_breaks_none_of_these(built: Built) -> None:
    """So each result is due to what was broken."""
    base = built.base
    sound = {(result.shape.rpartition("#")[2], _thing(result, base)) for result in built.report.results}
    assert not sound & {(shape, thing) for _, shape, thing, *_ in BROKEN}


def test_every_rule_is_here() -> None:
    tried = {shape.partition("-")[0] for shape in (*(case[1] for case in BROKEN), *(case[0] for case in IN_RECORDS))}
    assert tried == {rule.id for rule in rules(load_shapes(resource_files("shapes")))}
