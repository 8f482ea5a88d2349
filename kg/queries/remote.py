"""Asking any SPARQL 1.1 endpoint."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from kg.errors import KgError
from kg.net import TIMEOUT, Response, fetch, forget, query_request
from kg.queries.catalogue import SavedQuery
from kg.queries.run import Answer, Graph, prepared
from kg.queries.text import Term, form
from kg.refused import said

_TRAILER = 8192  # bytes at the end of an answer in which a service says why it broke off
_GAVE_UP = re.compile(rb"(?i)timeout ?exception|time(?:d)?[ -]?out|time limit|deadline exceeded")
_RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}


def ask_endpoint(
    endpoint: str, query: SavedQuery, values: Mapping[str, Term], timeout: float = TIMEOUT, contact: str = ""
) -> Answer:
    """The answer of `endpoint`, which the user has named, to `query`, with `values` for its parameters.

    Raises UsageError for an update, KgError for what is not a query, as `ask_text` does.
    """
    text = prepared(query, values)
    if form(text) is None:
        raise KgError("there is no SELECT, CONSTRUCT, ASK or DESCRIBE in this query", query.file, "mend the query")
    return ask_text(endpoint, text, timeout, contact)


def ask_text(
    endpoint: str,
    text: str,
    timeout: float = TIMEOUT,
    contact: str = "",
    *,
    local: bool = True,
    fresh: bool = False,
) -> Answer:
    """The answer of `endpoint` to the query `text`, whole and checked. `local` and `fresh` are those of a request.

    Raises as `kg.net.fetch` does, and KgError for an answer that is neither SPARQL results nor RDF, or not whole.
    """
    asked = form(text) or ""
    request = query_request(endpoint, text, asked, timeout, local=local, fresh=fresh)
    response = fetch(request, contact)
    try:
        _check_whole(endpoint, response)
        return _graph(endpoint, response) if asked in ("CONSTRUCT", "DESCRIBE") else _results(endpoint, response)
    except KgError:
        forget(response, contact)  # else the next one who asks is given the same
        raise


def ask_rows(
    endpoint: str,
    text: str,
    timeout: float = TIMEOUT,
    contact: str = "",
    *,
    local: bool = True,
    fresh: bool = False,
) -> QuerySolutions:
    """As `ask_text`, for a SELECT. Raises KgError for an answer without rows, too."""
    answer = ask_text(endpoint, text, timeout, contact, local=local, fresh=fresh)
    if not isinstance(answer, QuerySolutions):
        raise KgError("the service answers yes or no to a question for rows", endpoint, "ask those who run it")
    return answer


def _check_whole(endpoint: str, response: Response) -> None:
    """Raises KgError where the service says in a header that it has left something out, as Virtuoso does."""
    headers = response.headers
    if rows := headers.get("x-sparql-maxrows"):
        what = f"the answer is not whole: the service gives {said(rows.encode())} rows at most"
        raise KgError(what, endpoint, "ask for less at once: add a LIMIT, or a narrower pattern")
    if state := headers.get("x-sql-state"):
        words = said((headers.get("x-sql-message") or state).encode())
        raise KgError(f"the answer is not whole: {words}", endpoint, "ask for less at once")


def _results(endpoint: str, response: Response) -> Answer:
    results = _RESULTS.get(response.media_type)
    if results is None:
        raise _neither(endpoint, response, "SPARQL results")
    try:
        answer = parse_query_results(response.data, results)
        if not isinstance(answer, QuerySolutions):
            return answer
        for _ in answer:  # a damaged answer is found now, not after half of it has been printed
            pass
        again = parse_query_results(response.data, results)
    except SyntaxError as error:
        raise _damaged(endpoint, response, error) from None
    return again


def _graph(endpoint: str, response: Response) -> Graph:
    rdf = RdfFormat.from_media_type(response.media_type)
    if rdf is None:
        raise _neither(endpoint, response, "RDF")
    try:
        return Graph.of(quad.triple for quad in parse(response.data, rdf, base_iri=endpoint))
    except SyntaxError as error:
        raise _damaged(endpoint, response, error) from None


def _neither(endpoint: str, response: Response, wanted: str) -> KgError:
    words = said(response.data)
    return KgError(
        f"the endpoint answered with {response.media_type}, not with {wanted}" + (f": {words}" if words else ""),
        endpoint,
        "check the address: an endpoint often ends in /sparql",
    )


def _damaged(endpoint: str, response: Response, error: SyntaxError) -> KgError:
    """That an answer cannot be read; some services break off where their time is up, and say so at the end."""
    if _GAVE_UP.search(response.data[-_TRAILER:]):
        what = "the endpoint gave up in the middle of its answer: its time was up"
        return KgError(what, endpoint, "ask for less at once")
    words = " ".join(str(error).split())
    return KgError(
        f"the endpoint's answer broke off or is damaged: {words}", endpoint, "ask again, or ask for less at once"
    )
