"""The site's `.htaccess` on a real Apache (2.4), in a folder of the host; skipped where there is none."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

APACHE = shutil.which("apache2", path="/usr/sbin:/usr/bin:/sbin") or ""
MODULES = Path("/usr/lib/apache2/modules")
PARTS = "mpm_event authz_core alias mime dir rewrite headers deflate filter negotiation unixd"
FOLDER = "/letters/"

pytestmark = pytest.mark.skipif(not APACHE or not MODULES.is_dir(), reason="needs Apache")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def host(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the folder in which an Apache has the site."""
    folder = tmp_path_factory.mktemp("apache")
    for path in (folder, *folder.parents):
        if path == Path(tempfile.gettempdir()):
            break
        path.chmod(0o711)  # its processes are not ours where the tests run as root
    shutil.copytree(site, folder / "site")
    released = folder / "site" / "release" / "2026.1"  # as much of a release as the rules look at
    released.mkdir(parents=True, exist_ok=True)
    (released / "void.ttl").touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    loaded = [part for part in PARTS.split() if (MODULES / f"mod_{part}.so").exists()]
    lines = [f"LoadModule {part}_module {MODULES}/mod_{part}.so" for part in loaded]
    lines += [f"PidFile {folder}/pid", f"ErrorLog {folder}/log", f"Listen 127.0.0.1:{port}", "ServerName localhost"]
    lines += ["User www-data", "Group www-data", "TypesConfig /etc/mime.types", f"DocumentRoot {folder}"]
    lines += [f"Alias {FOLDER.rstrip('/')} {folder}/site", f"<Directory {folder}/site>", "AllowOverride All"]
    lines += ["Options FollowSymLinks", "Require all granted", "</Directory>"]
    (folder / "httpd.conf").write_text("\n".join(lines) + "\n")
    process = subprocess.Popen([APACHE, "-f", str(folder / "httpd.conf"), "-D", "FOREGROUND"])
    try:
        for _ in range(100):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}{FOLDER}"
    finally:
        process.terminate()
        process.wait(10)


def answer(address: str, accept: str) -> HTTPResponse | urllib.error.HTTPError:
    """What the host says to one request."""
    opener = urllib.request.build_opener(_Stay)
    try:
        found: HTTPResponse = opener.open(urllib.request.Request(address, headers={"Accept": accept}), timeout=10)
    except urllib.error.HTTPError as error:
        return error
    return found


@pytest.mark.parametrize(
    ("path", "accept", "there"),
    [
        ("letter/l0025", "text/turtle", "letter/l0025.ttl"),
        ("letter/l0025", "application/ld+json", "letter/l0025.jsonld"),
        ("letter/l0025", "text/html,application/xhtml+xml,*/*;q=0.8", "letter/l0025.html"),
        ("letter/l0025", "*/*", "letter/l0025.html"),
        ("archive/rgaspi/f558/op11/d77", "text/turtle", "archive/rgaspi/f558/op11/d77.ttl"),
        ("archive/rgaspi/f558/op11/d77/l54", "text/html", "archive/rgaspi/f558/op11/d77.html#l54"),
        ("dataset", "text/turtle", "dataset.ttl"),
        ("graph/links", "text/turtle", "links"),
        ("graph/claims/stalin-kaganovich-1932-06", "text/html", "claim/"),
        ("query/letters-on-day", "text/turtle", "query/letters-on-day.html"),
    ],
)
def test_an_iri_leads_to_what_is_asked_for(host: str, path: str, accept: str, there: str) -> None:
    found = answer(host + path, accept)
    assert (found.status, found.headers["Location"]) == (303, host + there)
    assert "Accept" in found.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("", "text/html; charset=utf-8"),
        ("letter/", "text/html; charset=utf-8"),
        ("letter/l0025.ttl", "text/turtle; charset=utf-8"),
        ("letter/l0025.jsonld", "application/ld+json"),
    ],
)
def test_files_have_their_media_types(host: str, path: str, type_: str) -> None:
    found = answer(host + path, "*/*")
    assert (found.status, found.headers["Content-Type"].replace(";charset", "; charset")) == (200, type_)


def test_a_release_of_the_dataset_leads_to_what_describes_it(host: str) -> None:
    assert answer(f"{host}dataset/2026.1", "text/turtle").headers["Location"] == f"{host}release/2026.1/void.ttl"
    assert answer(f"{host}dataset/2026.1", "text/html").headers["Location"] == f"{host}release/2026.1/"
    assert answer(f"{host}dataset/2026.9", "text/turtle").status == 404


def test_a_name_for_people_below_a_thing_leads_to_the_thing(host: str) -> None:
    found = answer(f"{host}letter/l0025/stalin-to-kaganovich", "text/html")
    assert (found.status, found.headers["Location"]) == (301, f"{host}letter/l0025")


@pytest.mark.parametrize(
    "path",
    ["person/p0001/", "topic/oil/x", "claim/x/y", "archive/rgaspi/f558/op11/d77/x9", "dataset/", "letter/l0025.ttl/x"],
)
@pytest.mark.parametrize("accept", ["text/turtle", "text/html", "*/*"])
def test_nothing_else_stands_below_a_thing(host: str, path: str, accept: str) -> None:
    assert answer(host + path, accept).status == 404


@pytest.mark.parametrize("path", ["nothing", "letter/l9999", "no/such/thing/at/all", "letter/l0025.ttl/x"])
def test_a_miss_is_a_page_of_the_site_with_ways_into_it(host: str, path: str) -> None:
    found = answer(host + path, "text/html")
    page = found.read().decode(found.headers.get_content_charset("utf-8"))
    assert (found.status, found.headers.get_content_type()) == (404, "text/html")
    assert "<h1>There is no such page</h1>" in page and "%{" not in page
    links = dict.fromkeys(re.findall(r'\s(?:href|src|action)="(/[^"#]*)', page))
    assert {f"{FOLDER}assets/site.css", f"{FOLDER}letter/index.html", f"{FOLDER}search.html"} <= set(links)
    for link in links:
        assert answer(host.removesuffix(FOLDER) + link, "*/*").status == 200, link


def test_folders_end_in_a_slash_and_what_is_not_there_is_not_found(host: str) -> None:
    assert answer(host.rstrip("/"), "text/html").headers["Location"] == host
    assert answer(f"{host}letter", "text/html").headers["Location"] == f"{host}letter/"
    assert answer(f"{host}letter/l9999", "text/turtle").status == 404
