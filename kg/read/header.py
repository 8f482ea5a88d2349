"""The header of TEI: what a file says of itself, and the editions that it describes."""

from __future__ import annotations

import re
from typing import Literal, cast

from kg.read.xml import Element
from kg.records import About, Bibliography

_MEDIA = ("print", "online", "hybrid")
_NO_USE = ("author", "principal", "sponsor", "funder", "respStmt", "pubPlace", "address", "p", "ab")


def about(element: Element) -> About:
    """What `titleStmt`, `publicationStmt` or `langUsage` say; each of them a part of what the file says of itself."""
    if element.name == "titleStmt":
        titles = [_title(one) for one in element.all("title")]
        editors = [
            *element.all("editor"),
            *(name for stmt in element.all("respStmt") for name in stmt.all("name", "persName")),
        ]
        for one in (*(mail for editor in editors for mail in editor.all("email")), *element.all(*_NO_USE)):
            one.drop()
        return About(
            title=titles[0] if titles else "",
            editors=tuple(dict.fromkeys(filter(None, (one.text() for one in editors)))),
        )
    if element.name == "publicationStmt":
        return _published(element)
    tags = []
    for one in element.all("language"):
        if tag := one.take("ident"):
            one.drop()  # its words call it by its name
            tags.append(tag)
    return About(original=tags[0] if len(tags) == 1 else "")


def _published(element: Element) -> About:
    publishers = [_named(one) for one in element.all("publisher", "authority", "distributor")]
    dates = [one.take("when") or one.text() for one in element.all("date")]
    numbers = [(one.take("type").lower(), one.text()) for one in element.all("idno")]
    addresses = [text for type_, text in numbers if type_ in ("url", "uri", "")]
    available = element.all("availability")
    licences = [licence for one in available for licence in one.all("licence")]
    for one in available:
        one.drop_attributes("status")
    for one in element.all(*_NO_USE):
        one.drop()
    day = re.match(r"\d{4}(-\d\d(-\d\d)?)?", dates[0]) if dates else None
    return About(
        publisher="; ".join(filter(None, publishers)),
        date=day[0] if day else "",
        url=addresses[0] if addresses else "",
        licence=licences[0].take("target") if licences else "",
        rights=licences[0].text() if licences else "",
    )


def _title(element: Element) -> str:
    element.drop_attributes("level", "type", "xml:lang")
    return element.text()


def _named(element: Element) -> str:
    """The words of an element, without the addresses behind them."""
    for part in element.parts:
        if isinstance(part, Element):
            part.take("target")
    return element.text()


def bibliography(element: Element) -> Bibliography:
    """The edition that a `bibl` with an `xml:id` describes."""
    kind = element.take("type").lower()
    links = [part.attributes.get("target", "") for part in element.parts if isinstance(part, Element)]
    for part in element.parts:
        if isinstance(part, Element):
            part.attributes.pop("target", None)
    return Bibliography(
        key=element.take("xml:id"),
        text=element.text(),
        kind=cast(Literal["", "print", "online", "hybrid"], kind if kind in _MEDIA else ""),
        url=next(filter(None, links), ""),
    )
