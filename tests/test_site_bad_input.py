"""What a site makes of bad input: hostile labels, addresses that are none, too many letters, folders of others."""

from __future__ import annotations

import errno
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import small_workspace
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store
from site_pages import Pages

from kg.errors import KgError
from kg.files import write_new
from kg.pipeline import build
from kg.publication import published_context
from kg.publish.entity import PageWriter
from kg.publish.site.documents import as_entity, documents, without_graph
from kg.publish.site.graph import View
from kg.publish.site.guide import Guide
from kg.publish.site.host import Gone, host_files, site_map
from kg.publish.site.info import SiteInfo
from kg.publish.site.pages import ROWS, Entry, pages
from kg.publish.site.paths import is_link, page_of, stem
from kg.publish.site.releases import markdown
from kg.publish.site.render import Renderer, data_block
from kg.site import MARK, make_site, making, writing
from kg.site.data import quads
from kg.source import sha256
from kg.workspace import load_settings

BASE = "https://w3id.org/letterkg/bad/"
SITE = SiteInfo("bad", "Bad", "", BASE, "https://creativecommons.org/publicdomain/zero/1.0/", "nobody", "0")
A, LABEL = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<http://www.w3.org/2000/01/rdf-schema#label>"
EP, PERSON = "https://w3id.org/letterkg/ns#", "<http://www.cidoc-crm.org/cidoc-crm/E21_Person>"
SAME = "<https://linked.art/ns/terms/equivalent>"


def made(*lines: str) -> dict[str, str]:
    """The pages of a graph of a few lines."""
    nt = sorted(f"{line} .\n" for line in lines)
    store = Store()
    store.load("".join(nt).encode(), format=RdfFormat.N_TRIPLES)
    found = list(documents(nt, BASE))
    guide = Guide(View(store, BASE), {d.stem: d.parts for d in found}, str)
    entries = [Entry(d.stem, d.iri, d.types, d.about) for d in found]
    return {path: data.decode() for path, data in pages(entries, guide, Renderer(SITE))}


def person(label: str) -> str:
    """The page of a person of that name."""
    escaped = label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    iri = f"<{BASE}person/p1>"
    return made(f"{iri} {A} {PERSON}", f'{iri} {LABEL} "{escaped}"@en')["person/p1.html"]


def test_markup_in_a_label_is_shown_and_not_run() -> None:
    text = person("<script>alert(\"1\")</script><img src=x onerror='alert(2)'>")
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(&#34;1&#34;)" in text
    assert "\\u003cscript" in text  # in the data for search engines


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=40))
def test_no_label_gets_out_of_its_element(label: str) -> None:
    text = person(label)
    assert text.count("<h1") == 1
    assert text.count("<script") == 2  # the site's own, and the data
    assert "</body>" in text


def test_a_label_from_right_to_left_does_not_turn_its_surroundings() -> None:
    text = person("\u05de\u05db\u05ea\u05d1 (1932)")
    assert '<h1 dir="auto"' in text
    assert "<bdi>\u05de\u05db\u05ea\u05d1 (1932)</bdi>" in text


def test_a_long_label_is_folded_and_nothing_of_it_is_lost() -> None:
    text = person("word " * 999 + "end")
    assert "<details><summary>" in text
    assert "(4,998 characters)" in text
    assert text.count("word end") == 2  # under the heading, and in the data for search engines


def test_a_thing_without_a_label_goes_by_its_identifier() -> None:
    assert '<h1 dir="auto">p1</h1>' in person("")
    assert '<h1 dir="auto">p1</h1>' in person("   ")


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x"])
def test_an_address_that_is_none_of_the_web_is_no_link(iri: str) -> None:
    subject = f"<{BASE}person/p1>"
    text = made(f"{subject} {A} {PERSON}", f'{subject} {LABEL} "Ada"@en', f"{subject} {SAME} <{iri}>")["person/p1.html"]
    assert f'href="{iri}' not in text
    assert not is_link(iri)


@pytest.mark.parametrize("iri", ["https://a b/", "https://a/\n", 'https://a/"x', "HTTPS:", "//host", "mailto:"])
def test_an_address_that_cannot_be_one_is_no_link(iri: str) -> None:
    assert not is_link(iri)


