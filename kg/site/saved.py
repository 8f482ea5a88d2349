"""The saved queries as pages of the site: each is asked once, with its defaults, when the site is made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from kg.errors import KgError
from kg.ns import PREFIXES
from kg.publish.site.graph import Text, Value
from kg.publish.site.guide import Guide
from kg.publish.site.pages import Page
from kg.publish.site.render import Renderer
from kg.publish.site.saved import SHOWN, Asked, query_list, query_page
from kg.queries import Identifiers, SavedQuery, ask, bind, catalogue, federated, formats
from kg.queries.catalogue import without_header
from kg.queries.explain import command
from kg.queries.federation import is_federated
from kg.queries.run import Answer, Graph, as_found, failures, identifiers

_LARGE = 1_500_000  # statements from which on no query is asked: some take minutes then
_ELSEWHERE = (
    "No page asks another service, in the browser neither: kg query {} --live does, and so does any endpoint that "
    "federates, with the SPARQL below."
)
_MOST = 100_000  # statements of a graph that is shown and kept as a file
_TOO_LONG = f"The answer is a graph of more than {_MOST:,} statements. Ask it yourself; the dumps have views as large."
_NOT_ASKED = "This collection is too large to ask every query when its pages are made. Ask it in the browser."


def saved_pages(recordings: Path, guide: Guide, renderer: Renderer) -> Iterator[Page]:
    """A page for each saved query, its answer as a file, and the list of all.

    What other services answer is taken from the folder `recordings`; nothing goes out.
    """
    store = guide.view.store
    known = identifiers(store)
    large = len(store) > _LARGE
    every = []
    for query in catalogue():
        asked, data = _unasked(query, _NOT_ASKED) if large else _asked(query, store, known, recordings)
        every.append(asked)
        yield query_page(asked, guide, renderer)
        yield f"query/{query.name}.rq", query.text.encode()
        if data:
            yield asked.file, data
    yield query_list(every, renderer)


def _asked(query: SavedQuery, store: Store, known: Identifiers, recordings: Path) -> tuple[Asked, bytes]:
    """A query with its answer, and that as a file."""
    examples = {name: str(p.example) for name, p in query.header.parameters.items() if p.required}
    defaults = {name: str(p.default) for name, p in query.header.parameters.items() if p.default is not None}
    shown = ", ".join(f"{name} = {value}" for name, value in sorted((defaults | examples).items()))
    given = f"Asked with {shown}." if shown else ""
    if is_federated(query.text):
        given = f"{given} {_ELSEWHERE.format(query.name)}".strip()
    try:
        values = bind(query, examples, known)
        with failures(query.file):
            if not is_federated(query.text):
                return _answered(query, given, store, values)
            plain, said = federated.recorded(store, query, values, recordings)
            asked, data = _answered(plain, f"{said} {given}".strip(), store, {})
            return replace(asked, sparql=without_header(query.text)), data
    except KgError as error:  # an example that this collection does not have; a service that was never asked
        return _unasked(query, f"It could not be asked when this page was made: {error.what}.", given)


def _answered(query: SavedQuery, given: str, store: Store, values: object) -> tuple[Asked, bytes]:
    answer: Answer | None = _whole(as_found(store, query, values))  # type: ignore[arg-type]
    if answer is None:
        return _unasked(query, _TOO_LONG, given)
    if isinstance(answer, QueryBoolean):
        return _unasked(query, "Yes." if answer else "No.", given)
    format_ = "turtle" if isinstance(answer, Graph) else "csv"
    file = f"query/{query.name}.{'ttl' if format_ == 'turtle' else 'csv'}"
    out = io.BytesIO()
    if isinstance(answer, Graph):
        formats.write(answer, format_, out, PREFIXES)
        note = f"A graph of {len(answer.triples):,} triples."
        return _described(query, given, (), (), None, file, note), out.getvalue()
    assert isinstance(answer, QuerySolutions)
    names = tuple(variable.value for variable in answer.variables)
    rows = [tuple(row[name] for name in names) for row in answer]
    formats.write(ask(store, query, values), format_, out, PREFIXES)  # type: ignore[arg-type]
    found = tuple(tuple(_value(term) for term in row) for row in rows[:SHOWN])
    return _described(query, given, names, found, len(rows), file, ""), out.getvalue()


def _whole(found: QuerySolutions | QueryBoolean | QueryTriples) -> Answer | None:
    """An answer to show; None for a graph that is too large to be held."""
    if not isinstance(found, QueryTriples):
        return found
    triples = list(islice(found, _MOST + 1))
    return Graph.of(iter(triples)) if len(triples) <= _MOST else None


def _value(term: object) -> Value | None:
    if isinstance(term, Literal):
        return Text(term.value, term.language or "", "" if term.language else term.datatype.value)
    return term.value if isinstance(term, NamedNode) else None if term is None else str(term)


def _unasked(query: SavedQuery, note: str, given: str = "") -> tuple[Asked, bytes]:
    return _described(query, given, (), (), None, "", note), b""


def _described(
    query: SavedQuery,
    given: str,
    variables: tuple[str, ...],
    rows: tuple[tuple[Value | None, ...], ...],
    count: int | None,
    file: str,
    note: str,
) -> Asked:
    header = query.header
    return Asked(
        name=query.name,
        title=header.title,
        description=" ".join(header.description.split()),
        audience=header.audience,
        parameters=tuple((name, p.description, str(p.example)) for name, p in header.parameters.items()),
        columns=tuple(header.columns.items()),
        sparql=without_header(query.text),
        given=given,
        variables=variables,
        rows=rows,
        count=count,
        file=file,
        note=note,
        command=command(query),
    )
