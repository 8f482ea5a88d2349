"""Lists of persons, groups and places in TEI: `listPerson`, `listOrg`, `listPlace`."""

from __future__ import annotations

from collections.abc import Iterator

from kg.read.correspdesc import Kind, dated
from kg.read.xml import Does, Element, Region
from kg.records import Listed

_KINDS: dict[str, Kind] = {"person": "person", "personGrp": "group", "org": "group", "place": "place"}
_NAMES = {
    "person": ("persName",), "group": ("orgName", "name", "persName"),
    "place": ("placeName", "settlement", "geogName", "region", "country", "name"),
}  # fmt: skip
_IN_LIST: dict[str, Does | Region] = {"head": Does.PASS, "desc": Does.PASS}
_LIST = Region(_IN_LIST, Does.REPORT)
LISTS: dict[str, Does | Region] = {"listPerson": _LIST, "listOrg": _LIST, "listPlace": _LIST}
for _entry in _KINDS:
    _IN_LIST[_entry] = Does.TAKE
_IN_LIST.update(LISTS)  # lists in lists


def listed(element: Element) -> Iterator[Listed]:
    """The entry of a list, and entries inside it; one without a name is left as it is."""
    kind = _KINDS[element.name]
    names = [found for one in element.all(*_NAMES[kind]) if (found := _name_of(one))]
    identifiers = list(dict.fromkeys((*element.take("ref").split(), *element.take("sameAs").split())))
    identifiers += [text for one in element.all("idno") if (text := _identifier(one))]
    key = element.take("xml:id")
    point = _point(element)
    born, died = _life(element, "birth"), _life(element, "death")
    if names:
        yield Listed(
            key=f"#{key}" if key else f"#{element.path}",
            kind=kind,
            text=names[0],
            variants=tuple(dict.fromkeys(names[1:])),
            identifiers=tuple(identifiers),
            born=born,
            died=died,
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            line=element.line,
            column=element.column,
        )
    for inner in element.all(*_KINDS):
        yield from listed(inner)


def _name_of(element: Element) -> str:
    """A name as one writes it in an index: `Freud, Sigmund` where the parts are marked."""
    element.drop_attributes("type", "xml:lang")
    surnames = [one.text() for one in element.all("surname")]
    forenames = [one.text() for one in element.all("forename", "nameLink")]
    rest = element.text()
    parts = [" ".join(part) for part in (surnames, forenames) if part]
    return ", ".join(parts) if parts else rest


def _identifier(element: Element) -> str:
    """An `idno`, with the file that its type names where it is a bare number: `GND 118607626`."""
    type_, text = element.take("type"), element.text()
    element.drop_attributes("subtype")
    return text if "/" in text or not type_ else f"{type_} {text}"


def _life(element: Element, name: str) -> str:
    """The day of a birth or a death in EDTF."""
    event = element.first(name)
    if event is None:
        return ""
    date = event.first("date")
    said = dated(date if date is not None else event)
    return said.edtf or ""


def _point(element: Element) -> tuple[float, float] | None:
    """Latitude and longitude of `location/geo`, in degrees."""
    for location in element.parts:
        if isinstance(location, Element) and location.name == "location":
            for geo in location.all("geo"):
                numbers = geo.text().replace(",", " ").split()
                try:
                    latitude, longitude = (float(number) for number in numbers)
                except ValueError:
                    geo.parts = [" ".join(numbers)]
                else:
                    return latitude, longitude
    return None
