"""A taxonomy out of the headings of a list: `proposed_tree` makes areas, topics and approaches of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from living_survey.knowledge.text import normalized_title, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

LONGEST_ID = 60
LEVELS: tuple[Literal["area", "topic", "approach"], ...] = ("area", "topic", "approach")
Path = tuple[str, ...]
"""Headings, the outermost first."""


@dataclass(frozen=True)
class Topic:
    """A node that a taxonomy could have."""

    id: str
    title: str
    level: Literal["area", "topic", "approach"]
    works: int
    """The works directly below its heading."""
    children: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class Outline:
    """Topics in the order of the list, with the headings that they come from."""

    roots: tuple[Topic, ...]
    _ids: Mapping[Path, str]

    def id_of(self, path: Path) -> str | None:
        """The node of works below some headings; None if there is no heading."""
        return self._ids.get(_key(path))

    def __iter__(self) -> Iterator[Topic]:
        """All topics, each before those below it."""
        stack = list(reversed(self.roots))
        while stack:
            topic = stack.pop()
            yield topic
            stack += reversed(topic.children)


@dataclass
class _Heading:
    title: str
    works: int = 0
    below: dict[str, _Heading] = field(default_factory=dict)


def proposed_tree(paths: Iterable[Path]) -> Outline:
    """Topics for the heading paths of works, one path for each work.

    A heading with others below it is an area, one within an area is a topic, and one within a topic is an
    approach, where deeper headings end. A top heading with nothing below it is a topic. Headings of one name
    are one topic if they are at the same place. Badges such as `Area-Topic` have two levels if all have a
    dash and some have the same area.
    """
    given = [*paths]
    divided = _divided({path[0] for path in given if len(path) == 1})
    root = _Heading("")
    for path in (divided.get(path[0], path) if len(path) == 1 else path for path in given):
        heading = root
        for title, key in zip(path, _key(path), strict=False):
            heading = heading.below.setdefault(key, _Heading(title))
        heading.works += 1
    ids = _unique_ids(root)
    of_badges = {_key((badge,)): ids[_key(path)] for badge, path in divided.items()}
    return Outline(_topics(root, (), ids), ids | of_badges)


def _divided(labels: AbstractSet[str]) -> dict[str, Path]:
    """Labels of two levels, with their levels; none if not all are."""
    parts = {label: label.partition("-") for label in labels}
    areas = {area.strip() for area, _, topic in parts.values() if topic.strip()}
    if not areas or len(areas) * 2 > len(labels) or not all(topic.strip() for _, _, topic in parts.values()):
        return {}
    return {label: (area.strip(), topic.strip()) for label, (area, _, topic) in parts.items()}


def _key(path: Path) -> Path:
    return tuple(normalized_title(title) for title in path[: len(LEVELS)])


def _walk(heading: _Heading, path: Path = ()) -> Iterator[tuple[Path, _Heading]]:
    for key, below in heading.below.items():
        yield (*path, key), below
        yield from _walk(below, (*path, key))


def _unique_ids(root: _Heading) -> dict[Path, str]:
    """An id for each path: the title, behind that of the heading above where several have the same title."""
    slugs = {path: slug(heading.title) or "topic" for path, heading in _walk(root)}
    count = Counter(slugs.values())
    ids: dict[Path, str] = {}
    taken: set[str] = set()
    for path, own in slugs.items():
        whole = f"{slugs[path[:-1]]}-{own}" if count[own] > 1 and len(path) > 1 else own
        base = chosen = whole[:LONGEST_ID].strip("-")
        number = 2
        while chosen in taken:
            chosen, number = f"{base}-{number}", number + 1
        taken.add(chosen)
        ids[path] = chosen
    return ids


def _topics(heading: _Heading, path: Path, ids: Mapping[Path, str]) -> tuple[Topic, ...]:
    return tuple(
        Topic(
            ids[*path, key],
            below.title,
            "topic" if not path and not below.below else LEVELS[len(path)],
            below.works,
            _topics(below, (*path, key), ids),
        )
        for key, below in heading.below.items()
    )
