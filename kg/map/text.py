"""The text that an edition prints, as a resource without its words."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.context import Context
from kg.map.span import span
from kg.map.terms import Triple, literal
from kg.ns import CRM, EP, RDF, RDFS, UNDETERMINED


def edition_text(
    letter: str, term: str, label: str, lines: tuple[int, int] | None, context: Context
) -> Iterator[Triple]:
    """The printed text of the letter `letter` (whose term is `term`), on `lines` of the edition.

    Of a text that is only described there are no lines.
    """
    text = f"<{context.iris.text(letter, context.edition.language)}>"
    yield text, RDF.type, EP.EditionText
    yield text, RDF.type, CRM.E33_Linguistic_Object
    yield text, RDFS.label, literal(f"text in {context.edition.title}: {label}", "en")
    if context.edition.language != UNDETERMINED:
        yield text, CRM.P72_has_language, context.language
    if lines is not None:
        yield text, CRM.P106i_forms_part_of, f"<{context.iris.span(context.edition.name, *lines)}>"
        yield text, CRM.P106i_forms_part_of, context.source
        yield from span(*lines, context)
    if context.language == context.original:
        yield text, CRM.P130_shows_features_of, term
    else:
        yield term, CRM.P73_has_translation, text
