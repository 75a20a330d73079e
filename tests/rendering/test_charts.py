"""Charts show the numbers of the knowledge base, whatever its texts are, and are deterministic."""

from __future__ import annotations

import copy
import csv
import hashlib
import html
import io
import itertools
import os
import random
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from living_survey.knowledge import NOT_STATED, KnowledgeBase, TaxonomyFile
from living_survey.knowledge.enrichment import Enrichment
from living_survey.knowledge.work import entry_model
from living_survey.rendering import charts
from living_survey.rendering.charts.columns import nice_step
from living_survey.rendering.charts.counts import periods
from living_survey.rendering.charts.svg import PHONE, element, shortened, text_width, wrapped
from living_survey.rendering.charts.trends import venues
from tests.rendering.survey_of_bread import TAXONOMY, small_kb

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> & \u202e\x07 ' + "W" * 3000
SVG = "{http://www.w3.org/2000/svg}"


def knowledge(taxonomy: dict[str, Any], works: dict[str, dict[str, Any]]) -> KnowledgeBase:
    file = TaxonomyFile.model_validate(taxonomy)
    model = entry_model(file)
    common = {"authors": ["Jane Roe"], "kind": "paper", "year": 2020}
    return KnowledgeBase(
        file, [model.model_validate({**common, **fields, "id": name}) for name, fields in works.items()]
    )


def busy_bakery(works: int = 240) -> KnowledgeBase:
    """Many works with many statements, the same ones every time."""
    dice = random.Random(7)
    places = ["kneading", "resting", "ovens", "scales", "tasting", "bakers", "dough", "baking", "bread"]
    stages, qualities = ["mixing", "proofing", "cooling", "first-day"], ["crumb", "crust", "keeping"]

    def stated() -> dict[str, Any]:
        lines: dict[str, Any] = {}
        for relation in ("enhances", "evaluates", "draws_on"):
            if dice.random() < 0.25:
                lines[relation] = dice.sample(qualities, dice.choice([1, 1, 2]))
        if dice.random() < 0.3:
            lines["acts_at"] = dice.sample(stages, dice.choice([1, 1, 2]))
        return lines

    def tag(node: str) -> dict[str, Any]:
        items = [lines for _ in range(dice.choice([0, 0, 2])) if (lines := stated())]
        return {"node": node, **stated(), "statements": items}

    def work(number: int) -> dict[str, Any]:
        year = dice.choice([2001, *range(2017, 2026), *range(2022, 2026)])
        return {
            "title": f"Bread {number}",
            "authors": dice.sample([f"Baker {name}" for name in "ABCDEFGHIJKL"], dice.choice([1, 2, 3])),
            "year": year,
            "venue": dice.choice(["Bread Week", "Crumbs, Inc.", "R&D <Ovens>"]),
            "kind": dice.choice(["paper", "paper", "survey", "report"]),
            "modalities": dice.sample(["wheat", "rye"], dice.choice([0, 1, 2])),
            "tags": [tag(node) for node in dice.sample(places, dice.choice([1, 2, 3]))],
            **({"survey": {"sections": ["3.1"]}} if year < 2022 else {}),
        }

    return knowledge(TAXONOMY, {f"work{number:03}": work(number) for number in range(works)})


@pytest.fixture(scope="module")
def busy() -> KnowledgeBase:
    return busy_bakery()


def every_chart(kb: KnowledgeBase) -> Iterator[charts.Chart]:
    yield from on_the_trends_page(kb)
    if cycle := charts.Cycle.of(kb):
        yield cycle.chart("../")
        for facet in kb.facets.values():
            for value in facet.values:
                if through := cycle.through("../", facet, value):
                    yield through


def on_the_trends_page(kb: KnowledgeBase) -> Iterator[charts.Chart]:
    yield from charts.trends(kb, "../")
    yield from facet_charts(kb, "../").values()
    if grown := charts.topics_that_grew(kb, "../"):
        yield grown


def test_charts_with_nothing_to_show_are_left_out() -> None:
    kb = knowledge(TAXONOMY, {"one": {"title": "Bread", "venue": "Bread Week", "tags": ["kneading"]}})
    assert "venues" in [chart.id for chart in charts.trends(kb, "")]
    assert "people" not in [chart.id for chart in charts.trends(kb, "")]


