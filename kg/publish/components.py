"""Letters as item components of a finding aid, in EAD 2002 (document type or schema) and in EAD3.

The elements are those of the tag libraries of the Society of American Archivists; a component goes last in its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kg.ns import XLINK

_XLINK = f' xmlns:xlink="{XLINK}" xlink:type="simple"'
_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), " ")


class Party(NamedTuple):
    """An author or an addressee: the name, the IRI (empty when nobody has settled who it is), person or group."""

    name: str
    iri: str
    group: bool


class Item(NamedTuple):
    """A letter as it lies in a file: its IRI and label, its shelfmark written out, its first and last possible day
    (`YYYY-MM-DD`, None where open) with the date in words, its parties, the forms of this copy.
    """

    id: str
    iri: str
    title: str
    shelfmark: str
    first: str | None
    last: str | None
    date: str
    authors: tuple[Party, ...]
    addressees: tuple[Party, ...]
    forms: tuple[str, ...]


def component(item: Item, *, tag: str, prefix: str, version: str, id_: str) -> str:
    """The element of one item, without white space between its parts; `id_` is left out when it is empty."""
    write = _Writer(prefix, ead3=version == "EAD3", linked=version != "EAD 2002")
    did = "".join(
        (
            write.element("unitid", item.shelfmark),
            write.element("unitid", item.iri, **{"localtype" if write.ead3 else "type": "uri"}),
            write.element("unittitle", item.title),
            write.date(item),
            *(write.holder("origination", write.party(author, "author")) for author in item.authors),
            *(write.physical(form) for form in item.forms),
        )
    )
    parts = [write.holder("did", did)]
    if item.addressees:
        parts.append(
            write.holder("controlaccess", "".join(write.party(party, "addressee") for party in item.addressees))
        )
    parts.append(write.holder("otherfindaid", write.holder("p", write.link(item.iri))))
    level = ' level="item"' + (f" id={_quoted(id_)}" if id_ else "")
    return f"<{tag}{level}>{''.join(parts)}</{tag}>"


class _Writer:
    """Elements of one version of EAD under one prefix."""

    def __init__(self, prefix: str, *, ead3: bool, linked: bool) -> None:
        self.prefix, self.ead3 = prefix, ead3
        self.xlink = "" if ead3 or not linked else _XLINK

    def holder(self, name: str, inside: str, **attributes: str) -> str:
        """An element with elements."""
        written = "".join(f" {key}={_quoted(value)}" for key, value in attributes.items() if value)
        return f"<{self.prefix}{name}{written}>{inside}</{self.prefix}{name}>"

    def element(self, name: str, text: str, **attributes: str) -> str:
        """An element with text."""
        return self.holder(name, escape(text.translate(_NOT_IN_XML)), **attributes)

    def date(self, item: Item) -> str:
        """The date of writing; `normal` only where both ends are known, as the tag library wants it."""
        normal = f"{item.first}/{item.last}" if item.first and item.last else ""
        return self.element("unitdate", item.date, normal=item.first or "" if item.first == item.last else normal)

    def party(self, party: Party, role: str) -> str:
        """A name of a person or a body, with its IRI and what it does."""
        name = "corpname" if party.group else "persname"
        if self.ead3:
            return self.holder(name, self.element("part", party.name), relator=role, identifier=party.iri)
        return self.element(name, party.name, role=role, authfilenumber=party.iri)

    def physical(self, form: str) -> str:
        """The form of the copy: autograph, typescript."""
        return self.element("physdesc", form)

    def link(self, iri: str) -> str:
        """The link to the letter's own page."""
        if self.ead3:
            return self.element("ref", iri, href=iri)
        href = f"{self.xlink} xlink:href" if self.xlink else " href"
        return f"<{self.prefix}extref{href}={_quoted(iri)}>{escape(iri)}</{self.prefix}extref>"


def _quoted(text: str) -> str:
    return quoteattr(text.translate(_NOT_IN_XML))


def inserted(data: bytes, places: Iterable[tuple[int, Sequence[str], str]], encoding: str) -> bytes:
    """The bytes of a finding aid with elements written before the byte of each place, on lines of their own, with the
    white space before the place and the line ends of the file; every other byte stays. Letters that the encoding lacks
    are written by number.
    """
    done = 0
    parts: list[bytes] = []
    line_end = "\r\n" if "\r\n".encode(encoding) in data else "\n"
    for place, elements, indent in sorted(places):
        text = "".join(f"{indent[-1:]}{element}{line_end}{indent}" for element in elements)
        parts += (data[done:place], text.encode(encoding, "xmlcharrefreplace"))
        done = place
    return b"".join((*parts, data[done:]))
