"""The frame of the command line: commands found by scanning, one message for a failure, exit codes; `kg schema`."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import msgspec
import pytest

from kg import cli
from kg.cli import Commands, kg, run
from kg.errors import KgError, UsageError
from kg.records.codec import TYPES, json_schema
from kg.resources import resource_dir, resource_files

COMMANDS = sorted(path.stem for path in Path(cli.__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def test_commands_are_the_files() -> None:
    assert kg.list_commands(click.Context(kg)) == COMMANDS  # type: ignore[attr-defined]
    assert "schema" in COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"kg {name}" in text.partition("Examples:")[2]
    assert "--quiet" in text


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == "kg, version 0.1.0\n"
    assert run(["--help"]) == 0
    assert "kg build data" in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(TYPES))
def test_schema_of_every_record(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", name]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema == json.loads(json.dumps(json_schema(name)))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    fields = schema["$defs"][TYPES[name].__name__]["properties"]
    assert list(fields) == [field.encode_name for field in msgspec.structs.fields(TYPES[name])]


def test_names_of_the_records(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert capsys.readouterr().out.split() == sorted(TYPES)


def test_unknown_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "lettr"]) == 2
    assert capsys.readouterr().err.startswith("kg: no record type 'lettr'\n  there are: ")


def test_unknown_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publsh"]) == 2
    assert "No such command 'publsh'" in capsys.readouterr().err
    assert run(["schema", "--colour"]) == 2
    assert "--colour" in capsys.readouterr().err


def failing(error: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "expected"),
    [
        (KgError("it is broken", "a.csv", "mend it"), 1, "kg: a.csv: it is broken\n  mend it\n"),
        (UsageError("no such thing", hint="there are: a, b"), 2, "kg: no such thing\n  there are: a, b\n"),
        (KeyboardInterrupt(), 1, "kg: interrupted; what was there before is unchanged\n"),
        (
            OSError(errno.ENOSPC, "No space left on device", "out/a.nt"),
            1,
            "kg: out/a.nt: No space left on device\n  make room and run it again\n",
        ),
        (
            ZeroDivisionError("division by zero"),
            1,
            "kg: this is a fault of kg, not of your data: ZeroDivisionError: division by zero\n"
            "  please report it, with what KG_DEBUG=1 prints\n",
        ),
    ],
)
def test_what_goes_wrong_is_one_message(
    error: BaseException, code: int, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Commands, "get_command", lambda *_: failing(error))
    monkeypatch.delenv("KG_DEBUG", raising=False)
    assert run(["any"]) == code
    captured = capsys.readouterr()
    assert captured.err.lstrip("\n") == expected
    assert captured.out == ""


def test_the_traceback_is_there_for_those_who_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Commands, "get_command", lambda *_: failing(ZeroDivisionError("division by zero")))
    monkeypatch.setenv("KG_DEBUG", "1")
    assert run(["any"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_exit_code_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def command() -> int:
        return cli.VIOLATIONS

    monkeypatch.setattr(Commands, "get_command", lambda *_: command)
    assert run(["any"]) == 3


def test_file_without_a_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli.importlib, "import_module", lambda _: object())
    assert run(["schema"]) == 1
    assert "kg/cli/schema.py has no `command`" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="pipes are those of POSIX")
def test_reader_that_has_enough() -> None:
    command = [sys.executable, "-m", "kg", "schema", "letter"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_workspace_by_default(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    @cli.workspace_argument
    def command(workspace: Path) -> None:
        click.echo(workspace)

    monkeypatch.setattr(Commands, "get_command", lambda *_: command)
    monkeypatch.setenv("KG_WORKSPACE", "elsewhere")
    assert run(["any"]) == 0
    assert run(["any", "named"]) == 0
    monkeypatch.delenv("KG_WORKSPACE")
    assert run(["any"]) == 0
    assert capsys.readouterr().out.split() == ["elsewhere", "named", "data"]


@pytest.mark.parametrize("arguments", [["any"], ["any", "--quiet"], ["--quiet", "any"]])
def test_quiet(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @click.command(params=[cli._quiet_option()])
    def command() -> None:
        cli.say("reading")

    monkeypatch.setattr(Commands, "get_command", lambda *_: command)
    monkeypatch.setattr(cli.sys.stderr, "isatty", lambda: True)
    assert run(arguments) == 0
    assert capsys.readouterr().err == ("reading\n" if arguments == ["any"] else "")


def test_resources() -> None:
    assert all(path.suffix == ".ttl" for path in resource_files("shapes"))
    assert resource_dir("ontology").is_dir()
    with pytest.raises(KgError, match="has no misspelt"):
        resource_dir("misspelt")
