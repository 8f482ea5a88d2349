"""Which leaves of a file nothing printed accounts for, of which days they are, and which letters lie out of order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import EDITION, WORKSPACE
from hypothesis import given
from hypothesis import strategies as st
from letters_invented import FILE, letter
from msgspec.structs import replace

from kg.adopt.leaves import Files
from kg.records import Citation, Letter
from kg.records.interval import Interval
from kg.records.shelfmark import all_leaves
from kg.understood import understand
from kg.workspace import load_workspace

KEY = ("RGASPI", *(f"{level}={code}" for level, code in FILE.items()))


def kept(days: Sequence[int]) -> list[Letter]:
    """Letters of these days of June, each on every third leaf of one file."""
    return [letter(f"l{n + 1}", "A > B", f"1932-06-{day:02}", leaves=str(3 * n + 1)) for n, day in enumerate(days)]


def free(letters: Sequence[Letter], first: int, last: int | None = None) -> str:
    """The leaves that may be of these days of June."""
    found = Files(letters).candidates(KEY, Interval(f"1932-06-{first:02}", f"1932-06-{last or first:02}"))
    return found.leaves if found else ""


def out(letters: Sequence[Letter]) -> list[tuple[str, str, str, bool]]:
    """Which letters lie out of order, on which leaves, beside which others, and whether behind these."""
    return [(one.letter, one.leaves, one.other, one.behind) for one in Files(letters).misfiled()]


def test_leaves_lie_between_the_days_of_the_letters_around_them() -> None:
    letters = kept([1, 2, 3, 4, 6, 7])
    assert [free(letters, day) for day in (1, 3, 5, 7, 8)] == ["2-3", "5-6, 8-9", "11-12", "14-15", ""]
    assert out(letters) == []


def test_a_file_that_is_not_laid_by_day_says_nothing() -> None:
    letters = kept([6, 1, 5, 2, 4, 3])
    assert free(letters, 1, 6) == ""
    (order,) = Files(letters).orders()
    assert (order.in_order, order.pieces, order.by_day) == (3, 6, False)
    assert free(kept([1, 2, 3, 4]), 1, 4) == "" and free(kept([1, 2, 3, 4, 5]), 1, 5) != ""
    assert out(letters) == []  # nothing that it could disagree with


def test_a_letter_filed_late_bounds_nothing_and_takes_nothing_from_the_others() -> None:
    letters = kept([1, 2, 3, 1, 4, 5, 6])
    assert out(letters) == [("l4", "10", "l3", True)]
    assert free(letters, 1) == "2-3"
    assert free(letters, 3) == "5-6, 8-9, 11-12"  # on both sides of the one filed late
    assert free(letters, 4) == "8-9, 11-12, 14-15"


def test_of_two_letters_that_run_against_each_other_neither_bounds_anything() -> None:
    letters = kept([1, 2, 4, 3, 5, 6])
    assert out(letters) == [("l3", "7", "l4", False), ("l4", "10", "l3", True)]
    assert free(letters, 3) == free(letters, 4) == "5-6, 8-9, 11-12"
    last = kept([1, 2, 3, 4, 6, 5])
    assert out(last) == [("l5", "13", "l6", False), ("l6", "16", "l5", True)]
    assert free(last, 6) == "11-12"  # and what lies between the two nobody knows
    first = kept([2, 1, 3, 4, 5, 6])
    assert free(first, 1) == "5-6" and free(first, 2) == "5-6"


def test_what_shares_a_leaf_lies_with_its_latest_text_and_copies_of_a_letter_lie_as_one() -> None:
    letters = kept([1, 2, 3, 4, 5])
    answered = letter("l9", "B > A", "1932-06-01", leaves="10")  # on the leaf of l4
    assert out([*letters, answered]) == []
    assert free([*letters, answered], 4) == free(letters, 4)
    # Two letters of 10 June against one of 9 June that is there twice: it is the one that was filed late.
    two = kept([1, 2, 10, 10, 9, 9, 11])
    two[5] = replace(two[5], letter="l5")
    assert out(two) == [("l5", "13-16", "l4", True)]


def test_a_leaf_that_is_cited_or_bears_a_letter_of_unknown_day_is_accounted_for() -> None:
    letters = [*kept([1, 2, 3, 4, 5]), letter("l9", "A > B", None, leaves="6")]
    cited = Citation(line=5, column=1, raw="", kind="archival", archive="RGASPI", path=FILE, leaves="8")
    found = Files(letters, [cited]).candidates(KEY, Interval("1932-06-02", "1932-06-03"))
    assert found is not None and found.leaves == "2-3, 5, 9"


@given(days=st.lists(st.integers(1, 28), min_size=12, max_size=30), data=st.data())
def test_one_date_changes_nothing_far_from_it(days: list[int], data: st.DataObject) -> None:
    """Where all other letters lie in order, only the leaves on both sides of the one that moves say anything else."""
    before = kept(sorted(days))
    at, day = data.draw(st.integers(0, len(days) - 1)), data.draw(st.integers(1, 28))
    after = [*before]
    after[at] = replace(after[at], date=f"1932-06-{day:02}")
    touched = set(range(3 * at - 8, 3 * at + 11))
    for asked in range(1, 29):
        was, now = (numbers(free(letters, asked)) for letters in (before, after))
        assert was - touched == now - touched, asked


def numbers(leaves: str) -> set[int]:
    return {leaf.number for leaf in all_leaves(leaves)} if leaves else set()


# --- the first edition ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files() -> Files:
    workspace = load_workspace(WORKSPACE)
    found = understand(workspace.edition(EDITION), workspace).found
    return Files(found.letters, found.citations)


def test_the_files_of_the_first_edition(files: Files) -> None:
    by_day = {order.path["delo"]: (order.in_order, order.pieces) for order in files.orders() if order.by_day}
    assert by_day == {"77": (39, 42), "740": (13, 13), "99": (7, 8)}


def test_the_letters_of_the_first_edition_that_lie_out_of_order(files: Files) -> None:
    found = [(one.path["delo"], one.leaves, one.date[-5:], one.other_date[-5:], one.behind) for one in files.misfiled()]
    assert found == [
        ("77", "29", "06-07", "06-09", True),
        ("77", "46-48", "06-09", "06-10", True),
        ("77", "116-117", "06-29", "06-28", False),
        ("77", "118", "06-28", "06-29", True),
        ("99", "78-79", "06-29", "06-26", False),
        ("99", "81-87", "06-26", "06-29", True),
    ]
