"""The same letters as tables with an RML mapping, for mappers that read CSV: IN.nt FOLDER.

From a sorted dump, tables are made as one would keep them by hand: a row a letter, with whatever a letter has once, and
so for carriers, leaves, headings; a table of its own for each property that a thing can have several times. Parts of a
thing (`letter/l0001#sent`) stand in its row. IRIs are made by templates from the identifiers in the rows; what is the
same for every thing of a kind, such as its types, is a constant of the mapping. Labels and dates stand ready made, so a
mapper has less to do than `kg.map`; what comes out is the same, triple by triple.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kg.ns import RDF

Thing = dict[str, list[str]]  # predicate -> objects
Kind = tuple[str, ...]  # its types
Column = tuple[str, str]  # predicate, and what follows the quotes of its literals (`@en`), or `<` for IRIs
Row = dict[str, str]

HEAD = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .

"""
_WORD = re.compile("([A-Za-z0-9]+)")


def things(dump: Path) -> Iterator[tuple[str, Kind, Thing]]:
    """The things of a sorted dump, each with its types; IRIs and literals as N-Triples terms."""
    with dump.open(encoding="utf-8", newline="\n") as file:
        rows = (line[:-3].split(" ", 2) for line in file)
        for subject, group in groupby(rows, key=lambda row: row[0]):
            thing: Thing = {}
            for _, predicate, value in group:
                thing.setdefault(predicate, []).append(value)
            yield subject, tuple(sorted(thing.get(RDF.type, ()))), thing


class Values:
    """How values are written: in one cell, or as an IRI made by a template from several cells.

    An IRI is taken apart into words (odd places) and what stands between them (even places). While all IRIs differ in
    words only, the words that differ are the cells.
    """

    def __init__(self) -> None:
        self._parts: list[str] | None = None
        self._varied: set[int] = set()
        self._alike = True

    def learn(self, value: str) -> None:
        """Take one more value into account."""
        parts = _WORD.split(value[1:-1])
        if self._parts is None:
            self._parts = parts
        if not value.startswith("<") or parts[::2] != self._parts[::2]:
            self._alike = False
        if self._alike:
            self._varied.update(n for n in range(1, len(parts), 2) if parts[n] != self._parts[n])

    @property
    def templated(self) -> bool:
        """Whether a template makes the values. Where all are the same there is nothing for it to fill in."""
        return self._alike and bool(self._varied)

    @property
    def width(self) -> int:
        """Number of cells."""
        return len(self._varied) if self.templated else 1

    def cells(self, value: str) -> list[str]:
        """The cells of one value."""
        if self.templated:
            parts = _WORD.split(value[1:-1])
            return [parts[n] for n in sorted(self._varied)]
        return [value[1:-1] if value.startswith("<") else value[1 : value.rindex('"')]]

    def template(self, names: Iterable[str]) -> str:
        """The template, with the cells called `names`."""
        cell = dict(zip(sorted(self._varied), names, strict=True))
        return "".join(f"{{{cell[n]}}}" if n in cell else part for n, part in enumerate(self._parts or ()))

    def term_map(self, suffix: str, names: list[str]) -> str:
        """The RML that makes a term from the cells called `names`."""
        if self.templated:
            return f'rr:template "{self.template(names)}" ; rr:termType rr:IRI'
        kind = "rr:termType rr:IRI" if suffix == "<" else "rr:termType rr:Literal"
        if suffix.startswith("@"):
            kind = f'rr:language "{suffix[1:]}"'
        elif suffix.startswith("^^"):
            kind = f"rr:datatype {suffix[2:]}"
        return f'rml:reference "{names[0]}" ; {kind}'


