"""Names as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.typed_names import names_in


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Prokofiev, Sergey", ["Prokofiev, Sergey"]),
        ("S. Prokof'ev and M. Prokofiev", ["S. Prokof'ev", "M. Prokofiev"]),
        ("A. Mosolov / N. Myaskovsky", ["A. Mosolov", "N. Myaskovsky"]),
        ("Berg, Alban; Webern, Anton", ["Berg, Alban", "Webern, Anton"]),
        ("Curie, Marie et Curie, Pierre", ["Curie, Marie", "Curie, Pierre"]),
        ("Мосолов А. В. и Мясковский Н. Я.", ["Мосолов А. В.", "Мясковский Н. Я."]),
        ("A. Berg, A. Webern und A. Schönberg", ["A. Berg", "A. Webern", "A. Schönberg"]),
        ("von Hofmannsthal, Hugo", ["von Hofmannsthal, Hugo"]),
        ("Mrs. Schoenberg (née Kolisch)", ["Mrs. Schoenberg (née Kolisch)"]),
        ("Berg, Alban (Wien; 1885)", ["Berg, Alban (Wien; 1885)"]),
        ("?", [""]),
        ("unbekannt", [""]),
        ("Неизвестный", [""]),
        ("", []),
    ],
)
def test_names_in_a_cell(typed: str, names: list[str]) -> None:
    assert [one.text for one in names_in(typed).names] == names


@pytest.mark.parametrize(
    ("typed", "name", "certainty", "evidence"),
    [
        ("[Koussevitzky]", "Koussevitzky", "", "conjecture"),
        ("[Alban Berg?]", "Alban Berg", "low", "conjecture"),
        ("Alban Berg (?)", "Alban Berg", "low", ""),
        ("probably Alban Berg", "Alban Berg", "medium", ""),
        ("вероятно, А. Берг", "А. Берг", "medium", ""),
        ("Alban [Berg]", "Alban Berg", "", "conjecture"),
    ],
)
def test_signs_of_doubt_are_no_part_of_a_name(typed: str, name: str, certainty: str, evidence: str) -> None:
    [one] = names_in(typed).names
    assert (one.text, one.certainty, one.evidence) == (name, certainty, evidence)


@pytest.mark.parametrize(
    "typed", ["Familie Mann", "Mr. and Mrs. Smith", "M. et Mme Curie", "Novello & Co.", "Семья Бергов"]
)
def test_groups(typed: str) -> None:
    [one] = names_in(typed).names
    assert (one.text, one.kind) == (typed, "group")


@pytest.mark.parametrize("typed", ["Richard Strauss, Hugo von Hofmannsthal", "Berg, Alban, Webern, Anton"])
def test_what_can_be_one_or_several_stays_whole_and_is_said(typed: str) -> None:
    several = names_in(typed)
    assert [one.text for one in several.names] == [typed]
    assert "semicolon" in several.doubt


def test_two_surnames_with_a_sign_between_them_are_a_firm() -> None:
    firm, two = names_in("Breitkopf & Härtel"), names_in("Clara Schumann & Johannes Brahms")
    assert [(one.text, one.kind) for one in firm.names] == [("Breitkopf & Härtel", "group")]
    assert "semicolon" in firm.doubt
    assert [one.text for one in two.names] == ["Clara Schumann", "Johannes Brahms"]


def test_commas_and_strokes_belong_to_places() -> None:
    found = names_in("Paris, Hôtel Regina; Prag/Praha; [Wien?]", "place").names
    assert [one.text for one in found] == ["Paris, Hôtel Regina", "Prag/Praha", "Wien"]


@given(st.text(max_size=60))
def test_any_text_gives_names_without_signs(text: str) -> None:
    for one in names_in(text).names:
        assert not set(one.text) & set("[]<>?")
        assert one.text == " ".join(one.text.split())


NAME = st.from_regex(r"[A-Z][a-z]{2,9}, [A-Z][a-z]{2,9}", fullmatch=True)


@given(st.lists(NAME, min_size=1, max_size=5, unique=True))
def test_names_with_semicolons_are_read_back(names: list[str]) -> None:
    assert [one.text for one in names_in("; ".join(names)).names] == names


@pytest.mark.parametrize(
    ("text", "names", "doubted"),
    [
        ("S. & M. Prokofiev", "S. Prokofiev|M. Prokofiev", False),
        ("Prokofiev, S. & M.", "Prokofiev, S.|Prokofiev, M.", False),
        ("Clara und Robert Schumann", "Clara|Robert Schumann", True),
        ("Goethe und Friedrich Schiller", "Goethe|Friedrich Schiller", True),
        ("Mann, Thomas und Katia", "Mann, Thomas|Katia", True),
        ("Mann, Thomas und Berg, Alban", "Mann, Thomas|Berg, Alban", False),
        ("Stravinsky and Prokofiev", "Stravinsky|Prokofiev", False),
        ("J. & J. Kohn", "J. & J. Kohn", True),
        ("Prokofiev et al.", "Prokofiev", True),
        ("Berg, Alban u.a.", "Berg, Alban", True),
        ("Berg, Alban und A.", "Berg, Alban|Berg, A.", False),
        ("Прокофьев С. С. и др.", "Прокофьев С. С.", True),
        ("Ministry of Agriculture and Fisheries", "Ministry of Agriculture and Fisheries", True),
        ("Familie Mann und Klamm", "Familie Mann|Klamm", False),
        ("Hedwig Klamm, geb. Seidl", "Hedwig Klamm, geb. Seidl", False),
        ("John Smith and wife", "John Smith and wife", False),
        ("n/a", "", False),
    ],
)
def test_what_stands_around_and(text: str, names: str, doubted: bool) -> None:
    found = names_in(text)
    assert "|".join(one.text for one in found.names) == names
    assert bool(found.doubt) == doubted
