"""Rules about `taxonomy.yaml`: duplicate and unknown ids, unused nodes.

The tree is nested YAML without anchors (`yaml-alias`), so no node can be above itself.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from living_survey.knowledge.queries import RESERVED
from living_survey.knowledge.statements import NOT_STATED, ApproachStatement, StatementItem
from living_survey.knowledge.tables import Row
from living_survey.knowledge.taxonomy import LEVEL_KEYS
from living_survey.knowledge.work import Tag, Work
from living_survey.loading.problems import Severity, shortened
from living_survey.loading.rules.registry import Corpus, Finding, Vocabulary, declaration_rule, taxonomy_rule
from living_survey.loading.suggest import Names
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel

    from living_survey.knowledge.survey import TaxonomyFile
    from living_survey.loading.documents import Document
    from living_survey.loading.yaml_tree import PathKey

Word = tuple[str, tuple[int, int]]
"""A word of the file with its line and column."""


# --- what the file declares --------------------------------------------------------------------------------


PAGES = frozenset(
    [
        "assets", "authors", "candidates", "checks", "cite", "contribute", "cycle", "data", "explore",
        "feeds", "gaps", "health", "paths", "roadmap", "search", "since", "survey", "tagging-guide", "topics",
        "trends", "venues", "whats-new", "works", "years",
    ]
)  # fmt: skip
"""Addresses of pages that any survey may have; no facet or table can have one of them."""


@declaration_rule(
    "duplicate-id",
    "An id of taxonomy.yaml is unique: among nodes, facets, relations, tables, the values of a facet ...",
    "Change one of the two ids, and update the entries that refer to it.",
)
def ids_are_unique(taxonomy: Document, file: TaxonomyFile) -> Iterator[Finding]:
    """No two nodes share an id, nor two values or groups of a facet, nor two facets, relations or tables."""
    for noun, words in _id_scopes(taxonomy, file):
        lines: dict[str, int] = {}
        for word, place in words:
            if word in lines:
                message = f'duplicate {noun} "{shortened(word)}": also on line {lines[word]}'
                yield Finding.at(place, message, "give one of the two another id")
            lines.setdefault(word, place[0])


@declaration_rule(
    "reserved-id",
    "A facet, relation, table or column does not have a name that entries or queries use for something else.",
    "Choose another id; a relation can also have another key.",
)
def ids_are_free(taxonomy: Document, file: TaxonomyFile) -> Iterator[Finding]:
    """No facet is called `year`, no key `title`, no value `not-stated`."""
    fields = _attributes(Work) | _attributes(Tag) | _attributes(StatementItem)
    scopes = (
        ("facet", _ids(taxonomy, "facets"), RESERVED),
        ("relation", _relation_ids(taxonomy, file), frozenset(ApproachStatement.model_fields)),
        ("key", _keys(taxonomy, file), fields),
        ("value", chain.from_iterable(_in_facets(taxonomy, "values")), {NOT_STATED}),
        ("table", _ids(taxonomy, "tables"), PAGES),
        ("column", chain.from_iterable(_in_tables(taxonomy)), _attributes(Row)),
    )
    for at, facet in enumerate(file.facets):
        if facet.folder in PAGES and "pages" in facet.shown:
            message = f'reserved plural "{facet.plural}": the site has a page of that address'
            yield Finding.at(taxonomy.place("facets", at, "plural"), message, "choose another plural")
    for noun, words, reserved in scopes:
        for word, place in words:
            if word in reserved:
                yield Finding.at(
                    place, f'"{word}" is reserved and cannot be the id of a {noun}', "choose another id"
                )


@declaration_rule(
    "unknown-relation",
    "Columns, matrices and the cycle name relations that facets declare.",
    "Correct the spelling, or declare the relation in its facet.",
)
def relations_exist(taxonomy: Document, file: TaxonomyFile) -> Iterator[Finding]:
    """Every relation that is named outside its facet exists."""
    known = Names.of(file.relations)
    for word, place in _named_relations(taxonomy):
        if word not in known:
            yield Finding.at(place, f'unknown relation "{shortened(word)}"', known.hint(word))


def _named_relations(taxonomy: Document) -> Iterator[Word]:
    for at in taxonomy.positions("questions"):
        for matrix in taxonomy.positions("questions", at, "matrices"):
            yield from _word(taxonomy, "questions", at, "matrices", matrix, "relation")
    for key in ("forward", "back"):
        yield from _word(taxonomy, "cycle", key)
    for at in taxonomy.positions("tables"):
        for column in taxonomy.positions("tables", at, "columns"):
            yield from _word(taxonomy, "tables", at, "columns", column, "relation")


def _attributes(model: type[BaseModel]) -> frozenset[str]:
    """The names that fields of a model must not have."""
    return frozenset(dir(model)).union(model.model_fields)


def _id_scopes(taxonomy: Document, file: TaxonomyFile) -> Iterator[tuple[str, Iterable[Word]]]:
    """The ids that the file declares, grouped by the ids from which they must differ."""
    yield "id", node_ids(taxonomy)
    for key in ("questions", "facets", "paradigms", "tables"):
        yield "id", _ids(taxonomy, key)
    yield "relation", _relation_ids(taxonomy, file)
    yield "key", _keys(taxonomy, file)
    for words in (*_in_facets(taxonomy, "values"), *_in_facets(taxonomy, "groups"), *_in_tables(taxonomy)):
        yield "id", words


def _relation_ids(taxonomy: Document, file: TaxonomyFile) -> Iterator[Word]:
    """The relations, each at its id or, if it has none, at that of its facet."""
    for at, facet in enumerate(file.facets):
        for position, relation in enumerate(facet.relations):
            yield relation.id, _first_place(taxonomy, at, position, "id")


def _keys(taxonomy: Document, file: TaxonomyFile) -> Iterator[Word]:
    """The keys that entries get for relations and tables."""
    for at, facet in enumerate(file.facets):
        for position, relation in enumerate(facet.relations):
            yield relation.key, _first_place(taxonomy, at, position, "key")
    for at, table in enumerate(file.tables):
        if table.in_entries:
            yield table.id, taxonomy.place("tables", at, "id")


def _first_place(taxonomy: Document, facet: int, relation: int, key: str) -> tuple[int, int]:
    """The place of a relation's key, else of its id or that of its facet."""
    here = ("facets", facet, "relations", relation)
    places = ((*here, key), (*here, "id"), ("facets", facet, "id"))
    return next(taxonomy.place(*path) for path in places if taxonomy.at(*path))


