"""The site of the checkout's collection: every IRI has a page, no link is broken, pages are what people can use."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import WORKSPACE
from pyoxigraph import NamedNode, Store
from site_pages import Pages

from kg.publish.site.pages import in_turn
from kg.publish.site.paths import page_of
from kg.publish.site.render import ASSETS
from kg.publish.site.search import words
from kg.site.data import entries_of
from kg.workspace import load_settings

LIMIT = 500_000  # bytes of a page
DELO = "archive/rgaspi/f558/op11/d77.html"


@pytest.fixture(scope="session")
def pages(site: Path) -> Pages:
    """The pages of the site, read once."""
    return Pages(site)


@pytest.fixture(scope="session")
def base() -> str:
    """The base of the collection's IRIs."""
    return load_settings(WORKSPACE / "workspace.toml").base


def test_no_link_and_no_fragment_is_broken(pages: Pages) -> None:
    assert len(pages.paths) > 2000
    assert list(pages.broken()) == []


def test_every_iri_leads_to_a_page_and_every_part_to_a_place_on_it(pages: Pages, store: Store, base: str) -> None:
    subjects = {quad.subject.value for quad in store if isinstance(quad.subject, NamedNode)}
    subjects = {iri for iri in subjects if iri.startswith(base)}
    lines = {id_ for path in pages.paths if "/list-lines-" in path for id_ in pages.ids(path)}
    lost = []
    for iri in sorted(subjects):
        path, _, fragment = page_of(iri, base).partition("#")
        there = (pages.folder / path).is_file()
        if not there or (fragment and fragment not in pages.ids(path) and fragment not in lines):
            lost.append(iri)
    assert subjects
    assert lost == []


def test_each_thing_has_its_data_beside_its_page(pages: Pages, base: str) -> None:
    for path in ("letter/l0016", "claim/c066c7b9264a7ca8b", "archive/rgaspi/f558/op11/d77", "person/p0001"):
        iri = f"<{path}>".encode()
        assert iri in (pages.folder / f"{path}.ttl").read_bytes()
        data = json.loads((pages.folder / f"{path}.jsonld").read_bytes())
        assert f"{base}{path}" in json.dumps(data)


def test_pages_are_small(site: Path) -> None:
    assert [file.name for file in site.rglob("*.html") if file.stat().st_size > LIMIT] == []


def test_pages_have_what_readers_of_any_kind_need(pages: Pages) -> None:
    assert list(pages.heading_faults()) == []
    for path in pages.paths:
        text = pages.text(path)
        for part in ('<html lang="en">', '<main id="main"', "<header", "<footer", 'class="skip"', "<title>"):
            assert part in text, (path, part)
        assert text.count("<caption") >= text.count("<table class="), path
        assert "<th>" not in text, path


def test_nothing_in_a_page_needs_what_its_policy_forbids(pages: Pages) -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/)[^>]*>|\sstyle=|\son[a-z]+=\"|javascript:", re.I)
    outside = re.compile(r'<(?:script|link rel="stylesheet"|img|iframe)[^>]*(?:src|href)="(?:https?:)?//')
    wrong = [path for path in pages.paths if inline.search(text := pages.text(path)) or outside.search(text)]
    assert wrong == []


def test_identifiers_are_unique_on_a_page(pages: Pages) -> None:
    for path in pages.paths:
        found = re.findall(r'\sid="([^"]*)"', pages.text(path))
        assert len(found) == len(set(found)), (path, {one for one in found if found.count(one) > 1})


def test_a_letter_page_says_who_when_where_and_who_says_so(pages: Pages) -> None:
    text = pages.text("letter/l0016.html")
    for part in (
        "7 June 1932", "EDTF 1932-06-07", "RGASPI F. 81. Op. 3. D. 99. L. 58-60", 'lang="ru"', "What answers what",
        "Between the same people", "Who says so", "line 441", "l0016.ttl", "application/ld+json", "7 июня 1932",
    ):  # fmt: skip
        assert part in text, part
    rejected = pages.text("letter/l0005.html")
    assert 'class="status rejected"' in rejected
    assert "outweighed by the signature at line " in rejected
    assert "outweighed by the printed heading at line 133" not in rejected  # by which it is said


def test_the_first_page_says_what_each_file_is_and_leads_everywhere(pages: Pages) -> None:
    text, links = pages.text("index.html"), set(pages.links("index.html"))
    assert {
        "query/index.html", "query/editor.html", "query/letters-on-day.html", "pictures/index.html",
        "pictures/timeline.html", "vocabulary/index.html", "profile/index.html", "void.ttl", "dump/core.ttl",
        "dump/letters.csv",
    } <= links  # fmt: skip
    for part in ("about 15 statements a letter", "text/turtle", "N-Triples 1.1, gzip", "a table of letters"):
        assert part in text, part
    assert text.count('<svg viewBox="') == text.count("</figcaption>") == 2
    assert "data-filter" not in text
    assert text.index("stalin-kaganovich.ttl") < text.index("core.ttl") < text.index("void.ttl")


def test_long_lists_can_be_filtered_and_short_ones_need_no_filter(pages: Pages) -> None:
    assert "data-filter" in pages.text("letter/index.html")
    assert "data-filter" not in pages.text("letter/l0016.html")


