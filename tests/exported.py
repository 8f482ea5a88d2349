"""Exports for the tests: of the checkout's workspace, and of a small graph whose words are as bad as words can be."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import WORKSPACE
from pyoxigraph import RdfFormat, Store

from kg.exporting import Wish, export
from kg.publish.exports import About, Edition, Losses, Records, find

FORMATS = ("bibtex", "cmif", "csv", "ead3", "gexf", "linked-art", "ric-o", "ric-o-xml", "ris", "tei")
XML = ("cmif", "ead3", "gexf", "ric-o-xml", "tei")
BASE = "https://w3id.org/letterkg/bad/"
HOSTILE = {
    "markup": "<script>alert(\"x\")</script> & 'y' ]]> <!-- -->",
    "tex": r"{b} \input{x} 100 % of $1 #2 a_b ~c ^d",
    "right to left": "משה \u202eabc\u202c محمد",
    "control": "a\x01b\x1fc\ufffe",
    "long": "x" * 5000,
    "lines": "a\nER  - \nTY  - BOOK\r\nb",
    "separators": "a | b; c, d and e",
}


def exported(out: Path, folder: Path, format_: str, **wish: Any) -> Path:
    """The checkout's build in `out`, written in a format into `folder`."""
    file = folder / f"letters.{format_}"
    export(WORKSPACE, out, Wish(format_, file=file, **wish))
    return file


@cache
def once(out: Path, format_: str) -> Path:
    """The same, made once for all tests of a process; nobody may change it."""
    return exported(out, Path(tempfile.mkdtemp(prefix="kg-exports-", dir=out.parent)), format_)


def losses(file: Path) -> dict[str, Any]:
    """The report beside a file."""
    return dict(json.loads(file.with_name(f"{file.name}.loss.json").read_text(encoding="utf-8")))


def about(dump: Path, title: str = "Letters") -> About:
    """What the file of an invented workspace says of itself."""
    edition = Edition(f"{BASE}source/bad", "bad", title, f"{title}. 1900", "https://example.org/bad")
    return About(
        name="bad",
        title=title,
        base=BASE,
        licence="https://creativecommons.org/licenses/by/4.0/",
        publisher=title,
        contact="mailto:a@example.org",
        creators=(title,),
        description=title,
        day="1900-01-02",
        url="https://example.org/bad.xml",
        editions=(edition,),
        dump=dump,
        workspace="bad",
        version="0",
    )


_GRAPH = """
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix ep: <https://w3id.org/letterkg/ns#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/letterkg/bad/> .
<letter/l0001> a ep:Letter ; rdfs:label %(text)s@en ; ep:author <person/p0001> ; ep:addressee <person/p0002> ;
  ep:addresseeAsPrinted %(text)s ; ep:sentFrom <place/pl0001> ; ep:writtenOn <letter/l0001#written> ;
  schema:about <topic/t> ; schema:abstract %(text)s@en ; dcterms:source <source/bad#line=1,2> .
<letter/l0001#written> ep:edtf "%(date)s"^^edtf:EDTF ; rdfs:label "some day"@en ;
  crm:P82a_begin_of_the_begin "1900-03-01T00:00:00"^^xsd:dateTime ;
  crm:P82b_end_of_the_end "1900-03-04T23:59:59"^^xsd:dateTime .
<carrier/l0001-1> crm:P128_carries <letter/l0001> ; ep:shelfmark %(text)s .
<person/p0001> a crm:E21_Person ; rdfs:label %(text)s@en .
<person/p0002> a crm:E21_Person ; rdfs:label "Bo"@en .
<place/pl0001> a crm:E53_Place ; rdfs:label %(text)s@en .
<topic/t> rdfs:label %(text)s@en .
"""


def hostile(text: str, date: str = "[1900-03-01..1900-03-04]", more: str = "") -> Store:
    """A store of one letter, `text` being what everything is called; `more` is Turtle."""
    store = Store()
    graph = _GRAPH % {"text": json.dumps(text), "date": date}
    store.load(f"{graph}\n{more}".encode(), format=RdfFormat.TURTLE)
    return store


def written(store: Store, format_: str, folder: Path, title: str = "Letters") -> tuple[bytes, Losses]:
    """A store in a format, and what was lost."""
    found = find(format_)
    lost = Losses(found)
    records = Records(store, BASE, lost)
    data = b"".join(found.write(records, about(folder, title)))
    records.count_rest()
    return data, lost


def strings(data: bytes, format_: str) -> Iterator[str]:
    """Every string of a document, as a reader that is not ours has it; skips the test where there is no such reader."""
    if format_ in XML:
        etree = pytest.importorskip("lxml.etree")
        for element in etree.fromstring(data).iter():
            yield from (element.text or "", element.tail or "", *element.attrib.values())
            yield from (one for value in element.attrib.values() for one in value.split())
    elif format_ == "linked-art":
        yield from _leaves(json.loads(data))
    elif format_ == "ric-o":
        from rdflib import Graph

        for triple in Graph().parse(data=data, format="turtle"):
            yield from map(str, triple)
    elif format_ == "csv":
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            yield from (part for cell in row for part in (cell, *cell.split("|")))
    elif format_ == "ris":
        for reference in pytest.importorskip("rispy").loads(data.decode()):
            yield from (part for text in _leaves(reference) for part in (text, *text.split("; ")))
    else:
        yield from _bibtex(data)


def _bibtex(data: bytes) -> Iterator[str]:
    bibtexparser = pytest.importorskip("bibtexparser")
    middleware = bibtexparser.middlewares.LatexDecodingMiddleware()
    # Its decoder does not know two commands of LaTeX, and has another circumflex.
    text = data.decode().replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    library = bibtexparser.parse_string(text, append_middleware=[middleware])
    assert not library.failed_blocks
    between = {"author": " and ", "recipient": " and ", "keywords": ", ", "language": ", "}
    for entry in library.entries:
        for field in entry.fields:
            value = str(field.value).replace("ˆ", "^")
            parts = value.split(between.get(field.key, "; "))
            yield from (value, *(part.removeprefix("{").removesuffix("}") for part in parts))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    else:
        yield str(value)
