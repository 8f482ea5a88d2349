"""How sure the values of a letter are, and on what they rest, in TEI's words: from the claims that are adopted."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from kg.ns import CRM, EP, PREFIXES, VOC, bare

_CERT = {bare(VOC.certain): "high", bare(VOC.probable): "medium", bare(VOC.possible): "low"}
# Who speaks in a passage -> TEI's word for evidence: the document itself, somebody else, whoever concludes.
_EVIDENCE = {
    bare(VOC.voice_author): "internal",
    bare(VOC.voice_office): "internal",
    bare(VOC.voice_editors): "external",
    bare(VOC.voice_program): "conjecture",
    bare(VOC.voice_curator): "conjecture",
}
_BEST_CERT, _BEST_EVIDENCE = ("high", "medium", "low"), ("internal", "external", "conjecture")
_ADOPTED, _DESCRIBED = bare(VOC.adopted), bare(VOC.metadata_record)
_SAID_EVIDENCE = f"{PREFIXES['voc']}evidence-"
_OF_CLAIMS = (
    EP.status, EP.certainty, EP.voice, EP.witnessType, EP.evidence, EP.assignedValue, CRM.P141_assigned,
    CRM.P140_assigned_attribute_to, CRM.P177_assigned_property_of_type,
)  # fmt: skip


def said_of(letter: str, store: Store) -> dict[tuple[str, str], tuple[str, str]]:
    """Property and value -> certainty and evidence, of what adopted claims say of a letter; the best of each.

    For the property alone, whatever the value, the value is empty.
    """
    found: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    about = NamedNode(bare(EP.aboutRecord))
    for quad in store.quads_for_pattern(None, about, NamedNode(letter), None):
        claim = _claim(quad.subject, store)
        if _ADOPTED not in claim[EP.status] or letter not in claim[CRM.P140_assigned_attribute_to]:
            continue
        value = next(iter((*claim[CRM.P141_assigned], *claim[EP.assignedValue])), "")
        for property_ in claim[CRM.P177_assigned_property_of_type]:
            for key in ((property_, value), (property_, "")):
                certainty, evidence = found.setdefault(key, (set(), set()))
                certainty.update(_CERT.get(term, "") for term in claim[EP.certainty])
                evidence.add(_evidence(claim))
    return {key: (_first(_BEST_CERT, c), _first(_BEST_EVIDENCE, e)) for key, (c, e) in found.items()}


def _claim(iri: Any, store: Store) -> dict[str, list[str]]:
    """What is said of a claim, in no order: there are many of them."""
    said: dict[str, list[str]] = {property_: [] for property_ in _OF_CLAIMS}
    for quad in store.quads_for_pattern(iri, None, None, None):
        values = said.get(f"<{quad.predicate.value}>")
        if values is not None and isinstance(quad.object, NamedNode | Literal):
            values.append(quad.object.value)
    return said


def _evidence(claim: dict[str, list[str]]) -> str:
    """What a claim rests on: what editors of a description say of it, which is often nothing; else who speaks."""
    if claim[EP.evidence]:
        return claim[EP.evidence][0].removeprefix(_SAID_EVIDENCE)
    if _DESCRIBED in claim[EP.witnessType]:
        return ""
    return next((_EVIDENCE[voice] for voice in claim[EP.voice] if voice in _EVIDENCE), "")


def _first(order: tuple[str, ...], found: set[str]) -> str:
    return next((word for word in order if word in found), "")
