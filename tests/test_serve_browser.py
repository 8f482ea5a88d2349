"""A browser before `kg serve`: the query page and the endpoint, from its own pages and from those of others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import running, served
from site_browser import READY, UPGRADED, Watched, chromium
from site_browser import served as hosted

from kg.pipeline import Built
from kg.vendor import assets
from kg.workspace import load_settings

QUERY = "SELECT ?letter WHERE { ?letter a <https://w3id.org/letterkg/ns#Letter> } ORDER BY ?letter"
ASK = """async ([address, query]) => {
  const body = new URLSearchParams({ query });
  const answer = await fetch(address + "/sparql", { method: "POST", body, headers: { accept: "application/json" } });
  return (await answer.json()).results.bindings.map((row) => row.letter.value);
}"""
MATCH = """async (address) => {
  const queries = JSON.stringify({ q: { query: "Kaganovitch", type: "person" } });
  const answer = await fetch(address + "/reconcile", { method: "POST", body: new URLSearchParams({ queries }) });
  return (await answer.json()).q.result[0].id;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def client(built: Built, site: Path, browser: Any) -> Iterator[httpx.Client]:
    settings = load_settings(Path(__file__).resolve().parent.parent / "data" / "workspace.toml")
    with running(served(built.out, base=settings.base)) as client:
        yield client


def test_the_query_page_answers_as_the_endpoint_does(client: httpx.Client, browser: Any, site: Path) -> None:
    if not (site / "assets" / "vendor" / "oxigraph.js").is_file():
        pytest.skip(f"the query engine could not be fetched: {assets().missing}")
    address = str(client.base_url).rstrip("/")
    watched = Watched(browser.new_context())
    page = watched.page
    page.goto(f"{address}/sparql")  # leads to the page, for a browser
    assert page.url.partition("#")[0] == f"{address}/query/editor.html"
    page.wait_for_selector(READY)
    page.wait_for_selector(UPGRADED)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(QUERY)
    page.click("#run")
    page.wait_for_selector("#answer[data-asked='1']", state="attached")
    shown = page.eval_on_selector_all("#answer-body tbody tr a", "links => links.map(link => link.textContent)")
    found = page.evaluate(ASK, [address, QUERY])
    assert (
        len(found) == 72 and [iri.split("/kaganovich/")[-1].split("stalin-kaganovich/")[-1] for iri in found] == shown
    )
    page.click("#answer-body tbody tr a")
    page.wait_for_load_state()
    assert page.url == f"{address}/letter/{shown[0].split('/')[-1]}.html"
    assert not watched.complaints and not watched.to_others(address)
    page.context.close()


def test_pages_of_others_may_ask_match_and_frame(client: httpx.Client, browser: Any, tmp_path: Path) -> None:
    address = str(client.base_url).rstrip("/")
    preview = client.get("/reconcile").json()["preview"]
    url = preview["url"].replace("{{id}}", "person%2Fp0002")
    frame = f'<iframe src="{url}" width="{preview["width"]}" height="{preview["height"]}" sandbox></iframe>'
    (tmp_path / "index.html").write_text(
        f"<!doctype html><meta charset=utf-8><title>x</title>{frame}", encoding="utf-8"
    )
    with hosted(tmp_path) as other:
        context = browser.new_context()
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(f"{message.location['url']}: {message.text}"))
        page.goto(other + "index.html")
        assert len(page.evaluate(ASK, [address, QUERY])) == 72
        assert page.evaluate(MATCH, address) == "person/p0002"
        inner = page.frames[1]
        assert inner.locator("h1").inner_text() == "Lazar Kaganovich"
        assert [text for text in said if "favicon" not in text] == []
        context.close()
        whole = browser.new_context(viewport={"width": preview["width"], "height": preview["height"]})
        page = whole.new_page()
        page.goto(url)
        sizes = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        assert page.evaluate(sizes) == [preview["width"], preview["height"]]  # nothing to scroll
        whole.close()
