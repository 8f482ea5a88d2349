"""TEI P5: a corpus of letters, each with a header: who wrote to whom, when and where (`correspDesc`), where the
document is kept (`msDesc`), what it answers (`correspContext`). The text has the words of a letter where these are
published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.ns import TEI
from kg.publish.exports._dates import doubtful, says, tei
from kg.publish.exports._export import About, Carried, Export, parts_of
from kg.publish.exports._records import Records
from kg.publish.exports._things import Actor, Handled, Kept, Letter, Mention, Other, Span, Thing, printings
from kg.publish.exports._xml import document, element, holds, iri, text, token
from kg.publish.exports.cmif import UNKNOWN, bibl, bibl_ids, refs

_ELEMENTS = {"group": "orgName", "place": "placeName"}
_NO_TEXT = "<text><body><p/></body></text>"


def write(records: Records, about: About) -> Iterator[bytes]:
    """The corpus, one `TEI` a letter; persons, groups and places stand in its header."""
    return document(_parts(records, about))


def _parts(records: Records, about: About) -> Iterator[str]:
    yield f'<teiCorpus xmlns="{TEI}">\n<teiHeader>\n'
    ids = bibl_ids(about.editions)
    editions = element("listBibl", *(bibl(one, xml_id=ids[one.iri]) for one in about.editions)) or "<p/>"
    yield element("fileDesc", _title(about.title), _published(about), element("sourceDesc", editions))
    yield "\n<profileDesc>\n"
    yield from _list("particDesc", "listPerson", (_person(one) for one in records.things("person") if _has_part(one)))
    yield from _list(
        "particDesc", "listOrg", (_thing("org", "orgName", one) for one in records.things("group") if one.used)
    )
    yield from _list("settingDesc", "listPlace", (_place(one) for one in records.things("place") if one.used))
    yield "</profileDesc>\n</teiHeader>\n"
    for letter in records.letters():
        yield _letter(letter, about, ids) + "\n"
    yield "</teiCorpus>\n"


def _list(outer: str, name: str, entries: Iterator[str]) -> Iterator[str]:
    first = next(entries, None)
    if first is None:
        return
    yield f"<{outer}><{name}>\n{first}\n"
    for entry in entries:
        yield entry + "\n"
    yield f"</{name}></{outer}>\n"


def _has_part(thing: Thing) -> bool:
    return thing.used or thing.named


def _title(title: str) -> str:
    return element("titleStmt", element("title", text(title)))


def _published(about: About) -> str:
    licence = element("licence", text(about.licence), target=iri(about.licence))
    return element(
        "publicationStmt",
        element("publisher", text(about.publisher)),
        element("date", when=about.day),
        element("idno", text(iri(about.url)), type="url"),
        element("availability", licence),
    )


def _person(person: Thing) -> str:
    return _thing(
        "person",
        "persName",
        person,
        _life("birth", person.born),
        _life("death", person.died),
        *(element("note", text(note)) for note in person.note),
    )


def _life(name: str, date: str) -> str:
    return element(name, **tei(Span(edtf=date))) if date else ""


def _place(place: Thing) -> str:
    where = f"{place.latitude} {place.longitude}" if place.latitude and place.longitude else ""
    return _thing("place", "placeName", place, element("location", element("geo", text(where))) if where else "")


def _thing(name: str, called: str, thing: Thing, *more: str) -> str:
    """An entry of a list: names, then authority files; notes and dates between them where TEI wants them."""
    names = [element(called, text(thing.name), type="main")]
    if thing.name_ru:
        names.append(element(called, text(thing.name_ru), xml_lang="ru"))
    names += [element(called, text(variant), type="variant") for variant in thing.variants]
    same = [element("idno", text(one), type="URI") for one in thing.same_as]
    return element(name, *names, *more, *same, corresp=iri(thing.iri))


def _letter(letter: Letter, about: About, ids: Mapping[str, str]) -> str:
    sources = [*_printed(letter, ids), *(_manuscript(one) for one in letter.carriers)] or ["<p/>"]
    title = [element("title", text(letter.label))]
    if letter.label_ru:
        title.append(element("title", text(letter.label_ru), xml_lang="ru"))
    published = element("publicationStmt", element("publisher", text(about.publisher)), _idno(letter), _terms(letter))
    file = element("fileDesc", element("titleStmt", *title), published, element("sourceDesc", *sources))
    header = element("teiHeader", file, element("profileDesc", *_profile(letter)))
    return element("TEI", header, _text(letter) if letter.texts else _NO_TEXT)


def _terms(letter: Letter) -> str:
    """On what terms the words are published."""
    terms = dict.fromkeys((one.rights or one.licence, one.licence) for one in letter.texts if one.rights or one.licence)
    licences = [element("licence", text(words), target=iri(licence)) for words, licence in terms]
    return element("availability", *licences) if licences else ""


def _text(letter: Letter) -> str:
    """The words of the letter, a division for each edition that has them."""
    divisions = (
        element(
            "div",
            *(element("p", text(part).replace("\n", "<lb/>")) for part in one.words.split("\n\n")),
            type="translation" if one.translated else "letter",
            xml_lang=one.language,
        )
        for one in letter.texts
    )
    return element("text", element("body", *divisions))


def _printed(letter: Letter, ids: Mapping[str, str]) -> Iterator[str]:
    """Where the letter is printed, and where it was read."""
    for one in printings(letter):
        if one.printed_in:
            number = [element("biblScope", text(one.edition_number), unit="number")] if one.edition_number else []
            where = [element("ptr", target=iri(one.url))] if one.url else []
            yield element("bibl", *number, *where, type="edition", corresp=f"#{ids[one.printed_in]}")
        if one.lines:
            source = ids.get(one.edition, "")
            lines = element("biblScope", text(one.lines), unit="line")
            yield element("bibl", lines, type="capture", corresp=f"#{source}" if source else iri(one.edition))
    for other in letter.other_descriptions:
        yield element("bibl", element("ptr", target=iri(other)), type="other")


def _idno(letter: Letter) -> str:
    numbers = (
        element("idno", text(number.text), type="number", subtype=token(number.kind)) for number in letter.numbers
    )
    return element("idno", text(letter.iri), type="URI") + "".join(numbers)


def _profile(letter: Letter) -> Iterator[str]:
    for words, lang in ((letter.abstract, "en"), (letter.abstract_ru, "ru")):
        if words:
            yield element("abstract", element("p", text(words)), xml_lang=lang)
    if letter.languages:
        yield element("langUsage", *(element("language", text(code), ident=code) for code in letter.languages))
    yield _correspondence(letter)
    terms = [element("term", text(topic.name), ref=iri(topic.iri)) for topic in letter.topics]
    forms = [element("term", text(word), type="label") for word in (*filter(None, (letter.mode,)), *letter.labels)]
    if terms or forms:
        yield element("textClass", element("keywords", *terms, *forms))


def _correspondence(letter: Letter) -> str:
    note = [element("note", *(_mention(one) for one in letter.mentions), type="mentioned")] if letter.mentions else []
    return element(
        "correspDesc",
        _action("sent", letter.authors, letter.sent_from, letter.written, letter.sent),
        _action("received", letter.addressees, letter.sent_to, letter.received, Span()),
        *(_handled(one) for one in letter.handled),
        _context(letter),
        *note,
        ref=iri(letter.iri),
    )


def _mention(named: Mention) -> str:
    spelt = [element("rs", text(spelling)) for spelling in named.spellings]
    own = " ".join(filter(None, (iri(named.iri), refs(named.same_as, ""))))
    return element("persName", text(named.name), *spelt, ref=own)


def _action(type_: str, who: tuple[Actor, ...], where: tuple[Actor, ...], when: Span, sent: Span) -> str:
    names = [_named(one) for one in who] or [element("persName", UNKNOWN)]
    dates = [_date(when), _date(sent, "sent")]
    return element("correspAction", *names, *(_named(place) for place in where), *dates, type=type_)


def _handled(done: Handled) -> str:
    names = [element("name", text(name)) for name in done.who]
    places = [element("placeName", text(place)) for place in done.where]
    parts = [*names, *places, _date(done.when)]
    return element("correspAction", *(parts if any(parts) else ["<p/>"]), type=token(done.type))


def _named(actor: Actor) -> str:
    return element(
        _ELEMENTS.get(actor.kind, "persName"),
        text(actor.name),
        ref=" ".join(filter(None, (iri(actor.iri), refs(actor.same_as, "")))),
        cert=actor.certainty,
        evidence=actor.evidence,
    )


def _date(span: Span, type_: str = "") -> str:
    if not span:
        return ""
    when = tei(span)
    if span.time and "when" in when:
        when["when"] += f"T{span.time}:00"
    sure = "low" if doubtful(span) else span.certainty
    return element("date", text(span.words), type=type_, cert=sure, evidence=span.evidence, **when)


def _context(letter: Letter) -> str:
    said = [
        *_others("prev", letter.before), *_others("next", letter.after), *_others("answers", letter.answers),
        *_others("answeredBy", letter.answered_by), *_others("attachedTo", letter.attached_to),
        *_others("mentions", letter.refers_to),
    ]  # fmt: skip
    return element("correspContext", *said) if said else ""


def _others(type_: str, others: tuple[Other, ...]) -> list[str]:
    return [element("ref", text(other.label), type=type_, target=iri(other.iri)) for other in others]


def _manuscript(kept: Kept) -> str:
    where = element(
        "msIdentifier",
        element("repository", text(kept.archive_name), corresp=iri(kept.archive)) if kept.archive_name else "",
        element("idno", text(kept.shelfmark), type="shelfmark"),
        element("altIdentifier", element("idno", text(kept.as_found)), type="as-found") if kept.as_found else "",
    )
    forms = [element("p", text(form)) for form in kept.forms]
    return element("msDesc", where, *([element("physDesc", *forms)] if forms else []), corresp=iri(kept.iri))


_DATE = "a date has bounds there: no season, no set of days; about and uncertain are both @cert"


EXPORT = Export(
    name="tei",
    title="TEI",
    suffix=".tei.xml",
    media_type="application/tei+xml",
    carries={
        "letter.label letter.label_ru": "titleStmt/title",
        "letter.edition letter.printed_in "
        "letter.also_printed.edition letter.also_printed.printed_in": "sourceDesc/bibl/@corresp",
        "letter.lines letter.edition_number "
        "letter.also_printed.lines letter.also_printed.edition_number": "sourceDesc/bibl/biblScope",
        "letter.url letter.also_printed.url letter.other_descriptions": "sourceDesc/bibl/ptr",
        "letter.handled.type letter.handled.who letter.handled.where": "correspAction",
        "letter.handled.when.edtf": Carried("correspAction/date", says, _DATE),
        parts_of(
            "authors", "addressees", "sent_from", "sent_to", parts="iri same_as"
        ): "persName, orgName, placeName/@ref",
        parts_of("authors", "addressees", "sent_from", "sent_to", parts="name kind"): "correspAction/*",
        parts_of(
            "authors", "addressees", "sent_from", "sent_to", "written", "sent", "received", parts="certainty"
        ): "@cert",
        parts_of(
            "authors", "addressees", "sent_from", "sent_to", "written", "sent", "received", parts="evidence"
        ): "@evidence",
        parts_of("written", "sent", "received", parts="edtf"): Carried("correspAction/date", says, _DATE),
        parts_of("written", "sent", "received", parts="time"): "correspAction/date/@when",
        "letter.mode letter.labels": "textClass/keywords/term[@type='label']",
        "letter.numbers.text": "publicationStmt/idno[@type='number']",
        "letter.numbers.kind": "publicationStmt/idno/@subtype",
        "letter.languages": "langUsage/language",
        parts_of("carriers", parts="iri shelfmark as_found archive archive_name"): "msDesc/msIdentifier",
        "letter.carriers.forms": "msDesc/physDesc",
        parts_of(
            "before", "after", "answers", "answered_by", "attached_to", "refers_to", parts="iri label"
        ): "correspContext/ref",
        parts_of("mentions", parts="iri name same_as"): "correspDesc/note/persName",
        "letter.mentions.spellings": "correspDesc/note/persName/rs",
        parts_of("topics", parts="iri name"): "textClass/keywords/term",
        "letter.abstract letter.abstract_ru": "abstract",
        "letter.texts.words": "text/body/div/p",
        "letter.texts.language": "text/body/div/@xml:lang",
        "letter.texts.rights letter.texts.licence": "publicationStmt/availability/licence",
        "person.name person.name_ru person.variants": Carried("listPerson//persName", of="named"),
        "person.same_as": Carried("listPerson//idno", of="named"),
        "person.note": Carried("listPerson//note", of="named"),
        "person.born": Carried("birth", says, _DATE, "named"),
        "person.died": Carried("death", says, _DATE, "named"),
        "group.name group.name_ru group.variants group.same_as": Carried("listOrg", of="used"),
        "place.name place.name_ru place.variants place.same_as": Carried("listPlace", of="used"),
        "place.latitude place.longitude": Carried("listPlace//geo", of="used"),
    },
    write=write,
    holds=holds,
    names_itself=True,
)
