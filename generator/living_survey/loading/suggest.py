"""The known word that is most like an unknown one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from living_survey.knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CUTOFF = 72
LONGEST_WORD = 100
FEW = 16


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known word with the most similar spelling; None if none is similar."""
    word = text[:LONGEST_WORD].lower()
    found = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=CUTOFF)
    return str(found[0]) if found else None


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A hint with the most similar known word; empty if none is similar."""
    word = nearest(text, known)
    return f'did you mean "{word}"?' if word else ""


class Names:
    """Ids with their other names: titles and aliases."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """Index the other names of each id."""
        self.ids = frozenset(names)
        self._id_of = {fold(name): one for one, others in names.items() for name in others}
        self._id_of |= {one: one for one in names}

    @classmethod
    def of(cls, ids: Iterable[str]) -> Names:
        """Ids without other names."""
        return cls(dict.fromkeys(ids, ()))

    def __contains__(self, word: object) -> bool:
        return word in self.ids

    def hint(self, word: str) -> str:
        """A hint for a word that is not an id: the most similar id, or all of a few that could be meant."""
        meant = self._id_of.get(fold(word.strip()))
        if meant is None and (near := nearest(word, self._id_of)):
            meant = self._id_of[near]
        if meant:
            return f'did you mean "{meant}"?'
        start = f"{word.partition('-')[0]}-"
        offered = self.ids if len(self.ids) <= FEW else [one for one in self.ids if one.startswith(start)]
        return f"one of {', '.join(sorted(offered))}" if 0 < len(offered) <= FEW else ""
