"""What is in each file: the tree of archival units, and a strip of leaves for every file.

A strip runs from the first leaf that is known of to the last. Published: a letter of the collection is on the leaf;
record: a decision is; cited: a note names the leaf; the rest of the strip is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.publish.site.pictures.rows import Cell, LeafUse, Link, Picture, UnitUse, figure, many
from kg.publish.site.pictures.svg import drawing, element, link, number, shortened, text, titled

ROWS = 80  # units that are drawn
_ROW, _INDENT, _LEFT, _COUNTS, _STRIP, _SIZE = 26, 18, 300, 120, 560.0, 14
_TITLE = "What is in each file"
# Signs for what is known of a leaf, the weightier first, with their words.
_KINDS = (("published", "a published letter"), ("record", "the record of a decision"), ("cited", "cited in a note"))
# Told apart by their height too, not by colour alone.
_INSET = {"published": 0, "record": 2, "cited": 4}
_SCALE = "Strips of more than 46 leaves are drawn narrower, so that they fit."
_UNKNOWN = ("unknown", "nothing is known")
_CELLS = 280  # of a strip; a file with more leaves has several on one cell


def archive(units: Sequence[UnitUse], leaves: Sequence[LeafUse], address: Link) -> Picture:
    """The tree of `units` with the `leaves` that are known of."""
    rows = list(_tree(units))
    if not rows:
        summary = "The collection names no archival unit."
        empty = drawing("archive", _TITLE, summary, 480, 40, text(summary, 8, 24))
        return Picture(name="archive", title=_TITLE, summary=summary, svg=empty)
    by_unit: dict[str, dict[int, str]] = defaultdict(dict)
    for leaf in leaves:
        by_unit[leaf.unit][leaf.number] = _better(by_unit[leaf.unit].get(leaf.number, ""), _kind(leaf))
    totals = _totals(units)
    shown = rows[:ROWS]
    labels = {unit.unit: unit.label for unit in units}
    drawn = [
        _row(n, unit, _short(unit, labels), depth, totals[unit.unit], by_unit.get(unit.unit, {}), address)
        for n, (unit, depth) in enumerate(shown)
    ]
    summary = _summary(units, totals, by_unit)
    height = 30 + len(shown) * _ROW + 8
    return Picture(
        name="archive",
        title=_TITLE,
        summary=summary,
        svg=drawing("archive", _TITLE, summary, _LEFT + _COUNTS + _STRIP + 20, height, _heads(), *drawn),
        key=(*_KINDS, _UNKNOWN),
        notes=(_SCALE, *((f"Drawn are the first {ROWS} of {len(rows):,} units.",) if len(rows) > ROWS else ())),
        caption="Archival units with the letters and decisions in them and below, and the leaves that are known of.",
        heads=("unit", "letters", "decisions", "leaves published", "of records", "cited", "first to last"),
        table=tuple(
            _line(unit, totals[unit.unit], by_unit.get(unit.unit, {}), address) for unit, _ in rows[: 5 * ROWS]
        ),
    )


def _tree(units: Sequence[UnitUse]) -> Iterator[tuple[UnitUse, int]]:
    """Every unit with its depth, each followed by those below it, in the order of the rows; a circle is cut."""
    below: dict[str, list[UnitUse]] = defaultdict(list)
    known = {unit.unit for unit in units}
    for unit in units:
        below[unit.parent if unit.parent in known else ""].append(unit)
    done: set[str] = set()
    for top in (*below[""], *units):  # those of a circle stand below none
        stack = [(top, 0)]
        while stack:
            unit, depth = stack.pop()
            if unit.unit not in done:
                done.add(unit.unit)
                yield unit, depth
                stack += [(child, depth + 1) for child in reversed(below[unit.unit])]


def _totals(units: Sequence[UnitUse]) -> dict[str, tuple[int, int]]:
    """Letters and decisions of each unit and of everything below it."""
    parents = {unit.unit: unit.parent for unit in units}
    totals = {unit.unit: [0, 0] for unit in units}
    for unit in units:
        at, seen = unit.unit, set[str]()
        while at in totals and at not in seen:
            seen.add(at)
            totals[at][0] += unit.letters
            totals[at][1] += unit.decisions
            at = parents[at]
    return {unit: (letters, decisions) for unit, (letters, decisions) in totals.items()}


def _kind(leaf: LeafUse) -> str:
    return "published" if leaf.letters else "record" if leaf.decisions else "cited" if leaf.notes else ""


def _better(one: str, other: str) -> str:
    """The weightier of two signs: for the two sides of a leaf, or for leaves that share a cell."""
    order = [kind for kind, _ in _KINDS]
    return min((kind for kind in (one, other) if kind), key=order.index, default="")


def _short(unit: UnitUse, labels: dict[str, str]) -> str:
    """The label without that of the unit above, under which it stands: `D. 77`."""
    above = labels.get(unit.parent, "")
    return (above and unit.label.removeprefix(above).lstrip(" .,/")) or unit.label


def _heads() -> str:
    return "".join((
        text("letters", _LEFT + 48, 16, "axis", "end"),
        text("decisions", _LEFT + _COUNTS - 8, 16, "axis", "end"),
        text("leaves, from the first known to the last", _LEFT + _COUNTS + 8, 16, "axis"),
    ))  # fmt: skip


def _row(
    n: int, unit: UnitUse, label: str, depth: int, total: tuple[int, int], leaves: dict[int, str], address: Link
) -> str:
    y = 26 + n * _ROW
    indent = 4 + depth * _INDENT
    name = text(shortened(label, _LEFT - indent - 8, _SIZE), indent, y + 18, "strong" if not depth else None)
    figures = [
        text(f"{count:,}" if count else "–", x, y + 18, "num", "end")
        for count, x in zip(total, (_LEFT + 48, _LEFT + _COUNTS - 8), strict=True)
    ]
    line = element("line", x1=0, x2=_LEFT + _COUNTS + _STRIP + 20, y1=y + _ROW, y2=y + _ROW, class_="grid")
    return "".join((line, link(address(unit.unit), unit.label, name), *figures, _strip(leaves, y)))


def _strip(leaves: dict[int, str], y: float) -> str:
    """The leaves of a file: as wide as the longest strips may be, or a little, when there are few."""
    if not leaves:
        return ""
    first, last = min(leaves), max(leaves)
    count = last - first + 1
    each = -(-count // _CELLS)  # leaves on one cell
    step = min(10.0, _STRIP * 0.82 / -(-count // each))
    left = _LEFT + _COUNTS + 38
    cells: dict[int, str] = {}
    for leaf, kind in leaves.items():
        at = (leaf - first) // each
        cells[at] = _better(cells.get(at, ""), kind)
    width = -(-count // each) * step
    parts = [element("rect", x=left, y=y + 6, width=width, height=_ROW - 12, class_="leaf unknown")]
    shapes: dict[str, list[str]] = defaultdict(list)
    for at, length, kind in _runs(cells):
        top, high = y + 6 + _INSET[kind], _ROW - 12 - 2 * _INSET[kind]
        shapes[kind].append(
            f"M{number(left + at * step)} {number(top)}h{number(length * step)}v{high}H{number(left + at * step)}z"
        )
    parts += [element("path", d="".join(path), class_=f"leaf {kind}") for kind, path in sorted(shapes.items())]
    said = ", ".join(f"{sum(kind == k for k in leaves.values()):,} {words}" for kind, words in _words(leaves))
    ends = text(str(first), left - 5, y + 18, "axis", "end")
    if last != first:
        ends += text(str(last), left + width + 5, y + 18, "axis")
    return titled(f"Leaves {first} to {last}: {said}", *parts, ends)


def _runs(cells: dict[int, str]) -> Iterator[tuple[int, int, str]]:
    """Neighbours of one kind together: where they begin, how many, which."""
    start, length, kind = -1, 0, ""
    for at in sorted(cells):
        if cells[at] == kind and at == start + length:
            length += 1
            continue
        if kind:
            yield start, length, kind
        start, length, kind = at, 1, cells[at]
    if kind:
        yield start, length, kind


def _words(leaves: dict[int, str]) -> tuple[tuple[str, str], ...]:
    words = {"published": "with published letters", "record": "with records of decisions", "cited": "cited in notes"}
    return tuple((kind, words[kind]) for kind, _ in _KINDS if kind in leaves.values())


def _line(unit: UnitUse, total: tuple[int, int], leaves: dict[int, str], address: Link) -> tuple[Cell, ...]:
    found = list(leaves.values())
    span = f"{min(leaves)}–{max(leaves)}" if leaves else ""
    return (
        Cell(unit.label, address(unit.unit)),
        figure(total[0]),
        figure(total[1]),
        *(figure(found.count(kind)) for kind, _ in _KINDS),
        Cell(span),
    )


def _summary(units: Sequence[UnitUse], totals: dict[str, tuple[int, int]], leaves: dict[str, dict[int, str]]) -> str:
    kinds = [kind for found in leaves.values() for kind in found.values()]
    known = f"{many(len(kinds), 'leaf', 'leaves')} in {many(len(leaves), 'file')} known of"
    published, records, cited = (kinds.count(kind) for kind, _ in _KINDS)
    said = [
        f"{many(len(units), 'archival unit')}; {known}: {published:,} with published letters,",
        f"{records:,} with records of decisions, {cited:,} cited in notes.",
    ]
    files = [unit for unit in units if unit.unit in leaves and totals[unit.unit][0]]
    if files:
        top = max(files, key=lambda unit: (totals[unit.unit][0], unit.label))
        said.append(f"Most letters, {totals[top.unit][0]:,}, are in {top.label}.")
    return " ".join(said)
