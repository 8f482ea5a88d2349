"""What Wikidata lacks and this workspace knows, for review by a person: nothing here is ever sent.

QuickStatements, version 1: tab-separated lines, `CREATE` and `LAST` for new items, `S854` for the address of a
reference; dates with their precision after a stroke (9 year, 10 month, 11 day). Properties: P31 instance of, P569 date
of birth, P570 date of death, P485 archives at, P217 inventory number, P3342 significant person, P854 reference URL.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.collation import collate
from kg.files import write_atomic
from kg.map import Context
from kg.ns import AUTHORITY_FILES
from kg.reconcile.sources.fields import tidy
from kg.records import Letter, Person
from kg.records.interval import interval
from kg.tables import format_table
from kg.understood import understand
from kg.workspace import Workspace

FILES = (
    "README.txt",
    "persons.quickstatements.txt",
    "persons.csv",
    "correspondence.quickstatements.txt",
    "correspondence.csv",
    "archives.quickstatements.txt",
    "archives.csv",
)
_README = """\
For review by a person. The program that wrote these files never sends them.

persons         persons of the workspace without an accepted Wikidata item, as new items
correspondence  who wrote to whom, where both have an item, with the first letter as reference
archives        archives that keep letters of somebody who has an item

The .csv files are for reading, the .quickstatements.txt files for QuickStatements (version 1).
Look every person up before you create an item: that none is accepted here does not mean that Wikidata has none.
A letter in an archive is not the archive of a person: take a row of archives only where the fond is that person's own.
The references are addresses of this collection's records, and must be online before they are used.
"""
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

Row = tuple[str, ...]


class _Sent(NamedTuple):
    """A letter from one person to another."""

    author: str
    addressee: str
    day: str
    letter: str


def give_back(workspace: Workspace, folder: Path) -> dict[str, int]:
    """Write FILES into `folder`; returns how many rows each table has. Raises KgError when it cannot be written."""
    items = _items(workspace)
    letters = list(_letters(workspace))
    persons = [person for person in workspace.authorities.persons if person.id not in items]
    pairs, kept = _pairs(letters, workspace, items), _kept(letters, workspace, items)
    doubtful = _open(workspace)
    tables: dict[str, tuple[Sequence[str], list[Row]]] = {
        "persons.csv": (
            ("person", "label", "label_ru", "born", "died", "role", "candidates", "reference"),
            [_person_row(person, doubtful, workspace) for person in persons],
        ),
        "correspondence.csv": (
            ("author", "author_item", "addressee", "addressee_item", "letters", "first", "last", "reference"),
            pairs,
        ),
        "archives.csv": (("person", "item", "archive", "archive_item", "unit", "letters", "reference"), kept),
    }
    statements = {
        "persons.quickstatements.txt": [
            line for person in persons if person.id not in doubtful for line in _create(person, workspace)
        ],
        "correspondence.quickstatements.txt": [
            f'{row[1]}\tP3342\t{row[3]}\tS854\t"{row[7]}"' for row in pairs if row[1] and row[3]
        ],
        "archives.quickstatements.txt": [
            f'{row[1]}\tP485\t{row[3]}\tP217\t{_quoted(row[4])}\tS854\t"{row[6]}"' for row in kept if row[3]
        ],
    }
    write_atomic(folder / "README.txt", _README.encode())
    for name, (columns, rows) in tables.items():
        write_atomic(folder / name, format_table(columns, rows))
    for name, lines in statements.items():
        write_atomic(folder / name, "".join(f"{line}\n" for line in lines).encode())
    return {name: len(rows) for name, (_, rows) in tables.items()}


def _items(workspace: Workspace) -> dict[str, str]:
    """The accepted Wikidata item of each person, group and place: `p0002` -> `Q215705`."""
    base = AUTHORITY_FILES["wd"][1]
    found = ((link.subject, link.object) for link in workspace.links if link.status == "accepted")
    return {subject: item.removeprefix(base) for subject, item in found if item.startswith(base)}


def _open(workspace: Workspace) -> dict[str, list[str]]:
    """Wikidata items that wait for a decision: of these persons no new item is proposed."""
    base = AUTHORITY_FILES["wd"][1]
    found: dict[str, list[str]] = defaultdict(list)
    for link in workspace.links:
        if link.status in ("open", "asserted") and link.object.startswith(base):
            found[link.subject].append(link.object.removeprefix(base))
    return found


def _person_row(person: Person, doubtful: dict[str, list[str]], workspace: Workspace) -> Row:
    candidates = " | ".join(doubtful.get(person.id, ()))
    known = (person.label, person.label_ru, person.born, person.died, person.role)
    return (person.id, *known, candidates, workspace.iris.person(person.id))


def _create(person: Person, workspace: Workspace) -> Iterator[str]:
    """A new item: labels, description, human, life dates, each statement with our record as its reference."""
    reference = f'S854\t"{workspace.iris.person(person.id)}"'
    yield "CREATE"
    yield f"LAST\tLen\t{_quoted(person.label)}"
    if person.label_ru:
        yield f"LAST\tLru\t{_quoted(person.label_ru)}"
    if person.role:
        yield f"LAST\tDen\t{_quoted(person.role[:250])}"
    yield f"LAST\tP31\tQ5\t{reference}"
    for property_, date in (("P569", person.born), ("P570", person.died)):
        if day := _date(date):
            yield f"LAST\t{property_}\t{day}\t{reference}"


def _date(edtf: str) -> str:
    """A date as QuickStatements has it; none for one that is uncertain or open."""
    if (match := _DAY.fullmatch(edtf)) is None:
        return ""
    year, month, day = match[1], match[2] or "00", match[3] or "00"
    return f"+{year}-{month}-{day}T00:00:00Z/{9 + bool(match[2]) + bool(match[3])}"


def _quoted(text: str) -> str:
    """A text as QuickStatements takes it: it has no way to write a quotation mark inside one."""
    return f'"{tidy(text)[0].replace(chr(34), "′")}"'


def _letters(workspace: Workspace) -> Iterator[tuple[Letter, Context]]:
    """The letters with the values that count, each once."""
    united = collate(workspace)
    seen: set[str] = set()
    for edition in united.editions:
        understood = understand(edition, united)
        for letter in understood.reasoned.letters:
            if letter.letter is not None and letter.letter not in seen:
                seen.add(letter.letter)
                yield letter, understood.context


def _persons(context: Context, spelled: Iterable[str], letter: Letter) -> list[Person]:
    found = [context.names.actor(name, letter.line) for name in spelled]
    return [actor for actor in found if isinstance(actor, Person)]


def _pairs(letters: list[tuple[Letter, Context]], workspace: Workspace, items: dict[str, str]) -> list[Row]:
    """Who wrote to whom, how often, from when to when, with the first letter as the reference."""
    sent: dict[tuple[str, str], list[_Sent]] = defaultdict(list)
    for letter, context in letters:
        for author in _persons(context, letter.senders, letter):
            for addressee in _persons(context, letter.recipients, letter):
                if author.id != addressee.id:
                    span = interval(letter.date)
                    day = span.first or span.last or ""
                    sent[author.id, addressee.id].append(_Sent(author.id, addressee.id, day, str(letter.letter)))
    labels = {person.id: person.label for person in workspace.authorities.persons}
    rows: list[Row] = []
    for (writer, reader), all_ in sorted(sent.items()):
        dated = sorted(all_, key=lambda one: (one.day or "9999", one.letter))
        days = [one.day for one in dated if one.day]
        ends = (days[0], days[-1]) if days else ("", "")
        who = (labels[writer], items.get(writer, ""), labels[reader], items.get(reader, ""))
        rows.append((*who, str(len(all_)), *ends, workspace.iris.letter(dated[0].letter)))
    return rows


def _kept(letters: list[tuple[Letter, Context]], workspace: Workspace, items: dict[str, str]) -> list[Row]:
    """In which outermost unit of which archive letters of somebody are kept."""
    count: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    paths: dict[tuple[str, str], dict[str, str]] = {}
    for letter, context in letters:
        for author in _persons(context, letter.senders, letter):
            for mark in letter.shelfmarks:
                if mark.archive and mark.path and author.id in items:
                    level, code = next(iter(mark.path.items()))
                    paths[mark.archive, f"{level} {code}"] = {level: code}
                    count[author.id, mark.archive, f"{level} {code}"].add(str(letter.letter))
    labels = {person.id: person.label for person in workspace.authorities.persons}
    rows: list[Row] = []
    for (author_id, archive, unit), ids in sorted(count.items()):
        group = workspace.authorities.group(archive)
        item = items.get(group.id, "") if group else ""
        reference = workspace.iris.unit(archive, paths[archive, unit])
        rows.append((labels[author_id], items[author_id], archive, item, unit, str(len(ids)), reference))
    return rows
