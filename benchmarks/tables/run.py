"""`kg import table` of CSV: rows a second and peak memory. `python benchmarks/tables/run.py`."""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import machine, once, results, table

RESULTS = Path(__file__).parent / "results.md"
_HEADERS = ["No", "Sender", "Recipient", "Date", "Place", "Archive", "Box", "Folder", "Leaves", "Language", "Note"]
_DATES = ("{d}.{m}.{y}", "ca. March {y}", "{d}/{e} May {y}", "[{y}?]", "{d} марта {y} г.", "Easter {y}", "s. d.")
_WORKSPACE = """name = "letters"
title = "Letters"
base = "https://example.org/letters/"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "nobody"
"""


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="The import of a table.")
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 10000, 100000])
    rows = [measured(count) for count in parser.parse_args().rows]
    head = ("rows", "file", "processor seconds", "rows a second", "peak memory")
    text = results(
        "# Importing a table",
        "`python benchmarks/tables/run.py`: whole processes, start included, on one processor.",
        table(head, rows),
        "Eleven columns; names inverted and several in a cell, dates of seven kinds, two of them in two calendars or "
        "reckoned. The file is read twice: to learn how its columns write dates, and for the letters.",
        machine("msgspec"),
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def measured(count: int) -> tuple[str, ...]:
    """A line of the table of results."""
    with tempfile.TemporaryDirectory() as folder:
        file, data = Path(folder) / "letters.csv", Path(folder) / "data"
        write(file, count)
        (data / "authorities").mkdir(parents=True)
        (data / "workspace.toml").write_text(_WORKSPACE, encoding="utf-8")
        run = once([sys.executable, "-m", "kg", "import", "table", file, "--workspace", data])
        size = f"{file.stat().st_size / 1e6:.1f} MB"
        return f"{count:,}", size, f"{run.work:.1f}", f"{count / run.work:,.0f}", f"{run.megabytes:.0f} MB"


def write(file: Path, count: int) -> None:
    """A table of `count` invented letters, the same for the same number."""
    chance = random.Random(1)
    people = [f"Surname{number}, Given{number % 13}" for number in range(max(20, count // 40))]
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(_HEADERS)
        for number in range(1, count + 1):
            day = chance.randint(1, 16)
            date = chance.choice(_DATES).format(
                d=day, e=day + 12, m=chance.randint(1, 12), y=chance.randint(1870, 1899)
            )
            sender, *recipients = chance.sample(people, chance.choice((2, 2, 2, 3)))
            place = [
                f"Town {chance.randint(1, 50)}",
                "Archive",
                number // 900 + 1,
                number // 30 % 30 + 1,
                number % 400 + 1,
            ]
            rows.writerow([number, sender, "; ".join(recipients), date, *place, "German", ""])


if __name__ == "__main__":
    main()
