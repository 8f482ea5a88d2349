"""Persons named in running text: names that the authority table knows, and names that look like a person's.

A name in the table, or one that the profile lists, is a mention wherever it stands; any other capitalised word is one
only with evidence (a title, initials, the ending of a surname), and always becomes a problem for review. Longer names
of groups and places win over the persons in them, so plants, ships and commissions are no mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from enum import IntEnum

from kg.extract.layout import Line
from kg.extract.names import INITIALS, NameReader, agree, bare, initials
from kg.records.letter import Mention
from kg.records.person import Person
from kg.records.problem import Problem
from kg.records.profile import Profile

_WORD = re.compile(r"(?<![\w])[A-ZЁ][^\W\d_]+(?:[-'’][A-ZЁ]?[^\W\d_]+)*")
_LEFT, _RIGHT = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…]\s*|[.!?]?\s*[“\"«(]|^\s*\w{1,2}\s?\)|[)\]]\s*)\s*[\d\s]*$")
_LOWER = re.compile(r"(?<![\w'’])[^\W\d_A-ZЁА-Я][^\W\d_]*")
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Tt]his|[Ee]very|[Ee]ach)\s+$")
_QUOTES = ('"', "“", "”", "«", "»", "'", "‘", "’")
_CAPITAL_BEFORE = re.compile(r"(?P<word>[A-ZЁ][^\W\d_]+)\s+$")
_LISTED = re.compile(r"[A-ZЁ][^\W\d_]+(?:,| and)\s+$")  # "Zhou and Li"
_CONTRACTED = re.compile(r"n['’]t$")
_CAPITAL_AFTER = re.compile(r"\s+(?P<word>[A-ZЁ][^\W\d_]*)")


SHORT = 3  # letters: a name that short is another one where a hyphen follows
REACH = 80  # characters to either side of a name that a rule looks at


class Evidence(IntEnum):
    """How sure a name is a person's."""

    NONE = 0
    WEAK = 1
    STRONG = 2
    KNOWN = 3


@dataclass(frozen=True, slots=True)
class Spotted:
    """One occurrence of a name."""

    text: str
    person: Person | None
    evidence: Evidence
    line: int
    column: int


