"""One validation: DATA.nt ENGINE RESULTS.json."""

from __future__ import annotations

import sys
from pathlib import Path

from kg.files import write_atomic
from kg.pipeline import check
from kg.validate.render import as_json

if __name__ == "__main__":
    data, engine, out = sys.argv[1:4]
    write_atomic(Path(out), as_json(check(Path(data), "letters", engine=engine)))
