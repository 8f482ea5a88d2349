"""The pages of archival units: what is in them, and for a file each of its leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.ns import CRM, EP, RDFS, RICO
from kg.publish.site.blocks import Article, Block, Fact, Leaf, Ref, Row, Table, cell, heads
from kg.publish.site.graph import Node, natural
from kg.publish.site.guide import Guide
from kg.publish.site.things import decisions_block, letters_block
from kg.records.shelfmark import parse_leaf

# How much is known of a leaf, as a word that is also a class of the style sheet.
PUBLISHED, SHARED, CITED, CANDIDATE, UNKNOWN = "published", "shared", "cited", "candidate", "unknown"
_SAID = {
    PUBLISHED: "published",
    SHARED: "shared by several texts",
    CITED: "cited",
    CANDIDATE: "nothing printed; a lost letter may lie here",
    UNKNOWN: "nothing known",
}
_COUNTED = {
    PUBLISHED: "with a printed text",
    SHARED: "shared by several texts",
    CITED: "only cited",
    CANDIDATE: "where a lost letter may lie",
}
_STRIP = 1500  # leaves that are drawn as a strip
_FOLD = 3  # leaves without any news that follow each other are put together from here on


@dataclass(frozen=True)
class LeafRow:
    """One side of a leaf of a file, or a run of leaves of which nothing is known."""

    name: str
    order: int
    state: str
    texts: tuple[Ref, ...] = ()
    notes: tuple[Ref, ...] = ()
    names: tuple[str, ...] = ()  # of the leaves of a run, those that have statements

    @property
    def silent(self) -> bool:
        """Whether nothing is printed or cited from it."""
        return self.state in (UNKNOWN, CANDIDATE)


def unit_page(iri: str, guide: Guide) -> Article:
    """The page of an archival unit."""
    node = guide.view.node(iri)
    leaves = leaf_rows(iri, guide)
    level = guide.concept(node.iri_of(RICO.hasRecordSetType)) or "archival unit"
    return Article(
        kind=level[:1].upper() + level[1:],
        name=guide.view.name(iri),
        iri=iri,
        crumbs=guide.unit_crumbs(iri),
        lead=tuple(node.texts(RICO.title)),
        facts=_facts(node, leaves, guide),
        blocks=tuple(_blocks(iri, leaves, guide)),
    )


def _facts(node: Node, leaves: Sequence[LeafRow], guide: Guide) -> tuple[Fact, ...]:
    counts = [leaf.state for leaf in leaves]
    known = [leaf for leaf in leaves if leaf.state != UNKNOWN]
    counted = ", ".join(f"{counts.count(state)} {words}" for state, words in _COUNTED.items() if state in counts)
    extent = f"{known[0].name} to {known[-1].name}" if known else ""
    marks = " · ".join(text.value for text in node.texts(RICO.identifier))
    keeper = guide.refs(node.iris(RICO.hasOrHadHolder))
    facts = (
        Fact("Mark", (Ref(marks),) if marks else ()),
        Fact("Keeper", keeper),
        Fact("In", guide.refs(node.iris(RICO.isDirectlyIncludedIn))),
        Fact("Arrangement", tuple(Ref(guide.concept(a)) for a in node.iris(EP.arrangement))),
        Fact("Leaves known", (Ref(extent, note=counted),) if extent else ()),
        Fact("Catalogue and scans", guide.refs(node.iris(RDFS.seeAlso))),
    )
    return tuple(fact for fact in facts if fact.values)


def _blocks(iri: str, leaves: Sequence[LeafRow], guide: Guide) -> Iterator[Block]:
    inside = guide.view.pointing(RICO.isDirectlyIncludedIn, iri)
    units = sorted(
        (thing for thing in inside if guide.view.is_a(thing, EP.ArchivalUnit)), key=lambda u: _code(u, guide)
    )
    if units:
        rows = tuple(_unit_row(unit, guide) for unit in units)
        table = Table(f"{len(units)} unit{'s' if len(units) > 1 else ''}", UNIT_HEADS, rows)
        yield Block("What is in it", "units", table=table)
    if leaves:
        text = (
            "Every leaf from the first to the last that the edition knows of, in the order of the file. A “v” is "
            "the back of a leaf, a letter an inserted leaf. What lies between, and is neither published nor cited, is "
            "unknown here; the archive has it."
        )
        strip = tuple(_box(leaf) for leaf in leaves) if len(leaves) <= _STRIP else ()
        rows = tuple(map(_row, folded(leaves)))
        table = Table(f"Leaves {leaves[0].name} to {leaves[-1].name}", _LEAF_HEADS, rows, "leaves")
        yield Block("Leaf by leaf", "leaves", text=text, strip=strip, table=table)
    yield from letters_block("Letters in it", "letters", dict.fromkeys(inside, ""), guide)
    decisions = [thing for thing in inside if thing not in guide.letters and guide.view.first(thing, EP.decidedBy)]
    if decisions:
        yield decisions_block("Decisions in it", "decisions", decisions, guide)


UNIT_HEADS = heads("Unit", "Title", "#Units in it", "#Letters", "#Decisions")


def _unit_row(unit: str, guide: Guide) -> Row:
    units, letters, decisions = counts(unit, guide)
    title = guide.view.node(unit).texts(RICO.title)
    numbers = tuple(cell(f"{n:,}" if n else "–", sort=str(n)) for n in (units, letters, decisions))
    return Row((cell(guide.ref(unit), sort=guide.unit_name(unit)), cell(*(guide.value(t) for t in title)), *numbers))


def counts(unit: str, guide: Guide) -> tuple[int, int, int]:
    """How many units, letters and decisions are in a unit, at any depth."""
    units = letters = decisions = 0
    queue, seen = [unit], {unit}
    while queue:
        for thing in guide.view.pointing(RICO.isDirectlyIncludedIn, queue.pop()):
            if thing in seen:
                continue
            seen.add(thing)
            if thing in guide.letters:
                letters += 1
            elif guide.view.is_a(thing, EP.ArchivalUnit):
                units += 1
                queue.append(thing)
            else:
                decisions += 1
    return units, letters, decisions


def _code(unit: str, guide: Guide) -> list[tuple[int, str]]:
    return natural(guide.unit_name(unit))


def leaf_rows(unit: str, guide: Guide) -> list[LeafRow]:
    """Every leaf of a file from the first to the last that is known, those of which nothing is known among them."""
    known: dict[int, LeafRow] = {}
    for volume in guide.view.pointing(RICO.isOrWasInstantiationOf, unit):
        for iri in guide.view.pointing(CRM.P46i_forms_part_of, volume):
            order = guide.view.node(iri).number(EP.leafOrd)
            if order is not None:
                known[order] = _leaf(iri, order, guide)
    if not known:
        return []
    numbers = {_number(row.name) for row in known.values()}
    for number in range(min(numbers), max(numbers)):
        if number not in numbers:
            order = parse_leaf(str(number)).sort_key
            known.setdefault(order, LeafRow(str(number), order, UNKNOWN))
    return [row for _, row in sorted(known.items())]


def _number(name: str) -> int:
    return parse_leaf(name).number


def _leaf(iri: str, order: int, guide: Guide) -> LeafRow:
    carriers = guide.view.pointing(CRM.P46_is_composed_of, iri)
    texts = dict.fromkeys(text for carrier in carriers for text in guide.view.node(carrier).iris(CRM.P128_carries))
    letters = [text for text in texts if text in guide.letters]
    notes = list(_citing(iri, guide))
    lost = guide.view.pointing(EP.candidateLeaf, iri)
    name = iri.rpartition("/l")[2]
    state = (
        SHARED
        if len(letters) > 1
        else PUBLISHED
        if letters
        else CITED
        if texts or notes
        else CANDIDATE
        if lost
        else UNKNOWN
    )
    candidates = tuple(guide.ref(other) for other in lost)
    return LeafRow(name, order, state, guide.refs(texts), (*notes, *candidates))


def _citing(leaf: str, guide: Guide) -> Iterator[Ref]:
    """The notes of the edition that cite a leaf; the line that says where a letter is kept is none."""
    for span in guide.view.pointing(EP.cites, leaf):
        node = guide.view.node(span)
        if not node.is_a(EP.Footnote):
            continue
        letters = [iri for iri in node.iris(CRM.P67_refers_to) if iri in guide.letters]
        line = node.text(EP.firstLine)
        to = f"to {guide.view.name(letters[0]).text}" if letters else ""
        yield Ref(f"note at line {line}", path=guide.path(letters[0] if letters else span), note=to)


def folded(leaves: Sequence[LeafRow]) -> Iterator[LeafRow]:
    """The leaves, with runs of those of which the same little is known put together: `31–40`."""
    for (silent, notes), together in groupby(leaves, key=lambda leaf: (leaf.silent, leaf.notes)):
        run = list(together)
        if silent and len(run) >= _FOLD:
            names = tuple(leaf.name for leaf in run if leaf.state != UNKNOWN)
            yield LeafRow(f"{run[0].name}–{run[-1].name}", run[0].order, run[0].state, notes=notes, names=names)
        else:
            yield from run


_LEAF_HEADS = heads("Leaf", "What is known", "Texts on it", "Notes, and lost letters that may lie here")


def _row(leaf: LeafRow) -> Row:
    names = leaf.names if "–" in leaf.name else (leaf.name,)
    cells = (cell(leaf.name, sort=f"{leaf.order:09}"), cell(_SAID[leaf.state]), cell(*leaf.texts), cell(*leaf.notes))
    return Row(cells, tuple(f"l{name}" for name in names))


def _box(leaf: LeafRow) -> Leaf:
    title = _SAID[leaf.state]
    if leaf.texts:
        title = f"{title}: {'; '.join(ref.text for ref in leaf.texts)}"
    return Leaf(leaf.name, leaf.state, title, "" if leaf.state == UNKNOWN else f"#l{leaf.name}")


def unit_rows(guide: Guide) -> tuple[Row, ...]:
    """Every archival unit that lies in no other, with those inside, in the order of their marks."""
    rows: list[Row] = []
    every = guide.view.members(EP.ArchivalUnit)
    ways = sorted((tuple(natural(guide.unit_name(u)) for u in guide.units_above(unit)), unit) for unit in every)
    for _, unit in ways:
        rows.append(_unit_row(unit, guide))
    return tuple(rows)
