"""What can be exported: letters and what they speak of, read from the store of a build, one at a time.

The names of the fields are those of the loss report: `letter.authors.name`, `letter.written.edtf`. An empty field has
no value and cannot be lost. What the graph says of a letter and no field here reads is counted under its own name, as
`letter.ep:newProperty`, so that a property that is added to the graph cannot be lost in silence either.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

import msgspec
from pyoxigraph import NamedNode, Store

from kg.ns import CRM, DCTERMS, EP, LANGUAGES, OA, PREFIXES, RDF, RDFS, RICO, SCHEMA, SKOS, VOC, bare
from kg.publish.exports._claims import Said, said_of
from kg.publish.exports._export import Edition
from kg.publish.exports._losses import Losses
from kg.publish.exports._printings import EDITION_NUMBER, captures, printings
from kg.publish.exports._things import (
    Actor,
    Handled,
    Kept,
    Letter,
    Mention,
    Number,
    Other,
    Printing,
    Span,
    Thing,
    Topic,
    Unit,
    Words,
    unmarked,
)
from kg.publish.names import Names
from kg.publish.site.graph import Node, View, in_order

_MODES = (VOC.mode_letter, VOC.mode_telegram, VOC.mode_cipher)
# What is read of a letter, and what says the same again for readers of another vocabulary.
_READ = {
    RDFS.label, EP.author, EP.addressee, EP.authorAsPrinted, EP.addresseeAsPrinted, EP.sentFrom, EP.sentTo,
    EP.writtenOn, EP.transmittedBy, EP.receivedBy, EP.documentLabel, EP.secrecyLabel, EP.replyTo, EP.refersToLetter,
    EP.firstLine, EP.lastLine, EP.labelAsPrinted, CRM.P1_is_identified_by, CRM.P2_has_type, CRM.P72_has_language,
    SCHEMA.mentions, SCHEMA.about, SCHEMA.abstract, SCHEMA.url, DCTERMS.source, EP.printedIn, EP.otherDescription,
    EP.precededBy, EP.attachedTo, CRM.P16i_was_used_for,
}  # fmt: skip
_AGAIN = {
    RDF.type, RICO.hasAuthor, RICO.hasAddressee, RICO.hasSender, RICO.hasReceiver, RICO.isReplyTo, RICO.scopeAndContent,
    RICO.hasOrHadSubject, RICO.isDirectlyIncludedIn, RICO.generalDescription, DCTERMS.creator, DCTERMS.created,
    DCTERMS.subject, DCTERMS.abstract, DCTERMS.references, SCHEMA.author, SCHEMA.sender, SCHEMA.toRecipient,
    SCHEMA.recipient, SCHEMA.dateCreated, CRM.P67_refers_to, CRM.P129_is_about, CRM.P73_has_translation,
    EP.sender, EP.recipient, EP.date, EP.earliestDate, EP.latestDate, EP.windowStart, EP.windowEnd, EP.nameAsPrinted,
}  # fmt: skip
_KNOWN = {bare(property_) for property_ in _READ | _AGAIN}
# Things that are counted whole, as no format carries them: field -> class.
_WHOLE = {
    "decision": EP.Resolution,
    "lost-letter": EP.LostLetter,
    "printed-heading": EP.Heading,
    "claim": EP.Claim,
    "adjudication": EP.Adjudication,
}


_KINDS = {"person": CRM.E21_Person, "group": CRM.E74_Group, "place": CRM.E53_Place}
_USES = {
    "person": (EP.author, EP.addressee),
    "group": (EP.author, EP.addressee),
    "place": (EP.sentFrom, EP.sentTo),
}


class Records:
    """What a build has, optionally of one edition (the IRI of its capture, and of the named graph of its claims).

    Letters and things are counted in `losses` the first time they are all read.
    """

    def __init__(self, store: Store, base: str, losses: Losses, edition: tuple[str, str] | None = None) -> None:
        self.view = View(store, base)
        self.losses = losses
        self._store = store
        self._edition: str | None = edition[0] if edition else None
        self._claims = edition[1] if edition else ""
        self._names = Names(PREFIXES, base)
        self._counted: set[str] = set()
        self.actor = lru_cache(maxsize=100_000)(self._actor)

    def letters(self) -> Iterator[Letter]:
        """Every letter, in the order of the identifiers."""
        return self._each("letter", (self.letter(iri) for iri in self.letter_iris()))

    def letter_iris(self) -> Iterator[str]:
        """The letters of the edition, or all."""
        for iri in self.view.members(EP.Letter):
            if self.is_exported(iri):
                yield iri

    def things(self, kind: str) -> Iterator[Thing]:
        """Every person, group or place."""
        return self._each(kind, (self._thing(iri, kind) for iri in self.view.members(_KINDS[kind])))

    def units(self) -> Iterator[Unit]:
        """Every archival unit, outer ones first."""
        return self._each("unit", (self.unit(iri) for iri in self.view.members(EP.ArchivalUnit)))

    def _each(self, kind: str, records: Iterable[Any]) -> Iterator[Any]:
        first = kind not in self._counted
        for record in records:
            if first:
                self.losses.add(kind, record)
            yield record
        if first:
            self._counted.add(kind)

    def count_rest(self) -> None:
        """Count what the format had no reason to read."""
        for kind in ("letter", "unit", *_KINDS):
            if kind not in self._counted:
                read = {"letter": self.letters, "unit": self.units}.get(kind) or partial(self.things, kind)
                for _ in read():
                    pass
        for field, class_ in _WHOLE.items():
            first, total = self._some(class_)
            self.losses.add_whole(field, total, first)

    def _some(self, class_: str) -> tuple[list[str], int]:
        """How many things of a class there are, and the first three."""
        total = 0

        def those() -> Iterator[str]:
            nonlocal total
            for quad in self._store.quads_for_pattern(None, NamedNode(bare(RDF.type)), NamedNode(bare(class_)), None):
                iri = str(quad.subject)[1:-1]
                if self._in_edition(iri, quad.graph_name):
                    total += 1
                    yield iri

        first = heapq.nsmallest(3, those())
        return first, total

    def _in_edition(self, iri: str, graph: Any) -> bool:
        """Whether a thing belongs to the edition: the graph of its claims has it, or speaks of it."""
        if not self._claims:
            return True
        own = NamedNode(self._claims)
        term = NamedNode(iri)
        return (
            graph == own
            or next(self._store.quads_for_pattern(term, None, None, own), None) is not None
            or next(self._store.quads_for_pattern(None, NamedNode(bare(EP.aboutRecord)), term, own), None) is not None
        )

    def captures(self) -> tuple[Edition, ...]:
        """The captures of editions that were read."""
        return tuple(map(self._described, self.view.members(EP.SourceVersion)))

    def editions(self) -> tuple[Edition, ...]:
        """The editions that letters come from: those that print them, and captures where nobody says which that is."""
        wanted = set()
        for iri in self.letter_iris():
            wanted |= {one.printed_in or one.edition for one in self._printings(self.view.node(iri))}
        return tuple(self._described(iri) for iri in in_order(filter(None, wanted)))

    def _described(self, iri: str) -> Edition:
        node = self.view.node(iri)
        citation = node.text(DCTERMS.bibliographicCitation)
        url = node.text(SCHEMA.url) or node.iri_of(DCTERMS.source) or ""
        return Edition(iri, iri.rpartition("/")[2], self.name(iri), citation, url)

    def letter(self, iri: str) -> Letter:
        """One letter."""
        node = self.view.node(iri)
        said = said_of(iri, self._store)
        here, *others = self._printings(node)
        types = node.iris(CRM.P2_has_type)
        numbers = list(self._numbers(node))
        return Letter(
            iri=iri,
            label=node.text(RDFS.label, "en") or node.text(RDFS.label),
            label_ru=node.text(RDFS.label, "ru"),
            edition=here.edition,
            lines=here.lines,
            printed_in=here.printed_in,
            edition_number=here.edition_number,
            url=here.url,
            also_printed=tuple(others),
            other_descriptions=tuple(text.value for text in node.texts(EP.otherDescription)),
            authors=self._parties(node, EP.author, EP.authorAsPrinted, said),
            addressees=self._parties(node, EP.addressee, EP.addresseeAsPrinted, said),
            sent_from=self._parties(node, EP.sentFrom, "", said),
            sent_to=self._parties(node, EP.sentTo, "", said),
            written=self._span(node.iri_of(EP.writtenOn), said.of(iri, EP.writtenOn)),
            sent=self._when(node.iri_of(EP.transmittedBy), said),
            received=self._when(node.iri_of(EP.receivedBy), said),
            mode=next((self.name(bare(mode)) for mode in _MODES if bare(mode) in types), ""),
            labels=self._labels(node),
            numbers=tuple(number for kind, number in numbers if kind != EDITION_NUMBER),
            languages=tuple(language.removeprefix(LANGUAGES) for language in node.iris(CRM.P72_has_language)),
            carriers=tuple(self.kept(carrier) for carrier in self.view.pointing(CRM.P128_carries, iri)),
            answers=self._others(node.iris(EP.replyTo)),
            answered_by=self._others(self.view.pointing(EP.replyTo, iri)),
            refers_to=self._others(node.iris(EP.refersToLetter)),
            before=self._others(node.iris(EP.precededBy)),
            after=self._others(self.view.pointing(EP.precededBy, iri)),
            attached_to=self._others(node.iris(EP.attachedTo)),
            handled=tuple(self._handled(node)),
            mentions=tuple(self._mentions(node)),
            topics=tuple(Topic(topic, self.name(topic)) for topic in node.iris(SCHEMA.about)),
            abstract=node.text(SCHEMA.abstract, "en") or node.text(SCHEMA.abstract),
            abstract_ru=node.text(SCHEMA.abstract, "ru"),
            texts=tuple(self._texts(node)),
            other=tuple(self._names.short(name).strip("<>") for name, _ in node.properties() if name not in _KNOWN),
        )

    def _texts(self, node: Node) -> Iterator[Words]:
        """The words of a letter, where editions publish them."""
        translations = node.iris(CRM.P73_has_translation)
        for text in self.view.worded(node.iri):
            words = text.texts(CRM.P190_has_symbolic_content)[0]
            licence = text.iri_of(DCTERMS.license) or ""
            yield Words(words.value, words.lang, text.text(DCTERMS.rights), licence, text.iri in translations)

    def _printings(self, node: Node) -> list[Printing]:
        """Where editions have a letter; of one edition alone, where that has it."""
        return [one for one in printings(node, self.view) if self._edition in (None, one.edition)]

    def name(self, iri: str) -> str:
        """What a thing is called, in English where there is that."""
        return self.view.name(iri).text

    def kept(self, carrier: str) -> Kept:
        """A document that carries a letter."""
        node = self.view.node(carrier)
        first, last = node.text(EP.leafFrom), node.text(EP.leafTo)
        archive = node.iri_of(CRM.P50_has_current_keeper) or ""
        mark = node.iri_of(CRM.P1_is_identified_by)
        return Kept(
            carrier,
            node.text(EP.shelfmark),
            archive,
            self.name(archive) if archive else "",
            node.iri_of(EP.heldIn) or "",
            first if first == last else f"{first}-{last}",
            tuple(self.name(form) for form in node.iris(EP.documentForm))
            or tuple(text.value for text in node.texts(EP.formAsPrinted)),
            self.view.node(mark).text(EP.asFound) if mark else "",
        )

    def _parties(self, node: Node, property_: str, printed: str, said: Said) -> tuple[Actor, ...]:
        """Those whom a property names, and the names `printed` that nobody has settled."""
        known = [
            msgspec.structs.replace(self.actor(iri), certainty=sure, evidence=by)
            for iri in node.iris(property_)
            for sure, by in [said.of(node.iri, property_, iri)]
        ]
        names = [text.value for text in node.texts(printed)] if printed else []
        unknown = [Actor("", name, "", (), *said.of(node.iri, property_, name)) for name in names]
        return (*known, *unknown)

    def _actor(self, iri: str) -> Actor:
        """A person, a group or a place, without what one letter says of it."""
        node = self.view.node(iri)
        kind = next((kind for kind, class_ in _KINDS.items() if node.is_a(class_)), "")
        name = unmarked(self.name(iri), [text.value for text in node.texts(SKOS.altLabel)])
        return Actor(iri, name, kind, tuple(node.iris(SCHEMA.sameAs)))

    def _span(self, iri: str | None, said: tuple[str, str] = ("", "")) -> Span:
        if iri is None:
            return Span()
        node = self.view.node(iri)
        first, start = _moment(node.text(CRM.P82a_begin_of_the_begin))
        last, end = _moment(node.text(CRM.P82b_end_of_the_end))
        time = start if first == last and start == end else ""
        edtf = node.text(EP.edtf)
        if edtf == "XXXX-XX-XX":  # nothing is known: no value
            return Span()
        return Span(edtf, first, last, time, node.text(RDFS.label, "en"), *said)

    def _when(self, activity: str | None, said: Said) -> Span:
        """When a letter was sent, received, or handled."""
        if activity is None:
            return Span()
        return self._span(
            self.view.node(activity).iri_of(CRM.P4_has_time_span), said.of(activity, CRM.P4_has_time_span)
        )

    def _labels(self, node: Node) -> tuple[str, ...]:
        said = dict.fromkeys([*node.iris(EP.documentLabel), *node.iris(EP.secrecyLabel)])
        return (*(self.name(label) for label in said), *(text.value for text in node.texts(EP.labelAsPrinted)))

    def _numbers(self, node: Node) -> Iterator[tuple[str, Number]]:
        """The kind of each number (a term), and the number."""
        for iri in node.iris(CRM.P1_is_identified_by):
            number = self.view.node(iri)
            kind = next((kind for kind in number.iris(CRM.P2_has_type) if kind.startswith(PREFIXES["voc"])), "")
            yield kind, Number(number.text(CRM.P190_has_symbolic_content), self.name(kind) if kind else "")

    def _handled(self, node: Node) -> Iterator[Handled]:
        known = (node.iri_of(EP.transmittedBy), node.iri_of(EP.receivedBy))
        for iri in node.iris(CRM.P16i_was_used_for):
            if iri not in known:
                done = self.view.node(iri)
                who = [*map(self.name, done.iris(CRM.P14_carried_out_by))]
                who += [text.value for text in done.texts(EP.nameAsPrinted)]
                where = tuple(map(self.name, done.iris(CRM.P7_took_place_at)))
                yield Handled(done.text(CRM.P3_has_note), tuple(who), where, self._when(iri, Said({})))

    def _others(self, iris: Iterable[str]) -> tuple[Other, ...]:
        return tuple(Other(iri, self.name(iri)) for iri in iris)

    def _mentions(self, node: Node) -> Iterator[Mention]:
        """The persons named, and the names that nobody has settled."""
        spelt: dict[str, dict[str, None]] = {}
        for annotation in self.view.pointing(EP.occursIn, node.iri):
            said = self.view.node(annotation)
            spelt.setdefault(said.iri_of(OA.hasBody) or "", {})[said.text(EP.surfaceForm)] = None
        for iri in node.iris(SCHEMA.mentions):
            actor = self.actor(iri)
            yield Mention(iri, actor.name, actor.same_as, tuple(spelt.get(iri, ())))
        for name in spelt.get("", ()):
            yield Mention("", name)

    # --- other things

    def _thing(self, iri: str, kind: str) -> Thing:
        node = self.view.node(iri)
        return Thing(
            iri=iri,
            name=self.name(iri),
            name_ru=node.text(RDFS.label, "ru"),
            variants=tuple(text.value for text in node.texts(SKOS.altLabel)),
            kind=next((self.name(type_) for type_ in node.iris(CRM.P2_has_type)), ""),
            born=node.text(RICO.birthDate),
            died=node.text(RICO.deathDate),
            note=tuple(text.value for text in node.texts(CRM.P3_has_note)),
            latitude=node.text(SCHEMA.latitude),
            longitude=node.text(SCHEMA.longitude),
            same_as=tuple(node.iris(SCHEMA.sameAs)),
            used=any(self._pointed(property_, iri) for property_ in _USES[kind]),
            named=self._pointed(SCHEMA.mentions, iri),
        )

    def _pointed(self, property_: str, iri: str) -> bool:
        """Whether a letter that is exported has a property with this value."""
        found = self._store.quads_for_pattern(None, NamedNode(bare(property_)), NamedNode(iri), None)
        subjects = (str(quad.subject)[1:-1] for quad in found)
        return any(self.view.is_a(one, EP.Letter) and self.is_exported(one) for one in subjects)

    def unit(self, iri: str) -> Unit:
        """One archival unit."""
        node = self.view.node(iri)
        codes = [text.value for text in node.texts(RICO.identifier)]
        code = next((code for code in codes if self.name(iri).endswith(code)), next(iter(codes), ""))
        return Unit(
            iri=iri,
            name=self.name(iri),
            code=code,
            former=tuple(other for other in codes if other != code),
            level=next((self.name(level) for level in node.iris(RICO.hasRecordSetType)), ""),
            title=next((text.value for text in node.texts(RICO.title) if text.lang != "ru"), ""),
            title_ru=node.text(RICO.title, "ru"),
            above=node.iri_of(RICO.isDirectlyIncludedIn) or "",
            archive=node.iri_of(RICO.hasOrHadHolder) or "",
            arrangement=next((self.name(way) for way in node.iris(EP.arrangement)), ""),
            pages=tuple(node.iris(RDFS.seeAlso)),
            dates=node.text(RICO.date),
            extent=next((text.value for text in node.texts(RICO.recordResourceExtent)), ""),
            note=next((text.value for text in node.texts(RICO.generalDescription)), ""),
        )

    def inside(self, unit: str) -> list[str]:
        """The units directly in a unit, in natural order."""
        return [
            iri for iri in self.view.pointing(RICO.isDirectlyIncludedIn, unit) if self.view.is_a(iri, EP.ArchivalUnit)
        ]

    def held(self, unit: str) -> list[str]:
        """The documents kept in a unit, in the order of their leaves."""
        found = self.view.pointing(EP.heldIn, unit)
        return sorted(found, key=lambda iri: (self.view.node(iri).number(EP.leafFromOrd) or 0, in_order([iri])))

    def carried(self, carrier: str) -> list[str]:
        """The letters that a document carries."""
        wanted = self.view.node(carrier).iris(CRM.P128_carries)
        return [iri for iri in wanted if self.view.is_a(iri, EP.Letter) and self.is_exported(iri)]

    def is_exported(self, letter: str) -> bool:
        """Whether a letter belongs to the edition that is exported."""
        return self._edition is None or self._edition in captures(self.view.node(letter))


def _moment(text: str) -> tuple[str, str]:
    """`1932-06-07T21:25:00` -> day and minute; without a minute where it is the beginning or the end of the day."""
    day, _, time = text.partition("T")
    return day, "" if time[:8] in ("00:00:00", "23:59:59") else time[:5]
