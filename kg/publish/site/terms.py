"""The vocabulary as read from its Turtle files: each term with what it means, what it stands under, who uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import Literal, RdfFormat, parse

from kg.errors import KgError
from kg.ns import DCTERMS, EP, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, bare
from kg.publish.jsonld import literal
from kg.publish.site.blocks import Ref
from kg.publish.statistics import Statistics, short

OWN = ("ep", "voc")  # the project's own vocabularies: their prefixes name their pages and files
_ALIKE = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch)
_NOTES = (SKOS.scopeNote, SKOS.note)


class Words(NamedTuple):
    """A text and its language (BCP 47)."""

    text: str
    lang: str


@dataclass(frozen=True)
class Sheet:
    """The statements of one Turtle file: subject -> property -> values, all as terms in N-Triples form."""

    about: Mapping[str, Mapping[str, tuple[str, ...]]]
    lines: tuple[str, ...]
    texts: Mapping[str, Words]

    def values(self, subject: str, *properties: str) -> tuple[str, ...]:
        """The values of some properties, in the order of the properties, then of the file."""
        return tuple(value for property_ in properties for value in self.about.get(subject, {}).get(property_, ()))

    def words(self, subject: str, *properties: str) -> tuple[Words, ...]:
        """Those values that are texts."""
        return tuple(self.texts[value] for value in self.values(subject, *properties) if value in self.texts)

    def english(self, subject: str, *properties: str) -> str:
        """The first English text, or an empty one."""
        return next((words.text for words in self.words(subject, *properties) if words.lang in ("en", "")), "")


def sheet(turtle: bytes) -> Sheet:
    """A Turtle file without blank nodes. Raises SyntaxError for what is not Turtle."""
    about: dict[str, dict[str, list[str]]] = {}
    texts: dict[str, Words] = {}
    lines = []
    for triple in parse(turtle, format=RdfFormat.TURTLE):
        subject, property_, value = str(triple.subject), str(triple.predicate), str(triple.object)
        about.setdefault(subject, {}).setdefault(property_, []).append(value)
        lines.append(f"{subject} {property_} {value} .\n")
        if isinstance(triple.object, Literal):
            texts[value] = Words(triple.object.value, triple.object.language or "")
    kept = {subject: {key: tuple(found) for key, found in rows.items()} for subject, rows in about.items()}
    return Sheet(kept, tuple(lines), texts)


class Example(NamedTuple):
    """A statement of the graph in which the term stands."""

    subject: Ref
    property: Ref
    object: Ref


@dataclass(frozen=True)
class Term:
    """One term of a vocabulary, ready for its page.

    `kind` is `class`, `property`, `scheme` or `concept`; `under` are what it stands under in this and in other
    vocabularies, `over` the terms of its own vocabulary that stand under it; `uses` counts statements or members.
    """

    name: str
    short: str
    iri: str
    kind: str
    label: str
    others: tuple[Words, ...]
    definition: str
    notes: tuple[str, ...]
    long_path: str
    under: tuple[Ref, ...]
    over: tuple[Ref, ...]
    alike: tuple[Ref, ...]
    domain: tuple[Ref, ...]
    range: tuple[Ref, ...]
    scheme: Ref | None
    uses: int
    unit: str
    example: Example | None
    written: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """One vocabulary: `prefix` names its pages and files; terms stand in the order of its file."""

    prefix: str
    iri: str
    space: str
    label: str
    others: tuple[Words, ...]
    version: str
    version_iri: str
    licence: str
    terms: tuple[Term, ...]
    lines: tuple[str, ...]

    def of_kind(self, kind: str) -> tuple[Term, ...]:
        """The terms of one kind."""
        return tuple(term for term in self.terms if term.kind == kind)

    def members(self, scheme: str) -> tuple[Term, ...]:
        """The concepts of a scheme."""
        return tuple(term for term in self.terms if term.scheme is not None and term.scheme.path.endswith(f"#{scheme}"))


Things = Callable[[str], Ref]  # the IRI of a thing -> its name, and the way to its page
_KINDS = {
    RDFS.Class: "class",
    RDF.Property: "property",
    SKOS.ConceptScheme: "scheme",
    SKOS.Concept: "concept",
}


def vocabulary(prefix: str, turtle: bytes, counts: Statistics, thing: Things) -> Vocabulary:
    """The vocabulary `prefix` from its Turtle file; `counts` are of the graph that uses it.

    Raises SyntaxError for what is not Turtle, KgError for a term of no known kind.
    """
    read = sheet(turtle)
    space = PREFIXES[prefix]
    document = f"<{space.removesuffix('#')}>"
    own = [term for term in read.about if term.startswith(f"<{space}")]
    return Vocabulary(
        prefix=prefix,
        iri=bare(document),
        space=space,
        label=read.english(document, RDFS.label),
        others=tuple(words for words in read.words(document, RDFS.label) if words.lang != "en"),
        version=read.english(document, OWL.versionInfo),
        version_iri=next((bare(iri) for iri in read.values(document, OWL.versionIRI)), ""),
        licence=next((bare(iri) for iri in read.values(document, DCTERMS.license)), ""),
        terms=tuple(_term(term, prefix, read, counts, thing) for term in own),
        lines=read.lines,
    )


def reference(term: str, prefix: str) -> Ref:
    """A term as a link: an anchor on the page of its vocabulary, or its address elsewhere; `prefix` is the page's."""
    name = short(term) or bare(term)
    for own in OWN:
        if term.startswith(f"<{PREFIXES[own]}"):
            anchor = f"#{term[1 + len(PREFIXES[own]) : -1]}"
            return Ref(name, path=anchor if own == prefix else f"{own}.html{anchor}", style="code")
    return Ref(name, url=bare(term), style="code")


