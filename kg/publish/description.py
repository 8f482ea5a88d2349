"""The description of a dataset for catalogues and for programs: DCAT 3 and VoID, with PROV of the run.

`void.ttl` is a file beside the dumps and no graph among them: it gives the size and the hash of each, also of the one
that holds every graph, and no file can state its own. A service that has a `graph/meta` loads it there.

DCAT 3 (W3C Recommendation of 22 August 2024), as DCAT-AP 3.0.1 asks for it; every node has an IRI. What the shapes of
DCAT-AP want to know of things elsewhere (that an IRI is a language, a media type) is stated here too, as a reader of
this one file has nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.eu import EU_FILE_TYPES, EU_LANGUAGES, EU_THEMES
from kg.formats import Kind
from kg.ns import (
    ADMS_SCHEMES,
    CSVW_STANDARD,
    DCAT,
    DCATAP,
    DCTERMS,
    EDTF,
    EP,
    EU,
    FOAF,
    HOME,
    LICENCE_TYPES,
    LINK_STANDARDS,
    MEDIA_TYPES,
    OWL,
    PREFIXES,
    PROV,
    PUBLISHER_TYPES,
    RDF,
    RDFS,
    SHAPES_FILE,
    SKOS,
    SPARQL_PROTOCOL,
    SPDX,
    VCARD,
    XSD,
    language,
)
from kg.publish.described import Described, Published
from kg.publish.executables import executables
from kg.publish.partitions import void
from kg.publish.turtle import turtle
from kg.records import Edition
from kg.terms import Triple, date, iri, literal
from kg.terms import label as shortened

_PUBLIC_DOMAIN = "creativecommons.org/publicdomain/"


def description(of: Described) -> Iterator[bytes]:
    """The description as a Turtle document, in blocks: the same for the same input. Raises as `triples` does."""
    heading = f"{of.settings.title}\nWhat is published, in which files, how much of what: VoID and DCAT 3."
    lines = (f"{subject} {property_} {value} .\n" for subject, property_, value in triples(of))
    yield from turtle(lines, prefixes=PREFIXES, base=of.settings.base, heading=heading)


def triples(of: Described) -> Iterator[Triple]:
    """The description as triples. Raises KgError for an address or a version that makes no IRI."""
    yield from _catalogue(of)
    yield from _dataset(of)
    if of.version:
        yield from _version(of)
    yield from _coverage(of)
    for file in of.files:
        yield from _distribution(of, file)
    yield from _run(of)
    for edition in of.editions:
        yield from _source(of, edition)
    yield from _agents(of)
    yield from _service(of)
    yield from void(of)
    yield from executables(of)


def _catalogue(of: Described) -> Iterator[Triple]:
    node = of.shared("catalogue")
    yield node, RDF.type, DCAT.Catalog
    yield node, DCTERMS.title, literal(f"Catalogue of: {of.settings.title}", "en")
    yield node, DCTERMS.description, literal("The dataset, its versions and its services.", "en")
    yield node, DCTERMS.publisher, of.publisher
    yield node, DCAT.dataset, of.dataset
    yield node, DCTERMS.license, iri(of.settings.licence)
    yield node, FOAF.homepage, f"<{of.settings.base}>"
    yield node, DCAT.themeTaxonomy, f"<{EU}data-theme>"
    yield from _language(node, "en")
    if of.day:
        yield node, DCTERMS.modified, date(of.day)
    if of.this != of.dataset:
        yield node, DCAT.dataset, of.this
    if of.settings.endpoint:
        yield node, DCAT.service, of.shared("sparql")


def _dataset(of: Described) -> Iterator[Triple]:
    """What is said of the dataset and of the version alike, then what versions it has."""
    for term in {of.dataset: None, of.this: None}:
        yield from _said(of, term)
        for file in of.files:
            yield term, DCAT.distribution, _file(of, file)
    yield of.dataset, DCTERMS.title, literal(of.settings.title, "en")
    yield of.dataset, RDFS.label, literal(of.settings.title, "en")
    yield of.dataset, DCTERMS.identifier, literal(of.iris.dataset())


def _version(of: Described) -> Iterator[Triple]:
    title = f"{of.settings.title}, release {of.version}"
    for has in (DCAT.hasVersion, DCAT.hasCurrentVersion):
        yield of.dataset, has, of.this
    yield of.this, DCAT.isVersionOf, of.dataset
    yield of.this, DCAT.version, literal(of.version or "")
    yield of.this, DCTERMS.title, literal(title, "en")
    yield of.this, RDFS.label, literal(title, "en")
    yield of.this, DCTERMS.identifier, literal(of.this[1:-1])
    if of.day:
        yield of.this, DCTERMS.issued, date(of.day)
    if of.previous:
        previous = f"<{of.iris.version(of.previous)}>"
        yield of.this, DCAT.previousVersion, previous
        yield previous, RDFS.label, literal(f"{of.settings.title}, release {of.previous}", "en")


def _said(of: Described, term: str) -> Iterator[Triple]:
    settings = of.settings
    for kind in (DCAT.Dataset, PROV.Entity):
        yield term, RDF.type, kind
    yield term, DCTERMS.description, literal(settings.description or settings.title, "en")
    yield term, DCTERMS.publisher, of.publisher
    yield term, DCTERMS.license, iri(settings.licence)
    yield term, DCAT.landingPage, f"<{settings.base}>"
    yield f"<{settings.base}>", RDF.type, FOAF.Document
    yield term, DCTERMS.conformsTo, f"<{_ontology()}>"
    yield term, DCTERMS.conformsTo, f"<{SHAPES_FILE}>"
    yield term, DCTERMS.accessRights, f"<{EU}access-right/PUBLIC>"
    for code in sorted({"en", *settings.languages}):
        yield from _language(term, code)
    for number, _ in enumerate(settings.creators, 1):
        yield term, DCTERMS.creator, of.shared(f"creator-{number}")
    for keyword in settings.keywords:
        yield term, DCAT.keyword, literal(keyword, "en")
    for theme in settings.themes:
        yield term, DCAT.theme, f"<{EU}data-theme/{theme}>"
    if settings.contact:
        yield term, DCAT.contactPoint, of.shared("contact")
    if of.day:
        yield term, DCTERMS.modified, date(of.day)
    for edition in of.editions:
        yield term, PROV.wasDerivedFrom, f"<{of.iris.source(edition.name)}>"
        yield term, DCTERMS.rights, of.shared(f"rights-{edition.name}")


def _coverage(of: Described) -> Iterator[Triple]:
    """The days that letters can have been written on, and the places that they were sent from or to."""
    terms = {of.dataset: None, of.this: None, of.shared("catalogue"): None}
    if of.counts.adopted.days:
        first, last = of.counts.adopted.days
        node = of.part("days")
        yield from ((term, DCTERMS.temporal, node) for term in terms)
        yield node, RDF.type, DCTERMS.PeriodOfTime
        yield node, RDFS.label, literal(f"{first} to {last}", "en")
        yield node, DCAT.startDate, date(first)
        yield node, DCAT.endDate, date(last)
        yield node, SKOS.notation, literal(f"{first}/{last}", datatype=EDTF.EDTF)
    found = of.counts.adopted
    for place in sorted(found.places):
        # Portals know places by their GeoNames numbers; where the ledger has none, by ours.
        known = [other for other in found.same.get(place, ()) if other.startswith(f"<{PREFIXES['geonames']}")]
        for node in sorted(known) or [place]:
            yield from ((term, DCTERMS.spatial, node) for term in terms)
            yield node, RDF.type, DCTERMS.Location
            yield node, RDFS.label, found.labels.get(place) or literal(place[1:-1])
            if point := found.points.get(place):
                yield node, DCAT.centroid, point


def _file(of: Described, file: Published) -> str:
    return of.part(f"file-{file.path.rpartition('/')[2]}")


def _distribution(of: Described, file: Published) -> Iterator[Triple]:
    node, url = _file(of, file), iri(of.settings.base + file.path)
    yield node, RDF.type, DCAT.Distribution
    yield node, DCTERMS.title, literal(file.path.rpartition("/")[2])
    yield node, DCAT.accessURL, url
    yield node, DCAT.downloadURL, url
    yield node, DCAT.byteSize, literal(str(file.size), datatype=XSD.nonNegativeInteger)
    yield node, DCTERMS.license, iri(of.settings.licence)
    yield node, DCATAP.availability, f"<{EU}planned-availability/STABLE>"
    if of.day:
        yield node, DCTERMS.modified, date(of.day)
    yield node, SPDX.checksum, f"{node[:-1]}-sha256>"
    yield f"{node[:-1]}-sha256>", RDF.type, SPDX.Checksum
    yield f"{node[:-1]}-sha256>", SPDX.algorithm, SPDX.checksumAlgorithm_sha256
    yield f"{node[:-1]}-sha256>", SPDX.checksumValue, literal(file.sha256, datatype=XSD.hexBinary)
    yield SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm
    if file.dump is not None:
        yield from _serialised(of, node, file)


def _serialised(of: Described, node: str, file: Published) -> Iterator[Triple]:
    """What the file holds and how it is written."""
    dump = file.dump
    if dump is None:
        return
    format_, packing = dump.format, dump.packing
    named = f"{format_.label}, {packing.label}" if packing else format_.label
    yield node, DCTERMS.description, literal(f"{dump.holds.value} ({named})", "en")
    yield from _media_type(node, DCAT.mediaType, format_.media_type)
    if packing is not None:
        yield from _media_type(node, DCAT.compressFormat, packing.media_type)
    if code := EU_FILE_TYPES.get(format_.media_type):
        type_ = f"<{EU}file-type/{code}>"
        yield node, DCTERMS.format, type_
        yield from _listed(type_, DCTERMS.MediaTypeOrExtent, "file-type", format_.label)
    if format_.name in LINK_STANDARDS:
        yield node, DCTERMS.conformsTo, f"<{LINK_STANDARDS[format_.name][0]}>"
    elif format_.kind in (Kind.SOLUTIONS, Kind.METADATA):
        yield node, DCTERMS.conformsTo, f"<{CSVW_STANDARD}>"
    else:
        yield node, DCTERMS.conformsTo, f"<{_ontology()}>"


def _media_type(node: str, property_: str, media_type: str) -> Iterator[Triple]:
    term = f"<{MEDIA_TYPES}{media_type}>"
    yield node, property_, term
    yield term, RDF.type, DCTERMS.MediaType
    yield term, RDFS.label, literal(media_type)


def _listed(term: str, type_: str, table: str, label: str) -> Iterator[Triple]:
    """A code of one of the European Union's tables."""
    yield term, RDF.type, type_
    yield term, SKOS.inScheme, f"<{EU}{table}>"
    yield term, SKOS.prefLabel, literal(label, "en")


