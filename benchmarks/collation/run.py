"""The collation of editions against what their editors say: recall of the letters that they mark as printed elsewhere,
and how the pairs stand to a set that they have freed of doubles.

    kg import cmif editions/*.xml --workspace all
    kg import cmif deduplicated.xml --workspace once
    python benchmarks/collation/run.py all once --means briefe-i=1981_Arthur_Schnitzler_Briefe-1875-1912
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Hashable, Iterator
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from kg.collation import collate
from kg.records import Collation, Letter
from kg.workspace import load_workspace

Letters = dict[str, tuple[str, Letter]]  # identifier -> edition and letter, as found


def letters(workspace: Path) -> Letters:
    """The letters of a workspace, as its records have them."""
    return {
        letter.letter: (place.name, letter)
        for place in load_workspace(workspace).editions
        for letter in (place.found.letters if place.found else ())
        if letter.letter
    }


def key(letter: Letter) -> Hashable:
    """By what a record is known again in another file: printed edition, parties, date, number."""
    said = letter.description
    parties = (frozenset(letter.senders), frozenset(letter.recipients))
    return (said.edition, said.number, *parties, letter.date) if said else parties


def marks(found: Letters, means: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The letters that their editors mark as printed in an edition which is there, with that edition."""
    editions = {edition for edition, _ in found.values()}
    for id_, (_, letter) in found.items():
        for mark in letter.description.same_as if letter.description else ():
            if (edition := means.get(mark, mark)) in editions:
                yield id_, edition


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("all", type=Path, help="workspace with every edition")
    parser.add_argument("once", type=Path, help="workspace with the set that was freed of doubles")
    parser.add_argument("--means", action="append", default=[], metavar="MARK=EDITION", help="whom a mark means")
    given = parser.parse_args()
    found, kept = letters(given.all), Counter(key(letter) for _, letter in letters(given.once).values())
    begun = process_time()
    pairs = [pair for place in collate(load_workspace(given.all)).editions for pair in place.collations]
    seconds = process_time() - begun
    sure = [pair for pair in pairs if pair.certainty != "candidate"]
    marked = list(marks(found, dict(part.split("=", 1) for part in given.means)))
    joined = {(mine, found[other][0]) for pair in sure for mine, other in _both(pair)}
    hits = sum(mark in joined for mark in marked)
    print("| | letters | pairs | certain | probable | candidates | seconds |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    counts = Counter(pair.certainty for pair in pairs)
    row = (len(found), len(pairs), counts["certain"], counts["probable"], counts["candidate"], f"{seconds:.1f}")
    print(f"| collation | {' | '.join(map(str, row))} |")
    print(f"\nmarks to an edition that is there: {len(marked)}, found: {hits} ({hits / max(1, len(marked)):.0%})")
    known = [[kept[key(found[end.letter][1])] > 0 for end in (pair.one, pair.other)] for pair in sure]
    decided, twice = sum(map(any, known)), sum(map(all, known))
    print(f"pairs that the set knows: {decided}; of these it keeps both: {twice} ({twice / max(1, decided):.0%})")
    for evidence, number in Counter(pair.evidence for pair, ends in zip(sure, known, strict=True) if all(ends)).items():
        print(f"  kept both, with in common {', '.join(evidence)}: {number}")


def _both(pair: Collation) -> tuple[tuple[str, str], tuple[str, str]]:
    return (pair.one.letter, pair.other.letter), (pair.other.letter, pair.one.letter)


if __name__ == "__main__":
    main()
