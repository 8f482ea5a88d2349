"""The field's formats, one file a format: what `kg export` writes, and what each of them cannot carry.

Every format is made from the same records (`_records`), read from the store of a build one letter at a time; so what is
exported has been checked, and memory does not grow with the number of letters. A format says which fields it carries,
and where (`Export.carries`); what the records have besides is counted while they are read (`_losses`), never written
down by hand. A module here whose `EXPORT` is an `Export` is a format; names that begin with an underscore are none.
"""

from __future__ import annotations

import importlib
import pkgutil

from kg.errors import KgError, UsageError
from kg.publish.exports._export import About, Carried, Edition, Export
from kg.publish.exports._losses import Losses, report_json, report_text
from kg.publish.exports._records import Records
from kg.settings import suggest

__all__ = [
    "About",
    "Carried",
    "Edition",
    "Export",
    "Losses",
    "Records",
    "exports",
    "find",
    "report_json",
    "report_text",
]


def exports() -> tuple[Export, ...]:
    """Every format, by name. Raises KgError for a module that has none."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    found = [getattr(importlib.import_module(f"{__name__}.{name}"), "EXPORT", None) for name in names]
    for name, export in zip(names, found, strict=True):
        if not isinstance(export, Export):
            raise KgError(f"kg/publish/exports/{name}.py has no EXPORT", hint="give it one, an `Export`")
    return tuple(sorted((export for export in found if export is not None), key=lambda export: export.name))


def find(name: str) -> Export:
    """The format called `name`. Raises UsageError when there is none."""
    every = {export.name: export for export in exports()}
    if name not in every:
        meant = suggest(name, list(every))
        there = f"there are: {', '.join(every)}"
        raise UsageError(f"no format {name!r}", hint=f"did you mean {meant!r}? {there}" if meant else there)
    return every[name]
