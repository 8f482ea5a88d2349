"""`kg serve` beside the Oxigraph server and rdflib-endpoint: requests a second, latency, a runaway, memory.

`python benchmarks/serve/run.py --out DIR` (a folder with what `kg build` and `kg site` made) needs `wrk`. The other
servers are named by `--oxigraph` and `--rdflib-endpoint`; one that is not named is left out. All run at the same time
and are asked in turns, so that what else the machine does hits all of them; a rate is the median of the turns.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import ROOT, machine, results, table
from kg.queries import find
from kg.queries.catalogue import without_header
from kg.workspace import load_settings

RESULTS = Path(__file__).parent / "results.md"
PORT = 8973  # of the first server; the others have the next
LIMIT = 3.0  # seconds of a query
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?g) }"
# Each request asks another query, in each turn too, so that no answer is one that was kept.
SCRIPT = """local n = {turn} * 10000000
request = function()
  n = n + 1
  local query = string.format("SELECT%%20*%%20%%7B%%3C{letter}%04d%%3E%%20%%3Fp%%20%%3Fo%d%%7D", n % 70 + 1, n)
  return wrk.format("GET", wrk.path .. "?query=" .. query)
end
"""


class Server(NamedTuple):
    """A server that runs: its name, the process, its address, the path of its endpoint."""

    name: str
    process: int
    address: str
    path: str

    @property
    def ours(self) -> bool:
        """Whether it is `kg serve`."""
        return self.name == "kg serve"

    def asking(self, query: str) -> str:
        """The address that asks a query."""
        return f"{self.address}{self.path}?query={quote(query)}"


class Loaded(NamedTuple):
    """What wrk tells: requests a second, milliseconds that half and 99 % of the answers took, answers not of 2xx.

    `work` is the microseconds of a processor that the server's processes took for each request.
    """

    rate: float
    half: float
    most: float
    refused: int
    work: float


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="The server.")
    parser.add_argument("--workspace", type=Path, default=ROOT / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "out")
    parser.add_argument("--seconds", type=int, default=3, help="of each measure")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--requests", type=int, default=100_000, help="after which memory is measured again")
    parser.add_argument("--oxigraph", help="the program of the PyPI package of this name")
    parser.add_argument("--rdflib-endpoint")
    parser.add_argument("--note", default="", help="what the reader of the results should know")
    options = parser.parse_args()
    base = load_settings(options.workspace / "workspace.toml").base
    with ExitStack() as stack:
        running = [stack.enter_context(one) for one in servers(options)]
        rates = {name: turns(running, options, to) for name, to in measures(base).items()}
    rows = []
    for starting in servers(options):  # anew, and alone: some never come to an end of a runaway
        with starting as server:
            rows.append(cells(server, {name: of[server.name] for name, of in rates.items()}, options))
    head = ("", *rates, "p99 beside a runaway", "memory after")
    text = results(
        "# Serving",
        f"`python benchmarks/serve/run.py --seconds {options.seconds} --turns {options.turns}`: requests a second by "
        "`wrk -t1 -c8`, and in brackets the milliseconds within which 99 % of the answers came, and the microseconds "
        "of a processor that the server took for a request; medians. All servers "
        "have the same graph, run at the same time and are asked in turns. An entity is `letter/l0025.ttl`, elsewhere "
        "a DESCRIBE; the saved query is `topics`, which only `kg serve` keeps. Only `kg serve` stops a runaway.",
        table(head, rows),
        *([options.note] if options.note else []),
        machine("uvicorn", "starlette", "pyoxigraph"),
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def measures(base: str) -> dict[str, Callable[[Server], tuple[str, str]]]:
    """What is measured: for a server, the address and a script of `wrk`, if there is one."""
    saved = without_header(find("topics").text)
    return {
        "small query, uncached": lambda server: (server.address + server.path, f"{base}letter/l"),
        "entity": lambda server: (
            f"{server.address}/letter/l0025.ttl" if server.ours else server.asking(f"DESCRIBE <{base}letter/l0025>"),
            "",
        ),
        "saved query": lambda server: (
            f"{server.address}/query/topics.csv" if server.ours else server.asking(saved),
            "",
        ),
    }


def turns(
    running: list[Server], options: argparse.Namespace, to: Callable[[Server], tuple[str, str]]
) -> dict[str, Loaded]:
    """The medians of what each server did, asked in turns."""
    found: dict[str, list[Loaded]] = {server.name: [] for server in running}
    for turn in range(options.turns):
        for server in running:
            address, letter = to(server)
            with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
                asked = quote(letter, safe="").replace("%", "%%")
                script.write(SCRIPT.replace("{letter}", asked).replace("{turn}", str(turn)))
                script.flush()
                found[server.name].append(load(server, address, options.seconds, script.name if letter else ""))
    return {
        name: Loaded(*(statistics.median(values) for values in zip(*all_, strict=True))) for name, all_ in found.items()
    }


def servers(options: argparse.Namespace) -> Iterator[AbstractContextManager[Server]]:
    """Each server, not yet started."""
    ours = ["-m", "kg", "serve", str(options.workspace), "--out", str(options.out), "--port", str(PORT)]
    yield started("kg serve", [sys.executable, *ours, "--per-client", "0", "--seconds", str(LIMIT)], PORT, "/sparql")
    if options.oxigraph:
        store = ["--location", str(options.out / "store"), "--bind", f"127.0.0.1:{PORT + 1}", "--union-default-graph"]
        yield started("oxigraph serve-read-only", [options.oxigraph, "serve-read-only", *store], PORT + 1, "/query")
    if options.rdflib_endpoint:
        dump = next((options.out / "dump").glob("*.nt.gz"))
        unpacked = Path(tempfile.mkdtemp()) / "dump.nt"
        unpacked.write_bytes(gzip.decompress(dump.read_bytes()))
        command = [options.rdflib_endpoint, "serve", "--port", str(PORT + 2), str(unpacked)]
        yield started("rdflib-endpoint", command, PORT + 2, "/")


@contextmanager
def started(name: str, command: list[str], port: int, path: str) -> Iterator[Server]:
    """A server that answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Server(name, process.pid, f"http://127.0.0.1:{port}", path)
    try:
        for _ in range(300):
            try:
                httpx.get(server.asking("ASK {}")).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        else:
            raise SystemExit(f"{command[0]} does not answer")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:  # it still works on the runaway
            process.kill()
            process.wait()


