"""The fast engine against pySHACL on random graphs, and where pySHACL is no measure, against the recommendation."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from validation import EX, check_lines, nt, said, shapes_of

from kg.errors import KgError
from kg.ns import SH, XSD
from kg.validate.components import COMPONENTS
from kg.validate.engine import Choice
from kg.validate.graph import Graph
from kg.validate.paths import Path as PropertyPath
from kg.validate.paths import path_text, read_path, values
from kg.validate.shapes import Shapes
from kg.validate.terms import statements, text_of

# Every component, every kind of target and path, and queries of every shape.
EVERYTHING = """
:value a sh:NodeShape ; sh:targetClass :A ; sh:property
  [ sh:path :p ; sh:nodeKind sh:IRI ; sh:class :B ], [ sh:path :n ; sh:datatype xsd:integer ; sh:nodeKind sh:Literal ],
  [ sh:path :p ; sh:minCount 1 ; sh:maxCount 2 ], [ sh:path :n ; sh:minInclusive 1 ; sh:maxExclusive 3 ],
  [ sh:path :n ; sh:minExclusive 0 ; sh:maxInclusive 2 ; sh:severity sh:Warning ],
  [ sh:path :t ; sh:minLength 2 ; sh:maxLength 3 ; sh:pattern "^a" ; sh:flags "i" ; sh:message "t" ],
  [ sh:path :t ; sh:languageIn ( "en" "de" ) ; sh:uniqueLang true ].
:pairs a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:equals :q ; sh:disjoint :q ; sh:property
  [ sh:path :p ; sh:equals :q ; sh:disjoint :r ], [ sh:path :n ; sh:lessThan :m ],
  [ sh:path :n ; sh:lessThanOrEquals :m ].
:logic a sh:NodeShape ; sh:targetObjectsOf :q ; sh:not [ sh:class :B ] ; sh:and ( :isA [ sh:property :hasP ] ) ;
  sh:or ( :isA [ sh:class :B ] ) ; sh:xone ( :isA [ sh:nodeKind sh:IRI ] ) ; sh:node :isA ; sh:property :hasP .
:isA a sh:NodeShape ; sh:class :A .
:hasP a sh:PropertyShape ; sh:path :p ; sh:minCount 1 ; sh:property [ sh:path :q ; sh:maxCount 1 ] .
:counted a sh:NodeShape ; sh:targetClass :A ; sh:property :someA, :someB .
:someA sh:path :p ; sh:qualifiedValueShape :isA ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ;
  sh:qualifiedValueShapesDisjoint true .
:someB sh:path :p ; sh:qualifiedValueShape [ sh:class :B ] ; sh:qualifiedMinCount 1 ;
  sh:qualifiedValueShapesDisjoint true .
:others a sh:NodeShape ; sh:targetNode :x, :y ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
  sh:property [ sh:path :p ; sh:hasValue :x ], [ sh:path :q ; sh:in ( :x :y 1 ) ] .
:paths a sh:NodeShape ; sh:targetClass :A ; sh:property
  [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ], [ sh:path ( :p :q ) ; sh:maxCount 1 ],
  [ sh:path [ sh:alternativePath ( :p [ sh:inversePath :q ] ) ] ; sh:class :A ],
  [ sh:path [ sh:zeroOrMorePath :p ] ; sh:maxCount 2 ], [ sh:path [ sh:oneOrMorePath :p ] ; sh:class :B ],
  [ sh:path ( [ sh:zeroOrOnePath :p ] [ sh:inversePath :q ] ) ; sh:maxCount 0 ] .
:C a rdfs:Class, sh:NodeShape ; sh:property [ sh:path :p ; sh:minCount 1 ],
  [ sh:path :p ; sh:maxCount 0 ; sh:deactivated true ] .
"""
QUERIES = """
:simple a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :prefixes ; sh:message "{$this} {?value}" ;
  sh:select "SELECT $this ?value { $this ex:p ?value . FILTER NOT EXISTS { ?value ex:q ?x . ?x ex:p $this } }" ] .
:either a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :prefixes ; sh:select '''SELECT $this ?value {
  $this ex:p ?value . FILTER (NOT EXISTS { $this ex:q ?x . ?value ex:p ?x } || EXISTS { ?x ex:q/ex:q ?value }) }''' ] .
:branches a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:sparql [ sh:prefixes :prefixes ; sh:select '''
  SELECT $this ?value {
  { $this ex:p ?value FILTER NOT EXISTS { ?value ex:p ?y . ?y a ex:B } } UNION { ?value ex:q $this }
  OPTIONAL { $this ex:n ?n . ?value ex:n ?m } FILTER (!BOUND(?n) || ?n < ?m) }''' ] .
:counts a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :prefixes ;
  sh:select "SELECT $this (COUNT(?x) AS ?value) { $this ex:p ?x } GROUP BY $this HAVING (COUNT(?x) > 1)" ] .
