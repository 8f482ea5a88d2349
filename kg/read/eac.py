"""EAC-CPF, 2010 and 2.0: authority records of archives for persons, families and corporate bodies.

Each file is a record, or holds several. A record becomes an entry of the tables, with its names, its dates and its
identifiers; it is known by its number (`recordId`), by which finding aids of the same archive name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from kg.read.described_aid import tag, without_years
from kg.read.xml import Counted, Does, Element, Leftovers, Region, Unknown, stream
from kg.records import About, Item, Listed, Problem, Refused, Related, Shelved, Tally
from kg.records.edtf import is_edtf
from kg.records.identifier import RECORD, canonical

_RECORD: dict[str, Does | Region] = {"eac-cpf": Does.TAKE, "eac": Does.TAKE}
ROOT = Region({**_RECORD, "cpfs": Region(_RECORD, Does.REPORT)}, Does.REPORT)
Kind = Literal["subordinate", "successor", "family", "associated"]
_KINDS: dict[str, Literal["person", "group"]] = {"person": "person", "family": "group", "corporatebody": "group"}


def read(file: Path, archive: str = "") -> Iterator[Item]:
    """The records of a file. `archive` is the code of the archive whose numbers they bear; left out, that of the agency
    that keeps them. Raises KgError for what is no well-formed XML.
    """
    left, counted = Leftovers(), Counted()
    for found in stream(file, ROOT, counted, *_RECORD):
        if isinstance(found, Unknown):
            yield from left.unread(found)
            continue
        yield from _record(found, archive)
        left.of(found)
    yield from left.problems()
    yield Tally(records=sum(counted.names.values()), lines=counted.lines)


def _record(element: Element, archive: str) -> Iterator[Item]:
    controls = element.all("control")
    about, agency, identifiers = _control(controls)
    identities = [one for desc in element.all("cpfDescription") for one in desc.all("identity")]
    names = list(dict.fromkeys(name for one in identities for name in _names(one)))
    types = [_type(found) for one in identities for found in one.all("entityType")]
    ids = [found.text() for one in identities for found in one.all("entityId", "identityId")]
    kind = _KINDS.get(types[0].lower() if types else "")
    if not names or kind is None:
        yield Refused(problem=Problem(
            line=element.line, column=element.column, kind="empty-record", raw=" ".join(identifiers) or element.path,
            message="the record names nobody, or does not say whether it is of a person, a family or a body",
            hint="give it a nameEntry and an entityType"))  # fmt: skip
        return
    if kind == "person":  # years in brackets are no part of a name
        names = list(dict.fromkeys(name for text in names[:1] for name in (without_years(text), text))) + names[1:]
    same = [text for desc in element.taken for text in _same(desc)]
    born, died = _life(element)
    keys = [f"{RECORD}{(archive or agency or 'archive').replace('/', '-')}/{text}" for text in identifiers]
    known = [found for text in (*ids, *same) if (found := canonical(text)) is not None]
    yield about
    yield Listed(
        key=keys[0] if keys else f"#{element.path}",
        kind=kind,
        text=names[0],
        variants=tuple(names[1:]),
        identifiers=tuple(dict.fromkeys((*keys, *known))),
        born=born,
        died=died,
        line=element.line,
        column=element.column,
    )
    yield Shelved(unit=None, line=element.line, column=element.column)
    yield from _related(element, keys, archive or agency or "archive")
    yield from (_unread(element, text) for text in ids if canonical(text) is None)


def _unread(element: Element, text: str) -> Problem:
    return Problem(
        line=element.line,
        column=element.column,
        kind="bad-identifier",
        raw=text,
        message=f"{text!r} is no identifier of a file that is known here",
        hint="write it as an address, or with the name of its file before it: ISNI 0000000121032683",
    )


def _control(controls: list[Element]) -> tuple[About, str, list[str]]:
    """What the control area says of the file; the agency; the numbers of the record."""
    records = [one for control in controls for one in control.all("recordId")]
    records += [one for control in controls for one in control.all("otherRecordId")]
    for one in records:
        one.take("localType")
    agencies = [one for control in controls for one in control.all("maintenanceAgency")]
    codes = [one.text() for agency in agencies for one in agency.all("agencyCode")]
    names = [one.text() for agency in agencies for one in agency.all("agencyName")]
    languages = [lang for control in controls for one in control.all("languageDeclaration")
                 for lang in one.all("language")]  # fmt: skip
    language = next((tag(code) for one in languages if (code := one.take("languageCode"))), "")
    for one in languages:
        one.text()
    publisher = next(iter(names), "")
    agency = next(iter(codes), publisher)
    return About(publisher=publisher, language=language), agency, [text for one in records if (text := one.text())]


def _type(element: Element) -> str:
    return element.take("value") or element.text()


def _names(identity: Element) -> Iterator[str]:
    """The names in an identity, the authorised one first."""
    held = [*identity.all("nameEntry"), *(one for many in identity.all("nameEntryParallel", "nameEntrySet")
                                          for one in many.all("nameEntry"))]  # fmt: skip
    found: list[tuple[bool, str]] = []
    for one in held:
        for attribute in ("scriptCode", "xml:lang", "languageOfElement", "scriptOfElement"):
            one.take(attribute)
        preferred = one.take("localType").lower().startswith(("autor", "author", "prefer"))
        preferred = bool(one.all("authorizedForm")) or preferred or one.take("preferredForm") == "true"
        parts = one.all("part")
        found.append((not preferred, ", ".join(text for part in parts if (text := part.text()))))
    yield from (name for _, name in sorted(found, key=lambda pair: pair[0]) if name)


def _same(description: Element) -> Iterator[str]:
    """The identifiers of relations to what is the same: `cpfRelation[@cpfRelationType='identity']`."""
    for relations in (one for one in description.parts if isinstance(one, Element) and one.name == "relations"):
        relations.known = True
        for one in relations.parts:
            if isinstance(one, Element) and one.attributes.get("cpfRelationType") == "identity":
                one.take("cpfRelationType")
                yield one.take("href")


# What a relation of EAC-CPF 2010 (`@cpfRelationType`) or 2.0 (`relationType`) says of its target, and whether it is
# said of the target instead.
_RELATIONS: dict[str, tuple[Kind, bool]] = {
    "hierarchical-parent": ("subordinate", False), "hierarchical-child": ("subordinate", True),
    "temporal-earlier": ("successor", False), "temporal-later": ("successor", True),
    "family": ("family", False), "associative": ("associated", False), "associated": ("associated", False),
    "hierarchical": ("associated", False), "temporal": ("associated", False),
}  # fmt: skip


def _related(element: Element, keys: list[str], archive: str) -> Iterator[Related]:
    """What a record says of whose part it is, what came before and after it, and with whom it is associated."""
    held = [one for desc in element.taken for one in desc.parts if isinstance(one, Element) and one.name == "relations"]
    for one in (part for relations in held if keys for part in relations.parts):
        if not isinstance(one, Element) or one.name not in ("cpfRelation", "relation"):
            continue
        said = one.take("cpfRelationType") or " ".join(type_.text() for type_ in one.all("relationType"))
        found = _RELATIONS.get("-".join(said.lower().split()))
        target = next(iter(one.all("targetEntity")), one)
        number = next(filter(None, map(target.take, ("href", "target", "valueURI"))), "").removeprefix("#")
        if found is None or not number:
            if said:
                one.attributes["cpfRelationType"] = said  # was not understood
            continue
        one.drop_attributes("type", "actuate", "arcrole", "role", "show")
        target.drop_attributes("targetType")
        text = " ".join(entry.text() for entry in (*one.all("relationEntry"), *target.all("part")))
        other = canonical(number) or f"{RECORD}{archive.replace('/', '-')}/{number}"
        ends = (other, keys[0]) if found[1] else (keys[0], other)
        yield Related(subject=ends[0], relation=found[0], object=ends[1], dates=_range(one), text=text, line=one.line,
                      column=one.column)  # fmt: skip


def _range(element: Element) -> str:
    """The dates of a relation in EDTF; empty where they are none."""
    for one in element.all("dateRange"):
        ends = []
        for name in ("fromDate", "toDate"):
            end = one.first(name)
            ends.append((end.take("standardDate") or end.text()) if end is not None else "")
        for part in one.taken:
            part.text()
        text = "/".join(end or ".." for end in ends)
        return text if any(ends) and is_edtf(text) else ""
    for one in element.all("date"):
        said = one.take("standardDate") or one.text()
        one.text()
        return said if is_edtf(said) else ""
    return ""


def _life(element: Element) -> tuple[str, str]:
    """The days of birth and death, or from which and to which a body was, in EDTF, where those are dates."""
    descriptions = [one for desc in element.taken for one in desc.all("description")]
    dates = [one for desc in descriptions for exist in desc.all("existDates") for one in exist.all("dateRange")]
    ends: dict[str, str] = {}
    for one in dates[:1]:
        for name in ("fromDate", "toDate"):
            if (end := one.first(name)) is not None:
                said = end.take("standardDate") or end.text()
                end.text()
                ends[name] = said if is_edtf(said) else ""
    return ends.get("fromDate", ""), ends.get("toDate", "")
