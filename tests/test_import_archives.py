"""`kg import ead` and `kg import eac`: components become units, letters, headings; records persons."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from described_sample import letters, problems, workspace, write

from kg.errors import KgError
from kg.importing import Imported, Wish, import_files
from kg.pipeline import build
from kg.read import eac, ead
from kg.records import Unit
from kg.tables import read_records
from kg.workspace import load_workspace

AID = """<?xml version="1.0"?>
<!DOCTYPE ead SYSTEM "ead.dtd">
<ead>
 <eadheader><eadid mainagencycode="GUL">gul1</eadid>
  <filedesc><titlestmt><titleproper>Papers on gulls</titleproper></titlestmt></filedesc>
  <profiledesc><langusage><language langcode="ger">Deutsch</language></langusage></profiledesc>
 </eadheader>
 <archdesc level="fonds">
  <did><unitid>7/1-7/9</unitid><unittitle>Nachlass Ruus</unittitle>
   <unitdate normal="1890-01-01/1910-12-31">1890-1910</unitdate><physdesc><extent>2 m</extent></physdesc>
   <origination><persname authfilenumber="A1">Ruus, Ada (1870-1940)</persname></origination>
   <langmaterial><language langcode="swe">Swedish</language></langmaterial></did>
  <dsc><c><did><unitid>7/1-7/4</unitid><unittitle>Gulls</unittitle></did>
   <c level="file"><did><unitid>7/2</unitid><unittitle>Letters</unittitle>
     <unitdate normal="1900-02-31">February</unitdate><dao href="https://example.org/scan"/></did>
    <c level="item" id="i1"><did><unitid>7/2, 5</unitid><unittitle>Letter to Lind</unittitle>
      <unitdate normal="1900-03-01">1 March</unitdate>
      <origination><persname authfilenumber="A1" role="author">Ruus, Ada</persname></origination></did>
     <controlaccess><persname role="addressee">Lind, Bo</persname></controlaccess></c>
    <c><did><unittitle>Drawings</unittitle></did></c></c>
   <c level="file"><did><unitid>7/2</unitid><unittitle>Again</unittitle></did></c></c>
   <c><bogus/></c></dsc>
 </archdesc></ead>"""
RECORD = """<eac-cpf xmlns="urn:isbn:1-931666-33-4"><control><recordId>A1</recordId></control>
 <cpfDescription><identity><entityId>ISNI 0000000121032683</entityId><entityType>{kind}</entityType>
  <nameEntry><part>Gull, A.</part></nameEntry>
  <nameEntry localType="autorisée"><part>Ruus, Ada (1870-1940)</part></nameEntry></identity>
  <description><existDates><dateRange><fromDate standardDate="1870">1870</fromDate>
   <toDate standardDate="1940">1940</toDate></dateRange></existDates></description></cpfDescription></eac-cpf>"""


@pytest.fixture
def space(tmp_path: Path) -> Path:
    return workspace(tmp_path / "data")


def aid(space: Path, tmp_path: Path, text: str = AID) -> Imported:
    return import_files(space, "ead", ead.read, [write(tmp_path, "aid.xml", text)], Wish("gulls"))


def record(space: Path, tmp_path: Path, kind: str = "person") -> Imported:
    file = write(tmp_path, "record.xml", RECORD.format(kind=kind))
    return import_files(space, "eac", partial(eac.read, archive="GUL"), [file], Wish("records"))


def units(space: Path) -> dict[str, Unit]:
    return {unit.code: unit for unit in load_workspace(space).authorities.units}


def test_every_component_is_a_unit_a_letter_a_heading_or_refused(space: Path, tmp_path: Path) -> None:
    report = aid(space, tmp_path)
    assert (report.records, report.letters, report.units, report.refused) == (7, 1, 5, 1)
    rows = units(space)
    assert list(rows) == ["GUL", "GUL/7", "GUL/7/2"]
    top, file = rows["GUL/7"], rows["GUL/7/2"]
    assert (top.level, top.title, top.dates) == ("fonds", "Nachlass Ruus", "1890-01-01/1910-12-31")
    assert (top.language, top.extent) == ("de", "2 m")
    assert "Again" in top.note
    assert "Swedish" not in top.note and "languages: sv" in top.note
    assert file.scans == "https://example.org/scan"
    assert "in: Gulls, [7/1-7/4]" in file.note
    assert "holds: Drawings" in file.note
    assert "February" in file.note
    kinds = {problem.kind for problem in problems(space)}
    assert {"twice", "bad-date", "empty-record", "not-understood"} <= kinds


def test_an_item_that_is_a_letter_is_one_in_the_unit_around_it(space: Path, tmp_path: Path) -> None:
    aid(space, tmp_path)
    (letter,) = letters(space)
    assert (letter.senders, letter.recipients, letter.date) == (("Ada Ruus",), ("Bo Lind",), "1900-03-01")
    (mark,) = letter.shelfmarks
    assert (mark.archive, mark.path, mark.raw) == ("GUL", {"fonds": "7", "file": "2"}, "7/2, 5")
    assert letter.line == 16


def test_names_with_the_number_of_a_record_are_the_one_that_it_describes(space: Path, tmp_path: Path) -> None:
    assert record(space, tmp_path).added == {"persons": 1, "links": 1}
    aid(space, tmp_path)
    ruus, lind = load_workspace(space).authorities.persons
    assert (ruus.label, ruus.born, ruus.died, lind.label) == ("Ada Ruus", "1870", "1940", "Bo Lind")
    assert "Gull, A." in ruus.variants
    (link,) = load_workspace(space).links
    assert (link.subject, link.seen_in) == (ruus.id, ("record.xml line 1",))


def test_a_record_of_nobody_is_refused(space: Path, tmp_path: Path) -> None:
    report = record(space, tmp_path, "ghost")
    assert (report.records, report.units, report.refused) == (1, 0, 1)


def test_the_same_again_adds_nothing_and_the_whole_builds(space: Path, tmp_path: Path) -> None:
    record(space, tmp_path)
    aid(space, tmp_path)
    before = (space / "authorities" / "units.csv").read_bytes()
    assert not aid(space, tmp_path).added
    assert (space / "authorities" / "units.csv").read_bytes() == before
    assert build(space, tmp_path / "out").report.passed


def test_what_is_not_well_formed_is_left_out_whole(space: Path, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="not well-formed"):
        aid(space, tmp_path, AID.replace("</c></dsc>", "</dsc>"))
    assert not (space / "authorities" / "units.csv").exists()


def test_a_table_of_units_without_the_newer_columns_is_read() -> None:
    assert read_records(Unit, b"code,level,title,title_ru,dates,former_codes,arrangement,catalogue,scans,note\nA,archive,,,,,,,,\n", "u.csv") == ((2, Unit(code="A", level="archive")),)  # fmt: skip # noqa: E501


@pytest.mark.parametrize("unitid", ["<unitid/>", "<unitid> / </unitid>", "<unitid>-</unitid>"])
def test_a_code_that_is_none_makes_a_heading(space: Path, tmp_path: Path, unitid: str) -> None:
    report = aid(space, tmp_path, AID.replace("<c><did><unitid>7/1-7/4</unitid>", f"<c><did>{unitid}"))
    assert (report.records, report.letters, report.units, report.refused) == (7, 1, 5, 1)


@pytest.mark.parametrize(
    ("did", "expected"),
    [
        ("<unittitle>Letter from Ada Ruus to Bo Lind, 3 March 1912</unittitle>", ("Ada Ruus", "Bo Lind", "1912-03-03")),
        ("<unittitle>Ada Ruus an Bo Lind, 3. März 1912</unittitle>", ("Ada Ruus", "Bo Lind", "1912-03-03")),
        ("<unittitle>Lettre de Ada Ruus à Bo Lind</unittitle><unitdate>mars 1912</unitdate>",
         ("Ada Ruus", "Bo Lind", "1912-03")),
        ("<unittitle>Postcard</unittitle><origination>Ada Ruus</origination>", ("Ada Ruus", None, None)),
        ("<unittitle>Road to Tver, 1912</unittitle>", None),
    ],
)  # fmt: skip
def test_a_title_says_who_wrote_to_whom_and_when(
    space: Path, tmp_path: Path, did: str, expected: tuple[str | None, ...] | None
) -> None:
    old = AID[AID.index('<c level="item"') : AID.index("<c><did><unittitle>Drawings")]
    aid(space, tmp_path, AID.replace(old, f'<c level="item"><did><unitid>5</unitid>{did}</did></c>'))
    found = [(*(letter.senders or [None]), *(letter.recipients or [None]), letter.date) for letter in letters(space)]
    assert found == ([expected] if expected else [])
    assert not [one.raw for one in problems(space) if one.raw in ("did/unittitle/text()", "did/origination")]


@pytest.mark.parametrize(
    ("top", "ids", "codes"),
    [
        ("Ф. 558", ("Оп. 11", "Д. 77"), {"GUL/558": "fond", "GUL/558/11": "opis", "GUL/558/11/77": "delo"}),
        ("558", ("F. 558. Op. 11", "F. 558. Op. 11. D. 77"), {"GUL/558/11": "opis", "GUL/558/11/77": "delo"}),
        ("MS 4", ("Box 1", "Folder 1"), {"GUL/MS 4/1": "box", "GUL/MS 4/1/1": "folder"}),
        ("F/17", ("F/17/3", "F/17/3/Dossier"), {"GUL/F/17/3/Dossier": "file"}),
    ],
)
def test_what_names_its_level_has_the_code_that_shelfmarks_have(
    space: Path, tmp_path: Path, top: str, ids: tuple[str, str], codes: dict[str, str]
) -> None:
    outer, inner = (f"<did><unitid>{one}</unitid><unittitle>x</unittitle></did>" for one in ids)
    text = f"""<ead><eadheader><eadid mainagencycode="GUL">g</eadid></eadheader>
<archdesc level="fonds"><did><unitid>{top}</unitid><unittitle>All</unittitle></did>
<dsc><c level="series">{outer}<c level="file">{inner}</c></c></dsc></archdesc></ead>"""
    report = aid(space, tmp_path, text)
    assert (report.records, report.units) == (3, 3)
    found = units(space)
    assert {code: found[code].level for code in codes} == codes


def test_a_letter_that_lies_in_no_unit_is_one_all_the_same(space: Path, tmp_path: Path) -> None:
    text = """<ead><eadheader><eadid mainagencycode="GUL">g</eadid></eadheader>
<archdesc level="collection"><did><unittitle>Letters</unittitle></did><dsc><c level="item"><did>
<unittitle>Ada Berg to Otto Klamm, 3 May 1871</unittitle></did></c></dsc></archdesc></ead>"""
    report = aid(space, tmp_path, text)
    assert (report.records, report.letters) == (2, 1)
    (letter,) = letters(space)
    assert (letter.senders, letter.recipients, letter.date, letter.shelfmarks) == (
        ("Ada Berg",), ("Otto Klamm",), "1871-05-03", ()
    )  # fmt: skip
