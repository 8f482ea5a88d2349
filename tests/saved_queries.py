"""Asking the saved queries in tests, and writing down what is expected of them."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.queries import ask, bind, find
from kg.queries.run import Graph, identifiers

Rows = list[dict[str, str]]


def rows(store: Store, name: str, **values: str) -> Rows:
    """The solutions of a saved query: IRIs without the base of `store`, literals without language and type."""
    query, known = find(name), identifiers(store)
    answer = ask(store, query, bind(query, values, known))
    assert isinstance(answer, QuerySolutions)

    def short(term: NamedNode | Literal | None) -> str:
        return "" if term is None else term.value.removeprefix(str(known.base))

    names = [variable.value for variable in answer.variables]
    return [{name: short(solution[name]) for name in names} for solution in answer]


def triples(store: Store, name: str, **values: str) -> set[tuple[str, str, str]]:
    """The graph of a saved query: terms without the base of `store`, properties by their last part."""
    query, known = find(name), identifiers(store)
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


def column(found: Rows, *names: str) -> list[tuple[str, ...]]:
    """Some columns of the rows."""
    return [tuple(row[name] for name in names) for row in found]


def letters(*numbers: int) -> list[str]:
    """Letters as the rows have them: `letter/l0007`."""
    return [f"letter/l{number:04}" for number in numbers]
