"""Shapes and data that cannot be used: one message with the place, and nothing written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import small_workspace
from validation import DECLARED, TURTLE, check_lines, nt, shapes_of

import kg.pipeline
from kg.cli import run
from kg.errors import KgError
from kg.validate.engine import Choice

LINE = (TURTLE + DECLARED).count("\n") + 2  # of what follows a first line
BAD = [
    ("sh:property [ sh:path ( :p ) ; sh:minCount 1 ]", "needs two of them"),
    ("sh:property [ sh:path [ sh:inversePath 'p' ] ; sh:minCount 1 ]", "no path"),
    ("sh:property [ sh:path [ :other :p ] ]", "no path"),
    ("sh:property [ sh:path :p, :q ]", "sh:path has 2 values"),
    ("sh:property [ sh:minCount 1 ]", "what stands at sh:property has no path"),
    ("sh:property :nothing", "there is no such shape"),
    ("sh:minCount 1", "sh:minCount needs a path"),
    ("sh:property [ sh:path :p ; sh:minCount '1' ]", "a whole number"),
    ("sh:property [ sh:path :p ; sh:minCount 1, 2 ]", "sh:minCount has 2 values"),
    ("sh:nodeKind sh:Thing", "is no kind of nodes"),
    ("sh:datatype 'date'", "an IRI is needed"),
    ("sh:minInclusive :one", "a literal is needed"),
    ("sh:in ( 1 . 2 )", None),
    ("sh:in [ rdf:first 1 ]", "a list is broken"),
    ("sh:deactivated 1", "sh:deactivated must be true or false"),
    ("sh:pattern '^(a'", "no regular expression: ^(a"),
    ("sh:node :s", "refers to itself"),
    ("sh:not [ sh:or ( [ sh:class :B ] [ sh:property [ sh:path :p ; sh:node :s ] ] ) ]", "refers to itself"),
    ("sh:sparql [ sh:select 'SELECT $this { $this }' ]", "sh:select is no SPARQL"),
    ("sh:sparql [ sh:select 'SELECT $this { $this no:such 1 }' ]", "sh:select is no SPARQL"),
    ("sh:sparql [ sh:select 'SELECT $this { $this <relative> 1 }' ]", "sh:select is no SPARQL"),
    ("sh:sparql [ sh:select 'ASK { $this ?p 1 }' ]", "no SELECT"),
    ("sh:sparql [ sh:message 'none' ]", "needs one text at sh:select"),
    ("sh:sparql [ sh:select 'SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }' ]", "must not contain MINUS"),
    ("sh:sparql [ sh:select 'SELECT $this { { SELECT ?o { ?s ?p ?o } } }' ]", "must return $this"),
    ("sh:sparql [ sh:select 'SELECT $this { BIND(1 AS $this) }' ]", "must not assign to $this"),
]


@pytest.mark.parametrize("engine", list(Choice))
@pytest.mark.parametrize(("text", "message"), BAD)
def test_shapes_that_cannot_be_used(text: str, message: str | None, engine: Choice, tmp_path: Path) -> None:
    with pytest.raises(KgError) as caught:
        check_lines(
            nt(":x a :A ."), shapes_of(f"# first\n:s a sh:NodeShape ; sh:targetClass :A ; {text} .\n", tmp_path), engine
        )
    said = str(caught.value)
    assert f"shapes.ttl:{LINE}: " in said
    assert (message or "not Turtle") in said


def test_a_construct_that_is_not_covered_is_refused_or_left_to_pyshacl(tmp_path: Path) -> None:
    shapes = shapes_of(
        """:s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:pattern "^(?=ab)" ] .
        :t a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ] .""",
        tmp_path,
    )
    lines = nt(":x a :A ; :p 'abc' . :y a :A ; :p 'b' . :z a :A .")
    found, engine = check_lines(lines, shapes, Choice.AUTO)
    assert sorted((one.focus[-2], one.component.rpartition("#")[2][:8]) for one in found) == [
        ("y", "PatternC"),
        ("z", "MinCount"),
    ]
    assert (engine.shapes, engine.fast) == (2, 1)
    assert engine.note is not None
    assert "1 of 2 shapes" in engine.note
    assert "none of SPARQL: ^(?=ab)" in engine.note
    with pytest.raises(KgError, match=r"shapes.ttl:\d+: .*/s cannot be checked fast: a regular expression"):
        check_lines(lines, shapes, Choice.FAST)
    found, engine = check_lines(lines, shapes, Choice.PYSHACL)
    assert len(found) == 2
    assert (engine.fast, engine.note) == (0, None)


@pytest.fixture
def own_shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of shapes that the commands use instead of the project's."""
    file = tmp_path / "own.ttl"
    monkeypatch.setattr(kg.pipeline, "resource_files", lambda _: (file,))
    return file


LETTER = "<https://w3id.org/letterkg/ns#Letter>"


def test_the_commands_say_who_checked(own_shapes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_shapes.write_text(
        f"""{TURTLE} :S90 a sh:NodeShape ; sh:name "S90: x" ; sh:targetClass {LETTER} ; sh:severity sh:Info ;
        sh:pattern "^(?!https)" ."""
    )
    workspace = small_workspace.write(tmp_path / "data")
    assert run(["validate", str(workspace)]) == 0
    told = capsys.readouterr()
    assert "note: 1 of 1 shapes were checked by pySHACL" in told.err
    assert "info [https://example.org/S90]" in told.out
    assert run(["validate", str(workspace), "--engine", "fast"]) == 1
    assert "own.ttl:" in capsys.readouterr().err
    assert run(["build", str(workspace), "--out", str(tmp_path / "out")]) == 0
    assert "checked by pySHACL" in capsys.readouterr().err
    assert '"reason": "a regular expression' in (tmp_path / "out/report/report.json").read_text()


def test_a_build_with_wrong_shapes_writes_nothing(
    own_shapes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_shapes.write_text(f"{TURTLE} :S90 a sh:NodeShape ; sh:targetClass {LETTER} ; sh:node :S90 .")
    workspace = small_workspace.write(tmp_path / "data")
    assert run(["build", str(workspace), "--out", str(tmp_path / "out")]) == 1
    assert "refers to itself" in capsys.readouterr().err
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ttl", b"<#x> a <#A> ; <#p", "a.ttl:1: not Turtle"),
        ("a.ttl", b"<#x> a no:such .", "a.ttl:1: not Turtle"),
        ("a.nt", b"<x> <x:p> <x:o> .", "a.nt:1: not N-Triples"),
        ("a.nq", b"<x:x> <x:p> <x:o> <g> .", "a.nq:1: not N-Quads"),
        ("a.nt.gz", gzip.compress(b"<x:x> <x:p> <x:o> .\n" * 99, mtime=0)[:-9], "not a whole gzip file"),
        ("a.nt", b"<x:x> <x:p> <<( <x:x> <x:p> <x:o> )>> .\n", "a statement about a statement"),
    ],
)
def test_data_that_cannot_be_read(
    name: str, content: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert run(["validate", str(tmp_path / name)]) == 1
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]
