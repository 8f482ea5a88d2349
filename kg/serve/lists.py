"""`letter/?author=&from=`: lists with filters and counts, as a page, as JSON and as CSV; paged with Link headers."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.formats import CSV, Format, Kind
from kg.publish.site.blocks import Block, Ref, Row, Table, cell, heads
from kg.publish.site.info import Crumb
from kg.publish.site.paths import page_of
from kg.serve.accept import HTML
from kg.serve.accept import chosen as format_chosen
from kg.serve.documents import PLAIN_JSON
from kg.serve.listed import CERTAINLY, POSSIBLY, Item, Named, Wanted, chosen, day, facets, items
from kg.serve.paging import Page, page_asked, page_links
from kg.serve.pool import RefusedError
from kg.serve.responses import tag, unchanged
from kg.serve.served import Served, rows, text
from kg.serve.sparql import not_acceptable

TABLE = Format("csv", "CSV", CSV.media_type, ".csv", Kind.SOLUTIONS)
_OFFERED = (HTML, PLAIN_JSON, TABLE)
_SHOWN = 12  # values of a facet on a page


class Listing(NamedTuple):
    """A kind of list: its title, the columns to filter by with their names, whether its things have days."""

    title: str
    columns: dict[str, str]
    dated: bool = False


LISTINGS = {
    "letter": Listing(
        "Letters",
        {
            "author": "From",
            "addressee": "To",
            "archive": "Kept in",
            "mentions": "Names",
            "about": "About",
            "conflict": "Witnesses disagree on",
        },
        dated=True,
    ),
    "person": Listing("Persons", {"called": "Called", "born": "Born", "died": "Died"}),
    "decision": Listing(
        "Decisions",
        {"body": "Decided by", "mentions": "Names", "about": "About", "archive": "Kept in"},
        dated=True,
    ),
    "archive": Listing("Archival units", {"within": "In", "level": "Level"}),
}


def is_asked(request: Request, served: Served, path: str) -> bool:
    """Whether a request is for a list made here, and not for the page of the site that has all: one that filters,
    one that wants data, and any when there is no such page.
    """
    if path.rstrip("/") not in LISTINGS:
        return False
    format_ = format_chosen(request.headers.get("accept"), _OFFERED)
    there = (served.site / path.rstrip("/") / "index.html").is_file()
    return bool(request.url.query) or not there or (format_ is not None and format_ is not HTML)


async def listed(request: Request, served: Served, kind: str) -> Response:
    """The list of a kind, filtered."""
    listing = LISTINGS[kind]
    given = {name: value for name, value in request.query_params.items() if value}
    format_ = _format(request, given.pop("format", ""))
    page = page_asked(given, 100, 1000)
    wanted = _wanted(listing, given)
    etag = tag(served.pool.generation(), kind, str(wanted), str(page), format_.name)
    headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "public, no-cache"}
    if unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    found = await asyncio.to_thread(chosen, await _items(served, kind), wanted)
    if links := page_links(request, served, page, len(found)):
        headers["Link"] = links
    part = found[page.offset : page.offset + page.limit]
    counts = facets(found, listing.columns)
    if format_ is TABLE:
        return Response(_table(part, listing), media_type="text/csv; charset=utf-8", headers=headers)
    if format_ is PLAIN_JSON:
        return JSONResponse(_json(part, counts, page, len(found)), headers=headers)
    return Response(_html(kind, found, part, counts, page, given, served), media_type="text/html", headers=headers)


def _format(request: Request, named: str) -> Format:
    if named:
        if found := next((format_ for format_ in _OFFERED if format_.suffix == f".{named}"), None):
            return found
        raise RefusedError(400, f"parameter format: html, json or csv is needed, not {named[:100]!r}")
    if found := format_chosen(request.headers.get("accept"), _OFFERED):
        return found
    raise not_acceptable(_OFFERED)


def _wanted(listing: Listing, given: dict[str, str]) -> Wanted:
    """What the parameters ask for. Raises RefusedError, naming the parameter that is wrong."""
    known = [*listing.columns, *(("from", "to", "match") if listing.dated else ())]
    for name in given:
        if name not in known:
            raise RefusedError(400, f"there is no parameter {name[:100]!r} here; there are: {', '.join(known)}")
    days = {}
    for name in ("from", "to"):
        try:
            days[name] = day(given[name], last=name == "to") if name in given else ""
        except ValueError as error:
            raise RefusedError(400, f"parameter {name}: {error}") from None
    match = given.get("match", POSSIBLY)
    if match not in (CERTAINLY, POSSIBLY):
        raise RefusedError(400, f"parameter match: {CERTAINLY} or {POSSIBLY} is needed, not {match[:100]!r}")
    values = {name: value for name, value in given.items() if name in listing.columns}
    return Wanted(values, days["from"], days["to"], match)


async def _items(served: Served, kind: str) -> list[Item]:
    """All things of a kind, read once for each build."""
    now = served.pool.generation()
    if served.kept.get(kind, ("", []))[0] != now or not now:
        served.kept[kind] = (now, items(await rows(served, text(f"list-{kind}"))))
    return list(served.kept[kind][1])


def _table(part: Sequence[Item], listing: Listing) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    days = ["earliest", "latest"] if listing.dated else []
    writer.writerow(["iri", "label", *days, *listing.columns])
    for item in part:
        cells = ["; ".join(named.name for named in item.values.get(column, ())) for column in listing.columns]
        writer.writerow([item.iri, item.label, *([item.earliest, item.latest] if listing.dated else []), *cells])
    return out.getvalue().encode()


def _json(part: Sequence[Item], counts: dict[str, list[tuple[Named, int]]], page: Page, total: int) -> object:
    def values(item: Item) -> dict[str, list[dict[str, str]]]:
        return {column: [named._asdict() for named in all_] for column, all_ in sorted(item.values.items())}

    listed_ = [
        {"id": item.iri, "label": item.label, "earliest": item.earliest or None, "latest": item.latest or None}
        | values(item)
        for item in part
    ]
    told = {column: [{**named._asdict(), "count": n} for named, n in all_] for column, all_ in counts.items()}
    return {"total": total, "limit": page.limit, "offset": page.offset, "facets": told, "items": listed_}


def _html(
    kind: str,
    found: Sequence[Item],
    part: Sequence[Item],
    counts: dict[str, list[tuple[Named, int]]],
    page: Page,
    given: dict[str, str],
    served: Served,
) -> bytes:
    listing, path = LISTINGS[kind], f"{kind}/index.html"
    if served.renderer is None:
        raise RefusedError(406, "this comes as: application/json, text/csv")

    def address(**other: object) -> str:
        asked = {**given, "limit": page.limit, "offset": 0, **other}
        return f"{kind}/?{urlencode({name: value for name, value in asked.items() if value})}"

    def ref(named: Named) -> Ref:
        ours = named.value.startswith(served.base)
        return Ref(named.name, path=page_of(named.value, served.base) if ours else "")

    rows_ = tuple(
        Row(
            (
                cell(Ref(item.label or item.iri, path=page_of(item.iri, served.base)), sort=item.earliest or "9999"),
                *(cell(*(ref(named) for named in item.values.get(column, ()))) for column in listing.columns),
            )
        )
        for item in part
    )
    starts = range(0, max(len(found), 1), page.limit)
    pages = tuple(
        Crumb(str(n), "" if start == page.offset else address(offset=start)) for n, start in enumerate(starts, 1)
    )
    blocks = [Block("Choose", "choose", html=_form(listing, given))]
    for column, values in counts.items():
        chips = tuple(
            Ref(named.name, path=address(**{column: named.value}), note=str(n), style="chip")
            for named, n in values[:_SHOWN]
        )
        if chips:
            blocks.append(Block(listing.columns[column], f"by-{column}", chips=chips, level=3))
    table = Table(f"{len(found):,} in all; here {len(part):,}", heads("What", *listing.columns.values()), rows_)
    data = (Ref("JSON", path=address(format="json")), Ref("CSV", path=address(format="csv")))
    return served.renderer.render(
        "list.html", path, title=listing.title, intro="", crumbs=(Crumb(listing.title),), table=table,
        pages=pages[:200], blocks=blocks, actions=data,
    )  # fmt: skip


def _form(listing: Listing, given: dict[str, str]) -> str:
    """The filters as a form that works without a script."""
    fields = list(listing.columns.items()) + ([("from", "From day"), ("to", "To day")] if listing.dated else [])
    made = [
        Markup('<p><label for="f-{0}">{1}</label> <input id="f-{0}" name="{0}" value="{2}"></p>').format(
            name, label, given.get(name, "")
        )
        for name, label in fields
    ]
    if listing.dated:
        options = (
            Markup("<option{}>{}</option>").format(Markup(" selected") if given.get("match") == one else "", one)
            for one in (POSSIBLY, CERTAINLY)
        )
        made.append(
            Markup(
                '<p><label for="f-match">These days</label> <select id="f-match" name="match">{}</select></p>'
            ).format(Markup("").join(options))
        )
    return str(
        Markup('<form method="get">{}<p><button>Show</button></p></form>').format(Markup("").join(map(escape, made)))
    )
