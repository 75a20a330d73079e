"""Inconsistencies of a list: works that are listed twice, tables and lists that disagree."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from living_survey.sources.found import Note
from living_survey.sources.listed.wording import SHORTEST_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from living_survey.sources.listed.works import ListedWork

SIMILAR = 90
SHARED = 3
"""The table and the lists are compared if one work in so many is in both."""


def find_inconsistencies(works: Sequence[ListedWork]) -> Iterator[Note]:
    """Works that are listed twice, and what a table and the lists below it say differently."""
    yield from _repeated(works)
    rows: defaultdict[str, list[ListedWork]] = defaultdict(list)
    items: defaultdict[str, list[ListedWork]] = defaultdict(list)
    for work in works:
        (rows if work.in_table else items)[work.key].append(work)
    # Other lists have other works in their tables than in their items.
    if rows and items and SHARED * len(rows.keys() & items.keys()) >= max(len(rows), len(items)):
        yield from _differences(rows, items)


def written_twice(title: str) -> str | None:
    """The title in a text that has it twice in a row; None for other texts."""
    half, rest = divmod(len(title), 2)
    if half < SHORTEST_TITLE:
        return None
    if not rest and title[:half] == title[half:]:
        return title[:half]
    return title[:half] if rest and title[half] == " " and title[:half] == title[half + 1 :] else None


def _repeated(works: Sequence[ListedWork]) -> Iterator[Note]:
    """Works that are under one heading twice."""
    seen: dict[tuple[str, tuple[str, ...], bool], int] = {}
    for work in works:
        place = (work.key, work.headings, work.in_table)
        if place in seen:
            where = "in the table" if work.in_table else f'under "{(work.headings or ("",))[-1]}"'
            yield Note(work.line, f'"{work.title}" is already listed {where}, at line {seen[place]}')
        seen.setdefault(place, work.line)


def _differences(
    rows: Mapping[str, list[ListedWork]], items: Mapping[str, list[ListedWork]]
) -> Iterator[Note]:
    for key in rows.keys() - items.keys():
        work = rows[key][0]
        yield Note(work.line, f'"{work.title}" is in the table but in no list{_similar(key, items)}')
    for key in items.keys() - rows.keys():
        work = items[key][0]
        yield Note(work.line, f'"{work.title}" is in a list but not in the table{_similar(key, rows)}')
    for key in rows.keys() & items.keys():
        work = rows[key][0]
        in_table = {tag for row in rows[key] for tag in row.badges}
        in_lists = {tag for item in items[key] for tag in item.badges}
        for tag in sorted(in_table - in_lists):
            yield Note(work.line, f'"{work.title}" has the tag {tag} but is not listed under it')
        for tag in sorted(in_lists - in_table):
            yield Note(work.line, f'"{work.title}" is listed under {tag} but has no such tag')


def _similar(key: str, others: Mapping[str, list[ListedWork]]) -> str:
    match = process.extractOne(key, others.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return f' (line {others[match[0]][0].line} has "{others[match[0]][0].title}")' if match else ""
