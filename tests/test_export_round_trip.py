"""In and out again, as CMIF, as a table, as a finding aid: what the loss report names changes, and nothing else."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import shared_file
from exported import losses

from kg.cli import run
from kg.exporting import Wish, export
from kg.publish.exports._things import unmarked

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
BASE = "https://w3id.org/letterkg/herring/"
SETTINGS = f"""
name = "herring"
title = "Letters on herring"
base = "{BASE}"
licence = "https://creativecommons.org/licenses/by/4.0/"
publisher = "nobody"
"""
FILE = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>Herring</title><editor>Ada Ruus <email>a@example.org</email></editor></titleStmt>
<publicationStmt><publisher><ref target="https://example.org">Nobody</ref></publisher>
<idno type="url">https://example.org/herring.xml</idno><date when="2020-01-01"/>
<availability><licence target="https://creativecommons.org/licenses/by/4.0/">CC BY</licence></availability>
</publicationStmt>
<sourceDesc><bibl type="print" xml:id="a1b2c3d4-0000-4000-8000-000000000001">Ruus, Ada: Herring. Oslo 1900.</bibl>
<bibl type="print" xml:id="a1b2c3d4-0000-4000-8000-000000000002">Lind, Bo: More herring. Oslo 1901.</bibl></sourceDesc>
</fileDesc><profileDesc>
<correspDesc key="17" ref="https://example.org/l17" source="#a1b2c3d4-0000-4000-8000-000000000001">
 <correspAction type="sent"><persName ref="https://d-nb.info/gnd/118540238">Ada Ruus</persName>
  <placeName ref="https://sws.geonames.org/3143244/">Oslo</placeName><date when="1900-03-01"/></correspAction>
 <correspAction type="received"><persName ref="https://d-nb.info/gnd/118607626" evidence="conjecture">Bo Lind</persName>
  <orgName>Herring Company</orgName></correspAction>
</correspDesc>
<correspDesc key="18" ref="https://example.org/l18" source="#a1b2c3d4-0000-4000-8000-000000000002">
 <correspAction type="sent"><persName ref="https://d-nb.info/gnd/118607626" cert="low">Bo Lind</persName>
  <date notBefore="1900-03-02" notAfter="1900-03-09" evidence="conjecture"/></correspAction>
 <correspAction type="received"><persName ref="https://d-nb.info/gnd/118540238">Ada Ruus</persName>
  <date when="1900-03-11" evidence="conjecture"/></correspAction>
</correspDesc>
<correspDesc source="#a1b2c3d4-0000-4000-8000-000000000002">
 <correspAction type="sent"><persName ref="https://d-nb.info/gnd/118607626">Bo Lind</persName>
  <date when="1900-04" cert="low"/></correspAction>
 <correspAction type="received"><persName>Unknown</persName></correspAction>
</correspDesc>
<correspDesc key="20" source="#a1b2c3d4-0000-4000-8000-000000000002">
 <correspAction type="sent"><persName ref="https://d-nb.info/gnd/118607626">Bo Lind</persName>
  <date from="1900-05-01" to="1900-05-03"/></correspAction>
 <correspAction type="received"><persName ref="https://d-nb.info/gnd/118540238">Ada Ruus</persName></correspAction>
</correspDesc>
</profileDesc></teiHeader><text><body><p/></body></text></TEI>
"""


def trip(folder: Path, files: Iterable[Path]) -> tuple[Any, dict[str, Any]]:
    """Files imported, built and exported: the root of what came out, and its report."""
    etree = pytest.importorskip("lxml.etree")
    workspace, out = folder / "data", folder / "out"
    (workspace / "authorities").mkdir(parents=True)
    (workspace / "workspace.toml").write_text(SETTINGS, encoding="utf-8")
    assert run(["import", "cmif", *map(str, files), "--workspace", str(workspace)]) == 0
    assert run(["build", str(workspace), "--out", str(out)]) == 0
    made = export(workspace, out, Wish("cmif"))
    assert made.file is not None
    return etree.parse(str(made.file)).getroot(), losses(made.file)


def said(root: Any, *, names: bool = True) -> Counter[Any]:
    """What each `correspDesc` says. A letter without address gets ours, and one whose IRI is ours had none."""
    return Counter(
        (
            node.get("key") or "",
            "" if (node.get("ref") or "").startswith(BASE) else node.get("ref") or "",
            node.get("source"),
            *(
                frozenset(_part(part, names) for part in action if part.tag is not None)
                for action in node
                if _is(action)
            ),
        )
        for node in root.iter(f"{TEI}correspDesc")
    )


def _is(node: Any) -> bool:
    return bool(node.tag == f"{TEI}correspAction")


