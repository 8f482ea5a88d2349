"""One validation by pySHACL alone, as its documentation has it: rdflib reads, pySHACL checks. DATA.nt RESULTS.json."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pyshacl
from rdflib import SH, Graph, Literal
from rdflib.term import Node

from kg.resources import resource_files


def text(node: Node | None) -> str | None:
    """A term as the report of kg has it."""
    if isinstance(node, Literal):
        return f'"{node}"' + (f"@{node.language}" if node.language else f"^^<{node.datatype}>" if node.datatype else "")
    return None if node is None else str(node)


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # rdflib tells of each literal that is not of its type
    data, shapes = Graph().parse(sys.argv[1], format="nt"), Graph()
    for file in resource_files("shapes"):
        shapes.parse(file)
    _, found, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(found, Graph)
    results = [
        {
            "shape": text(found.value(node, SH.sourceShape)),
            "component": text(found.value(node, SH.sourceConstraintComponent)),
            "severity": str(found.value(node, SH.resultSeverity)).rpartition("#")[2].lower(),
            "focus": text(found.value(node, SH.focusNode)),
            "value": text(found.value(node, SH.value)),
        }
        for node in found.objects(None, SH.result)
    ]
    Path(sys.argv[2]).write_text(json.dumps({"triples": len(data), "results": results}))
