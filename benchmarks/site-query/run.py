"""The first row of a query in the browser, on a connection and a processor like a phone's.

`python benchmarks/site-query/run.py`: builds the workspace in `data/`, makes its site, and opens the query page in
Chromium with an empty cache. Needs Chromium and, once, npm.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from site_browser import READY, chromium, served

from benchmarks.measure import ROOT, machine, results, table
from kg.pipeline import build
from kg.site import make_site

RESULTS = Path(__file__).parent / "results.md"
WORKSPACE = ROOT / "data"
_PHONE = {"offline": False, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "latency": 150}
_SLOWER = 4
_CORE, _ALL = "letters-on-day", "displaced-headings"
_STEPS = (
    "the page can be read and a query chosen",
    "the engine and the core data are in the browser",
    f"first row of a query on the core data (`{_CORE}`), asked at once",
    f"first row of a query on everything (`{_ALL}`), from its Run",
    "the same again, from its Run",
)


class Conditions(NamedTuple):
    """What the browser is held to; `network` as the DevTools protocol takes it."""

    name: str
    network: dict[str, Any] | None
    slower: int
    packed: bool


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="The first row of a query in the browser.")
    parser.add_argument("--runs", type=int, default=5, help="the median counts")
    parser.add_argument("--site", type=Path, help="a site that is there already")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="kg-") as folder:
        site = options.site or _made(Path(folder))
        sizes = _sizes(site)
        bare = Conditions("like a phone, a host that packs nothing", _PHONE, _SLOWER, packed=False)
        phone = Conditions("like a phone, a host that follows .htaccess", _PHONE, _SLOWER, packed=True)
        free = Conditions("not held back", None, 1, packed=True)
        measured = {}
        with chromium() as browser:
            for conditions in (bare, phone, free):
                with served(site, packed=conditions.packed) as url:
                    measured[conditions.name] = [_visit(browser, url, conditions) for _ in range(options.runs)]
    text = _report(options.runs, measured, sizes)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def _made(out: Path) -> Path:
    build(WORKSPACE, out)
    return make_site(WORKSPACE, out).folder


def _visit(browser: Any, url: str, conditions: Conditions) -> list[float]:
    """Seconds to each of _STEPS, with an empty cache."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if conditions.network:
        session.send("Network.emulateNetworkConditions", conditions.network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": conditions.slower})
    begun = time.perf_counter()

    def since() -> float:
        return time.perf_counter() - begun

    page.goto(f"{url}query/editor.html", wait_until="commit")
    page.wait_for_selector("#run", state="visible")
    steps = [since()]
    page.click("#run")
    page.wait_for_selector(READY)
    steps.append(since())
    page.wait_for_selector("#answer-body tbody tr")
    steps.append(since())
    for done in (1, 2):
        page.select_option("#saved", _ALL)
        begun = time.perf_counter()
        page.click("#run")
        page.wait_for_selector(f"#answer[data-asked='{done + 1}'] tbody tr")
        steps.append(since())
    context.close()
    return steps


def _sizes(site: Path) -> list[tuple[str, int]]:
    """What is sent, in bytes: as files, without what a host may compress besides."""
    vendor, own = site / "assets" / "vendor", site / "assets"
    scripts = [*(own / "query").iterdir(), own / "site.js", own / "site.css", own / "query.css"]
    files = {
        "page, with the saved queries": [site / "query" / "editor.html"],
        "its own scripts and style sheets": scripts,
        "engine (WebAssembly, gzip) and its loader": [vendor / "oxigraph.wasm.gz", vendor / "oxigraph.js"],
        "engine, packed tighter, for hosts that can send it": [vendor / "oxigraph.wasm.br"],
        "core data": [site / "query" / "core.ttl.gz"],
        "editor, which comes last": [vendor / "codemirror.js"],
        "everything, on request": [next((site / "dump").glob("*.nq.gz"))],
    }
    return [(what, sum(file.stat().st_size for file in listed)) for what, listed in files.items()]


def _report(runs: int, measured: dict[str, list[list[float]]], sizes: list[tuple[str, int]]) -> str:
    rows = []
    for number, step in enumerate(_STEPS):
        cells = []
        for visits in measured.values():
            found = sorted(visit[number] for visit in visits)
            cells += [f"{median(found):.2f}", f"{found[0]:.2f}–{found[-1]:.2f}"]
        rows.append([step, *cells])
    heads = ["seconds until", *(text for each in measured for text in (each, "range"))]
    return results(
        "# A query in the browser",
        f"`python benchmarks/site-query/run.py --runs {runs}`",
        table(heads, rows),
        f"The connection like a phone's has 1.6 Mbit/s and 150 ms; the processor is {_SLOWER} times slower (DevTools "
        "protocol). Empty cache. A host that follows the site's `.htaccess` sends texts with gzip and the engine with "
        "Brotli. The protocol slows the page's own thread and not the worker that loads the data and answers, so that "
        "its part is the same in all columns. The engine is compiled while it arrives; the editor is fetched when "
        "everything that answers is there, and until then a plain text area serves. Other work went on at the machine.",
        table(["what is sent", "bytes"], [[what, f"{size:,}"] for what, size in sizes]),
        machine("playwright"),
    )


if __name__ == "__main__":
    main()
