"""What EAD says of a finding aid as a whole: its header, its keeper; and whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.read.xml import Element
from kg.records import About, Listed, Named
from kg.records.identifier import RECORD, canonical

# Languages of ISO 639-2 (either code) by their tags in BCP 47; other codes are tags as they are.
_TAGS = {
    "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "eng": "en", "rus": "ru", "ita": "it", "spa": "es",
    "dut": "nl", "nld": "nl", "por": "pt", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "pol": "pl",
    "cze": "cs", "ces": "cs", "hun": "hu", "lat": "la", "ukr": "uk", "est": "et", "lav": "lv", "lit": "lt",
}  # fmt: skip
_FORMER = re.compile(
    r"\b(?:former|previous|prior\b|old\b|ancien|alte?\b|alte[rs]?[ -]?signatur|altsignatur|früher|прежн|стар)",
    re.IGNORECASE,
)
_LIFE = re.compile(r"\s*\([^()]*\d{3,4}[^()]*\)\s*$")


def tag(code: str) -> str:
    """The tag of a language: `fre` -> `fr`."""
    return _TAGS.get(code.strip().lower(), code.strip().lower())


def is_former(attributes: Mapping[str, str]) -> bool:
    """Whether a `unitid` with these attributes is a former one: `type="former"`, `label="Altsignatur"`."""
    return any(_FORMER.search(attributes.get(name, "")) for name in ("type", "localtype", "label"))


def header(element: Element) -> tuple[About, str, str]:
    """What `eadheader` or `control` says: of the file, the code of its agency, the language of the description."""
    identifiers = element.all("eadid", "recordid")
    code = next((found for one in identifiers if (found := one.take("mainagencycode"))), "")
    url = next((found for one in identifiers if (found := one.take("url") or one.take("instanceurl"))), "")
    name = " ".join(one.text() for one in identifiers)
    agency = [found for one in element.all("maintenanceagency") for found in one.all("agencycode", "agencyname")]
    code = code or next((text for one in agency if one.name == "agencycode" and (text := one.text())), "")
    titles: list[str] = []
    people: list[str] = []
    publishers = [text for one in agency if one.name == "agencyname" and (text := one.text())]
    dates: list[str] = []
    for desc in element.all("filedesc"):
        for stmt in desc.all("titlestmt"):
            titles += [one.text() for one in stmt.all("titleproper", "subtitle")]
            people += [one.text() for one in stmt.all("author")]
        for stmt in desc.all("publicationstmt"):
            publishers += [one.text() for one in stmt.all("publisher")]
            dates += [one.take("normal") or one.take("standarddate") or one.text() for one in stmt.all("date")]
    day = re.match(r"\d{4}(-\d\d(-\d\d)?)?", dates[0]) if dates else None
    about = About(
        title=". ".join(filter(None, titles)) or name,
        editors=tuple(filter(None, people)),
        publisher=next(iter(publishers), ""),
        url=url,
        date=day[0] if day else "",
        language=(language := _language(element)),
    )
    return about, code, language


def _language(element: Element) -> str:
    """The language in which the description is written."""
    held = [*element.all("profiledesc"), element]
    usage = [use for one in held for use in one.all("langusage", "languagedeclaration")]
    codes = [code for one in usage for lang in one.all("language") if (code := lang.take("langcode"))]
    for one in usage:
        for lang in one.taken:
            lang.text()
        one.text()
    return tag(codes[0]) if codes else ""


def keeper(did: Element) -> str:
    """The archive that keeps what is described."""
    return next((text for one in did.all("repository") if (text := one.text())), "")


def without_years(name: str) -> str:
    """A name of a person without years in brackets at its end: `Vitet, Ludovic (1802-1873)`."""
    return _LIFE.sub("", name) or name


def named(element: Element, archive: str) -> Named:
    """A name with the identifiers beside it; a bare number is that of the archive's own authority record."""
    number = element.take("authfilenumber") or element.take("identifier")
    source = element.take("source") if number else ""
    identifiers: tuple[str, ...] = ()
    if number:
        known = canonical(number) or canonical(f"{source} {number}")
        identifiers = (known or f"{RECORD}{archive}/{number}",)
    parts = [text for one in element.all("part") if (text := _part(one))]
    addresses = [known for text in parts if text.startswith("http") and (known := canonical(text))]
    identifiers = tuple(dict.fromkeys((*identifiers, *addresses)))
    text = ", ".join(filter(None, (element.text(), *(text for text in parts if not canonical(text)))))
    kind = "person" if element.name == "persname" else "place" if element.name == "geogname" else "group"
    return Named(kind=kind, text=text, identifiers=identifiers, line=element.line, column=element.column)  # type: ignore[arg-type]


def _part(element: Element) -> str:
    """The words of a part of a name in EAD3; what part it is says no more than its place."""
    element.drop_attributes("localtype")
    return element.text()


def listed(name: Named, seen: set[str]) -> Iterator[Listed]:
    """The entry of a table that a name makes, once in a file; years in brackets are no part of a name."""
    plain = without_years(name.text) if name.kind == "person" else name.text
    key = next(iter(name.identifiers), "") or f"#{name.kind} {plain}"
    if not plain or key in seen:
        return
    seen.add(key)
    variants = (name.text,) if plain != name.text else ()
    yield Listed(
        key=key,
        kind=name.kind,
        text=plain,
        variants=variants,
        identifiers=name.identifiers,
        line=name.line,
        column=name.column,
    )
