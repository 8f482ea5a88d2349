"""Each finding points at what is to be mended: the line of the edition, the row of a table, the line of an RDF file."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import small_workspace
from msgspec.structs import replace
from small_workspace import BASE, EDITION

from kg.cli import run
from kg.files import write_atomic
from kg.ns import DCTERMS
from kg.origins import origins, text_files
from kg.pipeline import check, validate, validate_file
from kg.records import Letter, Mention, Sent, Witness
from kg.records.settled import is_of
from kg.source import sha256
from kg.understood import understand
from kg.validate.results import Report
from kg.validate.rows import subject_lines
from kg.workspace import load_workspace

TABLES = {
    "authorities/groups.csv": "id,label,label_ru,variants,slips,type,note\ng0001,The Council,,,,body,\n",
    "authorities/places.csv": "id,label,label_ru,variants,slips,type,note\n\npl0001,Turku,,,,city,\n",
    "authorities/units.csv": (
        "code,level,title,title_ru,dates,former_codes,arrangement,catalogue,scans,note\n"
        'KB,archive,"The Royal\nLibrary",,,,,,,\nKB/Ruus,nachlass,Papers of A. Ruus,,,,,,,\n'
    ),
    "authorities/topics.csv": "id,label,label_ru,broader,note\nfish,Fish,,,\nherring,Herring,,fish,\n",
    "authorities/links.sssom.tsv": (
        f"#curie_map:\n#  person: {BASE}person/\n#  wd: http://www.wikidata.org/entity/\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\tmapping_date\tconfidence\tseen_in\tstatus\n"
        "person:p0001\tskos:exactMatch\twd:Q1\tsemapv:ManualMappingCuration\tAda\t2026-11-22\t0.9\tKB\taccepted\n"
        "person:p0002\tskos:exactMatch\twd:Q2\tsemapv:ManualMappingCuration\tAda\t2026-11-22\t0.9\tKB\taccepted\n"
    ),
    f"editions/{EDITION}/curated/subjects.csv": (
        "record,topics,lines,subject,subject_ru,note\nl0001,fish|herring,10,fish,,\n"
    ),
}
ISSUED = "group,g0001,label=The Council,active,\nplace,pl0001,label=Turku,active,\n"


def with_lines(letter: Letter) -> Letter:
    """A letter as `kg extract` writes it: each value with the line that gave it."""
    first = letter.line
    said = {"sender": (letter.senders[0], 8), "recipient": (letter.recipients[0], 3), "date": (letter.date or "", 9)}
    return replace(
        letter,
        shelfmarks=tuple(replace(mark, line=first + 2) for mark in letter.shelfmarks),
        sent=Sent(at=f"{letter.date}T10:00", line=first + 7),
        mentions=(Mention(text="Lind", line=first + 5), Mention(text="Ruus", line=first + 6)),
        witnesses=tuple(
            Witness(field=field, value=value, type="body", raw=value, line=first + after, column=2)
            for field, (value, after) in said.items()
        ),
    )


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small workspace with a row or two in each table, seen from its own folder."""
    monkeypatch.chdir(tmp_path)
    folder = small_workspace.write(Path("data"), map(with_lines, small_workspace.SOUND))
    for name, text in TABLES.items():
        write_atomic(folder / name, text.encode())
    with (folder / "ids.csv").open("a", encoding="utf-8") as ids:
        ids.write(ISSUED)
    return folder


def places(report: Report) -> list[tuple[str, str | None, tuple[int, int] | None]]:
    return [(result.shape.rpartition("#")[2], result.file, result.lines) for result in report.results]


def mended(workspace: Path, lines: Callable[[list[str]], list[str]]) -> Report:
    """The report on the graph of the workspace after `lines` has changed its statements."""
    graph = workspace / "graph.nt"
    run(["build", str(workspace), "--out", "out"])
    statements = gzip.decompress(Path(f"out/dump/{small_workspace.NAME}.nt.gz").read_bytes()).decode().splitlines()
    graph.write_text("".join(f"{line}\n" for line in lines(statements)), encoding="utf-8")
    return check(graph, "changed", load_workspace(workspace))


