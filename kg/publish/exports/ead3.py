"""EAD3, the finding aid of archives: archives, fonds, inventories and files as components, letters as their items.

A letter that several documents carry stands under each of them; letters whose place nobody knows stand at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.ns import EAD3
from kg.publish.exports._dates import tei
from kg.publish.exports._export import About, Carried, Export, parts_of
from kg.publish.exports._records import Records
from kg.publish.exports._things import Actor, Kept, Letter, Other, Span, Unit
from kg.publish.exports._xml import document, element, holds, iri, text, token

# Words for levels of archival description -> EAD's; every other one is `otherlevel`.
_LEVELS = {
    "fond": "fonds", "fonds": "fonds", "opis": "series", "delo": "file", "collection": "collection", "folder": "file",
    "nachlass": "fonds", "mappe": "file", "series": "series", "file": "file",
}  # fmt: skip
_CERTAIN = {"high": "certain", "medium": "probable", "low": "uncertain"}
_ENCODING = "iso639-1"


def write(records: Records, about: About) -> Iterator[bytes]:
    """The finding aid."""
    return document(_parts(records, about))


def _parts(records: Records, about: About) -> Iterator[str]:
    units = {unit.iri: unit for unit in records.units()}
    outer = [unit for unit in units.values() if not unit.above]
    yield f'<ead xmlns="{EAD3}">\n{_control(about)}\n<archdesc level="otherlevel" otherlevel="letters">\n'
    keepers = dict.fromkeys(unit.archive for unit in outer if unit.archive)
    yield element(
        "did",
        element("unittitle", text(about.title)),
        element("abstract", text(about.description)) if about.description else "",
        *(element("repository", _name("corpname", records.name(keeper), keeper)) for keeper in keepers),
    )
    yield '\n<dsc dsctype="combined">\n'
    for keeper in (*keepers, ""):
        inside = [unit for unit in outer if unit.archive == keeper]
        if inside and keeper:
            yield f'<c level="otherlevel" otherlevel="repository">\n{_archive(keeper, records)}\n'
        for unit in inside:
            yield from _unit(unit, units, records)
        if inside and keeper:
            yield "</c>\n"
    yield from _nowhere(records)
    yield "</dsc>\n</archdesc>\n</ead>\n"


def _control(about: About) -> str:
    event = element(
        "maintenanceevent",
        element("eventtype", value="derived"),
        element("eventdatetime", text(about.day), standarddatetime=about.day),
        element("agenttype", value="machine"),
        element("agent", text(f"letterkg {about.version}")),
    )
    rights = element("rightsdeclaration", element("citation", text(about.licence), href=iri(about.licence)))
    return element(
        "control",
        element("recordid", text(about.name), instanceurl=iri(about.url)),
        element(
            "filedesc",
            element("titlestmt", element("titleproper", text(about.title))),
            element("publicationstmt", element("publisher", text(about.publisher)), element("date", text(about.day))),
        ),
        element("maintenancestatus", value="derived"),
        element("maintenanceagency", element("agencyname", text(about.publisher))),
        rights,
        element("maintenancehistory", event),
        langencoding=_ENCODING,
    )


def _archive(keeper: str, records: Records) -> str:
    name = records.name(keeper)
    return element("did", element("unittitle", text(name)), element("repository", _name("corpname", name, keeper)))


def _unit(unit: Unit, units: dict[str, Unit], records: Records) -> Iterator[str]:
    """A unit as a component, with the units in it and the letters that lie in it."""
    level = _LEVELS.get(unit.level.casefold(), "otherlevel")
    yield f"<c{_attributes(level, unit.level)}>\n{_of_unit(unit)}\n"
    for inner in records.inside(unit.iri):
        yield from _unit(units.get(inner) or records.unit(inner), units, records)
    for carrier in records.held(unit.iri):
        kept = records.kept(carrier)
        for letter in records.carried(carrier):
            yield _item(records.letter(letter), kept)
    yield "</c>\n"


def _attributes(level: str, word: str) -> str:
    opened = element("c", "x", level=level, otherlevel=word if level == "otherlevel" else "")
    return opened[2 : opened.index(">")]


def _of_unit(unit: Unit) -> str:
    titles = [element("unittitle", text(title)) for title in (unit.title, unit.title_ru) if title]
    did = element(
        "did",
        element("unitid", text(unit.code), identifier=iri(unit.iri)),
        *(element("unitid", text(code), localtype="former") for code in unit.former),
        *(titles or [element("unittitle", text(unit.name))]),
        *(
            [element("unitdate", text(unit.dates), normal=unit.dates if _NORMAL.fullmatch(unit.dates) else "")]
            if unit.dates
            else []
        ),
        *([element("physdesc", text(unit.extent))] if unit.extent else []),
        *(element("dao", daotype="unknown", href=iri(page), actuate="onrequest") for page in unit.pages),
        *([element("didnote", text(unit.note))] if unit.note else []),
    )
    return did + (element("arrangement", element("p", text(unit.arrangement))) if unit.arrangement else "")


def _nowhere(records: Records) -> Iterator[str]:
    """The letters that lie in no unit."""
    for letter in records.letters():
        if not any(kept.unit for kept in letter.carriers):
            yield _item(letter, next(iter(letter.carriers), None))


def _item(letter: Letter, kept: Kept | None) -> str:
    mark = [element("unitid", text(kept.shelfmark), localtype="shelfmark", identifier=iri(kept.iri))] if kept else []
    number = [element("unitid", text(one.text), localtype=token(one.kind)) for one in letter.numbers]
    leaves = [element("container", text(kept.leaves), localtype="leaves")] if kept and kept.leaves else []
    forms = [element("physdesc", text(form)) for form in kept.forms] if kept else []
    found = [element("didnote", text(kept.as_found))] if kept and kept.as_found else []
    did = element(
        "did",
        element("unitid", text(letter.iri.rpartition("/")[2]), localtype="letter", identifier=iri(letter.iri)),
        *mark,
        *number,
        *(element("unittitle", text(title)) for title in (letter.label, letter.label_ru) if title),
        _date(letter.written, "creation"),
        _date(letter.sent, "sending"),
        _date(letter.received, "receipt"),
        *leaves,
        *forms,
        *_originators(letter),
        *_languages(letter),
        *(element("abstract", text(words)) for words in (letter.abstract, letter.abstract_ru) if words),
        element("dao", daotype="unknown", href=iri(letter.iri), actuate="onrequest"),
        *found,
    )
    return element("c", did, *_access(letter), *_relations(letter), level="item") + "\n"


def _date(span: Span, what: str) -> str:
    """A date; `standarddate` has it as EDTF, as the standard allows since version 1.1."""
    if not span:
        return ""
    ends = tei(span)
    words = span.words + (f", {span.time}" if span.time and span.time not in span.words else "")
    if "from" in ends or "to" in ends:
        first, last = ends.get("from", ""), ends.get("to", "")
        said = element("daterange", _end("fromdate", first), _end("todate", last))
    else:
        bounds = {"notbefore": ends.get("notBefore", ""), "notafter": ends.get("notAfter", "")}
        said = element("datesingle", text(words), standarddate=span.edtf, **bounds)
    return element("unitdatestructured", said, datechar=what, certainty=_CERTAIN.get(span.certainty, ""))


def _end(name: str, day: str) -> str:
    return element(name, text(day), standarddate=day) if day else ""


def _originators(letter: Letter) -> Iterator[str]:
    names = [_actor(author, "author") for author in letter.authors]
    if names:
        yield element("origination", *names)


def _languages(letter: Letter) -> Iterator[str]:
    if letter.languages:
        yield element("langmaterial", *(element("language", text(code), langcode=code) for code in letter.languages))


def _actor(actor: Actor, relator: str) -> str:
    return _name("corpname" if actor.kind == "group" else "persname", actor.name, actor.iri, actor.same_as, relator)


def _name(name: str, label: str, own: str, same_as: tuple[str, ...] = (), relator: str = "") -> str:
    """A name with its IRI; those of authority files stand as further parts, as an attribute has room for one."""
    parts = [element("part", text(label))]
    parts += [element("part", text(one), localtype="identifier") for one in same_as]
    return element(name, *parts, identifier=iri(own), relator=relator)


def _access(letter: Letter) -> Iterator[str]:
    """The addressees, those named, the places, what it is about, what kind of letter it is."""
    said = [_actor(addressee, "addressee") for addressee in letter.addressees]
    said += [_name("persname", one.name, one.iri, one.same_as, "mentioned") for one in letter.mentions]
    for places, relator in ((letter.sent_from, "sent-from"), (letter.sent_to, "sent-to")):
        said += [_name("geogname", place.name, place.iri, place.same_as, relator) for place in places]
    said += [
        element("subject", element("part", text(topic.name)), identifier=iri(topic.iri)) for topic in letter.topics
    ]
    kinds = [word for word in (letter.mode, *letter.labels) if word]
    said += [element("genreform", element("part", text(word))) for word in kinds]
    if said:
        yield element("controlaccess", *said)


def _relations(letter: Letter) -> Iterator[str]:
    groups = (
        ("answers", letter.answers), ("answered-by", letter.answered_by), ("refers-to", letter.refers_to),
        ("preceded-by", letter.before), ("followed-by", letter.after), ("attached-to", letter.attached_to),
    )  # fmt: skip
    said = [_relation(role, other) for role, others in groups for other in others]
    if said:
        yield element("relations", *said)


def _relation(role: str, other: Other) -> str:
    entry = element("relationentry", text(other.label))
    return element("relation", entry, relationtype="resourcerelation", linkrole=role, href=iri(other.iri))


_NORMAL = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?")  # what `normal` may be
_UNITS = "unit.name unit.code unit.former unit.level unit.title unit.title_ru unit.above unit.archive"

EXPORT = Export(
    name="ead3",
    title="EAD3",
    suffix=".ead3.xml",
    media_type="application/xml",
    carries={
        "letter.label letter.label_ru": "c/did/unittitle",
        parts_of("written", "sent", "received", parts="edtf time"): "c/did/unitdatestructured",
        parts_of("written", "sent", "received", parts="certainty"): "c/did/unitdatestructured/@certainty",
        "letter.authors.name letter.authors.kind": "c/did/origination",
        parts_of("authors", "addressees", "sent_from", "sent_to", "mentions", parts="iri"): "@identifier",
        parts_of(
            "authors", "addressees", "sent_from", "sent_to", "mentions", parts="same_as"
        ): "part[@localtype='identifier']",
        parts_of("addressees", "sent_from", "sent_to", parts="name kind"): "c/controlaccess",
        "letter.mentions.name": "c/controlaccess",
        "letter.mode letter.labels": "c/controlaccess/genreform",
        parts_of("topics", parts="iri name"): "c/controlaccess/subject",
        parts_of("numbers", parts="text kind"): "c/did/unitid",
        "letter.languages": "c/did/langmaterial",
        parts_of("carriers", parts="iri shelfmark"): "c/did/unitid",
        parts_of("carriers", parts="unit archive archive_name"): "where the component stands",
        "letter.carriers.leaves": "c/did/container",
        "letter.carriers.forms": "c/did/physdesc",
        "letter.carriers.as_found": "c/did/didnote",
        "letter.abstract letter.abstract_ru": "c/did/abstract",
        parts_of(
            "answers", "answered_by", "refers_to", "before", "after", "attached_to", parts="iri label"
        ): "c/relations",
        _UNITS: "c",
        "unit.arrangement": "c/arrangement",
        "unit.pages": "c/did/dao",
        "unit.dates": "c/did/unitdate",
        "unit.extent": "c/did/physdesc",
        "unit.note": "c/did/didnote",
        "person.name person.same_as": Carried("origination, controlaccess", of="named"),
        "group.name group.same_as": Carried("origination, controlaccess, repository", of="used"),
        "place.name place.same_as": Carried("controlaccess/geogname", of="used"),
    },
    write=write,
    holds=holds,
    names_itself=True,
)
