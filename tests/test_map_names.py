"""Who is meant by a printed name: a curator's word, the tables, or nobody yet."""

from __future__ import annotations

import pytest

from kg.reconcile.names import Names
from kg.records import Authorities, Group, Person, Place, SettledMention

TABLES = Authorities(
    persons=(
        Person(id="p0001", label="Anna Orlova", surname="Orlova", variants=("Orlowa",), slips=("0rlova",)),
        Person(id="p0002", label="Boris Petrov", surname="Petrov"),
        Person(id="p0003", label="V. N. Petrov", surname="Petrov", bare=False),
        Person(id="p0004", label="K. Ivanov", surname="Ivanov"),
        Person(id="p0005", label="L. Ivanov", surname="Ivanov"),
        Person(id="p0006", label="M. L. Sidorov", surname="Sidorov", bare=False),
    ),
    groups=(Group(id="g0001", label="Council", variants=("Big Council",)),),
    places=(Place(id="pl0001", label="Yalta"),),
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Orlova", "p0001"),
        ("ORLOVA", "p0001"),
        ("Orlowa", "p0001"),
        ("0rlova", "p0001"),
        ("Petrov", "p0002"),
        ("V.N. Petrov", "p0003"),
        ("Ivanov", None),
        ("K. Ivanov", "p0004"),
        ("Sidorov", None),
        ("M.L. Sidorov", "p0006"),
        ("Council", "g0001"),
        ("Council members", "g0001"),
        ("members of the Council", "g0001"),
        ("the other members of the Big Council", "g0001"),
        ("Choir members", None),
        ("Yalta", None),
    ],
)
def test_who_is_meant(name, meant):
    found = Names(TABLES).actor(name)
    assert (found.id if found else None) == meant


def test_a_curator_settles_a_name_on_its_line_in_its_edition():
    rows = (
        SettledMention(edition="may", line=5, name="Ivanov", person="p0005"),
        SettledMention(edition="june", line=6, name="Ivanov", person="p0004"),
    )
    names = Names.of(TABLES, "may", rows)
    assert names.actor("Ivanov", 5).id == names.actor("IVANOV", 5).id == "p0005"
    assert names.actor("Ivanov", 6) is None
    assert names.actor("Ivanov") is None


def test_a_curator_who_names_nobody_known_settles_nothing():
    names = Names.of(TABLES, "may", (SettledMention(edition="may", line=5, name="Orlova", person="p9999"),))
    assert names.settled("Orlova", 5) is None
    assert names.actor("Orlova", 5).id == "p0001"


def test_places_and_persons_by_identifier():
    names = Names(TABLES)
    assert names.place("yalta").id == "pl0001"
    assert names.place("Orlova") is None
    assert names.person("p0003").label == "V. N. Petrov"
    assert names.person("p9999") is None
