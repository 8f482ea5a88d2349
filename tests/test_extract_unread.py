"""What of shelfmarks and citations cannot be read is filed, with its place; what can be is not."""

from __future__ import annotations

import pytest
from invented import PAGE
from test_extract_page import NOTED, found

from kg.records import Authorities

KINDS = {
    "unread-leaves",
    "unread-shelfmark",
    "unread-citation",
    "incomplete-shelfmark",
    "restored-shelfmark",
    "mended-shelfmark",
    "unlisted-archive",
    "no-archive-line",
    "no-shelfmark",
}


def letter(archive: str) -> str:
    """A short letter whose archive line says `archive`."""
    return f"Stalin to Molotov May 3, 1934\n\n{archive}\nMolotov.\nYes.\nStalin.\n"


# Two letters with sound shelfmarks, so that the page shows what is usual.
USUAL = letter("Archive: RGASPI F. 1. Op. 2. D. 3. L. 4–5.") + letter("Archive: RGASPI F. 1. Op. 2. D. 7. L. 1.")


def filed(text: str, authorities: Authorities) -> list[tuple[str, int, int, str]]:
    problems = found(text, authorities).problems
    return [(p.kind, p.line, p.column, p.raw) for p in problems if p.kind in KINDS]


@pytest.mark.parametrize(
    ("archive", "kind", "column", "raw"),
    [
        ("Archive: RGASPI F. 1. Op. 2. D. 3. L. 9–4. Autograph.", "unread-leaves", 39, "9–4"),
        ("Archive: RGASPI F. 1. Op. 2. D. 3. L. 2, 9–4.", "unread-leaves", 39, "2, 9–4"),
        ("Archive: RGASPI F. 1. Op. 2. D. 3. L. 1–99999.", "unread-leaves", 39, "1–99999"),
        ("Archive: RGASPI F. 1. Op. 2. D. 3. L. Autograph.", "unread-shelfmark", 36, "L. Autograph"),
        ("Archive: RGASPI F. 1. Op. 2. D. 3. L. l4. Autograph.", "unread-shelfmark", 36, "L. l4. Autograph"),
        ("Archive: RGASPI F. 1. D. 3. L. 4.", "incomplete-shelfmark", 10, "RGASPI F. 1. D. 3. L. 4"),
        ("Archive: RGASPI Op. 2. D. 3. L. 4.", "incomplete-shelfmark", 10, "RGASPI Op. 2. D. 3. L. 4"),
        ("Archive: RGASPI F. 1. Op. 2. L. 4.", "incomplete-shelfmark", 10, "RGASPI F. 1. Op. 2. L. 4"),
        ("Archive: F. 1. Op. 2. D. 3. L. 4.", "incomplete-shelfmark", 10, "F. 1. Op. 2. D. 3. L. 4"),
        ("Archive: RGASPI F. 1. Op. . D. 3. L. 4.", "unread-shelfmark", 23, "Op"),
        ("Archive: RGASPI F. 1. Op. 2. D. IO. L. 4.", "unread-shelfmark", 30, "D. IO"),
        ("Archive: RGASPI F. 1. 0p. 2. D. 3. L. 4.", "incomplete-shelfmark", 10, "RGASPI F. 1. 0p. 2. D. 3. L. 4"),
        ("Archive: RGASPI F. 1. Op. 2. 3. L. 4. Copy.", "unread-shelfmark", 30, "3. L. 4. Copy"),
        ("Archive: RGASPI F. 1. Op. 2. D. 3. Autograph.", "incomplete-shelfmark", 10, "RGASPI F. 1. Op. 2. D. 3"),
        ("Archive: RGASPI F. 1. Op. P. D. 3. L. 4.", "mended-shelfmark", 10, "RGASPI F. 1. Op. P. D. 3. L. 4"),
        ("Archive: RGASPI - F. 1. Op. 2. D. 3. L. 4.", "mended-shelfmark", 10, "RGASPI - F. 1. Op. 2. D. 3. L. 4"),
        ("Archive: RGASPI F. 1. Op. 2D. 3. L. 4.", "mended-shelfmark", 10, "RGASPI F. 1. Op. 2D. 3. L. 4"),
        ("Archive: D. 3. L. 4.", "restored-shelfmark", 10, "D. 3. L. 4"),
        ("Archive: Hull City Museum F. 1. Op. 2. D. 3.", "unlisted-archive", 10, "Hull City Museum"),
        ("Archive: RGASPI.", "no-shelfmark", 9, "RGASPI."),
        ("RGASPI F. 1. Op. 2. D. 3. L. 4.", "no-archive-line", 1, "RGASPI F. 1. Op. 2. D. 3. L. 4"),
        ("Archive RGASPI F. 1. Op. 2. D. 3.", "no-archive-line", 9, "RGASPI F. 1. Op. 2. D. 3"),
    ],
)
def test_an_archive_line(archive: str, kind: str, column: int, raw: str, authorities: Authorities) -> None:
    line = USUAL.count("\n") + 3
    assert filed(USUAL + letter(archive), authorities) == [(kind, line, column, raw)]


