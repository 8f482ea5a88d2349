"""The pages of identifiers that are no longer used: what became of the thing, what to use instead."""

from __future__ import annotations

from kg.ns import CRM, DCTERMS
from kg.publish.site.blocks import Article, Fact, Ref
from kg.publish.site.graph import Text
from kg.publish.site.guide import Guide
from kg.publish.site.info import SECTIONS, Crumb

_STAYS = "It stays, so that whoever has cited it finds out what became of it."


# Folder -> the list that the others of a kind stand in, besides those of the navigation.
_LISTS = {"heading": "Printed headings", "claim": "Disputed claims"} | {one.section: one.label for one in SECTIONS}


def gone_page(iri: str, guide: Guide) -> Article:
    """The page of a tombstone."""
    node, name = guide.view.node(iri), guide.view.name(iri)
    instead = guide.refs(node.iris(DCTERMS.isReplacedBy))
    facts = (
        Fact("Use instead", instead or (Ref("nothing: no other thing has taken its place"),)),
        Fact("What became of it", tuple(guide.value(text) for text in node.texts(CRM.P3_has_note))),
    )
    said = "This identifier is no longer used."
    return Article(
        kind="No longer used",
        name=name,
        iri=iri,
        crumbs=(*_list_of(iri.removeprefix(guide.view.base)), Crumb("no longer used")),
        lead=(Text(f"{said} {_STAYS}", "en"),),
        facts=tuple(fact for fact in facts if fact.values),
    )


def _list_of(path: str) -> tuple[Crumb, ...]:
    folder = path.partition("/")[0]
    return (Crumb(_LISTS[folder], f"{folder}/index.html"),) if folder in _LISTS else ()
