"""SHACL property paths (section 2.3.1): read from shapes, followed in a graph, written as people and SPARQL do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.ns import PREFIXES, RDF, SH
from kg.validate.faults import IllFormedError
from kg.validate.graph import Graph
from kg.validate.terms import is_iri

_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


@dataclass(frozen=True)
class Predicate:
    """A predicate path: one property, as a term."""

    iri: str


@dataclass(frozen=True)
class Inverse:
    """`^path`."""

    path: Path


@dataclass(frozen=True)
class Chain:
    """`path/path`."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    """`path|path`."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Repeated:
    """`path*`, `path+` or `path?`."""

    path: Path
    mark: str


Path = Predicate | Inverse | Chain | Alternative | Repeated


def members(graph: Graph, head: str) -> tuple[str, ...]:
    """The members of an RDF list. Raises IllFormedError for what is none."""
    found: list[str] = []
    seen: set[str] = set()
    while head != RDF.nil:
        first, rest = graph.objects(head, RDF.first), graph.objects(head, RDF.rest)
        if head in seen or len(first) != 1 or len(rest) != 1:
            raise IllFormedError("a list is broken")
        seen.add(head)
        found.append(first[0])
        head = rest[0]
    return tuple(found)


def read_path(graph: Graph, node: str, above: frozenset[str] = frozenset()) -> Path:
    """The path that `node` stands for. Raises IllFormedError for what is none, also for one that leads into itself."""
    if is_iri(node):
        return Predicate(node)
    if node in above:
        raise IllFormedError("a path is a part of itself")
    above |= {node}
    if graph.objects(node, RDF.first):
        return Chain(_several(graph, node, above))
    for term, read in _FORMS.items():
        inner = graph.objects(node, term)
        if len(inner) == 1:
            return read(graph, inner[0], above)
    raise IllFormedError("this is no path")


def _several(graph: Graph, head: str, above: frozenset[str]) -> tuple[Path, ...]:
    paths = tuple(read_path(graph, member, above) for member in members(graph, head))
    if len(paths) < 2:
        raise IllFormedError("a path of several steps, or of several choices, needs two of them")
    return paths


def _repeated(mark: str) -> Callable[[Graph, str, frozenset[str]], Path]:
    return lambda graph, node, above: Repeated(read_path(graph, node, above), mark)


_FORMS: dict[str, Callable[[Graph, str, frozenset[str]], Path]] = {
    SH.inversePath: lambda graph, node, above: Inverse(read_path(graph, node, above)),
    SH.alternativePath: lambda graph, node, above: Alternative(_several(graph, node, above)),
    **{term: _repeated(mark) for term, mark in _REPEATED.items()},
}


def values(graph: Graph, path: Path, node: str) -> Sequence[str]:
    """The value nodes of `node`: where `path` leads from it, each once."""
    if isinstance(path, Predicate):
        return graph.objects(node, path.iri)
    return tuple(dict.fromkeys(_follow(graph, path, (node,))))


def _follow(graph: Graph, path: Path, nodes: Iterable[str], back: bool = False) -> Iterable[str]:
    """Where `path` leads from `nodes`; `back`, from where it leads to them."""
    match path:
        case Predicate(iri):
            pairs = graph.inverse(iri) if back else graph.pairs(iri)
            return (found for node in nodes for found in pairs.get(node, ()))
        case Inverse(inner):
            return _follow(graph, inner, nodes, not back)
        case Chain(steps):
            for step in reversed(steps) if back else steps:
                nodes = tuple(dict.fromkeys(_follow(graph, step, nodes, back)))
            return nodes
        case Alternative(choices):
            nodes = tuple(nodes)
            return (found for choice in choices for found in _follow(graph, choice, nodes, back))
        case Repeated(inner, mark):
            return _repeat(graph, inner, mark, tuple(nodes), back)


def _repeat(graph: Graph, path: Path, mark: str, nodes: Sequence[str], back: bool) -> Iterable[str]:
    found = dict.fromkeys(nodes if mark != "+" else ())
    new: Sequence[str] = nodes
    while new:
        new = [node for node in dict.fromkeys(_follow(graph, path, new, back)) if node not in found]
        found.update(dict.fromkeys(new))
        if mark == "?":
            break
    return found


def predicates(path: Path) -> Iterator[str]:
    """The properties that a path uses."""
    match path:
        case Predicate(iri):
            yield iri
        case Inverse(inner) | Repeated(inner, _):
            yield from predicates(inner)
        case Chain(paths) | Alternative(paths):
            for inner in paths:
                yield from predicates(inner)


def short(iri: str) -> str:
    """An IRI with its prefix, when there is one for its namespace."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def path_text(path: Path, name: Callable[[str], str] = lambda term: short(term[1:-1])) -> str:
    """The path in SPARQL 1.1 form; `name` writes an IRI, with its prefix unless told otherwise."""
    match path:
        case Predicate(iri):
            return name(iri)
        case Inverse(inner):
            return f"^{_inner(inner, name)}"
        case Chain(steps):
            return "/".join(_inner(step, name) for step in steps)
        case Alternative(choices):
            return "(" + "|".join(_inner(choice, name) for choice in choices) + ")"
        case Repeated(inner, mark):
            return f"({path_text(inner, name)}){mark}"


def _inner(path: Path, name: Callable[[str], str]) -> str:
    """A part of a path, in parentheses where SPARQL would read it otherwise."""
    text = path_text(path, name)
    return f"({text})" if isinstance(path, Chain) else text
