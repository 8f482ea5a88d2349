"""Candidates of authority files for what a workspace has no link for: compared, judged, and written to the ledger."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.ns import LA, bare
from kg.reconcile.judging import Judged, judge
from kg.reconcile.matching import best
from kg.reconcile.names import Names
from kg.records import Authorities, Group, Letter, Link, Person, Place
from kg.records.candidate import Match, Profile, ProfileKind
from kg.records.interval import interval
from kg.workspace import EditionFolder, Workspace

KINDS: tuple[ProfileKind, ...] = ("person", "group", "place")
TOOL = "letterkg"
_COMPANIONS = 12  # of each, those it is seen with most
_BY_MACHINE = "semapv:CompositeMatching"  # by names, dates and what else both sides say


class Compared(NamedTuple):
    """What came of a comparison: what is proposed, and how much was compared with what."""

    judged: tuple[Judged, ...]
    ours: int
    candidates: int
    already: int  # candidates that the ledger has a row for


def ours(workspace: Workspace, kinds: Iterable[ProfileKind] = KINDS) -> tuple[Profile, ...]:
    """What the workspace says of its persons, groups and places, with the days on which they write or receive."""
    attested = _attested(workspace)
    links: dict[str, list[str]] = defaultdict(list)
    for link in workspace.links:
        if link.status == "accepted":
            links[link.subject].append(link.object)
    tables: Mapping[ProfileKind, Iterable[Person | Group | Place]] = {
        "person": workspace.authorities.persons,
        "group": workspace.authorities.groups,
        "place": workspace.authorities.places,
    }
    return tuple(
        _profile(kind, row, workspace, attested, tuple(links[row.id]))
        for kind in kinds
        for row in tables[kind]
        if (issued := workspace.registry.latest.get(row.id)) is None or issued.status == "active"
    )


def compare(workspace: Workspace, candidates: Iterable[Profile], kinds: Iterable[ProfileKind] = KINDS) -> Compared:
    """Compare everything that the workspace has with `candidates`, which pass by once."""
    profiles = ours(workspace, kinds)
    known = {(link.subject, link.object) for link in workspace.links}
    taken = {link.object: _iri(workspace, link) for link in workspace.links if link.status == "accepted"}
    linked = {profile.iri: profile.others for profile in profiles}
    passed: Counter[str] = Counter()
    found = best(profiles, _counted(candidates, passed))
    fresh: dict[str, list[Match]] = {}
    for iri, matches in found.items():
        subject = iri.rpartition("/")[2]
        fresh[iri] = [match for match in matches if (subject, match.candidate.iri) not in known]
        passed["already"] += len(matches) - len(fresh[iri])
    return Compared(judge(fresh, taken, linked), len(profiles), passed["candidates"], passed["already"])


def rows(judged: Iterable[Judged], workspace: Workspace, today: str) -> Iterator[Link]:
    """Rows of the ledger for what is proposed, dated `today` (ISO 8601)."""
    for each in judged:
        sought, candidate = each.match.sought, each.match.candidate
        yield Link(
            kind=sought.kind,
            subject=sought.iri.rpartition("/")[2],
            subject_label=sought.label,
            predicate=bare(LA.equivalent),
            object=candidate.iri,
            object_label=candidate.label,
            justification=_BY_MACHINE,
            date=today,
            confidence=round(each.match.score, 2),
            status="accepted" if each.status == "accepted" else "open",
            seen_in=(candidate.seen,) if candidate.seen else (),
            comment=each.why,
        )


def _counted(candidates: Iterable[Profile], passed: Counter[str]) -> Iterator[Profile]:
    for candidate in candidates:
        passed["candidates"] += 1
        yield candidate


def _iri(workspace: Workspace, link: Link) -> str:
    return f"{workspace.settings.base}{link.kind}/{link.subject}"


def _profile(
    kind: ProfileKind,
    row: Person | Group | Place,
    workspace: Workspace,
    attested: Mapping[str, _Attested],
    identifiers: tuple[str, ...],
) -> Profile:
    seen = attested.get(row.id) or _Attested()
    person = row if isinstance(row, Person) else None
    whole = (f"{person.surname}, {person.given}",) if person is not None and person.given else ()
    names = (row.label, row.label_ru, *whole)
    return Profile(
        iri=f"{workspace.settings.base}{kind}/{row.id}",
        kind=kind,
        names=tuple(dict.fromkeys(filter(None, (*names, *row.variants)))),
        born=person.born if person else "",
        died=person.died if person else "",
        roles=(person.role,) if person and person.role else (),
        others=identifiers,
        active=(min(seen.days), max(seen.days)) if seen.days else None,
        companions=tuple(name for name, _ in seen.companions.most_common(_COMPANIONS)),
    )


class _Attested:
    """The days on which somebody writes or receives, and the others in those letters."""

    def __init__(self) -> None:
        self.days: set[str] = set()
        self.companions: Counter[str] = Counter()


def _attested(workspace: Workspace) -> dict[str, _Attested]:
    found: dict[str, _Attested] = defaultdict(_Attested)
    for place in workspace.editions:
        for letter in place.found.letters if place.found is not None else ():
            _attest(letter, place, workspace.authorities, found)
    return found


def _attest(letter: Letter, place: EditionFolder, tables: Authorities, found: dict[str, _Attested]) -> None:
    names = Names.of(tables, place.name, place.curated.mentions, (letter,) if letter.described else ())
    parties = [names.actor(name, letter.line) for name in (*letter.senders, *letter.recipients)]
    there = {row.id: row.label for row in parties if row is not None}
    named = [names.actor(mention.text, mention.line) for mention in letter.mentions]
    labels = there | {row.id: row.label for row in named if row is not None}
    days = [day for day in interval(letter.date)[:2] if day]
    for id_ in labels:
        found[id_].days.update(days if id_ in there else ())
        found[id_].companions.update(label for other, label in labels.items() if other != id_)
