"""Turtle from sorted N-Triples by kg, and by rdflib from a graph in memory. `python benchmarks/turtle/run.py`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from rdflib import Graph

from benchmarks.letters import BASE, Letters, graph
from benchmarks.measure import Measured, Run, machine, results, table
from kg.ns import PREFIXES
from kg.publish.ntriples import ntriples
from kg.publish.turtle import turtle

RESULTS = Path(__file__).parent / "results.md"


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="Turtle by kg and by rdflib.")
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5, help="the median counts")
    options = parser.parse_args()
    lines = b"".join(ntriples(graph(iter(Letters(options.letters))))).decode().splitlines(keepends=True)
    loaded = Graph().parse(data="".join(lines), format="nt")
    for prefix, namespace in PREFIXES.items():
        loaded.bind(prefix, namespace)
    written: dict[str, bytes] = {}

    def ours() -> None:
        written["kg"] = b"".join(turtle(lines, prefixes=PREFIXES, base=BASE))

    def theirs() -> None:
        out = BytesIO()
        loaded.serialize(out, format="turtle", encoding="utf-8", base=BASE)
        written["rdflib"] = out.getvalue()

    runs: dict[str, list[Run]] = {"kg": [], "rdflib": []}
    for _ in range(options.runs):
        runs["kg"].append(timed(ours))
        runs["rdflib"].append(timed(theirs))
    if set(Graph().parse(data=written["kg"], format="turtle")) != set(loaded):
        raise SystemExit("the Turtle does not say what the N-Triples say")
    text = report(options, len(lines), [Measured(name, tuple(found)) for name, found in runs.items()])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def timed(command: Callable[[], None]) -> Run:
    """One run in this process; its memory is not measured."""
    begun, worked = time.perf_counter(), time.process_time()
    command()
    return Run(time.perf_counter() - begun, time.process_time() - worked, 0)


def report(options: argparse.Namespace, statements: int, measured: list[Measured]) -> str:
    """The results as Markdown."""
    base = measured[0].seconds
    rows = [
        (m.name, f"{m.seconds:.2f}", m.spread, f"{statements / m.seconds:,.0f}", f"{m.seconds / base:.1f}")
        for m in measured
    ]
    return results(
        "# Turtle",
        f"`python benchmarks/turtle/run.py --letters {options.letters} --runs {options.runs}`",
        f"{statements:,} statements.",
        table(("", "seconds (median)", "range", "statements a second", "times kg's time"), rows),
        "kg sorts N-Triples lines anew and writes them; rdflib writes a graph that is in memory already. What kg wrote "
        "is read again by rdflib and has the same triples.",
        machine("rdflib"),
    )


if __name__ == "__main__":
    main()
