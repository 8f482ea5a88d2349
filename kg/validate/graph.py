"""A graph in memory, by predicate: as much of the data as some shapes look at, or the shapes themselves."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from kg.ns import RDF, RDFS
from kg.validate.terms import Triple

Pairs = Mapping[str, Sequence[str]]  # of one predicate: subject -> objects


class Graph:
    """Statements, each once. Terms are N-Triples strings; objects keep the order they came in."""

    def __init__(self, statements: Iterable[Triple] = (), hierarchy: Graph | None = None) -> None:
        """`statements` must stand sorted, or at least those that are the same side by side.

        `hierarchy` says which classes are below which, where the statements are not all that there are.
        """
        self._hierarchy = hierarchy or self
        self._objects: dict[str, dict[str, list[str]]] = {}
        self._subjects: dict[str, dict[str, list[str]]] = {}
        self._subclasses: dict[str, frozenset[str]] = {}
        self._take(statements)

    def _take(self, statements: Iterable[Triple]) -> None:
        """One loop without calls: most of the time of a validation goes by here."""
        known = self._objects
        size = 0
        for subject, predicate, object_ in statements:
            pairs = known.get(predicate)
            if pairs is None:
                pairs = known[predicate] = {}
            objects = pairs.get(subject)
            if objects is None:
                pairs[subject] = [object_]
            elif objects[-1] != object_:
                objects.append(object_)
            else:
                continue
            size += 1
        self.size = size

    def pairs(self, predicate: str) -> Pairs:
        """The statements with `predicate`, as the objects of each subject."""
        return self._objects.get(predicate, {})

    def inverse(self, predicate: str) -> Pairs:
        """The statements with `predicate`, as the subjects of each object."""
        subjects = self._subjects.get(predicate)
        if subjects is None:
            subjects = self._subjects[predicate] = {}
            for subject, objects in self.pairs(predicate).items():
                for object_ in objects:
                    subjects.setdefault(object_, []).append(subject)
        return subjects

    def properties(self) -> list[str]:
        """The properties that occur."""
        return list(self._objects)

    def objects(self, subject: str, predicate: str) -> Sequence[str]:
        """The objects of the statements with `subject` and `predicate`."""
        return self.pairs(predicate).get(subject, ())

    def subjects(self, predicate: str, object_: str) -> Sequence[str]:
        """The subjects of the statements with `predicate` and `object_`."""
        return self.inverse(predicate).get(object_, ())

    def value(self, subject: str, predicate: str) -> str | None:
        """One object of the statements with `subject` and `predicate`, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def about(self, subject: str) -> Iterator[tuple[str, str]]:
        """Predicate and object of each statement with `subject`."""
        for predicate, pairs in self._objects.items():
            for object_ in pairs.get(subject, ()):
                yield predicate, object_

    def statements(self, predicates: Container[str] | None = None) -> Iterator[Triple]:
        """All statements, or those with `predicates`."""
        for predicate, pairs in self._objects.items():
            if predicates is None or predicate in predicates:
                for subject, objects in pairs.items():
                    for object_ in objects:
                        yield subject, predicate, object_

    def subclasses(self, class_: str) -> frozenset[str]:
        """`class_` and the classes below it (rdfs:subClassOf)."""
        known = self._subclasses.get(class_)
        if known is None:
            found, waiting = {class_}, [class_]
            while waiting:
                below = set(self._hierarchy.subjects(RDFS.subClassOf, waiting.pop())) - found
                found |= below
                waiting += below
            known = self._subclasses[class_] = frozenset(found)
        return known

    def is_instance(self, node: str, class_: str) -> bool:
        """Whether `node` is a SHACL instance of `class_`: of it or of a class below it."""
        return not self.subclasses(class_).isdisjoint(self.objects(node, RDF.type))

    def instances(self, class_: str) -> Iterator[str]:
        """The SHACL instances of `class_`; one of several of its classes comes several times."""
        for below in sorted(self.subclasses(class_)):
            yield from self.subjects(RDF.type, below)
