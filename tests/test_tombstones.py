"""What is left of identifiers that are no longer used: in the registry, in the graph, and where they were used."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import BASE, EDITION, write

from kg.errors import KgError
from kg.files import read_lines
from kg.iris import Iris
from kg.map.tombstone import gone, tombstones
from kg.ns import CRM, DCTERMS, EP, OWL, RDF, RDFS, VOC
from kg.pipeline import build, validate
from kg.registry import Fingerprint, Issued, Registry

IRIS = Iris(BASE)


def row(kind: str, id_: str, status: str = "active", *others: str, **parts: str) -> Issued:
    return Issued(kind, id_, Fingerprint.of(**parts), status, others)


def said(*rows: Issued, lost: tuple[str, ...] = ()) -> dict[str, dict[str, set[str]]]:
    """What is said of each identifier that is gone: property -> values."""
    graph: dict[str, dict[str, set[str]]] = {}
    for s, p, o in tombstones(gone(Registry(rows), lost, [EDITION]), IRIS):
        graph.setdefault(s[1:-1].removeprefix(BASE), {}).setdefault(p, set()).add(o)
    return graph


def test_what_is_in_use_has_no_tombstone() -> None:
    assert said(row("person", "p0001", label="Ada"), row("lost", "x0001", edition=EDITION), lost=("x0001",)) == {}


def test_one_that_was_merged_is_the_same_as_what_took_its_place() -> None:
    found = said(row("person", "p0001", label="Ada"), row("person", "p0002", "replaced", "p0001", label="A. Ruus"))
    stone = found["person/p0002"]
    assert stone[OWL.sameAs] == stone[DCTERMS.isReplacedBy] == {f"<{BASE}person/p0001>"}
    assert stone[CRM.P2_has_type] == {VOC.id_merged}
    assert stone[RDFS.label] == {'"person p0002 (A. Ruus): merged into p0001"@en'}
    assert stone[CRM.P3_has_note] == {'"merged into p0001"@en'}
    assert stone[RDF.type] == {EP.Tombstone, CRM.E1_CRM_Entity}
    assert len(stone[OWL.deprecated]) == 1


def test_one_that_was_split_is_the_same_as_none_of_its_parts() -> None:
    parts = (row("letter", "l0001", edition=EDITION), row("letter", "l0002", edition=EDITION))
    stone = said(*parts, row("letter", "l0003", "replaced", "l0001", "l0002", edition=EDITION))["letter/l0003"]
    assert stone[DCTERMS.isReplacedBy] == {f"<{BASE}letter/l0001>", f"<{BASE}letter/l0002>"}
    assert OWL.sameAs not in stone
    assert stone[CRM.P2_has_type] == {VOC.id_split}


def test_one_that_was_withdrawn_names_nothing_in_its_place() -> None:
    stone = said(row("decision", "d0007", "withdrawn", edition=EDITION))["decision/d0007"]
    assert stone[CRM.P2_has_type] == {VOC.id_withdrawn}
    assert not stone.keys() & {OWL.sameAs, DCTERMS.isReplacedBy}
    assert stone[RDFS.label] == {'"decision d0007: withdrawn"@en'}


def test_a_lost_letter_that_nothing_attests_any_more_is_withdrawn_by_itself() -> None:
    there, away = row("lost", "x0001", edition=EDITION), row("lost", "x0002", edition=EDITION)
    found = said(there, away, row("lost", "x0003", edition="another"), lost=("x0001",))
    assert found.keys() == {"lost/x0002"}
    assert found["lost/x0002"][CRM.P2_has_type] == {VOC.id_withdrawn}


def test_the_tombstone_of_a_lost_letter_says_who_denied_it_and_why() -> None:
    registry = Registry((row("lost", "x0001", edition=EDITION), row("lost", "x0002", edition=EDITION)))
    denied = {"x0001": "denied by A. Editor on 2026-01-02: the series was not counted on"}
    assert [reason for _, reason in gone(registry, (), [EDITION], denied)] == [
        denied["x0001"],
        "nothing in the editions attests it any more",
    ]


def append(folder: Path, text: str) -> None:
    with (folder / "ids.csv").open("a", encoding="utf-8") as file:
        file.write(text)


def test_tombstones_are_in_the_graph_and_sound(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    append(
        folder,
        "person,p0003,label=A. Ruus,active,\nperson,p0003,label=A. Ruus,replaced,p0001\n"
        "letter,l0003,edition=herring-1900;order=3,withdrawn,\n",
    )
    report, _ = validate(folder)
    assert not [result for result in report.results if result.rule == "S44"]
    built = build(folder, tmp_path / "out")
    assert built.report.passed
    lines = "".join(read_lines(tmp_path / "out" / "dump" / "herring.ttl"))
    assert "<person/p0003>" in lines
    assert "<letter/l0003>" in lines


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("person,p0002,label=Bo Lind,withdrawn,\n", "persons.csv: p0002 is withdrawn in ids.csv"),
        ("person,p0002,label=Bo Lind,replaced,p0001\n", "write p0001 instead"),
        ("letter,l0002,edition=herring-1900;order=2,withdrawn,\n", "l0002 is withdrawn in ids.csv"),
    ],
)
def test_what_is_gone_is_spoken_of_no_more(rows: str, words: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    append(folder, rows)
    with pytest.raises(KgError) as error:
        build(folder, tmp_path / "out")
    assert words in str(error.value)
