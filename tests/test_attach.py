"""An archive's own finding aid with our letters under the files that hold them, and nothing else changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import shared_file
from lxml import etree
from msgspec.structs import replace
from small_workspace import SOUND, write

from kg.attach import attach
from kg.cli import kg
from kg.errors import KgError, UsageError
from kg.records import Shelfmark

DTD = '<?xml version="1.0" encoding="{}"?>\n<!DOCTYPE ead SYSTEM "ead.dtd">\n'
PLAIN = """<ead>
 <eadheader><profiledesc><langusage><language langcode="swe">svenska</language></langusage></profiledesc></eadheader>
 <archdesc level="fonds">
  <did><unitid>Ruus</unitid><unittitle>Papers of Ada Ruus</unittitle><repository>KB</repository></did>
  <dsc>
   <c level="series"><did><unitid>Låda 3</unitid></did>
    <c level="file"><did><unitid>Mapp 1</unitid></did></c>
    <c level="file"><did><unitid>Ruus 3:2</unitid><unittitle>Letters &amp; cards</unittitle></did>
     <c level="item" id="kg-l0002"><did><unitid>something else</unitid></did></c>
    </c>
    <c level="file"><did><unitid>Mapp 5</unitid><unittitle>Bills</unittitle></did>
    </c>
   </c>
  </dsc>
 </archdesc>
