"""The reference records of the first edition, mapped: a consistent graph, whoever wrote it."""

from __future__ import annotations

import datetime
import json
from functools import cache
from typing import Any

from conftest import shared_file
from official import missing, problems
from pyoxigraph import RdfFormat, Store

from kg.iris import Iris
from kg.map import Context, Found, triples
from kg.map.terms import Triple, edtf
from kg.ns import EP, PREFIXES, RDF, RDFS
from kg.reconcile.names import Names
from kg.records import (
    Authorities,
    Body,
    Citation,
    Decision,
    Edition,
    Group,
    Heading,
    Letter,
    Mention,
    Person,
    Sent,
    Shelfmark,
    TextRights,
    Window,
)
from kg.source import Source

LEVELS = ("fond", "opis", "delo")
EDITION = Edition(
    name="reference",
    title="Reference records, June 1932",
    file="reference.txt",
    sha256="0" * 64,
    profile="none",
    language="en",
    original_language="ru",
    window=Window(start=datetime.date(1932, 6, 1), end=datetime.date(1932, 6, 30)),
    text_rights=TextRights(publish=False, statement="facts only"),
)


def rows(name: str) -> list[dict[str, Any]]:
    text = shared_file(f"gold/{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def path(row: dict[str, Any]) -> dict[str, str]:
    return {level: row[level] for level in LEVELS if row.get(level)}


def letter(row: dict[str, Any], n: int) -> Letter:
    """A reference record as the extraction would give it."""
    body, heading, sent = row["body"], row["heading"], row["sent"]
    return Letter(
        line=row["line"],
        source=Source("reference.txt", "0" * 64, (row["line"], body["lines"][1] if body else row["line"])),
        heading=Heading(
            id=f"h{n:04}",
            text=heading["text"],
            line=heading["line"],
            senders=tuple(heading["senders"]),
            recipients=tuple(heading["recipients"]),
            date=heading["date"],
        )
        if heading
        else None,
        letter=f"l{n:04}" if body else None,
        body=Body(lines=tuple(body["lines"]), date=body["date"], time=body["time"]) if body else None,
        senders=tuple(row["senders"]),
        recipients=tuple(row["recipients"]),
        date=row["date"],
        conflicts=tuple(row["conflicts"]),
        shelfmarks=tuple(
            Shelfmark(archive=mark["archive"], path=path(mark), leaves=mark["leaves"], forms=tuple(row["forms"]))
            for mark in row["shelfmarks"]
        ),
        labels=tuple(row["labels"]),
        numbers=tuple(row["numbers"]),
        sent=Sent(at=sent["at"], from_=sent["from"]) if sent else None,
        mentions=tuple(Mention(text=name, line=body["lines"][0]) for name in row["mentions"]),
    )


def citation(row: dict[str, Any], line: int) -> Citation:
    return Citation(
        line=line,
        column=1,
        raw=row.get("raw", ""),
        kind=row["kind"],
        archive=row.get("archive"),
        path=path(row),
        leaves=row.get("leaves"),
        work=row.get("work"),
    )


@cache
def letters() -> tuple[Letter, ...]:
    return tuple(letter(row, n) for n, row in enumerate(rows("letters"), 1))


@cache
def mapped() -> tuple[Triple, ...]:
    documents = {record.heading.line: record.letter for record in letters() if record.heading}
    decisions = [
        Decision(
            id=f"d{n:04}",
            line=row["line"],
            heading="h0001",
            letter=documents.get(row["heading_line"]),
            body=row["body"],
            date=row["date"],
            action=row["action"],
            citations=tuple(citation(cited, row["line"]) for cited in row["citations"]),
            persons=tuple(row["persons"]),
        )
        for n, row in enumerate(rows("decisions"), 1)
    ]
    named = {name for record in letters() for name in (*record.senders, *record.recipients) if "Politburo" not in name}
    named |= {mention.text for record in letters() for mention in record.mentions}
    tables = Authorities(
        persons=tuple(Person(id=f"p{n:04}", label=name, surname=name) for n, name in enumerate(sorted(named), 1)),
        groups=(
            Group(id="g0001", label="Politburo", label_ru="Политбюро"),
            Group(id="g0002", label="RGASPI", label_ru="РГАСПИ"),
        ),
    )
    context = Context(Iris("https://example.org/reference/"), EDITION, Names.of(tables, "reference"))
    cited = [citation(row, row["line"]) for row in rows("citations")]
    return tuple(triples([(context, Found(letters=letters(), decisions=decisions, citations=cited))], tables))


def test_every_document_and_every_heading_is_there():
    types = [(s, o) for s, p, o in set(mapped()) if p == RDF.type]
    assert sum(o == EP.Letter for _, o in types) == sum(record.letter is not None for record in letters())
    assert sum(o == EP.Heading for _, o in types) == sum(record.heading is not None for record in letters())
    assert sum(o == EP.Resolution for _, o in types) == len(rows("decisions"))


def test_every_name_is_settled_and_every_form_known():
    lines = set(mapped())
    assert not {o for _, p, o in lines if p in (EP.authorAsPrinted, EP.addresseeAsPrinted)}
    assert not {o for _, p, o in lines if p in (EP.formAsPrinted, EP.labelAsPrinted)}
    assert {o for _, p, o in lines if p == EP.decidedByAsPrinted} == {
        f'"{row["body"]}"@en' for row in rows("decisions") if row["body"] != "Politburo"
    }


def test_what_a_heading_says_wrongly_is_not_stated():
    base = "https://example.org/reference/"
    person = {o: s for s, p, o in mapped() if p == RDFS.label and f"<{base}person/" in s and "#" not in s}
    stated = set(mapped())
    for record in letters():
        if record.letter is None or record.heading is None:
            continue
        for name in {*record.heading.senders} - {*record.senders} - {"Politburo members"}:
            assert (f"<{base}letter/{record.letter}>", EP.author, person[f'"{name}"@en']) not in stated
        if "date" in record.conflicts:
            written = f"<{base}letter/{record.letter}#written>"
            assert (written, EP.edtf, edtf(record.date)) in stated
            assert (written, EP.edtf, edtf(record.heading.date)) not in stated


def test_the_graph_parses_and_each_node_is_labelled():
    store = Store()
    store.load(input="".join(f"{s} {p} {o} .\n" for s, p, o in mapped()).encode(), format=RdfFormat.N_TRIPLES)
    assert len(store) == len(set(mapped()))
    nodes = {s for s, _, _ in mapped()} | {o for _, p, o in mapped() if o.startswith("<") and p != RDF.type}
    assert not nodes - {s for s, p, _ in mapped() if p == RDFS.label}


def test_two_texts_on_one_leaf_can_be_found():
    store = Store()
    store.load(input="".join(f"{s} {p} {o} .\n" for s, p, o in mapped()).encode(), format=RdfFormat.N_TRIPLES)
    query = f"""PREFIX crm: <{PREFIXES["crm"]}> SELECT DISTINCT ?leaf {{
        ?one crm:P46_is_composed_of ?leaf ; crm:P128_carries ?a .
        ?two crm:P46_is_composed_of ?leaf ; crm:P128_carries ?b
        FILTER(?a != ?b) }}"""
    shared = {row["leaf"].value.rpartition("archive/")[2] for row in store.query(query)}
    expected = {
        f"rgaspi/f{fond}/op{opis}/d{delo}/l{leaf}"
        for (fond, opis, delo, leaf), owners in _leaves().items()
        if len(owners) > 1
    }
    assert shared == expected


def _leaves() -> dict[tuple[str, str, str, str], set[str]]:
    """Leaf -> the letters and decisions that stand on it, worked out from the reference records alone."""
    found: dict[tuple[str, str, str, str], set[str]] = {}
    owned = [(f"l{n}", mark) for n, row in enumerate(rows("letters")) for mark in row["shelfmarks"]]
    owned += [(f"d{n}", mark) for n, row in enumerate(rows("decisions")) for mark in row["citations"]]
    for owner, mark in owned:
        if mark.get("kind", "archival") != "archival" or not mark.get("leaves"):
            continue
        for part in mark["leaves"].split(","):
            first, _, last = part.strip().partition("-")
            sides = [first] if not last else [str(n) for n in range(int(first), int(last) + 1)]
            for side in sides:
                found.setdefault((mark["fond"], mark["opis"], mark["delo"], side), set()).add(owner)
    return found


def test_it_uses_only_terms_that_exist_as_they_are_meant():
    assert not missing({p for _, p, _ in mapped()} | {o for _, p, o in mapped() if p == RDF.type})
    assert not problems(mapped(), ("crm", "dig", "rico", "prov", "skos", "oa"))
