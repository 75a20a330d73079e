"""What each source asks for, and what it makes of the answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from living_survey.sources.clock import SystemClock
from living_survey.sources.discovery.arxiv_listing import ArxivListing
from living_survey.sources.discovery.arxiv_oai import ArxivOai, set_of
from living_survey.sources.discovery.local_file import CannotReadError, read_candidates
from living_survey.sources.discovery.openalex_lists import OpenAlexList
from living_survey.sources.discovery.semantic_scholar import Recommendations
from living_survey.sources.discovery.source import CursorExpiredError, Window
from living_survey.sources.fetching import arxiv_client, client_for
from living_survey.sources.http import Client, Pace, RefusedError, SourceError
from living_survey.sources.settings import settings
from tests.discovery.server import asked, openalex_work
from tests.sources.server import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.sources.discovery.candidates import Candidate
    from living_survey.sources.discovery.source import Source
    from tests.discovery.server import Listings
    from tests.sources.conftest import FakeClock

NOVEMBER = Window(date(2026, 11, 1), date(2026, 11, 18))


def read(source: Source, window: Window = NOVEMBER) -> list[Candidate]:
    """All pages of a source."""
    page = source.page(window, None)
    found = list(page.candidates)
    while page.cursor is not None:
        page = source.page(window, page.cursor)
        found += page.candidates
    return found


@pytest.fixture
def client(listings: Listings, clock: FakeClock, tmp_path: Path) -> Client:
    return client_for(settings(tmp_path, listings.environment), "test", 0, clock)


class TestArxivListing:
    @pytest.fixture
    def source(self, listings: Listings, client: Client) -> ArxivListing:
        return ArxivListing(client, f"{listings.base}/api/query", ["cs.CV", "cs.LG"])

    def test_it_reads_a_window_week_by_week_in_pages(self, listings: Listings, source: ArxivListing) -> None:
        listings.page_size = 2
        for day in (1, 2, 3, 9, 18):
            listings.knows(f"2611.000{day:02}", published=f"2026-11-{day:02}T10:00:00Z")
        found = read(source)
        assert [one.arxiv for one in found] == [f"2611.000{day:02}" for day in (1, 2, 3, 9, 18)]
        assert [request.query["start"] for request in listings.listed] == ["0", "2", "0", "0"]
        assert listings.listed[0].query["search_query"] == (
            "(cat:cs.CV OR cat:cs.LG) AND submittedDate:[202611010000 TO 202611072359]"
        )
        assert listings.listed[-1].query["search_query"].endswith("[202611150000 TO 202611182359]")

    def test_a_preprint_has_what_the_listing_says(self, listings: Listings, source: ArxivListing) -> None:
        listings.knows(
            "2611.00001", published="2026-11-01T10:00:00Z", doi="10.1000/x", abstract="We  bake\nbread."
        )
        (one,) = read(source)
        assert (one.key, one.doi, one.published) == ("arxiv:2611.00001", "10.1000/x", date(2026, 11, 1))
        assert (one.authors, one.abstract) == (("Ada Example", "Ben Sample"), "We bake bread.")
        assert (one.categories, one.sources) == (("cs.CV", "cs.LG"), ("arxiv",))

    def test_withdrawn_preprints_are_left_out(self, listings: Listings, source: ArxivListing) -> None:
        listings.knows("2611.00001", published="2026-11-01T10:00:00Z", comment="withdrawn by the authors")
        assert read(source) == []

    def test_an_empty_page_before_the_end_is_asked_for_again(
        self, listings: Listings, source: ArxivListing, clock: FakeClock
    ) -> None:
        listings.knows("2611.00001", published="2026-11-01T10:00:00Z")
        empty = Reply.atom(
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/">'
            "<o:totalResults>1</o:totalResults></feed>"
        )
        listings.next = [empty]
        assert len(read(source)) == 1
        assert clock.slept

    def test_it_keeps_to_the_pace_of_arxiv(
        self, listings: Listings, clock: FakeClock, tmp_path: Path
    ) -> None:
        configured = settings(tmp_path, listings.environment)
        read(ArxivListing(arxiv_client(configured, clock), configured.arxiv, ["cs.CV"]))
        assert len(listings.listed) == 3
        assert clock.slept == [3.0, 3.0]


class TestArxivOai:
    @pytest.fixture
    def source(self, listings: Listings, client: Client) -> ArxivOai:
        return ArxivOai(client, f"{listings.base}/oai", ["cs.CV", "cs.LG"])

    def test_it_follows_tokens_through_all_categories(self, listings: Listings, source: ArxivOai) -> None:
        listings.page_size = 2
        for number in range(1, 6):
            listings.knows(f"2611.0000{number}", published="2026-11-05T10:00:00Z", categories=("cs.CV",))
        listings.knows("2611.00009", published="2026-11-06T10:00:00Z", categories=("cs.LG",))
        found = read(source)
        assert [one.arxiv for one in found] == [*(f"2611.0000{n}" for n in range(1, 6)), "2611.00009"]
        assert [request.query.get("set") for request in listings.requests] == [
            "cs:cs:CV",
            None,
            None,
            "cs:cs:LG",
        ]
        assert listings.requests[0].query["from"] == "2026-11-01"

    def test_preprints_that_were_only_revised_are_left_out(
        self, listings: Listings, source: ArxivOai
    ) -> None:
        listings.knows("2401.00001", published="2024-01-02T10:00:00Z", updated="2026-11-05T10:00:00Z")
        assert read(source) == []

    def test_a_record_is_read_with_names_and_abstract(self, listings: Listings, source: ArxivOai) -> None:
        listings.knows(
            "2611.00001", published="2026-11-05T10:00:00Z", categories=("cs.CV",), abstract="A & B"
        )
        (one,) = read(source)
        assert one.authors == ("Ada Example", "Ben Sample Jr.")
        assert (one.abstract, one.published) == ("A & B", date(2026, 11, 5))

    def test_an_expired_token_is_told_apart(self, source: ArxivOai) -> None:
        with pytest.raises(CursorExpiredError):
            source.page(NOVEMBER, "0 old")

    def test_sets_are_those_of_arxiv(self) -> None:
        assert set_of("cs.CV") == "cs:cs:CV"
        assert set_of("hep-th") == "physics:hep-th"
        assert set_of("cond-mat.str-el") == "physics:cond-mat:str-el"
        assert set_of("stat.ML") == "stat:stat:ML"

    @pytest.mark.parametrize(
        "body", [b"", b"<html></html>", b"<OAI-PMH/>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"]
    )
    def test_what_is_not_oai_is_an_error(self, listings: Listings, source: ArxivOai, body: bytes) -> None:
        listings.always = lambda _: Reply(body, headers={"Content-Type": "text/xml"})
        with pytest.raises(SourceError):
            read(source)


class TestOpenAlex:
    def test_citing_works_are_asked_for_by_citations(self, listings: Listings, client: Client) -> None:
        listings.works = [openalex_work(n, f"Bread {n}") for n in range(1, 151)]
        found = read(OpenAlexList.citing(client, f"{listings.base}/works", ["W1", "W2"]))
        assert len(found) == 150
        first, second = listings.requests
        assert first.query["filter"] == (
            "cites:W1|W2,from_publication_date:2026-11-01,to_publication_date:2026-11-18"
        )
        assert (first.query["sort"], first.query["page"], second.query["page"]) == (
            "cited_by_count:desc",
            "1",
            "2",
        )

    def test_abstract_authors_and_identifiers_are_read(self, listings: Listings, client: Client) -> None:
        listings.works = [
            openalex_work(7, "Rye bread"),
            openalex_work(8, "Rye bread again", doi="https://doi.org/10.48550/arXiv.2611.00008"),
            openalex_work(
                9, "More rye bread", locations=[{"landing_page_url": "http://arxiv.org/abs/2611.00009v2"}]
            ),
        ]
        found = read(OpenAlexList.with_titles(client, f"{listings.base}/works", ["rye, bread"]))
        assert listings.requests[0].query["filter"].startswith("title.search:rye bread,")
        assert [one.key for one in found] == ["doi:10.1000/w7", "arxiv:2611.00008", "arxiv:2611.00009"]
        assert (found[0].abstract, found[0].authors) == ("Dough rises and bread rises", ("Ada Example",))
        assert (found[0].citations, found[0].published) == (7, date(2026, 11, 10))

    def test_every_query_is_asked(self, listings: Listings, client: Client) -> None:
        read(OpenAlexList.with_titles(client, f"{listings.base}/works", ["rye", "oat"]))
        assert [request.query["filter"][:16] for request in listings.requests] == [
            "title.search:rye",
            "title.search:oat",
        ]

    def test_works_without_a_title_are_passed_over(self, listings: Listings, client: Client) -> None:
        listings.works = [openalex_work(1, ""), openalex_work(2, "Rye")]
        found = read(OpenAlexList.citing(client, f"{listings.base}/works", ["W1"]))
        assert [one.title for one in found] == ["Rye"]

    def test_a_refusal_is_reported(self, listings: Listings, client: Client) -> None:
        listings.always = lambda _: Reply.json({"error": "no"}, status=403)
        with pytest.raises(RefusedError, match="403"):
            read(OpenAlexList.citing(client, f"{listings.base}/works", ["W1"]))


class TestSemanticScholar:
    @pytest.fixture
    def source(self, listings: Listings, client: Client) -> Recommendations:
        return Recommendations(
            client, f"{listings.base}/recommendations", ["2401.00001"], ["2401.00002"], "secret"
        )

    def test_it_is_told_what_is_wanted_and_what_is_not(
        self, listings: Listings, source: Recommendations
    ) -> None:
        listings.recommended = [
            {
                "title": "Rye",
                "abstract": None,
                "authors": [{"name": "Ada Example"}, {"name": None}],
                "externalIds": {"ArXiv": "2611.00001", "DOI": "10.48550/arXiv.2611.00001"},
                "publicationDate": "2026-11-05",
                "citationCount": 3,
            },
            {"title": "Old rye", "publicationDate": "2020-01-01", "externalIds": None},
            {"title": None},
        ]
        (one,) = read(source)
        assert (one.key, one.doi, one.citations, one.authors) == (
            "arxiv:2611.00001",
            None,
            3,
            ("Ada Example",),
        )
        (request,) = listings.requests
        assert asked(request) == {
            "positivePaperIds": ["ArXiv:2401.00001"],
            "negativePaperIds": ["ArXiv:2401.00002"],
        }
        assert request.headers["x-api-key"] == "secret"

    def test_the_key_is_not_sent_to_another_host(self, listings: Listings) -> None:
        elsewhere = listings.base.replace("127.0.0.1", "localhost") + "/recommendations/"
        client = Client("tests", pace=Pace(0, SystemClock()), trusted=[listings.base, elsewhere])
        source = Recommendations(client, f"{listings.base}/recommendations", ["2401.00001"], [], "secret")
        listings.next = [Reply(status=307, headers={"Location": elsewhere})]
        read(source)
        assert [request.headers.get("x-api-key") for request in listings.requests] == ["secret", None]

    def test_the_key_is_never_shown(self, listings: Listings, tmp_path: Path) -> None:
        configured = settings(tmp_path, listings.environment | {"SEMANTIC_SCHOLAR_API_KEY": "secret"})
        assert configured.semantic_scholar_key == "secret"
        assert "secret" not in repr(configured)


class TestLocalFile:
    def test_json_lines_are_read(self, tmp_path: Path) -> None:
        file = tmp_path / "papers.jsonl"
        file.write_text(
            '{"title": "Rye\\u202e", "arxiv": "2611.00001", "categories": [], "unknown": 1}\n\n'
            '{"title": "Oat", "doi": "10.48550/arXiv.2611.00002", "published": "2026-11-05"}\n'
        )
        one, other = read_candidates(file)
        assert (one.title, one.key) == ("Rye", "arxiv:2611.00001")
        assert (other.key, other.published) == ("arxiv:2611.00002", date(2026, 11, 5))

    def test_bibtex_is_read(self, tmp_path: Path) -> None:
        file = tmp_path / "papers.bib"
        file.write_text(
            "@article{x, title={Rye {B}read}, author={Example, Ada}, doi={10.1000/x}, abstract={We bake.}}"
        )
        (one,) = read_candidates(file)
        assert (one.title, one.authors, one.key) == ("Rye Bread", ("Ada Example",), "doi:10.1000/x")
        assert one.abstract == "We bake."

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("nonsense", "papers.jsonl:2: not a JSON object with a title"),
            ("[1]", "papers.jsonl:2: not a JSON object with a title"),
            ('{"arxiv": "2611.00001"}', "papers.jsonl:2: title: Field required"),
            ('{"title": "x", "published": "soon"}', "papers.jsonl:2: published:"),
        ],
    )
    def test_a_line_that_cannot_be_read_is_named(self, tmp_path: Path, line: str, expected: str) -> None:
        file = tmp_path / "papers.jsonl"
        file.write_text(f'{{"title": "Rye"}}\n{line}\n')
        with pytest.raises(CannotReadError) as error:
            read_candidates(file)
        assert expected in str(error.value)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CannotReadError, match=r"absent\.jsonl: cannot be read: No such file"):
            read_candidates(tmp_path / "absent.jsonl")
