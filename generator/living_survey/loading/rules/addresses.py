"""Ids are addresses: one that was published leads to a work or a node for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.loading.problems import shortened
from living_survey.loading.rules.registry import (
    Corpus,
    Finding,
    Rule,
    Vocabulary,
    corpus_rule,
    register,
    taxonomy_rule,
)
from living_survey.loading.rules.taxonomy import node_ids, tree_mappings
from living_survey.loading.yaml_tree import Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.loading.documents import Document

ID_GONE = register(
    Rule(
        "id-gone",
        "An id that the last release had still leads somewhere; `survey check` compares with the newest git "
        "tag before the current commit, if there is one.",
        "Write it in formerly: of the work or node that replaces it; for a work without a replacement, "
        "in removed: of taxonomy.yaml with the reason. `survey rename` and `survey merge` do that.",
    )
)


@corpus_rule(
    "former-id",
    "A former id of a work is not the id of an entry, and leads to one work.",
    "Delete it from formerly: where it is wrong.",
)
def former_ids_are_free(corpus: Corpus) -> Iterator[tuple[str, Finding]]:
    """No id in `formerly:` of an entry is in use, given twice, or in `removed:` of the taxonomy."""
    claimed: dict[str, str] = {}
    removed = corpus.vocabulary.file.removed if corpus.vocabulary.file else {}
    for entry in corpus.entries:
        for former, place in entry.texts("formerly"):
            if former in corpus.ids:
                message = f'the former id "{shortened(former)}" is that of an entry'
                yield entry.path, Finding.at(place, message, f"delete it, or entries/{former}.yaml")
            elif former in removed:
                message = f'the former id "{shortened(former)}" is in removed: of taxonomy.yaml'
                yield entry.path, Finding.at(place, message, "delete it there or here")
            elif other := claimed.get(former):
                message = f'the former id "{shortened(former)}" is also in {other}'
                yield entry.path, Finding.at(place, message, "delete it from one of the two")
            claimed.setdefault(former, entry.path)


@taxonomy_rule(
    "former-node-id",
    "A former id of a node is not the id of a node, and leads to one node; a removed work has no entry.",
    "Delete it from formerly: or removed: where it is wrong.",
)
def former_node_ids_are_free(taxonomy: Document, vocabulary: Vocabulary, corpus: Corpus) -> Iterator[Finding]:
    """No id in `formerly:` of a node is in use or given twice, and none in `removed:` is an entry's."""
    used, claimed = {word for word, _ in node_ids(taxonomy)}, set[str]()
    for node in tree_mappings(taxonomy.at("tree")):
        former_ids = node.get("formerly")
        for item in former_ids.items if isinstance(former_ids, Sequence) else ():
            former = item.value()
            if not isinstance(former, str):
                continue
            if former in used:
                yield Finding.at(item, f'the former id "{shortened(former)}" is that of a node', "delete it")
            elif former in claimed:
                message = f'the former id "{shortened(former)}" is given twice'
                yield Finding.at(item, message, "delete it at one of the two nodes")
            claimed.add(former)
    for work_id in vocabulary.file.removed if vocabulary.file else ():
        if work_id in corpus.ids:
            message = f'the removed work "{shortened(work_id)}" has an entry'
            place = taxonomy.place_of_key("removed", work_id)
            yield Finding.at(place, message, "delete the line, or the entry")


def gone(
    released: Iterable[str], known: Iterable[str], noun: str, release: str
) -> Iterator[tuple[str, Finding]]:
    """The ids of a release that lead nowhere, each with its finding."""
    for one in sorted(set(released).difference(known)):
        message = f'the {noun} "{shortened(one)}" of the release {shortened(release)} is gone'
        yield one, Finding(1, 1, message, f"write formerly: [{one}] at what replaces it")
