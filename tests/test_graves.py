"""What a release published and the next has not: a tombstone for each IRI, in releases and in builds."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from released import commit, repository
from small_workspace import BASE

from kg.ns import CRM, DCAT, EP, OWL, RDF, RDFS, VOC
from kg.pipeline import build
from kg.publish.release.graves import graves
from kg.registry import PREFIXES
from kg.release import release
from kg.review import Judge, decide

LEAF, UNIT, CLAIM = f"<{BASE}archive/kb/3/l1>", f"<{BASE}archive/kb/3>", f"<{BASE}claim/c01>"
GRAPH = f"<{BASE}graph/claims/herring>"


def document(*quads: tuple[str, ...]) -> list[str]:
    return sorted(f"{' '.join(quad)} .\n" for quad in quads)


OLD = document(
    (LEAF, RDF.type, EP.Leaf),
    (LEAF, RDFS.label, '"KB 3. L. 1"@en'),
    (LEAF, RDFS.label, '"KB 3. L. 1 (ru)"@ru'),
    (UNIT, RDF.type, EP.ArchivalUnit),
    (f"{UNIT[:-1]}#volume>", RDF.type, CRM.E22_Human_Made_Object),
    (CLAIM, RDF.type, EP.Claim, GRAPH),
    (CLAIM, RDFS.label, f'"{"x" * 80} \\"{"y" * 80} z"@en', GRAPH),
    (f"<{BASE}letter/l0001>", RDF.type, EP.Letter),
    (f"<{BASE}dataset/1>", RDF.type, DCAT.Dataset),
    ("<https://example.org/x>", RDF.type, EP.Leaf),
)
NEW = document((UNIT, RDF.type, EP.ArchivalUnit))


def test_a_thing_that_is_gone_has_a_tombstone_in_its_graph() -> None:
    found = list(graves(OLD, NEW, BASE, "1", PREFIXES))
    assert {quad[0] for quad in found} == {LEAF, CLAIM}
    note = "release 1 is the last that has it"
    assert {quad[1:] for quad in found if quad[0] == LEAF} == {
        (RDF.type, EP.Tombstone, ""),
        (RDF.type, CRM.E1_CRM_Entity, ""),
        (RDFS.label, f'"KB 3. L. 1: withdrawn, {note}"@en', ""),
        (CRM.P2_has_type, VOC.id_withdrawn, ""),
        (CRM.P3_has_note, f'"{note}"@en', ""),
        (OWL.deprecated, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', ""),
    }
    assert {quad[3] for quad in found if quad[0] == CLAIM} == {GRAPH}
    (label,) = (quad[2] for quad in found if quad[:2] == (CLAIM, RDFS.label))
    assert label == f'"{"x" * 80}…: withdrawn, {note}"@en'


def test_a_tombstone_stays_as_it_was_until_the_thing_is_there_again() -> None:
    first = list(graves(OLD, NEW, BASE, "1", PREFIXES))
    second = document(*(tuple(filter(None, quad)) for quad in first))
    assert sorted(graves(second, NEW, BASE, "2", PREFIXES)) == sorted(first)
    again = document((LEAF, RDF.type, EP.Leaf), (CLAIM, RDF.type, EP.Claim, GRAPH))
    assert list(graves(second, again, BASE, "2", PREFIXES)) == []


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases, between which a curator has moved a copy to other leaves."""
    folder = tmp_path_factory.mktemp("graves")
    workspace = repository(folder)
    release(workspace, "1", folder / "out")
    judge = Judge(curator="Eva Lund", day="2020-02-01", reason="seen there")
    decide(workspace, None, "l0001-1-shelfmark", judge, accept=True, value="KB, nachlass Ruus, box 3, folder 1, leaf 9")
    commit(workspace, "moved")
    release(workspace, "2", folder / "out")
    return folder


def stones(dump: Path) -> set[str]:
    with gzip.open(dump, "rt", encoding="utf-8") as lines:
        return {line.split(" ")[0][1:-1].removeprefix(BASE) for line in lines if f" {EP.Tombstone} " in line}


def test_a_release_keeps_tombstones_and_tells_of_the_leaves_that_went(root: Path) -> None:
    (dump,) = (root / "out" / "release" / "2" / "dump").glob("*.nq.gz")
    gone = {path for path in stones(dump) if path.startswith("archive/")}
    assert gone
    text = (root / "out" / "release" / "2" / "CHANGES.md").read_text(encoding="utf-8")
    assert "leaves removed: " in text and "has type" not in text
    build(root / "data", root / "out")
    (built,) = (root / "out" / "dump").glob("*.nq.gz")
    assert gone <= stones(built)
