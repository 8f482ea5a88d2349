"""The only code that goes out to the network.

So far: a SPARQL 1.1 query to an endpoint, through SPARQLWrapper, with a time limit and errors that say what the server
said.
"""

from __future__ import annotations

import ast
import html
import http.client
import re
import urllib.error
from dataclasses import dataclass

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLExceptions, SPARQLWrapper

from kg import __version__
from kg.errors import KgError, UsageError

USER_AGENT = f"letterkg/{__version__}"
TIMEOUT = 60  # seconds without a sign of life
LIMIT = 512 * 1024 * 1024  # bytes of an answer

_SAID = 300  # characters of a server's message
_STATUS = {
    SPARQLExceptions.QueryBadFormed: 400,
    SPARQLExceptions.Unauthorized: 401,
    SPARQLExceptions.EndPointNotFound: 404,
    SPARQLExceptions.URITooLong: 414,
    SPARQLExceptions.EndPointInternalError: 500,
}
_HINTS = {
    400: "the endpoint does not understand the query",
    401: "the endpoint asks for a password; kg sends none",
    403: "the endpoint does not let this query in",
    404: "check the address: an endpoint often ends in /sparql",
    405: "check the address: this is not where queries are sent",
    429: "too many queries: wait, and ask again",
}


@dataclass(frozen=True)
class Response:
    """What a server answered: media type without parameters, and bytes."""

    media_type: str
    data: bytes


def post_query(endpoint: str, query: str, form: str, timeout: int = TIMEOUT) -> Response:
    """Send `query`, of the form SELECT, ASK, CONSTRUCT or DESCRIBE, by the SPARQL 1.1 Protocol (POST, URL-encoded).

    Raises UsageError for an address that is not http or https; KgError when nobody answers in time, for an HTTP error
    (with the server's words), and for an answer of more than LIMIT bytes.
    """
    if not re.match(r"https?://[^/\s]", endpoint, re.IGNORECASE):
        raise UsageError(f"{endpoint!r} is not the address of an endpoint", hint="write it in full: https://.../sparql")
    wrapper = _wrapper(endpoint, query, form, timeout)
    try:
        response = wrapper.query().response
        data = response.read(LIMIT + 1)
        media_type = response.headers.get_content_type()
        broken_off = bool(response.length)  # bytes that were announced and did not come
    except SPARQLExceptions.SPARQLWrapperException as error:
        raise _http_error(endpoint, _STATUS.get(type(error), 500), _body(error)) from None
    except urllib.error.HTTPError as error:
        raise _http_error(endpoint, error.code, error.read(LIMIT), error.reason) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _unreachable(endpoint, error, timeout) from None
    if len(data) > LIMIT:
        raise KgError(f"the answer is larger than {LIMIT // 2**20} MB", endpoint, "ask for less at once: add a LIMIT")
    if broken_off:
        raise KgError("the answer broke off", endpoint, "ask again, or ask for less at once")
    return Response(media_type, data)


def said(data: bytes) -> str:
    """The first words of a server's message, without markup."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", " ", data.decode("utf-8", "replace"))
    words = " ".join(re.sub("[\x00-\x1f\x7f-\x9f]+", " ", html.unescape(text)).split())
    return words if len(words) <= _SAID else f"{words[:_SAID]}..."


def _wrapper(endpoint: str, query: str, form: str, timeout: int) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(endpoint, agent=USER_AGENT)
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)  # else it sends parameters that strict endpoints refuse
    wrapper.setReturnFormat(JSON if form in ("SELECT", "ASK") else TURTLE)
    wrapper.queryString = query
    wrapper.queryType = form  # it would guess, and send what it takes for an update as one
    wrapper.setTimeout(timeout)
    return wrapper


def _body(error: Exception) -> bytes:
    """What the server said, out of the words of SPARQLWrapper's error, which holds it as a Python literal."""
    literal = str(error).partition("Response:\n")[2]
    try:
        value = ast.literal_eval(literal)
    except (ValueError, SyntaxError):
        return literal.encode()
    return value if isinstance(value, bytes) else literal.encode()


def _http_error(endpoint: str, status: int, body: bytes, reason: str = "") -> KgError:
    words = said(body) or reason
    hint = _HINTS.get(status, "the fault is the endpoint's; ask again later, or ask for less at once")
    reason = http.client.responses.get(status, reason)
    return KgError(f"the endpoint answered {status} {reason}: {words}", endpoint, hint)


def _unreachable(endpoint: str, error: Exception, timeout: int) -> KgError:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return KgError(f"no answer within {timeout} s", endpoint, "ask for less at once, or give it longer: --timeout")
    words = reason.strerror if isinstance(reason, OSError) and reason.strerror else str(reason)
    return KgError(
        f"the endpoint cannot be reached: {words or type(reason).__name__}",
        endpoint,
        "check the address and the network",
    )
