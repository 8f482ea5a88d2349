"""What a curator can settle: for each kind of record its fields, and what stands in the cell `value` for each.

A field is named as in the claims on it, but for `senders` and `recipients`. A row says all values of the field: claims
on it with another value are rejected. Every field of every claim on an edition is here; what is named in a text
(persons) is settled by line in `mentions.csv`, links to authority files in their ledger.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.records.claim import Claim
from kg.records.edtf import is_edtf
from kg.records.reference import Said
from kg.records.shelfmark import Shelfmark, parse_leaves

NONE = "none"  # the field has no value
YES = "yes"  # of a lost letter: it existed, and is not printed
TABLE = "curated/adjudications.csv"
MENTIONS = "curated/mentions.csv"

_RECORD = re.compile(r"(?P<kind>[lhdx])\d+(?P<copy>-[1-9]\d*)?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LEVEL = re.compile(r"(?P<level>\S+) (?P<code>.+)")
_LONGEST = 100  # characters of words: a label, a form, a number


class Field(NamedTuple):
    """One field: what its values are (`kind`, and in words), whether it has several, whether it may have none."""

    kind: str
    words: str
    several: bool = False
    empty: bool = True


_ACTORS = Field("actor", "identifiers of persons or groups of the authority tables", several=True)
_DATE = Field("date", "a date in EDTF")
_PLACE = Field("place", "the identifier of a place of authorities/places.csv")
_LETTERS = Field("letter", "identifiers of letters of this edition", several=True)
_WORDS = Field("words", "words as printed", several=True)
_SAID = Field("said", "readings as the claims on the field spell them", several=True)

# Kind of a record -> its fields.
FIELDS: dict[str, dict[str, Field]] = {
    "letter": {
        "senders": _ACTORS,
        "recipients": _ACTORS,
        "date": _DATE,
        "time": Field("time", "a time, HH:MM"),
        "label": _WORDS,
        "edition-number": Field("words", "the number in the edition, as it has it"),
        "number": Field("number", "numbers as printed", several=True),
        # A note that tells of the sending is the only witness of the leaf of the enciphered text: it cannot be emptied.
        "sent": Field("moment", "a day and a time, YYYY-MM-DDTHH:MM", empty=False),
        "sent-from": _PLACE,
        "sent-to": _PLACE,
        "received": _DATE,
        "answers": Field("answer", "days (EDTF) or numbers of letters that it answers", several=True),
        "reference": _SAID,
        "enclosure": _SAID,
        "reply-to": _LETTERS,
        "refers-to": _LETTERS,
    },
    "copy": {
        # A copy is known by where it is kept, and numbered in that order: it cannot be without a shelfmark.
        "shelfmark": Field("shelfmark", "ARCHIVE, level code, level code, leaf 1 (or: leaves 1-2)", empty=False),
        "form": _WORDS,
    },
    "heading": {"aligned-to": Field("letter", "the identifier of a letter of this edition")},
    "decision": {
        "decided-by": Field("actor", "the identifier of a group or a person of the authority tables", empty=False),
        "decided-on": _DATE,
        "action": Field("words", "what was done, in a word"),
        "shelfmark": Field("shelfmark", "ARCHIVE, level code, level code, leaf 1 (or: leaves 1-2)", several=True),
        "same-as": Field("decision", "the identifier of a decision noted above it"),
    },
    "lost letter": {"attested": Field("whether", f"{YES}: it existed and is not printed; {NONE}: it did not")},
}
_KINDS = {"l": "letter", "h": "heading", "d": "decision", "x": "lost letter"}
_TABLE_NAMES = {"sender": "senders", "recipient": "recipients"}
_CLAIM_NAMES = {name: field for field, name in _TABLE_NAMES.items()}


def kind_of(record: str) -> str | None:
    """The kind of record that an identifier is of, a key of FIELDS, or None."""
    match = _RECORD.fullmatch(record)
    if match is None or (match["copy"] and match["kind"] != "l"):
        return None
    return "copy" if match["copy"] else _KINDS[match["kind"]]


def field_of(about: str, field: str) -> tuple[str, Field] | None:
    """The field of the table in which claims on `field` of the record `about` are settled, or None."""
    name = _TABLE_NAMES.get(field, field)
    found = FIELDS.get(kind_of(about) or "", {}).get(name)
    return (name, found) if found is not None else None


def settled_by(claim: Claim) -> tuple[str, str]:
    """The record and the field, as claims call it, on which a row must be to settle a claim.

    All that attests a lost letter, and where a note says that it is kept, stands or falls with the letter.
    """
    record, _, _ = claim.about.partition("-")
    return (record, "attested") if kind_of(record) == "lost letter" else (claim.about, claim.field)


def claimed(name: str) -> str:
    """What the claims on the field `name` of the table call it."""
    return _CLAIM_NAMES.get(name, name)


def fault(field: Field, values: tuple[str, ...]) -> str | None:
    """What is wrong with the cell `value` by its form alone, or None: whether an identifier is known is not asked."""
    if NONE in values:
        if len(values) > 1:
            return f"{NONE!r} stands beside other values"
        return None if field.empty else f"{NONE!r} cannot be"
    if not field.several and len(values) != 1:
        return f"{len(values)} values"
    return next(
        (f"not {_EXPECTED.get(field.kind, 'a value')}: {value!r}" for value in values if not _fits(field, value)), None
    )


_EXPECTED = {
    "date": "a date",
    "time": "a time",
    "moment": "a day and a time",
    "number": "a number",
    "answer": "a date and not a number",
    "said": "a reading of a reference or an enclosure",
    "shelfmark": "a shelfmark",
    "whether": f"{YES} or {NONE}",
}


def _fits(field: Field, value: str) -> bool:
    match field.kind:
        case "date":
            return is_edtf(value)
        case "time":
            return _TIME.fullmatch(value) is not None
        case "moment":
            day, t, time = value.partition("T")
            return bool(t) and len(day) == 10 and is_edtf(day) and _TIME.fullmatch(time) is not None
        case "number":
            return len(value) <= _LONGEST and any(sign.isdigit() for sign in value)
        case "answer":
            return is_edtf(value) or (len(value) <= _LONGEST and any(sign.isdigit() for sign in value))
        case "said":
            return Said.parse(value) is not None
        case "shelfmark":
            return read_shelfmark(value) is not None
        case "whether":
            return value == YES
        case _:
            return len(value) <= _LONGEST


def shelfmark_text(mark: Shelfmark) -> str:
    """A shelfmark as understood, in words of any archive's levels: `RGASPI, fond 558, opis 11, delo 77, leaf 54`."""
    parts = [mark.archive or "", *(f"{level} {code}" for level, code in mark.path.items())]
    leaves = mark.leaves or ""
    word = "leaves" if {"-", ","} & set(leaves) else "leaf"
    return ", ".join(part for part in (*parts, f"{word} {leaves}" if leaves else "") if part)


def read_shelfmark(text: str) -> Shelfmark | None:
    """The shelfmark that `shelfmark_text` writes, or None for what is none."""
    unit, _, leaves = re.sub(r", lea(f|ves) (?=\d)", "\0", text).partition("\0")
    archive, *levels = (part.strip() for part in unit.split(","))
    read = [_LEVEL.fullmatch(level) for level in levels]
    if not archive or not read or None in read:
        return None
    try:
        parse_leaves(leaves) if leaves else ()
    except ValueError:
        return None
    path = {match["level"]: match["code"] for match in read if match}
    return Shelfmark(archive=archive, path=path, leaves=leaves or None, raw=text)


def is_of(claim: Claim, record: str, name: str) -> bool:
    """Whether a claim is on the field `name` (of the table) of `record`."""
    return claim.about == record and claim.field == claimed(name)
