"""What calamine does not tell of a sheet in Excel's format (.xlsx, ISO/IEC 29500-1, chapter 18): its XML does."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator

from kg.read.table_columns import number_of
from kg.read.table_rows import Looked

_PIECE = 1 << 20
_SEEN = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*?\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb"<col\b[^>]*>")
_NUMBER = re.compile(rb'\b(min|max)="(\d{1,5})"')
_EMPTY_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\bt="e"[^>]*>(?:<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))?<v>([^<]+)</v>'
)
_LINK = re.compile(rb'<hyperlink\b[^>]*?\bref="([A-Z]+\d+)(?::[A-Z]+\d+)?"[^>]*?\b\w+:id=')
_COMMENT = re.compile(rb'<(?:\w+:)?(?:comment|threadedComment)\b[^>]*?\bref="([A-Z]+\d+)"')


def sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The names of the files that hold the sheets, in the order of the workbook; none for what is not .xlsx."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return []
    targets = dict(_related(archive, "xl/workbook.xml"))
    found = re.findall(r'<(?:\w+:)?sheet\b[^>]*?\b\w+:id="([^"]*)"', _text(archive, "xl/workbook.xml"))
    return [targets.get(id_, "") for id_ in found]


def _text(archive: zipfile.ZipFile, part: str) -> str:
    return archive.read(part).decode(errors="replace")


def _related(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """The parts of the file that one is related to, by the identifiers of the relations."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", _text(archive, relations)):
        id_, target = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if id_ and target:
            yield id_[1], posixpath.normpath(posixpath.join("/" + folder, target[1])).lstrip("/")


def look_at(archive: zipfile.ZipFile, part: str) -> Looked:
    """One look through the XML of a sheet, in pieces that end with a row."""
    if part not in archive.namelist():
        return Looked()
    height = width = 0
    hidden: list[int] = []
    hidden_columns: list[int] = []
    formulas: list[tuple[int, int]] = []
    errors: list[tuple[int, int, str]] = []
    links: list[str] = []
    columns: set[bytes] = set()
    for text in _pieces(archive, part):
        for name, row in _SEEN.findall(text):
            columns.add(name)
            height = max(height, int(row))
        hidden += [int(row) for row in _HIDDEN.findall(text)]
        hidden_columns += _hidden_columns(text) if b"<col " in text else ()
        links += [cell.decode() for cell in _LINK.findall(text)]
        if b"<f" in text:
            formulas += [(int(row), number_of(name.decode()) + 1) for name, row in _EMPTY_FORMULA.findall(text)]
        if b't="e"' in text:
            errors += [
                (int(row), number_of(name.decode()) + 1, value.decode(errors="replace"))
                for name, row, value in _ERROR.findall(text)
            ]
    width = max((number_of(name.decode()) + 1 for name in columns), default=0)
    within = tuple(column for column in hidden_columns if column <= width)
    return Looked(
        height=height,
        width=width,
        hidden=tuple(hidden),
        formulas=tuple(formulas),
        hidden_columns=within,
        errors=tuple(errors),
        links=tuple(dict.fromkeys(links)),
        comments=tuple(dict.fromkeys(_comments(archive, part))),
        old=_is_old(archive),
    )


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of a part, in pieces that end with a row; then what follows the last."""
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            whole, end, rest = (rest + piece).rpartition(b"</row>")
            rest = rest if end else rest[-_PIECE:]
            yield whole + end
    yield rest


def _hidden_columns(text: bytes) -> Iterator[int]:
    for tag in _COLUMN.findall(text):
        if b'hidden="1"' in tag or b'hidden="true"' in tag:
            ends = {name: int(number) for name, number in _NUMBER.findall(tag)}
            yield from range(ends.get(b"min", 1), min(ends.get(b"max", 0), 1 << 14) + 1)


def _comments(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """The cells of a sheet that have comments."""
    there = set(archive.namelist())
    for target in sorted({target for _, target in _related(archive, part)} & there):
        if "comment" in target.lower():
            yield from (cell.decode() for cell in _COMMENT.findall(archive.read(target)))


def _is_old(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts days from 1904, as on old Macintosh computers."""
    return (
        re.search(r'<(?:\w+:)?workbookPr\b[^>]*?\bdate1904="(?:1|true)"', _text(archive, "xl/workbook.xml")) is not None
    )
