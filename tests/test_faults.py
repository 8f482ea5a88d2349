"""Records of the right types that cannot be: each is refused when it is read, with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import small_workspace

from kg.errors import KgError
from kg.pipeline import build
from kg.records import Letter
from kg.records.codec import decode_lines, encode
from kg.records.edtf import is_edtf
from kg.workspace import load_workspace

Change = Callable[[dict[str, Any]], object]


def _set(**values: object) -> Change:
    return lambda record: record.update(values)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_set(date="1932-13-45"), "not a date: '1932-13-45'"),
        (_set(date="1932-02-30"), "not a date"),
        (_set(date="hello"), "not a date: 'hello'"),
        (_set(date="1932-06-04T10:00:00Z"), "not a date"),
        (_set(line=10**30), "letter record"),
        (_set(line=0), "line is 0"),
        (_set(datte="1932"), "datte"),
        (_set(sent={"at": "1932-06-04T25:00"}), "not a local time"),
        (_set(body={"lines": [27, 17]}), "ends before it begins"),
        (_set(body={"lines": [0, 3]}), r"body.lines\[0\] is 0"),
        (_set(body={"lines": [1, 3], "time": "9 o'clock"}), "not a time"),
        (_set(shelfmarks=[{"archive": "KB", "path": {"box": "3"}, "leaves": "79-78"}]), "not a range of leaves"),
        (_set(shelfmarks=[{"archive": "KB", "path": {"box": "3"}, "leaves": "abc"}]), "not a leaf"),
        (_set(mentions=[{"text": "Ruus", "line": 3, "spellings": ["Ruus", "Rus"]}]), "2 spellings"),
    ],
)
def test_a_letter_that_cannot_be(change: Change, says: str) -> None:
    record = msgspec.to_builtins(small_workspace.SOUND[0])
    change(record)
    data = b"\n" + msgspec.json.encode(record)
    with pytest.raises(KgError, match=says) as error:
        list(decode_lines(Letter, data, "letters.jsonl"))
    assert str(error.value).startswith("letters.jsonl:2: ")


def test_a_letter_that_can_be() -> None:
    (letter,) = decode_lines(Letter, encode(small_workspace.SOUND[0]), "letters.jsonl")
    assert letter == small_workspace.SOUND[0]


@pytest.mark.parametrize(
    "text",
    ["1932-06-04", "1932-06", "1932", "[..1932-06-11]", "[1932-06-01,1932-06-02]", "1932-06-04~", "1932-21",
     "XXXX-XX-XX", "1932-06-XX", "{1932-06-01,1932-06-03}", "1932-06-01/1932-06-04"],
)  # fmt: skip
def test_dates_in_edtf(text: str) -> None:
    assert is_edtf(text)


@pytest.mark.parametrize("text", ["", "[..]", "4 June 1932", "1932-6-4", "1932-42", "[1932-06-31..]", "04/06/1932"])
def test_what_is_no_date_in_edtf(text: str) -> None:
    assert not is_edtf(text)


def test_a_letter_of_another_age(tmp_path: Path) -> None:
    small_workspace.write(tmp_path, (small_workspace.letter(1, "Ruus", "Lind", "1392-03-01"),))
    with pytest.raises(KgError, match=r"l0001 is dated 1392-03-01.*\n.*\[window\]"):
        load_workspace(tmp_path)


def test_no_letters_leave_the_last_good_build(tmp_path: Path) -> None:
    workspace, out = small_workspace.write(tmp_path / "data"), tmp_path / "out"
    before = {file: file.read_bytes() for file in build(workspace, out).files}
    small_workspace.write(workspace, ())
    with pytest.raises(KgError, match="has no letters"):
        build(workspace, out)
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.parametrize(
    "name", ["dump/precious.odt", "dump/precious.ttl", "void.ttl", "store/mine.txt", "report/notes/a.txt"]
)
def test_a_build_does_not_remove_what_no_build_wrote(name: str, tmp_path: Path) -> None:
    workspace, out = small_workspace.write(tmp_path / "data"), tmp_path / "out"
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    (out / name).write_text("mine", encoding="utf-8")
    with pytest.raises(KgError, match=r"a build would re(move|place) it"):
        build(workspace, out)
    assert (out / name).read_text(encoding="utf-8") == "mine"
