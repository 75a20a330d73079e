"""A short report on generated files that are not up to date."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FILES_SHOWN = 6
DIFF_LINES = 20
NAMES_LISTED = 12
LINE_WIDTH = 160

_WORK_LINE = re.compile(r'^- .*?<a id="w-(?P<id>[^"]+)"></a>')
_HEADING = re.compile(r"^#{1,6} +(?P<title>.+)")


def report_of_changes(changes: Iterable[tuple[str, str | None, str | None]]) -> Iterator[str]:
    """The lines of a report on files, given as (path, current text, expected text), and the command to run.

    The first files that differ are shown with a summary, the others by name only.
    """
    shown = 0
    for path, old, new in changes:
        if old is None or new is None:
            yield f"{path} {'is missing' if old is None else 'is no longer generated'}"
            continue
        yield f"{path} is not up to date"
        if shown < FILES_SHOWN:
            yield from summary_of_changes(old, new, path).splitlines()
        shown += 1
    yield "run: survey readme"


def summary_of_changes(old: str, new: str, path: str = "README.md") -> str:
    """Numbers of lines, sections and works (+ added, - removed, ~ changed), and the start of a diff."""
    before, after = old.splitlines(), new.splitlines()
    diff = list(difflib.unified_diff(before, after, path, f"{path}, up to date", lineterm="", n=0))
    added = sum(line.startswith("+") for line in diff[2:])
    removed = sum(line.startswith("-") for line in diff[2:])
    lines = [f"lines: +{added} -{removed}"]
    for what, parts in (("sections", _sections), ("works", _works)):
        if changes := _changes(parts(before), parts(after)):
            lines.append(f"{what}: {_shortened(changes)}")
    lines += [line if len(line) <= LINE_WIDTH else f"{line[:LINE_WIDTH]}..." for line in diff[:DIFF_LINES]]
    if len(diff) > DIFF_LINES:
        lines.append(f"... {len(diff) - DIFF_LINES} more lines")
    return "\n".join(lines) + "\n"


def _works(lines: Iterable[str]) -> dict[str, list[str]]:
    """The line of each work, by id."""
    return {match["id"]: [line] for line in lines if (match := _WORK_LINE.match(line))}


def _sections(lines: Iterable[str]) -> dict[str, list[str]]:
    """The lines below each heading, by its text; lines above the first heading are left out."""
    sections: dict[str, list[str]] = {}
    title = None
    for line in lines:
        if match := _HEADING.match(line):
            title = match["title"]
        if title is not None:
            sections.setdefault(title, []).append(line)
    return sections


def _changes(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> list[str]:
    return [
        *(f"+{name}" for name in after if name not in before),
        *(f"-{name}" for name in before if name not in after),
        *(f"~{name}" for name in after if name in before and before[name] != after[name]),
    ]


def _shortened(names: Sequence[str]) -> str:
    more = len(names) - NAMES_LISTED
    return ", ".join(names[:NAMES_LISTED]) + (f" and {more} more" if more > 0 else "")
