"""What files say of single works, which a build need not make again while the entries stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from living_survey.knowledge import Work

Pieces: TypeAlias = "Callable[[str, Iterable[Work], Callable[[Work], bytes]], Iterator[bytes]]"
"""Gives one piece of a file for each of some works, in their order: of a kind, and made by a function.

The function must look at nothing but the work, its taxonomy and what services say of it.
"""


def made_anew(_: str, works: Iterable[Work], make: Callable[[Work], bytes]) -> Iterator[bytes]:
    """Every piece, made now."""
    return map(make, works)
