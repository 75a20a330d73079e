"""What `survey refresh` finds and writes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import pytest

from living_survey.knowledge.venues import WELL_KNOWN
from living_survey.loading.canonical import format_entry
from living_survey.sources.doi import DoiFetch, read_record
from living_survey.sources.fetching import Fetched, client_for
from living_survey.sources.http import Answer, PassingError
from living_survey.sources.records import ArxivRecord, DoiRecord
from living_survey.sources.refreshing import Change, Kind, as_json, compare, write
from living_survey.sources.services import Services
from tests.cli.killing import run_killed_after
from tests.sources.helpers import work
from tests.sources.server import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sources.conftest import Fixtures

CROSSREF: dict[str, object] = {
    "DOI": "10.1109/TEST.2024.1",
    "type": "proceedings-article",
    "title": "Made-Up Data &amp; <i>Models</i>",
    "container-title": "2024 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)",
    "event": {"name": "2024 IEEE/CVF CVPR"},
    "author": [
        {"given": "Ada", "family": "Example", "sequence": "first", "affiliation": []},
        {"name": "The Sample Team", "sequence": "additional"},
    ],
    "published": {"date-parts": [[2024, 6, 16]]},
    "issued": {"date-parts": [[2024, 6]]},
}


def preprint(**fields: object) -> ArxivRecord:
    data = {
        "id": "2401.00001",
        "version": 1,
        "versions": [[1, "2024-01-02"]],
        "title": "Title of a",
        "authors": ["Ada Example"],
    }
    return ArxivRecord.model_validate(data | fields)


def test_an_entry_that_agrees_has_no_changes() -> None:
    record = preprint(title="Title  of A.", authors=["A. Example"])
    assert not list(compare(work("a", "2401.00001"), record, None, WELL_KNOWN))


def test_each_kind_of_change_is_found() -> None:
    record = preprint(
        title="A New Title",
        authors=["Ada Example", "Ben Sample"],
        version=3,
        versions=[[1, "2024-01-02"], [3, "2025-01-02"]],
        doi="10.1109/X.1",
        journal_ref="In Proc. CVPR 2024, pages 1-10",
        withdrawn=True,
        comment="Withdrawn",
    )
    entry = work("a", "2401.00001", added=date(2024, 12, 1), remarks="odd")
    found = {change.kind: change for change in compare(entry, record, None, WELL_KNOWN)}
    assert list(found) == list(Kind)
    assert found[Kind.TITLE].edits == {"title": "A New Title"}
    assert found[Kind.AUTHORS].after == "with Ben Sample"
    assert found[Kind.PUBLISHED].edits == {"venue": "CVPR", "year": 2024}
    assert found[Kind.DOI].edits == {"doi": "10.1109/X.1"}
    assert found[Kind.WITHDRAWN].edits == {"remarks": "odd; withdrawn at arXiv (v3, 2025-01-02)"}
    assert found[Kind.VERSION].edits == {}


def test_what_a_curator_pinned_is_left_alone() -> None:
    record = preprint(title="A New Title", doi="10.1109/X.1", journal_ref="CVPR 2024", comment="At ICML 2024")
    entry = work("a", "2401.00001", pinned=["title", "venue"])
    assert [change.kind for change in compare(entry, record, None, WELL_KNOWN)] == [Kind.DOI]


DBLP: dict[str, object] = {
    "result": {
        "hits": {
            "hit": [
                {"info": {"title": "Title of a.", "venue": "CoRR", "year": "2024"}},
                {
                    "info": {
                        "authors": {"author": [{"@pid": "1/2", "text": "Ada Example 0002"}]},
                        "title": "Title of A.",
                        "venue": "CVPR",
                        "year": "2025",
                        "doi": "10.1109/X.9",
                    }
                },
            ]
        }
    }
}
ITEM: dict[str, object] = {
    "type": "journal-article",
    "DOI": "10.1/crossref",
    "title": ["Title of b"],
    "author": [{"given": "Ada", "family": "Example"}],
}


def test_publications_of_preprints_are_looked_for_by_title(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    settings = replace(settings, dblp=f"{services.base}/dblp", crossref=f"{services.base}/crossref")
    works = [work("a", venue="arXiv"), work("b", venue="arXiv"), work("c", venue="ICML")]
    services.next = [
        Reply.json(DBLP),
        Reply.json({"result": {"hits": {"@total": "0"}}}),
        Reply.json({"message": {"items": [ITEM | {"author": [{"family": "Other"}]}, ITEM]}}),
    ]
    asking = Services(settings, clock)
    assert asking.ask_publications(works).updated == ["a", "b"]
    assert asking.ask_publications(works).fresh == 2
    assert [request.path for request in services.requests] == ["/dblp", "/dblp", "/crossref"]
    first, second = (cache.publications.get(key) for key in "ab")
    assert first
    assert second
    found = list(compare(works[0], None, None, WELL_KNOWN, first.record))
    assert [(change.kind, change.source, change.edits) for change in found] == [
        (Kind.PUBLISHED, "DBLP", {"venue": "CVPR", "year": 2025}),
        (Kind.DOI, "DBLP", {"doi": "10.1109/X.9"}),
    ]
    (change,) = compare(works[1], None, None, WELL_KNOWN, second.record)
    assert change.edits == {"doi": "10.1/crossref"}


OPENALEX: dict[str, object] = {
    "doi": "https://doi.org/10.48550/arxiv.2401.00001",
    "title": "Title of a",
    "authorships": [{"author": {"display_name": "Ada Example"}}],
    "locations": [
        {"is_published": False, "source": {"type": "repository", "display_name": "arXiv"}},
        {
            "is_published": True,
            "landing_page_url": "https://doi.org/10.1145/journal",
            "source": {"type": "journal", "display_name": "TMLR"},
        },
    ],
}


def test_openalex_is_asked_where_the_others_know_no_publication(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    settings = replace(settings, dblp=f"{services.base}/dblp", crossref=f"{services.base}/crossref")
    services.openalex = [OPENALEX]
    services.next = [Reply.json({}), Reply.json({})]
    works = [work("a", "2401.00001", venue="arXiv")]
    assert Services(settings, clock).ask_publications(works).updated == ["a"]
    known = cache.publications.get("a")
    assert known
    found = list(compare(works[0], None, None, WELL_KNOWN, known.record))
    assert [(change.kind, change.source, change.edits) for change in found] == [
        (Kind.PUBLISHED, "OpenAlex", {"venue": "TMLR"}),
        (Kind.DOI, "OpenAlex", {"doi": "10.1145/journal"}),
    ]


def test_without_a_budget_at_openalex_the_others_are_asked_and_the_rest_is_postponed(
    all_of: Fixtures,
) -> None:
    services, settings, cache, clock = all_of
    settings = replace(settings, dblp=f"{services.base}/dblp", crossref=f"{services.base}/crossref")
    spent = Reply.json({"error": "Rate limit exceeded"}, status=429)
    spent.headers |= {"Retry-After": "54000"}
    empty = Reply.json({})
    services.next = [empty, empty, spent, empty, empty, Reply.json(DBLP)]
    works = [work(key, f"2401.0000{at}", venue="arXiv") for at, key in enumerate("bca")]
    result = Services(settings, clock).ask_publications(works)
    assert (result.updated, result.absent, result.postponed) == (["a"], [], ["b", "c"])
    (warning,) = result.warnings
    assert warning.startswith("OpenAlex: the budget of today is spent; it is renewed in 15.0 hours")
    assert warning.endswith("DBLP and Crossref are still asked")
    assert cache.publications.get("b") is None
    assert [request.path for request in services.requests].count("/works/doi:10.48550/arxiv.2401.00000") == 1
    assert not [request for request in services.requests if "00001" in request.path]


def test_the_doi_of_a_preprint_is_not_that_of_a_publication() -> None:
    record = preprint(doi="10.48550/arXiv.2401.00001", title="Title of a")
    assert not list(compare(work("a", "2401.00001"), record, None, WELL_KNOWN))


def test_a_title_that_the_publisher_confirms_is_not_changed() -> None:
    publication = DoiRecord(doi="10.1/x", title="Title of a")
    found = compare(
        work("a", "2401.00001", doi="10.1/x", venue="ACL"), preprint(title="Old"), publication, WELL_KNOWN
    )
    assert not list(found)


def test_a_registered_publication_gives_venue_and_year() -> None:
    answer = Answer(200, "http://x", json.dumps(CROSSREF).encode())
    record = read_record(answer, "10.1109/TEST.2024.1")
    assert record is not None
    assert record.title == "Made-Up Data & Models"
    assert record.authors == ("Ada Example", "The Sample Team")
    assert record.published == date(2024, 6, 16)
    entry = work("a", doi="10.1109/TEST.2024.1", venue="arXiv", year=2023)
    (change,) = compare(entry, None, record, WELL_KNOWN)
    assert change.edits == {"venue": "CVPR", "year": 2024}


def test_a_comment_that_names_a_venue_is_reported_but_not_written() -> None:
    ours = work("a", "2401.00001")
    (change,) = compare(ours, preprint(comment="Accepted to NeurIPS 2024"), None, WELL_KNOWN)
    assert (change.kind, change.edits) == (Kind.PUBLISHED, {})
    assert not list(compare(ours, preprint(comment="Submitted to NeurIPS"), None, WELL_KNOWN))


def test_changes_are_listed_for_programs() -> None:
    record = preprint(title="Another title", authors=["Ada Example"])
    [change] = json.loads(as_json(compare(work("a", "2401.00001"), record, None, WELL_KNOWN)))
    assert (change["kind"], change["after"], change["writable"]) == ("title", "Another title", True)


def test_dois_are_asked_one_by_one_and_unknown_ones_remembered(all_of: Fixtures) -> None:
    services, settings, cache, clock = all_of
    services.dois = {"10.1109/test.2024.1": CROSSREF}
    services.next = [Reply(b"<html>busy</html>", 503)]

    def run() -> Fetched:
        client = client_for(settings, "doi", 1.0, clock)
        return DoiFetch(cache, client, settings.doi, clock).run_for(["10.1109/TEST.2024.1", "10.1000/none"])

    result = run()
    assert (result.updated, result.absent) == (["10.1109/test.2024.1"], ["10.1000/none"])
    assert services.requests[0].headers["accept"] == "application/vnd.citationstyles.csl+json"
    count = len(services.requests)
    run()
    assert len(services.requests) == count


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"title": []}', b"[" * 100_000])
def test_nonsense_of_a_resolver_is_a_passing_fault(body: bytes) -> None:
    with pytest.raises(PassingError):
        read_record(Answer(200, "http://x", body), "10.1/x")


# --- writing ----------------------------------------

ENTRY = """# first seen at a workshop
title: "Title of a"
authors: [Ada Example]  # she said so
year: 2024
arxiv: "2401.00001"
kind: paper
tags:
  # the best place
  - node: data-acquisition
    note: gathers data
