"""Tables of letters: headers in four languages, encodings, spreadsheets, and everything that can be wrong with them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

import msgspec
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import run
from kg.errors import KgError
from kg.read import table
from kg.read.table_columns import TableMapping, field_of, load_mapping, vocabulary
from kg.read.table_shelfmark import from_text, leaves_of
from kg.records import Described, Problem, Refused, Tally
from kg.records.described import Item


def csv(folder: Path, text: str, encoding: str = "utf-8", name: str = "letters.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def letters(items: Iterable[Item]) -> list[Described]:
    return [item for item in items if isinstance(item, Described)]


def problems(items: Iterable[Item]) -> dict[str, Problem]:
    found = [item.problem if isinstance(item, Refused) else item for item in items]
    return {item.kind: item for item in found if isinstance(item, Problem)}


def accounted(items: list[Item]) -> bool:
    """Whether each record became a letter or was refused."""
    [tally] = [item for item in items if isinstance(item, Tally)]
    return tally.records == sum(isinstance(item, Described | Refused) for item in items)


def workbook(folder: Path, rows: Iterable[list[object]], name: str = "letters.xlsx") -> tuple[openpyxl.Workbook, Path]:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book, folder / name


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (
            "Sender|Recipient|Date|Place of writing|Box No.|Attached to",
            "senders recipients date sent_from box attached_to",
        ),
        ("Absender/in|Empfänger/in|Datum|Ort|Signatur|Bl.", "senders recipients date sent_from shelfmark leaves"),
        (
            "Expéditeur|Destinataire(s)|Date de la lettre|Lieu|Cote|N°",
            "senders recipients date sent_from shelfmark number",
        ),
        ("Отправитель|Адресат|Дата|Место|Ф.|Оп.|Д.|Л.", "senders recipients date sent_from fond opis delo leaves"),
        ("Sender 1|Sender 2|To|Year|Month|Day", "senders senders recipients year month day"),
        ("Von|An|Datum (ISO)|sent_to|Absender GND", "senders recipients date sent_to sender_ids"),
    ],
)
def test_headers_in_four_languages(headers: str, fields: str) -> None:
    assert [field_of(header) for header in headers.split("|")] == fields.split()


def test_every_field_has_a_label_and_no_word_two_fields() -> None:
    fields = vocabulary()["fields"]
    assert set(fields) | {"ignore"} == set(vocabulary()["labels"])
    words = [word for known in fields.values() for word in known]
    assert len(words) == len(set(words))


def test_a_row_is_a_letter(tmp_path: Path) -> None:
    text = (
        "Nr;Absender;Empfänger;Datum;Ort;Archiv;Karton;Blatt;Sprache;Beilage zu;Bemerkung\n"
        '7;"Almquist, Hedda [?]";Berend, K. und Berend, L.;12/24 March 1871;[Riga];Haus;3;4-5v;deutsch;'
        ' Nr. 6 ;"zwei\nZeilen"\n'
    )
    items = list(table.read(csv(tmp_path, text)))
    [said] = letters(items)
    assert (said.lines, said.path, said.number, said.attached_to) == ((2, 3), "A2", "7", ("6",))
    assert [(one.text, one.certainty, one.line, one.column) for one in said.senders] == [
        ("Almquist, Hedda", "low", 2, 2)
    ]
    assert [one.text for one in said.recipients] == ["Berend, K.", "Berend, L."]
    assert said.written is not None
    assert (said.written.text, said.written.edtf, said.written.calendar) == ("12/24 March 1871", "1871-03-24", "both")
    assert said.sent_from[0].evidence == "conjecture"
    [mark] = said.shelfmarks
    assert (mark.archive, mark.path, mark.leaves) == ("Haus", {"box": "3"}, "4-5v")
    assert (said.languages, said.note) == (("de",), "zwei\nZeilen")
    assert not problems(items)
    assert accounted(items)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", "utf-16-le"), ("cp1251", "cp1251")],
)
def test_encodings(tmp_path: Path, encoding: str, said: str) -> None:
    text = "Отправитель\tАдресат\tДата\nПрокофьев\tМясковский\t12 марта 1912 г.\n"
    items = list(table.read(csv(tmp_path, text, encoding)))
    assert letters(items)[0].senders[0].text == "Прокофьев"
    assert said in (problems(items)["encoding"].message if said else "")


def test_western_windows(tmp_path: Path) -> None:
    items = list(table.read(csv(tmp_path, "Absender,Empfänger,Datum\nJörg Süß,É. Ü.,1912\n", "cp1252")))
    assert letters(items)[0].senders[0].text == "Jörg Süß"
    assert "cp1252" in problems(items)["encoding"].message


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, sign: str) -> None:
    text = sign.join(("Sender", "Recipient", "Date")) + "\n" + sign.join(('"Berg, A"', "B C", "1912")) + "\n"
    [said] = letters(table.read(csv(tmp_path, text)))
    assert said.senders[0].text == "Berg, A"


def test_what_is_not_understood_is_reported_with_its_cell(tmp_path: Path) -> None:
    text = (
        "A list\n\nId,Sender,Recipient,Date,Shelfmark,Language,Recpient2,Kürzel\n"
        "x,A B,C D,31 February 1912,Ω 7,Klingon,,k\n"
        'x,A B,C D,Monday 5 May 1903,"f. 5, op. 6, d. 7, l. 8",de,,\n'
        ",,,,,,,\nId,Sender,Recipient,Date,Shelfmark,Language,Recpient2,Kürzel\n,1913,,,,,,\n,,,,,,z,\n"
    )
    items = list(table.read(csv(tmp_path, text)))
    found = problems(items)
    assert set(found) == {
        "above-headers", "header-again", "unknown-column", "bad-shelfmark", "unknown-language", "twice", "date-remark",
        "no-archive", "no-letter",
    }  # fmt: skip
    assert (found["bad-shelfmark"].line, found["bad-shelfmark"].column) == (4, 5)
    assert found["bad-shelfmark"].message.startswith("E4: ")
    unknown = [item for item in items if isinstance(item, Problem) and item.kind == "unknown-column"]
    assert ["recipients" in one.hint for one in unknown] == [True, False]
    first, second = letters(items)
    assert first.written is not None
    assert first.written.edtf is None
    assert "29 days" in first.written.why
    assert first.note == "Language: Klingon"
    assert second.shelfmarks[0].path == {"fond": "5", "opis": "6", "delo": "7"}
    assert accounted(items)


def test_dates_of_a_column_are_read_together(tmp_path: Path) -> None:
    text = "Sender,Recipient,Date\n" + "".join(
        f"A B,C D,{one}\n" for one in ("05/06/32", "13/06/1932", "11758", "s.d.")
    )
    items = list(table.read(csv(tmp_path, text)))
    assert [said.written.edtf for said in letters(items) if said.written] == [
        "1932-06-05", "1932-06-13", "1932-03-10", "XXXX-XX-XX",
    ]  # fmt: skip
    assert "'13/06/1932'" in problems(items)["date-order"].message
    assert "1932-03-10" in problems(items)["serial-date"].message
    [*_, last] = letters(table.read(csv(tmp_path, "Sender,Recipient,Date\nA,B,05/06/1932\n")))
    assert last.written is not None
    assert last.written.edtf is None


def test_dates_in_several_columns(tmp_path: Path) -> None:
    text = (
        "Sender;Year;Month;Day;Not before;Not after;Calendar\nA;1871;3;12;;;Julian\nA;1912;März;;;;\nA;;;;1910;1912;\n"
        "A;1912;;;1910;1911;\nA;;;;1912;1910;\n"
    )
    items = list(table.read(csv(tmp_path, text)))
    dates = [said.written and (said.written.edtf, said.written.calendar) for said in letters(items)]
    assert dates[:3] == [("1871-03-24", "julian"), ("1912-03", ""), ("[1910-01-01..1912-12-31]", "")]
    assert dates[3:] == [("1912", ""), (None, "")]


def test_identifiers_beside_names(tmp_path: Path) -> None:
    text = (
        "Sender,Sender GND,Recipient,Recipient ID\n"
        '"Berg, A; Berg, H",118509322;118509330,"C D (GND 118509349)",\nA; B,1; 2; 3,C,https://viaf.org/viaf/1234567\n'
    )
    items = list(table.read(csv(tmp_path, text)))
    first, second = letters(items)
    assert [one.identifiers for one in first.senders] == [("gnd:118509322",), ("gnd:118509330",)]
    assert [(one.text, one.identifiers) for one in first.recipients] == [("C D", ("GND 118509349",))]
    assert second.recipients[0].identifiers == ("https://viaf.org/viaf/1234567",)
    assert "3 identifiers for 2 names" in problems(items)["identifiers"].message


def test_a_workbook_of_ten_sheets(tmp_path: Path) -> None:
    rows = [["Absender", "Empfänger", "Datum", "Karton", "Seiten"], ["A B", "C D", dt.date(1912, 3, 5), 3.0, "=1+2"]]
    book, file = workbook(
        tmp_path, [[None] * 5, [None, "Briefe"], *rows, [None, "E F", 4448, 3.5, 2], ["A B", "E F", 1912]]
    )
    sheet = book.active
    sheet.title = "Briefe"
    sheet.merge_cells("A4:A5")
    sheet.row_dimensions[6].hidden = True
    for number in range(9):
        book.create_sheet(f"Sheet {number}").append(["Notes", "more"])
    book.save(file)
    items = list(table.read(file))
    found = problems(items)
    assert set(found) == {
        "above-headers", "sheet-not-read", "merged-cells", "formula", "hidden", "serial-date", "no-archive",
    }  # fmt: skip
    assert found["formula"].message.startswith("E4: ")
    assert found["merged-cells"].raw == "A4:A5"
    said = letters(items)
    assert [one.senders[0].text for one in said] == ["A B"] * 3
    assert [one.written.edtf for one in said if one.written] == ["1912-03-05", "1912-03-05", "1912"]
    assert [one.shelfmarks[0].path for one in said[:2]] == [{"box": "3"}, {"box": "3.5"}]
    assert [one.path for one in said] == ["Briefe!A4", "Briefe!A5", "Briefe!A6"]
    assert sum(isinstance(item, Problem) and item.kind == "sheet-not-read" for item in items) == 9
    with pytest.raises(KgError, match="no sheet 'Brief'"):
        list(table.read(file, TableMapping(sheet="Brief")))


def test_a_cell_in_the_farthest_corner_is_no_bomb(tmp_path: Path) -> None:
    book, file = workbook(tmp_path, [["Sender", "Date"], ["A", "1912"]])
    book.active["XFD1048576"] = "z"
    book.save(file)
    with pytest.raises(KgError, match="XFD1048576"):
        list(table.read(file))


def test_open_document(tmp_path: Path) -> None:
    from odf.office import Annotation
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    document, sheet = OpenDocumentSpreadsheet(), Table(name="Lettres")
    rows = (
        ("Expéditeur", "Destinataire", "Date"), ("Curie, Marie", "Curie, Pierre", "le 3 février 1904"),
        ("", "X", "1905"),
    )  # fmt: skip
    for cells in rows:
        row = TableRow(visibility="collapse" if cells[1] == "X" else "visible")
        for text in cells:
            cell = TableCell(valuetype="string", numberrowsspanned="2" if text == "Curie, Marie" else "1")
            if text == "X":
                cell.addElement(Annotation())
            cell.addElement(P(text=text))
            row.addElement(cell if text else CoveredTableCell())
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(tmp_path / "lettres.ods")
    items = list(table.read(tmp_path / "lettres.ods"))
    said, more = letters(items)
    assert (more.senders[0].text, problems(items)["merged-cells"].raw) == ("Curie, Marie", "A2:A3")
    assert (problems(items)["hidden"].line, problems(items)["beside-cells"].raw) == (3, "B3")
    assert (said.recipients[0].text, said.written and said.written.edtf) == ("Curie, Pierre", "1904-02-03")


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("empty.csv", b"", "empty"),
        ("junk.xlsx", b"PK\x03\x04junk", "cannot be opened"),
        ("none.csv", b"A B,C D,1912\nE,F,1913\n", "no row of headers"),
        ("long.csv", b"Sender,Date\n" + b"x" * (1 << 21), "too long"),
    ],
)
def test_a_broken_file_is_one_error_with_its_place(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KgError, match=what) as error:
        list(table.read(tmp_path / name))
    assert name in str(error.value)


def test_five_thousand_columns(tmp_path: Path) -> None:
    headers = ",".join(["Sender", "Date", *(f"c{number}" for number in range(4998))])
    items = list(table.read(csv(tmp_path, f"{headers}\n" + "A B,1912" + ",v" * 4998 + "\n")))
    assert sum(isinstance(item, Problem) and item.kind == "unknown-column" for item in items) == 4998
    assert len(letters(items)) == 1


@pytest.mark.parametrize(
    ("text", "archive", "path", "leaves"),
    [
        ("РГАЛИ, ф. 558, оп. 11, д. 77, л. 54 об.", "РГАЛИ", {"fond": "558", "opis": "11", "delo": "77"}, "54v"),
        ("Beinecke, Box 3, Folder 12", "Beinecke", {"box": "3", "folder": "12"}, None),
        ("ÖNB Nl. 12, Mappe 4, Bl. 3–5", "ÖNB", {"nachlass": "12", "folder": "4"}, "3-5"),
    ],
)
def test_shelfmarks_that_are_written_out(text: str, archive: str, path: dict[str, str], leaves: str | None) -> None:
    mark = from_text(text, "", 2, 5)
    assert mark is not None
    assert (mark.archive, mark.path, mark.leaves, mark.raw) == (archive, path, leaves, text)


def test_a_siglum_of_a_library_is_no_mark_of_a_level() -> None:
    mark = from_text("D-LEu, Kasten 12", "", 1, 1)
    assert mark is not None and (mark.archive, mark.path) == ("D-LEu", {"box": "12"})


def test_a_shelfmark_that_begins_as_the_one_above(tmp_path: Path) -> None:
    """What follows `ebd.` takes the place of the last code, or of its own level; with nothing above it is a problem."""
    marks = ("ebd., 9", "ÖNB, Kasten 3, Mappe 4", "ebd., Mappe 5", "Ebenda, Bl. 2", "ebd.", "DLA, 85.12", "ebd., 85.13")
    text = "Absender;Empfänger;Signatur\n" + "".join(f"Ada Ruus;Bo Lind;{mark}\n" for mark in marks)
    items = list(table.read(csv(tmp_path, text)))
    shelfmarks = [letter.shelfmarks[0] for letter in letters(items)]
    assert [(mark.archive, dict(mark.path), mark.leaves) for mark in shelfmarks] == [
        (None, {}, None),
        ("ÖNB", {"box": "3", "folder": "4"}, None),
        ("ÖNB", {"box": "3", "folder": "5"}, None),
        ("ÖNB", {"box": "3", "folder": "5"}, "2"),
        ("ÖNB", {"box": "3", "folder": "5"}, "2"),
        ("DLA", {"item": "85.12"}, None),
        ("DLA", {"item": "85.13"}, None),
    ]
    said = [item.message for item in items if isinstance(item, Problem)]
    assert any("no shelfmark stands above 'ebd., 9'" in words for words in said)
    assert "4 cells" in problems(items)["ditto"].message


def test_leaves() -> None:
    assert leaves_of("12–13 об.") == "12-13v"
    assert leaves_of("fol. 12r, 14") == "12, 14"
    assert leaves_of("2 Blatt") is None
    assert leaves_of("12-10") is None


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.lists(CELL, min_size=4, max_size=4), max_size=8))
def test_records_in_are_letters_and_problems_out(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    import csv as writer

    file = tmp_path_factory.getbasetemp() / "any.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer.writer(out).writerows([["Sender", "Recipient", "Date", "Shelfmark"], *rows])
    assert accounted(list(table.read(file)))


def test_a_mapping_is_written_edited_and_used_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = csv(tmp_path, "Feder;Ziel;Stand;Signatur\nA B;C D;5.6.12;Box 3\n")
    home = tmp_path / "home"
    assert run(["init", str(home), "--from", str(file)]) != 0
    mapping = tmp_path / "letters.mapping.toml"
    assert str(mapping) in capsys.readouterr().err
    mapping.write_text(
        'header = 1\ncentury = 1900\n[columns]\n"Feder" = "senders"\nB = "recipients"\n'
        'stand = "date"\n[defaults]\narchive = "Haus"\n'
    )
    assert run(["init", str(home), "--from", str(file), "--mapping", str(mapping)]) == 0
    found = json.loads((home / "editions/letters/found/letters.jsonl").read_text())
    assert (found["senders"], found["recipients"], found["date"]) == (["A B"], ["C D"], "1912-06-05")
    assert found["shelfmarks"][0]["archive"] == "Haus"
    kept = home / "editions/letters/table.toml"
    assert load_mapping(kept).columns == {
        "Feder": "senders",
        "Ziel": "recipients",
        "Stand": "date",
        "Signatur": "shelfmark",
    }
    before = kept.read_bytes()
    csv(tmp_path, "Feder;Ziel;Stand;Signatur\nA B;C D;6.6.12;Box 3\nA B;E F;7.6.12;Box 4\n")
    assert run(["import", "table", str(file), "--workspace", str(home)]) == 0
    assert len((home / "editions/letters/found/letters.jsonl").read_text().splitlines()) == 2
    assert kept.read_bytes() == before


def test_on_a_terminal_unknown_columns_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(("?", "notes", "note", "ignore"))
    monkeypatch.setattr("kg.cli._table._is_asked", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    file = csv(tmp_path, "Sender,Recipient,Kürzel,Zeichen\nA B,C D,k,z\n")
    assert run(["init", str(tmp_path / "home"), "--from", str(file)]) == 0
    kept = load_mapping(tmp_path / "home/editions/letters/table.toml")
    assert (kept.columns["Kürzel"], kept.columns["Zeichen"]) == ("note", "ignore")
    found = json.loads((tmp_path / "home/editions/letters/found/letters.jsonl").read_text())
    assert found["described"]["note"] == "k"
    assert next(answers, None) is None


def test_a_slip_in_a_mapping_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[columns]\n"Wer" = "sendrs"\n')
    with pytest.raises(KgError, match="no field 'sendrs'") as error:
        load_mapping(tmp_path / "m.toml")
    assert "did you mean 'senders'" in str(error.value)
    assert ":2:" in str(error.value)


def test_an_import_is_the_same_from_run_to_run(tmp_path: Path) -> None:
    file = csv(tmp_path, "Sender,Recipient,Date\nBerg A,Webern B,1912\nWebern B,Berg A,ca. 1913\n")
    made = []
    for name in ("one", "two"):
        assert run(["init", str(tmp_path / name / "home"), "--from", str(file)]) == 0
        home = tmp_path / name / "home"
        made.append(
            {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}
        )
    assert made[0] == made[1]
    assert msgspec.json.decode(made[0]["editions/letters/found/import.json"])["records"] == 2
