"""JSON-LD: two parsers give the statements back, whatever is in them; keys mean one thing and keep it."""

from __future__ import annotations

import gzip
import json

import pyoxigraph as ox
import pytest
import rdflib
from conftest import golden
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.ns import EDTF, EP, PREFIXES, RDF, RDFS, SCHEMA, SKOS, XSD
from kg.pipeline import Built
from kg.publication import published_context
from kg.publish.context import Kind, compact
from kg.publish.formats import FRAMES
from kg.publish.frames import frame
from kg.publish.jsonld import document, jsonld, literal

BASE = "https://example.org/letters/"
CONTEXT = published_context()
S = f"<{BASE}letter/l0001>"


def written(*lines: str) -> bytes:
    return b"".join(jsonld([f"{line} .\n" for line in lines], CONTEXT))


def node(*lines: str) -> dict[str, object]:
    (found,) = json.loads(written(*lines))["@graph"]
    return found  # type: ignore[no-any-return]


def statements(data: bytes, format_: ox.RdfFormat) -> set[str]:
    return {str(quad) for quad in ox.parse(data, format=format_)}


def same(*lines: str) -> None:
    """Two parsers that share nothing read from the JSON-LD what the N-Triples say."""
    data, ntriples = written(*lines), "".join(f"{line} .\n" for line in lines)
    assert statements(data, ox.RdfFormat.JSON_LD) == statements(ntriples.encode(), ox.RdfFormat.N_TRIPLES)
    ours, theirs = (
        {tuple(term.n3() for term in triple) for triple in rdflib.Graph().parse(data=text, format=format_)}
        for text, format_ in ((data, "json-ld"), (ntriples, "nt"))
    )
    assert ours == theirs


def test_one_node_a_line_and_what_its_keys_are() -> None:
    lines = [
        f"{S} {RDF.type} {EP.Letter}",
        f"{S} {RDF.type} <http://www.cidoc-crm.org/cidoc-crm/E33_Linguistic_Object>",
        f'{S} {RDFS.label} "Lind to Ruus"@en',
        f'{S} {RDFS.label} "Линд — Руус"@ru',
        f"{S} {EP.author} <{BASE}person/p0001>",
        f'{S} {EP.earliestDate} "1900-01-02"^^{XSD.date}',
        f'{S} {EP.firstLine} "14"^^{XSD.integer}',
        f'<{BASE}person/p0001> {SKOS.altLabel} "Bo"@en',
    ]
    assert written(*lines).decode().splitlines()[-4:-1] == [
        '"@graph": [',
        '{"id":"https://example.org/letters/letter/l0001","type":["crm:E33_Linguistic_Object","Letter"],'
        '"label":{"en":"Lind to Ruus","ru":"Линд — Руус"},'
        '"author":["https://example.org/letters/person/p0001"],"earliestDate":"1900-01-02","firstLine":14},',
        '{"id":"https://example.org/letters/person/p0001","altLabel":{"en":["Bo"]}}',
    ]
    same(*lines)


