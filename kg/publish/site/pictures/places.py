"""Where letters went: places with coordinates on a plain map.

Equirectangular, true to scale along the middle parallel: an honest picture of a region, with straight meridians and
parallels. Coasts are those of Natural Earth, from the assets; borders are not drawn, as they are not those of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import cos, hypot, radians
from statistics import median

import msgspec

from kg.publish.site.pictures.rows import Cell, Link, Picture, Spot, figure, listed, many
from kg.publish.site.pictures.svg import drawing, element, link, number, text, width_of

Ring = Sequence[int]  # longitude, latitude, longitude, latitude ..., in hundredths of a degree
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, upper, right and lower edge

_WIDTH, _LEAST, _MOST, _SIZE = 960.0, 0.45, 0.75, 14
_FAR = 3.0  # times the median distance from the middle: farther places would make the map small for all others
_SPAN = 8.0  # degrees that a map shows at least
_RADIUS, _DOT, _TOLERANCE = 22.0, 4.0, 0.6
_TITLE = "Places"


class Frame(msgspec.Struct, frozen=True):
    """The part of the world that is drawn, in degrees, and how: pixels a degree of longitude and of latitude."""

    west: float
    south: float
    east: float
    north: float
    across: float
    up: float

    def at(self, longitude: float, latitude: float) -> Point:
        """The point of a place, in pixels from the upper left corner."""
        return (longitude - self.west) * self.across, (self.north - latitude) * self.up

    @property
    def height(self) -> float:
        """Of the map, in pixels."""
        return (self.north - self.south) * self.up

    def has(self, spot: Spot) -> bool:
        """Whether a place is on the map."""
        return self.west <= spot.longitude <= self.east and self.south <= spot.latitude <= self.north


def places(spots: Sequence[Spot], coasts: Iterable[Ring] | None, address: Link) -> Picture:
    """The map of `spots`; `coasts` are None where the assets are not there."""
    order = sorted(spots, key=lambda spot: (-(spot.sent_from + spot.sent_to), spot.name, spot.place))
    if not order:
        summary = "No place of the collection has coordinates."
        empty = drawing("places", _TITLE, summary, 480, 40, text(summary, 8, 24))
        return Picture(name="places", title=_TITLE, summary=summary, svg=empty)
    frame = _frame(order)
    shown = [spot for spot in order if frame.has(spot)]
    beyond = sorted(spot.name for spot in order if not frame.has(spot))
    summary = _summary(order, len(shown))
    drawn = [
        element("rect", x=0, y=0, width=_WIDTH, height=frame.height, class_="sea"),
        _land(coasts, frame) if coasts is not None else "",
        *_graticule(frame),
        *_marks(shown, frame, address),
    ]
    notes = [f"Beyond the map: {listed(beyond)}."] if beyond else []
    if coasts is None:
        notes.append("Coasts are missing: they come from npm, which was not there when the site was built.")
    return Picture(
        name="places",
        title=_TITLE,
        summary=summary,
        svg=drawing("places", _TITLE, summary, _WIDTH, frame.height, *drawn),
        key=(("letter", "letters come from or go there; the larger, the more"), ("place", "other places of the data")),
        notes=tuple(notes),
        caption="Places with coordinates, and the letters that are known to have been sent from there or to there.",
        heads=("place", "sent from", "sent to", "latitude", "longitude"),
        table=tuple(_line(spot, address) for spot in order),
    )


def _frame(spots: Sequence[Spot]) -> Frame:
    """Around the places that have letters, and the others that are not far off."""
    middle = median(spot.longitude for spot in spots), median(spot.latitude for spot in spots)
    narrow = cos(radians(middle[1]))

    def distance(spot: Spot) -> float:
        return hypot((spot.longitude - middle[0]) * narrow, spot.latitude - middle[1])

    reach = max(_FAR * median(map(distance, spots)), _SPAN)
    near = [spot for spot in spots if spot.sent_from or spot.sent_to or distance(spot) <= reach]
    west, east = min(spot.longitude for spot in near), max(spot.longitude for spot in near)
    south, north = min(spot.latitude for spot in near), max(spot.latitude for spot in near)
    narrow = max(cos(radians((south + north) / 2)), 0.2)
    wide, high = max(east - west, _SPAN / narrow) * 1.2, max(north - south, _SPAN) * 1.3
    ratio = high / (wide * narrow)
    if ratio < _LEAST:
        high *= _LEAST / ratio
    elif ratio > _MOST:
        wide *= ratio / _MOST
    wide = min(wide, 360.0)
    x, y = (west + east) / 2, (south + north) / 2
    top = min(y + high / 2, 90.0)
    bottom = max(top - high, -90.0)
    across = _WIDTH / wide
    return Frame(x - wide / 2, bottom, x + wide / 2, top, across, across / narrow)


def _land(coasts: Iterable[Ring], frame: Frame) -> str:
    """Land and the seas in it, as one path: what is inside a ring that is inside a ring is water."""
    parts = []
    for ring in coasts:
        for points in _outlines(ring, frame):
            parts.append("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "z")
    return element("path", d="".join(parts), class_="land", fill_rule="evenodd") if parts else ""


def _outlines(ring: Ring, frame: Frame) -> Iterator[list[Point]]:
    """What is seen of a ring: once, or twice where the frame goes around the globe, or not at all."""
    around = _unbroken(ring)
    longitudes = [lon for lon, _ in around]
    for turn in (-360, 0, 360):
        if max(longitudes) + turn < frame.west or min(longitudes) + turn > frame.east:
            continue
        points = _simple(_clipped([frame.at(lon + turn, lat) for lon, lat in around], frame.height))
        if len(points) > 2:
            yield points


def _unbroken(ring: Ring) -> list[Point]:
    """The ring in degrees, without the jump from 180 to -180; one around a pole is led along the pole."""
    points: list[Point] = []
    turn = 0.0
    for lon, lat in zip(ring[::2], ring[1::2], strict=True):
        longitude = lon / 100 + turn
        if points and abs(longitude - points[-1][0]) > 180:
            step = -360.0 if longitude > points[-1][0] else 360.0
            turn += step
            longitude += step
        points.append((longitude, lat / 100))
    if abs(points[-1][0] - points[0][0]) > 180:
        pole = 90.0 if points[0][1] > 0 else -90.0
        points += [(points[-1][0], pole), (points[0][0], pole)]
    return points


def _clipped(points: list[Point], height: float) -> list[Point]:
    """The polygon inside the map, by Sutherland and Hodgman: cut along one edge after the other."""
    edge = 4.0  # beyond the picture, so that cut land shows no coast along its border
    sides: tuple[tuple[int, float, int], ...] = (
        (0, -edge, 1),
        (0, _WIDTH + edge, -1),
        (1, -edge, 1),
        (1, height + edge, -1),
    )
    for coordinate, limit, sign in sides:
        if not points:
            return []
        points = list(_cut(points, coordinate, limit, sign))
    return points


def _cut(points: Sequence[Point], coordinate: int, limit: float, sign: int) -> Iterator[Point]:
    before = points[-1]
    for point in points:
        inside, was = ((p[coordinate] - limit) * sign >= 0 for p in (point, before))
        if inside != was:
            part = (limit - before[coordinate]) / (point[coordinate] - before[coordinate])
            crossing = [before[n] + part * (point[n] - before[n]) for n in (0, 1)]
            yield crossing[0], crossing[1]
        if inside:
            yield point
        before = point


def _simple(points: Sequence[Point]) -> list[Point]:
    """The polygon without points that nobody would miss, by Douglas and Peucker; islands of a pixel go."""
    if len(points) < 4:
        return []
    keep = {0, len(points) - 1}
    far = max(range(len(points)), key=lambda n: _apart(points[n], points[0], points[0]))
    if _apart(points[far], points[0], points[0]) < 2:
        return []
    keep.add(far)
    spans = [(0, far), (far, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        worst = max(range(first + 1, last), key=lambda n: _apart(points[n], points[first], points[last]))
        if _apart(points[worst], points[first], points[last]) > _TOLERANCE:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    return [points[n] for n in sorted(keep)]


def _apart(point: Point, start: Point, end: Point) -> float:
    """How far a point is from the line between two others."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = hypot(x, y)
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    return abs(x * (start[1] - point[1]) - (start[0] - point[0]) * y) / length