def _language(node: str, code: str) -> Iterator[Triple]:
    listed = EU_LANGUAGES.get(code.partition("-")[0].lower())
    term = f"<{EU}language/{listed}>" if listed else language(code)
    yield node, DCTERMS.language, term
    yield term, RDF.type, DCTERMS.LinguisticSystem
    if listed:
        yield term, SKOS.inScheme, f"<{EU}language>"


def _run(of: Described) -> Iterator[Triple]:
    """The run that made the files, beside the runs of the extraction, which the graph itself describes."""
    run, program = of.part("run"), of.part("program")
    for term in {of.dataset: None, of.this: None}:
        yield term, PROV.wasGeneratedBy, run
    yield run, RDF.type, PROV.Activity
    yield run, RDFS.label, literal("building, checking and publishing", "en")
    yield run, PROV.wasAssociatedWith, program
    yield run, PROV.wasAssociatedWith, of.publisher
    yield program, RDF.type, PROV.SoftwareAgent
    yield program, RDFS.label, literal(f"letterkg {of.program}".strip(), "en")
    yield program, FOAF.homepage, f"<{HOME}>"
    if of.program:
        yield program, OWL.versionInfo, literal(of.program)
    for edition in of.editions:
        yield run, PROV.used, f"<{of.iris.source(edition.name)}>"
    yield run, PROV.used, f"<{of.iris.ledger()}>"
    yield f"<{of.iris.ledger()}>", RDF.type, PROV.Entity
    yield f"<{of.iris.ledger()}>", RDFS.label, literal("ledger of links to authority files", "en")


