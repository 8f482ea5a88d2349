"""The text that an edition prints, as a resource: without its words, unless the edition's rights allow them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kg.map.context import Context
from kg.map.span import span
from kg.map.terms import Triple, iri, literal
from kg.ns import CRM, DCTERMS, EP, RDF, RDFS, UNDETERMINED, language
from kg.records import Wording


def edition_text(
    letter: str,
    term: str,
    label: str,
    lines: tuple[int, int] | None,
    context: Context,
    spoken: Collection[str] = (),
) -> Iterator[Triple]:
    """The printed text of the letter `letter` (whose term is `term`), on `lines` of the edition.

    Of a text that is only described there are no lines. `spoken` are the languages of the letter (BCP 47), where it is
    known to be in others than its edition says.
    """
    text = f"<{context.iris.text(letter, context.edition.language)}>"
    code = context.worded.get(letter) or context.edition.language
    yield text, RDF.type, EP.EditionText
    yield text, RDF.type, CRM.E33_Linguistic_Object
    yield text, RDFS.label, literal(f"text in {context.edition.title}: {label}", "en")
    if code != UNDETERMINED:
        yield text, CRM.P72_has_language, language(code)
    if lines is not None:
        yield text, CRM.P106i_forms_part_of, f"<{context.iris.span(context.edition.name, *lines)}>"
        yield text, CRM.P106i_forms_part_of, context.source
        yield from span(*lines, context)
    if language(code) in ({language(one) for one in spoken} or {context.original}):
        yield text, CRM.P130_shows_features_of, term
    else:
        yield term, CRM.P73_has_translation, text


def wordings(records: Iterable[Wording], context: Context) -> Iterator[Triple]:
    """The words of printed texts, and on what terms they are published: only where the edition's rights allow it."""
    rights = context.edition.text_rights
    for record in records:
        text = f"<{context.iris.text(record.letter, context.edition.language)}>"
        yield text, CRM.P190_has_symbolic_content, literal(record.text, record.language or None)
        if rights.statement:
            yield text, DCTERMS.rights, literal(rights.statement)
        if rights.licence:
            yield text, DCTERMS.license, iri(rights.licence)
