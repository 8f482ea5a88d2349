"""Problems of a page that a person should look at, worded for the editor."""

from __future__ import annotations

from kg.extract.layout import Line, RawHeading
from kg.records.citation import Citation
from kg.records.problem import Problem
from kg.records.witness import Witness


def empty_heading(heading: RawHeading) -> Problem:
    """A heading with nothing under it."""
    return Problem(
        line=heading.line,
        column=1,
        kind="empty-heading",
        raw=heading.text,
        message="nothing is printed under this heading",
        hint="its letter may stand under another heading: compare sender, recipient and date of its neighbours",
    )


def impossible_date(heading: RawHeading) -> Problem:
    """A heading with a date that cannot be."""
    return Problem(
        line=heading.line,
        column=heading.date.start + 1,
        kind="impossible-date",
        raw=heading.text[heading.date.start : heading.date.end].strip(),
        message="no letter can bear this date",
        hint="the body's own date counts if it has one; else settle the date in curated/adjudications.csv",
    )


def impossible_dateline(line: Line) -> Problem:
    """A dateline of a day that cannot be."""
    return Problem(
        line=line.number,
        column=line.offset + 1,
        kind="impossible-date",
        raw=line.text.strip(),
        message="this looks like a dateline, but no calendar has the day",
        hint="compare the printed edition; else settle the date in curated/adjudications.csv",
    )


def no_heading(archive: Line) -> Problem:
    """A document without a heading."""
    return Problem(
        line=archive.number,
        column=1,
        kind="no-heading",
        raw=archive.text.strip(),
        message="a document without a heading of its own",
        hint="sender, recipient and date come from its body alone",
    )


def no_shelfmark(archive: Line) -> Problem:
    """An archive line without a readable shelfmark."""
    return Problem(
        line=archive.number,
        column=archive.offset + 1,
        kind="no-shelfmark",
        raw=archive.text.strip(),
        message="no shelfmark could be read from this archive line",
        hint="mend the line, or add its archive or its marks to the profile",
    )


def unknown_party(witness: Witness) -> Problem:
    """A sender or an addressee who is not in the authority table."""
    return Problem(
        line=witness.line,
        column=witness.column + max(witness.raw.find(witness.value), 0),
        kind="unknown-name",
        raw=witness.value,
        message=f"the {witness.type} names {witness.value!r}, who is not in the authority table",
        hint="add a row, or a variant of a known person, to authorities/persons.csv",
    )


def no_archive_line(heading: RawHeading, lost: Citation | None = None) -> Problem:
    """A document without an archive line; `lost` is the shelfmark of a line of its body that looks like one."""
    if lost is not None:
        return Problem(
            line=lost.line,
            column=lost.column,
            kind="no-archive-line",
            raw=lost.raw,
            message="this looks like an archive line, but does not begin with the word for archive",
            hint="mend the line, or teach the profile how its archive lines begin",
        )
    return Problem(
        line=heading.line,
        column=1,
        kind="no-archive-line",
        raw=heading.text,
        message="nothing says where this document is kept",
        hint="the capture may have lost its archive line: compare the printed edition",
    )


def unread_heading(line: Line) -> Problem:
    """A line that looks like a heading, but has a date or a party that cannot be read."""
    return Problem(
        line=line.number,
        column=1,
        kind="unread-heading",
        raw=line.text.strip(),
        message="this looks like a heading, but it cannot be read as one",
        hint="mend the line, or teach the profile its form",
    )
