"""The JSON-LD context: which key stands for which term, and how its values are written (JSON-LD 1.1).

It is made from the namespaces of `kg.ns` and the ranges that the ontology states, by rules that do not depend on what
else is in the list, so that a key keeps its meaning when terms are added:

- A term of the project's vocabulary is its own name: `author`, `Letter`. So are those of RDFS, SKOS, schema.org and
  Dublin Core, in this order, where the name is not taken; a term of another vocabulary has its prefix:
  `crm:P14_carried_out_by`.
- What leads to things is always a list of IRIs; words are an object by language, `{"en": ..., "ru": ...}`; dates,
  numbers and identifiers are as they are. A list of several values stands only where there are several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import RdfFormat, parse

from kg.ns import (
    CRM,
    DCTERMS,
    DIG,
    EDTF,
    EP,
    GEO,
    INF,
    LA,
    OA,
    OWL,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    RICO,
    RST,
    SCHEMA,
    SKOS,
    VOC,
    XSD,
    Namespace,
    bare,
)

ID, TYPE = "id", "type"
_SHORT = (EP, RDFS, SKOS, SCHEMA, DCTERMS)  # the first that has a name keeps it
_PREFIXED = (CRM, RICO, PROV, OA, LA, INF, DIG, OWL)
_ANY = (RDFS.Literal, XSD.string)  # ranges that need no coercion
# How the terms of other vocabularies are used in the graph; what is not listed leads to things.
_WORDS = {
    RDFS.label, RDFS.comment, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition, SKOS.scopeNote,
    SKOS.example, SKOS.note, SCHEMA.name, SCHEMA.abstract, DCTERMS.title, DCTERMS.description, DCTERMS.abstract,
    DCTERMS.bibliographicCitation, RICO.title, RICO.scopeAndContent,
    RICO.name, RICO.expressedDate, CRM.P3_has_note,
}  # fmt: skip
_SEVERAL = {SKOS.altLabel, SKOS.hiddenLabel, EP.nameAsPrinted, EP.authorAsPrinted, EP.addresseeAsPrinted}
_VALUES = {
    **dict.fromkeys((DCTERMS.created, DCTERMS.issued, DCTERMS.modified, SCHEMA.dateCreated), XSD.date),
    **dict.fromkeys((EP.edtf, EP.expectedDate, CRM.P82_at_some_time_within), EDTF.EDTF),
    **dict.fromkeys((RICO.birthDate, RICO.deathDate, RICO.normalizedDateValue), EDTF.EDTF),
    **dict.fromkeys((CRM.P82a_begin_of_the_begin, CRM.P82b_end_of_the_end), XSD.dateTime),
    **dict.fromkeys((CRM.P190_has_symbolic_content, RICO.identifier, RICO.textualValue, SKOS.notation), XSD.string),
    **dict.fromkeys((DCTERMS.identifier, SCHEMA.identifier, OWL.versionInfo), XSD.string),
    **dict.fromkeys((SCHEMA.latitude, SCHEMA.longitude), XSD.decimal),
    CRM.P168_place_is_defined_by: GEO.wktLiteral,
    PROV.generatedAtTime: XSD.dateTime,
}


class Kind(Enum):
    """What the values of a property are."""

    THINGS = "things"
    WORDS = "words"
    VALUES = "values"


class Key(NamedTuple):
    """How a property is written.

    `datatype` (a term) is that of its VALUES, or nothing when each says its own; `several` makes a list even of one.
    """

    name: str
    kind: Kind
    datatype: str | None = None
    several: bool = False

    def definition(self, term: str) -> dict[str, Any]:
        """What the context says of this key for the property `term`."""
        definition: dict[str, Any] = {"@id": compact(term)}
        if self.kind is Kind.THINGS:
            return definition | {"@type": "@id", "@container": "@set"}
        if self.kind is Kind.WORDS:
            return definition | {"@container": ["@language", "@set"] if self.several else "@language"}
        return definition | ({"@type": bare(self.datatype)} if self.datatype else {})


class Context(NamedTuple):
    """Properties and classes (terms) with their keys, and the `document` that says so, for `@context`.

    `prefixes` has those that the document declares, by namespace.
    """

    keys: Mapping[str, Key]
    classes: Mapping[str, str]
    prefixes: Mapping[str, str]
    document: Mapping[str, Any]


def context(ranges: Mapping[str, str]) -> Context:
    """The context of everything that is published; `ranges` has the range of each property of EP that states one."""
    names = _names()
    classes = {term: name for term, name in names.items() if _is_class(term)}
    keys = {term: _key(term, name, ranges) for term, name in names.items() if term not in classes}
    used = sorted({compact(term).partition(":")[0] for term in (*names, XSD.string, *VOC, *RST)})
    document: dict[str, Any] = {"@version": 1.1, ID: "@id", TYPE: {"@id": "@type", "@container": "@set"}}
    document["included"] = "@included"  # what goes with a thing, in the plain JSON of its documents
    document |= {prefix: PREFIXES[prefix] for prefix in used}
    document |= {name: compact(term) for term, name in classes.items() if name != compact(term)}
    document |= {key.name: key.definition(term) for term, key in keys.items()}
    return Context(keys, classes, {PREFIXES[prefix]: prefix for prefix in used}, document)


def ranges(ontology: Path) -> dict[str, str]:
    """The range of each property that states one in a Turtle file, as terms."""
    statements = parse(path=ontology, format=RdfFormat.TURTLE)
    return {str(said.subject): str(said.object) for said in statements if str(said.predicate) == RDFS.range}


def part(whole: Context, names: Iterable[str]) -> dict[str, Any]:
    """What of the document is needed for `names`, keys and prefixes: the context of one page."""
    wanted = {"@version", ID, TYPE, *names}
    for name in names:
        said = whole.document[name]
        for iri in said.values() if isinstance(said, dict) else (said,):
            wanted.add(str(iri).partition(":")[0])
    return {name: said for name, said in whole.document.items() if name in wanted}


def compact(term: str) -> str:
    """A term of `kg.ns` with its prefix: `crm:E21_Person`."""
    iri = bare(term)
    namespace = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
    return next(f"{prefix}:{iri[len(base) :]}" for prefix, base in PREFIXES.items() if base == namespace)


def _names() -> dict[str, str]:
    taken = {ID, TYPE}
    names = {}
    for namespace in (*_SHORT, *_PREFIXED):
        for name, term in _terms(namespace):
            if namespace in _SHORT and name not in taken:
                taken.add(name)
                names[term] = name
            else:
                names[term] = compact(term)
    return names


def _terms(namespace: Namespace) -> Iterator[tuple[str, str]]:
    """Local name and term."""
    for term in namespace:
        yield compact(term).partition(":")[2], term


def _is_class(term: str) -> bool:
    """Whether a term is a class: its name begins with a capital, but in CRM and its kin with a letter of their own."""
    name = compact(term).partition(":")[2]
    if any(term in list(namespace) for namespace in (CRM, INF, DIG)):
        return name[0] in "EDI"
    return name[0].isupper()


def _key(term: str, name: str, ranges: Mapping[str, str]) -> Key:
    range_ = ranges.get(term)
    if term in _WORDS or range_ == RDF.langString:
        return Key(name, Kind.WORDS, several=term in _SEVERAL)
    datatype = _VALUES.get(term) or (range_ if range_ in _ANY or _is_datatype(range_) else None)
    if datatype is None:
        return Key(name, Kind.THINGS)
    return Key(name, Kind.VALUES, None if datatype in _ANY else datatype)


def _is_datatype(range_: str | None) -> bool:
    return range_ in list(XSD) or range_ == EDTF.EDTF
