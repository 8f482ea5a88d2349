"""Tables as people make them: Dublin Core names, dittos, roles, titles, shelfmarks in one cell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from described_sample import letters as letters_of
from described_sample import problems as problems_of
from described_sample import workspace

from kg.cli import run
from kg.pipeline import build
from kg.read.table import read
from kg.read.table_columns import field_of
from kg.read.typed_roles import role_of
from kg.records import Described, Item, Problem, Refused, Tally


def table(folder: Path, text: str) -> tuple[list[Described], dict[str, Problem]]:
    """The letters of a table and its problems by kind; as many records as letters and refusals."""
    file = folder / "letters.csv"
    file.write_text(text, encoding="utf-8")
    items: list[Item] = list(read(file))
    letters = [one for one in items if isinstance(one, Described)]
    refused = [one.problem for one in items if isinstance(one, Refused)]
    tally = items[-1]
    assert isinstance(tally, Tally)
    assert tally.records == len(letters) + len(refused)
    return letters, {one.kind: one for one in (*(one for one in items if isinstance(one, Problem)), *refused)}


def test_columns_called_as_in_dublin_core(tmp_path: Path) -> None:
    text = """identifier,dc:title,dc.creator,contributor,dcterms:created,dcterms:spatial,dc:type,dc:source,dc:rights
