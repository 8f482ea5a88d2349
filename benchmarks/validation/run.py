"""Validation of letters with errors: kg's engine beside pySHACL. `python benchmarks/validation/run.py --help`.

All get the same sorted N-Triples and the same shapes. "pySHACL" is the library alone: rdflib reads, pySHACL checks.
"pySHACL in kg" is `kg validate --engine pyshacl`: Oxigraph reads, and each query of the shapes is parsed once. Both are
timed as whole processes, from their start to the results. kg's also tell the places in the edition and write the
report. All shapes are checked, on the letters and on some ten claims a letter (`claims.py`), taken as one graph;
with --without-claims, on the letters alone. One letter of a hundred has an error of one of six kinds, or one in its
claims (`errors.py`); some answers do not swap author and addressee, which is a warning. The results must be the same
but for two things that pySHACL leaves out: what is no date cannot be compared with one, which is a violation, too
(SHACL, section 4.5.4); and the rules that shapes name but do not check (orders along a sequence, circles, EDTF), which
kg checks beside them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import Measured, Run, machine, once, results, table
from benchmarks.validation.errors import EVERY, ILL_TYPED, IN_CLAIMS, KINDS

RESULTS = Path(__file__).parent / "results.md"
HEAD = ("", "letters", "statements", "results", "seconds", "range", "processor seconds", "times kg's", "peak memory")
LESS = "LessThanOrEqualsConstraintComponent"
OURS, IN_KG, ALONE = "kg", "pySHACL in kg", "pySHACL"
BESIDE = ("S19", "S21", "S27", "S28", "S41")  # shapes without constraints: kg.validate.sequences looks
Key = tuple[str, ...]


def main() -> None:
    """Run everything and write `results.md`."""
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, ...]] = []
    for count in options.letters:
        data = letters(options.work, count, claims=not options.without_claims)
        names = (OURS, IN_KG, ALONE) if count <= options.pyshacl else (OURS,)
        runs = {OURS: options.runs if count <= options.pyshacl else options.large_runs}
        measured = [measure(name, data, runs.get(name, options.pyshacl_runs)) for name in names]
        rows += [row(found, count, measured[0], data) for found in measured]
        check_kinds(keys(data, OURS), count, claims=not options.without_claims)
        for name in names[1:]:
            check_same(keys(data, OURS), keys(data, name))
    text = report(options, rows)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def arguments() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description="Validation of letters with errors: kg and pySHACL.")
    parser.add_argument("--letters", type=int, nargs="+", default=[100, 1_000, 10_000, 100_000])
    parser.add_argument(
        "--pyshacl",
        type=int,
        default=100,
        help="the most letters that pySHACL gets; its time grows with the square of the claims",
    )
    parser.add_argument("--without-claims", action="store_true", help="the letters alone")
    parser.add_argument("--runs", type=int, default=3, help="of kg; the median counts")
    parser.add_argument("--large-runs", type=int, default=1, help="of kg, where it runs alone")
    parser.add_argument("--pyshacl-runs", type=int, default=1)
    default = Path(tempfile.gettempdir()) / "letterkg-benchmarks"
    parser.add_argument("--work", type=Path, default=default, help="folder for data, kept")
    return parser.parse_args()


def letters(work: Path, count: int, *, claims: bool) -> Path:
    """A file of `count` letters, some of them with errors, with or without claims."""
    path = work / f"{'spoilt' if claims else 'plain'}-{count}.nt"
    without = [] if claims else ["without-claims"]
    once([sys.executable, "-m", "benchmarks.validation.letters", str(count), path, *without])
    return path


def measure(name: str, data: Path, runs: int) -> Measured:
    """Validate in processes of their own."""
    return Measured(name, tuple(validate(name, data) for _ in range(runs)))


def validate(name: str, data: Path) -> Run:
    """One validation."""
    module, engine = {OURS: ("once", ["fast"]), IN_KG: ("once", ["pyshacl"]), ALONE: ("with_pyshacl", [])}[name]
    run = once([sys.executable, "-m", f"benchmarks.validation.{module}", data, *engine, told_in(data, name)])
    print(f"{data.name}: {name}: {run.seconds:.2f} s", file=sys.stderr)
    return run


def told_in(data: Path, name: str) -> Path:
    """The file with what was found."""
    return data.with_suffix(f".{name.replace(' ', '-')}.json")


def told(data: Path, name: str) -> Any:
    """What the last run found."""
    return json.loads(told_in(data, name).read_bytes())


def keys(data: Path, name: str) -> Counter[Key]:
    """What each result says; kg leaves out a value that is the focus node itself."""
    return Counter(
        (
            found["shape"],
            found["component"],
            found["severity"],
            found["focus"],
            "" if found["value"] == found["focus"] else found["value"] or "",
        )
        for found in told(data, name)["results"]
    )


def check_kinds(found: Counter[Key], count: int, *, claims: bool) -> None:
    """Raise SystemExit unless every error that was made was found."""
    by_shape = Counter(key[0].rpartition("#")[2] for key in found)
    for number, (shape, _) in enumerate(KINDS):
        made = sum(letter // EVERY % len(KINDS) == number for letter in range(EVERY, count + 1, EVERY))
        if by_shape[shape] < made and (claims or shape != IN_CLAIMS):
            raise SystemExit(f"{shape} found {by_shape[shape]} of {made} errors")


def check_same(ours: Counter[Key], theirs: Counter[Key]) -> None:
    """Raise SystemExit unless both found the same, but for comparisons with what is no date and rules beside shapes."""
    spoilt = {key[3] for key in ours if key[4] == ILL_TYPED}
    own = {key for key in ours if key[0].rpartition("#")[2] in BESIDE}
    left = [key for key in ours - theirs if key not in own and not (key[1].endswith(LESS) and key[3] in spoilt)]
    if left or theirs - ours:
        raise SystemExit(f"the results differ: {(left + list(theirs - ours))[:5]}")


def row(found: Measured, count: int, base: Measured, data: Path) -> tuple[str, ...]:
    """One row of the results."""
    what = told(data, found.name)
    return (
        found.name,
        f"{count:,}",
        f"{what['triples']:,}",
        f"{len(what['results']):,}",
        f"{found.seconds:.2f}",
        found.spread,
        f"{found.work:.2f}",
        f"{found.work / base.work:.1f}",
        f"{found.megabytes:.0f} MB",
    )


def report(options: argparse.Namespace, rows: Sequence[tuple[str, ...]]) -> str:
    """The results as Markdown."""
    times = " and ".join(row[7] for row in rows if row[0] == ALONE)
    given = " ".join(map(str, options.letters)) + (" --without-claims" if options.without_claims else "")
    return results(
        "# Validation of letters with errors",
        f"`python benchmarks/validation/run.py --letters {given} --runs {options.runs}`",
        table(HEAD, rows),
        f"Aims: 20 times as fast as pySHACL, in processor time (here {times}); 100,000 letters within 1 GB: they are "
        "validated in parts, by the rule in `kg/validate/plan.py`.",
        (__doc__ or "").partition("\n" * 2)[2].strip(),
        f"kg runs {options.runs} times, what takes minutes {options.pyshacl_runs}; medians. "
        "Other work went on at the machine, which hits the seconds more than the processor seconds.",
        machine("rdflib", "pyshacl", "pyoxigraph"),
    )


if __name__ == "__main__":
    main()
