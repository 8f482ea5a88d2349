"""Proposing links: what the workspace knows of each of its own, candidates from outside, and rows for the ledger."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kg import __version__
from kg.files import read_bytes, write_atomic
from kg.ledger import appended
from kg.ns import LA
from kg.reconcile.accepting import Proposal, Proposing, Settled
from kg.reconcile.matching import Index
from kg.reconcile.names import Names
from kg.reconcile.sources.fields import Refused
from kg.records import Group, Letter, Link, Person, Place, Profile
from kg.records.candidate import ProfileKind
from kg.records.interval import interval
from kg.records.link import LEDGER
from kg.workspace import EditionFolder, Workspace

CANDIDATES = Path("authorities") / "candidates"
TOOL = f"letterkg {__version__}"
_COMPANIONS = 12
_KEPT = 1000  # refusals that are told one by one


@dataclass(frozen=True)
class Proposed:
    """What a run proposes; `refused` are those of the sources that were told, `counts` how many of everything."""

    proposals: tuple[Proposal, ...]
    refused: tuple[Refused, ...]
    counts: dict[str, int]


def our_profiles(workspace: Workspace) -> tuple[Profile, ...]:
    """What the workspace knows of its persons, groups and places: names, dates, roles, letters, accepted links."""
    tables, seen = workspace.authorities, _seen_in_letters(workspace)
    others: dict[str, list[str]] = defaultdict(list)
    for link in workspace.links:
        if link.status in ("accepted", "asserted"):
            others[link.subject].append(link.object)

    def known(kind: ProfileKind, row: Person | Group | Place, role: str, *names: str, **more: Any) -> Profile:
        return Profile(
            iri=workspace.iris.issued(kind, row.id),
            kind=kind,
            names=tuple(dict.fromkeys(filter(None, (row.label, row.label_ru, *names, *row.variants)))),
            roles=(role,) if role else (),
            others=tuple(others[row.id]),
            seen=f"authorities/{kind}s.csv {row.id}",
            **more,
        )

    persons = (
        known(
            "person",
            row,
            row.role,
            f"{row.given} {row.surname}" if row.given else "",
            born=row.born,
            died=row.died,
            active=seen.days.get(row.id),
            named=seen.named.get(row.id, ""),
            companions=seen.company.get(row.id, ()),
            description=row.role,
        )
        for row in tables.persons
    )
    groups = (known("group", row, row.type) for row in tables.groups)
    places = (known("place", row, row.type) for row in tables.places)
    return (*persons, *groups, *places)


class _Seen(NamedTuple):
    """What letters show of persons, by identifier.

    `days` are a day by which one has certainly begun to write or receive, and the last on which one certainly still
    does, as letters are not dated more closely (who is only mentioned may have died long before),
    `named` is the day by which a letter names one first (whoever is named has been born), `company` are the names of
    those whom letters name with one most often.
    """

    days: dict[str, tuple[str, str]]
    named: dict[str, str]
    company: dict[str, tuple[str, ...]]


def _seen_in_letters(workspace: Workspace) -> _Seen:
    days: dict[str, tuple[str, str]] = {}
    named: dict[str, str] = {}
    company: dict[str, Counter[str]] = defaultdict(Counter)
    for edition in workspace.editions:
        for letter, parties, all_ in _people(edition, workspace):
            span = interval(letter.date)
            first, last = span.first or span.last or "", span.last or span.first or ""
            for party in parties if first else ():
                known = days.get(party, (last, first))
                days[party] = (min(known[0], last), max(known[1], first))
            for one in all_:
                company[one].update(sorted(all_ - {one}))
                if span.last:
                    named[one] = min(named.get(one, span.last), span.last)
    labels = {person.id: person.label for person in workspace.authorities.persons}
    most = {
        one: tuple(labels[other] for other, _ in sorted(counted.items(), key=lambda c: (-c[1], c[0]))[:_COMPANIONS])
        for one, counted in company.items()
    }
    return _Seen(days, named, most)


def _people(edition: EditionFolder, workspace: Workspace) -> Iterator[tuple[Letter, set[str], set[str]]]:
    """Each letter with the persons who wrote or received it, and all whom it names."""
    letters = edition.letters_found().letters
    persons = workspace.authorities.person_by_id
    names = Names.of(workspace.authorities, edition.name, edition.curated.mentions, letters)
    for letter in letters:
        if letter.letter is None:
            continue
        actors = [names.actor(name, letter.line) for name in (*letter.senders, *letter.recipients)]
        mentioned = [names.actor(mention.text, mention.line) for mention in letter.mentions]
        parties = {actor.id for actor in actors if actor is not None and actor.id in persons}
        yield letter, parties, parties | {actor.id for actor in mentioned if actor and actor.id in persons}


def propose(workspace: Workspace, candidates: Iterable[Profile | Refused]) -> Proposed:
    """Links for what is ours, from a stream of candidates; the ledger's rows are neither repeated nor contradicted."""
    ours = Index.of(_named_somewhere(our_profiles(workspace)))
    rows = ((workspace.iris.issued(link.kind, link.subject), link) for link in workspace.links)
    proposing = Proposing(ours, Settled.of(rows))
    refused: list[Refused] = []
    left_out = 0
    for candidate in candidates:
        if isinstance(candidate, Refused):
            left_out += 1
            if len(refused) < _KEPT:
                refused.append(candidate)
        else:
            proposing.take(candidate)
    found = tuple(proposing.proposals())
    counts = {"candidates": proposing.seen, "compared": proposing.compared, "refused": left_out}
    accepted = sum(proposal.accepted for proposal in found)
    return Proposed(found, tuple(refused), {**counts, "accepted": accepted, "open": len(found) - accepted})


