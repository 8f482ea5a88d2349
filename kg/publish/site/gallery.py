"""The pages of pictures: one that shows them all, one for each with its table, and each as a file that stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.publish.site.info import Crumb
from kg.publish.site.paths import HTML
from kg.publish.site.pictures import Picture
from kg.publish.site.pictures.svg import standalone
from kg.publish.site.render import ASSETS, Renderer

PAGE = "pictures/index.html"
_STYLES = ("colours.css", "pictures.css")


def picture_page(name: str) -> str:
    """The page of the picture `name`."""
    return f"pictures/{name}{HTML}"


def gallery(renderer: Renderer, pictures: Sequence[Picture]) -> Iterator[tuple[str, bytes]]:
    """The pages and the files, each with its path."""
    style = "".join((ASSETS / name).read_text(encoding="utf-8") for name in _STYLES)
    yield PAGE, renderer.render("pictures.html", PAGE, pictures=pictures)
    for picture in pictures:
        path = picture_page(picture.name)
        crumbs = (Crumb("Pictures", PAGE), Crumb(picture.title))
        yield path, renderer.render("picture.html", path, p=picture, crumbs=crumbs)
        yield f"pictures/{picture.name}.svg", standalone(picture.svg, style).encode()
