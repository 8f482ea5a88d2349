"""Years of a life beside a name: understood, told apart by, entered in the row; titles are no given names."""

from __future__ import annotations

from pathlib import Path

import pytest
from described_sample import letters, problems, workspace, write

from kg.cli import run
from kg.read.table import read
from kg.read.typed_lives import lived
from kg.reconcile.spelled import row_of
from kg.records import Described, Person
from kg.workspace import load_workspace


@pytest.mark.parametrize(
    ("text", "name", "born", "died"),
    [
        ("Prokofiev, Sergey (1891-1953)", "Prokofiev, Sergey", "1891", "1953"),
        ("Sergey Prokofiev (1891 – 1953)", "Sergey Prokofiev", "1891", "1953"),
        ("Webern, Anton, 1883-1945", "Webern, Anton", "1883", "1945"),
        ("Berg, Cid, 1850-", "Berg, Cid", "1850", ""),
        ("Berg, Cid, d. 1900.", "Berg, Cid", "", "1900"),
        ("Berg, Cid (* 1850)", "Berg, Cid", "1850", ""),
        ("Berg, Cid (*1850 †1901)", "Berg, Cid", "1850", "1901"),
        ("Berg, Cid (geb. 1850, gest. 1901)", "Berg, Cid", "1850", "1901"),
        ("Berg, Cid [né en 1850]", "Berg, Cid", "1850", ""),
        ("C. Berg (ca. 1850-1900?)", "C. Berg", "1850~", "1900?"),
        ("Иванов И. (р. 1891)", "Иванов И.", "1891", ""),
    ],
)
def test_years_of_a_life(text: str, name: str, born: str, died: str) -> None:
    found = lived(text)
    assert found is not None
    assert (found.name, found.born, found.died) == (name, born, died)


@pytest.mark.parametrize(
    "text",
    ["Berg, Cid", "Berg (Cid)", "Berg, Cid (recipient)", "Society (1891)", "Berg, 1850", "X (1953-1891)", "1850-60"],
)
def test_other_numbers_are_none(text: str) -> None:
    assert lived(text) is None


def test_either_order_of_a_name_is_the_same_person() -> None:
    one, other = lived("Berg, Cid (1850-1901)"), lived("Cid Berg, 1850-1901")
    assert one is not None and other is not None and one.key == other.key


def test_namesakes_are_told_apart_by_their_years(tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    rows = [
        '"Strauss, Johann (1804-1849)",Ada Lind,1840',
        '"Strauss, Johann (1825-1899) [Absender]",Ada Lind,1870',
        '"Johann Strauss, 1825-1899",Ada Lind,1871',
        '"Strauss, Johann","Berg, Cid (1850-1901)",1872',
        "Ada Lind,Cid Berg,1873",
    ]
    table = write(tmp_path, "gulls.csv", "\n".join(["From,To,Date", *rows, ""]))
    assert run(["import", "table", str(table), "--workspace", str(space)]) == 0
    persons = load_workspace(space).authorities.persons
    assert [(one.surname, one.born, one.died) for one in persons if one.born] == [
        ("Strauss", "1804", "1849"),
        ("Strauss", "1825", "1899"),
        ("Berg", "1850", "1901"),
    ]
    found = letters(space)
    assert found[1].senders == found[2].senders != found[0].senders
    assert found[3].recipients == found[4].recipients  # whose spelling nobody else bears
    assert "Strauss" in {problem.raw.split(",")[0] for problem in problems(space) if problem.kind != "by-spelling"}


@pytest.mark.parametrize(
    ("text", "surname", "given"),
    [
        ("Dr. Hans Müller", "Müller", "Hans"),
        ("Prof. Dr. med. Carl Flesch", "Flesch", "Carl"),
        ("Müller, Dr. Hans", "Müller", "Hans"),
        ("Müller, Frau", "Müller", ""),
        ("Mme. Berg", "Berg", ""),
        ("M. Berg", "Berg", "M."),
        ("кн. С. М. Волконский", "Волконский", "С. М."),
        ("Berg (Cid)", "Berg", ""),
        ("Berg, Anna, née Klamm", "Berg", "Anna"),
        ("Anna Berg geb. Klamm", "Berg", "Anna"),
        ("Berg, Cid (the Elder)", "Berg", "Cid"),
        ("Frau", "Frau", ""),
    ],
)
def test_titles_and_additions_are_no_names(text: str, surname: str, given: str) -> None:
    row = row_of("person", "p1", [text], (), "", None)
    assert isinstance(row, Person)
    assert (row.surname, row.given) == (surname, given)


def described(tmp_path: Path, text: str) -> list[Described]:
    return [item for item in read(write(tmp_path, "a.csv", text)) if isinstance(item, Described)]


def test_a_list_that_counts_on_through_the_boxes_names_its_letters(tmp_path: Path) -> None:
    counted = "Item,From,To,Date,Box\n1,A B,C D,1900,1\n2,A B,C D,1901,1\n3,C D,A B,1902,2\nTotal: 3,,,,\n"
    found = described(tmp_path, counted)
    assert [(one.key, one.shelfmarks[0].path) for one in found] == [
        ("1", {"box": "1"}), ("2", {"box": "1"}), ("3", {"box": "2"})
    ]  # fmt: skip
    kept = described(tmp_path, counted.replace("\n3,", "\n1,"))
    assert [(one.key, one.shelfmarks[0].path["item"]) for one in kept] == [("", "1"), ("", "2"), ("", "1")]


def test_the_days_of_an_edition_hold_those_of_an_open_date(tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    table = write(
        tmp_path, "gulls.csv", "From,To,Date\nA B,C D,1933-10-03\nA B,C D,after 12 Jan. 1934\nC D,A B,before 1930\n"
    )
    assert run(["import", "table", str(table), "--workspace", str(space)]) == 0
    window = load_workspace(space).edition().edition.window
    assert (window.start.isoformat(), window.end.isoformat()) == ("1929-12-31", "1934-01-13")


def test_a_firm_is_not_taken_apart(tmp_path: Path) -> None:
    found = described(tmp_path, 'From,To,Date\n"Fa. Breitkopf & Härtel, Leipzig","Berg, Cid & Ada",1900\n')
    assert [(one.text, one.kind) for one in found[0].senders] == [("Fa. Breitkopf & Härtel, Leipzig", "group")]
    doubts = [item for item in read(tmp_path / "a.csv") if getattr(item, "kind", "") == "doubtful-name"]
    assert len(doubts) == 1
