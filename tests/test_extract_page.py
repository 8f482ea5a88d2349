"""Extraction from an invented page: every form of heading, archive line, formula, note and name, by its rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from invented import PAGE

from kg.adopt import adopt, replies
from kg.extract import Extraction, extract
from kg.read.plaintext import read
from kg.read.profile import load
from kg.records import Authorities, Letter

PROFILE = load("rosspen-web")
SHORT = "Stalin to Molotov May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nMolotov.\n"
NOTED = SHORT + "Yes.\nStalin.\n_______\n"  # its notes follow


def found(text: str, authorities: Authorities) -> Extraction:
    """What is found on a page, with adopted values."""
    extraction = extract(read(text.encode(), "page.txt"), PROFILE, authorities)
    return Extraction(adopt(extraction.letters), *(extraction.citations, extraction.decisions, extraction.problems))


@pytest.fixture(scope="module")
def page(authorities: Authorities) -> Extraction:
    return found(PAGE, authorities)


@pytest.fixture(scope="module")
def letter(page: Extraction) -> Callable[[int], Letter]:
    return lambda index: page.letters[index]


def heading(text: str, authorities: Authorities) -> Letter:
    """The record of a page that has one heading and a body."""
    page = f"{text}\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\nAll is well.\n"
    (only,) = found(page, authorities).letters
    return only


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


# --- adoption -------------------------------------------------------------------------------------------------------


def test_the_heading_is_read_the_other_way_round(authorities: Authorities) -> None:
    page = (
        "Stalin to Molotov, Kaganovich May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nTov. Stalin.\n"
        "All is well.\n"
    )
    (record,) = found(page, authorities).letters
    assert (record.senders, record.recipients) == (("Molotov", "Kaganovich"), ("Stalin",))
    assert record.conflicts == ("recipient", "sender")


def test_an_answer_on_the_leaf_goes_to_the_senders_of_the_telegram(letter: Callable[[int], Letter]) -> None:
    assert (letter(5).senders, letter(5).recipients) == (("Stalin",), ("Molotov", "Kaganovich"))


def test_conflicts_name_what_differs(letter: Callable[[int], Letter]) -> None:
    assert letter(4).conflicts == ("recipient", "sender")
    assert letter(3).conflicts == ("sender",)
    assert letter(6).conflicts == ()


def test_replies_carry_their_evidence(page: Extraction) -> None:
    linked = {(reply.letter, reply.answered): reply.evidence for reply in replies(page.letters)}
    leaf = (page.letters[5].letter, page.letters[4].letter)
    assert linked[leaf] == ("shared-leaf",)  # type: ignore[index]


def test_of_two_letters_of_one_day_on_one_leaf_the_one_printed_after_is_the_answer(authorities: Authorities) -> None:
    page = (
        "Molotov, Kaganovich to Stalin May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Original. Typescript.\n"
        "Tov. Stalin.\n\nAll is well.\n\nMolotov, Kaganovich.\n\n3/V 34\n\n\n"
        "Stalin to Molotov, Kaganovich May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\n"
        "Molotov, Kaganovich.\n\nAgreed.\n\nStalin.\n\n3/V 34\n"
    )
    came, answer = found(page, authorities).letters
    assert [(reply.letter, reply.answered) for reply in replies((came, answer))] == [(answer.letter, came.letter)]


# --- names ----------------------------------------------------------------------------------------------------------


def test_mentions(letter: Callable[[int], Letter]) -> None:
    assert [mention.text for mention in letter(0).mentions][:2] == ["Ustrichny", "Karakhan"]
    known = {mention.text: mention.person for mention in letter(0).mentions}
    assert known["Karakhan"] and known["Ustrichny"] is None
    assert "Petrovsky" not in known  # a plant
    assert [mention.text for mention in letter(1).mentions] == ["Snegirev"]
    assert letter(3).mentions == ()  # "We ask you, Comrade Stalin": spoken to


def test_a_name_that_nobody_knows_is_a_problem(page: Extraction) -> None:
    problems = {problem.raw for problem in page.problems if problem.kind == "unknown-name"}
    assert {"Ustrichny", "Snegirev"} <= problems
    assert all(problem.hint and problem.message for problem in page.problems)


def test_a_correspondent_whom_nobody_knows_is_a_problem(authorities: Authorities) -> None:
    page = "Zubrov to Stalin May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nTov. Stalin.\nYes.\nO. Zubrov.\n"
    extraction = found(page, authorities)
    assert extraction.letters[0].senders == ("Zubrov",)
    assert [(p.kind, p.raw, p.line, p.column) for p in extraction.problems] == [("unknown-name", "Zubrov", 1, 1)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Kuibyshev factory and the battleship Karakhan did well.", []),
        ("I asked Rosengolz's men, and Rozengolts said no.", ["Rosengolz"]),
        ("Comrades M. Lodkin and S. Veslov agree.", ["Lodkin", "Veslov"]),
        ("In Sochi the Germans and the Narkomles were busy.", []),
        ("We spoke to S. V. Kosior and to I. V. Kosior.", ["Kosior", "Kosior"]),
        ("Sergo agreed; Ordzhonikidze wrote.", ["Sergo"]),
        ("The riders of Ma-Jun-In came.", ["Ma-Jun-In"]),
        ("In the morning it rained in Gorky and in the Kirov Territory.", []),
        ("We met Cedric Wimbleton there.", ["Wimbleton"]),
        ("Is it by the PB. Mezhlauk thinks so. Mr. Kozlovsky and Kozlovsky agree.", ["Mezhlauk", "Kozlovsky"]),
    ],
)
def test_who_is_named(authorities: Authorities, text: str, names: list[str]) -> None:
    page = f"{SHORT}{text}\nStalin.\n"
    (record,) = found(page, authorities).letters
    assert [mention.text for mention in record.mentions] == names


@pytest.mark.parametrize(
    ("note", "dates"),
    [
        ("The certified typewritten copy bears the date May 2 (Ibid. L. 9).", ["1934-05-02"]),
        ("The copy is dated 2/V 34.", ["1934-05-02"]),
        ("The copy bears the date of the meeting.", []),
    ],
)
def test_the_date_that_a_copy_bears(authorities: Authorities, note: str, dates: list[str]) -> None:
    (record,) = found(f"{NOTED}1 {note}\n", authorities).letters
    assert [witness.value for witness in record.witnesses if witness.type == "copy-note"] == dates


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Smith wrote to us.", ["Smith"]),
        ("It is late. Brubaker's plan is good.", ["Brubaker"]),
        ("Zhou and Li came.", ["Zhou", "Li"]),
        ("Indeed, we can't. Whoever asks is told. Ya. K. wrote.", []),
    ],
)
def test_a_first_word_that_acts_may_be_a_name(authorities: Authorities, text: str, names: list[str]) -> None:
    extraction = found(f"{SHORT}{text}\nStalin.\n", authorities)
    assert [problem.raw for problem in extraction.problems if problem.kind == "possible-name"] == names
    assert extraction.letters[0].mentions == ()


def test_a_sending_dates_a_letter_that_nothing_else_dates(authorities: Authorities) -> None:
    page = (
        "Stalin to Kaganovich May 3, 1934\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nYes.\nStalin.\n3/V 34\n"
        "Archive: RGASPI F. 1. Op. 2. D. 3. L. 9.\nNo.\nStalin.\n___________\n"
        "1 Sent in code from Sochi on May 4 at 18:00. 7 min.\n"
    )
    (_, record) = found(page, authorities).letters
    assert record.sent is not None
    assert (record.date, record.sent.at) == ("1934-05-04", "1934-05-04T18:07")


def test_namesakes_are_kept_apart_by_initials(authorities: Authorities) -> None:
    page = (
        "Stalin to Molotov May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nMolotov.\n"
        "S. V. Kosior and I. V. Kosior came.\nStalin.\n"
    )
    (record,) = found(page, authorities).letters
    labels = [authorities.person_by_id[str(mention.person)].label for mention in record.mentions]
    assert labels == ["Stanislav Kosior", "Iosif Kosior"]


# --- letters answered -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Your letter of 2/V received.", ["1934-05-02"]),
        ("Just received your letter of 28/IV.", ["1934-04-28"]),
        ("I received a letter from the 1st.", ["1934-05-01"]),
        ("Received your letter of the 29th yesterday.", ["1934-04-29"]),
        ("I have just received your letter dated April 30, 34.", ["1934-04-30"]),
        ("I have read the letter of Karakhan dated May 1.", []),
        ("Your letter arrived in time.", []),
    ],
)
def test_letters_answered(authorities: Authorities, sentence: str, dates: list[str]) -> None:
    page = f"{SHORT}{sentence}\nStalin.\n"
    (record,) = found(page, authorities).letters
    assert list(record.answers) == dates


# --- notes ----------------------------------------------------------------------------------------------------------


def test_ibid(page: Extraction) -> None:
    cited = [(c.raw, c.path.get("opis"), c.path.get("delo"), c.leaves, c.ibid) for c in page.citations]
    assert ("RGASPI. F. 17. Op. 3. D. 891. L. 2, 14–16", "3", "891", "2, 14-16", False) in cited
    assert ("Ibid. L. 30", "3", "891", "30", True) in cited
    assert ("Ibid. D. 892. L. 4", "3", "892", "4", True) in cited
    assert ("D. 893. L. 5", "3", "893", "5", False) in cited  # goes on after a semicolon
    assert ("Ibid. L. 16", "11", "78", "16", True) in cited  # a secretary's note: the telegram's own file


def test_the_first_ibid_means_the_archive_line(page: Extraction) -> None:
    (whole,) = [c for c in page.citations if c.raw in ("Ibid", "Ibid.")]
    own = page.letters[1].shelfmarks[-1]
    assert (whole.path, whole.leaves) == (own.path, own.leaves)
    assert whole.antecedent and whole.antecedent.line == own.line


def test_a_lost_mark_is_completed_only_when_one_unit_can_be_meant(authorities: Authorities) -> None:
    one = found(NOTED + "1 See this (RGASPI. F. 17. Op. 9. D. 12. L. 1).\n2 Lost 9. D. 12. L. 183).\n", authorities)
    assert (one.citations[-1].path, one.citations[-1].corrected) == ({"fond": "17", "opis": "9", "delo": "12"}, True)
    several = "1 See this (RGASPI. F. 17. Op. 9. D. 12. L. 1; F. 17. Op. 8. D. 12. L. 1). Lost 9. D. 12. L. 183)."
    assert found(NOTED + several, authorities).citations[-1].leaves == "183"


def test_printed_works(page: Extraction) -> None:
    note = "1 So it was (DVP. T. XV. C. 734-736; Tales of the north. Vol. 17. 1988. P. 660). Also (Ibid. L. 5).\n"
    cited = found(NOTED + note, Authorities()).citations
    assert [(c.kind, c.volume, c.pages) for c in cited[1:3]] == [("printed", "XV", "734-736"), ("printed", "17", "660")]
    assert cited[2].work == "Tales of the north"
    assert (cited[3].path["delo"], cited[3].leaves) == ("3", "5")  # a printed work between them does not count


def test_decisions(page: Extraction) -> None:
    known = [(d.body, d.date, d.action, [c.leaves for c in d.citations]) for d in page.decisions]
    assert known[1:] == [
        ("Politburo", "1932-07-05", "instructed", ["2, 14-16"]),
        ("Politburo", "1932-07-09", "accepted", ["30"]),
        ("Politburo", "1932-07-10", "released", ["4"]),
        ("Politburo", "1932-07-20", "released", ["5"]),
        ("Politburo", "1932-08-01", "accepted", ["90"]),
    ]


@pytest.mark.parametrize(
    ("note", "decisions"),
    [
        ("On May 4, Karakhan replied by cable (Ibid.).", []),
        ("The PB repeatedly considered the matter.", []),
        ("On May 4, the PB decided to finish before October 1, 1934 (Ibid. L. 5).", [("Politburo", "1934-05-04")]),
        ("It was decided at a meeting of the PB on May 4, 1934 (Ibid. L. 5).", [("Politburo", "1934-05-04")]),
        ("On May 4, 1934, the Bureau of the Central Committee of the Communist Party of Armenia heard it.",
         [("Bureau of the CC of the CP(b) of Armenia", "1934-05-04")]),
        ("4 April 1, 1934, it was decided by the PB (Ibid. L. 5).", [("Politburo", "1934-04-01")]),
        ("The 2nd PB instructed him (Ibid. L. 5).", [("Politburo", None)]),
        ("On May 4, 1934, the PB painted it green (Ibid. L. 5).", [("Politburo", "1934-05-04")]),
        ("On the same day, the PB agreed (Ibid. L. 5).", [("Politburo", "1934-05-03")]),
        ("On May 4 he asked. On the same day, the PB agreed (Ibid. L. 5).", [("Politburo", "1934-05-04")]),
        ("On 20.V.1934 the PB reinstated him (Ibid. L. 5).", [("Politburo", "1934-05-20")]),
        ("The PB discussed it on May 4, May 7 and June 2.",
         [("Politburo", "1934-05-04"), ("Politburo", "1934-05-07"), ("Politburo", "1934-06-02")]),
        ("On May 4 the PB removed him, and on May 6 the SNK appointed another (Ibid. L. 5).",
         [("Politburo", "1934-05-04"), ("Council of People's Commissars", "1934-05-06")]),
    ],
)  # fmt: skip
def test_what_is_a_decision(authorities: Authorities, note: str, decisions: list[tuple[str, str | None]]) -> None:
    assert [(d.body, d.date) for d in found(NOTED + note, authorities).decisions] == decisions


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("On May 4, 1934, after receiving Stalin's telegram, the PB agreed (Ibid. L. 5).", ("Stalin",)),
        ("On May 4, 1934, at the suggestion of Stalin, the PB agreed (Ibid. L. 5).", ("Stalin",)),
        ("On May 4, 1934, the PB instructed Molotov to answer (Ibid. L. 5).", ()),
    ],
)
def test_who_moved_the_body_to_decide(authorities: Authorities, note: str, names: tuple[str, ...]) -> None:
    (decided,) = found(NOTED + note, authorities).decisions
    assert decided.prompted_by == names


def test_each_line_keeps_the_spelling_of_a_name(authorities: Authorities) -> None:
    page = SHORT + "Ordzhonikidze agrees.\nSergo wrote.\nAsk Ordzhonikidze.\nStalin.\n"
    (record,) = found(page, authorities).letters
    (mention,) = record.mentions
    assert (mention.text, mention.lines) == ("Ordzhonikidze", (5, 6, 7))
    assert mention.spellings == ("Ordzhonikidze", "Sergo", "Ordzhonikidze")


def test_the_same_decision_in_two_notes_is_one(authorities: Authorities) -> None:
    filler = "".join(f"Harbour number {number} is empty.\n" for number in range(60))
    notes = (
        "1 On May 4, 1934, the PB decided to sell the herring barrels (RGASPI. F. 17. Op. 3. D. 9. L. 1).\n"
        "2 On May 4, 1934, the PB approved a cathedral organ (Ibid. L. 1).\n"
        "3 On May 4, 1934, the PB heard of herring barrels to sell (Ibid. L. 1, 7).\n"
        "4 On May 4, 1934, the PB heard of herring barrels to sell (Ibid. L. 2).\n"
    )
    extraction = found(filler + NOTED + notes, authorities)
    herring, organ, again, elsewhere = extraction.decisions
    assert [d.same_as for d in (herring, organ, again, elsewhere)] == [None, None, herring.id, None]
    # The organ stands on the herring's leaf: two decisions, until a curator looks.
    assert [p.raw for p in extraction.problems if p.kind == "same-decision"] == ["Ibid. L. 1"]
