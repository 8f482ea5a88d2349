"""The whole workspace over the Oxigraph server and over Virtuoso: answers, documents and pages as from the store."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from endpoints import oxigraph, virtuoso
from serving import running, workspace

from kg.ns import PREFIXES
from kg.pipeline import Built
from kg.queries import catalogue
from kg.queries.federation import is_federated
from kg.queries.text import form
from kg.serve.backend import Backend
from kg.serve.pool import Limits

LIMITS = Limits(seconds=60, memory=0)
THINGS = ("letter/l0001", "letter/l0025", "person/p0001", "group/g0002", "decision/d0001",
          "heading/h0001", "topic/aviation", "archive/rgaspi/f558/op11/d77")  # fmt: skip
# Virtuoso keeps coordinates as numbers of 32 bits, and writes truth as a number. Nothing else may differ.
_POINT = re.compile(r'"?POINT\(([\d.-]+) ([\d.-]+)\)"?(\^\^)?<?[^>\s,;]*(wktLiteral|Geometry)>?')
_TRUTH = re.compile(f'"value":"([01])","datatype":"{PREFIXES["xsd"]}boolean"')


@pytest.fixture(scope="module")
def direct(built: Built) -> Iterator[httpx.Client]:
    """A server over the store itself."""
    with running(workspace(built, LIMITS)) as client:
        yield client


@pytest.fixture(scope="module", params=["Oxigraph", "Virtuoso"])
def behind(
    request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A server over another endpoint with the same graphs."""
    with ExitStack() as stack:
        if request.param == "Oxigraph":
            url = stack.enter_context(oxigraph(built.out / "store"))
        else:
            dump = next((built.out / "dump").glob("*.nq.gz"))
            folder = tmp_path_factory.mktemp("virtuoso") / "database"
            url = stack.enter_context(virtuoso(gzip.decompress(dump.read_bytes()), folder))
        yield stack.enter_context(running(workspace(built, pool=Backend(url, 2, LIMITS))))


def told(response: httpx.Response, *, sort: bool) -> list[str]:
    """The lines of an answer, as far as two engines must agree; sorted where their order means nothing."""
    assert response.status_code == 200, (response.url, response.text[:300])
    text = response.text.replace(str(response.url.join("/")), "/")
    text = _POINT.sub(lambda found: f"{float(found[1]):.3f} {float(found[2]):.3f}", text)
    text = _TRUTH.sub(lambda found: found[0].replace(f'"{found[1]}"', str(found[1] == "1").lower(), 1), text)
    lines = text.replace('"true"', "true").replace('"false"', "false").splitlines()
    return sorted(set(lines)) if sort else lines


@pytest.mark.parametrize("name", [query.name for query in catalogue() if not is_federated(query.text)])
def test_a_saved_query(direct: httpx.Client, behind: httpx.Client, name: str) -> None:
    query = next(query for query in catalogue() if query.name == name)
    given = {name: str(one.example) for name, one in query.header.parameters.items() if one.required}
    graph = form(query.text) == "CONSTRUCT"
    path = f"/query/{name}{'.nt' if graph else '.json'}"
    one, other = (told(client.get(path, params=given, timeout=60), sort=graph) for client in (direct, behind))
    assert other == one


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".jsonld", ".rdf", ".json"])
def test_documents_of_things(direct: httpx.Client, behind: httpx.Client, suffix: str) -> None:
    for thing in THINGS:
        one, other = (told(client.get(f"/{thing}{suffix}"), sort=suffix == ".rdf") for client in (direct, behind))
        assert other == one


def test_a_place_with_its_coordinates(direct: httpx.Client, behind: httpx.Client) -> None:
    one, other = (told(client.get("/place/pl0001.nt"), sort=True) for client in (direct, behind))
    assert other == one
    assert any("37.618 55.752" in line for line in one)


@pytest.mark.parametrize("path", ["/letter/?format=csv", "/letter/?format=json&author=Kaganovich&conflict=date",
                                  "/person/?format=csv", "/decision/?format=csv", "/archive/?format=csv",
                                  "/query/topics.csv?limit=5&offset=3", "/query/topics.tsv", "/query/topics.xml",
                                  "/query/wrote-to.xml?author=p0001&addressee=p0002"])  # fmt: skip
def test_lists_and_formats(direct: httpx.Client, behind: httpx.Client, path: str) -> None:
    assert told(behind.get(path), sort=False) == told(direct.get(path), sort=False)


def test_what_is_not_there(direct: httpx.Client, behind: httpx.Client) -> None:
    for path in ("/letter/l0001", "/letter/L25", "/letter/l9999", "/letter/l0001/slug", "/nothing.ttl"):
        one, other = (client.get(path, headers={"accept": "text/turtle"}) for client in (direct, behind))
        assert other.status_code == one.status_code
        assert other.text.replace(str(other.url.join("/")), "/") == one.text.replace(str(one.url.join("/")), "/")


def test_a_document_has_every_part_of_its_thing(direct: httpx.Client, built: Built) -> None:
    """As the file of the site has: what begins with the IRI of the thing and `#`, however far it is from the thing."""
    dump = gzip.decompress(next((built.out / "dump").glob("*.nt.gz")).read_bytes()).decode()
    for thing in THINGS:
        iri = built.base + thing
        parts = set(re.findall(f"^<{re.escape(iri)}(#[^>]*)> ", dump, re.MULTILINE))
        found = set(re.findall(f"^<{re.escape(iri)}(#[^>]*)> ", direct.get(f"/{thing}.nt").text, re.MULTILINE))
        assert parts <= found  # the claims may have more
        assert parts or not thing.startswith(("letter", "decision"))
