"""Tombstones: what is left of an identifier that was issued and is no longer used, so that its IRI keeps an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from kg.iris import Iris
from kg.map.terms import Triple, literal
from kg.ns import CRM, DCTERMS, EP, OWL, RDF, RDFS, VOC, XSD
from kg.registry import Issued, Registry

_TRUE = literal("true", datatype=XSD.boolean)
NOBODY: Mapping[str, str] = {}
_UNATTESTED = "nothing in the editions attests it any more"


def gone(
    registry: Registry, lost: Collection[str], editions: Collection[str], denied: Mapping[str, str] = NOBODY
) -> Iterator[tuple[Issued, str]]:
    """The identifiers of `registry` that are no longer used, each with the reason, in the order of issue.

    These are those that it says are withdrawn or replaced; and of the lost letters that were ever expected in
    `editions` those that are not among `lost`, as they are made anew from what the editions say; `denied` says of those
    that curators deny who does, and why.
    """
    for row in registry.latest.values():
        if row.status != "active":
            yield row, ""
        elif row.kind == "lost" and row.id not in lost and row.fingerprint.get("edition") in editions:
            yield row, denied.get(row.id, _UNATTESTED)


def tombstones(found: Iterable[tuple[Issued, str]], iris: Iris) -> Iterator[Triple]:
    """A tombstone for each identifier with its reason, as `gone` gives them.

    It says what the identifier was of, what replaced it, and that nobody should use it (owl:deprecated). One that was
    merged into another is the same thing as that one (owl:sameAs); of the parts of a split none is.
    """
    for row, reason in found:
        term = _term(row, iris)
        others = [_term(Issued(row.kind, other, row.fingerprint), iris) for other in row.replaced_by]
        for type_ in (EP.Tombstone, CRM.E1_CRM_Entity):
            yield term, RDF.type, type_
        said = reason or _fate(row)
        yield term, RDFS.label, literal(f"{_called(row)}: {said}", "en")
        yield (
            term,
            CRM.P2_has_type,
            VOC[f"id-{'withdrawn' if not others else 'split' if len(others) > 1 else 'merged'}"],
        )
        yield term, CRM.P3_has_note, literal(said, "en")
        yield term, OWL.deprecated, _TRUE
        for other in others:
            yield term, DCTERMS.isReplacedBy, other
        if len(others) == 1:
            yield term, OWL.sameAs, others[0]


def _fate(row: Issued) -> str:
    if not row.replaced_by:
        return "withdrawn"
    word = "merged into" if len(row.replaced_by) == 1 else "split into"
    return f"{word} {' and '.join(row.replaced_by)}"


def _called(row: Issued) -> str:
    """`person p0031 (M. Kaganovich)`; what has no name of its own is called by its identifier alone."""
    label = row.fingerprint.get("label")
    return f"{row.kind} {row.id}{f' ({label})' if label else ''}"


def _term(row: Issued, iris: Iris) -> str:
    return f"<{iris.issued(row.kind, row.id)}>"
