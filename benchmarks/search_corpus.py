"""Works made up from the real ones, and their pages as a search engine sees them: without the theme."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import yaml

from living_survey import KnowledgeBase, load
from living_survey.knowledge.survey import TaxonomyFile
from living_survey.rendering.pages import render_pages
from living_survey.rendering.pages.environment import page_environment
from living_survey.rendering.site_context import SiteContext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from living_survey import Work

SEED = 20_240_711
SYLLABLES = (
    "ar",
    "be",
    "cor",
    "dal",
    "en",
    "fi",
    "gra",
    "hol",
    "in",
    "ka",
    "lu",
    "mo",
    "ne",
    "or",
    "pix",
    "qua",
)
# Neighbours and related works are not searched, so works are rendered in the company of few.
RENDERED_TOGETHER = 500
# What living_survey.web.search keeps out of Pagefind's index without another mark that lunr would heed.
_NOT_SEARCHED = re.compile(
    r'<(?=(?:\w+ [^>]*?class="'
    r"(?:works|crumbs|prevnext|paper__actions|paper__foot|bears|topic__doors|places__by|letters)\b|pre\b))(\w+)"
)


@dataclass(frozen=True)
class SearchedPage:
    """A page that is to be found."""

    address: str
    kind: str
    title: str
    content: str

    @property
    def document(self) -> str:
        """The page as Pagefind reads it from the disk."""
        of_pages = "" if self.kind == "Work" else ' data-pagefind-filter="of:pages"'
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)}</title>'
            f'</head><body><div data-pagefind-body data-pagefind-meta="kind:{self.kind}"{of_pages}>'
            f"{self.content}</div></body></html>"
        )


def made_up_works(root: Path, number: int) -> tuple[TaxonomyFile, list[Work]]:
    """Works whose titles, notes and authors are mixed from real ones, with names and words of their own."""
    chance = random.Random(SEED)
    taxonomy = TaxonomyFile.model_validate(yaml.safe_load((root / "taxonomy.yaml").read_text("utf-8")))
    real = list(load(root))
    names = [name for work in real for name in work.authors]
    return taxonomy, [_mixed(chance, real, names, place) for place in range(number)]


def work_pages(taxonomy: TaxonomyFile, works: Sequence[Work]) -> Iterator[SearchedPage]:
    """The pages of works, in order."""
    for start in range(0, len(works), RENDERED_TOGETHER):
        kb = KnowledgeBase(taxonomy, works[start : start + RENDERED_TOGETHER])
        yield from _pages(kb, "works", "Work")


def topic_pages(taxonomy: TaxonomyFile, works: Sequence[Work]) -> Iterator[SearchedPage]:
    """The pages of the taxonomy, which say the same however many works there are."""
    yield from _pages(KnowledgeBase(taxonomy, works[:RENDERED_TOGETHER]), "topics", "Topic")


def _pages(kb: KnowledgeBase, folder: str, kind: str) -> Iterator[SearchedPage]:
    templates = page_environment()
    site = SiteContext("A survey", "", "https://survey.example/", "https://git.example/survey", "main")
    for page in render_pages(kb, site, templates, {}):
        if page.path.startswith(f"{folder}/"):
            content = _NOT_SEARCHED.sub(r"<\1 data-search-exclude data-pagefind-ignore", page.render())
            yield SearchedPage(page.address, kind, page.title, content)


def _mixed(chance: random.Random, real: list[Work], names: list[str], place: int) -> Work:
    """A work with the places of one, the words of three and the people of many."""
    base, first, second = chance.choice(real), chance.choice(real), chance.choice(real)
    coined = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
    start, end = first.title.split(), second.title.split(": ")[-1].split()
    title = f"{coined}: {' '.join(start[len(start) // 2 :])} {' '.join(end[: len(end) // 2 + 1])}"
    authors = {f"{chance.choice(names).split()[0]} {chance.choice(names).split()[-1]}" for _ in base.authors}
    tags = tuple(
        tag.model_copy(update={"note": f"{other.note} with {coined}"}) if other.note else tag
        for tag, other in zip(
            base.tags, chance.choices(first.tags + second.tags, k=len(base.tags)), strict=True
        )
    )
    return base.model_copy(
        update={
            "id": f"{coined.lower()}{place}",
            "title": title,
            "authors": tuple(sorted(authors)),
            "tags": tags,
            "arxiv": f"{chance.randrange(15, 27)}{chance.randrange(1, 13):02}.{place + 1:05}",
        }
    )
