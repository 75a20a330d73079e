"""What can be wrong between entries: the same work twice, a number in two entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from living_survey.knowledge.text import normalized_title
from living_survey.loading.problems import Severity
from living_survey.loading.rules.registry import Corpus, Finding, corpus_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from living_survey.loading.documents import EntryDocument

Found = tuple[str, Finding]
SHOWN = 3

# --- the same work -----------------------------------------------------------------------------------------


def _arxiv(entry: EntryDocument) -> str | None:
    return entry.arxiv.base if entry.arxiv else None


def _doi(entry: EntryDocument) -> str | None:
    doi = entry.text("doi")
    return doi.lower() if doi else None


def _title(entry: EntryDocument) -> str | None:
    return normalized_title(entry.text("title") or "") or None


@corpus_rule(
    "same-arxiv",
    "An arXiv identifier is in one entry only.",
    "Keep the older file and move what is new into it.",
)
def arxiv_identifiers_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two entries have the same identifier, whatever the version."""
    yield from _repeated(corpus, "arxiv", "arXiv identifier", _arxiv)


@corpus_rule(
    "same-doi",
    "A DOI is in one entry only.",
    "Keep the older file and move what is new into it.",
)
def dois_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two entries have the same DOI, in any case. Those of one arXiv identifier are reported for that."""
    yield from _repeated(corpus, "doi", "DOI", _doi, unless_same=_arxiv)


@corpus_rule(
    "same-title",
    "A title is in one entry only; case, accents and punctuation do not count.",
    "Keep the older file and move what is new into it; if they are two works, correct the titles.",
)
def titles_are_different(corpus: Corpus) -> Iterator[Found]:
    """No two entries have the same title. Those of one identifier are reported for that."""
    yield from _repeated(corpus, "title", "title", _title, unless_same=_identifier)


def _identifier(entry: EntryDocument) -> str | None:
    return _arxiv(entry) or _doi(entry)


def _repeated(
    corpus: Corpus,
    field: str,
    noun: str,
    key: Callable[[EntryDocument], str | None],
    unless_same: Callable[[EntryDocument], str | None] = lambda _entry: None,
) -> Iterator[Found]:
    groups: defaultdict[str, list[EntryDocument]] = defaultdict(list)
    for entry in corpus.entries:
        if value := key(entry):
            groups[value].append(entry)
    for group in groups.values():
        marks = [unless_same(entry) for entry in group] if len(group) > 1 else []
        alike = Counter(mark for mark in marks if mark is not None)
        for entry, mark in zip(group, marks, strict=False):
            number = len(group) - (1 if mark is None else alike[mark])
            if number:
                others = (
                    other
                    for other, its_mark in zip(group, marks, strict=True)
                    if other is not entry and (mark is None or its_mark != mark)
                )
                places = ", ".join(_place(other, field) for other in islice(others, SHOWN))
                more = f" and {number - SHOWN} more" if number > SHOWN else ""
                message = f"duplicate {noun}: also in {places}{more}"
                hint = "if it is the same work, keep one file"
                yield entry.path, Finding.at(entry.place(field), message, hint)


def _place(entry: EntryDocument, field: str) -> str:
    line, _column = entry.place(field)
    return f"{entry.path}:{line}"


# --- nearly the same title ---------------------------------------------------------------------------------

NEAR = 90
NEAR_FOR_TWO_PREPRINTS = 97
NEAR_IN_WHAT_DIFFERS = 80
SHARED_WORDS = 0.6
COMMONEST = 40


@dataclass(frozen=True, slots=True)
class _Titled:
    entry: EntryDocument
    title: str
    words: tuple[str, ...]


@corpus_rule(
    "similar-title",
    "Titles that are almost the same belong to one work.",
    "Compare both files; if they are one work, keep one; if not, ignore the warning.",
    Severity.WARNING,
)
def titles_are_not_nearly_the_same(corpus: Corpus) -> Iterator[Found]:
    """No two titles differ by a few letters only.

    Two different arXiv identifiers are two works unless the titles are all but equal.
    """
    titled = [
        _Titled(entry, title, tuple(title.split())) for entry in corpus.entries if (title := _title(entry))
    ]
    for one, other in _candidates(titled):
        if one.title != other.title and _nearly_same(one, other):
            for entry, twin in ((one.entry, other.entry), (other.entry, one.entry)):
                message = f"nearly the same title as in {_place(twin, 'title')}"
                hint = "if it is the same work, keep one file"
                yield entry.path, Finding.at(entry.place("title"), message, hint)


def _nearly_same(one: _Titled, other: _Titled) -> bool:
    first, second = one.entry.arxiv, other.entry.arxiv
    limit = NEAR_FOR_TWO_PREPRINTS if first and second else NEAR
    if fuzz.ratio(one.title, other.title, score_cutoff=limit) == 0:
        return False
    if first is not None and second is not None and first.base == second.base:
        return False  # same-arxiv reports it
    # A whole word more or another number makes another title; a letter more does not.
    left = [word for word in one.words if word not in other.words]
    right = [word for word in other.words if word not in one.words]
    if _numbers(left) != _numbers(right):
        return False
    return fuzz.ratio("".join(left), "".join(right)) >= NEAR_IN_WHAT_DIFFERS


def _numbers(words: Iterable[str]) -> set[str]:
    return {word for word in words if any(character.isdigit() for character in word)}


def _candidates(titled: Iterable[_Titled]) -> Iterator[tuple[_Titled, _Titled]]:
    """Pairs that can share most of their words: those that share one of their rarer words.

    Prefix filtering as in Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", WWW 2007. Words
    of more than a few dozen titles distinguish nothing and would cost a comparison a pair.
    """
    titled = list(titled)
    frequency = Counter(word for item in titled for word in set(item.words))
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(titled):
        by_rarity = sorted(set(item.words), key=lambda word: (frequency[word], word))
        enough = len(by_rarity) - int(SHARED_WORDS * len(by_rarity)) + 1
        for word in by_rarity[:enough]:
            if 1 < frequency[word] <= COMMONEST:
                holders[word].append(number)
    pairs = {pair for numbers in holders.values() for pair in combinations(numbers, 2)}
    for first, second in sorted(pairs):
        yield titled[first], titled[second]


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
