"""`kg site`: time, memory and the largest page. `python -m benchmarks.site.run [--letters 10000]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT, Run, machine, once, results, table
from benchmarks.site.workspace import write

RESULTS = Path(__file__).parent / "results.md"


def main() -> None:
    """Build both workspaces, make their sites, write `results.md`."""
    parser = argparse.ArgumentParser(description="The static site.")
    parser.add_argument("--letters", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "invented", options.letters)
        rows = [
            row("the workspace in data/", ROOT / "data", folder / "real", "under 20 s"),
            row(f"{options.letters:,} invented letters", folder / "invented", folder / "many", "under 180 s, 500 MB"),
        ]
    head = ("", "seconds", "processor seconds", "peak memory", "files", "largest page", "aim")
    text = results(
        "# The static site",
        f"`python -m benchmarks.site.run --letters {options.letters}`: `kg site` after `kg build`.",
        table(head, rows),
        "Times are of whole processes, start and loading of libraries included; the peak is that of one process.",
        machine("pyoxigraph", "jinja2"),
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def row(name: str, workspace: Path, out: Path, aim: str) -> tuple[str, ...]:
    """Build a workspace, make its site, and say what that took."""
    kg = (sys.executable, "-m", "kg")
    once((*kg, "build", workspace, "--out", out))
    made: Run = once((*kg, "site", workspace, "--out", out))
    files = [path for path in (out / "site").rglob("*") if path.is_file()]
    largest = max(path.stat().st_size for path in files if path.suffix == ".html")
    measured = (f"{made.seconds:.1f}", f"{made.work:.1f}", f"{made.megabytes:.0f} MB")
    return (name, *measured, f"{len(files):,}", f"{largest / 1000:.0f} kB", aim)


if __name__ == "__main__":
    main()
