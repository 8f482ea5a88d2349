"""What the pages share: the store, which pages there are, words for dates and properties, the rows of letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

from pyoxigraph import Store

from kg.ns import AUTHORITY_FILES, CRM, DCTERMS, EP, PREFIXES, RDFS, RICO, SCHEMA
from kg.publish.site.blocks import Ref
from kg.publish.site.graph import Node, Text, Value, View, last_part, name_of
from kg.publish.site.info import WORDS, Crumb
from kg.publish.site.paths import document, is_link, lines_page, owner, page_of

# Properties that read badly by their own name, as questions and as facts.
_WORDS = {
    EP.author: "Who wrote it",
    EP.addressee: "To whom",
    EP.writtenOn: "When it was written",
    EP.shelfmark: "Where it is kept",
    EP.documentForm: "What the copy is",
    EP.documentLabel: "What it is labelled",
    EP.replyTo: "What it answers",
    EP.refersToLetter: "Letters it speaks of",
    EP.alignedTo: "Which letter the heading belongs to",
    EP.sentFrom: "Sent from",
    EP.sentTo: "Sent to",
    EP.decidedBy: "Who decided",
    EP.decidedOn: "When it was decided",
    EP.action: "What was done",
    CRM.P1_is_identified_by: "Its numbers",
    CRM.P4_has_time_span: "When it was sent or received",
    CRM.P82_at_some_time_within: "At what time",
    CRM.P67_refers_to: "What speaks of it",
    RDFS.seeAlso: "See also",
}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as lists show it. `first` and `last` are the days between which it was written, `edtf` as recorded."""

    ref: Ref
    iri: str
    ru: Text | None
    when: str
    edtf: str
    first: str
    last: str
    begin: str  # `first` with the time, where that is known
    authors: tuple[Ref, ...]
    addressees: tuple[Ref, ...]
    kind: str
    about: str
    shelfmarks: tuple[str, ...]
    source: str
    line: int

    @property
    def by_date(self) -> tuple[str, str, str, int]:
        """A key in the order of dates, and of the edition on one day."""
        return self.begin or self.first or "9999", self.last, self.source, self.line

    @property
    def by_edition(self) -> tuple[str, int]:
        """A key in the order of the edition."""
        return self.source, self.line


