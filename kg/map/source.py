"""Where the records come from: the capture of the edition and the run that read it.

Nothing here says when: the same input gives the same dump, and the time stands in the description of the dataset.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.appellation import script_language
from kg.map.context import Context
from kg.map.terms import Triple, date, iri, literal
from kg.map.terms import label as shortened
from kg.ns import CRM, DCAT, DCTERMS, DIG, EP, PROV, RDF, RDFS, UNDETERMINED, VOID


def source(context: Context) -> Iterator[Triple]:
    """The capture: its hash, what it prints, the days it covers."""
    edition, term = context.edition, context.source
    for type_ in (EP.SourceVersion, DIG.D1_Digital_Object, CRM.E73_Information_Object, PROV.Entity):
        yield term, RDF.type, type_
    yield term, RDFS.label, shortened(edition.title, "en")
    if edition.language != UNDETERMINED:
        yield term, DCTERMS.language, context.language
    yield term, EP.sha256, literal(edition.sha256)
    yield term, EP.windowStart, date(context.window[0])
    yield term, EP.windowEnd, date(context.window[1])
    if edition.printed is not None:
        yield term, DCTERMS.bibliographicCitation, literal(str(edition.printed), script_language(str(edition.printed)))
    if edition.web is not None:
        page = iri(edition.web.url)
        yield term, DCTERMS.source, page
        yield page, RDFS.label, literal(edition.web.title or edition.web.url, "en")


def run(context: Context) -> Iterator[Triple]:
    """The run of the program, which made the dataset out of the capture."""
    run_ = f"<{context.iris.run(context.edition.name)}>"
    software, dataset = f"{run_[:-1]}#software>", f"<{context.iris.dataset()}>"
    yield run_, RDF.type, PROV.Activity
    yield run_, RDF.type, DIG.D10_Software_Execution
    yield run_, RDFS.label, shortened(f"extraction and mapping of: {context.edition.title}", "en")
    yield run_, PROV.used, context.source
    yield run_, DIG.L10_had_input, context.source
    yield run_, DIG.L23_used_software_or_firmware, software
    yield run_, PROV.wasAssociatedWith, software
    yield software, RDF.type, PROV.SoftwareAgent
    yield software, RDF.type, DIG.D14_Software
    yield software, RDFS.label, literal("letterkg", "en")
    for type_ in (DCAT.Dataset, VOID.Dataset, PROV.Entity):
        yield dataset, RDF.type, type_
    yield dataset, RDFS.label, shortened(context.title or context.edition.title, "en")
    yield dataset, PROV.wasGeneratedBy, run_
