"""The page of pictures."""

from __future__ import annotations

from collections.abc import Sequence

from kg.publish.site.pictures import Picture
from kg.publish.site.render import Renderer

PAGE = "pictures/index.html"


def gallery(renderer: Renderer, pictures: Sequence[Picture]) -> tuple[str, bytes]:
    """The page: its path and its bytes."""
    return PAGE, renderer.render("pictures.html", PAGE, pictures=pictures)