class MentionReader:
    """Spots persons by the authority table and the rules of a profile."""

    def __init__(self, profile: Profile, names: NameReader) -> None:
        self.profile, self.names = profile, names
        rules = profile.names
        tables = names.authorities
        spelled = [s for p in tables.persons for s in (p.surname, *p.variants, *p.slips, p.label)]
        # A name with a particle begins a sentence: `von Papen`, `Von Papen`.
        self.persons = _table((*spelled, *(s[:1].upper() + s[1:] for s in spelled if " " in s)))
        groups = (s for group in tables.groups for s in (group.label, *group.variants, *group.slips))
        places = (s for place in tables.places for s in (place.label, *place.variants, *place.slips))
        self.others = _table((*groups, *places))
        spellings = sorted({*self.persons, *self.others, *rules.known}, key=len, reverse=True)
        self.spelling = re.compile(_LEFT + "(?:" + "|".join(map(re.escape, spellings or ["(?!)"])) + ")" + _RIGHT)
        things = "|".join(map(re.escape, rules.things))
        title = r"['’]s\s+[A-ZЁ][^\W\d_]+\s+[A-ZЁ]"  # "Demyan's Fish Soup" is a work
        self.thing_after = re.compile(rf"(?:['’]s)?\s+(?:{things})\b|{title}" if things else title)
        before = "|".join(map(re.escape, rules.things_before))
        self.thing_before = re.compile(rf"(?:{before})[\s“\"]+$" if before else r"(?!)")
        titles = "|".join(sorted(map(re.escape, rules.titles), key=len, reverse=True))
        self.title = re.compile(rf"(?:^|[\s“\"(])(?:{titles})\.?\s+(?:{INITIALS}\s?)?$")
        self.vocative = re.compile(rf"(?:^|[,;–—(“!]\s*|[.!?]\s+)(?:dear\s+)?(?:{titles})\.?\s+$", re.IGNORECASE)
        self.initials = re.compile(rf"(?:^|[\s“\"(])(?P<initials>{INITIALS})\s?$")
        self.postscript = re.compile(rf"(?:{profile.body.postscript or '(?!)'})\S*\s*$")
        self.known = frozenset(rules.known)
        self.towns = self.others | frozenset(rules.places_too)
        self.short_titles = frozenset((*profile.body.titles, *rules.titles))  # "T. Sheboldaev" is comrade Sheboldaev
        self.not_names = frozenset((*rules.not_names, *rules.titles))
        self.not_endings = tuple(rules.not_name_endings)
        self.endings = tuple(rules.surname_endings)
        self.acting = re.compile(rf"\s+(?:and\s+[A-ZЁ]|(?:{rules.predicates or '(?!)'})\b)")
        self.place = _before(rules.place_words)
        self.direction = _before(rules.direction_words)
        self.vocabulary: frozenset[str] = frozenset()
        self.learned: frozenset[str] = frozenset()

    def spot(self, line: Line) -> list[Spotted]:
        """Every person named on a line, in order."""
        taken: set[int] = set()
        found: list[Spotted] = []
        for match in self.spelling.finditer(line.text):
            if len(match[0]) <= SHORT and "-" in line.text[max(0, match.start() - 1) : match.end() + 1]:
                continue  # "Ma-Jun-In" is not Ma
            taken.update(range(*match.span()))
            spotted = self._known(line, match)
            if spotted:
                found.append(spotted)
        for match in _WORD.finditer(line.text):
            if taken.isdisjoint(range(*match.span())):
                spotted = self._unknown(line, match)
                if spotted:
                    found.append(spotted)
        return sorted(found, key=lambda item: item.column)

    def _known(self, line: Line, match: re.Match[str]) -> Spotted | None:
        """A name of the tables or of the profile's list."""
        spelling = match[0]
        is_person = spelling in self.persons or spelling in self.known
        if not is_person or self._is_thing(line.text, match.start(), match.end()):
            return None
        if spelling in self.towns and self._reads_as_place(line.text, match.start()):
            return None
        person = self._which(spelling, _left(line.text, match.start()))
        return self._spotted(spelling, person, Evidence.KNOWN, line, match.start())

    def _which(self, spelling: str, before: str) -> Person | None:
        """The person meant: initials before the name choose between namesakes and rule out strangers."""
        candidates = self.names.authorities.persons_called(spelling)
        given = self.initials.search(before)
        if given and candidates and given["initials"].strip() not in self.short_titles:
            wanted = initials(given["initials"])
            agreeing = [p for p in candidates if agree(wanted, initials(p.given or p.label))]
            known = [p for p in candidates if initials(p.given or p.label)]
            return agreeing[0] if agreeing else (None if known else candidates[0])
        return candidates[0] if candidates else None

    def _unknown(self, line: Line, match: re.Match[str]) -> Spotted | None:
        word = bare(match[0])
        evidence = self._evidence(word, line.text, match)
        if evidence is Evidence.NONE or self._is_thing(line.text, match.start(), match.end()):
            return None
        return self._spotted(word, None, evidence, line, match.start())

    def _evidence(self, word: str, text: str, match: re.Match[str]) -> Evidence:
        """How sure a word outside the tables is a person's name."""
        if self._is_no_name(word):
            return Evidence.NONE
        before, after = _left(text, match.start()), text[match.end() : match.end() + REACH]
        named = self.initials.search(before)
        if len(word) < SHORT and not self.title.search(before):  # an initial more often than a name
            return Evidence.WEAK if _LISTED.search(before) and not after.startswith(".") else Evidence.NONE
        if word in self.learned or self.title.search(before) or (named and not self.postscript.search(before)):
            return Evidence.STRONG
        if word.casefold() in self.vocabulary:
            return Evidence.NONE
        ending = word.endswith(self.endings or ("\0",))
        if _SENTENCE_START.search(before):
            return Evidence.STRONG if ending else self._as_first_word(match[0], after)
        if self.place.search(before) or _ARTICLE.search(before):
            return Evidence.NONE
        if ending:
            return Evidence.STRONG
        if before.endswith(_QUOTES) and after.startswith(_QUOTES):
            return Evidence.NONE  # the title of a play, the name of a newspaper
        neighbours = _capitals_beside(before, after)
        if any(self._explains(neighbour) for neighbour in neighbours):
            return Evidence.NONE
        if neighbours and _CAPITAL_BEFORE.search(before) and not _CAPITAL_AFTER.match(after):
            return Evidence.STRONG  # a given name and a surname that nobody knows
        return Evidence.WEAK if neighbours or self.direction.search(before) else Evidence.STRONG

    def _as_first_word(self, word: str, after: str) -> Evidence:
        """How sure the first word of a sentence is a name: every such word has a capital, but not every one acts."""
        if _CONTRACTED.search(word):
            return Evidence.NONE
        return Evidence.WEAK if bare(word) != word or self.acting.match(after) else Evidence.NONE

    def _explains(self, neighbour: str) -> bool:
        """Whether a capitalised word beside another makes that one a part of a longer name or of a title."""
        known = neighbour in self.persons or neighbour in self.not_names or neighbour in self.known
        return known or neighbour.casefold() in self.vocabulary

    def _is_no_name(self, word: str) -> bool:
        """Whether the form of a word, or the profile, says that it is nobody's name."""
        if word.isupper() or word in self.not_names or word.endswith(self.not_endings or ("\0",)):
            return True
        parts = word.split("-")
        if parts[-1].islower():  # "Buick-type"
            return True
        return any(part.isupper() and len(part) > 1 for part in parts) or parts[-1] in self.not_names

    def learn(self, lines: Iterable[Line]) -> MentionReader:
        """A reader that also knows the words of these lines: common ones in lower case, and names that were evident."""
        taught = copy(self)
        texts = list(lines)
        taught.vocabulary = frozenset(word for line in texts for word in _LOWER.findall(line.text))
        spotted = (item for line in texts for item in taught.spot(line))
        taught.learned = frozenset(x.text for x in spotted if x.person is None and x.evidence is Evidence.STRONG)
        return taught

    def _is_thing(self, text: str, start: int, end: int) -> bool:
        """Whether a name is part of the name of a plant, a ship, an order."""
        return bool(self.thing_after.match(text, end) or self.thing_before.search(_left(text, start)))

    def _reads_as_place(self, text: str, start: int) -> bool:
        return bool(self.place.search(_left(text, start)))

    def is_vocative(self, line: Line, spotted: Spotted) -> bool:
        """Whether a name is spoken to: `I think, Comrade Stalin, that`."""
        at = spotted.column - 1 - line.offset
        after = line.text[at + len(spotted.text) :].lstrip()
        return bool(self.vocative.search(_left(line.text, at))) and after[:1] in (",", "!", ".", "?", "")

    def _spotted(self, spelling: str, person: Person | None, evidence: Evidence, line: Line, at: int) -> Spotted:
        return Spotted(self._form(spelling, person), person, evidence, line.number, line.offset + at + 1)

    @staticmethod
    def _form(spelling: str, person: Person | None) -> str:
        """The spelling in base form: without given names, and without the case ending of a surname (`Mezhlauka`)."""
        if person is None:
            return spelling
        particled = spelling[:1].lower() + spelling[1:]
        if particled in person.variants:
            return particled
        if " " in spelling:
            given = {word.strip(".") for word in person.given.split()}
            words = spelling.split()
            while len(words) > 1 and (words[0].endswith(".") or words[0] in given):
                words = words[1:]
            singles = {person.surname, *(variant for variant in person.variants if " " not in variant)}
            return words[0] if words[0] in singles and words[-1][:2] == "St" else " ".join(words)
        stem = person.surname
        inflected = spelling.startswith(stem) and spelling[len(stem) :] in ("a", "u", "y", "om", "e")
        return stem if inflected and spelling in person.slips else spelling


