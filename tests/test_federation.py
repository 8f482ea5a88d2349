"""How a query that asks another service is taken apart, and what is refused because it could not be answered whole."""

from __future__ import annotations

import pytest
from federated_sample import FEDERATED, WIKIDATA, ours, theirs
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.errors import KgError
from kg.ns import XSD, bare
from kg.queries.federation import Rows, bound, taken_apart
from kg.queries.recording import _terms, _word

PREFIXES = "PREFIX a: <urn:a#>\nPREFIX b: <urn:b#>\n"


def query(pattern: str, head: str = "SELECT *", tail: str = "") -> str:
    return f"{PREFIXES}{head} WHERE {{ {pattern} }} {tail}"


def test_the_parts_of_a_query() -> None:
    text = query(
        '?x a:same ?item ; a:day ?day . # SERVICE <urn:no> { in a comment\n FILTER(STR(?item) != "SERVICE {") '
        "OPTIONAL { ?x a:label ?l OPTIONAL { SERVICE <https://s.example.org/q> { "
        "{ ?item b:office ?o } UNION { ?item b:born [ b:year ?y ; b:month ?unused ] } FILTER(?o != ?nowhere) } } } "
        "FILTER(?y < ?day)",
        "SELECT ?x (COUNT(?o) AS ?n)",
        "GROUP BY ?x",
    )
    parts = taken_apart(text, "q.rq")
    assert parts.service == "https://s.example.org/q"
    assert parts.shared == ("item",)
    assert parts.variables == ("item", "o", "y")  # what nobody looks at does not come
    assert parts.asked.startswith("PREFIX b: <urn:b#>\nSELECT ?item ?o ?y WHERE {") and "urn:a#" not in parts.asked
    keys = parts.keys.split("WHERE ", 1)[1]
    assert keys.count("{") == keys.count("}") + 2 and keys.endswith("OPTIONAL { }}}")  # braces in comment and string
    item = Rows(("item",), ((NamedNode("urn:1"),),))
    assert parts.request(item).endswith("VALUES (?item) {\n  (<urn:1>)\n}")
    assert "SERVICE <https" not in parts.joined(item) and parts.joined(item).endswith("FILTER(?y < ?day) } GROUP BY ?x")


def test_a_star_needs_every_variable() -> None:
    parts = taken_apart(query("?x a:p ?i SERVICE <https://s.example.org/> { ?i b:q ?a . ?a b:r ?c }"), "q.rq")
    assert parts.variables == ("a", "c", "i")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("?x a:p ?i SERVICE SILENT <urn:s> { ?i b:q ?o }", "SILENT"),
        ("?x a:p ?i SERVICE ?x { ?i b:q ?o }", "not named by its address"),
        ("?x a:p ?i SERVICE b:s { ?i b:q ?o }", "not named by its address"),
        ("?x a:p ?i SERVICE <relative> { ?i b:q ?o }", "not named by its address"),
        ("?x a:p ?i SERVICE <urn:s> { ?i b:q ?o } SERVICE <urn:t> { ?o b:q ?z }", "one service, once"),
        ("?x a:p ?i SERVICE <urn:s> { ?i b:q ?o SERVICE <urn:t> { ?o b:q ?z } }", "one service, once"),
        ("?x a:p ?i { SELECT ?i ?o { ?i a:r ?k SERVICE <urn:s> { ?i b:q ?o } } }", "outermost group"),
        ("?x a:p ?i { { ?i a:r ?k } UNION { ?i a:z ?k SERVICE <urn:s> { ?i b:q ?o } } }", "outermost group"),
        ("?x a:p ?i MINUS { ?i a:r ?k SERVICE <urn:s> { ?i b:q ?o } }", "outermost group"),
        ("?x a:p ?i GRAPH ?g { ?i a:r ?k SERVICE <urn:s> { ?i b:q ?o } }", "outermost group"),
        ("?x a:p ?i FILTER EXISTS { ?i a:r ?k SERVICE <urn:s> { ?i b:q ?o } }", "outermost group"),
        ("?x a:p ?y SERVICE <urn:s> { ?i b:q ?o }", "all that it has would be fetched"),
        ("SERVICE <urn:s> { ?i b:q ?o } ?x a:p ?i", "all that it has would be fetched"),
        ("?x a:p ?i FILTER(?o > 3) SERVICE <urn:s> { ?i b:q ?o }", "needs ?o, which only the service knows"),
        ("?x a:p ?i FILTER NOT EXISTS { ?x a:r ?o } SERVICE <urn:s> { ?i b:q ?o }", "needs ?o"),
        ("?x a:p ?i OPTIONAL { ?x a:r ?k FILTER(?k = ?o) } SERVICE <urn:s> { ?i b:q ?o }", "needs ?o"),
        ("?x a:p ?i SERVICE <urn:s> { ?i b:q }", "not SPARQL 1.1 on its own"),
        ("?x a:p ?i SERVICE <urn:s>", "has no group"),
        ("?x a:p ?i SERVICE <urn:s> { { ?i b:q ?o", "has no end"),
    ],
)
def test_what_could_not_be_answered_whole_is_refused(pattern: str, words: str) -> None:
    with pytest.raises(KgError) as error:
        taken_apart(query(pattern), "mine.rq")
    assert words in str(error.value) and str(error.value).startswith("mine.rq: ")


