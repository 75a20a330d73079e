"""Setting fields of entries, and tags."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from living_survey.knowledge.lookup import unknown
from living_survey.knowledge.missing import LINKS
from living_survey.knowledge.people import split_names
from living_survey.loading.editing import CannotEditError, edit_entry, edit_tree, new_value
from living_survey.loading.files import entry_path
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from living_survey.curating.changes import ChangeSet
    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.loading.yaml_tree import Plain

TEXTS = ("title", "arxiv", "arxiv_category", "doi", "summary", "remarks")
DATES = ("published", "added")
ROOM = 3
"""At most so many works are named in a message."""


class CannotChangeError(Exception):
    """A change that is not possible; the message says why, and nothing was changed."""


def set_field(
    changes: ChangeSet, kb: KnowledgeBase, works: Iterable[Work], field: str, value: str | None
) -> None:
    """Set a field of works, or with None remove it; `survey check` judges the value.

    Raises `CannotChangeError` for another field, or a text that is not of its type.
    """
    name, wanted = _value(kb, field, value)
    for work in works:
        new: Plain = wanted
        if name == "links":
            links = dict(work.links.items())
            new = {key: url for key, url in (links | {field: value}).items() if url is not None} or None
        _edit(changes, work, lambda text, new=new: edit_entry(text, {name: new}))  # type: ignore[misc]


def _value(kb: KnowledgeBase, field: str, value: str | None) -> tuple[str, Plain]:
    """The key of an entry that a field is, and a value of its type."""
    readers = _readers(kb)
    if field not in readers:
        raise CannotChangeError(f"{unknown('field', field, readers).args[0]}; {', '.join(readers)}")
    try:
        wanted = None if value is None else readers[field](value)
    except ValueError:
        example = {"year": "2026", "draft": "true"}.get(field, "2026-11-30")
        raise CannotChangeError(f'"{value}" is not a {field} such as {example}') from None
    return "links" if field in LINKS else field, wanted


def _readers(kb: KnowledgeBase) -> dict[str, Callable[[str], Plain]]:
    """The fields that can be set, each with what makes a value of a text; `ValueError` for another type."""
    facets = {
        relation.key: _listed if facet.many else str
        for facet in kb.facets.values()
        if "entry" in facet.stated
        for relation in facet.relations
    }
    return {
        **dict.fromkeys((*TEXTS, *LINKS), str),
        **dict.fromkeys(DATES, date.fromisoformat),
        "names": _listed,
        "authors": lambda value: list(split_names(value)),
        "year": int,
        "venue": kb.file.known_venues.canonical,
        "draft": lambda value: [None, True][("false", "true").index(value)],
        **facets,
    }


def _listed(value: str) -> list[Plain]:
    return [part.strip() for part in value.split(",") if part.strip()]


# --- tags --------------------------------------------------------------------------------------------------


def add_tag(changes: ChangeSet, works: Iterable[Work], node: str, note: str | None) -> None:
    """Tag works with a node that they are not tagged with yet, after their other tags."""

    def change(entry: Tree) -> None:
        tags = entry.get("tags")
        tag: Plain = {"node": node, "note": note} if note else node
        if isinstance(tags, Sequence):
            tags.flow = False
            tags.items.append(new_value(tag))
        else:
            entry.keys["tags"] = Scalar("tags", 0, 1, plain=False)
            entry.values["tags"] = new_value([tag])

    _change_all(changes, (work for work in works if work.tag(node) is None), change)


def remove_tag(changes: ChangeSet, works: Iterable[Work], node: str) -> None:
    """Delete a tag of works, with its note and all that it states."""

    def change(entry: Tree) -> None:
        tags = entry.get("tags")
        if isinstance(tags, Sequence):
            tags.items = [item for item in tags.items if node_of(item) != node]

    _change_all(changes, (work for work in works if work.tag(node)), change)


def move_tag(changes: ChangeSet, works: Iterable[Work], old: str, new: str) -> None:
    """Put another node into a tag of works, which keeps its note and all that it states.

    A work that has a tag at the new node already loses the old one if that says nothing. Raises
    `CannotChangeError` if both say something.
    """
    tagged = [work for work in works if work.tag(old)]
    twice = [work for work in tagged if work.tag(new)]
    both = [work.id for work in twice if _says_something(work, old)]
    if both:
        more = f" and {len(both) - ROOM} more" if len(both) > ROOM else ""
        raise CannotChangeError(
            f'{", ".join(both[:ROOM])}{more}: tagged with "{new}" too; move what the tag "{old}" says by hand'
        )

    def change(entry: Tree) -> None:
        replace_words(entry, old, new, "tags", "node")

    remove_tag(changes, twice, old)
    _change_all(changes, (work for work in tagged if not work.tag(new)), change)


def _says_something(work: Work, node: str) -> bool:
    tag = work.tag(node)
    return tag is not None and bool(tag.model_fields_set - {"node", "by"})


def node_of(tag: object) -> str | None:
    """The node of a tag in either of its forms."""
    found = tag.get("node") if isinstance(tag, Tree) else tag
    return found.text if isinstance(found, Scalar) else None


def replace_words(tree: Tree, old: str, new: str, *path: str) -> None:
    """Replace a word at a path of keys, in lists on the way or as the only value."""
    for word in words_at(tree, *path):
        if word.text == old:
            word.text = new


def words_at(node: object, *path: str) -> Iterable[Scalar]:
    """The single values at a path of keys; `*` is any key, and all items of lists are meant."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from words_at(item, *path)
    elif isinstance(node, Scalar):
        if len(path) <= 1:  # a tag may be a node alone
            yield node
    elif isinstance(node, Tree) and path:
        key, *rest = path
        for value in node.values.values() if key == "*" else filter(None, [node.get(key)]):
            yield from words_at(value, *rest)


# --- entries -----------------------------------------------------------------------------------------------


def _change_all(changes: ChangeSet, works: Iterable[Work], change: Callable[[Tree], None]) -> None:
    for work in works:
        edit_work(changes, work.id, change)


def edit_work(changes: ChangeSet, work_id: str, change: Callable[[Tree], None]) -> None:
    """Plan a change of the tree of an entry."""
    _edit_path(changes, entry_path(work_id), lambda text: edit_tree(text, change))


def _edit(changes: ChangeSet, work: Work, edit: Callable[[str], str]) -> None:
    _edit_path(changes, entry_path(work.id), edit)


def _edit_path(changes: ChangeSet, path: str, edit: Callable[[str], str]) -> None:
    try:
        changes.put(path, edit(changes.read(path) or ""))
    except CannotEditError as error:
        raise CannotChangeError(f"{path}: {error}") from error
