"""An entry's id: its file name, made of first author, first public year and a word of the title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from living_survey.knowledge.identifiers import CitationKey, letters_of
from living_survey.knowledge.people import Name
from living_survey.loading.problems import Severity, shortened
from living_survey.loading.rules.bibliography import fault_of_name
from living_survey.loading.rules.registry import Finding, Vocabulary, entry_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.loading.documents import EntryDocument

TITLE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@entry_rule(
    "id-form",
    "A file is named after the first author's last name, the first public year and a word of the title; "
    "a draft may be named after its title.",
    "Rename the file, in small letters without accents: doe2023bread.yaml.",
)
def file_name_is_an_id(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """The file name has the form of a citation key, or that of a draft without author or year."""
    if CitationKey.parse(entry.id) is None and not (entry.is_draft and TITLE_ID.fullmatch(entry.id)):
        suggestion = suggested_id(entry)
        hint = f'rename the file to "{suggestion}.yaml"' if suggestion else "one is doe2023bread.yaml"
        yield Finding(1, 1, f'the file name "{shortened(entry.id)}" is not an id', hint)


@entry_rule(
    "id-in-file",
    "The id of an entry is its file name; the file itself has none.",
    'Delete the line "id: ..."; to change the id, rename the file.',
)
def id_is_not_repeated(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """There is no key `id`."""
    if key := entry.tree.keys.get("id"):
        written = entry.text("id")
        if written == entry.id:
            yield Finding.at(key, "redundant: the id is the file name", "delete this line")
        else:
            message = f'the id differs from the file name, "{shortened(entry.id)}"'
            yield Finding.at(key, message, "delete this line; to change the id, rename the file")


@entry_rule(
    "id-author",
    "The id starts with the first author's last name.",
    "Check the order of the authors; if it is right, rename the file.",
    Severity.WARNING,
)
def id_names_the_first_author(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """The id's name is the last part of the first author's name, one word or more; or its first word.

    The first word serves groups (`Gemini Team`) and names printed family name first.
    """
    key = CitationKey.parse(entry.id)
    author = next(entry.texts("authors"), None)
    if key is None or author is None:
        return
    name, place = author
    if fault_of_name(name):
        return  # author-name reports it
    possible = _possible_names(name)
    if possible and key.name not in possible:
        suggestion = suggested_id(entry)
        hint = f'rename the file to "{suggestion}.yaml", or correct the first author' if suggestion else ""
        message = f'id with "{key.name}", but the first author is "{shortened(name)}"'
        yield Finding.at(place, message, hint)


@entry_rule(
    "id-year",
    "The year in the id is the first public year, the preprint's or the venue's.",
    "Check year, published and arxiv; if they are right, rename the file.",
    Severity.WARNING,
)
def id_names_the_year(entry: EntryDocument, _vocabulary: Vocabulary) -> Iterator[Finding]:
    """The id's year is that of `published`, of the arXiv identifier or of `year`."""
    key = CitationKey.parse(entry.id)
    years = _years(entry)
    if key and years and key.year not in years:
        stated = " or ".join(str(year) for year in sorted(set(years)))
        message = f"id with the year {key.year}, but the entry has {stated}"
        yield Finding(*entry.place("year"), message, "correct one of them")


def suggested_id(entry: EntryDocument) -> CitationKey | None:
    """The id that an entry's author, year and title make; None if one of them is missing."""
    author = next((name for name, _ in entry.texts("authors")), "")
    return CitationKey.of(author, next(iter(_years(entry)), None), entry.text("title") or "")


def _years(entry: EntryDocument) -> list[int]:
    """The years that an entry states, the first public one first."""
    published, arxiv, year = entry.day("published"), entry.arxiv, entry.number("year")
    years = [published.year if published else None, arxiv.year if arxiv else None, year]
    return [year for year in years if year]


def _possible_names(author: str) -> set[str]:
    parts = [letters_of(part) for part in author[:200].split()]
    endings = {"".join(parts[start:]) for start in range(len(parts))}
    return {*endings, *parts[:1], letters_of(Name.parse(author).key_word)} - {""}