</ead>
"""
NUMBERED = (
    PLAIN.replace('<c level="series">', '<c01 level="series">')
    .replace('<c level="file">', '<c02 level="file">')
    .replace("</did></c>\n    <c02", "</did></c02>\n    <c02")
    .replace("    </c>\n   </c>", "    </c02>\n   </c01>")
    .replace("     <c level", "     <c03 level")
    .replace("else</unitid></did></c>\n    </c>", "else</unitid></did></c03>\n    </c02>")
)
EAD3 = PLAIN.replace("<", "<e:").replace("<e:/", "</e:")
EAD3 = EAD3.replace("<e:ead>", '<e:ead xmlns:e="http://ead3.archivists.org/schema/">')
SCHEMA = PLAIN.replace("<ead>", '<ead xmlns="urn:isbn:1-931666-22-9">')


def aid(folder: Path, text: str, encoding: str = "utf-8", head: str = DTD) -> Path:
    path = folder / "aid.xml"
    path.write_bytes((head.format(encoding) + text).encode(encoding))
    return path


def canonical(data: bytes) -> bytes:
    """The canonical form without the components that were attached, and without white space between elements."""
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True, load_dtd=False, no_network=True))
    for element in root.xpath("//*[starts-with(@id, 'kg-') and contains(string(.), 'w3id.org')]"):
        element.getparent().remove(element)
    again = etree.fromstring(etree.tostring(root), etree.XMLParser(remove_blank_text=True))
    return etree.tostring(again, method="c14n2")


def items(data: bytes) -> list[etree._Element]:
    found = etree.fromstring(data).xpath("//*[@level='item' and contains(string(.), 'w3id.org')]")
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("text", [PLAIN, NUMBERED, EAD3, SCHEMA], ids=["dtd", "numbered", "ead3", "schema"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_letters_go_under_the_files_that_hold_them_and_nothing_else_changes(
    tmp_path: Path, text: str, encoding: str
) -> None:
    path = aid(tmp_path, text, encoding)
    done = attach(write(tmp_path / "data"), path)
    assert [(letter, line) for letter, _, line in done.placed] == [("l0001", 9), ("l0002", 10)]
    assert [home.path[-1] for home in done.empty] == ["Mapp 5"]
    assert canonical(done.data) == canonical(path.read_bytes())
    first, second = items(done.data)
    assert etree.QName(first).localname == ("c03" if text is NUMBERED else "c")
    assert "".join(first.itertext()).count("https://w3id.org/letterkg/herring/letter/l0001") == 2
    assert [second.get("id"), first.getparent().get("level")] == ["kg-l0002-2", "file"]
    assert [e.get("normal") for e in first.iter() if "unitdate" in str(e.tag)] == ["1900-03-01"]
    roles = {
        (e.get("role") or e.get("relator"), "".join(e.itertext())) for e in first.iter() if "persname" in str(e.tag)
    }
    assert roles == {("author", "Ada Ruus"), ("addressee", "Bo Lind")}


@pytest.mark.parametrize("head", ["", DTD.format("utf-16")], ids=["no declaration", "declared"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_byte_order_mark(tmp_path: Path, head: str, encoding: str) -> None:
    path = aid(tmp_path, PLAIN, encoding, head or '<?xml version="1.0"?>')
    done = attach(write(tmp_path / "data"), path)
    assert canonical(done.data.decode(encoding).partition("?>")[2].encode()) == canonical(PLAIN.encode())


def test_line_ends_are_those_of_the_file(tmp_path: Path) -> None:
    path = aid(tmp_path, PLAIN.replace("\n", "\r\n"), head='<?xml version="1.0"?>\r\n')
    assert not re.search(rb"(?<!\r)\n", attach(write(tmp_path / "data"), path).data)


def test_a_former_code_counts_only_where_no_unit_has_it_now(tmp_path: Path) -> None:
    workspace = write(tmp_path / "data")
    old = '<c level="file"><did><unitid {}>Mapp 1</unitid><unitid>Mapp 5</unitid>'
    text = PLAIN.replace('<c level="file"><did><unitid>Mapp 5</unitid>', old.format('type="former"'))
    assert ("l0001", 9) in [(letter, line) for letter, _, line in attach(workspace, aid(tmp_path, text)).placed]
    text = text.replace("<unitid>Mapp 1</unitid>", "<unitid>Mapp 4</unitid>")
    assert ("l0001", 13) in [(letter, line) for letter, _, line in attach(workspace, aid(tmp_path, text)).placed]
    text = PLAIN.replace('<c level="file"><did><unitid>Mapp 5</unitid>', old.format('label="Altsignatur"'))
    assert attach(workspace, aid(tmp_path, text)).placed[0][2] == 9


def test_leaves_that_the_archive_describes_itself_are_not_described_again(tmp_path: Path) -> None:
    workspace = write(tmp_path / "data")
    shelf = next(one.shelfmarks[0] for one in SOUND if one.shelfmarks)
    own = f'<c level="item"><did><unitid>Bl. {shelf.leaves}</unitid></did></c></c>'
    done = attach(workspace, aid(tmp_path, PLAIN.replace("Mapp 1</unitid></did></c>", f"Mapp 1</unitid></did>{own}")))
    assert [(one.letter, one.why) for one in done.unplaced] == [
        ("l0001", "the finding aid describes these leaves as an item of its own (line 9)")
    ]
    assert len(done.placed) == 1


def test_figures_may_begin_with_noughts(tmp_path: Path) -> None:
    text = PLAIN.replace("Mapp 1<", "Mapp 001<").replace("Låda 3", "Låda 03")
    assert len(attach(write(tmp_path / "data"), aid(tmp_path, text)).placed) == 2


@pytest.mark.parametrize("namespace", ["undeprecated/", None], ids=["undeprecated", "document type"])
def test_every_kind_of_ead3_gets_names_in_parts(tmp_path: Path, namespace: str | None) -> None:
    text = EAD3 if namespace else EAD3.replace("e:", "").replace(' xmlns:e="http://ead3.archivists.org/schema/"', "")
    text = text.replace("/schema/", f"/schema/{namespace}").replace("eadheader", "control")
    done = attach(write(tmp_path / "data"), aid(tmp_path, text))
    assert (done.version, done.data.count(b"part>Ada Ruus</")) == ("EAD3", 2)


@pytest.mark.parametrize("encoding", ["x-unknown", "shift_jis"])
def test_an_encoding_that_cannot_be_read_is_a_message(tmp_path: Path, encoding: str) -> None:
    path = aid(tmp_path, "<ead/>", head=DTD.format(encoding).replace("{", "{{"))
    with pytest.raises(KgError, match="declares an encoding that cannot be read"):
        attach(write(tmp_path / "data"), path)


def test_a_second_run_adds_nothing(tmp_path: Path) -> None:
    workspace, path = write(tmp_path / "data"), aid(tmp_path, PLAIN)
    path.write_bytes(attach(workspace, path).data)
    again = attach(workspace, path)
    assert (again.placed, len(again.there)) == ((), 2)
    assert again.data == path.read_bytes()


def test_every_shelfmark_is_placed_or_reported(tmp_path: Path) -> None:
    twice = PLAIN.replace("Mapp 5", "Mapp 1").replace("Ruus 3:2", "Ruus 4:2")
    done = attach(write(tmp_path / "data"), aid(tmp_path, twice))
    assert done.placed == ()
    assert [(one.letter, one.why) for one in done.unplaced] == [
        ("l0001", "several components have this code (lines 9, 13)"),
        ("l0002", "the finding aid has no unit with this code"),
    ]


def test_a_fonds_without_a_list_takes_nothing(tmp_path: Path) -> None:
    shelf = Shelfmark(archive="KB", path={"nachlass": "Ruus", "box": "3"}, leaves="1")
    letters = [replace(one, shelfmarks=(shelf,)) for one in SOUND]
    bare = '<ead>\n<archdesc level="fonds"><did><unitid>Ruus 3</unitid></did></archdesc></ead>'
    done = attach(write(tmp_path / "data", letters), aid(tmp_path, bare))
    assert {one.why for one in done.unplaced} == {"the finding aid lists nothing under it (line 4)"}
    empty = aid(tmp_path, bare.replace("</archdesc>", "<dsc/></archdesc>"))
    assert attach(tmp_path / "data", empty).unplaced == done.unplaced


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<ead><archdesc>", "not well-formed"),
        ("<tei/>", "not a finding aid"),
        ("<ead>" + "<p>" * 300 + "</p>" * 300 + "</ead>", "nested more than"),
    ],
)
def test_what_is_no_finding_aid_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(KgError, match=said):
        attach(write(tmp_path / "data"), aid(tmp_path, text))


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY more "<c><did><unitid>3</unitid></did></c>">',
        '<!ENTITY c "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("cdefgh", "defghi", strict=True)),
    ],
    ids=["elements", "laughs"],
)
def test_entities_that_could_move_elements_or_swell_are_refused(tmp_path: Path, subset: str) -> None:
    name = "more" if "more" in subset else "i"
    head = f'<?xml version="1.0"?><!DOCTYPE ead [{subset}]>'
    path = aid(tmp_path, f"<ead><archdesc><did><unitid>&{name};</unitid></did></archdesc></ead>", head=head)
    with pytest.raises(KgError, match=r"stands for elements|not well-formed"):
        attach(write(tmp_path / "data"), path)


def test_an_entity_of_a_file_that_is_not_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = aid(tmp_path, PLAIN.replace("Papers of", "&papers; of"))
    done = attach(write(tmp_path / "data"), path)
    assert len(done.placed) == 2 and b"&papers;" in done.data


def test_whose_aid_it_is_is_asked_when_it_is_not_clear(tmp_path: Path) -> None:
    elsewhere = replace(SOUND[1].shelfmarks[0], archive="UB")
    both = (SOUND[0], replace(SOUND[1], shelfmarks=(elsewhere,)))
    workspace = write(tmp_path / "data", both)
    assert len(attach(workspace, aid(tmp_path, PLAIN)).placed) == 1  # the aid names KB as its keeper
    nameless = aid(tmp_path, PLAIN.replace(">KB<", ">Royal Library<"))
    with pytest.raises(UsageError, match="whose finding aid"):
        attach(workspace, nameless)
    assert attach(workspace, nameless, "UB").archive == "UB"


def test_the_command_writes_the_aid_and_reports(tmp_path: Path) -> None:
    workspace, path = write(tmp_path / "data"), aid(tmp_path, PLAIN)
    out = tmp_path / "out.xml"
    said = CliRunner().invoke(kg, ["attach", str(path), "--workspace", str(workspace), "--out", str(out)])
    assert said.exit_code == 0 and "2 items attached under 2 components (EAD 2002, KB)" in said.output
    assert canonical(out.read_bytes()) == canonical(path.read_bytes())
    asked = ["attach", str(path), "--workspace", str(workspace), "--out", str(out), "--format", "json"]
    told = json.loads(CliRunner().invoke(kg, asked).output)
    assert [one["letter"] for one in told["attached"]] == ["l0001", "l0002"]
    assert told["files-without-letter"] == [{"line": 13, "unitid": "Ruus / Låda 3 / Mapp 5", "title": "Bills"}]


def test_letters_find_their_places_in_real_finding_aids(tmp_path: Path) -> None:
    """Each call number of the aids of a national archive that stands once leads to its component, and to no other."""
    tried = 0
    for path in sorted(shared_file("corpora/anf-ead-eac").rglob("input-ead/*.xml")):
        data = path.read_bytes()
        numbers = [e.text for e in etree.fromstring(data).iterfind(".//c/did/unitid[@type='cote-de-consultation']")]
        once = [number for number in numbers if numbers.count(number) == 1 and re.fullmatch(r"[\w/]+/\d+", number)][:40]
        shelves = [Shelfmark(archive="AN", path={"cote": number}) for number in once]
        letters = [
            replace(SOUND[0], heading=None, letter=f"l{n:04d}", shelfmarks=(s,)) for n, s in enumerate(shelves, 1)
        ]
        if not letters:
            continue
        workspace = write(tmp_path / path.stem, letters)
        ids = "".join(f"letter,{one.letter},edition=herring-1900;order={one.letter},active,\n" for one in letters[2:])
        (workspace / "ids.csv").open("a", encoding="utf-8").write(ids)
        done = attach(workspace, path)
        lines = {e.findtext("did/unitid"): e.sourceline for e in etree.fromstring(data).iter("c")}
        assert {shelf: line for _, shelf, line in done.placed} == {
            f"AN Cote {number}": lines[number] for number in once
        }
        assert canonical(done.data) == canonical(data)
        tried += len(once)
    assert tried > 100
