"""The editions of a workspace collated: a letter that several of them print has one identifier, and each edition keeps
what it says of it.

Curators have the last word, by the field `same-as` of a letter in an edition's table of adjudications.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from msgspec.structs import replace as restruct

from kg.adopt import Actors, Printed, clusters, collated, united
from kg.map import Context
from kg.records import Adjudication, Collation, Decision, Letter, Printing, Shared, Subject, interval
from kg.records.settled import NONE
from kg.understood import context_of
from kg.workspace import Curated, EditionFolder, Found, Workspace

SAME = "same-as"  # the field of a letter on which curators say which printings are one
_DOUBTED = ("low", "unknown")


class _Placed(NamedTuple):
    """A letter of an edition, with what is needed to look its names up."""

    place: EditionFolder
    context: Context
    letter: Letter


def collate(workspace: Workspace) -> Workspace:
    """The workspace with each letter that several editions print under the earliest of its identifiers.

    The records on disk keep theirs; the registry that is returned calls the others merged. A workspace with one edition
    of one printed work comes back as it is.
    """
    contexts = {place.name: context_of(place, workspace) for place in workspace.editions if place.found}
    letters = {found.letter.letter: found for found in _letters(workspace, contexts)}
    if len({_printed_in(found) for found in letters.values()}) < 2:
        return workspace
    pairs = _judged(collated(map(_printing, letters.values())), workspace, letters)
    shared: dict[str, Shared] = {}
    now: dict[str, Letter] = {}
    for group in clusters(pairs):
        ends = {one.letter for one in group}
        why = [pair for pair in pairs if pair.one.letter in ends and pair.other.letter in ends]
        ...
    return workspace