@pytest.mark.parametrize(
    ("thing", "shape", "place"),
    [
        ("person/p0002", "S12-label", "data/authorities/persons.csv:3"),
        ("group/g0001", "S36-label", "data/authorities/groups.csv:2"),
        ("place/pl0001", "S37-label", "data/authorities/places.csv:3"),
        ("archive/kb/nachlass-Ruus", "S11-label", "data/authorities/units.csv:4"),
        ("archive/kb/nachlass-Ruus/b3", "S11-label", "herring.txt:12"),
        ("archive/kb/nachlass-Ruus/b3/folder-2", "S11-label", "herring.txt:22"),
    ],
)
def test_a_thing_of_a_table_is_at_its_row(thing: str, shape: str, place: str, workspace: Path) -> None:
    label = f"<{BASE}{thing}> <http://www.w3.org/2000/01/rdf-schema#label>"
    report = mended(workspace, lambda lines: [line for line in lines if not line.startswith(label)])
    file, _, line = place.rpartition(":")
    assert places(report) == [(shape, file, (int(line), int(line)))]


def test_a_link_is_at_its_row(workspace: Path) -> None:
    wrong = f"<{BASE}person/p0002> <http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/Q2> ."
    other = "<http://www.wikidata.org/entity/Q2> <http://www.w3.org/2002/07/owl#sameAs> <http://example.org/> ."
    report = mended(workspace, lambda lines: sorted([*lines, wrong, other]))
    assert places(report) == [
        ("S26-merged", "data/authorities/links.sssom.tsv", (6, 6)),
        ("S26-merged", "data/authorities/persons.csv", (3, 3)),
    ]


LATE = ("l0002", "date", "1901-03-04")
SELF = ("l0002", "recipients", "p0002")


@pytest.mark.parametrize(
    ("rows", "shape", "lines"),
    [
        ([LATE], "S06-after", (2, 2)),
        ([("l0001", "date", "1900-03-01"), LATE], "S06-after", (3, 3)),
        ([SELF], "S03-parties", (2, 2)),
    ],
)
def test_a_settled_value_is_at_the_row_that_settles_it(
    rows: list[tuple[str, str, str]], shape: str, lines: tuple[int, int], workspace: Path
) -> None:
    loaded = load_workspace(workspace)
    made = understand(loaded.edition(), loaded).claims
    judged = [
        f"{record},{field},{value},{'|'.join(c.id for c in made if is_of(c, record, field))},seen,me,2026-01-01,"
        for record, field, value in rows
    ]
    table = workspace / "editions" / EDITION / "curated" / "adjudications.csv"
    write_atomic(table, "\n".join(["record,field,value,claims,reason,curator,date,note", *judged, ""]).encode())
    assert (shape, str(table), lines) in places(validate(workspace)[0])


def test_a_party_who_is_settled_by_name_is_at_that_row(workspace: Path) -> None:
    table = workspace / "editions" / EDITION / "curated" / "mentions.csv"
    write_atomic(table, f"edition,line,name,person,note\n{EDITION},20,Ruus,p0002,\n".encode())
    assert places(validate(workspace)[0]) == [("S03-parties", str(table), (2, 2))]


def test_what_was_read_is_at_the_line_that_gave_it(workspace: Path) -> None:
    """Not at the first line of the letter, as the graph alone would tell."""
    graph = workspace / "graph.nt"
    late = replace(with_lines(small_workspace.letter(2, "Lind", "Lind", "1901-03-04")))
    small_workspace.write(workspace, [with_lines(small_workspace.SOUND[0]), replace(late, sent=None)])
    with (workspace / "ids.csv").open("a", encoding="utf-8") as ids:
        ids.write(ISSUED)
    assert not graph.exists()
    assert places(validate(workspace)[0]) == [
        ("S03-parties", "herring.txt", (28, 28)),
        ("S06-after", "herring.txt", (29, 29)),
    ]


def test_events_are_at_their_notes(workspace: Path) -> None:
    origin = origins_of(workspace)
    assert [origin(f"letter/l0002#{part}") for part in ("sent", "transmission", "written")] == [
        "herring.txt:27",
        "herring.txt:27",
        "herring.txt:29:2",
    ]


