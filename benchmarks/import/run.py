"""`kg import cmif`: records a second and peak memory, beside acdh-cidoc-pyutils. `python benchmarks/import/run.py`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import Measured, machine, once, results, table

HERE = Path(__file__).parent
RESULTS = HERE / "results.md"
_WORKSPACE = """name = "letters"
title = "Letters"
base = "https://example.org/letters/"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "nobody"
"""


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="The import of an index in CMIF.")
    parser.add_argument("--records", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--other", type=int, nargs="*", default=[1000, 10000], help="with acdh-cidoc-pyutils, too")
    parser.add_argument("--work", type=Path, help="a folder that is kept: the other's environment is made there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        rows = [row for count in options.records for row in measured(count, work, with_other=count in options.other)]
    text = report(rows)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def measured(count: int, work: Path, *, with_other: bool) -> list[tuple[str, ...]]:
    """A row for each program."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        file = Path(folder) / "letters.xml"
        subprocess.run([sys.executable, HERE / "letters.py", str(count), file], check=True)
        data = Path(folder) / "data"
        (data / "authorities").mkdir(parents=True)
        (data / "workspace.toml").write_text(_WORKSPACE, encoding="utf-8")
        ours = Measured(
            "kg import cmif", (once([sys.executable, "-m", "kg", "import", "cmif", file, "--workspace", data]),)
        )
        found = [row(ours, count, file)]
        if with_other:
            command = [other(work), HERE / "with_cidoc_pyutils.py", file, Path(folder) / "letters.ttl"]
            found.append(row(Measured("acdh-cidoc-pyutils and rdflib", (once(command),)), count, file))
        return found


def other(work: Path) -> Path:
    """The Python of an environment that has acdh-cidoc-pyutils."""
    python = work / "environment" / "bin" / "python"
    if not python.exists():
        venv.create(work / "environment", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "acdh-cidoc-pyutils"], check=True)
    return python


def row(program: Measured, count: int, file: Path) -> tuple[str, ...]:
    """One line of the table."""
    return (
        program.name,
        f"{count:,}",
        f"{file.stat().st_size / 1e6:.1f} MB",
        f"{program.work:.1f}",
        f"{count / program.work:,.0f}",
        f"{program.megabytes:.0f} MB",
    )


def report(rows: list[tuple[str, ...]]) -> str:
    """The results as Markdown."""
    head = ("", "records", "file", "processor seconds", "records a second", "peak memory")
    return results(
        "# Importing an index in CMIF",
        "`python benchmarks/import/run.py`: whole processes, start included, on one processor.",
        table(head, rows),
        "`kg import` writes letters with their places and witnesses, rows of authorities, links, lasting identifiers "
        "and the account; acdh-cidoc-pyutils makes a graph of persons, places, activities and dates, and Turtle of it: "
        "the nearest that there is, and not the same work. csv2cmi goes the other way, from a table to CMIF.",
        machine("msgspec"),
    )


if __name__ == "__main__":
    main()
