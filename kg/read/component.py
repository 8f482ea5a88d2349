"""One component of a finding aid: its code under those around it, its words, and what it is: a unit or a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.read.described_aid import is_former, named, tag
from kg.read.letter_title import Title, title_of
from kg.read.table_shelfmark import from_text
from kg.read.typed_dates import understand
from kg.read.typed_names import names_in
from kg.read.xml import Element
from kg.records import Dated, Described, Named, Problem, Shelfmark
from kg.records import Unit as Row
from kg.records.edtf import is_edtf
from kg.records.interval import interval
from kg.records.shelfmark import Path, tidy_code

Codes = tuple[str, ...]
_NAMES = ("persname", "corpname", "famname", "geogname", "name")
_SENT = {"author", "aut", "sender", "creator", "correspondent", "verfasser", "absender", "expéditeur", "auteur"}
_RECEIVED = {"addressee", "recipient", "rcp", "adressat", "empfänger", "destinataire"}
_LETTER = re.compile(
    r"(?:letters?|correspondence|lettres?|briefe?|postkarten?|post-?cards?|cartes? postales?|telegramm?e?|télégrammes?|"
    r"письмо|открытка|телеграмма)\b",
    re.IGNORECASE,
)
_PLAIN = {"letter", "letters", "lettre", "lettres", "brief", "briefe", "correspondence", "письмо"}  # say no form
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SCANS = ("dao", "daoloc", "daogrp", "daoset")


@dataclass
class Open:
    """A component while it is read. `codes` are those of its levels (`levels` their names), none for a heading;
    `holds` are the words of headings in it that have no unit under them; `used` says that a row has its own words.
    """

    path: str
    number: int
    line: int
    column: int
    level: str
    key: str
    ids: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)  # in words, in EDTF
    extents: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    genres: list[str] = field(default_factory=list)
    senders: list[Named] = field(default_factory=list)
    recipients: list[Named] = field(default_factory=list)
    codes: Codes = ()
    levels: Codes = ()
    holds: list[str] = field(default_factory=list)
    used: bool = False
    date_at: tuple[int, int] = (1, 1)
    last: int = 0

    @classmethod
    def of(cls, element: Element, number: int) -> Open:
        """A component that begins."""
        level, other = element.take("level"), element.take("otherlevel")
        level = other if level == "otherlevel" or not level else level
        return cls(element.path, number, element.line, element.column, level, element.take("id"), last=element.line)

    @property
    def level_is_item(self) -> bool:
        """Whether it describes one document."""
        return self.level == "item" or _LETTER.fullmatch(self.level) is not None

    @property
    def is_letter(self) -> bool:
        """Whether it is one document, and called a letter or said to have an author and an addressee."""
        called = any(_LETTER.match(word) for word in (*self.genres, *self.titles[:1], self.level))
        return self.level_is_item and (called or bool(self.senders and self.recipients) or self._sent_on_a_day())

    @property
    def title(self) -> Title:
        """What its title says of who wrote to whom and when."""
        return next(map(title_of, self.titles), Title())

    def _sent_on_a_day(self) -> bool:
        """Whether its title is `X to Y` with the day: without it, it may be the way to a town."""
        days = (self.title.meant.edtf or "", *(edtf or understand(words).edtf or "" for words, edtf in self.dates))
        return bool(self.title.senders and self.title.recipients) and any(map(_DAY.match, days))

    def around(self, above: Sequence[Open]) -> Open | None:
        """The innermost unit around it."""
        return next((one for one in reversed(above) if one.codes), None)

    def headings(self, above: Sequence[Open]) -> list[str]:
        """The words of the headings between it and the unit around it, outermost first."""
        found: list[str] = []
        for one in reversed(above):
            if one.codes:
                break
            if one.words():
                found.insert(0, one.words())
        return found

    def words(self) -> str:
        """All that it says, in one line, but for its level."""
        dates = [words for words, _ in self.dates]
        ids = [f"[{text}]" for text in self.ids]
        own = [f"origin: {text}" for text in self.origins]
        parts = (". ".join(self.titles), *ids, *dates, *self.extents, *own, *self.links, *self.scans)
        return ", ".join(filter(None, parts))

    def take(self, part: Element, archive: str) -> None:
        """What `did`, `controlaccess` or scans say."""
        self.last = max(self.last, part.last)
        if part.name == "controlaccess":
            self.genres += [one.text() for one in part.parts if isinstance(one, Element) and one.name == "genreform"]
        self._parties(part, archive)
        self._scans(part)
        if part.name != "did":
            return
        for one in part.all("physdesc", "physdescstructured", "physdescset"):
            one.known = True
            self.extents += [held.text() for held in one.all("extent")]
            if counted := " ".join(held.text() for held in one.all("quantity", "unittype")):
                self.extents.append(counted)  # 2 metres
            if rest := one.text():
                self.extents.append(rest)
        for one in part.all("langmaterial"):
            for lang in one.all("language"):
                code = lang.take("langcode")
                self.languages.append(tag(code) if code else lang.text())
                lang.text()

    def _parties(self, part: Element, archive: str) -> None:
        held = [(one, "") for one in part.parts if isinstance(one, Element)]
        held += [(inner, "origination") for one, _ in held if one.name == "origination"
                 for inner in one.parts if isinstance(inner, Element)]  # fmt: skip
        for one, where in held:
            if one.name == "origination":
                self.origins.append(_plain(one))
                one.known, one.parts = True, [part for part in one.parts if isinstance(part, Element)]
                if self.level_is_item and self.origins[-1] and not one.parts:
                    self.senders.append(Named(kind="person", text=self.origins[-1], line=one.line, column=one.column))
            if one.name not in _NAMES[:3]:
                continue
            role = (one.attributes.get("role") or one.attributes.get("relator") or "").strip().lower()
            if not self.level_is_item:
                continue
            if role in _RECEIVED:
                one.take("role" if one.attributes.get("role") else "relator")
                self.recipients.append(named(one, archive))
            elif role in _SENT or where == "origination":
                one.take("role" if one.attributes.get("role") else "relator")
                self.senders.append(named(one, archive))

    def _scans(self, part: Element) -> None:
        for one in [part, *part.parts]:
            if isinstance(one, Element) and one.name in _SCANS:
                held = [one, *one.all("dao", "daoloc")]
                self.scans += [href for inner in held if (href := inner.take("href"))]


def actors(part: Element, archive: str) -> Iterator[Named]:
    """Persons, bodies and places that a unit is said to come from or to speak of."""
    for one in part.parts:
        if isinstance(one, Element) and one.name in ("origination", "controlaccess", "unittitle"):
            yield from actors(one, archive)
        elif isinstance(one, Element) and one.name in _NAMES[:4]:
            yield named(one, archive)


def settle(here: Open, did: Element, above: Sequence[Open], known: dict[Codes, Codes]) -> Iterator[Problem]:
    """Read identifiers, titles and dates of a component, and find its code among those that are `known`."""
    for one in sorted(did.all("unitid"), key=lambda one: is_former(one.attributes)):
        one.drop_attributes(
            "countrycode", "repositorycode", "repository", "type", "localtype", "label", "encodinganalog"
        )
        if text := one.text():
            (here.links if re.match("https?://", text) else here.ids).append(text)
    here.titles = [text for one in did.parts if isinstance(one, Element) and one.name == "unittitle"
                   if (text := _plain(one))]  # fmt: skip
    yield from _dates(here, did)
    around = here.around(above)
    outer = around or Open("", 0, 1, 1, "", "")
    marked = _marked(here.ids[0]) if here.ids and not here.is_letter else {}
    if marked:
        codes = _under(outer, marked)
    else:
        codes = _codes(here.ids[0], outer.codes) if here.ids and not here.is_letter else ()
    if not codes or codes == outer.codes:
        return
    if codes in known:
        yield Problem(line=did.line, column=did.column, kind="twice", raw=here.ids[0],
                      message=f"the code {here.ids[0]!r} stands above already: its words are in the notes "
                      "of the unit around it",
                      hint="put them together, or give one another code")  # fmt: skip
        return
    here.codes = codes
    here.levels = known[codes] = _levels(next(reversed(marked), here.level or "unit"), codes, known)


def _marked(text: str) -> Path:
    """The levels that an identifier names itself, with their codes: `Box 3`, `Ф. 558. Оп. 11`; none for `F/17/1`.

    So a unit has the code that shelfmarks have, which name the same box or file.
    """
    if "/" in text or re.match(r"(?:[^\W\d_]{2,}\.?|[^\W\d_]\.)\s*\S", text) is None:
        return {}
    mark = from_text(text, "", 1, 1)
    codes = mark.path.values() if mark is not None and not mark.archive and not mark.leaves else ()
    return mark.path if mark is not None and codes and not any(re.search(r"\s", code) for code in codes) else {}


def _under(around: Open, marked: Path) -> Codes:
    """The codes of levels in the unit `around`, which they may name once more: `Ф. 558. Оп. 11` under `Ф. 558`."""
    codes, levels = tuple(marked.values()), tuple(marked)
    again = (n for n in range(min(len(around.codes), len(codes)), 0, -1) if around.codes[-n:] == codes[:n])
    # folder 1 of box 1 is no box; of several levels the first may be called by another name
    n = next((n for n in again if len(codes) > 1 or around.levels[-n:] == levels[:n]), 0)
    return around.codes + codes[n:]


def _levels(level: str, codes: Codes, known: Mapping[Codes, Codes]) -> Codes:
    """The names of the levels of a code; each differs from those around it."""
    found: list[str] = list(next((known[codes[:n]] for n in range(len(codes) - 1, 0, -1) if codes[:n] in known), ()))
    while len(found) < len(codes):
        name = level if len(found) == len(codes) - 1 else "part"
        found.append(next(one for one in (name, *(f"{name} {n}" for n in range(2, 999))) if one not in found))
    return tuple(found)


def _codes(text: str, around: Codes) -> Codes:
    """The codes of the levels that an identifier names, in the unit `around`; none for a range of its parts."""
    first, dash, last = re.sub(r"\s*[-–—]\s*", "-", text).partition("-")
    codes = _parts(text)
    if not codes:  # nothing but strokes
        return ()
    if dash and len(_parts(first)) == len(_parts(last)) > 1:
        shared = next(
            (n for n, pair in enumerate(zip(_parts(first), _parts(last), strict=True)) if len(set(pair)) > 1), 0
        )
        if shared:
            codes = _parts(first)[:shared]
            return codes if codes[: len(around)] == around and len(codes) > len(around) else ()
    if codes[: len(around)] == around or (around and codes[0] == around[0] and len(codes) > 1):
        return codes if codes != around else ()
    return around + codes


def _parts(text: str) -> Codes:
    return tuple(part.replace("|", "-") for one in text.split("/") if (part := tidy_code(one)))


def _plain(element: Element) -> str:
    """The words of an element, which stays as it is."""
    words = [part if isinstance(part, str) else f" {_plain(part)} " for part in element.parts]
    return " ".join("".join(words).split())


def _dates(here: Open, did: Element) -> Iterator[Problem]:
    structured = [("", one) for one in did.all("unitdatestructured")]
    inner = [one for title in did.parts if isinstance(title, Element) and title.name == "unittitle"
             for one in title.all("unitdate")]  # fmt: skip
    for title in did.all("unittitle"):
        for part in title.parts:
            if isinstance(part, Element) and part.name not in _NAMES:
                part.text()
        title.parts = [part for part in title.parts if isinstance(part, Element)]  # its words are in `titles`
    for _, one in [*structured, *(("", date) for date in (*did.all("unitdate"), *inner))]:
        normal = one.take("normal") or one.take("standarddate") or _structured(one)
        one.drop_attributes(
            "calendar", "era", "label", "encodinganalog", "type", "datechar", "certainty", "unitdatetype"
        )
        words = one.text() or normal
        first, _, last = normal.partition("/")
        edtf = first if first == last else normal
        if edtf and (not is_edtf(edtf) or interval(edtf).empty):
            yield Problem(line=one.line, column=one.column, kind="bad-date", raw=normal,
                          message=f"no date in EDTF: {normal!r}; its words stand in the note",
                          hint="mend the source")  # fmt: skip
            edtf = ""
        here.dates.append((words, edtf))
        here.date_at = (one.line, one.column)


def _structured(element: Element) -> str:
    """The date of EAD3's `unitdatestructured`: of `datesingle`, or from and to of a range."""
    found: list[str] = []
    for one in element.all("datesingle"):
        found.append(one.take("standarddate") or one.text())
    for one in element.all("daterange", "dateset"):
        ends = [end for name in ("fromdate", "todate") if (end := one.first(name)) is not None]
        found.append("/".join(end.take("standarddate") or end.text() for end in ends))
    return found[0] if found else ""


