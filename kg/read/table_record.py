"""A row of a table as the description of a letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import msgspec

from kg.read.letter_title import Title, title_of
from kg.read.table_columns import Columns, TableMapping, folded, vocabulary
from kg.read.table_dates import DATES, DatedCells
from kg.read.table_ditto import Dittos, is_ditto
from kg.read.table_rows import EPOCHS, Row, remark, text_of
from kg.read.table_shelfmark import LEVELS, from_cells, from_text, leaves_of, repeats, split_archive
from kg.read.table_unread import adds_up, cleaned
from kg.read.typed_habit import Habit
from kg.read.typed_lives import lived
from kg.read.typed_names import names_in
from kg.read.typed_roles import role_of
from kg.read.typed_words import plain
from kg.records.described import Bibliography, Dated, Described, Listed, Named, Refused
from kg.records.identifier import canonical
from kg.records.problem import Problem
from kg.records.shelfmark import Shelfmark

_TELLING = ("senders", "recipients", "names", *DATES, "year", "shelfmark", *LEVELS, "url")
_IN_BRACKETS = re.compile(r"\s*[(\[<]\s*(https?://[^\s)\]>]+|[A-Za-z]+(?::\s*|\s+)[\w-]+)\s*[)\]>]")
_BEFORE_NUMBER = re.compile(
    r"^(?:(?:(?:att(?:ached)?|enclosed|encl)\.?\s+(?:to|in|with)|see|siehe|zu|к|voir|à)\b\s*)?"
    r"(?:(?:no|nr|n°|№|letter|brief|lettre|письмо|письму|num)\b\.?\s*)?(?:(?:no|nr)\b\.?|№|#)?\s*(?=\S)",
    re.IGNORECASE,
)
_FILES = ("gnd", "viaf", "geonames", "wikidata")


class Records:
    """Makes letters of the rows of one table."""

    def __init__(
        self,
        columns: Columns,
        mapping: TableMapping,
        habits: Mapping[int, Habit],
        sheet: str,
        *,
        several: bool = False,
        lives: set[str] | None = None,
        epoch: dt.date = EPOCHS[False],
    ) -> None:
        self.columns, self.defaults, self.habits = columns, mapping.defaults, habits
        self.sheet, self.epoch = sheet, epoch
        self.several = several  # whether more sheets are read together with this one
        self.keys: dict[str, int] = {}
        self.editions: set[str] = set()
        self.lives = lives if lives is not None else set()  # persons whose years were told, of all sheets
        self.listed: list[Listed] = []
        self.dittos = Dittos(columns)
        self.above = ""  # the year that stands alone in the last row that is no letter
        self.dated_above: Dated | None = None  # the first date that has its year from there, and how many have
        self.count_above = 0
        self.roleless: list[tuple[int, int, str]] = []  # names of which nothing says what they did: line, column, words
        self.homeless: list[tuple[int, int, str, str]] = []  # shelfmarks without an archive: line, column, words, what

    def problems(self) -> Iterator[Problem]:
        """What many rows have in common, once all are read."""
        yield from self.dittos.problems()
        if (first := self.dated_above) is not None:
            message = f"{self.count_above} days without a year have that of a row above, here the first"
            yield remark("year-above", first.line, first.column, first.text, message, "write the year into the cells")
        if self.roleless:
            line, column, raw = self.roleless[0]
            many = len(self.roleless)
            message = f"{f'{many} names have' if many > 1 else 'a name has'} no role, here the first: see the note"
            hint = "add who wrote and who received the letter: Berg, Ada [recipient]"
            yield remark("no-role", line, column, raw, message, hint)
        for what in ("archive", "place in the archive"):
            found = [one for one in self.homeless if one[3] == what]
            if found:
                line, column, raw, _ = found[0]
                message = f"{len(found)} shelfmarks name no {what}, here the first; they stay in the notes"
                how = " with --archive NAME," if what == "archive" else ""
                hint = f"add it, or say{how} in [defaults] of a mapping what empty cells mean"
                yield remark("no-archive", line, column, raw, message, hint)

    def known(self, named: Named) -> Named:
        """A name without the years of a life beside it, by which namesakes are told apart."""
        life = lived(named.text) if named.kind == "person" else None
        if life is None:
            return named
        if life.key not in self.lives:
            self.lives.add(life.key)
            self.listed.append(Listed(key=life.key, kind="person", text=life.name, born=life.born, died=life.died,
                                      line=named.line, column=named.column))  # fmt: skip
        return msgspec.structs.replace(named, text=life.name, identifiers=(*named.identifiers, life.key))

    def of(self, row: Row) -> Iterator[Described | Refused | Problem | Bibliography | Listed]:
        """What a row that is not empty says: a letter, or why it is none; and what is to be looked at."""
        row, found = cleaned(row, f"{self.sheet}!" if self.several else "")
        yield from found
        telling = (index for name in _TELLING for index in self.columns.fields.get(name, ()))
        adds = adds_up(row, telling)
        row = self.dittos.of(row)
        one = _Record(self, row)
        one.above = self.above
        if adds or not (any(one.has(name) for name in _TELLING) or one.title().recipients) or one.is_heading():
            shown = "; ".join(text for cell in row.cells if (text := text_of(cell)))
            where = f"{one.sheet}A{row.number}: " if self.columns.row >= 0 else ""
            lacks = "no sender and recipient, date, shelfmark or address"
            self.above = one.lone_year() or self.above
            message = f"{where}{'the row adds up others' if adds else lacks}: this is no letter"
            yield Refused(problem=remark("no-letter", row.first, 1, shown, message, "complete the row, or delete it"))
            return
        said = one.described()
        self.dated_above = self.dated_above or one.dated_above
        self.count_above += one.dated_above is not None
        yield from one.problems
        yield from self.listed
        self.listed.clear()
        if said.edition and said.edition not in self.editions:
            self.editions.add(said.edition)
            yield Bibliography(key=said.edition, text=said.edition, kind="print")
        yield said


class _Record(DatedCells):
    """One row while it is read."""

    def __init__(self, table: Records, row: Row) -> None:
        super().__init__(table.columns, table.defaults, row, table.habits, table.epoch)
        self.table = table
        self.sheet = f"{table.sheet}!" if table.several else ""

    def is_heading(self) -> bool:
        """Whether the row has nothing but one name, one date or one level: a heading in the table, a year or a box
        above its letters, a sum below them.
        """
        alone = sum(1 for cell in self.row.cells if text_of(cell)) == 1
        return alone and any(self.has(name) for name in ("senders", "recipients", "date", "year", *LEVELS))

    def lone_year(self) -> str:
        """The year that is all the row says, or nothing: a heading for the rows below."""
        [text, *others] = [text for cell in self.row.cells if (text := text_of(cell))] or [""]
        found = re.fullmatch(r"\W*(1\d{3}|20\d{2})\W*(?:г\W*)?", text)
        return found[1] if found is not None and not others else ""

    def described(self) -> Described:
        """The letter."""
        marks, edition, number = self._shelfmarks(), self.text("edition"), self.text("number")
        written, received = self._written(), self._dated("received")
        people, title = self._people(), self.title()
        if written is None and title.meant.edtf is not None:
            written = self._told(self.texts("title")[0][0], title.date, title.meant)
        for name in ("pages", "summary", "title", "more"):
            for index, text in self.texts(name):
                self._note(index, text)
        forms = self._forms()
        kept = tuple(form for form in forms if _means(form) not in ("letter", "telegram"))  # which the mode says
        first = f"{self.table.sheet}!" if self.table.sheet else ""
        said = Described(
            lines=(self.row.first, self.row.last),
            path=f"{first}A{self.row.number}",
            key=self._key(),
            edition=edition,
            number=number,
            url=self._url(),
            same_as=self.several("same_as"),
            written=written,
            received=received,
            shelfmarks=tuple(msgspec.structs.replace(mark, forms=kept) for mark in marks),
            forms=forms,
            languages=self._languages(),
            incipit=self.text("incipit"),
            wording=tuple(part for _, text in self.texts("wording") for part in _paragraphs(text)),
            senders=people["senders"],
            recipients=people["recipients"],
            mentions=tuple(map(self.table.known, self._named("mentions", "", "person"))),
            sent_from=self._named("sent_from", "sent_from_ids", "place") or self.place,
            sent_to=self._named("sent_to", "sent_to_ids", "place"),
            attached_to=self._letters("attached_to"),
            answers=self._letters("answers"),
            answered_by=self._letters("answered_by"),
        )
        note = "; ".join([*(text for _, text in self.texts("note")), *self.notes])
        return msgspec.structs.replace(said, note=note)

    def title(self) -> Title:
        """What the title of the letter says, or nothing."""
        return next((found for _, text in self.texts("title") if (found := title_of(text)).recipients), Title())

    def _people(self) -> dict[str, tuple[Named, ...]]:
        """Senders and recipients: as the columns have them, as roles beside names say, else as the title does."""
        found: dict[str, list[Named]] = {"senders": [], "recipients": []}
        columns = (("senders", "sender_ids"), ("recipients", "recipient_ids"), ("names", ""))
        for name, ids in columns:
            for one in self._named(name, ids, "person"):
                text, role = role_of(one.text)
                if role or name != "names":
                    found[role or name].append(self.table.known(msgspec.structs.replace(one, text=text)))
                else:
                    self._note(one.column - 1, one.text)
                    self.table.roleless.append((self.row.first, one.column, one.text))
        title = self.title()
        if not found["recipients"] and not title.recipients:
            title = self._both_in_one("senders")
            found["senders"] = [] if title.recipients else found["senders"]
        for name, words in (("senders", title.senders), ("recipients", title.recipients)):
            column = (self.texts("title") or self.texts("senders"))[0][0] + 1 if words else 0
            if not found[name]:
                found[name] += (
                    Named(text=one.text, kind=one.kind, certainty=one.certainty or "medium",
                          evidence=one.evidence or "external", line=self.row.first, column=column)
                    for one in names_in(words).names if words
                )  # fmt: skip
        return {name: tuple(several) for name, several in found.items()}

    def _both_in_one(self, name: str) -> Title:
        """Who wrote to whom, where one cell says both: `Schönberg [an Berg]`."""
        titles = (title_of(re.sub(r"[\[\]]", "", text)) for _, text in self.texts(name))
        return next((title for title in titles if title.senders and title.recipients), Title())

    def _letters(self, name: str) -> tuple[str, ...]:
        """Other letters, by number, key or address: `no. 12` is 12."""
        return tuple(_BEFORE_NUMBER.sub("", one) or one for one in self.several(name))

    def _url(self) -> str:
        """Its address; an identifier that is one serves as well."""
        return self.text("url") or next((one for _, one in self.texts("key") if re.match("https?://", one)), "")

    def _key(self) -> str:
        found, url = self.texts("key"), self._url()
        for index, more in found[1:]:
            if more != url:
                self._note(index, more)
        key = found[0][1] if found else ""
        before = self.table.keys.setdefault(key, self.row.number)
        if key and before != self.row.number:
            index = self.columns.fields["key"][0]
            self.problem("twice", index, key, f"{key!r} is the identifier of row {before}, too; both are taken",
                         "give each letter its own")  # fmt: skip
        return key

    def _named(self, name: str, ids: str, kind: Literal["person", "place"]) -> tuple[Named, ...]:
        """The persons or places of a field, each with the identifiers that stand with it or in a column for them."""
        found: list[Named] = []
        for index, cell in self.texts(name):
            bare, inline = _without_identifiers(cell)
            several = names_in(bare, kind)
            if several.doubt:
                self.problem("doubtful-name", index, cell, several.doubt, "or leave it as it is")
            if inline and len(inline) != len(several.names):
                self._note(index, " ".join(inline))
                inline = ()
            for place, one in enumerate(several.names):
                found.append(
                    Named(text=one.text, kind=one.kind, certainty=one.certainty, evidence=one.evidence,
                          identifiers=(inline[place],) if inline else (), line=self.row.first, column=index + 1)
                )  # fmt: skip
        return self._identified(found, ids) if ids else tuple(found)

    def _identified(self, found: list[Named], ids: str) -> tuple[Named, ...]:
        for index, cell in self.texts(ids):
            file = next((file for file in _FILES if file in folded(self.columns.headers[index]).split()), "")
            given = [
                one for one in re.split(r"[;|,\s]+(?!\d{1,2}$)", re.sub(r"(?i)\b(gnd|viaf)\s+", r"\1:", cell)) if one
            ]
            given = [f"{file}:{one}" if file and canonical(one) is None and ":" not in one else one for one in given]
            if len(found) == 1:
                found = [msgspec.structs.replace(found[0], identifiers=(*found[0].identifiers, *given))]
            elif len(given) == len(found):
                found = [
                    msgspec.structs.replace(one, identifiers=(*one.identifiers, more))
                    for one, more in zip(found, given, strict=True)
                ]
            else:
                message = f"{len(given)} identifiers for {len(found)} names: nobody can say whose they are"
                self.problem("identifiers", index, cell, message, "as many identifiers as names, with semicolons")
        return tuple(found)

    def _forms(self) -> tuple[str, ...]:
        """The forms of the document: what words mean that are known, then the words themselves."""
        words = [one for one in self.several("forms") if plain(one) not in vocabulary()["dcmi_types"]]
        meant = [form for word in words if (form := _means(word)) not in ("", "letter")]
        return tuple(dict.fromkeys([*meant, *(word for word in words if folded(word) not in meant)]))

    def _languages(self) -> tuple[str, ...]:
        found = []
        for index, text in self.texts("languages"):
            for word in re.split(r"[;|,/\n]|\s+(?:and|und|et|и|&)\s+", text):
                tag = _languages().get(folded(word)) or _tag(word)
                if tag:
                    found.append(tag)
                elif word.strip():
                    message = f"this is no language that is known: {word.strip()!r}"
                    self.problem("unknown-language", index, word.strip(), message, "write its tag: de, fr, ru (BCP 47)")
                    self._note(index, word.strip())
        return tuple(dict.fromkeys(found))

    def _shelfmarks(self) -> tuple[Shelfmark, ...]:
        values = {name: self.text(name) for name in ("archive", *LEVELS, "leaves")}
        whole = self.texts("shelfmark")
        if not whole:
            column = next((found[0][0] for name in values if (found := self.texts(name))), 0)
            mark = from_cells(values, self.row.first, column + 1)
            return (self._checked(mark, values["leaves"], column),) if mark is not None else ()
        parts = [(index, part) for index, text in whole for part in re.split(r"[|\n]", text) if part.strip()]
        return tuple(self._shelfmark(part.strip(), index, values, alone=len(parts) == 1) for index, part in parts)

    def _shelfmark(self, text: str, index: int, values: Mapping[str, str], *, alone: bool) -> Shelfmark:
        """A shelfmark that is written out; the columns of levels say what it does not, if there is only one."""
        if is_ditto(text) or repeats(text) is not None:  # nothing stands above it
            self.problem("bad-shelfmark", index, text, f"no shelfmark stands above {text!r}", "write it out")
            return self._checked(Shelfmark(archive=None, path={}, raw=text), "", index)
        mark = from_text(text, values["archive"], self.row.first, index + 1)
        if mark is None:
            levels = values if alone else {"archive": values["archive"]}
            if not any(levels.get(name) for name in LEVELS):
                message = f"no fond, box or the like is recognised in {text!r}; it is taken as a whole"
                hint = "write its levels (Box 3, Folder 12; f. 558, op. 11, d. 77, l. 4), or give them columns"
                self.problem("bad-shelfmark", index, text, message, hint)
            archive, code = split_archive(text, levels.get("archive", ""))
            levels = {**levels, "archive": archive, "item": levels.get("item") or code}
            mark = from_cells(levels, self.row.first, index + 1) or Shelfmark(archive=None, path={})
            return self._checked(msgspec.structs.replace(mark, raw=text), values["leaves"] if alone else "", index)
        mark = self._with_levels(mark) if alone else mark
        leaves = values["leaves"] if alone and mark.leaves is None else ""
        if leaves:
            mark = msgspec.structs.replace(mark, leaves=leaves_of(leaves), raw=f"{text}, {leaves}")
        return self._checked(mark, leaves, index)

    def _with_levels(self, mark: Shelfmark) -> Shelfmark:
        """A shelfmark that is written out, with the levels of columns of their own; what differs goes to the note."""
        path = dict(mark.path)
        for name in LEVELS:
            for index, text in self.texts(name)[:1]:
                if name not in path:
                    path[name] = text
                elif folded(path[name]) not in folded(text):
                    self._note(index, text)
        return msgspec.structs.replace(mark, path={name: path[name] for name in LEVELS if name in path})

    def _checked(self, mark: Shelfmark, leaves: str, column: int) -> Shelfmark:
        """A shelfmark, with what is wrong with it reported."""
        if leaves and mark.leaves is None:
            self.problem("bad-leaves", column, leaves, f"these are no numbers of leaves: {leaves!r}",
                         "write 12, 12v or 12-14; how many there are belongs in a column `pages`")  # fmt: skip
            self.notes.append(f"leaves: {leaves}")
        if not mark.archive or not mark.path:
            what = "archive" if not mark.archive else "place in the archive"
            self.table.homeless.append((self.row.first, column + 1, mark.raw, what))
        return mark


def _without_identifiers(text: str) -> tuple[str, tuple[str, ...]]:
    """A name without the identifiers in brackets after it: `Berg, Alban (GND 118509322)`."""
    found = []
    for match in _IN_BRACKETS.finditer(text):
        if canonical(match[1]) is not None:
            found.append(match[1])
            text = text.replace(match[0], "", 1)
    return text, tuple(found)


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a cell: an empty line parts them."""
    for paragraph in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = (line.strip() for line in paragraph.split("\n"))
        if words := "\n".join(filter(None, lines)):
            yield words


@cache
def _languages() -> Mapping[str, str]:
    return {folded(word): tag for tag, words in vocabulary()["languages"].items() for word in words}


@cache
def _form_words() -> Mapping[str, str]:
    return {folded(word): form for form, words in vocabulary()["forms"].items() for word in words}


def _means(word: str) -> str:
    """The form of a document that a word means: `L.a.s.` is an autograph; empty for what is not known."""
    return _form_words().get(folded(word), "")


def _tag(word: str) -> str:
    """A word that has the form of a language tag (BCP 47) of two or three letters: `de-AT`, `Fr.`; empty for others."""
    bare = word.strip(" .[]()?")
    bare = bare.lower() if len(bare) == 2 else bare
    return bare if re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", bare) else ""
