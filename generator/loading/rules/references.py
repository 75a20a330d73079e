"""Whether the stages, capabilities, modalities and sections that an entry names exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.loading.problems import shortened
from generator.loading.rules.registry import Finding, Vocabulary, entry_rule
from generator.loading.suggest import did_you_mean
from generator.loading.yaml_tree import Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.loading.documents import EntryDocument
    from generator.loading.rules.registry import FacetName

Word = tuple[str, Scalar]


@entry_rule(
    "unknown-stage",
    "A stage is one of those that taxonomy.yaml lists under stages.",
    "Use the id of the stage, as in the table of stages.",
)
def stages_exist(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every stage of the entry, of its statements and of its dataset rows exists."""
    rows = (word for row in entry.positions("datasets") for word in entry.texts("datasets", row, "stages"))
    words = (*entry.texts("stages"), *_of_statements(entry, "stage"), *rows)
    yield from _unknown(words, vocabulary, "stages", "stage")


@entry_rule(
    "unknown-capability",
    "A capability is one of those that taxonomy.yaml lists under capabilities.",
    'Use the id of the capability; what exactly is meant can stand in "wording".',
)
def capabilities_exist(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every capability that a statement names exists."""
    yield from _unknown(_of_statements(entry, "capability"), vocabulary, "capabilities", "capability")


@entry_rule(
    "unknown-modality",
    "A modality is one of those that taxonomy.yaml lists under modalities.",
    "Use the id of the modality, such as image rather than images.",
)
def modalities_exist(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every modality exists."""
    yield from _unknown(entry.texts("modalities"), vocabulary, "modalities", "modality")


@entry_rule(
    "unknown-section",
    "A section of the survey is one that taxonomy.yaml names.",
    'Write it as the survey prints it, in quotes: "3.1.1" or "Tab. 2".',
)
def sections_exist(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every section that cites the work, or states something of it, exists."""
    if not vocabulary.sections:
        return
    for section, place in (*entry.texts("survey", "sections"), *_of_statements(entry, "section")):
        if section not in vocabulary.sections:
            message = f'the survey has no section "{shortened(section)}"'
            yield Finding.at(place, message, did_you_mean(section, vocabulary.sections))


@entry_rule(
    "survey-reference",
    "A number of the survey's bibliography is between 1 and its length.",
    "Look the number up in the survey.",
)
def survey_references_exist(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every reference number is one that the survey has."""
    numbers = entry.at("survey", "refs")
    if vocabulary.file is None or not isinstance(numbers, Sequence):
        return
    last = vocabulary.file.survey.references
    for position, item in enumerate(numbers.items):
        number = entry.number("survey", "refs", position)
        if number is not None and not 1 <= number <= last:
            yield Finding.at(
                item, f"the survey has no reference {number}", f"its bibliography ends at {last}"
            )


def _of_statements(entry: EntryDocument, key: str) -> Iterator[Word]:
    for position in entry.positions("relations"):
        node = entry.at("relations", position, key)
        if isinstance(node, Scalar) and isinstance(value := node.value(), str):
            yield value, node


def _unknown(words: Iterable[Word], vocabulary: Vocabulary, facet: FacetName, noun: str) -> Iterator[Finding]:
    if vocabulary.file is None:
        return
    known = vocabulary.facet(facet)
    for word, place in words:
        if word not in known:
            yield Finding.at(place, f'unknown {noun} "{shortened(word)}"', known.hint(word))
