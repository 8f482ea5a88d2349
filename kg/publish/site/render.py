"""Templates: every text is escaped, every name that a template misses is an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kg.publish.site import markup
from kg.publish.site.info import SiteInfo
from kg.publish.site.paths import is_link, root_of

_FOLDER = Path(__file__).resolve().parent
ASSETS = _FOLDER / "assets"


class Renderer:
    """Renders the templates of `templates/` as pages of one site."""

    def __init__(self, site: SiteInfo) -> None:
        self.site = site
        self._environment = Environment(
            loader=FileSystemLoader(_FOLDER / "templates", encoding="utf-8"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(site=site, html=markup, LONG=markup.LONG, FOLDED=markup.FOLDED)
        self._environment.filters["number"] = number
        self._environment.tests["link"] = is_link

    def render(self, template: str, path: str, /, **values: Any) -> bytes:
        """The page at `path` of the site, as UTF-8.

        A template finds `root`, the way from the page to the root of the site; `site`; `path`; `section`, the first
        folder of the path; `crumbs`, unless `values` have others.
        """
        given = {"root": root_of(path), "path": path, "section": path.partition("/")[0], "crumbs": ()} | values
        return self._environment.get_template(template).render(given).encode()


def number(count: int) -> str:
    """A count for people: `41,859`."""
    return f"{count:,}"


def data_block(value: object) -> Markup:
    """JSON for a `<script>` that holds data: nothing in it can end the element or begin another."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