def unit(here: Open, code: str, headings: Sequence[str], language: str) -> Row:
    """The row of a unit. What has no column of its own stands in the note, part by part."""
    dated = next((edtf for _, edtf in here.dates if edtf), "")
    more = [words for words, edtf in here.dates if words != edtf]
    notes = (
        *(f"in: {' > '.join(headings)}" for _ in headings[:1]),
        *(f"range: {here.ids[0]}" for _ in here.ids[:1] if here.ids[0].replace(" ", "") != "/".join(here.codes)
          and here.ids[0] != here.codes[-1] and not _marked(here.ids[0])),
        *(f"dates: {words}" for words in more if words),
        *(f"origin: {text}" for text in here.origins),
        *(f"languages: {', '.join(here.languages)}" for _ in here.languages[:1]),
        *(f"scans: {text}" for text in here.scans if not _web(text) or text != _first_web(here.scans)),
        *(f"holds: {text}" for text in here.holds),
    )  # fmt: skip
    return Row(
        code=code,
        level=here.levels[-1],
        title=". ".join(here.titles),
        dates=dated,
        former_codes=tuple(text.replace("|", "-") for text in here.ids[1:]),
        catalogue=_first_web(here.links),
        scans=_first_web(here.scans),
        note="; ".join(notes),
        language=language if here.titles else "",
        extent=", ".join(here.extents),
    )


