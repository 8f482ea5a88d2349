"""What becomes of records when curators overrule what was read in them: the rows of `curated/adjudications.csv` but for
parties and dates (`curated`), and the names in texts that `curated/mentions.csv` settles.

Readings change before anything is reasoned from them, conclusions after they are drawn; what was read stays as claims,
which are made without the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from kg.records.authorities import Authorities, fold
from kg.records.citation import Citation
from kg.records.curated import Adjudication, SettledMention
from kg.records.decision import Decision
from kg.records.letter import Letter, Mention, Sent
from kg.records.reference import Reference
from kg.records.reply import Reply
from kg.records.settled import NONE, read_shelfmark, shelfmark_text
from kg.records.shelfmark import Shelfmark
from kg.records.witness import Witness

Values = tuple[str, ...]
Rulings = Mapping[tuple[str, str], Values]  # identifier and field -> what a curator says; nothing for `none`

CURATOR = "curator"  # type of a witness, and evidence of a reply
_SAID = ("label", "number", "edition-number", "sent-to", "received", "answers", "reference", "enclosure")


def rulings(rows: Iterable[Adjudication]) -> Rulings:
    """The values that rows give, by record and field."""
    return {(row.record, row.field): () if row.value == (NONE,) else row.value for row in rows}


def reading(witness: Witness) -> str:
    """What a witness says, as a claim and a row spell it: numbers in the words of the passage."""
    return witness.raw if witness.type == "number" or witness.field == "number" else witness.value


def reread(letter: Letter, ruled: Rulings, tables: Authorities) -> Letter:
    """A letter as curators read it: its time, labels, numbers, sending, receipt, references, and where it is kept."""
    if letter.letter is None:
        return letter
    id_ = letter.letter
    said = {field: ruled[id_, field] for field in _SAID if (id_, field) in ruled}
    if letter.description is not None and (id_, "sent-from") in ruled:  # else a note of the sending says it
        said["sent-from"] = ruled[id_, "sent-from"]
    for field in ("sent-from", "sent-to"):
        if places := said.get(field):
            said[field] = tuple(_place(place, tables) for place in places)
    changes: dict[str, object] = {}
    if said:
        changes["witnesses"] = (*_believed(letter, said), *_added(letter, said))
    if "label" in said:
        changes["labels"] = said["label"]
    if "number" in said:
        changes["numbers"] = said["number"]
    if "answers" in said:
        changes["answers"] = tuple(day for day in said["answers"] if day[:4].isdigit())
    if letter.body and (id_, "time") in ruled:
        changes["body"] = replace(letter.body, time=next(iter(ruled[id_, "time"]), None))
    changes |= _sending(letter, id_, ruled, tables)
    if marks := _kept(letter.shelfmarks, id_, 1, ruled):
        changes["shelfmarks"] = marks
    return replace(letter, **changes) if changes else letter


def _believed(letter: Letter, said: Mapping[str, Values]) -> Iterable[Witness]:
    return (witness for witness in letter.witnesses if reading(witness) in said.get(witness.field, (reading(witness),)))


def _added(letter: Letter, said: Mapping[str, Values]) -> Iterable[Witness]:
    """What a curator reads that no witness says; a number that is answered is read as numbers are."""
    for field, values in said.items():
        there = {reading(witness) for witness in letter.witnesses if witness.field == field}
        for value in values:
            if value not in there:
                by_number = field == "answers" and not value[:4].isdigit()
                type_ = "number" if by_number else "reference" if field == "answers" else CURATOR
                yield Witness(field=field, value=value, type=type_, raw=value, line=letter.line)


def _sending(letter: Letter, id_: str, ruled: Rulings, tables: Authorities) -> dict[str, object]:
    sent = letter.sent
    if at := ruled.get((id_, "sent")):
        sent = replace(sent, at=at[0]) if sent else Sent(at=at[0])
    if sent is not None and (id_, "sent-from") in ruled:
        sent = replace(sent, from_=next((_place(place, tables) for place in ruled[id_, "sent-from"]), None))
    if sent is not None and sent.shelfmark is not None:
        marks = _kept((sent.shelfmark,), id_, len(letter.shelfmarks) + 1, ruled)
        sent = replace(sent, shelfmark=marks[0]) if marks else sent
    return {} if sent is letter.sent else {"sent": sent}


def _place(id_: str, tables: Authorities) -> str:
    """The name of a place by its identifier."""
    return next((place.label for place in tables.places if place.id == id_), id_)


def _kept(marks: Sequence[Shelfmark], id_: str, first: int, ruled: Rulings) -> tuple[Shelfmark, ...]:
    """The shelfmarks of a letter from its copy `first` on, with what is ruled of them; nothing when nothing is."""
    copies = [f"{id_}-{n}" for n in range(first, first + len(marks))]
    if not any((copy, field) in ruled for copy in copies for field in ("shelfmark", "form")):
        return ()
    found = []
    for copy, mark in zip(copies, marks, strict=True):
        if (values := ruled.get((copy, "shelfmark"))) and (new := read_shelfmark(values[0])) is not None:
            mark = replace(mark, archive=new.archive, path=new.path, leaves=new.leaves)
        found.append(replace(mark, forms=ruled.get((copy, "form"), mark.forms)))
    return tuple(found)


def redecided(decisions: Sequence[Decision], ruled: Rulings, tables: Authorities) -> tuple[Decision, ...]:
    """The decisions as curators judge them; what they say of one holds for every note of it."""
    first: dict[str, str] = {}
    found = []
    for record in decisions:
        if (values := ruled.get((record.id, "same-as"))) is not None:
            record = replace(record, same_as=first.get(values[0], values[0]) if values else None)
        about = first[record.id] = first.get(record.same_as or record.id, record.same_as or record.id)
        found.append(_decided(record, about, ruled, tables))
    return tuple(found)


def _decided(record: Decision, about: str, ruled: Rulings, tables: Authorities) -> Decision:
    changes: dict[str, object] = {}
    if body := ruled.get((about, "decided-by")):
        changes["body"] = name_of(body[0], tables)
    for field, name in (("decided-on", "date"), ("action", "action")):
        if (values := ruled.get((about, field))) is not None:
            changes[name] = next(iter(values), None)
    if (marks := ruled.get((about, "shelfmark"))) is not None:
        changes["citations"] = _cited(record, marks if record.id == about else ())
    return replace(record, **changes) if changes else record


def _cited(record: Decision, marks: Values) -> tuple[Citation, ...]:
    """The citations of printed works, and one for each of `marks`: what an edition cites there is kept as it is."""
    read = [mark for text in marks if (mark := read_shelfmark(text)) is not None]
    there = {citation_text(cited): cited for cited in record.citations if cited.kind == "archival"}
    archival = (
        there.get(shelfmark_text(mark))
        or Citation(
            line=record.line,
            column=1,
            raw=mark.raw,
            kind="archival",
            archive=mark.archive,
            path=mark.path,
            leaves=mark.leaves,
        )
        for mark in read
    )
    return (*archival, *(cited for cited in record.citations if cited.kind != "archival"))


def citation_text(cited: Citation) -> str:
    """An archival citation as claims and rows spell it."""
    return shelfmark_text(Shelfmark(archive=cited.archive, path=cited.path, leaves=cited.leaves))


def name_of(id_: str, tables: Authorities) -> str:
    """The name under which the tables find exactly this person or group."""
    person = tables.person_by_id.get(id_)
    if person is not None:
        called = tables.persons_called(person.surname)
        if person.bare and called[:1] == (person,):
            return person.surname
        return person.label if len(tables.persons_called(person.label)) == 1 else person.id
    return next(group.label for group in tables.groups if group.id == id_)


def referred(references: Iterable[Reference], letters: Iterable[Letter], ruled: Rulings) -> tuple[Reference, ...]:
    """The references as curators resolve them: of a letter on which they have ruled, those to the letters they name.

    A passage that means none of these stays open: a curator who says what it does not mean has not said that its letter
    is lost. A letter that no passage can mean is referred to at the first line.
    """
    settled = {record: values for (record, field), values in ruled.items() if field == "refers-to"}
    left = {record: list(values) for record, values in settled.items()}
    found = []
    for ref in references:
        values = settled.get(ref.letter)
        if values is not None and ref.means:
            means = tuple(meant for meant in ref.means if meant in values)
            status, certainty = ("resolved", "certain") if means else ("open", "")
            ref = replace(ref, means=means, status=status, certainty=certainty, evidence=())
            left[ref.letter] = [meant for meant in left[ref.letter] if meant not in means]
        found.append(ref)
    lines = {letter.letter: letter.line for letter in letters}
    found += [
        Reference(
            letter=record, line=lines[record], column=1, kind="document", raw="", status="resolved", means=(meant,)
        )
        for record, values in left.items()
        for meant in values
    ]
    return tuple(found)


def answered(replies: Sequence[Reply], letters: Iterable[Letter], ruled: Rulings) -> tuple[Reply, ...]:
    """The replies as curators judge them, in the order of the page.

    A letter that refers to nothing but what a curator names answers no other.
    """
    settled = {record: values for (record, field), values in ruled.items() if field == "reply-to"}
    referring = {record: values for (record, field), values in ruled.items() if field == "refers-to"}
    if not settled and not referring:
        return tuple(replies)
    found = [reply for reply in replies if reply.answered in settled.get(reply.letter, (reply.answered,))]
    found = [
        reply
        for reply in found
        if reply.letter in settled or reply.answered in referring.get(reply.letter, (reply.answered,))
    ]
    there = {(reply.letter, reply.answered) for reply in found}
    lines = {letter.letter: letter.line for letter in letters}
    found += [
        Reply(letter=record, answered=value, evidence=(CURATOR,), line=lines[record])
        for record, values in settled.items()
        for value in values
        if (record, value) not in there
    ]
    return tuple(sorted(found, key=lambda reply: (lines[reply.letter], lines[reply.answered])))


def renamed(letters: Iterable[Letter], rows: Collection[SettledMention]) -> tuple[Letter, ...]:
    """The letters with what `rows` say of the names in their bodies: mentions that the reading passed over are added,
    those that mean no person are taken out. Whom the others mean is looked up by line, elsewhere.
    """
    return tuple(_renamed(letter, rows) for letter in letters) if rows else tuple(letters)


def unnamed(decisions: Iterable[Decision], rows: Collection[SettledMention]) -> tuple[Decision, ...]:
    """The decisions without the names in their notes that `rows` say are no person's."""
    nobody = {(row.line, fold(row.name)) for row in rows if row.person == NONE}
    return tuple(
        replace(one, persons=tuple(name for name in one.persons if (one.line, fold(name)) not in nobody))
        if nobody
        else one
        for one in decisions
    )


