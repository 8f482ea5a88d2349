"""Archives and archival units, level by level.

Two ladders stand side by side: the intellectual one of record sets (fond, opis, delo) and the physical one of holding
and volume. Neither a record set nor a collection on a shelf is the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.map.concepts import concept
from kg.map.context import Context
from kg.map.shelf import Shelf, mark
from kg.map.terms import Triple, edtf, integer, iri, literal
from kg.map.terms import label as shortened
from kg.ns import CRM, EP, LA, RDF, RDFS, RICO, SCHEMA, VOC
from kg.records import Unit
from kg.records.shelfmark import Path
from kg.records.unit import unit_code, unit_path

_LEVELS = {name: VOC[name] for name in ("fond", "opis", "delo", "collection", "box", "folder", "nachlass", "mappe")}


def unit(archive: str, path: Path, context: Context, *, leaves: bool = True) -> Iterator[Triple]:
    """The unit at `path` with every unit above it and the archive. One that has `leaves` has a volume to hold them."""
    yield from archive_(archive, context)
    above: Path = {}
    parent: Shelf | None = None
    for level, code in path.items():
        above = {**above, level: code}
        shelf = context.shelf(archive, above)
        yield from _record_set(shelf, level, code, context)
        yield from _place(shelf, parent, context)
        parent = shelf
    if leaves and parent is not None:
        yield from _volume(parent, context)


def described(row: Unit, rows: Mapping[str, Unit], context: Context) -> Iterator[Triple]:
    """A row of the table of units; nothing when the table lacks a unit above it, as its levels are then unknown."""
    path = unit_path(row, rows)
    if path is None:
        return
    archive = row.code.partition("/")[0]
    if path:
        yield from unit(archive, path, context, leaves=False)
    else:
        yield from archive_(archive, context)


def archive_(code: str, context: Context) -> Iterator[Triple]:
    """An archive as a body that keeps things. When it is in the table of groups, its names come from there."""
    term, label, label_ru = context.archive(code)
    for type_ in (CRM.E74_Group, RICO.CorporateBody, SCHEMA.ArchiveOrganization):
        yield term, RDF.type, type_
    yield term, CRM.P2_has_type, VOC.group_archive
    yield term, RICO.identifier, literal(code)
    yield term, RDFS.label, literal(label, "en")
    if label_ru:
        yield term, RDFS.label, literal(label_ru, "ru")
    row = context.units.get(code)
    if row is not None:
        yield from _known(term, row, RICO.name)  # rico:title is for records


def _record_set(shelf: Shelf, level: str, code: str, context: Context) -> Iterator[Triple]:
    for class_ in (EP.ArchivalUnit, RICO.RecordSet, LA.Set):
        yield shelf.term, RDF.type, class_
    yield shelf.term, RDFS.label, shortened(shelf.label, "en")
    if shelf.label_ru:
        yield shelf.term, RDFS.label, literal(shelf.label_ru, "ru")
    yield shelf.term, RICO.identifier, literal(mark(level, code)[0])
    if code.isascii() and code.isdigit() and len(code) < 10:
        yield shelf.term, EP.codeOrd, integer(int(code))
    type_ = _LEVELS.get(level)
    if type_ is None:
        type_ = f"<{context.iris.level(level)}>"
        yield from concept(type_, VOC.levels, level, "", RICO.RecordSetType)
    yield shelf.term, RICO.hasRecordSetType, type_
    row = context.units.get(unit_code(shelf.archive, shelf.path))
    if row is not None:
        yield from _known(shelf.term, row, RICO.title)
        if row.dates:
            yield shelf.term, RICO.date, edtf(row.dates)
        if row.extent:
            yield shelf.term, RICO.recordResourceExtent, literal(row.extent, row.language or "en")
        if row.note:
            yield shelf.term, RICO.generalDescription, literal(row.note, row.language or "en")


def _known(term: str, row: Unit, title: str) -> Iterator[Triple]:
    """What the authority table knows of a unit: its title, by that property, its former codes, its catalogue."""
    if row.title:
        yield term, title, literal(row.title, row.language or "en")
    if row.title_ru:
        yield term, title, literal(row.title_ru, "ru")
    if row.arrangement:
        yield term, EP.arrangement, VOC[f"arrangement-{row.arrangement}"]
    for former in row.former_codes:
        yield term, RICO.identifier, literal(former)
    for page, what in ((row.catalogue, "catalogue entry"), (row.scans, "scans")):
        if page:
            yield term, RDFS.seeAlso, iri(page)
            yield iri(page), RDFS.label, literal(f"{what}: {row.code}", "en")


def _place(shelf: Shelf, parent: Shelf | None, context: Context) -> Iterator[Triple]:
    """Where a unit belongs: in the one above it, or, as the outermost one, in the holdings of its archive."""
    if parent is not None:
        yield shelf.term, RICO.isDirectlyIncludedIn, parent.term
        yield shelf.term, LA.member_of, parent.term
        return
    yield shelf.term, RICO.hasOrHadHolder, shelf.keeper
    holding = f"<{context.iris.holding(shelf.archive, shelf.path)}>"
    yield holding, RDF.type, CRM.E78_Curated_Holding
    yield from _thing(holding, shelf, "holding", "физический состав")


def _volume(shelf: Shelf, context: Context) -> Iterator[Triple]:
    """The physical file that leaves are bound or kept in."""
    outermost = dict([next(iter(shelf.path.items()))])
    yield shelf.volume, RDF.type, CRM.E22_Human_Made_Object
    yield shelf.volume, CRM.P46i_forms_part_of, f"<{context.iris.holding(shelf.archive, outermost)}>"
    yield from _thing(shelf.volume, shelf, "physical file", "физическое дело")


def _thing(term: str, shelf: Shelf, what: str, what_ru: str) -> Iterator[Triple]:
    """What a holding and a volume have in common."""
    yield term, RDF.type, RICO.Instantiation
    yield term, RDFS.label, shortened(f"{what}: {shelf.label}", "en")
    if shelf.label_ru:
        yield term, RDFS.label, literal(f"{what_ru}: {shelf.label_ru}", "ru")
    yield term, RICO.isOrWasInstantiationOf, shelf.term
    yield term, CRM.P50_has_current_keeper, shelf.keeper
