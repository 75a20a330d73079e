from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import feedparser
import pytest
from hypothesis import given, settings

from living_survey.rendering.exports._xml import add, xml_file
from living_survey.rendering.exports.feeds import MAX_ENTRIES
from tests.rendering.exports.nasty import TEXTS

if TYPE_CHECKING:
    from living_survey import KnowledgeBase, Work
    from living_survey.rendering.site_context import SiteContext

ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")


@pytest.fixture(scope="module")
def feeds(files: dict[str, bytes]) -> dict[str, bytes]:
    return {
        path: content for path, content in files.items() if path == "feed.xml" or path.startswith("feeds/")
    }


def test_there_is_a_feed_of_every_topic(kb: KnowledgeBase, feeds: dict[str, bytes]) -> None:
    assert {f"feeds/{node.id}.xml" for node in kb.taxonomy.topics()} < set(feeds)


def test_feeds_have_what_rfc_4287_requires(feeds: dict[str, bytes], site: SiteContext) -> None:
    for path, content in feeds.items():
        feed = ET.fromstring(content)
        assert feed.tag == f"{ATOM}feed"
        assert feed.findtext(f"{ATOM}id") == f"{site.site_url}/{path}"
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"] == f"{site.site_url}/{path}"
        assert links["alternate"]
        entries = feed.findall(f"{ATOM}entry")
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(set(ids)) == len(ids) <= MAX_ENTRIES
        for element in (feed, *entries):
            for tag in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{tag}")) == 1
            assert element.findtext(f"{ATOM}title")
            assert INSTANT.fullmatch(element.findtext(f"{ATOM}updated", ""))
        for entry in entries:
            assert all(author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author"))
            assert entry.findall(f"{ATOM}author")
            assert [link.get("rel") for link in entry.findall(f"{ATOM}link")].count("alternate") == 1


def test_feedparser_reads_the_latest_works(
    kb: KnowledgeBase, feeds: dict[str, bytes], site: SiteContext
) -> None:
    parsed = feedparser.parse(feeds["feed.xml"])
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.feed.title == site.name
    latest = kb.latest_additions[:MAX_ENTRIES]
    assert [entry.title for entry in parsed.entries] == [known.title for known in latest]
    assert [entry.link for entry in parsed.entries] == [site.work(known.id) for known in latest]
    assert [author.name for author in parsed.entries[0].authors] == list(latest[0].authors)


def test_a_topic_feed_has_the_works_of_the_topic(kb: KnowledgeBase, feeds: dict[str, bytes]) -> None:
    parsed = feedparser.parse(feeds["feeds/dough.xml"])
    assert {entry.title for entry in parsed.entries} == {known.title for known in kb.works(node="dough")}


def test_the_feed_of_all_works_has_summaries_else_notes(feeds: dict[str, bytes]) -> None:
    entries = {entry.title: entry.summary for entry in feedparser.parse(feeds["feed.xml"]).entries}
    assert entries["A title to find"] == "Ada Findable, Found Team (Venue to Find 2025). A summary to find."
    assert entries["How to knead"] == "Jane Roe (Bread Week 2020). Folds."


def test_the_feed_of_a_topic_has_the_notes_at_the_topic_else_summaries(feeds: dict[str, bytes]) -> None:
    dough, bakers = (
        {entry.title: entry.summary for entry in feedparser.parse(feeds[f"feeds/{node}.xml"]).entries}
        for node in ("dough", "bakers")
    )
    assert dough["A title to find"].endswith("(Venue to Find 2025). A note to find.")
    assert bakers["A title to find"].endswith("(Venue to Find 2025). A summary to find.")


def test_dates_are_those_of_the_entries(kb: KnowledgeBase, feeds: dict[str, bytes]) -> None:
    def added(known: Work) -> str:
        assert kb.survey
        return f"{known.added or kb.survey.date}T00:00:00Z"

    feed = ET.fromstring(feeds["feed.xml"])
    assert feed.findtext(f"{ATOM}updated") == max(added(known) for known in kb)


@given(TEXTS)
@settings(deadline=None)
def test_any_text_gives_valid_xml(text: str) -> None:
    root = ET.Element("root")
    add(root, "child", text, attribute=text)
    child = ET.fromstring(xml_file(root))[0]
    legal = re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    assert (child.text or "").strip() == re.sub("\r\n?", "\n", legal).strip()
