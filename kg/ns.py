"""Closed namespaces: the only place where vocabulary IRIs are written.

A term is a plain string in N-Triples form, `<http://www.w3.org/2000/01/rdf-schema#label>`, because the mapping is a
stream of strings. A name that is not listed here raises AttributeError with near names; as modules take their terms
when they are imported, a misspelt one fails there and not in the dump. In Python a hyphen of a term is an underscore:
`CRM.P4_has_time_span`; `CRM["P4_has_time-span"]` takes the name as it is written.

`EP` (classes and properties) and `VOC` (concepts) are the project's own; `ontology/` documents each of their terms.
The other lists hold what the project uses, not whole ontologies.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches


class Namespace:
    """The terms of one vocabulary, as attributes: `RDFS.label`. Closed: nothing can be added afterwards."""

    __slots__ = ("__dict__", "_base", "_prefix")

    _prefix: str
    _base: str

    def __init__(self, prefix: str, base: str, names: str) -> None:
        """`names` are the terms as written in the vocabulary, separated by spaces.

        Raises ValueError for two that have one name in Python.
        """
        terms: dict[str, str] = {}
        for name in names.split():
            if terms.setdefault(name.replace("-", "_"), f"<{base}{name}>") != f"<{base}{name}>":
                raise ValueError(f"{prefix}: two terms have the name {name.replace('-', '_')} in Python")
        object.__setattr__(self, "_prefix", prefix)
        object.__setattr__(self, "_base", base)
        self.__dict__.update(terms)

    def __getattr__(self, name: str) -> str:
        near = get_close_matches(name, self.__dict__, n=3)
        hint = f"; near names: {', '.join(near)}" if near else ""
        raise AttributeError(f"no term {name!r} in {self._prefix}: <{self._base}>{hint}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self._prefix}: is closed; add {name!r} to its list in kg/ns.py")

    def __getitem__(self, name: str) -> str:
        return str(getattr(self, name.replace("-", "_")))

    def __contains__(self, name: str) -> bool:
        return name.replace("-", "_") in self.__dict__

    def __iter__(self) -> Iterator[str]:
        """The terms in N-Triples form, in the order of the list."""
        return iter(self.__dict__.values())

    def __repr__(self) -> str:
        return f"{self._prefix}: <{self._base}>"


def bare(term: str) -> str:
    """The IRI of `term` without its angle brackets."""
    return term[1:-1]


RDF = Namespace("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type langString Property first rest nil List")
RDFS = Namespace(
    "rdfs",
    "http://www.w3.org/2000/01/rdf-schema#",
    "label comment seeAlso isDefinedBy Resource Class Literal subClassOf subPropertyOf domain range",
)
OWL = Namespace(
    "owl",
    "http://www.w3.org/2002/07/owl#",
    "Ontology Class ObjectProperty DatatypeProperty AnnotationProperty sameAs deprecated imports versionIRI "
    "versionInfo Axiom annotatedSource annotatedProperty annotatedTarget",
)
XSD = Namespace(
    "xsd",
    "http://www.w3.org/2001/XMLSchema#",
    "string boolean integer nonNegativeInteger decimal double date dateTime time duration gYear gYearMonth anyURI "
    "hexBinary",
)

EP = Namespace(
    "ep",
    "https://w3id.org/letterkg/ns#",
    # classes
    "Letter EditionText Resolution DecisionAct Transmission Receipt Carrier Leaf ArchivalUnit SourceVersion SourceSpan "
    "Heading Footnote LostLetter Claim Adjudication Tombstone "
    # who, whom, when, where
    "author sender addressee recipient sentFrom sentTo transmittedBy receivedBy writtenOn date "
    "earliestDate latestDate edtf nameAsPrinted authorAsPrinted addresseeAsPrinted decidedByAsPrinted "
    # what the document says of itself
    "documentLabel secrecyLabel labelAsPrinted numberSeries sequenceNo registerNo asFound "
    # where it is kept
    "shelfmark heldIn documentForm formAsPrinted leafFrom leafTo leafFromOrd leafToOrd leafOrd codeOrd arrangement "
    # what it answers, what it led to, what it names
    "replyTo refersToLetter precededBy attachedTo decidedBy decidedOn action recordedInNoteTo surfaceForm occursIn "
    # the edition
    "firstLine lastLine sha256 windowStart windowEnd printedAbove alignedTo cites citedWork printedIn otherDescription "
    # lost letters
    "expectedAuthor expectedAddressee expectedDate expectedNumber enclosedIn mayBe candidateLeaf "
    # claims and judgements
    "aboutRecord witnessType voice status certainty evidence rule assignedValue adopts rejects disputeRow disputeTable "
    "disputeNote speaksFor speaksAgainst "
    # what is open
    "OpenQuestion weight questionKind "
    # about the vocabulary
    "longPath",
)
VOC = Namespace(
    "voc",
    "https://w3id.org/letterkg/voc#",
    # concept schemes
    "modes labels forms levels identifier-types name-types group-types place-types witness-types voices statuses "
    "certainty evidence unprinted rules number-series arrangements topics fates handlings "
    # modes of communication
    "mode-letter mode-telegram mode-cipher "
    # labels that documents bear
    "strictly-secret top-secret label-copy label-cipher label-telegram label-urgent "
    # document forms
    "form-autograph form-original form-typescript form-script form-certified-copy form-typewritten-copy "
    "form-handwritten form-with-notes form-signature-autograph form-enciphered form-decision-record "
    # levels of archival description
    "fond opis delo collection box folder nachlass mappe "
    # arrangements of archival units
    "arrangement-chronological "
    # types of identifiers and of names
    "idtype-shelfmark idtype-cipher-no idtype-telegram-no idtype-hp-no idtype-incoming-no idtype-other-no "
    "idtype-edition-no name-variant ocr-slip "
    # types of groups and of places
    "group-party group-body group-commissariat group-commission group-government group-enterprise group-plant "
    "group-newspaper group-agency group-army group-institution group-movement group-archive group-conference "
    "place-city place-region place-state place-building "
    # witnesses
    "heading signature salutation dateline number label secretary-note archive-line editor-footnote introduction "
    "cross-reference enclosure reading shared-leaf authority-match inference displaced-heading reversed-heading "
    "curator metadata-record collation "
    # who speaks in a passage
    "voice-author voice-office voice-editors voice-program voice-curator "
    # rules of adoption
    "rule-curator rule-own-words rule-secretary-note rule-constraints rule-shared-leaf rule-displaced-heading "
    "rule-heading-reversed rule-heading-alone rule-editors rule-as-recorded rule-no-body rule-attested "
    "rule-same-decision rule-leaf-order rule-described rule-collation rule-ledger "
    # statuses of claims and links; certainty
    "adopted rejected candidate certain probable possible "
    # on what a source says that its editors rest a value; what else was done with a letter
    "evidence-internal evidence-external evidence-conjecture "
    "handling-transmitted handling-redirected handling-forwarded "
    # letters that are not printed
    "unprinted-known unprinted-unknown "
    # what became of identifiers
    "id-merged id-split id-withdrawn",
)

CRM = Namespace(
    "crm",
    "http://www.cidoc-crm.org/cidoc-crm/",
    "E1_CRM_Entity E7_Activity E12_Production E13_Attribute_Assignment E21_Person E22_Human-Made_Object "
    "E33_Linguistic_Object E33_E41_Linguistic_Appellation E39_Actor E42_Identifier E52_Time-Span E53_Place E55_Type "
    "E56_Language E65_Creation E73_Information_Object E74_Group E78_Curated_Holding "
    "P1_is_identified_by P2_has_type P3_has_note P4_has_time-span P7_took_place_at P14_carried_out_by "
    "P15_was_influenced_by P16_used_specific_object P16i_was_used_for P46_is_composed_of P46i_forms_part_of "
    "P50_has_current_keeper P67_refers_to P72_has_language P73_has_translation P82_at_some_time_within "
    "P82a_begin_of_the_begin P82b_end_of_the_end P94_has_created P106i_forms_part_of P108_has_produced "
    "P127_has_broader_term P128_carries P129_is_about P130_shows_features_of P139_has_alternative_form "
    "P140_assigned_attribute_to P141_assigned P168_place_is_defined_by P177_assigned_property_of_type "
    "P190_has_symbolic_content",
)
INF = Namespace(
    "inf",
    "http://www.cidoc-crm.org/extensions/crminf/",
    "I3_Inference_Logic I5_Inference_Making J3_applied I17_One-Proposition_Set J30_has_domain J31_has_range "
    "J32_has_property_type J33_assigned_propositions",
)
DIG = Namespace(
    "dig",
    "http://www.cidoc-crm.org/extensions/crmdig/",
    "D1_Digital_Object D10_Software_Execution D14_Software L10_had_input L23_used_software_or_firmware",
)
RICO = Namespace(
    "rico",
    "https://www.ica.org/standards/RiC/ontology#",
    "Record RecordSet RecordSetType Instantiation Identifier Person CorporateBody Place Activity Concept "
    "hasAuthor hasSender hasAddressee hasReceiver isReplyTo identifier title birthDate deathDate hasRecordSetType "
    "isDirectlyIncludedIn isOrWasInstantiationOf hasOrHadHolder hasOrHadSubject scopeAndContent date "
    "beginningDate endDate "
    "recordResourceExtent generalDescription isOrWasSubordinateTo hasSuccessor hasFamilyAssociationWith "
    "isAgentAssociatedWithAgent AgentToAgentRelation AgentHierarchicalRelation AgentTemporalRelation FamilyRelation "
    "relationHasSource relationHasTarget relationConnects "
    # what only the view for archives says
    "Thing AgentName PlaceName Date Language name textualValue expressedDate normalizedDateValue hasOrHadAgentName "
    "hasOrHadPlaceName hasOrHadIdentifier hasOrHadInstantiation hasOrHadLanguage hasCreationDate isAssociatedWithDate "
    "isOrWasPerformedBy documents isEquivalentTo",
)
RST = Namespace("rst", "https://www.ica.org/standards/RiC/vocabularies/recordSetTypes#", "Fonds Series File Collection")
LA = Namespace("la", "https://linked.art/ns/terms/", "Set member_of equivalent")
SCHEMA = Namespace(
    "schema",
    "http://schema.org/",
    "Message Person Place Organization ArchiveOrganization Dataset DataDownload author sender recipient toRecipient "
    "dateCreated mentions about abstract name identifier sameAs url latitude longitude domainIncludes rangeIncludes",
)
SKOS = Namespace(
    "skos",
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme prefLabel altLabel hiddenLabel definition scopeNote example note notation inScheme "
    "topConceptOf hasTopConcept broader narrower related exactMatch closeMatch broadMatch",
)
PROV = Namespace(
    "prov",
    "http://www.w3.org/ns/prov#",
    "Activity Entity SoftwareAgent Agent used wasGeneratedBy wasAssociatedWith wasDerivedFrom wasAttributedTo "
    "generatedAtTime",
)
OA = Namespace("oa", "http://www.w3.org/ns/oa#", "Annotation Motivation hasBody hasTarget motivatedBy identifying")
DCTERMS = Namespace(
    "dcterms",
    "http://purl.org/dc/terms/",
    "creator created references isPartOf isVersionOf isReferencedBy isReplacedBy replaces source bibliographicCitation "
    "title description identifier language license rights publisher contributor issued modified available conformsTo "
    "format extent subject type spatial temporal accessRights abstract provenance "
    # classes
    "LicenseDocument LinguisticSystem Location MediaType MediaTypeOrExtent PeriodOfTime RightsStatement Standard",
)
DCAT = Namespace(
    "dcat",
    "http://www.w3.org/ns/dcat#",
    "Dataset Distribution Catalog DataService dataset distribution downloadURL accessURL accessService mediaType "
    "packageFormat compressFormat byteSize landingPage contactPoint keyword theme startDate endDate endpointURL "
    "endpointDescription servesDataset service themeTaxonomy centroid "
    # DCAT 3 (W3C Recommendation of 22 August 2024)
    "version isVersionOf hasVersion hasCurrentVersion previousVersion",
)
VOID = Namespace(
    "void",
    "http://rdfs.org/ns/void#",
    "Dataset Linkset DatasetDescription dataDump exampleResource feature inDataset linkPredicate objectsTarget "
    "subjectsTarget subset target sparqlEndpoint uriSpace uriRegexPattern uriLookupEndpoint vocabulary rootResource "
    "triples entities classes properties documents distinctSubjects distinctObjects class classPartition property "
    "propertyPartition",
)
SH = Namespace(
    "sh",
    "http://www.w3.org/ns/shacl#",
    "NodeShape PropertyShape Shape ValidationReport ValidationResult Violation Warning Info conforms result focusNode "
    "resultPath resultMessage resultSeverity sourceShape sourceConstraint sourceConstraintComponent value detail "
    "targetClass targetNode targetSubjectsOf targetObjectsOf path inversePath alternativePath zeroOrMorePath "
    "oneOrMorePath zeroOrOnePath property node name description message severity deactivated order group "
    "class datatype nodeKind minCount maxCount minInclusive maxInclusive minExclusive maxExclusive minLength maxLength "
    "pattern flags in hasValue equals disjoint lessThan lessThanOrEquals uniqueLang languageIn closed "
    "ignoredProperties not and or xone qualifiedValueShape qualifiedMinCount qualifiedMaxCount "
    "qualifiedValueShapesDisjoint IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral "
    "sparql select ask construct prefixes prefix declare namespace PrefixDeclaration ConstraintComponent parameter "
    "defaultValue target expression rule values entailment jsFunctionName "
    # SHACL Advanced Features and SHACL's vocabulary: queries that can be run
    "SPARQLFunction SPARQLExecutable SPARQLSelectExecutable SPARQLAskExecutable SPARQLConstructExecutable "
    # constraint components (sections 4 and 5), in the order of the recommendation
    "ClassConstraintComponent DatatypeConstraintComponent NodeKindConstraintComponent MinCountConstraintComponent "
    "MaxCountConstraintComponent MinExclusiveConstraintComponent MinInclusiveConstraintComponent "
    "MaxExclusiveConstraintComponent MaxInclusiveConstraintComponent MinLengthConstraintComponent "
    "MaxLengthConstraintComponent PatternConstraintComponent LanguageInConstraintComponent "
    "UniqueLangConstraintComponent EqualsConstraintComponent DisjointConstraintComponent LessThanConstraintComponent "
    "LessThanOrEqualsConstraintComponent NotConstraintComponent AndConstraintComponent OrConstraintComponent "
    "XoneConstraintComponent NodeConstraintComponent PropertyShapeComponent QualifiedMinCountConstraintComponent "
    "QualifiedMaxCountConstraintComponent ClosedConstraintComponent HasValueConstraintComponent InConstraintComponent "
    "SPARQLConstraintComponent",
)
SD = Namespace(
    "sd",
    "http://www.w3.org/ns/sparql-service-description#",
    "Service Dataset Graph NamedGraph SPARQL11Query UnionDefaultGraph BasicFederatedQuery endpoint supportedLanguage "
    "resultFormat feature defaultDataset defaultGraph namedGraph name graph url",
)
FOAF = Namespace("foaf", "http://xmlns.com/foaf/0.1/", "Agent Document name homepage")
VCARD = Namespace("vcard", "http://www.w3.org/2006/vcard/ns#", "Kind fn hasEmail hasURL")
SPDX = Namespace(
    "spdx",
    "http://spdx.org/rdf/terms#",
    "Checksum ChecksumAlgorithm checksum algorithm checksumValue checksumAlgorithm_sha256",
)
# SIB's collections of queries, and those who read them, write schema.org with https; the graph has it with http.
SDO = Namespace("sdo", "https://schema.org/", "keywords target")
# The terms with which SIB's collections of queries say which other services a query asks.
SPEX = Namespace("spex", "https://purl.expasy.org/sparql-examples/ontology#", "federatesWith")
# The European Union's availability of a distribution, in the vocabulary of DCAT-AP.
DCATAP = Namespace("dcatap", "http://data.europa.eu/r5r/", "availability")
SHAPES = Namespace("shapes", "https://w3id.org/letterkg/shapes#", "S40 ReadingConstraintComponent")
GEO = Namespace("geo", "http://www.opengis.net/ont/geosparql#", "wktLiteral")
# W3C's registry of file formats: https://www.w3.org/ns/formats/
FORMATS = Namespace(
    "formats",
    "http://www.w3.org/ns/formats/",
    "Turtle N-Triples N-Quads TriG JSON-LD RDF_XML SPARQL_Results_CSV SPARQL_Results_TSV SPARQL_Results_JSON "
    "SPARQL_Results_XML",
)
LSSC = Namespace("lssc", "http://ldf.fi/schema/lssc/", "created was_addressed_to was_sent_from was_sent_to has_time")
EDTF = Namespace("edtf", "http://id.loc.gov/datatypes/edtf/", "EDTF")
AAT = Namespace("aat", "http://vocab.getty.edu/aat/", "300404670")

SSSOM = Namespace(
    "sssom",
    "https://w3id.org/sssom/",
    "MappingSet mappings subject_label object_label predicate_modifier NegatedPredicate mapping_justification "
    "mapping_tool author_label confidence",
)
SEMAPV = Namespace("semapv", "https://w3id.org/semapv/vocab/", "")

# What a status of the link ledger is among the statuses of claims.
LINK_STATUSES = {"accepted": VOC.adopted, "asserted": VOC.adopted, "rejected": VOC.rejected, "open": VOC.candidate}

_ALL = (
    EP, VOC, CRM, INF, DIG, RICO, RST, LA, SCHEMA, SKOS, PROV, OA, DCTERMS, DCAT, VOID, SH, FORMATS, GEO, LSSC, EDTF,
    AAT, RDF, RDFS, OWL, XSD, FOAF, VCARD, SPDX, SDO, SPEX, DCATAP, SD,
    SSSOM, SEMAPV,
)  # fmt: skip

# The authority files that the ledger links to: prefix -> name, namespace of their identifiers.
AUTHORITY_FILES = {
    "wd": ("Wikidata", "http://www.wikidata.org/entity/"),
    "gnd": ("GND", "https://d-nb.info/gnd/"),
    "geonames": ("GeoNames", "https://sws.geonames.org/"),
    "viaf": ("VIAF", "http://viaf.org/viaf/"),
    "isni": ("ISNI", "https://isni.org/isni/"),
    "lcnaf": ("Library of Congress Name Authority File", "http://id.loc.gov/authorities/names/"),
}
CONTEXT_LINK = "http://www.w3.org/ns/json-ld#context"  # the relation of a JSON document to its context (JSON-LD 1.1)
WIKIDATA_SERVICE = "https://query.wikidata.org/sparql"  # Wikidata's query service
EAD_2002 = "urn:isbn:1-931666-22-9"  # namespaces of XML
EAD_3 = "http://ead3.archivists.org/schema/"
XLINK = "http://www.w3.org/1999/xlink"
# Their identifiers elsewhere: prefix -> a pattern whose first group is the identifier, what stands after it above.
AUTHORITY_SPELLINGS = {
    "wd": (r"(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/(Q[1-9]\d*)/?", ""),
    "gnd": (r"(?:https?://)?(?:(?:www\.)?(?:portal\.)?d-nb\.(?:info|de)|lobid\.org)/gnd/(\d[\d-]*[\dXx])/?", ""),
    "geonames": (r"(?:https?://)?(?:sws\.|www\.)?geonames\.org/([1-9]\d*)(?:/[\w.%-]*)?", "/"),
    "viaf": (r"(?:https?://)?(?:www\.)?viaf\.org/viaf/([1-9]\d*)(?:/[\w.%#-]*)?", ""),
    "isni": (r"(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?(\d{15}[\dX])/?", ""),
    "lcnaf": (r"(?:https?://)?id\.loc\.gov/authorities/(?:names/)?(n[a-z]{0,2}\d+)(?:\.html)?/?", ""),
}
# The hosts of these authority files: an address there that fits no pattern is a slip.
AUTHORITY_HOSTS = (
    r"(?:https?://)?(?:[\w-]+\.)*(?:wikidata\.org|d-nb\.(?:info|de)|geonames\.org|viaf\.org|isni\.org)(?:/.*)?"
)
# What correspSearch has indexes write for a correspondent whom nobody knows.
UNKNOWN_PERSON = r"https?://(?:www\.)?correspsearch\.(?:net|bbaw\.de)/unknown/?"
CSVW_CONTEXT = "http://www.w3.org/ns/csvw"  # the JSON-LD context of CSV on the Web
HOME = "https://w3id.org/letterkg/"  # where the project speaks of itself
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
SHAPES_FILE = "https://w3id.org/letterkg/shapes"  # the shapes as a document
# XML namespaces and the JSON-LD context of formats that others read.
TEI = "http://www.tei-c.org/ns/1.0"
SVG = "http://www.w3.org/2000/svg"
EAD3 = "http://ead3.archivists.org/schema/"
GEXF = "http://gexf.net/1.3"
LINKED_ART_CONTEXT = "https://linked.art/ns/v1/linked-art.json"
SITE_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
UNDETERMINED = "und"  # BCP 47 for a language that nobody has told
LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"  # IANA's registry
SPARQL_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
CSVW_STANDARD = "https://www.w3.org/TR/tabular-metadata/"
LINK_STANDARDS = {
    "beacon": ("https://gbv.github.io/beaconspec/beacon.html", "BEACON link dump format"),
    "sssom": ("https://mapping-commons.github.io/sssom/", "Simple Standard for Sharing Ontological Mappings"),
}
# The tables of the Publications Office of the European Union that DCAT-AP asks for: data-theme, language, file-type.
EU = "http://publications.europa.eu/resource/authority/"
# Data themes: code -> name.
LICENCE_TYPES = "http://purl.org/adms/licencetype/"
PUBLISHER_TYPES = "http://purl.org/adms/publishertype/"
ADMS_SCHEMES = "http://purl.org/adms/"

# Prefix -> namespace IRI, for everything that writes or reads prefixed names.
PREFIXES: dict[str, str] = {ns._prefix: ns._base for ns in _ALL} | {
    prefix: base for prefix, (_, base) in AUTHORITY_FILES.items()
}


def language(code: str) -> str:
    """The language of the BCP 47 tag `code` as a term: `en-GB` -> `<http://id.loc.gov/vocabulary/iso639-1/en>`."""
    return f"<{LANGUAGES}{code.partition('-')[0].lower()}>"


def namespaces() -> tuple[Namespace, ...]:
    """Every namespace of this module."""
    return _ALL
