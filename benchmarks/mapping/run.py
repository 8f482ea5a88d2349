"""Letters to sorted, deduplicated N-Triples: kg beside rdflib and morph-kgc. `python benchmarks/mapping/run.py --help`.

All three get the same letters and must end with the same bytes. They do not get the same work: kg and rdflib start from
the records, resolve names, read dates and shelfmarks and word the labels; morph-kgc finds all that done, in tables made
for it (`tables.py`), and only puts terms together. It has an environment of its own, because it needs older versions of
what kg needs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.letters import Letters
from benchmarks.measure import Measured, Run, machine, once, results, table
from kg.records.codec import encode

MORPH = "morph-kgc==2.10.0"
RESULTS = Path(__file__).parent / "results.md"
HEAD = (
    "", "letters", "statements", "seconds", "range", "times kg's", "processor seconds", "times kg's",
    "statements a second", "peak memory",
)  # fmt: skip
CORES = len(os.sched_getaffinity(0))


def main() -> None:
    """Run everything and write `results.md`."""
    options = arguments()
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    small, large = (letters(work, count) for count in (options.letters, options.large))
    first = work / "kg.nt"
    ours(small, first, CORES)
    statements = lines(first)
    ini = prepare_morph(work, first)
    python = morph_environment(work)
    compared: dict[str, tuple[Path, Callable[[Path], Run]]] = {
        processes(CORES): (first, lambda out: ours(small, out, CORES)),
        processes(1): (work / "kg1.nt", lambda out: ours(small, out, 1)),
        f"morph-kgc, {CORES} processes": (work / "morph.nt", lambda out: morph(python, ini, out)),
    }
    graph = {"rdflib": (work / "rdflib.nt", lambda out: sorted_after(module("with_rdflib", small, out), out))}
    measured = in_turns(compared, options.runs) + in_turns(graph, options.rdflib_runs)
    check_same([out for out, _ in (*compared.values(), *graph.values())])
    big = work / "large.nt"
    grown = [Measured(processes(n), tuple(ours(large, big, n) for _ in range(options.large_runs))) for n in (CORES, 1)]
    text = report(options, statements, measured, lines(big), grown)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def in_turns(commands: dict[str, tuple[Path, Callable[[Path], Run]]], times: int) -> list[Measured]:
    """Run each command once, then each once more: whatever else the machine does hits all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(times):
        for name, (out, command) in commands.items():
            runs[name].append(command(out))
            print(f"run {number + 1}: {name}: {runs[name][-1].seconds:.2f} s", file=sys.stderr)
    return [Measured(name, tuple(found)) for name, found in runs.items()]


def arguments() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description="Letters to sorted N-Triples: kg, rdflib, morph-kgc.")
    parser.add_argument("--letters", type=int, default=10_000, help="compared side by side")
    parser.add_argument("--large", type=int, default=100_000, help="by kg alone, for its memory")
    parser.add_argument("--runs", type=int, default=7, help="of kg and morph-kgc, in turns; the median counts")
    parser.add_argument("--rdflib-runs", type=int, default=3)
    parser.add_argument("--large-runs", type=int, default=3)
    default = Path(tempfile.gettempdir()) / "letterkg-benchmarks"
    parser.add_argument("--work", type=Path, default=default, help="folder for data and environment, kept")
    return parser.parse_args()


def letters(work: Path, count: int) -> Path:
    """A file of `count` letters as JSON Lines."""
    path = work / f"letters-{count}.jsonl"
    with path.open("wb") as file:
        file.writelines(encode(letter) + b"\n" for letter in Letters(count))
    return path


def module(name: str, *given: str | Path) -> Run:
    """Run a module of this folder."""
    return once([sys.executable, "-m", f"benchmarks.mapping.{name}", *given])


def ours(source: Path, out: Path, processes: int) -> Run:
    """Map with kg."""
    return module("ours", source, out, str(processes))


def processes(number: int) -> str:
    """What kg with that many processes is called in the results."""
    return f"kg, {number} process{'es' if number > 1 else ''}"


def morph(python: Path, ini: Path, out: Path) -> Run:
    """Map with morph-kgc, and sort."""
    return sorted_after(once([python, "-m", "morph_kgc", ini]), out)


def sorted_after(run: Run, path: Path) -> Run:
    """`run` and the sorting of what it wrote, which neither rdflib nor morph-kgc do."""
    return run.then(once(["env", "LC_ALL=C", "sort", "-u", "-o", path, path]))


def morph_environment(work: Path) -> Path:
    """The Python of an environment with morph-kgc; made when it is not there."""
    folder = work / "morph-kgc"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", MORPH], check=True)
    return python


def prepare_morph(work: Path, dump: Path) -> Path:
    """Tables, mapping and configuration for morph-kgc."""
    module("tables", dump, work / "tables")
    ini = work / "morph.ini"
    ini.write_text(
        "[CONFIGURATION]\n"
        f"output_file: {work / 'morph.nt'}\noutput_format: N-TRIPLES\nnumber_of_processes: {CORES}\n"
        f"logging_level: WARNING\n\n[letters]\nmappings: {work / 'tables' / 'mapping.rml.ttl'}\n"
    )
    return ini


def check_same(files: list[Path]) -> None:
    """Raise SystemExit unless all `files` have the same bytes."""
    hashes = {}
    for path in files:
        with path.open("rb") as file:  # never whole in memory: the peak of this process is counted to its children
            hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    if len(set(hashes.values())) != 1:
        raise SystemExit(f"the results differ: {hashes}")


def lines(path: Path) -> int:
    """Number of lines of a file."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def report(
    options: argparse.Namespace, statements: int, compared: list[Measured], many: int, grown: list[Measured]
) -> str:
    """The results as Markdown."""
    rows = [row(found, options.letters, statements, compared[0]) for found in compared]
    rows += [row(found, options.large, many, grown[0]) for found in grown]
    command = f"--letters {options.letters} --large {options.large} --runs {options.runs}"
    return results(
        "# Letters to sorted, deduplicated N-Triples",
        f"`python benchmarks/mapping/run.py {command}`",
        table(HEAD, rows),
        "Aims, in wall time with all cores: 20 times as fast as rdflib "
        f"(here {compared[3].seconds / compared[0].seconds:.1f}) and 8 times as fast as morph-kgc "
        f"(here {compared[2].seconds / compared[0].seconds:.1f}).",
        f"All {len(compared)} results are the same, byte by byte. {(__doc__ or '').partition(chr(10) * 2)[2].strip()}",
        "Times are of whole processes, start included; for morph-kgc and rdflib with `sort -u` after them, as their "
        "output is not sorted. Medians; processor time is that of all processes together. Memory is the largest "
        "resident size of any one process. kg and morph-kgc run in turns: other work hits both alike.",
        machine("rdflib", "msgspec") + f"\n- {MORPH}, in an environment of its own",
    )


def row(found: Measured, letters: int, statements: int, base: Measured) -> tuple[str, ...]:
    """One row of the results, beside those of `base`."""
    return (
        found.name,
        f"{letters:,}",
        f"{statements:,}",
        f"{found.seconds:.2f}",
        found.spread,
        f"{found.seconds / base.seconds:.1f}",
        f"{found.work:.2f}",
        f"{found.work / base.work:.1f}",
        f"{statements / found.seconds:,.0f}",
        f"{found.megabytes:.0f} MB",
    )


if __name__ == "__main__":
    main()
