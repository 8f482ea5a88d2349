"""Asking any SPARQL 1.1 endpoint."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from kg.errors import KgError
from kg.net import TIMEOUT, Response, post_query, said
from kg.queries.catalogue import SavedQuery
from kg.queries.run import Answer, Graph, prepared
from kg.queries.text import Term, form

_RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}


def ask_endpoint(endpoint: str, query: SavedQuery, values: Mapping[str, Term], timeout: int = TIMEOUT) -> Answer:
    """The answer of `endpoint` to `query`, with `values` for its parameters, whole and checked.

    Raises UsageError for an update, KgError for what is not a query, as `kg.net.post_query` does, and for an answer
    that is neither SPARQL results nor RDF.
    """
    text = prepared(query, values)
    asked = form(text)
    if asked is None:
        raise KgError("there is no SELECT, CONSTRUCT, ASK or DESCRIBE in this query", query.file, "mend the query")
    response = post_query(endpoint, text, asked, timeout)
    return _graph(endpoint, response) if asked in ("CONSTRUCT", "DESCRIBE") else _results(endpoint, response)


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
        raise _damaged(endpoint, error) from None
    return again


def _graph(endpoint: str, response: Response) -> Graph:
    rdf = RdfFormat.from_media_type(response.media_type)
    if rdf is None:
        raise _neither(endpoint, response, "RDF")
    try:
        return Graph.of(quad.triple for quad in parse(response.data, rdf, base_iri=endpoint))
    except SyntaxError as error:
        raise _damaged(endpoint, error) from None


def _neither(endpoint: str, response: Response, wanted: str) -> KgError:
    words = said(response.data)
    return KgError(
        f"the endpoint answered with {response.media_type}, not with {wanted}" + (f": {words}" if words else ""),
        endpoint,
        "check the address: an endpoint often ends in /sparql",
    )


def _damaged(endpoint: str, error: SyntaxError) -> KgError:
    words = " ".join(str(error).split())
    return KgError(f"the endpoint's answer is damaged: {words}", endpoint, "ask again, or ask for less at once")
