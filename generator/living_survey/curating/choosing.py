"""The works that a curator means: by ids, by what entries state, by words, or by what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from living_survey.knowledge.lookup import unknown
from living_survey.knowledge.missing import missing_facts
from living_survey.knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.knowledge import KnowledgeBase, Work

SINGLE = ("node", "relation", "basis", "venue", "author", "section")
"""Conditions of `KnowledgeBase.works` with one value, besides the year."""


class CannotChooseError(Exception):
    """A condition that cannot be met; the message says why."""


def choose(
    kb: KnowledgeBase,
    ids: Sequence[str] = (),
    where: Sequence[str] = (),
    missing: Sequence[str] = (),
    text: str | None = None,
) -> tuple[Work, ...]:
    """The works that meet all conditions, drafts without a place included, in the order of their ids.

    `where` are texts such as `stage=pretrain,finetune`. Raises `CannotChooseError`.
    """
    everything = {work.id: work for work in sorted((*kb, *kb.unplaced), key=lambda work: work.id)}
    facts = missing_facts(kb)
    for noun, asked, known in (("work", ids, everything), ("fact", missing, facts)):
        for word in asked:
            if word not in known:
                message: str = unknown(noun, word, known).args[0]
                of_node = f"; {word} is a node: --where node={word}" if word in kb.taxonomy else ""
                raise CannotChooseError(message + of_node)
    words = fold(text or "").split()
    return tuple(
        work
        for work in (_meeting(kb, where) if where else everything.values())
        if (not ids or work.id in ids)
        and all(facts[name].is_missing(work) for name in missing)
        and all(word in _words(work) for word in words)
    )


def _meeting(kb: KnowledgeBase, where: Iterable[str]) -> tuple[Work, ...]:
    """The works that meet conditions such as `stage=pretrain,finetune`, all of them in one statement."""
    query: dict[str, Any] = {}
    for condition in where:
        name, separator, value = (part.strip() for part in condition.partition("="))
        if not (separator and name and value):
            raise CannotChooseError(f'"{condition}" is not of the form NAME=VALUE')
        if name in query:
            raise CannotChooseError(f'"{name}" is given twice; separate values with commas: {name}=A,B')
        if name == "year" and not value.isdecimal():
            raise CannotChooseError(f'"{value}" is not a year')
        many = [one.strip() for one in value.split(",")]
        query[name] = int(value) if name == "year" else value if name in SINGLE else many
    try:
        return kb.works(**query)
    except (KeyError, TypeError) as error:
        raise CannotChooseError(error.args[0]) from None


def _words(work: Work) -> str:
    """All that an entry says in words."""
    noted = (part for tag in work.tags for part in (tag.note, tag.effect))
    parts = (work.id, work.title, *work.names, *work.authors, work.summary, work.remarks, *noted)
    return fold(" ".join(filter(None, parts)))
