"""References: one letter speaks of another document. What the passage says, and what it can mean."""

from __future__ import annotations

import re

import msgspec

# The values of the witnesses `reference` and `enclosure`; names are base names, several joined by " + ".
_SAID = re.compile(
    r"document (?P<number>\d+)(?:, (?P<its>letter|telegram) of (?P<its_author>.+))?"
    r"|(?:(?P<whose>your|our|either)|(?P<author>.+?) to (?P<to>.+?):) (?:(?P<count>\d+) )?(?P<kind>letter|telegram)s?"
    r"(?: of (?P<date>\d{4}-\d\d-\d\d~?))?(?P<received>, received)?(?P<agreed>, agreed)?"
)
_ENCLOSED = re.compile(r"(?P<what>sent|missing)(?: (?P<count>\d+))?(?: of (?P<author>.+?))?(?:, line (?P<line>\d+))?")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a passage says of another document, as the `value` of its witness spells it.

    - `your letter, received`, `your 3 telegrams`, `our telegram of 1932-06-11~`, `either telegram`: seen from the
      writer of the letter; `0 telegrams` are several; a day said as today or yesterday is only about right;
    - `Stalin to Voroshilov: letter of 1932-06-24`: what a note tells of, or quotes; `Stalin to Kaganovich: telegram of
      1932-06-08, agreed`: it says only that he agreed, so that he must have written;
    - `document 107`, `document 107, telegram of Stalin`: the number that a printed edition gives a document;
    - `sent 2 of Radek`: the letter encloses two writings of Radek's;
    - `missing, line 295`: what line 295 encloses is lost.
    """

    kind: str
    whose: str = ""
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    count: int = 1
    date: str | None = None
    number: str | None = None
    received: bool = False
    agreed: bool = False
    missing: bool = False
    line: int | None = None

    def __str__(self) -> str:
        if self.number is not None:
            return f"document {self.number}" + (f", {self.kind} of {_join(self.senders)}" if self.senders else "")
        many = "" if self.count == 1 else f" {self.count}"
        if self.kind == "enclosure":
            words = "missing" if self.missing else "sent"
            by = f" of {_join(self.senders)}" if self.senders else ""
            return words + many + by + (f", line {self.line}" if self.line else "")
        party = self.whose or f"{_join(self.senders)} to {_join(self.recipients)}:"
        dated = f" of {self.date}" if self.date else ""
        kind = self.kind if self.count == 1 else f"{self.kind}s"
        how = f"{', received' if self.received else ''}{', agreed' if self.agreed else ''}"
        return f"{party}{many} {kind}{dated}{how}"

    @classmethod
    def parse(cls, value: str) -> Said | None:
        """Read what `str` writes, in a witness `reference` or `enclosure`; None for another value."""
        if match := _ENCLOSED.fullmatch(value):
            line = int(match["line"]) if match["line"] else None
            missing = match["what"] == "missing"
            count, author = _count(match["count"]), _split(match["author"])
            return cls(kind="enclosure", senders=author, count=count, missing=missing, line=line)
        match = _SAID.fullmatch(value)
        if match is None:
            return None
        if match["number"]:
            return cls(kind=match["its"] or "document", number=match["number"], senders=_split(match["its_author"]))
        return cls(
            kind=match["kind"],
            whose=match["whose"] or "",
            senders=_split(match["author"]),
            recipients=_split(match["to"]),
            count=_count(match["count"]),
            date=match["date"],
            received=bool(match["received"]),
            agreed=bool(match["agreed"]),
        )


def _join(names: tuple[str, ...]) -> str:
    return " + ".join(names)


def _split(names: str | None) -> tuple[str, ...]:
    return tuple(names.split(" + ")) if names else ()


def _count(text: str | None) -> int:
    return int(text) if text else 1


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """One passage of `letter` (or of a note to it) that speaks of another document.

    `kind` is letter, telegram, document (a number of the printed edition) or enclosure; `senders` and `recipients` are
    those the passage means, as far as it says; `count` is how many are meant, 0 where it says "several"; `date` (EDTF)
    and `number` stand as said; `raw` are its words (names, numbers, dates, the word for a letter). `status`:

    - `resolved`: `means` names the letter meant, or as many as `count` says;
    - `candidates`: `means` names those that it can mean, the most recent first;
    - `absent`: no letter of this edition fits, `means` is empty;
    - `open`: nothing here can tell (an enclosure; a document number that fits no order of the documents).

    `evidence` says by what it was resolved (words of EVIDENCE); `certainty` is certain, probable or possible, empty
    while it is not resolved. `answers` says that the passage receives or answers what it speaks of; `told` that a note
    of the editors speaks, not the letter; `agreed` that the note says only that somebody agreed. `missing` says that an
    enclosure is lost, and `note` is the line of the note that says so.
    """

    letter: str
    line: int
    column: int
    kind: str
    raw: str
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    count: int = 1
    date: str | None = None
    number: str | None = None
    status: str = "open"
    means: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    certainty: str = ""
    answers: bool = False
    told: bool = False
    agreed: bool = False
    note: int | None = None
    missing: bool = False


# Words for evidence, and what each says.
EVIDENCE = {
    "number": "the passage names the number that the telegram bears",
    "date": "the passage names the day of the letter",
    "leaf": "the note cites the leaf of the letter",
    "only": "no other letter of these parties and this kind was under way",
    "names": "of those under way only this one names two of the persons whom the passage names",
    "parties": "of those under way only this one has all the parties of the passage",
    "said-before": "the same letter speaks of one such letter already",
    "document-order": "the numbers of documents cited across the edition agree with the order of its documents",
}