def _in_facets(taxonomy: Document, key: str) -> Iterator[list[Word]]:
    for at in taxonomy.positions("facets"):
        yield _ids(taxonomy, "facets", at, key)


def _in_tables(taxonomy: Document) -> Iterator[list[Word]]:
    for at in taxonomy.positions("tables"):
        yield _ids(taxonomy, "tables", at, "columns")


# --- what the file refers to -------------------------------------------------------------------------------


@taxonomy_rule(
    "unknown-reference",
    "Every id that taxonomy.yaml refers to exists: nodes, facets, their values, questions, works.",
    "Correct the spelling, or add the missing node, facet, value, question or work.",
)
def references_lead_somewhere(
    taxonomy: Document, vocabulary: Vocabulary, corpus: Corpus
) -> Iterator[Finding]:
    """Every statement, value, paradigm, question and table row names things that exist."""
    if vocabulary.file is None:
        return
    for noun, known, words in _references(taxonomy, vocabulary.file, vocabulary, Names.of(corpus.ids)):
        for word, place in words:
            if word not in known:
                yield Finding.at(place, f'unknown {noun} "{shortened(word)}"', known.hint(word))


@taxonomy_rule(
    "statement-without-node",
    "A statement of taxonomy.yaml names nodes, or a value of a facet that follows from the tree.",
    "Add nodes: with the approaches that the statement is about.",
)
def statements_have_nodes(taxonomy: Document, vocabulary: Vocabulary, _corpus: Corpus) -> Iterator[Finding]:
    """Every statement of the survey is about something."""
    relations = vocabulary.file.relations if vocabulary.file else {}
    for at, one in enumerate(vocabulary.file.statements if vocabulary.file else ()):
        if not one.nodes and not any("tree" in relations[name][0].stated for name in one.values):
            yield Finding.at(taxonomy.place("statements", at), "statement without nodes", "add nodes: [...]")


@taxonomy_rule(
    "unused-node",
    "Every node has works at it or below it, a statement about it, or a table of the survey.",
    "Tag works with the node, or delete it.",
    Severity.WARNING,
)
def nodes_are_used(taxonomy: Document, vocabulary: Vocabulary, corpus: Corpus) -> Iterator[Finding]:
    """No node is without a use; checked if no entry has an error."""
    if vocabulary.taxonomy is None or vocabulary.file is None or not corpus.sound:
        return
    named = {node for entry in corpus.entries for node, _ in entry.tag_nodes}
    file = vocabulary.file
    values = (value for facet in file.facets for value in facet.values)
    nodes = [thing.nodes for things in (file.statements, values, file.paradigms) for thing in things]
    named.update(node for some in nodes for node in some)
    places = dict(node_ids(taxonomy))
    for node in vocabulary.taxonomy:
        if named.isdisjoint(below.id for below in node.walk()) and not node.entry.table:
            message = f'no works at "{node.id}" or below it'
            yield Finding.at(places.get(node.id, (1, 1)), message, "tag works with it, or delete it")


@taxonomy_rule(
    "missing-color",
    "If one area of a direction has a colour, all of its areas do.",
    'Add a line such as color: "#b4d4fb".',
    Severity.WARNING,
)
def sibling_areas_have_colors(
    taxonomy: Document, vocabulary: Vocabulary, _corpus: Corpus
) -> Iterator[Finding]:
    """Either all areas directly below a direction are coloured or none is."""
    places = dict(node_ids(taxonomy))
    for root in vocabulary.taxonomy.roots if vocabulary.taxonomy else ():
        areas = [node for node in root.children if node.level == "area"]
        if any(area.entry.color for area in areas):
            for area in areas:
                if not area.entry.color:
                    message = f'no colour for the area "{area.id}", unlike other areas of "{root.id}"'
                    yield Finding.at(places.get(area.id, (1, 1)), message, 'add color: "#rrggbb"')