def test_only_variables_that_are_always_bound_are_asked_about() -> None:
    one, two = NamedNode("urn:1"), Literal("x", language="en")
    keys = Rows(("a", "b", "c"), ((one, None, two), (one, two, two), (one, two, two)))
    assert bound(keys) == Rows(("a", "c"), ((one, two),))
    with pytest.raises(KgError, match="always bound"):
        bound(Rows(("b",), ((None,), (one,))))


@pytest.mark.parametrize("optional", [False, True])
def test_nothing_found_is_an_answer_too(optional: bool) -> None:
    clause = "SERVICE <urn:s> { ?i b:q ?o }"
    text = query(f"?x a:p ?i {f'OPTIONAL {{ {clause} }}' if optional else clause}", "SELECT ?x ?o")
    store = Store()
    store.update("INSERT DATA { <urn:x> <urn:a#p> <urn:i> }")
    parts = taken_apart(text, "q.rq")
    answer = store.query(parts.joined(Rows(parts.variables, ())))
    assert isinstance(answer, QuerySolutions)
    assert len(list(answer)) == optional


TERMS = st.one_of(
    st.none(),
    st.from_regex(r"urn:[a-zA-Z0-9./-]{1,9}", fullmatch=True).map(NamedNode),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(Literal),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9).map(
        lambda text: Literal(text, language="en")
    ),
    st.integers().map(lambda number: Literal(str(number), datatype=NamedNode(bare(XSD.integer)))),
)


@given(st.lists(st.tuples(TERMS, TERMS), max_size=6))
def test_terms_come_back_from_a_recording_as_they_went_in(rows: list[tuple[object, object]]) -> None:
    assert list(_terms([tuple(map(_word, row)) for row in rows])) == rows


@given(st.lists(st.tuples(TERMS.filter(lambda term: term is not None), TERMS), min_size=1, max_size=6))
def test_rows_in_place_of_the_clause_are_what_they_were(rows: list[tuple[object, object]]) -> None:
    parts = taken_apart(query("?x a:p ?i OPTIONAL { SERVICE <urn:s> { ?i b:q ?o } }", "SELECT ?i ?o"), "q.rq")
    answer = Store().query(parts.joined(Rows(("i", "o"), tuple(rows))).replace("?x a:p ?i", ""))  # type: ignore[arg-type]
    assert isinstance(answer, QuerySolutions)
    assert sorted(map(str, ((s["i"], s["o"]) for s in answer))) == sorted(map(str, rows))


@pytest.mark.parametrize("name", FEDERATED)
def test_what_a_saved_query_asks_for_has_few_columns_and_no_blank_nodes(name: str) -> None:
    parts = taken_apart(FEDERATED[name].text, name)
    assert parts.service == WIKIDATA
    assert set(parts.variables) <= set(FEDERATED[name].header.columns) | set(parts.shared)
    keys = ours().query(parts.keys)
    assert isinstance(keys, QuerySolutions)
    rows = Rows(parts.shared, tuple(tuple(row[n] for n in parts.shared) for row in keys))  # type: ignore[misc]
    found = theirs().query(parts.request(bound(rows)))
    assert isinstance(found, QuerySolutions)
    assert not [row for row in found if any(type(row[n]).__name__ == "BlankNode" for n in parts.variables)]
