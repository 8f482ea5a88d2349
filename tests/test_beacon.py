"""BEACON files: which identifiers of an authority file lead to what here."""

from __future__ import annotations

import re

import pytest
from conftest import WORKSPACE

from kg.iris import Iris
from kg.ledger import read_ledger
from kg.ns import AUTHORITY_FILES
from kg.pipeline import Built
from kg.publish.beacon import Linked, beacon
from kg.publish.formats import BEACONS
from kg.workspace import load_settings

SETTINGS = load_settings(WORKSPACE / "workspace.toml")


def parts(text: str) -> tuple[dict[str, str], list[tuple[str, ...]]]:
    """Meta fields and links of a BEACON file, as its specification divides it."""
    head, _, rest = text.partition("\n\n")
    meta = dict(re.fullmatch(r"#([A-Z]+): (.+)", line).groups() for line in head.splitlines())  # type: ignore[union-attr]
    return meta, [tuple(line.split("|")) for line in rest.splitlines()]


@pytest.mark.parametrize("authority", BEACONS)
def test_each_accepted_link_is_a_line_and_nothing_else(built: Built, authority: str) -> None:
    path = WORKSPACE / "authorities" / "links.sssom.tsv"
    ledger = read_ledger(path.read_bytes(), path, Iris(SETTINGS.base))
    prefix = AUTHORITY_FILES[authority][1]
    accepted = {
        (link.object.removeprefix(prefix), f"{link.kind}/{link.subject}")
        for link in ledger
        if link.status == "accepted" and link.object.startswith(prefix)
    }
    meta, links = parts((built.out / "dump" / BEACONS[authority]).read_text(encoding="utf-8"))
    assert {(identifier, target) for identifier, _, target in links} == accepted
    assert len(accepted) > 20
    assert meta["FORMAT"] == "BEACON"
    assert meta["PREFIX"] == prefix
    assert meta["TARGET"] == SETTINGS.base + "{+ID}"
    assert [link[0] for link in links] == sorted(link[0] for link in links)
    assert all(name for _, name, _ in links)


def test_a_name_cannot_break_a_line() -> None:
    gnd = AUTHORITY_FILES["gnd"][1]
    found = [
        Linked(f"{SETTINGS.base}person/p2", "A | B\nC", f"{gnd}2"),
        Linked(f"{SETTINGS.base}person/p1", "", f"{gnd}10"),
        Linked(f"{SETTINGS.base}person/p1", "", f"{gnd}10"),
        Linked("https://example.org/elsewhere", "not ours", f"{gnd}3"),
    ]
    _, links = parts(b"".join(beacon(found, "gnd", SETTINGS)).decode())
    assert links == [("10", "", "person/p1"), ("2", "A ¦ B C", "person/p2")]