def _source(of: Described, edition: Edition) -> Iterator[Triple]:
    """The capture of an edition that its records were read from, with its hash, and the rights in its wording."""
    source, rights = f"<{of.iris.source(edition.name)}>", of.shared(f"rights-{edition.name}")
    yield source, RDF.type, EP.SourceVersion
    yield source, RDF.type, PROV.Entity
    yield source, RDFS.label, shortened(edition.title, "en")
    yield source, EP.sha256, literal(edition.sha256)
    yield source, PROV.wasGeneratedBy, f"<{of.iris.run(edition.name)}>"
    if edition.printed is not None:
        yield source, DCTERMS.bibliographicCitation, literal(str(edition.printed))
    if edition.web is not None:
        yield source, DCTERMS.source, iri(edition.web.url)
        yield iri(edition.web.url), RDFS.label, literal(edition.web.title or edition.web.url)
    yield rights, RDF.type, DCTERMS.RightsStatement
    yield rights, RDFS.label, literal(edition.text_rights.statement, "en")


def _agents(of: Described) -> Iterator[Triple]:
    """The publisher, the creators, the contact, the licence, and the codes that the dataset bears."""
    settings = of.settings
    yield of.publisher, RDF.type, FOAF.Agent
    yield of.publisher, FOAF.name, literal(settings.publisher, "en")
    if settings.publisher_type:
        yield from _typed(of.publisher, PUBLISHER_TYPES, "publishertype", settings.publisher_type)
    for number, name in enumerate(settings.creators, 1):
        yield of.shared(f"creator-{number}"), RDF.type, FOAF.Agent
        yield of.shared(f"creator-{number}"), FOAF.name, literal(name)
    if settings.contact:
        contact = of.shared("contact")
        yield contact, RDF.type, VCARD.Kind
        yield contact, VCARD.fn, literal(settings.publisher, "en")
        by = VCARD.hasEmail if settings.contact.startswith("mailto:") else VCARD.hasURL
        yield contact, by, iri(settings.contact)
    licence = iri(settings.licence)
    yield licence, RDF.type, DCTERMS.LicenseDocument
    if _PUBLIC_DOMAIN in settings.licence:
        yield from _typed(licence, LICENCE_TYPES, "licencetype", "PublicDomain")
    for theme in settings.themes:
        yield from _listed(f"<{EU}data-theme/{theme}>", SKOS.Concept, "data-theme", EU_THEMES[theme])
    yield from _scheme(f"<{EU}data-theme>", "Data themes")
    access = f"<{EU}access-right/PUBLIC>"
    yield from _listed(access, DCTERMS.RightsStatement, "access-right", "public")
    yield from _listed(f"<{EU}planned-availability/STABLE>", SKOS.Concept, "planned-availability", "stable")
    for standard, label in (
        (_ontology(), "Vocabulary for documentary editions of correspondence"),
        (SHAPES_FILE, "Application profile for documentary editions of correspondence (SHACL)"),
        (CSVW_STANDARD, "Metadata Vocabulary for Tabular Data"),
        *LINK_STANDARDS.values(),
    ):
        yield f"<{standard}>", RDF.type, DCTERMS.Standard
        yield f"<{standard}>", RDFS.label, literal(label, "en")


