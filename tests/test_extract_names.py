"""Names in salutations and in running text: given names, names with a particle, two names with a hyphen."""

from __future__ import annotations

import pytest

from kg.extract import extract
from kg.extract.names import NameReader
from kg.read.plaintext import read
from kg.read.profile import load
from kg.records import Authorities, Letter, Person

RUUS = Person(id="p1", label="Lazar Ruus", surname="Ruus", given="Lazar Moiseevich", variants=("L. Ruus",))
LIND = Person(id="p2", label="Grigory (Sergo) Lind", surname="Lind", given="Grigory", variants=("Sergo",))
HOLM = Person(id="p3", label="Lazar Holm", surname="Holm", given="Lazar")
NOBLE = Person(id="p4", label="Franz von Grau", surname="Grau", given="Franz", variants=("von Grau",))
TABLES = Authorities(persons=(RUUS, LIND, HOLM, NOBLE))
ARCHIVE = "Archive: RGASPI F. 1. Op. 2. D. 3. L. {}. Autograph."


def letters(*bodies: tuple[str, str, str]) -> tuple[Letter, ...]:
    """The letters of a page; each heading, salutation, text."""
    page = "\n\n".join(
        f"{heading}\n\n{ARCHIVE.format(n)}\n{greeting}\n\n{text}\n\nLind."
        for n, (heading, greeting, text) in enumerate(bodies, 1)
    )
    return extract(read(page.encode(), "page.txt"), load("rosspen-web"), TABLES).letters


@pytest.mark.parametrize("greeting", ["Lazar!", "Dear Lazar", "Hello, Lazar!"])
def test_a_given_name_is_the_one_correspondent_who_has_it(greeting: str) -> None:
    (letter,) = letters(("Lind to Ruus June 12, 1932", greeting, "The boats are in."))
    assert letter.body is not None
    assert letter.body.recipients == ("Ruus",)


def test_a_given_name_that_two_correspondents_have_is_nobody() -> None:
    first, _ = letters(
        ("Lind to Ruus June 12, 1932", "Dear Lazar", "The boats are in."),
        ("Lind to Holm June 13, 1932", "Hello, Holm!", "The boats are out."),
    )
    assert first.body is not None
    assert not first.body.recipients


def test_a_nickname_of_the_label_and_a_stranger() -> None:
    names = NameReader(TABLES, load("rosspen-web"))
    assert names.given("Sergo", {"Lind", "Ruus"}) == "Lind"
    assert names.given("Lazar", {"Lind", "Ruus", "L. Ruus"}) == "Ruus"  # one person under two names
    assert names.given("Lazar", {"Ruus", "Holm"}) is None
    assert names.given("Moiseevich", {"Ruus"}) is None
    assert names.given("Lazar", ()) is None


@pytest.mark.parametrize("printed", ["Von Grau came.", "It was von Grau who came.", "Then Franz von Grau came."])
def test_a_name_with_a_particle_stands_as_the_table_has_it(printed: str) -> None:
    (letter,) = letters(("Lind to Ruus June 12, 1932", "Hello, Ruus!", printed))
    assert [(mention.text, mention.person) for mention in letter.mentions] == [("von Grau", "p4")]


def test_without_its_particle_a_name_stands_as_printed() -> None:
    (letter,) = letters(("Lind to Ruus June 12, 1932", "Hello, Ruus!", "It was Grau who came."))
    assert [mention.text for mention in letter.mentions] == ["Grau"]


@pytest.mark.parametrize(
    ("text", "value", "raw"),
    [
        ("I am sending you a note by Ruus-Holm and Grau.", "sent of Ruus + Holm + Grau", "note … Ruus-Holm and Grau"),
        ("I am sending you an interesting note by Holm on boats.", "sent of Holm", "note … Holm"),
        ("I am sending you letters from Holm and Grau.", "sent 0 of Holm + Grau", "letters … Holm and Grau"),
        ("I am sending you two letters on boats.", "sent 2", "two letters"),
    ],
)
def test_whose_writings_are_enclosed_and_how_many(text: str, value: str, raw: str) -> None:
    (letter,) = letters(("Lind to Ruus June 12, 1932", "Hello, Ruus!", text))
    assert [(w.value, w.raw) for w in letter.witnesses if w.field == "enclosure"] == [(value, raw)]


def test_a_decision_keeps_the_words_for_its_body_and_its_day() -> None:
    page = (
        f"Lind to Ruus June 12, 1932\n\n{ARCHIVE.format(1)}\nHello, Ruus!\n\nThe boats are in 1.\n\nLind.\n\n_____\n\n"
        "1 On June 14, the PB approved the boats (RGASPI. F. 17. Op. 3. D. 5. L. 6). On the next day the PB decided on "
        "sails (Ibid. L. 7).\n"
    )
    decisions = extract(read(page.encode(), "page.txt"), load("rosspen-web"), TABLES).decisions
    assert [[(w.field, w.value, w.raw) for w in decision.witnesses] for decision in decisions] == [
        [("body", "Politburo", "PB"), ("date", "1932-06-14", "June 14")],
        [("body", "Politburo", "PB"), ("date", "1932-06-15", "next day")],
    ]
    lines = page.splitlines()
    for witness in (w for decision in decisions for w in decision.witnesses):
        assert lines[witness.line - 1][witness.column - 1 :].startswith(witness.raw)
