"""Pages of venues, and profiles of authors with several works."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from living_survey.rendering.pages.authors import AuthorIndex
from living_survey.rendering.pages.venues import VenueIndex
from tests.rendering.pages.rendering import pages_of, section, text_of
from tests.rendering.survey_of_bread import WORKS, small_kb

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from living_survey.rendering.pages import Page

VENUES = ["Index", "Bread Week", "Bread  week!", "C"]


@cache
def bakery() -> KnowledgeBase:
    """Works by three people in four venues, two of which have the same slug."""
    works: dict[str, dict[str, Any]] = {
        f"work{number}": {
            "title": f"Bread {number}",
            "authors": ["Ada Poe", "Bob Low"] if number < 3 else ["Ada Poe", f"Guest {number}"],
            "venue": VENUES[number % 4],
            "year": 2019 + number % 5,
            "tags": [{"node": "kneading", "enhances": "crumb"}] if number % 2 else ["scales"],
        }
        for number in range(11)
    }
    return small_kb(**works)


@cache
def pages() -> dict[str, Page]:
    return pages_of(bakery())


def rendered(path: str) -> str:
    return pages()[path].render()


def test_venues_with_three_works_have_a_page_of_their_own() -> None:
    kb, index = bakery(), VenueIndex(bakery())
    assert set(index.pages) == {venue for venue, works in kb.venues.items() if len(works) >= 3}
    assert index.address("Index") == "venues/index-2/", "the index of venues is at venues/"
    assert len({page.slug for page in index.pages.values()}) == len(index.pages)
    assert index.address("C") is None
    assert index.address(None) is None
    assert {f"venues/{page.slug}.md" for page in index.pages.values()} == {
        path for path in pages() if path.startswith("venues/")
    }


def test_the_index_lists_every_venue() -> None:
    listed = re.findall(
        r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th><td[^>]*>(\d+)<', rendered("venues.md")
    )
    assert {name: int(number) for _, name, number in listed} == {
        venue: len(works) for venue, works in bakery().venues.items()
    }
    assert {href for href, name, _ in listed if name == "C"} == {"../explore/?venue=C"}


def test_every_number_of_a_venue_is_that_of_its_link() -> None:
    kb, looked_at = bakery(), 0
    page = rendered("venues/bread-week.md")
    for href, number in re.findall(r'href="\.\./\.\./explore/\?([^"]+)"[^>]*>[^<]*<b>(\d+)</b>', page):
        query = {name: values[0] for name, values in parse_qs(href.replace("&amp;", "&")).items()}
        facets = {name: value for name, value in query.items() if name in kb.facets}
        found = kb.works(facets, venue=query["venue"], node=query.get("node"), relation=query.get("relation"))
        assert len(found) == int(number), href
        looked_at += 1
    assert looked_at > 4


def test_a_venue_lists_its_works_by_year() -> None:
    venue = VenueIndex(bakery()).pages["Bread Week"]
    page = rendered("venues/bread-week.md")
    for work in venue.works:
        assert f'href="../../works/{work.id}/"' in section(page, f"y{work.year}")
    assert venue.years in text_of(page)


def test_a_work_links_the_page_of_its_venue() -> None:
    assert '<a href="../../venues/bread-week/">Bread Week</a>' in rendered("works/doe2020knead.md")
    assert "venues/c/" not in rendered("works/work3.md")


def test_an_author_with_several_works_has_a_profile() -> None:
    index = AuthorIndex(bakery())
    profile = index.profile("Ada Poe")
    assert profile
    assert profile.co_authors[0] == (
        "Bob Low",
        len(set(bakery().authors["Bob Low"]) & set(bakery().authors["Ada Poe"])),
    )
    assert "Guest 4" not in dict(profile.co_authors), "one work together is no pattern"
    assert {node.id for node in profile.topics} >= {"dough", "scales"}
    assert index.profile("Guest 4") is None
    ada = section(rendered("authors/p.md"), index.slugs["Ada Poe"])
    assert "With Bob Low" in text_of(ada)
    assert 'href="../../authors/l/#bob-low"' in ada


def test_the_table_of_authors_has_those_with_several_works() -> None:
    page = rendered("authors.md")
    rows = re.findall(
        r'<th scope="row" data-sort="(\d+)"><a href="([^"]+)">([^<]+)</a></th><td[^>]*>(\d+)', page
    )
    several = {name: len(works) for name, works in bakery().authors.items() if len(works) >= 3}
    assert {name: int(number) for _, _, name, number in rows} == several
    by_family_name = [name for _, _, name, _ in sorted(rows, key=lambda row: int(row[0]))]
    assert by_family_name == [name for name in bakery().authors if name in several]
    for _, href, _, _ in rows:
        folder, anchor = urlsplit(href).path, urlsplit(href).fragment
        assert f'id="{anchor}"' in rendered(f"{folder.removeprefix('../').rstrip('/')}.md")


def test_without_venues_there_is_no_index_of_them() -> None:
    kb = small_kb(**{name: {"venue": None} for name in WORKS})
    assert "venues.md" not in pages_of(kb)
