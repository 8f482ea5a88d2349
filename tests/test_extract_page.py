"""Extraction from an invented page: every form of heading, archive line and formula, by its rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from invented import PAGE
from pages_read import NOTED, SHORT, found, heading

from kg.extract import Extraction
from kg.records import Authorities, Letter


@pytest.fixture(scope="module")
def page(authorities: Authorities) -> Extraction:
    return found(PAGE, authorities)


@pytest.fixture(scope="module")
def letter(page: Extraction) -> Callable[[int], Letter]:
    return lambda index: page.letters[index]


# --- headings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "senders", "recipients", "date", "bracketed"),
    [
        ("Kaganovich to Stalin June 2 1932", ["Kaganovich"], ["Stalin"], "1932-06-02", False),
        ("Kaganovich to Stalin June 6   1932", ["Kaganovich"], ["Stalin"], "1932-06-06", False),
        ("Stalin - Molotov, Kaganovich May 3, 1934", ["Stalin"], ["Molotov", "Kaganovich"], "1934-05-03", False),
        ("Stalin – Molotov May 3, 1934", ["Stalin"], ["Molotov"], "1934-05-03", False),
        ("Molotov and Kaganovich to Stalin on May 3, 1934", ["Molotov", "Kaganovich"], ["Stalin"], "1934-05-03", False),
        ("Stalin to the members of the Politburo May 3, 1934", ["Stalin"], ["Politburo members"], "1934-05-03", False),
        ("Kaganovich to Stalin [3 May] 1934", ["Kaganovich"], ["Stalin"], "1934-05-03", True),
        ("5. Kaganovich to comrade Stalin. May 3, 1934", ["Kaganovich"], ["Stalin"], "1934-05-03", False),
        ("No. 5 Kaganovich to Stalin May 3, 1934 year", ["Kaganovich"], ["Stalin"], "1934-05-03", False),
        ("From Kaganovich to Stalin May 3, 1934", ["Kaganovich"], ["Stalin"], "1934-05-03", False),
        ("Kaganovich to Stalin May 31 - June 1, 1934", ["Kaganovich"], ["Stalin"], "[1934-05-31..1934-06-01]", False),
        (
            "Kaganovich to Stalin December 31 - January 2, 1934",
            ["Kaganovich"],
            ["Stalin"],
            "[1933-12-31..1934-01-02]",
            False,
        ),
        ("Kaganovich to Stalin May 3 [1934]", ["Kaganovich"], ["Stalin"], "1934-05-03", True),
        ("Kaganovich to Stalin [May 3, 1934]", ["Kaganovich"], ["Stalin"], "1934-05-03", True),
        ("Stalin to Kaganovich [earlier May 3, 1934]", ["Stalin"], ["Kaganovich"], "[..1934-05-02]", True),
        ("Stalin to Kaganovich [before May 1, 1934]", ["Stalin"], ["Kaganovich"], "[..1934-04-30]", True),
        ("Stalin to Kaganovich [after May 31, 1934]", ["Stalin"], ["Kaganovich"], "[1934-06-01..]", True),
        ("Stalin to Kaganovich [no later than May 3, 1934]", ["Stalin"], ["Kaganovich"], "[..1934-05-03]", True),
        ("Stalin to Kaganovich May, 1934", ["Stalin"], ["Kaganovich"], "1934-05", False),
        ("Stalin to Kaganovich [previously May 3, 1934]", ["Stalin"], ["Kaganovich"], "[..1934-05-02]", True),
        ("Stalin to Kaganovich [around May 3, 1934]", ["Stalin"], ["Kaganovich"], "1934-05-03~", True),
        (
            "Stalin to Kaganovich [between May 3 and 5, 1934]",
            ["Stalin"],
            ["Kaganovich"],
            "[1934-05-03..1934-05-05]",
            True,
        ),
        ("Stalin to Kaganovich [mid-May 1934]", ["Stalin"], ["Kaganovich"], "[1934-05-11..1934-05-20]", True),
        ("Stalin to Kaganovich [end of February 1934]", ["Stalin"], ["Kaganovich"], "[1934-02-21..1934-02-28]", True),
        ("Stalin to Kaganovich [May] 3, 1934", ["Stalin"], ["Kaganovich"], "1934-05-03", True),
        ("Stalin - to Kaganovich May 3, 1934", ["Stalin"], ["Kaganovich"], "1934-05-03", False),
        (
            "Stalin to Kaganovich, for members of the Politburo May 3, 1934",
            ["Stalin"],
            ["Kaganovich", "Politburo members"],
            "1934-05-03",
            False,
        ),
        ("  Stalin to I. F. Zubrov May 3, 1934", ["Stalin"], ["Zubrov"], "1934-05-03", False),
    ],
)
def test_heading_forms(
    authorities: Authorities, text: str, senders: list[str], recipients: list[str], date: str, bracketed: bool
) -> None:
    record = heading(text, authorities).heading
    assert record is not None
    assert (list(record.senders), list(record.recipients)) == (senders, recipients)
    assert (record.date, record.bracketed) == (date, bracketed)
    assert record.text == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "He came to Stalin May 3, 1934 and said that all the boats of the north had been taken away by ice.",
        "Kaganovich to Stalin 1933",
        "from Kaganovich to Stalin, in 1932",
        "Kaganovich to Stalin Brumaire 3, 1932",
    ],
)
def test_not_a_heading(authorities: Authorities, text: str) -> None:
    assert all(record.heading is None for record in found(text, authorities).letters)


@pytest.mark.parametrize("date", ["February 30, 1932", "June 3, 1032", "[June 31, 1932]"])
def test_a_heading_with_an_impossible_date(authorities: Authorities, date: str) -> None:
    extraction = found(f"Kaganovich to Stalin {date}\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nYes.\n", authorities)
    (record,) = extraction.letters
    assert record.heading and (record.heading.senders, record.heading.date) == (("Kaganovich",), None)
    assert [(p.kind, p.raw, p.column) for p in extraction.problems] == [("impossible-date", date, 22)]


@pytest.mark.parametrize(
    ("line", "kinds"), [("32/V 34", ["impossible-date"]), ("30/II", ["impossible-date"]), ("3/V 34", [])]
)
def test_an_impossible_dateline_is_a_problem(authorities: Authorities, line: str, kinds: list[str]) -> None:
    assert [p.kind for p in found(f"{SHORT}Yes.\nStalin.\n{line}\n", authorities).problems] == kinds


def test_page_has_its_records(page: Extraction) -> None:
    with_heading = [record for record in page.letters if record.heading]
    assert len(page.letters) == 8
    assert len(with_heading) == 7
    assert [record.letter is None for record in page.letters] == [False, False, True, False, False, False, False, False]


def test_a_heading_right_after_a_note_and_one_glued_to_the_archive_line(letter: Callable[[int], Letter]) -> None:
    assert letter(1).heading and letter(1).heading.text == "Stalin to Kaganovich, Molotov on July 4, 1932"
    assert letter(3).heading and letter(3).heading.date == "[..1932-07-07]"
    assert letter(3).line == letter(3).shelfmarks[0].line


def test_a_heading_without_body_and_a_document_without_heading_are_reported(page: Extraction) -> None:
    kinds = {problem.kind: problem.line for problem in page.problems}
    assert kinds["empty-heading"] == page.letters[2].line
    assert kinds["no-heading"] == page.letters[5].line
    assert page.letters[2].body is None
    assert page.letters[5].heading is None


def test_furniture_and_introduction_are_no_letters(page: Extraction) -> None:
    assert page.letters[0].line > 13
    assert [c.leaves for c in page.citations][:1] == ["20"]
    first = page.decisions[0]
    assert (first.body, first.date, first.heading, first.letter) == ("Politburo", "1932-07-02", None, None)
    assert [c.leaves for c in first.citations] == ["20"]


# --- shelfmarks -----------------------------------------------------------------------------------------------------


def test_shelfmarks_and_forms(letter: Callable[[int], Letter]) -> None:
    first, second = letter(1).shelfmarks
    assert (first.archive, first.path, first.leaves) == (
        "RGASPI",
        {"fond": "558", "opis": "11", "delo": "78"},
        "15, 15v",
    )
    assert first.corrected
    assert first.raw == "RGASPI F. 558 Op. P. D. 78. L. 15, 15v"
    assert (second.archive, second.path["fond"], second.leaves) == ("RGASPI", "81", "90")
    assert letter(1).forms == ("Autograph", "Typewritten copy")
    assert second.forms == ("Typewritten copy",)
    assert letter(4).forms == ("Original", "Typescript")


def test_slips_of_the_scan_are_mended_and_kept(letter: Callable[[int], Letter]) -> None:
    (mark,) = letter(3).shelfmarks
    assert (mark.path["opis"], mark.corrected, mark.raw) == ("11", True, "RGASPI, F. 558. Op. I. D. 78. L. 17")


def test_a_personal_archive_has_no_levels(letter: Callable[[int], Letter]) -> None:
    (mark,) = letter(6).shelfmarks
    assert (mark.archive, mark.path) == ("RGASPI", {"collection": "Personal archive of O.P. Berezina"})
    assert letter(6).forms == ("Typewritten copy",)


# --- formulae -------------------------------------------------------------------------------------------------------


def test_opening_dateline_salutation_signature(letter: Callable[[int], Letter]) -> None:
    body = letter(0).body
    assert body and (body.senders, body.recipients, body.date) == (("Kaganovich",), ("Stalin",), "1932-07-03")
    assert letter(0).conflicts == ()


def test_a_relay_is_no_addressee(letter: Callable[[int], Letter]) -> None:
    body = letter(1).body
    assert body and body.recipients == ("Kaganovich", "Molotov")
    assert (body.date, body.time) == ("1932-07-04", "14:20")


def test_labels_and_numbers(letter: Callable[[int], Letter]) -> None:
    assert letter(3).labels == ("cipher", "copy", "top secret", "urgent")
    assert letter(3).numbers == ("No. 12/s - 1201/sh.",)
    assert letter(4).numbers == ("In. No. 31", "HP 31")
    assert letter(7).labels == ("telegram",)


def test_a_number_above_the_text_is_the_one_answered(letter: Callable[[int], Letter]) -> None:
    assert letter(1).numbers == ("No. 41",)
    answered = [w.raw for w in letter(1).witnesses if (w.field, w.type) == ("answers", "number")]
    assert answered == ["On HP 31"]


def test_a_roman_month_misread(letter: Callable[[int], Letter]) -> None:
    body = letter(4).body
    assert body and body.date == "1932-07-08"


def test_signature_number_and_date_at_the_end_of_the_text(letter: Callable[[int], Letter]) -> None:
    body = letter(5).body
    assert body and (body.senders, body.recipients, body.date) == (("Stalin",), None, "1932-07-08")
    assert letter(5).numbers == ("No. 42",)


def test_sending(letter: Callable[[int], Letter]) -> None:
    sent = letter(1).sent
    assert sent and (sent.at, sent.from_) == ("1932-07-04T18:07", "Sochi")
    assert sent.shelfmark and (sent.shelfmark.path["delo"], sent.shelfmark.leaves) == ("78", "16")
    later = letter(4).sent
    assert later and (later.at, later.from_) == ("1932-07-09T03:05", None)
    line = letter(7).sent
    assert line and (line.at, line.from_) == ("1932-07-30T22:57", "Moscow")
    assert letter(7).date == "1932-07-30"


@pytest.mark.parametrize(
    ("lines", "senders", "recipients", "date"),
    [
        (["T. t. Molotov, Kaganovich (L. M.).", "", "Look at this.", "", "I. Stalin.", "", "3.VIII.33"],
         ["Stalin"], ["Molotov", "Kaganovich"], "1933-08-03"),
        (["Moscow. Central Committee of the CPSU (b).", "Kaganovich. Molotov .", "Look at this.", "Stalin."],
         ["Stalin"], ["Kaganovich", "Molotov"], "1933-08-05"),
        (["Gagra. Stalin.", "", "Look at this. We are waiting. No. 52/2031/sh.", "", "Kaganovich.", "", "1.X.33"],
         ["Kaganovich"], ["Stalin"], "1933-10-01"),
        (["Kaganovich.", "", "Look at this 1 . Stalin. Nr 29/sh. 1.IX.33"], ["Stalin"], ["Kaganovich"], "1933-09-01"),
        (["T. Kaganovich .", "", "Look at this. Well, that is all.", "", "1/IX 33 Stalin"],
         ["Stalin"], ["Kaganovich"], "1933-09-01"),
        (["Kaganovich.", "Look at this.", "Stalin.", "1.IX.33 21.25"], ["Stalin"], ["Kaganovich"], "1933-09-01"),
        (["Kaganovich.", "Look at this.", "Stalin.", "September 1, 1933"], ["Stalin"], ["Kaganovich"], "1933-09-01"),
        (["Kaganovich.", "Look at this.", "Stalin.", "No. 82 1/X-33 y. 1"], ["Stalin"], ["Kaganovich"], "1933-10-01"),
        (["Stalin. Sochi.", "Look at this.", "Kaganovich, Molotov. 26/VI-33"],
         ["Kaganovich", "Molotov"], ["Stalin"], "1933-06-26"),
        (["Voroshilov .", "", "Copy. Kaganovich .", "Look at this.", "", "Stalin 1 .", "", "#37", "29/VI. 33 year 2"],
         ["Stalin"], ["Voroshilov", "Kaganovich"], "1933-06-29"),
        (["For Kaganovich and other members of the PB.", "Look at this.", "Stalin."],
         ["Stalin"], ["Kaganovich", "Politburo members"], "1933-08-05"),
        (["Hello, Comrade Kaganovich !", "Look at this.", "Hello. I. Stalin. 3", "PS My health is better.", "I.St."],
         ["Stalin"], ["Kaganovich"], "1933-08-05"),
    ],
)  # fmt: skip
def test_formulae(
    authorities: Authorities, lines: list[str], senders: list[str], recipients: list[str], date: str
) -> None:
    page = "Stalin to Kaganovich August 5, 1933\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\n"
    (record,) = found(page + "\n".join(lines) + "\n", authorities).letters
    assert (list(record.senders), list(record.recipients), record.date) == (senders, recipients, date)
    assert record.mentions == ()


@pytest.mark.parametrize(
    ("lines", "senders", "recipients", "labels"),
    [
        (["Cipher.", "S. secret .", "Copy.", "Stalin. Sochi.", "Look at this.", "Kaganovich."],
         ["Kaganovich"], ["Stalin"], ("cipher", "copy", "top secret")),
        (["Telephone message.", "Gagra. Stalin.", "Look at this.", "Kaganovich."], ["Kaganovich"], ["Stalin"], ()),
        (["Cipher.", "Brown wrapper.", "Stalin.", "Look at this.", "Kaganovich."],
         ["Kaganovich"], ["Stalin"], ("cipher",)),
        (["Out of turn", "Stalin.", "Look at this.", "Kaganovich."], ["Kaganovich"], ["Stalin"], ()),
        (["Agreed to it.", "Kaganovich.", "PS Look at this."], ["Kaganovich"], ["Stalin"], ()),
        (["T. Stalin. For memory.", "Look at this.", "Kaganovich."], ["Kaganovich"], ["Stalin"], ()),
        (["Tov. Stalin.", "He cabled: “All quiet. Troyanovsky”.", "Kaganovich."], ["Kaganovich"], ["Stalin"], ()),
        (["Chelyabinsk. Stalin. Copy. Moscow. Molotov.", "Look at this.", "Kaganovich."],
         ["Kaganovich"], ["Stalin", "Molotov"], ()),
    ],
)  # fmt: skip
def test_lines_that_no_rule_knows_do_not_shift_the_parties(
    authorities: Authorities, lines: list[str], senders: list[str], recipients: list[str], labels: tuple[str, ...]
) -> None:
    page = "Kaganovich to Stalin August 5, 1933\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\n"
    (record,) = found(page + "\n".join(lines) + "\n", authorities).letters
    assert (list(record.senders), list(record.recipients), record.labels) == (senders, recipients, labels)


def test_a_document_without_archive_line(authorities: Authorities) -> None:
    page = "Stalin to Kaganovich August 5, 1933\n\nT. Kaganovich.\n\nLook at this.\n\nStalin.\n\n5/VIII.33\n"
    extraction = found(page, authorities)
    (record,) = extraction.letters
    assert record.letter and record.body and record.body.lines == (3, 9)
    assert (record.senders, record.shelfmarks) == (("Stalin",), ())
    assert [p.kind for p in extraction.problems] == ["no-archive-line"]


@pytest.mark.parametrize(
    "text",
    [
        "Stalin to Kaganovich [Shrovetide 1934]\n\n",
        "Stalin to Kaganovich, no date\n\n",
        "STALIN TO KAGANOVICH\n",
        "Stalin - Kaganovich [Shrovetide] 1934 ",
    ],
)
def test_a_line_that_looks_like_a_heading_is_a_problem(authorities: Authorities, text: str) -> None:
    extraction = found(f"{text}Archive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nYes.\n", authorities)
    assert sorted(p.kind for p in extraction.problems) == ["no-heading", "unread-heading"]


@pytest.mark.parametrize(
    ("note", "at"),
    [
        ("On the same day sent in code from Sochi at 18:00. 7 min.", "1934-05-03T18:07"),
        ("Sent the same day at 13:00. 50 min. from Sochi.", "1934-05-03T13:50"),
        ("Sent from Gagra May 4 at 0 o'clock. 10 min.", "1934-05-04T00:10"),
        ("May 4 sent in cipher from Sochi at 6 o'clock.", "1934-05-04T06:00"),
        ("It was sent by telegraph from Sochi on the next day at 4 p.m. 5 min.", "1934-05-04T16:05"),
        ("Stalin's consent was sent in code from Sochi on May 4 at 10:00. 5 min.", None),
        ("On May 4 the PB sent a telegram at 10:00. 5 min.", None),
    ],
)
def test_sending_notes(authorities: Authorities, note: str, at: str | None) -> None:
    (record,) = found(f"{NOTED}1 Number entered by the secretary. {note}\n", authorities).letters
    assert (record.sent.at if record.sent else None) == at


@pytest.mark.parametrize(
    ("mark", "archive", "path"),
    [
        ("GARF. F. R-5446. Op. 1. D. 92. L. 40", "GARF", ["R-5446", "1", "92"]),
        ("State Archive of the Northern Territory. F. 3. Op. 6. D. 2. L. 40", "State Archive of the Northern Territory",
         ["3", "6", "2"]),
        ("AVP RF. F. 05. Op. 14. P. 95. D. 14. L. 40", "AVP RF", ["05", "14", "95", "14"]),
        ("Ibid. F. 7. Op. 6. D. 2. L. 40", "RGASPI", ["7", "6", "2"]),
    ],
)  # fmt: skip
def test_nothing_is_kept_in_another_archive_by_mistake(
    authorities: Authorities, mark: str, archive: str, path: list[str]
) -> None:
    cited = found(f"{NOTED}1 So it was ({mark}).\n", authorities).citations[-1]
    assert (cited.kind, cited.archive, list(cited.path.values()), cited.leaves) == ("archival", archive, path, "40")


def test_the_body_ends_where_its_rule_was_lost(authorities: Authorities) -> None:
    page = (
        "Stalin to Kaganovich August 5, 1933\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\n"
        "Look at this.\nStalin.\n5/VIII.33\n\n"
        "On August 6, 1933, the PB approved it (RGASPI. F. 17. Op. 3. D. 9. L. 1). It was Kirpichov who had asked.\n"
    )
    extraction = found(page, authorities)
    body = extraction.letters[0].body
    assert body and body.lines == (4, 6)
    assert [c.leaves for c in extraction.citations] == ["4", "1"]
    assert [d.date for d in extraction.decisions] == ["1933-08-06"]
    assert extraction.letters[0].mentions == ()
