"""Whether the values of facets and the sections that an entry names exist, and belong together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from living_survey.knowledge.statements import StatedTogether
from living_survey.loading.problems import Severity, shortened
from living_survey.loading.rules.registry import Finding, Vocabulary, entry_rule
from living_survey.loading.suggest import did_you_mean
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge.facets import Facet
    from living_survey.loading.documents import EntryDocument
    from living_survey.loading.yaml_tree import PathKey

Word = tuple[str, Scalar]


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
            yield Finding.at(place, f'unknown {facet.title.lower()} "{shortened(word)}"', known.hint(word))


@entry_rule(
    "empty-statement",
    "An item of statements names at least one value of a facet.",
    "Add what is stated, or delete the item.",
)
def statements_state_something(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """No item of `statements` has a section or a note only."""
    if vocabulary.file is None:
        return
    keys = vocabulary.keys_at("tag")
    for path in _statement_paths(entry):
        item = entry.at(*path)
        if not isinstance(item, Mapping) or set(item.values).difference(keys, StatedTogether.model_fields):
            continue  # an unknown key is reported as such
        if not any(True for key in keys for _ in _words(entry, *path, key)):
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
    places: list[tuple[tuple[PathKey, ...], dict[str, Facet]]] = [((), vocabulary.keys_at("entry"))]
    places += [(("tags", at), vocabulary.keys_at("tag")) for at in entry.positions("tags")]
    for path, keys in places:
        counts: Counter[str] = Counter()
        for key, facet in keys.items():
            if facet.of_statements:
                counts[facet.id] += sum(1 for _ in _words(entry, *path, key))
        if sum(count > 1 for count in counts.values()) > 1:
            several = " and ".join(
                f"{count} {vocabulary.file.facet(facet_id).plural.lower()}"
                for facet_id, count in counts.items()
                if count > 1
            )
            yield Finding.at(
                entry.place(*path),
                f"{several}: unclear which belong together",
                f"below statements: one item for each combination, such as - {_pairing(entry, path, keys)}; "
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
    for section, place in (*entry.texts("survey", "sections"), *_sections_of_statements(entry)):
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


def _pairing(entry: EntryDocument, path: tuple[PathKey, ...], keys: dict[str, Facet]) -> str:
    """The first of the combinations that may be meant: `{acts_at: eval, evaluates: reasoning}`."""
    first = {key: next(_words(entry, *path, key), None) for key, facet in keys.items() if facet.of_statements}
    return "{" + ", ".join(f"{key}: {shortened(word[0])}" for key, word in first.items() if word) + "}"


def _values(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[tuple[Facet, str, Scalar]]:
    """Every value of a facet that the entry names, wherever it may."""
    if vocabulary.file is None:
        return
    at_tags, relations = vocabulary.keys_at("tag"), vocabulary.file.relations
    places: list[tuple[tuple[PathKey, ...], dict[str, Facet]]] = [((), vocabulary.keys_at("entry"))]
    places += [(("tags", at), at_tags) for at in entry.positions("tags")]
    places += [(path, at_tags) for path in _statement_paths(entry)]
    for table in vocabulary.file.tables:
        columns = {column.id: relations[column.relation][0] for column in table.columns if column.relation}
        places += [((table.id, at), columns) for at in entry.positions(table.id)]
    for path, keys in places:
        for key, facet in keys.items():
            for word, place in _words(entry, *path, key):
                yield facet, word, place


def _statement_paths(entry: EntryDocument) -> Iterator[tuple[PathKey, ...]]:
    """Where the items of `statements` are, those of the whole work and those of tags."""
    for at in entry.positions("statements"):
        yield "statements", at
    for tag in entry.positions("tags"):
        for at in entry.positions("tags", tag, "statements"):
            yield "tags", tag, "statements", at


def _sections_of_statements(entry: EntryDocument) -> Iterator[Word]:
    for path in _statement_paths(entry):
        yield from _words(entry, *path, "section")


def _words(entry: EntryDocument, *path: PathKey) -> Iterator[Word]:
    """The texts at a path: one, or those of a list."""
    node = entry.at(*path)
    if isinstance(node, Scalar) and isinstance(value := node.value(), str):
        yield value, node
    else:
        yield from entry.texts(*path)
