"""The query page in Chromium: answers as those of `kg query`, with the network cut, by keyboard alone, with errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store
from site_browser import READY, UPGRADED, Watched, chromium, served

from kg.ns import PREFIXES
from kg.publish.names import Names
from kg.publish.site.editor import of_endpoint
from kg.publish.site.info import SiteInfo
from kg.publish.site.render import ASSETS, Renderer
from kg.queries import ask, bind, find
from kg.queries.run import identifiers
from kg.site.queries import asked, query_pages
from kg.vendor import assets

EDITOR = "query/editor.html"
# Of each: what it shows. The core is enough for the first three; the others make the page load everything.
QUERIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("letters-on-day", {"day": "1932-06-07", "author": "p0001"}),  # dates, an identifier that stands alone
    ("correspondents", {}),
    ("reply-chain", {"letter": "letter/l0030"}),
    ("letters-by-number", {"number": "14"}),
    ("letters-possibly-in-window", {"from": "1932-06-10", "to": ""}),  # a default that is left empty
    ("why", {"about": "letter/l0001", "property": "ep:author"}),  # named graphs, a prefixed name
    ("uncertain-dates", {}),
    ("known-leaves", {"file": "archive/rgaspi/f558/op11/d77"}),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    if not (site / "assets" / "vendor" / "oxigraph.js").is_file():
        pytest.skip(f"the query engine could not be fetched: {assets().missing}")
    with served(site) as url:
        yield url


@pytest.fixture
def watched(browser: Any, address: str) -> Iterator[Watched]:
    """The query page when everything that it loads by itself is there, on a host that is then cut off."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    opened = Watched(context)
    opened.page.goto(address + EDITOR)
    opened.page.wait_for_selector(READY)
    opened.page.wait_for_selector(UPGRADED)
    yield opened
    assert not opened.complaints
    assert not opened.to_others(address)
    context.close()


def _expected(store: Store, name: str, values: dict[str, str]) -> list[list[str]]:
    """What `kg query` prints."""
    query, known = find(name), identifiers(store)
    answer = ask(store, query, bind(query, {key: value for key, value in values.items() if value}, known))
    assert isinstance(answer, QuerySolutions)
    names = Names(PREFIXES, known.base)

    def word(term: Any) -> str:
        if term is None:
            return ""
        return names.short(term.value).strip("<>") if isinstance(term, NamedNode) else term.value

    return [[word(row[variable]) for variable in answer.variables] for row in answer]


