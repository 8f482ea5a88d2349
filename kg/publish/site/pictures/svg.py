"""SVG (SVG 1.1, inside HTML) as text: elements with attributes, every text escaped; numbers short and always the same.

No style and no event attributes, as the pages' policy refuses them: looks are classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from kg.ns import SVG

# A digit of the face that pictures are set in is this wide, as a part of the size; most letters are narrower.
_WIDTH = 0.56


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element; `children` are markup. `class_` is written `class`, `text_anchor` `text-anchor`; None is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, int | float) else escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(children)}</{name}>" if children else f"<{name}{said}/>"


def text(words: str, x: float, y: float, class_: str | None = None, anchor: str | None = None) -> str:
    """A line of text; `anchor` is start, middle or end."""
    return element("text", escape(words, quote=False), x=x, y=y, class_=class_, text_anchor=anchor)


def link(href: str, title: str, *children: str) -> str:
    """What leads to a page, if it has one, and says what it is.

    It is not in the tab order: the table beside the picture has the same links.
    """
    if not href:
        return titled(title, *children)
    return element("a", element("title", escape(title, quote=False)), *children, href=href, tabindex="-1")


def titled(title: str, *children: str) -> str:
    """What says what it is and leads nowhere."""
    return element("g", element("title", escape(title, quote=False)), *children)


def drawing(name: str, title: str, summary: str, width: float, height: float, *children: str) -> str:
    """The whole picture, named by `title` and described by `summary`, in pixels: a wide one scrolls."""
    return element(
        "svg",
        element("title", escape(title, quote=False), id=f"{name}-title"),
        element("desc", escape(summary, quote=False), id=f"{name}-desc"),
        *children,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        class_=f"picture {name}",
        role="group",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )


def standalone(svg: str, style: str) -> str:
    """A picture as a file that needs nothing beside it: for a paper, a slide, or the list of all pictures."""
    head, rest = svg.split(">", 1)
    inside = element("style", escape(f"{style}\n.picture {{ background: var(--sheet); }}", quote=False))
    return f'{head} xmlns="{SVG}">{inside}{rest}\n'


def number(value: float) -> str:
    """A number with a decimal at most: `12`, `12.5`."""
    short = f"{value:.1f}"
    return short.removesuffix(".0") if short != "-0.0" else "0"


def width_of(words: str, size: float) -> float:
    """About how wide `words` are, set in `size`."""
    return len(words) * size * _WIDTH


def room_for(names: Iterable[str], size: float, most: float) -> float:
    """How wide a column of `names` is, up to `most`."""
    return min(most, max((width_of(name, size) for name in names), default=0))


def shortened(words: str, room: float, size: float) -> str:
    """`words`, or as much of them as fits into `room` with a sign that there is more."""
    if width_of(words, size) <= room:
        return words
    return words[: max(1, int(room / (size * _WIDTH)) - 1)].rstrip() + "…"
