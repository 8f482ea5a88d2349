"""`kg schema`: the JSON Schema of a record."""

from __future__ import annotations

import json

import click

from kg.cli import examples
from kg.records.codec import TYPES, json_schema


@click.command(epilog=examples("kg schema letter", "kg schema person > person.schema.json", "kg schema"))
@click.argument("record", required=False)
def command(record: str | None) -> None:
    """Print the JSON Schema (draft 2020-12) of a RECORD; without one, the names of the records."""
    if record is None:
        click.echo("\n".join(sorted(TYPES)))
    else:
        click.echo(json.dumps(json_schema(record), indent=2, ensure_ascii=False))