def _rows(page: Any) -> list[list[str]]:
    return page.eval_on_selector_all(
        "#answer-body tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )


def _run(page: Any) -> str:
    """Press the button, wait until the question is done with; what the page then says of it."""
    done = int(page.get_attribute("#answer", "data-asked") or 0)
    page.click("#run")
    page.wait_for_selector(f"#answer[data-asked='{done + 1}']", state="attached")
    return page.inner_text("#status")


def _until(page: Any, expression: str) -> None:
    """Wait for what a script says; Playwright's own waiting evaluates text, which the page's policy forbids."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {expression}")


def _write(page: Any, text: str) -> None:
    """Put a query of one's own into the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_which_letters_did_stalin_write_on_7_june_with_the_network_cut(watched: Watched, store: Store) -> None:
    page = watched.page
    page.context.set_offline(True)
    asked = len(watched.requests)
    page.select_option("#saved", "letters-on-day")
    page.fill("#p-day", "1932-06-07")
    page.fill("#p-author", "person/p0001")
    page.locator("#p-author").blur()
    status = _run(page)
    found = _rows(page)
    assert [row[0] for row in found if row[4] == "true"] == ["letter/l0015", "letter/l0016"]
    assert found == _expected(store, "letters-on-day", {"day": "1932-06-07", "author": "p0001"})
    assert status.startswith(f"{len(found)} rows of the core data, in ")
    assert page.get_attribute("#answer-body tbody a", "href") == "../letter/l0015.html"
    # The browser itself may look for the page's icon when the address changes; nothing else is asked for.
    assert [url for url in watched.requests[asked:] if not url.endswith("icon.svg")] == []
    watched.complaints[:] = [told for told in watched.complaints if "ERR_INTERNET_DISCONNECTED" not in told]


def test_a_person_is_found_by_name_and_by_keyboard(watched: Watched, store: Store) -> None:
    page = watched.page
    page.context.set_offline(True)
    page.select_option("#saved", "letters-on-day")
    page.fill("#p-day", "1932-06-07")
    page.locator("#p-author").press_sequentially("stal")
    offered = "[...document.getElementById('p-author').list.options].map(one => one.value + ' = ' + one.label)"
    _until(page, f"{offered}.some(one => /^Joseph Stalin = .* [(]person.p0001[)]$/.test(one))")
    page.fill("#p-author", "")
    _until(page, f"{offered}.length === 50")
    page.fill("#p-author", "Stalin")
    page.keyboard.press("Tab")
    _until(page, "location.hash.includes('author=Stalin')")
    _run(page)
    assert _rows(page) == _expected(store, "letters-on-day", {"day": "1932-06-07", "author": "Stalin"})
    assert "/person/p0001>" in page.inner_text(".cm-content")
    page.fill("#p-author", "no such person")
    page.keyboard.press("Tab")
    page.wait_for_selector("#p-author[aria-invalid]")
    assert "the identifier or the name no such person" in page.inner_text("#p-author-wrong")
    watched.complaints[:] = [told for told in watched.complaints if "ERR_INTERNET_DISCONNECTED" not in told]


def test_a_name_that_several_have_is_refused_with_all_of_them(watched: Watched) -> None:
    page = watched.page
    page.select_option("#saved", "about-topic")
    page.fill("#p-topic", "relations")
    page.keyboard.press("Tab")
    page.wait_for_selector("#p-topic[aria-invalid]")
    assert "relations can be topic/china (Relations with China), topic/germany" in page.inner_text("#p-topic-wrong")


def test_the_rows_are_those_of_kg_query(watched: Watched, store: Store) -> None:
    page = watched.page
    for name, values in QUERIES:
        page.select_option("#saved", name)
        for field, value in values.items():
            page.fill(f"#p-{field}", value)
            page.locator(f"#p-{field}").blur()
        status = _run(page)
        expected = _expected(store, name, values)
        assert expected
        assert _rows(page) == expected, name
        assert status.split(" ")[0] == str(len(expected))


def test_a_host_that_can_sends_the_smaller_engine(browser: Any, address: str, site: Path, store: Store) -> None:
    """Sent with Brotli, as the site's `.htaccess` has it, the engine is unpacked by the browser and answers alike."""
    assert address  # the engine is there
    with served(site, packed=True) as url:
        watched = Watched(browser.new_context())
        watched.page.goto(f"{url}query/editor.html")
        watched.page.wait_for_selector(READY)
        sent = watched.page.evaluate(
            "performance.getEntriesByType('resource').find(one => one.name.endsWith('.wasm.gz')).encodedBodySize"
        )
        assert sent == (site / "assets" / "vendor" / "oxigraph.wasm.br").stat().st_size
        watched.page.select_option("#saved", "correspondents")
        _run(watched.page)
        assert _rows(watched.page) == _expected(store, "correspondents", {})
        assert watched.complaints == []
        watched.page.context.close()


def test_a_query_is_asked_and_its_answer_sorted_by_keyboard_alone(watched: Watched) -> None:
    page = watched.page
    focused = "document.activeElement.id || document.activeElement.textContent"

    def to(wanted: str) -> None:
        for _ in range(60):
            if page.evaluate(focused) == wanted:
                return
            page.keyboard.press("Tab")
        pytest.fail(f"{wanted} cannot be reached with Tab")

    to("saved")
    page.keyboard.type("Who wrote to whom")
    assert page.input_value("#saved") == "correspondents"
    to("run")  # through the editor, which does not keep the focus
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer-body tbody tr")
    to("authorName")
    page.keyboard.press("Enter")
    assert page.get_attribute("#answer-body th[aria-sort]", "aria-sort") == "ascending"
    sorted_names = [row[1] for row in _rows(page)]
    assert sorted_names == sorted(sorted_names)
    page.keyboard.press("Enter")
    assert [row[1] for row in _rows(page)] == sorted_names[::-1]


def test_an_answer_below_the_screen_of_a_phone_is_brought_up(watched: Watched) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 700})
    watched.page.evaluate("scrollTo(0, 0)")
    watched.page.locator("#p-day").press("Enter")
    watched.page.wait_for_selector("#answer-body tbody tr")
    _until(watched.page, "document.getElementById('answer').getBoundingClientRect().top < 560")


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_answered(watched: Watched) -> None:
    page = watched.page
    page.context.set_offline(True)
    _write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?f < ?i) }")
    page.click("#run")
    page.wait_for_selector("#stop", state="visible")
    page.click("#stop")
    _until(page, "document.getElementById('status').textContent.startsWith('Stopped')")
    _write(page, "ASK { ?s ?p ?o }")
    assert _run(page).startswith("Yes of the core data")


