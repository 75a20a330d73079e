"""What can be wrong in `taxonomy.yaml`: ids that stand twice or point nowhere, nodes that nothing uses.

The tree is nested YAML and anchors are refused (`yaml-alias`), so that no node can be above itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from generator.knowledge.facets import RELATION_KINDS
from generator.knowledge.taxonomy import LEVEL_KEYS
from generator.loading.problems import Severity, shortened
from generator.loading.rules.registry import Corpus, FacetName, Finding, Vocabulary, taxonomy_rule
from generator.loading.suggest import did_you_mean
from generator.loading.yaml_tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.loading.documents import Document
    from generator.loading.yaml_tree import PathKey

Word = tuple[str, Scalar]


@taxonomy_rule(
    "duplicate-id",
    "An id of taxonomy.yaml stands for one thing, in the tree and in all facets.",
    "Give one of the two another id, and change it in the entries that mean it.",
)
def ids_are_unique(taxonomy: Document, _vocabulary: Vocabulary, _corpus: Corpus) -> Iterator[Finding]:
    """No two nodes, stages, capabilities, roles ... share an id."""
    lines: dict[str, int] = {}
    for word, place in _ids(taxonomy):
        if word in lines:
            message = f'the id "{shortened(word)}" stands on line {lines[word]} already'
            yield Finding.at(place, message, "ids are unique over the whole file")
        lines.setdefault(word, place.line)


@taxonomy_rule(
    "unknown-reference",
    "Every id that taxonomy.yaml refers to exists: nodes, roles, stages, capabilities, questions, works.",
    "Correct the spelling, or add what is meant.",
)
def references_lead_somewhere(
    taxonomy: Document, vocabulary: Vocabulary, corpus: Corpus
) -> Iterator[Finding]:
    """Every relation, role, paradigm, question and table row names things that exist."""
    if vocabulary.file is None:
        return
    for noun, words in _references(taxonomy):
        for word, place in words:
            if noun == "work":
                known = word in corpus.ids
                hint = "" if known else did_you_mean(word, corpus.ids)
            else:
                names = vocabulary.nodes if noun == "node" else vocabulary.facet(_FACETS[noun])
                known = word in names
                hint = "" if known else names.hint(word)
            if not known:
                yield Finding.at(place, f'unknown {noun} "{shortened(word)}"', hint)


@taxonomy_rule(
    "unused-node",
    "Every node has works at it or below it, or a statement about it, or stands for a table of the survey.",
    "Tag works with the node, or delete it.",
    Severity.WARNING,
)
def nodes_are_used(taxonomy: Document, vocabulary: Vocabulary, corpus: Corpus) -> Iterator[Finding]:
    """No node is there for nothing; asked when the entries by themselves are right."""
    if vocabulary.taxonomy is None or vocabulary.file is None or not corpus.sound:
        return
    named = {node for entry in corpus.entries for node, _ in entry.tag_nodes()}
    file = vocabulary.file
    for nodes in (thing.nodes for group in (file.relations, file.roles, file.paradigms) for thing in group):
        named.update(nodes)
    places = dict(_node_ids(taxonomy))
    for node in vocabulary.taxonomy:
        if named.isdisjoint(below.id for below in node.walk()) and not node.entry.table:
            message = f'nothing stands at "{node.id}" or below it'
            yield Finding.at(places.get(node.id, (1, 1)), message, "tag works with it, or delete it")


@taxonomy_rule(
    "missing-color",
    "Where one area of a direction has a colour, all its areas have one.",
    'Add a line such as color: "#b4d4fb".',
    Severity.WARNING,
)
def sibling_areas_have_colors(
    taxonomy: Document, vocabulary: Vocabulary, _corpus: Corpus
) -> Iterator[Finding]:
    """Either all areas directly below a direction are coloured or none is."""
    places = dict(_node_ids(taxonomy))
    for root in vocabulary.taxonomy.roots if vocabulary.taxonomy else ():
        areas = [node for node in root.children if node.level == "area"]
        if any(area.entry.color for area in areas):
            for area in areas:
                if not area.entry.color:
                    message = f'the area "{area.id}" has no colour, others of "{root.id}" have one'
                    yield Finding.at(places.get(area.id, (1, 1)), message, 'add color: "#rrggbb"')


_FACETS: dict[str, FacetName] = {
    "question": "questions",
    "stage": "stages",
    "capability": "capabilities",
    "role group": "role_groups",
    "role": "roles",
}


def _ids(taxonomy: Document) -> Iterator[Word]:
    """All ids that the file gives out, in the order of the file."""
    yield from _node_ids(taxonomy)
    for facet in get_args(FacetName):
        for position in taxonomy.positions(facet):
            yield from _word(taxonomy, facet, position, "id")


def _node_ids(taxonomy: Document) -> Iterator[Word]:
    for node in _tree_mappings(taxonomy.at("tree")):
        scalar = node.get("id")
        if isinstance(scalar, Scalar):
            yield scalar.text, scalar


def _tree_mappings(items: object) -> Iterator[Mapping]:
    for node in items.items if isinstance(items, Sequence) else ():
        if isinstance(node, Mapping):
            yield node
            for key in LEVEL_KEYS:
                yield from _tree_mappings(node.get(key))


def _references(taxonomy: Document) -> Iterator[tuple[str, Iterable[Word]]]:
    """The words of the file that refer to something, with what they refer to."""
    yield "work", _word(taxonomy, "survey", "work")
    for node in _tree_mappings(taxonomy.at("tree")):
        question = node.get("question")
        if isinstance(question, Scalar):
            yield "question", [(question.text, question)]
    for position in taxonomy.positions("roles"):
        yield "role group", _word(taxonomy, "roles", position, "group")
        yield "node", taxonomy.texts("roles", position, "nodes")
    for position in taxonomy.positions("relations"):
        yield "node", taxonomy.texts("relations", position, "nodes")
        yield "role", _word(taxonomy, "relations", position, "role")
        for kind in RELATION_KINDS:
            noun = "stage" if kind == "acts_at" else "capability"
            yield noun, _word(taxonomy, "relations", position, kind)
    for position in taxonomy.positions("paradigms"):
        yield "node", taxonomy.texts("paradigms", position, "nodes")
        yield "work", taxonomy.texts("paradigms", position, "instances")
        by_section = taxonomy.at("paradigms", position, "works")
        for section in by_section.values if isinstance(by_section, Mapping) else ():
            yield "work", taxonomy.texts("paradigms", position, "works", section)
    for position in taxonomy.positions("related_surveys"):
        yield "work", taxonomy.texts("related_surveys", position, "works")


def _word(taxonomy: Document, *keys: PathKey) -> list[Word]:
    node = taxonomy.at(*keys)
    return [(node.text, node)] if isinstance(node, Scalar) else []