https://x.org/1,"Letter from A. Berg to Otto Klamm","Berg, Ada",,1871-03-12,Riga,Text,"KB, Box 3, Folder 12",CC0
oai:2,Letter,"Berg, Ada (sender); Klamm, Otto (recipient)",Nobody,1871-03,Riga,Telegram,,
oai:3,"Letter from Ada Berg to Otto Klamm, 3 May 1871",,"Klamm, Max (addressee)",,,,,
"""
    letters, problems = table(tmp_path, text)
    assert [[one.text for one in letter.senders] for letter in letters] == [["Berg, Ada"], ["Berg, Ada"], ["Ada Berg"]]
    assert [[one.text for one in letter.recipients] for letter in letters] == [
        ["Otto Klamm"], ["Klamm, Otto"], ["Klamm, Max"]
    ]  # fmt: skip
    assert [letter.written.edtf for letter in letters if letter.written] == ["1871-03-12", "1871-03", "1871-05-03"]
    assert [letter.forms for letter in letters] == [(), ("telegram",), ()]
    assert letters[0].shelfmarks[0].path == {"box": "3", "folder": "12"}
    assert (letters[0].url, letters[1].url) == ("https://x.org/1", "")
    assert "dc:rights: CC0" in letters[0].note
    assert "contributor: Nobody" in letters[1].note
    assert problems.keys() == {"no-role"}


def test_as_above_is_what_stands_above(tmp_path: Path) -> None:
    text = 'Absender;Empfänger;Ort;Datum\nAda;Bo;Riga;1.5.1900\nders.;dies.;ebd.;"\n'
    text += "Cid;Bo;s. l.;2.5.1900\n"
    text = text.replace('ebd.;"\n', 'ebd.;„"\n')
    letters, problems = table(tmp_path, text)
    assert [letter.senders[0].text for letter in letters] == ["Ada", "Ada", "Cid"]
    assert [[one.text for one in letter.sent_from] for letter in letters] == [["Riga"], ["Riga"], []]
    assert [letter.written.edtf for letter in letters if letter.written] == ["1900-05-01", "1900-05-01", "1900-05-02"]
    assert problems["ditto"].message == "A3: 4 cells say `as above` and are read so, here the first"
    assert problems["ditto"].line == 3


def test_who_wrote_to_whom_in_one_cell(tmp_path: Path) -> None:
    letters, _ = table(tmp_path, 'Correspondents,Place and date\nAda to Bo,"Riga, 5 May 1900"\nBo an Ada,6.5.1900\n')
    assert [(one.senders[0].text, one.recipients[0].text) for one in letters] == [("Ada", "Bo"), ("Bo", "Ada")]
    assert [[place.text for place in one.sent_from] for one in letters] == [["Riga"], []]
    assert [one.written.edtf for one in letters if one.written] == ["1900-05-05", "1900-05-06"]
    letters, _ = table(tmp_path, "Absender;Datum\nSchönberg [an Berg];1900\n")
    assert (letters[0].senders[0].text, letters[0].recipients[0].text) == ("Schönberg", "Berg")


@pytest.mark.parametrize(
    ("cells", "archive", "path", "leaves"),
    [
        ("KB, NLA-27, f. 12-13;;", "KB", {"item": "NLA-27"}, "12-13"),
        ("KB, F21.Berg.3205/1;;", "KB", {"item": "F21.Berg.3205/1"}, None),
        ("РГАЛИ, ф. 558, оп. 11, д. 77;;", "РГАЛИ", {"fond": "558", "opis": "11", "delo": "77"}, None),
        ("KB, Box 3;Nachlass Klamm;", "KB", {"collection": "Nachlass Klamm", "box": "3"}, None),
        ("KB, Box 3, Folder 1;;9", "KB", {"box": "3", "folder": "1"}, None),
    ],
)
def test_a_shelfmark_in_one_cell_and_its_levels_in_others(
    tmp_path: Path, cells: str, archive: str, path: dict[str, str], leaves: str | None
) -> None:
    letters, _ = table(tmp_path, f"Absender;Empfänger;Signatur;Bestand;Mappe\nAda;Bo;{cells}\n")
    mark = letters[0].shelfmarks[0]
    assert (mark.archive, mark.path, mark.leaves) == (archive, path, leaves)
    assert ("Mappe: 9" in letters[0].note) == cells.endswith("9")  # what differs is not lost


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("dc:creator", "senders"), ("dcterms.created", "date"),
        ("DC.Language", "languages"), ("dc:isPartOf", "collection"),
        ("Absenderin GND", "sender_ids"), ("GND-Nr.", None), ("Recipient (VIAF)", "recipient_ids"),
        ("Place of writing GeoNames", "sent_from_ids"), ("Name des Absenders", "senders"), ("Автор письма", "senders"),
        ("Pièce jointe à", "attached_to"), ("Ед. хр.", "delo"), ("Ort und Datum", "date"),
        ("Empfänger-ID", "recipient_ids"),
    ],
)  # fmt: skip
def test_headers(header: str, field: str | None) -> None:
    assert field_of(header) == field


def test_roles_beside_names() -> None:
    assert role_of("Klamm, Otto (recipient)") == ("Klamm, Otto", "recipients")
    assert role_of("Berg, Ada [Verfasserin]") == ("Berg, Ada", "senders")
    assert role_of("Klamm, Otto, addressee") == ("Klamm, Otto", "recipients")
    assert role_of("Berg, Ada (Riga)") == ("Berg, Ada (Riga)", "")


def book(folder: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    """A workbook with sheets of these names and rows."""
    made = openpyxl.Workbook()
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.remove(made.worksheets[0])
    made.save(folder / "letters.xlsx")
    return folder / "letters.xlsx"


def test_a_sheet_a_year_is_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head: list[object] = ["Nr", "Von", "An", "Datum"]
    file = book(
        tmp_path,
        ("1931", [["Letters"], head, [1, "Ada", "Bo", "5.6.31"], [2, "Ada", "Bo", "7.6.1931"]]),
        ("1932", [head, [3, "Bo", "Ada", "31.2.32"], [4, None, None, None]]),
        ("Names", [["Name", "GND"], ["Ada", 1]]),
    )  # fmt: skip
    items = list(read(file))
    assert [(one.path, one.lines, one.written.edtf) for one in items if isinstance(one, Described) and one.written] == [
        ("1931!A3", (3, 3), "1931-06-05"), ("1931!A4", (4, 4), "1931-06-07"), ("1932!A2", (6, 6), None)
    ]  # fmt: skip
    (refused,) = (one.problem for one in items if isinstance(one, Refused))
    assert (refused.line, refused.message[:9]) == (7, "1932!A3: ")
    assert [one.raw for one in items if isinstance(one, Problem) and one.kind == "sheet-not-read"] == ["Names"]
    assert items[-1] == Tally(records=4, lines=7)
    space = workspace(tmp_path / "data")
    for _ in range(2):  # the mapping that is kept does not narrow it
        assert run(["import", "table", str(file), "--workspace", str(space)]) == 0
        out = capsys.readouterr().out
        assert "letters         4         3         1" in out
    assert "sheet '1931' and 1 more with the same columns: headers in row 2" in out


def test_headers_of_two_rows_are_read_together(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Nr", "Von", "An", "Datum", "Standort", None, None],
                                [None, None, None, None, "Archiv", "Box", "Folder"],
                                [1, "Ada", "Bo", "1900", "KB", 1, 2]]  # fmt: skip
    (letter, tally) = read(book(tmp_path, ("Briefe", rows)))
    assert isinstance(letter, Described)
    assert (letter.shelfmarks[0].archive, letter.shelfmarks[0].path) == ("KB", {"box": "1", "folder": "2"})
    assert tally == Tally(records=1, lines=3)


@pytest.mark.parametrize("mark", ["საარქივო ფონდი ٣٤", "أرشيف ١٢/٣", "תיק 7", "檔案 第三號", 'Ω|Ψ <7> "x" %20 ../..'])
def test_a_shelfmark_in_a_script_that_nobody_taught_it_is_kept_and_named(tmp_path: Path, mark: str) -> None:
    cell = '"' + mark.replace('"', '""') + '"'
    file = tmp_path / "letters.csv"
    file.write_text(f"Sender,Recipient,Date,Archive,Shelfmark\nAda,Bo,1900,KB,{cell}\n", encoding="utf-8")
    space = workspace(tmp_path / "data")
    assert run(["import", "table", str(file), "--workspace", str(space)]) == 0
    (letter,) = letters_of(space, "letters")
    parts = mark.split("|")
    assert [" ".join(one.path.values()) for one in letter.shelfmarks] == [part.rstrip(". ") for part in parts]
    assert [one.raw for one in letter.shelfmarks] == parts
    assert [one.kind for one in problems_of(space, "letters")] == ["bad-shelfmark"] * len(parts)
    assert build(space, tmp_path / "out").report.passed


@pytest.mark.parametrize("cell", ["12;", "MS. 3; fol. 2", ".", "- 7 -", "Box 3.", "ebd.", "?", "x y" * 26, "x" * 300])
def test_no_code_that_people_type_keeps_the_rest_from_being_published(tmp_path: Path, cell: str) -> None:
    file = tmp_path / "letters.csv"
    file.write_text(
        f"Sender,Recipient,Date,Archive,Folder\nAda,Bo,1900,{'Archive; of X. ' * 9},{cell}\n", encoding="utf-8"
    )
    space = workspace(tmp_path / "data")
    assert run(["import", "table", str(file), "--workspace", str(space)]) == 0
    assert build(space, tmp_path / "out").report.passed


def test_a_box_without_an_archive_stays_in_the_note_and_the_rest_is_published(tmp_path: Path) -> None:
    file = tmp_path / "letters.csv"
    file.write_text("From,To,Date,Archive,Box\nAda,Bo,1900,,3\nAda,Bo,1901,KB,\nAda,Bo,1902,KB,4\n", encoding="utf-8")
    space = workspace(tmp_path / "data")
    assert run(["import", "table", str(file), "--workspace", str(space)]) == 0
    found = letters_of(space, "letters")
    assert [letter.description.note for letter in found if letter.description] == ["shelfmark: 3", "shelfmark: KB", ""]
    assert [len(letter.shelfmarks) for letter in found] == [0, 0, 1]
    assert [one.line for one in problems_of(space, "letters") if one.kind == "no-archive"] == [2, 3]
    assert build(space, tmp_path / "out").report.passed


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ("Ada,Bo,1900-05-05,1900-05-01", "received-before"),
        ("Ada,Bo,1900-05-05/1899-01-01,", "bad-date"),
        (f"{'Ada ' * 100},Bo,1900,", "long-name"),
        ("Ada,Ada,1900,", "own-correspondent"),
        ("Ada,Bo,31.2.1900,", "bad-date"),
    ],
)
def test_what_cannot_be_is_a_problem_and_the_rest_is_published(tmp_path: Path, cells: str, kind: str) -> None:
    file = tmp_path / "letters.csv"
    file.write_text(f"From,To,Date,Received\nBo,Ada,1901,\n{cells}\n", encoding="utf-8")
    space = workspace(tmp_path / "data")
    assert run(["import", "table", str(file), "--workspace", str(space)]) == 0
    assert [(one.kind, one.line) for one in problems_of(space, "letters")] == [(kind, 3)]
    assert len(letters_of(space, "letters")) == 2
    assert build(space, tmp_path / "out").report.passed
