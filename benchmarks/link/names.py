"""Synthetic persons for the benchmark: `python names.py COUNT FILE` writes a snapshot as a table.

Surnames come from a pool of 200,000, the frequent ones often; given names from 400. The same number is always the same
person, so that every N-th candidate is one of ours.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

_CONSONANTS = ("b", "v", "g", "d", "zh", "z", "k", "l", "m", "n", "p", "r", "s", "t", "f", "kh", "ts", "ch", "sh")
_SYLLABLES = [c + v for c in _CONSONANTS for v in ("a", "e", "i", "o", "u", "ya", "yu")]
_ENDINGS = ["ov", "ev", "in", "sky", "enko", "vich", "man", "berg", "shvili", "ts", "ko", "yan"]


def person(number: int) -> tuple[str, str, str, str, str]:
    """Given name, patronymic, surname, and the years of birth and death of the person of that number."""
    chance = random.Random(number)
    surname = _surname(int(200_000 * chance.random() ** 2.5))
    given, father = _given(chance.randrange(400)), _given(chance.randrange(400))
    born = 1800 + chance.randrange(130)
    return given, f"{father}vich", surname, str(born), str(born + 20 + chance.randrange(70))


def _surname(number: int) -> str:
    chance = random.Random(f"s{number}")
    syllables = "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((1, 2, 2, 3))))
    return f"{syllables}{chance.choice(_ENDINGS)}".capitalize()


def _given(number: int) -> str:
    chance = random.Random(f"g{number}")
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 2, 3)))).capitalize()


def main(count: int, file: Path) -> None:
    """Write `count` candidates, with the order of names and the spelling of an authority file."""
    with file.open("w", encoding="utf-8") as out:
        out.write("iri,name,kind,born,died\n")
        for number in range(count):
            given, father, surname, born, died = person(number)
            german = surname.replace("ts", "z").replace("v", "w").replace("sh", "sch")
            name = f'"{surname}, {given} {father}|{german}, {given} {father[0]}."'
            out.write(f"https://example.org/authority/{number},{name},person,{born},{died}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
