"""What a release has published and the data no longer has: a tombstone for each, so that every IRI keeps an answer.

Letters, headings, decisions, lost letters, persons, groups and places have theirs from the registry, which knows what
took their place; a release is refused while one is gone without a word. Everything else has an IRI that is made of
what it is (leaves, archival units, topics, copies) or of what it says (claims): it comes and goes with that, and only
the release before knows that it was there. A tombstone stands in the graph in which the thing stood, and goes from
release to release until the thing is there again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from kg.ns import CRM, EP, OWL, RDF, RDFS, VOC, XSD
from kg.publish.changes.statements import parsed

Quad = tuple[str, str, str, str]  # terms; the graph is empty for the default graph

_UNDATED = ("dataset", "graph")  # what is of a release, and the names of graphs
_LONGEST = 150  # characters of the former label
_TRUE = f'"true"^^{XSD.boolean}'


def graves(
    before: Iterable[str], now: Iterable[str], base: str, version: str, registered: Collection[str]
) -> Iterator[Quad]:
    """The tombstones of things under `base` that the sorted N-Quads `before`, of the release `version`, have and `now`
    have not; fragments go with their page. `registered` are the first parts of the paths that the registry answers for.
    """
    there = _pages(now, base)
    latest = next(there, None)
    for subject, lines in _blocks(before, base):
        while latest is not None and latest < subject:
            latest = next(there, None)
        kind = subject.removeprefix(f"<{base}").partition("/")[0]
        if latest != subject and kind not in registered and kind not in _UNDATED:
            yield from _grave(subject, lines, version)


def _pages(lines: Iterable[str], base: str) -> Iterator[str]:
    return (subject for subject, _ in _blocks(lines, base))


def _blocks(lines: Iterable[str], base: str) -> Iterator[tuple[str, list[str]]]:
    """Each thing under the base that is no fragment, with its statements."""
    for subject, block in groupby(lines, key=lambda line: line[: line.index(" ")]):
        if subject.startswith(f"<{base}") and "#" not in subject:
            yield subject, list(block)


def _grave(subject: str, lines: Iterable[str], version: str) -> Iterator[Quad]:
    """A tombstone; one that stood already stays as it was."""
    said = [parsed(line) for line in lines]
    type_ = next((quad for quad in said if quad[1] == RDF.type), None)
    if type_ is None:
        return
    graph = type_[3]
    if any(value == EP.Tombstone for _, property_, value, _ in said if property_ == RDF.type):
        yield from ((quad.subject, quad.predicate, quad.object, quad.graph) for quad in said)
        return
    labels = sorted((value for _, property_, value, _ in said if property_ == RDFS.label), key=_english)
    called = labels[0][1 : labels[0].rindex('"')] if labels else subject[1:-1].rpartition("/")[2]
    note = f"release {version} is the last that has it"
    for property_, value in (
        (RDF.type, EP.Tombstone),
        (RDF.type, CRM.E1_CRM_Entity),
        (RDFS.label, f'"{_short(called)}: withdrawn, {note}"@en'),
        (CRM.P2_has_type, VOC.id_withdrawn),
        (CRM.P3_has_note, f'"{note}"@en'),
        (OWL.deprecated, _TRUE),
    ):
        yield subject, property_, value, graph


def _short(escaped: str) -> str:
    """The beginning of a text in the escapes of N-Triples, cut where no escape is."""
    if len(escaped) <= _LONGEST:
        return escaped
    return f"{escaped[:_LONGEST].rpartition(' ')[0] or escaped[:_LONGEST]}…"


def _english(label: str) -> tuple[bool, str]:
    return not label.endswith("@en"), label
