"""Tables in text files: comma-separated values in whatever encoding and with whatever delimiter they were written.

Read as a stream, line by line: a file of any size takes the memory of one row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg.errors import KgError, Place
from kg.files import open_file
from kg.read.table_rows import Cell, Row, Sheet, remark

_LONGEST = 1 << 20  # characters in a line; a longer one is no table
_SAMPLE = 1 << 16
_DELIMITERS = ",;\t|"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH = re.compile(rb"[\x80-\xff]+")


def read_text_table(path: Path, encoding: str = "", delimiter: str = "") -> Sheet:
    """The table in a text file. Raises KgError for what is no text, with the line."""
    problems = []
    found = encoding or _encoding(path)
    try:
        codecs.lookup(found)
    except LookupError:
        raise KgError(f"no such encoding: {found!r}", path, "name one that Python knows: cp1251, utf-8") from None
    if not encoding and found in ("cp1251", "cp1252", "utf-16-le", "utf-16-be"):
        problems.append(
            remark("encoding", 1, 1, "", f"the file is not in UTF-8; it is read as {found}",
                   "if names look wrong, give the mapping the right `encoding`, or save the file as UTF-8")
        )  # fmt: skip
    sign = delimiter or _delimiter(path, found)
    return Sheet("", lambda: _rows(path, found, sign), tuple(problems), encoding=found, delimiter=sign)


def _encoding(path: Path) -> str:
    """The encoding of a file: by its byte order mark, by being UTF-8, by zero bytes, or Windows Cyrillic or Western."""
    with open_file(path) as file:
        head = file.read(_SAMPLE)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        zeros = head.count(0)
        if zeros > len(head) // 8:  # letters of UTF-16 have one zero byte where the script is Latin
            return "utf-16-le" if head[1::2].count(0) >= zeros - zeros // 4 else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while head:
                decoder.decode(head)
                head = file.read(_SAMPLE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _windows(path)
    return "utf-8"


def _windows(path: Path) -> str:
    """Cyrillic words are runs of high bytes, Western ones have few in a row."""
    runs: Counter[bool] = Counter()
    with open_file(path) as file:
        while piece := file.read(_SAMPLE):
            for run in _HIGH.findall(piece):
                runs[len(run) > 2] += len(run)
    return "cp1251" if runs[True] > runs[False] else "cp1252"


def _delimiter(path: Path, encoding: str) -> str:
    """The sign that divides the first lines into the most equal rows of more than one cell."""
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t"
    lines = []
    for _, line in zip(range(50), _lines(path, encoding), strict=False):
        lines.append(line)
    best, score = ",", 0
    for sign in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        except csv.Error:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        if times * times * (width - 1) > score:  # a sign in some cells is in fewer rows than the one between all
            best, score = sign, times * times * (width - 1)
    return best


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file, each of a bearable length. Raises KgError with the line."""
    number = 0
    try:
        with open_file(path) as raw:
            file = io.TextIOWrapper(raw, encoding=encoding, newline="")
            while line := file.readline(_LONGEST):
                number += 1
                if len(line) >= _LONGEST:
                    raise KgError("the line is too long for a table", Place(path, number), "check what this file is")
                yield line
    except UnicodeError as error:
        where = Place(path, number + 1)
        raise KgError(
            f"this is not {encoding}: {error}", where, "save the file as UTF-8, or name its encoding"
        ) from None


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(_lines(path, encoding), delimiter=delimiter)
    number, last = 0, 0
    while True:
        try:
            found = next(reader, None)
        except csv.Error as error:
            hint = "a quotation mark may be open: check the rows from here on"
            raise KgError(f"the row cannot be read: {error}", Place(path, last + 1), hint) from None
        if found is None:
            return
        number += 1
        cells: list[Cell] = list(found)
        yield Row(number, last + 1, reader.line_num, cells)
        last = reader.line_num
