"""Lists with filters, search, and what people write for shelfmarks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import BASE, running, served, store

from kg.ns import PREFIXES
from kg.publish.site.info import SiteInfo
from kg.publish.site.render import Renderer
from kg.publish.site.search import Found, index, words
from kg.serve.listed import CERTAINLY, Item, Named, Wanted, chosen, day, facets
from kg.serve.search import Index, marked, meant

RDF, RDFS, EP, CRM, XSD = (PREFIXES[name] for name in ("rdf", "rdfs", "ep", "crm", "xsd"))
ADA, BO = Named(f"{BASE}person/p0001", "Ada Ruus"), Named(f"{BASE}person/p0002", "Bo Lind")
FILE = Named(f"{BASE}archive/rgaspi/f558/op11/d77", "RGASPI F. 558. Op. 11. D. 77")
ITEMS = [
    Item("urn:1", "exact", "1932-06-07", "1932-06-07", {"author": [ADA], "archive": [FILE]}),
    Item("urn:2", "vague", "1932-06-01", "1932-06-30", {"author": [ADA, BO]}),
    Item("urn:3", "undated", "", "", {"author": [BO]}),
]


def labels(values: dict[str, str] | None = None, **days: str) -> list[str]:
    return [item.label for item in chosen(ITEMS, Wanted(values or {}, **days))]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ({}, ["exact", "vague", "undated"]),
        ({"after": "1932-06-07", "before": "1932-06-07"}, ["exact", "vague"]),
        ({"after": "1932-06-07", "before": "1932-06-07", "match": CERTAINLY}, ["exact"]),
        ({"after": "1932-06-01", "before": "1932-06-30", "match": CERTAINLY}, ["exact", "vague"]),
        ({"after": "1932-06-30"}, ["vague"]),
        ({"before": "1932-06-06"}, ["vague"]),
        ({"before": "1932-05-31"}, []),
    ],
)
def test_days_that_are_uncertain(days: dict[str, str], found: list[str]) -> None:
    assert labels(**days) == found


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("author", "Ruus", ["exact", "vague"]),
        ("author", "p0002", ["vague", "undated"]),
        ("author", "person/p0002", ["vague", "undated"]),
        ("author", BO.value, ["vague", "undated"]),
        ("author", "Руус", ["exact", "vague"]),
        ("author", "uus", []),
        ("author", "p000", []),
        ("archive", "rgaspi/f558", ["exact"]),
        ("archive", "РГАСПИ ф. 558 оп. 11", ["exact"]),
        ("archive", "558 11 77", ["exact"]),
        ("archive", "rgaspi/f55", []),
        ("archive", "<>", []),
    ],
)
def test_values_as_people_write_them(column: str, value: str, found: list[str]) -> None:
    assert labels({column: value}) == found


def test_counts() -> None:
    assert facets(ITEMS, ["author", "archive"]) == {"author": [(ADA, 2), (BO, 2)], "archive": [(FILE, 1)]}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("1932", "1932-01-01", "1932-12-31"), ("1932-02", "1932-02-01", "1932-02-29"), ("1932-06-07",) * 3],
)
def test_years_and_months_are_days_too(text: str, first: str, last: str) -> None:
    assert (day(text, last=False), day(text, last=True)) == (first, last)


@pytest.mark.parametrize("text", ["", "June", "1932-13", "1932-02-30", "32", "1932-6-7", "1932-06-07T00:00"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        day(text, last=True)


@pytest.mark.parametrize(
    ("text", "wordings"),
    [
        ("558 11 77", [["f558", "op11", "d77"], ["op558", "d11", "l77"]]),
        (
            "RGASPI 558/11/77, f. 54",
            [["rgaspi", "f558", "op11", "d77", "l54"], ["rgaspi", "op558", "d11", "l77", "l54"]],
        ),
        ("558", []),
        ("1 2 3 4 5", []),
        ("Stalin 1932", []),
    ],
)
def test_shelfmarks_of_bare_numbers(text: str, wordings: list[list[str]]) -> None:
    assert marked(words(text)) == wordings


def test_days_in_any_writing() -> None:
    expected = ["7", "june", "1932"]
    for text in ("1932-06-07", "07.06.1932", "7 июня 1932", "June 7, 1932", "on the 7 June 1932"):
        assert meant(text) == expected


def site(folder: Path) -> Path:
    """The index of a small site."""
    shelf = "RGASPI F. 558. Op. 11. D. 77"
    entries = [
        ("person", "Lazar Kaganovich", "Лазарь Каганович", "person/p0002.html"),
        ("topic", "Oil", "", "topic/oil.html"),
        ("archival unit", shelf, "РГАСПИ. Ф. 558. Оп. 11. Д. 77", "archive/rgaspi/f558/op11/d77.html"),
        ("letter", "Ada to Bo, 7 June 1932", f"about oil; {shelf}. L. 54", "letter/l0001.html"),
        ("leaf", f"{shelf}. L. 54", "РГАСПИ. Ф. 558. Оп. 11. Д. 77. Л. 54", "archive/rgaspi/f558/op11/d77.html#l54"),
    ]
    found = [Found(*entry, frozenset(words(" . ".join(entry[1:3])))) for entry in entries]
    for path, data in index(found):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Каганович", "Lazar Kaganovich"),
        ("kaganovic", "Lazar Kaganovich"),
        ("Kaganovitch", "Lazar Kaganovich"),
        ("558 11 77", "RGASPI F. 558. Op. 11. D. 77"),
        ("oil", "Oil"),
        ("1932-06-07", "Ada to Bo, 7 June 1932"),
    ],
)
def test_words_in_all_scripts_are_found(tmp_path: Path, text: str, first: str) -> None:
    found, count = Index(site(tmp_path)).find(text, 10)
    assert found[0].name == first
    assert count >= len(found)


def test_a_new_index_is_read(tmp_path: Path) -> None:
    known = Index(site(tmp_path))
    assert known.find("Ruus", 10) == ([], 0)
    for path, data in index([Found("person", "Ada Ruus", "", "person/p0001.html", frozenset(["ada", "ruus"]))]):
        (tmp_path / path).write_bytes(data)
    assert known.find("Ruus", 10)[1] == 1


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    lines = [
        f"<{BASE}letter/l{n:04d}> <{name}> {value} .\n"
        for n in range(2, 9)
        for name, value in (
            (f"{RDF}type", f"<{EP}Letter>"),
            (f"{RDFS}label", f'"Letter {n}, <b>"@en'),
            (f"{EP}author", f"<{BO.value}>"),
            (f"{EP}earliestDate", f'"1932-06-0{n}"^^<{XSD}date>'),
            (f"{EP}latestDate", f'"1932-06-0{n}"^^<{XSD}date>'),
        )
    ]
    heading = f"<{BASE}heading/h0001>"
    lines += [
        f'<{BO.value}> <{RDFS}label> "Bo Lind"@en .\n<{BO.value}> <{RDF}type> <{CRM}E21_Person> .\n',
        f"{heading} <{RDF}type> <{EP}Heading> .\n{heading} <{EP}printedAbove> <{BASE}letter/l0005> .\n",
        f'{heading} <{CRM}P190_has_symbolic_content> "Lind to Ruus June 5 1932" .\n',
    ]
    out = store(tmp_path_factory.mktemp("lists") / "out", "".join(lines))
    site(out / "site")
    info = SiteInfo("a", "Letters", "", BASE, "", "nobody", "0")
    with running(served(out, renderer=Renderer(info))) as client:
        yield client


def test_a_list_as_json(client: httpx.Client) -> None:
    query = {"author": "Lind", "from": "1932-06-03", "to": "1932-06-07", "limit": "2", "offset": "2"}
    response = client.get("/letter/", params=query, headers={"accept": "application/json"})
    found = response.json()
    assert found["total"] == 5
    assert [item["earliest"] for item in found["items"]] == ["1932-06-05", "1932-06-06"]
    assert found["items"][0]["author"] == [{"value": BO.value, "name": "Bo Lind"}]
    assert found["facets"]["author"] == [{"value": BO.value, "name": "Bo Lind", "count": 5}]
    links = response.links
    assert set(links) == {"first", "prev", "next", "last"}
    following = client.get(links["next"]["url"], headers={"accept": "application/json"}).json()
    assert [item["earliest"] for item in following["items"]] == ["1932-06-07"]
    assert "next" not in client.get(links["last"]["url"], headers={"accept": "application/json"}).links
    again = client.get(
        "/letter/", params=query, headers={"accept": "application/json", "if-none-match": response.headers["etag"]}
    )
    assert again.status_code == 304


def test_a_list_as_csv(client: httpx.Client) -> None:
    response = client.get("/letter/", params={"author": "p0002", "format": "csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 7
    assert rows[0]["label"] == "Letter 2, <b>"
    assert rows[0]["author"] == "Bo Lind"


def test_a_list_as_a_page(client: httpx.Client) -> None:
    response = client.get("/letter/", params={"author": '"><script>', "match": "certainly"})
    assert "<script>" not in response.text.replace("<script src", "")
    page = client.get("/letter/", params={"author": "Lind"}, headers={"accept": "text/html"}).text
    assert "Letter 2, &lt;b&gt;" in page
    assert '<input id="f-author" name="author" value="Lind">' in page
    assert "letter/?author=https%3A%2F%2Fletters.example.org%2Fkg%2Fperson%2Fp0002" in page  # a facet
    assert 'href="../letter/l0002.html"' in page


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/letter/?autor=x", "autor"),
        ("/letter/?from=June", "from"),
        ("/letter/?match=maybe", "match"),
        ("/letter/?limit=-1", "limit"),
        ("/letter/?format=pdf", "format"),
        ("/person/?from=1932", "from"),
        ("/search", "q"),
        ("/search?q=%20", "q"),
        (f"/resolve?q={'a' * 300}", "q"),
    ],
)
def test_what_is_wrong_is_named(client: httpx.Client, path: str, word: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert word in response.text


@pytest.mark.parametrize("kind", ["letter", "person", "decision", "archive"])
def test_every_kind_has_a_list(client: httpx.Client, kind: str) -> None:
    found = client.get(f"/{kind}/", headers={"accept": "application/json"})
    assert found.status_code == 200
    assert found.json()["total"] == {"letter": 8, "person": 1}.get(kind, 0)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("РГАСПИ. Ф. 558. Оп. 11. Д. 77. Л. 54", "archive/rgaspi/f558/op11/d77.html#l54"),
        ("RGASPI 558/11/77, f. 54", "archive/rgaspi/f558/op11/d77.html#l54"),
        ("558 11 77", "archive/rgaspi/f558/op11/d77.html"),
        ("l0002", "letter/l0002"),
        ("L0002", "letter/l0002"),
        ("letter/l0002", "letter/l0002"),
        (f"{BASE}letter/l0002", "letter/l0002"),
        ("lind to ruus  June 5 1932", "letter/l0005"),
        ("Lazar Kaganovich", "person/p0002.html"),
    ],
)
def test_what_people_write_leads_there(client: httpx.Client, text: str, path: str) -> None:
    response = client.get("/resolve", params={"q": text})
    assert response.status_code == 303
    assert response.headers["location"] == f"{client.base_url}/{path}"


def test_what_leads_nowhere_says_what_is_near(client: httpx.Client) -> None:
    near = client.get("/resolve", params={"q": "558 11 77 999"}, headers={"accept": "application/json"})
    assert near.status_code == 404
    assert "D. 77" in near.json()["items"][0]["name"]
    for text in ("<script>", "'; DROP", "a" * 200, "\U0001f41f", "../../etc"):
        response = client.get("/resolve", params={"q": text})
        assert response.status_code == 404
        assert "<script>" not in response.text.replace("<script src", "")


def test_search_as_a_page_and_as_json(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "Каганович"}, headers={"accept": "text/html"})
    assert "Lazar Kaganovich" in page.text
    found = client.get("/search", params={"q": "Каганович"}, headers={"accept": "application/json"}).json()
    assert found["items"][0]["address"] == f"{client.base_url}/person/p0002.html"
