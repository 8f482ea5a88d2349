"""What readers of other people's formats find, gathered from the files of one edition and set aside.

The lines of several files are counted on from one to the next, in the order of the files, so that each line of an
edition has one number; `found/import.json` says which lines are whose.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

import msgspec

from kg.errors import KgError
from kg.files import file_sha256, scratch_file
from kg.reconcile.identities import Collected
from kg.records import (
    About,
    Bibliography,
    Dated,
    Described,
    Interval,
    Item,
    Listed,
    Named,
    Problem,
    Refused,
    Related,
    Shelved,
    Tally,
)
from kg.records.interval import interval
from kg.records.problem import NOT_UNDERSTOOD
from kg.registry import Fingerprint

Reader = Callable[[Path], Iterator[Item]]
Say = Callable[[str], None]
T = TypeVar("T", bound=msgspec.Struct)
_OF_FILE = re.compile(r"(?!\w+://)(?:[^/#]*/)+(?=[^/#]+\.xml(?:#|$))", re.IGNORECASE)
_NOTHING, _NEVER = About(), Interval()
_LETTERS = ("answers", "answered_by", "attached_to", "previous", "next")  # that a description names
_PARTIES = ("senders", "recipients", "sent_from", "sent_to", "mentions")


class Member(NamedTuple):
    """One file of an edition: its lines `first` to `last` among those of all, and how many records it holds."""

    file: str
    sha256: str
    first: int
    last: int
    records: int


@dataclass
class Gathered:
    """What the files of one edition hold. `failed` says of which nothing was taken, and why.

    `called` has for each letter the names by which others may speak of it; `spool` is where the descriptions are.
    """

    spool: Path
    file: str
    files: tuple[Member, ...] = ()
    failed: tuple[KgError, ...] = ()
    about: About = _NOTHING
    names: Collected = field(default_factory=Collected)
    bibliography: list[Bibliography] = field(default_factory=list)
    books: dict[str, Bibliography] = field(default_factory=dict)  # the same by their keys, or their words
    problems: list[Problem] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)  # what is not understood: in how many files
    called: list[tuple[str, ...]] = field(default_factory=list)
    prints: list[str] = field(default_factory=list)
    days: Interval = _NEVER
    languages: Counter[str] = field(default_factory=Counter)
    records: int = 0
    refused: int = 0
    units: list[tuple[Shelved, str]] = field(default_factory=list)
    shelved: int = 0
    relations: list[Related] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        """The hash of the file; of several, that of what `sha256sum` prints of them in their order."""
        if len(self.files) == 1:
            return self.files[0].sha256
        lines = "".join(f"{one.sha256}  {one.file}\n" for one in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()

    def place(self, line: int) -> str:
        """A line among those of all files, as a place in its file: `letters.xml line 24`."""
        one = self.files[max(0, bisect_right([member.first for member in self.files], line) - 1)]
        return f"{one.file} line {line - one.first + 1}"

    def unread_before(self, problem: Problem) -> bool:
        """Whether this says that something is not understood which an earlier file has, too: it is told once."""
        if problem.kind != NOT_UNDERSTOOD:
            return False
        self.unread[problem.raw] += 1
        return self.unread[problem.raw] > 1

    def with_files(self, problem: Problem) -> Problem:
        """The problem, with how many more files have it."""
        more = self.unread[problem.raw] - 1 if problem.kind == NOT_UNDERSTOOD else 0
        if more < 1:
            return problem
        files = "another file" if more == 1 else f"{more:,} other files"
        return msgspec.structs.replace(problem, message=f"{problem.message}; it stands in {files}, too")

    def described(self) -> Iterator[Described]:
        """The descriptions, one at a time, in the order of the files."""
        decoder = msgspec.msgpack.Decoder(Described)
        with self.spool.open("rb") as file:
            while size := file.read(4):
                yield decoder.decode(file.read(int.from_bytes(size, "big")))

    def fingerprints(self, edition: str) -> list[Fingerprint]:
        """By what each letter is known again when the files are imported once more."""
        seen: Counter[str] = Counter()
        found = []
        for text in self.prints:
            seen[text] += 1
            found.append(Fingerprint.of(edition=edition, text=text if seen[text] == 1 else f"{text}-{seen[text]}"))
        return found


def gather(reader: Reader, files: Sequence[Path], spool: Path, name: str = "", say: Say = lambda _: None) -> Gathered:
    """Read `files`, each with `reader`, and set what they describe aside in the file `spool`.

    A file that cannot be read to its end is left out whole. Several files are called by the `name` of their edition.
    """
    shown = files[0].name if len(files) == 1 else name
    gathered = Gathered(spool, shown)
    called = _called_by(files)
    failed = []
    with scratch_file(spool) as out:
        for file in files:
            say(f"reading {file}")
            one = _File(reader, file, called[file], out, _next(gathered))
            try:
                one.read()
            except KgError as error:
                out.seek(one.start)
                out.truncate()
                failed.append(error)
            else:
                one.into(gathered)
    gathered.failed = tuple(failed)
    gathered.problems = list(map(gathered.with_files, gathered.problems))
    return gathered


def _called_by(files: Sequence[Path]) -> dict[Path, str]:
    """What each of several files is called: its path below the folder that holds them all."""
    folder = Path(os.path.commonpath([file.resolve().parent for file in files])) if files else Path()
    return {file: file.resolve().relative_to(folder).as_posix() for file in files}


def _next(gathered: Gathered) -> int:
    """The number of the first line of the next file."""
    return gathered.files[-1].last + 1 if gathered.files else 1


class _File:
    """One file while it is read."""

    def __init__(self, reader: Reader, path: Path, name: str, out: BinaryIO, first: int) -> None:
        self.reader, self.path, self.name, self.out, self.first = reader, path, name, out, first
        self.start, self.shift = out.tell(), first - 1
        self.encoder = msgspec.msgpack.Encoder()
        self.found = Gathered(path, path.name)
        self.names: list[Named] = []
        self.listed: list[Listed] = []
        self.tally: Tally | None = None

    def read(self) -> None:
        """Read the file to its end. Raises KgError."""
        for item in self.reader(self.path):
            match item:
                case Described():
                    self._described(item)
                case Shelved():
                    self.found.shelved += item.counts
                    self.found.units.append((_moved(item, self.shift), self.name))
                case Related():
                    self.found.relations.append(_moved(item, self.shift))
                case Refused():
                    self.found.refused += 1
                    self._problem(item.problem)
                case Problem():
                    self._problem(item)
                case Listed():
                    entry = msgspec.structs.replace(item, key=_key(item.key, self.name))
                    self.listed.append(_moved(entry, self.shift))
                case Bibliography():
                    self.found.bibliography.append(item)
                case About():
                    self.found.about = _together(self.found.about, item)
                case Tally():
                    self.tally = item
        if self.tally is None:
            raise KgError("the reader of this format did not count the records", self.path, "please report this")

    def into(self, all_: Gathered) -> None:
        """Add what the file holds to what is gathered."""
        assert self.tally is not None
        found, tally = self.found, self.tally
        last = self.shift + max(tally.lines, 1)
        all_.files += (Member(self.name, file_sha256(self.path), self.first, last, tally.records),)
        all_.records += tally.records
        all_.refused += found.refused
        all_.shelved += found.shelved
        all_.units += found.units
        all_.relations += found.relations
        all_.names.sought.update(key for one in found.relations for key in (one.subject, one.object))
        all_.about = found.about if all_.about == _NOTHING else all_.about
        for entry in self.listed:
            if not all_.names.list(entry):
                all_.problems.append(
                    Problem(line=entry.line, column=entry.column, kind="twice", raw=entry.key,
                            message=f"{entry.key!r} is listed already; the first entry counts", hint="mend the source")
                )  # fmt: skip
        for spelled, seen in found.names.names.items():
            all_.names.take(spelled, seen)
        all_.problems += self._books(all_)
        all_.problems += (one for one in found.problems if not all_.unread_before(one))
        if len(found.called) == 1:  # of a file with one letter, the file's name is one of the letter's
            own = tuple(name for name in found.called[0] if not name.startswith(("#", "http:", "https:")))
            file = posixpath.basename(self.name)
            more = (file, posixpath.splitext(file)[0], *(f"{file}#{name}" for name in own))
            found.called = [tuple(dict.fromkeys((*found.called[0], *more)))]
        all_.called += found.called
        all_.prints += found.prints
        all_.languages += found.languages
        all_.days = _both(all_.days, found.days)

    def _books(self, all_: Gathered) -> Iterator[Problem]:
        """Add the editions that the file describes to `all_`, each once; one under another's key is reported."""
        for one in self.found.bibliography:
            first = all_.books.setdefault(one.key or f"{one.text} {one.url}", one)
            if first is one:
                all_.bibliography.append(one)
            elif first != one:
                words = f"{one.key!r} is another edition in a file before this one, and that counts: {one.text!r}"
                hint = "give each edition a key of its own, or import the files as editions of their own"
                yield Problem(line=self.first, column=1, kind="twice", raw=one.key, message=words, hint=hint)

    def _described(self, item: Described) -> None:
        said = _shifted(item, self.shift, self.name) if self.shift or _has_keys(item) else item
        said = _fileless(said)
        data = self.encoder.encode(said)
        self.out.write(len(data).to_bytes(4, "big") + data)
        for named in _named(said):
            self.found.names.add(named)
        found = self.found
        found.called.append(_called(said))
        found.prints.append(_print(said))
        found.languages.update(said.languages)
        if said.written is not None and said.written.edtf:
            found.days = _both(found.days, interval(said.written.edtf))

    def _problem(self, problem: Problem) -> None:
        self.found.problems.append(_moved(problem, self.shift))


