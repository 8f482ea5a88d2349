"""RiC-O 1.1 as Turtle: the view for archives that a build makes, as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import KgError
from kg.publish.dump import blocks
from kg.publish.exports._export import About, Carried, Export, parts_of
from kg.publish.exports._records import Records


def view(about: About) -> Path:
    """The file of the dump. Raises KgError when it is not there."""
    file = about.dump / "ric-o.ttl"
    if not file.is_file():
        raise KgError("there is no view for archives here", file, "make it with `kg build`")
    return file


def write(_: Records, about: About) -> Iterator[bytes]:
    """The file of the dump."""
    return blocks(view(about))


CARRIES: dict[str, str | Carried] = {
    "letter.label letter.label_ru": "rdfs:label",
    parts_of("authors", parts="iri name kind same_as"): "rico:hasAuthor",
    parts_of("addressees", parts="iri name kind same_as"): "rico:hasAddressee",
    "letter.written.edtf": "rico:hasCreationDate",
    "letter.languages": "rico:hasOrHadLanguage",
    "letter.answers.iri letter.answers.label letter.answered_by.iri letter.answered_by.label": "rico:isReplyTo",
    parts_of("carriers", parts="iri shelfmark archive archive_name"): "rico:hasOrHadInstantiation",
    "letter.carriers.unit": "rico:isDirectlyIncludedIn",
    "letter.topics.iri letter.topics.name": "rico:hasOrHadSubject",
    "letter.abstract letter.abstract_ru": "rico:scopeAndContent",
    "letter.numbers.text": "rico:Identifier",
    "person.name person.name_ru group.name group.name_ru": "rico:name, rico:hasOrHadAgentName",
    "place.name place.name_ru place.variants": "rico:name, rico:hasOrHadPlaceName",
    "person.variants group.variants": "rico:hasOrHadAgentName",
    "person.born": "rico:birthDate",
    "person.died": "rico:deathDate",
    "person.same_as group.same_as place.same_as": "rico:isEquivalentTo",
    "unit.name": "rdfs:label",
    "unit.code unit.former": "rico:identifier",
    "unit.level": "rico:hasRecordSetType",
    "unit.title unit.title_ru": "rico:title",
    "unit.dates": "rico:date",
    "unit.extent": "rico:recordResourceExtent",
    "unit.note": "rico:generalDescription",
    "unit.above": "rico:isDirectlyIncludedIn",
    "unit.archive": "rico:hasOrHadHolder",
    "decision": "rico:Record",
    "lost-letter": "rico:Record",
}

EXPORT = Export(
    name="ric-o",
    title="RiC-O",
    suffix=".ric-o.ttl",
    media_type="text/turtle",
    carries=CARRIES,
    write=write,
    whole=True,
)
