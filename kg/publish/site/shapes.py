"""SHACL shapes in words: what is checked, on what, how badly, and what to do about it.

Shapes are read from their Turtle files as they are. A construct that is not known here is never left out: the shape is
shown in Turtle beside the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from kg.ns import PREFIXES, RDF, RDFS, SH, bare
from kg.publish.statistics import short

Node = NamedNode | BlankNode | Literal | Triple
_RULE = re.compile(r"S\d+")
_COUNTS = (SH.minCount, SH.maxCount)
_SAID = {RDF.type, RDFS.comment, RDFS.label, SH.name, SH.description, SH.message, SH.severity, SH.path, SH.prefixes,
         SH.order, SH.flags, *_COUNTS}  # fmt: skip
_TARGETS = {
    SH.targetClass: "every {}",
    SH.targetNode: "{}",
    SH.targetSubjectsOf: "everything that has {}",
    SH.targetObjectsOf: "everything that is the {} of something",
}
_VALUES = {
    SH["class"]: "each is a member of {}",
    SH.datatype: "each is of the datatype {}",
    SH.hasValue: "one of them is {}",
    SH.minInclusive: "at least {}",
    SH.maxInclusive: "at most {}",
    SH.minExclusive: "more than {}",
    SH.maxExclusive: "less than {}",
    SH.minLength: "{} characters or more",
    SH.maxLength: "{} characters or fewer",
    SH.uniqueLang: "at most one in each language",
}
_IN_CODE = "checked by the program: SHACL cannot say it"
_PAIRS = {  # compared with the values of another property of the same thing
    SH.equals: "the same values as {}",
    SH.disjoint: "no value that {} has too",
    SH.lessThan: "each less than {}",
    SH.lessThanOrEquals: "each at most {}",
}
_NODE_KINDS = {
    SH.IRI: "an IRI",
    SH.Literal: "a literal",
    SH.BlankNode: "a blank node",
    SH.BlankNodeOrIRI: "an IRI or a blank node",
    SH.BlankNodeOrLiteral: "a literal or a blank node",
    SH.IRIOrLiteral: "an IRI or a literal",
}
_STEPS = {
    SH.inversePath: "^{}",
    SH.zeroOrMorePath: "{}*",
    SH.oneOrMorePath: "{}+",
    SH.zeroOrOnePath: "{}?",
}
_OF_PATHS = {*_STEPS, SH.alternativePath, RDF.first}
_TITLES = {SH.name, SH.description}  # shown of a rule's first shape
_GROUPS = {SH["and"]: "all of", SH["or"]: "one or more of", SH.xone: "exactly one of"}
_HANDLED = (
    _SAID | _TARGETS.keys() | _VALUES.keys() | _PAIRS.keys() | _GROUPS.keys()
    | {SH.nodeKind, SH["in"], SH.pattern, SH["not"], SH.node, SH.property, SH.sparql, SH.select, SH.languageIn}
)  # fmt: skip


class Check(NamedTuple):
    """One thing that is checked: of which values (a path, or nothing for the thing itself), and what must hold."""

    id: str
    path: str
    holds: tuple[str, ...]
    severity: str
    message: str
    hint: str
    query: str


@dataclass(frozen=True)
class Rule:
    """One rule, S01 and so on: all shapes whose names begin so. `file` is that of the shapes.

    `turtle` has those of its shapes that say more than the words do.
    """

    id: str
    title: str
    description: str
    severity: str
    hint: str
    targets: tuple[str, ...]
    checks: tuple[Check, ...]
    turtle: tuple[str, ...]
    file: str


class Shapes:
    """The statements of the files of shapes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """`files` has Turtle by the name of the file. Raises SyntaxError for what is not Turtle."""
        self._about: dict[Node, dict[str, list[Node]]] = {}
        self._file: dict[str, str] = {}
        for name, turtle in sorted(files.items()):
            for triple in parse(BytesIO(turtle), format=RdfFormat.TURTLE, rename_blank_nodes=True):
                self._about.setdefault(triple.subject, {}).setdefault(str(triple.predicate), []).append(triple.object)
                if isinstance(triple.subject, NamedNode):
                    self._file.setdefault(triple.subject.value, name)

    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of their numbers."""
        ids: dict[str, list[NamedNode]] = {}
        for node in self._about:
            if isinstance(node, NamedNode) and (number := _RULE.match(_local(node.value))):
                ids.setdefault(number[0], []).append(node)
        return tuple(self._rule(id_, nodes) for id_, nodes in sorted(ids.items()))

    def _rule(self, id_: str, nodes: Sequence[NamedNode]) -> Rule:
        head = min(nodes, key=lambda node: (_local(node.value) != id_, _local(node.value)))
        within = (SH.property, SH["not"], SH.node, SH.sparql)
        inner = {value for node in nodes for key in within for value in self._values(node, key)}
        otherwise = self._severity(head, "Violation")
        checks = []
        roots = [node for node in nodes if node not in inner]
        for root in roots:
            hint = self._text(root, RDFS.comment) if root != head else ""
            checks += list(self._checks(root, "", otherwise, hint)) or [self._in_code(root, otherwise, hint)]
        return Rule(
            id=id_,
            title=self._text(head, SH.name).removeprefix(f"{id_}: ") or id_,
            description=self._text(head, SH.description),
            severity=_worst(check.severity for check in checks),
            hint=self._text(head, RDFS.comment),
            targets=tuple(dict.fromkeys(target for root in roots for target in self._targets(root))),
            checks=tuple(checks),
            turtle=tuple(
                self.turtle(node)
                for node in nodes
                if self._unknown(node) or (node != head and self._about[node].keys() & _TITLES)
            ),
            file=self._file[head.value],
        )

    def _in_code(self, node: NamedNode, severity: str, hint: str) -> Check:
        """A shape without constraints: what SHACL cannot say is checked by the program, under the shape's name."""
        return Check(_local(node.value), "", (_IN_CODE,), self._severity(node, severity), "", hint, "")

    def _unknown(self, node: Node) -> bool:
        """Whether a shape, or a blank node in it, says something that the words do not."""
        said = self._about[node]
        if said.keys() & _OF_PATHS:
            return False
        blank = [value for values in said.values() for value in values if isinstance(value, BlankNode)]
        return bool(said.keys() - _HANDLED) or any(self._unknown(value) for value in blank if value in self._about)

    def _values(self, node: Node, key: str) -> list[Node]:
        return self._about.get(node, {}).get(key, [])

    def _one(self, node: Node, key: str) -> Node | None:
        return next(iter(self._values(node, key)), None)

    def _text(self, node: Node, key: str) -> str:
        return next((value.value for value in self._values(node, key) if isinstance(value, Literal)), "")

    def _severity(self, node: Node, otherwise: str) -> str:
        value = self._one(node, SH.severity)
        return _local(value.value) if isinstance(value, NamedNode) else otherwise

    def _targets(self, node: Node) -> Iterator[str]:
        for key, words in _TARGETS.items():
            for value in self._values(node, key):
                yield words.format(_term(value))

    def _checks(self, node: Node, path: str, severity: str, hint: str = "") -> Iterator[Check]:
        """What a shape checks, its own constraints first, then those of the properties in it."""
        severity = self._severity(node, severity)
        step, outer = self._one(node, SH.path), path
        path = "/".join(filter(None, (path, self._path(step) if step is not None else "")))
        own = hint if step is None else self._text(node, RDFS.comment) or hint
        holds = tuple(self._holds(node, outer))
        name = _local(node.value) if isinstance(node, NamedNode) else ""
        if not holds and self._text(node, SH.message) and not self._values(node, SH.sparql):
            holds = (_IN_CODE if step is None else "what is said below",)
        if holds:
            yield Check(name, path, holds, severity, self._text(node, SH.message), own, "")
        for inner in self._values(node, SH.property):
            yield from self._checks(inner, path, severity, own)
        for query in self._values(node, SH.sparql):
            text, message = self._text(query, SH.select), self._text(query, SH.message)
            inside = _local(query.value) if isinstance(query, NamedNode) else name
            yield Check(inside, path, ("a query finds nothing",), severity, message, own, text)

    def _holds(self, node: Node, outer: str) -> Iterator[str]:
        """What must hold for the values of a shape, in words; `outer` is the path to the things that have them."""
        yield from _amount(*(self._text(node, key) for key in _COUNTS))
        for key, words in _VALUES.items():
            for value in self._values(node, key):
                yield words.format(_term(value))
        for key, words in _PAIRS.items():
            for value in self._values(node, key):
                yield words.format(_term(value)) + (f", of what {outer} leads to" if outer else "")
        for value in self._values(node, SH.nodeKind):
            yield f"{_NODE_KINDS[str(value)]}"
        for key in (SH["in"], SH.languageIn):
            for value in self._values(node, key):
                yield f"one of: {', '.join(_term(item) for item in self._items(value))}"
        for value in self._values(node, SH.pattern):
            flags = " (capitals or not)" if "i" in self._text(node, SH.flags) else ""
            yield f"of the form {_term(value)}{flags}"
        for value in self._values(node, SH["not"]):
            yield f"not: {self._inside(value)}"
        for value in self._values(node, SH.node):
            yield f"holds to {self._inside(value)}"
        for key, words in _GROUPS.items():
            for value in self._values(node, key):
                yield f"{words}: {' | '.join(self._inside(item) for item in self._items(value))}"

    def _inside(self, node: Node) -> str:
        """A shape inside another in one line."""
        parts = [" ".join(filter(None, (check.path, ", ".join(check.holds)))) for check in self._checks(node, "", "")]
        return "; ".join(parts) or _term(node)

    def _items(self, node: Node) -> Iterator[Node]:
        while RDF.first in self._about.get(node, {}):
            yield self._about[node][RDF.first][0]
            node = self._about[node][RDF.rest][0]

    def _path(self, node: Node) -> str:
        """A path as SPARQL 1.1 writes it, with prefixes."""
        if items := list(self._items(node)):
            return "/".join(self._path(item) for item in items)
        for choice in self._values(node, SH.alternativePath):
            return f"({'|'.join(self._path(item) for item in self._items(choice))})"
        for key, form in _STEPS.items():
            for value in self._values(node, key):
                inner = self._path(value)
                return form.format(f"({inner})" if "/" in inner else inner)
        return _term(node)

    def turtle(self, node: Node) -> str:
        """A shape as Turtle, with the blank nodes that belong to it, numbered in their order."""
        names: dict[Node, BlankNode] = {}

        def named(value: Node) -> Node:
            return names.setdefault(value, BlankNode(f"b{len(names)}")) if isinstance(value, BlankNode) else value

        waiting, triples = [node], []
        while waiting:
            subject = waiting.pop(0)
            for key, values in self._about.get(subject, {}).items():
                for value in values:
                    waiting += [value] if isinstance(value, BlankNode) else []
                    triples.append(Triple(named(subject), NamedNode(bare(key)), named(value)))  # type: ignore[arg-type]
        prefixes = {prefix: PREFIXES[prefix] for prefix in ("ep", "voc", "crm", "sh", "rdfs", "xsd")}
        return serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes).decode()  # type: ignore[union-attr]


def _amount(least: str, most: str) -> Iterator[str]:
    if least and least == most:
        yield f"exactly {least}"
    elif least and least != "0":
        yield f"at least {least}"
    if most and least != most:
        yield "there is none" if most == "0" else f"at most {most}"


def _term(node: Node) -> str:
    """A value for people: `ep:Letter`, `voc:adopted`, `200`."""
    if isinstance(node, NamedNode):
        return short(str(node)) or _local(node.value)
    return node.value if isinstance(node, Literal | BlankNode) else str(node)


def _local(iri: str) -> str:
    return re.split("[#/]", iri)[-1]


def _worst(severities: Iterable[str]) -> str:
    return min(severities, key=("Violation", "Warning", "Info").index)
