"""Rules about papers that `survey discover` has shown, and about the entries drafted from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.loading.problems import Severity
from living_survey.loading.rules.registry import Finding, Rule, Vocabulary, entry_rule, register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.loading.documents import EntryDocument

ACCEPTED_WITHOUT_ENTRY = register(
    Rule(
        "accepted-without-entry",
        "A paper that discovery.yaml calls accepted has an entry.",
        "Correct the id; if the entry was deleted on purpose, run `survey reject`.",
        Severity.WARNING,
    )
)
ACCEPTED_WITHOUT_NOTE = register(
    Rule(
        "accepted-without-note",
        "An accepted paper is published with a note that says what it does at its node, and with a statement "
        "if other works there have one.",
        "Read the paper and write them; suggestions of the program are not enough.",
    )
)


@entry_rule(
    "draft-without-tag",
    "A draft becomes a part of the survey when it has a tag.",
    "Take what is right of the suggestions in the file, write a note, and delete the line draft: true.",
    Severity.WARNING,
)
def drafts_have_a_place(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """No draft lacks tags."""
    if entry.is_draft and not entry.tag_nodes:
        yield Finding(
            1, 1, "a draft without a tag: not part of the survey yet", "choose a node, write a note"
        )
