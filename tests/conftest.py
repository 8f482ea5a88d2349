"""What the tests share: the checkout's workspace, what was built from it, and the edition where it is at hand."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from pyoxigraph import Store

from kg.pipeline import Built, build
from kg.publish.store import open_store
from kg.records import Authorities
from kg.site import make_site
from kg.workspace import load_authorities

if os.name == "posix":  # a shell starts what runs in the background with SIGINT ignored, and processes pass that on
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The day stands in the description of what a build made: builds of one test run are of one day.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1750000000")
# No test fails because the machine is busy: speed is measured in benchmarks/.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

T = TypeVar("T")
CHECKOUT = Path(__file__).resolve().parent.parent
WORKSPACE = CHECKOUT / "data"
EDITION = "stalin-kaganovich-1932-06"
SHARED_VARIABLE = "KG_SHARED"  # the folder with the edition's text, the reference records, the official ontologies
REQUIRED_VARIABLE = "KG_REQUIRE_SHARED"  # set where that folder must be there: its absence then fails the tests


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Tests that stand together run in one process, so that what their fixtures build is built once; who ends first
    takes of what the others have left.
    """
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getvalue("dist") == "load" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than processors: servers, browsers and timeouts are waited for, too."""
    return (os.cpu_count() or 1) + 1


def shared_folder() -> Path:
    """Where the material lies that is not part of the project."""
    return Path(os.environ.get(SHARED_VARIABLE) or CHECKOUT.parent / "shared")


def shared_file(name: str) -> Path:
    """A file or folder of that material; skips the test, or fails it where the material is required."""
    path = shared_folder() / name
    if not path.exists():
        reason = f"{path} is not here (set {SHARED_VARIABLE} to the folder that has {name})"
        if os.environ.get(REQUIRED_VARIABLE):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def golden(name: str, made: str) -> str:
    """The text of `name` in tests/golden; with KG_GOLDEN=1 it is first written anew, to be read in the diff."""
    path = Path(__file__).parent / "golden" / name
    if os.environ.get("KG_GOLDEN"):
        path.write_text(made, encoding="utf-8", newline="\n")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def edition_text() -> Path:
    """The text of the first edition, which lies outside the project."""
    return shared_file(f"edition/{EDITION}.txt")


@pytest.fixture(scope="session")
def authorities() -> Authorities:
    """The authority tables of the checkout's workspace."""
    return load_authorities(WORKSPACE / "authorities")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> T:
    """What `make` makes in a folder called `name`: once for all processes of a run, which must not change it."""
    base = factory.getbasetemp()
    folder = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with FileLock(folder / f"{name}.lock"):
        kept = folder / f"{name}.pickle"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make(folder / name)))
        found: T = pickle.loads(kept.read_bytes())
        return found


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The checkout's workspace, built once: `built.out` has dump, report and store."""
    return once(tmp_path_factory, "built", lambda folder: build(WORKSPACE, folder))


@pytest.fixture(scope="session")
def store(built: Built) -> Store:
    """The store of that build."""
    return open_store(built.out / "store")


@pytest.fixture(scope="session")
def site(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that build, made once."""
    return once(tmp_path_factory, "site", lambda _: make_site(WORKSPACE, built.out).folder)
