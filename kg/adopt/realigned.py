"""What becomes of letters when their headings are put where they belong.

A heading that was moved is a witness of its letter, of the same rank as a printed one: it speaks where the body is
silent (application profile, section 1.13). The heading printed above a letter speaks of it no more once it belongs to
another; it stays in the record as what is printed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from kg.adopt.letters import adopt, with_conflicts
from kg.records.alignment import Alignment, Change
from kg.records.heading import Heading
from kg.records.letter import Letter

FIELDS = ("senders", "recipients", "date")

Headings = Mapping[str, Heading | None]


def counting(letters: Sequence[Letter], alignments: Sequence[Alignment]) -> dict[str, Heading | None]:
    """For each letter that another heading speaks for than the printed one: that heading, or None when there is none
    because the printed one belongs elsewhere.
    """
    headings = {letter.heading.id: letter.heading for letter in letters if letter.heading is not None}
    moved = [found for found in alignments if found.moved]
    left: dict[str, Heading | None] = {found.printed_above: None for found in moved if found.printed_above is not None}
    return left | {found.letter: headings[found.heading] for found in moved if found.letter is not None}


def realigned(
    letters: Sequence[Letter], alignments: Sequence[Alignment]
) -> tuple[tuple[Letter, ...], tuple[Change, ...]]:
    """The letters with the values that their own headings give them, and each value that changed.

    `letters` are those of one page as found, in its order, before a curator's values; `alignments` are theirs. Letters
    whose heading stays are returned as they are. `heading` remains the printed one, and `conflicts` say where that
    contradicts the adopted values.
    """
    headings = counting(letters, alignments)
    placed = adopt(
        replace(letter, heading=headings[letter.letter]) if letter.letter in headings else letter for letter in letters
    )
    done = tuple(
        with_conflicts(replace(new, heading=old.heading)) if old.letter in headings else old
        for old, new in zip(letters, placed, strict=True)
    )
    return done, tuple(
        change for old, new in zip(letters, done, strict=True) for change in _changes(old, new, headings)
    )


def overwritten(letters: Sequence[Letter], alignments: Sequence[Alignment]) -> Iterator[tuple[Letter, str]]:
    """Letters as recorded, each with a field of which the record has another value than its witnesses give, and which
    is read anew from them because a heading moved: whoever changed the record is not heeded.
    """
    headings = counting(letters, alignments)
    for recorded, adopted in zip(letters, adopt(letters), strict=True):
        if recorded.letter in headings:
            yield from ((recorded, field) for field in FIELDS if getattr(recorded, field) != getattr(adopted, field))


def _changes(old: Letter, new: Letter, headings: Headings) -> Iterator[Change]:
    if old.letter is None or old.letter not in headings:
        return
    heading = headings[old.letter]
    for field in FIELDS:
        before, after = getattr(old, field), getattr(new, field)
        if before == after:
            continue
        printed = old.heading
        if heading is None:
            reason = f"{printed.id if printed else 'the heading'} above it belongs to another letter"
        else:
            reason = f"{heading.id} at line {heading.line} is its heading"
        yield Change(
            letter=old.letter,
            field=field,
            before=before,
            after=after,
            heading=heading.id if heading else None,
            line=heading.line if heading else printed.line if printed else old.line,
            reason=reason,
        )
