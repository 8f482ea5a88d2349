"""`kg import tei` of letters with their texts: records a second and peak memory. `python benchmarks/tei/run.py`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.measure import machine, once, results, table

RESULTS = Path(__file__).parent / "results.md"
WORDS = 140  # in the text of a letter
_WORKSPACE = """name = "letters"
title = "Letters"
base = "https://example.org/letters/"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "nobody"
"""
_HEADER = """<teiHeader><fileDesc><titleStmt><title>{title}</title></titleStmt>
<publicationStmt><publisher>Nobody</publisher></publicationStmt><sourceDesc>{kept}</sourceDesc></fileDesc>
<profileDesc>{described}</profileDesc></teiHeader>
"""
_KEPT = """<msDesc><msIdentifier><settlement>Lund</settlement><repository>University Library</repository>
<idno>Box {box}, folder {folder}, fol. {leaf}</idno></msIdentifier></msDesc>"""


def main() -> None:
    """Run everything and write `results.md`."""
    parser = argparse.ArgumentParser(description="The import of letters in TEI.")
    parser.add_argument("--records", type=int, nargs="+", default=[1000, 10000, 100000])
    rows = [row for count in parser.parse_args().records for row in measured(count)]
    head = ("", "records", "file", "processor seconds", "records a second", "peak memory")
    text = results(
        "# Importing letters in TEI with their texts",
        "`python benchmarks/tei/run.py`: whole processes, start included, on one processor.",
        table(head, rows),
        f"A corpus in one file; each letter has a description, a shelfmark, and a text of {WORDS} words that names two "
        "persons. With `--wording` the words are taken, too.",
        machine("msgspec"),
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def measured(count: int) -> Iterator[tuple[str, ...]]:
    """Two lines of the table of results."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "letters.xml"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(parts(count))
        for n, more in enumerate(((), ("--wording",))):
            data = Path(folder) / f"data{n}"
            (data / "authorities").mkdir(parents=True)
            (data / "workspace.toml").write_text(_WORKSPACE, encoding="utf-8")
            run = once([sys.executable, "-m", "kg", "import", "tei", file, "--workspace", data, *more])
            size, speed = f"{file.stat().st_size / 1e6:.1f} MB", f"{count / run.work:,.0f}"
            name = " ".join(("kg import tei", *more))
            yield name, f"{count:,}", size, f"{run.work:.1f}", speed, f"{run.megabytes:.0f} MB"


def parts(count: int) -> Iterator[str]:
    """A corpus of `count` invented letters in parts, the same for the same number."""
    random = Random(count)
    persons = max(2, count // 8)
    words = [f"word{n}" for n in range(2000)]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">\n'
    yield _HEADER.format(title="Invented letters", kept="<p/>", described="")
    for n in range(1, count + 1):
        day = date(1850, 1, 1) + timedelta(days=random.randrange(30000))
        kept = _KEPT.format(box=n // 900 + 1, folder=n // 30 % 30 + 1, leaf=n % 400 + 1)
        sender, recipient, *named = (_person(random.randrange(1, persons + 1)) for _ in range(4))
        described = (
            f'<correspDesc key="{n}"><correspAction type="sent">{sender}<date when="{day.isoformat()}"/>'
            "</correspAction>"
            f'<correspAction type="received">{recipient}</correspAction></correspDesc>'
        )
        text = random.choices(words, k=WORDS)
        text[20], text[90] = named
        yield f"<TEI>{_HEADER.format(title=f'Letter {n}', kept=kept, described=described)}"
        yield f"<text><body><p>{' '.join(text[:70])}</p>\n<p>{' '.join(text[70:])}</p></body></text></TEI>\n"
    yield "</teiCorpus>\n"


def _person(number: int) -> str:
    return f'<persName ref="https://d-nb.info/gnd/{100000000 + number}">Writer{number}, Anna</persName>'


if __name__ == "__main__":
    main()
