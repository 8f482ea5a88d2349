"""Tables as people leave them: totals below, errors in cells, days since 1904, comments, headers in two senses."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from kg.cli import run
from kg.errors import KgError
from kg.map.letter import mode
from kg.ns import VOC
from kg.read import table
from kg.read.table_columns import TableMapping, columns_of, load_mapping
from kg.read.table_rows import Row
from kg.read.table_shelfmark import continued, from_text
from kg.read.table_unread import adds_up, cleaned
from kg.records.described import Described, Item, Refused
from kg.records.problem import Problem
from kg.workspace import load_workspace


def letters_in(items: list[Item]) -> list[Described]:
    return [item for item in items if isinstance(item, Described)]


def csv(folder: Path, text: str) -> list[Item]:
    (folder / "letters.csv").write_text(text)
    return list(table.read(folder / "letters.csv"))


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("From|To|Sent to|Date", {"senders": (0,), "recipients": (1,), "sent_to": (2,), "date": (3,)}),
        ("Author|From|Addressee|To", {"senders": (0,), "sent_from": (1,), "recipients": (2,), "sent_to": (3,)}),
        ("From|Sent to|Date", {"senders": (0,), "recipients": (1,), "date": (2,)}),
        ("From|From|Author|Place", {"senders": (0, 1, 2), "sent_from": (3,)}),
    ],
)
def test_a_header_that_may_mean_persons_or_places(headers: str, fields: dict[str, tuple[int, ...]]) -> None:
    assert columns_of(1, headers.split("|"), TableMapping()).fields == fields


@pytest.mark.parametrize(
    ("cells", "adds"),
    [
        (["Total", "", "50"], True),
        (["", "Summe:", "9 Bl."], True),
        (["Итого: 8 док.", "", ""], True),
        (["Total", "Ada Berg", "1900"], False),
        (["Totalise", "", ""], False),
        (["", "", ""], False),
    ],
)
def test_a_row_that_adds_up_is_no_letter(cells: list[str], adds: bool) -> None:
    assert adds_up(Row(9, 9, 9, cells), iter([0, 1])) == adds


def test_a_total_is_refused_whatever_column_it_stands_in(tmp_path: Path) -> None:
    items = csv(tmp_path, "Shelfmark,From,To,Date\nMs. 1,Ada Berg,Otto Klamm,1900\nTotal: 1 letter,,,1\n")
    assert len(letters_in(items)) == 1
    assert [item.problem.kind for item in items if isinstance(item, Refused)] == ["no-letter"]


@pytest.mark.parametrize(
    ("cell", "kind", "left"),
    [
        ("#REF!", "cell-error", ""),
        ("#N/A", "cell-error", ""),
        ("#BEZUG!", "cell-error", ""),
        ("#DIV/0!", "cell-error", ""),
        ("Err:502", "cell-error", ""),
        ("A\x00B", "control-sign", "A B"),
        ("#4", "", "#4"),
        ("Erik", "", "Erik"),
    ],
)
def test_what_is_no_value_is_named_and_not_read(cell: str, kind: str, left: str) -> None:
    row, problems = cleaned(Row(3, 3, 3, ["x", cell]), "")
    assert list(row.cells) == ["x", left]
    assert [(one.kind, one.column) for one in problems] == ([(kind, 2)] if kind else [])


def test_a_zero_byte_costs_no_letter(tmp_path: Path) -> None:
    items = csv(tmp_path, "From,To,Date\nAda\x00Berg,Otto Klamm,1900\nOtto Klamm,Ada Berg,1901\n")
    assert [one.senders[0].text for one in letters_in(items)] == ["Ada Berg", "Otto Klamm"]


def test_what_hangs_on_cells_of_a_workbook_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in (
        ["From", "To", "Date", "URL"],
        ["Ada Berg", "Otto Klamm", 10296, "scan"],
        ["#REF!", "Ada Berg", 12, ""],
    ):
        sheet.append(row)
    sheet["C2"].number_format = "General"
    sheet["A2"].comment = Comment("her hand?", "x")
    sheet["D2"].hyperlink = "https://example.org/scan/1"
    sheet["D3"] = sheet["D3"].hyperlink = "https://example.org/scan/2"  # which says the same
    sheet.column_dimensions["B"].hidden = True
    book.save(tmp_path / "letters.xlsx")
    items = list(table.read(tmp_path / "letters.xlsx"))
    first, second = letters_in(items)
    assert first.written is not None and first.written.edtf == dt.date(1932, 3, 10).isoformat()  # not 1928
    assert second.written is not None and second.written.edtf is None  # 12 is no day of 1900
    assert second.senders == ()
    said = [one.message for one in items if isinstance(one, Problem)]
    on_cells = ("1 comments on cells are not read (A2)", "1 links on cells are not read (D2)")
    for words in ("1 columns are hidden (B)", *on_cells, "A3: the formula came to #REF!"):
        assert any(message.startswith(words) for message in said), words


def test_f_after_folios_is_one_of_them() -> None:
    assert continued("NLA-27, ff. 15-16", "f. 17") == "NLA-27, f. 17"
    assert from_text("Box 3, f. 12", "", 1, 1) is None  # a folder or a leaf: nobody can say


def test_languages_and_letters_as_people_call_them(tmp_path: Path) -> None:
    [one] = letters_in(csv(tmp_path, "From,To,Language,Attached to\nAda Berg,Otto Klamm,Fr./Rus.,att. to #4\n"))
    assert (one.languages, one.attached_to) == (("fr", "ru"), ("4",))


@pytest.mark.parametrize(
    ("rows", "senders"),
    [
        ('"Ada Berg,Otto,1900,x\nOtto,Ada Berg,1901,y\nEva,Ada,1902,z\n', ["Ada Berg", "Otto", "Eva"]),
        ('Ada,Otto,1900,"open\nOtto,"Berg, Ada",1901,y\nEva,Ada,1902,z\n', ["Ada", "Otto", "Eva"]),
        ('Ada,Otto,1900,x\n",",1901,y\n', ["Ada", "Ada"]),
        ('"Berg, Ada",Otto,1900,"two\nlines, with commas"\nOtto,Ada,1901,"say ""x"""\n', ["Berg, Ada", "Otto"]),
    ],
)
def test_a_quotation_mark_that_is_left_open_swallows_no_letter(tmp_path: Path, rows: str, senders: list[str]) -> None:
    items = csv(tmp_path, "From,To,Date,Note\n" + rows)
    assert [one.senders[0].text for one in letters_in(items)] == senders
    said = [one for one in items if isinstance(one, Problem) and one.kind == "open-quote"]
    assert len(said) == (0 if senders[0] == "Berg, Ada" else 1)