def _term(term: str, prefix: str, read: Sheet, counts: Statistics, thing: Things) -> Term:
    kind = next((_KINDS[type_] for type_ in read.values(term, RDF.type) if type_ in _KINDS), None)
    if kind is None:
        raise KgError(
            f"a term of no known kind: {short(term)}", hint="make it a class, a property, a concept or a scheme"
        )

    def refs(*properties: str) -> tuple[Ref, ...]:
        return tuple(reference(value, prefix) for value in dict.fromkeys(read.values(term, *properties)))

    uses, unit = _uses(term, kind, counts)
    below = [other for other in read.about if term in read.values(other, RDFS.subClassOf, RDFS.subPropertyOf)]
    texts = read.words(term, RDFS.label, SKOS.prefLabel)
    return Term(
        name=term[1 + len(PREFIXES[prefix]) : -1],
        short=short(term) or bare(term),
        iri=bare(term),
        kind=kind,
        label=read.english(term, RDFS.label, SKOS.prefLabel),
        others=tuple(words for words in texts if words.lang != "en"),
        definition=read.english(term, SKOS.definition),
        notes=tuple(words.text for words in read.words(term, *_NOTES)),
        long_path=read.english(term, EP.longPath),
        under=refs(RDFS.subClassOf, RDFS.subPropertyOf)
        + tuple(reference(type_, prefix) for type_ in read.values(term, RDF.type) if type_ not in _KINDS),
        over=tuple(reference(other, prefix) for other in below),
        alike=refs(*_ALIKE),
        domain=refs(RDFS.domain, SCHEMA.domainIncludes),
        range=refs(RDFS.range, SCHEMA.rangeIncludes),
        scheme=next(iter(refs(SKOS.inScheme)), None),
        uses=uses,
        unit=unit,
        example=_example(term, kind, prefix, counts, thing),
        written=tuple(words.text for words in read.words(term, SKOS.example)),
    )


def _uses(term: str, kind: str, counts: Statistics) -> tuple[int, str]:
    """How often the graph uses a term, and what was counted."""
    if kind == "class":
        return counts.classes[term], "members"
    return (counts.properties[term], "statements") if kind == "property" else (counts.objects[term], "statements")


def _example(term: str, kind: str, prefix: str, counts: Statistics, thing: Things) -> Example | None:
    """The first statement of the graph, in the order of its bytes, that uses the term."""
    if term not in counts.examples or (kind in ("class", "property") and not _uses(term, kind, counts)[0]):
        return None
    subject, other = counts.examples[term]
    property_, value = (term, other) if kind == "property" else (RDF.type if kind == "class" else other, term)
    if value.startswith('"'):
        text, lang, datatype = literal(value)
        shown = Ref(text, lang=lang or "", note=short(datatype) or "" if datatype else "")
    else:
        shown = _shown(value, prefix, thing)
    return Example(_shown(subject, prefix, thing), reference(property_, prefix), shown)


def _shown(term: str, prefix: str, thing: Things) -> Ref:
    """A thing by its name; a term of a vocabulary by its short name."""
    return reference(term, prefix) if short(term) else thing(bare(term))