:star a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :prefixes ;
  sh:select "SELECT $this ?value { $this ex:p* ?value . ?value ex:q ?x FILTER (?x != $this) }" ] .
:any a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :prefixes ;
  sh:select "SELECT $this ?path ?value { $this ?path ?value . ?value ?other $this }" ] .
:property a sh:PropertyShape ; sh:targetClass :A ; sh:path ( :p :q ) ; sh:sparql [ sh:prefixes :prefixes ;
  sh:select "SELECT $this ?value { $this $PATH ?value . FILTER NOT EXISTS { ?value a ex:A } }" ] .
"""
NODES = [f"<{EX}{name}>" for name in "xyzuvw"]
LITERALS = ["1", "2", "3", '"a"', '"ab"@en', '"abc"@de', '"Ab"@en', '"b"@fr']
NUMBERS = ["0", "1", "2", "3", '"007"^^xsd:integer', '"1"^^xsd:int']
triples = st.one_of(
    st.tuples(st.sampled_from(NODES), st.sampled_from([":p", ":q", ":r"]), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES), st.sampled_from([":n", ":m"]), st.sampled_from(NUMBERS)),
    st.tuples(st.sampled_from(NODES), st.just(":t"), st.sampled_from(LITERALS)),
    st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from([":A", ":B", ":C", ":D"])),
)
graphs = st.lists(triples, min_size=5, max_size=30).map(
    lambda found: ":D rdfs:subClassOf :A .\n" + "".join(f"{' '.join(triple)} .\n" for triple in found)
)


@cache
def shapes(turtle: str) -> Shapes:
    return shapes_of(turtle, Path(mkdtemp()))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("turtle", [EVERYTHING, QUERIES], ids=["core", "queries"])
@given(graph=graphs)
@settings(max_examples=40)
def test_both_engines_find_the_same(turtle: str, graph: str) -> None:
    lines = nt(graph)
    fast, engine = check_lines(lines, shapes(turtle), Choice.AUTO)
    altered = any("Oxigraph" in fallback.reason for fallback in engine.fallbacks)
    assert engine.fallbacks == () or altered
    slow, _ = check_lines(lines, shapes(turtle), Choice.PYSHACL)
    assert said(fast) == said(slow)


PATHS = [
    "[ sh:inversePath ( :q :p ) ]",
    "( [ sh:zeroOrMorePath :p ] :q )",
    "[ sh:inversePath [ sh:oneOrMorePath ( :p :q ) ] ]",
    "[ sh:zeroOrOnePath [ sh:alternativePath ( :p [ sh:inversePath :r ] ( :q :q ) ) ] ]",
    "[ sh:zeroOrMorePath [ sh:inversePath [ sh:alternativePath ( :p :q ) ] ] ]",
]


@pytest.mark.parametrize("path", PATHS)
@given(graph=graphs)
def test_paths_lead_where_sparql_says(path: str, graph: str) -> None:
    lines = nt(f"{graph} {NODES[0]} a :A .")  # Oxigraph takes no empty path from a node of which nothing is said
    data, found = Graph(statements(lines.decode().splitlines())), read(path)
    store = ox.Store()
    store.load(lines, format=ox.RdfFormat.N_TRIPLES)
    query = f"SELECT DISTINCT ?x {{ {{ {NODES[0]} {path_text(found, str)} ?x }} }}"
    assert set(values(data, found, NODES[0])) == {str(row["x"]) for row in store.query(query)}


def read(path: str) -> PropertyPath:
    shape = Graph(statements(nt(f":s sh:path {path} .").decode().splitlines()))
    return read_path(shape, shape.objects(f"<{EX}s>", SH.path)[0])


def test_the_shapes_above_use_every_component() -> None:
    used = {parameter for parameter in COMPONENTS if shapes(EVERYTHING + QUERIES).graph.pairs(parameter)}
    assert used == set(COMPONENTS)


def found(turtle: str, graph: str) -> list[tuple[str, str]]:
    results, engine = check_lines(nt(graph), shapes(turtle), Choice.FAST)
    assert engine.fast == engine.shapes
    return sorted((one.focus.rpartition("/")[2][:-1], one.value or "") for one in results)


DATE, INTEGER = XSD.date, XSD.integer


class TestLiterals:
    """Lexical forms count, and what is not of its type is found."""

    @pytest.mark.parametrize("text", ["18??-03-01", "1932-06-31", "1932-6-1", ""])
    def test_a_date_that_is_none(self, text: str) -> None:
        shape = ":s a sh:NodeShape ; sh:targetSubjectsOf :d ; sh:property [ sh:path :d ; sh:datatype xsd:date ] ."
        assert found(shape, f':x :d "{text}"^^xsd:date . :y :d "1932-06-30"^^xsd:date .') == [
            ("x", f'"{text}"^^{DATE}')
        ]

    def test_two_ways_of_writing_a_number_are_two_values(self) -> None:
        shape = (
            ":s a sh:NodeShape ; sh:targetSubjectsOf :n ; sh:property [ sh:path :n ; sh:maxCount 1 ; sh:maxLength 2 ] ."
        )
        assert found(shape, ':x :n "007"^^xsd:integer, 7 .') == [("x", ""), ("x", f'"007"^^{INTEGER}')]

    def test_a_pattern_sees_what_is_written(self) -> None:
        shape = r':s a sh:NodeShape ; sh:targetSubjectsOf :n ; sh:property [ sh:path :n ; sh:pattern "^00\\d$" ] .'
        assert found(shape, ':x :n "007"^^xsd:integer . :y :n 7 .')[0][0] == "y"

    @pytest.mark.parametrize(
        ("text", "fits"), [("Über", True), ("über", False), (r"\\u0041", False), (r"A\\", True), ('A\\"\\n', True)]
    )
    def test_patterns_are_those_of_sparql(self, text: str, fits: bool) -> None:
        shape = r':s a sh:NodeShape ; sh:targetSubjectsOf :t ; sh:property [ sh:path :t ; sh:pattern "^\\p{Lu}" ] .'
        assert (found(shape, f':x :t "{text}" .') == []) is fits

    def test_a_query_that_sees_another_way_of_writing_is_left_to_pyshacl(self) -> None:
        shape = """:s a sh:NodeShape ; sh:targetSubjectsOf :n ; sh:sparql [ sh:prefixes :prefixes ;
            sh:select "SELECT $this ?value { $this ex:n ?value . FILTER (STRLEN(STR(?value)) > 2) }" ] ."""
        graph = nt(':x :n "007"^^xsd:integer .')
        results, engine = check_lines(graph, shapes(shape), Choice.AUTO)
        assert [one.value for one in results] == [f'"007"^^{INTEGER}']
        assert "007" in engine.fallbacks[0].reason
        with pytest.raises(KgError, match="cannot be checked fast"):
            check_lines(graph, shapes(shape), Choice.FAST)


def test_an_empty_path_from_nowhere_is_left_to_pyshacl() -> None:
    shape = """:s a sh:NodeShape ; sh:targetNode :x, :y ; sh:sparql [ sh:prefixes :prefixes ;
        sh:select "SELECT $this ?value { $this ex:p* ?value }" ] ."""
    for graph, left in ((":x :p :y . :y :q :x .", False), (":x :p :z .", True)):
        results, engine = check_lines(nt(graph), shapes(shape), Choice.AUTO)
        assert bool(engine.fallbacks) is left
        assert len(results) == 3


@pytest.mark.parametrize("engine", list(Choice))
def test_messages_tell_what_a_query_found(engine: Choice) -> None:
    shape = """:s a sh:NodeShape ; sh:targetClass :A ; sh:message "own"@en ; sh:sparql [ sh:prefixes :prefixes ;
        sh:message "{$this} has {?value}, {?more}"@en, "\\"{?none}\\"" ;
        sh:select "SELECT $this ?value ?more { $this ex:p ?value ; ex:q ?more }" ] ."""
    results, _ = check_lines(nt(":x a :A ; :p 'a \"b\"' ; :q :y ."), shapes(shape), engine)
    texts = [text_of(message) for message in results[0].messages]
    assert sorted(texts) == ['"{?none}"', f'{EX}x has a "b", {EX}y', "own"]


@pytest.mark.parametrize("engine", [Choice.AUTO, Choice.PYSHACL])
def test_a_literal_may_be_a_focus_node(engine: Choice) -> None:
    shape = """:s a sh:NodeShape ; sh:targetObjectsOf :p ; sh:sparql [ sh:prefixes :prefixes ;
        sh:select "SELECT $this ?value { ?value ex:p $this }" ] ."""
    results, _ = check_lines(nt(":x :p 'a', 7, '007'^^xsd:integer ."), shapes(shape), engine)
    assert sorted(text_of(one.focus) for one in results) == ["007", "7", "a"]


def test_results_name_the_property_that_is_not_allowed() -> None:
    shape = ":s a sh:NodeShape ; sh:targetNode :x ; sh:closed true ."
    results, _ = check_lines(nt(":x :p 1 ."), shapes(shape), Choice.FAST)
    assert [(one.path, one.component) for one in results] == [(f"<{EX}p>", SH.ClosedConstraintComponent)]


def test_named_graphs_are_one() -> None:
    shape = ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ; sh:maxCount 1 ] ."
    quads = nt(":g1 { :x a :A . :y a :A ; :p :z } :g2 { :x :p :z . :y :p :z , :x }", "data.nq")
    for engine in Choice:
        results, _ = check_lines(quads, shapes(shape), engine, "data.nq")
        assert [one.focus for one in results] == [f"<{EX}y>"]
