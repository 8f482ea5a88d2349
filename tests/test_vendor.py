"""What a site takes from npm: kept once made, never a reason for a run to fail, named with hashes and no host."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.vendor import CACHE_VARIABLE, FILES, SOURCE, assets, cache


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def _program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_without_node_the_reason_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = assets()
    assert found.folder is None
    assert found.missing == "node is not installed"


def test_without_a_network_the_reason_is_said_and_nothing_half_made_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    programs = tmp_path / "bin"
    _program(programs, "node", "exit 0")
    _program(programs, "npm", 'echo "npm warn old" >&2; echo "npm error network unreachable" >&2; exit 1')
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    found = assets()
    assert found.folder is None
    assert found.missing == "`npm ci` failed: npm error network unreachable"
    assert not any(path.is_file() for path in cache().rglob("*"))
    assert not list(cache().iterdir())


def test_what_a_build_leaves_out_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    _program(programs, "npm", "exit 0")
    _program(programs, "node", 'mkdir -p "$2"; touch "$2/LICENSES.txt" "$2/oxigraph.js"')
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    assert assets().missing == "the build made no coastline.json, codemirror.js, oxigraph.wasm.br, oxigraph.wasm.gz"


def test_it_is_made_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    _program(programs, "npm", "exit 0")
    _program(programs, "node", f'mkdir -p "$2"; cd "$2"; touch {" ".join(FILES)}')
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    said: list[str] = []
    made = assets(say=said.append)
    assert made.folder is not None
    assert sorted(path.name for path in made.folder.iterdir()) == sorted(FILES)
    monkeypatch.setenv("PATH", "")
    assert assets(say=said.append) == made
    assert len(said) == 1


def test_a_folder_that_was_named_must_be_whole(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "oxigraph.js").touch()
    with pytest.raises(KgError, match="assets are missing here: LICENSES"):
        assets(tmp_path / "mine")
    for name in FILES:
        (tmp_path / "mine" / name).touch()
    assert assets(tmp_path / "mine").folder == tmp_path / "mine"


def test_a_cache_that_cannot_be_written_is_a_reason(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    programs = tmp_path / "bin"
    _program(programs, "npm", "exit 0")
    _program(programs, "node", "exit 0")
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    own_cache.write_text("a file where the folder should be")
    assert assets().missing.startswith("the cache cannot be written")


def test_every_package_has_its_hash_and_no_registry() -> None:
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert {"node_modules/oxigraph", "node_modules/world-atlas", "node_modules/esbuild"} <= set(packages)
    assert all(about["integrity"].startswith("sha512-") for about in packages.values())
    assert not any("resolved" in about for about in packages.values())
    wanted = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    named = wanted["dependencies"] | wanted["devDependencies"]
    assert all(lock["packages"][f"node_modules/{name}"]["version"] == version for name, version in named.items())
