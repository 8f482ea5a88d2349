"""What pictures are drawn from, and what they are: frozen rows in, a `Picture` out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

import msgspec

Link = Callable[[str], str]  # the IRI of a thing -> the address of its page, from the page with the picture

T = TypeVar("T")


class Pair(msgspec.Struct, frozen=True):
    """How many letters went from one person or group to another."""

    author: str
    author_name: str
    addressee: str
    addressee_name: str
    letters: int


class Event(msgspec.Struct, frozen=True):
    """A letter or a decision, with the first and the last day on which it can have been written or taken."""

    iri: str
    label: str
    is_letter: bool
    earliest: datetime.date
    latest: datetime.date


class Active(msgspec.Struct, frozen=True):
    """How many letters of the same days a person or group wrote, or received."""

    person: str
    name: str
    earliest: datetime.date
    latest: datetime.date
    written: int = 0
    received: int = 0


class Spot(msgspec.Struct, frozen=True):
    """A place with its coordinates (WGS 84, degrees) and how many letters are known to come from there or go there."""

    place: str
    name: str
    latitude: float
    longitude: float
    sent_from: int = 0
    sent_to: int = 0


class UnitUse(msgspec.Struct, frozen=True):
    """An archival unit, the one above it (empty: none), and how many letters and decisions it keeps directly."""

    unit: str
    parent: str
    label: str
    letters: int
    decisions: int


class LeafUse(msgspec.Struct, frozen=True):
    """A leaf (its number in the file; both sides are one) and how much of what is on it, or cites it, is known."""

    unit: str
    number: int
    letters: int
    decisions: int
    notes: int


class Cell(NamedTuple):
    """A cell of a table: its text, and the address of the page that it leads to, if any."""

    text: str
    href: str = ""
    is_number: bool = False


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with its text alternatives.

    `summary` says in words what can be seen, with figures; `key` explains its signs; `notes` say what is not drawn;
    `heads` and `table` hold the same data, `caption` what the table counts.
    """

    name: str
    title: str
    summary: str
    svg: str
    key: tuple[tuple[str, str], ...] = ()  # class of the sign, what it means
    notes: tuple[str, ...] = ()
    caption: str = ""
    heads: tuple[str, ...] = ()
    table: tuple[tuple[Cell, ...], ...] = ()


def figure(count: int) -> Cell:
    """A number as a cell; none for nothing."""
    return Cell(f"{count:,}" if count else "", is_number=True)


def many(count: int, one: str, more: str = "") -> str:
    """`1 letter`, `1,204 letters`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    said = list(words)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def day(date: datetime.date) -> str:
    """`7 June 1932`."""
    return f"{date.day} {date:%B} {date.year}"


def days(earliest: datetime.date, latest: datetime.date) -> str:
    """`7 June 1932`, `7 to 11 June 1932`, `28 May to 3 June 1932`."""
    if earliest == latest:
        return day(earliest)
    first = str(earliest.day)
    if (earliest.year, earliest.month) != (latest.year, latest.month):
        first += f" {earliest:%B}" + (f" {earliest.year}" if earliest.year != latest.year else "")
    return f"{first} to {day(latest)}"
