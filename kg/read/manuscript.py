"""`msDesc` of TEI: where the document of a letter is kept."""

from __future__ import annotations

import re

from msgspec.structs import replace

from kg.read.xml import Element
from kg.records import Shelfmark

# Words for levels in shelfmarks, outermost first -> level. What stands after the word is its code.
_LEVELS = {
    "fond": r"fonds?|f\.|ф\.|фонд", "opis": r"opis|op\.|оп\.|опись", "delo": r"delo|d\.|д\.|дело",
    "nachlass": r"nachla(?:ss|ß)|nl\.?", "collection": r"collection|sammlung|bestand|coll\.?",
    "box": r"box|karton|kasten|kiste|schachtel|carton|bo[iî]te", "folder": r"folder|dossier|umschlag|fasz(?:ikel)?\.?",
    "mappe": r"mappe|konvolut",
}  # fmt: skip
_LEVEL = re.compile(
    "|".join(rf"(?P<{level}>(?<!\w)(?:{words})(?!\w))" for level, words in _LEVELS.items()), re.IGNORECASE
)
_LEAVES = re.compile(
    r"(?:,|;|\s)\s*(?:bl(?:att|\.)|fol(?:io|\.)?|leaf|ll?\.|л+\.)\s*(?P<leaves>\d+[a-z]?(?:\s*[-–]\s*\d+[a-z]?)?)\s*$",
    re.IGNORECASE,
)


Held = tuple[tuple[Shelfmark, ...], tuple[str, ...], tuple[str, ...]]


def manuscript(element: Element) -> Held:
    """The shelfmarks of a document, its form, and notes (extent, other identifiers), as a `msDesc` says them.

    Parts and fragments (`msPart`, `msFrag`) have shelfmarks of their own, in the same archive where they name none.
    What is not understood stays.
    """
    marks, forms, notes = _whole(element)
    archive = marks[0].archive if marks else None
    for part in element.all("msPart", "msFrag"):
        kept, more, said = manuscript(part)
        marks += tuple(replace(mark, archive=mark.archive or archive) for mark in kept)
        forms, notes = forms + more, notes + said
    return marks, forms, notes


def _whole(element: Element) -> Held:
    """What a `msDesc` says of the document as a whole, or of one part of it."""
    forms, notes = _physical(element)
    element.take("type")
    identifier = element.first("msIdentifier")
    if identifier is None:
        return (), forms, notes
    others = identifier.all("altIdentifier")
    mark, own = _mark(identifier, forms)
    notes += own
    marks = [mark] if mark is not None else []
    for other in others:
        type_ = other.take("type")
        kept = any(isinstance(part, Element) and part.name in ("repository", "institution") for part in other.parts)
        if kept and type_.lower() not in ("former", "old"):  # an older shelfmark leads nowhere
            one, more = _mark(other, ())
            marks += [one] if one is not None else []
            notes += more
        else:
            notes += (f"{type_ or 'other'} identifier: {other.text()}",)
    return tuple(marks), () if mark is not None else forms, notes


def _physical(element: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The form of a document (`objectDesc/@form`) and its extent, which `extent` says somewhere in `physDesc`."""
    forms: list[str] = []
    notes: list[str] = []
    for part in element.parts:
        if isinstance(part, Element) and part.name == "physDesc":
            part.known = True
            for described in (one for one in part.parts if isinstance(one, Element) and one.name == "objectDesc"):
                forms += filter(None, [described.take("form")])
                for held in (described, *(one for one in described.parts if isinstance(one, Element))):
                    held.known = held.known or held.name == "supportDesc"
                    notes += [f"extent: {words}" for one in held.all("extent") if (words := one.text())]
    return tuple(forms), tuple(notes)


def _mark(identifier: Element, forms: tuple[str, ...]) -> tuple[Shelfmark | None, tuple[str, ...]]:
    """What an identifier says, None when it names neither keeper nor place; what else its numbers say, as notes."""
    keepers = [one.text() for one in identifier.all("repository", "institution")]
    where = [one.text() for one in identifier.all("country", "region", "settlement")]
    holdings = [one.text() for one in identifier.all("collection")]
    numbers: list[str] = []
    notes: list[str] = []
    for one in identifier.all("idno"):
        number, more = _number(one)
        numbers.append(number)
        notes += more
    archive = next(iter(keepers), "") or ", ".join(where)
    text, leaves = _without_leaves(", ".join(filter(None, (*holdings, *numbers))))
    path = _path(holdings, numbers and [_without_leaves(numbers[0])[0], *numbers[1:]])
    if not archive and not path:
        return None, tuple(notes)
    raw = " ".join(part for part in (archive, text, leaves and f"Bl. {leaves}") if part)
    return (
        Shelfmark(archive=archive or None, path=path, leaves=leaves or None, forms=forms, raw=raw, line=identifier.line,
                  column=identifier.column),
        tuple(notes),
    )  # fmt: skip


def _number(element: Element) -> tuple[str, list[str]]:
    """The number that is the shelfmark, of an `idno` that may hold several of different types; the others are notes."""
    held = element.all("idno")
    element.drop_attributes("type")
    if not held:
        return element.text(), []
    types = [one.take("type") for one in held]
    words = [one.text() for one in held]
    first = next((n for n, type_ in enumerate(types) if type_.lower() in ("shelfmark", "signatur", "callnumber")), 0)
    own = element.text()
    chosen = own or words[first]
    rest = [f"{type_ or 'identifier'}: {text}" for n, (type_, text) in enumerate(zip(types, words, strict=True))
            if text and (own or n != first)]  # fmt: skip
    return chosen, rest


def _without_leaves(text: str) -> tuple[str, str]:
    match = _LEAVES.search(text)
    if match is None:
        return text, ""
    return text[: match.start()].rstrip(" ,;"), re.sub(r"\s*[-–]\s*", "-", match["leaves"])


def _path(holdings: list[str], numbers: list[str]) -> dict[str, str]:
    """The levels of a shelfmark: those that its words name, else collection and item."""
    path: dict[str, str] = {}
    for text, plain in (*((text, "collection") for text in holdings), *((text, "item") for text in numbers)):
        for level, code in _levels(text) or [(plain, text)]:
            if code:
                name = next(name for name in (level, *(f"{level} {n}" for n in range(2, 99))) if name not in path)
                path[name] = code
    return path


def _levels(text: str) -> list[tuple[str, str]]:
    """`Nachlass Schnitzler, Mappe 3` -> nachlass Schnitzler, mappe 3; nothing where no word names a level first."""
    matches = list(_LEVEL.finditer(text))
    if not matches or text[: matches[0].start()].strip(" ,;"):
        return []
    ends = [*(match.start() for match in matches[1:]), len(text)]
    found = [
        (str(match.lastgroup), text[match.end() : end].strip(" ,;.:")) for match, end in zip(matches, ends, strict=True)
    ]
    return found if all(code for _, code in found) else []