@pytest.mark.parametrize(
    "archive",
    [
        "Archive: RGASPI F. 1. Op. 2.",  # a whole opis
        "Archive: RGASPI F. 1. Op. 2. D. 3. L. 4, 9v, 2.",
        "Archive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph of L. Kaganovich.",
        "Archive: RGASPI Personal archive of O.P. Berezina. Typewritten copy.",
        "Archive: GARF F. 5. D. 3. L. 4.",  # another archive may have other levels
    ],
)
def test_an_archive_line_that_can_be_read(archive: str, authorities: Authorities) -> None:
    assert filed(USUAL + letter(archive), authorities) == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("1 The PB agreed (Ibid. L. 9–4).", [("unread-leaves", 27, "9–4")]),
        ("1 The PB agreed (Ibd. L. 9).", [("unread-citation", 23, "L. 9")]),
        ("1 The PB agreed (. L. 9) and (L. 10).", [("unread-citation", 20, "L. 9"), ("unread-citation", 31, "L. 10")]),
        ("L. 12.", [("unread-citation", 1, "L. 12")]),
        ("1 The PB agreed (Ibid. L. 9); see also D. 8.", [("unread-citation", 40, "D. 8")]),
        ("1 The PB agreed (RGASPI. F. 17. Op. 3. D. 8. L. 9; D. 10. L. 4).", []),
        ("1 The PB agreed (Vol. II. 1930. P. 17, 18–19).", []),
        ("1 L. Kaganovich and D. Rykov agreed.", []),
        ("1 The PB agreed (Ibid. L. lO).", [("unread-shelfmark", 24, "L. lO")]),
        (
            "1 (RGASPI. F. 17. Op. 3. D. 8. L. 9; D. 10. L. 4). The PB agreed (Ibid. D. 8924).",
            [("incomplete-shelfmark", 67, "Ibid. D. 8924")],
        ),
        ("1 The PB agreed (F. 17. Op. 3. D. 8. L. 9).", [("restored-shelfmark", 18, "F. 17. Op. 3. D. 8. L. 9")]),
        ("1 The PB agreed (RGASPI. F. . Op. 3. D. 8. L. 9).", [("unread-shelfmark", 26, "F")]),
    ],
)
def test_a_note(note: str, expected: list[tuple[str, int, str]], authorities: Authorities) -> None:
    line = NOTED.count("\n") + 1
    page = NOTED + note + "\n"
    assert filed(page, authorities) == [(kind, line, column, raw) for kind, column, raw in expected]


def test_leaves_that_cannot_be_are_not_those_of_the_antecedent(authorities: Authorities) -> None:
    cited = found(NOTED + "1 The PB agreed (RGASPI. F. 17. Op. 3. D. 8. L. 9). Again (Ibid. L. 9–4).\n", authorities)
    assert [(citation.path["delo"], citation.leaves) for citation in cited.citations[1:]] == [("8", "9"), ("8", None)]


def test_no_outer_level_is_taken_from_before_where_a_misread_one_is_printed(authorities: Authorities) -> None:
    lost = "1 Yes (RGASPI. F. 17. Op. 3. D. 8. L. 9). Again (RGASPI. F. lO. Op. 4. D. 9. L. 1; Ibid. D. I. L. 2)."
    cited = found(NOTED + lost + "\n", authorities).citations[2:]
    assert [citation.path for citation in cited] == [{"opis": "4", "delo": "9"}, {"opis": "4"}]
    assert [citation.raw for citation in cited] == ["RGASPI. F. lO. Op. 4. D. 9. L. 1", "Ibid. D. I. L. 2"]


def test_the_message_says_what_was_restored_and_from_where(authorities: Authorities) -> None:
    messages = {p.kind: p.message for p in found(USUAL + letter("Archive: D. 3. L. 4."), authorities).problems}
    told = messages["restored-shelfmark"]
    assert told.startswith("not printed here: archive RGASPI, fond 1, opis 2; taken from the only unit cited")
    messages = {
        p.kind: p.message for p in found(letter("Archive: GARF F. 1. Op. P. D. 3. L. 4."), authorities).problems
    }
    assert messages["mended-shelfmark"] == "opis 11 is printed as P"


def test_an_archive_is_filed_once(authorities: Authorities) -> None:
    twice = letter("Archive: Hull City Museum F. 1. Op. 2. D. 3.") * 2
    assert [kind for kind, *_ in filed(twice, authorities)] == ["unlisted-archive"]


def test_the_page_of_the_other_tests_has_slips_that_are_mended_and_no_others(authorities: Authorities) -> None:
    slips = [34, 57, 80]
    assert [(kind, line) for kind, line, *_ in filed(PAGE, authorities)] == [("mended-shelfmark", n) for n in slips]
