"""Running commands in processes of their own, with wall time and peak memory, and saying on what machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from kg import __version__

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """One run of a process, its start included.

    `seconds` of wall time, `work` in seconds of processor time (of all its processes together), and the peak of its
    resident memory in `megabytes`.
    """

    seconds: float
    work: float
    megabytes: float

    def then(self, other: Run) -> Run:
        """This run and the other one after it."""
        megabytes = max(self.megabytes, other.megabytes)
        return Run(self.seconds + other.seconds, self.work + other.work, megabytes)


@dataclass(frozen=True)
class Measured:
    """Several runs of one command."""

    name: str
    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """Median of the wall times."""
        return median(run.seconds for run in self.runs)

    @property
    def work(self) -> float:
        """Median of the processor times, which other work on the machine hardly changes."""
        return median(run.work for run in self.runs)

    @property
    def spread(self) -> str:
        """Shortest and longest wall time."""
        seconds = sorted(run.seconds for run in self.runs)
        return f"{seconds[0]:.2f}–{seconds[-1]:.2f}"

    @property
    def megabytes(self) -> float:
        """Largest peak of the resident memory."""
        return max(run.megabytes for run in self.runs)


def once(command: Sequence[str | Path]) -> Run:
    """Run `command` to its end. Raises CalledProcessError, with what it said, when it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stderr is not None
    said = process.stderr.read()
    # The usage of this very process and of its children that have ended: the larger of their peaks.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.stderr.buffer.write(said)
        raise subprocess.CalledProcessError(process.returncode, process.args)
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Run(seconds, usage.ru_utime + usage.ru_stime, kilobytes / 1024)


def machine(*packages: str) -> str:
    """The machine and the versions of `packages`, as lines of Markdown."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        f"- processor: {_processor()}, {len(os.sched_getaffinity(0))} cores used of {os.cpu_count()}",
        f"- memory: {memory:.0f} GB",
        f"- system: {platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"- packages: {', '.join(f'{package} {version(package)}' for package in packages)}",
        f"- kg {__version__} at {revision()}",
    ]
    return "\n".join(lines)


def revision() -> str:
    """The revision of the project that is checked out, with a plus when files have changed since."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "an unknown revision"


def results(*parts: str) -> str:
    """A page of results: paragraphs of Markdown."""
    return "\n\n".join(parts) + "\n"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, the columns after the first to the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
