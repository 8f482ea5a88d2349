"""Rules that are checked in code: orders along sequences (S19, S21, S28), dates in EDTF (S27), circles (S41)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from validation import EX, nt

from kg.pipeline import check
from kg.validate.circles import circles
from kg.validate.results import Severity
from kg.validate.sequences import Found, broken

ORIGIN = date(1932, 6, 1)
DAYS = st.lists(st.integers(0, 3000), min_size=2, max_size=12)
SPANS = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 30), st.integers(0, 9)), max_size=12)


def day(number: int) -> str:
    return f'"{ORIGIN + timedelta(days=number)}"^^xsd:date'


def numbered(days: Iterable[int], series: str = ":s") -> str:
    """Letters 1, 2, 3... of a series, each written on its day."""
    return "".join(number(f":l{n}", n, when, when, series) for n, when in enumerate(days, 1))


def number(letter: str, sequence: int, first: int, last: int, series: str = ":s") -> str:
    return f"""{letter} ep:earliestDate {day(first)} ; ep:latestDate {day(last)} ; crm:P1_is_identified_by {letter}-no .
        {letter}-no ep:numberSeries {series} ; ep:sequenceNo {sequence} .\n"""


def filed(days: Iterable[int], arrangement: str = "ep:arrangement voc:arrangement-chronological") -> str:
    """Decisions, each recorded in a file of its own."""
    files = "".join(
        f":c{n} crm:P128_carries :l{n} ; ep:heldIn :f{n} . :f{n} ep:codeOrd {n} ; rico:isDirectlyIncludedIn :unit . "
        f":l{n} ep:decidedOn {day(when)} .\n"
        for n, when in enumerate(days, 1)
    )
    return f"{files} :unit {arrangement} ."


def headed(places: Iterable[int]) -> str:
    """Headings on lines 1, 2, 3..., each of a letter that stands somewhere."""
    return "".join(
        f":l{n} ep:alignedTo :letter{n} ; ep:firstLine {n} ; crm:P106i_forms_part_of <{EX}june#line={n - 1},{n}> . "
        f":letter{n} ep:firstLine {at + 1} .\n"
        for n, at in enumerate(places, 1)
    )


def found(turtle: str) -> list[Found]:
    return list(broken(nt(turtle).decode().splitlines()))


def thing(n: int) -> str:
    return f"<{EX}l{n}>"


SEQUENCES = pytest.mark.parametrize(("rule", "make"), [("S21", numbered), ("S19", filed), ("S28", headed)])


@SEQUENCES
@given(days=DAYS)
def test_what_is_in_order_breaks_nothing(rule: str, make: Callable[[Iterable[int]], str], days: list[int]) -> None:
    assert found(make(sorted(days))) == []


@SEQUENCES
@given(days=st.sets(st.integers(0, 3000), min_size=2, max_size=12), data=st.data())
def test_two_that_are_swapped_are_found(
    rule: str, make: Callable[[Iterable[int]], str], days: set[int], data: st.DataObject
) -> None:
    ordered = sorted(days)
    low, high = sorted(data.draw(st.sets(st.integers(0, len(ordered) - 1), min_size=2, max_size=2)))
    ordered[low], ordered[high] = ordered[high], ordered[low]
    wrong = found(make(ordered))
    assert {one.rule for one in wrong} == {rule}
    # Everything after the one that came too early stands after it, up to its place.
    assert {one.focus for one in wrong} == {thing(n + 1) for n in range(low + 1, high + 1)}
    assert {one.value for one in wrong} == {thing(low + 1)}


@given(spans=SPANS)
def test_only_what_is_certainly_older_than_a_lower_number_is_found(spans: list[tuple[int, int, int]]) -> None:
    letters = [(n, order, first, first + more) for n, (order, first, more) in enumerate(spans)]
    turtle = "".join(number(f":l{n}", order, first, last) for n, order, first, last in letters)
    certain = {n for n, order, _, last in letters for _, lower, first, _ in letters if lower < order and last < first}
    assert {one.focus for one in found(turtle)} == {thing(n) for n in certain}


def test_the_latest_of_those_before_is_named() -> None:
    assert found(numbered([3, 9, 1])) == [Found("S21", thing(3), thing(2))]


@pytest.mark.parametrize(
    "turtle",
    [
        pytest.param(number(":a", 1, 9, 9, ":s") + number(":b", 2, 1, 1, ":t"), id="two series"),
        pytest.param(number(":a", 7, 9, 9) + number(":b", 7, 1, 1), id="one number twice"),
        pytest.param(number(":a", 1, 9, 9) + number(":b", 2, 1, 9), id="perhaps on one day"),
        pytest.param(number(":a", 9, 1, 1) + number(":b", 10, 2, 2), id="numbers, not texts"),
        pytest.param(numbered([9, 1]).replace("ep:latestDate", "ep:windowEnd"), id="no latest date"),
        pytest.param(filed([9, 1], "ep:arrangement voc:arrangement-by-subject"), id="another arrangement"),
        pytest.param(filed([9, 1], 'rdfs:label "files"'), id="no arrangement known"),
        pytest.param(headed([9, 1]).replace("june#line=1,2", "july#line=1,2"), id="two pages"),
    ],
)
def test_what_cannot_be_compared_breaks_nothing(turtle: str) -> None:
    assert found(turtle) == []


def time_span(edtf: str, begin: str | None, end: str | None) -> str:
    bounds = zip(("P82a_begin_of_the_begin", "P82b_end_of_the_end"), (begin, end), strict=True)
    stated = "".join(f' ; crm:{property_} "{moment}"^^xsd:dateTime' for property_, moment in bounds if moment)
    return f':t ep:edtf "{edtf}"^^edtf:EDTF {stated} .'


@pytest.mark.parametrize(
    ("edtf", "begin", "end"),
    [
        ("1932-06-07", "1932-06-07T00:00:00", "1932-06-07T23:59:59"),
        ("1932-06-07", "1932-06-07T18:50:00", "1932-06-07T18:50:59"),
        ("1932-02", "1932-02-01T00:00:00", "1932-02-29T23:59:59"),
        ("1932", "1932-01-01T00:00:00", "1932-12-31T23:59:59"),
        ("[1932-06-07..1932-06-11]", "1932-06-07T00:00:00", "1932-06-11T23:59:59"),
        ("1932-21", "1932-01-01T00:00:00", "1932-12-31T23:59:59"),  # a season lies in its year
        ("[..1932-06-11]", None, "1932-06-11T23:59:59"),
        ("[1932-06-07..]", "1932-06-07T00:00:00", None),
    ],
)
class TestDates:
    def test_bounds_that_agree(self, edtf: str, begin: str | None, end: str | None) -> None:
        assert found(time_span(edtf, begin, end)) == []

    def test_bounds_that_do_not(self, edtf: str, begin: str | None, end: str | None) -> None:
        day_before = [None if moment is None else f"1931-06-06T{moment[11:]}" for moment in (begin, end)]
        wrong = [time_span(edtf, other, end) for other in day_before[:1] if begin]
        wrong += [time_span(edtf, begin, other) for other in day_before[1:] if end]
        wrong.append(time_span(edtf, None, None))
        assert [[one.rule for one in found(turtle)] for turtle in wrong] == [["S27"]] * len(wrong)


@pytest.mark.parametrize("edtf", ["XXXX-XX-XX", ".."])
def test_a_date_that_nobody_bounds_to_the_day_has_no_bounds(edtf: str) -> None:
    assert found(time_span(edtf, None, None)) == []


@pytest.mark.parametrize("edtf", ["1932-06-31", "7 June 1932", "[..]", "1932-13", "[1932-06-11..1932-06-07]"])
def test_what_is_no_date_is_found(edtf: str) -> None:
    assert [(one.rule, one.value) for one in found(time_span(edtf, None, None))] == [("S27", nt_literal(edtf))]


def nt_literal(edtf: str) -> str:
    return f'"{edtf}"^^<http://id.loc.gov/datatypes/edtf/EDTF>'


def replies(pairs: Iterable[tuple[int, int]]) -> str:
    return "".join(f":l{letter} ep:replyTo :l{answered} .\n" for letter, answered in pairs)


@given(pairs=st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_letters_that_answer_themselves_are_found_and_no_others(pairs: set[tuple[int, int]]) -> None:
    reached = set(pairs)
    for through in range(10):  # Warshall: every pair that some way joins
        reached |= {(a, d) for a, b in reached for c, d in reached if b == through == c}
    circular = {n for n in range(10) if (n, n) in reached}
    wrong = {(one.focus, one.value) for one in found(replies(pairs)) if one.rule == "S41"}
    assert {focus for focus, _ in wrong} == {thing(n) for n in circular}
    assert wrong == {(thing(a), thing(b)) for a, b in pairs if (b, a) in reached}


def test_a_chain_of_replies_may_be_long() -> None:
    chain: dict[str, Sequence[str]] = {str(n): [str(n - 1)] for n in range(1, 50_000)}
    assert list(circles(chain)) == []
    assert [len(circle) for circle in circles({**chain, "0": ["49999"]})] == [50_000]


def test_what_is_in_no_sequence_makes_no_difference() -> None:
    parts = "".join(
        f":part{n} crm:P106i_forms_part_of <{EX}june#line={n},{n}> ; ep:firstLine {n} . :o{n} crm:P128_carries :p{n} . "
        for n in range(9)
    )
    assert found(headed([5, 3]) + filed([8, 1]) + numbered([9, 1]) + parts) == found(
        headed([5, 3]) + filed([8, 1]) + numbered([9, 1])
    )


def test_a_named_graph_makes_no_difference() -> None:
    turtle = numbered([9, 1])
    quads = nt(f":g {{ {turtle} }}", "data.nq").decode().splitlines()
    assert list(broken(quads)) == found(turtle) != []


@pytest.mark.parametrize(
    ("turtle", "rule", "severity", "start", "hint"),
    [
        (numbered([9, 1]), "S21", Severity.WARNING, "the letter is older", "compare number and date"),
        (filed([9, 1]), "S19", Severity.WARNING, "the decision is older", "compare day and shelfmark"),
        (headed([9, 1]), "S28", Severity.WARNING, "the heading's letter stands before", "compare the headings"),
        (time_span("1932-02-30", None, None), "S27", Severity.VIOLATION, "the date is none", "write one date"),
        (replies([(1, 2), (2, 1)]), "S41", Severity.VIOLATION, "the letter answers itself", "compare the dates"),
    ],
)
def test_a_report_shows_it_with_place_and_hint(
    tmp_path: Path, turtle: str, rule: str, severity: Severity, start: str, hint: str
) -> None:
    file = tmp_path / "data.nt"
    lines = "".join(f"{thing} dcterms:source <{EX}source/june#line=13,27> .\n" for thing in (":t", ":l1", ":l2"))
    file.write_bytes(nt(turtle + (lines if rule != "S28" else "")))
    report = check(file, "data")
    results = [result for result in report.results if result.rule == rule]
    assert {result.shape for result in results} == {f"https://w3id.org/letterkg/shapes#{rule}"}
    assert {result.severity for result in results} == {severity}
    assert {(result.file, result.lines) for result in results} == {
        ("june", (2, 2)) if rule == "S28" else ("june", (14, 27))
    }
    for result in results:
        assert result.message.startswith(start)
        assert report.hint(result).startswith(hint)
