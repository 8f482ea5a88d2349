"""The register of lost letters: what attests them, what is one and what stays two, and where they may be kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from conftest import EDITION, WORKSPACE
from hypothesis import given
from hypothesis import strategies as st
from letters_invented import FILE, letter, received, says

from kg.adopt import lost_letters, references
from kg.adopt.gaps import LONGEST_RUN, gaps
from kg.adopt.lost import fingerprints
from kg.records import Citation, Heading, Letter, LostLetter
from kg.registry import Fingerprint, Issued, match

FOUND = WORKSPACE / "editions" / EDITION / "found"


def register(
    letters: Sequence[Letter], citations: Sequence[Citation] = (), headings: Sequence[Heading] = ()
) -> dict[str, LostLetter]:
    found = lost_letters(letters, references(letters, citations), citations, headings)
    assert len({lost.key for lost in found}) == len(found)
    return {lost.key: lost for lost in found}


def numbered(*numbers: int) -> list[Letter]:
    """Telegrams of A, a day each: No. 5 on 5 June."""
    return [letter(f"l{n}", "A > B", f"1932-06-{n:02}", numbers=[f"No. {n}"], leaves=str(n)) for n in numbers]


# --- numbers ----------------------------------------------------------------------------------------------------------


@given(numbers=st.sets(st.integers(1, 20), min_size=1), data=st.data())
def test_the_numbers_between_the_lowest_and_the_highest_that_no_letter_bears(
    numbers: set[int], data: st.DataObject
) -> None:
    letters = numbered(*data.draw(st.permutations(sorted(numbers))))
    found = register(letters)
    assert {lost.number for lost in found.values()} == set(range(min(numbers), max(numbers))) - numbers
    assert found == register(sorted(letters, key=lambda one: one.line))
    for lost in found.values():
        below = max(number for number in numbers if number < lost.number)
        above = min(number for number in numbers if number > lost.number)
        assert lost.date == f"[1932-06-{below:02}..1932-06-{above:02}]"
        assert (lost.certainty, lost.senders, lost.recipients) == ("possible", ("A",), ())
        assert {item.record for item in lost.evidence} == {f"l{below}", f"l{above}"}


def test_several_numbers_on_one_telegram_and_series_that_count_the_same() -> None:
    letters = [
        letter("l1", "A > B", "1932-06-01", numbers=["No. 9, 10"]),
        letter("l2", "A > B", "1932-06-02", numbers=["#12"]),
        letter("l3", "B > A", "1932-06-03", numbers=["In. No. 3", "HP 3"]),
        letter("l4", "C > A", "1932-06-04", numbers=["No. 5/101/sh."]),
        letter("l5", "B > A", "1933-06-04", numbers=["HP 8"]),
    ]
    assert sorted(register(letters)) == ["telegrams of A, 1932/11", "telegrams to A, 1932/4"]


def test_a_long_run_is_another_series() -> None:
    far = LONGEST_RUN + 5
    ends = [
        letter("l1", "A > B", "1932-06-01", numbers=["No. 1"]),
        letter("l2", "A > B", "1932-06-09", numbers=[f"No. {far}"]),
    ]
    assert gaps(ends) == ()


def test_a_number_that_a_letter_names_is_certain_and_its_parties_are_known() -> None:
    letters = [
        letter("l1", "B > A", "1932-06-01", numbers=["HP 4"]),
        letter("l2", "C > A", "1932-06-05", numbers=["HP 6"]),
        letter("l3", "A > B", "1932-06-04", says=[("answers", "telegraph", "number", "On HP 5")]),
    ]
    (lost,) = register(letters).values()
    assert (lost.key, lost.certainty, lost.senders, lost.recipients) == (
        "telegrams to A, 1932/5",
        "certain",
        ("B",),
        ("A",),
    )
    assert lost.date == "[1932-06-01..1932-06-04]"
    assert [item.kind for item in lost.evidence] == ["below", "above", "number"]


def test_no_number_is_missing_that_a_letter_bears() -> None:
    answer = letter("l3", "A > B", "1932-06-04", says=[("answers", "telegraph", "number", "HP 5")])
    assert register([letter("l1", "B > A", "1932-06-01", numbers=["HP 5"]), answer]) == {}
    assert register([letter("l1", "B > A", "1932-06-07", numbers=["HP 5"]), answer]) == {}
    (lost,) = register([letter("l1", "B > A", "1932-01-07", numbers=["HP 5"]), answer]).values()
    assert (lost.key, lost.number) == ("telegram/B>A/in l3", None)


def test_a_telegram_printed_without_a_number_may_be_the_missing_one() -> None:
    four, six = numbered(4, 6)
    wired = msgspec.structs.replace(letter("l7", "A > B", "1932-06-05"), labels=("cipher",))
    outside = msgspec.structs.replace(letter("l8", "A > B", "1932-06-07"), labels=("cipher",))
    (lost,) = register([four, six, wired, outside]).values()
    assert lost.may_be == ("l7",)


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_letter_of_a_day_that_is_not_here() -> None:
    letters = [
        letter("l2", "B > A", "1932-06-05", says=[received("1932-06-02")]),
        letter("l3", "B, C > A", "1932-06-06", says=[received("1932-06-02")]),
    ]
    (lost,) = register(letters).values()
    assert (lost.kind, lost.certainty, lost.date) == ("letter", "certain", "1932-06-02")
    assert (lost.senders, lost.recipients, lost.key) == (("A",), ("B",), "letter/A>B/1932-06-02")
    assert [(item.kind, item.record) for item in lost.evidence] == [("date", "l2"), ("date", "l3")]


def test_what_was_received_and_is_not_here_is_probable_and_possible_where_something_may_be_it() -> None:
    answer = letter("l2", "B > A", "1932-06-05", says=[says("your letter, received")])
    (lost,) = register([answer]).values()
    assert (lost.key, lost.certainty, lost.date) == ("letter/A>B/in l2", "probable", "[..1932-06-05]")
    vague = letter("l1", "A > B", "[..1932-06-03]")
    (lost,) = register([vague, answer]).values()
    assert (lost.certainty, lost.may_be) == ("possible", ("l1",))
    assert register([letter("l1", "A > B", "1932-06-03"), answer]) == {}


def test_an_own_letter_of_about_a_day_is_probable_and_its_day_is_not_said() -> None:
    (lost,) = register([letter("l2", "B > A", "1932-06-05", says=[says("our telegram of 1932-06-04~")])]).values()
    assert (lost.certainty, lost.date, lost.senders) == ("probable", "[..1932-06-05]", ("B",))
    (lost,) = register([letter("l2", "B > A", "1932-06-05", says=[says("our telegram of 1932-06-04")])]).values()
    assert (lost.certainty, lost.date) == ("certain", "1932-06-04")


def test_fewer_letters_than_were_received() -> None:
    letters = [
        letter("l1", "A > B", "1932-06-03", numbers=["No. 1"]),
        letter("l2", "B > A", "1932-06-05", says=[says("your 3 telegrams, received")]),
    ]
    (lost,) = register(letters).values()
    assert (lost.kind, lost.count, lost.certainty) == ("telegram", 2, "probable")


def test_a_lost_enclosure_hangs_on_its_letter_and_one_that_is_only_sent_is_none() -> None:
    sent, note = ("enclosure", "sent 2 of X", "reference", "X"), ("enclosure", "missing, line 12", "note", "missing")
    (lost,) = register([letter("l1", "A > B", "1932-06-03", says=[sent, note])]).values()
    assert (lost.kind, lost.enclosed_in, lost.count, lost.senders) == ("enclosure", "l1", 2, ("X",))
    assert [item.kind for item in lost.evidence] == ["enclosure", "missing"]
    assert register([letter("l1", "A > B", "1932-06-03", says=[sent])]) == {}


# --- one letter, two pieces of evidence -------------------------------------------------------------------------------


def quoted(id_: str, day: str, parties: str = "A to B") -> Letter:
    """A letter of B whose note quotes a telegram of A."""
    return letter(id_, "B > A", "1932-06-01", says=[says(f"{parties}: telegram of {day}", type_="note")])


def test_a_missing_number_and_a_note_are_one_where_nothing_else_fits() -> None:
    lost = register([*numbered(4, 6), quoted("l9", "1932-06-05")])
    (one,) = lost.values()
    assert (one.key, one.said, one.joined) == ("telegrams of A, 1932/5", "telegram/A>B/1932-06-05", True)
    # As sure as what joins them: the note alone would be certain, and no number would stand in the label.
    assert (one.date, one.certainty, one.recipients) == ("1932-06-05", "probable", ("B",))


@pytest.mark.parametrize(
    ("numbers", "notes"),
    [((4, 7), ["A to B"]), ((4, 6), ["A to B", "A to C"])],
    ids=["two numbers fit", "two notes fit"],
)
def test_with_a_rival_they_stay_apart_and_name_each_other(numbers: tuple[int, ...], notes: list[str]) -> None:
    lost = register([*numbered(*numbers), *(quoted(f"l{90 + n}", "1932-06-05", to) for n, to in enumerate(notes))])
    missing = {key for key in lost if key.startswith("telegrams of A")}
    told = set(lost) - missing
    assert len(told) == len(notes)
    for key in told:
        assert set(lost[key].may_be) == missing
    for key in missing:
        assert set(lost[key].may_be) == told
    assert not any(one.joined for one in lost.values())


def test_another_sender_another_day_and_a_letter_do_not_join() -> None:
    for note in (quoted("l9", "1932-06-05", "C to B"), quoted("l9", "1932-06-09")):
        assert len(register([*numbered(4, 6), note])) == 2
    by_post = letter("l9", "B > A", "1932-06-09", says=[received("1932-06-05")])
    assert len(register([*numbered(4, 6), by_post])) == 2


def test_who_only_agreed_need_not_have_written() -> None:
    note = letter("l9", "B > A", "1932-06-01", says=[says("A to B: telegram of 1932-06-05, agreed", type_="note")])
    (lost,) = register([note]).values()
    assert (lost.certainty, lost.known, lost.date) == ("probable", True, "1932-06-05")


def test_a_heading_that_gives_the_day_makes_it_probable_and_one_that_adds_nothing_leaves_it() -> None:
    note = letter("l9", "B > A", "1932-06-07", says=[says("A to B: letter", type_="note")])
    told = msgspec.structs.replace(references([note])[0], status="absent")
    (open_,) = lost_letters([note], [told])
    (dated,) = lost_letters([note], [told], headings=[heading("h1", "A", "B", "1932-06-05")])
    assert (open_.certainty, open_.date) == ("certain", None)
    assert (dated.certainty, dated.date) == ("probable", "1932-06-05")


def heading(id_: str, senders: str, recipients: str, date: str, line: int = 1) -> Heading:
    return Heading(id=id_, text="", line=line, senders=(senders,), recipients=(recipients,), date=date, bracketed=False)


def test_a_heading_without_a_document_supports_what_it_fits_or_stands_alone() -> None:
    answer = letter("l2", "B > A", "1932-06-05", says=[received("1932-06-02")])
    fitting, other = heading("h1", "A", "B", "1932-06-02"), heading("h2", "C", "B", "1932-06-03", 2)
    lost = register([answer], headings=[fitting, other])
    assert [item.kind for item in lost["letter/A>B/1932-06-02"].evidence] == ["heading", "date"]
    alone = lost["document/C>B/1932-06-03"]
    assert (alone.kind, alone.certainty, len(lost)) == ("document", "probable", 2)
    same_day = letter("l3", "C > B", "1932-06-03")
    again = register([answer, same_day], headings=[fitting, other])["document/C>B/1932-06-03"]
    assert (again.certainty, again.may_be) == ("possible", ("l3",))


# --- leaves -----------------------------------------------------------------------------------------------------------


def kept(days: Sequence[int]) -> list[Letter]:
    """Telegrams No. 1, No. 3, No. 5 ... of these days of June, each on every third leaf of one file."""
    return [
        letter(f"l{n + 1}", "A > B", f"1932-06-{day:02}", numbers=[f"No. {2 * n + 1}"], leaves=str(3 * n + 1))
        for n, day in enumerate(days)
    ]


def test_leaves_between_letters_of_the_days_around_in_a_file_laid_by_day() -> None:
    lost = register(kept([1, 2, 3, 4, 5, 6]))["telegrams of A, 1932/4"]
    assert [leaves.leaves for leaves in lost.leaves] == ["2-3, 5-6, 8-9"]


def test_no_leaves_of_a_file_that_is_not_laid_by_day() -> None:
    assert not any(lost.leaves for lost in register(kept([6, 1, 5, 2, 4, 3])).values())


def test_a_leaf_that_is_cited_is_accounted_for_and_one_that_a_note_cites_is_that_of_its_letter() -> None:
    letters = kept([1, 2, 3, 4, 5, 6])
    cited = Citation(line=5, column=1, raw="", kind="archival", archive="RGASPI", path=FILE, leaves="5")
    assert "5" not in register(letters, [cited])["telegrams of A, 1932/4"].leaves[0].leaves.replace("-", ", ").split(
        ", "
    )
    note = quoted("l90", "1932-06-09")
    behind = Citation(line=902, column=40, raw="", kind="archival", archive="RGASPI", path=FILE, leaves="77")
    (lost,) = register([note], [behind]).values()
    assert [(mark.leaves, mark.line, mark.column) for mark in lost.shelfmarks] == [("77", 902, 40)]
    assert (lost.leaves, lost.known) == ((), True)


def test_a_citation_that_supports_a_decision_is_no_place_of_a_letter() -> None:
    note = quoted("l90", "1932-06-09")
    behind = Citation(line=902, column=40, raw="", kind="archival", archive="RGASPI", path=FILE, leaves="77")
    (lost,) = lost_letters([note], references([note], [behind]), [behind], decided={(902, 40)})
    assert (lost.shelfmarks, lost.known) == ((), True)


# --- identity ---------------------------------------------------------------------------------------------------------


def test_a_lost_letter_is_known_again_when_more_is_known_of_it() -> None:
    number, note = numbered(4, 6), quoted("l9", "1932-06-05")

    def prints(letters: list[Letter]) -> list[Fingerprint]:
        return [print_ for _, print_ in fingerprints(register(letters).values(), "e")]

    for before in (number, [note]):
        rows = [Issued("lost", f"x{n}", print_) for n, print_ in enumerate(prints(before))]
        assert match(rows, prints([*number, note])) == {0: "x0"}
    assert all(Fingerprint.parse(str(print_)) == print_ for print_ in prints([*number, note]))


# --- the first edition, read by hand ----------------------------------------------------------------------------------

OF, TO = "telegrams of Stalin, 1932/", "telegrams to Stalin, 1932/"
KEYS = {
    *(f"{OF}{number}" for number in (11, 15, 16, 19, 29, 31, 32, 38, 39)),
    *(f"{TO}{number}" for number in (16, 18, 20, 22, 26, 27)),
    "letter/Kaganovich>Stalin/1932-06-02",
    "letter/Stalin>Kaganovich/in l0012",
    "letter/Stalin>Voroshilov/1932-06-24",
    "letter/Voroshilov>Stalin/1932-06-21",
    "telegram/Stalin>Kaganovich/in l0012",
    "telegram/Stalin>Kaganovich+Molotov+Ordzhonikidze/1932-06-10",
    "telegram/Stalin>Kaganovich+Molotov+Ordzhonikidze+Voroshilov/1932-06-26",
    "telegram/Stalin>Kaganovich+Molotov/1932-06-27",
    "telegram/Stalin>Sheboldaev/1932-06-26",
}
JOINED = {f"{OF}11": ("1932-06-08", "29"), f"{OF}19": ("1932-06-17", "62"), f"{TO}26": ("1932-06-28", "121")}
ENCLOSING = "l0012 l0012 l0014 l0030 l0030 l0033 l0035 l0043 l0049 l0054 l0062 l0062 l0070"


@pytest.fixture(scope="module")
def edition() -> dict[str, LostLetter]:
    letters = [msgspec.json.decode(text, type=Letter) for text in (FOUND / "letters.jsonl").open("rb")]
    citations = [msgspec.json.decode(text, type=Citation) for text in (FOUND / "citations.jsonl").open("rb")]
    return register(letters, citations)


def test_the_register_of_the_first_edition(edition: dict[str, LostLetter]) -> None:
    assert {key for key, lost in edition.items() if lost.kind != "enclosure"} == KEYS
    joined = {key: (lost.date, lost.shelfmarks[0].leaves) for key, lost in edition.items() if lost.joined}
    assert joined == JOINED
    assert all(edition[key].certainty == "probable" for key in JOINED)


def test_what_the_notes_of_the_first_edition_know_and_do_not_print(edition: dict[str, LostLetter]) -> None:
    known = {key: [str(mark.leaves) for mark in lost.shelfmarks] for key, lost in edition.items() if lost.known}
    assert known == {
        **{key: [leaf] for key, (_, leaf) in JOINED.items()},
        "letter/Stalin>Voroshilov/1932-06-24": ["69, 70"],
        "letter/Voroshilov>Stalin/1932-06-21": ["49, 50"],
        "telegram/Stalin>Kaganovich+Molotov+Ordzhonikidze/1932-06-10": ["50"],
        "telegram/Stalin>Kaganovich+Molotov+Ordzhonikidze+Voroshilov/1932-06-26": ["101"],
        "telegram/Stalin>Kaganovich+Molotov/1932-06-27": ["102"],
        "telegram/Stalin>Sheboldaev/1932-06-26": ["89"],
    }
    assert not any(lost.leaves for lost in edition.values() if lost.known)
    # 366, 1659, 1693: Stalin agreed, and nothing says in which words.
    only = [key for key, lost in edition.items() if lost.known and not lost.joined and lost.certainty != "certain"]
    assert sorted(only) == [
        "telegram/Stalin>Kaganovich+Molotov+Ordzhonikidze+Voroshilov/1932-06-26",
        "telegram/Stalin>Kaganovich+Molotov/1932-06-27",
    ]


def test_the_lost_enclosures_of_the_first_edition(edition: dict[str, LostLetter]) -> None:
    lost = [one for one in edition.values() if one.kind == "enclosure"]
    assert sorted(str(one.enclosed_in) for one in lost) == ENCLOSING.split()
    assert sorted(one.count for one in lost if one.count != 1) == [0, 2, 2, 3]  # 820: several letters
    assert sorted({name for one in lost for name in one.senders}) == [
        "Agranov", "Andreychin", "Balitsky", "Bogdanov", "Chubar", "Menzhinsky", "Orakhelashvili", "Petrovsky",
        "Rabinovich", "Radek", "Ryabovol", "Weitzer",
    ]  # fmt: skip
