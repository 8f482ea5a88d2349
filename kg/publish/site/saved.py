"""The pages of saved queries: what each asks, its parameters and SPARQL, and its rows at the time of the build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.publish.site.blocks import Block, Ref, Row, Table, cell, heads
from kg.publish.site.editor import PAGE as EDITOR
from kg.publish.site.graph import Value
from kg.publish.site.guide import Guide
from kg.publish.site.info import Crumb
from kg.publish.site.pages import Page
from kg.publish.site.paths import HTML
from kg.publish.site.render import Renderer

PAGE = f"query/index{HTML}"
SHOWN = 200  # rows that a page shows; the rest is in the file


@dataclass(frozen=True)
class Asked:
    """A saved query with its answer. `rows` are the first ones of `count`; `file` has all of them."""

    name: str
    title: str
    description: str
    audience: tuple[str, ...]
    parameters: tuple[tuple[str, str, str], ...]  # name, what it is, an example
    columns: tuple[tuple[str, str], ...]
    sparql: str
    given: str  # the values it was asked with, in words
    variables: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    count: int | None  # None when it was not asked
    file: str  # path in the site, empty when there is none
    note: str
    command: str  # that asks it on the reader's own machine


def query_page(asked: Asked, guide: Guide, renderer: Renderer) -> Page:
    """The page of one saved query."""
    path = f"query/{asked.name}{HTML}"
    return path, renderer.render(
        "query.html", path, it=asked, crumbs=(Crumb("Queries", PAGE), Crumb(asked.title)),
        blocks=_blocks(asked, guide),
    )  # fmt: skip


def _blocks(asked: Asked, guide: Guide) -> list[Block]:
    found = []
    if asked.variables and asked.count is not None:
        rows = tuple(
            Row(tuple(cell("" if value is None else guide.value(value)) for value in row)) for row in asked.rows
        )
        more = f", of which {len(rows):,} are shown" if len(rows) < asked.count else ""
        table = Table(f"{asked.count:,} row{'' if asked.count == 1 else 's'}{more}", heads(*asked.variables), rows)
        found.append(Block("Answer", "answer", text=asked.given, table=table))
    elif asked.note:
        found.append(Block("Answer", "answer", text=f"{asked.given} {asked.note}".strip()))
    if asked.file:
        refs = (Ref(asked.file.rpartition("/")[2], path=asked.file, note="the whole answer"),)
        found.append(Block("The answer as a file", "file", refs=refs))
    if asked.parameters:
        rows = tuple(
            Row((cell(Ref(n, style="code")), cell(d), cell(Ref(e, style="code")))) for n, d, e in asked.parameters
        )
        table = Table("Parameters", heads("Name", "What it is", "For example"), rows)
        found.append(Block("Parameters", "parameters", table=table))
    if asked.columns:
        rows = tuple(Row((cell(Ref(n, style="code")), cell(d))) for n, d in asked.columns)
        found.append(Block("Columns", "columns", table=Table("Columns", heads("Name", "What it says"), rows)))
    found.append(Block("SPARQL", "sparql", code=asked.sparql))
    return found


def query_list(every: Sequence[Asked], renderer: Renderer) -> Page:
    """The list of saved queries."""
    rows = tuple(
        Row(
            (
                cell(Ref(asked.title, path=f"query/{asked.name}{HTML}"), small=(Ref(asked.name, style="code"),)),
                cell(asked.description),
                cell(", ".join(asked.audience)),
                cell("–" if asked.count is None else f"{asked.count:,}", sort=str(asked.count or 0)),
            )
        )
        for asked in every
    )
    head = heads("Query", "What it answers", "For", "#Rows")
    table = Table(f"{len(rows)} saved queries", head, rows)
    return PAGE, renderer.render(
        "list.html", PAGE, title="Queries", crumbs=(Crumb("Queries"),), table=table, pages=(), blocks=(),
        actions=(Ref("Ask in your browser", path=EDITOR),),
        intro="Questions that were asked before, with their answers at the time of this build. Each can be changed and "
        "asked again: in the browser, with kg query, or at any SPARQL endpoint that has the data.",
    )  # fmt: skip