def test_rows_behind_an_open_quotation_mark_are_read_however_many(tmp_path: Path) -> None:
    items = csv(tmp_path, 'Sender,Date\n"A,1912\n' + "x,1913\n" * 1200)
    assert len(letters_in(items)) == 1201


RUSSIAN = "Отправитель;Адресат;Дата\nПрокофьев С. С.;Асафьев Б. В.;12 марта 1913\n"
FRENCH = "Expéditeur;Destinataire;Date\nMérimée, Prosper;Désirée Béhaine;12 août 1850\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, one) for one in ("cp1251", "koi8-r", "cp866")]
    + [(FRENCH, one) for one in ("cp1252", "mac-roman", "cp850")],
    ids=lambda value: value[:11],
)
def test_old_encodings_are_found_out(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "letters.csv").write_bytes(text.encode(encoding))
    items = list(table.read(tmp_path / "letters.csv"))
    assert [one.senders[0].text for one in letters_in(items)] == [text.splitlines()[1].split(";")[0]]
    assert any(isinstance(one, Problem) and encoding in one.message for one in items)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("page.xls", b"<html><table><tr><td>From</td></tr></table></html>", "web page"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9, "no text"),
        ("empty.xlsx", b"", "empty"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KgError, match=what):
        table.survey(tmp_path / name)


def test_a_text_table_called_xls_is_read(tmp_path: Path) -> None:
    (tmp_path / "export.xls").write_text("From\tTo\tDate\nAda Berg\tOtto Klamm\t1900\n")
    assert len(letters_in(list(table.read(tmp_path / "export.xls")))) == 1


def test_headers_as_families_write_them() -> None:
    fields = columns_of(1, ["Who", "To whom", "When", "Where", "What about", "Where kept"], TableMapping()).fields
    assert list(fields) == ["senders", "recipients", "date", "sent_from", "summary", "archive"]


