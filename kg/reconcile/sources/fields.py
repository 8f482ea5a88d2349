"""What the fields of candidates are called in the files that people have, and tidy values for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from kg.ns import AUTHORITY_FILES
from kg.records.candidate import Profile, ProfileKind
from kg.records.identifier import canonical
from kg.records.interval import interval

LONGEST = 200  # characters of a name
MOST = 300  # names, roles, places or identifiers of one candidate


class Refused(NamedTuple):
    """What of a source was left out, and why; `where` is a file and line, or an address."""

    where: str
    message: str


# Field -> what columns, keys and the last part of properties call it, in lower case.
_CALLED = {
    "iri": "iri id uri identifier item qid wikidata gnd gndidentifier viaf geonames isni",
    "kind": "kind type a entitytype additionaltype",
    "names": "names name label labels preflabel altlabel alternatename variants variant aliases alias preferredname "
    "variantname title itemlabel preferrednameentityfortheperson label_ru",
    "born": "born birth birthdate dateofbirth birthyear p569",
    "died": "died death deathdate dateofdeath deathyear p570",
    "roles": "roles role occupation occupations professionoroccupation office jobtitle p106 p39",
    "places": "places place placeofbirth placeofdeath placeofactivity birthplace deathplace p19 p20 p937",
    "others": "others sameas exactmatch same_as identifiers p227 p214 p213 p1566 p244",
    "description": "description note biographicalorhistoricalinformation comment scopenote",
    "replaced_by": "replaced_by replacedby isreplacedby redirect",
}
FIELD_OF = {called: field for field, all_ in _CALLED.items() for called in all_.split()}
_GND_NAME = re.compile(r"(?:preferred|variant)namefor\w+")
# Properties and columns whose values are numbers of an authority file without its address.
NUMBERS = {"p227": "gnd", "p214": "viaf", "p213": "isni", "p1566": "geonames", "p244": "lcnaf", "gndidentifier": "gnd",
           "wikidata": "wd", "qid": "wd", "item": "wd", "gnd": "gnd", "viaf": "viaf", "geonames": "geonames",
           "isni": "isni"}  # fmt: skip
_KINDS: dict[str, ProfileKind] = {
    "person": "person", "human": "person", "q5": "person", "differentiatedperson": "person", "e21_person": "person",
    "undifferentiatedperson": "person", "group": "group", "organization": "group", "organisation": "group",
    "corporatebody": "group", "e74_group": "group", "place": "place", "placeorgeographicname": "place",
    "e53_place": "place", "territorialcorporatebodyoradministrativeunit": "place", "spatialthing": "place",
    "feature": "place",
}  # fmt: skip
_ITEM = re.compile(r"q[1-9][0-9]*")
_MARKUP = re.compile(r"<[A-Za-z!/?][^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\u202a-\u202e\u2066-\u2069]")
_YEAR = re.compile(r"(?<!\d)[+]?(\d{4})(?:-(\d{2})-(\d{2}))?(?!\d)")


def field_of(called: str) -> str | None:
    """The field of a profile that a column, a key or a property means, or None."""
    name = called.strip().rpartition("#")[2].rpartition("/")[2].lower()
    return FIELD_OF.get(name) or ("names" if _GND_NAME.fullmatch(name) else None)


def identifier(called: str, value: str) -> str:
    """An identifier as the ledger writes it: a bare number with what its column or property says, else as it is."""
    value = value.strip()
    prefix = NUMBERS.get(called.strip().rpartition("/")[2].lower())
    if prefix and "://" not in value and value:
        value = f"{AUTHORITY_FILES[prefix][1]}{value.replace(' ', '')}"
    elif re.fullmatch(r"Q[1-9]\d*", value):
        value = f"{AUTHORITY_FILES['wd'][1]}{value}"
    return canonical(value) or ("" if "://" not in value else value)


def profile(values: Mapping[str, Sequence[str]], where: str) -> Iterator[Profile | Refused]:
    """A profile of `values` by field, with a refusal for each of them that cannot stand; only these without a name."""
    if not (iri := next(filter(None, values.get("iri", ())), "")):
        yield Refused(where, "nothing says which identifier this is of")
        return
    names: list[str] = []
    for text in values.get("names", ()):
        name, refusal = tidy(text)
        if refusal:
            yield Refused(where, f"{iri}: {refusal}")
        if name and name not in names:
            names.append(name)
    replaced = next(iter(values.get("replaced_by", ())), "")
    if not names and not replaced:
        yield Refused(where, f"{iri}: it has no name")
        return
    yield Profile(
        iri=iri,
        kind=_kind(values.get("kind", ())),
        names=tuple(names[:MOST]),
        born=_date(values.get("born", ())),
        died=_date(values.get("died", ())),
        roles=_plain(values.get("roles", ())),
        places=_plain(values.get("places", ())),
        others=tuple(dict.fromkeys(other for other in values.get("others", ()) if other and other != iri))[:MOST],
        description=" ".join(_plain(values.get("description", ())))[:1000],
        seen=where,
        replaced_by=replaced,
    )


def tidy(text: str) -> tuple[str, str]:
    """A name fit for a ledger and what was wrong with it: markup is refused, what is too long is shortened."""
    name = " ".join(text.split())
    if _MARKUP.search(name) or _CONTROL.search(name):
        return "", f"a name with markup or control characters is left out: {_CONTROL.sub('?', name)[:60]!r}"
    if len(name) > LONGEST:
        return name[:LONGEST].rstrip(), f"a name of {len(name)} characters is shortened to {LONGEST}: {name[:40]!r}..."
    return name, ""


def _plain(texts: Iterable[str]) -> tuple[str, ...]:
    tidied = (tidy(text)[0] for text in texts if "://" not in text)
    return tuple(dict.fromkeys(filter(None, tidied)))[:MOST]


def _kind(texts: Iterable[str]) -> ProfileKind:
    """What it is; of items of Wikidata that are no humans (Q5) it is hard to say more than that."""
    said = [text.strip().rpartition("#")[2].rpartition("/")[2].lower() for text in texts]
    unsaid = "other" if said and all(map(_ITEM.fullmatch, said)) else ""
    return cast(ProfileKind, next(filter(None, map(_KINDS.get, said)), unsaid))


def _date(texts: Iterable[str]) -> str:
    """The first date that can be read, as EDTF; a bare year where the first of January stands for one.

    A point of time on the first of a month is that month: Wikidata writes so what it knows no better.
    """
    for text in texts:
        text, _, time = text.strip().lstrip("+").partition("T")
        if time and text.endswith("-01") and not text.endswith("-01-01"):
            text = text[:-3]
        if interval(text) != (None, None) and not text.endswith("-01-01"):
            return text
        if (match := _YEAR.search(text)) is not None:
            whole = match[2] and match[2] != "00" and (match[2], match[3]) != ("01", "01")
            sure = "" if _YEAR.fullmatch(text) else "?"
            return f"{match[1]}-{match[2]}-{match[3]}" if whole else f"{match[1]}{sure}"
    return ""
