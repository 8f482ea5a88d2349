"""`kg attach`: an archive's own finding aid with our letters as item components under the files that hold them.

Every byte that was there stays; only components are added, so a canonical comparison shows nothing but additions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.collation import collate
from kg.errors import UsageError
from kg.files import read_bytes
from kg.map import Context
from kg.map.dates import when
from kg.map.letter import labels
from kg.map.shelf import leaves_of, shelfmarks
from kg.publish.components import Item, Party, component, inserted
from kg.read.findingaid import Codes, Component, FindingAid, Unit, read
from kg.records import Group, Letter, Shelfmark
from kg.records.authorities import fold
from kg.understood import understand
from kg.workspace import Workspace, load_workspace

_SAME = "the finding aid describes these leaves as an item of its own (line {line})"
_LAST_NUMBER = 12  # c12 is the innermost component that a finding aid with numbered ones has


class Unplaced(NamedTuple):
    """A shelfmark of a letter that has no place in the finding aid, and why."""

    letter: str
    shelfmark: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A finding aid with letters: its bytes, and what came of each shelfmark.

    `placed` has (letter, shelfmark, line of the component before anything was added); `there` are those that the aid
    had already. `empty` are the components without parts that hold none of our letters.
    """

    data: bytes
    version: str
    archive: str
    placed: tuple[tuple[str, str, int], ...]
    there: tuple[tuple[str, str, int], ...]
    unplaced: tuple[Unplaced, ...]
    empty: tuple[Component, ...]


class _Kept(NamedTuple):
    """A shelfmark of a letter in the archive of the finding aid, and with its leaves (`None` where it names none);
    `order` is that of its leaves.
    """

    unit: Unit
    leaf: Unit | None
    order: int
    item: Item


def attach(workspace: Path, aid: Path, archive: str | None = None) -> Attached:
    """The finding aid in the file `aid` (EAD 2002 or EAD3) with the letters of `workspace` under the files that hold
    them, in the order of their leaves. What was attached before is known by its IRI and left as it is.

    `archive` is the code of the archive whose aid it is; left out, the one whose name stands in the aid, or the only
    one. Raises UsageError when that is not clear, KgError for a file that is no finding aid.
    """
    loaded = collate(load_workspace(workspace))
    data = read_bytes(aid)
    found = read(data, str(aid))
    kept = list(_kept(loaded, found.language[:2] == "ru"))
    code = _archive(archive, sorted({code for code, _ in kept}), found, loaded)
    ours = sorted((one for keeper, one in kept if keeper == code), key=lambda one: (one.order, one.item.id))
    return _attached(data, found, code, ours)


def _kept(workspace: Workspace, russian: bool) -> Iterator[tuple[str, _Kept]]:
    """Every shelfmark of every letter, with the code of its archive; in Russian where the records have it."""
    for place in workspace.editions:
        understood = understand(place, workspace)
        for letter in understood.reasoned.letters:
            for mark in letter.shelfmarks if letter.letter else ():
                if mark.archive is not None:
                    yield mark.archive, _one(letter, mark, understood.context, russian)


def _one(letter: Letter, mark: Shelfmark, context: Context, russian: bool) -> _Kept:
    def said(words: tuple[str, str]) -> str:
        return words[1] if russian and words[1] else words[0]

    written, leaves = when(letter.date), leaves_of(mark.leaves)
    item = Item(
        id=str(letter.letter),
        iri=context.iris.letter(str(letter.letter)),
        title=said(labels(letter, context)),
        shelfmark=said(shelfmarks(context.shelf(str(mark.archive), mark.path), mark.leaves)),
        first=written.first,
        last=written.last,
        date=said((written.en, written.ru)),
        authors=tuple(_party(name, letter.line, context, said) for name in letter.senders),
        addressees=tuple(_party(name, letter.line, context, said) for name in letter.recipients),
        forms=mark.forms,
    )
    codes = tuple(mark.path.values())
    leaf = Unit.of(*codes, mark.leaves) if mark.leaves else None
    return _Kept(Unit.of(*codes), leaf, leaves[0][1] if leaves else 0, item)


def _party(name: str, line: int, context: Context, said: Callable[[tuple[str, str]], str]) -> Party:
    actor = context.names.actor(name, line)
    if actor is None:
        return Party(name, "", False)
    known = context.known(actor)
    return Party(said((known.label, known.label_ru)), known.term[1:-1], isinstance(actor, Group))


def _archive(asked: str | None, codes: Sequence[str], aid: FindingAid, workspace: Workspace) -> str:
    """The code of the archive whose finding aid it is."""
    if asked is not None or len(codes) == 1:
        if asked is not None and asked not in codes:
            raise UsageError(f"no letter has a shelfmark of {asked!r}", hint=f"there are: {', '.join(codes)}")
        return asked or codes[0]
    keeper = fold(aid.keeper)
    named = [code for code in codes if any(fold(name) in keeper for name in _names(code, workspace))]
    if len(named) == 1:
        return named[0]
    raise UsageError("whose finding aid is this?", hint=f"say --archive CODE; there are: {', '.join(codes)}")


