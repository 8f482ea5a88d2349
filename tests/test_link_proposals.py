"""Proposing links: the verified snapshot as a labelled set, with namesakes as traps."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
import pytest
from conftest import WORKSPACE

from kg.linking import Proposed, our_profiles, propose
from kg.records.candidate import Profile
from kg.workspace import Workspace, load_workspace

ELSEWHERE = "https://example.org/candidate/"
_ROW = re.compile(r"row '([^']+)' \((\d{4})?-(\d{4})?\)")
_NAMED = re.compile(r"(?::|Q\d+) '([^']+)'$")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace(WORKSPACE)


def snapshot(workspace: Workspace) -> tuple[dict[str, Profile], dict[str, str]]:
    """What the ledger's sources call each identifier, with years; and whose it is by the accepted rows."""
    candidates: dict[str, Profile] = {}
    right: dict[str, str] = {}
    for link in workspace.links:
        names, born, died = [link.object_label] if link.object_label else [], "", ""
        for seen in link.seen_in:
            if row := _ROW.search(seen):
                names, born, died = [*names, row[1]], row[2] or "", row[3] or ""
            elif named := _NAMED.search(seen):
                names.append(named[1])
        if names:
            candidates[link.object] = Profile(
                iri=link.object, kind=link.kind, names=tuple(dict.fromkeys(names)), born=born, died=died, seen="x:1"
            )
        if link.status == "accepted":
            right[link.object] = f"{workspace.settings.base}{link.kind}/{link.subject}"
    return candidates, right


# Namesakes, each with what could tempt: a role, an age, a place.
TRAPS = (
    Profile(iri=f"{ELSEWHERE}1", kind="person", names=("Kosior, Iosif V.",), description="First Secretary, Ukraine"),
    Profile(iri=f"{ELSEWHERE}2", kind="person", names=("Kosior, V.",), born="1890", died="1938", description="Ukraine"),
    Profile(iri=f"{ELSEWHERE}3", kind="person", names=("Orachelašvili, Marija",), description="secretary, Zakkraikom"),
    Profile(iri=f"{ELSEWHERE}4", kind="person", names=("Orachelasvili, M.",), born="1885", description="Georgia"),
    Profile(iri=f"{ELSEWHERE}5", kind="person", names=("Kaganovic, Michail M.",), born="1893", died="1991",
            description="Secretary of the Central Committee"),
    Profile(iri=f"{ELSEWHERE}6", kind="person", names=("Kaganovich, M. L.",), born="1893", description="Secretary"),
    Profile(iri=f"{ELSEWHERE}7", kind="group", names=("Petrovskij",), description="plant"),
    Profile(iri=f"{ELSEWHERE}8", kind="person", names=("Petrovskij, Grigorij Plant",), description="plant"),
    Profile(iri=f"{ELSEWHERE}9", kind="person", names=("Yamamoto, Isoroku",), born="1884", died="1943",
            description="planned negotiator, Tokyo"),
    Profile(iri=f"{ELSEWHERE}10", kind="person", names=("Yamamoto",), born="1852", died="1933",
            description="planned negotiator, Tokyo"),
    Profile(iri=f"{ELSEWHERE}11", kind="person", names=("Stalin, Vasilij I.",), born="1921", died="1962"),
    Profile(iri=f"{ELSEWHERE}12", kind="person", names=("Kalinin, Michail I.",), born="1875", died="1921"),
    Profile(iri=f"{ELSEWHERE}13", kind="person", names=("Maria Orakhelashvili",), born="1990",
            description="party official, Georgia", seen="x:1"),
    Profile(iri=f"{ELSEWHERE}14", kind="person", names=("Stanislav Kosior",), roles=("gymnast",),
            places=("Ukraine",), description="gymnast from Ukraine", seen="x:1"),
    Profile(iri=f"{ELSEWHERE}15", kind="person", names=("Arkady Rozengolts",), born="1933",
            description="People's Commissar of Foreign Trade", seen="x:1"),
)  # fmt: skip


def compared(workspace: Workspace, *, dated: bool = True) -> tuple[Proposed, dict[str, str]]:
    """The workspace without its ledger, compared with the snapshot and the traps."""
    candidates, right = snapshot(workspace)
    tables = workspace.authorities
    if not dated:
        undated = tuple(msgspec.structs.replace(person, born="", died="") for person in tables.persons)
        tables = replace(tables, persons=undated)
    bare = replace(workspace, links=(), authorities=tables)
    return propose(bare, (*candidates.values(), *TRAPS)), right


def persons(workspace: Workspace, right: dict[str, str]) -> set[str]:
    """The identifiers of persons that the snapshot has a name for."""
    return {iri for iri in snapshot(workspace)[0] if "/person/" in right.get(iri, "")}


def test_what_a_machine_accepts_is_right(workspace: Workspace) -> None:
    found, right = compared(workspace)
    accepted = [each.match for each in found.proposals if each.accepted]
    assert [m for m in accepted if right.get(m.candidate.iri) != m.sought.iri] == []
    assert len(accepted) / len(persons(workspace, right)) > 0.9


def test_without_life_dates_everything_is_left_to_a_person(workspace: Workspace) -> None:
    found, right = compared(workspace, dated=False)
    assert [each for each in found.proposals if each.accepted] == []
    matches = [each.match for each in found.proposals]
    proposed = {m.candidate.iri for m in matches if right.get(m.candidate.iri) == m.sought.iri}
    assert len(proposed & persons(workspace, right)) / len(persons(workspace, right)) > 0.97


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.names[0])
def test_a_namesake_is_not_linked(workspace: Workspace, trap: Profile) -> None:
    """Alone, too: not because a better candidate is there."""
    found = propose(replace(workspace, links=()), [trap])
    assert [each for each in found.proposals if each.accepted] == []


def test_what_the_ledger_has_is_not_proposed_again(workspace: Workspace) -> None:
    candidates, _ = snapshot(workspace)
    found = propose(workspace, candidates.values())
    known = {(link.subject, link.object) for link in workspace.links}
    pairs = {(each.match.sought.iri.rpartition("/")[2], each.match.candidate.iri) for each in found.proposals}
    assert pairs & known == set()


def test_an_identifier_of_somebody_else_is_not_accepted(workspace: Workspace) -> None:
    """Stalin's own item, which the ledger gives to somebody else by mistake."""
    candidates, right = snapshot(workspace)
    stalin = next(profile for profile in our_profiles(workspace) if profile.label == "Joseph Stalin")
    item = next(iri for iri, whose in right.items() if whose == stalin.iri and "wikidata" in iri)
    links = tuple(link for link in workspace.links if link.object != item)
    wrong = msgspec.structs.replace(workspace.links[0], subject="p0002", object=item)
    found = propose(replace(workspace, links=(*links, wrong)), [candidates[item]])
    (each,) = [each for each in found.proposals if each.match.sought.iri == stalin.iri]
    assert not each.accepted
    assert any("the ledger has this identifier for" in doubt for doubt in each.doubts)
