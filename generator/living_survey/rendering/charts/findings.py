"""Sentences that say what a chart shows, counted from the same data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.rendering.charts.chart import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAX_NAMED = 3
"""The maximum number of names that a sentence lists for one number."""
MIN_COLUMN = 20
"""Shares of fewer works than this are not compared."""
MIN_CHANGE = 1
"""The smallest change of a share that is mentioned, in percentage points."""


def leaders(counted: Iterable[tuple[str, int]]) -> tuple[list[str], int]:
    """The names with the highest number, and that number; nothing if all are zero."""
    counted = list(counted)
    highest = max((number for _, number in counted), default=0)
    return [name for name, number in counted if number == highest > 0], highest


def most_works(counted: Iterable[tuple[str, int]], of: int = 0, where: str = "") -> str:
    """Who has the most works: `Dough has the most works (12 of 40)`; empty if there are none."""
    names, number = leaders(counted)
    if not names:
        return ""
    verb = "has" if len(names) == 1 else "have"
    each = " each" if len(names) > 1 else ""
    total = f" of {of:,}" if of else ""
    return f"{listed(names)} {verb} the most works{where} ({number:,}{total}{each})."


def largest_share(counted: Iterable[tuple[str, int]], total: int) -> str:
    """The year with the most works: `Most works are from 2024 (12 of 20, 60%)`."""
    names, number = leaders(counted)
    if not names or not total:
        return ""
    start, end = (
        ("Most works are", "") if 2 * number > total else ("More works are", " than from any other year")
    )
    if len(names) > 1:
        return f"The years with the most works are {listed(names)} ({number:,} of {total:,} each)."
    return f"{start} from {names[0]} ({number:,} of {total:,}, {100 * number / total:.0f}%){end}."


def strongest(counted: Mapping[tuple[str, str], int]) -> str:
    """The fullest cell: `The most frequent combination is Dough with Rye (12 works)`; empty if none is."""
    pairs, number = leaders((f"{row} with {column}", number) for (row, column), number in counted.items())
    if not pairs:
        return ""
    if len(pairs) > 1:
        return f"The most frequent combinations are {listed(pairs)} ({plural(number)} each)."
    return f"The most frequent combination is {pairs[0]} ({plural(number)})."


def without_works(counted: Mapping[tuple[str, str], int]) -> str:
    """How many cells are empty: `3 of 40 combinations have no works`."""
    empty = sum(not number for number in counted.values())
    return f"{empty:,} of {plural(len(counted), 'combination')} {'has' if empty == 1 else 'have'} no works."


def largest_change(
    shares: Iterable[tuple[str, int, int]], before: tuple[str, int], after: tuple[str, int]
) -> str:
    """What grew most: `From 2024 to 2025, the share of Video rose most, from 12% to 20%`.

    Takes names with their numbers in two columns, and the label and total of each column. Empty if a column
    has few works or no share rose.
    """
    (first, all_before), (last, all_after) = before, after
    if min(all_before, all_after) < MIN_COLUMN:
        return ""
    changes = [
        (100 * new / all_after - 100 * old / all_before, name, 100 * old / all_before, 100 * new / all_after)
        for name, old, new in shares
    ]
    change, name, old_share, new_share = max(changes, default=(0, "", 0, 0), key=lambda one: one[0])
    if change < MIN_CHANGE:
        return ""
    return (
        f"From {first} to {last}, the share of {name} rose most, from {old_share:.0f}% to {new_share:.0f}%."
    )


def listed(names: Sequence[str]) -> str:
    """`one, two and three`; `one, two, three and 4 others` if there are too many to name."""
    if len(names) > MAX_NAMED + 1:
        return f"{', '.join(names[:MAX_NAMED])} and {len(names) - MAX_NAMED} others"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def sentences(*parts: str) -> str:
    """The sentences that say something, in one text."""
    return " ".join(filter(None, parts))
