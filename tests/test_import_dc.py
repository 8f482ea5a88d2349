"""`kg import dc`: records of Dublin Core in XML, as servers of OAI-PMH and catalogues hand them out."""

from __future__ import annotations

from pathlib import Path

import pytest
from described_sample import letters, workspace, write

from kg.cli import run
from kg.errors import KgError
from kg.pipeline import build
from kg.read.dc import read
from kg.records import Described, Problem, Refused, Tally

DC = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def oai(*records: str, more: str = "") -> str:
    """The answer of a server with records."""
    text = "\n".join(
        f"<record><header><identifier>oai:x:{n}</identifier><setSpec>s</setSpec></header>"
        f"<metadata><oai_dc:dc {DC}>{record}</oai_dc:dc></metadata></record>"
        for n, record in enumerate(records, 1)
    )
    return f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026</responseDate><ListRecords>
{text}{more}</ListRecords></OAI-PMH>"""


LETTER = """<dc:title>Brief von A. Berg an Otto Klamm</dc:title><dc:creator>Berg, Ada</dc:creator>
<dc:contributor>Klamm, Otto (Adressat)</dc:contributor><dc:date>1871-03-12</dc:date><dc:type>Text</dc:type>
<dc:type>Brief</dc:type><dc:language>ger</dc:language><dc:identifier>https://x.org/1</dc:identifier>
<dc:source>Stadtarchiv, Box 3, Folder 12</dc:source><dc:rights>CC0</dc:rights><dc:coverage>Riga</dc:coverage>"""


def test_a_record_is_a_letter_with_the_place_of_each_value(tmp_path: Path) -> None:
    letter, *rest = read(write(tmp_path, "a.xml", oai(LETTER)))
    assert isinstance(letter, Described)
    assert (letter.key, letter.url, letter.languages, letter.forms) == (
        "oai:x:1",
        "https://x.org/1",
        ("de",),
        ("Brief",),
    )
    sender, recipient = letter.senders[0], letter.recipients[0]
    assert (sender.text, sender.line, recipient.text, recipient.line) == ("Berg, Ada", 2, "Klamm, Otto", 3)
    assert letter.written is not None
    assert (letter.written.edtf, letter.written.line) == ("1871-03-12", 3)
    assert [(mark.archive, mark.path, mark.line) for mark in letter.shelfmarks] == [
        ("Stadtarchiv", {"box": "3", "folder": "12"}, 5)
    ]
    assert letter.path == "/OAI-PMH[1]/ListRecords[1]/record[1]"
    assert letter.lines == (2, 5)
    assert letter.note == "title: Brief von A. Berg an Otto Klamm; rights: CC0"
    assert rest == [Tally(records=1, lines=5)]


def test_records_in_are_letters_and_refusals(tmp_path: Path) -> None:
    deleted = '<record><header status="deleted"><identifier>oai:x:9</identifier></header></record>'
    token = "<resumptionToken>next</resumptionToken>"
    bad = "<dc:title>Brief an Otto Klamm</dc:title><dc:creator>Ada</dc:creator><dc:date>31. Februar 1871</dc:date>"
    file = write(tmp_path, "a.xml", oai(LETTER, "<dc:title>A photograph</dc:title>", bad, more=deleted + token))
    items = list(read(file))
    assert [one.problem.kind for one in items if isinstance(one, Refused)] == ["no-letter", "deleted-record"]
    assert [one.kind for one in items if isinstance(one, Problem)] == ["more-records"]
    letters = [one for one in items if isinstance(one, Described)]
    assert letters[1].recipients[0].text == "Otto Klamm"
    assert letters[1].written is not None
    assert (letters[1].written.edtf, letters[1].written.why) == (None, "the month 1871-02 has 28 days, not 31")
    assert items[-1] == Tally(records=4, lines=7)


def test_nodes_of_rdf_that_are_values_are_no_records(tmp_path: Path) -> None:
    rdf = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {DC}>
      <rdf:Description rdf:about="urn:x:1">
      <dc:creator><rdf:Description><rdf:value>Berg, Ada, 1850-1900</rdf:value></rdf:Description></dc:creator>
      <dc:contributor>Klamm, Otto (recipient)</dc:contributor><dc:contributor>Lind, Bo</dc:contributor>
      <dc:type>letter</dc:type><dc:date>12 March 1871</dc:date></rdf:Description></rdf:RDF>"""
    items = list(read(write(tmp_path, "a.xml", rdf)))
    (letter,) = (item for item in items if isinstance(item, Described))
    assert items[-1] == Tally(records=1, lines=5)
    assert [one.text for one in letter.senders] == ["Berg, Ada"]
    assert [one.text for one in letter.recipients] == ["Klamm, Otto"]
    assert "contributor: Lind, Bo" in letter.note


def test_qualified_records_without_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"""<records {DC} xmlns:dcterms="http://purl.org/dc/terms/"><qualifieddc><dc:creator>Ada Berg</dc:creator>
    <dcterms:addressee>Otto Klamm</dcterms:addressee><dcterms:created>[1871?]</dcterms:created>
    <dcterms:isPartOf>Box 7</dcterms:isPartOf></qualifieddc></records>"""
    space = workspace(tmp_path / "data")
    arguments = ["import", "dc", str(write(tmp_path, "a.xml", text)), "--workspace", str(space), "--archive", "KB"]
    assert run(arguments) == 0
    assert "a               1         1         0         0" in capsys.readouterr().out
    letter = letters(space, "a")[0]
    assert (letter.senders, letter.recipients, letter.date) == (("Ada Berg",), ("Otto Klamm",), "1871?")
    assert letter.shelfmarks[0].archive == "KB"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<OAI-PMH><error code='noRecordsMatch'>none</error></OAI-PMH>", "noRecordsMatch: none"),
        ("<TEI/>", "no record of Dublin Core"),
        (oai(LETTER)[:-30], "not well-formed"),
    ],
)
def test_what_holds_no_records_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(KgError, match=words):
        list(read(write(tmp_path, "a.xml", text)))


def test_an_edition_without_letters_builds(tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    file = write(tmp_path, "a.xml", oai("<dc:title>A photograph</dc:title>"))
    assert run(["import", "dc", str(file), "--workspace", str(space), "--language", "en"]) == 0
    assert build(space, tmp_path / "out").report.passed


def test_contributors_without_a_role_are_told(tmp_path: Path) -> None:
    record = LETTER.replace(" (Adressat)", "") + "<dc:contributor>Lind, Bo</dc:contributor>"
    letter, *rest = read(write(tmp_path, "a.xml", oai(record, LETTER)))
    assert isinstance(letter, Described) and letter.note.startswith("contributor: Klamm, Otto; contributor: Lind, Bo")
    (told,) = (one for one in rest if isinstance(one, Problem))
    assert (told.kind, told.line, told.raw) == ("no-role", 2, "Klamm, Otto")
    assert told.message.startswith("2 names have no role")
