"""What letters say of other letters, and which letter they mean."""

from __future__ import annotations

import msgspec
import pytest
from conftest import EDITION, WORKSPACE
from hypothesis import given
from hypothesis import strategies as st
from letters_invented import letter, received, says

from kg.adopt import references
from kg.extract import extract
from kg.read.plaintext import read
from kg.read.profile import load
from kg.records import Authorities, Citation, Letter, Reference, Said
from kg.records.reference import EVIDENCE

FOUND = WORKSPACE / "editions" / EDITION / "found"
NAMES = st.lists(st.sampled_from(["Stalin", "Kaganovich", "O. P. Berezina"]), min_size=1, unique=True).map(tuple)


def only(letters: list[Letter], id_: str) -> Reference:
    """The one reference of a letter."""
    (reference,) = (ref for ref in references(letters) if ref.letter == id_)
    return reference


# --- what is said -----------------------------------------------------------------------------------------------------


@given(
    whose=st.sampled_from(["your", "our", "either"]),
    kind=st.sampled_from(["letter", "telegram"]),
    count=st.integers(0, 9),
    date=st.sampled_from([None, "1932-06-02", "1932-06-02~"]),
    received=st.booleans(),
)
def test_what_is_said_comes_back(whose: str, kind: str, count: int, date: str | None, received: bool) -> None:
    said = Said(kind=kind, whose=whose, count=count, date=date, received=received)
    assert Said.parse(str(said)) == said


@given(senders=NAMES, recipients=NAMES, date=st.sampled_from([None, "1932-06-02"]), agreed=st.booleans())
def test_what_a_note_tells_comes_back(
    senders: tuple[str, ...], recipients: tuple[str, ...], date: str | None, agreed: bool
) -> None:
    said = Said(kind="telegram", senders=senders, recipients=recipients, date=date, agreed=agreed)
    assert Said.parse(str(said)) == said


@given(missing=st.booleans(), count=st.integers(0, 9), line=st.none() | st.integers(1, 9999))
def test_an_enclosure_comes_back(missing: bool, count: int, line: int | None) -> None:
    said = Said(kind="enclosure", missing=missing, count=count, line=line, senders=("Radek",))
    assert Said.parse(str(said)) == said


def test_other_values_say_nothing() -> None:
    assert Said.parse("telegraph") is None


def page(text: str, notes: str = "") -> str:
    """A letter of 12 June with a text and notes."""
    below = f"\n_______\n\n{notes}\n" if notes else ""
    head = "Kaganovich to Stalin June 12, 1932\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\n12/VI\n\n"
    return f"{head}Hello Comrade Stalin!\n\n{text}\n\nYour L. Kaganovich.\n{below}"


def witnesses(text: str, authorities: Authorities) -> list[tuple[str, str, str]]:
    """What is found of other letters in one: field, value, words."""
    (found,) = extract(read(text.encode(), "page.txt"), load("rosspen-web"), authorities).letters
    fields = ("answers", "reference", "enclosure")
    return [(w.field, w.value, w.raw) for w in found.witnesses if w.field in fields]


@pytest.mark.parametrize(
    ("text", "value", "raw"),
    [
        ("The boats of your letter are in.", "your letter", "letter"),
        ("I received your two telegrams this morning.", "your 2 telegrams, received", "two telegrams"),
        ("Today I received a code letter about boats.", "your letter, received", "code letter"),
        ("As you wrote in the telegram, boats are dear.", "your telegram", "telegram"),
        ("I have already sent you a cipher on boats.", "our telegram", "cipher"),
        ("We sent you several telegrams on boats.", "our 0 telegrams", "several telegrams"),
        ("Today we sent you a telegram on boats.", "our telegram of 1932-06-12~", "telegram"),
        ("We asked about boats yesterday by telegraph.", "our telegram of 1932-06-11~", "by telegraph"),
        ("My letter of 3/VI says it of the boats.", "our letter of 1932-06-03", "letter"),
        ("The boats of the telegram are in.", "either telegram", "telegram"),
        ("Read them the letter from Comrade Stalin on boats.", "your letter", "letter … Stalin"),
    ],
)
def test_passages_of_a_text(text: str, value: str, raw: str, authorities: Authorities) -> None:
    assert witnesses(page(text), authorities) == [("reference", value, raw)]


