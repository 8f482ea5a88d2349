"""Our own things as an authority: Reconciliation Service API 0.2, and what clients of 0.1 rely on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from reconciled import asked, first, fits, said
from serving import BASE, running, served, store

from kg.ns import PREFIXES
from kg.serve.reconciliation.properties import KINDS, PROPERTIES
from kg.serve.reconciliation.shown import POLICY

EVERYTHING = {"ids": [f"{kind}/0001" for kind in KINDS], "properties": [{"id": one} for one in PROPERTIES]}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(served(store(tmp_path_factory.mktemp("reconcile") / "out", said()))) as client:
        yield client


def extended(client: httpx.Client, ids: list[str], *properties: Any) -> Any:
    """The answer to a request for values."""
    wanted = [{"id": one} if isinstance(one, str) else one for one in properties]
    response = client.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": wanted})})
    assert response.status_code == 200, response.text
    return response.json()


def test_the_manifest_leads_to_every_service(client: httpx.Client) -> None:
    manifest = client.get("/reconcile").json()
    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["identifierSpace"] == BASE
    assert [one["id"] for one in manifest["defaultTypes"]] == list(KINDS)
    assert manifest["batchSize"] >= 100
    here = str(client.base_url).rstrip("/") + "/reconcile"
    assert manifest["view"]["url"] == here + "/view?id={{id}}"
    for service in manifest["suggest"].values():
        assert service["service_url"] == here
        assert client.get(service["service_url"] + service["service_path"] + "?prefix=a").status_code == 200
    propose = manifest["extend"]["propose_properties"]
    assert client.get(propose["service_url"] + propose["service_path"], params={"type": "person"}).status_code == 200
    assert client.get(manifest["feature_view"]["url"].replace("{{id}}", "name")).status_code == 200


def test_any_page_may_ask(client: httpx.Client) -> None:
    for answer in (client.get("/reconcile"), client.get("/reconcile/suggest/type"), client.options("/reconcile")):
        assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in client.options("/reconcile").headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("query", "kind", "id_"),
    [
        ("Ada Ruus", "person", "person/p0001"),
        ("Ада Руус", "person", "person/p0001"),
        ("Ruus, Ada", "person", "person/p0001"),
        ("Board of Herrings", "group", "group/g0001"),
        ("Herringhaven", "place", "place/pl0001"),
        ("Board of Herrings, decision, 7 June 1932", "decision", "decision/d0001"),
        ("NRA F. 5. D. 77", "unit", "archive/nra/f5/d77"),
        ("НРА. Ф. 5. Д. 77", "unit", "archive/nra/f5/d77"),
        ("nra f. 5 d. 77 l. 12", "unit", "archive/nra/f5/d77"),
    ],
)
def test_things_of_every_type_by_their_names(client: httpx.Client, query: str, kind: str, id_: str) -> None:
    found = first(client, query, type=kind)
    assert (found["id"], found["type"], found["match"]) == (id_, [{"id": kind, "name": KINDS[kind]}], True)
    assert 85 <= found["score"] <= 100
    assert found["features"] and all(0 <= one["value"] <= 1 and one["description"] for one in found["features"])


@pytest.mark.parametrize(
    "query", ["person/p0001", "p0001", f"{BASE}person/p0001", "Q900001", "http://www.wikidata.org/entity/Q900001"]
)
def test_an_identifier_finds_what_has_it(client: httpx.Client, query: str) -> None:
    found = first(client, query)
    assert (found["id"], found["score"], found["match"]) == ("person/p0001", 100, True)
    assert found["features"][0]["id"] == "identifier"


def test_a_shelfmark_that_is_only_like_one_is_none(client: httpx.Client) -> None:
    assert first(client, "NRA F. 5. D. 79", type="unit") is None
    assert first(client, "NRA F. 5. D. 7", type="unit") is None


def test_a_surname_of_two_is_no_match(client: httpx.Client) -> None:
    found = asked(client, {"q": {"query": "Ruus", "type": "person"}})["q"]["result"]
    assert {one["id"] for one in found} == {"person/p0001", "person/p0003"}
    assert not any(one["match"] for one in found)
    assert not first(client, "Ruus", type="person", limit=1)["match"]  # the other one is there, though nobody sees it


def test_life_dates_tell_namesakes_apart(client: httpx.Client) -> None:
    for born, id_ in (("1890", "person/p0001"), ("1921", "person/p0003")):
        found = first(client, "A. Ruus", type="person", properties=[{"pid": "born", "v": born}])
        assert found["id"] == id_
        assert any(one["id"] != "name" for one in found["features"])


def test_properties_that_only_this_collection_has(client: httpx.Client) -> None:
    query = {"query": "Board of Herrings, decision", "type": "decision"}
    right = first(client, **query, properties=[{"pid": "decided", "v": "1932-06-07"}])
    wrong = first(client, **query, properties=[{"pid": "decided", "v": ["1932-06-08", "1932-06-09"]}])
    assert right["score"] > wrong["score"] and not wrong["match"]
    assert {one["id"]: one["value"] for one in wrong["features"]}["decided"] == 0


def test_properties_alone(client: httpx.Client) -> None:
    for wanted in (
        [{"pid": "body", "v": {"id": "group/g0001", "name": "Board of Herrings"}}],
        [{"pid": "body", "v": "Board of Herrings"}, {"pid": "decided", "v": "1932-06-07"}],
        [{"pid": "shelfmark", "v": "x"}],
    ):
        found = asked(client, {"q": {"properties": wanted, "type": "decision"}})["q"]["result"]
        assert [one["id"] for one in found] == ([] if wanted[0]["pid"] == "shelfmark" else ["decision/d0001"])


def test_types_that_are_wanted_more_or_less(client: httpx.Client) -> None:
    def kinds(**more: Any) -> set[str]:
        found = asked(client, {"q": {"query": "Herringhaven", **more}})["q"]["result"]
        return {one["type"][0]["id"] for one in found}

    assert "place" in kinds()
    assert "place" not in kinds(type="person")
    assert "place" in kinds(type=["person", "place"])
    assert kinds(type=["person", "place"], type_strict="all") == set()
    assert "place" in kinds(type=["person"], type_strict="should")


def test_limits(client: httpx.Client) -> None:
    queries = {f"q{n}": {"query": "Ruus", "limit": n} for n in (1, 2)}
    assert {key: len(one["result"]) for key, one in asked(client, queries).items()} == {"q1": 1, "q2": 2}


def test_the_address_takes_queries_too(client: httpx.Client) -> None:
    queries = {"q": {"query": "Ada Ruus"}}
    found = client.get("/reconcile/", params={"queries": json.dumps(queries)})
    assert found.json() == asked(client, queries)


def test_clients_without_cors_name_a_function(client: httpx.Client) -> None:
    answer = client.get("/reconcile", params={"callback": "jQuery123.done"})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text.startswith("/**/jQuery123.done({") and answer.text.endswith("});")
    for wrong in ("alert(1)", "a;b", "", "a" * 1000, "</script>"):
        assert client.get("/reconcile", params={"callback": wrong}).status_code == 400


def test_values_of_every_kind(client: httpx.Client) -> None:
    told = extended(
        client, ["person/p0001", "nobody"], "born", "written", "first", "correspondent", "wikidata", "mentions"
    )
    assert [one["id"] for one in told["meta"]] == ["born", "written", "first", "correspondent", "wikidata", "mentions"]
    assert told["rows"]["person/p0001"] == {
        "born": [{"str": "1890"}],
        "written": [{"int": 1}],
        "first": [{"date": "1932-06-01T00:00:00"}],
        "correspondent": [{"id": "person/p0002", "name": "Bo Lindqvist"}],
        "wikidata": [{"str": "Q900001"}],
        "mentions": [],
    }
    assert set(map(str, told["rows"]["nobody"].values())) == {"[]"}
    rows = extended(client, ["decision/d0001", "archive/nra/f5/d77"], "decided", "body", "within", "path", "letters")[
        "rows"
    ]
    assert rows["decision/d0001"]["decided"] == [{"date": "1932-06-07T00:00:00"}]
    assert rows["decision/d0001"]["body"] == [{"id": "group/g0001", "name": "Board of Herrings"}]
    assert rows["decision/d0001"]["within"] == [{"id": "archive/nra/f5/d77", "name": "NRA F. 5. D. 77"}]
    assert rows["archive/nra/f5/d77"]["path"] == [{"str": "NRA/F. 5/D. 77"}]
    assert rows["archive/nra/f5/d77"]["letters"] == [{"int": 1}]
    place = extended(client, [f"{BASE}place/pl0001"], "latitude", "sent-from")["rows"][f"{BASE}place/pl0001"]
    assert place == {"latitude": [{"float": 59.5}], "sent-from": [{"int": 1}]}


def test_how_many_values(client: httpx.Client) -> None:
    def values(**settings: Any) -> int:
        told = extended(client, ["person/p0001"], {"id": "variant", "settings": settings})
        return len(told["rows"]["person/p0001"]["variant"])

    assert (values(), values(limit=1), values(limit="1"), values(limit=0)) == (2, 1, 1, 2)


def test_suggestions(client: httpx.Client) -> None:
    def ids(what: str, **more: Any) -> list[str]:
        return [one["id"] for one in client.get(f"/reconcile/suggest/{what}", params=more).json()["result"]]

    assert ids("entity", prefix="ada r") == ["person/p0001"]
    assert ids("entity", prefix="Руус") == ["person/p0001", "person/p0003"]
    assert ids("entity", prefix="ruus", cursor=1) == ["person/p0003"]
    assert ids("entity", prefix="nra f5") == [f"archive/nra/{path}" for path in ("f5/d77", "f5", "f5/d78")]
    assert ids("entity", prefix="herring", type="group") == ["group/g0001"]
    assert ids("entity", prefix="p0002") == ids("entity", prefix="person/p0002") == ["person/p0002"]
    assert ids("entity", prefix="") == ids("entity", prefix="?!") == []
    assert ids("type", prefix="arch") == ids("type", prefix="unit") == ["unit"]
    assert ids("property", prefix="letters w") == ["written"]


def test_a_new_build_is_matched_from_the_next_request_on(tmp_path: Path) -> None:
    out = store(tmp_path / "out", said())
    with running(served(out)) as client:
        assert first(client, "Cleo Berg") is None
        crm, rdf, rdfs = (PREFIXES[name] for name in ("crm", "rdf", "rdfs"))
        more = (
            f'<{BASE}person/p0009> <{rdf}type> <{crm}E21_Person> .\n<{BASE}person/p0009> <{rdfs}label> "Cleo Berg" .\n'
        )
        store(tmp_path / "out", said() + more)
        assert first(client, "Cleo Berg")["id"] == "person/p0009"


def test_claims_are_not_matched(tmp_path: Path) -> None:
    skos = PREFIXES["skos"]
    claim = f'<{BASE}person/p0002> <{skos}altLabel> "Gustav Erik" <{BASE}graph/claims/a> .\n'
    with running(served(store(tmp_path / "out", said() + claim))) as client:
        assert first(client, "Gustav Erik") is None


def test_properties_of_a_type(client: httpx.Client) -> None:
    told = client.get("/reconcile/properties", params={"type": "unit", "limit": 3}).json()
    assert (told["type"], told["limit"], len(told["properties"])) == ("unit", 3, 3)
    every = client.get("/reconcile/properties").json()["properties"]
    assert [one["id"] for one in every] == list(PROPERTIES)


def test_previews_show_and_do_nothing(client: httpx.Client) -> None:
    page = client.get("/reconcile/preview", params={"id": "person/p0002"})
    assert page.headers["content-security-policy"] == POLICY and "x-frame-options" not in page.headers
    assert "&lt;b&gt;Bo&lt;/b&gt;" in page.text and "<b>" not in page.text and "style=" not in page.text
    view = client.get("/reconcile/view", params={"id": "person/p0002"})
    assert (view.status_code, view.headers["location"]) == (303, f"{client.base_url}/person/p0002")
    for what, id_ in (("entity", "person/p0002"), ("type", "unit"), ("property", "born")):
        told = client.get(f"/reconcile/flyout/{what}", params={"id": id_}).json()
        assert told["id"] == id_ and told["html"].startswith("<p><strong>")


BATCHES = {
    "names": {"a": {"query": "Ruus", "limit": 3.0}, "b": {"query": "nothing of the kind"}},
    "typed": {"a": {"query": "Herring", "type": ["group", "place"], "type_strict": "should"}},
    "values": {"a": {"query": "Ada", "properties": [{"pid": "born", "v": 1890}, {"pid": "died", "v": [True, "1951"]}]}},
}


@pytest.mark.parametrize("version", ["0.1", "0.2"])
def test_answers_fit_the_schemas(client: httpx.Client, version: str) -> None:
    fits("manifest", client.get("/reconcile").json(), version)
    for batch in BATCHES.values():
        fits("reconciliation-query-batch", batch)  # the later one allows what the earlier does
        fits("reconciliation-result-batch", asked(client, batch), version)
    for name, what in (("entities", "entity"), ("types", "type"), ("properties", "property")):
        for prefix in ("", "a", "нра", "zzz"):
            told = client.get(f"/reconcile/suggest/{what}", params={"prefix": prefix}).json()
            fits(f"suggest-{name}-response", told, version)
    ids = [
        "person/p0001",
        "person/p0002",
        "group/g0001",
        "place/pl0001",
        "decision/d0001",
        "archive/nra/f5/d77",
        "none",
    ]
    told = extended(client, ids, *PROPERTIES)
    assert set(told["rows"]) == set(ids) and all(set(row) == set(PROPERTIES) for row in told["rows"].values())
    fits("data-extension-response", told, version)
    for kind in ("", *KINDS):
        fits("data-extension-property-proposal", client.get("/reconcile/properties", params={"type": kind}).json())
