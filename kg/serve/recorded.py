"""Saved queries that ask another service: answered with what it said when it was recorded, as nothing goes out."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import QueryResultsFormat, parse_query_results

from kg.errors import KgError
from kg.formats import JSON
from kg.queries import SavedQuery, federated
from kg.queries.federation import is_federated
from kg.queries.recording import load, place, replayed
from kg.queries.text import Term
from kg.queries.text import with_values as valued
from kg.serve.pool import RefusedError
from kg.serve.served import Served, whole


async def plain(served: Served, query: SavedQuery, values: Mapping[str, Term]) -> tuple[str, str]:
    """The text of `query` with `values`, which asks nobody else; and what is to be said of its answer.

    Raises RefusedError when a service would have to be asked whose answer was not recorded.
    """
    if not is_federated(query.text):
        return valued(query.text, values), ""
    try:
        asked = federated.parts(query, values)
        kept = load(served.recordings, query.name) if served.recordings else None
        if kept is None:
            what = f"the answer of {asked.service} was never recorded, and SERVICE is not answered here"
            raise RefusedError(400, f"{what}: use kg query {query.name} --live")
        answer = parse_query_results(await whole(served, asked.keys, JSON.media_type), QueryResultsFormat.JSON)
        found = replayed(kept, asked, federated.about(answer, query.file), place(served.recordings, query.name))  # type: ignore[arg-type]
    except KgError as error:
        raise RefusedError(400, f"SERVICE is not answered here, and {error.what}") from None
    return asked.joined(found), f"The answer of {asked.service} was {kept.said()}."