def test_the_archive_of_all_letters_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, home = tmp_path / "letters.csv", tmp_path / "home"
    file.write_text("From,To,Date,Box\nAda Berg,Otto Klamm,1900,3\nOtto Klamm,Ada Berg,1901,Box 4\n")

    def archives() -> list[str | None]:
        found = (home / "editions/letters/found/letters.jsonl").read_text().splitlines()
        return [mark["archive"] for line in found for mark in json.loads(line)["shelfmarks"]]

    again = ["import", "table", str(file), "--workspace", str(home)]
    assert run(["init", str(home), "--from", str(file)]) == 0
    assert archives() == []
    assert run([*again, "--archive", "Stadtarchiv Riga"]) == 0
    assert run(again) == 0
    assert archives() == ["Stadtarchiv Riga"] * 2
    assert load_mapping(home / "editions/letters/table.toml").defaults == {"archive": "Stadtarchiv Riga"}
    monkeypatch.setattr("kg.cli._table._is_asked", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: "Haus")
    home = tmp_path / "other"
    assert run(["init", str(home), "--from", str(file)]) == 0
    assert archives() == ["Haus"] * 2


@pytest.mark.parametrize(
    ("cell", "forms", "of_the_copy"),
    [
        ("ALS", ("autograph", "ALS"), ("autograph", "ALS")),
        ("L.a.s.", ("autograph", "L.a.s."), ("autograph", "L.a.s.")),
        ("Durchschlag", ("typewritten copy", "Durchschlag"), ("typewritten copy", "Durchschlag")),
        ("Телеграмма", ("telegram", "Телеграмма"), ()),
        ("postcard", ("postcard",), ("postcard",)),
        ("Brief", ("Brief",), ()),
    ],
)
def test_the_form_of_a_document_is_that_of_its_copy(
    tmp_path: Path, cell: str, forms: tuple[str, ...], of_the_copy: tuple[str, ...]
) -> None:
    [one] = letters_in(csv(tmp_path, f"From,To,Archive,Box,Type\nAda Berg,Otto Klamm,Haus,3,{cell}\n"))
    assert (one.forms, one.shelfmarks[0].forms) == (forms, of_the_copy)


def test_a_telegram_in_a_table_is_a_telegram(tmp_path: Path) -> None:
    (tmp_path / "letters.csv").write_text("From,To,Date,Type\nAda Berg,Otto Klamm,1900,Telegramm\n")
    assert run(["init", str(tmp_path / "home"), "--from", str(tmp_path / "letters.csv")]) == 0
    [letter] = load_workspace(tmp_path / "home").editions[0].letters_found().letters
    assert mode(letter) == VOC.mode_telegram


def test_headers_that_moved_since_the_mapping_are_found(tmp_path: Path) -> None:
    (tmp_path / "letters.csv").write_text("Feder,To,Date\nAda Berg,Otto Klamm,1900\nOtto Klamm,Ada Berg,1901\n")
    mapping = TableMapping(header=3, columns={"Feder": "senders"})
    items = list(table.read(tmp_path / "letters.csv", mapping))
    assert [one.senders[0].text for one in letters_in(items)] == ["Ada Berg", "Otto Klamm"]
    assert [one.kind for one in items if isinstance(one, Problem)] == ["header-moved"]


def test_a_year_above_its_letters_is_theirs(tmp_path: Path) -> None:
    text = "From,To,Date\nA B,C D,3. Mai\n1932,,\nA B,C D,5. Mai\nA B,C D,6.5.1930\n1933 г.,,\nA B,C D,7 мая\n"
    items = csv(tmp_path, text)
    dates = [one.written.edtf for one in letters_in(items) if one.written]
    assert dates == ["XXXX-05-03", "1932-05-05", "1930-05-06", "1933-05-07"]
    [said] = [one for one in items if isinstance(one, Problem) and one.kind == "year-above"]
    assert (said.line, said.message.startswith("2 days")) == (4, True)


def test_a_table_that_is_broken_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "home")]) == 0
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(b"PK\x03\x04junk")
    (folder / "b.csv").write_text("From,To,Date\nAda Berg,Otto Klamm,1900\n")
    for files in ([folder], [folder / "a.xlsx", folder / "b.csv"]):
        assert run(["import", "table", *map(str, files), "--workspace", str(tmp_path / "home")]) == 1
        assert "a.xlsx: this workbook cannot be opened" in capsys.readouterr().err
    assert {path.name for path in (tmp_path / "home/editions").iterdir()} == {"sample", "all", "b"}


def test_a_mapping_says_what_a_header_means() -> None:
    mapping = TableMapping(columns={"To": "recipients", "C": "recipients"})
    assert columns_of(1, ["From", "To", "Sent to"], mapping).fields == {"senders": (0,), "recipients": (1, 2)}
