"""What letters and decisions are about: the table is checked when it is read; that of the first edition is whole."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import EDITION, WORKSPACE

from kg.errors import KgError
from kg.records.curated import LONGEST_SUBJECT
from kg.workspace import load_workspace

LOADED = load_workspace(WORKSPACE)
FOUND = LOADED.edition().letters_found()
ROWS = {row.record: row for row in LOADED.edition().curated.subjects}
HEADER = "record,topics,lines,subject,subject_ru,note\n"


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("l0001,oil,19,,,\nl9999,oil,19,,,\n", ":3: no letter and no decision 'l9999' in this edition\n  write an id"),
        ("p0001,oil,19,,,\n", ":2: no letter and no decision 'p0001'"),
        ("l0001,oil|olives,19,,,\n", ":2: no topic 'olives'"),
        ("l0001,grain-procurment,19,,,\n", ":2: no topic 'grain-procurment'\n  did you mean 'grain-procurement'?"),
        ("l0001,oil,9999,,,\n", ":2: line 9999 is not of l0001, which can be read on lines 14 to 27"),
        ("l0002,oil|press,35|19,,,\n", ":2: line 19 is not of l0002, which can be read on lines 30 to 49"),
        ("d0001,leaders,1991,,,\n", ":2: line 1991 is not of d0001, which can be read on lines 1 to 1990"),
        ("d0001,leaders,0,,,\n", ":2: line 0 is not of d0001"),
        ("l0002,oil|press|germany,35|39,,,\n", ":2: 3 topics and 2 lines"),
        ("l0002,oil,35|39,,,\n", ":2: 1 topics and 2 lines"),
        ("d0001,leaders,9,one two three four five six seven eight nine,,\n", ":2: a subject of 9 words: 'one two"),
        ("d0001,leaders,9,,раз два три четыре пять шесть семь восемь девять,\n", ":2: a subject of 9 words: 'раз"),
        ("d0001,leaders,9,,,\nl0001,oil,19,,,\nd0001,leaders,9,,,\n", ":4: d0001 stands on line 2 already"),
        ("d0001,,9,,,\n", ":2: no topics"),
        ("d0001,leaders,,,,\n", ":2: no lines"),
        ("d0001,leaders,nine,,,\n", ":2: not a subject: Expected `int`"),
    ],
)
def test_rows_that_cannot_be_right(tmp_path: Path, rows: str, expected: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(WORKSPACE, folder)
    file = folder / "editions" / EDITION / "curated" / "subjects.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(KgError) as error:
        load_workspace(folder)
    assert f"{file}{expected}" in str(error.value)


def test_eight_words_are_not_too_many_and_no_words_are_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(WORKSPACE, folder)
    file = folder / "editions" / EDITION / "curated" / "subjects.csv"
    file.write_text(HEADER + "d0001,leaders,9,one two three four five six seven eight,,\nl0001,oil,14,,,\n")
    assert len(load_workspace(folder).edition().curated.subjects) == 2


def test_before_the_extraction_nothing_is_asked_of_records(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(WORKSPACE, folder, ignore=shutil.ignore_patterns("found"))
    file = folder / "editions" / EDITION / "curated" / "subjects.csv"
    file.write_text(HEADER + "l9999,oil,99999,,,\n", encoding="utf-8")
    assert load_workspace(folder).edition().curated.subjects[0].record == "l9999"


# --- the table of the first edition ---------------------------------------------------------------------------------


def test_every_letter_and_every_decision_has_topics_and_a_subject_in_both_languages() -> None:
    letters = [letter.letter for letter in FOUND.letters if letter.letter]
    decisions = [decision.id for decision in FOUND.decisions]
    assert (len(letters), len(decisions)) == (72, 81)
    assert list(ROWS) == letters + decisions
    assert all(row.topics and row.subject and row.subject_ru for row in ROWS.values())


def test_subjects_are_short_and_in_their_language() -> None:
    for row in ROWS.values():
        assert max(len(row.subject.split()), len(row.subject_ru.split())) <= LONGEST_SUBJECT
        assert row.subject.isascii()
        assert re.search("[а-яё]", row.subject_ru)
        assert not re.search("[A-Za-z]", row.subject_ru)


def test_records_of_one_decision_have_one_subject() -> None:
    merged = [decision for decision in FOUND.decisions if decision.same_as]
    assert len(merged) == 4
    for decision in merged:
        here, first = ROWS[decision.id], ROWS[decision.same_as or ""]
        assert (here.subject, here.subject_ru, set(here.topics)) == (first.subject, first.subject_ru, set(first.topics))


def test_decisions_of_one_day_are_told_apart_by_their_subjects() -> None:
    said = [(one.body, one.date, ROWS[one.id].subject) for one in FOUND.decisions if not one.same_as]
    assert len(set(said)) == len(said) == 77


def test_every_topic_is_used_or_stands_above_one_that_is() -> None:
    used = {topic for row in ROWS.values() for topic in row.topics}
    above = {topic.id: topic.broader for topic in LOADED.topics}
    reached = set(used)
    for topic in used:
        while topic := above[topic]:
            reached.add(topic)
    assert reached == set(above)
    assert all(topic.label and topic.label_ru for topic in LOADED.topics)


def test_topics_were_read_on_lines_with_words(edition_text: Path) -> None:
    lines = edition_text.read_text(encoding="utf-8").splitlines()
    bodies = {letter.letter: letter.body.lines for letter in FOUND.letters if letter.body}
    for row in ROWS.values():
        assert all(len(lines[line - 1].split()) > 3 for line in row.lines), row
        if row.record in bodies:
            first, last = bodies[row.record]
            assert all(first <= line <= last for line in row.lines), row


def test_subjects_are_in_words_of_our_own(edition_text: Path) -> None:
    """No five words in a row stand in the edition too; the notes of the table are none of its words either."""
    text = f" {_words(edition_text.read_text(encoding='utf-8'))} "
    for row in ROWS.values():
        for said in (row.subject, row.note):
            words = _words(said).split()
            runs = (" ".join(words[start : start + 5]) for start in range(len(words) - 4))
            assert not [run for run in runs if f" {run} " in text], row


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
