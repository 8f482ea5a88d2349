"""Turtle: the same statements as the N-Triples, grouped and short, with every lexical form kept."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.ns import PREFIXES
from kg.publish.names import Names
from kg.publish.turtle import turtle

BASE = "https://example.org/letters/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def written(lines: list[str], **options: object) -> str:
    return b"".join(turtle(lines, prefixes=PREFIXES, base=BASE, **options)).decode()  # type: ignore[arg-type]


def statements(data: str | bytes, format_: pyoxigraph.RdfFormat) -> set[str]:
    return {str(triple) for triple in pyoxigraph.parse(data, format=format_)}


def test_the_layout() -> None:
    lines = [
        f'<{BASE}letter/l0001#written> <http://www.w3.org/2000/01/rdf-schema#label> "7 June 1932"@en .\n',
        f"<{BASE}letter/l0001> <https://w3id.org/letterkg/ns#author> <{BASE}person/p0001> .\n",
        f'<{BASE}letter/l0001> <https://w3id.org/letterkg/ns#firstLine> "14"^^<{XSD}integer> .\n',
        f"<{BASE}letter/l0001> {RDF_TYPE} <https://w3id.org/letterkg/ns#Letter> .\n",
        f"<{BASE}letter/l0001> {RDF_TYPE} <http://schema.org/Message> .\n",
        f'<{BASE}letter/l0001> <http://www.w3.org/2000/01/rdf-schema#label> "Stalin to Kaganovich"@en .\n',
        f'<{BASE}letter/l0001> <http://schema.org/name> "{"a" * 60}" .\n',
        f'<{BASE}letter/l0001> <http://schema.org/name> "{"b" * 60}" .\n',
    ]
    assert written(lines, heading="Letters\nCC0-1.0") == (
        "# Letters\n"
        "# CC0-1.0\n"
        "@base <https://example.org/letters/> .\n"
        "@prefix ep: <https://w3id.org/letterkg/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix schema: <http://schema.org/> .\n"
        "\n"
        "<letter/l0001> a schema:Message, ep:Letter ;\n"
        '    rdfs:label "Stalin to Kaganovich"@en ;\n'
        "    schema:name\n"
        f'        "{"a" * 60}",\n'
        f'        "{"b" * 60}" ;\n'
        "    ep:author <person/p0001> ;\n"
        "    ep:firstLine 14 .\n"
        "\n"
        '<letter/l0001#written> rdfs:label "7 June 1932"@en .\n\n'
    )


@pytest.mark.parametrize(
    ("lexical", "datatype", "form"),
    [
        ("5", "integer", "5"),
        ("-12", "integer", "-12"),
        ("0", "integer", "0"),
        ("007", "integer", '"007"^^xsd:integer'),
        ("+5", "integer", '"+5"^^xsd:integer'),
        ("-0", "integer", '"-0"^^xsd:integer'),
        ("٣", "integer", '"٣"^^xsd:integer'),
        ("true", "boolean", "true"),
        ("1", "boolean", '"1"^^xsd:boolean'),
        ("1.50", "decimal", '"1.50"^^xsd:decimal'),
        ("1932-06-07T00:00:00+00:00", "dateTime", '"1932-06-07T00:00:00+00:00"^^xsd:dateTime'),
    ],
)
def test_literals_keep_their_lexical_form(lexical: str, datatype: str, form: str) -> None:
    line = f'<{BASE}s> <{BASE}p> "{lexical}"^^<{XSD}{datatype}> .\n'
    text = written([line])
    assert text.endswith(f"<s> <p> {form} .\n\n")
    assert statements(text, pyoxigraph.RdfFormat.TURTLE) == statements(line, pyoxigraph.RdfFormat.N_TRIPLES)


@pytest.mark.parametrize(
    ("local", "form"),
    [
        ("Letter", "ep:Letter"),
        ("a.b", "ep:a.b"),
        ("a-b", "ep:a-b"),
        ("1a", "ep:1a"),
        ("a%2Fb", "ep:a%2Fb"),
        ("Ж", "ep:Ж"),
        ("a.", "<https://w3id.org/letterkg/ns#a.>"),
        ("-a", "<https://w3id.org/letterkg/ns#-a>"),
        (".a", "<https://w3id.org/letterkg/ns#.a>"),
        ("a,b", "<https://w3id.org/letterkg/ns#a,b>"),
        ("a%2", "<https://w3id.org/letterkg/ns#a%2>"),
        ("", "<https://w3id.org/letterkg/ns#>"),
    ],
)
def test_prefixed_names_only_where_the_grammar_allows(local: str, form: str) -> None:
    assert Names(PREFIXES).short(f"https://w3id.org/letterkg/ns#{local}") == form


@pytest.mark.parametrize(
    ("rest", "form"),
    [
        ("letter/l0001", "<letter/l0001>"),
        ("letter/l0001#sent", "<letter/l0001#sent>"),
        ("source/x#line=13,14", "<source/x#line=13,14>"),
        ("", f"<{BASE}>"),
        ("a:b", f"<{BASE}a:b>"),
        ("a#b:c", f"<{BASE}a#b:c>"),  # rdflib takes what has a colon for absolute
        ("../a", f"<{BASE}../a>"),
        ("a/./b", f"<{BASE}a/./b>"),
        ("a//b", f"<{BASE}a//b>"),
        ("#a", f"<{BASE}#a>"),
        ("?q", f"<{BASE}?q>"),
    ],
)
def test_references_are_relative_only_where_they_resolve_back(rest: str, form: str) -> None:
    assert Names({}, BASE).short(BASE + rest) == form


def test_a_base_that_ends_in_a_hash_is_not_used() -> None:
    assert Names({}, "https://example.org/x#").short("https://example.org/x#a") == "<https://example.org/x#a>"


def test_a_prefix_that_turtle_cannot_write_is_refused() -> None:
    with pytest.raises(ValueError, match="a b"):
        Names({"a b": "https://example.org/"})


@pytest.mark.parametrize(
    "line", ["_:b <https://example.org/p> <https://example.org/o> .\n", f"<{BASE}s> <{BASE}p> _:b .\n"]
)
def test_blank_nodes_are_refused(line: str) -> None:
    with pytest.raises(KgError, match="blank node"):
        written([line])


@pytest.mark.parametrize(
    "line",
    [
        f"<{BASE}a b> <{BASE}p> <{BASE}o> .\n",
        f"<{BASE}s> <{BASE}a b> <{BASE}o> .\n",
        f"<{BASE}s> <{BASE}p> <{BASE}a b> .\n",
    ],
)
def test_an_iri_with_a_space_is_refused(line: str) -> None:
    with pytest.raises(KgError, match="not an IRI: it holds ' '"):
        written([line])


iris = st.one_of(
    st.from_regex(rf"{re.escape(BASE)}[a-zA-Z0-9/#_.:~%!,-]{{0,12}}", fullmatch=True),
    st.from_regex(r"https://w3id\.org/letterkg/ns#[a-zA-Z0-9_.:%,-]{0,8}", fullmatch=True),
    st.text(st.characters(min_codepoint=0xA1, exclude_categories=["C", "Z"]), max_size=4).map(
        lambda local: f"https://w3id.org/letterkg/ns#{local}"
    ),
)


def _valid(iri: str) -> bool:
    try:
        list(pyoxigraph.parse(f"<{iri}> <{iri}> <{iri}> .\n", format=pyoxigraph.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return False
    return True


valid = iris.filter(_valid)
texts = st.text(st.sampled_from('ab "\\\n\r\t.;,<>{}^@#éЯ😀\u2028\x7f'), max_size=12)


def _literal(text: str, suffix: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"{suffix}'


suffixes = st.one_of(
    st.sampled_from(["", "@ru", "@sr-Latn-rs", f"^^<{XSD}integer>", f"^^<{XSD}boolean>"]), valid.map("^^<{}>".format)
)
objects = st.one_of(valid.map("<{}>".format), st.builds(_literal, texts, suffixes))
graphs = st.lists(st.builds("<{}> <{}> {} .\n".format, valid, valid, objects), max_size=12)


@given(graphs)
def test_oxigraph_reads_the_same_statements(lines: list[str]) -> None:
    assert statements(written(lines), pyoxigraph.RdfFormat.TURTLE) == statements(
        "".join(lines), pyoxigraph.RdfFormat.N_TRIPLES
    )


@settings(max_examples=50)
@given(
    st.lists(
        st.builds("<{}> <{}> {} .\n".format, valid, valid, st.builds(_literal, texts, st.sampled_from(["", "@ru"]))),
        max_size=8,
    )
)
def test_rdflib_reads_the_same_statements(lines: list[str]) -> None:
    turtle_graph = rdflib.Graph().parse(data=written(lines), format="turtle")
    assert set(turtle_graph) == set(rdflib.Graph().parse(data="".join(lines), format="nt"))


@given(graphs, st.randoms(use_true_random=False))
def test_order_does_not_matter(lines: list[str], rng: random.Random) -> None:
    shuffled = lines * 2
    rng.shuffle(shuffled)
    assert written(shuffled) == written(lines)


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (Debian: raptor2-utils) is not installed")
def test_rapper_counts_the_same_triples(tmp_path: Path) -> None:
    lines = [f'<{BASE}letter/l{n}#x> <{BASE}p/{n % 7}> "\\"{n}\\n\\\\Я"@ru-Cyrl .\n' for n in range(500)]
    path = tmp_path / "dump.ttl"
    path.write_text(written(lines), encoding="utf-8")
    done = subprocess.run(["rapper", "-q", "-i", "turtle", "-o", "ntriples", path], capture_output=True, check=True)
    assert len(set(done.stdout.splitlines())) == len(lines)


def test_the_memory_given_does_not_change_the_bytes(tmp_path: Path) -> None:
    lines = [f'<{BASE}letter/l{n % 900}> <{BASE}p/{n % 7}> "{n}" .\n' for n in range(20_000)]
    assert written(lines, run_bytes=1, folder=tmp_path) == written(lines)
    assert not list(tmp_path.iterdir())
