"""The smallest parts of a page as HTML: a reference, a list of facts, a table.

A page has hundreds of them, and a template takes five times as long for each. Every text is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup
from markupsafe import escape as markup

from kg.publish.site.blocks import Cell, Fact, Ref, Row, Table
from kg.publish.site.paths import is_link

LONG = 300  # characters that a page shows of a text that it folds
FOLDED = 450  # characters from which a text is folded: little more than is shown is not worth a click
_SORTABLE, _FILTERED = 7, 30  # rows that a table has to have more of


@lru_cache(maxsize=8192)
def escape(text: str) -> str:
    """`text` for HTML, also in an attribute between double quotation marks."""
    return "".join(markup(text))


def text(value: str, lang: str = "") -> Markup:
    """A text in its language; most of a long one is folded."""
    return Markup(_text(value, lang))


def ref(it: Ref, root: str) -> Markup:
    """A text with the way to where it leads, `root` being the way to the root of the site."""
    return Markup(_ref(it, root))


def facts(all_: Iterable[Fact], root: str) -> Markup:
    """A list of names with values; nothing when there are none."""
    found = [_fact(fact, root) for fact in all_]
    return Markup(f'<dl class="facts">{"".join(found)}</dl>' if found else "")


def table(of: Table, root: str, id_: str) -> Markup:
    """A table that the page's script makes sortable and, when it is long, gives a filter."""
    heads = [f'<th scope="col"{_NUMBER if head.number else ""}>{escape(head.label)}</th>' for head in of.heads]
    opens = [_opens(n, head.label, head.number) for n, head in enumerate(of.heads)]
    rows = [_row(row, opens, root) for row in of.rows]
    marks = (" data-sortable" if len(rows) > _SORTABLE else "") + (" data-filter" if len(rows) > _FILTERED else "")
    caption, kind = escape(of.caption), f" {escape(of.kind)}" if of.kind else ""
    return Markup(
        f'<div class="scroll" role="group" tabindex="0" aria-label="{caption}">\n'
        f'<table class="data cards{kind}"{marks} id="{escape(id_)}-table">\n'
        f"<caption>{caption}</caption>\n<thead><tr>{''.join(heads)}</tr></thead>\n"
        f"<tbody>\n{''.join(rows)}</tbody>\n</table>\n</div>\n"
    )


_NUMBER = ' class="num"'


def _lang(lang: str) -> str:
    return f' lang="{escape(lang)}"' if lang and lang != "en" else ""


def _text(value: str, lang: str) -> str:
    if len(value) <= FOLDED:
        return f"<bdi{_lang(lang)}>{escape(value)}</bdi>"
    return (
        f"<details><summary><bdi{_lang(lang)}>{escape(value[:LONG])}</bdi> … "
        f'<span class="muted">({len(value):,} characters)</span></summary>'
        f'<p dir="auto"{_lang(lang)}>{escape(value)}</p></details>'
    )


def _ref(it: Ref, root: str) -> str:
    note = f' <span class="muted">{escape(it.note)}</span>' if it.note else ""
    chip = ' class="chip"' if it.style == "chip" else ""
    if it.path:
        named = f"<code>{escape(it.text)}</code>" if it.style == "code" else _named(it)
        return f'<a{chip} href="{root}{escape(it.path)}">{named}</a>{note}'
    if it.url and is_link(it.url):
        return f'<a{chip} href="{escape(it.url)}">{_named(it)}</a>{note}'
    return _unlinked(it) + note


def _named(it: Ref) -> str:
    return f"<bdi{_lang(it.lang)}>{escape(it.text)}</bdi>"


def _unlinked(it: Ref) -> str:
    if it.style.startswith("status"):
        return f'<span class="{it.style}">{escape(it.text)}</span>'
    if it.style == "code":
        return f"<code>{escape(it.text)}</code>"
    if it.style == "codechip":
        return f'<code class="chip">{escape(it.text)}</code>'
    words = _text(it.text, it.lang)
    return f'<span class="chip">{words}</span>' if it.style == "chip" else words


def _fact(fact: Fact, root: str) -> str:
    ids = "".join(f'<span id="{escape(id_)}"></span>' for id_ in fact.ids)
    values = [_ref(value, root) for value in fact.values]
    if fact.values[0].style == "chip":
        shown = f'<dd><ul class="chips">{"".join(f"<li>{value}</li>" for value in values)}</ul></dd>'
    else:
        shown = "".join(f"<dd>{value}</dd>" for value in values)
    return f"<dt>{ids}{escape(fact.label)}</dt>{shown}"


def _opens(n: int, label: str, number: bool) -> tuple[str, bool]:
    """How a cell of a column begins, and whether it holds numbers."""
    return '<th scope="row"' if n == 0 else f'<td data-label="{escape(label)}"', number


def _row(row: Row, opens: Sequence[tuple[str, bool]], root: str) -> str:
    first = f' id="{escape(row.ids[0])}"' if row.ids else ""
    others = "".join(f'<span id="{escape(id_)}"></span>' for id_ in row.ids[1:])
    cells = [_cell(cell, *opens[n], "" if n else others, root) for n, cell in enumerate(row.cells)]
    return f"<tr{first}>{''.join(cells)}</tr>\n"


def _cell(cell: Cell, open_: str, number: bool, ids: str, root: str) -> str:
    class_ = _NUMBER if number else ' class="words"' if cell.words else ""
    sort = f' data-sort="{escape(cell.sort)}"' if cell.sort else ""
    small = f"<small>{' · '.join([_ref(v, root) for v in cell.small])}</small>" if cell.small else ""
    values = ", ".join([_ref(v, root) for v in cell.values])
    return f"{open_}{class_}{sort}>{ids}{values}{small}</{open_[1:3]}>"
