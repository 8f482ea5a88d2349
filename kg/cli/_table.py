"""What `kg import table` does beside importing: it shows how the columns are read, asks, and keeps the answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click
import msgspec

from kg.errors import KgError, UsageError
from kg.files import read_bytes, write_atomic
from kg.gathered import Reader
from kg.read import table
from kg.read.table_columns import IGNORE, Columns, TableMapping, letter, load_mapping, mapping_toml, meant_field, quoted
from kg.read.table_columns import vocabulary as words
from kg.read.table_shelfmark import LEVELS
from kg.settings import suggest

MAPPING = "table.toml"  # in the folder of the edition
_ASKED = 40  # columns at most
_NO_ARCHIVE = '\n# archive = "..."\n'  # in a mapping that does not say it


class Guided:
    """The reader of one edition's tables, and the mapping that it goes by.

    `given` is the mapping file that was named, `kept` the one in the edition's folder, if it was imported before;
    `again` is the command that is to be given again when nobody knows what the columns are.
    """

    def __init__(
        self,
        files: list[Path],
        given: Path | None,
        kept: Path,
        sheet: str | None,
        again: str = "kg import table",
        archive: str | None = None,
    ) -> None:
        self.file, self.keep, self.again = files[0], given or kept, again
        mapping = load_mapping(self.keep) if self.keep.exists() else TableMapping()
        if sheet is not None:
            mapping = msgspec.structs.replace(mapping, sheet=sheet)
        self.mapping = mapping
        self.archive = ""  # that of letters whose cells name none, if it is said now
        if archive:
            self._keep_in(archive)
        self.survey = self._first(files, given)
        if _is_asked():
            self._ask()
        self.reader: Reader = partial(table.read, mapping=self.mapping)

    def _first(self, files: list[Path], given: Path | None) -> table.Survey:
        """The survey of the first file that can be read; raises what is wrong with the first when none can."""
        wrong: KgError | None = None
        for self.file in files:
            try:
                return self._surveyed(given)
            except UsageError:
                raise
            except KgError as error:
                wrong = wrong or error
        raise wrong or UsageError("no file to import", hint="name one")

    def _surveyed(self, given: Path | None) -> table.Survey:
        try:
            return table.survey(self.file, self.mapping)
        except table.NoHeaderError as error:
            target = given or self.file.with_name(f"{self.file.stem}.mapping.toml")
            if target.exists():
                raise KgError(error.what, self.file, f"{target} does not say which columns are what") from None
            columns, samples = error.columns, error.samples
            write_atomic(target, mapping_toml(self.file.name, self.mapping, columns, lambda i: samples.get(i, "")))
            hint = f"say in {target} what they are, then: {self.again} {self.file} --mapping {target}"
            raise KgError("no row of headers is recognised: what are the columns?", self.file, hint) from None

    def _keep_in(self, archive: str) -> None:
        """Take `archive` for that of letters whose cells name none."""
        self.archive = " ".join(archive.split())
        defaults = {**self.mapping.defaults, "archive": self.archive}
        self.mapping = msgspec.structs.replace(self.mapping, defaults=defaults)

    def _ask_where(self) -> None:
        """Ask for the archive where the table has boxes or shelfmarks, and nothing says whose."""
        fields = self.survey.columns.fields.keys()
        if "archive" not in {*fields, *self.mapping.defaults} and fields & {"shelfmark", *LEVELS}:
            answer = click.prompt("Which archive or library keeps the letters? (empty: the table says)", default="",
                                  show_default=False)  # fmt: skip
            if answer.strip():
                self._keep_in(answer)

    def _ask(self) -> None:
        """Ask on the terminal for the columns that are not understood, and for the archive."""
        fields = [*words()["fields"], IGNORE]
        answers: dict[str, str] = {}
        for index in [one for one in self.survey.columns.unknown if one in self.survey.samples][:_ASKED]:
            header = self.survey.columns.headers[index]
            click.echo(f"Column {letter(index)} {header!r} is not understood. It has: {self.survey.samples[index]}")
            while True:
                answer = click.prompt("  What is it? (? lists the fields)", default=meant_field(header) or IGNORE)
                if answer in fields:
                    break
                meant = suggest(answer, fields)
                hint = f"did you mean {meant!r}?" if meant and answer != "?" else _fields()
                click.echo(hint)
            answers[letter(index)] = answer
        if answers:
            self.mapping = msgspec.structs.replace(self.mapping, columns={**self.mapping.columns, **answers})
            self.survey = table.survey(self.file, self.mapping)
        self._ask_where()

    def lines(self) -> Iterator[str]:
        """How the columns are read."""
        columns = self.survey.columns
        where = f", sheet {self.survey.sheet.name!r}" if self.survey.sheet.name else ""
        if len(self.survey.parts) > 1:
            where += f" and {len(self.survey.parts) - 1} more with the same columns"
        yield f"{self.file.name}{where}: headers in row {columns.row}" if columns.row else f"{self.file.name}{where}"
        yield from (f"  {line}" for line in _read_as(columns))
        unknown = [self._name(index) for index in columns.unknown if index in self.survey.samples]
        if unknown:
            more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
            yield f"  not understood: {', '.join(unknown[:10])}{more}"

    def _name(self, index: int) -> str:
        header = self.survey.columns.headers[index]
        meant = meant_field(header) if header else None
        return f"{letter(index)} {header!r}" + (f" (did you mean {meant}?)" if meant else "")

    def keep_mapping(self, file: Path | None = None) -> Path:
        """Write the mapping to `file`, else to where it came from, unless it is there already: edits stay."""
        file = file or self.keep
        if not file.exists():
            sheet, samples = self.survey.sheet, self.survey.samples
            encoding = "" if sheet.encoding.startswith("utf-8") else sheet.encoding  # which is what others become
            several = len(self.survey.parts) > 1
            mapping = msgspec.structs.replace(
                self.mapping, sheet="" if several else sheet.name, encoding=encoding, delimiter=sheet.delimiter
            )
            headers = self.survey.columns
            data = mapping_toml(self.file.name, mapping, headers, lambda i: samples.get(i, ""), several=several)
            write_atomic(file, data)
        elif self.archive and _NO_ARCHIVE in (text := read_bytes(file).decode()):
            write_atomic(file, text.replace(_NO_ARCHIVE, f"\narchive = {quoted(self.archive)}\n", 1).encode())
        return file


def _is_asked() -> bool:
    """Whether somebody sits there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _read_as(columns: Columns) -> Iterator[str]:
    headers = columns.headers
    for name, found in columns.fields.items():
        yield f"{name:14} {', '.join(f'{letter(index)} {headers[index]}'.strip() for index in found)}"


def _fields() -> str:
    return "\n".join(f"  {name:15}{label}" for name, label in words()["labels"].items())
