"""SERVICE in queries of clients: only at endpoints that whoever runs the server has named, and never by the engine.

The clause is taken out as for the federated queries of the program: what stands before it is asked of our own store,
the service is asked about the values that this gives, and what it answers takes the place of the clause. The workers
open no connection. What goes out goes through `kg.net`: an address that is private, loopback or link-local once its
name is resolved is refused, and so is a redirect to one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from kg.errors import KgError
from kg.formats import JSON
from kg.queries import federated
from kg.queries.federation import Federated, Rows, batches, is_federated, services, taken_apart
from kg.queries.run import check_grammar
from kg.queries.text import depth, words
from kg.serve.pool import RefusedError
from kg.serve.served import Served, whole

LONGEST, DEEPEST = 20_000, 30  # characters, and groups inside each other, of a query that is taken apart
MOST = 1000  # combinations of values that a service is asked about
_HERE = "the query"  # where what is wrong stands
Service = Callable[[str, str, float], QuerySolutions]


def public(endpoint: str, query: str, seconds: float, contact: str = "") -> QuerySolutions:
    """What an endpoint of the public Internet answers; `contact` is told to it. Raises KgError."""
    from kg.queries.remote import ask_rows  # loads rdflib

    return ask_rows(endpoint, query, seconds, contact, local=False)


async def answered(served: Served, query: str, *, whole_dataset: bool) -> str:
    """`query` with what the services that it asks answer in their places; as it is when it asks none, or none may be.

    Raises RefusedError: 400 for a service that is not on the list and for a query that cannot be taken apart, 502 when
    the service fails, 503 when it takes too long.
    """
    if not served.services or not await asyncio.to_thread(is_federated, query):
        return query
    asked = await asyncio.to_thread(_apart, served, query, whole_dataset)
    about = await _about(served, asked)
    seconds, ask = served.pool.limits.seconds, served.service or public
    async with served.asking_others:
        try:
            return asked.joined(await asyncio.wait_for(asyncio.to_thread(_told, asked, about, ask, seconds), seconds))
        except KgError as error:
            raise RefusedError(502, f"{asked.service} cannot be asked: {error.what}", 10) from None
        except TimeoutError:
            raise RefusedError(503, f"{asked.service} took longer than {seconds:g} seconds") from None


def _apart(served: Served, query: str, whole_dataset: bool) -> Federated:
    """The parts of a query that asks a service on the list."""
    named = services(query[:LONGEST])
    for service in named:
        if service not in served.services:
            known = ", ".join(served.services)
            raise RefusedError(400, f"SERVICE <{service[:200]}> is not asked from here; these are: {known}")
    if not whole_dataset or "FROM" in words(query[:LONGEST]):
        raise RefusedError(400, "SERVICE goes with no dataset of the request's own here")
    try:
        if len(query) > LONGEST or depth(query) > DEEPEST:
            raise RecursionError
        check_grammar(query, _HERE)
        asked = taken_apart(query, _HERE)
    except RecursionError:
        raise RefusedError(
            400, f"a query with SERVICE has {LONGEST:,} characters at most, and no deep groups"
        ) from None
    except KgError as error:
        raise RefusedError(400, "; ".join(filter(None, (error.what, error.hint)))) from None
    if asked.service not in served.services:  # a prefixed name, for instance
        raise RefusedError(400, f"SERVICE <{asked.service[:200]}> is not asked from here")
    return asked


async def _about(served: Served, asked: Federated) -> Rows:
    """What the service is asked about."""
    answer = parse_query_results(await whole(served, asked.keys, JSON.media_type), QueryResultsFormat.JSON)
    try:
        about = federated.about(answer, _HERE)
    except KgError as error:
        raise RefusedError(400, error.what) from None
    if len(about.rows) > MOST:
        told = f"the service would be asked about {len(about.rows):,} combinations of values; {MOST:,} at most"
        raise RefusedError(400, f"{told}: let what stands before SERVICE find fewer")
    return about


def _told(asked: Federated, about: Rows, ask: Service, seconds: float) -> Rows:
    """What the service answers, in batches. Raises KgError."""
    end = time.monotonic() + seconds

    def one(request: str) -> QuerySolutions:
        if time.monotonic() > end:
            raise KgError("it takes too long", asked.service)
        return ask(asked.service, request, max(1.0, end - time.monotonic()))

    rows = []
    for some in batches(about, federated.BATCH):
        found = federated.solutions(one(asked.request(some)), asked.service)
        if set(found.variables) != set(asked.variables):
            raise KgError("it answers with other columns than it was asked for", asked.service)
        places = [found.variables.index(name) for name in asked.variables]
        rows += [tuple(row[n] for n in places) for row in found.rows]
    return Rows(asked.variables, tuple(rows))