def _graticule(frame: Frame) -> Iterator[str]:
    """Meridians and parallels, named along the lower and the left edge."""
    step = next(step for step in (1, 2, 5, 10, 20, 30, 60) if (frame.east - frame.west) / step <= 10 or step == 60)
    for lon in _between(frame.west, frame.east, step):
        x = frame.at(lon, 0)[0]
        yield element("line", x1=x, x2=x, y1=0, y2=frame.height, class_="grid")
        if x < _WIDTH - 40:
            yield text(_degrees((lon + 180) % 360 - 180, "E", "W"), x + 4, frame.height - 6, "axis")
    for lat in _between(frame.south, frame.north, step):
        y = frame.at(0, lat)[1]
        yield element("line", x1=0, x2=_WIDTH, y1=y, y2=y, class_="grid")
        yield text(_degrees(lat, "N", "S"), 4, y - 4, "axis")


def _between(low: float, high: float, step: int) -> range:
    return range(-int(-low // step) * step if low % step else int(low), int(high) + 1, step)


def _degrees(value: float, plus: str, minus: str) -> str:
    return f"{abs(int(value))}°{plus if value > 0 else minus if value < 0 else ''}"


def _marks(spots: Sequence[Spot], frame: Frame, address: Link) -> Iterator[str]:
    """Discs, and as many names as fit without one covering another; the first in order have the first choice."""
    most = max((spot.sent_from + spot.sent_to for spot in spots), default=0) or 1
    radii = [max(_DOT, _RADIUS * ((spot.sent_from + spot.sent_to) / most) ** 0.5) for spot in spots]
    points = [frame.at(spot.longitude, spot.latitude) for spot in spots]
    taken = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)]
    for spot, (x, y), radius in zip(spots, points, radii, strict=True):
        letters = spot.sent_from + spot.sent_to
        shape = element("circle", cx=x, cy=y, r=radius, class_="letter" if letters else "place")
        said = f"{spot.name}: {many(spot.sent_from, 'letter')} sent from here, {spot.sent_to:,} to here"
        name = _name(spot.name, x, y, radius, taken, frame.height)
        yield link(address(spot.place), said if letters else spot.name, shape, name)


