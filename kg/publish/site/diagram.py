"""The main classes of the vocabulary and the properties between them, as SVG.

Where a class stands is laid out by hand; what a line is called comes from the vocabulary, and a property that the
vocabulary does not have cannot be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from typing import NamedTuple

from markupsafe import Markup, escape

from kg.errors import KgError
from kg.ns import CRM, EP, PREFIXES
from kg.publish.site.terms import Term, Vocabulary, reference
from kg.publish.statistics import short

WIDTH, HEIGHT = 1120, 640
_HALF = (84, 20)  # half the width and the height of a box


class _Box(NamedTuple):
    x: int
    y: int
    label: str


# Classes by their middle; those that are not the project's own have dashed boxes.
_BOXES = {
    EP.LostLetter: _Box(120, 70, "lost letter"),
    EP.Transmission: _Box(380, 70, "sending"),
    EP.Receipt: _Box(620, 70, "receipt"),
    CRM.E53_Place: _Box(860, 70, "place"),
    CRM.E52_Time_Span: _Box(1000, 180, "time-span"),
    EP.Heading: _Box(120, 320, "printed heading"),
    EP.Letter: _Box(520, 320, "letter"),
    CRM.E39_Actor: _Box(1000, 320, "person or group"),
    EP.Claim: _Box(120, 460, "claim"),
    EP.Carrier: _Box(450, 490, "carrier"),
    EP.Resolution: _Box(820, 490, "resolution"),
    EP.Adjudication: _Box(120, 590, "adjudication"),
    EP.ArchivalUnit: _Box(620, 590, "archival unit"),
}


class _Line(NamedTuple):
    """A property from one class to another; `at` is where along the line its name stands, `bow` bends the line."""

    source: str
    property: str
    target: str
    at: float = 0.5
    bow: int = 0


_LINES = (
    _Line(EP.Letter, EP.author, CRM.E39_Actor, 0.5, -28),
    _Line(EP.Letter, EP.addressee, CRM.E39_Actor, 0.5, 28),
    _Line(EP.Letter, EP.transmittedBy, EP.Transmission),
    _Line(EP.Letter, EP.receivedBy, EP.Receipt),
    _Line(EP.Letter, EP.sentFrom, CRM.E53_Place, 0.62),
    _Line(EP.Letter, EP.writtenOn, CRM.E52_Time_Span, 0.62),
    _Line(EP.Resolution, EP.decidedBy, CRM.E39_Actor),
    _Line(EP.Resolution, EP.recordedInNoteTo, EP.Letter),
    _Line(EP.Carrier, CRM.P128_carries, EP.Letter),
    _Line(EP.Carrier, CRM.P128_carries, EP.Resolution),
    _Line(EP.Carrier, EP.heldIn, EP.ArchivalUnit),
    _Line(EP.Heading, EP.alignedTo, EP.Letter),
    _Line(EP.LostLetter, EP.mayBe, EP.Letter, 0.42),
    _Line(EP.Claim, EP.aboutRecord, EP.Letter),
    _Line(EP.Claim, EP.aboutRecord, EP.Heading),
    _Line(EP.Adjudication, EP.adopts, EP.Claim, 0.5, -70),
    _Line(EP.Adjudication, EP.rejects, EP.Claim, 0.5, 70),
)


class Edge(NamedTuple):
    """A line of the diagram in words."""

    source: str
    label: str
    target: str


class Diagram(Markup):
    """The SVG; `edges` says the same in words."""

    edges: tuple[Edge, ...]


def diagram(of: Vocabulary) -> Diagram:
    """The diagram of the vocabulary. Raises KgError for a property or a class that it does not have."""
    terms = {f"<{term.iri}>": term for term in of.terms}
    drawn = [_line(line, terms) for line in _LINES]
    boxes = [_box(class_, box, terms) for class_, box in _BOXES.items()]
    edges = tuple(Edge(_BOXES[s].label, _name(p, terms), _BOXES[t].label) for s, p, t, _, _ in _LINES)
    title = "The main classes of the vocabulary and the properties between them"
    made = Diagram(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-labelledby="diagram-title diagram-desc">'
        f'<title id="diagram-title">{title}</title>'
        f'<desc id="diagram-desc">{escape("; ".join(" ".join(edge) for edge in edges))}.</desc>'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        '<path class="tip" d="M0 1L9 5L0 9z"/></marker></defs>' + "".join((*drawn, *boxes)) + "</svg>"
    )
    made.edges = edges
    return made


def _name(term: str, terms: Mapping[str, Term]) -> str:
    """The label of a term of the vocabulary, the name of one of another."""
    if term.startswith(f"<{PREFIXES['ep']}"):
        if term not in terms:
            raise KgError(f"the diagram shows a term that the vocabulary does not have: {short(term)}")
        return terms[term].label
    return (short(term) or term).partition("_")[2].replace("_", " ")


def _box(class_: str, box: _Box, terms: Mapping[str, Term]) -> str:
    link = reference(class_, "")
    kind = "main" if class_ == EP.Letter else "" if link.path else "outside"
    if link.path:
        _name(class_, terms)
    wide, high = _HALF
    return (
        f'<a class="node {kind}" href="{escape(link.path or link.url)}">'
        f'<rect x="{box.x - wide}" y="{box.y - high}" width="{2 * wide}" height="{2 * high}" rx="4"/>'
        f'<text x="{box.x}" y="{box.y + 5}">{escape(box.label)}</text></a>'
    )


def _line(line: _Line, terms: Mapping[str, Term]) -> str:
    start, end = _BOXES[line.source], _BOXES[line.target]
    wide, high = end.x - start.x, end.y - start.y
    length = hypot(wide, high)
    # The point that a curve bends towards stands beside the middle of the line.
    bend = ((start.x + end.x) / 2 - high / length * line.bow, (start.y + end.y) / 2 + wide / length * line.bow)
    first, last = _edge_of(start, bend), _edge_of(end, bend)
    t = line.at
    x, y = ((1 - t) ** 2 * first[i] + 2 * t * (1 - t) * bend[i] + t**2 * last[i] for i in (0, 1))
    link = reference(line.property, "")
    return (
        f'<g class="edge"><path d="M{_n(first)}Q{_n(bend)} {_n(last)}" marker-end="url(#tip)"/>'
        f'<a href="{escape(link.path or link.url)}">'
        f'<text x="{x:.0f}" y="{y + 4:.0f}">{escape(_name(line.property, terms))}</text></a></g>'
    )


def _edge_of(box: _Box, towards: tuple[float, float]) -> tuple[float, float]:
    """Where the way from the middle of a box to a point leaves it."""
    wide, high = towards[0] - box.x, towards[1] - box.y
    scale = min(_HALF[0] / abs(wide) if wide else 1e9, _HALF[1] / abs(high) if high else 1e9)
    return box.x + wide * scale, box.y + high * scale


def _n(point: tuple[float, float]) -> str:
    return f"{point[0]:.0f} {point[1]:.0f}"
