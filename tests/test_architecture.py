"""The architecture, read from the imports: what may know what, where files are written, where vocabulary lives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import CHECKOUT

PACKAGE = CHECKOUT / "kg"
STAGES = ("read", "extract", "adopt", "reconcile", "map", "validate", "publish")
# What every stage may use: errors, where things were seen, vocabulary, identifiers, records; reading and writing files.
GROUND = {
    "errors",
    "eu",
    "source",
    "ns",
    "iris",
    "records",
    "files",
    "formats",
    "settings",
    "registry",
    "tables",
    "terms",
}
COMPOSERS = {
    "rebuilt.py",
    "attach.py",
    "candidates.py",
    "description.py",
    "exporting.py",
    "extraction.py",
    "gathered.py",
    "giveback.py",
    "importing.py",
    "linkcheck.py",
    "linking.py",
    "pipeline.py",
    "publication.py",
    "release.py",
    "collation.py",
    "compared.py",
    "site",
    "starting.py",
    "understood.py",
    "review.py",
    "cli",
    "workspace.py",
}
# What serves the results may use what asks, what writes them, and what compares things with names that people have.
SERVING = {"serve", "queries", "publish", "reconcile"}
# Record types that are things of the graph: each has one file of its name in records/, map/ and shapes/.
THINGS = ("decision", "group", "heading", "letter", "person", "place", "topic", "unit")
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_resources" not in path.parts)


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """The modules of this package that a file imports, as `map.letter`."""
    for node in ast.walk(parsed(path)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "kg" else [node.module]
        yield from (found.removeprefix("kg.") for found in names if found.startswith("kg."))


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a file that are not docstrings."""
    tree = parsed(path)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_serving_knows_only_what_asks_and_what_publishes() -> None:
    wrong = [
        f"{name(path)} imports kg.{module}"
        for path in MODULES
        if name(path).startswith("serve/")
        for module in imports(path)
        if module.split(".")[0] not in GROUND | SERVING
    ]
    assert not wrong


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_knows_only_the_ground_it_stands_on(stage: str) -> None:
    wrong = [
        f"{name(path)} imports kg.{module}"
        for path in MODULES
        if path.parts[len(PACKAGE.parts)] == stage
        for module in imports(path)
        if module.split(".")[0] not in GROUND | {stage}
    ]
    assert not wrong


def test_only_the_pipeline_and_the_commands_compose_stages() -> None:
    wrong = [
        f"{name(path)} imports kg.{module}"
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in (*STAGES, *COMPOSERS, "serve")
        for module in imports(path)
        if module.split(".")[0] in STAGES
    ]
    assert not wrong


def test_the_ground_does_not_know_what_stands_on_it() -> None:
    ground = [p for p in MODULES if p.relative_to(PACKAGE).parts[0].removesuffix(".py") in GROUND]
    assert ground
    wrong = [f"{name(p)} imports kg.{m}" for p in ground for m in imports(p) if m.split(".")[0] not in GROUND]
    assert not wrong


def test_vocabulary_lives_in_one_place() -> None:
    pattern = re.compile(r"https?://[\w.-]+\.\w{2,}/")
    allowed = {"ns.py", "records/codec.py"}  # a JSON Schema names its dialect by an IRI, which is no vocabulary
    wrong = [
        f"{name(path)}:{line} has {text[:60]!r}"
        for path in MODULES
        if name(path) not in allowed and path.parent.name != "cli"  # help texts show addresses
        for line, text in strings(path)
        if pattern.search(text) and "example." not in text
    ]
    assert not wrong


def test_one_module_writes_files() -> None:
    """Sorting sets sorted runs aside in a scratch folder, which is gone when it ends: no file of the user's."""
    writing = re.compile(r"""\.(?:write_text|write_bytes|touch)\(|\bopen\([^)]*["'][rb+]*[wax][rb+]*["']""")
    wrong = [
        f"{name(path)}:{number}"
        for path in MODULES
        if name(path) not in ("files.py", "publish/sorting.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if writing.search(line)
    ]
    assert not wrong


def test_no_stage_asks_for_the_time_or_the_network() -> None:
    asking = {
        "socket",
        "urllib.request",
        "http.client",
        "requests",
        "httpx",
        "random",
        "secrets",
        "uuid",
        "SPARQLWrapper",
    }
    clock = re.compile(r"\btime\.(?:time|monotonic|localtime|gmtime)\(|\.(?:now|today|utcnow)\(")
    wrong = []
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0] not in STAGES:
            continue
        text = path.read_text(encoding="utf-8")
        wrong += [f"{name(path)} asks the clock: {match[0]}" for match in clock.finditer(text)]
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [f"{name(path)} imports {found}" for found in names if found in asking]
    assert not wrong


def test_one_module_goes_out_to_the_network() -> None:
    """`serve/backend.py` asks the endpoint that the command line names, `serve/process.py` its own workers."""
    ways = {"httpx", "httpcore", "hishel", "SPARQLWrapper", "requests", "urllib.request", "socket", "aiohttp", "ftplib"}
    wrong = []
    for path in MODULES:
        if name(path) in ("net.py", "wire.py", "serve/backend.py", "serve/process.py"):
            continue
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [f"{name(path)} imports {found}" for found in names if {found, found.split(".")[0]} & ways]
    assert not wrong


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize(("folder", "suffix"), [("kg/records", "py"), ("kg/map", "py"), ("shapes", "ttl")])
def test_a_record_type_is_one_basename_across_folders(thing: str, folder: str, suffix: str) -> None:
    assert (CHECKOUT / folder / f"{thing}.{suffix}").is_file()


def test_functions_and_files_stay_short() -> None:
    long = [f"{name(path)}: {n} lines" for path in MODULES if (n := len(path.read_text().splitlines())) > 400]
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > 60:
                    long.append(f"{name(path)}:{node.lineno} {node.name}: {lines} lines")
    assert not long
