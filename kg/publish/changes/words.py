"""Terms of statements in the words of a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kg.ns import EDTF, VOC, XSD
from kg.publish.changes.background import Claim, Side, decided_by_curator
from kg.publish.changes.entities import kind_of, short
from kg.publish.changes.statements import text_of
from kg.records.spoken import spoken

_DATES = (f"^^{EDTF.EDTF}", f"^^{XSD.date}")
_LISTED = 10  # values that a sentence lists; every one is in the machine-readable form
_LONGEST = 160  # characters of one value
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = re.compile(r"^[A-Z][0-9]+[a-z]*_")  # P128_carries

# Parts of things by their fragment without its number.
PARTS = {
    "creation": "writing",
    "transmission": "sending",
    "receipt": "receipt",
    "written": "date",
    "sent": "time of sending",
    "received": "day of receipt",
    "decided": "day of the decision",
    "act": "act of deciding",
    "text-en": "printed text",
    "no": "number",
    "mention": "mention",
    "name": "name",
    "shelfmark": "shelfmark",
    "volume": "file",
    "holding": "holding",
    "software": "program",
    "line=": "passage",
}


class Words:
    """How terms are called, by the labels of two releases; where these differ, the newer one counts."""

    def __init__(self, old: Side, new: Side, base: str, properties: Mapping[str, str]) -> None:
        """`properties` are the labels of properties that the vocabulary gives."""
        self._old, self._new, self._base, self._properties = old, new, base, properties

    def label(self, term: str, *, old: bool = False) -> str:
        """The English label of an IRI, or nothing."""
        first, second = (self._old, self._new) if old else (self._new, self._old)
        return first.labels.get(term) or second.labels.get(term, "")

    def value(self, term: str, *, old: bool = False) -> str:
        """A value: `Joseph Stalin (p0001)`, `GND 118642499`, a literal as it stands."""
        if term.startswith('"'):
            return cut(spoken(text_of(term))[0] if term.endswith(_DATES) else text_of(term))
        label, name = self.label(term, old=old), short(term, self._base)
        if not label or label == name:
            return name
        return f"{cut(label)} ({name})" if kind_of(term, self._base).record else cut(label)

    def values(self, terms: Sequence[str], *, old: bool = False) -> str:
        """Several values, the first ones of many."""
        listed = [self.value(term, old=old) for term in terms[:_LISTED]]
        return "; ".join(listed) + (f" and {len(terms) - _LISTED} more" if len(terms) > _LISTED else "")

    def property(self, term: str) -> str:
        """A property: its label in the vocabulary, else its name as words."""
        if term in self._properties:
            return self._properties[term]
        name = re.split(r"[#/]", text_of(term))[-1]
        return _CAMEL.sub(" ", _NUMBERED.sub("", name)).replace("_", " ").replace("-", " ").lower()

    def reason(self, side: Side, record: str, property_: str, value: str = "") -> str:
        """Why the value of a property of `record` counts: `curator A. Editor: signed`, `rule: ...`, or nothing.

        Where the program reasons, what the adopted claim of `value` rests on stands with the rule.
        """
        if not property_:
            return ""
        judgement = judgement_on(side, record, property_)
        if judgement is not None and decided_by_curator(judgement):
            return self.curator(judgement)
        adopted = [
            claim
            for claim in side.claims_on.get((record, property_), ())
            if claim.status == VOC.adopted and claim.value == value
        ]
        if not adopted:
            return ""
        rule = judgement.rule if judgement is not None else adopted[0].rule
        notes = unique(note for claim in adopted if claim.voice == VOC.voice_program for note in claim.notes)
        return ": ".join(filter(None, ("rule", self.label(rule) or short(rule, self._base), ", ".join(notes))))

    def curator(self, judgement: Claim) -> str:
        """Who judged, and why."""
        return ": ".join(filter(None, (f"curator {self.label(judgement.actor)}".strip(), "; ".join(judgement.notes))))


def judgement_on(side: Side, record: str, property_: str) -> Claim | None:
    """The judgement on the claims that assign `property_` to `record`, if there is one."""
    ids = {claim.term for claim in side.claims_on.get((record, property_), ())}
    return next((found for found in side.judgements_on.get(record, ()) if not ids.isdisjoint(found.weighed)), None)


def cut(text: str) -> str:
    """A value short enough for a sentence."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def plural(count: int, one: str, several: str = "") -> str:
    """`3 links`, `1 link`."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def unique(terms: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(terms))


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Identifiers in the order in which a person counts: d2 before d10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.findall(r"[0-9]+|[^0-9]+", text))
