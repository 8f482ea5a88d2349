"""One run: `python once.py OURS CANDIDATES FILE` streams the candidates in FILE past so many persons of ours."""

from __future__ import annotations

import sys
from pathlib import Path

from names import person

from kg.reconcile.accepting import Proposing, Settled
from kg.reconcile.matching import Index
from kg.reconcile.sources.fields import Refused
from kg.reconcile.sources.snapshot import read_snapshot
from kg.records import Profile


def main(ours: int, candidates: int, file: Path) -> None:
    """Every so many-th candidate is one of ours; print what was compared, proposed and accepted, and what was right."""
    step = candidates // ours
    index = Index.of(_profile(number) for number in range(0, candidates, step))
    proposing = Proposing(index, Settled())
    for candidate in read_snapshot(file):
        if not isinstance(candidate, Refused):
            proposing.take(candidate)
    found = list(proposing.proposals())
    accepted = [one.match for one in found if one.accepted]
    right = sum(one.sought.iri.rpartition("/")[2] == one.candidate.iri.rpartition("/")[2] for one in accepted)
    print(len(index), proposing.seen, proposing.compared, len(found), len(accepted), right)


def _profile(number: int) -> Profile:
    given, father, surname, born, died = person(number)
    return Profile(
        iri=f"https://example.org/ours/{number}",
        kind="person",
        names=(f"{given} {surname}", f"{given[0]}. {father[0]}. {surname}"),
        born=born if number % 3 else "",
        died=died,
        active=(f"{int(died) - 5}-01-01", f"{int(died) - 1}-01-01"),
        seen="ours",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
