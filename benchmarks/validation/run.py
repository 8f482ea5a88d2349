"""Validation of letters with errors: kg's engine beside pySHACL. `python benchmarks/validation/run.py --help`.

Both get the same sorted N-Triples and the same shapes, and write the same report with the same code; the time is that
of the whole process, from reading the file to the report. One letter of a hundred has an error of one of six kinds
(`errors.py`); some answers do not swap author and addressee, which is a warning. The results must be the same but for
one thing that pySHACL leaves out: what is no date cannot be compared with one, which is a violation, too (SHACL,
section 4.5.4).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import Measured, Run, machine, once, results, table
from benchmarks.validation.errors import EVERY, ILL_TYPED, KINDS

RESULTS = Path(__file__).parent / "results.md"
HEAD = ("", "letters", "statements", "results", "seconds", "range", "processor seconds", "times kg's", "peak memory")
LESS = "LessThanOrEqualsConstraintComponent"
Key = tuple[str, ...]


def main() -> None:
    """Run everything and write `results.md`."""
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, ...]] = []
    for count in options.letters:
        data = letters(options.work, count)
        with_pyshacl = count <= options.pyshacl
        ours = measure("kg", "fast", data, options.runs)
        theirs = [measure("pySHACL", "pyshacl", data, options.pyshacl_runs)] if with_pyshacl else []
        rows += [row(found, count, ours, data) for found in (ours, *theirs)]
        found = keys(told(data, "fast"))
        check_kinds(found, count)
        if with_pyshacl:
            check_same(found, keys(told(data, "pyshacl")))
    text = report(options, rows)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def arguments() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description="Validation of letters with errors: kg and pySHACL.")
    parser.add_argument("--letters", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--pyshacl", type=int, default=10_000, help="most letters that pySHACL gets")
    parser.add_argument("--runs", type=int, default=3, help="of kg; the median counts")
    parser.add_argument("--pyshacl-runs", type=int, default=1)
    default = Path(tempfile.gettempdir()) / "letterkg-benchmarks"
    parser.add_argument("--work", type=Path, default=default, help="folder for data, kept")
    return parser.parse_args()


def letters(work: Path, count: int) -> Path:
    """A file of `count` letters, some of them with errors; made by a process of its own, for its memory."""
    path = work / f"spoilt-{count}.nt"
    once([sys.executable, __file__.replace("run.py", "letters.py"), str(count), path])
    return path


def measure(name: str, engine: str, data: Path, runs: int) -> Measured:
    """Validate with `engine` in processes of their own."""
    return Measured(name, tuple(validate(engine, data) for _ in range(runs)))


def validate(engine: str, data: Path) -> Run:
    """One validation."""
    run = once([sys.executable, __file__.replace("run.py", "once.py"), data, engine, _report(data, engine)])
    print(f"{data.name}: {engine}: {run.seconds:.2f} s", file=sys.stderr)
    return run


def _report(data: Path, engine: str) -> Path:
    return data.with_suffix(f".{engine}.json")


def told(data: Path, engine: str) -> dict[str, object]:
    """The report of the last run."""
    found: dict[str, object] = json.loads(_report(data, engine).read_bytes())
    return found


def keys(report: dict[str, object]) -> Counter[Key]:
    """What each result says."""
    told = report["results"]
    assert isinstance(told, list)
    names = ("shape", "component", "severity", "focus", "path", "value", "message")
    return Counter(tuple(str(result[name]) for name in names) for result in told)


def check_kinds(found: Counter[Key], count: int) -> None:
    """Raise SystemExit unless every error that was made was found."""
    by_shape = Counter(key[0].rpartition("#")[2] for key in found)
    for number, (shape, _) in enumerate(KINDS):
        made = sum(letter // EVERY % len(KINDS) == number for letter in range(EVERY, count + 1, EVERY))
        if by_shape[shape] < made:
            raise SystemExit(f"{shape} found {by_shape[shape]} of {made} errors")


def check_same(ours: Counter[Key], theirs: Counter[Key]) -> None:
    """Raise SystemExit unless both found the same, but for comparisons with what is no date."""
    known = Counter({key: n for key, n in ours.items() if key[1].endswith(LESS) and ILL_TYPED_KEY in key[5]})
    if ours - known != theirs:
        raise SystemExit(f"the results differ: {list((ours - known - theirs) + (theirs - ours))[:5]}")


ILL_TYPED_KEY = ILL_TYPED.partition("^^")[0]


def row(found: Measured, count: int, base: Measured, data: Path) -> tuple[str, ...]:
    """One row of the results."""
    report = told(data, "fast" if found is base else "pyshacl")
    assert isinstance(report["results"], list)
    return (
        found.name,
        f"{count:,}",
        f"{report['triples']:,}",
        f"{len(report['results']):,}",
        f"{found.seconds:.2f}",
        found.spread,
        f"{found.work:.2f}",
        f"{found.work / base.work:.1f}",
        f"{found.megabytes:.0f} MB",
    )


def report(options: argparse.Namespace, rows: list[tuple[str, ...]]) -> str:
    """The results as Markdown."""
    times = [row[7] for row in rows if row[0] == "pySHACL"]
    given = " ".join(map(str, options.letters))
    return results(
        "# Validation of letters with errors",
        f"`python benchmarks/validation/run.py --letters {given} --runs {options.runs}`",
        table(HEAD, rows),
        f"Aims: 20 times as fast as pySHACL, in processor time (here {' and '.join(times)}); 100,000 letters within "
        "1 GB, which are validated in parts (`kg/validate/plan.py` has the rule).",
        (__doc__ or "").partition("\n" * 2)[2].strip(),
        f"kg runs {options.runs} times, pySHACL {options.pyshacl_runs} (it takes minutes); medians.",
        machine("rdflib", "pyshacl", "pyoxigraph"),
    )


if __name__ == "__main__":
    main()
