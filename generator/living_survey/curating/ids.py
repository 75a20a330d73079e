"""Renaming and merging works, and renaming and splitting nodes; former ids lead to what is there now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from living_survey.curating.citing import follow_node, follow_work
from living_survey.curating.fields import (
    CannotChangeError,
    edit_work,
    move_tag,
    node_of,
    replace_words,
    words_at,
)
from living_survey.knowledge.identifiers import CitationKey
from living_survey.loading.canonical import quoted_if_needed
from living_survey.loading.editing import CannotEditError, YamlText, edit_tree, new_value
from living_survey.loading.files import TAXONOMY, entry_path
from living_survey.loading.rules.taxonomy import tree_mappings
from living_survey.loading.yaml_tree import Mapping as Tree
from living_survey.loading.yaml_tree import Scalar, Sequence, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as Items

    from living_survey.curating.changes import ChangeSet
    from living_survey.knowledge import KnowledgeBase, Work

MERGED_LISTS = ("names", "formerly")
NOT_MERGED = frozenset({"draft", "tags", "added"})


def _work(kb: KnowledgeBase, work_id: str) -> Work:
    found: Work | None = next((work for work in (*kb, *kb.unplaced) if work.id == work_id), None)
    if found is None:
        raise CannotChangeError(f'there is no work "{work_id}"')
    return found


# --- works -------------------------------------------------------------------------------------------------


def rename_work(changes: ChangeSet, kb: KnowledgeBase, old: str, new: str) -> None:
    """Give a work another id, which everything that cites it follows. Raises `CannotChangeError`."""
    work = _work(kb, old)
    if any(one.id == new for one in (*kb, *kb.unplaced)):
        raise CannotChangeError(
            f'there is a work "{new}" already; to make one of both: survey merge {old} {new}'
        )
    if CitationKey.parse(new) is None:
        raise CannotChangeError(f'"{new}" is not an id such as doe2023bread')
    former = [one for one in (*work.formerly, old) if one != new]
    text = _edited(changes, work, partial(_set_list, key="formerly", items=former))
    changes.move(entry_path(old), entry_path(new), text)
    follow_work(changes, kb, old, new)


def merge_works(changes: ChangeSet, kb: KnowledgeBase, old: str, new: str) -> list[str]:
    """Move what only one entry has into that of the same work, and delete it; what differs and is not moved.

    Everything that cites the old id follows. Raises `CannotChangeError`.
    """
    source, target = _work(kb, old), _work(kb, new)
    if old == new:
        raise CannotChangeError(f'"{old}" is one work')
    tree = parse(changes.read(entry_path(old)) or "")
    assert isinstance(tree, Tree)  # noqa: S101 - it was loaded
    formerly = tuple(dict.fromkeys((*target.formerly, *source.formerly, old)))
    left_out: list[str] = []

    def change(entry: Tree) -> None:
        left_out[:] = _take_over(entry, tree)
        _set_list(entry, "formerly", formerly)

    edit_work(changes, new, change)
    changes.put(entry_path(old), None)
    follow_work(changes, kb, old, new)
    return left_out


def _take_over(entry: Tree, other: Tree) -> list[str]:
    """Add to an entry what only another one has; the names of the fields that both have and that differ."""
    left_out = []
    for key, value in other.values.items():
        own = entry.get(key)
        if key == "tags":
            left_out += _take_tags(entry, value)
        elif key in MERGED_LISTS and isinstance(own, Sequence) and isinstance(value, Sequence):
            known = own.value()
            own.items += [new_value(one) for one in value.value() if one not in known]
        elif key == "links" and isinstance(own, Tree) and isinstance(value, Tree):
            left_out += [f"links.{name}" for name in _take_over(own, value)]
        elif own is None and key not in NOT_MERGED:
            entry.keys[key] = Scalar(key, 0, 1, plain=False)
            entry.values[key] = new_value(value.value())
        elif own is not None and key not in NOT_MERGED and own.value() != value.value():
            left_out.append(key)
    return left_out


def _take_tags(entry: Tree, tags: object) -> list[str]:
    own = entry.get("tags")
    if not isinstance(tags, Sequence):
        return []
    if not isinstance(own, Sequence):
        entry.keys["tags"] = Scalar("tags", 0, 1, plain=False)
        entry.values["tags"] = new_value(tags.value())
        return []
    here = {node_of(item): item for item in own.items}
    own.items += [new_value(item.value()) for item in tags.items if node_of(item) not in here]
    if any(isinstance(item, Tree) for item in own.items):
        own.flow = False
    return [
        f"the tag {node_of(item)}"
        for item in tags.items
        if node_of(item) in here and isinstance(item, Tree) and item.value() != here[node_of(item)].value()
    ]


def _set_list(entry: Tree, key: str, items: Iterable[str]) -> None:
    if key not in entry.values:
        entry.keys[key] = Scalar(key, 0, 1, plain=False)
    entry.values[key] = new_value(list(items))


def _edited(changes: ChangeSet, work: Work, change: partial[None]) -> str:
    try:
        return edit_tree(changes.read(entry_path(work.id)) or "", change)
    except CannotEditError as error:
        raise CannotChangeError(f"{entry_path(work.id)}: {error}") from error


# --- nodes -------------------------------------------------------------------------------------------------


def rename_node(changes: ChangeSet, kb: KnowledgeBase, old: str, new: str) -> None:
    """Give a node another id in the taxonomy, in entries and wherever it is named."""
    _check_node(kb, old, new)
    text = _taxonomy(changes)
    node = _node_in(text, old)
    named = node.values["id"]
    assert isinstance(named, Scalar)  # noqa: S101 - it was found by it
    text.replace(named, new)
    if new not in kb.taxonomy[old].entry.formerly:
        text.add_to(node, "id", "formerly", old)
    _put_taxonomy(changes, text)
    follow_node(changes, old, new)
    for work in (*kb, *kb.unplaced):
        rejected = work.upstream.rejected if work.upstream else ()
        if work.tag(old) or any(one.node == old for one in rejected):
            edit_work(changes, work.id, partial(_rename_in_entry, old=old, new=new))


def _rename_in_entry(entry: Tree, old: str, new: str) -> None:
    replace_words(entry, old, new, "tags", "node")
    replace_words(entry, old, new, "upstream", "rejected", "node")


def split_node(  # noqa: PLR0913, PLR0917 - what makes a node
    changes: ChangeSet,
    kb: KnowledgeBase,
    node_id: str,
    new: str,
    title: str,
    works: Items[Work],
    *,
    below: bool,
) -> None:
    """Move works of a node to a new one, beside it or as an approach below it."""
    _check_node(kb, node_id, new)
    node = kb.taxonomy[node_id]
    if node.level not in {"topic", "approach"}:
        raise CannotChangeError(f'"{node_id}" is a {node.level}; only topics and approaches are split')
    if below and node.level != "topic":
        raise CannotChangeError(f'"{node_id}" is an approach, which has nothing below it; leave --below out')
    moved = [work for work in works if work.tag(node_id)]
    if not moved:
        raise CannotChangeError(f'none of the works that were chosen is tagged with "{node_id}"')
    text = _taxonomy(changes)
    added_by = ", added_by: curation" if kb.survey else ""  # the survey has not printed it
    item = f"{{id: {new}, title: {quoted_if_needed(title)}{added_by}}}"
    text.add_item(_node_in(text, node_id), item, "approaches" if below else "")
    _put_taxonomy(changes, text)
    move_tag(changes, moved, node_id, new)


def _check_node(kb: KnowledgeBase, old: str, new: str) -> None:
    if old not in kb.taxonomy:
        raise CannotChangeError(f'there is no node "{old}"')
    if new in kb.taxonomy:
        raise CannotChangeError(f'there is a node "{new}" already')


def _taxonomy(changes: ChangeSet) -> YamlText:
    return YamlText(changes.read(TAXONOMY) or "")


def _node_in(text: YamlText, node_id: str) -> Tree:
    return next(
        node
        for node in tree_mappings(text.tree.get("tree"))
        if node_id in {one.text for one in words_at(node, "id")}
    )


def _put_taxonomy(changes: ChangeSet, text: YamlText) -> None:
    try:
        changes.put(TAXONOMY, text.result())
    except CannotEditError as error:
        raise CannotChangeError(f"{TAXONOMY}: {error}") from error