@pytest.mark.parametrize(
    "text",
    [
        "I received a letter from Karakhan about boats.",
        "Read the telegram from Karakhan about boats.",
        "Please send your opinion by telegraph.",
        "In the next letter I write of boats.",
    ],
)
def test_letters_of_others_and_letters_to_come_are_none(text: str, authorities: Authorities) -> None:
    assert witnesses(page(text), authorities) == []


def test_a_letter_received_by_its_day_is_said_once(authorities: Authorities) -> None:
    assert witnesses(page("Your letter of 8/VI received."), authorities) == [("answers", "1932-06-08", "8/VI")]


def test_an_enclosure_and_the_note_of_its_loss(authorities: Authorities) -> None:
    found = witnesses(page("I am sending you two notes by Karakhan 1.", "1 The notes are missing."), authorities)
    assert found == [
        ("enclosure", "sent 2 of Karakhan", "two notes … Karakhan"),
        ("enclosure", "missing, line 8", "are missing"),
    ]


@pytest.mark.parametrize(
    ("note", "value"),
    [
        ("1 On June 14, Stalin replied: “Yes” (Ibid. L. 9).", "Stalin to Kaganovich: letter of 1932-06-14"),
        ("1 On the same day Stalin agreed (Ibid.).", "Stalin to Kaganovich: letter of 1932-06-12, agreed"),
        ("1 Stalin wrote to Karakhan on June 13 (Ibid.).", "Stalin to Karakhan: letter of 1932-06-13"),
        (
            "1 Stalin sent a coded message to Karakhan: “Yes. 13.VI-32 Stalin” (RGASPI. F. 1. Op. 2. D. 3. L. 9).",
            "Stalin to Karakhan: telegram of 1932-06-13",
        ),
        ("1 After Stalin's telegram (see document No. 12) boats went out.", "document 12, telegram of Stalin"),
        ("1 See document No. 12.", "document 12"),
    ],
)
def test_what_notes_tell(note: str, value: str, authorities: Authorities) -> None:
    assert [found for _, found, _ in witnesses(page("The boats are in 1.", note), authorities)] == [value]


def test_a_body_or_a_stranger_that_answers_is_no_correspondent(authorities: Authorities) -> None:
    assert witnesses(page("The boats are in 1.", "1 On June 14 Karakhan agreed (Ibid.)."), authorities) == []


# --- which letter is meant --------------------------------------------------------------------------------------------


def test_a_day_means_the_letter_of_that_day() -> None:
    letters = [letter("l1", "A > B", "1932-06-02"), letter("l2", "B > A", "1932-06-05", says=[received("1932-06-02")])]
    found = only(letters, "l2")
    assert (found.status, found.means, found.evidence, found.certainty) == ("resolved", ("l1",), ("date",), "certain")
    assert (found.senders, found.recipients, found.answers) == (("A",), ("B",), True)


def test_a_day_without_a_letter_is_absent_and_one_of_unsure_day_a_candidate() -> None:
    answer = letter("l2", "B > A", "1932-06-05", says=[received("1932-06-02")])
    assert only([answer], "l2").status == "absent"
    vague = letter("l1", "A > B", "[..1932-06-03]")
    assert (only([vague, answer], "l2").status, only([vague, answer], "l2").means) == ("candidates", ("l1",))


def test_a_number_means_the_telegram_that_bears_it_and_is_not_too_old() -> None:
    telegram = letter("l1", "A > B", "1932-06-02", numbers=["HP 5"])
    old = letter("l3", "A > B", "1932-01-02", numbers=["HP 5"])
    answer = letter("l2", "B > A", "1932-06-03", says=[("answers", "telegraph", "number", "On HP 5")])
    found = only([telegram, old, answer], "l2")
    assert (found.means, found.evidence, found.number, found.kind) == (("l1",), ("number",), "5", "telegram")
    assert only([old, answer], "l2").status == "absent"
    misdated = letter("l4", "A > B", "1932-06-07", numbers=["HP 5"])
    assert (only([misdated, answer], "l2").status, only([misdated, answer], "l2").means) == ("candidates", ("l4",))


def test_the_only_letter_under_way_is_probably_meant_and_of_several_none() -> None:
    one, other = letter("l1", "A > B", "1932-06-02"), letter("l3", "A > B", "1932-06-04")
    answer = letter("l2", "B > A", "1932-06-05", says=[says("your letter")])
    found = only([one, answer], "l2")
    assert (found.means, found.evidence, found.certainty) == (("l1",), ("only",), "probable")
    found = only([one, other, answer], "l2")
    assert (found.status, found.means, found.certainty) == ("candidates", ("l3", "l1"), "")
    later = letter("l4", "A > B", "1932-06-06")
    assert only([later, answer], "l2").status == "absent"


