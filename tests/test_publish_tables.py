"""The tables: stable columns, safe in a spreadsheet, and described so that a machine reads facts of the graph there."""

from __future__ import annotations

import csv
import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.pipeline import Built
from kg.publish.tables import DECISIONS, LETTERS, PERSONS, TABLES, Table, metadata, table
from kg.records import Settings

BASE = "https://example.org/letters/"
SETTINGS = Settings(name="x", title="Letters", base=BASE, licence="https://example.org/cc0", publisher="Nobody")


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def one(column: str, *values: str, of: Table = LETTERS) -> str:
    (row,) = read(b"".join(table(of, [(f"{BASE}letter/l1", column, "", value) for value in values])))
    return row[column]


@pytest.fixture(scope="module")
def dump(built: Built) -> Path:
    return built.out / "dump"


def test_the_columns_are_a_promise() -> None:
    assert {of.file: " ".join(column.name for column in of.columns) for of in TABLES} == {
        "letters.csv": "id iri label label_ru date earliest latest authors author_ids addressees addressee_ids "
        "sent_from sent_to mode shelfmarks reply_to persons_named persons_named_ids topics topic_ids "
        "subject subject_ru first_line last_line",
        "persons.csv": "id iri label label_ru born died note variants variants_ru same_as letters_written "
        "letters_addressed letters_naming",
        "decisions.csv": "id iri label label_ru date day bodies body_ids action recorded_with prompted_by shelfmarks "
        "persons_named persons_named_ids topics topic_ids subject subject_ru",
    }


def test_the_tables_of_the_project_s_own_workspace(dump: Path) -> None:
    letters, persons, decisions = (read((dump / of.file).read_bytes()) for of in (LETTERS, PERSONS, DECISIONS))
    assert [len(rows) for rows in (letters, persons, decisions)] == [72, 131, 77]
    assert [row["id"] for row in letters] == sorted(row["id"] for row in letters)
    letter = next(row for row in letters if row["id"] == "l0025")
    assert (letter["date"], letter["earliest"], letter["latest"]) == (
        "[1932-06-07..1932-06-11]",
        "1932-06-07",
        "1932-06-11",
    )
    assert (letter["authors"], letter["author_ids"], letter["addressee_ids"]) == ("Joseph Stalin", "p0001", "p0002")
    assert (letter["shelfmarks"], letter["reply_to"]) == ("RGASPI F. 81. Op. 3. D. 100. L. 142-145", "l0014")
    known = {row["id"] for row in persons}
    for row in letters:
        assert all(row[name] for name in ("label", "label_ru", "date", "authors", "addressees", "shelfmarks", "mode"))
        assert row["authors"].count("|") == row["author_ids"].count("|")
        assert {name for name in row["author_ids"].split("|") if name.startswith("p")} <= known
    assert sum(int(row["letters_written"]) for row in persons) >= 72
    assert all(row["letters_naming"].isdigit() for row in persons)
    assert {name for row in decisions for name in row["recorded_with"].split("|") if name} <= {
        row["id"] for row in letters
    }


def test_rfc_4180_with_a_mark_for_spreadsheets() -> None:
    data = b"".join(table(LETTERS, [(f"{BASE}letter/l1", "label", "", 'a "b",\nc')]))
    assert data.startswith(b"\xef\xbb\xbfid,iri,label,")
    assert data.count(b"\r\n") == 2
    assert b',"a ""b"",\nc",' in data


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", '=HYPERLINK("https://example.org")'])
def test_a_text_is_never_a_formula(text: str) -> None:
    assert one("label", text) == f"'{text}"
    assert one("authors", text, "b") == f"'{text}|b"


def test_dates_stand_as_they_are() -> None:
    assert one("date", "-0043-03-15") == "-0043-03-15"


def test_several_values_are_told_apart() -> None:
    assert one("authors", "a|b", "c") == "a¦b|c"
    assert one("topic_ids", "a") == "a"
    assert one("label", "a", "b") == "a|b"


def test_a_column_that_the_table_lacks_is_refused() -> None:
    with pytest.raises(KgError, match="the table has no column 'hue'"):
        one("hue", "red")


def test_many_rows_come_in_pieces_and_none_is_lost() -> None:
    cells = [(f"{BASE}letter/l{number:04}", "label", "", str(number)) for number in range(1700)]
    pieces = list(table(LETTERS, cells))
    assert len(pieces) == 4
    assert [row["label"] for row in read(b"".join(pieces))] == [str(number) for number in range(1700)]


@given(st.text(st.sampled_from("a\"',;|\n\r=+-@\t Я\u05d0\u202e😀"), min_size=1, max_size=12))
def test_any_text_comes_back(text: str) -> None:
    cell = one("label", text)
    assert cell == (f"'{text}" if text[0] in "=+-@\t\r" else text)


def test_the_description_is_a_table_group() -> None:
    """W3C, Metadata Vocabulary for Tabular Data (17 December 2015): only properties that it knows."""
    group = json.loads(metadata(SETTINGS))
    assert group["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert [one["url"] for one in group["tables"]] == ["letters.csv", "persons.csv", "decisions.csv"]
    allowed = {"name", "titles", "datatype", "lang", "separator", "required", "propertyUrl", "suppressOutput"}
    for described, of in zip(group["tables"], TABLES, strict=True):
        schema = described["tableSchema"]
        assert set(schema) == {"columns", "primaryKey", "aboutUrl"}
        assert schema["aboutUrl"] == f"{BASE}{of.path}{{id}}"
        assert [column["titles"] for column in schema["columns"]] == [column.name for column in of.columns]
        assert all(set(column) - {"dc:description"} <= allowed for column in schema["columns"])
        assert schema["primaryKey"] in [column["name"] for column in schema["columns"] if column.get("required")]
        assert {column["datatype"] for column in schema["columns"]} <= {"string", "anyURI", "date", "integer"}


def test_what_the_description_makes_of_the_tables_is_in_the_graph(dump: Path) -> None:
    """Csv2rdf by hand: a cell with a property is a statement, and none of them is new."""
    lines = gzip.decompress((dump / "stalin-kaganovich.nt.gz").read_bytes()).decode().splitlines()
    graph = {tuple(line.removesuffix(" .").split(" ", 2)) for line in lines}
    made = 0
    for described in json.loads((dump / "csv-metadata.json").read_bytes())["tables"]:
        schema = described["tableSchema"]
        for row in read((dump / described["url"]).read_bytes()):
            for column in schema["columns"]:
                cell = row[column["name"]]
                if "propertyUrl" not in column or not cell:
                    continue
                for value in cell.split(column["separator"]) if "separator" in column else [cell]:
                    assert (
                        f"<{schema['aboutUrl'].format(**row)}>",
                        f"<{column['propertyUrl']}>",
                        term(column, value),
                    ) in graph
                    made += 1
    assert made > 2000


def term(column: dict[str, str], value: str) -> str:
    kind = column["datatype"]
    if kind == "anyURI":
        return f"<{value}>"
    if kind != "string":
        return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}>'
    text = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"@{column["lang"]}' if "lang" in column else f'"{text}"'
