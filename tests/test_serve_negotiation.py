"""Which format a client gets, as RFC 9110 has it, with the headers that real clients send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from kg.formats import CSV, JSON, JSON_LD, N_TRIPLES, RDF_XML, TSV, TURTLE, XML
from kg.serve.accept import HTML, chosen, ranges
from kg.serve.documents import OFFERED, PLAIN_JSON
from kg.serve.forwarded import Seen, is_host, networks, seen

GRAPHS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
SOLUTIONS = (JSON, XML, CSV, TSV)
RAPPER = "application/rdf+xml, text/rdf;q=0.6, application/turtle, text/turtle, application/n-triples;q=0.9, */*;q=0.1"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/html;q=0.2"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "application/sparql-results+xml, application/rdf+xml"


@pytest.mark.parametrize(
    ("header", "offered", "format_"),
    [
        (None, GRAPHS, TURTLE),
        ("", GRAPHS, TURTLE),
        ("*/*", OFFERED, HTML),
        (RAPPER, GRAPHS, RDF_XML),
        (COMUNICA, GRAPHS, JSON_LD),
        (FIREFOX, OFFERED, HTML),
        (RDFLIB, SOLUTIONS, XML),
        ("application/json", SOLUTIONS, JSON),
        ("application/json", OFFERED, JSON_LD),
        ("TEXT/CSV", SOLUTIONS, CSV),
        ("text/*", SOLUTIONS, CSV),
        ("text/csv;q=0.1, text/tab-separated-values", SOLUTIONS, TSV),
        ("text/turtle;q=0, */*", GRAPHS, N_TRIPLES),  # the most exact range counts
        ("text/turtle;charset=utf-8;q=0.3, application/n-triples;q=0.4", GRAPHS, N_TRIPLES),
        ("application/n-triples, text/turtle", GRAPHS, N_TRIPLES),  # liked alike: in the order of the client
        ("image/png", GRAPHS, None),
        ("*/*;q=0", GRAPHS, None),
        ("text/turtle;q=2", GRAPHS, None),
        ("nonsense", GRAPHS, None),
    ],
)  # fmt: skip
def test_the_format_that_a_client_likes_best(header: str | None, offered: tuple, format_: object) -> None:
    assert chosen(header, offered) == format_


@given(st.text(max_size=200))
def test_any_header_has_an_answer(header: str) -> None:
    assert chosen(header, OFFERED) in (*OFFERED, None)
    assert all(0 <= item.quality <= 1 for item in ranges(header))


def test_a_header_of_any_length_is_read_in_no_time() -> None:
    assert len(ranges(",".join(["text/turtle;q=0.5"] * 100_000))) <= 100


def test_plain_json_has_a_suffix_of_its_own() -> None:
    assert PLAIN_JSON.suffix == ".json"


@pytest.mark.parametrize(
    ("peer", "headers", "expected"),
    [
        ("192.0.2.7", {"x-forwarded-for": "10.9.9.9", "x-forwarded-proto": "https",
                       "x-forwarded-host": "evil.example.org"}, Seen("192.0.2.7", "http", "a.example.org")),
        ("127.0.0.1", {"x-forwarded-for": "198.51.100.1, 192.0.2.9, 10.1.2.3", "x-forwarded-proto": "https",
                       "x-forwarded-host": "letters.example.org"}, Seen("192.0.2.9", "https", "letters.example.org")),
        ("127.0.0.1", {}, Seen("127.0.0.1", "http", "a.example.org")),
        ("127.0.0.1", {"x-forwarded-proto": "javascript", "x-forwarded-for": "10.0.0.1"},
         Seen("10.0.0.1", "http", "a.example.org")),
        ("no address", {"x-forwarded-for": "10.0.0.1"}, Seen("no address", "http", "a.example.org")),
    ],
)  # fmt: skip
def test_only_trusted_proxies_speak_for_clients(peer: str, headers: dict[str, str], expected: Seen) -> None:
    trusted = networks("127.0.0.1, 10.0.0.0/8")
    assert seen(peer, "http", Headers({"host": "a.example.org", **headers}), trusted) == expected


@pytest.mark.parametrize("host", ["example.org", "example.org:8080", "127.0.0.1:1", "[::1]:80"])
def test_hosts(host: str) -> None:
    assert is_host(host)


@pytest.mark.parametrize("host", ["", "a b", "a/b", "evil.example.org/x#", "a\r\nb", "user@host", "a:b", '"><script>'])
def test_what_cannot_be_a_host(host: str) -> None:
    assert not is_host(host)