@pytest.mark.parametrize(
    "rest",
    ["letter/a b", "../../x", "letter/..", "letter//x", "index", "letter/index", "a" * 300, "dump/x", "ю", "a/."],
)
def test_a_name_that_no_file_can_have_is_made_from_its_hash(rest: str) -> None:
    assert re.fullmatch("thing/[0-9a-f]{16}", stem(rest))
    assert page_of(BASE + rest, BASE).startswith("thing/")


def test_a_person_with_3000_letters_has_pages_of_them() -> None:
    lines = [f"<{BASE}person/p1> {A} {PERSON}", f'<{BASE}person/p1> {LABEL} "Ada"@en']
    for n in range(3000):
        iri = f"<{BASE}letter/l{n:04}>"
        lines += [f"{iri} {A} <{EP}Letter>", f'{iri} {LABEL} "letter {n}"@en', f"{iri} <{EP}author> <{BASE}person/p1>"]
    found = made(*lines)
    mine = {path: text for path, text in found.items() if path.startswith("person/p1")}
    assert len(mine) == 3000 // ROWS
    assert max(map(len, mine.values())) < 500_000
    listed = {letter for text in mine.values() for letter in re.findall(r"letter/(l\d{4})\.html", text)}
    assert len(listed) == 3000
    assert "3,000 letters, by date; here 1 to 300" in mine["person/p1.html"]


def test_data_inside_a_script_cannot_end_it() -> None:
    assert "</" not in data_block({"name": "</script><!--"})


@pytest.mark.parametrize(
    ("line", "triple"),
    [
        ("<a:s> <a:p> <a:o> <a:g> .\n", "<a:s> <a:p> <a:o> .\n"),
        ("<a:s> <a:p> <a:o> .\n", "<a:s> <a:p> <a:o> .\n"),
        ('<a:s> <a:p> "x <y> ." <a:g> .\n', '<a:s> <a:p> "x <y> ." .\n'),
        ('<a:s> <a:p> "x <y"^^<a:d> .\n', '<a:s> <a:p> "x <y"^^<a:d> .\n'),
        ('<a:s> <a:p> "x"^^<a:d> <a:g> .\n', '<a:s> <a:p> "x"^^<a:d> .\n'),
        ('<a:s> <a:p> "x"@en .\n', '<a:s> <a:p> "x"@en .\n'),
    ],
)
def test_the_graph_is_taken_off_a_line_and_nothing_else(line: str, triple: str) -> None:
    assert without_graph(line) == triple


def test_documents_come_whole_though_others_stand_between_their_lines() -> None:
    units = ("archive/a/d77#volume", "archive/a/d77/l54", "archive/a/d77/l54v", "archive/a/d770", "archive/a/d77")
    found = {d.stem: d for d in documents(sorted(f'<{BASE}{unit}> {LABEL} "x" .\n' for unit in units), BASE)}
    assert set(found) == {"archive/a/d77", "archive/a/d770"}
    assert len(list(found["archive/a/d77"].lines)) == 4
    assert set(found["archive/a/d77"].parts) == {"volume", "l54", "l54v"}
    assert found["archive/a/d77"].iri == f"{BASE}archive/a/d77"


def miss(root: str) -> bytes:
    """A page for what is not there."""
    return f'<a href="{root}x">100% {{ENV:AT}} %{{ENV:AT}} $1 ${{PATH}} \\n \U00018a33</a>\n'.encode()


def test_the_page_for_a_miss_leads_to_the_site_from_any_depth() -> None:
    for url, root in (("", "/"), ("https://x.example/", "/"), ("https://x.example/a/b/", "/a/b/")):
        files = {path: data.decode() for path, data in host_files(SITE, [], [], url, miss)}
        assert f'<a href="{root}x">' in files["404.html"]
        said = r"<a href=\"%{ENV:AT}x\">100&#37; {ENV:AT} &#37;{ENV:AT} &#36;1 &#36;{PATH} &#92;n &#100915;</a>"
        assert f'ErrorDocument 404 "{said}"\n' in files[".htaccess"]


