"""`kg serve` beside the Oxigraph server and rdflib-endpoint: requests a second, latency, a runaway, memory.

`python benchmarks/serve/run.py --out DIR` (a folder with what `kg build` and `kg site` made) needs `wrk`. The other
servers are named by `--oxigraph` and `--rdflib-endpoint`; one that is not named is left out.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import ROOT, machine, results, table
from kg.workspace import load_settings

RESULTS = Path(__file__).parent / "results.md"
PORT = 8973
LIMIT = 3.0  # seconds of a query
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?g) }"
# Each request asks another query, so that no answer is one that was kept.
SCRIPT = """local n = 0
request = function()
  n = n + 1
  local query = string.format("SELECT%%20*%%20%%7B%%3C{}%04d%%3E%%20%%3Fp%%20%%3Fo%d%%7D", n % 70 + 1, n)
  return wrk.format("GET", wrk.path .. "?query=" .. query)
end
"""


class Loaded(NamedTuple):
    """What wrk tells: requests a second, milliseconds that half and 99 % of the answers took, answers not of 2xx."""

    rate: float
    half: float
    most: float
    refused: int


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="The server.")
    parser.add_argument("--workspace", type=Path, default=ROOT / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "out")
    parser.add_argument("--seconds", type=int, default=5, help="of each measure")
    parser.add_argument("--requests", type=int, default=100_000, help="after which memory is measured again")
    parser.add_argument("--oxigraph", help="the program of the PyPI package of this name")
    parser.add_argument("--rdflib-endpoint")
    parser.add_argument("--note", default="", help="what the reader of the results should know")
    options = parser.parse_args()
    base = load_settings(options.workspace / "workspace.toml").base
    rows = []
    for name, command, path in servers(options):
        with running(command, path):
            rows.append((name, *measured(options, base, path, name == "kg serve")))
    head = ("", "small query, uncached", "entity", "saved query, cached", "p99 beside a runaway", "memory after")
    text = results(
        "# Serving",
        f"`python benchmarks/serve/run.py --seconds {options.seconds}`: requests a second by `wrk -t1 -c8`, and in "
        "brackets the milliseconds within which 99 % of the answers came. All servers have the same graph, one after "
        "another. An entity is `letter/l0025.ttl`, elsewhere a DESCRIBE; only `kg serve` has saved "
        "queries and stops a runaway.",
        table(head, rows),
        *([options.note] if options.note else []),
        machine("uvicorn", "starlette", "pyoxigraph"),
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def servers(options: argparse.Namespace) -> Iterator[tuple[str, list[str], str]]:
    """Each server: its name, its command, the path of its endpoint."""
    ours = ["-m", "kg", "serve", str(options.workspace), "--out", str(options.out), "--port", str(PORT)]
    yield "kg serve", [sys.executable, *ours, "--per-client", "0", "--seconds", str(LIMIT)], "/sparql"
    if options.oxigraph:
        store = ["--location", str(options.out / "store"), "--bind", f"127.0.0.1:{PORT}", "--union-default-graph"]
        yield "oxigraph serve-read-only", [options.oxigraph, "serve-read-only", *store], "/query"
    if options.rdflib_endpoint:
        dump = next((options.out / "dump").glob("*.nt.gz"))
        unpacked = Path(tempfile.mkdtemp()) / "dump.nt"
        with unpacked.open("wb") as file:
            subprocess.run(["gunzip", "-c", dump], check=True, stdout=file)
        yield "rdflib-endpoint", [options.rdflib_endpoint, "serve", "--port", str(PORT), str(unpacked)], "/"


@contextmanager
def running(command: list[str], path: str) -> Iterator[None]:
    """A server that answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{PORT}{path}", params={"query": "ASK {}"}).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        else:
            raise SystemExit(f"{command[0]} does not answer")
        running.process = process.pid  # type: ignore[attr-defined]
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:  # it still works on the runaway
            process.kill()
            process.wait()


def measured(options: argparse.Namespace, base: str, path: str, ours: bool) -> tuple[str, ...]:
    """The cells of a server."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.replace("{}", quote(f"{base}letter/l", safe="").replace("%", "%%")))
        script.flush()
        small = load(options, path, script.name)
    describe = f"{path}?query={quote(f'DESCRIBE <{base}letter/l0025>')}"
    entity = load(options, "/letter/l0025.ttl" if ours else describe)
    saved = shown(load(options, "/query/topics.csv")) if ours else "–"
    beside, stopped = runaway(options, path)
    before = memory(running.process)  # type: ignore[attr-defined]
    if ours:
        subprocess.run(
            [
                "wrk",
                "-t1",
                "-c8",
                f"-d{max(5, int(options.requests / max(entity.rate, 1)))}s",
                address("/letter/l0025.ttl"),
            ],
            check=True,
            capture_output=True,
        )
    after = memory(running.process)  # type: ignore[attr-defined]
    kept = f"{after} MB" + (f" ({before} MB before {options.requests:,} requests)" if ours else "")
    return (
        shown(small),
        shown(entity),
        saved,
        f"{beside.most:.0f} ms; {stopped}" if beside.most else f"no answer; {stopped}",
        kept,
    )


def runaway(options: argparse.Namespace, path: str) -> tuple[Loaded, str]:
    """Small queries beside one that runs away, and what became of that."""
    told = []

    def run_away() -> None:
        begun = time.monotonic()
        try:
            status = str(httpx.get(address(path), params={"query": RUNAWAY}, timeout=LIMIT + 3).status_code)
        except httpx.TimeoutException:
            status = "never stopped"
        told.append(f"{status} after {time.monotonic() - begun:.2f} s")

    thread = threading.Thread(target=run_away)
    thread.start()
    time.sleep(0.2)
    options = argparse.Namespace(**{**vars(options), "seconds": 2})
    found = load(options, f"{path}?query=ASK%20%7B%7D")
    thread.join()
    return found, told[0]


def load(options: argparse.Namespace, path: str, script: str = "") -> Loaded:
    """What wrk measures."""
    command = ["wrk", "-t1", "-c8", f"-d{options.seconds}s", "--latency", *(["-s", script] if script else [])]
    accept = ["-H", "Accept: text/turtle, application/sparql-results+json;q=0.9"]
    told = subprocess.run([*command, *accept, address(path)], check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec: +([\d.]+)", told)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    times = dict(re.findall(r"(\d+)% +([\d.]+(?:us|ms|s))", told))
    return Loaded(
        float(rate[1]) if rate else 0,
        milliseconds(times["50"]),
        milliseconds(times["99"]),
        int(refused[1]) if refused else 0,
    )


def milliseconds(text: str) -> float:
    """`1.5ms`, `900us`, `2s` as milliseconds."""
    for unit, factor in (("us", 0.001), ("ms", 1), ("s", 1000)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise ValueError(text)


def shown(found: Loaded) -> str:
    """A cell."""
    refused = f", {found.refused} refused" if found.refused else ""
    return f"{found.rate:,.0f} ({found.most:.0f} ms{refused})"


def memory(process: int) -> int:
    """Resident megabytes of a process and its children."""
    pids = [process, *map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())]
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def address(path: str) -> str:
    """An address of the server that runs."""
    return f"http://127.0.0.1:{PORT}{path}"


if __name__ == "__main__":
    main()
