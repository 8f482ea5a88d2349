"""EAD3, numbered components, EAC-CPF 2.0, relations of authority records, and letters that `kg attach` has attached."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import small_workspace
from described_sample import BASE, letters, problems, workspace, write
from test_attach import EAD3 as EAD3_AID
from test_attach import PLAIN, SCHEMA

from kg.attach import attach
from kg.importing import Imported, Wish, import_files
from kg.ns import PREFIXES
from kg.pipeline import build
from kg.publish.exports import ead3
from kg.publish.exports._things import Unit as Exported
from kg.publish.store import open_store
from kg.read import eac, ead
from kg.read.described_aid import named
from kg.read.xml import Element
from kg.workspace import load_workspace

EAD3 = """<ead xmlns="http://ead3.archivists.org/schema/"><control><recordid instanceurl="https://example.org/aid">a1</recordid>
 <filedesc><titlestmt><titleproper>Papers on gulls</titleproper></titlestmt></filedesc>
 <maintenanceagency><agencycode>GUL</agencycode><agencyname>Gull House</agencyname></maintenanceagency>
 <languagedeclaration><language langcode="swe">Swedish</language></languagedeclaration></control>
 <archdesc level="fonds"><did><unitid>7</unitid><unittitle>Nachlass Ruus</unittitle>
  <unitdatestructured><daterange><fromdate standarddate="1890">1890</fromdate><todate standarddate="1910">1910</todate>
  </daterange></unitdatestructured>
  <physdescstructured coverage="whole" physdescstructuredtype="spaceoccupied"><quantity>2</quantity>
   <unittype>metres</unittype></physdescstructured></did>
 <dsc>{components}</dsc></archdesc></ead>"""
ITEM = """<c03 level="item" id="i{n}"><did><unitid>7/2/{n}</unitid><unittitle>Brief an Lind</unittitle>
   <unitdatestructured><datesingle standarddate="1900-03-0{n}">{n} March</datesingle></unitdatestructured>
   <origination><persname relator="author" identifier="https://d-nb.info/gnd/118607626"><part>Ruus, Ada</part>
   </persname>   </origination><daoset><dao daotype="derived" href="https://example.org/s{n}"/></daoset></did>
   <controlaccess><persname relator="addressee"><part>Lind, Bo</part></persname></controlaccess></c03>"""
FILE = '<c01 level="series"><did><unitid>7/2</unitid><unittitle>Letters</unittitle></did><c02 level="file"><did>'
FILE += "<unittitle>1900</unittitle></did>{items}</c02></c01>"
RECORD = """<eac xmlns="https://archivists.org/ns/eac/v2"><control><recordId>{id}</recordId></control><cpfDescription>
 <identity><entityType value="corporateBody"/><nameEntry><part>{name}</part></nameEntry></identity>
 <description><existDates><dateRange><fromDate standardDate="{first}">x</fromDate></dateRange></existDates>
 </description>
 <relations>{relations}</relations></cpfDescription></eac>"""
NEWER = """<relation><targetEntity target="{target}" targetType="corporateBody"><part>Other</part></targetEntity>
 <dateRange><fromDate standardDate="1900">1900</fromDate><toDate standardDate="1910">1910</toDate></dateRange>
 <relationType>{type}</relationType></relation>"""
OLDER = '<cpfRelation cpfRelationType="{type}" xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{target}">'
OLDER += "<relationEntry>Other</relationEntry></cpfRelation>"


@pytest.fixture
def space(tmp_path: Path) -> Path:
    return workspace(tmp_path / "data")


def aid(space: Path, tmp_path: Path, text: str) -> Imported:
    return import_files(space, "ead", ead.read, [write(tmp_path, "aid.xml", text)], Wish("gulls"))


def test_ead3_with_numbered_components(space: Path, tmp_path: Path) -> None:
    items = "".join(ITEM.format(n=n) for n in (1, 2))
    report = aid(space, tmp_path, EAD3.format(components=FILE.format(items=items)))
    assert (report.records, report.letters, report.units, report.refused) == (5, 2, 3, 0)
    rows = {unit.code: unit for unit in load_workspace(space).authorities.units}
    assert list(rows) == ["GUL", "GUL/7", "GUL/7/2"]
    assert (rows["GUL/7"].dates, rows["GUL/7"].extent, rows["GUL/7"].language) == ("1890/1910", "2 metres", "sv")
    first, second = letters(space)
    assert (first.senders, first.recipients, first.date, second.date) == (
        ("Ada Ruus",), ("Bo Lind",), "1900-03-01", "1900-03-02"
    )  # fmt: skip
    assert first.shelfmarks[0].path == {"fonds": "7", "series": "2"}
    assert first.description is not None and "https://example.org/s1" in first.description.note
    (link,) = load_workspace(space).links
    assert link.object.endswith("118607626")


def test_twelve_levels_of_components(space: Path, tmp_path: Path) -> None:
    text = ""
    for n in range(12, 0, -1):
        text = f'<c{n:02d} level="file"><did><unitid>{n}</unitid></did>{text}</c{n:02d}>'
    report = aid(space, tmp_path, EAD3.format(components=text))
    assert (report.records, report.units, report.refused) == (13, 13, 0)
    assert "GUL/7/1/2/3/4/5/6/7/8/9/10/11/12" in [unit.code for unit in load_workspace(space).authorities.units]


def test_dates_extents_and_notes_of_units_are_in_the_graph(space: Path, tmp_path: Path) -> None:
    aid(space, tmp_path, EAD3.format(components=FILE.format(items=ITEM.format(n=1))))
    store = open_store(build(space, tmp_path / "out").out / "store")
    rico = PREFIXES["rico"]
    said = store.query(
        f"SELECT ?p ?o {{ <{BASE}archive/gul/fonds-7> ?p ?o "
        f"FILTER(?p IN (<{rico}date>, <{rico}recordResourceExtent>)) }}"
    )
    assert {row["p"].value.removeprefix(rico): row["o"].value for row in said} == {  # type: ignore[union-attr]
        "date": "1890/1910", "recordResourceExtent": "2 metres"
    }  # fmt: skip


@pytest.mark.parametrize("text", [PLAIN, SCHEMA, EAD3_AID], ids=["dtd", "schema", "ead3"])
def test_what_was_attached_can_be_read_again(space: Path, tmp_path: Path, text: str) -> None:
    path = write(
        tmp_path,
        "aid.xml",
        text.replace('<c level="item" id="kg-l0002"><did><unitid>something else</unitid></did></c>', ""),
    )
    path.write_bytes(attach(small_workspace.write(tmp_path / "herring"), path).data)
    report = import_files(space, "ead", ead.read, [path], Wish("gulls"))
    assert (report.letters, report.refused) == (2, 0)
    first, second = letters(space)
    assert (first.senders, first.recipients, first.date) == (("Ada Ruus",), ("Bo Lind",), "1900-03-01")
    assert [letter.shelfmarks[0].archive for letter in (first, second)] == ["KB", "KB"]
    assert {problem.kind for problem in problems(space)} <= {"not-understood", "twice"}


@pytest.mark.parametrize("style", [NEWER, OLDER], ids=["2.0", "2010"])
def test_relations_of_records_are_rows_and_statements(space: Path, tmp_path: Path, style: str) -> None:
    def said(target: str, newer: str, older: str) -> str:
        return style.format(target=target, type=newer if style is NEWER else older)

    one = RECORD.format(id="A1", name="Gull Office", first="1890", relations=said("A2", "hierarchical parent",
                        "hierarchical-parent") + said("A3", "temporal earlier", "temporal-earlier")
                        + said("A9", "associative", "associative"))  # fmt: skip
    two = RECORD.format(id="A2", name="Gull Ministry", first="1880", relations=said("A1", "hierarchical child",
                        "hierarchical-child"))  # fmt: skip
    three = RECORD.format(id="A3", name="Old Gull Office", first="1870", relations="")
    files = [write(tmp_path, f"{n}.xml", text) for n, text in enumerate((one, two, three))]
    report = import_files(space, "eac", partial(eac.read, archive="GUL"), files, Wish("records"))
    assert (report.records, report.units, report.refused) == (3, 3, 0)
    tables = load_workspace(space).authorities
    assert [(group.label, group.founded) for group in tables.groups] == [
        ("Gull Office", "1890"), ("Gull Ministry", "1880"), ("Old Gull Office", "1870")
    ]  # fmt: skip
    dates = "1900/1910" if style is NEWER else ""
    assert [(row.subject, row.relation, row.object, row.dates, row.source) for row in tables.relations] == [
        ("g0001", "subordinate", "g0002", dates, "0.xml line 5"),
        ("g0001", "successor", "g0003", dates, tables.relations[1].source),
    ]  # fmt: skip
    assert [one.raw for one in problems(space, "records") if one.kind == "unknown-relation"] == ["Other"]
    store = open_store(build(space, tmp_path / "out").out / "store")
    rico, group = PREFIXES["rico"], f"{BASE}group/"
    assert store.query(f"ASK {{ <{group}g0001> <{rico}isOrWasSubordinateTo> <{group}g0002> }}")
    assert store.query(f"ASK {{ <{group}g0003> <{rico}hasSuccessor> <{group}g0001> }}")
    dated = "".join(
        f"<{group}{node}> a <{rico}{class_}> ; <{rico}date> ?{class_} ; "
        f"<{rico}relationHasSource> <{group}{source}> ; <{rico}relationHasTarget> <{group}g0001> ."
        for node, class_, source in (
            ("g0001#subordinate-g0002", "AgentHierarchicalRelation", "g0002"),
            ("g0001#successor-g0003", "AgentTemporalRelation", "g0003"),
        )
    )
    assert bool(store.query(f"ASK {{ {dated} }}")) == bool(dates)
    assert not import_files(space, "eac", partial(eac.read, archive="GUL"), files, Wish("records")).added


def test_parts_of_a_name_are_one_name_and_addresses_among_them_identifiers() -> None:
    said = ("Ruus", "surname"), ("Ada", "forename"), ("https://d-nb.info/gnd/118607626", "identifier")
    parts = [Element("part", {"localtype": kind}, 1, 1, parts=[words]) for words, kind in said]
    name = named(Element("persname", {}, 1, 1, parts=parts), "GUL")
    assert (name.text, [one.rpartition("/")[2] for one in name.identifiers]) == ("Ruus, Ada", ["118607626"])


def test_what_a_unit_says_is_in_the_components_of_an_export() -> None:
    unit = Exported(iri="https://example.org/u", name="GUL 7", code="7", title="Nachlass", dates="1890/1910",
                    extent="2 m", note="origin: Ada")  # fmt: skip
    written = ead3._of_unit(unit)
    for part in (
        "<unittitle>Nachlass</unittitle>",
        '<unitdate normal="1890/1910">1890/1910</unitdate>',
        "<physdesc>2 m</physdesc>",
        "<didnote>origin: Ada</didnote>",
    ):
        assert part in written
