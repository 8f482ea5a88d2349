"""A graph in parts that fit into memory, each with the checks that find on it what they would find on the whole.

The rule stands in plan.py. A small graph is one part. Of a large one, local checks get the sorted file a piece at a
time; queries that allow it get heaps of statements that belong together (routes.py); then the others get the whole of
it, in groups: as many checks together as need no more than some number of statements, and only those statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache, reduce
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kg.ns import RDF, RDFS, SH
from kg.validate.dealing import Heaps
from kg.validate.graph import Graph
from kg.validate.oxigraph import OnDisk
from kg.validate.plan import Check, Footprint, focus_footprint, footprint, is_local, looks_anywhere, settled
from kg.validate.prebinding import Query
from kg.validate.routes import Routes, routes, together
from kg.validate.sorted_file import SortedFile
from kg.validate.terms import Triple, object_of

WHOLE = 2**27  # bytes: some 900,000 statements
PIECES = 256  # of 64 kB
STATEMENTS = 250_000
_FRACTION = 2  # of STATEMENTS in a heap: a store holds them once more
_MOST_HEAPS = 64  # open files


class Part(NamedTuple):
    """Statements and the checks that are to be made on them. `whole` is what their queries look at, when that is more
    than the statements. Of a `dealt` part, another may give the same result once more."""

    graph: Graph
    checks: Sequence[Check]
    whole: OnDisk | None = None
    dealt: bool = False


def parts(
    data: SortedFile, checks: Sequence[Check], *, whole: int = WHOLE, pieces: int = PIECES, most: int = STATEMENTS
) -> Iterator[Part]:
    """The parts of `data` for `checks`. Nothing of a part may be held when the next one is asked for.

    A file of up to `whole` bytes is one part; of a larger one, so many `pieces` as read are checked at a time, and the
    checks that need the whole of it get at `most` so many statements, as far as one alone does not need more.
    """
    classes = Graph(data.with_property(RDFS.subClassOf))
    values = cache(lambda property_: sorted({object_ for _, _, object_ in data.with_property(property_)}))
    checks = [settled(check, values) for check in checks]
    if data.bytes <= whole:
        yield _part(data, checks, classes)
        return
    local = [check for check in checks if is_local(check)]
    anywhere = [check for check in checks if looks_anywhere(check)]
    others = [check for check in checks if not is_local(check) and not looks_anywhere(check)]
    counts = _counts(data)
    dealt, others = _dealt((check for check in others if _has_focus(check, classes, counts)), classes, counts, most)
    needed = _needed(local, classes)
    with ExitStack() as stack:
        heaps = [stack.enter_context(_heaps(family, data, classes, counts, most)) for family in dealt]
        source = data.pieces()
        while some := list(chain.from_iterable(islice(source, pieces))):
            for heap in heaps:
                heap.take(some, quads=data.quads)
            yield Part(Graph(_wanted(some, needed, data.quads), classes), local)
        for heap, family in zip(heaps, dealt, strict=True):
            for graph in heap.graphs(classes):
                yield Part(graph, family.checks, dealt=True)
                del graph
    for group in _groups(others, classes, counts, most):
        yield _part(data, group, classes)
    if anywhere:
        foci = _read(data, _needed(anywhere, classes, focus_footprint), classes)
        with TemporaryDirectory(prefix="kg-", dir=data.path.parent) as folder:
            yield Part(foci, anywhere, OnDisk(data, Path(folder)))


class _Family(NamedTuple):
    """Queries that take the same heaps."""

    routes: Routes
    checks: list[Check]


def _counts(data: SortedFile) -> Counter[str]:
    """How many statements there are with each property and, instead of rdf:type, with each class."""
    counts: Counter[str] = Counter()
    for lines in data.pieces():
        counts.update(o if p == RDF.type else p for _, p, o in _wanted(lines, Footprint(None, None), data.quads))
    return counts


def _has_focus(check: Check, classes: Graph, counts: Counter[str]) -> bool:
    """Whether a check may have focus nodes; without, it finds nothing, and nothing need be read for it."""
    for target in check.shape.targets:
        terms = classes.subclasses(target.term) if target.kind == SH.targetClass else (target.term,)
        if target.kind == SH.targetNode or RDF.type in terms or any(counts[term] for term in terms):
            return True
    return False


def _dealt(
    checks: Iterable[Check], classes: Graph, counts: Counter[str], most: int
) -> tuple[list[_Family], list[Check]]:
    """The checks that need too much at once and that heaps will do for, as many together as can be; and the others."""
    families: list[_Family] = []
    others: list[Check] = []
    for check in checks:
        query = check.constraint.parameter
        large = isinstance(query, Query) and _size(_needed((check,), classes), counts) > most
        own = routes(check.shape, query, classes.subclasses, counts) if large else None
        if own is None:
            others.append(check)
            continue
        for n, family in enumerate(families):
            if (both := together(family.routes, own)) is not None:
                families[n] = _Family(both, [*family.checks, check])
                break
        else:
            families.append(_Family(own, [check]))
    return families, others


def _heaps(family: _Family, data: SortedFile, classes: Graph, counts: Counter[str], most: int) -> Heaps:
    """Heaps of a fraction of what would be too much at once."""
    number = -(-_size(_needed(family.checks, classes), counts) * _FRACTION // most)
    return Heaps(family.routes, min(_MOST_HEAPS, number), data.path.parent)


def _part(data: SortedFile, checks: Sequence[Check], classes: Graph) -> Part:
    return Part(_read(data, _needed(checks, classes), classes), checks)


def _read(data: SortedFile, needed: Footprint, classes: Graph) -> Graph:
    wanted = (_wanted(lines, needed, data.quads) for lines in data.pieces())
    return Graph(_alike(chain.from_iterable(wanted)), classes)


def _alike(statements: Iterable[Triple]) -> Iterator[Triple]:
    """The statements with equal terms as one string: a quarter less memory where they lead from thing to thing."""
    known: dict[str, str] = {}
    for subject, predicate, object_ in statements:
        yield known.setdefault(subject, subject), predicate, known.setdefault(object_, object_)


def _needed(checks: Iterable[Check], classes: Graph, look: Callable[[Check], Footprint] = footprint) -> Footprint:
    """What the checks look at together; of a class, also the classes below it."""
    found = reduce(Footprint.__or__, map(look, checks), Footprint())
    if found.classes is None:
        return found
    below = (class_ for above in found.classes for class_ in classes.subclasses(above))
    return Footprint(found.properties, frozenset(below))


def _wanted(lines: Iterable[str], needed: Footprint, quads: bool) -> Iterator[Triple]:
    """The statements that are needed; equal subjects are one string, which halves the memory."""
    properties, classes = needed.properties, needed.classes
    type_ = RDF.type
    subject = ""
    for line in lines:
        found, predicate, rest = line.split(" ", 2)
        if properties is not None and predicate not in properties:
            continue
        object_ = object_of(rest, quads=quads)
        if predicate != type_ or classes is None or object_ in classes:
            if found != subject:
                subject = found
            yield subject, predicate, object_


def _groups(checks: Iterable[Check], classes: Graph, counts: Counter[str], most: int) -> Iterator[list[Check]]:
    """Checks in groups that need at most so many statements, as far as a check alone does not need more."""
    group: list[Check] = []
    for check in checks:
        if group and _size(_needed((*group, check), classes), counts) > most:
            yield group
            group = []
        group.append(check)
    if group:
        yield group


def _size(needed: Footprint, counts: Counter[str]) -> int:
    """How many statements are needed; `counts` are those of each property and, instead of rdf:type, of each class."""
    if needed.properties is None or needed.classes is None:
        return sum(counts.values())
    return sum(counts[term] for term in (*needed.properties, *needed.classes))
