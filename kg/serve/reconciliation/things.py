"""The things that can be reconciled, as the store tells of them; with their values for each property."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from kg.ns import AUTHORITY_FILES
from kg.records.candidate import Profile, ProfileKind
from kg.records.edtf import day
from kg.serve.reconciliation.properties import KINDS, Property

Row = Mapping[str, str]
# Property -> prefix of the authority file whose identifiers are its values.
FILES = {"wikidata": "wd", "gnd": "gnd", "viaf": "viaf", "isni": "isni", "geonames": "geonames"}
_DEEPEST = 20  # levels of archival description


class Value(NamedTuple):
    """A value: a text or an IRI, and what an IRI is called."""

    value: str
    name: str


@dataclass
class Thing:
    """A thing: `id` is its path under the base of the IRIs, `person/p0002`."""

    id: str
    iri: str
    kind: str
    values: dict[str, list[Value]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called."""
        return next(iter(self.texts("name")), self.id)

    def texts(self, property_: str) -> tuple[str, ...]:
        """The values of a property, IRIs by what they are called."""
        return tuple(one.name for one in self.values.get(property_, ()))

    def text(self, property_: str) -> str:
        """The first value of a property, empty when there is none."""
        return next(iter(self.texts(property_)), "")

    def numbers(self, *properties: str) -> int:
        """The sum of counts."""
        return sum(int(text) for property_ in properties for text in self.texts(property_))

    @property
    def description(self) -> str:
        """What tells it from its namesakes, on one line."""
        life = f"{self.text('born')}–{self.text('died')}" if self.text("born") or self.text("died") else ""
        counts = [
            f"{self.numbers(column)} letters {column}" for column in ("written", "received") if self.numbers(column)
        ]
        told = [*self.texts("role")[:1], life, *self.texts("type")[:1], *self.texts("level")[:1]]
        told += [*self.texts("title")[:1], *self.texts("decided")[:1], *self.texts("shelfmark")[:1], *counts]
        return "; ".join(filter(None, told))

    @property
    def profile(self) -> Profile:
        """What is known of it, for comparing. Of a unit only its titles: codes spelt alike are not the same."""
        first, last = self.text("first") or self.text("decided"), self.text("last") or self.text("decided")
        called = () if self.kind == "unit" else (self.name, *self.texts("variant"))
        return Profile(
            iri=self.iri,
            kind=cast(ProfileKind, self.kind),
            names=tuple(dict.fromkeys((*called, *self.texts("title")))),
            born=self.text("born"),
            died=self.text("died"),
            roles=self.texts("role"),
            places=self.texts("place"),
            others=tuple(one.value for one in self.values.get("identifier", ())),
            active=(first, last) if first and last else None,
            companions=self.texts("correspondent") + self.texts("mentions"),
            description=self.description,
        )


def things(told: Iterable[Row], counts: Iterable[Row], company: Iterable[Row], base: str) -> dict[str, Thing]:
    """The things of the rows of the three queries, by identifier, in the order of their IRIs."""
    found: dict[str, Thing] = {}
    for row in told:
        if row["thing"].startswith(base):
            id_ = row["thing"].removeprefix(base)
            thing = found.setdefault(id_, Thing(id_, row["thing"], row["kind"]))
            _add(thing, "name" if row["column"] == "label" else row["column"], row["value"], row.get("name"))
    for row in (*company, *counts):
        if (known := found.get(row["thing"].removeprefix(base))) is not None:
            _add(known, row["column"], row["value"], row.get("name"))
            for column in ("first", "last"):
                if column in row:
                    _add(known, column, row[column])
    for thing in found.values():
        _finish(thing)
    for thing in found.values():
        if path := "/".join(_codes(thing, found, base)):
            thing.values["path"] = [Value(path, path)]
    return dict(sorted(found.items()))


def _codes(unit: Thing, known: Mapping[str, Thing], base: str) -> list[str]:
    """The codes from the archive down to an archival unit: `RGASPI`, `F. 558`, `Op. 11`, `D. 77`."""
    codes: list[str] = []
    above: Thing | None = unit if unit.kind == "unit" else None
    while above is not None and len(codes) < _DEEPEST:
        name = above.name
        code = next((text for text in above.texts("code") if name.endswith(text)), name)
        within = above.values.get("within", [])
        above = known.get(within[0].value.removeprefix(base)) if within else None
        start = [] if above else [name.removesuffix(code).strip()]
        codes = [*filter(None, start), code, *codes]
    return codes


def _add(thing: Thing, column: str, value: str, name: str | None = None) -> None:
    thing.values.setdefault(column, []).append(Value(value, name or value))


def _finish(thing: Thing) -> None:
    """Order the values, and make those that follow from others."""
    values = {column: sorted(set(all_)) for column, all_ in thing.values.items()}
    names = values.get("name", [])
    codes = values.get("code", []) if thing.kind == "group" else []  # an archive is known by its code
    others = [*names[1:], *values.get("variant", []), *codes]
    values["variant"] = [one for one in dict.fromkeys(others) if one not in names[:1]]
    if not names and others:
        names, values["variant"] = others[:1], values["variant"][1:]
    values["name"] = names[:1]
    for column, best in (("first", min), ("last", max)):
        if column in values:
            values[column] = [best(values[column])]
    for property_, prefix in FILES.items():
        space = AUTHORITY_FILES[prefix][1]
        own = [one.value.removeprefix(space) for one in values.get("identifier", []) if one.value.startswith(space)]
        values[property_] = [Value(number, number) for number in own]
    thing.values = {column: all_ for column, all_ in values.items() if all_}


def as_json(property_: Property, value: Value, known: Mapping[str, Thing], base: str) -> dict[str, Any]:
    """A value in the form that data extension has for its kind of content."""
    match property_.content:
        case "integer":
            return {"int": int(value.value)}
        case "number":
            return {"float": float(value.value)}
        case "day" if day(value.value):
            return {"date": f"{value.value}T00:00:00"}  # the protocol knows no days; local time has no zone
        case "thing" if (id_ := value.value.removeprefix(base)) in known:
            return {"id": id_, "name": known[id_].name}
    return {"str": value.name}


def types_of(thing: Thing) -> list[dict[str, str]]:
    """The types of a thing, which are one."""
    return [{"id": thing.kind, "name": KINDS[thing.kind]}]