def _web(text: str) -> bool:
    return re.match(r"https?://[^\s<>\"{}|\\^`]+$", text) is not None


def _first_web(texts: Sequence[str]) -> str:
    return next(filter(_web, texts), "")


def letter(here: Open, archive: str, around: Open | None, headings: Sequence[str]) -> Described:
    """The letter that an item component describes; it is kept in the unit `around` it, where there is one."""
    marks: tuple[Shelfmark, ...] = ()
    if around is not None:
        raw = here.ids[0] if here.ids else "/".join(around.codes)
        path = dict(zip(around.levels, around.codes, strict=True))
        marks = (Shelfmark(archive=archive, path=path, raw=raw, line=here.line, column=here.column),)
    title = here.title
    notes = (". ".join(here.titles), *headings, *here.extents, *here.scans, *(text for text, _ in here.dates[1:]))
    return Described(
        lines=(here.line, max(here.line, here.last)),
        column=here.column,
        path=here.path,
        key=here.key,
        number=here.ids[0] if here.ids else "",
        url=_first_web(here.links),
        senders=tuple(here.senders) or _titled(title.senders, here),
        recipients=tuple(here.recipients) or _titled(title.recipients, here),
        written=_written(here, title),
        shelfmarks=marks,
        languages=tuple(here.languages),
        forms=tuple(form for form in here.genres if form.casefold() not in _PLAIN),
        note="; ".join(filter(None, notes)),
    )


def _titled(text: str, here: Open) -> tuple[Named, ...]:
    """The names that a title has; that they wrote and were written to is the archivist's word."""
    return tuple(
        Named(
            text=one.text,
            kind=one.kind,
            certainty=one.certainty or "medium",
            evidence=one.evidence or "external",
            line=here.line,
            column=here.column,
        )
        for one in (names_in(text).names if text else ())
    )


def _written(here: Open, title: Title) -> Dated | None:
    """The day of a letter: of its first date, read as typed where it has no `normal`; else that of the title."""
    line, column = here.date_at
    if here.dates:
        words, edtf = here.dates[0]
        if edtf:
            return Dated(text=words, edtf=edtf, line=line, column=column)
        meant = understand(words)
        return Dated(text=words, edtf=meant.edtf, why=meant.why, calendar=meant.calendar, line=line, column=column)
    if title.meant.edtf is None:
        return None
    return Dated(text=title.date, edtf=title.meant.edtf, calendar=title.meant.calendar, evidence="external",
                 line=here.line, column=here.column)  # fmt: skip
