"""Round trips with clients of reconciliation services: two from PyPI, and one that knows nothing but the manifest."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from programs import interpreter
from reconciled import said
from serving import running, served, store

# A Python that has py-reconciliation-service-api, or reconciler (with numpy below 2), or both.
PYTHON = interpreter("KG_RECONCILIATION_CLIENT", "clients") or sys.executable
TYPED = """
import sys
from py_reconciliation_service_api import build_reconciliation_service
from py_reconciliation_service_api.models.reconciliation import ReconciliationQuery as Query
service = build_reconciliation_service(sys.argv[1])
queries = [Query(query="Ada Ruus", type="person", limit=2), Query(query="nra f5 d77"), Query(query="zzzz"),
           Query(query="A. Ruus", type=["person"], properties=[{"pid": "born", "v": 1921}])]
for found in service.reconcile_batch(queries):
    best = found.result[0] if found.result else None
    print(best and (best.id, best.name, bool(best.features), best.type[0].name))
"""
FRAMES = """
import sys
import pandas
from reconciler import reconcile
names = pandas.DataFrame({"who": ["Ada Ruus", "Bo Lindqvist"], "born": ["1890", "1900"]})
found = reconcile(names["who"], type_id="person", property_mapping={"born": names["born"]},
                  reconciliation_endpoint=sys.argv[1])
for row in found.itertuples():
    print(row.input_value, row.id, row.type_id, row.name)
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(served(store(tmp_path_factory.mktemp("reconcile") / "out", said()))) as client:
        yield client


def said_by(script: str, module: str, client: httpx.Client) -> list[str]:
    """What a script with a client says of the service; skips the test where the client is not installed."""
    if subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True).returncode:
        pytest.skip(f"{module} is not here (.ci/programs installs it)")
    command = [PYTHON, "-c", script, f"{client.base_url}/reconcile"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert found.returncode == 0, found.stderr
    return found.stdout.splitlines()


def test_a_typed_client(client: httpx.Client) -> None:
    assert said_by(TYPED, "py_reconciliation_service_api", client) == [
        "('person/p0001', 'Ada Ruus', True, 'Person')",
        "('archive/nra/f5/d77', 'NRA F. 5. D. 77', True, 'Archival unit')",
        "None",
        "('person/p0003', 'Adam Ruus', True, 'Person')",
    ]


def test_a_client_for_data_frames(client: httpx.Client) -> None:
    assert said_by(FRAMES, "reconciler", client) == [
        "Ada Ruus person/p0001 person Ada Ruus",
        "Bo Lindqvist person/p0002 person Bo Lindqvist",
    ]


def template(url: str, id_: str) -> str:
    return url.replace("{{id}}", quote(id_, safe="")).replace("${id}", quote(id_, safe=""))


def get(url: str, **parameters: Any) -> Any:
    answer = httpx.get(url, params=parameters or None)
    assert answer.status_code == 200
    return answer.json()


def test_a_table_goes_through_the_manifest_alone(client: httpx.Client) -> None:
    """As OpenRefine works: choose type and properties, match in batches, look at the candidates, fetch columns."""
    endpoint = f"{client.base_url}/reconcile"
    manifest = get(endpoint)
    suggest = {what: one["service_url"] + one["service_path"] for what, one in manifest["suggest"].items()}
    kind = get(suggest["type"], prefix="Pers")["result"][0]["id"]
    born = get(suggest["property"], prefix="Born")["result"][0]["id"]
    table = [("Ruus, Ada", "1890"), ("Bo Lindqvist", ""), ("Adam Ruus", "1921")]
    batch = {
        f"q{n}": {"query": name, "type": kind, "properties": [{"pid": born, "v": year}] if year else []}
        for n, (name, year) in enumerate(table)
    }
    results = httpx.post(endpoint, data={"queries": json.dumps(batch)}).json()
    ids = [results[f"q{n}"]["result"][0]["id"] for n in range(3)]
    assert ids == ["person/p0001", "person/p0002", "person/p0003"]

    preview = httpx.get(template(manifest["preview"]["url"], ids[0]))
    assert preview.headers["content-type"].startswith("text/html") and "Ada Ruus" in preview.text
    entity = manifest["suggest"]["entity"]
    told = get(template(entity["flyout_service_url"] + entity["flyout_service_path"], ids[0]))
    assert told["id"] == ids[0]
    view = httpx.get(
        template(manifest["view"]["url"], ids[0]), headers={"Accept": "application/n-triples"}, follow_redirects=True
    )
    assert view.status_code == 200 and manifest["identifierSpace"] + ids[0] in view.text

    propose = manifest["extend"]["propose_properties"]
    proposed = get(propose["service_url"] + propose["service_path"], type=kind)["properties"]
    wanted = [{"id": one["id"]} for one in proposed if one["name"] in ("Born", "Correspondents", "Wikidata")]
    extension = {"ids": ids, "properties": wanted}
    rows = httpx.post(endpoint, data={"extend": json.dumps(extension)}).json()["rows"]
    assert [rows[id_][born] for id_ in ids] == [[{"str": "1890"}], [], [{"str": "1921"}]]
    assert rows[ids[1]]["correspondent"] == [{"id": ids[0], "name": "Ada Ruus"}]
