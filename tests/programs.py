"""Programs of others that tests ask: on the path, named by a variable, or where `.ci/programs` has put them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / ".programs"
_BIN = [*_FOLDER.glob("*/bin"), *_FOLDER.glob("*/node_modules/.bin")]


def program(name: str, variable: str = "") -> str | None:
    """The program `name`: the one that `variable` of the environment names, else one that is found, else None."""
    if named := os.environ.get(variable, ""):
        return named
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, _BIN)))


def interpreter(variable: str, environment: str) -> str | None:
    """A Python with packages of its own: the one that `variable` names, else that of an environment in the folder."""
    found = _FOLDER / environment / "bin" / "python"
    return os.environ.get(variable) or (str(found) if found.exists() else None)
