"""One page's worth of the graph: complete, with the names of what it points to, in bounded memory."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.ns import EP, RDFS
from kg.pipeline import Built
from kg.publication import published_context
from kg.publish.entity import Entity, Labels, PageWriter, entities
from kg.publish.rows import by_page

BASE = "https://w3id.org/letterkg/stalin-kaganovich/"


@pytest.fixture(scope="module")
def file(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("entity") / "adopted.nt"
    path.write_bytes(gzip.decompress((built.out / "dump" / "stalin-kaganovich.nt.gz").read_bytes()))
    return path


@pytest.fixture(scope="module")
def pages(file: Path) -> dict[str, Entity]:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(1).shuffle(lines)
    with Labels(file) as labels:
        found = list(entities(lines, labels))
    assert len({page.iri for page in found}) == len(found), "a page comes in two pieces"
    return {page.iri: page for page in found}


def statements(data: bytes, format_: ox.RdfFormat) -> set[str]:
    return {str(quad) for quad in ox.parse(data, format=format_)}


def test_the_pages_together_are_the_graph(file: Path, pages: dict[str, Entity]) -> None:
    lines = {f"<{row.subject}> {row.predicate} {row.object} ." for page in pages.values() for row in page.rows}
    assert lines == set(file.read_text(encoding="utf-8").splitlines())


def test_a_letter_has_its_parts_and_the_names_of_what_it_points_to(pages: dict[str, Entity]) -> None:
    page = pages[f"{BASE}letter/l0025"]
    subjects = Counter(row.subject for row in page.rows)
    assert {f"{BASE}letter/l0025", f"{BASE}letter/l0025#creation", f"{BASE}letter/l0025#written"} <= subjects.keys()
    assert all(subject.partition("#")[0] == page.iri for subject in subjects)
    named = {row.subject for row in page.labels}
    assert f"{BASE}person/p0001" in named
    assert not named & subjects.keys()
    assert {row.predicate for row in page.labels} == {RDFS.label}
    assert [row.object for row in page.labels if row.subject == f"{BASE}person/p0002"] == [
        '"Lazar Kaganovich"@en',
        '"Лазарь Моисеевич Каганович"@ru',
    ]


@pytest.mark.parametrize("path", ["letter/l0025", "person/p0001", "archive/rgaspi/f558/op11/d77", "decision/d0001"])
def test_turtle_and_json_ld_of_a_page_say_the_same(pages: dict[str, Entity], path: str) -> None:
    page = pages[BASE + path]
    expected = "".join(f"<{row.subject}> {row.predicate} {row.object} .\n" for row in (*page.rows, *page.labels))
    data = PageWriter(BASE, published_context()).jsonld(page)
    wanted = statements(expected.encode(), ox.RdfFormat.N_TRIPLES)
    assert statements(PageWriter(BASE, published_context()).turtle(page), ox.RdfFormat.TURTLE) == wanted
    assert statements(data, ox.RdfFormat.JSON_LD) == wanted
    document = json.loads(data)
    assert document["@graph"][0]["id"] == BASE + path
    whole = published_context().document
    assert all(whole[key] == said for key, said in document["@context"].items())
    assert len(document["@context"]) < len(whole) / 2
    assert data == PageWriter(BASE, published_context()).jsonld(page)


def test_labels_are_found_by_bisection(file: Path, tmp_path: Path) -> None:
    """Each thing has the labels that a reading of the whole file finds, the first and the last line included."""
    expected: dict[str, list[str]] = {}
    subjects = []
    for line in file.read_text(encoding="utf-8").splitlines():
        subject, predicate, rest = line.split(" ", 2)
        subjects.append(subject[1:-1])
        if predicate == RDFS.label:
            expected.setdefault(subject[1:-1], []).append(rest.removesuffix(" ."))
    with Labels(file) as labels:
        for subject in dict.fromkeys(subjects):
            assert labels(subject) == expected.get(subject, [])
        assert labels("a:") == labels("z:z") == []
    (tmp_path / "empty.nt").write_bytes(b"")
    with Labels(tmp_path / "empty.nt") as labels:
        assert labels("a:") == []


@given(st.permutations(["x", "x#a", "x#b", "x!a", "x/y", "x1", "x-", "x#a/b"]))
def test_a_page_is_never_divided(order: list[str]) -> None:
    """Whatever sorts between a thing and its parts: `!` is below `#`, `-` and `/` are above it."""
    lines = [f'<http://e/{name}> {EP.asFound} "{name}" .\n' for name in order]
    found = [
        (page.rpartition("/")[2], [row.subject.rpartition("e/")[2] for row in rows]) for page, rows in by_page(lines)
    ]
    assert found == [
        ("x", ["x", "x#a", "x#a/b", "x#b"]),
        ("x!a", ["x!a"]),
        ("x-", ["x-"]),
        ("y", ["x/y"]),
        ("x1", ["x1"]),
    ]


def test_what_is_no_iri_and_what_is_blank_is_refused() -> None:
    with pytest.raises(KgError, match="not an IRI"):
        list(by_page([f'<http://e/a b> {EP.asFound} "x" .\n']))
    with pytest.raises(KgError, match="blank node"):
        list(by_page([f'_:b {EP.asFound} "x" .\n']))
