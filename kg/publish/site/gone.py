"""The pages of identifiers that are no longer used: what became of the thing, what to use instead."""

from __future__ import annotations

from kg.ns import CRM, DCTERMS
from kg.publish.site.blocks import Article, Fact, Ref
from kg.publish.site.graph import Text
from kg.publish.site.guide import Guide
from kg.publish.site.info import Crumb

_STAYS = "It stays, so that whoever has cited it finds out what became of it."


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
        crumbs=(Crumb(name.text),),
        lead=(Text(f"{said} {_STAYS}", "en"),),
        facts=tuple(fact for fact in facts if fact.values),
    )
