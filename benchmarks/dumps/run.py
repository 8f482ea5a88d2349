"""Every format of a dump: time, size, memory; Turtle beside rdflib. `python benchmarks/dumps/run.py`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.dumps.once import FORMATS
from benchmarks.letters import Letters, graph
from benchmarks.measure import Measured, machine, once, results, table
from kg.publish.ntriples import ntriples

RESULTS = Path(__file__).parent / "results.md"
ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="Every format of a dump.")
    parser.add_argument("--letters", type=int, default=10000, help="some 145 statements each")
    parser.add_argument("--beside", type=int, default=1000, help="letters that rdflib writes too")
    parser.add_argument("--runs", type=int, default=3, help="the median counts")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="kg-dumps-") as scratch:
        folder = Path(scratch)
        statements, lines = made(options.letters, folder / "letters.nt")
        rows = [
            measured(name, lines, folder / f"out{number}", options.runs, statements)
            for number, name in enumerate(FORMATS)
        ]
        few, fewer = made(options.beside, folder / "few.nt")
        beside = against_rdflib(fewer, folder / "few.ttl", options.runs)
    text = report(options, (statements, few), rows, beside)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def made(letters: int, path: Path) -> tuple[int, Path]:
    """A file of the sorted N-Triples of that many letters, and how many lines it has."""
    with path.open("wb") as file:
        return sum(block.count(b"\n") for block in ntriples(graph(iter(Letters(letters)))) if file.write(block)), path


def measured(name: str, lines: Path, out: Path, runs: int, statements: int) -> tuple[str, ...]:
    """A row: one format in processes of their own."""
    command = [sys.executable, "-m", "benchmarks.dumps.once", name, lines]
    found = [once([*command, out.with_name(f"{out.name}-{run}")]) for run in range(runs)]
    result = Measured(name, tuple(found))
    made = out.with_name(f"{out.name}-0")
    size = (
        sum(file.stat().st_size for file in (made / "stage").rglob("*") if file.is_file())
        if (made / "stage").is_dir()
        else made.stat().st_size
    )
    return (
        name,
        f"{result.seconds:.1f}",
        result.spread,
        f"{statements / result.seconds:,.0f}",
        f"{result.megabytes:.0f} MB",
        f"{size / 1e6:,.0f} MB",
    )


def against_rdflib(lines: Path, out: Path, runs: int) -> list[tuple[str, ...]]:
    """Rows: our whole process, start and sorting included; what rdflib needs with its graph in memory already."""
    ours = Measured(
        "kg", tuple(once([sys.executable, "-m", "benchmarks.dumps.once", "Turtle", lines, out]) for _ in range(runs))
    )
    command = [sys.executable, "-m", "benchmarks.dumps.with_rdflib", str(lines), str(out)]
    theirs = [float(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout) for _ in range(runs)]
    median = sorted(theirs)[len(theirs) // 2]
    return [
        ("kg, the whole process", f"{ours.seconds:.2f}", "1.0"),
        ("rdflib, writing alone", f"{median:.2f}", f"{median / ours.seconds:.1f}"),
    ]


def report(
    options: argparse.Namespace, statements: tuple[int, int], rows: list[tuple[str, ...]], beside: list[tuple[str, ...]]
) -> str:
    """The results as Markdown."""
    head = ("", "seconds (median)", "range", "statements a second", "peak memory", "size")
    return results(
        "# Dumps",
        f"`python benchmarks/dumps/run.py --letters {options.letters} --beside {options.beside} --runs {options.runs}`",
        f"{statements[0]:,} statements, from a file of sorted N-Triples; each format in its own process.",
        table(head, rows),
        "Aim: a million statements under 200 MB in each format. The last row is all that a build publishes: the graph "
        "in every format, the views and tables, which are asked of a store on disk, and the store for queries.",
        f"Turtle beside rdflib, {statements[1]:,} statements. Aim: ten times.",
        table(("", "seconds (median)", "times kg's time"), beside),
        machine("rdflib", "pyoxigraph", "zstandard", "msgspec"),
    )


if __name__ == "__main__":
    main()
