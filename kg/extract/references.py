"""What a letter and its notes say of other letters: received, sent, enclosed, quoted, numbered by the edition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from kg.extract.dates import DateReader, shift
from kg.extract.layout import Line
from kg.extract.letters import AnswerReader, sentences
from kg.extract.names import NameReader
from kg.records.citation import Citation
from kg.records.profile import Profile
from kg.records.reference import Said
from kg.records.witness import Witness

BEFORE, AFTER = 60, 20  # characters around a verb within which a note dates what it tells of
TAIL = 40  # characters before a citation within which the quoted letter's own date stands


@dataclass(frozen=True, slots=True)
class Parties:
    """Who writes and who is written to, as the body says or else the heading, and the day of the letter."""

    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    written: str | None


class ReferenceReader:
    """Finds references by the patterns of a profile."""

    def __init__(self, profile: Profile, dates: DateReader, names: NameReader, answers: AnswerReader) -> None:
        rules = profile.references
        self.dates, self.names, self.answers = dates, names, answers
        self.numerals = rules.numerals
        self.plural = re.compile(rules.plural or r"(?!)", re.IGNORECASE)
        self.kinds = [(re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in rules.kinds.items()]
        # In the order in which they are asked; where two overlap, the first counts.
        self.body = [
            (re.compile(pattern, re.IGNORECASE), whose)
            for whose, patterns in (
                ("our", rules.ours), ("enclosed", rules.enclosed), ("your", rules.yours), ("named", rules.named),
                ("either", rules.either),
            )
            for pattern in patterns
        ]  # fmt: skip
        self.received = re.compile(rules.received or r"(?!)", re.IGNORECASE)
        self.told = [re.compile(pattern, re.IGNORECASE) for pattern in rules.told]
        self.whose_document = re.compile(rules.whose_document or r"(?!)", re.IGNORECASE)

    # --- the text of a letter -----------------------------------------------------------------------------------

    def in_text(self, lines: Iterable[Line], parties: Parties, answered: Sequence[Witness]) -> list[Witness]:
        """A witness for each passage that speaks of another letter, but for those whose date is in `answered`."""
        found: list[Witness] = []
        for line in lines:
            days = [witness.column - 1 - line.offset for witness in answered if witness.line == line.number]
            taken = [(at - AFTER, at) for at in days]
            for pattern, whose in self.body:
                for match in pattern.finditer(line.text):
                    begin, end = _words(match)
                    if any(begin < last and first < end for first, last in taken):
                        continue
                    taken.append((begin, end))
                    said = self._said(match, whose, _sentence(line.text, begin), parties)
                    if said is not None:
                        found.append(self._witness(said, match, line))
        return found

    def _said(self, match: re.Match[str], whose: str, sentence: tuple[int, str], parties: Parties) -> Said | None:
        count = self._count(match)
        if whose == "enclosed":
            return Said(kind="enclosure", senders=self._author(match), count=count)
        if whose == "named":
            authors = set(self._author(match))
            whose = "your" if authors & set(parties.recipients) else "our" if authors & set(parties.senders) else ""
        kind = self._kind(match)
        if not whose or not kind:
            return None
        return Said(
            kind=kind,
            whose=whose,
            count=count,
            date=self._day(match, sentence, parties.written),
            received=whose == "your" and bool(self.received.search(sentence[1])),
        )

    def _day(self, match: re.Match[str], sentence: tuple[int, str], written: str | None) -> str | None:
        """The day that the passage gives the other letter: right behind its words, or as today or yesterday."""
        begin, text = sentence
        for value, start, _ in self.answers.dated(text, written):
            if 0 <= begin + start - match.end() <= AFTER:
                return value
        if written is None or len(written) != 10:
            return None
        groups = match.groupdict()
        if groups.get("today"):
            return f"{written}~"
        return f"{shift(written, -1)}~" if groups.get("yesterday") else None

    @staticmethod
    def loss(witness: Witness, marked: Iterable[int], sent: Sequence[Witness]) -> Witness:
        """The loss of an enclosure, with the line of the text that encloses it where the number of the note shows it.

        `marked` are the lines on which that number stands; `sent` is what `in_text` found.
        """
        enclosing = {other.line for other in sent if other.field == "enclosure"}
        line = next((number for number in marked if number in enclosing), None)
        return replace(witness, value=str(Said(kind="enclosure", missing=True, line=line)))

    # --- notes --------------------------------------------------------------------------------------------------

    def in_note(
        self, line: Line, cited: Sequence[Citation], parties: Parties, kind: str, year: int | None
    ) -> list[Witness]:
        """What a note tells of letters by the correspondents. `kind` is that of the letter that an answer answers."""
        found = []
        for pattern in self.told:
            for match in pattern.finditer(line.text):
                author, to = self._author(match), self._names(match.groupdict().get("to"))
                everyone = (*parties.senders, *parties.recipients)
                if not author or author[0] not in everyone or (not to and author[0] in parties.senders):
                    continue
                said = Said(
                    kind=(self._kind(match) or "letter") if to else self._kind(match) or kind,
                    senders=author,
                    recipients=to or parties.senders,
                    date=self._told_day(match, line, cited, parties.written, year),
                    agreed=bool(match.groupdict().get("agreed")),
                )
                if said.recipients:
                    found.append(self._witness(said, match, line, "note"))
        return found

    def document(self, witness: Witness, line: Line) -> Witness:
        """A document number with the letter named before it: `Stalin's telegram (see document No. 107)`."""
        match = self.whose_document.search(line.text[: witness.column - 1 - line.offset])
        said = Said.parse(witness.value)
        if match is None or said is None or not self._kind(match):
            return witness
        return replace(witness, value=str(replace(said, kind=self._kind(match), senders=self._author(match))))

    def _told_day(
        self, match: re.Match[str], line: Line, cited: Sequence[Citation], written: str | None, year: int | None
    ) -> str | None:
        after = line.text[match.end() : match.end() + AFTER]
        for found in self.dates.find_worded(after, year):
            if found.start <= 4 and len(found.value) == 10:  # "wrote to Molotov on June 24"
                return found.value
        before = line.text[max(0, match.start() - BEFORE) : match.start()]
        days = [found for found in self.dates.find_worded(before, year) if len(found.value) == 10]
        same = self._same_day(before)
        if same >= 0 and same > max((found.start for found in days), default=-1):
            return written if written and len(written) == 10 else None
        if days:
            return days[-1].value
        end = next((c.column - 1 - line.offset for c in cited if c.column - 1 - line.offset >= match.end()), None)
        if end is None:
            return None
        tail = self.dates.find_datelines(line.text[max(match.end(), end - TAIL) : end], year)
        return tail[-1].value if tail else None

    def _same_day(self, text: str) -> int:
        """Where `same day` stands, or -1."""
        words = self.dates.dates.same_day
        return max((text.casefold().rfind(word.casefold()) for word in words), default=-1)

    # --- parts of a match ---------------------------------------------------------------------------------------

    def _kind(self, match: re.Match[str]) -> str:
        noun = match.groupdict().get("noun") or ""
        return next((kind for pattern, kind in self.kinds if pattern.fullmatch(noun)), "")

    def _count(self, match: re.Match[str]) -> int:
        groups = match.groupdict()
        several = bool(self.plural.search(groups.get("noun") or ""))
        return self.numerals.get((groups.get("count") or "").casefold(), 0 if several else 1)

    def _author(self, match: re.Match[str]) -> tuple[str, ...]:
        groups = match.groupdict()
        return self._names(groups.get("author") or groups.get("owner"))

    def _names(self, text: str | None) -> tuple[str, ...]:
        """The persons in a list of names, in the base form; a word that is nobody's name is left out.

        Two names with a hyphen are two persons where both are known and the whole is not.
        """
        found: list[str] = []
        for name in self.names.split(text or ""):
            parts = name.split("-")
            if self.names.is_known(name):
                found.append(name)
            elif len(parts) > 1 and all(map(self.names.is_known, parts)):
                found += parts
        return tuple(map(self.names.base, found))

    @staticmethod
    def _witness(said: Said, match: re.Match[str], line: Line, type_: str = "reference") -> Witness:
        raw = _raw(match)
        field = "enclosure" if said.kind == "enclosure" else "reference"
        column = line.offset + _words(match)[0] + 1
        return Witness(field=field, value=str(said), type=type_, raw=raw, line=line.number, column=column)


def _raw(match: re.Match[str]) -> str:
    """The count, the word for what is meant and the names, as they stand; what stands between them as `…`.

    Empty for a passage without any of these.
    """
    names = ("count", "noun", "author", "owner", "to")
    spans = sorted(match.span(name) for name in names if match.groupdict().get(name))
    raw, end = "", None
    for begin, last in spans:
        between = match.string[end:begin] if end is not None else ""
        raw += (between if between.isspace() else " … " if end is not None else "") + match.string[begin:last]
        end = last
    return raw


def _words(match: re.Match[str]) -> tuple[int, int]:
    """Where the word for what is meant stands, or else the whole passage."""
    if match.groupdict().get("noun"):
        return match.span("noun")
    return match.span()


def _sentence(text: str, at: int) -> tuple[int, str]:
    """The sentence of `text` in which offset `at` lies, and where it begins."""
    return next(((begin, sentence) for begin, sentence in reversed(sentences(text)) if begin <= at), (0, text))
