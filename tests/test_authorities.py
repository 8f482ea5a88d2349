"""The authority tables of the first workspace: names resolve as editors mean them, identifiers are those seen."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import shared_file

from kg.ns import AUTHORITY_FILES
from kg.records import Authorities, Link
from kg.records.authorities import fold
from kg.workspace import Workspace, load_workspace

ROOT = Path(__file__).resolve().parent.parent
WORKSPACE = load_workspace(ROOT / "data")


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    return WORKSPACE.authorities


@pytest.fixture(scope="module")
def entries() -> list[dict[str, Any]]:
    text = shared_file("authorities/authorities.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("spelling", "label"),
    [
        ("Stalin", "Joseph Stalin"),
        ("I. Stalin", "Joseph Stalin"),
        ("Kaganovich", "Lazar Kaganovich"),
        ("L.M. Kaganovich", "Lazar Kaganovich"),
        ("M.L. Kaganovich", "M. L. Kaganovich"),
        ("Kosior", "Stanislav Kosior"),
        ("S.V. Kosior", "Stanislav Kosior"),
        ("Kosior St", "Stanislav Kosior"),
        ("I. V. Kosior", "Iosif Kosior"),
        ("Orakhelashvili", "Mamia Orakhelashvili"),
        ("Maria Orakhelashvili", "Maria Orakhelashvili"),
        ("M. Orakhelashvili", "Maria Orakhelashvili"),
        ("Rosengolz", "Arkady Rozengolts"),
        ("Rozengolyd", "Arkady Rozengolts"),
        ("Ordschonikidse", "Grigory (Sergo) Ordzhonikidze"),
        ("Sergo", "Grigory (Sergo) Ordzhonikidze"),
        ("Demyan", "Demyan Bedny"),
        ("Postyshtev", "Pavel Postyshev"),
        ("Sheboddaev", "B. P. Sheboldaev"),
        ("Bird", "V. V. Ptukha"),
        ("Van", "Wang Zengsi"),
        ("Ma", "Ma Zhanshan"),
        ("Ворошилов", "Kliment Voroshilov"),
        ("Woroschilow", "Kliment Voroshilov"),
        ("Mekhlis", "Lev Mekhlis"),
    ],
)
def test_spellings_of_persons(authorities: Authorities, spelling: str, label: str) -> None:
    person = authorities.person(spelling)
    assert person is not None
    assert person.label == label


@pytest.mark.parametrize(
    "debris", ["V.Ya", "M.I", "to Ma", "Order of Lenin", "Marat", "Genzan-Maru", "Petrovsky Plant"]
)
def test_what_is_nobody(authorities: Authorities, debris: str) -> None:
    assert authorities.person(debris) is None


def test_namesakes_are_the_only_shared_spellings(authorities: Authorities) -> None:
    owners: dict[str, set[str]] = {}
    for person in authorities.persons:
        for spelling in (person.label, person.surname, *person.variants, *person.slips):
            owners.setdefault(fold(spelling), set()).add(person.label)
    shared = {spelling: labels for spelling, labels in owners.items() if len(labels) > 1}
    assert shared == {
        "kaganovich": {"Lazar Kaganovich", "M. L. Kaganovich"},
        "kosior": {"Stanislav Kosior", "Iosif Kosior"},
        "orakhelashvili": {"Mamia Orakhelashvili", "Maria Orakhelashvili"},
    }
    for spelling in shared:
        assert [person.bare for person in authorities.persons_called(spelling)] == [True, False]


def test_the_oil_official_is_settled_by_line(authorities: Authorities) -> None:
    (row,) = (row for row in WORKSPACE.edition("stalin-kaganovich-1932-06").curated.mentions if row.line == 523)
    assert authorities.person_by_id[row.person].label == "Iosif Kosior"


@pytest.mark.parametrize(
    ("spelling", "label"),
    [
        ("Politburo members", "Politburo"),
        ("members of the Politburo", "Politburo"),
        ("PB", "Politburo"),
        ("CC ON", "Central Committee"),
        ("RGASPI", "Russian State Archive of Socio-Political History"),
        ("RTsKhIDNI", "Russian State Archive of Socio-Political History"),
        ("NKTP", "People's Commissariat of Heavy Industry"),
        ("Bureau of the CC of the CP(b) of Georgia", "Bureau of the CC of the CP(b) of Georgia"),
    ],
)
def test_spellings_of_groups(authorities: Authorities, spelling: str, label: str) -> None:
    group = authorities.group(spelling)
    assert group is not None
    assert group.label == label


def test_city_and_region_of_one_name(authorities: Authorities) -> None:
    leningrad, oblast = authorities.place("Leningrad"), authorities.place("Leningradskaya")
    assert leningrad is not None
    assert oblast is not None
    assert (leningrad.type, oblast.type) == ("city", "region")


def test_every_identifier_is_registered_once() -> None:
    rows = [row for row in WORKSPACE.registry.rows if row.kind in ("person", "group", "place")]
    assert max(Counter(row.id for row in rows).values()) == 1
    tables = (*WORKSPACE.authorities.persons, *WORKSPACE.authorities.groups, *WORKSPACE.authorities.places)
    assert {row.id for row in rows} == {record.id for record in tables}


def test_units_stand_under_units() -> None:
    codes = {unit.code for unit in WORKSPACE.authorities.units}
    assert {"RGASPI", "RGASPI/558", "RGASPI/558/11", "RGASPI/17", "RGASPI/81", "RGASPI/74"} <= codes
    assert all(code.rpartition("/")[0] in codes for code in codes if "/" in code)


def test_russian_labels_are_cyrillic() -> None:
    tables = (*WORKSPACE.authorities.persons, *WORKSPACE.authorities.groups, *WORKSPACE.authorities.places)
    for record in tables:
        assert not re.search("[A-Za-z]", record.label_ru), record.label_ru
    assert sum(bool(record.label_ru) for record in tables) > 250


def links(workspace: Workspace, status: str) -> list[Link]:
    return [link for link in workspace.links if link.status == status]


def test_weak_links_are_not_accepted() -> None:
    undecided = {link.object.rpartition("/")[2] for link in links(WORKSPACE, "open")}
    assert {"Q64589771", "Q2620906"} <= undecided
    assert all(link.confidence is not None and link.confidence < 0.9 for link in links(WORKSPACE, "open"))
    assert all(link.confidence is not None and link.confidence >= 0.9 for link in links(WORKSPACE, "accepted"))
    assert all(link.seen_in for link in links(WORKSPACE, "accepted"))


def test_one_entity_an_identifier_and_one_identifier_an_authority() -> None:
    accepted = links(WORKSPACE, "accepted")
    assert max(Counter(link.object for link in accepted).values()) == 1
    authority = Counter(
        (link.subject, link.object.rpartition("/")[0]) for link in accepted if "geonames" not in link.object
    )
    assert max(authority.values()) == 1


def test_links_lead_to_authorities_in_their_own_form() -> None:
    patterns = {
        "wd": "Q[1-9][0-9]*", "gnd": "1[0-9]{7,8}[0-9X]", "isni": "[0-9]{15}[0-9X]", "geonames": "[1-9][0-9]*/",
    }  # fmt: skip
    for link in WORKSPACE.links:
        prefix = next(name for name, (_, base) in AUTHORITY_FILES.items() if link.object.startswith(base))
        assert re.fullmatch(patterns[prefix], link.object.removeprefix(AUTHORITY_FILES[prefix][1])), link.object


def test_accepted_and_open_links_are_those_that_were_seen(entries: list[dict[str, Any]]) -> None:
    base = {"wikidata": AUTHORITY_FILES["wd"][1], "gnd": AUTHORITY_FILES["gnd"][1], "isni": AUTHORITY_FILES["isni"][1]}
    seen = {base[name] + code for entry in entries for name, code in entry["ids"].items() if name in base}
    geonames = AUTHORITY_FILES["geonames"][1]
    seen |= {f"{geonames}{entry['ids']['geonames']}/" for entry in entries if "geonames" in entry["ids"]}
    assert {link.object for link in WORKSPACE.links if link.status != "rejected"} == seen


def test_every_identifier_of_the_ledger_was_seen(entries: list[dict[str, Any]]) -> None:
    everything = json.dumps(entries, ensure_ascii=False)
    for link in WORKSPACE.links:
        code = link.object.rstrip("/").rpartition("/")[2]
        assert re.search(rf"(?<!\w){code}(?!\w)", everything), code


def test_successors_of_today_are_rejected(entries: list[dict[str, Any]]) -> None:
    modern = {code for entry in entries for code in (entry.get("modern_ids") or {}).values()}
    assert modern
    rejected = {link.object.rstrip("/").rpartition("/")[2] for link in links(WORKSPACE, "rejected")}
    accepted = {(link.subject, link.object) for link in WORKSPACE.links if link.status != "rejected"}
    assert modern <= rejected
    assert not accepted & {(link.subject, link.object) for link in links(WORKSPACE, "rejected")}


# Debris of the text, words for several things, and what is in the tables without its brackets.
NO_NAMES = {
    "V.Ya", "M.I", "to Ma", "Marx-Engels", "North [northern] Caucasus", "North [Northern] Caucasus",
    "North (Northern) Caucasus", "Lower and Middle Volga", "Western —", "Transcaucasian", "Northern - 40",
    "Foreign Trade",
}  # fmt: skip
# One name for a city and for a government: the tables keep the first for the places, the second for the groups.
SHARED_NAMES = {("place", "Nankinpra"), ("group", "Nanking"), ("group", "Nanjing")}


def test_every_spelling_of_every_entry_has_a_row(entries: list[dict[str, Any]], authorities: Authorities) -> None:
    finds = {"person": authorities.person, "group": authorities.group, "place": authorities.place}
    lost = {
        (entry["kind"], spelling)
        for entry in entries
        for spelling in entry["surname_variants_in_source"]
        if spelling not in NO_NAMES and finds[entry["kind"]](spelling) is None
    }
    assert lost == SHARED_NAMES
