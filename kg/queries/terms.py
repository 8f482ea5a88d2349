"""What a user types for a parameter, as an RDF term of the parameter's type."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.iris import Iris
from kg.ns import EDTF, PREFIXES, XSD, bare
from kg.queries.catalogue import Parameter, SavedQuery
from kg.queries.named import kind_of, meant
from kg.queries.text import Term
from kg.records.edtf import is_edtf
from kg.settings import suggest

_SHOWN = 8  # of the things that a name can mean
_DIGITS = 18  # of an integer: what every processor can hold
_PREFIXED = re.compile(r"([A-Za-z][\w.-]*):(?!//)(.*)", re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|urn:", re.IGNORECASE)
# What RFC 3987 allows nowhere in an IRI.
_NOT_IN_IRIS = re.compile(r"[\s<>\"{}|\\^`\x00-\x20\x7f]")
# XML 1.0, and with it RDF/XML and SPARQL's XML results, cannot hold these; the last are halves of characters.
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True)
class Identifiers:
    """How short forms of IRIs are understood: relative to `base`, where one is known.

    `known` finds the IRI of an identifier that stands alone (`p0002`), or None; `called` has the things whose IRIs
    begin in some way, with their names, for what is neither.
    """

    base: str | None = None
    known: Callable[[str], str | None] = lambda _: None
    called: Callable[[str], Iterable[tuple[str, str]]] = lambda _: ()


def bind(query: SavedQuery, given: Mapping[str, str], identifiers: Identifiers) -> dict[str, Term]:
    """The terms for the parameters of `query`: what was given, else the defaults, in the order of the header.

    Raises UsageError for a parameter that the query does not have, one that is missing, and a value that is not of its
    type.
    """
    parameters = query.header.parameters
    for name in given:
        if name not in parameters:
            raise _unknown(name, query)
    values: dict[str, Term] = {}
    for name, parameter in parameters.items():
        value = given.get(name, parameter.default)
        if value is not None:
            values[name] = term(name, parameter, str(value), identifiers)
        elif parameter.required:
            raise UsageError(
                f"{query.name} needs the parameter {name}: {parameter.description}",
                hint=f"for example: kg query {query.name} {_example(parameters)}",
            )
    return values


def _example(parameters: Mapping[str, Parameter]) -> str:
    """The options that give every parameter without which a query cannot run."""
    return " ".join(f"-p {name}={parameter.example}" for name, parameter in parameters.items() if parameter.required)


def term(name: str, parameter: Parameter, value: str, identifiers: Identifiers) -> Term:
    """`value` as a term of the parameter's type. Raises UsageError when it is not of that type."""
    readers: dict[str, Callable[[str], Term]] = {
        "iri": lambda text: iri(text, identifiers, kind_of(parameter)),
        "string": string,
        "integer": integer,
        "date": date,
        "edtf": edtf,
    }
    try:
        return readers[parameter.type](value)
    except ValueError as error:
        raise UsageError(
            f"parameter {name}: {error}", hint=f"{parameter.description}; for example: -p {name}={parameter.example}"
        ) from None


def string(text: str) -> Literal:
    """Any text. Raises ValueError for characters that XML cannot hold."""
    if found := _NOT_IN_TEXT.search(text):
        raise ValueError(f"U+{ord(found[0]):04X} cannot stand in a text")
    return Literal(text)


def integer(text: str) -> Literal:
    """A whole number, up to 18 digits. Raises ValueError."""
    if not re.fullmatch(rf"[+-]?[0-9]{{1,{_DIGITS}}}", text.strip()):
        raise ValueError(f"{text!r} is not a whole number")
    return Literal(str(int(text)), datatype=NamedNode(bare(XSD.integer)))


