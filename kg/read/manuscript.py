"""`msDesc` of TEI: where the document of a letter is kept."""

from __future__ import annotations

import re

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


def manuscript(element: Element) -> tuple[tuple[Shelfmark, ...], tuple[str, ...]]:
    """The shelfmark of a document and its form, as a `msDesc` says them; what is not understood stays."""
    forms = tuple(
        form
        for part in element.parts
        if isinstance(part, Element) and part.name == "physDesc"
        for described in part.parts
        if isinstance(described, Element) and described.name == "objectDesc" and (form := described.take("form"))
    )
    element.take("type")
    identifier = element.first("msIdentifier")
    if identifier is None:
        return (), forms
    keepers = [one.text() for one in identifier.all("repository", "institution") if one.name]
    where = [one.text() for one in identifier.all("country", "region", "settlement")]
    holdings = [one.text() for one in identifier.all("collection")]
    numbers = [one.text() for one in identifier.all("idno")]
    archive = next(iter(keepers), "") or ", ".join(where)
    text, leaves = _without_leaves(", ".join(filter(None, (*holdings, *numbers))))
    path = _path(holdings, numbers and [_without_leaves(numbers[0])[0], *numbers[1:]])
    if not archive and not path:
        return (), forms
    raw = " ".join(part for part in (archive, text, leaves and f"Bl. {leaves}") if part)
    return (
        Shelfmark(archive=archive or None, path=path, leaves=leaves or None, forms=forms, raw=raw, line=identifier.line,
                  column=identifier.column),
    ), ()  # fmt: skip


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
