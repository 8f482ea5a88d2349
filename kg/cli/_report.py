"""How reports look on a terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.validate.results import Severity

_COLOURS = {"violation": "red", "warning": "yellow", "info": "cyan"}


def paint(text: str, severity: Severity) -> str:
    """`text` in the colour of `severity`, on a terminal and unless NO_COLOR is set (https://no-color.org)."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg=_COLOURS[severity.value], bold=severity.value == "violation" or None)