def _together(this: About, that: About) -> About:
    """What two parts of a file say of it: the first word counts."""
    return About(**{name: getattr(this, name) or getattr(that, name) for name in About.__struct_fields__})


def _named(said: Described) -> Iterator[Named]:
    """Every name in a description."""
    for field_ in _PARTIES:
        yield from getattr(said, field_)
    for action in said.actions:
        yield from (*action.actors, *action.places)


def _has_keys(said: Described) -> bool:
    """Whether a description refers to entries of lists."""
    return any("#" in text for named in _named(said) for text in named.identifiers)


def _key(text: str, file: str) -> str:
    """A reference of a `file` to an entry of a list, `#p1` or `persons.xml#p1`, with the file that has the list."""
    where, mark, key = text.partition("#")
    if not mark or "://" in where:
        return text
    return f"{posixpath.normpath(posixpath.join(posixpath.dirname(file), where)) if where else file}#{key}"


def _shifted(said: Described, by: int, file: str) -> Described:
    """A description with its lines counted on from those of the files before, and whole references to lists."""

    def own(named: Named) -> Named:
        identifiers = tuple(_key(text, file) for text in named.identifiers)
        return msgspec.structs.replace(named, line=named.line + by, identifiers=identifiers)

    changed: dict[str, object] = {"lines": (said.lines[0] + by, said.lines[1] + by)}
    for field_ in _PARTIES:
        changed[field_] = tuple(map(own, getattr(said, field_)))
    for field_ in ("written", "received"):
        dated: Dated | None = getattr(said, field_)
        changed[field_] = _moved(dated, by) if dated is not None else None
    changed["actions"] = tuple(
        msgspec.structs.replace(
            action,
            actors=tuple(map(own, action.actors)),
            places=tuple(map(own, action.places)),
            date=_moved(action.date, by) if action.date is not None else None,
            line=action.line + by,
        )
        for action in said.actions
    )
    changed["shelfmarks"] = tuple(_moved(mark, by) if mark.line else mark for mark in said.shelfmarks)
    return msgspec.structs.replace(said, **changed)


