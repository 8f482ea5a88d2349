"""`limit` and `offset`, and the Link header that leads from page to page (RFC 8288)."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request

from kg.serve.pool import RefusedError
from kg.serve.served import Served


class Page(NamedTuple):
    """A part of a list: from `offset` on, at most `limit` rows."""

    limit: int
    offset: int


def page_asked(given: dict[str, str], limit: int, most: int) -> Page:
    """The page that parameters ask for, which are taken out. Raises RefusedError for what is no number."""
    asked = number("limit", given.pop("limit", None))
    return Page(min(limit if asked is None else max(asked, 1), most), number("offset", given.pop("offset", None)) or 0)


def number(name: str, text: str | None) -> int | None:
    """A parameter that is a whole number, or None. Raises RefusedError for what is none."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise RefusedError(400, f"parameter {name}: a number is needed, not {text[:100]!r}")
    return int(text)


def page_links(request: Request, served: Served, page: Page, total: int | None) -> str:
    """The pages around one; `total` is None where nobody has counted."""

    def link(start: int, relation: str) -> str:
        given = {**request.query_params, "limit": str(page.limit), "offset": str(start)}
        return f'<{served.address(request, request.url.path.lstrip("/"))}?{urlencode(given)}>; rel="{relation}"'

    found = [link(0, "first")]
    if page.offset:
        found.append(link(max(0, page.offset - page.limit), "prev"))
    if total is None or page.offset + page.limit < total:
        found.append(link(page.offset + page.limit, "next"))
    if total:
        found.append(link((total - 1) // page.limit * page.limit, "last"))
    return ", ".join(found)
