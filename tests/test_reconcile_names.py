"""Names across scripts and transliterations: what sounds alike meets, what is another name does not."""

from __future__ import annotations

import pytest

from kg.reconcile.matching import Index, match
from kg.reconcile.similarity import LONGEST, person_names
from kg.reconcile.skeleton import keys
from kg.records.candidate import Profile

SPELLINGS = (
    "Розенгольц Rozengolts Rosengolz Rozengolʹc Rosengoltz",
    "Каганович Kaganovich Kaganowitsch Kaganovič Kaganovitch Kaganovic",
    "Щербаков Shcherbakov Schtscherbakow Ščerbakov Chtcherbakov",
    "Хрущёв Khrushchev Chruschtschow Chruščev Khrouchtchev",
    "Орджоникидзе Ordzhonikidze Ordschonikidse Ordžonikidze Ordzonikidze",
    "Яковлев Yakovlev Jakowlew Iakovlev Jakovlev",
    "Жданов Zhdanov Shdanow Ždanov Zdanov",
    "Чубарь Chubar Tschubar Čubarʹ Tchoubar",
    "Троцкий Trotsky Trotzki Trotskii",
)


@pytest.mark.parametrize("row", SPELLINGS, ids=lambda row: row.split()[1])
def test_one_name_in_many_spellings_has_a_sound_in_common(row: str) -> None:
    assert frozenset.intersection(*(keys(word) for word in row.split()))


def test_other_names_have_other_sounds() -> None:
    heard = [keys(row.split()[0]) for row in SPELLINGS]
    assert not any(one & other for n, one in enumerate(heard) for other in heard[n + 1 :])


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Lazar Kaganovich", "Kaganovic, Lazar M.", 0.75, 1),
        ("Лазарь Моисеевич Каганович", "Kaganowitsch, Lasar Moissejewitsch", 0.85, 1),
        ("A. Rozengolts", "Розенгольц, Аркадий Павлович", 0.7, 0.9),
        ("Kaganovich L. M.", "Lazar Kaganovich", 0.6, 0.9),
        ("Curie", "Curie, Marie", 0.5, 0.6),
        ("Marie Curie", "Curie, Pierre", 0, 0.3),
        ("L. M. Kaganovich", "Kaganovich, M. L.", 0, 0.3),
        ("Isoroku Yamamoto", "Yamamoto, Gonnohyoe", 0, 0.3),
        ("Marie Curie", "Marie Carrel", 0, 0.5),
        ("", "Marie Curie", 0, 0),
        ("?", "!", 0, 0),
    ],
)
def test_how_alike_names_are(one: str, other: str, least: float, most: float) -> None:
    assert least <= person_names([one], [other]).score <= most
    assert person_names([one], [other]).score == person_names([other], [one]).score


def test_a_variant_without_a_given_name_does_not_help_where_given_names_contradict() -> None:
    assert person_names(("Stanislav Kosior", "Kosior"), ("Kosior, Iosif",)).score < 0.3


def test_only_so_much_of_a_name_is_read() -> None:
    found = person_names(("a" * 10_000,), ("<script>" * 1_000,))
    assert found.score < 0.5
    assert len(found.words) < 3 * LONGEST


def test_the_index_finds_by_sound_by_initial_and_by_a_slip() -> None:
    people = [
        Profile(iri=f"x:{n}", kind="person", names=(name,))
        for n, name in enumerate(("Marie Curie", "Pierre Curie", "Arkady Rozengolts", "Karl Radek"))
    ]
    index = Index.of(people)

    def first(*names: str) -> str:
        found = index.matches(Profile(iri="", kind="person", names=names))
        return found[0].candidate.names[0] if found else ""

    assert first("Розенгольц, А. П.") == "Arkady Rozengolts"
    assert first("M. Curie") == "Marie Curie"
    assert first("Karl Radke") == "Karl Radek"
    assert first("Nobody Atall") == ""
    assert index.matches(people[0], 0) == ()


def test_two_kinds_are_never_one() -> None:
    plant = Profile(iri="x:1", kind="group", names=("Petrovsky",))
    assert match(Profile(iri="x:2", kind="person", names=("Petrovsky",)), plant).score < 0.5
