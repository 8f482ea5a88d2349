"""A large graph checked in parts gives what the whole gives; which checks may see a part, and which must not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_fast import EVERYTHING, QUERIES, graphs, shapes
from validation import nt, said, shapes_of

from benchmarks.letters import Letters, graph
from benchmarks.validation.errors import EVERY, KINDS, spoilt
from kg.pipeline import check
from kg.publish.ntriples import ntriples
from kg.resources import resource_files
from kg.validate.engine import Choice, validate
from kg.validate.fast import Found, NotAnsweredError, Validator
from kg.validate.parts import Part, parts
from kg.validate.plan import checks, footprint, is_local
from kg.validate.shapes import Shapes, load_shapes
from kg.validate.sorted_file import SortedFile

COUNT = 600  # letters: one with an error of each kind
WHOLE = {"whole": 2**40}


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = Letters(COUNT)
    path = tmp_path_factory.mktemp("parts") / "letters.nt"
    path.write_bytes(b"".join(ntriples(spoilt(graph(found, found.replies())))))
    return path


def found_in(data: SortedFile, shapes: Shapes, **sizes: int) -> tuple[Counter[Found], int]:
    """What is found, and in how many parts."""
    found: list[Found] = []
    dealt: set[Found] = set()
    number = 0
    for part in parts(data, list(checks(shapes.reader.roots())), **sizes):
        number += 1
        results = found_on(part, shapes)
        found += [result for result in results if not part.dealt or result not in dealt]
        dealt.update(results if part.dealt else ())
    return said(found), number


def found_on(part: Part, shapes: Shapes) -> list[Found]:
    """In a function of its own: the next part may come only when nothing of this one is held."""
    validator = Validator(part.graph, shapes.graph, part.whole)
    return [result for one in part.checks for result in validator.check(*one)]


@pytest.mark.parametrize(("pieces", "most"), [(1, 1000), (7, 20_000), (100, 10**9)])
def test_parts_give_what_the_whole_gives(letters: Path, pieces: int, most: int) -> None:
    shapes = load_shapes(resource_files("shapes"))
    with SortedFile(letters) as data:
        whole, one = found_in(data, shapes, **WHOLE)
        in_parts, number = found_in(data, shapes, whole=0, pieces=pieces, most=most)
    assert one == 1 < number
    assert whole == in_parts
    kinds = Counter(result.shape.rpartition("#")[2][:-1] for result in whole)
    assert all(kinds[shape] >= COUNT // EVERY // len(KINDS) for shape, _ in KINDS)


@pytest.mark.parametrize("turtle", [EVERYTHING, QUERIES], ids=["core", "queries"])
@given(graph=graphs, piece=st.integers(1, 300), most=st.integers(1, 40))
@settings(max_examples=60)
def test_any_parts_of_any_graph(
    turtle: str, graph: str, piece: int, most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / "graph.nt"
    path.write_bytes(nt(graph))
    with SortedFile(path) as data:
        pieces = [line for lines in data.pieces(piece) for line in lines]
        assert pieces == path.read_text().splitlines()
        subjects = [{line.split()[0] for line in lines} for lines in data.pieces(piece)]
        assert sum(map(len, subjects)) == len(set().union(*subjects))
        try:
            whole, _ = found_in(data, shapes(turtle), **WHOLE)
            in_parts, _ = found_in(data, shapes(turtle), whole=0, pieces=1, most=most)
        except NotAnsweredError:
            return
    assert whole == in_parts


LOCAL = [
    ("sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ]", True),
    ("sh:targetSubjectsOf :p ; sh:lessThanOrEquals :q", True),
    ("sh:targetClass :A ; sh:class :B", True),
    ("sh:targetClass :A ; sh:closed true", True),
    ("sh:targetClass :A ; sh:property [ sh:path :p ; sh:not [ sh:pattern 'a' ] ]", True),
    ("sh:targetNode :x ; sh:property [ sh:path :p ; sh:minCount 1 ]", False),
    ("sh:targetObjectsOf :p ; sh:nodeKind sh:IRI", False),
    ("sh:targetClass :A ; sh:property [ sh:path :p ; sh:class :B ]", False),
    ("sh:targetClass :A ; sh:property [ sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:minCount 1 ] ] ]", False),
    ("sh:targetClass :A ; sh:property [ sh:path :p ; sh:property [ sh:path :q ; sh:minCount 1 ] ]", False),
    ("sh:targetClass :A ; sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ]", False),
    ("sh:targetClass :A ; sh:sparql [ sh:select 'SELECT $this { $this <x:p> 1 }' ]", False),
]


@pytest.mark.parametrize(("text", "local"), LOCAL)
def test_what_may_see_a_part(text: str, local: bool, tmp_path: Path) -> None:
    path = "sh:path :p ; " if "lessThan" in text else ""
    found = shapes_of(f":s {path}{text} .", tmp_path)
    assert [is_local(one) for one in checks(found.reader.roots())] == [local]


def test_what_a_query_looks_at(tmp_path: Path) -> None:
    query = "SELECT $this { $this a ex:B ; ex:p/^ex:q ?x . FILTER NOT EXISTS { ?x ex:r [ ex:s 1 ] } }"
    turtle = f":s sh:targetClass :A ; sh:sparql [ sh:prefixes :prefixes ; sh:select '{query}' ] ."
    (one,) = checks(shapes_of(turtle, tmp_path).reader.roots())
    used = footprint(one)
    assert {term.rpartition("/")[2] for term in used.properties or ()} == {
        "p>", "q>", "r>", "s>", "22-rdf-syntax-ns#type>",
    }  # fmt: skip
    assert {term[-2:] for term in used.classes or ()} == {"A>", "B>"}


def test_a_file_knows_its_statements(letters: Path) -> None:
    lines = letters.read_text().splitlines()
    subjects = sorted({line.split(" ")[0] for line in lines})
    property_ = "<https://w3id.org/letterkg/ns#heldIn>"
    with SortedFile(letters) as data:
        assert data.size() == len(lines)
        for subject in (subjects[0], subjects[-1], *subjects[5:2000:97], "<nobody>", "<x:zzz>"):
            about = [line.split(" ", 2)[2][:-2] for line in lines if line.startswith(f"{subject} {property_} ")]
            assert data.objects(subject, property_) == about
        unit = data.objects(next(s for s in subjects if "/carrier/" in s and "#" not in s), property_)[0]
        holds = [line.split(" ")[0] for line in lines if f" {property_} {unit} " in line]
        assert data.subjects(property_, unit) == holds
        assert len(holds) > 1


def test_an_empty_file_has_none(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.touch()
    with SortedFile(path) as data:
        assert data.size() == 0
        assert data.objects("<x:x>", "<x:p>") == data.subjects("<x:p>", "<x:x>") == []
        assert validate(data, load_shapes(resource_files("shapes")), Choice.FAST)[0] == []


@pytest.mark.parametrize(("target", "number"), [("sh:targetClass :Z", 0), ("sh:targetClass :A", 1)])
def test_nothing_is_read_for_a_check_without_focus_nodes(target: str, number: int, tmp_path: Path) -> None:
    found = shapes_of(f":s {target} ; sh:sparql [ sh:select 'SELECT $this {{ $this a ?any }}' ] .", tmp_path)
    path = tmp_path / "graph.nt"
    path.write_bytes(nt(":x a :B . :B rdfs:subClassOf :A ."))
    with SortedFile(path) as data:
        queries = [part for part in parts(data, list(checks(found.reader.roots())), whole=0, most=1) if part.checks]
    assert len(queries) == number


def test_reports_of_parts_and_whole_are_the_same(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = check(letters, "letters")
    monkeypatch.setitem(parts.__kwdefaults__, "whole", 0)
    monkeypatch.setitem(parts.__kwdefaults__, "pieces", 3)
    assert check(letters, "letters") == whole
    assert not whole.passed
