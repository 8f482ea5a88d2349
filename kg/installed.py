"""Where this program was installed from, so that another machine can install it as well."""

from __future__ import annotations

import importlib.metadata
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kg.git import origin

_DISTRIBUTION = "letterkg"
_SSH = re.compile(r"(?:ssh://)?git@(?P<host>[\w.-]+)[:/](?P<path>[^:]+)")


def requirement() -> str:
    """What pip installs this program from on any machine: `git+https://HOST/OWNER/REPOSITORY`, with the commit where it
    is known; empty when it came from a place that others cannot reach.
    """
    said = _direct_url()
    address = str(said.get("url", ""))
    commit = str(said.get("vcs_info", {}).get("commit_id", ""))
    if commit:
        return reachable(address, commit)
    folder = Path(unquote(urlsplit(address).path)) if address.startswith("file:") else Path(__file__).parents[1]
    return reachable(origin(folder)) if (folder / "pyproject.toml").is_file() else ""


def reachable(repository: str, commit: str = "") -> str:
    """A repository as pip takes it, read over HTTPS and without a password; empty for one that stays on a machine."""
    if (match := _SSH.fullmatch(repository)) is not None:
        repository = f"https://{match['host']}/{match['path']}"
    parts = urlsplit(repository)
    if parts.scheme != "https" or not parts.hostname:
        return ""
    return f"git+https://{parts.netloc.rpartition('@')[2]}{parts.path}" + (f"@{commit}" if commit else "")


def _direct_url() -> dict[str, Any]:
    """What pip has noted of the place it installed from (PEP 610); nothing when it came from an index, or from none."""
    try:
        text = importlib.metadata.distribution(_DISTRIBUTION).read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return {}
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
