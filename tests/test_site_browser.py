"""The site in Chromium: every kind of page, in light and dark, on a phone, without JavaScript, from a folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from site_browser import Watched, chromium, page_types, served
from test_site_bad_input import BASE, LABEL, PERSON, A, made

from kg.publish.site.render import ASSETS

_SERIOUS = ("serious", "critical")
_WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
_CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# What may be otherwise on a narrow screen; everything else is looked at on a desk.
_NARROW = {
    "runOnly": {
        "type": "rule",
        "values": ["target-size", "scrollable-region-focusable", "css-orientation-lock", "meta-viewport", "bypass"],
    },
    "rules": {"target-size": {"enabled": True}},
}
# Of the rows and sections of a page that are made of the same elements, two stay: axe takes seconds for thousands.
_TWO_OF_EACH = """() => {
  const met = new Map();
  for (const one of document.querySelectorAll("main tbody > tr, main li, main section")) {
    const made = [one, ...one.querySelectorAll("*")].map((part) => part.tagName + [...part.attributes]
      .map((a) => a.name === "class" || a.name === "role" ? `${a.name}=${a.value}` : a.name).join());
    const kind = [...new Set(made)].sort().join(" ");
    const of = met.get(one.parentElement) ?? met.set(one.parentElement, new Map()).get(one.parentElement);
    of.set(kind, [...(of.get(kind) ?? []), one]);
  }
  for (const of of met.values()) for (const same of of.values()) same.slice(2).forEach((one) => one.remove());
}"""
PHONE = {"width": 320, "height": 640}  # to which WCAG 1.4.10 wants pages to fit
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as url:
        yield url


def _violations(page: Any, **options: Any) -> list[str]:
    """What axe finds that is serious, with the elements."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [
        f"{page.url}: {one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in _SERIOUS
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize(
    ("scheme", "options", "step", "whole"),
    [
        ("light", _WCAG, 1, False),
        ("dark", _CONTRAST, 6, False),
        pytest.param("light", _WCAG, 1, True, marks=pytest.mark.slow),
        pytest.param("dark", _CONTRAST, 1, True, marks=pytest.mark.slow),
    ],
)
def test_every_kind_of_page_renders_asks_no_other_host_and_is_accessible(
    browser: Any, address: str, site: Path, scheme: str, options: dict[str, Any], step: int, whole: bool
) -> None:
    context = browser.new_context(viewport=DESK, color_scheme=scheme)
    watched = Watched(context)
    page = watched.page
    wrong = []
    for path in page_types(site)[::step]:
        page.goto(address + path)
        if not page.locator("h1").first.is_visible():
            wrong.append(f"{path}: no heading")
        if not whole:
            page.evaluate(_TWO_OF_EACH)
        wrong += _violations(page, **options)
    assert not wrong
    assert not watched.complaints
    assert not watched.to_others(address)
    context.close()


def test_on_a_phone_pages_fit_and_are_accessible(browser: Any, address: str, site: Path) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = Watched(context).page
    wrong = []
    for path in page_types(site):
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            wrong.append(f"{path}: {wide} pixels wide")
        page.evaluate(_TWO_OF_EACH)
        wrong += _violations(page, **_NARROW)
    assert not wrong
    context.close()


def test_on_a_phone_the_section_that_one_is_in_is_seen(browser: Any, address: str) -> None:
    page = browser.new_page(viewport=PHONE)
    for path in ("letter/index.html", "lost/index.html", "query/index.html"):
        page.goto(address + path)
        box = page.locator(".main-nav [aria-current]").bounding_box()
        assert box["x"] >= -8 and box["x"] + box["width"] <= PHONE["width"], path
    page.close()


def test_words_without_a_space_and_from_right_to_left_fit_a_phone(browser: Any, tmp_path: Path) -> None:
    iri, alt = f"<{BASE}person/p1>", "<http://www.w3.org/2004/02/skos/core#altLabel>"
    lines = (f"{iri} {A} {PERSON}", f'{iri} {LABEL} "יוסף חיים ברנר"@he', f'{iri} {alt} "{"x" * 5000}"@en')
    shutil.copytree(ASSETS, tmp_path / "assets")
    (tmp_path / "person").mkdir()
    (tmp_path / "person" / "p1.html").write_text(made(*lines)["person/p1.html"], encoding="utf-8")
    page = browser.new_page(viewport=PHONE)
    with served(tmp_path) as url:
        page.goto(f"{url}person/p1.html")
        width = "Math.max(...[...document.querySelectorAll('main *')].map(one => one.getBoundingClientRect().right))"
        assert page.evaluate(width) <= PHONE["width"]
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") == "left"
    page.close()


