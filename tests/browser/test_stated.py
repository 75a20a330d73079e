"""Readers can tell what a work states from what the survey says of its approach, without colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from living_survey.rendering.pages.paging import paged
from living_survey.rendering.pages.site_map import VALUE_ROOM
from living_survey.rendering.pages.stated import StatedView
from tests.browser.fitness import LONGEST_ON_A_PHONE, height
from tests.browser.looking import DESKTOP, DESKTOP_DARK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from living_survey import KnowledgeBase, Work
    from living_survey.knowledge import Group, Node


def with_own_and_inherited(kb: KnowledgeBase) -> tuple[Work, Group]:
    """A work and a group of it, at a node of which the survey says something else too."""
    return next(
        (work, group)
        for work in kb
        for group in kb.groups_of(work)
        if group.node and group.says_something and kb.survey_values(group.node).keys() - group.values.keys()
    )


def frame(element: Locator) -> str:
    style = "element => getComputedStyle(element).borderTopStyle + getComputedStyle(element).borderLeftStyle"
    return str(element.evaluate(style))


@pytest.mark.parametrize("look", [DESKTOP, PHONE, DESKTOP_DARK], ids=str)
def test_a_work_page_tells_own_statements_from_those_about_the_approach(
    page: Page, kb: KnowledgeBase
) -> None:
    work, group = with_own_and_inherited(kb)
    page.goto(f"works/{work.id}/")
    place = page.locator(".places > tbody").nth([one.node for one in work.tags].index(group.node or ""))
    said = place.locator(".said")
    own = place.locator("tr", has_not=said)
    for relation, values in group.values.items():
        facet = kb.facet_of[relation]
        for value in values if relation not in group.derived else ():
            link = page.get_by_role("link", name=facet.value(value).label, exact=True)
            verb = kb.relations[relation].verb if len(facet.relations) > 1 else ""
            cell = own.locator("td", has=link).filter(has_text=verb).first
            expect(cell).to_be_visible()
            expect(cell).to_have_attribute("data-label", facet.title)
    expect(said).to_contain_text(re.compile("^The survey on this (approach|topic):"))
    for relation, values in kb.survey_values(group.node or "").items():
        for value in values if "tree" not in kb.facet_of[relation].stated else ():
            expect(said).to_contain_text(kb.facet_of[relation].value(value).label)
    assert frame(said).startswith("dashed")


def test_a_work_that_states_nothing_of_a_facet_has_a_way_to_add_it(page: Page, kb: KnowledgeBase) -> None:
    work = kb.unstated("capability")[0]
    page.goto(f"works/{work.id}/")
    missing = page.locator(".unstated")
    expect(missing).to_contain_text("capability")
    missing.get_by_role("link", name="Add it in the form").click()
    expect(page).to_have_url(re.compile(rf"/contribute/\?edit={work.id}$"))


def test_a_capability_lists_each_work_with_the_tag_and_note_that_put_it_there(
    page: Page, kb: KnowledgeBase
) -> None:
    facet = kb.facets["capability"]
    value, work, node, note = next(
        (value, one.work, one.tag.node, one.tag.note)
        for value in facet.values
        for section in paged(StatedView(kb).sections(facet, value), VALUE_ROOM)[0]
        for one in section.items
        if section.relation is kb.relations["enhances"] and one.tag and one.tag.node != one.work.tags[0].node
    )
    page.goto(f"capabilities/{value.id}/")
    heading = page.get_by_role("heading", level=2, name=re.compile("^Works that enhance it"))
    expect(heading.locator(".count")).to_have_text(
        str(len(kb.works_stating("capability", value.id, "enhances")))
    )
    item = page.locator(".work", has=page.get_by_role("link", name=work.title, exact=True)).first
    expect(item.locator(".chip")).to_have_text(kb.taxonomy[node].short)
    expect(item).to_contain_text(note or "")


def test_the_index_of_a_facet_leads_to_works_of_which_nothing_is_stated(
    page: Page, kb: KnowledgeBase
) -> None:
    number = len(kb.unstated("stage"))
    page.goto("stages/")
    text = f"For {number:,} of {len(kb):,} works, no stage is stated"
    page.get_by_role("link", name=text).click()
    expect(page.get_by_text(re.compile(rf"^{number:,} of {len(kb):,} works")).first).to_be_visible()


def largest_topic(kb: KnowledgeBase) -> Node:
    return max(kb.taxonomy.topics(), key=kb.count)


@pytest.mark.parametrize("look", [PHONE], ids=str)
def test_a_topic_on_a_phone_folds_what_is_stated_and_leads_on_instead_of_growing(
    page: Page, kb: KnowledgeBase
) -> None:
    page.goto(f"topics/{largest_topic(kb).id}/")
    box = page.locator(".statements-box")
    expect(box.locator(".chip").first).to_be_hidden()
    assert height(page) <= LONGEST_ON_A_PHONE
    expect(page.get_by_role("link", name="more as a list").first).to_be_visible()
    box.locator("summary").click()
    expect(box.locator(".chip").first).to_be_visible()


@pytest.mark.parametrize("look", [DESKTOP], ids=str)
def test_the_filters_of_a_topic_lead_to_as_many_works_in_the_explorer(page: Page, kb: KnowledgeBase) -> None:
    page.goto(f"topics/{largest_topic(kb).id}/")
    expect(page.locator(".statements-box .chip").first).to_be_visible()
    menu = page.get_by_label("Stage")
    option = menu.locator("option").nth(1).inner_text()
    menu.select_option(option)
    page.get_by_role("button", name="Filter in the Explorer").click()
    number = re.findall(r"\d+", option)[-1]
    expect(page.get_by_text(re.compile(rf"^{number} of {len(kb):,} works")).first).to_be_visible()
