"""What a pull request changes, as data: made in its own run, shown by a run that does not trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz, process

from living_survey.knowledge.text import normalized_title
from living_survey.rendering.sourced import source_of
from living_survey.sources import refreshing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.statements import Group
    from living_survey.sources.cache import Cache

NEAR = 80
MOST_NEAR = 3
MOST_WORKS = 30
LONGEST = 600

Line = Annotated[str, Field(max_length=LONGEST)]
Statements = Annotated[list[Line], Field(max_length=20)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]{1,140}$")]


class _Part(BaseModel):
    """Strict: what a stranger's run hands over is taken for nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Fact(_Part):
    """The values of a facet of the whole work."""

    facet: Line
    values: Annotated[list[Line], Field(max_length=30)]


class Place(_Part):
    """A tag with its path from the root of the tree, and what is stated there."""

    node: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    way: Annotated[list[Line], Field(max_length=8)]
    note: Line = ""
    stated: Statements = []


class Near(_Part):
    """A work that may be the same."""

    id: Id
    title: Line


class Difference(_Part):
    """Where the entry and an outside service disagree."""

    kind: Line
    entry: Line
    outside: Line
    source: Line


class Card(_Part):
    """A work as the pull request has it."""

    id: Id
    change: Literal["added", "changed"]
    title: Line
    authors: Annotated[list[Line], Field(max_length=3)]
    more_authors: Annotated[int, Field(ge=0, le=100_000)] = 0
    year: Annotated[int, Field(ge=1000, le=9999)]
    venue: Line = ""
    summary: Line = ""
    facets: Annotated[list[Fact], Field(max_length=20)] = []
    stated: Statements = []
    """What is stated of the work as a whole."""
    url: Annotated[str, Field(max_length=2000)] = ""
    places: Annotated[list[Place], Field(max_length=20)]
    near: Annotated[list[Near], Field(max_length=MOST_NEAR)] = []
    differences: Annotated[list[Difference], Field(max_length=20)] = []


class Preview(_Part):
    """All that a pull request changes of works."""

    cards: Annotated[list[Card], Field(max_length=MOST_WORKS)] = []
    removed: Annotated[list[Id], Field(max_length=MOST_WORKS)] = []
    more: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    errors: Annotated[int, Field(ge=0, le=1_000_000)] = 0


def preview(kb: KnowledgeBase, cache: Cache, changed: Mapping[str, str]) -> Preview:
    """What is to be shown of changed works: by id, `added`, `changed` or `removed`."""
    works = {kb[work_id].id: change for work_id, change in sorted(changed.items()) if work_id in kb}
    shown = list(works)[:MOST_WORKS]
    removed = [work_id for work_id in sorted(changed) if work_id not in kb][:MOST_WORKS]
    near = _Neighbours(kb)
    return Preview(
        cards=[
            _card(kb, kb[work_id], "added" if works[work_id] == "added" else "changed", near, cache)
            for work_id in shown
        ],
        removed=[work_id for work_id in removed if work_id.isalnum() and work_id.isascii()],
        more=len(works) - len(shown),
    )


class _Neighbours:
    """Finds titles that are much alike."""

    def __init__(self, works: Iterable[Work]) -> None:
        self._titles = {work.id: normalized_title(work.title) for work in works}

    def of(self, kb: KnowledgeBase, work: Work) -> list[Near]:
        others = {other: title for other, title in self._titles.items() if other != work.id}
        found = process.extract(
            self._titles[work.id], others, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, limit=MOST_NEAR
        )
        return [Near(id=other, title=_cut(kb[other].title)) for _, _, other in found]


def _card(
    kb: KnowledgeBase, work: Work, change: Literal["added", "changed"], near: _Neighbours, cache: Cache
) -> Card:
    return Card(
        id=work.id,
        change=change,
        title=_cut(work.title),
        authors=[_cut(name) for name in work.authors[:3]],
        more_authors=max(0, len(work.authors) - 3),
        year=work.year,
        venue=_cut(work.venue or ""),
        summary=_cut(work.summary or ""),
        facets=_facts(kb, work),
        stated=_stated(kb, work, None),
        url=work.url or "",
        places=[
            Place(
                node=tag.node,
                way=[_cut(step.short) for step in (*kb.taxonomy[tag.node].ancestors, kb.taxonomy[tag.node])],
                note=_cut(tag.note or ""),
                stated=_stated(kb, work, tag.node),
            )
            for tag in work.tags[:20]
        ],
        near=near.of(kb, work),
        differences=[
            Difference(
                kind=found.kind.value,
                entry=_cut(found.before),
                outside=_cut(found.after),
                source=_cut(found.source),
            )
            for found in list(refreshing.changes(kb, cache, [work]))[:20]
        ],
    )


def _facts(kb: KnowledgeBase, work: Work) -> list[Fact]:
    """The facets of the whole work, one for each relation."""
    return [
        Fact(
            facet=_cut(facet.field_label(relation)),
            values=[_cut(facet.value(value).label) for value in values[:30]],
        )
        for facet in kb.facets.values()
        if not facet.of_statements
        for relation in facet.relations
        if (values := work.named(relation))
    ][:20]


def _stated(kb: KnowledgeBase, work: Work, node: str | None) -> list[str]:
    """What is stated of a work at a node, or as a whole, a line for what is stated together."""
    return [
        _cut(_in_words(kb, group))
        for group in kb.groups_of(work)
        if group.node == node and group.says_something and (node or group.number)
    ][:20]


def _in_words(kb: KnowledgeBase, group: Group) -> str:
    """What a group states, with its source and effect: `enhances Reasoning (the survey, §3.1)`."""
    stated = "; ".join(
        f"{kb.relations[name].verb} {', '.join(kb.facet_of[name].value(value).label for value in values)}"
        for name, values in group.values.items()
        if name not in group.derived
    )
    return f"{stated} ({source_of(group)})" + (f": {group.effect}" if group.effect else "")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
