"""Shapes that a user brings: which are taken, what is wrong in them and where, and what makes the exit code 3."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import small_workspace

from kg.cli import run

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix ex: <https://example.org/> .\n"
DATA = HEAD + "ex:x a ex:A .\n"
NO_P = "ex:T a sh:NodeShape ; sh:targetClass ex:A ;\n  sh:property [ sh:path ex:p ; sh:minCount 1 ; {} ] ."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("data.ttl").write_text(DATA)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], shapes: str, *options: str) -> tuple[int, str, str]:
    Path("shapes.ttl").write_text(HEAD + shapes)
    code = run(["validate", "data.ttl", "--shapes", "shapes.ttl", *options])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize(
    ("shapes", "messages"),
    [
        (
            "# sh:minCout\nex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:p ;\n sh:minCout 1 ] .",
            ["shapes.ttl:5: the shapes", "sh:minCout is no term of SHACL; did you mean sh:minCount?"],
        ),
        ("ex:S a sh:NodeShape ;\n sh:targetClas ex:A .", ["shapes.ttl:4: ", "did you mean sh:targetClass?"]),
        ("\n\nex:S a sh:NodeShap ; sh:targetClass ex:A .", ["shapes.ttl:5: ", "did you mean sh:NodeShape?"]),
        (
            "ex:S a sh:NodeShape ; sh:message 'sh:xyzzy' ;\n sh:targetClas ex:A ;\n sh:nodeKind sh:IRl .",
            ["shapes.ttl:4: ", "\n  shapes.ttl:5: sh:IRl is no term of SHACL; did you mean sh:IRI?"],
        ),
        ("[] a sh:NodeShape ;\n sh:targetClass ex:A ; sh:minCount 1 .", ["shapes.ttl:4: ", "sh:minCount needs a path"]),
        ("<#S> sh:targetClass ex:A ;\n sh:nodeKind ex:Any .", ["shapes.ttl:3: ", "is no kind of nodes"]),
    ],
)
def test_what_is_wrong_in_shapes_is_named_with_its_line(
    shapes: str, messages: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, shapes)
    assert (code, out) == (1, "")
    assert all(message in err for message in messages), err
    assert "xyzzy" not in err


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ("ex:S sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:p ; sh:object 1 ] .", "makes new"),
        ("ex:S sh:property [ sh:path ex:q ; sh:values [ sh:path ex:n ] ; sh:maxCount 0 ] .", "makes new statements"),
        ("ex:S sh:js [ sh:jsFunctionName 'f' ] .", "sh:js is written in JavaScript"),
        ("ex:S sh:target [ a sh:JSTarget ] .", "sh:JSTarget is written in JavaScript"),
        (
            "ex:f a sh:SPARQLFunction ; sh:select 'SELECT ?x { BIND(1 AS ?x) }' .",
            "sh:SPARQLFunction defines a function",
        ),
        ("<> sh:entailment <http://www.w3.org/ns/entailment/RDFS> .", "sh:entailment asks for reasoning"),
        ("<> <http://www.w3.org/2002/07/owl#imports> ex:others .", "they import https://example.org/others"),
        ("ex:S sh:targetClass 'A' .", 'sh:targetClass needs an IRI instead of "A"'),
        ("ex:S sh:targetSubjectsOf [] .", "sh:targetSubjectsOf needs an IRI instead of _:"),
        ("ex:S sh:targetNode [] .", "sh:targetNode needs an IRI instead of _:"),
    ],
)
def test_what_no_engine_evaluates_is_refused(
    shapes: str, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, f"ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:nodeKind sh:IRI .\n{shapes}")
    assert (code, out) == (1, "")
    assert "shapes.ttl:" in err
    assert message in err


def test_imports_of_what_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imports = (
        "<> <http://www.w3.org/2002/07/owl#imports> <other.ttl>, <http://www.w3.org/ns/shacl#>, ex:o .\nex:o a ex:O ."
    )
    assert said(capsys, imports)[0] == 1
    Path("other.ttl").write_text(HEAD + NO_P.format(""))
    assert said(capsys, imports)[0] == 1
    assert said(capsys, imports, "--shapes", "other.ttl")[0] == 3


@pytest.mark.parametrize(
    ("shape", "codes"),
    [
        ("sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this { ?this a <https://example.org/A> }' ] ; "
         "sh:property [ sh:path ex:p ; sh:minCount 1 ]", (3, 1)),
        ("sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this { ?this a <https://example.org/A> }' ] ; "
         "sh:property [ sh:path ex:p ; sh:maxCount 0 ]", (0, 1)),
        ("sh:targetClass ex:A ; sh:expression false", (3, 1)),
        ("sh:targetClass ex:A ; sh:property [ sh:path ex:p ; sh:expression false ]", (0, 1)),
    ],
)  # fmt: skip
def test_advanced_features_that_pyshacl_checks(
    shape: str, codes: tuple[int, int], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = said(capsys, f"ex:S a sh:NodeShape ; {shape} .")
    assert code == codes[0]
    assert "note: 1 of 1 shapes were checked by pySHACL" in err
    code, _, err = said(capsys, f"ex:S a sh:NodeShape ; {shape} .", "--engine", "fast")
    assert code == codes[1]
    assert "cannot be checked fast: sh:" in err


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT $this { $this no:such 1 }", "line 1, column 29 of the query: Prefix not found: no:such\n"),
        ("SELECT $this { $this ?p }", "line 1, column 25 of the query: this cannot stand here: }\n"),
        ("SELECT $this {\n$this <x> 1 }", "line 2, column 10 of the query: IRI parsing failed: <x>\n"),
        ("SELECT $this {", "line 1, column 15 of the query: this cannot stand here, where it ends\n"),
    ],
)
def test_a_query_that_is_no_sparql(query: str, message: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = said(capsys, f'ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:sparql [ sh:select """{query}""" ] .')
    assert f"shapes.ttl:3: the shapes cannot be used: https://example.org/S: sh:select is no SPARQL: {message}" in err


def test_a_shape_that_checks_nothing_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shapes = """ex:S a sh:NodeShape ; sh:nodeKind sh:IRI .
    ex:Used a sh:NodeShape ; sh:nodeKind sh:IRI . ex:Listed a sh:NodeShape ; sh:nodeKind sh:IRI .
    ex:T a sh:NodeShape ; sh:targetClass ex:A ; sh:node ex:Used ; sh:or ( ex:Listed ) .
    ex:Off a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:deactivated true ."""
    code, out, err = said(capsys, shapes, "--format", "json")
    note = "shapes.ttl:3: https://example.org/S has no target and no shape refers to it: it checks nothing"
    assert (code, json.loads(out)["notes"], err) == (0, [note], f"note: {note}\n")


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("", "violation", 3),
        ("sh:severity sh:Warning", "violation", 0),
        ("sh:severity sh:Warning", "warning", 3),
        ("sh:severity sh:Info", "warning", 0),
        ("sh:severity sh:Info", "info", 3),
    ],
)
def test_what_makes_the_exit_code(
    severity: str, fail_on: str, code: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [said(capsys, NO_P.format(severity), "--fail-on", fail_on) for _ in range(2)]
    assert told[0] == told[1]  # a shape without IRI has the same name in every run
    assert told[0][0] == code
    assert "/T]" in told[0][1]


def test_folders_and_several_files_of_shapes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("more").mkdir()
    Path("more/a.ttl").write_text(HEAD + NO_P.format("").replace("ex:T", "ex:U"))
    Path("more/README.md").write_text("none")
    workspace = small_workspace.write(folder / "workspace")
    code, out, _ = said(capsys, NO_P.format(""), "--shapes", "more")
    assert (code, "/T]" in out, "/U]" in out) == (3, True, True)
    assert run(["validate", str(workspace), "--shapes", "more"]) == 0
    assert "1 rule checked" in capsys.readouterr().out
    Path("more/a.ttl").unlink()
    for path, message in (("more", "no file of this folder is RDF"), ("none.ttl", "there are no such shapes")):
        assert run(["validate", "data.ttl", "--shapes", path]) == 1
        assert f"{path}: {message}" in capsys.readouterr().err


def test_relative_iris_without_a_base_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("data.ttl").write_text(HEAD + "<#x> a ex:A ; ex:q <y> .\n")
    _, out, _ = said(capsys, NO_P.format(""))
    assert f"note: 2 relative IRIs were resolved against {(folder / 'data.ttl').as_uri()}" in out
    assert "add @base" in out
    Path("data.ttl").write_text("@base <https://example.org/> .\n" + HEAD + "<#x> a ex:A ; ex:q <y> .\n")
    assert "relative" not in said(capsys, NO_P.format(""))[1]


@pytest.mark.parametrize("what", ["nofile.ttl", "no/such"])
def test_a_path_that_is_not_there(what: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", what]) == 2
    assert f"{what}: there is no such file or folder" in capsys.readouterr().err
