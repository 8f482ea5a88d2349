"""JSON-LD frames (JSON-LD 1.1 Framing): the shape of a record that developers of web pages want, as a tree."""

from __future__ import annotations

from typing import Any

from kg.ns import CRM
from kg.publish.context import Context, compact, part

Frame = dict[str, Any]

_ALWAYS: Frame = {"@embed": "@always", "@explicit": True}
_NAMED: Frame = {**_ALWAYS, "label": {}}
_ACTOR: Frame = {**_NAMED, "sameAs": {}}
_CARRIERS: Frame = {**_NAMED, "shelfmark": {}, "documentForm": _NAMED, "heldIn": _NAMED}
_REVERSE = {"carriers": CRM.P128_carries}  # keys of frames alone: the way back
_ABOUT: Frame = {"abstract": {}, "about": _NAMED, "mentions": _NAMED}
_TREES: dict[str, Frame] = {
    "letter": {
        "type": "Letter",
        "label": {},
        "author": _ACTOR,
        "addressee": _ACTOR,
        "dateCreated": {},
        "earliestDate": {},
        "latestDate": {},
        "writtenOn": {**_NAMED, "edtf": {}},
        "sentFrom": _NAMED,
        "sentTo": _NAMED,
        "replyTo": _NAMED,
        **_ABOUT,
        "carriers": _CARRIERS,
    },
    "person": {
        "type": "Person",
        "label": {},
        "altLabel": {},
        "rico:birthDate": {},
        "rico:deathDate": {},
        "sameAs": {},
        "crm:P3_has_note": {},
    },
    "decision": {
        "type": "Resolution",
        "label": {},
        "decidedBy": _ACTOR,
        "decidedOn": {},
        "action": {},
        "recordedInNoteTo": _NAMED,
        **_ABOUT,
        "carriers": _CARRIERS,
    },
}


def frame(name: str, context: Context) -> Frame:
    """The frame called `name`, with what it needs of the context: each key it names is one of the context."""
    tree = _TREES[name]
    keys = set(_keys(tree))
    reverse = {key: {"@reverse": compact(_REVERSE[key]), "@container": "@set"} for key in keys & _REVERSE.keys()}
    prefixes = {compact(_REVERSE[key]).partition(":")[0] for key in reverse}
    known = part(context, {*(keys - _REVERSE.keys()), tree["type"], *prefixes, "voc"})
    return {"@context": known | reverse, **tree, "@explicit": True, "@omitDefault": True}


def _keys(tree: Frame) -> list[str]:
    """Every key of a tree, keywords left out."""
    keys = []
    for key, value in tree.items():
        if key.startswith("@") or key == "type":
            continue
        keys += [key, *(_keys(value) if isinstance(value, dict) else ())]
    return keys
