"""Shelfmarks in tables: from the cells of an archive's levels (fond, box, folder), or written out in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kg.read.table_columns import vocabulary
from kg.read.typed_words import any_of, plain, words
from kg.records.shelfmark import Path, Shelfmark, parse_leaves

LEVELS = ("fond", "nachlass", "collection", "series", "opis", "box", "folder", "delo", "item")
_CODE = r"[^\W_][\w./-]*"


@cache
def _mark() -> tuple[re.Pattern[str], dict[str, str]]:
    """One mark with the code after it, and the level of each mark."""
    levels = {plain(word): level for level, words in vocabulary()["marks"].items() for word in words}
    words = "|".join(sorted((re.escape(word).replace(r"\ ", r"\.?\s*") for word in levels), key=len, reverse=True))
    end = r"(?:\.|:|\b(?!-\w))\s*"  # the D of D-LEu is that of a library
    return re.compile(rf"(?<!\w)(?P<mark>{words}){end}(?:no\.?\s*|nr\.?\s*|№\s*)?", re.IGNORECASE), levels


@cache
def _repeating() -> re.Pattern[str]:
    return re.compile(rf"[\s(\[]*{any_of(words()['name']['ditto'])}\.?[\s,;:/]+(?P<rest>\S.*)", re.IGNORECASE)


def repeats(text: str) -> str | None:
    """What follows the word for `in the same place`: `ebd., Mappe 5` -> `Mappe 5`; None without such a word."""
    match = _repeating().match(text)
    return match["rest"].rstrip(" )]") if match is not None else None


def continued(above: str, rest: str) -> str:
    """A shelfmark that has the beginning of the one above: `Kasten 3, Mappe 4` and `Mappe 5` -> `Kasten 3, Mappe 5`.

    What begins with the mark of a level takes the place of that level and of all after it, anything else that of the
    last code.
    """
    mark = _mark()[0].match(rest)
    if mark is None:
        return re.sub(r"[^\s,;:/]+[\s.]*$", lambda _: rest, above)
    marks = list(_mark()[0].finditer(above))
    folios = plain(mark["mark"]) == "f" and _ends_with_leaves(marks, above)
    same = [one for one in marks if folios or _level(one["mark"]) == _level(mark["mark"])]
    return (above[: same[-1].start()] if same else above.rstrip(" ,;.") + ", ") + rest


def leaves_of(text: str) -> str | None:
    """Leaves as typed -> canonical: `12–13 об.` -> `12-13v`, `fol. 12r` -> `12`; None when they are not leaves."""
    marks, words = _mark()[0], vocabulary()["leaf"]
    written = plain(text).replace(" - ", "-")
    if (mark := marks.match(written)) is not None and _level(mark["mark"]) == "leaves":
        written = written[mark.end() :]
    for letter in ("verso", "recto"):
        several = "|".join(sorted(map(re.escape, words[letter]), key=len, reverse=True))
        written = re.sub(rf"(?<=\d)\s*(?:{several})(?:\.|(?!\w))", "v" if letter == "verso" else "", written)
    written = re.sub(r"\s*([-,])\s*", r"\1", re.sub(r"\s*(?:;|\bи\b|\band\b|\bund\b|\bet\b|&)\s*", ",", written)).strip(
        " .,"
    )
    written = written.replace(",", ", ")
    try:
        parse_leaves(written)
    except ValueError:
        return None
    return written


def _level(mark: str) -> str:
    return _mark()[1].get(" ".join(plain(mark).replace(".", " ").split()), "")


def from_cells(values: Mapping[str, str], line: int, column: int) -> Shelfmark | None:
    """The shelfmark that the cells of an archive's levels make; None when there is none. `raw` has them as typed."""
    raw = ", ".join(values[name] for name in ("archive", *LEVELS, "leaves") if values.get(name))
    if not raw:
        return None
    path: Path = {name: _bare(name, values[name]) for name in LEVELS if values.get(name)}
    leaves = leaves_of(values["leaves"]) if values.get("leaves") else None
    return Shelfmark(archive=values.get("archive") or None, path=path, leaves=leaves, raw=raw, line=line, column=column)


def _bare(level: str, code: str) -> str:
    """A code without the mark of its own level: `Box 3` in the column of boxes is 3."""
    match = _mark()[0].match(code)
    rest = code[match.end() :].strip() if match is not None else ""
    return rest if match is not None and rest and _level(match["mark"]) == level else code


def from_text(text: str, archive: str, line: int, column: int) -> Shelfmark | None:
    """A shelfmark that is written out: `РГАЛИ, ф. 558, оп. 11, д. 77, л. 54`, `Beinecke, Box 3, Folder 12`.

    What stands before the first mark names the archive. Without any mark it is None: nobody can say what is a level.
    """
    marks = list(_mark()[0].finditer(text))
    if not marks or repeats(text) is not None:
        return None
    path: Path = {}
    leaves = None
    head = text[: marks[0].start()].strip(" ,;.:/")
    folios = _means_folios(marks, head)
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        code, level = text[mark.end() : end].strip(" ,;.:/"), "leaves" if folios else _level(mark["mark"])
        if not code or level in path or (level == "fond" and path):  # Box 3, f. 12: a folder or a leaf
            return None
        if level == "leaves":
            leaves = leaves_of(code)
            if leaves is None:
                return None
        else:
            path[level] = code
    if not path:
        archive, code = split_archive(head, archive)
        if not code:
            return None
        path, head = {"item": code}, ""
    return Shelfmark(archive=head or archive or None, path=path, leaves=leaves, raw=text, line=line, column=column)


def _means_folios(marks: list[re.Match[str]], head: str) -> bool:
    """Whether `f.` is no fond but folios: alone behind a code, `NLA-27, f. 12`."""
    return len(marks) == 1 and plain(marks[0]["mark"]) == "f" and any(sign.isdigit() for sign in head)


def _ends_with_leaves(marks: list[re.Match[str]], text: str) -> bool:
    """Whether the last of the marks in a text is that of leaves."""
    return bool(marks) and (_level(marks[-1]["mark"]) == "leaves" or _means_folios(marks, text[: marks[0].start()]))


def split_archive(text: str, archive: str) -> tuple[str, str]:
    """The archive and the code of a shelfmark without marks: `ÖNB, F21.Berg.3205/1`; the whole where none is first."""
    first, comma, rest = text.partition(",")
    named = comma and first.strip() and not any(sign.isdigit() for sign in first) and any(map(str.isdigit, rest))
    if not archive and named:
        return first.strip(), rest.strip()
    return archive, text