Reference = tuple[str, Names, "Iterable[Word]"]
"""What some words refer to, the possible ids, and the words."""


def _references(
    taxonomy: Document, file: TaxonomyFile, vocabulary: Vocabulary, works: Names
) -> Iterator[Reference]:
    """The words of the file that are references."""
    facets = Names.of(facet.id for facet in file.facets)
    of_tree = Names.of(facet.id for facet in file.facets if "tree" in facet.stated)
    questions = Names.of(question.id for question in file.questions)
    yield "work", works, _word(taxonomy, "survey", "work")
    for node in tree_mappings(taxonomy.at("tree")):
        if isinstance(question := node.get("question"), Scalar):
            yield "question", questions, [(question.text, (question.line, question.column))]
    for at in taxonomy.positions("questions"):
        yield "facet", facets, _words(taxonomy, "questions", at, "answers_with")
        for matrix in taxonomy.positions("questions", at, "matrices"):
            rows = _word(taxonomy, "questions", at, "matrices", matrix, "rows")
            yield "facet of the tree", of_tree, [one for one in rows if one[0] != "tree"]
    yield "facet of the tree", of_tree, _word(taxonomy, "cycle", "roles")
    yield from _references_of_facets(taxonomy, file, vocabulary)
    yield from _references_of_paradigms(taxonomy, vocabulary, works)
    yield from _references_of_tables(taxonomy, file, vocabulary, works)


def _references_of_facets(
    taxonomy: Document, file: TaxonomyFile, vocabulary: Vocabulary
) -> Iterator[Reference]:
    for at, facet in enumerate(file.facets):
        groups = Names.of(group.id for group in facet.groups)
        for value in taxonomy.positions("facets", at, "values"):
            group = _word(taxonomy, "facets", at, "values", value, "group")
            yield f"group of the {facet.title.lower()}", groups, group
            yield "node", vocabulary.nodes, _words(taxonomy, "facets", at, "values", value, "nodes")
    for at in taxonomy.positions("statements"):
        yield "node", vocabulary.nodes, _words(taxonomy, "statements", at, "nodes")
        for relation, (facet, _) in file.relations.items():
            words = _words(taxonomy, "statements", at, relation)
            yield facet.title.lower(), vocabulary.values[facet.id], words


def _references_of_paradigms(taxonomy: Document, vocabulary: Vocabulary, works: Names) -> Iterator[Reference]:
    for at in taxonomy.positions("paradigms"):
        yield "node", vocabulary.nodes, _words(taxonomy, "paradigms", at, "nodes")
        yield "work", works, _words(taxonomy, "paradigms", at, "instances")
        by_section = taxonomy.at("paradigms", at, "works")
        for section in by_section.values if isinstance(by_section, Mapping) else ():
            yield "work", works, _words(taxonomy, "paradigms", at, "works", section)


def _references_of_tables(
    taxonomy: Document, file: TaxonomyFile, vocabulary: Vocabulary, works: Names
) -> Iterator[Reference]:
    of_entries = [facet for facet in file.facets if "entry" in facet.stated]
    values = Names.of(value.id for facet in of_entries for value in facet.values)
    for at, table in enumerate(file.tables):
        yield "value", values, _word(taxonomy, "tables", at, "kind")
        for column in table.columns:
            cells = [
                word
                for row in taxonomy.positions("tables", at, "rows")
                for word in _words(taxonomy, "tables", at, "rows", row, column.id)
            ]
            if column.type == "works":
                yield "work", works, cells
            elif column.relation:
                facet, _ = file.relations[column.relation]
                yield facet.title.lower(), vocabulary.values[facet.id], cells


def _ids(taxonomy: Document, *path: PathKey) -> list[Word]:
    return [word for at in taxonomy.positions(*path) for word in _word(taxonomy, *path, at, "id")]


def node_ids(taxonomy: Document) -> Iterator[Word]:
    """The ids of all nodes of the tree."""
    for node in tree_mappings(taxonomy.at("tree")):
        scalar = node.get("id")
        if isinstance(scalar, Scalar):
            yield scalar.text, (scalar.line, scalar.column)


def tree_mappings(items: object) -> Iterator[Mapping]:
    """The nodes of a list and all below them, in their order."""
    for node in items.items if isinstance(items, Sequence) else ():
        if isinstance(node, Mapping):
            yield node
            for key in LEVEL_KEYS:
                yield from tree_mappings(node.get(key))


def _word(taxonomy: Document, *keys: PathKey) -> list[Word]:
    """The word at a path, in a list; empty if there is no single value."""
    node = taxonomy.at(*keys)
    return [(node.text, (node.line, node.column))] if isinstance(node, Scalar) else []


def _words(taxonomy: Document, *keys: PathKey) -> list[Word]:
    """The words at a path: one, or those of a list."""
    one = _word(taxonomy, *keys)
    return one or [(word, (place.line, place.column)) for word, place in taxonomy.texts(*keys)]
