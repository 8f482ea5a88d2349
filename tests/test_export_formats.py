"""What `kg export` writes, read by others, and compared with the records; and words as bad as words can be."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import WORKSPACE, shared_file
from exported import BASE, FORMATS, HOSTILE, XML, exported, hostile, once, strings, written

from kg.iris import Iris
from kg.pipeline import Built
from kg.publish.exports import find
from kg.publish.exports._dates import says, tei
from kg.publish.exports._things import Span
from kg.records import Letter
from kg.understood import Understood, understand
from kg.workspace import load_workspace

TEI = "{http://www.tei-c.org/ns/1.0}"
EAD = "{http://ead3.archivists.org/schema/}"


@pytest.fixture(scope="module")
def understood() -> Understood:
    workspace = load_workspace(WORKSPACE)
    return understand(workspace.edition(), workspace)


@pytest.fixture(scope="module")
def letters(understood: Understood) -> dict[str, Letter]:
    """The letters by their IRIs."""
    iris = Iris(load_workspace(WORKSPACE).settings.base)
    return {iris.letter(letter.letter): letter for letter in understood.reasoned.letters if letter.letter}


def called(names: tuple[str, ...], letter: Letter, understood: Understood) -> set[str]:
    """What the persons and groups of a letter are called in the authority tables."""
    actors = (understood.context.actor(name, letter.line) for name in names)
    return {actor.label if actor else name for actor, name in zip(actors, names, strict=True)}


def parsed(file: Path) -> Any:
    return pytest.importorskip("lxml.etree").parse(str(file)).getroot()


def labels(node: Any, names: str, understood: Understood) -> set[str]:
    return {child.text for name in names.split() for child in node.findall(TEI + name)}


@pytest.mark.parametrize("format_", ["cmif", "tei"])
def test_correspondence_is_that_of_the_records(
    format_: str, built: Built, tmp_path: Path, letters: dict[str, Letter], understood: Understood
) -> None:
    root = parsed(once(built.out, format_))
    names = {person.label: understood.context.known(person).label for person in understood.tables.persons} | {
        group.label: group.label for group in understood.tables.groups
    }
    found = {node.get("ref"): node for node in root.iter(f"{TEI}correspDesc")}
    assert found.keys() == letters.keys()
    for iri, letter in letters.items():
        sent, received = found[iri].findall(f"{TEI}correspAction")
        for action, parties in ((sent, letter.senders), (received, letter.recipients)):
            said = {names.get(name, name) for name in labels(action, "persName orgName", understood)}
            assert said == called(parties, letter, understood) or (not parties and said == {"Unknown"})
        date = sent.find(f"{TEI}date")
        when = {key: day[:10] for key, day in date.attrib.items() if key in ("when", "notBefore", "notAfter")}
        text = str(letter.date).rstrip("~?")
        assert when == ({"when": text} if re.fullmatch(r"[\d-]+", text) else when)
        if match := re.fullmatch(r"\[(.*)\.\.(.*)\]", text):
            assert when == {k: v for k, v in (("notBefore", match[1]), ("notAfter", match[2])) if v}


def test_cmif_follows_the_rules_of_the_interest_group(built: Built, tmp_path: Path) -> None:
    """RELAX NG by lxml; each rule of the Schematron file is asked as XPath: no node of its context fails its test."""
    etree = pytest.importorskip("lxml.etree")
    saxonche = pytest.importorskip("saxonche")
    suite = shared_file("suites/cmif")
    schema = etree.RelaxNG(etree.parse(str(suite / "schema" / "cmi-customization.rng")))
    rules = etree.parse(str(suite / "odd" / "cmif.sch"))
    ns = {"s": "http://purl.oclc.org/dsdl/schematron"}
    files = [once(built.out, "cmif")]
    for text in HOSTILE.values():
        files.append(tmp_path / f"{len(files)}.xml")
        files[-1].write_bytes(written(hostile(text), "cmif", tmp_path, text)[0])
    with saxonche.PySaxonProcessor(license=False) as processor:
        for file in files:
            assert schema.validate(etree.parse(str(file), etree.XMLParser(huge_tree=True))), schema.error_log
            xpath = processor.new_xpath_processor()
            xpath.declare_namespace("tei", TEI[1:-1])
            xpath.set_context(file_name=str(file))
            asked = 0
            for rule in rules.iterfind(".//s:rule", ns):
                for check in rule.iterfind("s:assert", ns):
                    asked += 1
                    assert xpath.evaluate(f"//{rule.get('context')}[not({check.get('test')})]") is None, check.text
            assert asked >= 5


def test_cmif_can_be_harvested(built: Built, tmp_path: Path) -> None:
    root = parsed(exported(built.out, tmp_path, "cmif", url="https://example.org/letters.xml"))
    statement = root.find(f".//{TEI}publicationStmt")
    assert statement.findtext(f"{TEI}idno") == "https://example.org/letters.xml"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", statement.find(f"{TEI}date").get("when"))
    assert "creativecommons.org" in statement.find(f".//{TEI}licence").get("target")
    sources = {f"#{bibl.get('{http://www.w3.org/XML/1998/namespace}id')}" for bibl in root.iter(f"{TEI}bibl")}
    assert {node.get("source") for node in root.iter(f"{TEI}correspDesc")} == sources
    stalin = next(node for node in root.iter(f"{TEI}persName") if node.text == "Joseph Stalin")
    assert stalin.get("ref").split()[0] == "https://d-nb.info/gnd/118642499"
    assert {node.get("evidence") for node in root.iter()} <= {None, "conjecture"}


def test_a_finding_aid_has_each_letter_under_its_file(built: Built, tmp_path: Path, letters: dict[str, Letter]) -> None:
    root = parsed(once(built.out, "ead3"))
    items = [node for node in root.iter(f"{EAD}c") if node.get("level") == "item"]
    under = Counter(node.find(f"{EAD}did/{EAD}unitid[@localtype='letter']").get("identifier") for node in items)
    assert under.keys() == letters.keys()
    kept = {
        iri: len(letter.shelfmarks) + bool(letter.sent and letter.sent.shelfmark) for iri, letter in letters.items()
    }
    assert under == Counter({iri: max(1, many) for iri, many in kept.items()})
    for item in items:
        mark = item.find(f"{EAD}did/{EAD}unitid[@localtype='shelfmark']")
        above = [
            ids[0].text for node in item.iterancestors(f"{EAD}c") if (ids := node.findall(f"{EAD}did/{EAD}unitid"))
        ]
        for code in above:
            assert code in mark.text


@pytest.mark.parametrize(("format_", "schema"), [("ead3", "ead3/ead3.xsd"), ("tei", "tei/tei_all.rng")])
def test_documents_follow_their_schema(format_: str, schema: str, built: Built, tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    from conftest import shared_folder

    file = shared_folder() / "suites" / schema
    if not file.exists():
        pytest.skip(f"{file} is not here: the schema is not part of the project")
    tree = etree.parse(str(file), etree.XMLParser(huge_tree=True))
    checker = etree.XMLSchema(tree) if file.suffix == ".xsd" else etree.RelaxNG(tree)
    assert checker.validate(parsed(once(built.out, format_)).getroottree()), checker.error_log
    for text in HOSTILE.values():
        data, _ = written(hostile(text), format_, tmp_path, text)
        assert checker.validate(etree.fromstring(data, etree.XMLParser(huge_tree=True)).getroottree()), (
            checker.error_log
        )


def test_ric_o_is_one_graph_in_both_syntaxes(built: Built, tmp_path: Path) -> None:
    from rdflib import Graph

    turtle = Graph().parse(once(built.out, "ric-o"), format="turtle")
    xml = Graph().parse(once(built.out, "ric-o-xml"), format="xml")
    assert len(turtle) > 10_000 and set(turtle) == set(xml)


def test_a_network_has_who_wrote_to_whom(
    built: Built, tmp_path: Path, letters: dict[str, Letter], understood: Understood
) -> None:
    networkx = pytest.importorskip("networkx")
    file = once(built.out, "gexf")
    # networkx knows the namespace of version 1.2 only.
    text = file.read_text(encoding="utf-8").replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft")
    graph = networkx.read_gexf(io.BytesIO(text.encode()), version="1.2draft")
    pairs = Counter(
        (sender, recipient)
        for letter in letters.values()
        for sender in called(letter.senders, letter, understood)
        for recipient in called(letter.recipients, letter, understood)
    )
    short = {person.label: understood.context.known(person).label for person in understood.tables.persons}
    names = {node: short.get(data["label"], data["label"]) for node, data in graph.nodes(data=True)}
    assert {(names[a], names[b]): data["weight"] for a, b, data in graph.edges(data=True)} == pairs
    assert all(re.fullmatch(r"1932-\d\d-\d\d", data["start"]) for _, _, data in graph.edges(data=True))


def test_a_letter_without_an_edge_and_the_day_of_each_are_lost_in_a_network(tmp_path: Path) -> None:
    """A letter whose author nobody knows is no edge; its day is not said to be carried."""
    one_sided = "<letter/l0002> a ep:Letter ; rdfs:label 'b'@en ; ep:addressee <person/p0002> ; "
    day = "ep:writtenOn <letter/l0002#written> . <letter/l0002#written> ep:edtf '1900-03-02'^^edtf:EDTF ."
    _, lost = written(hostile("a", date="1900-03-01", more=one_sided + day), "gexf", tmp_path)
    found = {row.field: (row.values, row.examples) for row in lost.rows()}
    assert found["letter.edge"] == (1, [f"{BASE}letter/l0002"])
    assert found["letter.written.edtf"][0] == 2 and "letter.written.edtf" not in lost.carried


def test_zotero_reads_archive_languages_and_names(tmp_path: Path) -> None:
    """Its importer has `DB` as the archive, one `LA`, and takes `Jones, Ltd.` for a person called Ltd."""
    more = """<letter/l0001> crm:P72_has_language <http://id.loc.gov/vocabulary/languages/ger>, <x:fre> .
    <carrier/l0001-1> crm:P50_has_current_keeper <group/g1> . <group/g1> rdfs:label "KB"@en .
    <carrier/l0001-2> crm:P128_carries <letter/l0001> ; ep:shelfmark "2" ; crm:P50_has_current_keeper <group/g2> .
    <group/g2> rdfs:label "RGASPI"@en ."""
    data, lost = written(hostile("Jones, Ltd.", more=more), "ris", tmp_path)
    lines = data.decode().splitlines()
    assert "DB  - KB; RGASPI" in lines and sum(line.startswith("LA") for line in lines) == 1
    assert {row.field for row in lost.rows() if "surname" in row.why} == {
        "letter.authors.name",
        "letter.addressees.name",
    }


def test_linked_art_means_what_it_says(built: Built, tmp_path: Path) -> None:
    """Every key is one of Linked Art's context, and the documents expand to RDF with it."""
    jsonld = pytest.importorskip("pyld.jsonld")
    context = json.loads(shared_file("ontologies/linkedart/linked-art.json").read_text(encoding="utf-8"))
    documents = json.loads(once(built.out, "linked-art").read_bytes())
    known = set(re.findall(r'"([^"]+)":', json.dumps(context))) | {"@context"}
    assert _keys(documents) <= known

    def load(url: str, _: object = None) -> dict[str, Any]:
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}

    quads = jsonld.to_rdf(documents, {"format": "application/n-quads", "documentLoader": load})
    for property_, least in (("P94i_was_created_by", 72), ("P128i_is_carried_by", 90), ("P50_has_current_keeper", 90)):
        assert quads.count(f"crm/{property_}>") >= least, property_


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {key for key in value if key != "@context"}.union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("format_", [name for name in FORMATS if name not in ("csv", "ric-o")])
@pytest.mark.parametrize("kind", HOSTILE)
def test_words_as_bad_as_they_can_be(format_: str, kind: str, tmp_path: Path) -> None:
    """They stand in the file as they are, or the report says that they cannot; and the file can be read."""
    text = HOSTILE[kind]
    label = json.dumps(text).replace("/", "\\u002F")
    lines = f"<https://example.org/a> <https://www.ica.org/standards/RiC/ontology#name> {label}@en .\n"
    (tmp_path / "ric-o.ttl").write_text(lines, encoding="utf-8")
    data, lost = written(hostile(text), format_, tmp_path, text)
    there = set(strings(data, format_))
    if format_ == "ric-o-xml":
        assert (text.replace("\x01", "\ufffd").replace("\x1f", "\ufffd").replace("\ufffe", "\ufffd")) in there
        return
    whole = text in there
    if find(format_).holds(text):
        assert not whole and any(row.field == "letter.authors.name" for row in lost.rows())
    else:
        assert whole
    if format_ in ("ris", "bibtex"):
        assert len([line for line in data.decode().splitlines() if line.startswith(("TY  -", "@letter"))]) == 1


