"""Who wrote to whom: persons in one column, arcs between them, as wide as there are letters.

Letters that go down the column run on its right, those that go up on its left, so that direction is seen without
arrowheads; names stand under each other and can never cover one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.publish.site.pictures.rows import Cell, Link, Pair, Picture, figure, many
from kg.publish.site.pictures.svg import drawing, element, link, number, room_for, shortened, text, titled

SHOWN = 40  # persons; the rest are counted together
_ARCS = 300
_OTHERS = ""  # stands for them
_ROW, _SIZE, _WIDE, _TOP = 30, 14, 260, 40
_WIDEST = 12.0
_SIDE, _FARTHEST = 80, 200  # how far arcs reach: with many rows, farther
_LISTED = 200  # pairs in the table


def network(pairs: Sequence[Pair], address: Link) -> Picture:
    """The network of `pairs`; see the module."""
    names = {pair.author: pair.author_name for pair in pairs} | {p.addressee: p.addressee_name for p in pairs}
    weight: Counter[str] = Counter()
    for pair in pairs:
        weight[pair.author] += pair.letters
        weight[pair.addressee] += pair.letters
    order = sorted(weight, key=lambda iri: (-weight[iri], names[iri], iri))
    kept = order[:SHOWN]
    rest = len(order) - len(kept)
    counts = _together(pairs, set(kept))
    rows = [*kept, _OTHERS] if any(_OTHERS in ends for ends in counts) else kept
    names[_OTHERS] = f"{rest} others"
    height = _TOP + len(rows) * _ROW + 12
    column = room_for((names[iri] for iri in rows), _SIZE, _WIDE) + 36
    side = min(_FARTHEST, _SIDE + 3 * max(0, len(rows) - 10))
    width = 2 * side + column
    summary = _summary(pairs, names, order)
    drawn = [_heads(width)]
    most = max((letters for (a, b), letters in counts.items() if a != b and _OTHERS not in (a, b)), default=1)
    between = {ends: letters for ends, letters in counts.items() if ends[0] != ends[1]}
    arcs = sorted(between.items(), key=lambda item: (-item[1], item[0]))
    for (author, addressee), letters in arcs[:_ARCS]:
        start, end = rows.index(author), rows.index(addressee)
        words = f"{names[author]} to {names[addressee]}: {many(letters, 'letter')}"
        drawn.append(titled(words, _arc(start, end, min(1.0, letters / most), len(rows), (side, side + column))))
    drawn += [
        _person(iri, names[iri], weight[iri], n, (side + column / 2, column), address) for n, iri in enumerate(rows)
    ]
    notes = (
        [f"Drawn are the {SHOWN} who wrote and received most; {rest} others are one row, and as wide at most."]
        if rest
        else []
    )
    if len(arcs) > _ARCS:
        notes.append(f"Drawn are the {_ARCS} pairs with most letters of {len(arcs):,} between those named here.")
    inside = sum(letters for (a, b), letters in counts.items() if a == b)
    if inside:
        notes.append(f"Not drawn: {many(inside, 'letter')} within one name or among the others.")
    ordered = sorted(pairs, key=lambda pair: (-pair.letters, pair.author_name, pair.addressee_name, pair.author))
    if len(ordered) > _LISTED:
        notes.append(f"The table has the {_LISTED} pairs with most letters of {len(ordered):,}.")
    return Picture(
        name="network",
        title="Who wrote to whom",
        summary=summary,
        svg=drawing("network", "Who wrote to whom", summary, width, height, *drawn),
        notes=tuple(notes),
        caption="Letters by author and addressee. A letter by two to three counts once for each of the six pairs.",
        heads=("from", "to", "letters"),
        table=tuple(_line(pair, address) for pair in ordered[:_LISTED]),
    )


def _together(pairs: Sequence[Pair], kept: set[str]) -> Counter[tuple[str, str]]:
    """Letters between those who are `kept`, everybody else being one."""
    counts: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        ends = tuple(iri if iri in kept else _OTHERS for iri in (pair.author, pair.addressee))
        counts[ends[0], ends[1]] += pair.letters
    return counts


def _y(row: int) -> float:
    return _TOP + row * _ROW + _ROW / 2


def _heads(width: float) -> str:
    return text("↑ to those above", 4, 18, "axis") + text("to those below ↓", width - 4, 18, "axis", "end")


def _arc(start: int, end: int, part: float, rows: int, edges: tuple[float, float]) -> str:
    """Half an ellipse beside the column, on the right when it goes down; `part` of the widest."""
    down = end > start
    edge = edges[1] if down else edges[0]
    reach = (22 + (edges[0] - 32) * abs(end - start) / max(1, rows - 1)) * (1 if down else -1)
    y0, y1 = _y(start), _y(end)
    tip = 8.0 if down else -8.0
    path = (
        f"M{number(edge)} {number(y0)}C{number(edge + reach * 1.33)} {number(y0)} "
        f"{number(edge + reach * 1.33)} {number(y1)} {number(edge)} {number(y1)}"
    )
    head = f"M{number(edge - tip)} {number(y1)}l{number(tip)} -5v10z"
    side = "down" if down else "up"
    line = element("path", d=path, class_=f"arc {side}", stroke_width=max(1.2, _WIDEST * part))
    return line + element("path", d=head, class_=f"tip {side}")


def _person(iri: str, name: str, letters: int, row: int, place: tuple[float, float], address: Link) -> str:
    y = _y(row)
    label = text(shortened(name, place[1] - 30, _SIZE), place[0], y + 5, None, "middle")
    if iri == _OTHERS:
        return titled(name, label)
    return link(address(iri), f"{name}: {many(letters, 'letter')} written or received", label)


def _line(pair: Pair, address: Link) -> tuple[Cell, ...]:
    return (
        Cell(pair.author_name, address(pair.author)),
        Cell(pair.addressee_name, address(pair.addressee)),
        figure(pair.letters),
    )


def _summary(pairs: Sequence[Pair], names: dict[str, str], order: Sequence[str]) -> str:
    if not pairs:
        return "No letter of the collection has both an author and an addressee."
    top = max(pairs, key=lambda pair: (pair.letters, pair.author_name))
    both = {(pair.author, pair.addressee): pair.letters for pair in pairs}
    back = both.get((top.addressee, top.author), 0)
    words = (
        f"{many(len(order), 'correspondent')} in {many(len(pairs), 'pair')} of author and addressee. "
        f"Most letters went from {top.author_name} to {top.addressee_name}: {top.letters:,}"
    )
    words += f"; {back:,} went back." if back else "; none went back."
    third = [names[iri] for iri in order if iri not in (top.author, top.addressee)][:2]
    return words + (f" Next come {' and '.join(third)}." if third else "")
