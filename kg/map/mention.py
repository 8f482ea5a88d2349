"""Mentions of persons: that a letter names somebody, on which lines and in which spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.map.context import Actor, Context
from kg.map.span import span
from kg.map.terms import Triple, literal
from kg.ns import CRM, DCTERMS, EP, OA, RDF, RDFS, SCHEMA
from kg.records import Mention


def mentions(letter: str, term: str, label: str, found: Iterable[Mention], context: Context) -> Iterator[Triple]:
    """The mentions in the letter `letter`: one annotation for each person (or unsettled name) in each record.

    One spelling can mean namesakes on different lines; each gets an annotation of his own.
    """
    n = 0
    for mention in found:
        lines = mention.lines or (mention.line,)
        who: dict[Actor | None, list[int]] = {}
        for line in lines:
            who.setdefault(_meant(mention, line, context), []).append(line)
        for actor, where in who.items():
            n += 1
            yield from _annotation(letter, n, label, mention.text, actor, where, context)
            if actor is not None:
                yield term, CRM.P67_refers_to, actor.term
                yield term, SCHEMA.mentions, actor.term


def _meant(mention: Mention, line: int, context: Context) -> Actor | None:
    settled = context.names.settled(mention.text, line)
    if settled is None and mention.person is not None:
        settled = context.names.person(mention.person)
    return context.known(settled) if settled is not None else context.actor(mention.text, line)


def _annotation(
    letter: str, n: int, label: str, text: str, actor: Actor | None, lines: list[int], context: Context
) -> Iterator[Triple]:
    node = f"<{context.iris.mention(letter, n)}>"
    surface = literal(text, context.edition.language)
    yield node, RDF.type, OA.Annotation
    yield node, RDFS.label, literal(f"mention of {actor.label if actor else text} in: {label}", "en")
    yield node, OA.motivatedBy, OA.identifying
    yield node, EP.surfaceForm, surface
    yield node, EP.occursIn, f"<{context.iris.letter(letter)}>"
    yield node, DCTERMS.isPartOf, f"<{context.iris.text(letter, context.edition.language)}>"
    if actor is not None:
        yield node, OA.hasBody, actor.term
    else:
        yield node, EP.nameAsPrinted, surface
    for line in lines:
        yield node, OA.hasTarget, f"<{context.iris.span(context.edition.name, line, line)}>"
        yield from span(line, line, context)
