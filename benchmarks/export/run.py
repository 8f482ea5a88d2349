"""`kg export` of CMIF and CSV: letters a second and peak memory. `python benchmarks/export/run.py`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import machine, once, results, table

HERE = Path(__file__).parent
KG = (sys.executable, "-m", "kg")
_WORKSPACE = """name = "letters"
title = "Letters"
base = "https://example.org/letters/"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "nobody"
"""


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="The export of a build.")
    parser.add_argument("--records", type=int, nargs="+", default=[1000, 10000])
    options = parser.parse_args()
    text = report([row for count in options.records for row in measured(count)])
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(text)


def measured(count: int) -> Iterator[tuple[str, ...]]:
    """A row for each format, of invented letters that are imported from CMIF and built."""
    with tempfile.TemporaryDirectory() as folder:
        file, data, out = (Path(folder) / name for name in ("letters.xml", "data", "out"))
        subprocess.run([sys.executable, HERE.parent / "import" / "letters.py", str(count), file], check=True)
        (data / "authorities").mkdir(parents=True)
        (data / "workspace.toml").write_text(_WORKSPACE, encoding="utf-8")
        once([*KG, "import", "cmif", file, "--workspace", data])
        once([*KG, "build", data, "--out", out])
        for format_ in ("cmif", "csv"):
            run = once([*KG, "export", format_, data, "--from", out])
            work, memory = f"{run.work:.1f}", f"{run.megabytes:.0f} MB"
            yield f"kg export {format_}", f"{count:,}", work, f"{count / run.work:,.0f}", memory


def report(rows: list[tuple[str, ...]]) -> str:
    """The results as Markdown."""
    return results(
        "# Exports of a build",
        "`python benchmarks/export/run.py`: whole processes, start included, with the loss report.",
        table(("", "letters", "processor seconds", "letters a second", "peak memory"), rows),
        "Letters are read one at a time. What grows with them are the list of their identifiers, what is remembered of "
        "things that were read, and the store's own memory, which are not told apart here.",
        machine("pyoxigraph"),
    )


if __name__ == "__main__":
    main()
