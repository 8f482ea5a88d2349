"""Where what a workspace says comes from: the row of a table that people keep, the line of an edition that was read.

Reports name these places, so that whoever is told of a mistake can mend it. The keys are those of `kg.validate.rows`:
(thing, property, value), the last two empty where the place is that of the whole thing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import accumulate, chain
from pathlib import Path

from kg.errors import Place
from kg.iris import Iris
from kg.ns import DCTERMS, EP, LA, SCHEMA, bare
from kg.records import Adjudication, Citation, Letter, Problem, Shelfmark
from kg.records.authorities import fold
from kg.records.link import LEDGER
from kg.records.settled import kind_of
from kg.records.unit import Unit, unit_path
from kg.workspace import EditionFolder, Found, Workspace, text_at_hand

Key = tuple[str, str, str]
Origin = tuple[Key, Place]

# The fields of a letter that rules or curators settle: what witnesses call them, and the properties they become.
_WITNESSED = {"senders": "sender", "recipients": "recipient", "date": "date"}
_PROPERTIES = {
    "senders": tuple(bare(term) for term in (EP.author, EP.sender)),
    "recipients": tuple(bare(term) for term in (EP.addressee, EP.recipient)),
    "date": tuple(bare(term) for term in (EP.earliestDate, EP.latestDate, EP.date, EP.writtenOn)),
    "reply-to": (bare(EP.replyTo),),
    "refers-to": (bare(EP.refersToLetter),),
}
_ABOUT = tuple(bare(term) for term in (DCTERMS.subject, SCHEMA.about))
_LINKED = tuple(bare(term) for term in (LA.equivalent, SCHEMA.sameAs))


def text_files(workspace: Workspace) -> dict[str, str]:
    """The file of each edition by the IRI of its source: its path where the text is at hand, else its name."""
    return {
        workspace.iris.source(place.name): str(text_at_hand(place) or place.edition.file)
        for place in workspace.editions
    }


def problems(workspace: Workspace, files: Mapping[str, str]) -> Iterator[tuple[Problem, str, str]]:
    """The problems of each edition, each with the IRI of its line and the edition's file (`files` of `text_files`)."""
    for place in workspace.editions:
        file = files[workspace.iris.source(place.name)]
        for problem in (place.found or Found()).problems:
            yield problem, workspace.iris.span(place.name, problem.line, problem.line), file


def unlisted_units(workspace: Workspace, files: Mapping[str, str]) -> Iterator[tuple[Problem, str, str]]:
    """Units that are cited by a number and have no row in the table of units, though others beside them have: probably
    slips.

    Each comes once, at the line that first names it, as `problems` gives them. A former code of a row is known, too.
    """
    known = {code for unit in workspace.authorities.units for code in _codes(unit)}
    above: dict[str, str] = {}  # a unit and one of its units in the table
    for code in sorted(filter(_numbered, known), reverse=True):
        above[code.rpartition("/")[0]] = code
    for place in workspace.editions:
        found = place.found or Found()
        marks: list[Shelfmark | Citation] = [mark for letter in found.letters for mark in letter.shelfmarks]
        for mark in (*marks, *found.citations):
            codes = list(accumulate((mark.archive or "", *mark.path.values()), "{}/{}".format))
            new = (code for code in codes[1:] if code not in known and _numbered(code))
            wrong = next((code for code in new if code.rpartition("/")[0] in above), None)
            if wrong is None or mark.line is None:
                continue
            known.add(wrong)
            level = list(mark.path)[wrong.count("/") - 1]
            beside = above[wrong.rpartition("/")[0]]
            problem = Problem(
                kind="unlisted-unit",
                raw=mark.raw,
                line=mark.line,
                column=mark.column or 1,
                message=f"the table of units has no {level} {wrong}, though it has {beside}",
                hint="",
            )
            yield (
                problem,
                workspace.iris.span(place.name, mark.line, mark.line),
                files[workspace.iris.source(place.name)],
            )


