"""`kg export`: the command, and the report of what a format cannot carry."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from conftest import CHECKOUT, EDITION, WORKSPACE
from exported import BASE, FORMATS, about, exported, hostile, losses, once, strings, written

from kg.cli import run
from kg.pipeline import Built
from kg.publish.exports import Carried, Losses, Records, exports, find
from kg.publish.exports._records import _WHOLE
from kg.publish.exports._things import Letter, Thing, Unit
from kg.publish.store import open_store
from kg.records import Letter as Record
from kg.understood import understand
from kg.workspace import load_workspace

KINDS = {"letter": Letter, "person": Thing, "group": Thing, "place": Thing, "unit": Unit}


def fields(type_: type, path: str) -> set[str]:
    """The names of all fields of a record."""
    found = set()
    for name, hint in get_type_hints(type_).items():
        inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
        found |= fields(inner, f"{path}.{name}") if issubclass(inner, msgspec.Struct) else {f"{path}.{name}"}
    return found


def test_formats_are_the_files_of_the_folder_and_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert tuple(export.name for export in exports()) == FORMATS
    assert run(["export", "--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_carries_only_fields_that_there_are(name: str) -> None:
    known = set().union(*(fields(type_, kind) for kind, type_ in KINDS.items())) | _WHOLE.keys()
    assert find(name).fields().keys() <= known


@pytest.fixture(scope="module")
def letters() -> list[Record]:
    """The letters of the collection, with the values that count."""
    workspace = load_workspace(WORKSPACE)
    understood = understand(workspace.edition(), workspace)
    return [letter for letter in understood.reasoned.letters if letter.letter]


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_carried_and_what_is_lost_are_all_there_is(name: str, built: Built, letters: list[Record]) -> None:
    """No value is counted twice and none is forgotten, whatever the format."""
    report = losses(once(built.out, name))
    counts = Counter({row["field"]: row["values"] for row in report["carried"]})
    for row in report["lost"]:
        counts[row["field"]] += row["values"]
        assert len(row["examples"]) == min(3, row["records"]) and row["why"]
    assert report["records"]["letter"] == len(letters)
    assert counts["letter.label"] == len(letters)
    names = sum(len({*letter.senders}) for letter in letters)
    assert counts["letter.authors.name"] == names
    assert counts["lost-letter"] or "lost-letter" in find(name).fields()
    marks = sum(len(letter.shelfmarks) + bool(letter.sent and letter.sent.shelfmark) for letter in letters)
    assert counts.get("letter.carriers.shelfmark", counts["letter.carriers"]) == marks
    assert not [field for field in counts if field.startswith("letter.") and ":" in field]


def test_a_property_that_nobody_reads_is_reported(tmp_path: Path) -> None:
    more = "<letter/l0001> <https://w3id.org/letterkg/ns#colour> 'blue' ."
    for name in ("cmif", "ris"):
        _, lost = written(hostile("a", more=more), name, tmp_path)
        row = next(row for row in lost.rows() if "colour" in row.field)
        assert (row.field, row.values, row.examples) == ("letter.ep:colour", 1, [f"{BASE}letter/l0001"])


class Kept(Losses):
    """Remembers the values that are said to be carried."""

    def __init__(self, name: str) -> None:
        super().__init__(find(name))
        self.kept: set[tuple[str, str]] = set()

    def why_lost(self, field: str, value: str, owner: Any, record: Any) -> str:
        why = super().why_lost(field, value, owner, record)
        if not why:
            self.kept.add((field, value))
        return why


# What stands there in another form, each with a test of its own.
_CHANGED = ("edtf", "time", "certainty", "evidence", "kind", "lines", "level", "above", "unit", "edition", "leaves")
_ALSO = {
    "csv": ("iri",),
    "gexf": (),
    "ris": ("languages",),
    "cmif": (),
    "linked-art": ("latitude", "longitude", "languages"),
    "tei": ("latitude", "longitude"),
    "ric-o": ("languages", "born", "died", "forms"),
    "ric-o-xml": ("languages",),
}


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_said_to_be_carried_is_there(name: str, built: Built) -> None:
    """Another reader finds every value in the file, character for character."""
    kept = Kept(name)
    records = Records(open_store(built.out / "store"), load_workspace(WORKSPACE).settings.base, kept)
    data = b"".join(kept.export.write(records, about(built.out / "dump")))
    records.count_rest()
    there = set(strings(data, name))
    changed = {*_CHANGED, *_ALSO.get(name, ())}
    wanted = {(field, value) for field, value in kept.kept if field.split(".")[-1] not in changed and "." in field}
    assert wanted
    missing = {(field, value) for field, value in wanted if value not in there and " ".join(value.split()) not in there}
    assert not missing


def test_the_report_goes_to_standard_error_and_beside_the_file(
    built: Built, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "deep" / "letters.xml"
    arguments = ["export", "cmif", str(WORKSPACE), "--from", str(built.out)]
    assert run([*arguments, "--out", str(file), "--url", "https://example.org/l.xml"]) == 0
    out, err = capsysbinary.readouterr()
    assert file.name in out.decode() and "letter.topics" in err.decode() and "letter/l0001" in err.decode()
    assert sorted(path.name for path in file.parent.iterdir()) == [
        file.name + end for end in ("", ".loss.json", ".loss.txt")
    ]
    assert (file.with_name(file.name + ".loss.txt")).read_bytes() in err
    assert b"https://example.org/l.xml" in file.read_bytes()
    assert run([*arguments, "--out", "-", "--url", "https://example.org/l.xml"]) == 0
    out, err = capsysbinary.readouterr()
    assert out == file.read_bytes() and b"letter.topics" in err


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_is_the_same_every_time(name: str, built: Built, tmp_path: Path) -> None:
    first, second = once(built.out, name), exported(built.out, tmp_path, name)
    assert first.read_bytes() == second.read_bytes()
    assert losses(first) == losses(second)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rsi"], "did you mean 'ris'"),
        ([], "which format"),
        (["cmif", "--edition", "nobody"], EDITION),
        (["cmif", "--from", "/nowhere"], "kg build"),
    ],
)
def test_what_is_asked_wrongly_is_answered(
    arguments: list[str], says: str, built: Built, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CHECKOUT)
    if "--from" not in arguments:
        arguments = [*arguments, "--from", str(built.out)]
    assert run(["export", *arguments]) in (1, 2)
    assert says in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/dev/full").exists(), reason="no full disk to write to")
def test_a_file_that_cannot_be_written_leaves_the_old_one(built: Built, tmp_path: Path) -> None:
    folder = tmp_path / "letters.xml"
    folder.mkdir()
    (folder / "mine").write_text("mine")
    assert run(["export", "cmif", str(WORKSPACE), "--from", str(built.out), "--out", str(folder)]) == 1
    assert (folder / "mine").read_text() == "mine" and sorted(tmp_path.iterdir()) == [folder]


def test_the_reasons_of_a_format_are_counted_apart(tmp_path: Path) -> None:
    """A date that the format can say is carried; a set of days is lost, with the reason."""
    for date, lost in (
        ("[1900-03-01..1900-03-04]", 0),
        ("1900-03~", 1),
        ("[1900-03-01,1900-03-04]", 1),
        ("1900-21", 1),
    ):
        _, found = written(hostile("a", date), "cmif", tmp_path)
        rows = [row for row in found.rows() if row.field == "letter.written.edtf"]
        assert sum(row.values for row in rows) == lost
        assert found.carried.get("letter.written.edtf", 0) == 1 - lost


def test_fields_that_a_format_cannot_hold_are_reported(tmp_path: Path) -> None:
    _, lost = written(hostile("a\x01b"), "cmif", tmp_path)
    assert any("U+FFFD" in row.why and row.field == "letter.authors.name" for row in lost.rows())
    assert isinstance(find("cmif").fields()["letter.written.edtf"], Carried)
    assert json.loads(json.dumps([row.field for row in lost.rows()])) == sorted(row.field for row in lost.rows())
