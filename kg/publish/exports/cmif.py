"""CMIF, the Correspondence Metadata Interchange Format of the TEI Correspondence SIG, as correspSearch harvests it.

Valid against the SIG's schema (RELAX NG and Schematron of 2025): `@cert` can only be `low`, `@evidence` only
`conjecture`. Persons whom a letter names, and the documents that carry it, stand in a note, as the SIG proposes for
version 2. Letters that are not printed are no letters of the edition, and are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256

from kg.ns import AUTHORITY_FILES, TEI
from kg.publish.exports._dates import doubtful, says, tei
from kg.publish.exports._export import About, Carried, Edition, Export, parts_of
from kg.publish.exports._records import Records
from kg.publish.exports._things import Actor, Letter, Printing, Span, printings
from kg.publish.exports._xml import document, element, holds, iri, text

# In the order in which correspSearch asks for them.
_AUTHORITIES = ("gnd", "viaf", "lcnaf", "isni", "wd", "geonames")
UNKNOWN = "Unknown"  # the word that the format asks for where nobody is named
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)  # what `@xml:id` can be
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


def bibl_ids(editions: tuple[Edition, ...]) -> dict[str, str]:
    """The `@xml:id` of each edition, by its IRI: the one that an imported file gave it, where it can serve."""
    keys = {edition.iri: edition.iri.partition("#edition-")[2] for edition in editions}
    often = Counter(keys.values())
    return {iri: key if _NAME.fullmatch(key) and often[key] == 1 else _uuid(iri) for iri, key in keys.items()}


def _uuid(text: str) -> str:
    """32 hexadecimal digits like a UUID, the same in every run, beginning in a letter, as `@xml:id` must."""
    digits = sha256(text.encode()).hexdigest()[:32]
    digits = "abcdef"[int(digits[0], 16) % 6] + digits[1:12] + "8" + digits[13:16] + "8" + digits[17:]
    return "-".join(digits[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))


def write(records: Records, about: About) -> Iterator[bytes]:
    """The file, one `correspDesc` for each edition that has a letter."""
    return document(_parts(records, about))


def _parts(records: Records, about: About) -> Iterator[str]:
    yield f'<TEI xmlns="{TEI}">\n<teiHeader>\n{_file(about)}\n<profileDesc>\n'
    ids = bibl_ids(about.editions)
    for letter in records.letters():
        for printing in printings(letter):
            yield _letter(letter, printing, ids) + "\n"
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
        element("sourceDesc", *_bibls(about.editions)),
    )


def _bibls(editions: tuple[Edition, ...]) -> Iterator[str]:
    ids = bibl_ids(editions)
    for edition in editions:
        kind = ("hybrid" if edition.url else "print") if edition.citation else "online"
        yield bibl(edition, type=kind, xml_id=ids[edition.iri])
    if not editions:
        yield element("bibl", type="online", xml_id=_uuid(""))


def bibl(edition: Edition, **attributes: str) -> str:
    """An edition as it is cited, with its address."""
    where = [" ", element("ref", text(edition.url), target=iri(edition.url))] if edition.url else []
    # The title of what was captured says more than the citation of what it prints; else it is the beginning of that.
    said = [edition.citation] if edition.citation and "#" in edition.iri else [edition.citation, edition.title]
    return element("bibl", text(". ".join(dict.fromkeys(filter(None, said)))), *where, **attributes)


def _letter(letter: Letter, printing: Printing, ids: Mapping[str, str]) -> str:
    """The letter as one edition has it: `@source` can name one, so each that prints it has a `correspDesc`."""
    mark = next((kept.shelfmark for kept in letter.carriers), "")
    source = ids.get(printing.printed_in or printing.edition, "")
    return element(
        "correspDesc",
        _action("sent", letter.authors, letter.sent_from, letter.written),
        _action("received", letter.addressees, letter.sent_to, letter.received),
        _context(letter),
        _note(letter),
        key=printing.edition_number or mark,
        ref=iri(printing.url or letter.iri),
        source=f"#{source}" if source else "",
    )


def _context(letter: Letter) -> str:
    said = [
        element("ref", text(other.label), type=type_, target=iri(other.iri))
        for type_, others in (("prev", letter.before), ("next", letter.after))
        for other in others
    ]
    return element("correspContext", *said) if said else ""


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
    said += [element("ref", text(other), type="cmif:seeAlso", target=iri(other)) for other in letter.other_descriptions]
    return element("note", *said) if said else ""


def _notes(about: About) -> Iterator[str]:
    yield "letters that are not printed are no letters of the edition: they are left out"
    if "creativecommons.org/licenses/by/4.0" not in about.licence and "publicdomain/zero" not in about.licence:
        yield f"correspSearch takes files under CC BY 4.0 or CC0; this one says {about.licence}"
    if not about.contact:
        yield 'correspSearch asks for an address of mail: write contact = "mailto:..." into workspace.toml'


def _date(where: str) -> Carried:
    why = "a date has bounds there: no season, no set of days; about is @cert as uncertain is"
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
        "letter.written.certainty letter.received.certainty": _CERT,
        "letter.authors.evidence letter.addressees.evidence letter.sent_from.evidence letter.sent_to.evidence "
        "letter.written.evidence letter.received.evidence": _EVIDENCE,
        "letter.written.edtf": _date("correspAction[@type='sent']/date"),
        "letter.received.edtf": _date("correspAction[@type='received']/date"),
        "letter.edition letter.also_printed.edition": "@source, bibl, where no edition is known that prints the letter",
        "letter.printed_in letter.also_printed.printed_in": "@source, bibl",
        "letter.edition_number letter.also_printed.edition_number": "@key",
        "letter.url letter.also_printed.url": "@ref",
        "letter.other_descriptions": "note/ref[@type='cmif:seeAlso']",
        parts_of("before", "after", parts="iri label"): "correspContext/ref",
        "letter.carriers.shelfmark": "@key (the first, where the edition has no number), note/ref",
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
