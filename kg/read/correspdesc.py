"""`correspDesc`: the description of one letter in TEI P5 (chapter 2.4.6) and in CMIF, versions 1 and the proposed 2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, cast, get_args

import msgspec

from kg.read.typed_dates import understand
from kg.read.xml import Element
from kg.records import Action, Dated, Described, Named
from kg.records.described import Certainty, Evidence
from kg.records.edtf import is_edtf
from kg.records.interval import interval

Kind = Literal["person", "group", "place"]
_PERSONS = ("persName", "orgName", "name", "rs")
_PLACES = ("placeName", "settlement", "district", "region", "country", "geogName")
_KINDS: dict[str, Kind] = {"persName": "person", "orgName": "group", **dict.fromkeys(_PLACES, "place")}
_OF_TYPES: dict[str, Kind] = {"person": "person", "persons": "person", "people": "person",
                              "org": "group", "organization": "group", "organisation": "group",
                              "group": "group", "place": "place"}  # fmt: skip
# What `correspContext/ref/@type` calls the letter that a reference leads to.
_CONTEXT = {
    "prev": "previous", "previous": "previous", "next": "next",
    "replyto": "answers", "inreplyto": "answers", "isreplyto": "answers", "answers": "answers",
    "reply": "answered_by", "answeredby": "answered_by", "hasreply": "answered_by",
    "attachedto": "attached_to", "enclosedin": "attached_to",
}  # fmt: skip
_DAY = r"-?\d{4}(?:-\d\d(?:-\d\d)?)?"
_WHEN = re.compile(rf"(?P<date>{_DAY})(?:T.*)?")
_NO_YEAR = re.compile(r"--(?P<month>\d\d)(?:-(?P<day>\d\d))?")


def described(element: Element) -> Described:
    """The letter that a `correspDesc` describes. What is not understood stays in `element`.

    `@key` is the number in the edition (so CMIF has it), and without it `@n`; `@ref` is the letter's address.
    """
    sent = _action(element, "sent")
    received = _action(element, "received")
    others = tuple(_other(action) for action in _typed(element))
    number = element.take("key") or element.take("n")
    relations = _context(element)
    mentions, languages, forms = _noted(element)
    return Described(
        lines=(element.line, element.last),
        column=element.column,
        path=element.path,
        key=element.take("xml:id") or element.take("n"),
        edition=" ".join(ref.removeprefix("#") for ref in element.take("source").split()[:1]),
        number=number,
        url=element.take("ref"),
        same_as=tuple(element.take("sameAs").split()),
        senders=parties(sent),
        recipients=parties(received),
        written=_date(sent),
        received=_date(received),
        sent_from=places(sent),
        sent_to=places(received),
        actions=others,
        mentions=mentions,
        languages=languages,
        forms=forms,
        answers=relations.get("answers", ()),
        answered_by=relations.get("answered_by", ()),
        attached_to=relations.get("attached_to", ()),
        previous=relations.get("previous", ()),
        next=relations.get("next", ()),
    )


def _action(element: Element, type_: str) -> list[Element]:
    """The actions of one type, taken out of a description."""
    found = [part for part in element.parts if isinstance(part, Element) and part.name == "correspAction"]
    actions = [part for part in found if part.attributes.get("type") == type_]
    for action in actions:
        action.take("type")
    return actions


def _typed(element: Element) -> list[Element]:
    """The actions of other types: transmitted, redirected, forwarded."""
    found = [part for part in element.parts if isinstance(part, Element) and part.name == "correspAction"]
    return [part for part in found if part.attributes.get("type")]


def _other(action: Element) -> Action:
    return Action(
        type=action.take("type"),
        actors=parties([action]),
        places=places([action]),
        date=_date([action]),
        line=action.line,
        column=action.column,
    )


def parties(actions: Iterable[Element]) -> tuple[Named, ...]:
    """Persons and groups in actions, in their order; an empty name is one whom the source cannot name."""
    return tuple(named(one) for action in actions for one in action.all(*_PERSONS))


def places(actions: Iterable[Element]) -> tuple[Named, ...]:
    """Places in actions, in their order."""
    return tuple(named(one) for action in actions for one in action.all(*_PLACES))


def named(element: Element) -> Named:
    """Somebody or a place, as an element names it; `@ref` and `@key` are identifiers, `#p12` one of the file."""
    type_ = element.attributes.get("type", "")
    kind = _KINDS.get(element.name)
    if kind is None:
        kind = _OF_TYPES.get(type_.lower(), "person")
        if type_.lower() in _OF_TYPES:
            element.take("type")
    identifiers = [*element.take("ref").split(), *element.take("key").split()]
    inner = [part for part in element.parts if isinstance(part, Element) and part.name in _PLACES]
    if kind == "place" and not identifiers and inner:  # a settlement in its placeName
        identifiers = [*inner[0].take("ref").split(), *inner[0].take("key").split()]
    return Named(
        kind=kind,
        identifiers=tuple(dict.fromkeys(identifiers)),
        certainty=cast(Certainty, _word(element, "cert", Certainty)),
        evidence=cast(Evidence, _word(element, "evidence", Evidence)),
        line=element.line,
        column=element.column,
        text=element.text(),
    )


def mentioned(element: Element) -> tuple[Named, ...]:
    """Whom a name in a text means: of several keys of the file each is somebody else.

    What `rs` or `name` call a work or an event is nobody. What refers to somebody in other words than a name is wording
    of the letter.
    """
    type_ = element.attributes.get("type", "").strip().lower()
    if element.name in ("rs", "name") and type_ and type_ not in _OF_TYPES:
        element.known = True
        element.drop_attributes("ref", "key", "type")
        return ()
    name = named(element)
    name = msgspec.structs.replace(name, text="") if element.name == "rs" else name
    keys = [one for one in name.identifiers if "://" not in one]
    if len(keys) < 2 or (element.name != "rs" and len(keys) < len(name.identifiers)):
        return (name,)
    return tuple(msgspec.structs.replace(name, text="", identifiers=(one,)) for one in name.identifiers)


def _word(element: Element, attribute: str, known: object) -> str:
    """An attribute whose value is one of the `known` words; another value stays, as not understood."""
    return element.take(attribute) if element.attributes.get(attribute, "").strip() in get_args(known) else ""


def _date(actions: Iterable[Element]) -> Dated | None:
    """The first date in actions; others stay."""
    element = next((date for action in actions if (date := action.first("date")) is not None), None)
    return dated(element) if element is not None else None


def dated(element: Element) -> Dated:
    """A date by its attributes, else by its words where they are EDTF.

    `notBefore`, `notAfter` bound one unknown day (`[1871-03-01..1871-03-31]`), `from`, `to` a stretch of days
    (`1871-03-01/1871-03-31`).
    """
    said = {name: element.take(name) for name in ("when", "notBefore", "notAfter", "from", "to")}
    said = {name: value for name, value in said.items() if value}
    iso = element.take("when-iso") or element.take("value") if not said else ""  # TEI P4 has @value
    words = element.text()
    calendar = element.take("calendar").removeprefix("#").lower()
    written = " ".join(f"{name}={value}" for name, value in said.items()) or iso or words
    known = next((text for text in (iso, words) if text and is_edtf(text)), None)
    typed = understand(iso or words) if not said and not known and (iso or words) else None
    side = calendar if calendar in ("julian", "gregorian") else typed.calendar if typed else ""
    return Dated(
        text=f"{words} ({written})" if words and written != words else written,
        edtf=_edtf(said) if said else known or (typed.edtf if typed else None),
        why=typed.why if typed else "",
        calendar=cast(Literal["", "julian", "gregorian", "both"], side),
        certainty=cast(Certainty, _word(element, "cert", Certainty) or (typed.certainty if typed else "")),
        evidence=cast(Evidence, _word(element, "evidence", Evidence) or (typed.evidence if typed else "")),
        line=element.line,
        column=element.column,
    )


def _edtf(said: dict[str, str]) -> str | None:
    """The date that attributes of TEI give, None when one of them is no date."""
    parts = {name: _part(value) for name, value in said.items()}
    if None in parts.values():
        return None
    get = parts.get
    if "when" in parts:
        text = get("when")
    elif "notBefore" in parts or "notAfter" in parts:
        first, last = get("notBefore") or get("from") or "", get("notAfter") or get("to") or ""
        text = first if first == last else _one_of(first, last)
    else:
        first, last = get("from") or "..", get("to") or ".."
        text = first if first == last else f"{first}/{last}"
    return text if text and is_edtf(text) and not interval(text).empty else None


def _one_of(first: str, last: str) -> str:
    """One unknown day between two dates; EDTF asks that both say as much, so of a month and a day both become days."""
    if first and last and len(first) != len(last):
        first, last = interval(first).first or first, interval(last).last or last
    return f"[{first}..{last}]"


def _part(value: str) -> str | None:
    """One date of TEI (XML Schema's dates and times) in EDTF: `1871-03`, `--03-12` -> `XXXX-03-12`."""
    if (match := _WHEN.fullmatch(value)) is not None:
        return match["date"] if is_edtf(match["date"]) else None
    if (match := _NO_YEAR.fullmatch(value)) is not None:
        return f"XXXX-{match['month']}" + (f"-{match['day']}" if match["day"] else "")
    return None


def _context(element: Element) -> dict[str, tuple[str, ...]]:
    """The letters to which `correspContext` leads, by what they are to this one."""
    found: dict[str, list[str]] = {}
    for context in element.parts:
        if not isinstance(context, Element) or context.name != "correspContext":
            continue
        context.known = True
        known, kept = [], []
        for part in context.parts:
            link = isinstance(part, Element) and part.name in ("ref", "ptr")
            relation = _relation(part.attributes.get("type", "")) if isinstance(part, Element) else None
            if isinstance(part, Element) and link and relation and part.attributes.get("target"):
                known.append((relation, part))
            else:
                kept.append(part)
        for relation, part in known:
            part.take("type")
            part.text()  # the words that a reader sees say nothing more
            found.setdefault(relation, []).extend(part.take("target").split())
        context.parts = [*kept, *(part for _, part in known if part.attributes or part.parts)]
    return {relation: tuple(dict.fromkeys(targets)) for relation, targets in found.items()}


def _relation(type_: str) -> str | None:
    """What a reference is to a letter; `previousLetterFromSender` and the like are neighbours, too."""
    name = _plain(type_)
    neighbour = re.match("(prev(?:ious)?|next)(?:letter|in|from|to)", name)
    return _CONTEXT.get(neighbour[1] if neighbour else name)


def _plain(type_: str) -> str:
    """The local name of a type, in small letters without signs: `cmif:isReplyTo` -> `isreplyto`."""
    return re.sub("[^a-z]", "", re.split("[:#/]", type_)[-1].lower())


# What `note/ref/@type` of CMIF 2 says of its target.
_MENTIONED: dict[str, Kind] = {"mentionsperson": "person", "mentionsorg": "group", "mentionsplace": "place"}


def _noted(element: Element) -> tuple[tuple[Named, ...], tuple[str, ...], tuple[str, ...]]:
    """What CMIF 2 adds, as references in a note: who and what is mentioned, languages, what the edition rests on."""
    mentions: list[Named] = []
    languages: list[str] = []
    forms: list[str] = []
    for note in element.parts:
        if not isinstance(note, Element) or note.name != "note":
            continue
        kept: list[str | Element] = []
        for part in note.parts:
            type_ = _plain(part.attributes.get("type", "")) if isinstance(part, Element) else ""
            if not isinstance(part, Element) or type_ not in (*_MENTIONED, "haslanguage", "hastextbase"):
                kept.append(part)
                continue
            note.known = True
            part.take("type")
            target = part.take("target")
            line, column, text = part.line, part.column, part.text()
            if type_ in _MENTIONED:
                ids = tuple(target.split())
                mentions.append(Named(kind=_MENTIONED[type_], text=text, identifiers=ids, line=line, column=column))
            elif type_ == "haslanguage":
                languages += [target or text]
            else:
                forms += [re.split("[:#/]", target or text)[-1]]
            if part.attributes or part.parts:
                kept.append(part)
        note.parts = kept
    return tuple(mentions), tuple(filter(None, languages)), tuple(filter(None, forms))
