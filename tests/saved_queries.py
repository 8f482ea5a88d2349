"""Asking the saved queries in tests, and writing down what is expected of them."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.ns import EP, VOC, bare
from kg.queries import SavedQuery, ask, bind, federated, find
from kg.queries.federation import Rows as Solutions
from kg.queries.federation import is_federated
from kg.queries.recording import FOLDER, load
from kg.queries.run import Graph, identifiers
from tests.conftest import WORKSPACE

Rows = list[dict[str, str]]


def rows(store: Store, name: str, **values: str) -> Rows:
    """The solutions of a saved query: IRIs without the base of `store`, literals without language and type."""
    known = identifiers(store)
    query = plain(find(name))
    answer = ask(store, query, bind(query, values, known))
    assert isinstance(answer, QuerySolutions)

    def short(term: NamedNode | Literal | None) -> str:
        return "" if term is None else term.value.removeprefix(str(known.base))

    names = [variable.value for variable in answer.variables]
    return [{name: short(solution[name]) for name in names} for solution in answer]


def triples(store: Store, name: str, **values: str) -> set[tuple[str, str, str]]:
    """The graph of a saved query: terms without the base of `store`, properties by their last part."""
    known = identifiers(store)
    query = plain(find(name))
    answer = ask(store, query, bind(query, values, known))
    assert isinstance(answer, Graph)
    return {
        (
            triple.subject.value.removeprefix(str(known.base)),
            triple.predicate.value.rpartition("/")[2].rpartition("#")[2],
            triple.object.value.removeprefix(str(known.base)),
        )
        for triple in answer.triples
    }


def plain(query: SavedQuery) -> SavedQuery:
    """A query that asks nobody else: what another service answers to it is put into it from the checkout's recording.

    One that was never recorded is answered as by a service that knows nothing.
    """
    if not is_federated(query.text):
        return query
    kept, asked = load(WORKSPACE / FOLDER, query.name), federated.parts(query, {})
    return federated.with_rows(query, asked, kept.found() if kept else Solutions(asked.variables, ()))


def column(found: Rows, *names: str) -> list[tuple[str, ...]]:
    """Some columns of the rows."""
    return [tuple(row[name] for name in names) for row in found]


def letters(*numbers: int) -> list[str]:
    """Letters as the rows have them: `letter/l0007`."""
    return [f"letter/l{number:04}" for number in numbers]


# Line of the heading -> the letter that it belongs to, when that is not the one under it: parties and day agree.
DISPLACED = {
    14: None, 30: None, 52: None, 133: None, 147: None, 169: None, 369: None, 803: None,
    191: 6, 211: 7, 214: 8, 328: 13, 331: 14, 586: 22, 589: 23, 637: 24, 659: 25, 679: 26, 699: 27, 718: 28, 741: 29,
    773: 30, 1748: 63, 1751: 64, 1787: 65, 1805: 66, 1835: 67, 1857: 68, 1875: 69, 1887: 70, 1923: 71, 1947: 72,
    1971: 1,
}  # fmt: skip

STALIN, KAGANOVICH, MOLOTOV = "Joseph Stalin", "Lazar Kaganovich", "Vyacheslav Molotov"
TERMS = bare(VOC.adopted).removesuffix("adopted")
PROPERTIES = bare(EP.author).removesuffix("author")


def words(found: Rows) -> Rows:
    """The rows with the terms of the project's own vocabularies by their names."""
    return [{key: cell.removeprefix(TERMS).removeprefix(PROPERTIES) for key, cell in row.items()} for row in found]
