"""Finding aids of archives (EAD 2002 and EAD3): their components with the codes that lead to them, and where in the
file something can be written under each without touching another byte.

Nothing outside the file is read: no external entity, no document type. Entities that would put elements into the file
are refused, since the places in the file would not be those of the elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from kg.errors import KgError, Place
from kg.ns import EAD_3, EAD_2002
from kg.read.described_aid import is_former

EAD2002, EAD2002_SCHEMA, EAD3 = "EAD 2002", "EAD 2002 (schema)", "EAD3"
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"<\0": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\0<": "utf-16-be"}
_COMPONENT = re.compile(r"c(?:0[1-9]|1[0-2])?")
_DEPTH = 200  # elements; finding aids have some 20
_FIGURES = re.compile(r"[^\W_]*\d[^\W_]*")
_WORDS = re.compile(r"[^\W_]+")
_ZEROS = re.compile(r"^0+(?=\d)")

Codes = tuple[str, ...]


class Unit(NamedTuple):
    """Words that name a unit, and those of them with figures, which must all be there in the other too."""

    words: Codes
    figures: Codes

    @classmethod
    def of(cls, *texts: str) -> Unit:
        """`Ф. 558. Оп. 011` -> words (ф, 558, оп, 11), figures (558, 11)."""
        words = tuple(_ZEROS.sub("", word.casefold()) for text in texts for word in _WORDS.findall(text))
        return cls(words, tuple(word for word in words if _FIGURES.fullmatch(word)))

    def means(self, codes: Unit) -> bool:
        """Whether this, with the names of levels that may stand in it, is the unit of `codes`."""
        words = iter(self.words)
        return self.figures == codes.figures and bool(codes.words) and all(word in words for word in codes.words)


@dataclass(frozen=True, kw_only=True)
class Component:
    """A component of a finding aid, or its `archdesc` (depth 0); `number` is its place in the file, from 0.

    `path` has the unit identifiers from the outermost component inwards; `ids` are all of its own; `units` what they
    can mean together, `former` what those can mean that the unit had before. `end` is the byte before which a component
    can be written into it, None where none can; `indent` is the white space on that line. `files` says whether other
    components lie in it, `above` has the numbers of those it lies in.
    """

    tag: str
    number: int
    line: int
    depth: int
    level: str
    path: tuple[str, ...]
    ids: tuple[str, ...]
    units: tuple[Unit, ...]
    former: tuple[Unit, ...]
    title: str
    end: int | None
    indent: str
    files: bool
    above: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class FindingAid:
    """`components` in the order of the file; `prefix` is that of its elements (`ead:` or empty); `ids` its identifiers
    of elements, `unitids` of units, as written; `keeper` is what it says of the archive, `language` the code of the one
    that it is written in (ISO 639), both empty where it says nothing.
    """

    version: str
    encoding: str
    prefix: str
    components: tuple[Component, ...]
    ids: frozenset[str]
    unitids: frozenset[str]
    keeper: str
    language: str


def read(data: bytes, file: str) -> FindingAid:
    """Read the bytes of a finding aid.

    Raises KgError, with the line, for what is not well-formed, for what is not EAD, and for entities with elements.
    """
    reading = _Reading(file, data)
    parser = expat.ParserCreate()
    reading.parser = parser
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.finish
    parser.CharacterDataHandler = reading.characters
    parser.EntityDeclHandler = reading.entity
    parser.XmlDeclHandler = reading.declaration
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise KgError(
            f"not well-formed XML: {expat.ErrorString(error.code)}",
            Place(file, error.lineno, error.offset + 1),
            "nothing was written; mend the finding aid, or export it again",
        ) from None
    except (LookupError, ValueError):
        raise KgError(
            "the file declares an encoding that cannot be read",
            Place(file, 1),
            "nothing was written; convert it to UTF-8: iconv -f ENCODING -t UTF-8 OLD > NEW, then mend its first line",
        ) from None
    if not reading.version:
        raise KgError(
            "this is not a finding aid: its first element is not ead", file, "name a file in EAD 2002 or EAD3"
        )
    return FindingAid(
        version=reading.version,
        encoding=reading.encoding,
        prefix=reading.prefix,
        components=tuple(sorted(reading.components, key=lambda found: found.number)),
        ids=frozenset(reading.ids),
        unitids=frozenset(reading.unitids),
        keeper=" ".join(reading.keeper.split()),
        language=reading.language,
    )


@dataclass
class _Open:
    """A component while it is read; `dsc` is the byte at which its list of components ends (only `archdesc`)."""

    tag: str
    number: int
    line: int
    depth: int
    level: str
    ids: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)  # the units that it had before
    title: str = ""
    units: tuple[Unit, ...] = ()
    former: tuple[Unit, ...] = ()
    files: bool = False
    dsc: int | None = None


class _Reading:
    """The state of one reading, filled by the parser's events."""

    parser: expat.XMLParserType

    def __init__(self, file: str, data: bytes) -> None:
        self.file, self.data = file, data
        self.version = self.prefix = self.keeper = self.language = ""
        self.encoding = _UTF_16.get(data[:2], "utf-8")
        self.components: list[Component] = []
        self.ids: set[str] = set()
        self.unitids: set[str] = set()
        self.above: list[str] = []
        self.open: list[_Open] = []
        self.text: list[str] | None = None
        self.old = False  # whether the unitid that is read is one that the unit had before

    def declaration(self, _: str, encoding: str | None, __: int) -> None:
        if encoding and not encoding.casefold().startswith("utf-16"):
            self.encoding = encoding

    def entity(self, name: str, parameter: bool, value: str | None, *_: object) -> None:
        if value is not None and "<" in value and not parameter:
            raise KgError(
                f"the entity {name!r} stands for elements",
                Place(self.file, self.parser.CurrentLineNumber),
                "write the elements themselves: export the finding aid without entities",
            )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if not self.above and local == "ead":
            self.prefix = tag[: -len(local)]
            namespace = attributes.get(f"xmlns:{self.prefix[:-1]}" if self.prefix else "xmlns", "")
            self.version = _version(namespace)
        elif local == "control" and self.above == ["ead"]:
            self.version = EAD3  # by a document type it has no namespace
        self.above.append(local)
        if len(self.above) > _DEPTH:
            raise KgError(
                f"elements are nested more than {_DEPTH} deep",
                Place(self.file, self.parser.CurrentLineNumber),
                "this is not a finding aid as archives write them",
            )
        if "id" in attributes:
            self.ids.add(attributes["id"])
        if local == "archdesc" or _COMPONENT.fullmatch(local):
            self._component(tag, attributes)
        elif local == "language" and not self.open:
            self.language = self.language or attributes.get("langcode", "")
        elif self._wanted(local):
            self.text, self.old = [], is_former(attributes)

    def _component(self, tag: str, attributes: dict[str, str]) -> None:
        if self.open:
            self._settle(self.open[-1])
            self.open[-1].files = True
        level = attributes.get("level", "")
        level = attributes.get("otherlevel", level) if level == "otherlevel" else level
        number = len(self.components) + len(self.open)
        self.open.append(_Open(tag, number, self.parser.CurrentLineNumber, len(self.open), level))

    def _wanted(self, local: str) -> bool:
        """Whether the text of the element counts: it stands in the `did` of the component itself."""
        here = self.above[-3:-1]
        in_did = here[1:] == ["did"] and bool(self.open) and here[0] == self.open[-1].tag.rpartition(":")[2]
        return in_did and local in ("unitid", "unittitle", "repository")

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def finish(self, tag: str) -> None:
        local = self.above.pop()
        if local in ("unitid", "unittitle", "repository") and self.text is not None and self.open:
            text, self.text = " ".join("".join(self.text).split()), None
            if local == "unitid" and text:
                (self.open[-1].old if self.old else self.open[-1].ids).append(text)
                self.unitids.add(text)
            elif local == "repository":
                self.keeper += f" {text}"
            else:
                self.open[-1].title = self.open[-1].title or text
        elif local == "dsc" and len(self.open) == 1:
            self.open[-1].dsc = self._end(tag)
        elif local == "archdesc" or _COMPONENT.fullmatch(local):
            self._close(self.open[-1])
            self.open.pop()

    def _settle(self, component: _Open) -> None:
        """What the identifiers of a component and of those above it can mean together."""
        if component.units or not (component.ids or component.old):
            return
        above = next((found.units for found in reversed(self.open[:-1]) if found.units), ())
        ids, old = (component.ids, component.old) if component.ids else (component.old, [])
        component.units = tuple(dict.fromkeys(unit for text in ids for unit in _meanings(text, above)))
        component.former = tuple(dict.fromkeys(unit for text in old for unit in _meanings(text, above)))

    def _close(self, component: _Open) -> None:
        self._settle(component)
        end = self._end(component.tag) if component.depth else component.dsc
        self.components.append(
            Component(
                tag=component.tag,
                number=component.number,
                line=component.line,
                depth=component.depth,
                level=component.level,
                path=tuple(text for found in self.open for text in (found.ids or found.old)[:1]),
                ids=(*component.ids, *component.old),
                units=component.units,
                former=component.former,
                title=component.title,
                end=end,
                indent=self._indent(end),
                files=component.files,
                above=frozenset(found.number for found in self.open[:-1]),
            )
        )

    def _end(self, tag: str) -> int | None:
        """The byte at which the tag that ends an element begins; None when it is empty and has no such tag."""
        here = self.parser.CurrentByteIndex
        return here if self.data.startswith(f"</{tag}".encode(self.encoding), here) else None

    def _indent(self, end: int | None) -> str:
        """The white space before a place in the file, when nothing else stands on its line."""
        width = len(" ".encode(self.encoding))
        begin = end or 0
        while begin and self.data[begin - width : begin].decode(self.encoding, "replace") in (" ", "\t"):
            begin -= width
        here = self.data[begin - width : begin].decode(self.encoding, "replace")
        return self.data[begin:end].decode(self.encoding) if end and here == "\n" else ""


