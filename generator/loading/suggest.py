"""The known word that an unknown one was probably meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable

CUTOFF = 60


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known word that is spelled most alike; None if none is near."""
    found = process.extractOne(text.lower(), sorted(known), scorer=fuzz.ratio, score_cutoff=CUTOFF)
    return str(found[0]) if found else None


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word; empty if none is near."""
    word = nearest(text, known)
    return f'did you mean "{word}"?' if word else ""
