"""Things and their documents: an IRI answers 303 to the document that suits the client (Cool URIs, section 4.2)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, Kind
from kg.ns import CONTEXT_LINK, PREFIXES
from kg.publish.entity import Entity
from kg.publish.rows import Row, by_subject
from kg.publish.site.paths import page_of
from kg.queries.text import with_any, with_values
from kg.serve.accept import HTML, chosen
from kg.serve.description import written
from kg.serve.pool import RefusedError
from kg.serve.responses import file, kept, tag, unchanged, with_charset
from kg.serve.served import Served, named, rows, text, whole
from kg.serve.sparql import not_acceptable

PLAIN_JSON = Format("plain-json", "JSON", "application/json", ".json", Kind.METADATA)
OFFERED = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, PLAIN_JSON)
_PAGES = "index.html"
_IN_PATHS = "/-._~!$&'()*+,;=:@%"  # what stands in the path of an IRI as it is
_NUMBERED = re.compile(r"([A-Za-z]+)(\d{1,9})")


async def thing(request: Request, served: Served, path: str) -> Response:
    """The answer to the IRI of a thing, or to the address of one of its documents (its path with a suffix)."""
    wanted = next((format_ for format_ in OFFERED if path.endswith(format_.suffix)), None)
    name = path.removesuffix(wanted.suffix) if wanted else path
    fate = await _fate(served, name)
    if fate is None and (page := _page(served, path)) is not None:
        if page.name == _PAGES and path and not path.endswith(("/", _PAGES)):
            return RedirectResponse(served.address(request, f"{quote(path)}/"), 301)
        return file(request, page)
    if fate is None:
        return await _unknown(request, served, name, path)
    if fate:
        return _gone(served, request, fate)
    if wanted is None:
        return _see_other(request, served, name)
    return await _document(request, served, name, wanted)


async def _fate(served: Served, name: str) -> list[dict[str, str]] | None:
    """What is left of a thing that is no longer used: why, and its successors; empty for one that is, None for none."""
    key = tag(served.pool.generation(), "fate", name)
    if (known := served.cache.get(key)) is not None:
        found = json.loads(known.body)
    else:
        found = await rows(served, with_any(text("fate"), "thing", [_node(served, name)]))
        if found:  # there is no end of what is not there
            served.cache.put(key, json.dumps(found).encode(), PLAIN_JSON.media_type)
    return [row for row in found if row["gone"] == "yes"] if found else None


def _node(served: Served, name: str) -> NamedNode:
    try:
        return NamedNode(served.base + quote(name, safe=_IN_PATHS))
    except ValueError:
        raise RefusedError(404, "there is nothing here") from None


def _see_other(request: Request, served: Served, name: str) -> Response:
    format_ = chosen(request.headers.get("accept"), OFFERED)
    if format_ is None:
        raise not_acceptable(OFFERED)
    path = quote(name) + format_.suffix
    if format_ is HTML:  # a leaf is a part of the page of its file
        path = page_of(served.base + quote(name, safe=_IN_PATHS), served.base)
    target = served.address(request, path)
    return RedirectResponse(target, 303, {"Vary": "Accept", "Link": _links(request, served, name)})


def _links(request: Request, served: Served, name: str) -> str:
    """What goes with a thing: its IRI, its documents, the description of the dataset."""
    path = quote(name)
    documents = (
        f'<{served.address(request, path + format_.suffix)}>; rel="alternate"; type="{format_.media_type}"'
        for format_ in OFFERED
    )
    about = f'<{served.base}{path}>; rel="canonical"'
    void = f'<{served.address(request, ".well-known/void")}>; rel="describedby"; type="text/turtle"'
    licence = [f'<{served.licence}>; rel="license"'] if served.licence else []
    return ", ".join((about, *documents, void, *licence))


def _gone(served: Served, request: Request, fate: list[dict[str, str]]) -> Response:
    """The tombstone: 301 to what replaced it when that is one thing, else 410 with the reason."""
    others = list(dict.fromkeys(row["other"] for row in fate if "other" in row))
    if len(others) == 1 and others[0].startswith(served.base):
        return RedirectResponse(served.address(request, others[0].removeprefix(served.base)), 301)
    why = next((row["why"] for row in fate if "why" in row), "withdrawn")
    raise RefusedError(410, "\n".join((f"this identifier is no longer used: {why}", *others)))


async def _unknown(request: Request, served: Served, name: str, path: str) -> Response:
    """A slug after an identifier leads to it (`letter/l0025/stalin-to-kaganovich`); else there is nothing."""
    above, slash, _ = name.rpartition("/")
    if slash and "/" in above and path == name and await _fate(served, above) == []:
        return RedirectResponse(served.address(request, quote(above)), 301)
    kind = name.partition("/")[0]
    listed = f"; /{kind}/ lists what there is" if (served.site / kind / _PAGES).is_file() else ""
    near = await _near(request, served, name)
    meant = "".join(f"\n{address}  {label}" for address, label in near)
    asked = "\ndid you mean:" if near else ""
    raise RefusedError(404, f"there is nothing called {name[:200]} here{listed}; / leads to everything{asked}{meant}")


async def _near(request: Request, served: Served, name: str) -> list[tuple[str, str]]:
    """Addresses and labels of things whose identifiers are like one that is none."""
    iris = [served.base + quote(other, safe=_IN_PATHS) for other in similar(name)]
    last = await named(served, [name.rpartition("/")[2].lower()])
    nodes = [NamedNode(iri) for iri in dict.fromkeys((*last.values(), *iris)) if is_iri(iri)]
    found = await rows(served, with_any(text("near"), "thing", nodes)) if nodes else []
    return [
        (served.address(request, row["thing"].removeprefix(served.base)), row.get("label", ""))
        for row in found
        if "thing" in row
    ]


def similar(name: str) -> list[str]:
    """Paths that somebody may have meant by `name`: in small letters, with zeros, one digit off, or what it is part of.

    >>> similar("letter/L25")
    ['letter/l25', 'letter/l0025', 'letter/l0024', 'letter/l0026']
    """
    above, _, last = name[:200].lower().rpartition("/")
    start = f"{above}/" if above else ""
    found = [start + last]
    if numbered := _NUMBERED.fullmatch(last):
        number = int(numbered[2])
        found += [f"{start}{numbered[1]}{n:04d}" for n in (number, number - 1, number + 1) if n >= 0]
    parts = above.split("/")
    found += ["/".join(parts[:n]) for n in range(len(parts), 1, -1)]
    return [other for other in dict.fromkeys(found) if other != name]


def is_iri(text: str) -> bool:
    """Whether a text can be an IRI."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _page(served: Served, path: str) -> Path | None:
    """The page of the site for a path that is that of no thing."""
    root = served.site.resolve()
    for name in (path, f"{path}index.html" if path.endswith("/") or not path else f"{path}/index.html"):
        found = (root / name).resolve()
        if found.is_relative_to(root) and found.is_file():
            return found
    return None


