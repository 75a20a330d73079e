"""Rules about one entry by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.knowledge.identifiers import ArxivId
from generator.loading.rules.registry import Finding, Vocabulary, entry_rule
from generator.loading.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.loading.documents import EntryDocument


@entry_rule(
    "arxiv-id",
    "An arXiv identifier has a form that arXiv gives out.",
    'Copy the part after "abs/" from the paper\'s address at arXiv, in quotes: arxiv: "2304.14108".',
)
def arxiv_identifier_is_possible(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """https://info.arxiv.org/help/arxiv_identifier.html."""
    text = entry.text("arxiv")
    if not text:
        return
    try:
        ArxivId.parse(text)
    except ValueError as error:
        yield Finding.at(entry.place("arxiv"), f'"{text}" is not an arXiv identifier', str(error))


@entry_rule(
    "unknown-node",
    "A tag names a node of taxonomy.yaml by its id.",
    "Pick the id from the taxonomy page or from taxonomy.yaml; better an approach than its topic.",
)
def tags_name_nodes(entry: EntryDocument, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every tag's node exists."""
    taxonomy = vocabulary.taxonomy
    if taxonomy is None:
        return
    for node, scalar in entry.tag_nodes():
        if node not in taxonomy:
            hint = did_you_mean(node, (known.id for known in taxonomy))
            yield Finding.at(scalar, f'unknown taxonomy node "{node}"', hint)
