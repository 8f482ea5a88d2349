"""Leaves that come and go, in one sentence for those of a file: `candidate leaves removed: ... L. 98-100, 103`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.ns import EP
from kg.publish.changes.sentences import Pool, Said, Teller, page_of_part
from kg.publish.changes.statements import ADDED, REMOVED
from kg.publish.changes.words import natural, plural, unique


def leaves(pool: Pool, about: Teller) -> Iterator[Said]:
    """The leaves on which a lost letter may be, and those of an archival unit that are stated now, or no longer."""
    yield from _candidates(pool, about)
    nodes = unique(page_of_part(change.statement.subject, about.entity) for change in pool.left)
    for side, verb in ((about.new, "added"), (about.old, "removed")):
        new = side is about.new
        found = [
            node
            for node in nodes
            if EP.Leaf in side.types.get(node, ()) and (about.is_new(node) if new else about.is_gone(node))
        ]
        taken = pool.take(lambda change, found=frozenset(found): page_of_part(change.statement.subject, "") in found)  # type: ignore[misc]
        if taken:
            text = f"{plural(len(found), 'leaf', 'leaves')} {verb}: {_listed(found, about, old=not new)}"
            yield Said("leaves", text, taken, old=() if new else tuple(found), new=tuple(found) if new else ())


def _candidates(pool: Pool, about: Teller) -> Iterator[Said]:
    taken = pool.take(lambda change: change.statement.predicate == EP.candidateLeaf)
    if not taken:
        return
    marked = {mark: unique(c.statement.object for c in taken if c.mark == mark) for mark in (ADDED, REMOVED)}
    told = [
        f"{verb}: {_listed(found, about, old=mark == REMOVED)}"
        for mark, verb in ((ADDED, "added"), (REMOVED, "removed"))
        if (found := marked[mark])
    ]
    many = "candidate leaf" if len(taken) == 1 else "candidate leaves"
    yield Said("candidate leaf", f"{many} {'; '.join(told)}", taken, old=marked[REMOVED], new=marked[ADDED])


def _listed(found: Iterable[str], about: Teller, *, old: bool) -> str:
    """Leaves by the words before their numbers, runs of them as ranges."""
    files: dict[str, list[str]] = {}
    for label in sorted((about.words.label(leaf, old=old) or leaf for leaf in found), key=natural):
        head, _, name = label.rpartition(" ")
        files.setdefault(head, []).append(name)
    return "; ".join(f"{head} {_ranges(names)}".strip() for head, names in files.items())


def _ranges(names: Sequence[str]) -> str:
    """`98`, `99`, `100`, `103v` as `98-100, 103v`."""
    runs: list[list[str]] = []
    for name in names:
        if runs and runs[-1][-1].isdigit() and name.isdigit() and int(name) == int(runs[-1][-1]) + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