async def _document(request: Request, served: Served, name: str, format_: Format) -> Response:
    headers = {"Link": _links(request, served, name), "Vary": "Accept"}
    if format_ is HTML:
        page = _page(served, f"{name}.html")
        if page is None:
            raise RefusedError(404, "this thing has no page; make the pages with `kg site`")
        return file(request, page, headers)
    if format_ is PLAIN_JSON:  # which is JSON-LD with this context (JSON-LD 1.1, section 6.1)
        context = served.address(request, "context.jsonld")
        headers["Link"] += f', <{context}>; rel="{CONTEXT_LINK}"; type="{JSON_LD.media_type}"'
    generation = served.pool.generation()
    etag = tag(generation, name, format_.name)
    headers |= {"ETag": etag, "Cache-Control": "public, no-cache"}
    if unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    if (known := kept(served.cache, headers)) is not None:
        return known
    said = await _said(served, name)
    if format_ is N_TRIPLES:
        body = "".join(
            f"<{row.subject}> {row.predicate} {row.object} .\n" for row in (*said.rows, *said.labels)
        ).encode()
    elif format_ is RDF_XML:
        lines = (f"<{row.subject}> {row.predicate} {row.object} .\n" for row in (*said.rows, *said.labels))
        triples = (quad.triple for quad in parse("".join(lines), RdfFormat.N_TRIPLES))
        body = written(triples, RDF_XML.media_type, PREFIXES)
    else:
        body = served.writer.turtle(said) if format_ is TURTLE else served.writer.jsonld(said)
    if format_ is PLAIN_JSON:
        body = _plain(body)
    if served.pool.generation() == generation:  # else it may have been read from the next build
        served.cache.put(etag, body, format_.media_type)
    return Response(body, media_type=with_charset(format_.media_type), headers=headers)


async def _said(served: Served, name: str) -> Entity:
    """What is said of a thing and of its parts, then the claims on it, then the labels of what that points to."""
    iri = served.base + quote(name, safe=_IN_PATHS)
    about: list[Row] = []
    claims: list[Row] = []
    labels: list[Row] = []
    for query in ("entity", "claims"):
        lines = sorted(set(await _lines(served, query, iri)))
        for subject, said in by_subject(lines):
            ours = subject == iri or subject.startswith(f"{iri}#")
            (about if ours else claims if query == "claims" else labels).extend(said)
    return Entity(iri, tuple(dict.fromkeys((*about, *claims))), tuple(labels))


async def _lines(served: Served, query: str, iri: str) -> list[str]:
    asked = with_values(text(query), {"thing": NamedNode(iri)})
    return (await whole(served, asked, N_TRIPLES.media_type)).decode().splitlines(keepends=True)


def _plain(document: bytes) -> bytes:
    """A JSON-LD document as JSON for those who know no context: the thing with its parts, and all that goes with it."""
    things = json.loads(document)["@graph"]
    return json.dumps({**things[0], "included": things[1:]}, ensure_ascii=False, indent=1).encode()
