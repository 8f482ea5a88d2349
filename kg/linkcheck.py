"""What is wrong with the ledger of links: by itself, against the letters, and against what the authorities say now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.errors import Place
from kg.linking import our_profiles
from kg.reconcile.features import OLDEST, years
from kg.reconcile.sources.fields import Refused
from kg.records import Link, Profile
from kg.records.identifier import authority, canonical, identifier_label, wrong_digit
from kg.records.interval import interval
from kg.records.link import LEDGER
from kg.workspace import Workspace


class Fault(NamedTuple):
    """A row of the ledger that cannot be right: where it stands, which check found it, what it is, what to do."""

    where: Place
    check: str
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}\n  {self.hint}"


def check_links(workspace: Workspace, today: str, known: Iterable[Profile | Refused] = ()) -> tuple[Fault, ...]:
    """The faults of the ledger in the order of its rows; `known` are what authorities say of the identifiers in it.

    `today` (`YYYY-MM-DD`) is the day after which nobody can have judged yet.
    """
    accepted = [link for link in workspace.links if link.status in ("accepted", "asserted")]
    wanted = {link.object for link in accepted}
    theirs: dict[str, Profile] = {}
    for profile in known:
        if isinstance(profile, Profile) and profile.iri in wanted:
            theirs.setdefault(profile.iri, profile)
    ours = {profile.iri: profile for profile in our_profiles(workspace)}
    by_subject: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in accepted:
        by_subject[link.kind, link.subject].append(link)
    faults = [*_alone(workspace, accepted)]
    for link in workspace.links:
        if link.date > today:
            message = f"the row was made on {link.date}, and today is {today}"
            faults.append(_fault(workspace, link, "future", message, "correct mapping_date"))
    for link in accepted:
        own = ours.get(workspace.iris.issued(link.kind, link.subject))
        if own is not None:
            faults += _lifetime(workspace, link, own, own, "our table")
        if own is not None and (other := theirs.get(link.object)) is not None:
            faults += _against(workspace, link, own, other, by_subject[link.kind, link.subject])
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.where.line or 0, fault.check, fault.message)))


def _fault(workspace: Workspace, link: Link, check: str, message: str, hint: str) -> Fault:
    return Fault(Place(workspace.folder / LEDGER, link.line), check, message, hint)


def _alone(workspace: Workspace, accepted: list[Link]) -> Iterator[Fault]:
    """What the rows show by themselves."""
    owners: dict[str, Link] = {}
    has: dict[tuple[str, str, str], Link] = {}
    rejected = {
        (row.subject, canonical(row.object) or row.object): row for row in workspace.links if row.status == "rejected"
    }
    for link in accepted:
        name, label = canonical(link.object) or link.object, identifier_label(link.object)
        called = link.subject_label or link.subject
        if (first := owners.setdefault(name, link)) is not link and first.subject != link.subject:
            message = f"{label} is {called} here and {first.subject_label or first.subject} on line {first.line}"
            yield _fault(workspace, link, "two-entities", message, "reject one of the two rows")
        key = (link.subject, link.predicate, authority(name))
        if (first := has.setdefault(key, link)) is not link and first.object != link.object:
            message = f"{called} is {label} here and {identifier_label(first.object)} on line {first.line}"
            yield _fault(workspace, link, "two-identifiers", message, "reject one, or have the authority merge them")
        if (no := rejected.get((link.subject, name))) is not None:
            message = f"{label} is accepted here and rejected on line {no.line}"
            yield _fault(workspace, link, "contradiction", message, "keep one row for the two")
        if canonical(link.object) != link.object:
            hint = f"write {canonical(link.object)}" if canonical(link.object) else "look it up again"
            yield _fault(workspace, link, "form", f"{link.object} is not how this identifier is written", hint)
        if wrong_digit(link.object):
            yield _fault(workspace, link, "check-digit", f"the check digit of {label} is wrong", "look it up again")
        if link.status == "accepted" and not link.seen_in:
            hint = "fill seen_in: where the identifier was seen tied to the entity"
            yield _fault(workspace, link, "no-evidence", f"nothing says where {label} was seen for {called}", hint)


def _lifetime(workspace: Workspace, link: Link, own: Profile, dates: Profile, who: str) -> Iterator[Fault]:
    """A letter that was written or received after the death, or that speaks of somebody before the birth."""
    died, born = interval(dates.died), interval(dates.born)
    hint = "check the identifier, the dates, and who is meant"
    if own.active is None:
        if own.named and born.first and born.first > own.named:
            message = f"{own.label} is named in a letter by {own.named}, and was born in {dates.born} by {who}"
            yield _fault(workspace, link, "before-birth", message, hint)
        return
    first, last = own.active
    if died.last and died.last < last:
        message = f"{own.label} writes or receives a letter in {last}, and died in {dates.died} by {who}"
        yield _fault(workspace, link, "after-death", message, hint)
    if (born.first and born.first > first) or (born.last and int(born.last[:4]) + OLDEST < int(last[:4])):
        message = f"{own.label} writes or receives a letter in {first}, and was born in {dates.born} by {who}"
        yield _fault(workspace, link, "before-birth", message, hint)


def _against(workspace: Workspace, link: Link, own: Profile, other: Profile, rows: list[Link]) -> Iterator[Fault]:
    """What the authority says of the identifier (as seen at `other.seen`) against what is ours."""
    label, seen = identifier_label(link.object), f"({other.seen})" if other.seen else ""
    if other.replaced_by == "-":
        yield _fault(workspace, link, "deleted", f"{label} is deleted {seen}", "look the entity up again")
        return
    if other.replaced_by:
        message = f"{label} was merged into {other.replaced_by} {seen}"
        yield _fault(workspace, link, "merged", message, "compare the two, then reject this row and add the other")
        return
    if not own.may_be(other):
        message = (
            f"{own.label} is a {own.kind}, {label} {'no person' if other.kind == 'other' else f'a {other.kind}'} {seen}"
        )
        yield _fault(workspace, link, "kind", message, "reject the row")
    yield from _lifetime(workspace, link, own, other, f"{label} {seen}")
    for word, mine, its in (("born", own.born, other.born), ("died", own.died, other.died)):
        one, two = years(mine), years(its)
        if one is not None and two is not None and (one[0] > two[1] + 1 or two[0] > one[1] + 1):
            message = f"{own.label} {word} {mine} by our table, {its} by {label} {seen}"
            yield _fault(workspace, link, "dates", message, "check both, and correct the table or reject the row")
    for identifier in other.others:
        file = authority(identifier)
        for row in rows:
            if row is not link and authority(row.object) == file and row.object != identifier:
                message = f"{label} has {identifier_label(identifier)}, ours {identifier_label(row.object)} {seen}"
                yield _fault(workspace, row, "disagrees", message, f"compare with line {link.line}: one is another's")
