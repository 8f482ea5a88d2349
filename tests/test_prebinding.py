"""Queries of shapes: when they are asked once for all focus nodes, and what is made of them."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from test_fast import graphs
from validation import EX, nt

from kg.validate.graph import Graph
from kg.validate.oxigraph import Statements
from kg.validate.prebinding import Query, read_query
from kg.validate.shape import ShapeReader
from kg.validate.terms import statements

PREFIXES = {"ex": EX}


def query(text: str, path: str | None = None) -> Query:
    return read_query(node="<x:q>", text=text, prefixes=PREFIXES, messages=(), path=path)


# Whether it is asked once, whether EXISTS is made OPTIONAL, the query; `?y` is what a solution tells.
QUERIES = [
    (True, False, "SELECT $this ?y { $this ex:p ?y }"),
    (True, False, "SELECT * { $this ex:p ?y . FILTER EXISTS { ?y ex:q ?z . ?z ex:p ?y } }"),
    (True, False, "SELECT $this ?y { { $this ex:p ?y } UNION { ?y ex:q ?z FILTER ($this = ?z) } }"),
    (True, False, "SELECT $this ?y { { BIND(STR($this) AS ?y) } ?x ex:p $this }"),
    (True, False, "SELECT $this ?y { ?y ex:p ?z OPTIONAL { FILTER (?z = $this) ?y ex:q $this } FILTER BOUND($this) }"),
    (True, False, "SELECT $this ?y { ?y ex:p ?z . { OPTIONAL { ?z ex:q $this } ?y ex:p $this } }"),
    (True, False, "SELECT $this ?y { { SELECT $this ?y { $this ex:p ?y } } }"),
    (True, False, "SELECT $this ?y { $this ex:p ?y FILTER (?y IN ($this, ex:x)) } ORDER BY ?y"),
    (True, False, "SELECT $this (COUNT(?z) AS ?y) { $this ex:p ?z } GROUP BY $this"),
    (False, False, "SELECT (COUNT(?z) AS ?y) { $this ex:p ?z } HAVING (COUNT(?z) > 1)"),
    (False, False, "SELECT ?y { $this ex:p ?y }"),
    (False, False, "SELECT $this ?y { $this ex:p ?y } ORDER BY ?y LIMIT 1"),
    (False, False, "SELECT $this ?y { ?y ex:p $this { SELECT $this ?n { $this ex:n ?n } ORDER BY ?n LIMIT 1 } }"),
    (True, True, "SELECT $this ?y { $this ex:p ?y FILTER NOT EXISTS { ?y ex:q ?z . ?z ex:p $this } }"),
    (True, True, "SELECT $this ?y { $this ex:p ?y FILTER EXISTS { $this ex:q/ex:p ?y } }"),
    (True, True, "SELECT $this ?y { $this ex:p ?y FILTER (EXISTS { ?y ex:q ?z . ?z ex:p $this } || ?y = ex:x) }"),
    (True, True, """SELECT $this ?y { $this ex:p ?y . OPTIONAL { ?y ex:n ?n }
        FILTER NOT EXISTS { ?y ex:q ?z . ?z ex:p ?a } FILTER NOT EXISTS { ?z ex:q ?y . ?a ex:p ?z } }"""),
    (True, True, "SELECT $this ?y { { $this ex:p ?y FILTER NOT EXISTS { $this ex:q+ ?y } } UNION { ?y ex:q $this } }"),
    (True, True, "SELECT $this ?y { $this ex:n ?y FILTER NOT EXISTS { $this ex:p ?z . ?z ex:n ?m FILTER (?m > ?y) } }"),
    # one pattern; a variable that may be unbound; a group inside; nothing shared
    (True, False, "SELECT $this ?y { $this ex:p ?y FILTER NOT EXISTS { ?y ex:p $this } }"),
    (True, False, "SELECT $this ?y { $this ex:p ?y OPTIONAL { ?y ex:q ?z } FILTER NOT EXISTS { ?z ex:p/ex:q ?z } }"),
    (True, False, """SELECT $this ?y { $this ex:p ?y
        FILTER NOT EXISTS { ?y ex:q ?z . { ?z ex:p ?a } UNION { ?a ex:q ?z } } }"""),
    (True, False, "SELECT $this ?y { $this ex:p ?y FILTER NOT EXISTS { ?a ex:q ?z . ?z ex:p ?b } }"),
    (True, False, """SELECT $this ?y { $this ex:p ?y
        OPTIONAL { ?y ex:q ?z FILTER NOT EXISTS { ?z ex:p ?b . ?b ex:q $this } } }"""),
]  # fmt: skip


@pytest.mark.parametrize(("once", "joined", "text"), QUERIES)
def test_how_it_is_asked(once: bool, joined: bool, text: str) -> None:
    found = query(text)
    assert found.once is once
    assert ("BOUND(?kg_exists0)" in found.text) is joined


def by_the_letter(store: ox.Store, text: str, focus: str) -> set[str]:
    """The node in place of $this wherever it stands; where a variable must stand, the node under that name."""
    head, _, body = text.partition("{ ")
    head = head.replace("$this", f"({focus} AS ?this)").replace("SELECT *", f"SELECT ({focus} AS ?this) ?y")
    body = body.replace("SELECT $this", "SELECT").replace("BOUND($this)", "(true)")
    body = body.replace("GROUP BY $this", "").replace("$this", focus)
    return {str(row["y"]) for row in store.query(f"{head}{{ {body}", prefixes=PREFIXES)}  # type: ignore[union-attr]


@pytest.mark.parametrize("text", [text for *_, text in QUERIES])
@given(graph=graphs)
@settings(max_examples=25)
def test_it_finds_what_it_would_by_the_letter(text: str, graph: str) -> None:
    graph = graph.replace('"007"', '"7"').replace("xsd:int .", "xsd:integer .")  # as a store writes them
    lines = nt(graph).decode()
    data, store = Graph(statements(lines.splitlines())), ox.Store()
    store.load(lines, format=ox.RdfFormat.N_TRIPLES)
    foci = sorted({f"<{EX}{name}>" for name in "xyz"} & set(chain.from_iterable(data.statements())))
    asked = Statements(data, Graph())
    assert asked.altered(None) is None
    found = {(focus, bound.get("y", "None")) for focus, bound in asked.select(query(text), "<x:s>", foci)}
    expected = {(focus, value) for focus in foci for value in by_the_letter(store, text, focus)}
    if "COUNT" in text and "GROUP" in text:  # nothing to group is no group, and no group is a group of nothing
        expected = {(focus, value) for focus, value in expected if not value.startswith('"0"')}
    assert found == expected


def test_the_path_is_put_in() -> None:
    found = query('SELECT $this ?v { $this $PATH ?v FILTER (?v != "$PATH") }', "<x:p>/<x:q>")
    assert "$this (<x:p>/<x:q>) ?v" in found.text
    assert '"$PATH"' in found.text
    assert found.properties == {"<x:p>", "<x:q>"}


@pytest.mark.parametrize(
    ("text", "properties", "classes"),
    [
        ("SELECT $this { $this a ex:A ; ex:p [ ex:q 1 ] , ?x . ?x ^ex:r|ex:s/ex:t+ ( 1 2 ) }", "pqrst", {"A"}),
        ("SELECT $this { $this ex:p 'ex:q'@en, \"# ex:q\", 1.5e3, -1, true, ex:x } # ex:q", "p", set()),
        ("PREFIX o: <https://example.org/> SELECT $this { $this o:p ?x . FILTER (?x<?y && ?y>o:q) }", "p", set()),
        ("SELECT $this { $this ?p ?x }", None, set()),
        ("SELECT $this { $this !ex:p ?x }", None, set()),
        ("SELECT $this { $this ex:p*/ex:q? ?x }", None, set()),
        ("SELECT $this { $this ex:p/ex:q* ?x }", "pq", set()),
        ("SELECT $this { $this a ?type }", "", None),
        ("SELECT $this { $this ex:p/a ex:A }", "p", None),
    ],
)
def test_what_it_looks_at(text: str, properties: str | None, classes: set[str] | None) -> None:
    found = query(text)
    used = None if found.properties is None else {t[len(EX) + 1 : -1] for t in found.properties if EX in t}
    assert used == (None if properties is None else set(properties))
    assert found.classes == (None if classes is None else {f"<{EX}{name}>" for name in classes})


def test_the_reader_of_shapes_knows_queries_that_were_read(tmp_path: Path) -> None:
    lines = nt(":s sh:targetClass :A ; sh:sparql [ sh:select 'SELECT $this { $this $PATH 1 }' ] ; sh:path :p .")
    (shape,) = ShapeReader(Graph(statements(lines.decode().splitlines()))).roots()
    assert isinstance(shape.constraints[0].parameter, Query)
    assert shape.constraints[0].parameter.properties == {f"<{EX}p>"}
