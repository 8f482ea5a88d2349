"""The ledger, read by the reference implementation of SSSOM, in an environment of its own."""

from __future__ import annotations

import json
import subprocess

import pytest
from conftest import WORKSPACE, Built
from programs import interpreter

from kg.iris import Iris
from kg.ledger import read_ledger
from kg.records.claim import link_id
from kg.workspace import load_settings

PYTHON = interpreter("KG_SSSOM", "python") or ""  # that has the package `sssom`
LEDGER = WORKSPACE / "authorities" / "links.sssom.tsv"
READ = """
import json, sys
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
found = parse_sssom_table(sys.argv[1])
validate(found, fail_on_error=True)
columns = ["subject_id", "predicate_id", "object_id", "predicate_modifier", "mapping_justification"]
print(json.dumps(found.df.reindex(columns=columns).fillna("").values.tolist()))
"""

READ_RDF = """
import json, sys
from sssom.parsers import parse_sssom_rdf
found = parse_sssom_rdf(sys.argv[1]).df
print(json.dumps(found[["record_id", "object_id", "predicate_modifier"]].fillna("").values.tolist()))
"""

pytestmark = pytest.mark.skipif(not PYTHON, reason="the package sssom is not here (.ci/programs installs it)")


def test_the_reference_implementation_reads_every_row_alike() -> None:
    done = subprocess.run([PYTHON, "-c", READ, str(LEDGER)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    theirs = json.loads(done.stdout.splitlines()[-1])
    ours = read_ledger(LEDGER.read_bytes(), LEDGER, Iris(load_settings(WORKSPACE / "workspace.toml").base))
    assert len(theirs) == len(ours)
    told = {(row[0].partition(":")[2], row[2].partition(":")[2], row[3], row[4]) for row in theirs}
    expected = {
        (link.subject, link.object.rstrip("/").rpartition("/")[2], "Not" if link.status == "rejected" else "",
         link.justification)
        for link in ours
    }  # fmt: skip
    assert {(subject, object_.rstrip("/"), *rest) for subject, object_, *rest in told} == expected


def test_the_reference_implementation_reads_every_mapping_of_the_dump(built: Built) -> None:
    done = subprocess.run(
        [PYTHON, "-c", READ_RDF, str(built.out / "dump" / "links.sssom.ttl")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    theirs = json.loads(done.stdout.splitlines()[-1])
    ours = read_ledger(LEDGER.read_bytes(), LEDGER, Iris(built.base))
    assert {record.rpartition("#")[2]: negated for record, _, negated in theirs} == {
        link_id(link): "Not" if link.status == "rejected" else "" for link in ours
    }
