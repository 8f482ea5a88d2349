"""Letters that nobody wrote, for tests of what letters say of one another."""

from __future__ import annotations

from collections.abc import Iterable

from kg.records import Body, Letter, Mention, Shelfmark, Witness
from kg.source import Source

FILE = {"fond": "1", "opis": "2", "delo": "3"}


def letter(
    id_: str,
    parties: str,
    date: str | None,
    *,
    numbers: Iterable[str] = (),
    leaves: str | None = None,
    named: Iterable[str] = (),
    says: Iterable[tuple[str, str, str, str]] = (),
    delo: str = "3",
) -> Letter:
    """A letter `id_` (its digits are its line), `parties` as `A, B > C`; `says` are field, value, type, raw."""
    senders, recipients = (tuple(name.strip() for name in side.split(",")) for side in parties.split(">"))
    line = int(id_[1:]) * 10
    mark = Shelfmark(archive="RGASPI", path={**FILE, "delo": delo}, leaves=leaves, line=line)
    body = Body(lines=(line, line + 1), date=date if date and len(date) == 10 else None)
    said = enumerate(says)
    return Letter(
        line=line,
        source=Source(file="page.txt", sha256="0" * 64, lines=(line, line + 9)),
        heading=None,
        letter=id_,
        body=body,
        senders=senders,
        recipients=recipients,
        date=date,
        numbers=tuple(numbers),
        shelfmarks=(mark,) if leaves else (),
        mentions=tuple(Mention(text=name, line=line + 2) for name in named),
        witnesses=tuple(
            Witness(field=field, value=value, type=type_, raw=raw, line=line + 2, column=10 * n + 1)
            for n, (field, value, type_, raw) in said
        ),
    )


def says(value: str, raw: str = "letter", type_: str = "reference") -> tuple[str, str, str, str]:
    """A passage that speaks of another letter."""
    return ("reference", value, type_, raw)


def received(day: str) -> tuple[str, str, str, str]:
    """A passage that tells of the receipt of the letter of a day."""
    return ("answers", day, "reference", day)
