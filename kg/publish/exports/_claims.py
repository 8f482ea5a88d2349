"""How sure the values of a letter are, and on what they rest, in TEI's words: from the claims that are adopted."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store

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
_BEST_CERT = ("high", "medium", "low")
# What a description gives without saying on what it rests is no conjecture, though another edition calls it one.
_BEST_EVIDENCE = ("internal", "external", "", "conjecture")
_ADOPTED, _DESCRIBED = bare(VOC.adopted), bare(VOC.metadata_record)
_SAID_EVIDENCE = f"{PREFIXES['voc']}evidence-"
_OF_CLAIMS = (
    EP.status, EP.certainty, EP.voice, EP.witnessType, EP.evidence, EP.assignedValue, CRM.P141_assigned,
    CRM.P140_assigned_attribute_to, CRM.P177_assigned_property_of_type,
)  # fmt: skip


class Said(NamedTuple):
    """What adopted claims say of the parts of a letter: part, property and value -> certainty and evidence."""

    found: dict[tuple[str, str, str], tuple[str, str]]

    def of(self, part: str | None, property_: str, value: str = "") -> tuple[str, str]:
        """Certainty and evidence of a value (an IRI or words), or of the property whatever its value."""
        return self.found.get((part or "", bare(property_), value), ("", ""))


def said_of(letter: str, store: Store) -> Said:
    """What is said of a letter, its sending and its receipt; of several claims on one value, the best of each."""
    found: dict[tuple[str, str, str], tuple[set[str], set[str]]] = {}
    about = NamedNode(bare(EP.aboutRecord))
    for quad in store.quads_for_pattern(None, about, NamedNode(letter), None):
        claim = _claim(quad, store)
        if _ADOPTED not in claim[EP.status]:
            continue
        value = next(iter((*claim[CRM.P141_assigned], *claim[EP.assignedValue])), "")
        pairs = product(claim[CRM.P140_assigned_attribute_to], claim[CRM.P177_assigned_property_of_type], (value, ""))
        for key in pairs:
            certainty, evidence = found.setdefault(key, (set(), set()))
            certainty.update(_CERT.get(term, "") for term in claim[EP.certainty])
            evidence.add(_evidence(claim))
    return Said({key: (_first(_BEST_CERT, c), _first(_BEST_EVIDENCE, e)) for key, (c, e) in found.items()})


def _claim(named: Quad, store: Store) -> dict[str, list[str]]:
    """What the graph of a statement says of the claim that it names, in no order: there are many claims."""
    said: dict[str, list[str]] = {property_: [] for property_ in _OF_CLAIMS}
    for quad in store.quads_for_pattern(named.subject, None, None, named.graph_name):
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
