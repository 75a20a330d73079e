"""Pictures show the numbers of the knowledge base, whatever stands in it, and are the same every time."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import math
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from generator import KnowledgeBase, load
from generator.knowledge.enrichment import Enrichment
from generator.rendering import charts
from generator.rendering.charts.columns import nice_step
from generator.rendering.charts.labels import Label, box_of, levels
from generator.rendering.charts.layout import sectors, settle
from generator.rendering.charts.periods import periods
from generator.rendering.charts.svg import element, shortened, text_width
from tests.rendering.survey_of_bread import small_kb

ROOT = Path(__file__).parents[2]
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> & \u202e\x07 ' + "W" * 3000
SVG = "{http://www.w3.org/2000/svg}"


def every_chart(kb: KnowledgeBase) -> list[charts.Chart]:
    through = [charts.capability_chart(kb, "../", capability) for capability in kb.capabilities.values()]
    return [
        charts.over_time(kb, "../"),
        charts.over_time(kb, "", small=True),
        charts.topics_by_year(kb, "../"),
        charts.modalities_by_topic(kb, "../"),
        charts.venues(kb, "../"),
        charts.kinds(kb, "../"),
        charts.authors(kb, "../"),
        charts.topics_that_grew(kb, "../"),
        charts.cycle_chart(kb, "../"),
        charts.network(kb, "../", kb.related, {}),
        *(chart for chart in through if chart),
    ]


def asked(kb: KnowledgeBase, href: str) -> int:
    """How many works the Explorer shows at an address, counted over the works themselves."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
    found = 0
    for work in kb:
        nodes = {tag.node for tag in work.tags}
        nodes |= {above.id for tag in work.tags for above in kb.taxonomy[tag.node].ancestors}
        first, _, last = query.get("year", str(work.year)).partition("-")
        found += (
            ("node" not in query or not nodes.isdisjoint(query["node"].split(",")))
            and int(first) <= work.year <= int(last or first)
            and query.get("kind", work.kind) == work.kind
            and query.get("venue", work.venue) == work.venue
            and ("modality" not in query or query["modality"] in work.modalities)
            and ("author" not in query or query["author"] in work.authors)
            and ("work" not in query or work.id in query["work"].split(","))
            and ("role" not in query or query["role"] in {role.id for role in kb.roles_of(work)})
            and ("capability" not in query or query["capability"] in {c.id for c in kb.capabilities_of(work)})
        )
    return found