def _typed(node: str, start: str, table: str, code: str) -> Iterator[Triple]:
    """The type of an agent or a licence, by a code of ADMS."""
    type_, scheme = f"<{start}{code}>", f"<{ADMS_SCHEMES}{table}/1.0>"
    yield node, DCTERMS.type, type_
    yield type_, RDF.type, SKOS.Concept
    yield type_, SKOS.prefLabel, literal(code, "en")
    yield type_, SKOS.inScheme, scheme
    yield from _scheme(scheme, f"ADMS {table}")


def _scheme(scheme: str, title: str) -> Iterator[Triple]:
    yield scheme, RDF.type, SKOS.ConceptScheme
    yield scheme, DCTERMS.title, literal(title, "en")


def _service(of: Described) -> Iterator[Triple]:
    """The public SPARQL service, when there is one."""
    if not of.settings.endpoint:
        return
    node, endpoint = of.shared("sparql"), iri(of.settings.endpoint)
    yield node, RDF.type, DCAT.DataService
    yield node, DCTERMS.title, literal(f"SPARQL service of: {of.settings.title}", "en")
    yield node, DCAT.endpointURL, endpoint
    yield node, DCAT.endpointDescription, endpoint
    yield endpoint, RDF.type, RDFS.Resource  # DCAT-AP asks for it in so many words
    yield node, DCTERMS.conformsTo, f"<{SPARQL_PROTOCOL}>"
    yield f"<{SPARQL_PROTOCOL}>", RDF.type, DCTERMS.Standard
    yield f"<{SPARQL_PROTOCOL}>", RDFS.label, literal("SPARQL 1.1 Protocol", "en")
    yield node, DCAT.servesDataset, of.dataset
    yield node, DCTERMS.publisher, of.publisher
    yield node, DCTERMS.license, iri(of.settings.licence)
    for theme in of.settings.themes:
        yield node, DCAT.theme, f"<{EU}data-theme/{theme}>"
    for keyword in of.settings.keywords:
        yield node, DCAT.keyword, literal(keyword, "en")
    if of.settings.contact:
        yield node, DCAT.contactPoint, of.shared("contact")


def _ontology() -> str:
    """The IRI of the vocabulary as a document."""
    return PREFIXES["ep"].removesuffix("#")
