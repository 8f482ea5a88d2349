"""Tables in text files: comma-separated values in whatever encoding and with whatever delimiter they were written.

Read as a stream, line by line: a file of any size takes the memory of one row.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg.errors import KgError, Place
from kg.files import open_file
from kg.read.table_rows import Cell, Row, Sheet, remark

_LONGEST = 1 << 20  # characters in a line; a longer one is no table
_SAMPLE = 1 << 16
_ROW = 1000  # lines; a row of more has a quotation mark that is left open
_DELIMITERS = ",;\t|"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Of Windows, Unix and DOS; of Windows, Macintosh computers and DOS.
_CYRILLIC = ("cp1251", "koi8-r", "cp866")
_WESTERN = ("cp1252", "mac-roman", "cp850")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_WORDS = 20_000  # that differ; more say nothing new
_SIGNS = "«»„“”‘’‚–—…№°§·ºª\xa0\xad"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]+")


def read_text_table(path: Path, encoding: str = "", delimiter: str = "") -> Sheet:
    """The table in a text file. Raises KgError for what is no text, with the line."""
    problems = []
    found = encoding or _encoding(path)
    if _is_binary(path, found):
        raise KgError("this is no text, and no workbook", path, "name a table: CSV, TSV, .xlsx, .xls, .ods")
    try:
        codecs.lookup(found)
    except LookupError:
        raise KgError(f"no such encoding: {found!r}", path, "name one that Python knows: cp1251, utf-8") from None
    if not encoding and found in (*_CYRILLIC, *_WESTERN, "utf-16-le", "utf-16-be"):
        problems.append(
            remark("encoding", 1, 1, "", f"the file is not in UTF-8; it is read as {found}",
                   "if names look wrong, give the mapping the right `encoding`, or save the file as UTF-8")
        )  # fmt: skip
    sign = delimiter or _delimiter(path, found)
    return Sheet("", lambda: _rows(path, found, sign), tuple(problems), encoding=found, delimiter=sign)


def _is_binary(path: Path, encoding: str) -> bool:
    """Whether the file begins with bytes of which one in twenty is none of a text; a few may be slips."""
    with open_file(path) as file:
        head = file.read(_SAMPLE)
    return not encoding.startswith("utf-16") and len(_CONTROL.findall(head)) * 20 > len(head)


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
            return _old(path)
    return "utf-8"


def _old(path: Path) -> str:
    """Cyrillic words are runs of high bytes, Western ones have few in a row; of the encodings of each the likeliest."""
    runs: Counter[bool] = Counter()
    words: Counter[bytes] = Counter()
    with open_file(path) as file:
        while piece := file.read(_SAMPLE):
            for run in _HIGH.findall(piece):
                runs[len(run) > 2] += len(run)
            if len(words) < _WORDS:
                words.update(_WORD.findall(piece))
    several = _CYRILLIC if runs[True] > runs[False] else _WESTERN
    return min(several, key=lambda encoding: (_unlikely(words, encoding), several.index(encoding)))


def _unlikely(words: Counter[bytes], encoding: str) -> int:
    """How many words are none in an encoding: they have a capital behind a small letter, or signs of no alphabet."""
    count = 0
    for word, times in words.items():
        text = word.decode(encoding, "replace")
        capital = any(one.islower() and other.isupper() for one, other in itertools.pairwise(text))
        count += times * (capital or not all(sign.isalpha() or sign in "’\xad" for sign in text.strip(_SIGNS)))
    return count


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


class _Held:
    """The lines of a file for a reader of CSV, with those of the row that it reads, which may be read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.taken: list[str] = []
        self.again: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) > _ROW:
            raise csv.Error(f"it goes over more than {_ROW} lines")
        self.taken.append(self.again.pop(0) if self.again else next(self.lines))
        return self.taken[-1]


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """The rows; of one with a quotation mark that opens and does not close, the line alone, read as it stands."""
    held = _Held(_lines(path, encoding))
    reader = csv.reader(held, delimiter=delimiter)
    number = last = 0
    while True:
        held.taken = []
        cells: list[Cell] = []
        try:
            found = next(reader, None)
            if found is None:
                return
            bare = _is_bare(found, held.taken, delimiter)
        except csv.Error as error:
            if len(held.taken) < 2:
                raise KgError(f"the row cannot be read: {error}", Place(path, last + 1), "check the row") from None
            found, bare = [], True
        if bare:
            found = [_unquoted(cell) for cell in held.taken[0].rstrip("\r\n").split(delimiter)]
            held.again = held.taken[1:] + held.again
            held.taken = held.taken[:1]
            reader = csv.reader(held, delimiter=delimiter)
        number += 1
        cells += found
        yield Row(number, last + 1, last + len(held.taken), cells, bare)
        last += len(held.taken)


def _is_bare(cells: list[str], lines: list[str], delimiter: str) -> bool:
    """Whether quotation marks of a row stand for themselves: one is left open, or they enclose what divides cells."""
    if any(cell.strip(" ")[:1] == delimiter or (delimiter == "\t" and delimiter in cell) for cell in cells):
        return True
    if len(lines) < 2:
        return False
    try:
        next(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _unquoted(cell: str) -> str:
    """A cell as it stands, without the quotation mark that is left open; one alone says `as above`."""
    whole = cell.strip()
    return whole.strip('"') if whole.count('"') % 2 and len(whole) > 1 else whole
