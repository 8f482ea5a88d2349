"""Invented entries of a page, in a few words each: `entry("Ruus > Lind 1900-01-02", "Lind > Ruus 1900-01-03")`."""

from __future__ import annotations

from msgspec.structs import replace

from kg.adopt import adopt
from kg.records import Body, Heading, Letter, Witness
from kg.source import Source

Said = tuple[tuple[str, ...], tuple[str, ...], str | None]


def said(text: str) -> Said:
    """`A, B > C 1900-01-02`: senders, recipients, date; `?` for a party that is not named, no date for none."""
    parties, _, date = text.rpartition(" ") if text[-1].isdigit() or text[-1] == "]" else (text, "", "")
    senders, recipients = (
        tuple(name.strip() for name in side.split(",") if name.strip() != "?") for side in parties.split(">")
    )
    return senders, recipients, date or None


def page(*entries: tuple[str | None, str | None]) -> tuple[Letter, ...]:
    """Entries of a heading and a body, either of which may be None, as extraction and adoption leave them."""
    return adopt(_entry(number, heading, body) for number, (heading, body) in enumerate(entries, 1))


def _entry(number: int, heading: str | None, body: str | None) -> Letter:
    line = number * 10
    lines = (line + 2, line + 9)
    printed, bracketed = (heading or "").replace("*", ""), "*" in (heading or "")
    letter = Letter(
        line=line,
        source=Source("herring.txt", "0" * 64, (line, line + 9)),
        heading=None,
        letter=f"l{number:04d}" if body is not None else None,
        body=None,
    )
    if heading is not None:
        senders, recipients, date = said(printed)
        letter = replace(
            letter,
            heading=Heading(
                id=f"h{number:04d}", text=f"{printed} [1900]" if bracketed else printed, line=line, bracketed=bracketed,
                senders=senders, recipients=recipients, date=date,
            ),
        )  # fmt: skip
    if body is None:
        return letter
    senders, recipients, date = said(body)
    raw = "/".join(reversed((date or "").split("-")))
    witnesses = [Witness(field="date", value=date, type="dateline", raw=raw, line=lines[1])] if date else []
    return replace(
        letter,
        body=Body(lines=lines, senders=senders or None, recipients=recipients or None, date=date),
        witnesses=tuple(witnesses),
    )
