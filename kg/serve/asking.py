"""The query page as this server has it: its scripts ask the endpoint; without scripts there is a plain form."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kg.files import read_bytes
from kg.formats import JSON
from kg.publish.site.blocks import Block, Ref
from kg.publish.site.editor import PAGE, of_endpoint
from kg.publish.site.info import Crumb
from kg.publish.site.render import Renderer
from kg.queries.text import form
from kg.serve.elsewhere import answered as answered_elsewhere
from kg.serve.pool import RefusedError
from kg.serve.responses import unless_gone
from kg.serve.saved import answer_blocks
from kg.serve.served import Served, whole

PLAIN = "query/ask.html"
_HEADERS = {"Cache-Control": "public, no-cache"}
_FIRST = "SELECT * WHERE {\n  ?thing ?property ?value\n}\nLIMIT 20\n"


def page(served: Served) -> Response:
    """The query page of the site, with queries that go to the endpoint."""
    file = served.site / PAGE
    if not file.is_file():
        raise RefusedError(404, f"the pages have not been made: `kg site`; {PLAIN} has a plain form")
    return Response(of_endpoint(read_bytes(file), "../sparql"), headers=_HEADERS, media_type="text/html")


async def plain(request: Request, served: Served, renderer: Renderer) -> Response:
    """A form for a query (`?query=`), with its answer, or what is wrong with it."""
    query, blocks, status = request.query_params.get("query", ""), [], 200
    if query:
        try:
            blocks = await _answer(request, served, query)
        except RefusedError as error:
            blocks, status = [Block("Answer", "answer", code=error.message)], error.status
    crumbs = (Crumb("Queries", "query/index.html"), Crumb("Ask the data"))
    body = renderer.render("ask.html", PLAIN, query=query or _FIRST, blocks=blocks, crumbs=crumbs)
    return Response(body, status, _HEADERS, "text/html")


async def _answer(request: Request, served: Served, query: str) -> list[Block]:
    text = await answered_elsewhere(served, query, whole_dataset=True)
    try:
        blocks = await answer_blocks(request, served, text)
    except RefusedError as error:
        if error.status == 400 and form(text) == "SELECT":  # said anew with its place in what was written
            await unless_gone(request, whole(served, text, JSON.media_type))
        raise
    whole_of_it = Ref("from the endpoint", path=f"sparql?{urlencode({'query': query})}")
    return [*blocks, Block("The answer as a file", "file", refs=(whole_of_it,))]
