"""The IRIs of a workspace: one method for each kind of thing, all under the workspace's base.

Opaque identifiers (`l0001`, `p0001`) come from the registry (`kg.registry`), never from a date or a name. Archival
units are the exception: their codes are stable identifiers already, so their IRIs can be read and typed. What belongs
to one thing alone is a fragment of its IRI, so that one request returns all of it and no blank node is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from kg.errors import KgError
from kg.records.shelfmark import Leaf
from kg.registry import Fingerprint, Registry

__all__ = ["Fingerprint", "Iris", "Registry", "archive_segment", "unit_segment"]

# Levels that have a customary abbreviation; every other level is written out.
_ABBREVIATED = {"fond": "f", "opis": "op", "delo": "d", "box": "b"}
_ARCHIVE_CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]*")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*( [A-Za-z0-9.-]+)*")


@dataclass(frozen=True)
class Iris:
    """Makes IRIs under `base`, an absolute http or https IRI that ends in `/` or `#`. Methods return plain strings."""

    base: str

    def issued(self, kind: str, identifier: str) -> str:
        """What the registry issued `identifier` to, as a thing of `kind`: the word is the first part of its path."""
        return f"{self.base}{kind}/{identifier}"

    def letter(self, letter: str) -> str:
        """The letter as a text, in its original language."""
        return f"{self.base}letter/{letter}"

    def creation(self, letter: str) -> str:
        """The writing of a letter."""
        return f"{self.base}letter/{letter}#creation"

    def written(self, letter: str) -> str:
        """The time-span of the writing."""
        return f"{self.base}letter/{letter}#written"

    def transmission(self, letter: str) -> str:
        """The sending of a letter."""
        return f"{self.base}letter/{letter}#transmission"

    def sent(self, letter: str) -> str:
        """The time-span of the sending."""
        return f"{self.base}letter/{letter}#sent"

    def receipt(self, letter: str) -> str:
        """The receiving of a letter."""
        return f"{self.base}letter/{letter}#receipt"

    def received(self, letter: str) -> str:
        """The time-span of the receiving."""
        return f"{self.base}letter/{letter}#received"

    def text(self, letter: str, language: str = "en") -> str:
        """The text that an edition prints, in `language` (BCP 47)."""
        return f"{self.base}letter/{letter}#text-{language}"

    def identifier(self, letter: str, n: int) -> str:
        """The `n`th number that a letter bears, from 1."""
        return f"{self.base}letter/{letter}#no-{n}"

    def edition_number(self, letter: str, n: int) -> str:
        """The `n`th number, from 1, that editions give a letter."""
        return f"{self.base}letter/{letter}#edition-no-{n}"

    def handling(self, letter: str, n: int) -> str:
        """The `n`th thing, from 1, that was done with a letter beside sending and receiving it."""
        return f"{self.base}letter/{letter}#handling-{n}"

    def handled(self, letter: str, n: int) -> str:
        """The time-span of that."""
        return f"{self.base}letter/{letter}#handled-{n}"

    def mention(self, letter: str, n: int) -> str:
        """The `n`th mention in a letter, from 1."""
        return f"{self.base}letter/{letter}#mention-{n}"

    def question(self, thing: str, case: str) -> str:
        """An open question about the thing with the IRI `thing`, by what `kg review` calls it."""
        return f"{thing}#question-{case}"

    def record(self, record: str) -> str:
        """A letter, a copy of one (`l0001-1`), a heading, a decision or a lost letter, by its identifier."""
        id_, copy, n = record.partition("-")
        if copy:
            return self.carrier(id_, int(n))
        return {"l": self.letter, "h": self.heading, "d": self.decision, "x": self.lost}[record[0]](record)

    def carrier(self, letter: str, n: int) -> str:
        """The `n`th document that carries a letter, from 1, in the order of its shelfmarks."""
        return f"{self.base}carrier/{letter}-{n}"

    def shelfmark(self, letter: str, n: int) -> str:
        """The shelfmark, as an identifier, of the `n`th carrier of a letter."""
        return f"{self.base}carrier/{letter}-{n}#shelfmark"

    def heading(self, heading: str) -> str:
        """A printed heading."""
        return f"{self.base}heading/{heading}"

    def lost(self, lost: str) -> str:
        """A letter that an edition attests and does not print."""
        return f"{self.base}lost/{lost}"

    def decision(self, decision: str) -> str:
        """A decision as a text: the resolution."""
        return f"{self.base}decision/{decision}"

    def act(self, decision: str) -> str:
        """The act of deciding."""
        return f"{self.base}decision/{decision}#act"

    def decided(self, decision: str) -> str:
        """The time-span of the act of deciding."""
        return f"{self.base}decision/{decision}#decided"

    def person(self, person: str) -> str:
        """A person."""
        return f"{self.base}person/{person}"

    def name(self, person: str, n: int) -> str:
        """The `n`th name of a person, from 1."""
        return f"{self.base}person/{person}#name-{n}"

    def relation(self, agent: str, kind: str, other: str) -> str:
        """What the person or the group `agent` (an IRI) is to the one with the identifier `other`."""
        return f"{agent}#{kind}-{other}"

    def group(self, group: str) -> str:
        """A group."""
        return f"{self.base}group/{group}"

    def place(self, place: str) -> str:
        """A place."""
        return f"{self.base}place/{place}"

    def archive(self, code: str) -> str:
        """An archive as the outermost archival unit: `archive/rgaspi`. Raises KgError for an empty code."""
        return f"{self.base}archive/{archive_segment(code)}"

    def unit(self, archive: str, path: Mapping[str, str]) -> str:
        """The archival unit at `path` (level name -> code, outermost first): `archive/rgaspi/f558/op11/d77`.

        Raises KgError for an empty code or level.
        """
        return "/".join((self.archive(archive), *(unit_segment(level, code) for level, code in path.items())))

    def leaf(self, archive: str, path: Mapping[str, str], leaf: Leaf | str) -> str:
        """One side of a leaf in a unit: `.../d77/l54`, `.../d77/l54v`."""
        return f"{self.unit(archive, path)}/l{leaf}"

    def level(self, name: str) -> str:
        """A level of archival description that the vocabulary does not know: `level/kiste`."""
        return f"{self.base}level/{_segment(_tidy(name, 'level').casefold())}"

    def volume(self, archive: str, path: Mapping[str, str]) -> str:
        """The physical file of a unit."""
        return f"{self.unit(archive, path)}#volume"

    def holding(self, archive: str, path: Mapping[str, str]) -> str:
        """The physical holding of a unit."""
        return f"{self.unit(archive, path)}#holding"

    def source(self, edition: str) -> str:
        """The capture of an edition's text that its records were read from."""
        return f"{self.base}source/{edition}"

    def printed(self, edition: str, key: str) -> str:
        """A printed edition that the source of an imported edition calls by `key`."""
        return f"{self.base}source/{edition}#edition-{_segment(key)}"

    def span(self, edition: str, first: int, last: int) -> str:
        """Lines `first` to `last` (one-based, inclusive) of an edition, as an RFC 5147 fragment.

        RFC 5147 counts the positions between lines from zero: line 14 is `#line=13,14`.
        """
        return f"{self.base}source/{edition}#line={first - 1},{last}"

    def claim(self, claim: str) -> str:
        """A claim, or a judgement on claims, by its content hash."""
        return f"{self.base}{'adjudication' if claim.startswith('j') else 'claim'}/{claim}"

    def graph(self, name: str, part: str = "") -> str:
        """A named graph: `graph/claims/EDITION`, `graph/links`."""
        return f"{self.base}graph/{name}/{part}" if part else f"{self.base}graph/{name}"

    def agent(self, name: str) -> str:
        """Who reads or judges: the publisher, a curator. Different names have different IRIs."""
        return f"{self.base}agent/{_segment(name.casefold() if name.isascii() else name)}"

    def topic(self, topic: str) -> str:
        """A subject that letters and decisions are about."""
        return f"{self.base}topic/{topic}"

    def series(self, slug: str) -> str:
        """A series of numbers that letters bear."""
        return f"{self.base}series/{slug}"

    def run(self, edition: str) -> str:
        """The run of the program that read an edition."""
        return f"{self.base}run/{edition}"

    def judgements(self, edition: str) -> str:
        """The table of curators' judgements on an edition."""
        return f"{self.base}source/{edition}/adjudications"

    def ledger(self) -> str:
        """The ledger of links to authority files."""
        return f"{self.base}links"

    def dataset(self) -> str:
        """The dataset, all versions of it."""
        return f"{self.base}dataset"

    def version(self, version: str) -> str:
        """One version of the dataset, as a release has it; raises KgError for a text that can be no part of an IRI."""
        if not _PLAIN.fullmatch(version) or " " in version:
            raise KgError(f"not a version: {version!r}", hint="use letters, digits, points and hyphens: 2026.1")
        return f"{self.base}dataset/{version}"

    def query(self, name: str) -> str:
        """A saved query."""
        return f"{self.base}query/{name}"