def _left(text: str, at: int) -> str:
    """What stands right before offset `at`, as far as a rule looks."""
    return text[max(0, at - REACH) : at]


def _before(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these words right before."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\s+$" if words else r"(?!)")


def _capitals_beside(before: str, after: str) -> list[str]:
    """The capitalised words right before and after a word: parts of a longer name, of a title, of an office."""
    beside = (_CAPITAL_BEFORE.search(before), _CAPITAL_AFTER.match(after))
    return [match["word"] for match in beside if match]


def _table(spellings: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling for spelling in spellings if spelling)


def gather(spotted: Iterable[Spotted]) -> tuple[Mention, ...]:
    """One mention a person: the first spelling, every line."""
    named: dict[str, dict[int, Spotted]] = {}
    for item in spotted:
        named.setdefault(item.person.id if item.person else item.text, {}).setdefault(item.line, item)
    return tuple(_mention(list(by_line.values())) for by_line in named.values())


def _mention(occurrences: list[Spotted]) -> Mention:
    """One person on one or more lines; the first spelling of each line counts."""
    first = occurrences[0]
    spellings = tuple(item.text for item in occurrences)
    return Mention(
        text=first.text,
        line=first.line,
        lines=tuple(item.line for item in occurrences) if len(occurrences) > 1 else (),
        spellings=spellings if len(set(spellings)) > 1 else (),
        person=first.person.id if first.person else None,
    )


def unknown_name(item: Spotted) -> Problem:
    """The problem for a name that no authority table explains."""
    sure = "names a person" if item.evidence > Evidence.WEAK else "may name a person"
    return Problem(
        line=item.line,
        column=item.column,
        kind="unknown-name" if item.evidence > Evidence.WEAK else "possible-name",
        raw=item.text,
        message=f"{item.text!r} {sure} who is not in the authority table",
        hint="add a row, or a variant of a known person, to authorities/persons.csv; or a place or group to its table",
    )