def test_of_several_the_one_with_all_the_parties_or_the_same_names() -> None:
    one, other = letter("l1", "A > B, C", "1932-06-02"), letter("l3", "A > B", "1932-06-04", named=["X", "Y"])
    to_both = letter("l2", "B, C > A", "1932-06-05", says=[says("your letter")])
    assert (only([one, other, to_both], "l2").means, only([one, other, to_both], "l2").evidence) == (
        ("l1",),
        ("parties",),
    )
    naming = letter("l2", "B > A", "1932-06-05", says=[says("your letter")], named=["X", "Y"])
    assert (only([one, other, naming], "l2").means, only([one, other, naming], "l2").evidence) == (("l3",), ("names",))


def test_a_letter_of_unsure_day_is_only_a_candidate() -> None:
    vague = letter("l1", "A > B", "[..1932-06-03]")
    answer = letter("l2", "B > A", "1932-06-05", says=[says("your letter")])
    assert (only([vague, answer], "l2").status, only([vague, answer], "l2").means) == ("candidates", ("l1",))


def test_what_another_letter_received_by_its_day_was_not_received_now() -> None:
    letters = [
        letter("l1", "A > B", "1932-06-02"),
        letter("l2", "B > A", "1932-06-04", says=[says("your letter, received")]),
        letter("l3", "B > A", "1932-06-05", says=[received("1932-06-02")]),
    ]
    assert only(letters, "l2").status == "absent"


def test_the_same_letter_spoken_of_again() -> None:
    letters = [
        letter("l1", "A > B", "1932-06-02"),
        letter("l3", "A > B", "1932-06-03"),
        letter("l2", "B > A", "1932-06-05", says=[received("1932-06-02"), says("your letter"), says("either letter")]),
    ]
    first, again, once_more = (ref for ref in references(letters) if ref.letter == "l2")
    assert first.means == again.means == once_more.means == ("l1",)
    assert again.evidence == once_more.evidence == ("said-before",)


def test_what_a_note_quotes_is_found_by_the_leaf_that_it_cites() -> None:
    note = says("B to A: telegram of 1932-06-05", type_="note")
    asked = letter("l1", "A > B", "1932-06-04", numbers=["HP 5"], leaves="7", says=[note])
    printed = letter("l2", "B > A", "1932-06-05", numbers=["No. 1"], leaves="9")
    other = letter("l3", "B > A", "1932-06-05", numbers=["No. 2"], leaves="11")
    path = {"fond": "1", "opis": "2", "delo": "3"}
    cited = Citation(line=12, column=90, raw="", kind="archival", archive="RGASPI", path=path, leaves="9")
    (found,) = references([asked, printed, other], [cited])
    assert (found.means, found.evidence, found.certainty, found.told) == (("l2",), ("leaf",), "certain", True)
    (found,) = references([asked, other], [cited])
    assert found.status == "absent"
    elsewhere = Citation(line=12, column=90, raw="", kind="archival", archive="RGASPI", path=path, leaves="99")
    answer = letter("l4", "B > A", "1932-06-05", numbers=["No. 3"], leaves="7")
    (found,) = references([asked, other, answer], [elsewhere])
    assert (found.means, found.evidence) == (("l4",), ("date",))
    own = letter("l5", "B > A", "1932-06-05", numbers=["No. 3"], says=[note])
    assert [ref.status for ref in references([own, other], [cited])] == ["open"]


def test_an_own_letter_of_a_day_is_found_however_old() -> None:
    letters = [
        letter("l1", "A > B", "1932-04-02"),
        letter("l2", "A > B", "1932-06-05", says=[says("our letter of 1932-04-02")]),
    ]
    assert (only(letters, "l2").means, only(letters, "l2").certainty) == (("l1",), "probable")
    about = letter("l2", "A > B", "1932-06-05", says=[says("our letter of 1932-06-04~")])
    near = letter("l3", "A > B", "1932-06-03")
    assert (only([near, about], "l2").means, only([near, about], "l2").evidence) == (("l3",), ("only",))


