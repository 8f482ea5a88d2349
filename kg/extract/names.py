"""Names as printed -> the surname of the authority table, or the name as printed; lists of names; initials."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.records.authorities import Authorities
from kg.records.person import Person
from kg.records.profile import Profile

INITIALS = r"(?:[A-ZЁ][a-z]?\.\s?){1,3}"
WORD = r"[A-ZЁ][^\W\d_]+(?:[-'’][^\W\d_]+)*"
_SPLIT = re.compile(r"\s*(?:,|;|&|\b(?:and|AND)\b|(?<=[a-zё]{3})\s*\.\s+(?=[A-ZЁ]))\s*")
_POSSESSIVE = re.compile(r"['’]s?$")


def bare(name: str) -> str:
    """A printed name without possessive and outer points: `Bedny's` -> `Bedny`."""
    return _POSSESSIVE.sub("", name.strip(" .,;:!"))


class NameReader:
    """Reads printed names with the authority tables of a workspace and the rules of a profile."""

    def __init__(self, authorities: Authorities, profile: Profile) -> None:
        self.authorities = authorities
        self.bodies = {re.compile(pattern, re.IGNORECASE): name for pattern, name in profile.headings.bodies.items()}
        self.known = frozenset((*profile.names.known, *profile.body.relays))
        titles = "|".join(sorted(map(re.escape, profile.names.titles), key=len, reverse=True))
        self.titles = re.compile(rf"^(?:(?:{titles})\.?\s+)+", re.IGNORECASE)

    def base(self, printed: str) -> str:
        """The form that records use: the surname of the table where it knows the spelling, else as printed."""
        name = bare(printed)
        for pattern, body in self.bodies.items():
            if pattern.fullmatch(name):
                return body
        person = self.person(name)
        return person.surname if person else re.sub(rf"^{INITIALS}\s*", "", name)

    def person(self, printed: str) -> Person | None:
        """The person of the table whom a printed name means; initials choose between namesakes."""
        name = bare(printed)
        whole = self.authorities.persons_called(name)
        if len(whole) == 1:
            return whole[0]
        match = re.match(rf"(?P<initials>{INITIALS})\s*(?P<rest>.+)", name)
        candidates = self.authorities.persons_called(match["rest"]) if match else whole
        if match:
            wanted = initials(match["initials"])
            agreeing = [p for p in candidates if agree(wanted, initials(p.given or p.label))]
            return agreeing[0] if agreeing else None
        return candidates[0] if candidates else None

    def is_known(self, printed: str) -> bool:
        """Whether the table or the profile knows this name as a person's."""
        name = bare(printed)
        return self.person(name) is not None or re.sub(rf"^{INITIALS}\s*", "", name) in self.known

    def given(self, printed: str, among: Iterable[str]) -> str | None:
        """The base name, of those in `among`, whose bearer alone has this given name: `Lazar` -> `Kaganovich`.

        None where nobody of them has it, and where several have.
        """
        name = bare(printed)
        called = {p.id: base for base in sorted(among) if (p := self.person(base)) and name in _given_names(p)}
        return next(iter(called.values())) if len(called) == 1 else None

    def is_settled(self, name: str) -> bool:
        """Whether a base name means a person or a body of the tables."""
        return self.person(name) is not None or name in self.bodies.values() or self.authorities.group(name) is not None

    def split(self, text: str) -> list[str]:
        """The names of a list: `Molotov, Kaganovich and L. M. Karakhan` -> three."""
        parts = (self.titles.sub("", part.strip()) for part in _SPLIT.split(text))
        return [part.strip(" .") for part in parts if part.strip(" .")]

    def party(self, text: str) -> tuple[str, ...]:
        """One side of a heading or an address as base names, in order, each once."""
        return tuple(dict.fromkeys(self.base(part) for part in self.split(text)))


def _given_names(person: Person) -> frozenset[str]:
    """What a person is called by those who know them: the first given name, and what the label has for it."""
    label = person.label.removesuffix(person.surname).replace("(", " ").replace(")", " ").split()
    return frozenset(word for word in (*person.given.split()[:1], *label) if len(word) > 2 and word[0].isupper())


def initials(name: str) -> str:
    """The initials of given names, or of all but the last word of a full name: `Iosif V. Kosior` -> `IV`."""
    words = re.findall(r"[A-ZЁА-Я][\w]*", name)
    if "." not in name and len(words) > 1:
        words = words[:-1]
    return "".join(word[0] for word in words)


def agree(wanted: str, known: str) -> bool:
    """Whether initials can be the same person's: one is the beginning of the other, and neither is empty."""
    return bool(wanted and known) and (wanted.startswith(known) or known.startswith(wanted))
