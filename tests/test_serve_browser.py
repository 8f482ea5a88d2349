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
from kg.publish.site.info import SiteInfo
from kg.publish.site.render import Renderer
from kg.serve.pool import Limits
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
    renderer = Renderer(SiteInfo("a", "Letters", "", settings.base, "", "nobody", "0"))
    with running(
        served(built.out, limits=Limits(seconds=3, memory=0), base=settings.base, renderer=renderer)
    ) as client:
        yield client


def test_the_query_page_asks_the_endpoint(client: httpx.Client, browser: Any) -> None:
    address = str(client.base_url).rstrip("/")
    watched = Watched(browser.new_context(accept_downloads=True))
    page = watched.page
    page.goto(f"{address}/sparql")  # leads to the page, for a browser
    assert page.url.partition("#")[0] == f"{address}/query/editor.html"
    assert "answered by the SPARQL endpoint of this server" in page.inner_text("main")
    shown = _run(page, QUERY)
    found = page.evaluate(ASK, [address, QUERY])
    assert len(found) == 72 and [f"letter/{iri.rpartition('/')[2]}" for iri in found] == shown
    assert f"{address}/sparql" in watched.requests
    assert not [url for url in watched.requests if "wasm" in url or "/dump/" in url or "core.ttl" in url]
    with page.expect_download() as download:
        page.click("[data-download=csv]")
    assert len(Path(download.value.path()).read_text(encoding="utf-8").splitlines()) == 73
    assert _run(page, "CONSTRUCT WHERE { ?letter a <https://w3id.org/letterkg/ns#Letter> }") == []
    assert page.inner_text("#status").startswith("A graph of 72 things, in ")
    _run(page, "ASK { ?s ?p ?o }")
    assert page.inner_text("#answer-body") == "Yes"
    page.click("#run")
    page.wait_for_selector("#answer[data-asked='4']", state="attached")
    assert not watched.complaints and not watched.to_others(address)
    _run(page, "SELECT * {\n  ?a nowhere:label ?b\n}")
    assert "Line 2, column" in page.inner_text("#error") and "add PREFIX name: <IRI>" in page.inner_text("#error")
    _run(page, "SELECT * { SERVICE <https://example.org/sparql> { ?a ?b ?c } }")
    said = client.post("/sparql", data={"query": "SELECT * { SERVICE <https://example.org/sparql> { ?a ?b ?c } }"})
    assert page.inner_text("#error").strip() == said.text.strip()
    page.context.close()


def _run(page: Any, text: str) -> list[str]:
    """Ask a query of one's own; the links of the answer."""
    page.wait_for_selector(READY)
    page.wait_for_selector(UPGRADED)
    done = int(page.get_attribute("#answer", "data-asked") or 0)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.click("#run")
    page.wait_for_selector(f"#answer[data-asked='{done + 1}']", state="attached")
    links: list[str] = page.eval_on_selector_all(
        "#answer-body tbody tr a", "links => links.map(link => link.textContent)"
    )
    return links


def test_the_query_page_gives_up_what_is_stopped_and_says_what_took_too_long(
    client: httpx.Client, browser: Any
) -> None:
    page = browser.new_page()
    page.goto(f"{client.base_url}/query/editor.html")
    page.wait_for_selector(READY)
    page.wait_for_selector(UPGRADED)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?f < ?i) }")
    page.click("#run")
    page.wait_for_selector("#stop", state="visible")
    page.click("#stop")
    page.wait_for_selector("#answer[data-asked='1']", state="attached")
    assert page.inner_text("#status") == "Stopped. Ask again when you like."
    page.click("#run")
    page.wait_for_selector("#answer[data-asked='2']", state="attached")
    assert "second" in page.inner_text("#error")
    page.close()


def test_without_scripts_there_is_a_plain_form(client: httpx.Client, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{client.base_url}/sparql")
    page.get_by_role("link", name="a plain form").click()
    page.get_by_label("SPARQL").fill(QUERY)
    page.get_by_role("button", name="Run").click()
    assert page.get_by_role("table").locator("tbody tr").count() == 72
    assert page.input_value("#text") == QUERY
    page.get_by_role("link", name="letter/l0001").click()
    assert page.url.endswith("/letter/l0001.html")
    page.go_back()
    page.get_by_label("SPARQL").fill("SELECT ?a {\n ?a <b> }")
    page.get_by_role("button", name="Run").click()
    assert "error at 2:" in page.inner_text("main pre")
    page.get_by_label("SPARQL").fill("ASK { ?a ?b ?c }")
    page.get_by_role("button", name="Run").click()
    assert "Yes." in page.inner_text("main")
    context.close()


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