def _part(node: Any, names: bool) -> tuple[Any, ...]:
    refs = frozenset(one for one in (node.get("ref") or "").split() if not one.startswith(BASE))
    rest = tuple(sorted((key, value) for key, value in node.attrib.items() if key != "ref"))
    return node.tag, refs, rest, (node.text or "").strip() if names else ""


def test_cmif_comes_out_as_it_went_in(tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    file = tmp_path / "herring.xml"
    file.write_text(FILE, encoding="utf-8")
    root, report = trip(tmp_path, [file])
    before = etree.parse(str(file)).getroot()
    assert said(root) == said(before)
    assert [(one.get(XML_ID), "".join(one.itertext())) for one in root.iter(f"{TEI}bibl")] == [
        (one.get(XML_ID), "".join(one.itertext())) for one in before.iter(f"{TEI}bibl")
    ]
    assert not [row for row in report["lost"] if row["field"].endswith((".name", ".edtf", "edition_number", "url"))]


def test_a_correspondence_of_others_comes_out_as_it_went_in(tmp_path: Path) -> None:
    """Schnitzler's correspondence: names apart, which are written as the authority table has them."""
    etree = pytest.importorskip("lxml.etree")
    folder = shared_file("corpora/schnitzler-cmif")
    files = [folder / f"{name}.xml" for name in ("1912_Sonnenthals-Briefwechsel", "1955_Freud_an_Schnitzler")]
    root, report = trip(tmp_path, files)
    before = sum((said(etree.parse(str(file)).getroot(), names=False) for file in files), Counter())
    assert said(root, names=False) == before
    assert {row["field"] for row in report["lost"]} >= {"person.variants"}


def test_one_edition_of_several_goes_out_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its letters, its claims, its parties: what another edition has is neither there nor counted."""
    for name, day in (("herring", "1900"), ("more", "1901")):
        other = FILE.replace("1900-", f"{day}-").replace("example.org/l", f"example.org/{name}/l")
        (tmp_path / f"{name}.xml").write_text(other, encoding="utf-8")
    pytest.importorskip("lxml.etree")
    files = [tmp_path / "herring.xml", tmp_path / "more.xml"]
    root, whole = trip(tmp_path, files)
    assert len(list(root.iter(f"{TEI}correspDesc"))) == 8
    identifiers = [node.get(XML_ID) for node in root.iter(f"{TEI}bibl")]
    assert len(identifiers) == len(set(identifiers)) == 4  # both files call their editions the same
    parts = []
    for name in ("herring", "more"):
        made = export(tmp_path / "data", tmp_path / "out", Wish("cmif", edition=name))
        assert made.file is not None and made.letters == 4
        parts.append(losses(made.file))
        dates = {node.get("when") or "" for node in _root(made.file).iter(f"{TEI}date")}
        assert not any(date.startswith("1901" if name == "herring" else "1900") for date in dates)
    counts = [{row["field"]: row["values"] for row in report["lost"]} for report in (whole, *parts)]
    assert counts[0]["claim"] == counts[1]["claim"] + counts[2]["claim"] + _links(tmp_path / "data")
    out = ["--from", str(tmp_path / "out"), "--edition", "more"]
    assert run(["export", "ric-o", str(tmp_path / "data"), *out]) == 2
    assert "whole workspace" in capsys.readouterr().err


def test_a_letter_of_two_editions_goes_out_as_each_has_it(tmp_path: Path) -> None:
    """Its number and its address in each, and no edition goes without it."""
    etree = pytest.importorskip("lxml.etree")
    files = [tmp_path / "herring.xml", tmp_path / "more.xml"]
    for file, key, edition in zip(files, ("1", "2"), ("a1b2c3d4", "f1b2c3d4"), strict=True):
        text = FILE.replace('key="', f'key="{key}').replace("example.org/l", f"example.org/{file.stem}/l")
        file.write_text(text.replace("a1b2c3d4", edition), encoding="utf-8")
    root, whole = trip(tmp_path, files)
    before = [said(etree.parse(str(file)).getroot()) for file in files]
    assert whole["records"]["letter"] < sum(map(Counter.total, before))  # some are one letter
    assert said(root) == sum(before, Counter())
    assert not [row for row in whole["lost"] if "also_printed" in row["field"] and "lines" not in row["field"]]
    for file, there in zip(files, before, strict=True):
        made = export(tmp_path / "data", tmp_path / "out", Wish("cmif", edition=file.stem))
        assert made.file is not None
        assert said(_root(made.file)) == there
    ris = export(tmp_path / "data", tmp_path / "out", Wish("ris"))
    assert ris.file is not None and "letter.also_printed" in {row["field"] for row in losses(ris.file)["lost"]}


def _root(file: Path) -> Any:
    return pytest.importorskip("lxml.etree").parse(str(file)).getroot()


def _links(workspace: Path) -> int:
    """How many links the ledger has: each is a claim, of no edition."""
    lines = (workspace / "authorities" / "links.sssom.tsv").read_text(encoding="utf-8").splitlines()
    return len([line for line in lines if not line.startswith("#")]) - 1


@pytest.mark.parametrize(
    ("name", "variants", "shown"),
    [
        ("Ada Berg (letters-1871)", ["Berg, Ada", "Ada Berg"], "Ada Berg"),
        ("Ivan IV (the Terrible)", ["Иван IV"], "Ivan IV (the Terrible)"),
        ("Ada Berg", ["Ada"], "Ada Berg"),
        ("(unreadable)", [""], "(unreadable)"),
    ],
)
def test_what_tells_namesakes_apart_is_no_part_of_a_name(name: str, variants: list[str], shown: str) -> None:
    assert unmarked(name, variants) == shown


TABLE = """From,To,Date,Place,Box,Folder,Type,Note
"Berg, Ada (1850-1900)",Otto Klamm,12/24 March 1871,Riga,1,3,letter,
Otto Klamm,"Berg, Ada",summer 1875,Lund,1,3,,a remark
Ada Lind; Otto Klamm,Novello & Co.,s.d.,,2,unnumbered,telegram,
?,Otto Klamm,after 12 Jan. 1876,,2,1,,
"Berg, Ada",Otto Klamm,between 3 and 10 Oct. 1876,,,,,
"""


@pytest.fixture(scope="module")
def tabled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace made of that table, and its build."""
    folder = tmp_path_factory.mktemp("tabled")
    (folder / "letters.csv").write_text(TABLE, encoding="utf-8")
    assert run(["init", str(folder / "ws"), "--from", str(folder / "letters.csv"), "--archive", "KB"]) == 0
    assert run(["build", str(folder / "ws"), "--out", str(folder / "out")]) == 0
    return folder


def again(folder: Path, tmp_path: Path, format_: str, name: str, *read: str) -> tuple[bytes, bytes]:
    """An export, and the same of a workspace that was made of it."""
    first, second, ws = tmp_path / f"first.{name}", tmp_path / f"second.{name}", tmp_path / "ws"
    assert run(["export", format_, str(folder / "ws"), "--from", str(folder / "out"), "--out", str(first)]) == 0
    shutil.copytree(folder / "ws", ws, ignore=shutil.ignore_patterns("editions", "ids.csv", "authorities"))
    (ws / "authorities").mkdir()
    assert run(["import", *read, str(first), "--workspace", str(ws), "--edition", "again"]) == 0
    assert run(["build", str(ws), "--out", str(tmp_path / "out")]) == 0
    assert run(["export", format_, str(ws), "--from", str(tmp_path / "out"), "--out", str(second)]) == 0
    return first.read_bytes(), second.read_bytes()


def test_a_table_comes_out_as_it_went_in(tabled: Path, tmp_path: Path) -> None:
    first, second = (list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))) for data in
                     again(tabled, tmp_path, "csv", "csv", "table"))  # fmt: skip
    own = {"first_line", "last_line"}  # of either table
    sets = {"authors", "author_ids", "addressees", "addressee_ids", "label", "label_ru"}  # parties have no order
    assert len(first) == 5
    for one, other in zip(first, second, strict=True):
        assert {name: value for name, value in one.items() if name not in own | sets} == {
            name: value for name, value in other.items() if name not in own | sets
        }
        assert [sorted(one[name].split("|")) for name in ("authors", "addressees")] == [
            sorted(other[name].split("|")) for name in ("authors", "addressees")
        ]


def test_a_finding_aid_comes_out_as_it_went_in(tabled: Path, tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree")

    def said(data: bytes) -> tuple[list[object], list[object]]:
        """Of each unit its level and its code; of each item what it is called, dates, who wrote and received it."""
        components = list(etree.fromstring(data).iter("{*}c"))
        units = [
            (one.get("level"), one.findtext("{*}did/{*}unitid")) for one in components if one.get("level") != "item"
        ]
        items = sorted(
            (
                one.getparent().findtext("{*}did/{*}unitid") or "",
                [date.get("standarddate") for date in one.iter("{*}datesingle", "{*}fromdate", "{*}todate")],
                sorted(
                    (name.get("relator"), name.findtext("{*}part")) for name in one.iter("{*}persname", "{*}corpname")
                ),
                sorted(form.findtext("{*}part") for form in one.iter("{*}genreform")),
            )
            for one in components
            if one.get("level") == "item"
        )
        return sorted(map(str, units)), items

    first, second = map(said, again(tabled, tmp_path, "ead3", "xml", "ead"))
    assert len(first[1]) == 5
    assert first == second
