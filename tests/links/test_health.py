"""The page about the state of links."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from living_survey.knowledge import KnowledgeBase, Work
from living_survey.knowledge.health import HealthReport, LinkState
from living_survey.knowledge.survey import TaxonomyFile
from living_survey.links.findings import load_health
from living_survey.links.history import History, save_history
from living_survey.links.verdicts import Status, Verdict
from living_survey.rendering.pages import render_pages
from living_survey.rendering.pages.environment import page_environment
from living_survey.rendering.site_context import SiteContext
from tests.links.conftest import FIRST_DAY

if TYPE_CHECKING:
    from pathlib import Path


def knowledge() -> KnowledgeBase:
    taxonomy = {
        "schema": 2,
        "survey": {
            "work": "doe2024data", "arxiv": "2401.00001", "version": "v1", "date": "2024-01-01",
            "references": 1,
        },
        "tree": [{"id": "data", "title": "Data", "short": "Data"}],
    }  # fmt: skip
    work = {
        "id": "doe2024data", "title": "A <Study>", "authors": ["Jane Doe"], "year": 2024,
        "doi": "10.1000/x", "tags": ["data"],
        "links": {"code": "https://gone.org/x", "project": "https://old.org/x"},
    }  # fmt: skip
    return KnowledgeBase(TaxonomyFile.model_validate(taxonomy), [Work.model_validate(work)])


def page(health: HealthReport) -> str:
    templates = page_environment()
    site = SiteContext("Survey", "", "", "")
    pages = render_pages(knowledge(), site, templates, {}, health=health)
    return next(page for page in pages if page.path == "health.md").render()


def test_links_in_trouble_are_shown_by_work(tmp_path: Path) -> None:
    history = History()
    verdicts = {
        "https://gone.org/x": Verdict(Status.FAILING, "404"),
        "https://old.org/x": Verdict(Status.MOVED, "moved permanently", "https://new.org/x"),
        "https://doi.org/10.1000/x": Verdict(Status.MOVED, "moved permanently", "https://press.org/x"),
        "https://page.org/": Verdict(Status.UNVERIFIABLE, "403"),
        'javascript:alert("x")': Verdict(Status.REFUSED, "not a web address"),
    }
    for day in range(3):
        history = history.after(verdicts, FIRST_DAY + timedelta(days=day))
    save_history(tmp_path / "links.json", history)
    health = load_health(tmp_path, knowledge())
    assert [(link.state, link.work, link.checks) for link in health.troubles] == [
        (LinkState.REFUSED, None, 3),
        (LinkState.DEAD, "doe2024data", 3),
        (LinkState.MOVED, "doe2024data", 3),
        (LinkState.UNVERIFIABLE, None, 3),
    ]
    html = page(health)
    assert "As of 3 November 2026, 5 links were checked" in html
    assert '<a href="../works/doe2024data/">A &lt;Study&gt;</a>' in html
    assert 'href="https://web.archive.org/web/20261031/https://gone.org/x"' in html
    assert 'href="https://new.org/x"' in html
    assert 'href="javascript' not in html


def test_before_the_first_check_the_page_has_no_section_on_links(tmp_path: Path) -> None:
    health = load_health(tmp_path, knowledge())
    assert health == HealthReport()
    assert 'id="links"' not in page(health)


def test_a_damaged_history_does_not_stop_the_site(tmp_path: Path) -> None:
    (tmp_path / "links.json").write_text("{")
    assert "links.json cannot be used" in page(load_health(tmp_path, knowledge()))


def test_all_well(tmp_path: Path) -> None:
    save_history(
        tmp_path / "links.json", History().after({"https://a.org": Verdict(Status.ALIVE)}, FIRST_DAY)
    )
    assert "1 link was checked" in page(load_health(tmp_path, knowledge()))
