"""What can be wrong between entries: the same work twice, a number in two entries."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from living_survey.knowledge.duplicates import Likeness
from living_survey.knowledge.identifiers import identifier_in
from living_survey.loading.problems import Severity
from living_survey.loading.rules.registry import Corpus, Finding, corpus_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from living_survey.loading.documents import EntryDocument

Found = tuple[str, Finding]
SHOWN = 3
SAME_WORK = "if it is the same work, keep one file"

# --- the same work -----------------------------------------------------------------------------------------


@corpus_rule(
    "same-arxiv",
    "An arXiv identifier is in one entry only.",
    "Keep the older file and move what is new into it.",
)
def arxiv_identifiers_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two entries have the same identifier; versions and the form of a DOI make no difference."""
    return _duplicates(corpus, Likeness.ARXIV, "arXiv identifier")


@corpus_rule(
    "same-doi",
    "A DOI is in one entry only.",
    "Keep the older file and move what is new into it.",
)
def dois_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two entries have the same DOI, in any case."""
    return _duplicates(corpus, Likeness.DOI, "DOI")


@corpus_rule(
    "same-page",
    "A page of the ACL Anthology or of OpenReview is in one entry only.",
    "Keep the older file and move what is new into it.",
)
def pages_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two entries have the same paper as their project page; an ACL DOI counts as its page."""
    yield from _duplicates(corpus, Likeness.ACL, "page of the ACL Anthology")
    yield from _duplicates(corpus, Likeness.OPENREVIEW, "page at OpenReview")


@corpus_rule(
    "same-title",
    "A title is in one entry only; case, accents and punctuation do not count.",
    "Keep the older file and move what is new into it.",
)
def titles_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two entries of the same authors have the same title."""
    return _duplicates(corpus, Likeness.TITLE, "title")


@corpus_rule(
    "similar-title",
    "Titles that are almost the same belong to one work.",
    "Compare both files; if they are one work, keep one; if not, ignore the warning.",
    Severity.WARNING,
)
def titles_are_not_nearly_the_same(corpus: Corpus) -> Iterator[Found]:
    """No two titles are probably those of one work, see `knowledge.duplicates`.

    The same title by other authors is reported here, since it may be another work.
    """
    for entry, others in _matches(corpus, Likeness.SIMILAR):
        message = f"nearly the same title as in {_places(others, Likeness.SIMILAR)}"
        yield entry.path, Finding.at(entry.place("title"), message, SAME_WORK)


def _duplicates(corpus: Corpus, likeness: Likeness, noun: str) -> Iterator[Found]:
    for entry, others in _matches(corpus, likeness):
        message = f"duplicate {noun}: also in {_places(others, likeness)}"
        yield entry.path, Finding.at(_place(entry, likeness), message, SAME_WORK)


def _matches(corpus: Corpus, likeness: Likeness) -> Iterator[tuple[EntryDocument, list[EntryDocument]]]:
    """The entries that are like others, each with those."""
    for entry in corpus.entries:
        if others := [other for other, found in corpus.duplicates.get(entry.path, ()) if found is likeness]:
            yield entry, others


def _places(entries: Sequence[EntryDocument], likeness: Likeness) -> str:
    places = ", ".join(f"{entry.path}:{_place(entry, likeness)[0]}" for entry in entries[:SHOWN])
    return places + (f" and {len(entries) - SHOWN} more" if len(entries) > SHOWN else "")


def _place(entry: EntryDocument, likeness: Likeness) -> tuple[int, int]:
    """Line and column of the identifier that two entries share, or of the title."""
    for keys in (("arxiv",), ("doi",), ("links", "project")):
        if (identifier_in(entry.text(*keys) or "") or "").startswith(f"{likeness}:"):
            return entry.place(*keys)
    return entry.place("title")


# --- numbers -----------------------------------------------------------------------------------------------


@corpus_rule(
    "survey-reference-twice",
    "A number of the survey's bibliography belongs to one work.",
    "Check the number in the survey.",
)
def survey_references_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two entries have the same reference number."""
    claims = (
        (number, entry, ("survey", "refs", position))
        for entry in corpus.entries
        for number, position in _references(entry).items()
    )
    yield from _claimed_twice(claims, "reference")


def _references(entry: EntryDocument) -> dict[int, int]:
    """The reference numbers of an entry, each with its first position in the list."""
    numbers: dict[int, int] = {}
    for position in entry.positions("survey", "refs"):
        if (number := entry.number("survey", "refs", position)) is not None:
            numbers.setdefault(number, position)
    return numbers


@corpus_rule(
    "table-row-twice",
    "A number of a row of a table belongs to one row of one work.",
    "Check the number in the survey's table.",
)
def table_rows_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two rows of a table have the same number."""
    for table in corpus.vocabulary.file.tables if corpus.vocabulary.file else ():
        if table.in_entries and (column := table.number_column):
            claims = (
                (number, entry, (table.id, position, column.id))
                for entry in corpus.entries
                for position in entry.positions(table.id)
                if (number := entry.number(table.id, position, column.id)) is not None
            )
            yield from _claimed_twice(claims, "row", f" of {table.id}")


def _claimed_twice(
    claims: Iterable[tuple[int, EntryDocument, tuple[str | int, ...]]], what: str, of: str = ""
) -> Iterator[Found]:
    claimed: defaultdict[int, list[tuple[str, tuple[int, int]]]] = defaultdict(list)
    for number, entry, keys in claims:
        claimed[number].append((entry.path, entry.place(*keys)))
    for number, claimants in claimed.items():
        for path, place in claimants:
            other = next((claim for claim in claimants if claim != (path, place)), None)
            if other:
                message = f"duplicate {what} {number}{of}: also in {other[0]}:{other[1][0]}"
                yield path, Finding.at(place, message, "check the number in the survey")