def date(text: str) -> Literal:
    """A day, `YYYY-MM-DD` (xsd:date without zone). Raises ValueError."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
            raise ValueError
        day = datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a day; write it as YYYY-MM-DD") from None
    return Literal(day.isoformat(), datatype=NamedNode(bare(XSD.date)))


def edtf(text: str) -> Literal:
    """A date in EDTF (ISO 8601-2:2019, levels 0 to 2): `1932-06`, `[..1932-06-11]`. Raises ValueError."""
    text = text.strip()
    if not is_edtf(text):
        raise ValueError(f"{text!r} is not a date in EDTF")
    return Literal(text, datatype=NamedNode(bare(EDTF.EDTF)))


def iri(text: str, identifiers: Identifiers, kind: str = "") -> NamedNode:
    """An IRI: in full, in angle brackets or not; with a prefix (`wd:Q855`); below the base (`letter/l0030`); the
    identifier of something alone (`p0002`); or the name of one thing of the `kind` (a folder of IRIs; any when empty).

    Raises ValueError for characters that no IRI has, for a prefix, an identifier or a name that nobody knows, for a
    name that several things have.
    """
    text = text.strip()
    whole = text.startswith("<") and text.endswith(">")
    value = text[1:-1] if whole else text
    if not whole and not _ABSOLUTE.match(value):
        value = _expanded(value, identifiers, kind)
    if found := _NOT_IN_IRIS.search(value):
        raise ValueError(f"{text!r} is not an IRI: it has {found[0]!r} in it")
    try:
        return NamedNode(value)
    except ValueError as error:
        raise ValueError(f"{text!r} is not an IRI: {error}") from None


def kinds_of(base: str) -> tuple[Callable[[str], str], ...]:
    """How an identifier alone can be meant, under `base`: as a letter's, a person's and so on."""
    iris = Iris(base)
    return (iris.letter, iris.person, iris.group, iris.place, iris.decision, iris.heading, iris.topic, iris.series)


def _expanded(text: str, identifiers: Identifiers, kind: str) -> str:
    match = _PREFIXED.fullmatch(text)
    if match and match[1] in PREFIXES:
        return PREFIXES[match[1]] + match[2]
    if not match:
        if not text or text.startswith(("/", "#", "?")):
            raise ValueError(f"{text!r} is not an IRI")
        if identifiers.base is None:
            raise ValueError(f"{text!r} is relative, and no base is known here; write the IRI in full")
        if not _NOT_IN_IRIS.search(text):
            if "/" in text:
                return identifiers.base + text
            if (found := identifiers.known(text)) is not None:
                return found
    if (called := _called(text, identifiers, kind)) is not None:
        return called
    if match:
        near = suggest(match[1], list(PREFIXES))
        raise ValueError(f"unknown prefix {match[1]!r}" + (f"; did you mean {near!r}?" if near else ""))
    raise ValueError(f"nothing here has the identifier or the name {text!r}")


def _called(text: str, identifiers: Identifiers, kind: str) -> str | None:
    """The one thing of a kind that has a name. Raises ValueError, naming them, when several have it."""
    base = identifiers.base or ""
    found = meant(text, identifiers.called(f"{base}{kind}/" if kind else base))
    if len(found) < 2:
        return next(iter(found), None)
    shown = [f"{thing.removeprefix(base)} ({name})" for thing, name in sorted(found.items())]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    raise ValueError(f"{text!r} can be {', '.join(shown[:_SHOWN])}{more}")


def _unknown(name: str, query: SavedQuery) -> UsageError:
    names = list(query.header.parameters)
    if not names:
        hint = (
            "it has none"
            if query.header.description
            else 'a file declares its parameters in a header: #+ [parameters.NAME], #+ type = "iri"; see the saved ones'
        )
        return UsageError(f"{query.name} has no parameter {name!r}", hint=hint)
    meant = suggest(name, names)
    hint = f"its parameters are: {', '.join(names)}"
    return UsageError(
        f"{query.name} has no parameter {name!r}", hint=f"did you mean {meant!r}? {hint}" if meant else hint
    )
