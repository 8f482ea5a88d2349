"""Who wrote or received letters on which days: persons down, time across, a darker cell for more letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.publish.site.pictures.axis import Axis, axis_over, ticks
from kg.publish.site.pictures.rows import Active, Cell, Link, Picture, figure, many
from kg.publish.site.pictures.svg import drawing, element, link, number, room_for, shortened, text, titled

SHOWN = 40  # persons; the rest are one row
_STEP, _ROW, _WIDE, _TOP, _SHADES, _SIZE = 24, 24, 260, 8, 5, 14
_SAID = 1000  # cells that each say what they are; with more, the page would be too large
_TITLE = "Persons and days"

Counts = dict[int, list[int]]  # column -> letters written, letters received
_UNSURE = -1  # the column of letters whose day (week, month) is not known


def activity(rows: Sequence[Active], address: Link) -> Picture:
    """The table of persons and days of `rows`."""
    axis = axis_over(date for row in rows for date in (row.earliest, row.latest))
    if axis is None:
        summary = "No dated letter of the collection has a known author or addressee."
        empty = drawing("activity", _TITLE, summary, 480, 40, text(summary, 8, 24))
        return Picture(name="activity", title=_TITLE, summary=summary, svg=empty)
    counts, names = _counted(rows, axis)
    order = sorted(counts, key=lambda iri: (-_total(counts[iri].values()), names[iri], iri))
    kept, rest = order[:SHOWN], order[SHOWN:]
    drawn_rows = [(names[iri], address(iri), counts[iri]) for iri in kept]
    if rest:
        drawn_rows.append((f"{len(rest)} others", "", _merged(counts[iri] for iri in rest)))
    most = max((sum(pair) for _, _, row in drawn_rows for column, pair in row.items() if column >= 0), default=1)
    left = room_for((name for name, _, _ in drawn_rows), _SIZE, _WIDE) + 16
    right = left + len(axis.starts) * _STEP
    each = sum(len(row) for _, _, row in drawn_rows) <= _SAID
    bottom = _TOP + len(drawn_rows) * _ROW
    drawn = [_row(n, *row, axis, most, left, each) for n, row in enumerate(drawn_rows)]
    drawn.append(ticks(axis, left, bottom, _STEP))
    unsure = any(_UNSURE in row for _, _, row in drawn_rows)
    if unsure:
        drawn.append(text("?", right + 26, bottom + 14, "axis", "middle"))
    summary = _summary(order, names, counts, axis)
    notes = [f"Drawn are the {SHOWN} with most letters; {len(rest)} others are one row."] if rest else []
    if unsure:
        notes.append(f"The column “?” counts letters whose {axis.unit} is not known.")
    return Picture(
        name="activity",
        title=_TITLE,
        summary=summary,
        svg=drawing("activity", _TITLE, summary, right + 70, bottom + 44, *drawn),
        notes=tuple(notes),
        caption="Letters that each wrote and received.",
        heads=("who", "written", "received", f"busiest {axis.unit}"),
        table=tuple(_line(iri, names[iri], counts[iri], axis, address) for iri in order[: 5 * SHOWN]),
    )


def _counted(rows: Sequence[Active], axis: Axis) -> tuple[dict[str, Counts], dict[str, str]]:
    counts: dict[str, Counts] = defaultdict(dict)
    names = {}
    for row in rows:
        first, last = axis.column(row.earliest), axis.column(row.latest)
        pair = counts[row.person].setdefault(first if first is not None and first == last else _UNSURE, [0, 0])
        pair[0] += row.written
        pair[1] += row.received
        names[row.person] = row.name
    return counts, names


def _total(pairs: Iterable[Sequence[int]]) -> int:
    return sum(map(sum, pairs))


def _merged(many_counts: Iterable[Counts]) -> Counts:
    merged: Counts = {}
    for counts in many_counts:
        for column, pair in counts.items():
            both = merged.setdefault(column, [0, 0])
            both[0] += pair[0]
            both[1] += pair[1]
    return merged


def _row(n: int, name: str, href: str, counts: Counts, axis: Axis, most: int, left: float, each: bool) -> str:
    right = left + len(axis.starts) * _STEP
    y = _TOP + n * _ROW
    label = text(shortened(name, left - 16, _SIZE), left - 8, y + 17, None, "end")
    parts = [
        element("line", x1=left, x2=right, y1=y + _ROW - 0.5, y2=y + _ROW - 0.5, class_="grid"),
        link(href, name, label) if href else titled(name, label),
    ]
    shades: dict[int, list[str]] = defaultdict(list)
    for column, (written, received) in sorted(counts.items()):
        x = left + column * _STEP if column >= 0 else right + 14
        both = written + received
        shade = min(_SHADES, -(-_SHADES * both // most)) if column >= 0 else 1
        cell = f"M{number(x + 1)} {number(y + 1)}h{_STEP - 2}v{_ROW - 3}h{2 - _STEP}z"
        figures = text(_short(both), x + _STEP / 2, y + 16, f"in-cell on{shade}", "middle")
        if not each:
            shades[shade].append(cell)
            parts.append(figures)
            continue
        words = axis.words(column) if column >= 0 else f"{axis.unit} not known"
        said = f"{name}, {words}: {written:,} written, {received:,} received"
        parts.append(titled(said, element("path", d=cell, class_=f"heat heat{shade}"), figures))
    cells = [element("path", d="".join(found), class_=f"heat heat{shade}") for shade, found in sorted(shades.items())]
    return "".join((*cells, *parts))


def _short(count: int) -> str:
    """A number that a cell has room for: `7`, `120`, `2k`."""
    return str(count) if count < 1000 else f"{count // 1000}k"


def _busiest(counts: Counts) -> int | None:
    known = {column: sum(pair) for column, pair in counts.items() if column >= 0}
    return min(known, key=lambda column: (-known[column], column)) if known else None


def _line(iri: str, name: str, counts: Counts, axis: Axis, address: Link) -> tuple[Cell, ...]:
    top = _busiest(counts)
    words = f"{axis.words(top)} ({sum(counts[top]):,})" if top is not None else ""
    written, received = (sum(pair[n] for pair in counts.values()) for n in (0, 1))
    return Cell(name, address(iri)), figure(written), figure(received), Cell(words)


def _summary(order: Sequence[str], names: dict[str, str], counts: dict[str, Counts], axis: Axis) -> str:
    said = [f"Letters that {many(len(order), 'correspondent')} wrote or received, one column a {axis.unit}."]
    for iri in order[:3]:
        top = _busiest(counts[iri])
        when = f", most on {axis.words(top)}" if top is not None and axis.unit == "day" else ""
        said.append(f"{names[iri]}: {_total(counts[iri].values()):,}{when}.")
    return " ".join(said)
