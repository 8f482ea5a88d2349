"""One entry of a page -> a letter as found: heading, shelfmarks, what the body says, and every witness of it.

Nothing is adopted here: `kg.adopt` ranks the witnesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.extract.body import BodyParts
from kg.extract.dates import DateReader, year_of
from kg.extract.dates import day as iso_day
from kg.extract.formulae import Item
from kg.extract.layout import Line, RawHeading
from kg.extract.names import NameReader
from kg.records.citation import Citation
from kg.records.heading import Heading
from kg.records.letter import Body
from kg.records.profile import Profile
from kg.records.shelfmark import Shelfmark
from kg.records.witness import Witness

_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{3}[.!?])\s+(?=[A-ZЁ\d“\"(])"  # a word of three letters or more: no initial, no short form
    r"|(?<=[\d)”\"][.!?])\s+(?=[A-ZЁ“\"])"
    r"|(?<=[.!?][”\"])\s+(?=[A-ZЁ])"
)
BRACKET = 300  # characters within which a bracket closes, unless the closing one was lost
_FORM_END = re.compile(r"(?<=[^\W\d_]{2})\.\s+|;|^\W+|\.$")  # not after an initial: "Autograph S. Chechulin"
_FORM_TAIL = re.compile(r"\s+\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Said:
    """What the formulae of a body say: parties, dates and times, labels, numbers, a sending, and their witnesses."""

    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    date: str | None
    time: str | None
    labels: tuple[str, ...]
    numbers: tuple[str, ...]
    sending: Item | None
    witnesses: tuple[Witness, ...]

    def body(self, parts: BodyParts) -> Body:
        """The record of the body."""
        return Body(
            lines=(parts.first, parts.last),
            senders=self.senders or None,
            recipients=self.recipients or None,
            date=self.date,
            time=self.time,
        )


def heading(raw: RawHeading, names: NameReader, id_: str) -> Heading:
    """The record of a heading."""
    return Heading(
        id=id_,
        text=raw.text,
        line=raw.line,
        senders=names.party(raw.sender),
        recipients=names.party(raw.recipient),
        date=raw.date.value or None,
        bracketed=raw.date.bracketed,
    )


def shelfmarks(archive: Line, cited: list[Citation]) -> tuple[Shelfmark, ...]:
    """The shelfmarks of an archive line, each with the document forms that follow it."""
    found = []
    for index, citation in enumerate(cited):
        begin = citation.column - 1 - archive.offset + len(citation.raw)
        end = cited[index + 1].column - 1 - archive.offset if index + 1 < len(cited) else len(archive.text)
        found.append(citation.shelfmark(forms(archive.text[begin:end])))
    return tuple(found)


def forms(text: str) -> tuple[str, ...]:
    """The document forms in the rest of an archive line: `. Original. Typescript.` -> two."""
    parts = (_FORM_TAIL.sub("", part.strip(" .,;:\xa0")) for part in _FORM_END.split(text))
    return tuple(part for part in parts if part)


def said(parts: BodyParts, profile: Profile) -> Said:
    """What the formulae around the text say."""
    relays = frozenset(profile.body.relays)
    references = {series.name for series in profile.body.numbers if series.reference_at_opening}
    recipients = _recipients(parts.opening, relays)
    senders = [item for item in parts.closing if item.kind == "name" and not _is_addressed(item, parts.closing)]
    dates = [item for item in (*parts.opening, *parts.closing) if item.kind == "date"]
    times = [item for item in parts.closing if item.kind == "time"]
    labels = [item for item in parts.opening if item.kind == "label" and not _is_copy_to(item, parts.opening)]
    own = [i for i in parts.opening if i.kind == "number" and i.value not in references]
    own += [i for i in parts.closing if i.kind == "number"]
    answered = [i for i in parts.opening if i.kind == "number" and i.value in references]
    sendings = [item for item in (*parts.opening, *parts.closing) if item.kind == "sending"]
    witnesses = [
        *as_witnesses("recipient", "salutation", recipients),
        *as_witnesses("sender", "signature", senders),
        *as_witnesses("date", "dateline", dates[:1]),
        *as_witnesses("time", "dateline", times[:1]),
        *as_witnesses("label", "label", labels),
        *as_witnesses("number", "number", own),
        *as_witnesses("answers", "number", answered),
        *as_witnesses("sent-to", "address", _destination(parts.opening)),
    ]
    return Said(
        senders=tuple(dict.fromkeys(item.value for item in senders)),
        recipients=tuple(dict.fromkeys(item.value for item in recipients)),
        date=dates[0].value if dates else None,
        time=times[0].value if times else None,
        labels=tuple(sorted({item.value for item in labels})),
        numbers=tuple(item.raw for item in own),
        sending=sendings[0] if sendings else None,
        witnesses=tuple(witnesses),
    )


def _recipients(items: tuple[Item, ...], relays: frozenset[str]) -> list[Item]:
    """Who is addressed: the names after `For` where a telegram passes through another hand, else all but relays."""
    fors = [index for index, item in enumerate(items) if item.kind == "for"]
    begin = fors[0] if fors else 0
    return [item for item in items[begin:] if item.kind in ("name", "body") and item.value not in relays]


def _destination(items: tuple[Item, ...]) -> list[Item]:
    """The place that an address line names: `Sochi. Stalin.`"""
    places = [item for item in items if item.kind == "place"]
    return [place for place in places if any(i.kind in ("name", "office") and i.line == place.line for i in items)][:1]


def _is_addressed(item: Item, items: tuple[Item, ...]) -> bool:
    """Whether a name below the text is spoken to (`Comrade X!`), not signed."""
    index = items.index(item)
    return index > 0 and items[index - 1].kind == "title" and items[index - 1].line == item.line


def _is_copy_to(item: Item, items: tuple[Item, ...]) -> bool:
    """Whether the label `copy` means a copy to somebody: `Copy. Kaganovich.`"""
    following = [
        i for i in items if i.line == item.line and i.column > item.column and i.kind not in ("place", "office")
    ]
    return item.value == "copy" and bool(following) and following[0].kind == "name"


def as_witnesses(field: str, type_: str, items: Iterable[Item]) -> list[Witness]:
    """Items of a formula as witnesses of `field`."""
    return [
        Witness(field=field, value=item.value, type=type_, raw=item.raw, line=item.line, column=item.column)
        for item in items
    ]


def heading_witnesses(record: Heading) -> list[Witness]:
    """What a heading says, as witnesses."""
    fields = [("sender", name) for name in record.senders] + [("recipient", name) for name in record.recipients]
    if record.date:
        fields.append(("date", record.date))
    return [Witness(field=f, value=v, type="heading", raw=record.text, line=record.line) for f, v in fields]


class AnswerReader:
    """Finds the letters that a body says it received or answers, by their dates."""

    def __init__(self, profile: Profile, dates: DateReader) -> None:
        body = profile.body
        self.dates = dates
        self.letter = re.compile(body.letter_words or r"(?!)", re.IGNORECASE)
        self.received = re.compile(body.received_words or r"(?!)", re.IGNORECASE)
        self.day = re.compile(body.day_words or r"(?!)", re.IGNORECASE)

    def find(self, lines: Iterable[Line], written: str | None) -> list[Witness]:
        """A witness for each date of a letter received or answered; `written` is the day of this letter."""
        found: dict[str, Witness] = {}
        for line in lines:
            for begin, sentence in sentences(line.text):
                if self.received.search(sentence):
                    for value, at, raw in self.dated(sentence, written):
                        column = line.offset + begin + at + 1
                        witness = Witness(
                            field="answers", value=value, type="reference", raw=raw, line=line.number, column=column
                        )
                        found.setdefault(value, witness)
        return list(found.values())

    def dated(self, sentence: str, written: str | None) -> list[tuple[str, int, str]]:
        """Dates right after the words for a letter: value, offset, words."""
        year = year_of(written)
        found = []
        spans = [(d.value, d.start, d.end) for d in self.dates.find_datelines(sentence, year)]
        spans += [(d.value, d.start, d.end) for d in self.dates.find_worded(sentence, year) if len(d.value) == 10]
        spans += self._days(sentence, written)
        last = -1
        for value, start, end in sorted(spans, key=lambda span: span[1]):
            before = sentence[max(0, start - 60) : start]
            named = [match.end() for match in self.letter.finditer(before)]
            if last >= 0 and re.fullmatch(r"\s*(?:,|and)?\s*(?:the\s*)?", sentence[last:start]):
                named, before = [0], ""  # "the letters of the 3rd and 5th"
            if named and re.fullmatch(r"\s*(?:of|dated|from|on)?\s*(?:the\s*)?", before[named[-1] :], re.IGNORECASE):
                found.append((value, start, sentence[start:end]))
                last = end
        return found

    def _days(self, sentence: str, written: str | None) -> list[tuple[str, int, int]]:
        """A day alone (`of the 7th`): in the month of this letter, or the one before when that day is yet to come."""
        if not written or len(written) != 10:
            return []
        found = []
        for match in self.day.finditer(sentence):
            year, month, day = (int(part) for part in written.split("-"))
            number = int(match["day"])
            if number > day:
                year, month = (year, month - 1) if month > 1 else (year - 1, 12)
            value = iso_day(year, month, number)
            if value:
                found.append((value, match.start(), match.end()))
        return found


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of a line with their offsets; initials and short forms do not end one, nor does a bracket."""
    found: list[tuple[int, str]] = []
    begin = seen = depth = 0
    for match in _SENTENCE_END.finditer(text):
        between = text[seen : match.start()]
        depth = max(0, depth + between.count("(") - between.count(")"))
        seen = match.start()
        if depth and text.find(")", seen, seen + BRACKET) >= 0:
            continue  # "(RGASPI. F. 17. Op. 3. D. 9. L. 1)" is one thing
        found.append((begin, text[begin : match.start()]))
        begin, depth = match.end(), 0
    found.append((begin, text[begin:]))
    return found
