"""Titles of letters as catalogues and editions write them: `Letter from Ada Berg to Otto Klamm, 12 March 1871`,
`Ada Berg an Otto Klamm. Riga, 12. März 1871`. Who wrote to whom is taken from them where nothing else says so.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kg.read.typed_dates import Understood, understand
from kg.read.typed_names import names_in
from kg.read.typed_words import plain, words

_YEAR = re.compile(r"\d{4}|'\d{2}(?!\d)")
_BEHIND_A_PLACE = re.compile(r"[^\W\d][^\d,;]* (?P<date>\d.*)")
_LONGEST = 12  # words in what may be names
_NUMBER = re.compile(r"^(?:(?:no|nr|n°|№)\.?\s*)?\[?\d{1,5}[a-z]?\]?[.:)]\s+", re.IGNORECASE)


class Title(NamedTuple):
    """What a title says: the names of senders and recipients as they stand there, the date and its words."""

    senders: str = ""
    recipients: str = ""
    date: str = ""
    meant: Understood = Understood()


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    title = words()["title"]
    form, from_, to = (_several(title[name]) for name in ("forms", "from", "to"))
    elided = _several([one for one in title["from"] if one.endswith("'")]).replace("'", "['’]")
    from_ = rf"(?:(?:{from_})\s+|(?:{elided}))"  # Lettre d'Ada Berg
    wrote = rf"(?P<from>[^\d]+?)(?:['’]s)?(?:\s+(?:{form})s?)?"  # Ada Berg letter
    start = rf"(?:(?P<form>{form})\w*(?:[\s,:]+(?:signed|eigenhändig|autographe?))?)"
    return (
        re.compile(rf"{start}\s*[:,]?\s+{from_}(?P<from>.+?)\s+(?:{to})\s+(?P<to>.+)", re.IGNORECASE),
        re.compile(rf"(?:{start}\s*[:,]?\s+)?(?:{to})\s+(?P<to>.+?)(?:\s+{from_}(?P<from>.+))?", re.IGNORECASE),
        re.compile(rf"(?:{start}\s*[:,]?\s+)?{wrote}\s+(?:{to}|→|->|–>)\s+(?P<to>.+)", re.IGNORECASE),
    )


@cache
def _roman() -> re.Pattern[str]:
    """A number in Roman figures before what begins a title; `C. Berg an Otto Klamm` begins with an initial."""
    title = words()["title"]
    begins = _several([*title["forms"], *title["from"], *title["to"]])
    return re.compile(rf"^(?:(?:no|nr|n°|№)\.?\s*)?[IVXLC]+[.:)]?\s+(?=(?:{begins})(?!\w))", re.IGNORECASE)


def _several(phrases: list[str]) -> str:
    return "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))


def title_of(text: str) -> Title:
    """What a title says; nothing where it is not that of a letter."""
    text = _roman().sub("", _NUMBER.sub("", " ".join(text.split())))
    head, date, meant = _dated(text.strip(" .,;"))
    for pattern in _patterns():
        found = pattern.fullmatch(head)
        if found is None:
            continue
        named = {name: _placeless((found[name] or "").strip(" ,;:")) for name in ("from", "to")}
        if all(_may_name(one) for one in named.values() if one):
            return Title(named["from"], named["to"], date, meant)
    return Title()


def _placeless(text: str) -> str:
    """Names without the place behind them: `Ada Berg, Riga`, `Ada Berg in Riga`; `Berg, Ada` is a name."""
    text = re.split(rf"\s+(?:{_several(words()['title']['at'])})\s+", text)[0]
    first, comma, rest = text.partition(", ")
    particles = words()["name"]["particles"]
    inverted = " " not in first or plain(first).split()[0] in particles
    return text if not comma or inverted or " " in rest.strip() else first


def _may_name(text: str) -> bool:
    """Whether a text may be names: short, and each beginning with a capital or a sign of doubt."""
    if len(text.split()) > _LONGEST or any(sign.isdigit() for sign in text):
        return False
    particles = set(words()["name"]["particles"])
    several = [one.text for one in names_in(text).names]
    return all(not one or not one[0].islower() or plain(one).split()[0] in particles for one in several)


def _dated(text: str) -> tuple[str, str, Understood]:
    """A title without the date, and perhaps the place, at its end; the date's words, and what they mean."""
    cuts = [
        match
        for match in re.finditer(r"\s*[.,;:(]\s*|\s+(?:of|vom|du|от|dated|on)\s+", text)
        if match.end() < len(text)
    ]
    for cut in cuts:
        rest = text[cut.end() :].strip(" .,;)")
        if not _YEAR.search(rest):
            continue
        meant = understand(rest)
        if (
            meant.edtf is None and rest[0].isupper() and (behind := _BEHIND_A_PLACE.fullmatch(rest)) is not None
        ):  # Wien 12.3.1871
            rest, meant = behind["date"], understand(behind["date"])
        if meant.edtf is not None:
            return _without_place(text[: cut.start()]), rest, meant
    return text, "", Understood()


def _without_place(text: str) -> str:
    """A head without what stands behind a full stop after a name, which is a place: `Ada an Otto. Riga`."""
    head, stop, place = text.rpartition(". ")
    whole = stop and len(head.split()[-1]) > 3 and len(place.split()) <= 3 and not re.search(r"\s(an|to|à|к)\s", place)
    return head if whole else text
