"""Mentions of persons: that a letter names somebody, on which lines and in which spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.map.context import Actor, Context
from kg.map.dispute import mention_dispute
from kg.map.span import span
from kg.map.terms import Triple, literal
from kg.ns import CRM, DCTERMS, EP, OA, RDF, RDFS, SCHEMA
from kg.records import Mention, Place


def mentions(letter: str, term: str, label: str, found: Iterable[Mention], context: Context) -> Iterator[Triple]:
    """The mentions in the letter `letter`: one annotation for each line on which each person (or name) stands."""
    for n, mention, line, text in _occurrences(found):
        actor = _meant(mention, text, line, context)
        yield from _annotation(letter, n, label, text, actor, line, context)
        if actor is not None:
            yield term, CRM.P67_refers_to, actor.term
            yield term, SCHEMA.mentions, actor.term


def mention_rows(letter: str, found: Iterable[Mention], context: Context) -> Iterator[Triple]:
    """The row with which each mention in the letter `letter` can be disputed, for the graph of claims."""
    for n, _, line, text in _occurrences(found):
        yield from mention_dispute(f"<{context.iris.mention(letter, n)}>", text, line, context)


def _occurrences(found: Iterable[Mention]) -> Iterator[tuple[int, Mention, int, str]]:
    """Each line of each mention with its spelling there, numbered from 1."""
    n = 0
    for mention in found:
        lines = mention.lines or (mention.line,)
        for line, text in zip(lines, mention.spellings or (mention.text,) * len(lines), strict=True):
            n += 1
            yield n, mention, line, text


def _meant(mention: Mention, text: str, line: int, context: Context) -> Actor | None:
    settled = context.names.settled(text, line)
    if settled is None and mention.means:
        return _thing(mention.means, context)
    if settled is None and mention.person is not None:
        settled = context.names.person(mention.person)
    return context.known(settled) if settled is not None else context.actor(text, line)


def _thing(id_: str, context: Context) -> Actor | None:
    """A group or a place as one that is named."""
    row = context.names.thing(id_)
    if isinstance(row, Place):
        return Actor(f"<{context.iris.place(row.id)}>", row.id, row.label, row.label_ru, row.label_ru)
    return context.known(row) if row is not None else None


def _annotation(
    letter: str, n: int, label: str, text: str, actor: Actor | None, line: int, context: Context
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
    yield node, OA.hasTarget, f"<{context.iris.span(context.edition.name, line, line)}>"
    yield from span(line, line, context)
