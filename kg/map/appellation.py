"""Names of persons, groups and places: a preferred one, other languages, variants and slips.

Each name is a node (E33_E41, with its kind) and a SKOS label on the thing itself: an alternative label, or a hidden one
when the spelling is a slip that nobody should be shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.terms import Triple, literal
from kg.map.terms import label as shortened
from kg.ns import AAT, CRM, RDF, RDFS, SKOS, VOC, language

_PREFERRED = AAT["300404670"]


def script_language(text: str) -> str:
    """The language to tag a name with, by its script: `ru` for Cyrillic, otherwise `en`."""
    return "ru" if any("Ѐ" <= char <= "ӿ" for char in text) else "en"


def appellations(
    term: str, label: str, label_ru: str, variants: tuple[str, ...], slips: tuple[str, ...] = ()
) -> Iterator[Triple]:
    """The names of the thing `term`; the node of each is `#name-1`, `#name-2` and so on, the preferred one first."""
    first = f"{term[:-1]}#name-1>"
    yield term, RDFS.label, literal(label, "en")
    yield from _name(term, first, label, "en", _PREFERRED)
    n = 1
    if label_ru:
        n += 1
        yield term, RDFS.label, literal(label_ru, "ru")
        yield from _name(term, f"{term[:-1]}#name-{n}>", label_ru, "ru", _PREFERRED)
    for spellings, kind, property_ in (
        (variants, VOC.name_variant, SKOS.altLabel),
        (slips, VOC.ocr_slip, SKOS.hiddenLabel),
    ):
        for text in spellings:
            if text in (label, label_ru):
                continue
            n += 1
            tag = script_language(text)
            node = f"{term[:-1]}#name-{n}>"
            yield term, property_, literal(text, tag)
            yield first, CRM.P139_has_alternative_form, node
            yield from _name(term, node, text, tag, kind)


def _name(term: str, node: str, text: str, tag: str, kind: str) -> Iterator[Triple]:
    yield term, CRM.P1_is_identified_by, node
    yield node, RDF.type, CRM.E33_E41_Linguistic_Appellation
    yield node, RDFS.label, shortened(text, tag)
    yield node, CRM.P190_has_symbolic_content, literal(text)
    yield node, CRM.P72_has_language, language(tag)
    yield node, CRM.P2_has_type, kind
