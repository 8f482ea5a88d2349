"""Reports: typed results with their place, in three forms; `kg validate` on whatever it is given."""

from __future__ import annotations

import gzip
import json
import logging
from io import BytesIO
from pathlib import Path

import pyoxigraph
import pytest
import small_workspace
from a_report import BASE, REPORT, VIOLATION, WARNING, result
from validation import nt

from kg.cli import run
from kg.errors import KgError
from kg.ns import SH
from kg.pipeline import check, validate
from kg.validate.graph import Graph as Statements
from kg.validate.load import read_rdf
from kg.validate.paths import path_text, read_path, short
from kg.validate.places import Places, Where
from kg.validate.rdflib_graph import load_graph
from kg.validate.render import as_text
from kg.validate.results import Report, Severity, in_order
from kg.validate.shapes import load_shapes
from kg.validate.terms import statements


def test_results_stand_in_one_order_and_once() -> None:
    earlier = result(lines=(2, 3))
    assert in_order([WARNING, VIOLATION, earlier, VIOLATION]) == (earlier, VIOLATION, WARNING)


def test_warnings_and_infos_pass() -> None:
    infos = (WARNING, result(severity=Severity.INFO))
    assert Report(data="", triples=0, rules=(), results=infos).passed
    assert not REPORT.passed


class TestPlaces:
    LINES = f"""
        <{BASE}letter/l1> <http://purl.org/dc/terms/source> <{BASE}source/june#line=13,27> .
        <{BASE}carrier/l1-1> <http://www.cidoc-crm.org/cidoc-crm/P128_carries> <{BASE}letter/l1> .
        <{BASE}source/june#line=40,41> <http://www.cidoc-crm.org/cidoc-crm/P67_refers_to> <{BASE}decision/d1> .
        <{BASE}source/june#line=8,9> <http://www.cidoc-crm.org/cidoc-crm/P67_refers_to> <{BASE}decision/d1> .
        <{BASE}heading/h1> <http://www.cidoc-crm.org/cidoc-crm/P106i_forms_part_of> <{BASE}source/june#line=13,14> .
        <{BASE}letter/l2> <https://w3id.org/letterkg/ns#firstLine> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .
        <{BASE}letter/l2> <https://w3id.org/letterkg/ns#lastLine> "6"^^<http://www.w3.org/2001/XMLSchema#integer> .
        <{BASE}letter/l3> <https://w3id.org/letterkg/ns#firstLine> "five" .
        <{BASE}letter/l3> <https://w3id.org/letterkg/ns#lastLine> "six" .
        <{BASE}person/p1> <http://www.w3.org/2000/01/rdf-schema#label> "Ада Руус"@ru .
        <{BASE}person/p1> <http://www.w3.org/2000/01/rdf-schema#label> "Ada Ruus"@en .
    """

    def places(self, files: dict[str, str]) -> Places:
        lines = [line.strip() for line in self.LINES.strip().splitlines()]
        return Places(Statements(statements(sorted(lines))), files)

    @pytest.mark.parametrize(
        ("thing", "where"),
        [
            ("letter/l1", Where("june.txt", (14, 27))),
            ("letter/l1#written", Where("june.txt", (14, 27))),
            ("carrier/l1-1", Where("june.txt", (14, 27))),
            ("carrier/l1-1#shelfmark", Where("june.txt", (14, 27))),
            ("heading/h1", Where("june.txt", (14, 14))),
            ("decision/d1#act", Where("june.txt", (9, 9))),
            ("letter/l2", Where(None, (5, 6))),
            ("letter/l3", Where(None, None)),
            ("person/p1", Where(None, None)),
        ],
    )
    def test_where_the_edition_speaks_of_it(self, thing: str, where: Where) -> None:
        assert self.places({f"{BASE}source/june": "june.txt"}).find(f"<{BASE}{thing}>") == where

    def test_a_source_without_a_known_file_has_its_own_name(self) -> None:
        assert self.places({}).find(f"<{BASE}letter/l1>").file == "june"

    def test_the_english_label_comes_first(self) -> None:
        places = self.places({})
        assert places.label(f"<{BASE}person/p1>") == "Ada Ruus"
        assert places.label(f"<{BASE}letter/l1>") is None


