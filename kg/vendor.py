"""What a site takes from npm (the editor, the query engine, coasts), made once and kept in the user's cache.

Nothing of it is in the repository: `kg/publish/site/npm` names the packages, each with its hash, and builds them.
Without Node, or without network the first time, a site is built without them and says so: `assets` never raises.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.files import read_bytes, replace_dir, temporary_dir

SOURCE = Path(__file__).resolve().parent / "publish" / "site" / "npm"
CACHE_VARIABLE = "XDG_CACHE_HOME"  # XDG Base Directory Specification; else ~/.cache
# What a complete folder has; the first line of each is for a page, the coasts are for the map alone.
FILES = ("LICENSES.txt", "coastline.json", "codemirror.js", "oxigraph.js", "oxigraph.wasm.br", "oxigraph.wasm.gz")
_MINUTES = 5  # that the packages may take to arrive
_STEPS = (("npm", "ci", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=30000"), ("node", "build.mjs"))

Say = Callable[[str], None]


@dataclass(frozen=True)
class Assets:
    """A folder with every one of FILES, or none and the reason why, in words that end a sentence."""

    folder: Path | None
    missing: str = ""


def assets(given: Path | None = None, say: Say = lambda _: None) -> Assets:
    """The folder `given`, when it is complete; else the one in the cache, which is made when it is not there yet.

    Raises KgError only for a folder that was `given` and is not complete.
    """
    if given is not None:
        absent = _absent(given)
        if absent:
            raise KgError(
                f"assets are missing here: {', '.join(absent)}",
                given,
                f"make the folder with `npm ci && node build.mjs {given}` in {SOURCE}, or leave --assets out",
            )
        return Assets(given)
    folder = cache() / _key()
    if not _absent(folder):
        return Assets(folder)
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            return Assets(None, f"{program} is not installed")
    say("fetching the query page's packages from npm, this once")
    try:
        return _made(folder)
    except (KgError, OSError) as error:
        return Assets(None, f"the cache cannot be written: {error}")


def cache() -> Path:
    """Where assets are kept: `letterkg/assets` in the user's cache."""
    return Path(os.environ.get(CACHE_VARIABLE) or Path.home() / ".cache") / "letterkg" / "assets"


def _key() -> str:
    """Changes when the packages do or what is made of them."""
    digest = hashlib.sha256()
    for file in sorted(path for path in SOURCE.iterdir() if path.is_file()):
        digest.update(file.name.encode() + b"\0" + read_bytes(file) + b"\0")
    return digest.hexdigest()[:16]


def _absent(folder: Path) -> list[str]:
    return [name for name in FILES if not (folder / name).is_file()]


def _made(folder: Path) -> Assets:
    """Build into a folder of its own, and put it in place when it is whole."""
    with temporary_dir(folder) as work:
        source, out = work / "npm", work / "out"
        shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("node_modules"))
        for step in _STEPS:
            reason = _run([*step, str(out)] if step[0] == "node" else list(step), source)
            if reason:
                return Assets(None, reason)
        absent = _absent(out)
        if absent:
            return Assets(None, f"the build made no {', '.join(absent)}")
        replace_dir(out, folder)
    return Assets(folder)


def _run(command: list[str], folder: Path) -> str:
    """Run a program; why it failed, in one line, or nothing."""
    name = " ".join(command[:2])
    try:
        ran = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60 * _MINUTES, check=False
        )
    except subprocess.TimeoutExpired:
        return f"`{name}` took longer than {_MINUTES} minutes"
    if ran.returncode == 0:
        return ""
    lines = [line.strip() for line in ran.stderr.decode(errors="replace").splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith("npm warn")]
    return f"`{name}` failed: {(told or lines or ['it said nothing'])[0][:200]}"
