"""Dates as people type them, in four languages and two calendars."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.typed_calendar import easter_sunday, from_julian
from kg.read.typed_dates import understand
from kg.read.typed_habit import Habit, habit_of
from kg.read.typed_words import words
from kg.records.edtf import is_edtf
from kg.records.interval import UNDATED, interval

TYPED = [
    ("ca. March 1912", "1912-03~"),
    ("c1912", "1912~"),
    ("ок. 1912", "1912~"),
    ("5.6.1932", "1932-06-05"),
    ("5. 6. 1932", "1932-06-05"),
    ("5.VI.1932", "1932-06-05"),
    ("March 5th, 1912", "1912-03-05"),
    ("1912, März 5.", "1912-03-05"),
    ("5-Mar-1912", "1912-03-05"),
    ("19120305", "1912-03-05"),
    ("1912-03", "1912-03"),
    ("12 марта 1871 г.", "1871-03-12"),
    ("le 3 février 1880", "1880-02-03"),
    ("1er janvier 1880", "1880-01-01"),
    ("s.d.", UNDATED),
    ("o. D.", UNDATED),
    ("б. д.", UNDATED),
    ("—", UNDATED),
    ("1890er", "189X"),
    ("1890-е годы", "189X"),
    ("années 1890", "189X"),
    ("191?", "191X"),
    ("18..", "18XX"),
    ("19. Jh.", "18XX"),
    ("XIXe siècle", "18XX"),
    ("Anfang Mai 1903", "[1903-05-01..1903-05-10]"),
    ("mi-mai 1903", "[1903-05-11..1903-05-20]"),
    ("в конце февраля 1904", "[1904-02-21..1904-02-29]"),
    ("Ende 1903", "[1903-09-01..1903-12-31]"),
    ("Frühjahr 1903", "1903-21"),
    ("Winter 1903/04", "[1903-12-01..1904-02-29]"),
    ("between 3 and 5 May 1900", "[1900-05-03..1900-05-05]"),
    ("между 3 и 5 мая 1900 г.", "[1900-05-03..1900-05-05]"),
    ("3.-5. Mai 1900", "1900-05-03/1900-05-05"),
    ("du 3 au 5 mai 1900", "1900-05-03/1900-05-05"),
    ("28 April - 3 May 1900", "1900-04-28/1900-05-03"),
    ("1910-13", "1910/1913"),
    ("before 1910", "[..1909-12-31]"),
    ("не позднее 5 мая 1900", "[..1900-05-05]"),
    ("nach dem 5. Mai 1910", "[1910-05-06..]"),
    ("5 or 6 March 1912", "[1912-03-05,1912-03-06]"),
    ("5 March", "XXXX-03-05"),
    ("Easter 1871", "1871-04-09"),
    ("Pfingsten 1900", "1900-06-03"),
    ("Heiligabend 1901", "1901-12-24"),
    ("Noël 1901", "1901-12-25"),
    ("[1911..1913]", "[1911..1913]"),
    ("1912-03-00", "1912-03"),
    ("00.00.1912", "1912"),
    ("1912/13", "[1912,1913]"),
    ("Mai/Juni 1903", "[1903-05,1903-06]"),
    ("May 5–June 3, 1903", "1903-05-05/1903-06-03"),
    ("n.d. [1912]", "1912"),
    ("late 1890s", "[1897-01-01..1899-12-31]"),
    ("Anfang der 1890er Jahre", "[1890-01-01..1893-12-31]"),
    ("first half of May 1903", "[1903-05-01..1903-05-15]"),
    ("во второй половине 1903", "[1903-07-01..1903-12-31]"),
    ("after 5 March 1912 and before 1 May 1912", "[1912-03-06..1912-04-30]"),
    ("Postmark: 5 March 1912", "1912-03-05"),
]


@pytest.mark.parametrize(("typed", "edtf"), TYPED)
def test_a_date_as_people_type_it(typed: str, edtf: str) -> None:
    meant = understand(typed)
    assert (meant.edtf, meant.why) == (edtf, "")
    assert is_edtf(edtf) or edtf == UNDATED


@pytest.mark.parametrize(
    ("typed", "edtf", "certainty", "evidence"),
    [
        ("[1912?]", "1912?", "medium", "conjecture"),
        ("[12] March 1912", "1912-03-12", "", "conjecture"),
        ("(1912)", "1912", "", "conjecture"),
        ("wohl 1912", "1912?", "medium", ""),
        ("ca. 1912?", "1912%", "medium", ""),
        ("vor ca. 1910", "[..1909-12-31]", "medium", ""),
    ],
)
def test_brackets_are_a_conjecture_and_question_marks_a_doubt(
    typed: str, edtf: str, certainty: str, evidence: str
) -> None:
    meant = understand(typed)
    assert (meant.edtf, meant.certainty, meant.evidence) == (edtf, certainty, evidence)


@pytest.mark.parametrize(
    ("typed", "edtf", "calendar"),
    [
        ("12/24 March 1871", "1871-03-24", "both"),
        ("12 (24) марта 1871", "1871-03-24", "both"),
        ("24/12 March 1871", "1871-03-24", "both"),
        ("29.2./13.3.1900", "1900-03-13", "both"),
        ("28 December 1870/9 January 1871", "1871-01-09", "both"),
        ("20 December/1 January 1871", "1871-01-01", "both"),
        ("12 March 1871 O.S.", "1871-03-24", "julian"),
        ("12 марта 1871 ст. ст.", "1871-03-24", "julian"),
        ("März 1871 a. St.", "[1871-03-13..1871-04-12]", "julian"),
        ("24 March 1871 N.S.", "1871-03-24", "gregorian"),
        ("Пасха 1872", "1872-04-28", "julian"),
        ("Рождество 1871", "1872-01-06", "julian"),
        ("12/13 March 1871", "[1871-03-12,1871-03-13]", ""),
    ],
)
def test_two_calendars(typed: str, edtf: str, calendar: str) -> None:
    meant = understand(typed)
    assert (meant.edtf, meant.calendar) == (edtf, calendar)


def test_a_column_of_the_julian_calendar_ends_with_its_reform() -> None:
    julian = Habit(calendar="julian")
    assert understand("12.3.1871", julian).edtf == "1871-03-24"
    assert understand("12.3.1919", julian) == understand("12.3.1919")
    assert understand("12.3.1919 O.S.", julian).edtf == "1919-03-25"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31 February 1900", "28 days"),
        ("29.2.1900", "28 days"),
        ("5.13.1900 5", "not understood"),
        ("05/06/1932", "may each be the month"),
        ("5.6.32", "century of 32"),
        ("März '12", "century of '12"),
        ("March 12", "a day or a year"),
        ("12/25 March 1871", "12 days apart then, and these dates 13"),
        ("5-3 May 1900", "before the beginning"),
        ("3 thermidor an XX", "no such year"),
        ("0000", "no year 0"),
        ("1903/04", "a month or the year after"),
        ("nach 1912, vor 1910", "no day lies between"),
        ("Easter 5000", "cannot be reckoned"),
    ],
)
def test_what_is_not_understood_says_why(typed: str, why: str) -> None:
    meant = understand(typed)
    assert meant.edtf is None
    assert why in meant.why


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("le 3 7bre 1810", "1810-09-03"),
        ("10. 9ber 1780", "1780-11-10"),
        ("1871г.", "1871"),
        ("Mi 3.5.1871", "1871-05-03"),
        ("mi-mai 1871", "[1871-05-11..1871-05-20]"),
        ("--.05.1871", "1871-05"),
        ("3.?.1871", None),  # not March
        ("1871-2", None),  # February, or the winter from 1871 to 1872
        ("Sept. 3d, 1871", "1871-09-03"),
        ("Pfingsten 85", "1885-05-24"),
        ("Sommer '71", "1871-22"),
        ("15. d. M. [Juni 1882]", "1882-06-15"),
        ("zw. 3. und 8.9.1884", "[1884-09-03..1884-09-08]"),
        ("первая пол. 1874 г.", "[1874-01-01..1874-06-30]"),
        ("o. O. u. J.", "XXXX-XX-XX"),
    ],
)
def test_short_words_of_catalogues(text: str, edtf: str | None) -> None:
    assert understand(text, habit_of(["1870", "1899"])).edtf == edtf


def test_the_column_decides_what_one_cell_leaves_open() -> None:
    assert understand("05/06/1932", habit_of(["13/06/1932"])).edtf == "1932-06-05"
    assert understand("05/06/1932", habit_of(["06/13/1932"])).edtf == "1932-05-06"
    assert "both orders" in understand("05/06/1932", habit_of(["13/06/1932", "06/13/1932"])).why
    assert understand("5.6.32", habit_of(["1931", "1899"])).edtf is None
    assert understand("5.6.95", habit_of(["1931", "1890"])).edtf == "1895-06-05"
    assert understand("5.6.32", habit_of(["1901", "5.6.1912"])).edtf == "1932-06-05"
    assert understand("05/05/1932").edtf == "1932-05-05"


def test_a_weekday_that_does_not_fit_is_remarked() -> None:
    assert understand("Dienstag, 5. Mai 1903").remarks == ()
    assert understand("Monday, 5 May 1903").remarks == ("1903-05-05 was not a Monday but a Tuesday",)
    assert "14:30" in understand("1912-03-05 14:30").remarks[0]


DAYS = st.dates(dt.date(1500, 3, 1), dt.date(2099, 12, 31))


@given(DAYS, st.sampled_from(words()["months"]), st.data())
def test_a_day_is_read_back_in_every_language(day: dt.date, _: list[str], data: st.DataObject) -> None:
    month = data.draw(st.sampled_from(words()["months"][day.month - 1]))
    for text in (f"{day.day} {month} {day.year}", f"{day.day}. {month.title()} {day.year}", f"{day:%d.%m.%Y}"):
        assert understand(text).edtf == day.isoformat()


@given(DAYS)
def test_a_double_date_is_the_gregorian_day(day: dt.date) -> None:
    if day.year < 1583:
        return
    for offset in range(9, 15):
        old = day - dt.timedelta(days=offset)
        try:
            if from_julian(old.year, old.month, old.day) != day:
                continue
        except ValueError:
            continue
        meant = understand(f"{old:%d.%m.%Y}/{day:%d.%m.%Y}")
        assert (meant.edtf, meant.calendar) == (day.isoformat(), "both")


@given(st.text(max_size=40))
def test_any_text_is_understood_or_says_why(text: str) -> None:
    meant = understand(text)
    assert (meant.edtf is None) == bool(meant.why)
    assert meant.edtf is None or meant.edtf == UNDATED or is_edtf(meant.edtf)


@given(
    st.lists(st.sampled_from(["12", "1871", "/", "-", "(", ")", "m", "мая", "ca.", "vor", "und", "?", "["]), max_size=7)
)
def test_any_row_of_words_is_understood_or_says_why(parts: list[str]) -> None:
    meant = understand(" ".join(parts))
    assert (meant.edtf is None) == bool(meant.why)
    if meant.edtf not in (None, UNDATED):
        assert is_edtf(str(meant.edtf))
        assert not interval(meant.edtf).empty


@given(st.integers(1583, 2099))
def test_easter_is_a_sunday_in_both_reckonings(year: int) -> None:
    western, eastern = easter_sunday(year, eastern=False), easter_sunday(year, eastern=True)
    assert western.weekday() == eastern.weekday() == 6
    assert eastern >= western


def test_the_julian_calendar() -> None:
    assert from_julian(1582, 10, 5) == dt.date(1582, 10, 15)
    assert from_julian(1917, 10, 25) == dt.date(1917, 11, 7)
    assert from_julian(1900, 2, 29) == dt.date(1900, 3, 13)
    with pytest.raises(ValueError, match="Julian"):
        from_julian(1901, 2, 29)


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("3. u. 4. Jänner 1911", "1911-01-03/1911-01-04"),
        ("12. Mai 1911 oder 1912", "[1911-05-12,1912-05-12]"),
        ("fin juin - début juillet 1914", "[1914-06-21..1914-07-10]"),
        ("Sommer/Herbst 1900", "[1900-06-01..1900-11-30]"),
        ("2e quart du XIXe siècle", "[1825-01-01..1849-12-31]"),
        ("1er trimestre 1900", "[1900-01-01..1900-03-31]"),
        ("Dienstag nach Pfingsten 1900", "1900-06-05"),
        ("Sunday before Michaelmas 1900", "1900-09-23"),
        ("after Christmas 1932", "[1932-12-26..]"),
        ("after 5 and before 9 May 1900", "[1900-05-06..1900-05-08]"),
        ("1911 [recte 1912] Mai 12", "1912-05-12"),
        ("12. Mai 1911 [recte: 13. Mai 1911]", "1911-05-13"),
        ("5 May 1900 [misdated 1901]", "1900-05-05"),
        ("s.d. (1900)", "1900"),
        ("190-?", "190X?"),
        ("Abends, 5.5.1900", "1900-05-05"),
        ("den 5ten Mai 1900", "1900-05-05"),
        ("9 thermidor an II", "1794-07-27"),
        ("5 jour complémentaire an 7", "1799-09-21"),
    ],
)
def test_dates_of_several_parts(typed: str, edtf: str) -> None:
    assert understand(typed).edtf == edtf