@pytest.mark.parametrize(
    ("turtle", "text"),
    [
        ("ep:author", "ep:author"),
        ("( ep:replyTo ep:earliestDate )", "ep:replyTo/ep:earliestDate"),
        ("[ sh:inversePath ep:author ]", "^ep:author"),
        ("[ sh:alternativePath ( ep:author ep:sender ) ]", "(ep:author|ep:sender)"),
        ("( [ sh:inversePath ep:author ] ep:sender )", "^ep:author/ep:sender"),
        ("[ sh:zeroOrMorePath ep:replyTo ]", "(ep:replyTo)*"),
        ("[ sh:oneOrMorePath ep:replyTo ]", "(ep:replyTo)+"),
        ("[ sh:zeroOrOnePath ep:replyTo ]", "(ep:replyTo)?"),
        ("[ sh:inversePath ( ep:author ep:sender ) ]", "^(ep:author/ep:sender)"),
    ],
)
def test_paths_are_written_as_sparql_writes_them(turtle: str, text: str) -> None:
    lines = nt(f"<https://example.org/s> sh:path {turtle} .").decode().splitlines()
    graph = Statements(statements(lines))
    path = read_path(graph, graph.objects("<https://example.org/s>", SH.path)[0])
    assert path_text(path) == text


def test_an_unknown_namespace_is_written_out() -> None:
    assert short("https://example.org/x#y") == "<https://example.org/x#y>"


class TestBlankNodes:
    """SHACL sees those that have a type; the check on the stream sees all."""

    @pytest.mark.parametrize(
        "line",
        [
            "_:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/Thing> .",
            f"_:a <{BASE}p> <{BASE}o> .",
            f"<{BASE}s> <{BASE}p> _:a .",
        ],
    )
    def test_each_is_found_once(self, line: str, tmp_path: Path) -> None:
        path = tmp_path / "graph.nt"
        path.write_text(f'{line}\n<{BASE}s> <{BASE}p> "no _:a here" .\n')
        report = check(path, "graph")
        assert [(found.rule, found.value) for found in report.results] == [("S35", "_:a")]
        assert not report.passed
        assert "a blank node" in as_text(report)

    def test_a_text_that_looks_like_one_is_none(self, tmp_path: Path) -> None:
        path = tmp_path / "graph.nt"
        path.write_text(f'<{BASE}s> <{BASE}p> "_:a" .\n<{BASE}s> <{BASE}p> "x _:b" .\n')
        assert check(path, "graph").results == ()