@pytest.mark.parametrize(
    ("property_", "term", "key", "value"),
    [
        (EP.firstLine, f'"14"^^{XSD.integer}', "firstLine", 14),
        (EP.firstLine, f'"-3"^^{XSD.integer}', "firstLine", -3),
        (EP.firstLine, f'"007"^^{XSD.integer}', "firstLine", "007"),
        (EP.firstLine, f'"+7"^^{XSD.integer}', "firstLine", "+7"),
        (EP.firstLine, f'"-0"^^{XSD.integer}', "firstLine", "-0"),
        (EP.firstLine, f'"9007199254740993"^^{XSD.integer}', "firstLine", "9007199254740993"),
        (EP.firstLine, '"14"', "firstLine", {"@value": "14"}),
        (EP.firstLine, '"14"@en', "firstLine", {"@value": "14", "@language": "en"}),
        (EP.firstLine, f"<{BASE}x>", "firstLine", {"@id": f"{BASE}x"}),
        (EP.edtf, f'"1900~"^^{EDTF.EDTF}', "edtf", "1900~"),
        (RDFS.seeAlso, f'"1900~"^^{EDTF.EDTF}', "seeAlso", [{"@value": "1900~", "@type": EDTF.EDTF[1:-1]}]),
        (EP.author, '"nobody"', "author", [{"@value": "nobody"}]),
        (EP.author, f"{EP.Letter}", "author", ["ep:Letter"]),
        (EP.shelfmark, '"F. 1"', "shelfmark", "F. 1"),
        (RDFS.label, '"none"', "label", {"@none": "none"}),
        (RDFS.label, f'"1.50"^^{XSD.decimal}', RDFS.label[1:-1], {"@value": "1.50", "@type": "xsd:decimal"}),
        (RDFS.label, f'"true"^^{XSD.boolean}', RDFS.label[1:-1], True),
        (RDFS.label, f'"1"^^{XSD.boolean}', RDFS.label[1:-1], {"@value": "1", "@type": "xsd:boolean"}),
        (RDFS.label, f"<{BASE}x>", RDFS.label[1:-1], {"@id": f"{BASE}x"}),
        ("<urn:p>", '"x"', "urn:p", "x"),
        ("<urn:p>", f'"5"^^{XSD.integer}', "urn:p", 5),
        ("<urn:p>", f'"5.0"^^{XSD.integer}', "urn:p", {"@value": "5.0", "@type": "xsd:integer"}),
    ],
)
def test_a_value_keeps_its_form_its_type_and_its_kind(property_: str, term: str, key: str, value: object) -> None:
    line = f"{S} {property_} {term}"
    found = node(line)
    assert found == {"id": S[1:-1], key: value}
    assert type(found[key]) is type(value)
    same(line)


def test_every_key_means_one_thing() -> None:
    keys = [key.name for key in CONTEXT.keys.values()]
    classes = [name for name in CONTEXT.classes.values() if ":" not in name]
    names = [*keys, *classes, *CONTEXT.prefixes.values(), "id", "type", "included"]
    assert len(names) == len(set(names))
    assert set(names) | {"@version"} == set(CONTEXT.document)
    for term, key in CONTEXT.keys.items():
        prefix, _, name = compact(term).partition(":")
        assert CONTEXT.document[key.name]["@id"] == f"{prefix}:{name}"
        assert f"<{PREFIXES[prefix]}{name}>" == term
    assert CONTEXT.keys[EP.author].name == "author"
    assert CONTEXT.keys[SCHEMA.author].name == "schema:author"


def test_every_property_of_the_graph_has_its_key_and_its_kind(built_lines: list[str]) -> None:
    """A property of the graph that the rules take for something else than it is would be spelt out at each value."""
    for line in built_lines:
        _, predicate, rest = line.split(" ", 2)
        if predicate == RDF.type:
            continue
        assert (CONTEXT.keys[predicate].kind is Kind.THINGS) == rest.startswith("<"), line


@pytest.fixture(scope="module")
def built_lines(built: Built) -> list[str]:
    path = built.out / "dump" / "stalin-kaganovich.nt.gz"
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_a_published_key_never_changes_its_meaning() -> None:
    """The recorded context; with KG_GOLDEN=1 it is written anew, and the diff may only have additions."""
    made = document(CONTEXT.document).decode()
    assert json.loads(golden("context.jsonld", made)) == json.loads(made)


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_names_keys_of_the_context_that_the_dump_has(name: str, built: Built) -> None:
    framed = frame(name, CONTEXT)
    dump = built.out / "dump"
    text = (dump / "stalin-kaganovich.jsonld").read_text(encoding="utf-8").partition('"@graph"')[2]
    whole = {term[1:-1]: key.name for term, key in CONTEXT.keys.items()}
    for key in (key for key in keys_of(framed) if key != "carriers"):
        said = framed["@context"].get(key)
        assert said or key in whole, key
        assert f'"{whole.get(key) or key}":' in text or f'"{said["@id"]}":' in text, key


def keys_of(tree: dict[str, object]) -> set[str]:
    inside = [keys_of(value) for key, value in tree.items() if isinstance(value, dict) and key != "@context"]
    return {key for key in tree if not key.startswith("@")}.union(*inside)