def test_mentions_subjects_and_topics_are_at_their_rows(workspace: Path) -> None:
    curated = workspace / "editions" / EDITION / "curated"
    write_atomic(curated / "mentions.csv", f"edition,line,name,person,note\n{EDITION},26,Ruus,p0002,\n".encode())
    origin = origins_of(workspace)
    assert origin("letter/l0002#mention-2") == f"{curated}/mentions.csv:2"
    assert origin("letter/l0002#mention-1") is None
    assert origin("letter/l0001", DCTERMS.subject, "topic/herring") == f"{curated}/subjects.csv:2"
    assert origin("topic/herring") == "data/authorities/topics.csv:3"


def origins_of(workspace: Path) -> Callable[..., str | None]:
    loaded = load_workspace(workspace)

    def find(thing: str, property_: str = "", value: str = "") -> str | None:
        found = origins(loaded, {BASE + thing}, text_files(loaded))
        place = found.get((BASE + thing, property_.strip("<>"), value and BASE + value))
        return str(place) if place else None

    return find


def test_the_text_of_the_edition_is_named_as_it_can_be_opened(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_workspace.write(workspace, small_workspace.SPOILT)
    with (workspace / "ids.csv").open("a", encoding="utf-8") as ids:
        ids.write(ISSUED)
    text = b"any text\n"
    settings = workspace / "editions" / EDITION / "edition.toml"
    write_atomic(settings, settings.read_bytes().replace(b"0" * 64, sha256(text).encode()))
    assert validate(workspace)[0].results[0].file == "herring.txt"
    write_atomic(Path("texts/herring.txt"), text)
    monkeypatch.setenv("KG_EDITIONS", "texts")
    assert validate(workspace)[0].results[0].file == "texts/herring.txt"
    write_atomic(Path("texts/herring.txt"), b"another text\n")  # whose lines would be others
    assert validate(workspace)[0].results[0].file == "herring.txt"


RDF = """\
# a comment
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix : <https://example.org/letters/> .

:p1 a crm:E21_Person ;
  crm:P14_carried_out_by <#p2> , _:p3 .
  <#p2> crm:P14_carried_out_by :p1 .
<#p2> a crm:E21_Person .
@base <https://example.org/other/> .
<p4> a crm:E21_Person .
_:p3 a crm:E21_Person .
"""


@pytest.mark.parametrize("packed", [False, True])
def test_an_rdf_file_is_named_with_the_line_of_the_subject(packed: bool, tmp_path: Path) -> None:
    file = tmp_path / ("persons.ttl.gz" if packed else "persons.ttl")
    file.write_bytes(gzip.compress(RDF.encode()) if packed else RDF.encode())
    report, _ = validate_file(file)
    nameless = {(found.file, found.lines) for found in report.results if found.shape.endswith("S12-label")}
    assert nameless == {(str(file), (line, line)) for line in (5, 8, 10, 11)}


def test_the_dump_of_a_build(workspace: Path) -> None:
    """Its Turtle begins each subject on a line of its own; its N-Triples has a line for each statement."""
    run(["build", str(workspace), "--out", "out"])
    dump = Path("out/dump/herring.ttl")
    things = {f"{BASE}{name}" for name in ("letter/l0002", "letter/l0002#written", "person/p0001")}
    lines = dump.read_text(encoding="utf-8").splitlines()
    found = subject_lines(dump, things)
    assert {thing: lines[line - 1].split(" ")[0] for thing, line in found.items()} == {
        thing: f"<{thing.removeprefix(BASE)}>" for thing in things
    }
    packed = Path("out/dump/herring.nt.gz")
    statements = gzip.decompress(packed.read_bytes()).decode().splitlines()
    for thing, line in subject_lines(packed, things).items():
        assert next(n for n, text in enumerate(statements, 1) if text.startswith(f"<{thing}> ")) == line


def test_a_file_without_lines_of_subjects_is_named_alone(tmp_path: Path) -> None:
    file = tmp_path / "person.jsonld"
    file.write_text('[{"@id": "https://example.org/p", "@type": "http://www.cidoc-crm.org/cidoc-crm/E21_Person"}]')
    assert [(found.file, found.lines) for found in validate_file(file)[0].results] == [(str(file), None)]
