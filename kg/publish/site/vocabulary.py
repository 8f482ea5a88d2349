"""The vocabulary as pages, made from its Turtle files: `vocabulary/index.html`, and one page for each vocabulary.

A term's anchor is its name, so that its IRI leads to it when the namespace is redirected to the page. The files that
the pages are made from stand beside them, as Turtle and as JSON-LD.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kg.publish.context import Context
from kg.publish.jsonld import jsonld
from kg.publish.site.diagram import diagram
from kg.publish.site.terms import OWN, Things, Vocabulary, vocabulary
from kg.publish.statistics import Statistics

Page = tuple[str, bytes]
PAGE = "vocabulary/index.html"
Render = Callable[..., bytes]  # template, path, values -> the page; `kg.publish.site.render.Renderer.render`


def vocabulary_pages(
    files: Mapping[str, bytes], counts: Statistics, thing: Things, context: Context, render: Render
) -> Iterator[Page]:
    """Pages and files of the vocabularies; `files` has the Turtle of each by its prefix.

    `counts` are of the whole graph, `thing` gives the name and the page of one of its things, `context` is that of the
    JSON-LD that is published.

    Raises SyntaxError for what is not Turtle, KgError for a term of no known kind.
    """
    found = [vocabulary(prefix, files[prefix], counts, thing) for prefix in OWN]
    crumbs = [{"text": "Vocabulary", "path": ""}]
    yield PAGE, render("vocabularies.html", PAGE, vocabularies=found, diagram=diagram(found[0]), crumbs=crumbs)
    for one in found:
        path = f"vocabulary/{one.prefix}.html"
        crumbs = [{"text": "Vocabulary", "path": PAGE}, {"text": one.label, "path": ""}]
        yield path, render("vocabulary.html", path, it=one, groups=_groups(one), crumbs=crumbs)
        yield f"vocabulary/{one.prefix}.ttl", files[one.prefix]
        yield f"vocabulary/{one.prefix}.jsonld", b"".join(jsonld(one.lines, context))


def _groups(one: Vocabulary) -> list[dict[str, Any]]:
    """The sections of a vocabulary's page: classes and properties, or concepts by scheme."""
    kinds = (("classes", "Classes", "class"), ("properties", "Properties", "property"))
    groups: list[dict[str, Any]] = [
        {"id": id_, "title": title, "head": None, "terms": one.of_kind(kind)} for id_, title, kind in kinds
    ]
    for scheme in one.of_kind("scheme"):
        groups.append({"id": "", "title": scheme.label, "head": scheme, "terms": one.members(scheme.name)})
    return [group for group in groups if group["terms"] or group["head"]]
