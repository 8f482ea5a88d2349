"""What is said of a request that failed: the server's own words, and what to do.

Only `kg.net` makes these errors; `said` also serves whoever finds that an answer is not what was asked for.
"""

from __future__ import annotations

import html
import http.client
import re

from kg.errors import KgError

_SAID = 300  # characters of a server's message
_HINTS = {
    400: "the server does not understand what it is asked",
    401: "the endpoint asks for a password; kg sends none",
    403: "the server does not let this in; some want a contact: set `contact` in workspace.toml",
    404: "check the address: a SPARQL endpoint often ends in /sparql",
    405: "check the address: this is not where questions are sent",
    429: "too many questions: wait, and ask again",
}

LESS = "ask again, or ask for less at once"
SMALLER = "ask for less at once: add a LIMIT"
CIRCLE = "check the address, or ask those who run the server"
NAME_IT = "if that is right, name that address itself"
PATIENCE = "ask for less at once, or give it longer: --timeout"


def said(data: bytes) -> str:
    """The first words of a server's message, without markup."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", " ", data.decode("utf-8", "replace"))
    words = " ".join(re.sub("[\x00-\x1f\x7f-\x9f]+", " ", html.unescape(text)).split())
    return words if len(words) <= _SAID else f"{words[:_SAID]}..."


def leads_inside(asked: str, host: str) -> KgError:
    """That `asked` leads to a host that may not be reached."""
    what = f"it leads to {host}, an address inside this machine or network"
    return KgError(what, asked, "this is not followed; name that address yourself if you mean it")


def later(asked: str, status: int, seconds: float) -> KgError:
    """That a host wants a longer pause than anybody waits for."""
    reason = http.client.responses.get(status, "")
    what = f"the endpoint answered {status} {reason}: it wants to be left alone for {seconds:.0f} s"
    return KgError(what, asked, "ask again then")


def http_error(endpoint: str, status: int, data: bytes) -> KgError:
    """What the server said against it."""
    reason = http.client.responses.get(status, "")
    words = said(data) or reason
    hint = _HINTS.get(status, "the fault is the endpoint's; ask again later, or ask for less at once")
    return KgError(f"the endpoint answered {status} {reason}: {words}", endpoint, hint)


def unreachable(endpoint: str, error: Exception) -> KgError:
    """That nobody is there."""
    words = re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or "the connection was closed"
    hint = "check the address and the network; `kg query` without --live answers from recordings"
    return KgError(f"the endpoint cannot be reached: {words}", endpoint, hint)
