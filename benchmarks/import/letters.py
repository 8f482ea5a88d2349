"""An index of invented letters in CMIF, of any length: COUNT FILE. The same for the same count."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
  <teiHeader>
    <fileDesc>
      <titleStmt><title>Invented letters</title><editor>Nobody</editor></titleStmt>
      <publicationStmt><publisher>Nobody</publisher><date when="2020-01-01"/>
        <availability><licence target="https://creativecommons.org/publicdomain/zero/1.0/">CC0</licence></availability>
      </publicationStmt>
      <sourceDesc><bibl type="print" xml:id="b1">Invented letters. Nowhere 1950.</bibl></sourceDesc>
    </fileDesc>
    <profileDesc>
"""
_FOOT = "    </profileDesc>\n  </teiHeader>\n  <text><body><p/></body></text>\n</TEI>\n"


def parts(count: int) -> Iterator[str]:
    """The file in parts. Of the persons, one for every eight letters, few write most; one in twenty has no number."""
    random = Random(count)
    persons, places = max(2, count // 8), max(2, count // 50)
    yield _HEAD
    for n in range(1, count + 1):
        day = date(1850, 1, 1) + timedelta(days=random.randrange(30000))
        who = [min(random.randrange(1, persons + 1), random.randrange(1, persons + 1)) for _ in range(2)]
        yield f'      <correspDesc key="{n}" source="#b1" ref="https://example.org/letters/{n}">\n'
        for type_, person in zip(("sent", "received"), who, strict=True):
            ref = f' ref="https://d-nb.info/gnd/{100000000 + person}"' if person % 20 else ""
            place = random.randrange(1, places + 1)
            yield f'        <correspAction type="{type_}">\n          <persName{ref}>Writer{person}, Anna</persName>\n'
            if type_ == "sent":
                yield f'          <date when="{day.isoformat()}"/>\n'
            yield f'          <placeName ref="https://sws.geonames.org/{place}/">Town {place}</placeName>\n'
            yield "        </correspAction>\n"
        yield "      </correspDesc>\n"
    yield _FOOT


if __name__ == "__main__":
    Path(sys.argv[2]).write_text("".join(parts(int(sys.argv[1]))), encoding="utf-8")
