"""Pages distinguish what a work states from what the survey states about its approach, and relations."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urljoin

import pytest

from living_survey import KnowledgeBase
from living_survey.knowledge import TaxonomyFile
from living_survey.knowledge.work import entry_model
from living_survey.rendering.pages.stated import MOST_OPTIONS, StatedView
from tests.rendering.pages.rendering import pages_of, section, text_of
from tests.rendering.survey_of_bread import TAXONOMY, small_kb

WORKS: dict[str, dict[str, Any]] = {
    "doe2020knead": {
        "names": ["Kneader"],
        "summary": "It kneads.",
        "tags": [
            {"node": "ovens", "note": "bakes hot"},
            {
                "node": "kneading",
                "by": ["survey"],
                "note": "folds",
                "effect": "rises by 12%",
                "acts_at": ["mixing"],
                "enhances": ["crust"],
            },
        ],
    },
    "low2023hand": {
        "tags": [{"node": "tasting", "note": "bites", "draws_on": ["crumb"]}, "dough"],
        "acts_at": ["proofing"],
    },
}


@cache
def bread() -> KnowledgeBase:
    return small_kb(**WORKS)


@cache
def rendered(path: str) -> str:
    return pages_of(bread())[path].render()


def places(work: str) -> list[str]:
    """The places on the page of a work, as markup."""
    return section(rendered(f"works/{work}.md"), "classification").split("<tbody ")[1:]


# --- the page of a work ------------------------------------------------------------------------------------


def test_a_place_shows_what_the_work_states_and_separately_what_the_survey_states() -> None:
    table = section(rendered("works/doe2020knead.md"), "classification")
    assert "Place What it does there Stage Quality Basis" in text_of(table.split("</thead>")[0])
    ovens, kneading = places("doe2020knead")
    own, said = kneading.split('class="said"')
    assert "cited here by the survey folds Mixing enhances Crust this project’s reading" in text_of(own)
    assert "The survey on this approach: acts at Mixing ( §3.1.1 )," in text_of(said)
    assert "; enhances Crumb ( §3.1.1 )" in text_of(said)
    assert "this project’s reading" not in ovens
    assert "The survey on this topic: acts at First day" in text_of(ovens)


def test_the_old_anchor_of_the_classification_still_works() -> None:
    assert re.search(r'<span id="why"></span>\s*<h2 id="classification"', rendered("works/doe2020knead.md"))


def test_a_statement_of_the_survey_about_the_work_itself_names_its_section() -> None:
    kneading, ovens = places("poe2021both")
    assert "enhances Keeping the survey, §3.1.1" in text_of(kneading)
    assert "Cooling the survey, §3.1.2" in text_of(ovens)


def test_implied_values_and_values_of_the_whole_work_are_labelled() -> None:
    page = text_of(rendered("works/low2023hand.md"))
    assert "serves as Baker (implied by the topic)" in page
    assert "The work as a whole acts at Proofing this project’s reading" in page


def test_what_is_not_stated_is_named_with_a_link_to_the_form() -> None:
    page = rendered("works/low2024scale.md")
    assert "Not stated: grain, stage, quality." in text_of(page)
    assert 'href="../../contribute/?edit=low2024scale"' in section(page, "classification")
    assert "Not stated" not in text_of(rendered("works/low2023hand.md"))


def test_a_page_of_a_work_has_its_summary_names_and_results_before_the_classification() -> None:
    page = rendered("works/doe2020knead.md")
    start = page.index('<dl class="facts">')
    assert page.index("It kneads.") < page.index("paper__authors") < start < page.index('id="classification"')
    assert text_of(page[start:]).startswith("Name Kneader Result rises by 12% ( Kneading )")
    assert page.count("rises by 12%") == 1


def test_facets_of_the_whole_work_are_chips() -> None:
    details = section(rendered("works/doe2020knead.md"), "details")
    assert 'href="../../grains/wheat/"' in details
    assert 'href="../../explore/?kind=paper"' in details, "the facet has no pages"


def test_remarks_are_folded_at_the_end() -> None:
    kb = small_kb(doe2020knead={"remarks": "<b>v2</b> has another title"})
    page = pages_of(kb)["works/doe2020knead.md"].render()
    remarks = page.split('id="remarks">')[1].split("</details>")[0]
    assert text_of(remarks) == "Curators’ remarks on this entry <b>v2</b> has another title"
    assert page.index('id="cite"') < page.index('id="remarks"')
    assert 'id="remarks"' not in rendered("works/doe2020knead.md")


# --- the pages of a facet ----------------------------------------------------------------------------------


def test_a_value_lists_its_works_by_relation_with_their_tags() -> None:
    page = rendered("qualities/crust.md")
    works = section(page, "works-enhances")
    assert "Works that enhance it 1" in text_of(f"<h2 {works}")
    assert text_of(works).endswith(
        "How to knead Jane Roe · Bread Week 2020 Kneading folds acts at Mixing · enhances Crust · "
        "this project’s reading Result: rises by 12%"
    ), "not its first tag, ovens"
    assert "works-evaluates" not in page
    assert "Works that draw on it" in rendered("qualities/crumb.md")


def test_works_that_state_a_value_as_a_whole_are_listed_separately() -> None:
    assert "A hand that tastes" in section(rendered("stages/proofing.md"), "acts-at-as-a-whole")


def test_a_value_shows_statements_of_the_survey_with_the_numbers_of_works() -> None:
    said = text_of(section(rendered("stages/mixing.md"), "survey"))
    assert "Kneading §3.1.1 · 1 work does so" in said
    assert "Resting §3.1.1 · no work yet · overnight" in text_of(
        section(rendered("stages/proofing.md"), "survey")
    )


def test_a_value_counts_what_is_stated_together_with_it() -> None:
    together = section(rendered("stages/mixing.md"), "together")
    assert "Enhances Crust 1" in text_of(together)
    assert "explore/?stage=mixing&amp;capability=crust&amp;relation=enhances" in together.replace("%3D", "=")
    assert "Draws on Crumb 1" in text_of(section(rendered("helpers/baker.md"), "together"))


def test_the_index_of_a_facet_counts_by_relation_and_names_what_is_not_stated() -> None:
    page = rendered("qualities.md")
    assert "Crust 1 enhance 0 test 0 draw on" in text_of(page)
    assert "For 2 of 5 works, no quality is stated" in text_of(section(page, "not-stated"))
    assert "explore/?capability=not-stated" in page


def test_a_value_that_this_project_added_says_so() -> None:
    taxonomy = TaxonomyFile.model_validate(TAXONOMY)
    stage = next(facet for facet in taxonomy.facets if facet.id == "stage")
    values = (stage.values[0].model_copy(update={"added_by": "curation"}), *stage.values[1:])
    facets = tuple(
        facet.model_copy(update={"values": values}) if facet is stage else facet for facet in taxonomy.facets
    )
    kb = KnowledgeBase(taxonomy.model_copy(update={"facets": facets}), list(bread()))
    pages = pages_of(kb)
    assert "added by this project" in pages["stages/mixing.md"].render()
    assert "added by this project" not in pages["stages/proofing.md"].render()


# --- the page of a node ------------------------------------------------------------------------------------


def test_a_topic_shows_what_the_survey_states_and_what_its_works_state() -> None:
    page = rendered("topics/dough.md")
    box = text_of(page.split('class="statements-box">')[1].split("</details>")[0])
    assert box.startswith("What is stated here The survey on these approaches Acts at Mixing §3.1.1")
    assert "Stated by the works Acts at Mixing 1 Enhances Crust 1 Keeping 1" in box
    assert "explore/?node=dough&amp;stage=mixing&amp;relation=acts_at" in page
    assert "explore/?node=dough&amp;capability=not-stated" not in page


def test_a_work_in_a_list_has_its_note_and_its_statements_there() -> None:
    item = section(rendered("topics/dough.md"), "kneading")
    assert "folds acts at Mixing enhances Crust" in text_of(item)


def test_a_topic_offers_the_filters_that_tell_its_works_apart_without_a_script() -> None:
    page = rendered("topics/dough.md")
    form = page.split('<form class="narrow" action="../../explore/"')[1].split("</form>")[0]
    assert '<input type="hidden" name="node" value="dough">' in form
    names = re.findall(r'<select name="([a-z_]+)">', form)
    assert names[-1] == "year"
    for name in names:
        menu = form.split(f'name="{name}"')[1].split("</select>")[0]
        assert len(re.findall(r'<option value="[^"]', menu)) > 1
    assert '<option value="2023">2023 (1)</option>' in form
    assert "capability" not in names or len(bread().facets["capability"].values) <= MOST_OPTIONS


@pytest.mark.parametrize("base", ["small", "whole"])
def test_every_number_links_as_many_works(base: str, kb: KnowledgeBase) -> None:
    kb = bread() if base == "small" else kb
    stated = StatedView(kb)
    counts = [one for node in kb.taxonomy for one in stated.counts_at(node)]
    for facet in kb.facets.values():
        for value in facet.values:
            assert len(kb.works(stated.address(facet, value))) == stated.number(facet, value)
            counts += stated.stated_with(facet, value) if facet.of_statements else []
    assert len(counts) > 10
    for one in counts[:: 8 if base == "whole" else 1]:
        for count in one.values:
            assert len(kb.works(**count.address)) == count.works, count  # type: ignore[arg-type] # facets


# --- pages that only some surveys have ---------------------------------------------------------------------

BARE = {"schema": 2, "tree": TAXONOMY["tree"]}
FOR_SOME = {"cycle.md", "survey.md", "since.md", "roadmap.md", "q1.md", "stages.md", "qualities/crumb.md"}


@cache
def bare() -> KnowledgeBase:
    taxonomy = TaxonomyFile.model_validate(BARE)
    fields = {
        "id": "roe2022bread",
        "title": "Bread",
        "authors": ["Jane Roe"],
        "year": 2022,
        "tags": ["dough"],
    }
    return KnowledgeBase(taxonomy, [entry_model(taxonomy).model_validate(fields)])


def test_a_survey_has_pages_only_for_what_it_has() -> None:
    assert pages_of(bread()).keys() >= FOR_SOME - {"roadmap.md"}
    assert "roadmap.md" not in pages_of(bread()), "it names no paradigms"
    assert "kinds.md" not in pages_of(bread()), "the facet declares none"
    assert FOR_SOME.isdisjoint(pages_of(bare()))


@pytest.mark.parametrize("path", sorted(pages_of(bare())))
def test_every_page_of_a_survey_with_only_a_tree_renders_and_links_existing_pages(path: str) -> None:
    pages = pages_of(bare())
    addresses = {page.address for page in pages.values()}
    for link in re.findall(r'href="([^":#?]*/)', pages[path].render()):
        target = urljoin(f"https://bread.example/{pages[path].address}", link)
        assert target.removeprefix("https://bread.example/") in {*addresses, "data/topics/"}, link
