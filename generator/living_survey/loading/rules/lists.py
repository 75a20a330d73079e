"""Rules about lists (no repetitions, sorted) and about white space in texts."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from living_survey.loading.problems import Severity, shortened
from living_survey.loading.rules.registry import Finding, Vocabulary, entry_rule
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.loading.documents import EntryDocument

# These lists may have the same text twice.
MAY_REPEAT = frozenset({"authors"})


@entry_rule(
    "repeated-item",
    "A list has no duplicate items.",
    "Delete the repetition.",
    Severity.WARNING,
)
def lists_do_not_repeat(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """No value, section, reference or tag source is in a list twice."""
    for node in entry.nodes:
        for key, value in node.values.items() if isinstance(node, Mapping) else ():
            if isinstance(value, Sequence) and key not in MAY_REPEAT:
                yield from _repeated(key, value)


def _repeated(key: str, items: Sequence) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in items.items:
        if isinstance(item, Scalar):
            if item.text in seen:
                yield Finding.at(item, f'duplicate "{shortened(item.text)}" in "{key}"', "delete one")
            seen.add(item.text)


@entry_rule(
    "unsorted",
    "References and numbered sections are in the order of the survey.",
    "Put them in ascending order.",
    Severity.WARNING,
)
def survey_mentions_are_sorted(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """Reference numbers and section numbers ascend; tables may be anywhere."""
    for key in ("refs", "sections"):
        node = entry.at("survey", key)
        items = node.items if isinstance(node, Sequence) else []
        numbers = [
            (_as_number(item.text), item)
            for item in items
            if isinstance(item, Scalar) and _as_number(item.text)
        ]
        for (before, first), (after, second) in pairwise(numbers):
            if after < before:
                message = f'unsorted "survey.{key}": "{second.text}" after "{first.text}"'
                yield Finding.at(second, message, "put them in ascending order")
                break


@entry_rule(
    "untidy-text",
    "Titles, names and notes have single spaces, none at their ends, and no line breaks.",
    "Delete the extra white space.",
    Severity.WARNING,
)
def texts_are_tidy(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """No text begins or ends with white space or has more than one space in a row."""
    for node in entry.nodes:
        if isinstance(node, Scalar) and (tidy := " ".join(node.text.split())) != node.text and tidy:
            if special := next((one for one in node.text if one.isspace() and one not in " \n\r\t"), None):
                name = f"U+{ord(special):04X} ({unicodedata.name(special, 'a special space').lower()})"
                message = f'{name} in "{shortened(tidy)}"'
                yield Finding.at(node, message, "replace it with a normal space")
                continue
            message = f'extra white space or a line break in "{shortened(tidy)}"'
            yield Finding.at(node, message, "use single spaces; fold long texts with >-")


@entry_rule(
    "null-value",
    "Every key has a value.",
    "Add the value, or delete the line; `survey fmt` deletes it.",
    Severity.WARNING,
)
def keys_have_values(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """No key is followed by nothing, `null` or `~`."""
    for node in entry.nodes:
        for key, value in node.values.items() if isinstance(node, Mapping) else ():
            if isinstance(value, Scalar) and value.value() is None:
                yield Finding.at(value, f'"{shortened(key)}" has no value', "add one, or delete the line")


def _as_number(section: str) -> tuple[int, ...]:
    """A section number as a sort key: `3.1.1`; empty for anything else."""
    parts = section[:50].split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()
