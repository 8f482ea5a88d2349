"""The files that a build leaves in `dump/`: what each holds, for whom, in which format.

The formats themselves are described in `kg.formats`.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from kg.formats import BEACON, CSV, CSVW, GZIP, JSON_LD, N_QUADS, N_TRIPLES, SSSOM, TRIG, TURTLE, ZSTD, Format, Packing


class Holds(Enum):
    """What a file of a dump holds, in words."""

    ADOPTED = "the adopted view: every statement that is believed, no claims"
    EVERYTHING = "everything: the adopted view, and the claims and the link ledger in named graphs"
    CORE = "the core: about 15 statements a letter, in schema.org and shortcuts"
    RICO = "the view for archives: Records in Contexts (RiC-O 1.1) alone"
    LETTERSAMPO = "the view for LetterSampo portals: vocabulary lssc"
    CRM = "the view for CIDOC CRM 7.1.3 readers: CRM and CRMinf alone, claims as propositions"
    LETTERS = "a table of letters, one a row"
    PERSONS = "a table of persons, one a row"
    DECISIONS = "a table of decisions, one a row"
    TABLES = "what the columns of the tables mean (CSV on the Web)"
    BEACON = "which identifiers of an authority file lead to what here (BEACON)"
    LEDGER = "the link ledger: accepted, rejected and open links to authority files, with their evidence (SSSOM)"
    MAPPINGS = "the link ledger as a mapping set of SSSOM in RDF, no link of which is asserted by being in it"
    CONTEXT = "the JSON-LD context: what the keys of the JSON-LD mean"
    FRAME = "a JSON-LD frame: the shape of one kind of record, for developers of web pages"


class DumpFile(NamedTuple):
    """One file; `NAME` in its `name` stands for that of the workspace."""

    name: str
    holds: Holds
    format: Format
    packing: Packing | None = None

    def called(self, workspace: str) -> str:
        """The file's name in the dump of a workspace."""
        return self.name.replace(_NAME, workspace)


_NAME = "NAME"
PROFILES = {"core": Holds.CORE, "ric-o": Holds.RICO, "lettersampo": Holds.LETTERSAMPO, "cidoc-crm": Holds.CRM}
TABLES = {"letters": Holds.LETTERS, "persons": Holds.PERSONS, "decisions": Holds.DECISIONS}
FRAMES = ("letter", "person", "decision")
LEDGER = "links.sssom.tsv"
MAPPINGS = "links.sssom.ttl"
BEACONS = {"gnd": "beacon-gnd.txt", "wd": "beacon-wikidata.txt"}  # prefix of an authority file -> its list
CONTEXT = "context.jsonld"
TABLES_METADATA = "csv-metadata.json"
DUMP = (
    DumpFile("NAME.ttl", Holds.ADOPTED, TURTLE),
    DumpFile("NAME.jsonld", Holds.ADOPTED, JSON_LD),
    DumpFile("NAME.nt.gz", Holds.ADOPTED, N_TRIPLES, GZIP),
    DumpFile("NAME.nt.zst", Holds.ADOPTED, N_TRIPLES, ZSTD),
    DumpFile("NAME.nq.gz", Holds.EVERYTHING, N_QUADS, GZIP),
    DumpFile("NAME.nq.zst", Holds.EVERYTHING, N_QUADS, ZSTD),
    DumpFile("NAME.trig.gz", Holds.EVERYTHING, TRIG, GZIP),
    *(DumpFile(f"{profile}.ttl", holds, TURTLE) for profile, holds in PROFILES.items()),
    DumpFile("core.jsonld", Holds.CORE, JSON_LD),
    *(DumpFile(f"{table}.csv", holds, CSV) for table, holds in TABLES.items()),
    DumpFile(TABLES_METADATA, Holds.TABLES, CSVW),
    DumpFile(LEDGER, Holds.LEDGER, SSSOM),
    DumpFile(MAPPINGS, Holds.MAPPINGS, TURTLE),
    *(DumpFile(name, Holds.BEACON, BEACON) for name in BEACONS.values()),
    DumpFile(CONTEXT, Holds.CONTEXT, JSON_LD),
    *(DumpFile(f"{frame}.frame.jsonld", Holds.FRAME, JSON_LD) for frame in FRAMES),
)


def described(workspace: str) -> dict[str, DumpFile]:
    """Each file of the dump of `workspace`, by its name."""
    return {file.called(workspace): file for file in DUMP}
