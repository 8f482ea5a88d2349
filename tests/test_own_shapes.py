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


def test_terms_of_the_advanced_features_are_terms(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:p ; sh:object 1 ]"
    code, _, err = said(capsys, f"ex:S a sh:NodeShape ; sh:targetClass ex:A ; {rule} .")
    assert (code, "no term" in err) == (0, False)


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
