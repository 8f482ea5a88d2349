"""The link ledger: SSSOM 1.0 as TSV, with its metadata in `#` lines and four columns of our own.

`status` (accepted, rejected, open), `seen_in`, `features_for` and `features_against` are extension slots, which SSSOM
1.0 allows when the metadata defines them. A rejected row also has SSSOM's own `predicate_modifier` Not, so that every
reader understands it.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast, get_args

from kg.errors import KgError, Place
from kg.files import decode_text, read_bytes
from kg.iris import Iris
from kg.ns import PREFIXES
from kg.records.link import LEDGER, Link, Status
from kg.registry import PREFIXES as KINDS
from kg.settings import suggest
from kg.tables import SEPARATOR, Row, parse_table

# Without these columns nobody could tell why a row is there, who says so, since when, how surely; cells may be empty.
REQUIRED = (
    *("subject_id", "predicate_id", "object_id", "mapping_justification"),
    *("author_label", "mapping_date", "confidence", "seen_in", "status"),
)
BY_HAND = "semapv:ManualMappingCuration"  # the justification of what a person decided
# The slots of a mapping in SSSOM 1.0 that this project uses, and its own four.
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_label",
    "mapping_date",
    "mapping_tool",
    "confidence",
    "comment",
    "seen_in",
    "features_for",
    "features_against",
    "status",
)
# What a row may say: that two things are one, or how near they are.
PREDICATES = (
    "la:equivalent", "schema:sameAs", "owl:sameAs", "rdfs:seeAlso", "skos:exactMatch", "skos:closeMatch",
    "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch",
)  # fmt: skip
# Why a mapping is made: the terms of SEMAPV that SSSOM 1.0 allows for it.
JUSTIFICATIONS = tuple(f"semapv:{term}" for term in (
    "ManualMappingCuration", "MappingReview", "LexicalMatching", "LexicalSimilarityThresholdMatching",
    "SemanticSimilarityThresholdMatching", "StructuralMatching", "InstanceBasedMatching",
    "BackgroundKnowledgeBasedMatching", "CompositeMatching", "LogicalReasoning", "MappingChaining", "MappingInversion",
    "UnspecifiedMatching",
))  # fmt: skip
_LONGEST = 1000  # characters of a label: what is longer is none
_MEANT = frozenset(PREFIXES[prefix] + name for prefix, _, name in (known.partition(":") for known in PREDICATES))
# Extension slots that ledgers may lack until a row needs them, and what each means.
EXTENSIONS = {"features_for": "ep:speaksFor", "features_against": "ep:speaksAgainst"}
ADDABLE = (*EXTENSIONS, "mapping_tool")


def read_ledger(data: bytes, file: Path | str, iris: Iris) -> tuple[Link, ...]:
    """Read `links.sssom.tsv`; subjects must be persons, groups or places under the base of `iris`.

    Raises KgError with file and line for broken metadata, an undeclared prefix, an unknown status, a rejected row
    without Not or the other way round, and a pair that stands twice.
    """
    lines = decode_text(data, file).splitlines(keepends=True)
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    prefixes = {**PREFIXES, **_curie_map(lines[:head], file)}
    columns = _columns(lines[head] if head < len(lines) else "", Place(file, head + 1))
    body = "".join(lines[head:]).encode()
    links: list[Link] = []
    seen: dict[tuple[str, str], Link] = {}
    for row in parse_table(body, file, columns, delimiter="\t", first_line=head + 1):
        where = Place(file, row.line)
        link = _link(row, prefixes, iris, where)
        first = seen.setdefault((link.subject, link.object), link)
        if first is not link:
            what = f"{link.subject} and {row.cells['object_id']} stand together on line {first.line} already"
            if "rejected" in (link.status, first.status) and link.status != first.status:
                what += f", and the two rows contradict each other: {first.status} there, {link.status} here"
            raise KgError(what, where, "keep one row for the two, with the status that holds")
        links.append(link)
    return tuple(links)


def ledger_of(workspace: Path, iris: Iris) -> bytes:
    """The ledger of the workspace in that folder as a file; one without rows where it has none."""
    file = workspace / LEDGER
    return read_bytes(file) if file.exists() else _new_ledger(iris).encode()


def decided(data: bytes, link: Link, where: Place) -> bytes:
    """The ledger `data` with what a person decided of `link`, whose row stands at `where`; everything else as it is.

    That is its status, who judged, when and why. Raises KgError for what is no text, when the row is another one, and
    for a ledger that has no column for one of these.
    """
    lines = decode_text(data, where.file).splitlines(keepends=True)
    head = next(line for line in lines if not line.startswith("#"))
    columns = [column.strip() for column in head.split("\t")]
    row = lines[(where.line or 1) - 1]
    text = row.rstrip("\r\n")
    cells = text.split("\t")
    if len(cells) != len(columns) or not link.object.endswith(cells[columns.index("object_id")].partition(":")[2]):
        raise KgError("the row has changed since it was read", where, "run the command again")
    for column, value in _judged(link).items():
        if column in columns:
            cells[columns.index(column)] = value
        elif value:
            raise KgError(f"the ledger has no column {column}", where, f"add it: this row has {value!r} in it")
    lines[(where.line or 1) - 1] = "\t".join(cells) + row[len(text) :]
    return (codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b"") + "".join(lines).encode()


def appended(data: bytes, links: Sequence[Link], iris: Iris, file: Path | str) -> bytes:
    """The ledger `data` with `links` as its last rows; everything else as it is. An empty ledger gets its metadata.

    Prefixes that the rows need and the ledger does not declare are added to its curie_map, and so are the columns that
    say what a program found. Raises KgError for a ledger that has no column for something else that a row says.
    """
    if not links:
        return data
    text = decode_text(data, file) if data.strip() else _new_ledger(iris)
    text = _widened(text, links)
    lines = text.splitlines(keepends=True)
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    declared = _curie_map(lines[:head], file)
    columns = _columns(lines[head] if head < len(lines) else "", Place(file, head + 1))
    prefixes = dict(declared)
    end = "\r\n" if "\r\n" in text else "\n"
    rows = [_row(link, prefixes, columns, iris, Place(file, head + 1)) + end for link in links]
    at = next(n for n, line in enumerate(lines) if line[1:].startswith("curie_map:")) + 1
    added = [f"#  {prefix}: {base}{end}" for prefix, base in prefixes.items() if prefix not in declared]
    if not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    marked = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return marked + "".join((*lines[:at], *added, *lines[at:], *rows)).encode()


def _widened(text: str, links: Sequence[Link]) -> str:
    """The ledger `text` with the columns of ADDABLE that `links` need and that it lacks."""
    lines = text.splitlines(keepends=True)
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    columns = [column.strip() for column in lines[head].split("\t")] if head < len(lines) else []
    needed = {
        "mapping_tool": any(link.tool for link in links),
        "features_for": any(link.features_for for link in links),
        "features_against": any(link.features_against for link in links),
    }
    new = [column for column in ADDABLE if needed[column] and column not in columns]
    if not new or not columns:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    rows = [line.rstrip("\r\n") for line in lines[head:]]
    wide = [row + "".join(f"\t{name if n == 0 else ''}" for name in new) if row else row for n, row in enumerate(rows)]
    slots = [slot for slot in new if slot in EXTENSIONS]
    defined = "".join(_extension(slot, EXTENSIONS[slot], end) for slot in slots)
    at = next((n for n, line in enumerate(lines[:head]) if line.startswith("#extension_definitions:")), None)
    if at is None:
        lines[head:head], at = [f"#extension_definitions:{end}"], head
        head += 1
    return "".join((*lines[: at + 1], defined, *lines[at + 1 : head], *(row + end for row in wide)))


def _extension(slot: str, meaning: str, end: str) -> str:
    return f"#  - slot_name: {slot}{end}#    property: {meaning}{end}#    type_hint: xsd:string{end}"


def _new_ledger(iris: Iris) -> str:
    """A ledger without rows."""
    slots = {"seen_in": "ep:asFound", **EXTENSIONS, "status": "ep:status"}
    return (
        "#curie_map:\n"
        f"#  ep: {PREFIXES['ep']}\n"
        f"#  la: {PREFIXES['la']}\n"
        f"#  xsd: {PREFIXES['xsd']}\n"
        f"#mapping_set_id: {iris.ledger()}\n"
        "#mapping_set_title: Link ledger\n"
        "#mapping_set_description: >-\n"
        "#  What the persons, groups and places of this workspace are, or are not, in other authorities.\n"
        "#extension_definitions:\n"
        + "".join(_extension(slot, meaning, "\n") for slot, meaning in slots.items())
        + "\t".join(COLUMNS)
        + "\n"
    )


def _row(link: Link, prefixes: dict[str, str], columns: Sequence[str], iris: Iris, where: Place) -> str:
    """A row of the ledger; `prefixes` gains those that it needs."""
    cells = {
        "subject_id": _curie(iris.issued(link.kind, link.subject), prefixes, link.kind),
        "subject_label": link.subject_label,
        "predicate_id": _curie(link.predicate, prefixes, "p"),
        "object_id": _curie(link.object, prefixes, "source"),
        "object_label": link.object_label,
        "confidence": "" if link.confidence is None else str(link.confidence),
        "seen_in": _several(link.seen_in),
        "mapping_tool": link.tool,
        "features_for": _several(link.features_for),
        "features_against": _several(link.features_against),
        **_judged(link),
    }
    for column, cell in cells.items():
        if cell and column not in columns:
            raise KgError(f"the ledger has no column {column}", where, f"add it: a row has {cell!r} in it")
    tidy = (" ".join(cells.get(column, "").split()) for column in columns)
    return "\t".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if '"' in cell else cell for cell in tidy)


def _several(texts: Sequence[str]) -> str:
    """The values of one cell; the sign between them stands in none."""
    return SEPARATOR.join(text.replace(SEPARATOR, "/") for text in texts)


def _curie(iri: str, prefixes: dict[str, str], name: str) -> str:
    """The CURIE of `iri`; its namespace gets a prefix that begins with `name` where it has none.

    The longest namespace counts, and a prefix that is well known goes before an invented one.
    """
    fits = [(len(base), prefix) for prefix, base in prefixes.items() if iri.startswith(base) and iri != base]
    if fits:
        prefix = max(fits)[1]
        return f"{prefix}:{iri[len(prefixes[prefix]) :]}"
    base = next((base for base in PREFIXES.values() if iri.startswith(base) and iri != base), None)
    if base is None:
        base = iri[: max(iri.rstrip("/#").rfind("/"), iri.rstrip("#").rfind("#")) + 1]
    known = next((prefix for prefix, its in PREFIXES.items() if its == base), name)
    free = (prefix for prefix in (known, *(f"{known}{n}" for n in range(2, 9999))) if prefix not in prefixes)
    prefixes[(prefix := next(free))] = base
    return f"{prefix}:{iri[len(base) :]}"


def _judged(link: Link) -> dict[str, str]:
    """The cells of a row that a judgement changes."""
    cells = {
        "status": link.status,
        "predicate_modifier": "Not" if link.status == "rejected" else "",
        "mapping_justification": link.justification,
        "author_label": link.author,
        "mapping_date": link.date,
        "comment": link.comment,
    }
    tidy = {column: " ".join(value.split()) for column, value in cells.items()}
    return {column: f'"{cell.replace(chr(34), chr(34) * 2)}"' if '"' in cell else cell for column, cell in tidy.items()}


def expand(curie: str, prefixes: Mapping[str, str], where: Place) -> str:
    """The IRI of `curie`. Raises KgError when its prefix is not declared."""
    prefix, colon, name = curie.partition(":")
    if not colon or prefix not in prefixes:
        raise KgError(
            f"{curie!r} has no declared prefix",
            where,
            f"add `#  {prefix}: IRI` to the curie_map at the top of the file",
        )
    return prefixes[prefix] + name


def _curie_map(head: list[str], file: Path | str) -> dict[str, str]:
    """The `curie_map` of the metadata: the lines indented under it. Other metadata is for people and other tools."""
    found: dict[str, str] = {}
    inside = False
    for number, line in enumerate(head, 1):
        content = line[1:].rstrip()
        if content.strip() and content == content.lstrip():
            inside = content.startswith("curie_map:")
        elif inside:
            match = re.fullmatch(r"""\s+["']?([A-Za-z_][\w.-]*)["']?:\s+["']?([^\s"']+)["']?""", content)
            if not match:
                raise KgError("not a prefix and its IRI", Place(file, number), "write `#  wd: IRI`, one prefix a line")
            found[match[1]] = match[2]
    if not found:
        raise KgError(
            "the ledger has no curie_map", Place(file, 1), "begin the file with `#curie_map:` and its prefixes"
        )
    return found


def _columns(header: str, where: Place) -> list[str]:
    columns = [column.strip() for column in header.rstrip("\r\n").split("\t")]
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise KgError(f"no column {', '.join(missing)}", where, f"the columns are: {', '.join(COLUMNS)}")
    for column in columns:
        if column not in COLUMNS:
            meant = suggest(column, list(COLUMNS))
            raise KgError(
                f"unknown column {column!r}", where, f"did you mean {meant!r}?" if meant else "remove the column"
            )
    return columns


def _link(row: Row, prefixes: Mapping[str, str], iris: Iris, where: Place) -> Link:
    cells = row.cells
    status, negated = _status(cells["status"], where), cells.get("predicate_modifier", "")
    if negated not in ("", "Not") or (negated == "Not") != (status == "rejected"):
        raise KgError(
            f"status {status!r} and predicate_modifier {negated!r} contradict each other",
            where,
            "a rejected row has predicate_modifier Not, no other row has it",
        )
    kind, subject = _subject(expand(cells["subject_id"], prefixes, where), iris, where)
    return Link(
        kind=kind,
        subject=subject,
        subject_label=_label(cells.get("subject_label", ""), where),
        predicate=_predicate(cells["predicate_id"], prefixes, where),
        object=expand(cells["object_id"], prefixes, where),
        object_label=_label(cells.get("object_label", ""), where),
        justification=_justification(cells["mapping_justification"], where),
        author=cells["author_label"],
        date=_date(cells["mapping_date"], where),
        confidence=_confidence(cells["confidence"], where),
        status=status,
        seen_in=row.many("seen_in"),
        tool=cells.get("mapping_tool", ""),
        features_for=row.many("features_for") if "features_for" in cells else (),
        features_against=row.many("features_against") if "features_against" in cells else (),
        comment=cells.get("comment", ""),
        line=row.line,
    )


def _status(text: str, where: Place) -> Status:
    for status in get_args(Status):
        if text == status:
            return cast(Status, status)
    raise KgError(f"unknown status {text!r}", where, f"there are: {', '.join(get_args(Status))}")


def _subject(iri: str, iris: Iris, where: Place) -> tuple[str, str]:
    for kind in ("person", "group", "place"):
        if match := re.fullmatch(rf"{re.escape(iris.base)}{kind}/({KINDS[kind]}[0-9]+)", iri):
            return kind, match[1]
    raise KgError(
        f"{iri} is not a person, group or place of this workspace",
        where,
        f"the subjects stand under the workspace's base, {iris.base}; mend the curie_map if the base has changed",
    )


def _justification(text: str, where: Place) -> str:
    if text not in JUSTIFICATIONS:
        meant = suggest(text, list(JUSTIFICATIONS))
        there = f"there are: {', '.join(JUSTIFICATIONS)}"
        hint = f"did you mean {meant!r}? {there}" if meant else there
        raise KgError(f"not a mapping justification: {text[:_LONGEST]!r}", where, hint)
    return text


def _label(text: str, where: Place) -> str:
    if len(text) > _LONGEST:
        raise KgError(f"a label of {len(text)} characters: {text[:40]!r}...", where, "write what people call it")
    return text


def _predicate(text: str, prefixes: Mapping[str, str], where: Place) -> str:
    iri = expand(text, prefixes, where)
    if iri not in _MEANT:
        meant = suggest(text, list(PREDICATES))
        there = f"there are: {', '.join(PREDICATES)}"
        raise KgError(f"unknown predicate {text!r}", where, f"did you mean {meant!r}? {there}" if meant else there)
    return iri


def _date(text: str, where: Place) -> str:
    """A day of ISO 8601, as SSSOM has it, or nothing."""
    try:
        if not text or (len(text) == 10 and dt.date.fromisoformat(text)):
            return text
    except ValueError:
        pass
    raise KgError(f"not a date: {text!r}", where, "write YYYY-MM-DD, the day of the judgement, or nothing")


def _confidence(text: str, where: Place) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise KgError(f"not a confidence: {text!r}", where, "write a number from 0 to 1, or nothing")
    return value