"""


def test_writing_keeps_comments_order_and_all_else(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    path = tmp_path / "entries" / "a.yaml"
    path.write_text(ENTRY)
    record = preprint(title="A: New Title", doi="10.1109/X.1", journal_ref="CVPR 2025")
    found = list(compare(work("a", "2401.00001"), record, None, WELL_KNOWN))
    assert write(tmp_path, found, frozenset({Kind.PUBLISHED})).works == ["a"]
    text = path.read_text()
    assert "Title of a" in text
    write(tmp_path, found, frozenset(Kind))
    text = path.read_text()
    for kept in ("# first seen at a workshop", "# she said so", "# the best place", "note: gathers data"):
        assert kept in text
    for new in ('title: "A: New Title"', "doi: 10.1109/X.1", "venue: CVPR", "year: 2025"):
        assert new in text
    assert text == format_entry(text)
    assert write(tmp_path, found, frozenset(Kind)).works == []


def test_an_entry_that_cannot_be_edited_is_named_and_the_others_are_written(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "a.yaml").write_text("title: [unclosed\n")
    (tmp_path / "entries" / "b.yaml").write_text(ENTRY)
    found = [
        change
        for name in ("a", "b", "c")
        for change in compare(work(name, "2401.00001"), preprint(title="New"), None, WELL_KNOWN)
    ]
    written = write(tmp_path, found, frozenset(Kind))
    assert written.works == ["b"]
    assert set(written.failed) == {"a", "c"}


def test_a_write_killed_at_any_moment_leaves_whole_entries(tmp_path: Path) -> None:
    entries = tmp_path / "entries"
    entries.mkdir()
    for number in range(10):
        (entries / f"w{number}.yaml").write_text(format_entry(ENTRY))

    def write_again_and_again() -> None:
        for turn in count():
            title = {"title": f"Title {turn}"}
            write(
                tmp_path,
                [Change(f"w{number}", Kind.TITLE, "", "", "", title) for number in range(10)],
                frozenset(Kind),
            )

    for milliseconds in (10, 40, 70, 100):
        run_killed_after(milliseconds / 1000, write_again_and_again)
        for number in range(10):
            text = (entries / f"w{number}.yaml").read_text()
            assert text == format_entry(text)
            assert "# the best place" in text
    shutil.rmtree(entries)
