"""XML 1.0 as a stream of elements, read so that no file can do harm: nothing is fetched, no entity is expanded, depth
and size have limits, and what is held is one record at a time.

Expat tells line and column of every element (libxml2's lines end at 65535, and it has no columns). A document type may
be named, as finding aids do, and is not read; one that declares entities is refused, and so is a reference to any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any
from xml.parsers import expat

from kg.errors import KgError, Place
from kg.files import open_file
from kg.records import Problem, Refused
from kg.records.problem import NOT_UNDERSTOOD

CHUNK = 1 << 16  # bytes read at a time
DEPTH = 200  # elements in one another
ATTRIBUTES = 500  # of one element
RECORD = 8_000_000  # characters of names, attributes and text in one record
XML = "xml"  # stands for the namespace of xml:id and xml:lang
_UNREAD = "what it says is in the file alone; write it another way where it matters"
_INCLUDED = "nothing is fetched: import the file that it names together with this one, as a file of its own"
_XML_NAMESPACE = "XML/1998/namespace"


class Does(Enum):
    """What is done with an element, where it is not a Region to go into."""

    TAKE = "take"  # with all in it
    PASS = "pass"  # known, and of no use here
    REPORT = "report"  # not known


@dataclass(frozen=True)
class Region:
    """What is done with the elements in an element: by local name, else `other`."""

    elements: Mapping[str, Does | Region] = field(default_factory=dict)
    other: Does | Region | None = None  # None: as this region itself says
    told: bool = False  # hand over its start tag: an Element with attributes and no parts, `begun`

    def of(self, name: str) -> Does | Region:
        """What is done with an element of this name."""
        found = self.elements.get(name, self.other)
        return self if found is None else found


@dataclass(slots=True)
class Element:
    """One element: what a reader understands it takes out, so that what is left was not understood;
    `known` says that a reader looked into it, `taken` are elements in it that were taken out: what is left of
    them is not understood either.

    `name` is the local name; names of attributes are local, too, but for `xml:id` and the like. `path` is an XPath.
    """

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    path: str = ""
    last: int = 0
    parts: list[str | Element] = field(default_factory=list)
    known: bool = False
    taken: list[Element] = field(default_factory=list)
    begun: bool = False

    def drop(self) -> None:
        """Pass over all that the element says."""
        self.known, self.attributes, self.parts = True, {}, []

    def drop_attributes(self, *names: str) -> None:
        """Pass over attributes."""
        for name in names:
            self.attributes.pop(name, None)

    def take(self, attribute: str) -> str:
        """The value of an attribute without spaces at its ends, empty when it is not there; it counts as understood."""
        self.known = True
        return self.attributes.pop(attribute, "").strip()

    def all(self, *names: str) -> list[Element]:
        """The elements in this one with one of these names, in their order; they are taken out."""
        self.known = True
        found = [part for part in self.parts if isinstance(part, Element) and part.name in names]
        self.parts = [part for part in self.parts if isinstance(part, str) or part.name not in names]
        self._taken(found)
        return found

    def _taken(self, found: list[Element]) -> None:
        for part in found:
            part.known = True
        self.taken += found

    def first(self, name: str) -> Element | None:
        """The first element in this one with this name, taken out; the others stay."""
        self.known = True
        for n, part in enumerate(self.parts):
            if isinstance(part, Element) and part.name == name:
                del self.parts[n]
                self._taken([part])
                return part
        return None

    def text(self) -> str:
        """All words in the element, single-spaced; they count as understood, attributes of inner elements do not."""
        words: list[str] = []
        self._words(words)
        return " ".join("".join(words).split())

    def _words(self, words: list[str]) -> None:
        self.known = True
        for part in self.parts:
            if isinstance(part, str):
                words.append(part)
            else:
                part._words(words)
        self.parts = [part for part in self.parts if isinstance(part, Element)]


@dataclass(frozen=True, slots=True)
class Unknown:
    """An element that is not known here, and was not read; `counted` says that it is one of those that are counted."""

    names: str
    line: int
    column: int
    counted: bool = False


@dataclass(slots=True)
class Counted:
    """How many elements of each name there were, wherever they stood; and the lines of the file."""

    names: dict[str, int] = field(default_factory=dict)
    lines: int = 0


def stream(file: Path, root: Region, counted: Counted, *count: str) -> Iterator[Element | Unknown]:
    """The elements that `root` says to take, and those that are unknown, in the order of the file.

    `counted` gets the number of elements called as `count` says; one of these that is not handed over, as it stands in
    another or where nothing is read, is an Unknown that is `counted`. Raises KgError with line and column for what is
    not well-formed, for entities, and for what is deeper or larger than any record.
    """
    parser = _Parser(file, root, counted, count)
    with open_file(file) as data:
        while chunk := data.read(CHUNK):
            parser.feed(chunk)
            yield from parser.ready()
        parser.end()
        yield from parser.ready()


class _Parser:
    """Expat with handlers that build the elements that are taken."""

    def __init__(self, file: Path, root: Region, counted: Counted, count: tuple[str, ...]) -> None:
        self.file, self.counted, self.count = file, counted, count
        self.found: list[Element | Unknown] = []
        self.regions: list[Region | None] = [root]  # None in an element that is passed over
        self.names: list[str] = []
        self.siblings: list[dict[str, int]] = [{}]
        self.open: list[Element] = []
        self.size = 0
        self.fed = 0
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped

    def feed(self, chunk: bytes) -> None:
        self._parse(chunk, False)

    def end(self) -> None:
        self._parse(b"", True)
        self.counted.lines = self.parser.CurrentLineNumber

    def ready(self) -> Iterator[Element | Unknown]:
        found, self.found = self.found, []
        yield from found

    def _parse(self, chunk: bytes, final: bool) -> None:
        try:
            self.parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise self._broken(error, chunk) from None
        except (LookupError, ValueError):
            raise KgError(
                "the file declares an encoding that cannot be read",
                Place(self.file, 1),
                "convert it to UTF-8: iconv -f ENCODING -t UTF-8 OLD > NEW, then mend its first line",
            ) from None
        self.fed += len(chunk)
        if not final and self.fed - self.parser.CurrentByteIndex > RECORD:  # expat keeps all of a tag or a comment
            raise self._refuse(
                f"a tag or a comment has more than {RECORD} bytes", "it is not closed: mend the file there"
            )

    def _broken(self, error: expat.ExpatError, chunk: bytes) -> KgError:
        where = Place(self.file, error.lineno, error.offset + 1)
        at = self.parser.ErrorByteIndex - self.fed
        byte = chunk[at] if 0 <= at < len(chunk) else 0
        words = expat.ErrorString(error.code) or "not well-formed"
        if words == expat.errors.XML_ERROR_INVALID_TOKEN and byte >= 0x80:
            return KgError(
                f"the file is not in the encoding that it declares (UTF-8 where it declares none): byte 0x{byte:02x}",
                where,
                "find its encoding and convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW, then mend its first line",
            )
        return KgError(f"not well-formed XML: {words}", where, "mend the file there; nothing of it was taken")

    def _refuse(self, what: str, hint: str) -> KgError:
        where = Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        return KgError(what, where, hint)

    def _entity(self, name: str, *_: Any) -> None:
        raise self._refuse(
            f"the document type declares the entity {name!r}: files with entities of their own are not read",
            "replace the entities by their text: xmllint --noent --dropdtd OLD > NEW, if you trust the file",
        )

    def _skipped(self, name: str, *_: Any) -> None:
        raise self._refuse(
            f"the entity &{name}; is declared nowhere in the file", "write the character itself, or its number &#...;"
        )

    def _start(self, name: str, attributes: list[str]) -> None:
        name = name.rpartition(" ")[2]
        if name in self.count:
            self.counted.names[name] = self.counted.names.get(name, 0) + 1
        if len(self.names) >= DEPTH:
            raise self._refuse(
                f"more than {DEPTH} elements stand in one another", "no edition is so deep: mend the file"
            )
        siblings = self.siblings[-1]
        siblings[name] = siblings.get(name, 0) + 1
        self.names.append(name)
        self.siblings.append({})
        if self.open:
            self._misplaced(name)
            self.open.append(self._element(name, attributes))
            return
        region = self.regions[-1]
        does = region.of(name) if region is not None else Does.PASS
        self.regions.append(does if isinstance(does, Region) else None)
        if isinstance(does, Region) and does.told:
            self.size = 0
            begun = self._element(name, attributes)
            begun.path, begun.begun, begun.known = self._path(), True, True
            self.found.append(begun)
        elif does is Does.TAKE:
            self.size = 0
            element = self._element(name, attributes)
            element.path = self._path()
            self.open.append(element)
        elif not self._misplaced(name) and does is Does.REPORT:
            self._unknown()

    def _misplaced(self, name: str) -> bool:
        """Whether this is an element that is counted, where it is not read: then that is told."""
        counted = name in self.count
        if counted:
            self._unknown(counted=True)
        return counted

    def _unknown(self, *, counted: bool = False) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        self.found.append(Unknown("/".join(self.names[-3:]), line, column, counted))

    def _element(self, name: str, attributes: list[str]) -> Element:
        if len(attributes) > 2 * ATTRIBUTES:
            raise self._refuse(f"an element has more than {ATTRIBUTES} attributes", "mend the file")
        self._grow(len(name) + sum(map(len, attributes)))
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return Element(name, {_attribute(key): value for key, value in pairs}, line, column)

    def _path(self) -> str:
        """The XPath of the element that begins here, with places among its like."""
        return "".join(f"/{name}[{self.siblings[n][name]}]" for n, name in enumerate(self.names))

    def _end(self, _: str) -> None:
        self.names.pop()
        self.siblings.pop()
        if not self.open:
            self.regions.pop()
            return
        element = self.open.pop()
        element.last = self.parser.CurrentLineNumber
        if self.open:
            self.open[-1].parts.append(element)
        else:
            self.regions.pop()
            self.found.append(element)

    def _text(self, text: str) -> None:
        if self.open:
            self._grow(len(text))
            self.open[-1].parts.append(text)

    def _grow(self, by: int) -> None:
        self.size += by
        if self.size > RECORD:
            raise self._refuse(f"one record has more than {RECORD} characters", "no letter is so long: mend the file")


def _attribute(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"xml:{local}" if space.endswith(_XML_NAMESPACE) else local


class Leftovers:
    """What readers left of the elements of a file, counted by name: each is reported once, where it stands first."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, int, int]] = {}

    def of(self, element: Element, above: str = "") -> None:
        """Count what was not understood of `element`."""
        names = f"{above}/{element.name}" if above else element.name
        for attribute in element.attributes:
            self._count(f"{names}/@{attribute}", element.line, element.column)
        for part in (*element.parts, *element.taken):
            if isinstance(part, Element):
                if part.known:
                    self.of(part, names)
                else:  # with all in it
                    self._count(f"{names}/{part.name}", part.line, part.column)
            elif part.strip():
                self._count(f"{names}/text()", element.line, element.column)

    def unknown(self, found: Unknown) -> None:
        """Count an element that was not read at all."""
        self._count(found.names, found.line, found.column)

    def unread(self, found: Unknown) -> Iterator[Refused]:
        """The same; a record that stands where none is read is refused: what is counted becomes something, always."""
        if not found.counted:
            self.unknown(found)
            return
        yield Refused(problem=Problem(
            line=found.line, column=found.column, kind="misplaced", raw=found.names,
            message=f"{found.names} stands where no record is read: nothing was made of it",
            hint="move it to where the format has it"))  # fmt: skip

    def _count(self, names: str, line: int, column: int) -> None:
        times, first, at = self._found.get(names, (0, line, column))
        self._found[names] = (times + 1, first, at)

    def problems(self) -> Iterator[Problem]:
        """One problem for each name, in the order of the file."""
        for names, (times, line, column) in self._found.items():
            yield Problem(
                line=line,
                column=column,
                kind=NOT_UNDERSTOOD,
                raw=names,
                message=f"{names} was not read, {times} {'time' if times == 1 else 'times'}, here first",
                hint=_INCLUDED if names.endswith("/include") else _UNREAD,
            )