def _fileless(said: Described) -> Described:
    """A description that names letters in other files by the file alone: `../1871/l12.xml` -> `l12.xml`."""
    named = {field_: getattr(said, field_) for field_ in _LETTERS if getattr(said, field_)}
    if not any(map(_OF_FILE.match, chain.from_iterable(named.values()))):
        return said
    bare = {field_: tuple(_OF_FILE.sub("", text) for text in texts) for field_, texts in named.items()}
    return msgspec.structs.replace(said, **bare)


def _moved(record: T, by: int) -> T:
    return msgspec.structs.replace(record, line=record.line + by) if by else record  # type: ignore[attr-defined]


def _both(these: Interval, those: Interval) -> Interval:
    """The days from the first to the last of two intervals; of one that is open the end that it has counts for both."""
    firsts = [day for one in (these, those) if (day := one.first or one.last)]
    lasts = [day for one in (these, those) if (day := one.last or one.first)]
    return Interval(min(firsts, default=None), max(lasts, default=None))


def _called(said: Described) -> tuple[str, ...]:
    """By what other letters may speak of this one."""
    marked = (f"#{name}" for name in (said.key, *said.aliases) if name)
    names = (said.url, said.key, said.number, *said.aliases, *marked)
    return tuple(dict.fromkeys(name for name in names if name))


def _print(said: Described) -> str:
    """By what a description is known again: its address, its key, its number in the edition, else all that it says."""
    if said.url or said.key or said.number:
        words = ("url", said.url) if said.url else ("key", said.key) if said.key else ("no", said.edition, said.number)
    elif said.aliases:
        words = ("key", said.aliases[0])
    else:
        parties = (named.text for field_ in _PARTIES[:2] for named in getattr(said, field_))
        words = (*parties, said.written.text if said.written else "", *(mark.raw for mark in said.shelfmarks))
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