def test_hosts_are_told_what_was_merged_and_what_is_gone() -> None:
    gone = [
        Gone("person/p0031", ("person/p0012",)),
        Gone("letter/l0099"),
        Gone("letter/l0098", ("letter/a", "letter/b")),
    ]
    files = {
        path: data.decode() for path, data in host_files(SITE, gone, ["archive/a/d77"], "https://x.example/", miss)
    }
    assert r"RewriteRule ^person/p0031$ %{ENV:AT}person/p0012 [R=301,L]" in files[".htaccess"]
    assert r"RewriteRule ^letter/l0099$ - [G,L]" in files[".htaccess"]
    assert "/person/p0031 /person/p0012 301" in files["_redirects"]
    assert "/letter/l0098 /letter/l0098.html 410" in files["_redirects"]
    assert "/archive/a/d77/* /archive/a/d77.html#:splat 303" in files["_redirects"]
    assert "https://x.example/$1" in files["w3id/.htaccess"]


def test_a_tombstone_says_what_became_of_the_thing_and_what_to_use_instead() -> None:
    old, new = f"<{BASE}person/p2>", f"<{BASE}person/p1>"
    replaced, note = "<http://purl.org/dc/terms/isReplacedBy>", "<http://www.cidoc-crm.org/cidoc-crm/P3_has_note>"
    texts = made(
        f"{new} {A} {PERSON}", f'{new} {LABEL} "Ada"@en', f"{old} {A} <{EP}Tombstone>", f"{old} {replaced} {new}",
        f'{old} {note} "merged into p1"@en', f"<{BASE}person/p3> {A} <{EP}Tombstone>",
    )  # fmt: skip
    merged, withdrawn = texts["person/p2.html"], texts["person/p3.html"]
    assert "This identifier is no longer used." in merged
    assert '<dt>Use instead</dt><dd><a href="../person/p1.html"><bdi>Ada</bdi></a>' in merged
    assert "merged into p1" in merged
    assert "no other thing has taken its place" in withdrawn


def test_the_entry_for_w3id_has_the_vocabulary_where_it_lies_in_the_same_folder() -> None:
    rules = {path: data.decode() for path, data in host_files(SITE, [], [], "https://x.example/", miss)}[
        "w3id/.htaccess"
    ]
    assert "RewriteRule ^ns(?:/.*)?$ https://x.example/vocabulary/ep.html [R=303,L]" in rules
    assert "RewriteRule ^shapes(?:/.*)?$ https://x.example/profile/index.html [R=303,L]" in rules
    assert rules.index("^ns(") < rules.index("^bad/")
    elsewhere = replace(SITE, base="https://w3id.org/others/bad/")
    assert "vocabulary" not in dict(host_files(elsewhere, [], [], "", miss))["w3id/.htaccess"].decode()


def test_the_map_for_robots_has_whole_addresses() -> None:
    [(path, data)] = site_map(["index.html", "letter/a&b.html", "404.html", "x.ttl"], "https://x.example/")
    assert path == "sitemap.xml"
    assert data.count(b"<loc>") == 2
    assert b"<loc>https://x.example/letter/a&amp;b.html</loc>" in data