@pytest.mark.parametrize("name", FRAMES)
def test_frames_make_trees(name: str, built: Built) -> None:
    """By the reference implementation, where it is installed."""
    pyld = pytest.importorskip("pyld", reason="PyLD is not installed")
    dump = built.out / "dump"
    data = json.loads((dump / "stalin-kaganovich.jsonld").read_text(encoding="utf-8"))
    framed = pyld.jsonld.frame(data, json.loads((dump / f"{name}.frame.jsonld").read_text(encoding="utf-8")))
    assert len(framed["@graph"]) == {"letter": 72, "person": 131, "decision": 77}[name]
    assert all("en" in tree["label"] for tree in framed["@graph"])
    assert "null" not in json.dumps(framed)
    keys = keys_in(framed["@graph"])
    assert [key for key in keys if ":" in key or key.startswith("@")] == []
    assert name != "person" or {"birthDate", "deathDate", "remark", "altLabel"} <= keys


def keys_in(tree: object) -> set[str]:
    if isinstance(tree, list):
        return set().union(*map(keys_in, tree))
    return set(tree).union(*map(keys_in, tree.values())) if isinstance(tree, dict) else set()


texts = st.text(
    st.sampled_from("ab\"\\\n\r\t\b\f\x00\x01\x1f\x7f'{}[]:,@|<>#éЯ\u05d0\u202e\u2028\u2029\ufeff😀"), max_size=20
)
terms = st.one_of(
    st.tuples(
        texts, st.sampled_from(["", "@ru", "@en-GB", f"^^{XSD.integer}", f"^^{XSD.boolean}", f"^^{XSD.date}"])
    ).map(lambda pair: str(ox.Literal(pair[0])) + pair[1]),
    st.sampled_from(
        [f"<{BASE}x>", f"<{BASE}letter/l1#a>", "<urn:x:y>", EP.Letter, "<mailto:a@example.org>", "<http://a/é>"]
    ),
)
properties = st.sampled_from([RDFS.label, SKOS.altLabel, EP.author, EP.firstLine, EP.edtf, EP.shelfmark, "<urn:p>"])


@given(st.lists(st.tuples(st.sampled_from([S, "<urn:s>"]), properties, terms), min_size=1, max_size=8))
def test_what_is_written_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    lines = [" ".join(row) for row in rows]
    ntriples = "".join(f"{line} .\n" for line in lines).encode()

    def lowered(data: bytes, format_: ox.RdfFormat) -> set[tuple[str, ...]]:
        """Language tags mean the same in any case, and the parser of JSON-LD writes them small."""
        return {
            (str(q.subject), str(q.predicate), str(q.object).replace("@en-GB", "@en-gb"))
            for q in ox.parse(data, format=format_)
        }

    assert lowered(written(*lines), ox.RdfFormat.JSON_LD) == lowered(ntriples, ox.RdfFormat.N_TRIPLES)


def test_a_text_of_5000_characters() -> None:
    line = f'{S} {RDFS.label} "{"я" * 5000}"@ru'
    same(line)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"<{BASE}a b> {EP.author} <{BASE}o>", "not an IRI: it holds ' '"),
        (f"{S} <{BASE}a b> <{BASE}o>", "not an IRI: it holds ' '"),
        (f"{S} {EP.author} <{BASE}a b>", "not an IRI: it holds ' '"),
        (f'{S} {EP.author} <{BASE}a"b>', "not an IRI: it holds '\"'"),
        (f"{S} {EP.author} _:b", "blank node"),
        (f"_:b {EP.author} {S}", "blank node"),
        (f"{S} {EP.author} <schema:x>", "scheme of this IRI for the key 'schema'"),
    ],
)
def test_what_json_ld_cannot_say_is_refused(line: str, message: str) -> None:
    with pytest.raises(KgError, match=message):
        written(line)


def test_the_parts_of_a_literal() -> None:
    assert literal('"a\\u00E9\\U0001F600\\"\\\\n\\n"@ru') == ('aé😀"\\n\n', "ru", None)
    assert literal(f'"5"^^{XSD.integer}') == ("5", None, XSD.integer)
