"""What a pull request changes, as data that its own code makes and the comment does not trust."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from living_survey.hosting.artifacts import Part
from living_survey.hosting.checkout import Checkout
from living_survey.knowledge.duplicates import Identity, KnownWorks
from living_survey.loading.files import entry_path, work_id_of
from living_survey.loading.yaml_tree import YamlError, read_mapping
from living_survey.rendering.sourced import source_of
from living_survey.sources import refreshing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.statements import Group
    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.cache import Cache

MOST_SIMILAR = 3
MOST_WORKS = 30
MOST_CHANGES = 40
LONGEST = 600

Line = Annotated[str, Field(max_length=LONGEST)]
Statements = Annotated[list[Line], Field(max_length=20)]
ID = r"[a-z0-9][a-z0-9-]{0,139}"
Id = Annotated[str, Field(pattern=f"^{ID}$")]


class Fact(Part):
    """Values of a facet of the whole work."""

    facet: Line
    values: Annotated[list[Line], Field(max_length=30)]


class Place(Part):
    """A tag with the path of its node, and what is stated there."""

    node: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    path: Annotated[list[Line], Field(max_length=8)]
    note: Line = ""
    stated: Statements = Field(default_factory=list)


class Similar(Part):
    """A work that may be the same."""

    id: Id
    title: Line


class Difference(Part):
    """A value that differs between the entry and a service."""

    kind: Line
    entry: Line
    service: Line
    source: Line


class FieldChange(Part):
    """A field of an entry before and after; one of them is empty if it is new or gone."""

    field: Line
    before: Line = ""
    after: Line = ""


class Card(Part):
    """A work as it is in the pull request."""

    id: Id
    change: Literal["added", "changed"]
    title: Line
    authors: Annotated[list[Line], Field(max_length=3)]
    more_authors: Annotated[int, Field(ge=0, le=100_000)] = 0
    year: Annotated[int, Field(ge=1000, le=9999)] | None
    venue: Line = ""
    summary: Line = ""
    facets: Annotated[list[Fact], Field(max_length=20)] = Field(default_factory=list)
    stated: Statements = Field(default_factory=list)
    """What is stated about the work as a whole."""
    url: Annotated[str, Field(max_length=2000)] = ""
    places: Annotated[list[Place], Field(max_length=20)]
    changes: Annotated[list[FieldChange], Field(max_length=MOST_CHANGES)] = Field(default_factory=list)
    similar: Annotated[list[Similar], Field(max_length=MOST_SIMILAR)] = Field(default_factory=list)
    differences: Annotated[list[Difference], Field(max_length=20)] = Field(default_factory=list)


class Preview(Part):
    """All works that a pull request changes."""

    cards: Annotated[list[Card], Field(max_length=MOST_WORKS)] = Field(default_factory=list)
    removed: Annotated[list[Id], Field(max_length=MOST_WORKS)] = Field(default_factory=list)
    more: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    errors: Annotated[int, Field(ge=0, le=1_000_000)] = 0


def preview(kb: KnowledgeBase, cache: Cache, changed: Mapping[str, str], root: Path, since: str) -> Preview:
    """The preview of works changed since a commit, given by id as `added`, `changed` or `removed`."""
    works = {kb[work_id].id: change for work_id, change in sorted(changed.items()) if work_id in kb}
    shown = list(works)[:MOST_WORKS]
    removed = [work_id for work_id, change in sorted(changed.items()) if change == "removed"]
    known = KnownWorks(kb)
    return Preview(
        cards=[
            _card(
                kb,
                kb[work_id],
                known,
                cache,
                None if works[work_id] == "added" else _changes(root, since, work_id),
            )
            for work_id in shown
        ],
        removed=[work_id for work_id in removed if re.fullmatch(ID, work_id)][:MOST_WORKS],
        more=len(works) - len(shown),
    )


def _card(
    kb: KnowledgeBase, work: Work, known: KnownWorks, cache: Cache, changes: list[FieldChange] | None
) -> Card:
    """The card of a work; `changes` is None for one that is added."""
    return Card(
        id=work.id,
        change="added" if changes is None else "changed",
        changes=changes or [],
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
                path=[_cut(step.short) for step in (*kb.taxonomy[tag.node].ancestors, kb.taxonomy[tag.node])],
                note=_cut(tag.note or ""),
                stated=_stated(kb, work, tag.node),
            )
            for tag in work.tags[:20]
        ],
        similar=[
            Similar(id=match.id, title=_cut(kb[match.id].title))
            for match in known.find(Identity.of(work), without=work.id)[:MOST_SIMILAR]
        ],
        differences=[
            Difference(
                kind=found.kind.value,
                entry=_cut(found.before),
                service=_cut(found.after),
                source=_cut(found.source),
            )
            for found in list(refreshing.changes(kb, cache, [work]))[:20]
        ],
    )


def _facts(kb: KnowledgeBase, work: Work) -> list[Fact]:
    """The facets of the whole work, one fact per relation."""
    return [
        Fact(
            facet=_cut(facet.field_label(relation)),
            values=[_cut(facet.value(value).label) for value in values[:30]],
        )
        for facet in kb.facets.values()
        if not facet.of_statements
        for relation in facet.relations
        if (values := work.values_of(relation))
    ][:20]


def _stated(kb: KnowledgeBase, work: Work, node: str | None) -> list[str]:
    """What is stated about a work at a node, or as a whole, one line per group of values."""
    return [
        _cut(_in_words(kb, group))
        for group in kb.groups_of(work)
        if group.node == node and group.says_something and (node or group.number)
    ][:20]


def _in_words(kb: KnowledgeBase, group: Group) -> str:
    """What a group states, with its source and effect, such as `enhances Reasoning (the survey, §3.1)`."""
    stated = "; ".join(
        f"{kb.relations[name].verb} {', '.join(kb.facet_of[name].value(value).label for value in values)}"
        for name, values in group.values.items()
        if name not in group.derived
    )
    return f"{stated} ({source_of(group)})" + (f": {group.effect}" if group.effect else "")


def _changes(root: Path, since: str, work_id: str) -> list[FieldChange]:
    """What differs in an entry since a commit, field by field. Raises `GitError`."""
    git = Checkout(root).git
    base = git("merge-base", "--end-of-options", since, "HEAD").strip()
    path = entry_path(work_id)
    before = _fields(git("show", f"{base}:./{path}"))
    after = _fields((root / path).read_text(encoding="utf-8"))
    return [
        FieldChange(field=_cut(name), before=_cut(before.get(name, "")), after=_cut(after.get(name, "")))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ][:MOST_CHANGES]


def _fields(text: str) -> dict[str, str]:
    """The values of an entry as text, by field: those of links and tags one by one, a tag by its node."""
    try:
        data = read_mapping(text)
    except YamlError:
        return {}
    return dict(_flattened(data, ""))


def _flattened(value: Plain, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flattened(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list) and name == "tags":
        for tag in value:
            node = tag.get("node") if isinstance(tag, dict) else tag
            said = {key: one for key, one in tag.items() if key != "node"} if isinstance(tag, dict) else {}
            yield f"tag {node}", "present"
            yield from _flattened(said, f"tag {node}")
    else:
        yield name, _in_text(value)


def _in_text(value: Plain) -> str:
    if isinstance(value, list):
        return ", ".join(map(_in_text, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_in_text(one)}" for key, one in value.items())
    return "" if value is None else str(value)


def changed_works(root: Path, since: str) -> dict[str, str]:
    """The ids of entries that differ from a commit: `added`, `changed` or `removed`. Raises `GitError`."""
    span = f"{since}...HEAD"
    listed = Checkout(root).git(
        "diff", "--name-status", "-z", "--no-renames", "--end-of-options", span, "--", "entries/*.yaml"
    )
    parts = listed.split("\0")
    words = {"A": "added", "D": "removed"}
    return {
        work_id_of(path): words.get(status, "changed")
        for status, path in zip(parts[0::2], parts[1::2], strict=False)
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
