"""Every saved query: its header keeps its promises, and another engine agrees."""

from __future__ import annotations

import gzip
import re

import pytest
import rdflib
from pyoxigraph import QueryBoolean, QuerySolutions, Store
from rdflib.plugins.sparql.parser import parseQuery

from kg import ns
from kg.pipeline import Built
from kg.queries import SavedQuery, ask, bind, catalogue
from kg.queries.run import identifiers, prepared
from kg.queries.text import form
from kg.validate.terms import object_of
from tests.saved_queries import plain

QUERIES = {query.name: query for query in catalogue()}
SLOW = {
    "cidoc-crm",
    "find-name",
    "ric-o",
    "letters-table",
    "decisions-table",
    "persons-table",
}  # for the other engine, which makes or compares very much


def examples(query: SavedQuery, *, required_only: bool) -> dict[str, str]:
    parameters = query.header.parameters.items()
    return {name: str(one.example) for name, one in parameters if one.required or not required_only}


# The competency questions of the application profile -> the saved queries that answer them.
QUESTIONS = {
    1: ("correspondents", "wrote-to"),  # who wrote to whom, how often
    2: ("letters-certainly-in-window",),
    3: ("letters-possibly-in-window", "uncertain-dates"),
    4: ("replies",),
    5: ("reply-chain",),
    6: ("mentions", "spellings"),
    7: ("sending-delays",),
    8: ("decisions-after-letters",),
    9: ("heading-disagrees", "displaced-headings"),
    10: ("why", "conflicts", "conflicts-by-kind"),
    11: ("file-contents",),
    12: ("unit-contents",),
    13: ("shared-leaves",),
    14: ("only-copies",),
    15: ("number-gaps", "number-series", "lost-letters"),
    16: ("decisions", "decisions-in-file", "cited-files"),
    17: ("persons-with-identifiers", "links-with-evidence"),
    18: ("life-dates",),
    19: ("pairs-on-wikidata",),
    20: ("provenance",),
}


@pytest.mark.parametrize("number", range(1, 21))
def test_each_competency_question_has_its_query_and_its_answer(store: Store, number: int) -> None:
    for name in QUESTIONS[number]:
        query = QUERIES[name]
        answer = ask(store, query, bind(query, examples(query, required_only=True), identifiers(store)))
        if isinstance(answer, QueryBoolean):
            assert bool(answer), name
        else:
            assert isinstance(answer, QuerySolutions)
            assert next(answer, None) is not None, name


def test_there_are_enough_of_them() -> None:
    assert len(QUERIES) >= 30
    assert {query.header.audience[0] for query in QUERIES.values()} >= {"archivist", "historian", "federator"}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("required_only", [True, False], ids=["defaults", "examples"])
def test_answers_with_the_columns_and_rows_that_its_header_promises(
    store: Store, name: str, required_only: bool
) -> None:
    query = plain(QUERIES[name])
    values = bind(query, examples(query, required_only=required_only), identifiers(store))
    answer = ask(store, query, values)
    if isinstance(answer, QuerySolutions):
        assert [variable.value for variable in answer.variables] == list(query.header.columns)
        solutions = [tuple(solution) for solution in answer]
        assert len(solutions) >= query.header.minimum_rows
        assert len(set(solutions)) == len(solutions), "a row stands twice"
        assert "ORDER BY" in query.text
    elif isinstance(answer, QueryBoolean):
        assert bool(answer)
    else:
        assert len(answer.triples) >= query.header.minimum_rows


@pytest.fixture(scope="module")
def adopted(built: Built) -> rdflib.Graph:
    (path,) = (built.out / "dump").glob("*.nt.gz")
    return rdflib.Graph().parse(data=gzip.decompress(path.read_bytes()), format="nt")


@pytest.fixture(scope="module")
def everything(built: Built) -> rdflib.Dataset:
    (path,) = (built.out / "dump").glob("*.nq.gz")
    data = rdflib.Dataset(default_union=False)
    graphs: dict[str, list[str]] = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        subject, predicate, rest = line.split(" ", 2)
        object_ = object_of(rest, quads=True)
        name = rest[len(object_) :].removesuffix(".").strip()
        graphs.setdefault(name, []).append(f"{subject} {predicate} {object_} .\n")
    for name, lines in graphs.items():  # rdflib's reader of N-Quads asks for something it warns of, at each statement
        graph = data.graph(rdflib.URIRef(name[1:-1])) if name else data.default_graph
        graph.parse(data="".join(lines), format="nt")
    return data


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in QUERIES]
)
def test_another_engine_gives_the_same_answer(
    store: Store, adopted: rdflib.Graph, everything: rdflib.Dataset, name: str
) -> None:
    """rdflib's engine shares nothing with Oxigraph, and reads the dump, not the store."""
    query = plain(QUERIES[name])
    values = bind(query, examples(query, required_only=name != "find-name"), identifiers(store))
    dump = everything if "GRAPH" in query.text else adopted
    ours, theirs = ask(store, query, values), dump.query(prepared(query, values))
    if isinstance(ours, QuerySolutions):
        names = [variable.value for variable in ours.variables]
        expected = [tuple(None if s[n] is None else s[n].value for n in names) for s in ours]
        assert [tuple(None if row[n] is None else str(row[n]) for n in names) for row in theirs] == expected  # type: ignore[index, call-overload]
    elif isinstance(ours, QueryBoolean):
        assert theirs.askAnswer == bool(ours)
    else:
        assert {tuple(str(term).replace("+00:00", "Z") for term in triple) for triple in theirs} == {  # type: ignore[arg-type]
            (t.subject.value, t.predicate.value, t.object.value) for t in ours.triples
        }


@pytest.mark.parametrize("name", QUERIES)
def test_is_sparql_by_the_book_with_terms_that_exist(name: str) -> None:
    query = QUERIES[name]
    prologue, _ = parseQuery(query.text)  # another parser than the one that runs it
    declared = {str(one.prefix): str(one.iri) for one in prologue if one.name == "PrefixDecl"}
    for prefix, iri in declared.items():
        assert ns.PREFIXES.get(prefix, iri) == iri
        assert f"{prefix}:" in query.text.split("WHERE", 1)[-1] or f"{prefix}:" in query.text.split("{", 1)[-1]
    vocabularies = {space._prefix: space for space in ns.namespaces()}
    words = query.text.replace("|", " ").replace("^", " ").replace("(", " ").replace("/", " ").split()
    for word in words:
        prefix, colon, term = word.rstrip("*+?),.").partition(":")
        if colon and term and prefix in vocabularies and prefix in declared and not word.startswith(("<", '"')):
            assert term in vocabularies[prefix], f"{word} is not a term of the vocabulary"
    assert "FROM" not in query.text  # one default graph, whatever the endpoint's is
    assert all(word == "?claims" or word == "?links" for word in re.findall(r"GRAPH\s+(\S+)", query.text))
    assert form(query.text) in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    for parameter in query.header.parameters:
        assert f"?{parameter}" in query.text.split("WHERE", 1)[-1]
