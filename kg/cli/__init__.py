"""The command line: one file a command, found by scanning this folder.

A command is a module here whose `command` is a `click.Command`; its name is the file's, its epilog holds an example
(see `examples`). A command returns its exit code, or None for 0: 0 clean; 1 the run failed; 2 wrong usage; 3 it ran and
found violations or open questions.
"""

from __future__ import annotations

import errno
import importlib
import os
import pkgutil
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from kg import __version__
from kg.errors import KgError
from kg.workspace import WORKSPACE_VARIABLE, default_workspace

FAILED = 1
VIOLATIONS = 3
DEBUG_VARIABLE = "KG_DEBUG"
_QUIET = "kg.quiet"

F = TypeVar("F", bound=Callable[..., Any])


class Commands(click.Group):
    """The commands are the files of this folder; each is imported when it is asked for, so that `kg` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the files, without those that begin with an underscore."""
        return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name. Raises KgError when its file does not hold one."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found = getattr(importlib.import_module(f"{__name__}.{cmd_name}"), "command", None)
        if not isinstance(found, click.Command):
            raise KgError(
                f"kg/cli/{cmd_name}.py has no `command`", hint="give it one: a function under @click.command()"
            )
        for command in (found, *(found.commands.values() if isinstance(found, click.Group) else ())):
            if not any(option.name == "quiet" for option in command.params):
                command.params.append(_quiet_option())
        return found


def _quiet_option() -> click.Option:
    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        meta = ctx.find_root().meta
        meta[_QUIET] = meta.get(_QUIET, False) or value

    return click.Option(
        ["-q", "--quiet"], is_flag=True, expose_value=False, callback=remember, help="Print results only, no progress."
    )


def examples(*lines: str) -> str:
    """The epilog of a command: its examples, printed as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def workspace_argument(function: F) -> F:
    """Give a command the argument WORKSPACE, by default the folder that `KG_WORKSPACE` names, else `./data`."""
    return click.argument("workspace", required=False, type=click.Path(path_type=Path), callback=_workspace)(function)


def workspace_option(function: F) -> F:
    """Give a command that takes something else as its argument the option `--workspace DIR`, with the same default."""
    return click.option(
        "--workspace",
        metavar="DIR",
        type=click.Path(path_type=Path),
        callback=_workspace,
        help=f"The workspace's folder.  [default: ${WORKSPACE_VARIABLE}, else ./data]",
    )(function)


def _workspace(_: click.Context, __: click.Parameter, value: Path | None) -> Path:
    return value if value is not None else default_workspace()


def say(message: str) -> None:
    """Report progress: on standard error, when it is a terminal and nobody asked for quiet."""
    context = click.get_current_context(silent=True)
    quiet = context is not None and context.find_root().meta.get(_QUIET, False)
    if not quiet and sys.stderr.isatty():
        click.echo(message, err=True)


def warn(message: str) -> None:
    """Say something that belongs to the result, on standard error, unless somebody asked for quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.find_root().meta.get(_QUIET, False):
        click.echo(f"kg: {message}", err=True)


@click.group(
    cls=Commands,
    params=[_quiet_option()],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples("kg build data", "kg query", "kg COMMAND --help"),
)
@click.version_option(__version__, prog_name="kg")
def kg() -> None:
    """Publish editions of historical correspondence as linked data.

    Exit codes: 0 clean; 1 the run failed; 2 wrong usage; 3 violations or open questions were found.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code. What goes wrong is one message, never a traceback.

    Being told to end (SIGTERM, of a service manager for instance) is like being interrupted at the keyboard.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(run(arguments))


def _interrupt(_: int, __: object) -> NoReturn:
    raise KeyboardInterrupt


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. `arguments` are those of the process when left out."""
    try:
        result = kg.main(None if arguments is None else list(arguments), prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        return _stdout_closed()
    except (click.Abort, KeyboardInterrupt):
        return _failed("interrupted; what was there before is unchanged")
    except KgError as error:
        return _failed(str(error), error.exit_code)
    except OSError as error:
        return _stdout_closed() if error.errno == errno.EPIPE else _failed(_system_error(error))
    except Exception as error:
        return _failed(_fault(error))
    return result if isinstance(result, int) else 0


def _failed(message: str, code: int = FAILED) -> int:
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exc()
    click.echo(f"kg: {message}", err=True)
    return code


def _stdout_closed() -> int:
    """Whoever read our output has enough (`kg query ... | head`); Python must not complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _system_error(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    hint = (
        "make room and run it again" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "check the file or the folder"
    )
    return f"{where}{error.strerror or error}\n  {hint}"


def _fault(error: Exception) -> str:
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    return f"this is a fault of kg, not of your data: {what}\n  please report it, with what {DEBUG_VARIABLE}=1 prints"
