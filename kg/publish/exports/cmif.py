"""CMIF, the Correspondence Metadata Interchange Format of the TEI Correspondence SIG, as correspSearch harvests it.

Valid against the SIG's schema (RELAX NG and Schematron of 2025): `@cert` can only be `low`, `@evidence` only
`conjecture`. Persons whom a letter names, and the documents that carry it, stand in a note, as the SIG proposes for
version 2. Letters that are not printed are no letters of the edition, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from kg.ns import AUTHORITY_FILES, TEI
from kg.publish.exports._dates import doubtful, says, tei
from kg.publish.exports._export import About, Carried, Edition, Export, parts_of
from kg.publish.exports._records import Records
from kg.publish.exports._things import Actor, Letter, Span
from kg.publish.exports._xml import document, element, holds, iri, text

# In the order in which correspSearch asks for them.
_AUTHORITIES = ("gnd", "viaf", "lcnaf", "isni", "wd", "geonames")
UNKNOWN = "Unknown"  # the word that the format asks for where nobody is named
_ELEMENTS = {"group": "orgName", "place": "placeName"}
_CERT = Carried("@cert", lambda value, _: value != "medium", "@cert is `low` or nothing: probable reads as certain")
_OWN = Carried("@ref", lambda _, owner: not owner.same_as, "@ref is the IRI of an authority file where there is one")
_EVIDENCE = Carried(
    "@evidence",
    lambda value, _: value != "external",
    "@evidence is `conjecture` or nothing: editors' word reads as the letter's",
)


def refs(iris: tuple[str, ...], own: str) -> str:
    """What `@ref` names: the IRIs of authority files in the order of preference, else our own."""
    beginnings = [AUTHORITY_FILES[name][1] for name in _AUTHORITIES]
    ranked = sorted(iris, key=lambda one: next((n for n, begin in enumerate(beginnings) if one.startswith(begin)), 9))
    return " ".join(iri(one) for one in ranked) or iri(own)


def bibl_id(edition: str) -> str:
    """The identifier of an edition: 32 hexadecimal digits like a UUID, the same in every run, beginning in a letter."""
    digits = sha256(edition.encode()).hexdigest()[:32]
    digits = "abcdef"[int(digits[0], 16) % 6] + digits[1:12] + "8" + digits[13:16] + "8" + digits[17:]
    return "-".join(digits[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))


def write(records: Records, about: About) -> Iterator[bytes]:
    """The file, one `correspDesc` a letter."""
    return document(_parts(records, about))


def _parts(records: Records, about: About) -> Iterator[str]:
    yield f'<TEI xmlns="{TEI}">\n<teiHeader>\n{_file(about)}\n<profileDesc>\n'
    for letter in records.letters():
        yield _letter(letter) + "\n"
    yield "</profileDesc>\n</teiHeader>\n<text><body><p/></body></text>\n</TEI>\n"


def _file(about: About) -> str:
    who = about.creators or (about.publisher,)
    mail = about.contact.removeprefix("mailto:") if about.contact.startswith("mailto:") else ""
    editors = [
        element("editor", text(name), *([" ", element("email", text(mail))] if mail and n == 0 else []))
        for n, name in enumerate(who)
    ]
    page = about.contact if about.contact and not mail else about.base
    return element(
        "fileDesc",
        element("titleStmt", element("title", text(about.title)), *editors),
        element(
            "publicationStmt",
            element("publisher", element("ref", text(about.publisher), target=iri(page))),
            element("idno", text(iri(about.url)), type="url"),
            element("date", when=about.day),
            element("availability", element("licence", text(about.licence), target=iri(about.licence))),
        ),
        element("sourceDesc", *(_bibl(edition) for edition in about.editions)),
    )


def _bibl(edition: Edition) -> str:
    kind = ("hybrid" if edition.url else "print") if edition.citation else "online"
    where = [" ", element("ref", text(edition.url), target=iri(edition.url))] if edition.url else []
    said = [edition.citation, edition.title] if edition.citation else [edition.title]
    return element("bibl", text(". ".join(dict.fromkeys(said))), *where, type=kind, xml_id=bibl_id(edition.iri))


def _letter(letter: Letter) -> str:
    key = next((kept.shelfmark for kept in letter.carriers), "")
    source = f"#{bibl_id(letter.edition)}" if letter.edition else ""
    return element(
        "correspDesc",
        _action("sent", letter.authors, letter.sent_from, letter.written),
        _action("received", letter.addressees, letter.sent_to, letter.received),
        _note(letter),
        key=key,
        ref=iri(letter.iri),
        source=source,
    )


def _action(type_: str, who: tuple[Actor, ...], where: tuple[Actor, ...], when: Span) -> str:
    dates = tei(when)
    sure = "low" if when.certainty == "low" or doubtful(when) else ""
    by = "conjecture" if when.evidence == "conjecture" else ""
    names = [_named(one) for one in who] or [element("persName", UNKNOWN)]
    date = [element("date", cert=sure, evidence=by, **dates)] if dates else []
    return element("correspAction", *names, *(_named(place) for place in where), *date, type=type_)


def _named(actor: Actor) -> str:
    return element(
        _ELEMENTS.get(actor.kind, "persName"),
        text(actor.name),
        ref=refs(actor.same_as, actor.iri),
        cert="low" if actor.certainty == "low" else "",
        evidence="conjecture" if actor.evidence == "conjecture" else "",
    )


def _note(letter: Letter) -> str:
    said = [
        element("ref", text(named.name), type="cmif:mentionsPerson", target=refs(named.same_as, named.iri))
        for named in letter.mentions
        if named.iri
    ]
    said += [
        element("ref", text(kept.shelfmark), type="cmif:isEditionOf", target=iri(kept.iri)) for kept in letter.carriers
    ]
    return element("note", *said) if said else ""


def _notes(about: About) -> Iterator[str]:
    yield "letters that are not printed are no letters of the edition: they are left out"
    if "creativecommons.org/licenses/by/4.0" not in about.licence and "publicdomain/zero" not in about.licence:
        yield f"correspSearch takes files under CC BY 4.0 or CC0; this one says {about.licence}"
    if not about.contact:
        yield 'correspSearch asks for an address of mail: write contact = "mailto:..." into workspace.toml'


def _date(where: str) -> Carried:
    why = "a date has bounds there, and no season, no set of days, no mark: about and uncertain are @cert only"
    return Carried(where, says, why)


EXPORT = Export(
    name="cmif",
    title="CMIF",
    suffix=".cmif.xml",
    media_type="application/tei+xml",
    carries={
        parts_of("authors", "addressees", "sent_from", "sent_to", "mentions", parts="same_as"): "@ref",
        parts_of("authors", "addressees", "sent_from", "sent_to", "mentions", parts="iri"): _OWN,
        "letter.authors.name letter.addressees.name": "persName",
        "letter.authors.kind letter.addressees.kind": "persName, orgName",
        "letter.sent_from.name letter.sent_to.name letter.sent_from.kind letter.sent_to.kind": "placeName",
        "letter.authors.certainty letter.addressees.certainty letter.sent_from.certainty letter.sent_to.certainty "
        "letter.written.certainty": _CERT,
        "letter.authors.evidence letter.addressees.evidence letter.sent_from.evidence letter.sent_to.evidence "
        "letter.written.evidence": _EVIDENCE,
        "letter.written.edtf": _date("correspAction[@type='sent']/date"),
        "letter.received.edtf": _date("correspAction[@type='received']/date"),
        "letter.edition": "@source, bibl",
        "letter.carriers.shelfmark": "@key (the first), note/ref",
        "letter.carriers.iri": "note/ref[@type='cmif:isEditionOf']",
        "letter.mentions.name": "note/ref[@type='cmif:mentionsPerson']",
        "person.name person.same_as group.name group.same_as": Carried("persName, note/ref", of="named"),
        "place.name place.same_as": Carried("placeName", of="used"),
    },
    write=write,
    holds=holds,
    names_itself=True,
    notes=_notes,
)
