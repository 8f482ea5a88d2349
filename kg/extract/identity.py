"""By what letters, headings and decisions are known again when an edition is corrected and read once more."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from kg.extract.page import Extraction
from kg.iris import Fingerprint
from kg.records.citation import Citation
from kg.records.letter import Letter
from kg.records.shelfmark import Shelfmark
from kg.source import Document

Fingerprints = list[tuple[str, Fingerprint]]  # provisional identifier, fingerprint


def fingerprints(found: Extraction, document: Document, edition: str) -> dict[str, Fingerprints]:
    """The fingerprints of everything that gets an identifier, by kind, in the order of the page.

    None depends on a date, a name or a heading's wording alone: a letter is known by its text and its shelfmark, a
    heading by its words and the document under it, a decision by its note and the leaf it cites.
    """
    return {
        "letter": _letters(found, document, edition),
        "heading": _headings(found, edition),
        "decision": _decisions(found, document, edition),
    }


def _letters(found: Extraction, document: Document, edition: str) -> Fingerprints:
    seen: Counter[str] = Counter()
    result = []
    for letter in found.letters:
        if letter.letter:
            shelf = shelf_of(letter)
            seen[shelf] += 1
            lines = range(letter.body.lines[0], letter.body.lines[1] + 1) if letter.body else ()
            text = digest(document.line(number) for number in lines)
            print_ = Fingerprint.of(edition=edition, shelf=shelf, text=text, order=str(seen[shelf]))
            result.append((letter.letter, print_))
    return result


def _headings(found: Extraction, edition: str) -> Fingerprints:
    seen: Counter[str] = Counter()
    above = ""
    result = []
    for letter in found.letters:
        shelf = shelf_of(letter) if letter.letter else f"after {above}"
        above = shelf_of(letter) or above
        if letter.heading:
            seen[shelf] += 1
            text = digest([letter.heading.text])
            print_ = Fingerprint.of(edition=edition, shelf=shelf, text=text, order=str(seen[shelf]))
            result.append((letter.heading.id, print_))
    return result


def _decisions(found: Extraction, document: Document, edition: str) -> Fingerprints:
    seen: Counter[str] = Counter()
    result = []
    for decision in found.decisions:
        text = digest([document.line(decision.line)])
        seen[text] += 1
        shelf = "; ".join(_place(citation) for citation in decision.citations if citation.kind == "archival")
        print_ = Fingerprint.of(edition=edition, shelf=shelf, text=f"{text}-{seen[text]}", order=str(seen[text]))
        result.append((decision.id, print_))
    return result


def identified(found: Extraction, ids: Mapping[str, str]) -> Extraction:
    """The records with the identifiers that the registry issued; `ids` maps the provisional ones."""
    letters = tuple(
        replace(
            letter,
            letter=ids[letter.letter] if letter.letter else None,
            heading=replace(letter.heading, id=ids[letter.heading.id]) if letter.heading else None,
        )
        for letter in found.letters
    )
    decisions = tuple(
        replace(
            decision,
            id=ids[decision.id],
            letter=ids[decision.letter] if decision.letter else None,
            heading=ids[decision.heading] if decision.heading else None,
            same_as=ids[decision.same_as] if decision.same_as else None,
        )
        for decision in found.decisions
    )
    return Extraction(letters, found.citations, decisions, found.problems)


def shelf_of(letter: Letter) -> str:
    """The normalised shelfmarks of a letter: `RGASPI/558/11/77/54`."""
    return "; ".join(_place(mark) for mark in letter.shelfmarks)


def _place(mark: Shelfmark | Citation) -> str:
    return "/".join(part for part in (mark.archive, *mark.path.values(), mark.leaves) if part)


def digest(lines: Iterable[str]) -> str:
    """A short hash of a text that spacing does not change."""
    words = " ".join(" ".join(lines).split())
    return hashlib.sha256(words.encode()).hexdigest()[:16]