def orphaned_units(workspace: Workspace) -> Iterator[tuple[Problem, str, str]]:
    """Rows of the table of units that are not in the graph, as no row names the unit around them and its level."""
    tables = workspace.authorities
    rows = {unit.code: unit for unit in tables.units}
    for unit, line in zip(tables.units, tables.lines.get("units", ()), strict=False):
        if unit_path(unit, rows) is None:
            archive, *codes = accumulate(unit.code.split("/"), "{}/{}".format)
            lacking = next(code for code in codes if code not in rows)
            problem = Problem(
                kind="orphaned-unit",
                raw=unit.code,
                line=line,
                column=1,
                message=f"the unit stands in {lacking}, which has no row: it is not in the graph",
                hint="",
            )
            yield problem, workspace.iris.archive(archive), str(workspace.folder / "authorities" / "units.csv")


def _numbered(code: str) -> bool:
    """Whether a unit has a number, which a slip turns into another one, and no name."""
    return code.rpartition("/")[2][:1].isdigit()


def _codes(unit: Unit) -> Iterator[str]:
    """The code of a unit, and what it was with each of its former codes."""
    outer = unit.code.rpartition("/")[0]
    yield unit.code
    yield from (f"{outer}/{code}" if outer else code for code in unit.former_codes)


def origins(workspace: Workspace, things: Collection[str], files: Mapping[str, str]) -> dict[Key, Place]:
    """The places of `things` (IRIs), with the `files` of `text_files`.

    Where several are known, a person's word goes before what was read.
    """
    found: dict[Key, Place] = {}
    for key, place in chain(_tables(workspace), _editions(workspace, files)) if things else ():
        if key[0] in things:
            found.setdefault(key, place)
    return found


def _tables(workspace: Workspace) -> Iterator[Origin]:
    """Rows of the authority tables, the topics, the ledger of links, and of identifiers that are no longer used."""
    tables, iris, folder = workspace.authorities, workspace.iris, workspace.folder / "authorities"
    things = {
        "persons": [iris.person(row.id) for row in tables.persons],
        "groups": [iris.group(row.id) for row in tables.groups],
        "places": [iris.place(row.id) for row in tables.places],
        "units": list(_units(workspace)),
    }
    for name, named in things.items():
        yield from _rows(named, tables.lines.get(name, ()), folder / f"{name}.csv")
    yield from _rows([iris.topic(row.id) for row in workspace.topics], workspace.topic_lines, folder / "topics.csv")
    for row in workspace.registry.latest.values():
        if row.status != "active" and row.id in workspace.registry.lines:
            place = Place(workspace.folder / "ids.csv", workspace.registry.lines[row.id])
            yield (iris.issued(row.kind, row.id), "", ""), place
    for link in workspace.links:
        place = Place(workspace.folder / LEDGER, link.line)
        yield (link.object, "", ""), place
        yield from (((iris.issued(link.kind, link.subject), property_, link.object), place) for property_ in _LINKED)


def _rows(things: Iterable[str], lines: Iterable[int], file: Path) -> Iterator[Origin]:
    for thing, line in zip(things, lines, strict=False):  # records that were not read from a table have no lines
        yield (thing, "", ""), Place(file, line)


def _units(workspace: Workspace) -> Iterator[str]:
    """The IRI of each row of the table of units; of an archive when the row has no levels."""
    rows = {unit.code: unit for unit in workspace.authorities.units}
    for unit in workspace.authorities.units:
        archive, path = unit.code.partition("/")[0], unit_path(unit, rows)
        if path is None:  # not a thing of the graph, as its levels are unknown
            yield ""
        else:
            yield workspace.iris.unit(archive, path) if path else workspace.iris.archive(archive)


def _editions(workspace: Workspace, files: Mapping[str, str]) -> Iterator[Origin]:
    for edition in workspace.editions:
        found, text = edition.found or Found(), files[workspace.iris.source(edition.name)]
        yield from _curated(edition, found, workspace.iris)
        for letter in found.letters:
            if letter.letter:
                yield from _letter(letter, letter.letter, text, workspace.iris)
            yield from _cited(letter.shelfmarks, text, workspace.iris)
        yield from _cited(found.citations, text, workspace.iris)


