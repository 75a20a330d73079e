"""Looking things up by id; an unknown id is an error that names the ids like it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from living_survey.knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T")
FEW = 8
"""At most so many known words are listed where none is like the unknown one."""


class Index(dict[str, T]):
    """Things by id. Raises `KeyError` for an unknown id, which names ids like it."""

    def __init__(self, noun: str, things: Mapping[str, T]) -> None:
        """Index things that a message calls by a noun."""
        super().__init__(things)
        self._noun = noun

    def __missing__(self, key: str) -> T:
        raise unknown(self._noun, key, self)


def unknown(noun: str, word: object, known: Iterable[str], near: Iterable[str] = ()) -> KeyError:
    """The error about an unknown word, with the known words like it: those given, and similar spellings."""
    known = list(known)
    folded = {fold(one): one for one in reversed(known)}
    alike = [folded[one] for one in get_close_matches(fold(str(word)), folded)]
    named = list(dict.fromkeys((*near, *alike)))[:3]
    hint = ""
    if named:
        hint = f"; did you mean {', '.join(named)}?"
    elif len(known) <= FEW:
        hint = f"; known: {', '.join(known) or 'none'}"
    return KeyError(f"unknown {noun} {word!r}{hint}")


def require_type(kind: type, value: object, message: str) -> None:
    """Raise `TypeError` with a message if a value is not of a type."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(message)