@lru_cache(maxsize=65536)
def archive_segment(code: str) -> str:
    """The path segment of an archive: its code, in small letters when it has only capitals (`RGASPI` -> `rgaspi`).

    Different codes have different segments. Raises KgError for an empty code.
    """
    code = _tidy(code, "archive")
    if _ARCHIVE_CODE.fullmatch(code):
        return code.lower()
    # Only a code with a capital and a small letter may stand as it is: one in small letters could meet a lowered one.
    return _segment(code, plain=not code.islower())


@lru_cache(maxsize=65536)
def unit_segment(level: str, code: str) -> str:
    """The path segment of one level: `f558`, `op11`, `d77a`; `folder-3`, `nachlass-Muller~5c1b9f30`.

    Level names are compared without case and spaces, codes with both. ASCII letters, digits, points, hyphens and
    single spaces (written `_`) stay; a code with anything else loses it and gets a `~` and a part of its SHA-256, so
    that different codes never meet. Raises KgError for an empty level or code.
    """
    name = "".join(_tidy(level, "level").casefold().split())
    code = _tidy(code, level)
    if name in _ABBREVIATED and code[0] in "0123456789":
        return _ABBREVIATED[name] + _segment(code)
    # No hyphen in the level's part: the first hyphen ends it.
    word = name if re.fullmatch("[a-z]+", name) else f"{_ascii(name).replace('-', '')}~{_digest(name)}"
    return f"{word}-{_segment(code)}"


def _tidy(text: str, what: str) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not tidy:
        raise KgError(f"an archival unit has no code for its {what}", hint="give each level of a shelfmark a code")
    return tidy


def _segment(code: str, *, plain: bool = True) -> str:
    if plain and _PLAIN.fullmatch(code):
        return code.replace(" ", "_")
    return f"{_ascii(code)}~{_digest(code)}"


def _ascii(text: str) -> str:
    """What can be read of `text` in ASCII; not unique."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return "-".join(re.findall("[A-Za-z0-9]+", bare))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]
