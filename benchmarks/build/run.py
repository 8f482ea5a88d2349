"""`kg build` on the real workspace: time, of which validation, and peak memory. `python benchmarks/build/run.py`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import ROOT, Measured, machine, once, results, table

RESULTS = Path(__file__).parent / "results.md"


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="The build of a workspace.")
    parser.add_argument("--workspace", type=Path, default=ROOT / "data")
    parser.add_argument("--runs", type=int, default=5, help="the median counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        runs, validation, statements = [], [], 0
        for _ in range(options.runs):
            command = [sys.executable, __file__.replace("run.py", "once.py"), options.workspace, f"{folder}/out", told]
            runs.append(once(command))
            found = json.loads(told.read_text())
            validation.append(found["validation"])
            statements = found["statements"]
    whole = Measured("kg build", tuple(runs))
    text = report(options, whole, median(validation), statements)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def report(options: argparse.Namespace, whole: Measured, validation: float, statements: int) -> str:
    """The results as Markdown."""
    head = ("", "seconds (median)", "range", "peak memory", "aim")
    rows = [
        ("the whole build", f"{whole.seconds:.2f}", whole.spread, f"{whole.megabytes:.0f} MB", "under 30 s, 300 MB"),
        ("of which validation and its report", f"{validation:.2f}", "", "", ""),
        ("everything else", f"{whole.seconds - validation:.2f}", "", "", "under 3 s"),
    ]
    return results(
        "# The build of the first workspace",
        f"`python benchmarks/build/run.py --runs {options.runs}`: {statements:,} statements.",
        table(head, rows),
        "Times are of whole processes, start and loading of libraries included.",
        machine("rdflib", "pyshacl", "pyoxigraph"),
    )


if __name__ == "__main__":
    main()
