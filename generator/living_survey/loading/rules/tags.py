"""Rules about the tags of an entry: its places in the taxonomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.loading.problems import shortened
from living_survey.loading.rules.registry import Finding, Vocabulary, entry_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.loading.documents import EntryDocument


@entry_rule(
    "unknown-node",
    "A tag, accepted or rejected, names a node of taxonomy.yaml by its id.",
    "Use the id on the taxonomy page or in taxonomy.yaml; prefer an approach to its topic.",
)
def tags_name_nodes(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every tag's node exists."""
    if vocabulary.taxonomy is None:
        return
    for node, place in (*entry.tag_nodes, *entry.rejected_nodes):
        if node not in vocabulary.taxonomy:
            message = f'unknown taxonomy node "{shortened(node)}"'
            hint = vocabulary.nodes.hint(node) or "see tree: in taxonomy.yaml"
            yield Finding.at(place, message, hint)


@entry_rule(
    "tag-too-broad",
    "A tag names an area, a topic or an approach, not a whole direction.",
    "Choose the topic or approach below it that fits best.",
)
def tags_are_not_directions(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """No tag is a direction."""
    for node_id, place in entry.tag_nodes:
        if vocabulary.taxonomy is not None and node_id in vocabulary.taxonomy:
            node = vocabulary.taxonomy[node_id]
            if node.level == "direction":
                below = ", ".join(child.id for child in node.children)
                yield Finding.at(
                    place,
                    f'tag too broad: "{node_id}" is a direction of the taxonomy',
                    f"choose a topic or approach below it: {below}, ..." if below else "",
                )


@entry_rule(
    "tag-twice",
    "A work is tagged with a node once.",
    "Delete one of the two, and merge their notes.",
)
def tags_are_different(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """No node is named by two tags."""
    lines: dict[str, int] = {}
    for node, place in entry.tag_nodes:
        if node in lines:
            message = f'duplicate tag "{shortened(node)}": also on line {lines[node]}'
            yield Finding.at(place, message, "delete one, and merge the notes")
        lines.setdefault(node, place.line)


@entry_rule(
    "tag-implied",
    "A work that is tagged with a node is not tagged with a node above it.",
    "Delete the tag of the higher node; a tag implies everything above it.",
)
def tags_do_not_imply_each_other(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """No tag is an ancestor of another one."""
    taxonomy = vocabulary.taxonomy
    if taxonomy is None:
        return
    places = {node: place for node, place in entry.tag_nodes if node in taxonomy}
    implied = {above.id: node for node in places for above in taxonomy[node].ancestors}
    for node, place in places.items():
        if node in implied and taxonomy[node].level != "direction":
            message = f'redundant tag "{node}": implied by "{implied[node]}" below it'
            yield Finding.at(place, message, "delete this tag; if its note adds something, move the note")


@entry_rule(
    "tag-rejected",
    "A node is not both a tag and a rejected tag.",
    "Delete the tag, or the rejection.",
)
def rejected_tags_are_not_given(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """No node is among the tags and among the rejected ones."""
    given = {node: place.line for node, place in entry.tag_nodes}
    for node, place in entry.rejected_nodes:
        if node in given:
            message = f'rejected tag "{shortened(node)}" is also a tag, on line {given[node]}'
            yield Finding.at(place, message, "delete one of the two")
