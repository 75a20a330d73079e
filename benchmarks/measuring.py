"""What a command costs in time and memory, and tables of that."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KIB_PER_MIB = 1024


class CommandFailedError(Exception):
    """A measured command failed, so that its time means nothing."""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of the processors, and MiB of the largest process."""

    wall: float
    cpu: float
    peak: float


def measure(
    command: Sequence[str],
    folder: Path,
    *,
    timeout: float = 600,
    environment: Mapping[str, str] | None = None,
) -> Cost | None:
    """The cost of a command and its children; None if it took longer than `timeout` seconds.

    Raises `CommandFailedError` with what it printed.
    """
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, env=os.environ | dict(environment or {})
        )
        stopper = threading.Timer(timeout, process.kill)
        stopper.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        in_time = stopper.is_alive()
        stopper.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if not in_time:
            return None
        if process.returncode:
            output.seek(0)
            raise CommandFailedError(f"{' '.join(command)}\n{output.read().decode(errors='replace')[-2000:]}")
    peak = usage.ru_maxrss / KIB_PER_MIB / (KIB_PER_MIB if sys.platform == "darwin" else 1)
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak)


def typical(costs: Sequence[Cost]) -> Cost:
    """The medians of several costs."""
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "peak")))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table, numbers to the right."""
    widths = [max(len(row[i]) for row in (columns, *rows)) for i in range(len(columns))]

    def line(cells: Sequence[str]) -> str:
        first = cells[0].ljust(widths[0])
        return (
            "| "
            + " | ".join(
                [first, *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))]
            )
            + " |"
        )

    print(f"\n{title}\n")
    print(line(columns))
    print("| " + " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + " |")
    for row in rows:
        print(line(row), flush=True)
    print(flush=True)