def test_a_claim_on_another_document_says_in_words_what_that_is(pages: Pages, store: Store) -> None:
    asked = """PREFIX ep: <https://w3id.org/letterkg/ns#> PREFIX crm: <http://www.cidoc-crm.org/cidoc-crm/>
        SELECT ?claim ?record ?said { GRAPH ?graph { VALUES ?property { ep:refersToLetter crm:P67_refers_to }
          ?claim crm:P177_assigned_property_of_type ?property; ep:aboutRecord ?record; ep:assignedValue ?said } }"""
    spelled = re.compile(r"<bdi>(?:(?:sent|missing|your|our|either)\b[^<]*|\d{4}-\d\d-\d\d)?</bdi>")
    found = list(store.query(asked))
    assert {"sent", "your letter", "", "1932-06-05"} <= {row["said"].value for row in found}
    for row in found:
        facts = pages.text(f"claim/{row['claim'].value.rpartition('/')[2]}.html").partition("<dt>Status")[0]
        said = facts.rpartition("<dt>")[2]
        assert "<bdi>" in said and not spelled.search(said), said
    assert "a writing of Mezhlauk sent with the letter" in pages.text("letter/l0039.html")


def test_a_claim_page_says_how_to_dispute_it(pages: Pages) -> None:
    text = pages.text("claim/c066c7b9264a7ca8b.html")
    for part in (
        "line 428", "adopted", "The rest of the case", "Dispute it", "l0016,date,,c066c7b9264a7ca8b|",
        "record,field,value,claims,reason,curator,date,note", "of the edition stalin-kaganovich-1932-06",
        'class="copy"',
    ):  # fmt: skip
        assert part in text, part


def test_the_page_of_a_file_has_every_leaf_from_the_first_to_the_last(pages: Pages) -> None:
    text = pages.text(DELO)
    strip = re.findall(r'<li><(?:a|span) class="(\w+)"[^>]*>(\d+)(v?)<', text)
    numbers = [int(number) for _, number, _ in strip]
    assert numbers == sorted(numbers)
    assert sorted(set(numbers)) == list(range(numbers[0], numbers[-1] + 1))
    states = {f"{number}{verso}": state for state, number, verso in strip}
    assert states["54"] == "shared"
    assert states["13"] == "published"
    assert {"published", "shared", "cited", "candidate", "unknown"} == set(states.values())
    assert states["81v"] == "published"
    assert re.search(r"\d+ with a printed text, \d+ shared by several texts, \d+ only cited, \d+ where a lost", text)


def test_a_shelfmark_is_found_as_people_write_it() -> None:
    wanted = ["f558", "op11", "d77", "l54"]
    assert words("ф. 558 оп. 11 д. 77 л. 54") == wanted
    assert words("Fond 558, opis 11, delo 77, leaf 54") == wanted
    assert words("F558 op.11 d.77 L.54") == wanted
    assert words("Каганович") == words("Kaganovich") == ["kaganovich"]


def test_the_search_index_finds_names_shelfmarks_and_numbers(site: Path) -> None:
    folder = site / "assets" / "search"
    parts = dict(_part(file.read_text(encoding="utf-8")) for file in folder.glob("*.js"))
    main = parts["main"]

    def find(text: str) -> list[str]:
        found: set[int] | None = None
        for word in words(text):
            steps = parts["w" + word[: main["width"]]].get(word, [])
            numbers = {sum(steps[: n + 1]) for n in range(len(steps))}
            found = numbers if found is None else found & numbers
        return [parts[f"e{n // main['chunk']}"][n % main["chunk"]][3] for n in sorted(found or ())]

    assert "archive/rgaspi/f558/op11/d77.html#l54" in find("ф. 558 оп. 11 д. 77 л. 54")
    assert "letter/l0016.html" in find("F. 81. Op. 3. D. 99. L. 59")
    assert find("Лазарь Моисеевич Каганович") == ["person/p0002.html"]
    assert find("l0016")[0] == "letter/l0016.html"


def _part(text: str) -> tuple[str, object]:
    name, _, value = text.removeprefix("kgSearch(").removesuffix(");\n").partition(",")
    return json.loads(name), json.loads(value)


PAIRS = [
    (text, ground) for text in ("ink", "muted", "accent", "yes", "no", "open") for ground in ("paper", "sheet", "tint")
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_enough_contrast(scheme: int) -> None:
    """WCAG 2.2: 1.4.3 asks 4.5 to 1 of text, 1.4.11 3 to 1 of what shows where a field is."""
    css = (ASSETS / "colours.css").read_text(encoding="utf-8")
    roots = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", roots[scheme]))
    low = {pair: _contrast(colours[pair[0]], colours[pair[1]]) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}
    assert _contrast(colours["paper"], colours["accent"]) >= 4.5
    assert min(_contrast(colours["edge"], colours[ground]) for ground in ("paper", "sheet")) >= 3


def _contrast(one: str, other: str) -> float:
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_record_is_followed_by_the_claims_on_it(site: Path) -> None:
    """Pages that need the same claims are made together, so that each claim is read once."""
    dump = next((site / "dump").glob("*.nq.gz"))
    entries, _ = entries_of(dump, load_settings(WORKSPACE / "workspace.toml").base)
    records, at, apart = {entry.iri for entry in entries if not entry.about}, "", []
    for entry in in_turn(entries):
        if entry.about in records and entry.about != at:
            apart.append(entry.stem)
        at = entry.about or entry.iri
    assert apart == []
    assert sum(entry.about in records for entry in entries) > 500
