"""Letters above a time axis, decisions below it; what has no exact date is a bar over the days that it can be of.

While days fit and no day has too many, every letter and decision is a mark that leads to its page; else each column is
as high as it has letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.publish.site.pictures.axis import Axis, axis_over, ticks
from kg.publish.site.pictures.rows import Cell, Event, Link, Picture, day, days, figure, many
from kg.publish.site.pictures.svg import drawing, element, link, text, titled

STACKED = 16  # marks over one day
LANES = 24  # of bars
_STEP, _MARK, _LANE, _LEFT, _RIGHT, _NAMES = 24, 15, 13, 70, 60, 44
_HIGH = 140  # of the highest column, where columns stand for marks
_TITLE = "Letters and decisions in time"


def timeline(events: Sequence[Event], address: Link) -> Picture:
    """The timeline of `events`; its axis spans the letters, or the decisions when there are no letters."""
    ordered = sorted(events, key=lambda event: (event.earliest, event.latest, not event.is_letter, event.iri))
    letters = [event for event in ordered if event.is_letter]
    spanned = letters or ordered
    axis = axis_over(date for event in spanned for date in (event.earliest, event.latest))
    if axis is None:
        summary = "No letter and no decision of the collection has a date."
        empty = drawing("timeline", _TITLE, summary, 480, 40, text(summary, 8, 24))
        return Picture(name="timeline", title=_TITLE, summary=summary, svg=empty)
    fixed, spread, outside = _sorted_out(ordered, axis)
    lanes, left_over = _lanes(spread, axis)
    above, below = ([events for n, events in sorted(fixed[kind].items())] for kind in (True, False))
    marks = axis.unit == "day" and max(map(len, [*above, *below, []])) <= STACKED
    room = _heights(above, below, marks)
    top = 8 + len(lanes) * _LANE + 8
    base = top + room[0]
    under = base + _NAMES
    width = _LEFT + len(axis.starts) * _STEP + _RIGHT
    summary = _summary(letters, ordered, axis, fixed, spread)
    draw = _marks if marks else _columns
    caption, heads, table = _each(ordered, address) if marks else _counted(axis, fixed)
    drawn = [
        element("line", x1=_LEFT, x2=width - _RIGHT, y1=base, y2=base, class_="axis-line"),
        ticks(axis, _LEFT, base, _STEP),
        text("letters", _LEFT - 8, base - 6, "axis", "end"),
        *_bars(lanes, axis, base - room[0] - 8, address),
        *draw(fixed[True], axis, base, -1, address),
        *draw(fixed[False], axis, under, 1, address),
    ]
    if below:
        drawn.append(text("decisions", _LEFT - 8, under + 14, "axis", "end"))
    if lanes:
        drawn.append(text("uncertain", _LEFT - 8, 18, "axis", "end"))
    return Picture(
        name="timeline",
        title=_TITLE,
        summary=summary,
        svg=drawing("timeline", _TITLE, summary, width, under + room[1] + 12, *drawn),
        key=(("letter", "a letter"), ("decision", "a decision"), ("span", "a date that is known within bounds only")),
        notes=_notes(axis, marks, left_over, outside),
        caption=caption,
        heads=heads,
        table=table,
    )


Fixed = dict[bool, dict[int, list[Event]]]  # letters (True) and decisions by their column


def _sorted_out(events: Sequence[Event], axis: Axis) -> tuple[Fixed, list[Event], list[Event]]:
    """What is in one column, what is spread over several, what is not on the axis."""
    fixed: Fixed = {True: {}, False: {}}
    spread, outside = [], []
    for event in events:
        first, last = axis.column(event.earliest), axis.column(event.latest)
        if first is None or last is None:
            outside.append(event)
        elif first == last:
            fixed[event.is_letter].setdefault(first, []).append(event)
        else:
            spread.append(event)
    return fixed, spread, outside


def _lanes(spread: Sequence[Event], axis: Axis) -> tuple[list[list[Event]], int]:
    """Bars in lanes, each in the first one where it covers no other, and how many find none."""
    lanes: list[list[Event]] = []
    left_over = 0
    for event in spread:
        free = next(
            (lane for lane in lanes if (axis.column(lane[-1].latest) or 0) < (axis.column(event.earliest) or 0)), None
        )
        if free is not None:
            free.append(event)
        elif len(lanes) < LANES:
            lanes.append([event])
        else:
            left_over += 1
    return lanes, left_over


def _heights(above: Sequence[list[Event]], below: Sequence[list[Event]], marks: bool) -> tuple[float, float]:
    if not marks:
        return _HIGH + 20, (_HIGH + 20 if below else 0)
    most = [max(map(len, side), default=0) for side in (above, below)]
    return most[0] * _MARK + 10, most[1] * _MARK + 6


def _x(column: int) -> float:
    return _LEFT + column * _STEP


def _bars(lanes: Sequence[Sequence[Event]], axis: Axis, bottom: float, address: Link) -> list[str]:
    drawn = []
    for n, lane in enumerate(lanes):
        y = bottom - (n + 1) * _LANE
        for event in lane:
            first, last = axis.column(event.earliest) or 0, axis.column(event.latest) or 0
            shape = element(
                "rect", x=_x(first) + 2, y=y, width=(last - first + 1) * _STEP - 4, height=_LANE - 5, rx=4,
                class_="span" if event.is_letter else "span of-decision",
            )  # fmt: skip
            drawn.append(link(address(event.iri), f"{event.label} ({days(event.earliest, event.latest)})", shape))
    return drawn


def _marks(columns: dict[int, list[Event]], axis: Axis, base: float, way: int, address: Link) -> list[str]:
    """A mark for each: discs for letters, squares for decisions, away from the axis in the direction `way`."""
    drawn = []
    for column, events in sorted(columns.items()):
        for n, event in enumerate(events):
            x, y = _x(column) + _STEP / 2, base + way * (n * _MARK + _MARK / 2 + 2)
            shape = (
                element("circle", cx=x, cy=y, r=6.2, class_="letter")
                if event.is_letter
                else element("rect", x=x - 5.5, y=y - 5.5, width=11, height=11, class_="decision")
            )
            drawn.append(link(address(event.iri), event.label, shape))
    return drawn


def _columns(columns: dict[int, list[Event]], axis: Axis, base: float, way: int, address: Link) -> list[str]:
    """A column as high as there are letters, with the number of the highest."""
    most = max(map(len, columns.values()), default=1)
    kind = "letter" if way < 0 else "decision"
    drawn = []
    for column, events in sorted(columns.items()):
        height = max(1.0, _HIGH * len(events) / most)
        y = base - height if way < 0 else base
        shape = element("rect", x=_x(column) + 2, y=y, width=_STEP - 4, height=height, class_=kind)
        drawn.append(titled(f"{axis.words(column)}: {many(len(events), kind)}", shape))
        if len(events) == most:
            at = y - 5 if way < 0 else y + height + 14
            drawn.append(text(f"{most:,}", _x(column) + _STEP / 2, at, "axis", "middle"))
    return drawn


def _summary(
    letters: Sequence[Event], events: Sequence[Event], axis: Axis, fixed: Fixed, spread: Sequence[Event]
) -> str:
    decisions = len(events) - len(letters)
    said = f"{many(len(letters), 'letter')} and {many(decisions, 'decision')}; "
    said += f"the letters {_span(letters or events)}, one column a {axis.unit}. "
    if fixed[True]:
        count = Counter({column: len(found) for column, found in fixed[True].items()})
        top = max(sorted(count), key=lambda column: count[column])
        said += f"Most letters, {count[top]:,}, are of {axis.words(top)}. "
    unsure = sum(event.is_letter for event in spread)
    if unsure:
        said += f"{many(unsure, 'letter')} cannot be placed in one {axis.unit}."
    return said.strip()


def _span(events: Sequence[Event]) -> str:
    """From when to when, by what has a day, where anything has: the bounds of others may be far off."""
    placed = [event for event in events if event.earliest == event.latest] or events
    first, last = min(event.earliest for event in placed), max(event.latest for event in placed)
    return f"of {day(first)}" if first == last else f"from {days(first, last)}"


def _notes(axis: Axis, marks: bool, left_over: int, outside: Sequence[Event]) -> tuple[str, ...]:
    notes = []
    if not marks:
        notes.append(f"There are too many to draw each: a column counts those of one {axis.unit}.")
    if left_over:
        notes.append(f"Not drawn: {left_over:,} with dates so uncertain that there was no room for their bars.")
    if outside:
        notes.append(f"Not drawn: {many(len(outside), 'decision')} from before the first letter or after the last.")
    return tuple(notes)


Tabled = tuple[str, tuple[str, ...], tuple[tuple[Cell, ...], ...]]  # caption, heads, rows


def _each(ordered: Sequence[Event], address: Link) -> Tabled:
    """A row for each letter and decision."""
    rows = (
        (
            Cell(days(event.earliest, event.latest)),
            Cell("letter" if event.is_letter else "decision"),
            Cell(event.label, address(event.iri)),
        )
        for event in ordered
    )
    caption = "Letters and decisions, by the first day on which they can have been written or taken."
    return caption, ("date", "what", "which"), tuple(rows)


def _counted(axis: Axis, fixed: Fixed) -> Tabled:
    """A row for each column of the axis that has any."""
    rows = (
        (Cell(axis.words(n)), *(figure(len(fixed[kind].get(n, ()))) for kind in (True, False)))
        for n in range(len(axis.starts))
        if n in fixed[True] or n in fixed[False]
    )
    return f"Letters and decisions in each {axis.unit}.", (axis.unit, "letters", "decisions"), tuple(rows)
