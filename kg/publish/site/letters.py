"""The pages of letters, of the documents that carry them, of printed headings, and of letters that are not printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.ns import CRM, DCTERMS, EP, OA, RDFS, RICO, SCHEMA, SKOS, bare
from kg.publish.site.blocks import Article, Block, Fact, Neighbour, Prose, Ref, Row, Step, Table, cell, heads
from kg.publish.site.claims import claim_blocks
from kg.publish.site.graph import Node, Text, Value
from kg.publish.site.guide import Guide, LetterRow
from kg.publish.site.info import Crumb
from kg.publish.site.paths import document, is_link

_THREAD = 40  # letters of a thread that a page shows
LETTERS = Crumb("Letters", "letter/index.html")
LETTER_HEADS = heads("Letter", "Written", "Where it is kept")


def letter_page(iri: str, guide: Guide) -> Article:
    """The page of one letter."""
    node, row = guide.view.node(iri), guide.letters[iri]
    return Article(
        kind=row.kind[:1].upper() + row.kind[1:] if row.kind else "Letter",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(LETTERS, *_year(row), Crumb(row.ref.text)),
        lead=tuple(abstracts(node)),
        facts=tuple(_facts(node, row, guide)),
        blocks=tuple(_blocks(node, row, guide)),
        neighbours=tuple(_neighbours(row, guide)),
        data=_data(row, guide),
    )


def abstracts(node: Node) -> Iterator[Text]:
    """What a thing is about, in English first."""
    texts = node.texts(SCHEMA.abstract) or node.texts(DCTERMS.abstract)
    yield from sorted(texts, key=lambda text: (text.lang != "en", text))


def _year(row: LetterRow) -> tuple[Crumb, ...]:
    return (Crumb(row.first[:4]),) if row.first else ()


def _facts(node: Node, row: LetterRow, guide: Guide) -> Iterator[Fact]:
    yield Fact("Written", (dated(row.when, row.edtf),))
    yield Fact("From", row.authors or (Ref("not known"),))
    senders = guide.refs(node.iris(EP.sender))
    if senders and {ref.text for ref in senders} != {ref.text for ref in row.authors}:
        yield Fact("Sent by", senders)
    yield Fact("To", row.addressees or (Ref("not known"),))
    for fact in (*_sending(node, guide), *_marks(node, guide), *_kept(row, guide), *_printed(node, guide)):
        if fact.values:
            yield fact
    if notes := tuple(guide.value(text) for text in node.texts(CRM.P3_has_note)):
        yield Fact("Note", notes)
    topics = tuple(guide.ref(topic, style="chip") for topic in node.iris(DCTERMS.subject))
    if topics:
        yield Fact("About", topics)


def dated(when: str, edtf: str) -> Ref:
    """A date in words, with its EDTF."""
    return Ref(when or "no date", note=f"EDTF {edtf}" if edtf else "")


def _sending(node: Node, guide: Guide) -> Iterator[Fact]:
    yield Fact("Sent from", guide.refs(node.iris(EP.sentFrom)))
    yield Fact("Sent to", guide.refs(node.iris(EP.sentTo)))
    for sending in node.iris(EP.transmittedBy):
        for span in guide.view.node(sending).iris(CRM.P4_has_time_span):
            yield Fact("Sent", (dated(*guide.when(span)),))
    for receipt in node.iris(EP.receivedBy):
        for span in guide.view.node(receipt).iris(CRM.P4_has_time_span):
            yield Fact("Received", (dated(*guide.when(span)),))
    yield Fact("Recipient", guide.refs(node.iris(EP.recipient)))


def _marks(node: Node, guide: Guide) -> Iterator[Fact]:
    numbers = []
    for number in node.iris(CRM.P1_is_identified_by):
        said = guide.view.node(number)
        kinds = [guide.concept(iri) for iri in said.iris(CRM.P2_has_type)]
        numbers.append(Ref(said.text(CRM.P190_has_symbolic_content), note=", ".join(dict.fromkeys(kinds))))
    yield Fact("Numbers", tuple(numbers))
    labels = [*guide.refs(node.iris(EP.documentLabel)), *(guide.value(t) for t in node.texts(EP.labelAsPrinted))]
    yield Fact("Labelled", tuple(Ref(ref.text, lang=ref.lang) for ref in labels))
    yield Fact("Register number", tuple(guide.value(text) for text in node.texts(EP.registerNo)))


def _kept(row: LetterRow, guide: Guide) -> Iterator[Fact]:
    carriers = guide.carriers(row.iri)
    for n, carrier in enumerate(carriers, 1):
        copy = guide.view.node(carrier)
        forms = ", ".join(guide.concept(iri) for iri in copy.iris(EP.documentForm))
        where = Ref(copy.text(EP.shelfmark) or guide.view.name(carrier).text, path=guide.path(carrier), note=forms)
        file = tuple(Ref(_unit_path(iri, guide), path=guide.path(iri), note="the file") for iri in copy.iris(EP.heldIn))
        yield Fact("Kept" if len(carriers) == 1 else f"Kept, copy {n}", (where, *file))


def _unit_path(unit: str, guide: Guide) -> str:
    return " › ".join(crumb.text for crumb in guide.unit_crumbs(unit)[1:])


def _printed(node: Node, guide: Guide) -> Iterator[Fact]:
    values = []
    for span in node.iris(DCTERMS.source):
        first, last = node.text(EP.firstLine), node.text(EP.lastLine)
        lines = f"lines {first}–{last}" if first != last else f"line {first}"
        values.append(guide.ref(document(span), note=lines if first else ""))
    yield Fact("In the edition", tuple(values))
    above = guide.view.pointing(EP.printedAbove, node.iri)
    aligned = guide.view.pointing(EP.alignedTo, node.iri)
    yield Fact("Printed under", tuple(_heading(iri, guide, iri not in aligned) for iri in above))
    yield Fact("Its heading", tuple(_heading(iri, guide, False) for iri in aligned if iri not in above))


def _heading(iri: str, guide: Guide, displaced: bool) -> Ref:
    words = guide.view.first(iri, CRM.P190_has_symbolic_content)
    ref = guide.ref(iri, note="which belongs elsewhere" if displaced else "")
    return ref._replace(text=f"“{words.value}”") if isinstance(words, Text) else ref


def _wordings(node: Node, guide: Guide) -> Iterator[Block]:
    """The words of the letter, as each edition that may publish them has them."""
    for n, text in enumerate(guide.view.worded(node.iri), 1):
        words = text.texts(CRM.P190_has_symbolic_content)[0]
        translated = text.iri in node.iris(CRM.P73_has_translation)
        licence = text.iri_of(DCTERMS.license) or ""
        terms = text.text(DCTERMS.rights) or licence
        yield Block(
            "Text in translation" if translated else "Text",
            "text" if n == 1 else f"text-{n}",
            prose=Prose(tuple(words.value.split("\n\n")), words.lang),
            refs=(Ref(terms, url=licence if is_link(licence) else ""),) if terms else (),
        )


def _blocks(node: Node, row: LetterRow, guide: Guide) -> Iterator[Block]:
    yield from _wordings(node, guide)
    thread = _thread(row.iri, guide)
    if len(thread) > 1:
        text = "A line leads from each letter to those that answer it."
        if len(thread) >= _THREAD:
            text = f"{text} The thread is longer: these are the {_THREAD} letters nearest to this one."
        yield Block("What answers what", "thread", text=text, thread=tuple(thread))
    speaks = [iri for iri in node.iris(EP.refersToLetter) if iri not in node.iris(EP.replyTo)]
    spoken = [
        iri for iri in guide.view.pointing(EP.refersToLetter, row.iri) if iri not in guide.answers.get(row.iri, ())
    ]
    if speaks:
        yield Block("Letters it speaks of", "speaks-of", refs=guide.refs(speaks))
    if spoken:
        yield Block("Letters that speak of it", "spoken-of", refs=guide.refs(spoken))
    if table := _mentions(row.iri, guide):
        yield Block("Who is named in it", "named", table=table)
    decisions = guide.view.pointing(EP.recordedInNoteTo, row.iri)
    if decisions:
        text = "Decisions that the editors record in their notes to this letter."
        yield Block("Decisions in the notes", "decisions", text=text, refs=guide.refs(decisions))
    lost = [iri for iri in node.iris(CRM.P67_refers_to) if f"{guide.view.base}lost/" in iri]
    lost += [*guide.view.pointing(EP.enclosedIn, row.iri), *guide.view.pointing(EP.mayBe, row.iri)]
    if lost:
        text = "What this letter attests and the edition does not print, and what may be this letter."
        yield Block("Not printed", "lost", text=text, refs=guide.refs(dict.fromkeys(lost)))
    yield from claim_blocks(row.iri, guide)


def _thread(iri: str, guide: Guide) -> list[Step]:
    """The letters that are joined to this one by answers, by date."""
    found, queue = {iri}, [iri]
    while queue and len(found) < _THREAD:
        here = queue.pop(0)
        for other in (*guide.answered.get(here, ()), *guide.answers.get(here, ())):
            if other not in found and other in guide.letters and len(found) < _THREAD:
                found.add(other)
                queue.append(other)
    rows = sorted((guide.letters[found_] for found_ in found), key=lambda row: (row.by_date, row.iri))
    steps = []
    for row in rows:
        answered = [guide.letters[other].when for other in guide.answered.get(row.iri, ()) if other in found]
        note = f"answers the letter of {' and of '.join(answered)}" if answered else ""
        about = f"{row.about}; {note}" if row.about and note else row.about or note
        steps.append(Step(row.ref, about, row.iri == iri))
    return steps


def _mentions(iri: str, guide: Guide) -> Table | None:
    occurrences: dict[str, list[tuple[int, str, str]]] = {}
    for mention in guide.view.pointing(EP.occursIn, iri):
        node = guide.view.node(mention)
        line = guide.view.first(node.iri_of(OA.hasTarget) or mention, EP.firstLine)
        number = int(line.value) if isinstance(line, Text) and line.value.isdecimal() else 0
        who = node.iri_of(OA.hasBody) or ""
        occurrences.setdefault(who, []).append((number, node.text(EP.surfaceForm), mention))
    if not occurrences:
        return None
    rows = []
    for who, places in sorted(occurrences.items(), key=lambda item: min(item[1])):
        places.sort()
        forms = dict.fromkeys(form for _, form, _ in places if form)
        lines = (_line(number, mention, guide) for number, _, mention in places)
        rows.append(Row((cell(guide.ref(who) if who else Ref(next(iter(forms), ""))), cell(*forms), cell(*lines))))
    return Table(f"{len(rows)} named", heads("Name", "As printed", "Lines"), tuple(rows))


def _line(number: int, mention: str, guide: Guide) -> Ref:
    target = guide.view.first(mention, OA.hasTarget)
    return Ref(str(number), path=guide.path(target) if isinstance(target, str) else "")


def _neighbours(row: LetterRow, guide: Guide) -> Iterator[Neighbour]:
    for title, pairs in (("Between the same people", guide.correspondence), ("In the edition", guide.neighbours)):
        before, after = pairs[row.iri]
        if before or after:
            yield Neighbour(title, before.ref if before else None, after.ref if after else None)


def _data(row: LetterRow, guide: Guide) -> dict[str, object]:
    """schema.org, for search engines."""
    found: dict[str, object] = {
        "@context": bare(SCHEMA.Message).removesuffix("Message"),
        "@type": "Message",
        "@id": row.iri,
        "name": row.ref.text,
        "author": [_party(ref, guide) for ref in row.authors],
        "recipient": [_party(ref, guide) for ref in row.addressees],
    }
    if row.first and row.first == row.last:
        found["dateCreated"] = row.first
    elif row.first and row.last:
        found["temporal"] = f"{row.first}/{row.last}"  # some day of these
    if row.about:
        found["abstract"] = row.about
    if row.shelfmarks:
        found["identifier"] = list(row.shelfmarks)
    return found


def _party(ref: Ref, guide: Guide) -> dict[str, str]:
    kind = "Organization" if ref.path.startswith("group/") else "Person"
    found = {"@type": kind, "name": ref.text}
    if ref.path:
        found["@id"] = guide.view.base + ref.path.removesuffix(".html")
    return found


def letter_rows(rows: Iterable[LetterRow], notes: dict[str, str] | None = None) -> tuple[Row, ...]:
    """Letters as rows of a table; `notes` say something of some of them, by IRI."""
    return tuple(_letter_row(row, (notes or {}).get(row.iri, "")) for row in rows)


def _letter_row(row: LetterRow, note: str) -> Row:
    small = tuple(Ref(text) for text in (note, row.about) if text)
    return Row(
        (
            cell(row.ref, small=small),
            cell(row.when or "no date", sort=row.first or "9999"),
            cell(*row.shelfmarks[:2], *((f"and {len(row.shelfmarks) - 2} more",) if len(row.shelfmarks) > 2 else ())),
        )
    )


def carrier_page(iri: str, guide: Guide) -> Article:
    """The page of a document that carries a text: one copy, in one place."""
    node = guide.view.node(iri)
    texts = node.iris(CRM.P128_carries)
    units = node.iris(EP.heldIn)
    leaves = node.iris(CRM.P46_is_composed_of)
    marks: dict[str, list[str]] = {}
    for leaf in leaves:
        for other in guide.view.pointing(CRM.P46_is_composed_of, leaf):
            if other != iri:
                marks.setdefault(other, []).append(leaf.rpartition("/l")[2])
    facts = (
        Fact("Carries", guide.refs(texts)),
        Fact(
            "Form", tuple(Ref(guide.concept(f)) for f in node.iris(EP.documentForm)) + _literals(node, EP.formAsPrinted)
        ),
        Fact("Kept in", guide.refs(units)),
        Fact("Keeper", guide.refs(node.iris(CRM.P50_has_current_keeper))),
        Fact("Leaves", tuple(Ref(leaf.rpartition("/l")[2], path=guide.path(leaf)) for leaf in leaves)),
        Fact("Shares leaves with", tuple(_shares(other, on, guide) for other, on in marks.items())),
        Fact("Read at", guide.refs(node.iris(DCTERMS.source))),
    )
    crumbs = (*guide.unit_crumbs(units[0], last=True), Crumb(_leaf_words(node))) if units else (LETTERS,)
    return Article("Copy", guide.view.name(iri), iri, crumbs, facts=tuple(fact for fact in facts if fact.values))


def _literals(node: Node, property_: str) -> tuple[Ref, ...]:
    return tuple(Ref(text.value, lang=text.lang) for text in node.texts(property_))


def _shares(other: str, leaves: list[str], guide: Guide) -> Ref:
    texts = guide.view.node(other).iris(CRM.P128_carries)
    return guide.ref(texts[0] if texts else other, note=f"leaf {', '.join(leaves)}")


def _leaf_words(node: Node) -> str:
    first, last = node.text(EP.leafFrom), node.text(EP.leafTo)
    return "copy" if not first else f"L. {first}" if first == last else f"L. {first}–{last}"


def heading_page(iri: str, guide: Guide) -> Article:
    """The page of a printed heading."""
    node = guide.view.node(iri)
    words = tuple(Text(text.value, text.lang) for text in node.texts(CRM.P190_has_symbolic_content))
    above, aligned = node.iris(EP.printedAbove), node.iris(EP.alignedTo)
    facts = (
        Fact("Printed above", guide.refs(above)),
        Fact("Belongs to", guide.refs(aligned) or (Ref("no letter that is known"),)),
        Fact(
            "Line",
            tuple(Ref(node.text(EP.firstLine), path=guide.path(s)) for s in node.iris(CRM.P106i_forms_part_of)[:1]),
        ),
        Fact("Parties as printed", _literals(node, EP.nameAsPrinted)),
    )
    return Article(
        kind="Printed heading",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(LETTERS, Crumb("Headings", "heading/index.html"), Crumb(guide.view.name(iri).text)),
        lead=words,
        facts=tuple(fact for fact in facts if fact.values),
        blocks=claim_blocks(iri, guide),
    )


def lost_page(iri: str, guide: Guide) -> Article:
    """The page of a letter that the edition attests and does not print."""
    node = guide.view.node(iri)
    speakers = [other for other in guide.view.pointing(CRM.P67_refers_to, iri) if other in guide.letters]
    facts = (
        Fact("Expected sender", guide.refs(node.iris(EP.expectedAuthor))),
        Fact("Expected addressee", guide.refs(node.iris(EP.expectedAddressee))),
        Fact("Named", _literals(node, EP.nameAsPrinted)),
        Fact("Expected date", tuple(guide.value(text) for text in node.texts(EP.expectedDate))),
        Fact("Expected number", _literals(node, EP.expectedNumber)),
        Fact("Certainty", tuple(Ref(guide.concept(c)) for c in node.iris(EP.certainty))),
        Fact("Enclosed in", guide.refs(node.iris(EP.enclosedIn))),
        Fact("May be", guide.refs((*node.iris(EP.mayBe), *guide.view.pointing(EP.mayBe, iri)))),
        Fact("May lie on", tuple(guide.ref(leaf) for leaf in node.iris(EP.candidateLeaf))),
        Fact("Spoken of in", guide.refs(speakers)),
    )
    return Article(
        kind="Letter not printed",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(Crumb("Lost letters", "lost/index.html"), Crumb(iri.rpartition("/")[2])),
        facts=tuple(fact for fact in facts if fact.values),
        blocks=claim_blocks(iri, guide, "What attests it"),
    )


def generic_facts(node: Node, guide: Guide, without: Iterable[str] = ()) -> tuple[Fact, ...]:
    """Everything that is said of a thing, property by property; labels and what `without` names are left out."""
    hidden = {bare(property_) for property_ in (RDFS.label, SKOS.prefLabel, *without)}
    found = []
    for property_, values in node.properties():
        if property_ not in hidden:
            found.append(Fact(guide.property_name(property_), tuple(_any(value, guide) for value in values)))
    return tuple(found)


def _any(value: Value, guide: Guide) -> Ref:
    if isinstance(value, str) and not guide.view.is_ours(value):
        short = guide.short(value)
        return guide.outside(value) if short == value else Ref(short, url=value)
    return guide.value(value)


def shelf_crumbs(iri: str, guide: Guide) -> tuple[Crumb, ...]:
    """The way to the unit that a copy is kept in."""
    unit = guide.view.first(iri, RICO.isDirectlyIncludedIn)
    return guide.unit_crumbs(unit, last=True) if isinstance(unit, str) else ()
