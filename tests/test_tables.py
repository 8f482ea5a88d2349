"""Tables as spreadsheets save them: a byte order mark, CRLF, semicolons."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from conftest import EDITION, WORKSPACE

from kg.records import Subject
from kg.tables import format_records, format_table, read_records
from kg.workspace import load_workspace

MARK = b"\xef\xbb\xbf"
ROWS = (
    Subject(record="l0001", topics=("oil", "press"), lines=(3, 5), subject="oil, and the press; again"),
    Subject(record="d0001", topics=("oil",), lines=(7,), subject="oil", note='"so-called"'),
)


def test_several_numbers_of_a_cell_come_back() -> None:
    assert b"\nl0001,oil|press,3|5," in format_records(Subject, ROWS)
    assert tuple(record for _, record in read_records(Subject, format_records(Subject, ROWS), "s.csv")) == ROWS


@pytest.mark.parametrize("mark", [b"", MARK])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("above", [b"", b";;;;;\n"])
def test_semicolons_between_the_columns_and_commas_inside_them(mark: bytes, end: bytes, above: bytes) -> None:
    header, *cells = csv.reader(format_records(Subject, ROWS).decode().splitlines())
    table = mark + (above + format_table(header, cells, delimiter=";")).replace(b"\n", end)
    assert b"d0001;oil;7;oil;" in table
    assert tuple(record for _, record in read_records(Subject, table, "s.csv")) == ROWS


def test_a_semicolon_inside_a_cell_separates_nothing() -> None:
    table = b'record,topics,lines,subject,subject_ru,note\nl0001,oil,3,"a; b",,c;d\n'
    ((line, row),) = read_records(Subject, table, "s.csv")
    assert (line, row.subject, row.note) == (2, "a; b", "c;d")


@pytest.mark.parametrize(
    "name",
    ["authorities/persons.csv", "authorities/units.csv", "authorities/topics.csv", "ids.csv"]
    + [f"editions/{EDITION}/curated/{name}.csv" for name in ("mentions", "subjects", "adjudications")],
)
def test_every_table_of_a_workspace_can_be_saved_by_a_spreadsheet(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(WORKSPACE, folder)
    header, *rows = csv.reader((folder / name).read_text(encoding="utf-8").splitlines())
    (folder / name).write_bytes(MARK + format_table(header, rows, delimiter=";").replace(b"\n", b"\r\n"))
    before, after = load_workspace(WORKSPACE), load_workspace(folder)
    assert (after.authorities, after.topics, after.registry) == (before.authorities, before.topics, before.registry)
    assert after.edition().curated == before.edition().curated
