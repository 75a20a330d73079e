"""What is made of single works, which a build need not make again while the entries stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from living_survey.knowledge import Work

Pieces: TypeAlias = "Callable[[str, Iterable[Work], Callable[[Work], bytes]], Iterator[bytes]]"
"""Gives one piece of a file for each of some works, in their order: of a kind, and made by a function.

The function must look at nothing but the work, the taxonomy and what services say of the work.
"""


def made_anew(_: str, works: Iterable[Work], make: Callable[[Work], bytes]) -> Iterator[bytes]:
    """Every piece, made now."""
    return map(make, works)


class Made(NamedTuple):
    """The content of a file that is made when it is needed."""

    make: Callable[[], bytes]
    works: Sequence[Work]
    """The works that it is made from, beside the taxonomy and the settings of the site."""
    beside: object = None
    """What else it is made from, with a `repr` that says all."""


Content: TypeAlias = "str | bytes | Made"
"""What is in a file."""


def content_bytes(content: Content) -> bytes:
    """What is in a file, made now."""
    made = content.make() if isinstance(content, Made) else content
    return made.encode() if isinstance(made, str) else made
