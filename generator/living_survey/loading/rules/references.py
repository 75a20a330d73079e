"""Rules about the values of facets and the sections that an entry names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from living_survey.knowledge.statements import StatementItem
from living_survey.loading.documents import texts_of
from living_survey.loading.problems import Severity, shortened
from living_survey.loading.rules.registry import Finding, Vocabulary, entry_rule
from living_survey.loading.suggest import did_you_mean
from living_survey.loading.yaml_tree import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge.facets import Facet
    from living_survey.loading.documents import EntryDocument
    from living_survey.loading.yaml_tree import Scalar, Tree

Word = tuple[str, "Scalar"]


@entry_rule(
    "unknown-value",
    "A value of a facet is one of those that taxonomy.yaml lists for it.",
    "Use the id of the value, as the message suggests or as the page of the facet shows it.",
)
def values_exist(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every value that the entry, a tag, a statement or a row of a table names exists."""
    for facet, word, place in _values(entry, vocabulary):
        known = vocabulary.values[facet.id]
        if word not in known:
            hint = known.hint(word) or f"the values are listed in taxonomy.yaml, below the facet {facet.id}"
            yield Finding.at(place, f'unknown {facet.title.lower()} "{shortened(word)}"', hint)


@entry_rule(
    "empty-statement",
    "An item of statements names at least one value of a facet.",
    "Add a value, or delete the item.",
)
def statements_state_something(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """No item of `statements` has a section or a note only."""
    if vocabulary.file is None:
        return
    keys = vocabulary.keys_at("tag")
    for item in _statements(entry):
        if item.values.keys() - keys.keys() - StatementItem.model_fields.keys():
            continue  # an unknown key is reported as such
        if not any(True for key in keys for _ in _words(item.get(key))):
            yield Finding.at(item, "statement without a value", f"add one of {', '.join(keys)}")


@entry_rule(
    "unpaired-values",
    "Where a tag names several values of two facets, its statements show which belong together.",
    "Write the values below statements, with one item for each combination; if all combinations hold, one "
    "item with both lists is enough.",
    Severity.WARNING,
)
def values_are_paired(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """No tag, and no entry as a whole, names several values of two facets on lines of their own."""
    if vocabulary.file is None:
        return
    places = [(entry.tree, vocabulary.keys_at("entry"))]
    places += [(tag, vocabulary.keys_at("tag")) for tag in _items(entry.tree, "tags")]
    for where, keys in places:
        counts: Counter[str] = Counter()
        for _, facet, words in _named(where, keys):
            if facet.of_statements:
                counts[facet.id] += len(words)
        if sum(count > 1 for count in counts.values()) > 1:
            several = " and ".join(
                f"{count} {vocabulary.file.facet(facet_id).plural.lower()}"
                for facet_id, count in counts.items()
                if count > 1
            )
            yield Finding.at(
                where,
                f"{several}: unclear which belong together",
                f"below statements: one item for each combination, such as - {_pairing(where, keys)}; "
                "if all of them hold, one item with both lists",
            )


@entry_rule(
    "unknown-section",
    "A section of the survey is one that taxonomy.yaml names.",
    'Write it as printed in the survey, in quotes: "3.1.1" or "Tab. 2".',
)
def sections_exist(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every section that cites the work, or states something of it, exists."""
    if not vocabulary.sections:
        return
    stated = (word for item in _statements(entry) for word in _words(item.get("section")))
    for section, place in (*entry.texts("survey", "sections"), *stated):
        if section not in vocabulary.sections:
            message = f'the survey has no section "{shortened(section)}"'
            yield Finding.at(place, message, did_you_mean(section, vocabulary.sections))


@entry_rule(
    "survey-reference",
    "A number of the survey's bibliography is between 1 and its length.",
    "Check the number in the survey.",
)
def survey_references_exist(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every reference number is one that the survey has."""
    numbers = entry.at("survey", "refs")
    if vocabulary.file is None or vocabulary.file.survey is None or not isinstance(numbers, Sequence):
        return
    last = vocabulary.file.survey.references
    for position, item in enumerate(numbers.items):
        number = entry.number("survey", "refs", position)
        if number is not None and not 1 <= number <= last:
            yield Finding.at(item, f"the survey has no reference {number}", f"its last reference is {last}")


def _pairing(where: Mapping, keys: dict[str, Facet]) -> str:
    """An example of a combination: `{acts_at: eval, evaluates: reasoning}`."""
    first = {key: words[0][0] for key, facet, words in _named(where, keys) if facet.of_statements and words}
    return "{" + ", ".join(f"{key}: {shortened(word)}" for key, word in first.items()) + "}"


def _values(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[tuple[Facet, str, Scalar]]:
    """Every value of a facet that the entry names, wherever it may."""
    if vocabulary.file is None:
        return
    at_tags, relations = vocabulary.keys_at("tag"), vocabulary.file.relations
    places = [(entry.tree, vocabulary.keys_at("entry"))]
    places += [(tag, at_tags) for tag in _items(entry.tree, "tags")]
    places += [(item, at_tags) for item in _statements(entry)]
    for table in vocabulary.file.tables:
        columns = {column.id: relations[column.relation][0] for column in table.columns if column.relation}
        places += [(row, columns) for row in _items(entry.tree, table.id)]
    for where, keys in places:
        for _, facet, words in _named(where, keys):
            for word, place in words:
                yield facet, word, place


def _named(where: Mapping, keys: dict[str, Facet]) -> Iterator[tuple[str, Facet, list[Word]]]:
    """Each key of a mapping that names values of a facet, with those values."""
    for key, facet in keys.items():
        if key in where.values:
            yield key, facet, list(_words(where.values[key]))


def _items(where: Mapping, key: str) -> Iterator[Mapping]:
    """The mappings in the list below a key."""
    node = where.get(key)
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Mapping):
            yield item


def _statements(entry: EntryDocument) -> Iterator[Mapping]:
    """The items of `statements`, those of the whole work and those of tags."""
    for where in (entry.tree, *_items(entry.tree, "tags")):
        yield from _items(where, "statements")


def _words(node: Tree | None) -> Iterator[Word]:
    """The texts of a value: one, or those of a list."""
    return texts_of(node.items if isinstance(node, Sequence) else [node])
