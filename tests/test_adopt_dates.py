"""Dates narrowed by what is known around a letter; what contradicts itself is reported and stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, product

import pytest
from conftest import EDITION, WORKSPACE
from hypothesis import given
from hypothesis import strategies as st
from letters_of import page
from msgspec.structs import replace

from kg.adopt import Narrowed, align, dated, narrowed, realigned, replies
from kg.adopt.series import number_constraints
from kg.records import Decision, Letter, Reply, Sent, Witness, interval
from kg.workspace import load_workspace

JANUARY = "1900-01-"


_DAY = re.compile(r" \d{4}-\d\d-\d\d$")
_DATE = re.compile(r" [\[\d].*")


def letters_of(*texts: str) -> tuple[Letter, ...]:
    """Letters under headings such as `Ruus > Lind [..1900-01-20]`: the author wrote a day, and no other date."""
    return page(*((text, text if _DAY.search(text) else _DATE.sub("", text)) for text in texts))


def saying(letter: Letter, field: str, day: str, type_: str = "reference") -> Letter:
    """The letter with a witness more, on a line of its own."""
    witness = Witness(field=field, value=day, type=type_, raw=day, line=letter.line + 5)
    return replace(letter, witnesses=(*letter.witnesses, witness))


def reply(letter: Letter, answered: Letter) -> Reply:
    return Reply(letter=str(letter.letter), answered=str(answered.letter), evidence=("date",), line=letter.line + 3)


def after(found: Narrowed) -> dict[str, str]:
    return {dating.letter: dating.after for dating in found.datings}


def used(found: Narrowed) -> list[tuple[str, str | None, str | None, str, int]]:
    (dating,) = found.datings
    return [(item.kind, item.first, item.last, item.source, item.line) for item in dating.constraints]


def test_a_letter_is_not_older_than_what_it_answers_and_not_later_than_its_heading_says() -> None:
    letters = letters_of("Lind > Ruus 1900-01-07", "Ruus > Lind [..1900-01-11]")
    letters = (letters[0], saying(letters[1], "answers", "1900-01-07"))
    found = narrowed(letters, [reply(letters[1], letters[0])], ())
    assert after(found) == {"l0002": "[1900-01-07..1900-01-11]"}
    assert used(found) == [
        ("answers", "1900-01-07", None, "l0002", 25),
        ("reply", "1900-01-07", None, "l0001", 23),
        ("heading", None, "1900-01-11", "h0002", 20),
    ]
    assert found.datings[0].certainty == "certain"
    assert found.clashes == ()


def test_a_date_that_one_day_is_left_of_is_that_day() -> None:
    letters = letters_of("Lind > Ruus 1900-01-31", "Ruus > Lind 1900-01")
    assert after(narrowed(letters, [reply(letters[1], letters[0])], ())) == {"l0002": "1900-01-31"}


def test_a_note_of_sending_and_of_arrival_are_the_last_days() -> None:
    (letter,) = letters_of("Ruus > Lind 1900-01")
    sent = replace(letter, sent=Sent(at="1900-01-20T23:12", line=17))
    assert used(narrowed([sent], (), ())) == [
        ("heading", "1900-01-01", "1900-01-31", "h0001", 10),
        ("sent", None, "1900-01-20", "l0001", 17),
    ]
    received = saying(letter, "received", "1900-01-22", "note")
    assert after(narrowed([received], (), ())) == {"l0001": "[1900-01-01..1900-01-22]"}


def test_a_letter_without_any_date_is_bounded_by_its_answer() -> None:
    letters = letters_of("Ruus > Lind", "Lind > Ruus 1900-01-09", "Lind > Ruus")
    found = narrowed(letters, [reply(letters[1], letters[0]), reply(letters[2], letters[1])], ())
    assert after(found) == {"l0001": "[..1900-01-09]", "l0003": "[1900-01-09..]"}
    assert [dating.before for dating in found.datings] == [None, None]
    undated = replace(letters[0], date="XXXX-XX-XX")
    assert after(narrowed((undated, letters[1]), [reply(letters[1], undated)], ())) == {"l0001": "[..1900-01-09]"}


def test_bounds_go_from_letter_to_letter_with_their_certainty() -> None:
    letters = letters_of("Ruus > Lind 1900-01", "Lind > Ruus 1900-01", "Ruus > Lind 1900-01")
    letters = (replace(letters[0], numbers=("No. 5",)), *letters[1:])
    dated_ = replace(page(("Ruus > Lind 1900-01-06", "Ruus > Lind 1900-01-06"))[0], letter="l0009", numbers=("No. 4",))
    chain = [reply(letters[1], letters[0]), reply(letters[2], letters[1])]
    found = narrowed((*letters, dated_), chain, ())
    assert after(found) == dict.fromkeys(("l0001", "l0002", "l0003"), "[1900-01-06..1900-01-31]")
    assert [dating.certainty for dating in found.datings] == ["probable"] * 3
    assert {item.certainty for item in found.datings[2].constraints if item.kind == "reply"} == {"probable"}


NUMBERED = ("Ruus > Lind 1900-01-03", "Ruus > Lind 1900-01", "Ruus > Lind 1900-01-08", "Ruus > Lind 1900-01-20")


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((("No. 7",), ("#8",), ("№ 9",), ("No. 12",)), "[1900-01-03..1900-01-08]"),
        ((("No. 7",), ("No. 9, 10",), ("No. 8",), ("No. 12",)), "[1900-01-08..1900-01-20]"),
        ((("In. No. 7", "No. 7"), ("HP 8",), ("No. 9/950/sh.",), ()), "[1900-01-03..1900-01-08]"),
        ((("No. 1/940/sh.",), ("No. 1/945/sh.",), ("No. 2/950/sh.",), ()), "[1900-01-03..1900-01-08]"),
        ((("No. 7",), ("HP 8",), ("No. 9",), ()), None),  # another series
        ((("In. No. 7", "No. 7"), ("No. 8",), ("HP 9", "No. 9"), ()), None),  # its plain number only repeats the other
        (((), ("No. 8",), (), ()), None),
        ((("A. 7",), ("A. 8",), ("A. 9",), ()), None),  # nobody knows what these count
    ],
)
def test_numbers_run_with_time(numbers: tuple[tuple[str, ...], ...], expected: str | None) -> None:
    letters = tuple(replace(a, numbers=no) for a, no in zip(letters_of(*NUMBERED), numbers, strict=True))
    found = narrowed(letters, (), ())
    assert after(found).get("l0002") == expected
    assert all(dating.certainty == "probable" for dating in found.datings)


def test_no_number_is_its_own_neighbour() -> None:
    letters = [replace(letter, numbers=("No. 27, 28",)) for letter in letters_of("Ruus > Lind 1900-01-03")]
    assert list(number_constraints(letters)) == []


def test_numbers_of_other_years_and_other_people_are_other_series() -> None:
    texts = ("Ruus > Lind 1899-12-03", "Ruus > Lind 1900-01", "Holm > Lind 1900-01-08")
    letters = tuple(replace(a, numbers=(f"No. {n}",)) for n, a in enumerate(letters_of(*texts), 7))
    assert narrowed(letters, (), ()) == ((), ())


@pytest.mark.parametrize(
    ("day", "moved", "expected"),
    [
        ("1900-01-20", "Ruus", "[1900-01-05..1900-01-20]"),
        ("1900-01-20", "Lind", None),  # somebody else's proposal
        ("1900-01-04", "Ruus", None),  # what came before the letter it did not lead to
        ("1900-03-20", "Ruus", None),  # nor what came long after
    ],
)
def test_a_decision_that_a_letter_led_to_is_not_earlier(day: str, moved: str, expected: str | None) -> None:
    (letter,) = letters_of("Ruus > Lind [1900-01-05..]")
    decision = Decision(id="d0001", line=18, letter="l0001", body="The Council", date=day, prompted_by=(moved,))
    found = narrowed([letter], (), [decision])
    assert after(found).get("l0001") == expected
    if expected:
        assert ("decision", None, day, "d0001", 18) in used(found)
        assert found.datings[0].certainty == "probable"


def test_a_letter_is_older_than_a_decision_if_what_it_answers_is() -> None:
    letters = letters_of("Lind > Ruus 1900-01-05", "Ruus > Lind")
    decision = Decision(
        id="d0001",
        line=18,
        letter="l0002",
        body="The Council",
        date=("1900-01-20", "1900-01-22"),
        prompted_by=("Ruus",),
    )
    found = narrowed(letters, [reply(letters[1], letters[0])], [decision])
    assert after(found) == {"l0002": "[1900-01-05..1900-01-22]"}


def test_a_heading_that_was_moved_dates_its_letter_as_surely_as_it_was_moved() -> None:
    letters = page(("Ruus > Lind 1900-01", None), ("Holm > Lind 1900-01-05", "Ruus > Lind"), ("E > F 1900-01-06",) * 2)
    alignments = align(letters)
    done, _ = realigned(letters, alignments)
    found = narrowed((done[0], saying(done[1], "answers", "1900-01-05"), done[2]), (), (), alignments)
    assert found.datings[0].certainty == "probable"
    assert [item.source for item in found.datings[0].constraints] == ["l0002", "h0001"]


def test_an_exact_day_stays_and_what_contradicts_it_is_reported() -> None:
    letters = letters_of("Ruus > Lind 1900-01-05", "Lind > Ruus 1900-01-09")
    late = saying(letters[0], "answers", "1900-01-07")
    found = narrowed((late, letters[1]), (), ())
    assert found.datings == ()
    (clash,) = found.clashes
    assert (clash.letter, clash.date) == ("l0001", "1900-01-05")
    assert [(item.kind, item.first, item.last) for item in clash.constraints] == [
        ("dateline", "1900-01-05", "1900-01-05"),
        ("answers", "1900-01-07", None),
    ]
    assert "answers of l0001 at line 15: [1900-01-07..]" in clash.message


def test_what_contradicts_itself_is_reported_and_stays_with_what_hangs_on_it() -> None:
    letters = letters_of("Lind > Ruus 1900-01-25", "Ruus > Lind [..1900-01-20]", "Lind > Ruus 1900-01")
    linked = [reply(letters[1], letters[0]), reply(letters[2], letters[1])]
    found = narrowed(letters, linked, ())
    assert found.datings == ()
    assert [(clash.letter, [item.kind for item in clash.constraints]) for clash in found.clashes] == [
        ("l0001", ["dateline", "answered"]),
        ("l0002", ["reply", "heading"]),
    ]


def test_what_was_narrowed_on_the_way_to_a_contradiction_stays_too() -> None:
    chain = letters_of(
        "Ruus > Lind 1900-01-25", "Lind > Ruus", "Ruus > Lind", "Lind > Ruus", "Ruus > Lind [..1900-01-20]"
    )
    linked = [reply(letter, answered) for answered, letter in pairwise(chain)]
    other = replace(saying(letters_of("Holm > Lind [..1900-01-20]")[0], "answers", "1900-01-10"), letter="l0009")
    found = narrowed((*chain, other), linked, ())
    assert after(found) == {"l0009": "[1900-01-10..1900-01-20]"}
    assert [(clash.letter, clash.date) for clash in found.clashes] == [("l0003", None)]


@pytest.mark.parametrize(
    "date", ["1900-01-05?", "[1900-01-02,1900-01-09]", "{1900-01-02,1900-01-09}", "1900-01-02/1900-01-09"]
)
def test_dates_that_say_more_than_bounds_stay(date: str) -> None:
    letter = saying(replace(letters_of("Ruus > Lind")[0], date=date), "answers", "1900-01-04")
    assert narrowed([letter], (), ()).datings == ()


def test_a_curator_s_date_stays() -> None:
    letter = saying(replace(letters_of("Ruus > Lind")[0], date="1900-01"), "answers", "1900-01-04")
    assert after(narrowed([letter], (), ())) == {"l0001": "[1900-01-04..1900-01-31]"}
    assert narrowed([letter], (), (), fixed={"l0001"}) == ((), ())


def test_a_narrowed_date_may_contradict_the_heading() -> None:
    (letter,) = page(("Ruus > Lind 1900-01-20", "Ruus > Lind 1900-01"))
    letter = replace(letter, date="1900-01", conflicts=())
    narrow = narrowed([saying(letter, "answers", "1900-01-04")], (), ()).datings
    assert dated([letter], narrow)[0].conflicts == ()
    late = narrowed([saying(letter, "answers", "1900-01-21")], (), ()).datings
    (done,) = dated([letter], late)
    assert (done.date, done.conflicts) == ("[1900-01-21..1900-01-31]", ("date",))


DAYS = st.integers(1, 6)
BOUNDS = st.tuples(DAYS, DAYS).map(sorted)
LETTERS = st.lists(st.tuples(BOUNDS, st.none() | DAYS), min_size=1, max_size=4)
LINKS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6)
DATES = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(lambda days: None in days or days[0] <= days[1])
NUMBERS = st.none() | st.integers(1, 4)


def edtf(first: int | None, last: int | None) -> str:
    """` [1900-01-02..1900-01-04]`, the day when there is only one, nothing when there is none."""
    days = [f"{JANUARY}{day:02d}" if day else "" for day in (first, last)]
    return "" if days == ["", ""] else f" {days[0]}" if first == last else f" [{days[0]}..{days[1]}]"


def invented(number: int, date: str, answered: int | None) -> Letter:
    letter = replace(letters_of(f"Ruus > Lind{date}")[0], letter=f"l{number:04d}")
    return saying(letter, "answers", f"{JANUARY}{answered:02d}") if answered else letter


def linked(letters: Sequence[Letter], links: Sequence[tuple[int, int]]) -> list[Reply]:
    pairs = {(a % len(letters), b % len(letters)) for a, b in links}
    return [reply(letters[a], letters[b]) for a, b in sorted(pairs) if a != b]


@given(LETTERS, LINKS)
def test_what_is_left_are_the_days_on_which_everything_holds(
    bounds: list[tuple[list[int], int | None]], links: list[tuple[int, int]]
) -> None:
    letters = [invented(number, edtf(*days), answered) for number, (days, answered) in enumerate(bounds)]
    answers = linked(letters, links)
    found = narrowed(letters, answers, ())
    ids = [letter.letter for letter in letters]
    holding = [
        days
        for days in product(*(range(first, last + 1) for (first, last), _ in bounds))
        if all((answered or 0) <= day for day, (_, answered) in zip(days, bounds, strict=True))
        and all(days[ids.index(item.answered)] <= days[ids.index(item.letter)] for item in answers)
    ]
    assert bool(found.clashes) == (not holding)
    for number, letter in enumerate(dated(letters, found.datings) if holding else ()):
        left = [days[number] for days in holding]
        assert f" {interval(letter.date)}" == edtf(min(left), max(left))


@given(
    st.lists(st.tuples(DATES, st.none() | DAYS, NUMBERS, st.none() | DAYS), min_size=1, max_size=4),
    LINKS,
    st.permutations(range(4)),
)
def test_narrowing_never_widens_goes_no_further_twice_and_knows_no_order(
    found_of: list[tuple[tuple[int | None, int | None], int | None, int | None, int | None]],
    links: list[tuple[int, int]],
    order: list[int],
) -> None:
    letters, decisions = [], []
    for number, (days, answered, telegram, led_to) in enumerate(found_of):
        letter = invented(number, edtf(*days), answered)
        letters.append(replace(letter, numbers=(f"No. {telegram}",) if telegram else ()))
        day = f"{JANUARY}{led_to:02d}" if led_to else None
        by = {"letter": letter.letter, "prompted_by": ("Ruus",), "date": day}
        decisions.append(Decision(id=f"d{number:04d}", line=number + 1, body="The Council", **by))
    answers = linked(letters, links)
    found = narrowed(letters, answers, decisions)
    for dating in found.datings:
        assert interval(dating.before).meet(interval(dating.after)) == interval(dating.after)
        assert not interval(dating.after).empty
        assert dating.constraints
    again = narrowed(dated(letters, found.datings), answers, decisions)
    assert again.datings == ()
    turned = [letters[place] for place in order if place < len(letters)]
    other = narrowed(turned, answers[::-1], decisions[::-1])
    assert {item.letter: item for item in other.datings} == {item.letter: item for item in found.datings}
    assert {(item.letter, frozenset(item.constraints)) for item in other.clashes} == {
        (item.letter, frozenset(item.constraints)) for item in found.clashes
    }


def test_a_number_counts_as_soon_as_the_year_is_known() -> None:
    """A letter without a date answers one of a year, and so stands in the series of that year."""
    first, other = letters_of("Ruus > Lind 1900-01-03", "Ruus > Lind")
    first, other = replace(first, numbers=("No. 2",)), replace(other, numbers=("No. 1",))
    found = narrowed([first, saying(other, "answers", "1900-01-01")], (), ())
    assert after(found) == {"l0002": "[1900-01-01..1900-01-03]"}
    assert [item.kind for item in found.datings[0].constraints] == ["answers", "number"]


def test_the_dates_of_june() -> None:
    found = load_workspace(WORKSPACE).edition(EDITION).letters_found()
    alignments = align(found.letters)
    letters, _ = realigned(found.letters, alignments)
    june = narrowed(letters, replies(letters), found.decisions, alignments)
    assert after(june) == {"l0025": "[1932-06-07..1932-06-11]"}
    assert used(june) == [
        ("answers", "1932-06-07", None, "l0025", 684),
        ("reply", "1932-06-07", None, "l0014", 684),
        ("heading", None, "1932-06-11", "h0027", 659),
    ]
    # By hand: No. 7/s bears 9 June (lines 573, 579), No. 8 bears 8 June (lines 479, 483).
    assert [(item.letter, [(c.kind, c.source, c.line) for c in item.constraints]) for item in june.clashes] == [
        ("l0017", [("dateline", "l0017", 483), ("number", "l0021", 573)]),
        ("l0021", [("dateline", "l0021", 579), ("number", "l0017", 479)]),
    ]
    open_ = {
        item.letter: item.date for item in dated(letters, june.datings) if item.letter and len(item.date or "") != 10
    }
    assert open_ == {
        "l0025": "[1932-06-07..1932-06-11]",
        "l0042": "[..1932-06-18]",
        "l0052": "[1932-06-22..]",
    }