def test_numbers_of_documents_hang_together() -> None:
    telegrams = [
        letter(f"l{n}", "B > A" if n % 3 else "A > B", f"1932-06-{n:02}", named=[f"X{n}"]) for n in range(1, 20)
    ]
    referring = [
        letter("l20", "A > B", "1932-06-20", says=[says("document 104", type_="note")], named=["X5"]),
        letter("l21", "A > B", "1932-06-21", says=[says("document 109", type_="note")], named=["X10"]),
        letter("l22", "A > B", "1932-06-22", says=[says("document 111, letter of A", type_="note")], named=["X12"]),
        letter("l23", "A > B", "1932-06-23", says=[says("document 300", type_="note")]),
    ]
    found = references([*telegrams, *referring])
    assert [(ref.number, ref.means, ref.status) for ref in found] == [
        ("104", ("l5",), "resolved"),
        ("109", ("l10",), "resolved"),
        ("111", ("l12",), "resolved"),
        ("300", (), "absent"),
    ]
    assert {ref.status for ref in references([*telegrams, referring[0]])} == {"open"}


@given(order=st.permutations(range(6)))
def test_the_order_of_letters_does_not_matter(order: list[int]) -> None:
    letters = [
        letter("l1", "A > B", "1932-06-02", numbers=["No. 1"]),
        letter("l2", "B > A", "1932-06-02", numbers=["HP 5"]),
        letter("l3", "A > B", "1932-06-03", says=[("answers", "telegraph", "number", "HP 5"), says("your telegram")]),
        letter("l4", "B > A", "1932-06-04", says=[received("1932-06-03"), says("your telegram, received")]),
        letter("l5", "A > B", "[..1932-06-04]", says=[says("our 2 telegrams")]),
        letter("l6", "B > A", "1932-06-05", says=[says("either letter")]),
    ]
    found = references([letters[at] for at in order])
    assert sorted(map(repr, found)) == sorted(map(repr, references(letters)))


# --- the first edition, read by hand ----------------------------------------------------------------------------------

MEANT = {  # line of the passage, what it means
    186: "l0015", 198: "", 248: "l0007", 366: "", 376: "l0013", 445: "l0012", 487: "l0018", 555: "l0012",
    583: "", 596: "l0008", 598: "l0021", 668: "l0023", 684: "l0014", 694: "l0030", 786: "l0022", 947: "l0030",
    1097: "", 1155: "l0034", 1307: "l0041", 1359: "l0046", 1381: "l0044", 1537: "l0007", 1621: "l0057", 1659: "",
    1693: "", 1723: "l0059 l0060 l0061", 1766: "l0054", 1778: "", 1840: "l0065", 1978: "", 1988: "",
}  # fmt: skip
# Lines whose passages stay open between several letters, and the one that a reader finds among them.
BETWEEN = {
    21: "l0072", 228: "l0006", 299: "l0010", 495: "l0017", 614: "l0017", 616: "l0015", 814: "l0026", 816: "l0025",
    852: "l0027", 854: "l0028", 907: "l0029", 911: "l0029", 913: "l0029", 1719: "l0052 l0055", 1721: "l0055",
    1912: "l0054",
}  # fmt: skip


@pytest.fixture(scope="module")
def edition() -> dict[int, list[Reference]]:
    """The references of the first edition, enclosures apart, by line."""
    letters = [msgspec.json.decode(text, type=Letter) for text in (FOUND / "letters.jsonl").open("rb")]
    citations = [msgspec.json.decode(text, type=Citation) for text in (FOUND / "citations.jsonl").open("rb")]
    found: dict[int, list[Reference]] = {}
    for ref in references(letters, citations):
        if ref.kind != "enclosure":
            found.setdefault(ref.line, []).append(ref)
    return found


def test_passages_of_the_first_edition(edition: dict[int, list[Reference]]) -> None:
    found = {line: [ref for ref in edition[line] if ref.status != "open"] for line in MEANT}
    assert {line: " ".join(ref.means) for line, (ref, *_) in found.items()} == MEANT
    assert {ref.status for refs in found.values() for ref in refs} == {"resolved", "absent"}
    assert {word for refs in found.values() for ref in refs for word in ref.evidence} <= set(EVIDENCE)


def test_candidates_of_the_first_edition(edition: dict[int, list[Reference]]) -> None:
    for line, meant in BETWEEN.items():
        assert {ref.status for ref in edition[line]} == {"candidates"}, line
        assert set(meant.split()) <= set(edition[line][-1].means), line
