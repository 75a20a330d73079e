"""Pages of syntheses, reading paths, new works, gaps, tables and health."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

import pytest

from living_survey.knowledge import KnowledgeBase, TaxonomyFile
from living_survey.knowledge.syntheses import ReadingPath, Synthesis
from living_survey.knowledge.work import entry_model
from living_survey.rendering.charts import new_approaches
from living_survey.rendering.pages import headings
from living_survey.rendering.pages.since import SinceView
from living_survey.web.bundling import PARTS
from tests.rendering.pages.rendering import pages_of, section, text_of
from tests.rendering.survey_of_bread import TAXONOMY, WORKS, small_kb
from tests.site.html_facts import parse_html

LOAVES = {
    "id": "loaves",
    "title": "Loaves",
    "section": "Tab. 2",
    "in_entries": True,
    "columns": [
        {"id": "loaf", "title": "Loaf", "required": True},
        {"id": "row", "title": "#", "type": "number", "hidden": True},
        {"id": "grain", "title": "Grain", "filter": True, "split": "/"},
        {"id": "weight", "title": "Weight", "type": "quantity"},
        {"id": "steps", "title": "Steps", "type": "facet", "relation": "acts_at", "filter": True},
        {"id": "by_hand", "title": "By hand", "type": "truth", "filter": True},
        {"id": "makers", "title": "Makers", "type": "texts"},
        {"id": "recipe", "title": "Recipe"},
        {"id": "corrected", "title": "Corrected"},
    ],
}
CHANGES: dict[str, dict[str, Any]] = {
    "doe2020knead": {
        "names": ["Kneader"],
        "summary": "It kneads.",
        "added": "2026-03-04",
        "loaves": [
            {
                "loaf": "Landbrot",
                "row": 1,
                "grain": "Rye/Wheat",
                "weight": "2K",
                "steps": ["mixing", "cooling"],
                "by_hand": True,
                "recipe": "https://www.bread.ac.uk/landbrot",
                "corrected": "weight: 3K; steps: mixing; by hand: no",
            }
        ],
    },
    "low2023hand": {"tags": [{"node": "tasting", "note": "bites"}, {"node": "dough", "note": "proves"}]},
    "low2024scale": {
        "tags": [{"node": "scales", "acts_at": "cooling", "evaluates": "crumb"}, "kneading"],
        "loaves": [
            {
                "loaf": "<i>Bun</i>",
                "grain": "Spelt",
                "makers": ["Bob", "Ada"],
                "recipe": "javascript:alert()",
            },
            {"loaf": "Roll", "weight": "~1.5M+ rolls", "by_hand": False},
        ],
    },
    "roe2025oven": {"title": "New ovens", "tags": ["ovens"], "year": 2025, "added": "2026-05-06"},
}
SYNTHESIS = "Dough rests [@doe2020knead].\n\n## Open questions\n\n- How long? [@poe2021both]\n"
PATHS: list[dict[str, Any]] = [
    {
        "id": "first-steps",
        "title": "First <steps>",
        "for": "New bakers.",
        "steps": [
            {"work": "roe2022bread", "why": "All of it."},
            {"work": "doe2020knead", "why": "Then <this>."},
        ],
    },
    {
        "id": "ovens-only",
        "title": "Ovens only",
        "for": "Bakers with an oven.",
        "steps": [{"work": "doe2020knead", "why": "First."}, {"work": "poe2021both", "why": "Second."}],
    },
]


@cache
def bread() -> KnowledgeBase:
    taxonomy = TaxonomyFile.model_validate({**TAXONOMY, "tables": [LOAVES]})
    model = entry_model(taxonomy)
    fields = {"authors": ["Jane Roe"], "kind": "paper", "venue": "Bread Week"}
    works = [
        model.model_validate({**fields, **WORKS.get(work, {}), **CHANGES.get(work, {}), "id": work})
        for work in {**WORKS, **CHANGES}
    ]
    syntheses = [
        Synthesis(node="dough", reviewed=date(2026, 3, 3), body=SYNTHESIS),
        Synthesis(node="ovens", reviewed=date(2026, 6, 1), body="Ovens are hot [@roe2025oven]."),
    ]
    paths = [ReadingPath.model_validate(one) for one in PATHS]
    return KnowledgeBase(taxonomy, works, syntheses, paths)


@cache
def rendered(path: str) -> str:
    return pages_of(bread())[path].render()


@pytest.mark.parametrize("path", sorted(pages_of(bread())))
def test_every_page_has_one_main_heading_and_no_id_twice(path: str) -> None:
    document = parse_html(rendered(path))
    assert len(document.text("h1")) == 1
    ids = [found["id"] for _, found in document.elements if "id" in found]
    assert len(ids) == len(set(ids))


# --- syntheses ---------------------------------------------------------------------------------------------


def test_a_topic_has_its_synthesis_after_the_description_and_before_the_works() -> None:
    page = rendered("topics/dough.md")
    assert page.index("<h1>") < page.index('id="synthesis"') < page.index('class="works ')
    text = text_of(page.split('class="synthesis"')[1].split("</section>")[0])
    assert "Dough rests ( Kneader How to knead (2020) It kneads. ) ." in text
    assert "Last reviewed on 3 March 2026; 1 work added here since. Edit this text" in text
    assert 'href="https://git.example/survey/edit/main/site_src/syntheses/dough.md"' in page
    assert "no works added here since" in text_of(rendered("topics/ovens.md"))
    titles = [one.title for one in headings(page)]
    assert titles[:2] == ["What is known", "Open questions"]


def test_only_a_page_with_a_synthesis_has_what_loads_the_script_for_its_notes() -> None:
    (part,) = (part for part in PARTS if part.script == "assets/citations.js")
    assert part.is_used_by(rendered("topics/dough.md"))
    assert not part.is_used_by(rendered("topics/scales.md"))
    assert "synthesis" not in rendered("topics/scales.md")


# --- reading paths -----------------------------------------------------------------------------------------


def test_the_index_of_paths_lists_each_with_its_audience_and_works() -> None:
    page = rendered("paths/index.md")
    assert "First &lt;steps&gt;" in page
    first = text_of(section(page, "first-steps"))
    assert "New bakers. A survey of bread Kneader Read this path" in first
    assert 'href="../paths/first-steps/"' in page


def test_a_path_has_its_steps_in_order_with_reasons_and_links_the_next_path() -> None:
    page = rendered("paths/first-steps.md")
    steps = [text_of(step) for step in re.split(r'<li class="path__step', page)[1:]]
    assert "1 A survey of bread Jane Roe · Bread Week 2022 All of it." in steps[0]
    assert "2 Kneader How to knead Jane Roe · Bread Week 2020 Then <this>." in steps[1]
    assert "Kneading" in steps[1], "its place"
    assert 'rel="next" href="../../paths/ovens-only/"' in page
    assert 'rel="prev"' not in page
    assert 'rel="prev" href="../../paths/first-steps/"' in rendered("paths/ovens-only.md")
    assert "explore/?work=roe2022bread%2Cdoe2020knead" in page


def test_a_work_names_the_paths_that_it_is_a_step_of() -> None:
    steps = section(rendered("works/doe2020knead.md"), "reading-paths")
    assert "Step 2 of First <steps> : Then <this>." in text_of(steps)
    assert "Step 1 of Ovens only : First." in text_of(steps)
    assert 'href="../../paths/first-steps/#step-2"' in steps
    assert 'id="step-2"' in rendered("paths/first-steps.md")
    assert "reading-paths" not in rendered("works/low2024scale.md")


def test_paths_are_linked_from_home_and_only_where_there_are_any() -> None:
    assert 'href="paths/first-steps/"' in rendered("index.md")
    without = pages_of(small_kb())
    assert not [path for path in without if path.startswith("paths")]
    assert "reading-paths" not in without["index.md"].render()


# --- since the survey --------------------------------------------------------------------------------------


def test_months_are_those_of_publication_or_of_the_day_added_where_only_the_year_is_known() -> None:
    months = SinceView(bread()).months
    assert [
        (one.id, [work.id for work in one.dated], [work.id for work in one.undated]) for one in months
    ] == [
        ("2026-05", [], ["roe2025oven"]),
        ("2024-01", ["low2024scale"], []),
        ("2023-03", ["low2023hand"], []),
    ]
    assert "1 work added in May 2026 of which only the year of publication is known" in text_of(
        rendered("since/2026-05.md")
    )


def test_a_month_lists_a_work_under_the_topic_of_each_of_its_tags() -> None:
    page = rendered("since/2023-03.md")
    assert "A hand that tastes Bob Low · Bread Week 2023 proves" in text_of(section(page, "dough"))
    assert "A hand that tastes Bob Low · Bread Week 2023 bites" in text_of(section(page, "bakers"))
    assert 'rel="next" href="../../since/2024-01/"' in page


def test_the_sentences_on_a_topic_are_counted_by_every_tag() -> None:
    news = {one.growth.node.id: one for one in SinceView(bread()).news}
    assert news.keys() == {"dough", "ovens", "scales", "bakers"}
    assert news["dough"].sentences == (
        "2 of its 4 works (50%) were published after the survey, most of them on Kneading (from 2 to 3).",
    )
    assert [work.id for work in news["dough"].works] == ["low2024scale", "low2023hand"]
    assert news["scales"].sentences[0] == "1 of its 1 work (100%) were published after the survey."


def test_values_that_at_least_two_new_works_state_are_named_with_numbers() -> None:
    new = {
        f"low2024{letter}": {
            "title": letter,
            "year": 2024,
            "published": "2024-02-01",
            "tags": [{"node": "kneading", "acts_at": "mixing", "enhances": quality}],
        }
        for letter, quality in (("alpha", "crumb"), ("beta", "crumb"), ("gamma", "crust"))
    }
    news = {one.growth.node.id: one for one in SinceView(small_kb(**new)).news}
    assert news["dough"].sentences[1] == (
        "In Dough, the new works most often act at Mixing (3); enhance Crumb (2)."
    )


def test_growth_compares_shares_before_and_since_and_puts_the_largest_rise_first() -> None:
    growth = SinceView(bread()).growth
    shown = {one.node.id: (one.before, one.since) for one in growth}
    assert shown == {"scales": (0, 1), "bakers": (0, 1), "dough": (2, 2), "ovens": (1, 1)}
    assert [one.node.id for one in growth][:2] == ["scales", "bakers"]
    dough = next(one for one in growth if one.node.id == "dough")
    assert (round(dough.share_before, 1), round(dough.share_since, 1)) == (66.7, 66.7)
    assert dough.change == pytest.approx(0)
    assert "Scales 0.0% 0 works 33.3% 1 work +33.3" in text_of(section(rendered("since.md"), "growth"))


def test_new_approaches_have_only_works_since_the_survey_and_are_listed_with_the_first() -> None:
    found = {one.node.id: bread().newest(one.works)[-1].id for one in new_approaches(bread())}
    assert found == {
        "scales": "low2024scale",
        "helpers": "low2023hand",
        "hands": "low2023hand",
        "bakers": "low2023hand",
        "tasting": "low2023hand",
    }
    new = text_of(section(rendered("since.md"), "new-approaches"))
    assert "Scales 1 work; the first one: Scales (1 January 2024)" in new


def test_the_chart_links_the_months_and_their_topics() -> None:
    pages = pages_of(bread())
    links = set(re.findall(r'href="\.\./(since/[\d-]+)/#([\w-]+)"', rendered("since.md")))
    assert ("since/2023-03", "bakers") in links
    for address, anchor in links:
        assert f'id="{anchor}"' in pages[f"{address}.md"].render()


def test_a_survey_without_newer_works_has_a_short_page_without_a_chart() -> None:
    kb = small_kb()
    page = pages_of(KnowledgeBase(kb.file, [work for work in kb if not kb.is_since_survey(work)]))["since.md"]
    assert "0 of 3 works were published after 31 January 2022" in text_of(page.render())
    assert not list(headings(page.render()))
    assert "<svg" not in page.render()


def test_a_topic_with_news_links_its_synthesis() -> None:
    news = section(rendered("since/topics.md"), "dough")
    assert 'href="../../topics/dough/#synthesis"' in news
    assert "explore/?node=dough" in news


# --- gaps --------------------------------------------------------------------------------------------------


def test_the_page_of_gaps_gives_reasons_and_links_works() -> None:
    page = rendered("gaps.md")
    stated = text_of(section(page, "stated-by-the-survey"))
    assert "Ovens enhances Crust" not in stated, "no work states crust anywhere"
    assert "Nothing can be concluded about these, because no work states them anywhere" in stated
    inactive = text_of(section(page, "no-recent-work"))
    assert "The newest works here are from January 2024" in inactive
    assert "Resting No work has this tag." in inactive
    assert "gaps.md" not in pages_of(
        KnowledgeBase(TaxonomyFile.model_validate({"schema": 2, "tree": TAXONOMY["tree"]}), [])
    )


# --- tables ------------------------------------------------------------------------------------------------


def rows() -> list[str]:
    return re.split(r"<tr(?: id=\"[^\"]*\")?>", rendered("loaves.md"))[2:]


def test_rows_of_the_survey_come_first_with_their_number() -> None:
    names = [text_of(row.split("</th>")[0]) for row in rows()]
    assert names == ["Landbrot", "<i>Bun</i>", "Roll"]
    assert "Roe 2020 · Tab. 2 row 1" in text_of(rows()[0])
    assert 'id="row-1"' in rendered("loaves.md")
    assert "1 of the 3 rows are printed in the survey’s Tab. 2" in text_of(rendered("loaves.md"))


def test_a_corrected_value_is_shown_with_the_printed_one_in_its_cell() -> None:
    first = text_of(rows()[0])
    assert "3K printed in the survey: 2K" in first
    assert "mixing printed in the survey: Mixing, Cooling" in first
    assert "no printed in the survey: yes" in first
    assert "Corrected" not in text_of(rendered("loaves.md"))
    details = text_of(section(rendered("works/doe2020knead.md"), "loaves"))
    assert "Weight 3K printed in the survey: 2K" in details
    assert "Corrected" not in details


def test_a_quantity_is_sorted_by_the_printed_amount() -> None:
    assert [re.findall(r'data-sort="([^"]*)"', row) for row in rows()] == [["2000"], [], ["1500000"]]


def test_a_url_is_a_link_labelled_with_its_host_and_anything_else_is_text() -> None:
    assert '<a href="https://www.bread.ac.uk/landbrot">bread.ac.uk</a>' in rows()[0]
    assert "javascript:alert()" in text_of(rows()[1])
    assert 'href="javascript' not in rendered("loaves.md")


def test_filters_offer_each_part_of_a_value_with_its_number_of_rows() -> None:
    options = re.findall(r'<option value="([^"]*)">([^<]*)</option>', rendered("loaves.md"))
    shown = [text for value, text in options if value]
    assert shown == [
        *("Rye (1)", "Spelt (1)", "Wheat (1)"),
        *("Mixing (1)", "Cooling (1)"),
        *("yes (1)", "no (1)"),
        *("Loaf, A to Z", "Weight, largest first", "Weight, smallest first"),
    ]
    assert "only rows of the survey (1)" in rendered("loaves.md")


def test_a_corrected_row_is_filtered_by_what_is_printed() -> None:
    assert 'data-parts="Mixing\nCooling"' in rows()[0]
    assert 'data-parts="yes"' in rows()[0]


def test_a_work_links_its_rows_by_number_or_by_name() -> None:
    assert 'href="../../loaves/#row-1"' in rendered("works/doe2020knead.md")
    assert 'href="../../loaves/?q=%3Ci%3EBun%3C%2Fi%3E"' in rendered("works/low2024scale.md")


# --- health ------------------------------------------------------------------------------------------------


def test_the_page_on_health_counts_missing_facts() -> None:
    page = rendered("health.md")
    assert "Stage 2 works Quality 4 works" in text_of(section(page, "not-stated"))
    assert "explore/?stage=not-stated" in page
    tags = text_of(section(page, "tags"))
    assert "Bread 5 of 8 tags show the works" in tags
    assert "Helpers 1 of 1 tags show the works A hand that tastes" in tags
    fields = text_of(section(page, "fields"))
    assert "Summary 5 works show the works" in fields
    assert "Day of publication 4 works; for 1 of them the arXiv identifier gives the month" in fields
    assert "Month of publication 3 works" in fields
    assert "Link to code, project or data 6 works" in fields
    assert "explore/?has=-code%2C-project%2C-dataset" in page
    table = text_of(section(page, "loaves"))
    assert (
        "the table has 3 rows. Grain 1 row Weight 1 row Steps 2 rows By hand 1 row Makers 2 rows Recipe 1 row"
        in table
    )
    syntheses = section(page, "syntheses")
    assert [text_of(one) for one in re.findall(r"<a class=\"chip[^>]*>.*?</a>", syntheses)] == [
        *("Kneading", "Scales", "Bakers", "Tasting"),
        "Dough: 1",
    ]


# --- what this project added -------------------------------------------------------------------------------


def test_nodes_and_values_that_this_project_added_are_marked_wherever_they_are_shown() -> None:
    raw = TAXONOMY | {"tree": [dict(one) for one in TAXONOMY["tree"]], "facets": TAXONOMY["facets"]}
    file = TaxonomyFile.model_validate(raw)
    direction, helpers = file.tree
    area = direction.areas[0]
    ovens = area.topics[1].model_copy(update={"added_by": "curation"})
    area = area.model_copy(update={"topics": (area.topics[0], ovens, area.topics[2])})
    stage = file.facet("stage")
    cooling = stage.values[2].model_copy(update={"added_by": "curation"})
    stage = stage.model_copy(update={"values": (*stage.values[:2], cooling, *stage.values[3:])})
    facets = tuple(stage if one.id == "stage" else one for one in file.facets)
    tree = (direction.model_copy(update={"areas": (area,)}), helpers)
    pages = pages_of(
        KnowledgeBase(file.model_copy(update={"tree": tree, "facets": facets}), list(small_kb()))
    )

    def marks(path: str, css: str) -> int:
        return len(re.findall(css, pages[path].render()))

    badge, chip = "added by this project</span>", 'title="[^"]*added by this project'
    assert marks("topics/ovens.md", badge) == marks("topics/index.md", badge) == 1
    assert marks("stages.md", badge) == marks("stages/cooling.md", badge) == 1
    assert marks("topics/dough.md", badge) == marks("stages/mixing.md", badge) == 0
    assert marks("works/poe2021both.md", chip) == 2, "its tag and the stage there"
    assert marks("tagging-guide.md", badge) == 1
    assert "cooling</code>*" in pages["tagging-guide.md"].render()