def test_a_long_label_takes_several_lines() -> None:
    label = "Proceedings of the 21st Annual Meeting of the Association of Bakers"
    lines = wrapped(label, 182, 12, lines=3)
    assert " ".join(lines) == label
    assert all(text_width(line, 12) <= 182 for line in lines)
    assert wrapped(label, 182, 12, lines=1) == [shortened(label, 182, 12)]
    assert wrapped("Bread Week", 182, 12, lines=3) == ["Bread Week"]


def facet_charts(kb: KnowledgeBase, root: str = "") -> dict[str, charts.Chart]:
    """The charts of all facets that readers can filter by, by name."""
    facets = [facet for facet in kb.facets.values() if "filter" in facet.shown]
    return {chart.id: chart for facet in facets for chart in charts.facet_trends(kb, root, facet)}


def asked(kb: KnowledgeBase, href: str) -> int:
    """How many works the Explorer shows at an address."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
    facets = {name: value for name, value in query.items() if name in kb.facets}
    relation, venue, author = query.get("relation"), query.get("venue"), query.get("author")
    assert query.keys() <= {
        *kb.facets,
        "node",
        "match",
        "relation",
        "year",
        "venue",
        "author",
        "work",
        "period",
    }
    nodes: list[str | None] = [*query["node"].split(",")] if "node" in query else [None]
    at_nodes = [
        {work.id for work in kb.works(facets, node=node, relation=relation, venue=venue, author=author)}
        for node in nodes
    ]
    found = set.intersection(*at_nodes) if query.get("match") == "all" else set.union(*at_nodes)
    first, _, last = query.get("year", "0-9999").partition("-")
    found = {name for name in found if int(first) <= (kb[name].year or 0) <= int(last or first)}
    if "period" in query:
        found = {name for name in found if kb.is_since_survey(kb[name]) == (query["period"] == "since")}
    return len(found & set(query["work"].split(",")) if "work" in query else found)


def test_every_number_is_that_of_its_link(busy: KnowledgeBase) -> None:
    numbers = 0
    for chart in every_chart(busy):
        for row in chart.table.rows:
            for cell in row[1:]:
                if cell.is_number and cell.href:
                    numbers += 1
                    assert asked(busy, cell.href) == int(cell.text), (chart.id, row[0].text, cell)
    assert numbers > 450


def test_marks_show_the_number_of_their_link(busy: KnowledgeBase) -> None:
    marks = 0
    for chart in every_chart(busy):
        for view in chart.views:
            for link in ET.fromstring(view.svg).iter(f"{SVG}a"):
                title = link.findtext(f"{SVG}title") or ""
                href = link.get("href") or ""
                count = re.search(r": (\d+) works?", title)
                if count and "explore/" in href:
                    marks += 1
                    assert asked(busy, href) == int(count[1]), (chart.id, title)
    assert marks > 500


def test_years_are_whole_and_without_a_gap(busy: KnowledgeBase) -> None:
    spans = periods(busy)
    assert spans[0].first == min(busy.years)
    assert spans[-1].last == max(busy.years)
    assert all(one.last + 1 == other.first for one, other in itertools.pairwise(spans))
    numbers = Counter(work.year for work in busy)
    assert sum(span.count(numbers) for span in spans) == len(busy)


# --- facets ------------------------------------------------------------------------------------------------


def by_year(kb: KnowledgeBase, name: str) -> dict[str, dict[str, str]]:
    table = facet_charts(kb)[f"{name}-by-year"].table
    return {
        row[0].text: {head: cell.text for head, cell in zip(table.headings[1:], row[1:], strict=True)}
        for row in table.rows
    }


def test_there_is_a_chart_for_each_relation_of_facets_in_filters(busy: KnowledgeBase) -> None:
    titles = {name: chart.title for name, chart in facet_charts(busy).items()}
    assert titles.pop("modality-by-topic")
    assert titles == {
        "is-a-by-year": "Kinds by year",
        "handles-by-year": "Grains by year",
        "acts-at-by-year": "Stages by year",
        "enhances-by-year": "Qualities that works enhance",
        "evaluates-by-year": "Qualities that works test",
        "draws-on-by-year": "Qualities that works draw on",
        "serves-as-by-year": "Helpers by year",
    }
    assert [name for name in facet_charts(busy) if name.endswith("-by-topic")] == ["modality-by-topic"]


def test_any_declared_facet_has_its_chart() -> None:
    taxonomy = copy.deepcopy(TAXONOMY)
    values = [{"id": "de", "title": "German"}, {"id": "en", "title": "English"}]
    taxonomy["facets"].append(
        {"id": "language", "title": "Language", "plural": "Languages", "values": values}
    )
    tags = ["kneading"]
    kb = knowledge(
        taxonomy,
        {
            "one": {"title": "One", "tags": tags, "year": 2022, "language": ["de", "en"]},
            "two": {"title": "Two", "tags": tags, "year": 2023, "language": ["en"]},
            "three": {"title": "Three", "tags": tags, "year": 2023},
        },
    )
    assert by_year(kb, "language") == {
        "English": {"All": "2", "2022": "1", "2023": "1"},
        "German": {"All": "1", "2022": "1", "2023": "0"},
        "Not stated": {"All": "1", "2022": "0", "2023": "1"},
    }
    assert "language-by-topic" in facet_charts(kb)


def test_only_what_works_state_themselves_is_counted() -> None:
    numbers = by_year(small_kb(), "enhances")
    assert numbers["Keeping"]["All"] == "1"
    assert "Crumb" not in numbers, "the survey states it about kneading, no work about itself"
    assert numbers["Not stated"]["All"] == "4"


def test_what_is_not_stated_has_its_share() -> None:
    chart = facet_charts(small_kb())["acts-at-by-year"]
    assert [view.name for view in chart.views] == ["Works", "Percent"]
    titles = [title.text or "" for title in ET.fromstring(chart.views[1].svg).iter(f"{SVG}title")]
    assert "Not stated: 3 works, 60% of 5" in titles
    assert "Proofing, 2023: 1 work, 100% of 1" in titles
    assert f"stage={NOT_STATED}" in chart.views[1].svg


# --- the cycle ---------------------------------------------------------------------------------------------


def the_cycle(kb: KnowledgeBase) -> charts.Chart:
    cycle = charts.Cycle.of(kb)
    assert cycle
    return cycle.chart("")


def cycle_rows(kb: KnowledgeBase) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in the_cycle(kb).table.rows]


def test_the_cycle_distinguishes_what_works_and_what_the_survey_states() -> None:
    assert cycle_rows(small_kb()) == [
        ("Dough", "enhances", "Crumb", "0", "§3.1.1"),
        ("Dough", "enhances", "Keeping", "1", ""),
        ("Ovens", "enhances", "Crust", "0", "§3.1.2"),
        ("Crumb", "is drawn on by", "Baker", "0", "§4.1.1"),
        ("Crust", "is drawn on by", "Baker", "0", "§4.1.1"),
        ("Baker", "works on", "Dough", "1", ""),
    ]


def test_what_only_the_survey_states_is_drawn_as_a_dashed_line() -> None:
    lines = {
        link.findtext(f"{SVG}title"): (path.get("class"), link.get("href"))
        for link in ET.fromstring(the_cycle(small_kb()).views[0].svg).iter(f"{SVG}a")
        if (path := link.find(f"{SVG}path")) is not None
    }
    dashed = "chart__flow chart__flow--outline"
    assert lines["Dough enhances Crumb: the survey, §3.1.1"] == (dashed, "survey/#3-1-1")
    explorer = "explore/?node=dough&relation=enhances&capability=keeping"
    assert lines["Dough enhances Keeping: 1 work"] == ("chart__flow", explorer)


def test_a_link_of_the_cycle_is_stated_in_one_place() -> None:
    kb = small_kb(
        one={"title": "One", "year": 2020, "tags": [{"node": "tasting", "draws_on": "keeping"}]},
        two={"title": "Two", "year": 2020, "tags": ["tasting", {"node": "dough", "draws_on": "keeping"}]},
    )
    rows = cycle_rows(kb)
    assert ("Keeping", "is drawn on by", "Baker", "1", "") in rows
    assert ("Baker", "works on", "Dough", "2", "") in rows


def test_a_survey_without_a_cycle_has_no_chart_of_one() -> None:
    kb = small_kb()
    without = KnowledgeBase(kb.file.model_copy(update={"cycle": None}), kb)
    assert charts.Cycle.of(without) is None


def test_a_value_has_its_part_of_the_cycle() -> None:
    kb = small_kb()
    cycle = charts.Cycle.of(kb)
    assert cycle

    def through(facet: str, value: str) -> list[str]:
        chart = cycle.through("", kb.facets[facet], kb.facets[facet].value(value))
        return [f"{row[0].text} {row[1].text} {row[2].text}" for row in chart.table.rows] if chart else []

    assert through("capability", "crust") == ["Ovens enhances Crust", "Crust is drawn on by Baker"]
    assert through("role", "baker") == [
        "Crumb is drawn on by Baker", "Crust is drawn on by Baker", "Baker works on Dough",
    ]  # fmt: skip
    assert through("stage", "mixing") == []


# --- since the survey --------------------------------------------------------------------------------------


def test_changes_are_works_published_after_the_survey() -> None:
    kb = small_kb()
    assert [one.node.id for one in charts.new_approaches(kb)] == [
        "scales", "helpers", "hands", "bakers", "tasting",
    ]  # fmt: skip
    chart = charts.topics_that_grew(kb, "")
    assert chart
    grown = {row[0].text: (row[1].text, row[2].text) for row in chart.table.rows}
    assert grown["Dough"] == ("2", "1")
    assert grown["Scales"] == ("0", "1")


def test_a_gap_is_closed_by_a_later_work_that_states_what_the_survey_states() -> None:
    assert charts.closed_gaps(small_kb()) == []
    kb = small_kb(low2024scale={"tags": [{"node": "scales", "evaluates": "crumb"}]})
    (gap,) = charts.closed_gaps(kb)
    assert (gap.label, gap.section, [work.id for work in gap.works]) == (
        "tests Crumb", "3.1.3", ["low2024scale"],
    )  # fmt: skip
    assert gap.filters == {"node": "scales", "capability": "crumb", "relation": "evaluates"}


def test_a_combination_is_new_if_several_works_have_it() -> None:
    at_scales = {"tags": [{"node": "scales", "evaluates": "crust"}], "modalities": ["rye"]}
    another = {"title": "Rye", "year": 2024, "published": "2024-02-01"}
    kb = small_kb(low2024scale=at_scales, new2024scale={**another, **at_scales})
    assert [(one.nodes[0].id, one.label, dict(one.filters)) for one in charts.new_combinations(kb)] == [
        ("scales", "Rye", {"node": "scales", "modality": "rye"}),
        ("scales", "tests Crust", {"node": "scales", "capability": "crust", "relation": "evaluates"}),
    ]


def test_without_a_survey_paper_there_are_no_changes() -> None:
    kb = small_kb()
    without = KnowledgeBase(kb.file.model_copy(update={"survey": None}), kb)
    assert charts.topics_that_grew(without, "") is None
    assert [
        *charts.new_approaches(without),
        *charts.closed_gaps(without),
        *charts.new_combinations(without),
    ] == []


# --- all charts --------------------------------------------------------------------------------------------


def test_the_table_is_there_as_csv(busy: KnowledgeBase) -> None:
    table = next(iter(facet_charts(busy).values())).table
    text = unquote(table.csv_address.removeprefix("data:text/csv;charset=utf-8,"))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:2] == ["Kind", "All"]
    assert sum(int(row[1]) for row in rows[1:]) == len(busy)


def test_a_formula_in_a_name_is_escaped() -> None:
    kb = small_kb(doe2020knead={"venue": "=1+1"})
    assert "'=1+1" in venues(kb, "").table.csv


def test_hostile_texts_stay_texts() -> None:
    taxonomy = copy.deepcopy(TAXONOMY)
    taxonomy["cycle"] |= {"title": HOSTILE, "back_verb": HOSTILE, "closing_verb": HOSTILE}
    taxonomy["tree"][0]["areas"][0]["topics"][0]["title"] = HOSTILE
    for facet in taxonomy["facets"]:
        facet["title"] = facet["plural"] = HOSTILE
        facet["values"][0]["title"] = HOSTILE
        for relation in facet["relations"]:
            relation["verb"] = relation["plural"] = HOSTILE
    tags = [
        {"node": "kneading", "enhances": "crumb", "acts_at": "mixing"},
        {"node": "tasting", "draws_on": "crumb"},
    ]
    kb = knowledge(
        taxonomy,
        {
            "one": {"title": HOSTILE, "authors": [HOSTILE[:200]] * 2, "venue": HOSTILE[:200], "tags": tags},
            "two": {"title": "\U0001f35e" * 400, "authors": ["\u200f\u0645\u062e\u0628\u0632"], "tags": tags},
        },
    )
    pictures = [
        svg for chart in every_chart(kb) for view in chart.views for svg in (view.svg, view.narrow) if svg
    ]
    one, two = kb
    near = charts.neighbours(kb, "", one, kb.related(one), Enrichment(cites=(two.id,)))
    assert near is not None
    pictures.append(near)
    for picture in pictures:
        tree = ET.fromstring(picture)
        tags_used = {node.tag.removeprefix(SVG) for node in tree.iter()}
        assert tags_used <= {
            "svg", "title", "desc", "g", "a", "rect", "text", "line", "path", "circle", "defs", "pattern",
        }  # fmt: skip
        assert not any(name.startswith("on") for node in tree.iter() for name in node.attrib)
        assert "\u202e" not in picture


def test_images_have_a_title_a_description_and_unique_ids(busy: KnowledgeBase) -> None:
    ids: list[str] = []
    for chart in on_the_trends_page(busy):
        for svg in (svg for view in chart.views for svg in (view.svg, view.narrow) if svg):
            tree = ET.fromstring(svg)
            assert tree[0].tag == f"{SVG}title"
            assert tree[1].tag == f"{SVG}desc"
            assert tree.get("aria-labelledby") == tree[0].get("id")
            ids += [node.attrib["id"] for node in tree.iter() if "id" in node.attrib]
    assert len(ids) == len(set(ids))


def test_a_phone_has_all_marks_of_a_chart_that_is_drawn_for_it(busy: KnowledgeBase) -> None:
    narrow = 0
    for chart in every_chart(busy):
        for view in chart.views:
            drawn = view.narrow or view.svg
            assert float(ET.fromstring(drawn).attrib["width"]) <= PHONE, chart.id
            assert chart.wide or links_in(drawn) == links_in(view.svg), chart.id
            narrow += view.narrow is not None
    assert narrow >= 3


def links_in(svg: str) -> set[str | None]:
    return {link.get("href") for link in ET.fromstring(svg).iter(f"{SVG}a")}


def test_every_chart_says_what_it_shows(busy: KnowledgeBase) -> None:
    for chart in every_chart(busy):
        assert re.search(r"\d", chart.finding), chart.id
        numbers = [[int(cell.text) if cell.is_number else 0 for cell in row[1:]] for row in chart.table.rows]
        sums = {*map(sum, numbers), *map(sum, zip(*numbers, strict=True)), *itertools.chain(*numbers)}
        for number in re.findall(r"\((\d+)", chart.finding):
            assert int(number) in sums, (chart.id, chart.finding)


def test_images_have_no_hard_coded_colours(busy: KnowledgeBase) -> None:
    for chart in every_chart(busy):
        for view in chart.views:
            assert not re.search(r'(fill|stroke)="(?!url\(#)', view.svg)
            assert not re.search(r"#[0-9a-f]{6}\b", view.svg)


def test_charts_of_an_empty_knowledge_base_are_valid() -> None:
    nothing = knowledge(TAXONOMY, {})
    tree_only = knowledge({"schema": 2, "tree": [{"id": "bread", "title": "Bread"}]}, {})
    for kb in (small_kb(), nothing, tree_only):
        for chart in every_chart(kb):
            for view in chart.views:
                ET.fromstring(view.svg)


def test_the_same_knowledge_gives_the_same_bytes_in_any_process() -> None:
    program = (
        "import sys; sys.path.insert(0, '.');"
        "from tests.rendering.test_charts import fingerprint; print(fingerprint())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(prints) == 1


def fingerprint() -> str:
    """A digest of all charts and tables of a knowledge base."""
    kb = busy_bakery()
    digest = hashlib.sha256()
    for chart in every_chart(kb):
        for view in chart.views:
            digest.update(view.svg.encode())
        digest.update(chart.table.csv.encode())
    for work in itertools.islice(kb, 40):
        known = Enrichment(cited_by=tuple(other.id for other, _ in kb.related(work)[:2]))
        digest.update((charts.neighbours(kb, "", work, kb.related(work), known) or "").encode())
    return digest.hexdigest()


def test_neighbours_show_citations_and_related_works(busy: KnowledgeBase) -> None:
    work, other, third = itertools.islice(busy, 3)
    enrichment = Enrichment(cites=(other.id, "unknown2000work"), cited_by=(third.id,))
    picture = charts.neighbours(busy, "../../", work, busy.related(work), enrichment)
    tree = ET.fromstring(picture or "")
    headings = [text.text for text in tree.iter(f"{SVG}text") if "heading" in text.get("class", "")]
    assert headings == ["Cites", "Cited by", "Related"]
    assert f"../../works/{other.id}/" in {link.get("href") for link in tree.iter(f"{SVG}a")}
    assert "share approaches, sections of the survey, authors or grains" in (
        tree.findtext(f"{SVG}desc") or ""
    )


def test_works_have_their_names_or_titles_in_the_chart_of_a_work(busy: KnowledgeBase) -> None:
    work, other, third = itertools.islice(busy, 3)
    named = [
        other.model_copy(update={"names": ("Kneader",)}),
        third.model_copy(update={"names": (third.title.split()[0],)}),
    ]
    enrichment = Enrichment(cites=tuple(one.id for one in named))
    kb = KnowledgeBase(busy.file, [work, *named])
    tree = ET.fromstring(charts.neighbours(kb, "", work, [], enrichment) or "")
    texts = [text.text or "" for text in tree.iter(f"{SVG}text")]
    assert "This work" in texts
    assert any(text.startswith(f"Kneader: {other.title[:12]}") for text in texts)
    assert any(text.startswith(third.title[:12]) for text in texts), "its title starts with its name"


def test_without_citations_there_is_no_chart_of_a_work(busy: KnowledgeBase) -> None:
    work = next(iter(busy))
    assert charts.neighbours(busy, "../../", work, busy.related(work), None) is None
    elsewhere = Enrichment(cites=("unknown2000work",))
    assert charts.neighbours(busy, "../../", work, busy.related(work), elsewhere) is None


def test_the_chart_of_a_work_takes_less_than_two_milliseconds(busy: KnowledgeBase) -> None:
    works = [(work, busy.related(work)) for work in busy]
    began = time.process_time()
    for work, related in works:
        charts.neighbours(busy, "../../", work, related, Enrichment(cites=(related[0][0].id,)))
    assert (time.process_time() - began) / len(works) < 0.002 * 2, "twice the promise, for a busy machine"


# --- the pieces --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rough", "step"), [(0, 1), (0.3, 1), (1.2, 2), (3, 5), (7, 10), (55, 100), (180, 200)]
)
def test_steps_of_axes_are_round(rough: float, step: int) -> None:
    assert nice_step(rough) == step


def test_texts_are_cut_to_a_width() -> None:
    assert shortened("short", 100, 12) == "short"
    cut = shortened("a very long name of something", 60, 12)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 60


def test_elements_escape_their_contents() -> None:
    assert element("a", "<&", href='"x"', class_="c", tabindex=None) == (
        '<a href="&#34;x&#34;" class="c">&lt;&amp;</a>'
    )


def test_the_overview_of_the_cycle_has_links_that_select_its_works(kb: KnowledgeBase) -> None:
    cycle = charts.Cycle.of(kb)
    assert cycle
    svg = str(cycle.overview("../").svg)
    steps = re.findall(r'href="\.\./explore/\?([^"]+)"[^>]*><title>[^<]*: (\d+) works?<', svg)
    looked_at = 0
    for query, number in steps:
        asked = {name: values[0] for name, values in parse_qs(html.unescape(query)).items()}
        if "relation" not in asked:
            continue
        looked_at += 1
        facets = {name: value.split(",") for name, value in asked.items() if name in kb.facets}
        assert len(kb.works(facets, node=asked.get("node"), relation=asked["relation"])) == int(number)
    assert looked_at > 10
