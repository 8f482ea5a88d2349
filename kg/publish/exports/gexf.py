"""GEXF 1.3, for Gephi and other network tools: who wrote to whom, how often, and from when to when.

A node is a person or a group, an edge all letters from one to another: one to each addressee from each author. Its
weight counts them; it lasts from the first day on which one can have been written to the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.ns import GEXF
from kg.publish.exports._export import About, Carried, Export
from kg.publish.exports._records import Records
from kg.publish.exports._things import Actor, Letter
from kg.publish.exports._xml import document, element, holds, text

_NODE = ("iri", "kind", "same_as", "written", "received")
_EDGE = ("dated", "undated")


@dataclass
class _Edge:
    """The letters from one to another: how many, of them dated, first and last day."""

    letters: int = 0
    dated: int = 0
    first: str = ""
    last: str = ""

    def add(self, first: str, last: str) -> None:
        self.letters += 1
        self.dated += bool(first or last)
        days = [day for day in (first, last) if day]
        self.first = min([*days, *filter(None, [self.first])], default="")
        self.last = max([*days, *filter(None, [self.last])], default="")


@dataclass
class _Network:
    """What is held in memory: those who correspond, and who wrote to whom."""

    actors: dict[str, Actor] = field(default_factory=dict)
    edges: dict[tuple[str, str], _Edge] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)

    def add(self, letter: Letter) -> None:
        for side, count in ((letter.authors, self.written), (letter.addressees, self.received)):
            for one in side:
                key = one.iri or one.name
                self.actors.setdefault(key, one)
                count[key] = count.get(key, 0) + 1
        for author in letter.authors:
            for addressee in letter.addressees:
                edge = self.edges.setdefault((author.iri or author.name, addressee.iri or addressee.name), _Edge())
                edge.add(letter.written.first, letter.written.last)


def write(records: Records, about: About) -> Iterator[bytes]:
    """The network; the letters are read once, the network is held in memory."""
    network = _Network()
    alone: list[str] = []
    for letter in records.letters():
        network.add(letter)
        if not (letter.authors and letter.addressees):
            alone.append(letter.iri)
    records.losses.add_whole("letter.edge", len(alone), alone, _NO_EDGE)
    return document(_parts(network, about))


def _parts(network: _Network, about: About) -> Iterator[str]:
    yield f'<gexf xmlns="{GEXF}" version="1.3">\n'
    yield element(
        "meta",
        element("creator", text(about.publisher)),
        element("description", text(f"{about.title}: who wrote to whom")),
        lastmodifieddate=about.day,
    )
    yield '\n<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n'
    yield _attributes("node", _NODE) + _attributes("edge", _EDGE) + "\n<nodes>\n"
    numbers = {key: str(n) for n, key in enumerate(sorted(network.actors))}
    for key, number in numbers.items():
        actor = network.actors[key]
        counts = (str(network.written.get(key, 0)), str(network.received.get(key, 0)))
        said = _values((actor.iri, actor.kind, " ".join(actor.same_as), *counts))
        yield element("node", said, id=number, label=actor.name) + "\n"
    yield "</nodes>\n<edges>\n"
    for n, ((source, target), edge) in enumerate(sorted(network.edges.items())):
        said = _values((str(edge.dated), str(edge.letters - edge.dated)))
        yield (
            element(
                "edge",
                said,
                id=str(n),
                source=numbers[source],
                target=numbers[target],
                weight=str(edge.letters),
                start=edge.first,
                end=edge.last,
            )
            + "\n"
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def _attributes(class_: str, names: tuple[str, ...]) -> str:
    integers = {"written", "received", *_EDGE}
    each = [
        element("attribute", id=str(n), title=name, type="integer" if name in integers else "string")
        for n, name in enumerate(names)
    ]
    return element("attributes", *each, class_=class_)


def _values(values: tuple[str, ...]) -> str:
    each = (element("attvalue", for_=str(n), value=value) for n, value in enumerate(values) if value)
    return element("attvalues", *each)


_DAYS = "an edge has the first and the last day of all its letters (@start, @end): the date of each is lost"
_NO_EDGE = "an edge goes from one to another: a letter without author or addressee is counted at a node alone"


EXPORT = Export(
    name="gexf",
    title="GEXF",
    suffix=".gexf",
    media_type="application/gexf+xml",
    carries={
        "letter.authors.iri letter.addressees.iri": "node, attribute iri",
        "letter.authors.name letter.addressees.name": "node/@label",
        "letter.authors.kind letter.addressees.kind": "node, attribute kind",
        "letter.authors.same_as letter.addressees.same_as": "node, attribute same_as",
        "letter.written.edtf": Carried("edge/@start, @end", lambda *_: False, _DAYS),
        "person.name person.same_as group.name group.same_as": Carried("node", of="used"),
    },
    write=write,
    holds=holds,
)