def _curated(edition: EditionFolder, found: Found, iris: Iris) -> Iterator[Origin]:
    """What a curator settled, at the rows that say so."""
    folder, curated = edition.folder / "curated", edition.curated
    settled = list(zip(curated.adjudications, curated.lines.get("adjudications", ()), strict=False))
    for row, line in reversed(settled):
        yield from _adjudicated(row, Place(folder / "adjudications.csv", line), iris)
    named = zip(curated.mentions, curated.lines.get("mentions", ()), strict=False)
    rows = {(row.line, fold(row.name)): (row.person, Place(folder / "mentions.csv", line)) for row, line in named}
    for letter in found.letters if rows else ():
        if letter.letter:
            yield from _settled(letter, letter.letter, rows, iris)
    for subject, line in zip(curated.subjects, curated.lines.get("subjects", ()), strict=False):
        place = Place(folder / "subjects.csv", line)
        thing = iris.letter(subject.record) if subject.record.startswith("l") else iris.decision(subject.record)
        for property_ in _ABOUT:
            yield from (((thing, property_, iris.topic(topic)), place) for topic in subject.topics)


def _adjudicated(row: Adjudication, place: Place, iris: Iris) -> Iterator[Origin]:
    """The field that a row settles, and its persons and groups wherever they stand among the letter's parties."""
    if kind_of(row.record) != "letter":
        return
    term = iris.letter(row.record)
    yield from _field(term, row.field, iris.written(row.record), place)
    if row.field in ("senders", "recipients"):
        yield from _party(term, row.value, place, iris)


def _party(term: str, ids: Iterable[str], place: Place, iris: Iris) -> Iterator[Origin]:
    """Persons or groups wherever they stand among the parties of a letter: a rule may find them on the other side."""
    for value in (make(id_) for id_ in ids for make in (iris.person, iris.group)):
        for property_ in (*_PROPERTIES["senders"], *_PROPERTIES["recipients"]):
            yield (term, property_, value), place


def _field(term: str, field: str, written: str, place: Place) -> Iterator[Origin]:
    yield from (((term, property_, ""), place) for property_ in _PROPERTIES.get(field, ()))
    if field == "date":
        yield (written, "", ""), place


def _settled(letter: Letter, id_: str, rows: dict[tuple[int, str], tuple[str, Place]], iris: Iris) -> Iterator[Origin]:
    """The parties and the mentions of a letter whose names `rows` settle."""
    for name in (*letter.senders, *letter.recipients):
        if row := rows.get((letter.line, fold(name))):
            yield from _party(iris.letter(id_), row[:1], row[1], iris)
    spellings = (
        (line, text)
        for mention in letter.mentions
        for lines in (mention.lines or (mention.line,),)
        for line, text in zip(lines, mention.spellings or (mention.text,) * len(lines), strict=True)
    )
    for n, (line, text) in enumerate(spellings, 1):
        if row := rows.get((line, fold(text))):
            yield (iris.mention(id_, n), "", ""), row[1]


def _letter(letter: Letter, id_: str, text: str, iris: Iris) -> Iterator[Origin]:
    """The lines that gave a letter its parties and its date, its sending and its receipt."""
    values = {"senders": letter.senders, "recipients": letter.recipients, "date": (letter.date,)}
    for field, adopted in values.items():
        said = [w for w in letter.witnesses if w.field == _WITNESSED[field] and w.value in adopted]
        said.sort(key=lambda witness: witness.type == "heading")  # the body's own word is what was adopted
        for witness in said[:1]:
            yield from _field(iris.letter(id_), field, iris.written(id_), Place(text, witness.line, witness.column))
    if letter.sent is not None and letter.sent.line is not None:
        for thing in (iris.sent(id_), iris.transmission(id_)):
            yield (thing, "", ""), Place(text, letter.sent.line)
    for witness in letter.witnesses:
        if witness.field == "received":
            for thing in (iris.received(id_), iris.receipt(id_)):
                yield (thing, "", ""), Place(text, witness.line, witness.column)


def _cited(marks: Iterable[Shelfmark | Citation], text: str, iris: Iris) -> Iterator[Origin]:
    """Archival units at the line that first names them or a unit in them."""
    for mark in marks:
        if not mark.archive or not mark.path or mark.line is None:
            continue
        place = Place(text, mark.line, mark.column)
        yield (iris.archive(mark.archive), "", ""), place
        levels = list(mark.path.items())
        for depth in range(1, len(levels) + 1):
            yield (iris.unit(mark.archive, dict(levels[:depth])), "", ""), place