def test_markdown_of_a_release_cannot_bring_markup() -> None:
    html = markdown("# A\n\n<script>alert(1)</script> [x](javascript:alert(1))\n\n|a|\n|-|\n|b|\n")
    assert "<h2>A</h2>" in html
    assert "<script" not in html
    assert "href" not in html
    assert '<table class="data">' in html


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workspace of two letters, and where it is built."""
    folder = tmp_path_factory.mktemp("small")
    workspace = small_workspace.write(folder / "data")
    build(workspace, folder / "out")
    return workspace, folder / "out"


@pytest.fixture(scope="module")
def small_site(small: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> making.Made:
    """The site of that build."""
    return make_site(*small, tmp_path_factory.mktemp("small-site") / "one")


def test_the_site_of_another_workspace_is_whole_and_the_same_each_time(
    small: tuple[Path, Path], small_site: making.Made, tmp_path: Path
) -> None:
    first, second = small_site.folder, make_site(*small, tmp_path / "two").folder
    names = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()] == []
    assert list(Pages(first).broken()) == []
    text = " ".join(Pages(first).text(path) for path in Pages(first).paths)
    assert "Stalin" not in text
    assert "archive/kb/nachlass-Ruus/b3/folder-1.html" in {path.as_posix() for path in names}


def test_several_processes_make_the_same_site(
    small: tuple[Path, Path], small_site: making.Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = small_site
    monkeypatch.setattr(making, "STATEMENTS_A_PROCESS", 50)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    monkeypatch.setattr("kg.publish.site.together._STRETCH", 2)
    many = make_site(*small, tmp_path / "many")
    assert (one.files, one.size, one.pages) == (many.files, many.size, many.pages)
    names = [path.relative_to(one.folder) for path in one.folder.rglob("*") if path.is_file()]
    assert [name for name in names if (one.folder / name).read_bytes() != (many.folder / name).read_bytes()] == []


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_a_document_that_goes_to_a_file_is_the_same(small: tuple[Path, Path], most: int) -> None:
    """Lines that are read again from a file give the same Turtle and JSON-LD as those in memory."""
    dump, base = next((small[1] / "dump").glob("*.nq.gz")), load_settings(small[0] / "workspace.toml").base
    writer = PageWriter(base, published_context())

    def said(most: int) -> list[tuple[bytes, bytes]]:
        every = (as_entity(document, lambda _: ['"x"@en']) for document in documents(quads(dump), base, most=most))
        return [(writer.turtle(entity), writer.jsonld(entity)) for entity in every]

    assert any(document.large == (most < 1000) for document in documents(quads(dump), base, most=most))
    assert said(most) == said(10**6)


def test_a_folder_of_somebody_else_is_left_alone(small: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(KgError, match="not a site that kg has made"):
        make_site(*small, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_full_disk_leaves_the_old_site(
    small: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / MARK).write_text("")
    (target / "index.html").write_text("the old one")
    count = 0

    def full(path: Path, data: bytes, before: Path | None = None) -> None:
        nonlocal count
        count += 1
        if count > 40:
            monkeypatch.setattr(Path, "write_bytes", _no_room)
        write_new(path, data, before)

    monkeypatch.setattr(writing, "write_new", full)
    with pytest.raises(KgError, match="cannot be written: No space left"):
        make_site(*small, target)
    monkeypatch.undo()
    assert (target / "index.html").read_text() == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def _no_room(path: Path, data: bytes) -> int:
    raise OSError(errno.ENOSPC, "No space left on device", str(path))


def test_without_a_build_there_is_a_message(small: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(KgError, match="there is no store here"):
        make_site(small[0], tmp_path)


def test_releases_are_shown_and_those_that_were_changed_are_left_out(small: tuple[Path, Path], tmp_path: Path) -> None:
    workspace, out = small[0], shutil.copytree(small[1], tmp_path / "out")
    releases = out / "release"
    for version, wrong in (("2026.1", False), ("2026.2", True)):
        folder = releases / version
        folder.mkdir(parents=True)
        (folder / "CHANGES.md").write_text("# Changes\n\nletter l0001: date moved\n")
        told = sha256(b"other" if wrong else (folder / "CHANGES.md").read_bytes())
        (folder / "release.json").write_text('{"date": "2026-01-02T03:04:05Z"}')
        sums = f"{told}  CHANGES.md\n{sha256((folder / 'release.json').read_bytes())}  release.json\n"
        (folder / "SHA256SUMS").write_text(sums)
    (releases / "..x").mkdir()
    result = make_site(workspace, out, tmp_path / "site")
    assert "date moved" in (result.folder / "release/2026.1/index.html").read_text()
    assert (result.folder / "release/2026.1/index.html").read_text().count("Changes</h2>") == 1
    assert "2026-01-02" in (result.folder / "release/index.html").read_text()
    assert not (result.folder / "release/2026.2").exists()
    assert [note for note in result.notes if "2026.2 is left out: CHANGES.md: changed" in note]
    assert [note for note in result.notes if "..x is left out: its name is no version" in note]
    assert list(Pages(result.folder).broken()) == []
