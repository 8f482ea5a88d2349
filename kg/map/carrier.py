"""Carriers: the documents that carry a text, each with its shelfmark, its form and its leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.map.concepts import forms
from kg.map.context import Context
from kg.map.shelf import Shelf, leaves_of, shelfmarks
from kg.map.span import span
from kg.map.terms import Triple, integer, literal
from kg.map.terms import label as shortened
from kg.ns import CRM, DCTERMS, EP, LA, RDF, RDFS, RICO, VOC
from kg.records import Shelfmark


def carriers(owner: str, text: str, marks: Iterable[Shelfmark], context: Context, first: int = 1) -> Iterator[Triple]:
    """One carrier for each of `marks`, numbered from `first`; `text` is the term of the letter or decision `owner`."""
    for n, mark in enumerate(marks, first):
        yield from carrier(owner, n, text, mark, (), context)


def carrier(
    owner: str, n: int, text: str, mark: Shelfmark, types: tuple[str, ...], context: Context
) -> Iterator[Triple]:
    """The `n`th carrier of `text`. `types` are forms that are known otherwise than from the shelfmark's words."""
    term = f"<{context.iris.carrier(owner, n)}>"
    shelf = context.shelf(mark.archive, mark.path) if mark.archive and mark.path else None
    en, ru = shelfmarks(shelf, mark.leaves) if shelf else (mark.raw, "")
    for type_ in (EP.Carrier, CRM.E22_Human_Made_Object, RICO.Instantiation):
        yield term, RDF.type, type_
    yield term, RDFS.label, (label := shortened(en, "en"))
    if ru:
        yield term, RDFS.label, literal(ru, "ru")
    if mark.line is not None:  # the letter may begin some lines above, the decision in another note
        yield term, DCTERMS.source, f"<{context.iris.span(context.edition.name, mark.line, mark.line)}>"
        yield from span(mark.line, mark.line, context)
    yield term, CRM.P128_carries, text
    yield term, RICO.isOrWasInstantiationOf, text
    yield from _identified(term, f"<{context.iris.shelfmark(owner, n)}>", en, label, mark)
    for word in mark.forms:
        found = forms(word)
        types += found
        if not found:
            yield term, EP.formAsPrinted, literal(word, context.edition.language)
    for form in types:
        yield term, EP.documentForm, form
        yield term, CRM.P2_has_type, form
    if shelf is not None:
        yield from _held(term, text, shelf, mark, context)


def _identified(term: str, identifier: str, shelfmark: str, label: str, mark: Shelfmark) -> Iterator[Triple]:
    """The shelfmark: as an identifier, and as a string on the carrier itself."""
    value = literal(shelfmark)
    yield term, EP.shelfmark, value
    yield term, RICO.identifier, value
    yield term, CRM.P1_is_identified_by, identifier
    yield identifier, RDF.type, CRM.E42_Identifier
    yield identifier, RDF.type, RICO.Identifier
    yield identifier, RDFS.label, label
    yield identifier, CRM.P190_has_symbolic_content, value
    yield identifier, CRM.P2_has_type, VOC.idtype_shelfmark
    if mark.corrected and mark.raw:
        raw = literal(mark.raw)
        yield identifier, EP.asFound, raw
        yield identifier, CRM.P3_has_note, raw


def _held(term: str, text: str, shelf: Shelf, mark: Shelfmark, context: Context) -> Iterator[Triple]:
    """Where a carrier is kept: its unit, its keeper, its leaves."""
    yield term, EP.heldIn, shelf.term
    yield term, LA.member_of, shelf.term
    yield term, CRM.P50_has_current_keeper, shelf.keeper
    yield text, RICO.isDirectlyIncludedIn, shelf.term
    leaves = leaves_of(mark.leaves)
    if not leaves:
        return
    (first, low), (last, high) = leaves[0], leaves[-1]
    yield term, EP.leafFrom, literal(first)
    yield term, EP.leafTo, literal(last)
    yield term, EP.leafFromOrd, integer(low)
    yield term, EP.leafToOrd, integer(high)
    for name, order in leaves:
        leaf_term = f"<{context.iris.leaf(shelf.archive, shelf.path, name)}>"
        yield term, CRM.P46_is_composed_of, leaf_term
        yield from leaf(leaf_term, name, order, shelf)
        if name.endswith("v"):  # the verso is a part of its leaf
            whole = f"<{context.iris.leaf(shelf.archive, shelf.path, name[:-1])}>"
            yield leaf_term, CRM.P46i_forms_part_of, whole
            yield from leaf(whole, name[:-1], order - 1, shelf)


def leaf(term: str, name: str, order: int, shelf: Shelf) -> Iterator[Triple]:
    """A leaf, or its verso. `order` is its place in the file."""
    en, ru = shelfmarks(shelf, name)
    yield term, RDF.type, EP.Leaf
    yield term, RDF.type, CRM.E22_Human_Made_Object
    yield term, RDFS.label, literal(en, "en")
    if ru:
        yield term, RDFS.label, literal(ru, "ru")
    yield term, EP.leafOrd, integer(order)
    yield term, CRM.P46i_forms_part_of, shelf.volume
