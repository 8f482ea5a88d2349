"""JSON-LD frames (JSON-LD 1.1 Framing): the shape of a record that developers of web pages want, as a tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.ns import CRM, RICO, bare
from kg.publish.context import Context, Kind, compact, part

Frame = dict[str, Any]

_IF_ANY: Frame = {"@omitDefault": True}  # no `null` where there is nothing
_ALWAYS: Frame = {**_IF_ANY, "@embed": "@always", "@explicit": True}
_NAMED: Frame = {**_ALWAYS, "label": _IF_ANY}
_ACTOR: Frame = {**_NAMED, "sameAs": _IF_ANY}
_CARRIERS: Frame = {**_NAMED, "shelfmark": _IF_ANY, "documentForm": _NAMED, "heldIn": _NAMED}
# Keys of frames alone: the way back, and words for what has a prefix in the context (there `note` is that of SKOS).
_REVERSE = {"carriers": CRM.P128_carries}
_SHORT = {"birthDate": RICO.birthDate, "deathDate": RICO.deathDate, "remark": CRM.P3_has_note}
_ABOUT: Frame = {"abstract": _IF_ANY, "about": _NAMED, "mentions": _NAMED}
_TREES: dict[str, Frame] = {
    "letter": {
        "type": "Letter",
        "label": _IF_ANY,
        "author": _ACTOR,
        "addressee": _ACTOR,
        "dateCreated": _IF_ANY,
        "earliestDate": _IF_ANY,
        "latestDate": _IF_ANY,
        "writtenOn": {**_NAMED, "edtf": _IF_ANY},
        "sentFrom": _NAMED,
        "sentTo": _NAMED,
        "replyTo": _NAMED,
        **_ABOUT,
        "carriers": _CARRIERS,
    },
    "person": {
        "type": "Person",
        "label": _IF_ANY,
        "altLabel": _IF_ANY,
        "birthDate": _IF_ANY,
        "deathDate": _IF_ANY,
        "sameAs": _IF_ANY,
        "remark": _IF_ANY,
    },
    "decision": {
        "type": "Resolution",
        "label": _IF_ANY,
        "decidedBy": _ACTOR,
        "decidedOn": _IF_ANY,
        "action": _IF_ANY,
        "recordedInNoteTo": _NAMED,
        **_ABOUT,
        "carriers": _CARRIERS,
    },
}


def frame(name: str, context: Context) -> Frame:
    """The frame called `name`, with its keys, all of them short, all classes and all prefixes of the context."""
    tree = _TREES[name]
    keys = set(_keys(tree))
    own = {key: {"@reverse": compact(_REVERSE[key]), "@container": "@set"} for key in keys & _REVERSE.keys()}
    own |= {key: context.keys[_SHORT[key]].definition(_SHORT[key]) for key in sorted(keys & _SHORT.keys())}
    classes = {name for name in context.classes.values() if name in context.document}
    known = part(context, {*(keys - own.keys()), *classes, *context.prefixes.values()})
    names = {key.name: term for term, key in context.keys.items()} | _SHORT
    words = {name: bare(term) for name, term in names.items() if context.keys[term].kind is Kind.WORDS}
    return {"@context": known | own, **_expanded(tree, words), "@explicit": True}


def _expanded(tree: Frame, words: Mapping[str, str]) -> Frame:
    """A tree in which the keys of words are whole IRIs: under its own key, `{}` would be words in no language."""
    return {
        words.get(key, key): _expanded(value, words) if isinstance(value, dict) else value
        for key, value in tree.items()
    }


def _keys(tree: Frame) -> list[str]:
    """Every key of a tree, keywords left out."""
    keys = []
    for key, value in tree.items():
        if isinstance(value, dict):
            keys += [key, *_keys(value)]
    return keys
