"""What a request to the SPARQL endpoint asks: SPARQL 1.1 Protocol, section 2.1. There are queries and no updates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.serve.pool import RefusedError

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
_UPDATE = ("update", "using-graph-uri", "using-named-graph-uri")
_GRAPHS = ("default-graph-uri", "named-graph-uri")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*")
_NO_UPDATE = "this endpoint is read-only: there is no update"


@dataclass(frozen=True)
class Asked:
    """A query, and the dataset that the protocol names for it; None where it names none."""

    query: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


def asked(method: str, query_string: bytes, content_type: str, body: bytes) -> Asked | None:
    """What a request asks; None for a GET without a query, which asks for the service description.

    Raises RefusedError: 400 for parameters that are wrong, missing or not UTF-8, and for an update; 405 for another
    method; 415 for a body of another media type.
    """
    given = parameters(query_string)
    if method in ("GET", "HEAD"):
        return _from(given) if given else None
    if method != "POST":
        raise RefusedError(405, "a query is asked by GET or POST")
    media_type, _, rest = content_type.partition(";")
    media_type = media_type.strip().lower()
    charset = re.search(r"charset=\"?([\w-]+)", rest)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise RefusedError(400, f"the query must be in UTF-8, not in {charset[1]}")
    if media_type == FORM:
        return _from([*given, *parameters(body)])
    if media_type == DIRECT:
        if any(name == "query" for name, _ in given):
            raise RefusedError(400, "the query stands in the address and in the body")
        return _from([*given, ("query", _utf8(body))])
    if media_type == "application/sparql-update":
        raise RefusedError(400, _NO_UPDATE)
    raise RefusedError(415, f"a query is posted as {DIRECT} or as {FORM}, not as {media_type or 'nothing'}")


def parameters(text: bytes) -> list[tuple[str, str]]:
    """The parameters of an address or a form. Raises RefusedError for what is no percent-encoded UTF-8."""
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except (UnicodeDecodeError, ValueError):
        raise RefusedError(400, "the parameters must be percent-encoded UTF-8") from None


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the query is not UTF-8: byte {error.start}") from None


def _from(given: list[tuple[str, str]]) -> Asked:
    if any(name in _UPDATE for name, _ in given):
        raise RefusedError(400, _NO_UPDATE)
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        raise RefusedError(400, "there must be one parameter 'query'" + (", not several" if queries else ""))
    graphs: Mapping[str, tuple[str, ...]] = {
        name: tuple(value for key, value in given if key == name) for name in _GRAPHS
    }
    for name, values in graphs.items():
        for value in values:
            if not _IRI.fullmatch(value):
                raise RefusedError(400, f"{name} is not an absolute IRI: {value[:200]}")
    default, named = graphs[_GRAPHS[0]], graphs[_GRAPHS[1]]
    return Asked(queries[0], default if default or named else None, named if default or named else None)