class Sheet:
    """One CSV file, as rows by the identifier of what stands in them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[tuple[str, ...], Row] = {}

    def write(self) -> None:
        """Write the file."""
        columns = list(dict.fromkeys(name for row in self.rows.values() for name in row))
        with self.path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(self.rows.values())


class Table:
    """What all things of one kind have in common, and where they are written to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.things = 0
        self.subject = Values()
        self._columns: dict[Column, Values] = {}
        self._several: set[Column] = set()  # some thing has it more than once
        self._same: dict[tuple[str, str], int] = {}  # predicate, IRI -> things that have it; those of the first thing

    def learn(self, subject: str, thing: Thing) -> None:
        """Take one more thing into account."""
        self.things += 1
        self.subject.learn(subject)
        for predicate, objects in thing.items():
            for value in objects:
                key = (predicate, value)
                # Literals are never constants: morph-kgc 2.10 drops the language of a constant.
                if self.things == 1 and value.startswith("<"):
                    self._same[key] = 0
                if key in self._same:
                    self._same[key] += 1

    def shape(self, thing: Thing) -> None:
        """Once all things are learnt: take the values of one more into account that are no constants."""
        for column, values in self._varied(thing).items():
            known = self._columns.setdefault(column, Values())
            for value in values:
                known.learn(value)
            if len(values) > 1:
                self._several.add(column)

    def _varied(self, thing: Thing) -> dict[Column, list[str]]:
        found: dict[Column, list[str]] = {}
        for predicate, objects in thing.items():
            for value in objects:
                if self._same.get((predicate, value)) != self.things:
                    found.setdefault((predicate, _suffix(value)), []).append(value)
        return found

    @property
    def whole(self) -> str:
        """What the IRIs of these things have in common with those they are parts of: all before the fragment."""
        names = (f"{n}" for n in range(self.subject.width))
        return self.subject.template(names).partition("#")[0] if self.subject.templated else self.name

    def put_into(self, sheet: Sheet, folder: Path, together: bool) -> None:
        """Choose the files: `sheet`, perhaps `together` with other kinds, and one for each that comes several times."""
        self._sheet = sheet
        mark = f"{self.name}_" if together else ""
        self._id = [f"{mark}id{n}" for n in range(self.subject.width)]
        self._single: dict[Column, list[str]] = {}
        self._multiple: dict[Column, Sheet] = {}
        for number, (column, values) in enumerate(self._columns.items()):
            if column in self._several:
                self._multiple[column] = Sheet(folder / f"{self.name}-{number}.csv")
            else:
                self._single[column] = [f"{mark}c{number}_{n}" for n in range(values.width)]

    def row(self, subject: str, thing: Thing) -> None:
        """Put one thing into the sheets."""
        varied = self._varied(thing)
        own = self.subject.cells(subject)
        row = self._sheet.rows.setdefault(tuple(own), {})
        row.update(zip(self._id, own, strict=True))
        for column, names in self._single.items():
            cells = self._columns[column].cells(varied[column][0]) if column in varied else [""] * len(names)
            row.update(zip(names, cells, strict=True))
        for column, sheet in self._multiple.items():
            for value in varied.get(column, ()):
                cells = self._columns[column].cells(value)
                named = {f"value{n}": cell for n, cell in enumerate(cells)}
                sheet.rows[(*own, *cells)] = dict(zip(self._id, own, strict=True)) | named

    def finish(self) -> str:
        """Write the sheets of what comes several times; returns the triples maps of this kind."""
        objects = [f"rr:predicate {p} ; rr:object {value}" for (p, value), n in self._same.items() if n == self.things]
        objects += [self._object_map(column, names) for column, names in self._single.items()]
        maps = [self._triples_map(self.name, self._sheet.path, objects)]
        for column, sheet in self._multiple.items():
            sheet.write()
            names = [f"value{n}" for n in range(self._columns[column].width)]
            maps.append(self._triples_map(sheet.path.stem, sheet.path, [self._object_map(column, names)]))
        return "".join(maps)

    def _object_map(self, column: Column, names: list[str]) -> str:
        predicate, suffix = column
        return f"rr:predicate {predicate} ; rr:objectMap [ {self._columns[column].term_map(suffix, names)} ]"

    def _triples_map(self, name: str, path: Path, objects: list[str]) -> str:
        parts = "".join(f" ;\n    rr:predicateObjectMap [ {object_} ]" for object_ in objects)
        return (
            f"<#{name}> a rr:TriplesMap ;\n"
            f'    rml:logicalSource [ rml:source "{path}" ; rml:referenceFormulation ql:CSV ] ;\n'
            f"    rr:subjectMap [ {self.subject.term_map('<', self._id)} ]{parts} .\n\n"
        )


def write(dump: Path, folder: Path) -> None:
    """Write the tables and `mapping.rml.ttl` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[Kind, Table] = {}
    for subject, kind, thing in things(dump):
        if kind not in tables:
            tables[kind] = Table(f"kind{len(tables)}")
        tables[kind].learn(subject, thing)
    for _, kind, thing in things(dump):
        tables[kind].shape(thing)
    wholes: dict[str, list[Table]] = {}
    for table in tables.values():
        wholes.setdefault(table.whole, []).append(table)
    sheets = []
    for number, members in enumerate(wholes.values()):
        sheets.append(Sheet(folder / f"sheet{number}.csv"))
        for table in members:
            table.put_into(sheets[-1], folder, together=len(members) > 1)
    for subject, kind, thing in things(dump):
        tables[kind].row(subject, thing)
    for sheet in sheets:
        sheet.write()
    mapping = HEAD + "".join(table.finish() for table in tables.values())
    (folder / "mapping.rml.ttl").write_text(mapping, encoding="utf-8")


def _suffix(value: str) -> str:
    return "<" if value.startswith("<") else value[value.rindex('"') + 1 :]


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