@pytest.mark.parametrize("format_", XML)
def test_xml_is_utf_8_and_says_so(format_: str, built: Built, tmp_path: Path) -> None:
    data = once(built.out, format_).read_bytes()
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n') and b"<!DOCTYPE" not in data
    data.decode("utf-8")


@pytest.mark.parametrize(
    ("edtf", "attributes", "whole"),
    [
        ("1932-06-10", {"when": "1932-06-10"}, True),
        ("1932", {"when": "1932"}, True),
        ("[1932-06-07..1932-06-11]", {"notBefore": "1932-06-07", "notAfter": "1932-06-11"}, True),
        ("[..1932-06-11]", {"notAfter": "1932-06-11"}, True),
        ("1932-06/1932-07", {"from": "1932-06", "to": "1932-07"}, True),
        ("1932-06/..", {"from": "1932-06"}, True),
        ("1932-06-10~", {"when": "1932-06-10"}, False),
        ("1932-21", {"notBefore": "1932-03-01", "notAfter": "1932-05-31"}, False),
        ("[1932-06-07,1932-06-09]", {"notBefore": "1932-06-07", "notAfter": "1932-06-09"}, False),
    ],
)
def test_dates_become_attributes(edtf: str, attributes: dict[str, str], whole: bool) -> None:
    bounds = ("1932-03-01", "1932-05-31") if edtf == "1932-21" else ("1932-06-07", "1932-06-09")
    assert tei(Span(edtf, *bounds)) == attributes
    assert says(edtf) is whole