def _names(code: str, workspace: Workspace) -> Iterator[str]:
    yield code
    group = workspace.authorities.group(code)
    if group is not None:
        yield from (group.label, *filter(None, (group.label_ru,)), *group.variants)


def _attached(data: bytes, aid: FindingAid, archive: str, kept: Sequence[_Kept]) -> Attached:
    homes = _homes(aid.components, {one.unit for one in kept})
    placed, there, unplaced = [], [], []
    new: dict[int, list[str]] = defaultdict(list)
    ids, held = set(aid.ids), set[int]()
    own = _own(aid.components, {one.item.iri for one in kept})
    for one in kept:
        item, found = one.item, homes[one.unit]
        why = _why_not(found)
        if why:
            unplaced.append(Unplaced(item.id, item.shelfmark, why))
        elif item.iri in aid.unitids and item.shelfmark in aid.unitids:
            there.append((item.id, item.shelfmark, found[0].line))
            held.add(found[0].number)
        elif one.leaf and (same := [c for c in own.get(one.leaf.figures, ()) if found[0].number in c.above]):
            unplaced.append(Unplaced(item.id, item.shelfmark, _SAME.format(line=same[0].line)))
            held.add(found[0].number)
        else:
            home = found[0]
            ids.add(id_ := _free(f"kg-{item.id}", ids))
            tag = _tag(home, aid)
            new[home.number].append(component(item, tag=tag, prefix=aid.prefix, version=aid.version, id_=id_))
            placed.append((item.id, item.shelfmark, home.line))
            held.add(home.number)
    homes_of = ((aid.components[number], elements) for number, elements in new.items())
    return Attached(
        data=inserted(data, ((home.end or 0, elements, home.indent) for home, elements in homes_of), aid.encoding),
        version=aid.version,
        archive=archive,
        placed=tuple(placed),
        there=tuple(there),
        unplaced=tuple(unplaced),
        empty=tuple(c for c in aid.components if not c.files and c.number not in held and c.level != "item"),
    )


def _own(components: Sequence[Component], ours: Set[str]) -> Mapping[Codes, list[Component]]:
    """The items that the archive has described itself, by the figures of their codes."""
    found = defaultdict(list)
    for one in components:
        if one.level == "item" and ours.isdisjoint(one.ids):
            for figures in {unit.figures for unit in one.units}:
                found[figures].append(one)
    return found


def _homes(components: Sequence[Component], units: Iterable[Unit]) -> Mapping[Unit, list[Component]]:
    """The components that mean each unit, else those that did so once. Of one inside another, which adds no code, the
    outer one counts.
    """
    now, once = (_by_figures(components, former) for former in (False, True))
    homes: dict[Unit, list[Component]] = {}
    for unit in units:
        near = _near(now, unit) or _near(once, unit)
        homes[unit] = [found for found in near.values() if not near.keys() & found.above]
    return homes


def _by_figures(components: Sequence[Component], former: bool) -> Mapping[Codes, list[tuple[Unit, Component]]]:
    by_figures = defaultdict(list)
    for found in components:
        for meant in found.former if former else found.units:
            by_figures[meant.figures].append((meant, found))
    return by_figures


def _near(by_figures: Mapping[Codes, list[tuple[Unit, Component]]], unit: Unit) -> dict[int, Component]:
    return {found.number: found for meant, found in by_figures.get(unit.figures, ()) if meant.means(unit)}


def _why_not(found: Sequence[Component]) -> str:
    """Why nothing can be attached there; nothing when it can."""
    if not found:
        return "the finding aid has no unit with this code"
    if len(found) > 1:
        lines = ", ".join(str(home.line) for home in found)
        return f"several components have this code (lines {lines})"
    if found[0].end is None:
        return f"the finding aid lists nothing under it (line {found[0].line})"
    if found[0].tag.endswith(f"c{_LAST_NUMBER}"):
        return f"no component can stand under c{_LAST_NUMBER} (line {found[0].line})"
    return ""


def _tag(home: Component, aid: FindingAid) -> str:
    """The element of a component in `home`: `c`, or numbered, one more than that of `home`."""
    number = re.search(r"c(\d\d)$", home.tag)
    if number:
        return f"{aid.prefix}c{int(number[1]) + 1:02d}"
    numbered = home.depth == 0 and any(re.search(r"c01$", other.tag) for other in aid.components)
    return f"{aid.prefix}c{'01' if numbered else ''}"


def _free(id_: str, taken: set[str]) -> str:
    """An identifier of an element that no other one has."""
    number, found = 1, id_
    while found in taken:
        number += 1
        found = f"{id_}-{number}"
    return found
