"""Asking a query that asks another service: live, of a snapshot, or out of a recording."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from pyoxigraph import BlankNode, QuerySolutions, Store

from kg.errors import KgError
from kg.queries.catalogue import SavedQuery
from kg.queries.federation import Federated, Rows, batches, bound, taken_apart
from kg.queries.recording import Batch, batch, load, place, replayed
from kg.queries.run import Answer, ask, check_grammar, failures, prepared
from kg.queries.text import Term

BATCH = 100  # values of a request: Wikidata answers so many in seconds, and an address line is not in question

Service = Callable[[str], QuerySolutions]
Progress = Callable[[int, int], None]


def parts(query: SavedQuery, values: Mapping[str, Term]) -> Federated:
    """The parts of `query`, with `values` for its parameters.

    Raises KgError for what is not SPARQL 1.1, and as `taken_apart` does.
    """
    text = prepared(query, values)
    check_grammar(text, query.file)
    return taken_apart(text, query.file)


def keys(store: Store, query: SavedQuery, asked: Federated) -> Rows:
    """What `store` has to ask the service about."""
    answer = ask(store, replace(query, text=asked.keys), {})
    with failures(query.file):
        return about(answer, query.file)


def about(answer: Answer, file: Path | str) -> Rows:
    """What a service is asked about, from the answer to `Federated.keys`. Raises KgError as `solutions` and `bound`."""
    assert isinstance(answer, QuerySolutions)
    found = solutions(answer, file)
    return bound(found) if found.rows else found


def gathered(
    asked: Federated, about: Rows, service: Service, progress: Progress, file: Path | str
) -> tuple[Batch, ...]:
    """What `service` answers about all of `about`: every batch is whole, or what went wrong is raised."""
    every = list(batches(about, BATCH))
    found = []
    for number, some in enumerate(every, 1):
        progress(number, len(every))
        request = asked.request(some)
        try:
            found.append(batch(request, some, _checked(solutions(service(request), file), asked)))
        except KgError as error:
            error.what = f"{error.what} (request {number} of {len(every)}; no part of the answer is kept)"
            raise
    return tuple(found)


def joined(store: Store, query: SavedQuery, asked: Federated, found: Rows) -> Answer:
    """The answer to `query` with what the service had."""
    return ask(store, with_rows(query, asked, found), {})


def with_rows(query: SavedQuery, asked: Federated, found: Rows) -> SavedQuery:
    """The query with what the service had in place of its clause: one that any engine answers on its own."""
    return replace(query, text=asked.joined(found))


def recorded(store: Store, query: SavedQuery, values: Mapping[str, Term], folder: Path) -> tuple[SavedQuery, str]:
    """`query` with the rows of its recording in `folder`, so that it asks nobody else; and what is to be said of it.

    Raises KgError when it was never recorded, and for a recording that does not fit or lacks something.
    """
    kept, asked = load(folder, query.name), parts(query, values)
    if kept is None:
        raise KgError(f"what {asked.service} answers was never recorded", query.file, f"kg query {query.name} --live")
    found = replayed(kept, asked, keys(store, query, asked), place(folder, query.name))
    return with_rows(query, asked, found), f"The answer of {asked.service} was {kept.said()}."


def solutions(answer: QuerySolutions, file: Path | str) -> Rows:
    """All solutions. Raises KgError for a blank node, which means nothing outside the answer that it is in."""
    names = tuple(variable.value for variable in answer.variables)
    rows = []
    for solution in answer:
        row = tuple(solution[name] for name in names)
        for name, term in zip(names, row, strict=True):
            if isinstance(term, BlankNode):
                raise KgError(f"?{name} is a blank node", file, f"add FILTER(!isBlank(?{name})) to the query")
        rows.append(row)
    return Rows(names, tuple(rows))


def _checked(found: Rows, asked: Federated) -> Rows:
    """The rows in the order of the variables asked for. Raises KgError for other columns."""
    if set(found.variables) != set(asked.variables):
        raise KgError("the service answers with other columns than it was asked for", asked.service, "ask again")
    places = [found.variables.index(name) for name in asked.variables]
    return Rows(asked.variables, tuple(tuple(row[n] for n in places) for row in found.rows))
