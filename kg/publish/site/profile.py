"""The application profile as a page: every rule that the shapes state, made from the shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kg.publish.site.shapes import Shapes

Page = tuple[str, bytes]
PAGE = "profile/index.html"


def profile_pages(files: Mapping[str, bytes], render: Callable[..., bytes]) -> Iterator[Page]:
    """`profile/index.html`, and beside it the shapes; `files` has their Turtle by name without suffix.

    Raises SyntaxError for what is not Turtle.
    """
    crumbs = [{"text": "Vocabulary", "path": "vocabulary/index.html"}, {"text": "Application profile", "path": ""}]
    values = {"rules": Shapes(files).rules(), "files": sorted(files), "crumbs": crumbs, "section": "vocabulary"}
    yield PAGE, render("profile.html", PAGE, **values)
    for name, turtle in sorted(files.items()):
        yield f"profile/{name}.ttl", turtle
