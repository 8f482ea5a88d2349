"""The lists: letters, persons, groups, places, decisions, archives, topics, headings, lost letters, claims."""

from __future__ import annotations

from collections.abc import Iterator

from kg.ns import CRM, DCTERMS, EP, SCHEMA, SKOS, VOC, bare
from kg.publish.site.blocks import Cell, Head, Ref, Row, Table, cell, heads
from kg.publish.site.graph import Text
from kg.publish.site.guide import Guide, LetterRow
from kg.publish.site.pages import Listed, paged
from kg.publish.site.things import DECISION_HEADS, decision_rows
from kg.publish.site.units import UNIT_HEADS, unit_rows

_OPEN = (bare(VOC.rejected), bare(VOC.candidate))


def lists(guide: Guide) -> Iterator[Listed]:
    """Every list, with the pages that it needs."""
    yield from _letters(guide)
    for title, folder, class_ in (("Persons", "person", CRM.E21_Person), ("Groups", "group", CRM.E74_Group)):
        yield from paged(folder, title, _INTROS[folder], _actors(guide.view.members(class_), guide))
    yield from paged("place", "Places", _INTROS["place"], _places(guide))
    rows = decision_rows(guide.view.members(EP.Resolution), guide)
    yield from paged("decision", "Decisions", _INTROS["decision"], _table(rows, "decision", DECISION_HEADS))
    yield from paged("archive", "Archives", _INTROS["archive"], _table(unit_rows(guide), "archival unit", UNIT_HEADS))
    yield from paged("topic", "Topics", _INTROS["topic"], _topics(guide))
    yield from paged("lost", "Lost letters", _INTROS["lost"], _lost(guide))
    yield from paged("heading", "Printed headings", _INTROS["heading"], _headings(guide))
    yield from paged("claim", "Disputed claims", _INTROS["claim"], _claims(guide))


_INTROS = {
    "person": "Everyone who wrote, received or is named, with the names they go by in the sources.",
    "group": "Bodies, offices, papers and plants that wrote, decided, or are named.",
    "place": "Places that letters went from and to, or that they name.",
    "decision": "Decisions that the notes of the edition record, each once, however many notes cite it.",
    "archive": "Where everything is kept, from the archive down to the file. Each file has a page with all its leaves.",
    "topic": "What letters and decisions are about.",
    "lost": "Letters that the edition attests and does not print: missing numbers, letters that others speak of or "
    "answer, enclosures. Nothing that is expected of them is stated as a fact.",
    "heading": "The headings of the edition and the letters that they stand above. A heading is a witness, not a fact.",
    "claim": "What the sources say and the collection does not believe, or has not settled: every claim that is "
    "rejected or left open. What is believed is listed with its witnesses on the page of each thing.",
}


def _table(rows: tuple[Row, ...], word: str, head: tuple[Head, ...]) -> Table:
    return Table(f"{len(rows):,} {word}{'' if len(rows) == 1 else 's'}", head, rows)


def _letters(guide: Guide) -> Iterator[Listed]:
    rows = list(guide.letters.values())
    intro = (
        "Every letter, by date. One whose day is not known stands at the first day on which it can have been written."
    )
    yield from paged("letter", "Letters", intro, _table(tuple(map(_letter, rows)), "letter", _LETTER_HEADS))


_LETTER_HEADS = heads("Written", "From", "To", "What", "About", "Kept")


def _letter(row: LetterRow) -> Row:
    return Row(
        (
            cell(row.ref._replace(text=row.when or "no date", lang=""), sort=row.first or "9999"),
            cell(*row.authors),
            cell(*row.addressees),
            cell(row.kind),
            cell(row.about),
            cell(*row.shelfmarks[:1]),
        )
    )


def _actors(iris: list[str], guide: Guide) -> Table:
    rows = []
    for iri in iris:
        name = guide.view.name(iri)
        node = guide.view.node(iri)
        note = node.text(CRM.P3_has_note, "en") or ", ".join(map(guide.concept, node.iris(CRM.P2_has_type)))
        wrote = len({*guide.view.pointing(EP.author, iri), *guide.view.pointing(EP.sender, iri)})
        numbers = (wrote, len(guide.view.pointing(EP.addressee, iri)), len(guide.view.pointing(SCHEMA.mentions, iri)))
        rows.append(Row((_named(iri, name.others, guide), cell(note), *(_number(n) for n in numbers))))
    rows.sort(key=lambda row: row.cells[0].values[0].text.casefold())
    return Table(f"{len(rows):,} in all", heads("Name", "Who", "#Wrote", "#Was written to", "#Is named"), tuple(rows))


def _named(iri: str, others: tuple[Text, ...], guide: Guide) -> Cell:
    return cell(guide.ref(iri), small=tuple(Ref(other.value, lang=other.lang) for other in others))