def _named_somewhere(profiles: tuple[Profile, ...]) -> Iterator[Profile]:
    """Whom no letter names is named in notes: a program does not take it for somebody born after the last letter."""
    last = max((profile.active[1] for profile in profiles if profile.active), default="")
    for profile in profiles:
        attested = profile.active or profile.named or profile.kind != "person"
        yield profile if attested else msgspec.structs.replace(profile, named=last)


def rows_of(proposed: Proposed, day: str) -> tuple[Link, ...]:
    """Rows of the ledger for what is proposed, made on `day` (`YYYY-MM-DD`)."""
    rows = []
    for proposal in proposed.proposals:
        found = proposal.match
        several = len({feature.evidence for feature in found.features if feature.evidence}) > 1
        rows.append(
            Link(
                kind=found.sought.kind,
                subject=found.sought.iri.rpartition("/")[2],
                subject_label=found.sought.label,
                predicate=LA.equivalent[1:-1],
                object=found.candidate.iri,
                object_label=found.candidate.label,
                justification="semapv:CompositeMatching" if several else "semapv:LexicalMatching",
                date=day,
                confidence=round(found.score, 3),
                status="accepted" if proposal.accepted else "open",
                seen_in=(_portable(found.candidate.seen),) if found.candidate.seen else (),
                tool=TOOL,
                features_for=tuple(f"{feature.name}: {feature.words}" for feature in found.for_),
                features_against=(*(f"{f.name}: {f.words}" for f in found.against), *_doubts(proposal)),
                comment="" if proposal.accepted else "to be looked at by a person",
            )
        )
    return tuple(rows)


def _doubts(proposal: Proposal) -> tuple[str, ...]:
    """What stands in the way besides the features themselves."""
    return tuple(f"doubt: {doubt}" for doubt in proposal.doubts if not doubt.startswith("against it"))


def _portable(seen: str) -> str:
    """Where a candidate was seen, without the folders of this machine."""
    return seen if "://" in seen else seen.rpartition("/")[2]


def write_rows(workspace: Workspace, rows: Iterable[Link]) -> Path:
    """Append rows to the ledger, all or none; returns its file."""
    file = workspace.folder / LEDGER
    data = read_bytes(file) if file.exists() else b""
    write_atomic(file, appended(data, tuple(rows), workspace.iris, file))
    return file
