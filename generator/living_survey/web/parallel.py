"""Work on many things with all processors, where a process can be forked."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
import traceback
from typing import TYPE_CHECKING, TypeVar

from mkdocs.exceptions import PluginError

from living_survey.web.faults import why_not_written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.queues import SimpleQueue

ItemT = TypeVar("ItemT")
FEWEST = 200
"""With fewer things a second process is not worth its start."""
MOST_PROCESSES = 8


def in_parallel(
    items: Sequence[ItemT],
    work: Callable[[ItemT], None],
    *,
    size: int | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    finish: Callable[[], None] = lambda: None,
) -> None:
    """Call a function with each item, in several processes that share what is in memory now.

    What the function changes in memory is lost; it should write files. `size` is the number of things that a
    few large items consist of. This process calls `meanwhile` before it takes its first item, and each
    process calls `finish` at its end. Raises `PluginError` with the message of a process that failed.
    """
    processes = min(_processes(len(items) if size is None else size), len(items))
    if processes <= 1:
        meanwhile()
        for item in items:
            work(item)
        finish()
        return
    # The collector would touch, and so copy, all memory that the processes share.
    was_frozen = gc.get_freeze_count() > 0
    gc.freeze()
    try:
        _in_processes(items, work, meanwhile, finish, processes)
    finally:
        if not was_frozen:
            gc.unfreeze()


def _in_processes(
    items: Sequence[ItemT],
    work: Callable[[ItemT], None],
    meanwhile: Callable[[], None],
    finish: Callable[[], None],
    processes: int,
) -> None:
    fork = multiprocessing.get_context("fork")
    failures: SimpleQueue[str] = fork.SimpleQueue()
    taken = fork.Value("q", 0)
    """How many items have been taken; each process takes the next one when it is done with another."""

    def run() -> None:
        try:
            while True:
                with taken.get_lock():
                    place = taken.value
                    taken.value += 1
                if place >= len(items):
                    break
                work(items[place])
            finish()
        except PluginError as error:
            failures.put(str(error))
        except Exception as error:  # noqa: BLE001 - reported by the first process
            failures.put(why_not_written(error) or traceback.format_exc())

    others = [fork.Process(target=run) for _ in range(processes - 1)]
    for other in others:
        other.start()
    try:
        meanwhile()
    finally:  # the others run in any case
        run()
    for other in others:
        other.join()
    if not failures.empty():
        raise PluginError(failures.get())
    if any(other.exitcode for other in others):
        raise PluginError("a process of the build was ended from outside")


def _processes(items: int) -> int:
    """How many processes to use. Forking is safe with one thread only, and cheap on Linux only."""
    if items < FEWEST or sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
