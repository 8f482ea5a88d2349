"""A site in a real browser: Debian's Chromium by Playwright, a server that sends files as any static host does."""

from __future__ import annotations

import functools
import gzip
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SUBFOLDER = "somewhere/deep"  # below the host's root, where the site stands in every test
READY = "html[data-ready]"  # the engine and the core data are in the browser
_LEFT = "net::ERR_ABORTED"  # what the browser was still fetching for a page when the next one was asked for
UPGRADED = "html[data-editor]"  # the editor has taken the place of the text area


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript", ".wasm": "application/wasm"}

    def translate_path(self, path: str) -> str:
        head = f"/{SUBFOLDER}/"
        return super().translate_path("/" + path.removeprefix(head)) if path.startswith(head) else "/nowhere"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class _Packing(_Handler):
    """Sends what the site's `.htaccess` says packed: texts with gzip, the query engine as the file beside it."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path.partition("?")[0]))
        tight = file.with_suffix(".br")
        if file.name.endswith(".wasm.gz") and tight.is_file():
            self._send(tight.read_bytes(), "application/wasm", "br")
        elif file.is_file() and file.suffix in (".html", ".js", ".css", ".svg", ".ttl", ".jsonld", ".csv"):
            self._send(gzip.compress(file.read_bytes()), self.guess_type(str(file)), "gzip")
        else:
            super().do_GET()

    def _send(self, data: bytes, type_: str, encoding: str) -> None:
        assert encoding in self.headers["Accept-Encoding"]
        self.send_response(200)
        for name, value in (("Type", type_), ("Encoding", encoding), ("Length", str(len(data)))):
            self.send_header(f"Content-{name}", value)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def served(folder: Path, *, packed: bool = False) -> Iterator[str]:
    """The address of `folder`, served below a subfolder of a host while this runs; `packed` where that is possible."""
    handler = functools.partial(_Packing if packed else _Handler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{SUBFOLDER}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser; skips the test where it is not installed."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page whose complaints and requests are written down."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request: Any) -> None:
        if request.failure != _LEFT:
            self.complaints.append(f"{request.url}: {request.failure}")

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def to_others(self, own: str) -> list[str]:
        """Requests to other hosts than the site's; what the page makes itself (blob, data) goes nowhere."""
        return [url for url in self.requests if not url.startswith((own, "blob:", "data:"))]


def page_types(site: Path) -> list[str]:
    """One page of each kind: of every folder its index and one from the middle of the others."""
    found = []
    for folder in (site, *sorted(path for path in site.iterdir() if path.is_dir())):
        if folder.name in ("assets", "dump", "thing"):
            continue
        pages = sorted(folder.glob("*.html") if folder == site else folder.rglob("*.html"))
        others = [page for page in pages if page.name != "index.html" and not page.name.startswith("list-")]
        wanted = {folder / "index.html", *others[len(others) // 2 :][:1]}
        found += [page.relative_to(site).as_posix() for page in sorted(wanted) if page.is_file()]
    return [*found, "vocabulary/ep.html", "query/editor.html"]
