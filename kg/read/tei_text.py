"""Letters of TEI whose header has no `correspDesc`: what their datelines, salutations, signatures and headings say.

Of the text, names, dates and places are read in `opener`, `closer` and `dateline`, and of a heading or a title who
wrote to whom (`letter_title`). What the document itself says is `internal` evidence, what a heading says `external`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from msgspec.structs import replace

from kg.read.correspdesc import dated, named
from kg.read.letter_title import Title, title_of
from kg.read.typed_dates import Understood, understand, with_place
from kg.read.typed_habit import Habit
from kg.read.typed_names import Typed, names_in
from kg.read.xml import Element
from kg.records import Dated, Described, Named
from kg.records.described import Evidence
from kg.records.interval import UNDATED

FRAMES = ("opener", "closer", "dateline", "salute", "signed", "head")
DIVISIONS = ("text", "div", *(f"div{n}" for n in range(8)))
_LETTER = re.compile(
    r"letter|letter-?text|brief|lettre|lettera|carta|письмо|epistle|telegramm?e?|télégramme|телеграмма|post-?card|"
    r"postkarte|(?:carte-?)?postale|открытка",
    re.IGNORECASE,
)
_PERSONS = ("persName", "orgName", "name", "rs")
_PLACES = ("placeName", "settlement")


def within(element: Element, *names: str) -> Iterator[Element]:
    """The elements with one of these names anywhere in an element, in their order; they stay."""
    for part in element.parts:
        if isinstance(part, Element):
            if part.name in names:
                yield part
            else:
                yield from within(part, *names)


@dataclass
class Division:
    """A `text` or `div` while it is read: what in it frames a letter."""

    begun: Element
    frames: list[Element] = field(default_factory=list)

    @property
    def is_letter(self) -> bool:
        """Whether it says that it is a letter."""
        return _LETTER.fullmatch(self.begun.attributes.get("type", "")) is not None

    @property
    def is_framed(self) -> bool:
        """Whether it begins or ends as a letter does."""
        return any(next(within(_in(one), "dateline", "salute", "signed"), None) for one in self.frames)


def _in(element: Element) -> Element:
    """An element that holds this one, so that one looks for it as for those in it."""
    return Element("", {}, element.line, element.column, parts=[element])


@dataclass
class Header:
    """What the header of a TEI element says that serves where it describes no correspondence."""

    title: str = ""
    authors: tuple[Named, ...] = ()
    date: Dated | None = None


def letters_in(divisions: list[Division], header: Header, one: bool) -> list[Division]:
    """The divisions that are letters: those that say so, else those that begin or end as letters do.

    `one` says that the header describes one document: then all of them are parts of it.
    """
    said = [division for division in divisions if division.is_letter]
    framed = said or [division for division in divisions if division.is_framed]
    if said or (framed and not one and len(framed) > 1 and not title_of(header.title).recipients):
        return framed
    if framed or (divisions and title_of(header.title).recipients):
        whole = Division(divisions[0].begun)
        whole.frames = [frame for division in divisions for frame in division.frames]
        return [whole]
    return []


def letter(division: Division, header: Header, *, alone: bool) -> Described:
    """The letter that a division is; the header speaks of it where it is the only one (`alone`)."""
    begun, frames = division.begun, division.frames
    heads = [frame for frame in frames if frame.name == "head"]
    title = _together([*map(title_of, map(words_of, heads)), *([title_of(header.title)] if alone else [])])
    place = heads[0] if heads else begun
    dateline = _dateline(frames)
    date = (dateline.date if dateline else None) or (header.date if alone else None)
    if date is None and title.meant.edtf is not None:
        date = _typed(title.date, title.meant, "external", place)
    signed, greeted = tuple(_persons(frames, "signed")), tuple(_persons(frames, "salute", "address"))
    senders = _identified(signed) or _titled(title.senders, place) or (header.authors if alone else ()) or signed
    return Described(
        lines=(begun.line, max([begun.line, *(frame.last for frame in frames)])),
        column=begun.column,
        path=begun.path,
        key=begun.attributes.get("xml:id", "") or begun.attributes.get("id", ""),
        number=begun.attributes.get("n", "") if not alone else "",
        senders=senders,
        recipients=_identified(greeted) or _titled(title.recipients, place) or greeted,
        written=date,
        sent_from=tuple(_places(frames)) or (dateline.places if dateline else ()),
    )


def _together(titles: list[Title]) -> Title:
    """What several titles say, the first of each."""
    dated_ = next((one for one in titles if one.meant.edtf is not None), Title())
    return Title(
        senders=next((one.senders for one in titles if one.senders), ""),
        recipients=next((one.recipients for one in titles if one.recipients), ""),
        date=dated_.date,
        meant=dated_.meant,
    )


def _identified(names: tuple[Named, ...]) -> tuple[Named, ...]:
    return tuple(name for name in names if name.identifiers)


def words_of(element: Element) -> str:
    """The words of an element, which stays as it is."""
    words = (part if isinstance(part, str) else f" {words_of(part)} " for part in element.parts)
    return re.sub(r"\s+([.,;:])", r"\1", " ".join("".join(words).split()))


class _Dateline(NamedTuple):
    """What a dateline says."""

    date: Dated
    places: tuple[Named, ...] = ()


def _dateline(frames: list[Element]) -> _Dateline | None:
    """The date of the dateline, as the document has it: what is marked as one, else its words."""
    for frame in frames:
        lines = [frame] if frame.name == "dateline" else list(within(frame, "dateline"))
        for one in (*lines, *(() if frame.name == "head" or lines else (frame,))):
            element = next(within(one, "date"), None)
            if element is not None:
                found = dated(element)
                return _Dateline(replace(found, evidence=found.evidence or "internal"))
        for one in lines:
            if (words := _words_of_date(one)) is not None:
                return words
    return None


def _words_of_date(line: Element) -> _Dateline | None:
    """The place and the date of a dateline without marks: `Nohant, 12 janvier 1876`."""
    words = words_of(line).strip(" .,;")
    meant = understand(words)
    if meant.edtf not in (None, UNDATED):
        return _Dateline(_typed(words, meant, "internal", line))
    both = with_place(words, Habit())
    if both is None:
        return None
    place = Named(text=both[0], kind="place", evidence="internal", line=line.line, column=line.column)
    return _Dateline(_typed(words, both[1], "internal", line), (place,))


def _typed(words: str, meant: Understood, evidence: Evidence, at: Element) -> Dated:
    return Dated(text=words, edtf=meant.edtf, calendar=meant.calendar, certainty=meant.certainty,
                 evidence=meant.evidence or evidence, line=at.line, column=at.column)  # fmt: skip


def _places(frames: list[Element]) -> Iterator[Named]:
    for frame in frames:
        for line in [frame] if frame.name == "dateline" else within(frame, "dateline"):
            for element in within(line, *_PLACES, "name"):
                if element.name in _PLACES or element.attributes.get("type", "").lower() == "place":
                    yield _internal(named(element))


def _persons(frames: list[Element], *where: str) -> Iterator[Named]:
    """Whom signatures or salutations name, each once."""
    seen: set[tuple[str, ...]] = set()
    for frame in frames:
        for one in [frame] if frame.name in where else within(frame, *where):
            for element in within(one, *_PERSONS):
                if element.name == "rs" and not (element.attributes.get("ref") or element.attributes.get("key")):
                    continue
                found = _internal(named(element))
                key = found.identifiers or (found.text,)
                if found.kind != "place" and key not in seen:
                    seen.add(key)
                    yield found


def _internal(name: Named) -> Named:
    return replace(name, evidence=name.evidence or "internal")


def _titled(text: str, at: Element) -> tuple[Named, ...]:
    """The names in a heading or a title."""
    return tuple(_as_named(one, at) for one in names_in(text).names) if text else ()


def _as_named(one: Typed, at: Element) -> Named:
    kind: Literal["person", "group", "place"] = one.kind
    return Named(text=one.text, kind=kind, certainty=one.certainty or "medium", evidence=one.evidence or "external",
                 line=at.line, column=at.column)  # fmt: skip
