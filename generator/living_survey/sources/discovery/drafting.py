"""The suggestions in the entry of an accepted paper: comments, of which nothing is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from living_survey.knowledge import RelationKind
    from living_survey.knowledge.suggesting import Suggested

HEAD = (
    "Suggestions of the program, of which nothing is stated yet. Read the paper, make tags of what is right,",
    'write a note on each, and delete the line "draft: true" and these comments.',
)


def suggestion_lines(suggested: Suggested, relations: Mapping[str, RelationKind]) -> tuple[str, ...]:
    """The comments, without their signs: the best node as a tag, and other nodes."""
    return (*HEAD, *_tag(suggested, relations), *_others(suggested))


def _tag(suggested: Suggested, relations: Mapping[str, RelationKind]) -> Iterator[str]:
    if not suggested.nodes:
        return
    best = suggested.nodes[0]
    yield "tags:"
    yield f"  - node: {best.node.id}" + _because(best.because)
    yield "    note:"
    for first, *others in filter(None, suggested.values.values()):
        names = (f"{relations[one.relation].key}: {one.value}" for one in others)
        more = f"  # or {', '.join(names)}" if others else ""
        yield f"    {relations[first.relation].key}: {first.value}{more}"


def _others(suggested: Suggested) -> Iterator[str]:
    for one in suggested.nodes[1:]:
        yield f"or node: {one.node.id}" + _because(one.because)


def _because(works: tuple[str, ...]) -> str:
    return f"  # like {', '.join(works)}" if works else ""
