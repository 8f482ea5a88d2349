"""SERVICE in queries of clients: off unless the server names the endpoint, and never an address inside."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from pyoxigraph import QuerySolutions
from serving import running, served, store

from kg.errors import KgError
from kg.queries.remote import ask_text
from kg.serve.elsewhere import public
from kg.serve.pool import Limits

THERE = "https://data.elsewhere.example/sparql"
NUMBERS = "?n <urn:is> ?number FILTER(?number IN ('1', '2', '3'))"
ASK = f"SELECT ?number ?twice WHERE {{ {NUMBERS} SERVICE <{THERE}> {{ ?n <urn:twice> ?twice }} }} ORDER BY ?number"
CSV = {"accept": "text/csv"}
TWICE = "".join(f'<urn:number:{n}> <urn:twice> "{2 * n}" .\n' for n in range(0, 300, 2))


def rows(client: httpx.Client, query: str, status: int = 200) -> list[str]:
    answer = client.post("/sparql", data={"query": query}, headers=CSV)
    assert answer.status_code == status, answer.text
    return answer.text.splitlines()


def local(address: str, endpoint: str, query: str, seconds: float) -> QuerySolutions:
    """What a server of the test answers in the place of the endpoint."""
    assert endpoint == THERE
    found = ask_text(address, query, seconds, local=True, fresh=True)
    assert isinstance(found, QuerySolutions)
    return found


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(served(store(tmp_path_factory.mktemp("other") / "out", TWICE), size=1)) as client:
        yield f"{client.base_url}/sparql"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, other: str) -> Iterator[httpx.Client]:
    what = served(store(tmp_path_factory.mktemp("service") / "out"), services=(THERE,), service=partial(local, other))
    with running(what) as client:
        yield client


def test_a_service_on_the_list_is_asked(client: httpx.Client) -> None:
    assert rows(client, ASK) == ["number,twice", "2,4"]
    optional = ASK.replace("SERVICE", "OPTIONAL { SERVICE").replace("?twice } }", "?twice } } }")
    assert rows(client, optional) == ["number,twice", "1,", "2,4", "3,"]
    posted = client.post("/sparql", data={"query": f"ASK {{ {NUMBERS} SERVICE <{THERE}> {{ ?n <urn:twice> '6' }} }}"})
    assert posted.json()["boolean"] is False


def test_the_description_says_so(client: httpx.Client, other: str) -> None:
    assert "sd:BasicFederatedQuery" in client.get("/sparql", headers={"accept": "text/turtle"}).text
    assert "Federated" not in httpx.get(other, headers={"accept": "text/turtle"}).text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            ASK.replace(THERE, "https://other.example/sparql"),
            "SERVICE <https://other.example/sparql> is not asked from",
        ),
        (ASK.replace(THERE, "http://127.0.0.1/sparql"), "is not asked from here"),
        (
            f"PREFIX x: <https://data.elsewhere.example/> {ASK}".replace(f"<{THERE}>", "x:other"),
            "not named by its address",
        ),
        (ASK.replace(f"<{THERE}>", "?n"), "SERVICE"),
        (ASK.replace("SERVICE", "SERVICE SILENT"), "SILENT"),
        (ASK.replace("?n <urn:twice>", "?m <urn:twice>"), "nothing before SERVICE binds a variable"),
        (ASK.replace("FILTER", "FILTER FILTER"), "not SPARQL 1.1"),
        (ASK.replace("WHERE", "FROM <urn:g> WHERE"), "dataset"),
        (f"SELECT * WHERE {{ ?a <urn:is> ?b . ?c <urn:is> ?d SERVICE <{THERE}> {{ ?a ?c ?b }} }}", "1,000 at most"),
        (ASK.replace("WHERE {", "WHERE {" + " ?n <urn:is> ?number ." * 3000), "20,000 characters at most"),
        (ASK.replace("FILTER(", "FILTER(" + "(" * 500).replace("'3')", "'3')" + ")" * 500), "no deep groups"),
        (f"INSERT {{ ?a ?b ?c }} WHERE {{ ?a ?b ?c SERVICE <{THERE}> {{ ?a ?b ?c }} }}", ""),
    ],
)
def test_what_is_not_answered_is_said(client: httpx.Client, query: str, words: str) -> None:
    assert words in " ".join(rows(client, query, 400))


def test_none_is_asked_unless_the_server_names_it(other: str) -> None:
    refused = httpx.get(other, params={"query": ASK})
    assert refused.status_code == 400 and "SERVICE is not answered here" in refused.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "[fe80::1]"])
def test_an_address_inside_is_not_asked_though_it_is_on_the_list(tmp_path: Path, host: str) -> None:
    inside = f"http://{host}:9/sparql"
    with running(served(store(tmp_path / "out"), services=(inside,))) as client:
        told = rows(client, ASK.replace(THERE, inside), 502)
    assert told and "cannot be asked" in told[0]


def test_a_name_that_leads_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(KgError, match=r"inside|private|public"):
        public("https://rebound.example/sparql", "SELECT * { ?s ?p ?o }", 2)


def test_a_service_that_fails_or_lingers_gives_no_short_answer(tmp_path: Path) -> None:
    def broken(endpoint: str, query: str, seconds: float) -> QuerySolutions:
        raise KgError("the answer is not whole", endpoint)

    def slow(endpoint: str, query: str, seconds: float) -> QuerySolutions:
        time.sleep(1.5)
        raise AssertionError("nobody waits for this")

    for ask, status, words in ((broken, 502, "the answer is not whole"), (slow, 503, "took longer than 0.5 seconds")):
        limits = Limits(seconds=0.5, memory=0)
        what = served(store(tmp_path / ask.__name__), services=(THERE,), service=ask, limits=limits)
        with running(what) as client:
            assert words in rows(client, ASK, status)[0]
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
            assert client.get("/letter/l0001", headers={"accept": "text/turtle"}).headers["location"].startswith("http")