def _number(count: int) -> Cell:
    return cell(f"{count:,}" if count else "–", sort=str(count))


def _places(guide: Guide) -> Table:
    rows = []
    for iri in guide.view.members(CRM.E53_Place):
        node = guide.view.node(iri)
        kind = ", ".join(map(guide.concept, node.iris(CRM.P2_has_type)))
        counted = (EP.sentFrom, EP.sentTo, SCHEMA.mentions)
        numbers = (_number(len(guide.view.pointing(property_, iri))) for property_ in counted)
        rows.append(Row((_named(iri, guide.view.name(iri).others, guide), cell(kind), *numbers)))
    rows.sort(key=lambda row: row.cells[0].values[0].text.casefold())
    return Table(
        f"{len(rows):,} places", heads("Name", "Kind", "#Letters from", "#Letters to", "#Is named"), tuple(rows)
    )


def _topics(guide: Guide) -> Table:
    rows = []
    for iri in guide.view.members(SKOS.Concept):
        if not iri.startswith(f"{guide.view.base}topic/"):
            continue
        way = [iri]
        while isinstance(wider := guide.view.first(way[-1], SKOS.broader), str) and wider not in way:
            way.append(wider)
        about = guide.view.pointing(DCTERMS.subject, iri)
        letters = sum(thing in guide.letters for thing in about)
        key = tuple(guide.view.name(step).text.casefold() for step in way[::-1])
        wider_ref = (guide.ref(way[1]),) if len(way) > 1 else ()
        cells = (
            _named(iri, guide.view.name(iri).others, guide),
            cell(*wider_ref),
            _number(letters),
            _number(len(about) - letters),
        )
        rows.append((key, Row(cells)))
    table = tuple(row for _, row in sorted(rows, key=lambda item: item[0]))
    return Table(
        f"{len(table):,} topics, each below its wider one", heads("Topic", "Wider", "#Letters", "#Decisions"), table
    )


def _lost(guide: Guide) -> Table:
    rows = []
    for iri in guide.view.members(EP.LostLetter):
        node = guide.view.node(iri)
        date = node.text(EP.expectedDate)
        when = guide.words(date) if date else "no date"
        parties = (guide.refs(node.iris(EP.expectedAuthor)), guide.refs(node.iris(EP.expectedAddressee)))
        number = node.text(EP.expectedNumber)
        sure = ", ".join(map(guide.concept, node.iris(EP.certainty)))
        name = iri.rpartition("/")[2]
        ref = guide.ref(iri)._replace(text=when)
        what = cell(Ref(guide.view.name(iri).text))
        when_cell = cell(ref, sort=date.strip("[.") or "9999", small=(Ref(name),))
        cells = (when_cell, what, cell(*parties[0]), cell(*parties[1]))
        rows.append((date.strip("[.") or "9999", name, Row((*cells, cell(number), cell(sure)))))
    table = tuple(row for _, _, row in sorted(rows, key=lambda item: item[:2]))
    return _table(
        table,
        "letter",
        heads("Expected date", "What is known of it", "Expected sender", "Expected addressee", "#Number", "Certainty"),
    )


def _headings(guide: Guide) -> Table:
    rows = []
    for iri in guide.view.members(EP.Heading):
        node = guide.view.node(iri)
        words = node.text(CRM.P190_has_symbolic_content)
        line = node.number(EP.firstLine) or 0
        above, belongs = node.iris(EP.printedAbove), node.iris(EP.alignedTo)
        cells = (
            cell(guide.ref(iri)._replace(text=words or guide.view.name(iri).text)),
            cell(str(line), sort=str(line)),
            cell(*guide.refs(above)),
            cell("the same" if belongs == above and above else "", *(guide.refs(belongs) if belongs != above else ())),
        )
        rows.append((line, iri, Row(cells)))
    table = tuple(row for _, _, row in sorted(rows, key=lambda item: item[:2]))
    return _table(table, "heading", heads("Heading", "#Line", "Printed above", "Belongs to"))


def _claims(guide: Guide) -> Table:
    rows = []
    for status in _OPEN:
        for iri in guide.view.pointing(EP.status, status):
            about = guide.view.first(iri, EP.aboutRecord) or guide.view.first(iri, CRM.P140_assigned_attribute_to)
            claim, record = guide.ref(iri), guide.ref(str(about or ""))
            word = status.rpartition("#")[2]
            cells = (cell(claim), cell(record), cell(Ref(word, style=f"status {word}")))
            rows.append((record.text, claim.text, iri, Row(cells)))
    table = tuple(row for *_, row in sorted(rows, key=lambda item: item[:3]))
    return _table(table, "claim", heads("Claim", "About", "Status"))
