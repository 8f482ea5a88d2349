"""Words as sentences list them, and what letters are called."""

from __future__ import annotations

import pytest
from letters_invented import letter
from msgspec.structs import replace

from kg.map.reading import named, reading
from kg.records.words import listed


@pytest.mark.parametrize(
    ("words", "most", "expected"),
    [
        ([], None, ""),
        (["A"], None, "A"),
        (["A", "B"], None, "A and B"),
        (["A", "B", "C"], None, "A, B and C"),
        (["A", "B", "C", "D"], 4, "A, B, C and D"),
        (["A", "B", "C", "D", "E"], 4, "A, B, C and 2 others"),
    ],
)
def test_words_are_listed(words: list[str], most: int | None, expected: str) -> None:
    assert listed(words, most) == expected


@pytest.mark.parametrize(
    ("parties", "date", "numbers", "expected"),
    [
        ("Ruus > Lind", "1932-06-07", ["No. 14."], "Ruus's telegram of 7 June 1932, No. 14"),
        ("Ruus > Lind", "1932-06-07", [], "Ruus's letter of 7 June 1932"),
        ("Ruus, Moe > Lind", "[..1932-06-07]", [], "the letter of Ruus and Moe (not after 7 June 1932)"),
        ("Ruus > Lind", None, ["#3"], "Ruus's telegram (undated), #3"),
    ],
)
def test_what_a_letter_is_called(parties: str, date: str | None, numbers: list[str], expected: str) -> None:
    assert reading(letter("l1", parties, date, numbers=numbers)) == expected


def test_a_letter_by_nobody_known_and_by_many() -> None:
    one = letter("l1", "Ruus > Lind", "1932-06-07")
    assert reading(replace(one, senders=())) == "the letter of 7 June 1932"
    assert len(reading(replace(one, senders=("Alexandrovsky",) * 40))) < 100


def test_identifiers_in_words_give_way_to_names() -> None:
    readings = {"l0001": "Ruus's letter", "h0002": "the heading at line 9"}
    assert (
        named("reply: l0001, place h0002, delo l77", readings)
        == "reply: Ruus's letter, place the heading at line 9, delo l77"
    )
