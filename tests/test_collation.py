"""Letters that several editions print: which are one, how sure that is, and how it compares with what editors say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kg.adopt import clusters, collated
from kg.records import Collation, Printing, Shelfmark, interval
from kg.records.words import opening

RUUS, LIND, BERG = "p0001", "p0002", "p0003"


def printed(edition: str, order: int, day: str | None, author: str = RUUS, addressee: str = LIND) -> Printing:
    return Printing(
        edition=edition,
        letter=f"{edition}{order}",
        order=order,
        authors=frozenset({author}),
        addressees=frozenset({addressee}),
        days=interval(day),
        places=frozenset({"pl0001"}),
    )


def said(found: Sequence[Collation]) -> list[tuple[str, str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(one.one.letter, one.other.letter, one.certainty, one.evidence, one.against) for one in found]


def test_same_parties_day_and_place_are_one_letter() -> None:
    found = collated([printed("a", 1, "1900-03-01"), printed("b", 7, "1900-03-01"), printed("b", 8, "1900-03-02")])
    assert said(found) == [("a1", "b7", "certain", ("day", "parties", "place"), ())]


def test_an_edition_that_doubts_its_date_or_names_another_place_makes_it_probable() -> None:
    first, other = printed("a", 1, "1900-03-01"), printed("b", 7, "1900-03-01")
    assert collated([first, replace(other, doubted=True)])[0].certainty == "probable"
    elsewhere = collated([first, replace(other, places=frozenset({"pl0009"}))])
    assert said(elsewhere) == [("a1", "b7", "probable", ("day", "parties"), ("place",))]
    wider = collated([first, printed("b", 7, "1900-03")])
    assert said(wider) == [("a1", "b7", "probable", ("parties", "days", "place"), ())]


def test_letters_of_one_day_are_paired_in_their_order_when_there_are_as_many() -> None:
    rows = [printed(edition, order, "1900-03-01") for edition in "ab" for order in (1, 2)]
    assert [(a, b, how) for a, b, how, _, _ in said(collated(rows))] == [
        ("a1", "b1", "probable"),
        ("a2", "b2", "probable"),
    ]
    more = collated([*rows, printed("b", 3, "1900-03-01")])
    assert {one.certainty for one in more} == {"candidate"} and len(more) == 6
    assert clusters(more) == ()


def test_the_exact_day_is_preferred_to_a_month_that_allows_it() -> None:
    rows = [printed("a", 1, "1900-03-01"), printed("b", 1, "1900-03"), printed("b", 2, "1900-03-01")]
    assert [(a, b) for a, b, *_ in said(collated(rows))] == [("a1", "b2")]


def test_what_an_edition_says_of_itself_proves_it_and_a_leaf_shows_a_new_date() -> None:
    first, other = printed("a", 1, "1900-03-01"), printed("b", 7, "1900-04-09")
    assert collated([first, other]) == ()
    numbered = [replace(one, numbers=frozenset({("Letters", "12")})) for one in (first, other)]
    assert said(collated(numbered)) == [("a1", "b7", "certain", ("edition-number", "parties", "place"), ("days",))]
    leaf = Shelfmark(archive="KB", path={"box": "3"}, leaves="12")
    kept = [replace(one, shelfmarks=(leaf,)) for one in (first, other)]
    assert said(collated(kept)) == [("a1", "b7", "probable", ("shelfmark", "parties", "place"), ("days",))]
    answer = replace(kept[1], authors=first.addressees, addressees=first.authors)
    assert collated([kept[0], answer]) == ()  # a short answer on the leaf of the letter


def test_letters_without_a_date_or_of_other_people_are_not_compared() -> None:
    assert collated([printed("a", 1, None), printed("b", 1, None)]) == ()
    assert collated([printed("a", 1, "1900-03-01"), printed("b", 1, "1900-03-01", author=BERG)]) == ()


def test_printings_in_three_editions_are_one_letter() -> None:
    rows = [printed(edition, 1, "1900-03-01") for edition in "cab"]
    assert [[one.letter for one in whole] for whole in clusters(collated(rows))] == [["a1", "b1", "c1"]]


PEOPLE = st.sampled_from([RUUS, LIND, BERG])
DATES = st.none() | st.sampled_from(["1900-03-01", "1900-03-02", "1900-03", "[1900-03-01..1900-03-02]", "1900"])
ROWS = st.lists(st.tuples(st.sampled_from("abc"), DATES, PEOPLE, PEOPLE), max_size=9)


@given(ROWS, st.randoms(use_true_random=False))
def test_no_printing_has_two_counterparts_in_one_edition_and_order_does_not_matter(
    rows: list[tuple[str, str | None, str, str]], random: object
) -> None:
    printings = [printed(edition, order, *rest) for order, (edition, *rest) in enumerate(rows)]
    found = collated(printings)
    sure = [one for one in found if one.certainty != "candidate"]
    ends = [(mine, theirs.edition) for one in sure for mine, theirs in ((one.one, one.other), (one.other, one.one))]
    assert len(ends) == len(set(ends))
    for one in found:
        assert one.one.edition < one.other.edition
        assert one.one.authors & one.other.authors and one.one.days.overlaps(one.other.days)
    shuffled = list(printings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert collated(shuffled) == found


def test_the_same_beginning_shows_a_new_date_of_the_same_parties_alone() -> None:
    first, other = (replace(printed(edition, 1, None), incipit="abc", days=interval(day))
                    for edition, day in (("a", "1900-03-01"), ("b", "1901-07-09")))  # fmt: skip
    assert said(collated([first, other])) == [("a1", "b1", "probable", ("incipit", "parties", "place"), ("days",))]
    assert collated([first, replace(other, addressees=frozenset({BERG}))]) == ()
    assert collated([first, replace(other, incipit="abd")]) == ()


def test_a_beginning_is_compared_by_a_hash_of_its_words() -> None:
    one = opening("Lieber Freund! Ich danke Ihnen für Ihren Brief vom Dienstag")
    assert one == opening("lieber freund, ich danke Ihnen fur") != ""
    assert re.fullmatch("[0-9a-f]{16}", one)
    assert opening("Lieber Freund!") == ""