def _version(namespace: str) -> str:
    """The version of EAD by its namespace; EAD3 has a second one, with the elements that it would give up."""
    if namespace.startswith(EAD_3):
        return EAD3
    return EAD2002_SCHEMA if namespace == EAD_2002 else EAD2002


def _meanings(text: str, above: Sequence[Unit]) -> Iterator[Unit]:
    """What a unit identifier can mean under those above it: all of a code, or what comes after theirs.

    A range (`20140143/1-20140143/7`) means what its ends have in common.
    """
    own = Unit.of(text)
    first, dash, last = re.sub(r"\s*[-–—]\s*", "-", text).partition("-")
    if dash and (shared := _shared(Unit.of(first).words, Unit.of(last).words)):
        own = Unit.of(*shared)
    if not above:
        yield own
    for unit in above:
        size = min(len(own.words), len(unit.words))
        whole = own.words[:size] == unit.words[:size]  # a code written out from the fonds on, or a range of such
        alike = len(own.figures) > 1 and own.figures[:1] == unit.figures[:1]
        if whole or alike or own.words[:1] == unit.words[:1]:
            yield own
        if not whole:
            yield Unit(unit.words + own.words, unit.figures + own.figures)


def _shared(one: Codes, other: Codes) -> Codes:
    """The words with which both begin."""
    size = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    return one[:size] if size is not None else one[: min(len(one), len(other))]