def _name(name: str, x: float, y: float, radius: float, taken: list[Box], height: float) -> str:
    """The name beside its disc, where nothing is; nowhere when there is no room. Adds to what is `taken`."""
    wide, gap = width_of(name, _SIZE), radius + 4
    sides = ((gap, 5.0, "start"), (-gap, 5.0, "end"), (0.0, -gap, "middle"), (0.0, gap + 11, "middle"))
    for dx, dy, anchor in sides:
        left = x + dx - {"start": 0, "end": wide, "middle": wide / 2}[anchor]
        box = (left, y + dy - 12, left + wide, y + dy + 3)
        inside = box[0] >= 0 and box[2] <= _WIDTH and box[1] >= 0 and box[3] <= height - 20
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return text(name, x + dx, y + dy, "on-map", anchor)
    return ""


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _line(spot: Spot, address: Link) -> tuple[Cell, ...]:
    coordinates = (Cell(f"{value:.3f}", is_number=True) for value in (spot.latitude, spot.longitude))
    return Cell(spot.name, address(spot.place)), figure(spot.sent_from), figure(spot.sent_to), *coordinates


def _summary(spots: Sequence[Spot], shown: int) -> str:
    ends: tuple[tuple[str, Callable[[Spot], int]], ...] = (
        ("from", lambda spot: spot.sent_from),
        ("to", lambda spot: spot.sent_to),
    )
    said = [f"{many(len(spots), 'place')} with coordinates, {shown:,} of them on the map."]
    for word, count in ends:
        top = sorted((spot for spot in spots if count(spot)), key=lambda spot: (-count(spot), spot.name))[:3]
        if top:
            said.append(f"Letters {word} {listed(f'{spot.name} ({count(spot):,})' for spot in top)}.")
    return " ".join(said)