@pytest.mark.parametrize(
    "make",
    [
        charts.over_time,
        charts.topics_by_year,
        charts.modalities_by_topic,
        charts.venues,
        charts.kinds,
        charts.authors,
        charts.topics_that_grew,
        charts.cycle_chart,
    ],
)
def test_every_number_is_what_its_link_asks_for(kb: KnowledgeBase, make: object) -> None:
    assert callable(make)
    chart = make(kb, "../")
    numbers = [cell for row in chart.table.rows for cell in row[1:] if cell.is_number and cell.href]
    assert len(numbers) > 5
    for cell in numbers[:: max(1, len(numbers) // 150)]:
        assert asked(kb, cell.href) == int(cell.text), cell


def test_marks_say_the_number_that_their_link_asks_for(kb: KnowledgeBase) -> None:
    marks = 0
    for chart in (charts.over_time(kb, ""), charts.topics_by_year(kb, ""), charts.cycle_chart(kb, "")):
        for view in chart.views:
            for link in ET.fromstring(view.svg).iter(f"{SVG}a"):
                title = link.findtext(f"{SVG}title") or ""
                href = link.get("href") or ""
                count = re.search(r": (\d+) works?", title)
                if count and "explore/" in href:
                    marks += 1
                    assert asked(kb, href) == int(count[1]), title
    assert marks > 300


def test_years_are_whole_and_without_a_gap(kb: KnowledgeBase) -> None:
    spans = periods(kb)
    assert spans[0].first == min(kb.years)
    assert spans[-1].last == max(kb.years)
    assert all(one.last + 1 == other.first for one, other in itertools.pairwise(spans))
    assert sum(work.year in span for work in kb for span in spans) == len(kb)


def test_the_table_is_there_as_csv(kb: KnowledgeBase) -> None:
    table = charts.kinds(kb, "").table
    text = unquote(table.csv_address.removeprefix("data:text/csv;charset=utf-8,"))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Kind", "Works"]
    assert sum(int(row[1]) for row in rows[1:]) == len(kb)


def test_a_formula_in_a_name_is_disarmed() -> None:
    kb = small_kb(doe2020knead={"venue": "=1+1"})
    assert "'=1+1" in charts.venues(kb, "").table.csv


def test_hostile_texts_stay_texts() -> None:
    kb = small_kb(
        doe2020knead={"title": HOSTILE, "authors": [HOSTILE[:200]] * 2, "venue": HOSTILE[:200]},
        low2023hand={"title": "\U0001f35e" * 400, "authors": ["\u200f\u0645\u062e\u0628\u0632"]},
    )
    pictures = [view.svg for chart in every_chart(kb) for view in chart.views]
    pictures += [near for work in kb if (near := charts.neighbours(kb, "", work, kb.related(work), None))]
    for picture in pictures:
        tree = ET.fromstring(picture)
        tags = {node.tag.removeprefix(SVG) for node in tree.iter()}
        assert tags <= {
            "svg", "title", "desc", "g", "a", "rect", "text", "line", "path", "circle", "defs", "pattern",
        }  # fmt: skip
        assert not any(name.startswith("on") for node in tree.iter() for name in node.attrib)
        assert "\u202e" not in picture


def test_pictures_have_a_title_and_a_description_and_ids_of_their_own(kb: KnowledgeBase) -> None:
    on_one_page = every_chart(kb)[2:10]
    ids: list[str] = []
    for chart in on_one_page:
        for view in chart.views:
            tree = ET.fromstring(view.svg)
            assert tree[0].tag == f"{SVG}title"
            assert tree[1].tag == f"{SVG}desc"
            assert tree.get("aria-labelledby") == tree[0].get("id")
            ids += [node.attrib["id"] for node in tree.iter() if "id" in node.attrib]
    assert len(ids) == len(set(ids))


def test_pictures_have_no_colours_of_their_own(kb: KnowledgeBase) -> None:
    for chart in every_chart(kb):
        for view in chart.views:
            assert not re.search(r'(fill|stroke)="(?!url\(#)', view.svg)
            assert not re.search(r"#[0-9a-f]{6}\b", view.svg)


def test_a_knowledge_base_with_nothing_to_draw_draws_nothing_wrong() -> None:
    for chart in every_chart(small_kb()):
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
    """A digest of all pictures and tables of the knowledge base as it is."""
    kb = load(ROOT)
    digest = hashlib.sha256()
    for chart in every_chart(kb):
        for view in chart.views:
            digest.update(view.svg.encode())
        digest.update(chart.table.csv.encode())
    for work in itertools.islice(kb, 40):
        digest.update((charts.neighbours(kb, "", work, kb.related(work), None) or "").encode())
    return digest.hexdigest()


def test_neighbours_show_what_a_work_builds_on(kb: KnowledgeBase) -> None:
    work, other, third = itertools.islice(kb, 3)
    enrichment = Enrichment(cites=(other.id, "unknown2000work"), cited_by=(third.id,))
    picture = charts.neighbours(kb, "../../", work, kb.related(work), enrichment)
    tree = ET.fromstring(picture or "")
    headings = [text.text for text in tree.iter(f"{SVG}text") if "heading" in text.get("class", "")]
    assert headings == ["Builds on", "Built on by", "Nearest"]
    assert f"../../works/{other.id}/" in {link.get("href") for link in tree.iter(f"{SVG}a")}


def test_a_small_picture_costs_less_than_two_milliseconds(kb: KnowledgeBase) -> None:
    works = [(work, kb.related(work)) for work in kb]
    began = time.process_time()
    for work, related in works:
        charts.neighbours(kb, "../../", work, related, None)
    assert (time.process_time() - began) / len(works) < 0.002 * 2, "twice the promise, for a busy machine"


def test_what_changed_is_what_came_after_the_survey() -> None:
    kb = small_kb()
    assert [one.node.id for one in charts.new_approaches(kb)] == [
        "scales", "helpers", "hands", "bakers", "tasting",
    ]  # fmt: skip
    assert [gap.relation.target for gap in charts.closed_gaps(kb)] == ["crumb", "crumb", "crust"]
    grown = {row[0].text: (row[1].text, row[2].text) for row in charts.topics_that_grew(kb, "").table.rows}
    assert grown["Dough"] == ("2", "1")
    assert grown["Scales"] == ("0", "1")


def test_ground_is_opened_by_several_works() -> None:
    another = {"title": "Rye", "tags": ["scales"], "year": 2024, "published": "2024-02-01"}
    kb = small_kb(low2024scale={"modalities": ["rye"]}, new2024scale={**another, "modalities": ["rye"]})
    assert [(one.node.id, one.modality and one.modality.id) for one in charts.opened_ground(kb)] == [
        ("scales", "rye")
    ]


# --- the pieces --------------------------------------------------------------------------------------------


def test_labels_shown_at_one_zoom_do_not_cover_each_other() -> None:
    zooms = (1.0, 2.0, 4.0)
    labels = [Label(f"label {n}", (n * 37) % 300, (n * 61) % 200) for n in range(120)]
    found = levels(labels, zooms)
    for level, zoom in enumerate(zooms):
        shown = [
            box_of(label, zoom)
            for label, at in zip(labels, found, strict=True)
            if at is not None and at <= level
        ]
        assert len(shown) > 10 * (level + 1)
        assert not any(one.meets(other) for one, other in itertools.combinations(shown, 2))


def test_linked_nodes_settle_near_each_other_and_none_on_another() -> None:
    edges = [(n, n + 1, 1.0) for n in range(0, 60, 2)]
    places = settle(sectors([20, 20, 21]), edges)
    pairs = {(one, other) for one, other, _ in edges}

    def distance(one: int, other: int) -> float:
        return math.dist(places[one], places[other])

    every = {pair: distance(*pair) for pair in itertools.combinations(range(len(places)), 2)}
    near = [every[pair] for pair in pairs]
    assert sum(near) / len(near) < sum(every.values()) / len(every) / 2
    assert min(every.values()) > 0.05


@pytest.mark.parametrize(
    ("rough", "step"), [(0, 1), (0.3, 1), (1.2, 2), (3, 5), (7, 10), (55, 100), (180, 200)]
)
def test_steps_of_axes_are_round(rough: float, step: int) -> None:
    assert nice_step(rough) == step


def test_texts_are_cut_to_their_room() -> None:
    assert shortened("short", 100, 12) == "short"
    cut = shortened("a very long name of something", 60, 12)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 60


def test_elements_escape_what_they_are_given() -> None:
    assert element("a", "<&", href='"x"', class_="c", tabindex=None) == (
        '<a href="&#34;x&#34;" class="c">&lt;&amp;</a>'
    )