def _renamed(letter: Letter, rows: Collection[SettledMention]) -> Letter:
    first, last = letter.body.lines if letter.body else (1, 0)
    for row in rows:
        if first <= row.line <= last and not _names_party(letter, row):
            there = {(line, fold(text)) for mention in letter.mentions for line, text in spelled(mention)}
            if row.person == NONE:
                letter = replace(letter, mentions=_without(letter.mentions, row))
            elif (row.line, fold(row.name)) not in there:
                added = Mention(text=row.name, line=row.line, person=row.person)
                letter = replace(letter, mentions=(*letter.mentions, added))
    return letter


def _names_party(letter: Letter, row: SettledMention) -> bool:
    """Whether the name on that line is that of an author or an addressee, which is no mention."""
    parties = (w for w in letter.witnesses if w.field in ("sender", "recipient") and w.line == row.line)
    return any(fold(row.name) in (fold(witness.value), fold(witness.raw)) for witness in parties)


def spelled(mention: Mention) -> tuple[tuple[int, str], ...]:
    """Each line of a mention with its spelling there."""
    lines = mention.lines or (mention.line,)
    return tuple(zip(lines, mention.spellings or (mention.text,) * len(lines), strict=True))


def _without(mentions: Iterable[Mention], row: SettledMention) -> tuple[Mention, ...]:
    meant, found = (row.line, fold(row.name)), []
    for mention in mentions:
        kept = [(line, text) for line, text in spelled(mention) if (line, fold(text)) != meant]
        if len(kept) == len(spelled(mention)):
            found.append(mention)
        elif kept:
            lines, texts = zip(*kept, strict=True)
            found.append(replace(mention, text=texts[0], line=lines[0], lines=lines, spellings=texts))
    return tuple(found)