class TestReading:
    TRIPLE = f'<{BASE}s> <{BASE}p> "ü" .\n'

    @pytest.mark.parametrize("suffix", [".nt", ".ttl", ".nq", ".trig"])
    @pytest.mark.parametrize("packed", [False, True])
    def test_the_name_tells_the_format(self, suffix: str, packed: bool, tmp_path: Path) -> None:
        data = self.TRIPLE.encode()
        path = tmp_path / f"graph{suffix}{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(data) if packed else data)
        assert list(read_rdf(path)) == [(f"<{BASE}s>", f"<{BASE}p>", '"ü"')]

    def test_named_graphs_are_taken_together(self, tmp_path: Path) -> None:
        path = tmp_path / "graph.nq"
        path.write_text(f"<{BASE}s> <{BASE}p> <{BASE}o> <{BASE}g> .\n<{BASE}s> <{BASE}p> <{BASE}q> .\n")
        assert {object_ for _, _, object_ in read_rdf(path)} == {f"<{BASE}o>", f"<{BASE}q>"}

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("graph.csv", b"", "does not tell an RDF format"),
            ("graph.ttl", b"\n<a> <b> .\n", "graph.ttl:2: not Turtle"),
            ("graph.nt", b"\xff\xfe\n", "not N-Triples"),
            ("graph.nt.gz", b"not gzip", "not a whole gzip file"),
            ("graph.nt.gz", gzip.compress(TRIPLE.encode() * 500)[:-20], "not a whole gzip file"),
            ("missing.nt", None, "cannot be read: No such file"),
        ],
    )
    def test_what_cannot_be_read(self, name: str, content: bytes | None, message: str, tmp_path: Path) -> None:
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(KgError) as caught:
            list(read_rdf(tmp_path / name))
        assert message in str(caught.value)

    def test_what_is_not_of_its_type_is_kept_and_not_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        line = f'<{BASE}s> <{BASE}p> "31 June"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
        with caplog.at_level(logging.WARNING):
            graph = load_graph(BytesIO(line.encode()))
        assert [str(value) for value in graph.objects()] == ["31 June"]
        assert not caplog.records

    def test_lexical_forms_are_not_normalised(self) -> None:
        line = f'<{BASE}s> <{BASE}p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        assert [str(value) for value in load_graph(BytesIO(line.encode())).objects()] == ["007"]


class TestShapesOfOthers:
    @pytest.mark.parametrize(("content", "message"), [(None, "cannot be read"), (b"<a> <b>", "not Turtle")])
    def test_a_file_that_is_no_shapes(self, content: bytes | None, message: str, tmp_path: Path) -> None:
        path = tmp_path / "own.ttl"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(KgError, match=message):
            load_shapes([path])


class TestCommand:
    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Path:
        return small_workspace.write(tmp_path / "data", small_workspace.SPOILT)

    def test_a_workspace(self, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["validate", str(workspace)]) == 3
        assert "herring.txt:20: violation [S03-parties] " in capsys.readouterr().out

    def test_the_default_workspace(
        self, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("KG_WORKSPACE", str(workspace))
        assert run(["validate"]) == 3
        assert run(["validate", small_workspace.EDITION]) == 3
        assert f"statements of {small_workspace.EDITION}\n" in capsys.readouterr().out

    def test_a_sound_workspace(self, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
        small_workspace.write(workspace)
        assert run(["validate", str(workspace)]) == 0
        assert capsys.readouterr().out.startswith("no problems; ")

    def test_as_json(self, workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        assert run(["validate", str(workspace), "--format", "json"]) == 3
        assert json.loads(capsysbinary.readouterr().out)["violations"] == 1

    def test_as_turtle(self, workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        assert run(["validate", str(workspace), "--format", "turtle"]) == 3
        data = capsysbinary.readouterr().out
        assert sum(1 for _ in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE)) > 5

    @pytest.mark.parametrize("format_", ["text", "json", "sarif", "turtle"])
    def test_a_file(self, format_: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        path = tmp_path / "person.ttl"
        path.write_text("<#p> a <http://www.cidoc-crm.org/cidoc-crm/E21_Person> .\n")
        assert run(["validate", str(path), "--format", format_]) == 3
        assert b"the person has no label" in capsysbinary.readouterr().out

    def test_nothing_of_that_name(
        self, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("KG_WORKSPACE", str(workspace))
        assert run(["validate", "herring-1901"]) == 2
        assert f"did you mean '{small_workspace.EDITION}'?" in capsys.readouterr().err

    def test_no_workspace_at_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("KG_WORKSPACE", str(tmp_path))
        assert run(["validate", "herring"]) == 2
        assert "neither a workspace, nor an RDF file" in capsys.readouterr().err

    def test_writes_nothing(self, workspace: Path) -> None:
        before = sorted(workspace.rglob("*"))
        validate(workspace)
        assert sorted(workspace.rglob("*")) == before
