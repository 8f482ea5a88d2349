"""Titles and forms of address, which are no part of a given name."""

from __future__ import annotations

# In English, German, French and Russian; as they are compared: small letters, no full stops.
_WORDS = (
    "mr mrs ms miss messrs sir dame lady lord rev reverend hon rt capt captain col colonel gen general lt "
    "lieutenant major dr prof professor med phil jur theol ing dipl herr herrn hr frau fr fräulein frl freiherr "
    "freifrau frhr baron baronin baroness graf gräfin count countess fürst fürstin prinz prinzessin prince "
    "princess princesse duke duchess duc duchesse comte comtesse marquis marquise vicomte vicomtesse chevalier "
    "abbé père pater father m mm mme mlle monsieur messieurs madame mademoiselle г-н г-жа господин госпожа "
    "гражданин гр граф графиня кн князь княгиня княжна барон баронесса д-р проф профессор акад академик тов "
    "товарищ comrade genosse genossin"
)
TITLES = frozenset(_WORDS.split())


def untitled(name: str) -> str:
    """A name without the titles at its beginning: `Prof. Dr. Carl Flesch` -> `Carl Flesch`, `Frau` -> ``.

    One letter is an initial: `M. Prokofiev` stays.
    """
    words = name.split()
    bare = (word.casefold().replace(".", "") for word in words)
    first = next((n for n, word in enumerate(bare) if len(word) < 2 or word not in TITLES), len(words))
    return " ".join(words[first:])