def cells(server: Server, rates: dict[str, Loaded], options: argparse.Namespace) -> tuple[str, ...]:
    """The row of a server."""
    beside, stopped = runaway(server)
    time.sleep(3)  # until a worker has taken the place of the one that was stopped
    before = memory(server.process)
    if server.ours:
        seconds = max(5, round(options.requests / max(rates["entity"].rate, 1)))
        load(server, f"{server.address}/letter/l0025.ttl", seconds)
    after = memory(server.process)
    kept = f"{after} MB" + (f" ({before} MB before {options.requests:,} requests)" if server.ours else "")
    told = f"{beside.most:.0f} ms; {stopped}" if beside.most else f"no answer; {stopped}"
    return (server.name, *map(shown, rates.values()), told, kept)


def runaway(server: Server) -> tuple[Loaded, str]:
    """Small queries beside one that runs away, and what became of that."""
    told = []

    def run_away() -> None:
        begun = time.monotonic()
        try:
            status = str(httpx.get(server.asking(RUNAWAY), timeout=LIMIT + 3).status_code)
        except httpx.TimeoutException:
            status = "never stopped"
        told.append(f"{status} after {time.monotonic() - begun:.2f} s")

    thread = threading.Thread(target=run_away)
    thread.start()
    time.sleep(0.2)
    found = load(server, server.asking("ASK {}"), 2)
    thread.join()
    return found, told[0]


def load(server: Server, address: str, seconds: int, script: str = "") -> Loaded:
    """What wrk measures, and the system of the server's processes."""
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", *(["-s", script] if script else [])]
    accept = ["-H", "Accept: text/turtle, application/sparql-results+json;q=0.9, text/csv;q=0.8"]
    before = worked(server.process)
    told = subprocess.run([*command, *accept, address], check=True, capture_output=True, text=True).stdout
    work = worked(server.process) - before
    number = int(match[1]) if (match := re.search(r"(\d+) requests in", told)) else 0
    rate = re.search(r"Requests/sec: +([\d.]+)", told)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    times = dict(re.findall(r"(\d+)% +([\d.]+(?:us|ms|s))", told))
    return Loaded(
        float(rate[1]) if rate else 0,
        milliseconds(times["50"]),
        milliseconds(times["99"]),
        int(refused[1]) if refused else 0,
        work * 1_000_000 / max(number, 1),
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
    return f"{found.rate:,.0f} ({found.most:.0f} ms, {found.work:,.0f} µs{refused})"


def family(process: int) -> list[Path]:
    """What the system tells of a process and its children."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [Path("/proc") / pid for pid in (str(process), *children)]


def worked(process: int) -> float:
    """Seconds of a processor that a process and its children took so far; those that have ended count, too."""
    ticks = 0
    for one in family(process):
        fields = (one / "stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:13] if ticks else fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> int:
    """Resident megabytes of a process and its children."""
    pages = sum(int((one / "statm").read_text().split()[1]) for one in family(process))
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


if __name__ == "__main__":
    main()