def test_mistakes_are_said_with_their_place(watched: Watched) -> None:
    page = watched.page
    _write(page, "SELECT * {\n  ?a rdfs:label ?b\n}")
    _run(page)
    assert "Line 2, column" in page.inner_text("#error")
    assert "add PREFIX name: <IRI>" in page.inner_text("#error")
    _write(page, "SELECT * { SERVICE <https://example.org/sparql> { ?a ?b ?c } }")
    _run(page)
    assert "SERVICE asks another server, and this page asks none" in page.inner_text("#error")
    _write(page, "DELETE WHERE { ?s ?p ?o }")
    _run(page)
    assert "no updates" in page.inner_text("#error")
    page.select_option("#saved", "letters-on-day")
    page.fill("#p-author", "nobody")
    page.locator("#p-author").blur()
    page.wait_for_selector("#p-author[aria-invalid]")
    assert "nothing in the loaded data has the identifier or the name nobody" in page.inner_text("#p-author-wrong")


def test_an_answer_can_be_kept_and_a_query_shared(watched: Watched, address: str) -> None:
    page = watched.page
    page.select_option("#saved", "correspondents")
    _run(page)
    texts = {}
    for suffix in ("csv", "tsv", "json"):
        with page.expect_download() as download:
            page.click(f"[data-download={suffix}]")
        assert download.value.suggested_filename == f"correspondents.{suffix}"
        texts[suffix] = Path(download.value.path()).read_text(encoding="utf-8")
    assert texts["csv"].splitlines()[0] == "author,authorName,addressee,addresseeName,letters"
    assert texts["tsv"].splitlines()[0].split("\t")[0] == "?author"
    assert len(json.loads(texts["json"])["results"]["bindings"]) == len(texts["csv"].splitlines()) - 1
    page.select_option("#saved", "letters-on-day")
    page.fill("#p-day", "1932-06-20")
    page.locator("#p-day").blur()
    _until(page, "location.hash.includes('1932-06-20')")
    assert page.url == f"{address}{EDITOR}#query=letters-on-day&day=1932-06-20"
    page.reload()
    page.wait_for_selector(UPGRADED)
    assert page.input_value("#p-day") == "1932-06-20"
    assert "1932-06-20" in page.inner_text(".cm-content")


def test_without_the_engine_queries_are_composed_and_kept(
    browser: Any, store: Store, site: Path, tmp_path: Path
) -> None:
    """What a site offers that was built without Node: no script asks for what is not there."""
    base = identifiers(store).base or ""
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    renderer = Renderer(SiteInfo("plain", "Plain", "", base, licence, "nobody", "0"))
    dump = next((site / "dump").glob("*.nq.gz")).name.removesuffix(".nq.gz")
    made = dict(query_pages(asked(store, base, site / "dump", None), site / "dump", dump, None, renderer))
    made |= {f"assets/{file.relative_to(ASSETS)}": file.read_bytes() for file in ASSETS.rglob("*") if file.is_file()}
    for path, data in made.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert b"Coasts are missing" in made["pictures/places.html"]
    asking = re.sub(rb"<!--.*?-->", b"", of_endpoint(made[EDITOR], "../sparql"), flags=re.DOTALL)
    assert b'id="run"' in asking and b'data-endpoint="../sparql"' in asking  # a server needs no engine in the browser
    context = browser.new_context()
    watched = Watched(context)
    with served(tmp_path) as url:
        page = watched.page
        page.goto(url + EDITOR)
        page.select_option("#saved", "letters-on-day")
        page.fill("#p-author", "person/p0001")
        page.locator("#p-author").blur()
        _until(page, "document.getElementById('text').value.includes('person/p0001')")
        assert not page.locator("#run").count()
        assert "built without the query engine" in page.inner_text("main")
        with page.expect_download() as download:
            page.click("#save-query")
        assert "person/p0001>) }" in Path(download.value.path()).read_text(encoding="utf-8")
    assert not watched.complaints
    context.close()
