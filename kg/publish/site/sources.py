"""The pages of editions: what the text is, and line by line what was read there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.ns import CRM, DCTERMS, EP, PROV, RDF
from kg.publish.site.blocks import Article, Block, Fact, Ref, Row, Table, cell, heads
from kg.publish.site.guide import Guide
from kg.publish.site.info import Crumb
from kg.publish.site.letters import letter_rows

LINE_HEADS = heads("Lines", "What stands there", "About")


class Passage(NamedTuple):
    """Lines of an edition that something was read from."""

    iri: str
    first: int
    last: int
    note: bool = False  # whether it is a footnote
    names: tuple[str, ...] = ()  # what it refers to

    @property
    def fragment(self) -> str:
        """The fragment of the IRI (RFC 5147)."""
        return self.iri.partition("#")[2]


def source_page(iri: str, guide: Guide, pages: tuple[Crumb, ...]) -> Article:
    """The page of one capture of an edition; `pages` list its lines."""
    node = guide.view.node(iri)
    letters = [row for row in guide.letters.values() if row.source == iri]
    window = " to ".join(guide.words(d) for d in (node.text(EP.windowStart), node.text(EP.windowEnd)) if d)
    facts = (
        Fact("Printed edition", tuple(guide.value(text) for text in node.texts(DCTERMS.bibliographicCitation))),
        Fact("Text", guide.refs(node.iris(DCTERMS.source))),
        Fact("Language of the text", guide.refs(node.iris(DCTERMS.language))),
        Fact("Announces letters of", (Ref(window),) if window else ()),
        Fact("SHA-256 of the text", (Ref(node.text(EP.sha256), style="code"),) if node.text(EP.sha256) else ()),
        Fact("Read by", guide.refs(guide.view.pointing(PROV.used, iri))),
    )
    blocks = []
    if pages:
        text = (
            "What was read from which line. The wording of an edition may be under copyright; whoever has the text, "
            "with this hash, can check every fact against it."
        )
        blocks.append(Block("Line by line", "lines", text=text, refs=tuple(Ref(c.text, path=c.path) for c in pages)))
    if len(letters) <= 300:
        rows = letter_rows(sorted(letters, key=lambda row: row.by_edition))
        table = Table(
            f"{len(rows)} letters, in the order of the edition", heads("Letter", "Written", "Where it is kept"), rows
        )
        blocks.append(Block("Letters", "letters", table=table))
    return Article(
        kind="Edition",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(Crumb("Editions"), Crumb(guide.view.name(iri).text)),
        facts=tuple(fact for fact in facts if fact.values),
        blocks=tuple(blocks),
    )


def passages(source: str, fragments: tuple[str, ...], guide: Guide) -> list[Passage]:
    """The passages of a source in their order; `fragments` are all that have statements."""
    found = []
    for fragment in fragments:
        node = guide.view.node(f"{source}#{fragment}")
        first, last = node.number(EP.firstLine), node.number(EP.lastLine)
        if first is not None and last is not None:
            names = tuple(node.iris(CRM.P67_refers_to))
            found.append(Passage(node.iri, first, last, node.is_a(EP.Footnote), names))
    return sorted(found, key=lambda passage: (passage.first, passage.last, passage.iri))


def line_rows(found: list[Passage], guide: Guide) -> tuple[Row, ...]:
    """Passages as rows of a table."""
    rows = []
    for passage in found:
        lines = f"{passage.first}" if passage.first == passage.last else f"{passage.first}–{passage.last}"
        what, about = _read_in(passage, guide)
        row = Row((cell(lines, sort=f"{passage.first:09}"), cell(*what), cell(*about)), (passage.fragment,))
        rows.append(row)
    return tuple(rows)


def _read_in(passage: Passage, guide: Guide) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
    what: dict[str, None] = {}
    about: dict[str, None] = {}
    if passage.note:
        what["note"] = None
    for claim in guide.view.pointing(CRM.P16_used_specific_object, passage.iri):
        kind = guide.view.first(claim, EP.witnessType)
        what[guide.concept(kind) if isinstance(kind, str) else "claim"] = None
        if isinstance(record := guide.view.first(claim, EP.aboutRecord), str):
            about[record] = None
    for thing in _placed(passage, guide):
        about[thing] = None
    return tuple(Ref(word) for word in what), guide.refs(about)


def _placed(passage: Passage, guide: Guide) -> Iterator[str]:
    """What stands at a passage: a letter, a heading, a copy; and whose note or mention it is."""
    for property_ in (DCTERMS.source, CRM.P106i_forms_part_of):
        for thing in guide.view.pointing(property_, passage.iri):
            document = thing.partition("#")[0]
            if document in guide.letters or f"{guide.view.base}heading/" in document:
                yield document
    for letter in passage.names:
        if guide.view.first(letter, RDF.type) is not None:
            yield letter
