"""What can be wrong in `taxonomy.yaml`: ids that stand twice or point nowhere, nodes that nothing uses.

The tree is nested YAML and anchors are refused (`yaml-alias`), so that no node can be above itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.knowledge.base import RESERVED
from generator.knowledge.statements import NOT_STATED, StatedTogether
from generator.knowledge.taxonomy import LEVEL_KEYS
from generator.knowledge.work import Tag, Work
from generator.loading.problems import Severity, shortened
from generator.loading.rules.registry import Corpus, Finding, Vocabulary, taxonomy_rule
from generator.loading.suggest import did_you_mean
from generator.loading.yaml_tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from generator.knowledge.survey import TaxonomyFile
    from generator.loading.documents import Document
    from generator.loading.yaml_tree import PathKey

Word = tuple[str, Scalar]


@taxonomy_rule(
    "duplicate-id",
    "An id of taxonomy.yaml is given once: in the tree, among values of a facet, among facets, tables ...",
    "Give one of the two another id, and change it in the entries that mean it.",
)
def ids_are_unique(taxonomy: Document, _vocabulary: Vocabulary, _corpus: Corpus) -> Iterator[Finding]:
    """No two nodes share an id, nor two values or groups of a facet, nor two facets, relations or tables."""
    for words in _id_scopes(taxonomy):
        lines: dict[str, int] = {}
        for word, place in words:
            if word in lines:
                message = f'duplicate id "{shortened(word)}": also on line {lines[word]}'
                yield Finding.at(place, message, "give one of the two another id")
            lines.setdefault(word, place.line)


@taxonomy_rule(
    "reserved-id",
    "A facet, relation or table does not take a name that entries or queries use for something else.",
    "Choose another id; a relation can also have another key.",
)
def ids_are_free(taxonomy: Document, vocabulary: Vocabulary, _corpus: Corpus) -> Iterator[Finding]:
    """No facet is called `year`, no key `title`, no value `not-stated`."""
    file = vocabulary.file
    if file is None:
        return
    fields = {*Work.model_fields, *Tag.model_fields, *StatedTogether.model_fields}
    taken: list[tuple[Iterable[str], Iterable[str], str]] = [
        ((facet.id for facet in file.facets), RESERVED, "facet"),
        ((one.key for _, one in file.relations.values()), fields, "key"),
        ((table.id for table in file.tables), fields, "table"),
        ((value.id for facet in file.facets for value in facet.values), {NOT_STATED}, "value"),
    ]
    for words, reserved, noun in taken:
        for word in words:
            if word in reserved:
                place = next((item for item in taxonomy.strings() if item.text == word), (1, 1))
                yield Finding.at(place, f'"{word}" cannot be the name of a {noun}: it has another meaning')


@taxonomy_rule(
    "unknown-reference",
    "Every id that taxonomy.yaml refers to exists: nodes, facets, their values, relations, questions, works.",
    "Correct the spelling, or add what is meant.",
)
def references_lead_somewhere(
    taxonomy: Document, vocabulary: Vocabulary, corpus: Corpus
) -> Iterator[Finding]:
    """Every statement, value, paradigm, question and table row names things that exist."""
    if vocabulary.file is None:
        return
    file = vocabulary.file
    known: dict[str, Collection[str]] = {
        "work": corpus.ids,
        "node": vocabulary.nodes.ids,
        "question": {question.id for question in file.questions},
        "facet": {facet.id for facet in file.facets},
        "relation": file.relations,
    }
    hints: dict[str, Callable[[str], str]] = {"node": vocabulary.nodes.hint}
    for facet in file.facets:
        known[facet.title.lower()] = vocabulary.values[facet.id].ids
        hints[facet.title.lower()] = vocabulary.values[facet.id].hint
        known[f"group of the {facet.title.lower()}"] = {group.id for group in facet.groups}
    for noun, words in _references(taxonomy, file):
        for word, place in words:
            if word not in known[noun]:
                hint = hints[noun](word) if noun in hints else did_you_mean(word, tuple(known[noun]))
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
    values = (value for facet in file.facets for value in facet.values)
    nodes = [thing.nodes for things in (file.statements, values, file.paradigms) for thing in things]
    named.update(node for some in nodes for node in some)
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


def _id_scopes(taxonomy: Document) -> Iterator[Iterable[Word]]:
    """The ids that the file gives out, by what they must differ from."""
    yield _node_ids(taxonomy)
    for key in ("questions", "facets", "paradigms", "tables"):
        yield _ids(taxonomy, key)
    facets = taxonomy.positions("facets")
    yield [word for at in facets for word in _ids(taxonomy, "facets", at, "relations")]
    for at in facets:
        yield _ids(taxonomy, "facets", at, "values")
        yield _ids(taxonomy, "facets", at, "groups")


def _ids(taxonomy: Document, *path: PathKey) -> list[Word]:
    return [word for at in taxonomy.positions(*path) for word in _word(taxonomy, *path, at, "id")]


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


def _references(taxonomy: Document, file: TaxonomyFile) -> Iterator[tuple[str, Iterable[Word]]]:
    """The words of the file that refer to something, with what they refer to."""
    yield "work", _word(taxonomy, "survey", "work")
    for node in _tree_mappings(taxonomy.at("tree")):
        question = node.get("question")
        if isinstance(question, Scalar):
            yield "question", [(question.text, question)]
    for at in taxonomy.positions("questions"):
        yield "facet", taxonomy.texts("questions", at, "answers_with")
        for matrix in taxonomy.positions("questions", at, "matrices"):
            yield "relation", _word(taxonomy, "questions", at, "matrices", matrix, "relation")
            rows = _word(taxonomy, "questions", at, "matrices", matrix, "rows")
            yield "facet", [(word, place) for word, place in rows if word != "tree"]
    for key in ("forward", "back"):
        yield "relation", _word(taxonomy, "cycle", key)
    yield "facet", _word(taxonomy, "cycle", "roles")
    yield from _references_of_facets(taxonomy, file)
    yield from _references_of_paradigms(taxonomy)
    yield from _references_of_tables(taxonomy, file)


def _references_of_facets(taxonomy: Document, file: TaxonomyFile) -> Iterator[tuple[str, Iterable[Word]]]:
    for at, facet in enumerate(file.facets):
        for value in taxonomy.positions("facets", at, "values"):
            group = _word(taxonomy, "facets", at, "values", value, "group")
            yield f"group of the {facet.title.lower()}", group
            yield "node", taxonomy.texts("facets", at, "values", value, "nodes")
    for at in taxonomy.positions("statements"):
        yield "node", taxonomy.texts("statements", at, "nodes")
        for relation, (facet, _) in file.relations.items():
            yield facet.title.lower(), _word(taxonomy, "statements", at, relation)
            yield facet.title.lower(), taxonomy.texts("statements", at, relation)


def _references_of_paradigms(taxonomy: Document) -> Iterator[tuple[str, Iterable[Word]]]:
    for at in taxonomy.positions("paradigms"):
        yield "node", taxonomy.texts("paradigms", at, "nodes")
        yield "work", taxonomy.texts("paradigms", at, "instances")
        by_section = taxonomy.at("paradigms", at, "works")
        for section in by_section.values if isinstance(by_section, Mapping) else ():
            yield "work", taxonomy.texts("paradigms", at, "works", section)


def _references_of_tables(taxonomy: Document, file: TaxonomyFile) -> Iterator[tuple[str, Iterable[Word]]]:
    for at, table in enumerate(file.tables):
        for column, declared in enumerate(table.columns):
            yield "relation", _word(taxonomy, "tables", at, "columns", column, "relation")
            for row in taxonomy.positions("tables", at, "rows") if declared.type == "works" else ():
                yield "work", taxonomy.texts("tables", at, "rows", row, declared.id)


def _word(taxonomy: Document, *keys: PathKey) -> list[Word]:
    node = taxonomy.at(*keys)
    return [(node.text, node)] if isinstance(node, Scalar) else []
