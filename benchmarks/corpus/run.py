"""A corpus of others in CMIF to a validated graph: time and peak memory. `python benchmarks/corpus/run.py FOLDER`.

Each FOLDER is measured with the ones before it: the second row has the files of both.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import machine, once, results, table

RESULTS = Path(__file__).parent / "results.md"
_WORKSPACE = """name = "corpus"
title = "A corpus"
base = "https://w3id.org/letterkg/corpus/"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "nobody"
"""


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="Indexes of letters to a validated graph.")
    parser.add_argument("folders", metavar="FOLDER", type=Path, nargs="+", help="its *.xml, an edition a file")
    folders = parser.parse_args().folders
    files: list[Path] = []
    rows = []
    for folder in folders:
        files += sorted(folder.glob("*.xml"))
        rows.append(measured(files))
    head = ("files", "records in", "letters out", "refused", "import", "validation", "together", "peak memory")
    text = results(
        "# A corpus of others, to a validated graph",
        "`python benchmarks/corpus/run.py FOLDER [FOLDER]`: `kg import cmif` into an empty workspace, an edition a "
        "file, and `kg validate`, which reads, reasons, maps and checks everything with SHACL; seconds of the clock. A "
        "graph with violations would end the benchmark.",
        table(head, rows),
        "Measured on the CMIF of Schnitzler's correspondence (github.com/arthur-schnitzler/schnitzler-cmif): first "
        "the 49 indexes of printed editions, then with the set without duplicates that their maintainers made.",
        machine("msgspec", "pyoxigraph"),
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def measured(files: list[Path]) -> tuple[str, ...]:
    """A line of the table of results."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        (data / "authorities").mkdir(parents=True)
        (data / "workspace.toml").write_text(_WORKSPACE, encoding="utf-8")
        kg = [sys.executable, "-m", "kg"]
        imported = once([*kg, "import", "cmif", *files, "--workspace", data])
        validated = once([*kg, "validate", data])
        accounts = [json.loads(file.read_bytes()) for file in data.glob("editions/*/found/import.json")]
        records, letters, refused = (sum(one[name] for one in accounts) for name in ("records", "letters", "refused"))
    memory = max(imported.megabytes, validated.megabytes)
    numbers = (len(files), records, letters, refused)
    return (
        *(f"{number:,}" for number in numbers),
        f"{imported.seconds:.0f} s",
        f"{validated.seconds:.0f} s",
        f"{imported.seconds + validated.seconds:.0f} s",
        f"{memory:.0f} MB",
    )


if __name__ == "__main__":
    main()
