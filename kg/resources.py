"""Where the files that ship with the program are: the ontology and the shapes.

In a checkout they are folders beside the package; an installed package carries them in `kg/_resources`.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import KgError

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """The folder called `name`, `ontology` or `shapes`. Raises KgError when this installation has none."""
    for folder in (_PACKAGE / "_resources" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise KgError(f"this installation of kg has no {name}", _PACKAGE, "install it again: pip install letterkg")


def resource_files(name: str, suffix: str = ".ttl") -> tuple[Path, ...]:
    """The files of the folder called `name` that end in `suffix`, sorted by name. Raises KgError as `resource_dir`."""
    return tuple(sorted(path for path in resource_dir(name).iterdir() if path.suffix == suffix))