@dataclass(frozen=True)
class Guide:
    """The store with everything that does not depend on one page.

    `parts` has every document of the site (its path without suffix) with the fragments that have statements; `words`
    tells an EDTF date, `told` what a passage says of another document; `properties` are labels of properties by IRI;
    `moved` says which page of lines of an edition, from 1, each fragment of it stands on.
    """

    view: View
    parts: Mapping[str, tuple[str, ...]]
    words: WORDS
    properties: Mapping[str, str] = field(default_factory=dict)
    told: WORDS = str
    moved: dict[str, dict[str, int]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)  # those about records that were asked for last

    def has(self, iri: str) -> bool:
        """Whether the site has a page about `iri`."""
        return self.view.is_ours(iri) and owner(iri, self.view.base) in self.parts

    def path(self, iri: str) -> str:
        """The page about `iri`, empty when there is none."""
        whole, _, fragment = iri.partition("#")
        if fragment and (number := self.moved.get(whole, {}).get(fragment)):
            return f"{lines_page(owner(iri, self.view.base), number)}#{quote(fragment, safe='=,')}"
        return page_of(iri, self.view.base) if self.has(iri) else ""

    def ref(self, iri: str, note: str = "", style: str = "") -> Ref:
        """A thing by its name, with the way to its page, or to its address elsewhere."""
        if self.view.is_ours(iri):
            name = self.view.name(iri)
            return Ref(name.text, path=self.path(iri), lang=name.lang, note=note, style=style)
        return self.outside(iri, note, style)

    def outside(self, iri: str, note: str = "", style: str = "") -> Ref:
        """A thing of elsewhere: `Wikidata Q215705`, or by its label."""
        for file, namespace in AUTHORITY_FILES.values():
            if iri.startswith(namespace):
                return Ref(f"{file} {iri.removeprefix(namespace).strip('/')}", url=iri, note=note, style=style)
        name = self.view.name(iri)
        return Ref(name.text, url=iri if is_link(iri) else "", lang=name.lang, note=note, style=style)

    def refs(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        """References to several things."""
        return tuple(self.ref(iri) for iri in iris)

    def concept(self, iri: str | None) -> str:
        """The English name of a concept; empty for None."""
        return self.view.name(iri).text if iri else ""

    def property_name(self, iri: str) -> str:
        """A property in words: by hand, by its label in the ontology, or its own name taken apart."""
        if words := _WORDS.get(f"<{iri}>"):
            return words
        if label := self.properties.get(iri):
            return label[:1].upper() + label[1:]
        name = re.sub(r"^[A-Z]+\d+i?_", "", last_part(iri)).replace("_", " ")
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()

    def value(self, value: Value) -> Ref:
        """Any value as a reference or a text; a date in words."""
        if isinstance(value, str):
            return self.ref(value)
        if value.datatype.endswith("/EDTF"):
            return Ref(self.words(value.value), note="" if self.words(value.value) == value.value else value.value)
        return Ref(value.value, lang=value.lang)

    def short(self, iri: str) -> str:
        """An IRI with a prefix where one is known."""
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and "/" not in iri.removeprefix(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri

    def when(self, span: str | None) -> tuple[str, str]:
        """A time-span in words, and as EDTF."""
        if span is None:
            return "", ""
        node = self.view.node(span)
        texts = node.texts(RDFS.label)
        edtf = node.text(EP.edtf)
        return (name_of(texts).text if texts else self.words(edtf) if edtf else ""), edtf

    def with_view(self, view: View) -> Guide:
        """The same guide, with all that it has worked out, on a store that another process has opened."""
        other = replace(self, view=view, claims={})
        other.__dict__.update(self.worked_out())
        return other

    def closed(self) -> Guide:
        """The same guide, with all that it works out, on no store."""
        return self.with_view(View(Store(), self.view.base))

    def worked_out(self) -> dict[str, Any]:
        """All that is worked out once for all pages."""
        return {
            name: getattr(self, name) for name in ("letters", "neighbours", "correspondence", "answered", "answers")
        }

    @cached_property
    def letters(self) -> dict[str, LetterRow]:
        """Every letter by its IRI, in the order of dates."""
        rows = (self._letter(iri) for iri in self.view.members(EP.Letter))
        return {row.iri: row for row in sorted(rows, key=lambda row: (row.by_date, row.iri))}

    @cached_property
    def answered(self) -> dict[str, list[str]]:
        """Each letter that answers others -> those."""
        return self.view.pairs(EP.replyTo)

    @cached_property
    def answers(self) -> dict[str, list[str]]:
        """Each letter that is answered -> the letters that answer it."""
        found: dict[str, list[str]] = {}
        for answer, answered in sorted(self.answered.items()):
            for iri in answered:
                found.setdefault(iri, []).append(answer)
        return found

    @cached_property
    def neighbours(self) -> dict[str, tuple[LetterRow | None, LetterRow | None]]:
        """The letters before and after each in the order of the edition, by IRI."""
        return beside(sorted(self.letters.values(), key=lambda row: (row.by_edition, row.iri)))

    @cached_property
    def correspondence(self) -> dict[str, tuple[LetterRow | None, LetterRow | None]]:
        """The letters before and after each between the same people, by date."""
        groups: dict[frozenset[str], list[LetterRow]] = {}
        for row in self.letters.values():
            groups.setdefault(frozenset(ref.text for ref in (*row.authors, *row.addressees)), []).append(row)
        return {iri: pair for group in groups.values() for iri, pair in beside(group).items()}

    def carriers(self, iri: str) -> list[str]:
        """The documents that carry a text."""
        return self.view.pointing(CRM.P128_carries, iri)

    def _letter(self, iri: str) -> LetterRow:
        node = self.view.node(iri)
        name = self.view.name(iri)
        when, edtf = self.when(node.iri_of(EP.writtenOn))
        marks = (self.view.first(carrier, EP.shelfmark) for carrier in self.carriers(iri))
        source = node.iri_of(DCTERMS.source) or ""
        first = node.text(EP.earliestDate)
        begin = self.view.first(node.iri_of(EP.writtenOn) or iri, CRM.P82a_begin_of_the_begin)
        return LetterRow(
            ref=self.ref(iri),
            iri=iri,
            ru=next(iter(name.others), None),
            when=when,
            edtf=edtf,
            first=first,
            begin=begin.value if isinstance(begin, Text) and begin.value.startswith(first) else first,
            last=node.text(EP.latestDate),
            authors=self.people(node, EP.author, EP.authorAsPrinted),
            addressees=self.people(node, EP.addressee, EP.addresseeAsPrinted),
            kind=self.kind(node),
            about=node.text(SCHEMA.abstract, "en") or node.text(RICO.scopeAndContent),
            shelfmarks=tuple(mark.value for mark in marks if isinstance(mark, Text)),
            source=document(source),
            line=node.number(EP.firstLine) or 0,
        )

    def people(self, node: Node, property_: str, printed: str) -> tuple[Ref, ...]:
        """Persons and groups, and names that nobody could be found for."""
        known = self.refs(node.iris(property_))
        return known + tuple(Ref(text.value, lang=text.lang, note="(as printed)") for text in node.texts(printed))

    def kind(self, node: Node) -> str:
        """How a letter went: `cipher telegram`. What it is labelled is said elsewhere."""
        labels = {*node.iris(EP.documentLabel), *node.iris(EP.secrecyLabel)}
        return ", ".join(self.concept(iri) for iri in node.iris(CRM.P2_has_type) if iri not in labels)

    def units_above(self, unit: str) -> list[str]:
        """The archival units that `unit` is in, outermost first, and itself."""
        chain = [unit]
        while (parent := self.view.first(chain[-1], RICO.isDirectlyIncludedIn)) and isinstance(parent, str):
            if parent in chain or len(chain) > 20:
                break
            chain.append(parent)
        return chain[::-1]

    def unit_name(self, unit: str) -> str:
        """A unit's own mark: `Op. 11`; its title when it has none."""
        label = self.view.name(unit).text
        marks = [mark.value for mark in self.view.node(unit).texts(RICO.identifier)]
        return next((mark for mark in marks if label.endswith(mark)), marks[0] if marks else label)

    def unit_crumbs(self, unit: str, *, last: bool = False) -> tuple[Crumb, ...]:
        """The way to a unit: archive, fond, opis, delo. With `last` the unit is linked as well."""
        chain = self.units_above(unit)
        keeper = self.view.first(chain[0], RICO.hasOrHadHolder)
        first = [Crumb("Archives", "archive/index.html")]
        if isinstance(keeper, str):
            mark = self.view.first(keeper, RICO.identifier)
            name = mark.value if isinstance(mark, Text) else self.view.name(keeper).text
            first.append(Crumb(name, self.path(keeper)))
        for iri in chain:
            first.append(Crumb(self.unit_name(iri), self.path(iri) if last or iri != unit else ""))
        return tuple(first)


def beside(rows: Sequence[LetterRow]) -> dict[str, tuple[LetterRow | None, LetterRow | None]]:
    """Each letter with the one before and the one after it."""
    padded = [None, *rows, None]
    return {row.iri: (padded[n], padded[n + 2]) for n, row in enumerate(rows)}