def test_pages_can_be_read_without_javascript(browser: Any, address: str, site: Path) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = Watched(context).page
    page.goto(f"{address}letter/index.html")
    assert page.locator("table tbody tr").count() > 20
    page.locator("table a[href*='l0016']").first.click()
    assert page.url.endswith("letter/l0016.html")
    assert "7 June 1932" in page.inner_text("main")
    page.goto(f"{address}pictures/index.html")
    assert page.locator("main img").count() == 5
    page.locator("main h2 a").first.click()
    assert page.locator("svg.picture[role=group]").count() == 1
    assert page.locator("main table tbody tr").count() > 5
    page.goto(f"{address}query/editor.html")
    assert "Without JavaScript nothing can be run" in page.inner_text("main")
    assert not page.locator("#form").is_visible()
    context.close()


def test_the_site_works_from_a_folder_without_a_server(browser: Any, site: Path) -> None:
    context = browser.new_context(viewport=DESK)
    watched = Watched(context)
    page = watched.page
    page.goto((site / "index.html").as_uri())
    page.locator("main a[href='letter/index.html']").first.click()
    page.locator("table a[href*='l0016']").first.click()
    page.wait_for_url("**/letter/l0016.html")
    page.locator("main a[href*='person/p0001']").first.click()
    page.wait_for_url("**/person/p0001.html*")
    page.goto((site / "pictures" / "index.html").as_uri())
    page.goto((site / "query" / "index.html").as_uri())
    page.locator("main a.button").click()
    assert page.locator("[data-from-folder]").is_visible()
    watched.complaints.clear()  # of modules, which browsers refuse to read from a folder
    page.goto((site / "pictures" / "index.html").as_uri())
    page.wait_for_function("() => document.querySelector('main img').naturalWidth > 0")
    page.locator("main a[href='timeline.html']").first.click()
    # In a picture a mark leads to its page.
    page.locator("svg.timeline a[href*='l0016']").click()
    page.wait_for_url("**/letter/l0016.html")
    assert not watched.complaints
    assert not watched.to_others("file://")
    context.close()


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("558 11 77", "archive/rgaspi/f558/op11/d77.html"),
        ("ф. 558 оп. 11 д. 77 л. 54", "archive/rgaspi/f558/op11/d77.html#l54"),
        ("Каганович", "person/p0002.html"),
        ("kaganovic", "person/p0002.html"),
        ("Kagnovitch", "person/p0002.html"),
        ("l0025", "letter/l0025.html"),
        ("stalin 7 june", "letter/l0016.html"),
        ("1932-06-05", "letter/l0008.html"),
        ("5 июня 1932", "letter/l0008.html"),
    ],
)
def test_the_search_box_finds_what_is_meant(asked: str, path: str, browser: Any, site: Path) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto((site / "index.html").as_uri())
    page.fill("#q", asked)
    page.wait_for_selector("#found [role=option]")
    assert page.locator("#found a").first.get_attribute("href") == path
    page.close()


def test_the_search_box_is_used_by_keyboard_and_says_when_there_is_nothing(browser: Any, site: Path) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto((site / "index.html").as_uri())
    page.fill("#q", "7 June 1932")
    page.wait_for_selector("#found [role=option]")
    first = page.locator("#found [role=option]").first
    assert "7 June 1932" in first.inner_text()
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#q", "aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.get_attribute("#q", "aria-expanded") == "false"
    page.fill("#q", "zzqx")
    page.wait_for_selector("#found p")
    assert "Nothing found" in page.inner_text("#found")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('results-status')?.textContent.includes('Nothing found')")
    page.close()


def test_the_row_of_a_dispute_can_be_copied(browser: Any, address: str) -> None:
    context = browser.new_context(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}claim/c066c7b9264a7ca8b.html")
    page.locator(".copy button").click()
    page.wait_for_function("() => document.querySelector('.copy button').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()").startswith("record,field,value,")
    context.close()


def test_pages_hold_what_the_policy_forbids_nowhere(site: Path) -> None:
    """No inline script, style or event attribute, which the policy would refuse: in pages and pictures alike."""
    import re

    scripts = re.compile(rb"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))")
    attributes = re.compile(rb"<[a-z][^>]*\s(?:style|on[a-z]+)=\"")
    wrong = []
    for path in page_types(site):
        data = (site / path).read_bytes()
        wrong += [f"{path}: {found[0]!r}" for pattern in (scripts, attributes) for found in pattern.finditer(data)]
        if b"default-src 'none'" not in data:
            wrong.append(f"{path}: no policy")
    assert not wrong
